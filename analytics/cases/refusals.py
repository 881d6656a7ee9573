"""Entries that must be refused: each is tried, and the refusal is the value.

A case tells in words what is wrong ("post-stratify to education with the 'basic' total
missing"); the few sentences of the sets are understood here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.calibration import CalibrationFunction
from analytics.cases.reading import Case, CaseError, Json, build_design, read_steps
from analytics.errors import AnalyticsError
from analytics.linearisation import covariance, linear_mean
from analytics.margins import Margin
from analytics.sample import split_sample
from analytics.steps import Calibrate, PostStratify, Rake, Step
from analytics.tables import Table, read_table
from analytics.weighting import weigh

NO_REFUSAL = "no error"


def attempt_refusal(case: Case, table: Table, entry: Json) -> str:
    """Try what an entry describes and return the sentence of the refusal.

    "no error" when nothing was refused.
    """
    words = str(entry.get("variable") or "")
    try:
        kept = _remove_rows(table, words)
        steps = _steps_in_words(case, table, words) or read_steps(case, kept)
        sample = split_sample(weigh(build_design(case, kept), steps))
        for name in re.findall(r"\w+", words):
            column = kept.columns.get(name)
            if column is not None and column.numbers is not None:
                everyone = np.ones(kept.n, dtype=bool)
                linear = linear_mean(sample, column.numbers, everyone)
                covariance(sample, linear.z[:, None], linear.present)
    except AnalyticsError as error:
        return str(error)
    return NO_REFUSAL


def _remove_rows(table: Table, words: str) -> Table:
    """Follow "rows with a=x, b=y removed"."""
    found = re.search(r"rows with (.+?) removed", words)
    if not found:
        return table
    dropped = np.ones(table.n, dtype=bool)
    for name, code in re.findall(r"(\w+)=([^,\s]+)", found.group(1)):
        dropped &= table.column(name).labels == code
    return table.keep(~dropped)


def _steps_in_words(case: Case, table: Table, words: str) -> list[Step]:
    """Follow "post-stratify to", "rake to ... margins" and "... calibration with bounds"."""
    found = re.search(r"post-stratify to ([\w ]+?)(?: with |:|$)", words)
    if found:
        margin = _margin_of(case, _columns(table, re.split(r" x | and ", found.group(1))))
        missing = re.search(r"the '(.+?)' total missing", words)
        kept = {key: n for key, n in margin.totals.items() if not missing or missing[1] not in key}
        return [PostStratify(margin.by, kept)]
    found = re.search(r"rake to ([\w ,]+?) margins", words)
    if found:
        names = _columns(table, re.split(r", | and ", found.group(1)))
        margins = [_margin_of(case, [name]) for name in names]
        differ = re.search(r"differ by ([\d.]+) percent", words)
        factor = 1 + float(differ.group(1)) / 100 if differ else 1.0
        last = margins[-1]
        totals = {key: n * factor for key, n in last.totals.items()}
        return [Rake((*margins[:-1], replace(last, totals=totals)))]
    found = re.search(r"(logit|linear|raking) calibration with bounds ([\d.]+)-([\d.]+)", words)
    if found:
        bounds = float(found.group(2)), float(found.group(3))
        margins = [_margin_of(case, by) for by in (["district"], ["age", "sex"], ["edu"])]
        return [_calibration(tuple(margins), found.group(1), bounds)]
    return []


def _calibration(margins: tuple[Margin, ...], kind: str, bounds: tuple[float, float]) -> Step:
    functions: dict[str, CalibrationFunction] = {
        "logit": "logit",
        "linear": "linear",
        "raking": "raking",
    }
    return Calibrate(margins, function=functions[kind], bounds=bounds)


def _columns(table: Table, words: Sequence[str]) -> list[str]:
    """Return the columns meant by words: a name, or the beginning of one (education: edu)."""
    names = []
    for word in (word.strip() for word in words):
        match = [name for name in table.columns if word == name or word.startswith(name)]
        if not match:
            raise CaseError(f"{table.path.name}: no column for '{word}'")
        names.append(match[0])
    return names


def _margin_of(case: Case, by: list[str]) -> Margin:
    """Return population counts by the columns of a set's frame, or of its education margin."""
    for file in ("data/frame_counts.csv", "data/margin_education.csv"):
        counts = read_table(case.file(file))
        if all(name in counts.columns for name in by):
            amount = counts.column("N").require_numbers()
            totals: dict[tuple[str, ...], float] = {}
            labels = zip(*(counts.column(name).labels.tolist() for name in by), strict=True)
            for label, n in zip(labels, amount.tolist(), strict=True):
                totals[label] = totals.get(label, 0.0) + n
            return Margin(tuple(by), totals)
    raise CaseError(f"{case.name}: no population counts by {' x '.join(by)}")
