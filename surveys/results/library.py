"""Ready indicators with their default targets, kept as plain data beside this module."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import name_row
from surveys.results.indicators import Indicator
from surveys.words import Text

DEFAULT = "default_indicators"


@dataclass(frozen=True)
class DefaultTarget:
    """A value to reach as the library proposes it."""

    indicator_code: str
    percent: float
    basis: Text


@dataclass(frozen=True)
class IndicatorLibrary:
    """Indicators in their order, and the targets proposed for them."""

    indicators: tuple[Indicator, ...]
    targets: tuple[DefaultTarget, ...]


def load_library(questionnaire: Questionnaire, name: str = DEFAULT) -> IndicatorLibrary:
    """The ready indicators of a questionnaire; one of a grid for each of its rows."""
    source = resources.files(__package__).joinpath("library", f"{name}.toml")
    plain = tomllib.loads(source.read_text(encoding="utf-8"))
    entries = [*plain["indicator"], *_expand(questionnaire, plain["topic"])]
    entries.sort(key=lambda entry: _GROUPS.index(entry["group"]))
    return IndicatorLibrary(
        tuple(map(_read_indicator, entries)),
        tuple(_read_target(entry) for entry in entries if "target" in entry),
    )


_GROUPS = ("headline", "topic", "quality", "beside")


def _expand(questionnaire: Questionnaire, topics: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for topic in topics:
        grid = questionnaire.find_question(topic["grid"])
        for row in grid.rows:
            words = {"row": row.code}
            entry = {key: _fill(value, words, row.label) for key, value in topic.items()}
            target = topic.get("targets", {}).get(row.code, topic.get("target"))
            yield {**entry, "question": name_row(grid, row)} | (
                {"target": target} if target else {}
            )


def _fill(value: Any, words: Mapping[str, str], label: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**words)
    if isinstance(value, list):
        return [_fill(part, words, label) for part in value]
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return {
            language: text.format(**words, label=label[language])
            for language, text in value.items()
        }
    return value


def _read_indicator(entry: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=entry["code"],
        group=entry["group"],
        family=entry.get("family", "rate"),
        unit=entry.get("unit", "percent"),
        label=entry["label"],
        formula=entry["formula"],
        denominator=entry["denominator"],
        question=entry["question"],
        counted=tuple(entry["counted"]),
        base=tuple(entry["base"]),
        points={code: float(worth) for code, worth in entry.get("points", {}).items()},
        beside=tuple(entry.get("beside", ())),
        is_lower_better=entry.get("is_lower_better", False),
        warn_above=entry.get("warn_above"),
    )


def _read_target(entry: Mapping[str, Any]) -> DefaultTarget:
    target = entry["target"]
    return DefaultTarget(
        entry["code"], float(target["percent"]), {"zh": target["zh"], "en": target["en"]}
    )
