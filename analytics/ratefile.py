"""The analyst's description of a survey: DESIGN.toml beside a CSV of responses.

Sections: ``[design]`` (weights, strata, psu, fpc, lonely_psu, nest), ``[[steps]]`` (rake,
poststratify, calibrate, nonresponse, trim), ``[[rates]]`` (name, column, yes, counts, target),
``[[domains]]`` (name, where) and ``by`` (columns whose every class is a domain). Unknown words are
refused, so that a typing mistake never passes as a default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from analytics.design import POLICIES, LonelyPsu
from analytics.errors import AnalyticsError
from analytics.intervals import INTERVALS, Interval
from analytics.margins import Margin
from analytics.steps import Calibrate, NonResponse, PostStratify, Rake, Step, Trim
from analytics.tables import read_table

Toml = Mapping[str, Any]
SampleType = Literal["R", "Q", "O"]
TOP = ("title", "sample", "interval", "level", "design", "steps", "rates", "domains", "by")
KNOWN = {
    "[design]": ("weights", "strata", "psu", "fpc", "lonely_psu", "nest"),
    "[[rates]]": ("name", "column", "yes", "counts", "target"),
    "[[domains]]": ("name", "where"),
    "[[steps]]": (
        *("method", "margins", "by", "totals", "file", "count", "unknown", "drawn"),
        *("function", "bounds", "lower", "upper", "relative", "strict", "redistribute"),
    ),
    "[[steps.margins]]": ("by", "totals", "file", "count", "unknown"),
}


class RateFileError(AnalyticsError):
    """The description cannot be followed; names the file and the place in it."""


@dataclass(frozen=True)
class RateLine:
    """One rate: the codes of a column that count as yes, and those that count at all."""

    name: str
    column: str
    yes: tuple[str, ...]
    counts: tuple[str, ...] | None
    target: float | None


@dataclass(frozen=True)
class DesignLine:
    """How the responses were sampled."""

    weights: str | None
    strata: tuple[str, ...]
    psu: tuple[str, ...]
    fpc: tuple[str, ...]
    lonely_psu: LonelyPsu
    nest: bool


@dataclass(frozen=True)
class RateFile:
    """A description as read.

    Attributes
    ----------
    path : the file
    title : heading of the page
    sample : R random, Q quota, O open to all (no interval, no verdict)
    interval, level : how intervals are made
    design, steps, rates : the parts
    domains : name -> column -> codes
    by : columns whose every class is a domain
    """

    path: Path
    title: str
    sample: SampleType
    interval: Interval
    level: float
    design: DesignLine
    steps: tuple[Step, ...]
    rates: tuple[RateLine, ...]
    domains: Mapping[str, Mapping[str, tuple[str, ...]]]
    by: tuple[str, ...]


def read_rate_file(path: Path) -> RateFile:
    """Read DESIGN.toml.

    Raises
    ------
    RateFileError
        No such file, not TOML, an unknown word, or a part that is missing.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RateFileError(f"{path}: there is no such file") from error
    except tomllib.TOMLDecodeError as error:
        raise RateFileError(f"{path.name}: {error}") from error
    _refuse_unknown(path, "the file", content, TOP)
    sample = content.get("sample", "R")
    if sample not in ("R", "Q", "O"):
        raise RateFileError(f"{path.name}: sample is '{sample}'; it must be R, Q or O")
    interval = content.get("interval", "auto")
    if interval not in INTERVALS:
        raise RateFileError(f"{path.name}: interval '{interval}' is not one of {INTERVALS}")
    rates = tuple(_rate(path, line) for line in content.get("rates", []))
    if not rates:
        raise RateFileError(f"{path.name}: there is no [[rates]]")
    return RateFile(
        path,
        str(content.get("title", path.stem)),
        cast(SampleType, sample),
        interval,
        float(content.get("level", 0.95)),
        _design(path, content.get("design", {})),
        tuple(_step(path, step) for step in content.get("steps", [])),
        rates,
        {line["name"]: _where(path, line) for line in content.get("domains", [])},
        _texts(content.get("by")),
    )


def _refuse_unknown(path: Path, place: str, content: Toml, known: tuple[str, ...]) -> None:
    for word in content:
        if word not in known:
            raise RateFileError(
                f"{path.name}: unknown word '{word}' in {place}; known are {', '.join(known)}"
            )


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def _rate(path: Path, line: Toml) -> RateLine:
    _refuse_unknown(path, "[[rates]]", line, KNOWN["[[rates]]"])
    for word in ("name", "column", "yes"):
        if word not in line:
            raise RateFileError(f"{path.name}: a [[rates]] has no '{word}'")
    target = line.get("target")
    if target is not None and not 0 < float(target) < 1:
        raise RateFileError(f"{path.name}: target {target} of '{line['name']}' is not within 0..1")
    return RateLine(
        str(line["name"]),
        str(line["column"]),
        _texts(line["yes"]),
        _texts(line["counts"]) if "counts" in line else None,
        None if target is None else float(target),
    )


def _design(path: Path, content: Toml) -> DesignLine:
    _refuse_unknown(path, "[design]", content, KNOWN["[design]"])
    policy = content.get("lonely_psu", "fail")
    if policy not in POLICIES:
        raise RateFileError(f"{path.name}: lonely_psu is '{policy}'; known are {POLICIES}")
    return DesignLine(
        content.get("weights"),
        _texts(content.get("strata")),
        _texts(content.get("psu")),
        _texts(content.get("fpc")),
        policy,
        bool(content.get("nest", False)),
    )


def _where(path: Path, line: Toml) -> dict[str, tuple[str, ...]]:
    _refuse_unknown(path, "[[domains]]", line, KNOWN["[[domains]]"])
    return {column: _texts(codes) for column, codes in line.get("where", {}).items()}


def _step(path: Path, step: Toml) -> Step:
    _refuse_unknown(path, "[[steps]]", step, KNOWN["[[steps]]"])
    method = step.get("method")
    if method == "rake":
        return Rake(tuple(_margin(path, margin) for margin in step.get("margins", [])))
    if method == "poststratify":
        margin = _margin(path, {k: v for k, v in step.items() if k != "method"})
        return PostStratify(margin.by, margin.totals)
    if method == "calibrate":
        bounds = step.get("bounds")
        return Calibrate(
            tuple(_margin(path, margin) for margin in step.get("margins", [])),
            function=step.get("function", "raking"),
            bounds=(float(bounds[0]), float(bounds[1])) if bounds else None,
        )
    if method == "nonresponse":
        by = _texts(step.get("by"))
        return NonResponse(by, {_key(k): float(v) for k, v in step.get("drawn", {}).items()})
    if method == "trim":
        return Trim(
            float(step.get("lower", 0.0)),
            float(step.get("upper", float("inf"))),
            relative=bool(step.get("relative", True)),
            strict=bool(step.get("strict", True)),
            redistribute=bool(step.get("redistribute", True)),
        )
    raise RateFileError(f"{path.name}: unknown method '{method}' in [[steps]]")


def _key(text: str) -> tuple[str, ...]:
    """Return a class written as "north|f"."""
    return tuple(part.strip() for part in text.split("|"))


def _margin(path: Path, margin: Toml) -> Margin:
    _refuse_unknown(path, "[[steps.margins]]", margin, KNOWN["[[steps.margins]]"])
    by = _texts(margin.get("by"))
    if not by:
        raise RateFileError(f"{path.name}: a margin has no 'by'")
    unknown = {str(k): str(v) for k, v in margin.get("unknown", {}).items()}
    if "totals" in margin:
        totals = {_key(key): float(n) for key, n in margin["totals"].items()}
        return Margin(by, totals, unknown)
    if "file" not in margin:
        raise RateFileError(f"{path.name}: margin {' x '.join(by)} has neither totals nor file")
    table = read_table(path.parent / str(margin["file"]))
    amount = table.column(str(margin.get("count", "N"))).require_weights()
    totals = {}
    labels = zip(*(table.column(name).labels.tolist() for name in by), strict=True)
    for label, n in zip(labels, amount.tolist(), strict=True):
        totals[label] = totals.get(label, 0.0) + n
    return Margin(by, totals, unknown)
