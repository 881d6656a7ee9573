"""Reading a case: its rows, its design and its weighting steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import FloatArray
from analytics.design import SurveyDesign, design_from_rows
from analytics.errors import AnalyticsError
from analytics.margins import Margin, Total
from analytics.steps import Calibrate, PostStratify, Rake, Step, Trim
from analytics.tables import Table, read_table

Json = Mapping[str, Any]


class CaseError(AnalyticsError):
    """A case file does not follow the schema."""


@dataclass(frozen=True)
class Case:
    """A case as read.

    Attributes
    ----------
    path : the JSON file
    content : everything in it
    """

    path: Path
    content: Json

    @property
    def name(self) -> str:
        """Return the case's name."""
        return str(self.content.get("name", self.path.stem))

    @property
    def design(self) -> Json:
        """Return the description of the design."""
        design: Json = self.content.get("design") or {}
        return design

    @property
    def weighting(self) -> Json:
        """Return the description of the weighting."""
        weighting: Json = self.content.get("weighting") or {}
        return weighting

    def file(self, name: str) -> Path:
        """Return a file of the set: beside the case, or one folder up."""
        for folder in (self.path.parent.parent, self.path.parent):
            if (folder / name).is_file():
                return folder / name
        raise CaseError(f"{self.path.name}: there is no file '{name}' beside it or one folder up")

    def read_rows(self) -> Table:
        """Return the rows, filtered as the case says."""
        table = read_table(self.file(str(self.content["data"])))
        rule = self.content.get("row_filter")
        if not rule:
            return table
        if "in" in rule:
            column = table.column(rule["column"])
            wanted = {column.code(code) for code in _listed(rule["in"])}
            table = table.keep(np.array([label in wanted for label in column.labels.tolist()]))
        if "not_in" in rule:
            table = table.without(rule["column"], _listed(rule["not_in"]))
        return table


def read_case(path: Path) -> Case:
    """Read one case file.

    Raises
    ------
    CaseError
        Not JSON, or without data or estimates.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CaseError(f"{path}: there is no such file") from error
    except json.JSONDecodeError as error:
        raise CaseError(f"{path.name}, line {error.lineno}: not JSON: {error.msg}") from error
    for key in ("data", "estimates"):
        if not isinstance(content, dict) or key not in content:
            raise CaseError(f"{path.name}: a case needs '{key}'")
    return Case(path, content)


def build_design(case: Case, table: Table) -> SurveyDesign:
    """Describe the case's sample, every column as key and every number as variable."""
    design = case.design
    strata, later = _strata(table, design)
    psu = _listed(design.get("psu"))
    fpc = _listed(design.get("fpc"))[: len(psu) or 1]
    keys: dict[str, NDArray[Any]] = {name: col.labels for name, col in table.columns.items()}
    for name in fpc:
        keys[name] = table.column(name).require_numbers()
    _require_known(table, [*strata, *later, *psu])
    values = {
        name: column.numbers for name, column in table.columns.items() if column.numbers is not None
    }
    return design_from_rows(
        weight=_start_weight(case, table),
        keys=keys,
        values=values,
        strata=strata,
        psu=psu,
        fpc=fpc,
        lonely_psu=design.get("lonely_psu") or "fail",
        adjust_domain_lonely=bool(design.get("adjust_domain_lonely")),
        nest=bool(design.get("nest")),
        later_strata=later,
    )


def _strata(table: Table, design: Json) -> tuple[list[str], list[str]]:
    """Return the strata of the first stage and those of later stages.

    Several columns are crossed when every PSU lies in one combination; otherwise they are the
    strata of successive stages.
    """
    strata, psu = _listed(design.get("strata")), _listed(design.get("psu"))
    if len(strata) < 2 or not psu or design.get("nest"):
        return strata, []
    unit = table.column(psu[0]).labels.tolist()
    combined = list(zip(*(table.column(name).labels.tolist() for name in strata), strict=True))
    seen: dict[Any, tuple[Any, ...]] = {}
    is_crossed = all(
        seen.setdefault(u, label) == label for u, label in zip(unit, combined, strict=True)
    )
    return (strata, []) if is_crossed else (strata[:1], strata[1:])


def _require_known(table: Table, names: list[str]) -> None:
    for name in names:
        column = table.column(name)
        missing = np.flatnonzero(column.is_missing)
        if missing.size:
            raise CaseError(f"{column.source}, row {column.row[int(missing[0])]}: no code")


def _start_weight(case: Case, table: Table) -> FloatArray | None:
    """Return the start weights; None to take them from the frame counts."""
    start = case.weighting.get("start")
    name = case.design.get("weights")
    if isinstance(start, str) and start in table.columns:
        name = start
    return table.column(str(name)).require_weights() if name else None


def read_steps(case: Case, table: Table) -> list[Step]:
    """Return the weighting steps of a case.

    Raises
    ------
    CaseError
        An unknown method.
    """
    residuals = str(case.weighting.get("residuals") or "")
    return [_read_step(step, table, residuals) for step in case.weighting.get("steps") or []]


def _read_step(step: Json, table: Table, residuals: str) -> Step:
    method = step.get("method")
    if method == "poststratify":
        margin = _margin(step, table)
        return PostStratify(margin.by, margin.totals)
    if method == "rake":
        margins = tuple(_margin(margin, table) for margin in step["margins"])
        is_compat = "rake_compat" in residuals or "rake_compat" in str(step.get("residuals"))
        return Rake(margins, "rake_compat" if is_compat else "greg")
    if method == "calibrate":
        return Calibrate(
            margins=tuple(_margin(margin, table) for margin in step.get("margins") or ()),
            totals=tuple(_total(column, table) for column in step.get("columns") or ()),
            function=step.get("calfun") or "linear",
            bounds=_bounds(step.get("bounds")),
            variance_proportional_to=step.get("variance_proportional_to"),
        )
    if method == "trim":
        redistribute = step.get("redistribute", True)
        return Trim(
            lower=float(_or(step.get("lower"), 0.0)),
            upper=float(_or(step.get("upper"), np.inf)),
            relative=False,
            strict=bool(step.get("strict")),
            redistribute=redistribute not in (False, None, "none"),
        )
    raise CaseError(f"unknown weighting method '{method}'")


def _or(value: Any, otherwise: float) -> Any:
    return otherwise if value is None or value in ("-Inf", "Inf") else value


def _bounds(bounds: Any) -> tuple[float, float] | None:
    low, high = bounds or (None, None)
    limits = float(_or(low, -np.inf)), float(_or(high, np.inf))
    return limits if np.isfinite(limits).any() else None


def _margin(margin: Json, table: Table) -> Margin:
    by = tuple(_listed(margin["by"]))
    for name in by:
        table.column(name)
    totals = {
        tuple(table.column(name).code(entry[name]) for name in by): _amount(entry, by)
        for entry in margin["totals"]
    }
    return Margin(by, totals, is_partial=bool(margin.get("partial")))


def _amount(entry: Json, by: tuple[str, ...]) -> float:
    """Return the count of one class: ``N``, or the one entry that is no class."""
    for key in ("N", "total", "Freq"):
        if key in entry and key not in by:
            return float(entry[key])
    raise CaseError(f"a margin entry has no N: {dict(entry)}")


def _total(column: Json, table: Table) -> Total:
    kind, amount = column["kind"], float(column["total"])
    if kind == "numeric":
        table.column(column["column"]).require_numbers()
        return Total("numeric", amount, column["column"])
    if kind == "indicator":
        where = dict(column.get("where") or {})
        if not where:
            value = next(column[key] for key in ("value", "level", "class") if key in column)
            where = {column["column"]: value}
        return Total("indicator", amount, where=read_domain(where, table))
    if kind in ("one", "intercept"):
        return Total("one", amount)
    raise CaseError(f"unknown kind of calibration column '{kind}'")


def read_domain(domain: Json | None, table: Table) -> dict[str, tuple[str, ...]]:
    """Return a domain as key -> codes as they are written in the rows."""
    return {
        name: tuple(table.column(name).code(code) for code in _listed(codes))
        for name, codes in (domain or {}).items()
    }


def _listed(value: Any) -> list[Any]:
    """Return a list for a value, a list or nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
