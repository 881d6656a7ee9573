"""Comparing our numbers with the expected ones of a case, entry by entry."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.cases.estimating import Answer, estimate_case
from analytics.cases.reading import Case, Json

NUMBERS = (
    *("value", "se", "ci", "df", "n", "deff", "deff_replace", "rows_in_design"),
    *("t", "p_value", "p_two_sided", "p_greater", "p_less", "t_logit", "p_logit_two_sided"),
    *("p_svyttest_df_minus_1", "min", "max", "sum_sq", "kish_deff", "n_eff", "first10"),
    *("n_srs_infinite", "n_to_draw", "mean_propensity", "max_bias_factor"),
)
ABSOLUTE = 1e-10
P_VALUES = 1e-6
LOOSE = {"logit": 1e-6}
PEARSON = 1e-7


@dataclass(frozen=True)
class Check:
    """One number of one entry.

    Attributes
    ----------
    case, entry, what : where the number stands
    ours, expected : the two numbers (or words)
    difference : relative difference, absolute where the expected number is 0
    agrees : whether it is within the tolerance
    """

    case: str
    entry: str
    what: str
    ours: Any
    expected: Any
    difference: float
    agrees: bool


def compare_case(case: Case, tolerance: float = 1e-8) -> list[Check]:
    """Estimate a case and compare every expected number.

    Parameters
    ----------
    case : the case; where an entry has ``v45``, those numbers are the ones to match
    tolerance : relative; the logit method, Pearson statistics and p-values have the wider ones
        that R's own rounding needs
    """
    checks: list[Check] = []
    for entry, ours in zip(case.content["estimates"], estimate_case(case), strict=True):
        checks.extend(_compare_entry(case.name, entry, ours, tolerance))
    return checks


def _compare_entry(name: str, entry: Json, ours: Answer, tolerance: float) -> Iterator[Check]:
    wanted = {**entry, **(entry.get("v45") or {})}
    label = f"{entry.get('id', '?')} {entry['statistic']}"
    if entry["statistic"] == "error":
        value = ours.get("value")
        yield Check(
            name, label, "refusal", value, "a refusal", 0.0, value not in (None, "no error")
        )
        return
    if "refused" in ours:
        yield Check(name, label, "value", ours["refused"], wanted.get("value"), math.inf, False)
        return
    for what in NUMBERS:
        if what not in wanted or (what == "n" and what not in ours):
            continue
        limit = _tolerance(wanted, what, tolerance)
        pairs = _pairs(ours.get(what), wanted[what])
        for place, (mine, theirs) in enumerate(pairs):
            difference = _difference(mine, theirs, wanted)
            shown = what if len(pairs) == 1 else f"{what}[{place}]"
            yield Check(name, label, shown, mine, theirs, difference, difference <= limit)


def _tolerance(entry: Json, what: str, tolerance: float) -> float:
    if what.startswith("p_"):
        return max(tolerance, P_VALUES)
    if entry["statistic"] == "chisq":
        return max(tolerance, PEARSON)
    return max(tolerance, LOOSE.get(str(entry.get("method")), 0.0))


def _pairs(ours: Any, expected: Any) -> list[tuple[Any, Any]]:
    if not isinstance(expected, list):
        return [(ours[0] if isinstance(ours, list) and len(ours) == 1 else ours, expected)]
    mine = ours if isinstance(ours, list) else [ours] * len(expected)
    if len(mine) != len(expected):
        return [(ours, expected)]
    return list(zip(mine, expected, strict=True))


def _difference(ours: Any, expected: Any, entry: Json) -> float:
    """Return the relative difference; 0 for equal words and for both undefined."""
    if isinstance(expected, (list, bool)) or isinstance(ours, list):
        return 0.0 if ours == expected else math.inf
    mine, theirs = _number(ours), _number(expected)
    if mine is None or theirs is None:
        return 0.0 if ours == expected else math.inf
    if math.isnan(mine) or math.isnan(theirs):
        return 0.0 if math.isnan(mine) and math.isnan(theirs) else math.inf
    if math.isinf(mine) or math.isinf(theirs):
        return 0.0 if mine == theirs else math.inf
    gap = abs(mine - theirs)
    size = abs(_number(entry.get("value")) or 0.0) if theirs == 0 else 0.0
    if gap <= max(ABSOLUTE, 1e-9 * size):
        return 0.0
    return gap / abs(theirs) if theirs else gap


def _number(value: Any) -> float | None:
    """Return a number, NaN for an undefined one, None for words."""
    if value is None:
        return float("nan")
    if isinstance(value, (int, float)):
        return float(value)
    return {"NaN": math.nan, "Inf": math.inf, "-Inf": -math.inf}.get(str(value))
