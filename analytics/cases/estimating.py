"""Estimating every entry of a case; the values written in it are never read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import logit, stdtr

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.cases.planning import PLANNING
from analytics.cases.reading import Case, Json
from analytics.cases.refusals import attempt_refusal
from analytics.cases.replicated import replicate_entry
from analytics.cases.run import CaseRun
from analytics.crosstabs import rao_scott
from analytics.degrees import count_rows
from analytics.errors import EstimationError
from analytics.intervals import (
    beta_interval,
    logit_interval,
    mean_interval,
    t_quantile,
    wilson_interval,
)
from analytics.linearisation import (
    Linear,
    linear_mean,
    linear_ratio,
    linear_total,
)
from analytics.quantiles import sample_quantile

Answer = dict[str, Any]


def estimate_case(case: Case) -> list[Answer]:
    """Estimate every entry of a case.

    Returns
    -------
    list
        The entries' descriptions with our numbers; an entry that cannot be estimated has
        ``value`` null and ``refused`` with the sentence that says why.
    """
    run = CaseRun(case, case.read_rows())
    return [estimate_entry(run, entry) for entry in case.content["estimates"]]


def estimate_entry(run: CaseRun, entry: Json) -> Answer:
    """Estimate one entry."""
    kept = (*DESCRIPTION, *INPUTS) if entry["statistic"] in PLANNING else DESCRIPTION
    described = {key: entry[key] for key in kept if key in entry}
    try:
        return described | _estimator(entry)(run, entry)
    except KeyError as error:
        return described | {"value": None, "refused": f"the entry lacks {error}"}
    except ValueError as error:
        return described | {"value": None, "refused": str(error)}


DESCRIPTION = (
    *("id", "statistic", "variable", "denominator", "level", "domain", "domain_a", "domain_b"),
    *("method", "conf_level", "target", "quantile", "probability", "where", "cell"),
)
INPUTS = (
    *("p", "moe", "N", "deff", "response_rate", "N_h", "S_h", "exponent", "size_measure"),
    *("cv_h", "total", "data"),
)


def _estimator(entry: Json) -> Callable[[CaseRun, Json], Answer]:
    statistic = str(entry["statistic"])
    if entry.get("method") == "replicates":
        return replicate_entry
    if statistic in PLANNING:
        return lambda run, entry: PLANNING[statistic](run.case, entry)
    found = ESTIMATORS.get(statistic)
    if found is None:
        raise EstimationError(f"unknown statistic '{statistic}'")
    return found


def _level(entry: Json) -> float:
    return float(entry.get("conf_level") or 0.95)


def _mean(run: CaseRun, entry: Json) -> Answer:
    y, inside = run.answers(entry), run.inside(entry)
    linear = linear_mean(run.sample, y, inside)
    df = run.degrees(inside)
    if not linear.n:
        return {"value": None, "se": None, "ci": None, "df": df, "n": 0}
    se = run.se(linear)
    low, high = _share_interval(run, entry, linear.value, se=se, inside=inside)
    answer = {"value": linear.value, "se": se, "ci": [low, high], "df": df, "n": _n(run, linear)}
    if entry.get("statistic") == "prop":
        answer["rows_in_design"] = count_rows(run.sample, inside)
    if entry.get("method") in (None, "mean"):
        answer |= _design_effects(run, linear, y, se)
    return answer


def _n(run: CaseRun, linear: Linear) -> int:
    return int((linear.present & (run.sample.weight != 0)).sum())


def _share_interval(
    run: CaseRun, entry: Json, value: float, *, se: float, inside: BoolArray
) -> tuple[float, float]:
    """Return the interval that R's ``svyciprop`` makes by the method named."""
    method, level = entry.get("method") or "mean", _level(entry)
    p, error = np.array([value]), np.array([se])
    df = np.array([run.degrees(inside)])
    if method == "mean":
        low, high = mean_interval(p, error, df, level=level)
    elif method in ("logit", "xlogit"):
        low, high = logit_interval(p, error, df, level=level)
    elif method == "wilson":
        low, high = wilson_interval(p, error, df, level=level)
    elif method == "asin":
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = t_quantile(df, level) * error / (2 * np.sqrt(p * (1 - p)))
            angle = np.arcsin(np.sqrt(p))
            low, high = np.sin(angle - reach) ** 2, np.sin(angle + reach) ** 2
    elif method == "beta":
        n = np.array([count_rows(run.sample, inside)])
        low, high = beta_interval(p, error, df, n, level=level, is_capped=False)
        if not 0 < value < 1:
            low, high = np.array([np.nan]), np.array([np.nan])
    else:
        raise EstimationError(f"unknown interval '{method}'")
    return float(low[0]), float(high[0])


def _design_effects(run: CaseRun, linear: Linear, y: FloatArray, se: float) -> Answer:
    used = linear.present & (run.sample.weight != 0)
    w = run.sample.weight[used]
    n, size = float(used.sum()), float(w.sum())
    spread = float(w @ (y[used] - linear.value) ** 2) / size * n / (n - 1)
    return {
        "deff": se**2 / (spread * (size - n) / (size * n)),
        "deff_replace": se**2 / (spread / n),
    }


def _total(run: CaseRun, entry: Json) -> Answer:
    inside = run.inside(entry)
    linear = linear_total(run.sample, run.answers(entry), inside)
    return _plain(run, entry, linear, run.degrees(inside))


def _ratio(run: CaseRun, entry: Json) -> Answer:
    inside = run.inside(entry)
    y, x = run.answers(entry), run.answers(entry, "denominator")
    linear = linear_ratio(run.sample, y, x, inside)
    return _plain(run, entry, linear, run.degrees(inside))


def _plain(
    run: CaseRun, entry: Json, linear: Linear, df: float, *, uses_all: bool = False
) -> Answer:
    if np.isnan(linear.value):
        return {"value": None, "se": None, "ci": None, "df": df, "n": 0}
    se = run.se(linear, uses_all=uses_all)
    reach = float(t_quantile(df, _level(entry))) * se
    ci = [linear.value - reach, linear.value + reach]
    return {"value": linear.value, "se": se, "ci": ci, "df": df, "n": _n(run, linear)}


def _difference(run: CaseRun, entry: Json) -> Answer:
    y = run.answers(entry)
    first = linear_mean(run.sample, y, run.inside(entry, "domain_a"))
    second = linear_mean(run.sample, y, run.inside(entry, "domain_b"))
    linear = Linear(
        first.value - second.value,
        first.z - second.z,
        first.present | second.present,
        first.n + second.n,
    )
    df = run.degrees(np.ones(run.sample.n.size, dtype=bool))
    answer = _plain(run, entry, linear, df, uses_all=True)
    if answer["value"] is not None:
        with np.errstate(divide="ignore"):
            t = float(np.float64(linear.value) / answer["se"])
        answer |= {"t": t, "p_value": _two_sided(t, df)}
    return answer


def _two_sided(t: float, df: float) -> float:
    return float(2 * stdtr(df, -abs(t)))


def _target(run: CaseRun, entry: Json) -> Answer:
    inside = run.inside(entry)
    linear = linear_mean(run.sample, run.answers(entry), inside)
    df, target, p = run.degrees(inside), float(entry["target"]), linear.value
    if not linear.n:
        return {"value": None, "se": None, "df": df, "target": target}
    se = run.se(linear)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = float(np.float64(p - target) / se)
        distance = logit(np.float64(p)) - logit(np.float64(target))
        t_logit = float(distance * p * (1 - p) / np.float64(se))
    return {
        "value": p,
        "se": se,
        "df": df,
        "target": target,
        "t": t,
        "p_two_sided": _two_sided(t, df),
        "p_greater": float(stdtr(df, -t)),
        "p_less": float(stdtr(df, t)),
        "t_logit": t_logit,
        "p_logit_two_sided": _two_sided(t_logit, df),
        "p_svyttest_df_minus_1": _two_sided(t, df - 1),
    }


def _cross_table(run: CaseRun, entry: Json) -> Answer:
    row, column = (_codes(run, name) for name in entry["variable"])
    test = rao_scott(run.sample, row, column, run.inside(entry), method=entry.get("method") or "F")
    return {"value": test.statistic, "df": list(test.df), "p_value": test.p_value}


def _codes(run: CaseRun, name: str) -> IntArray:
    column = run.table.column(name)
    levels = sorted(set(column.labels.tolist()) - {""})
    place = {level: code for code, level in enumerate(levels)} | {"": -1}
    return np.array([place[label] for label in column.labels.tolist()], dtype=np.int64)


def _weights(run: CaseRun, entry: Json) -> Answer:
    w = run.weighted.weight
    total, square = float(w.sum()), float(w @ w)
    return {
        "value": total,
        "min": float(w.min()),
        "max": float(w.max()),
        "sum_sq": square,
        "kish_deff": w.size * square / total**2,
        "n_eff": total**2 / square,
        "n": int(w.size),
        "first10": w[:10].tolist(),
    }


def _cell_weight(run: CaseRun, entry: Json) -> Answer:
    name = next(key for key in ("domain", "where", "cell") if entry.get(key))
    inside = run.inside(entry, name)
    return {"value": float(run.weighted.weight[inside].mean()), "n": int(inside.sum())}


def _quantile(run: CaseRun, entry: Json) -> Answer:
    keys = ("quantile", "probability", "prob", "p", "level")
    probability = float(next(entry[key] for key in keys if entry.get(key) is not None))
    column = run.table.column(str(entry["variable"]))
    found = sample_quantile(
        run.sample,
        column.require_numbers(),
        run.inside(entry),
        probability,
        level=_level(entry),
    )
    ci = [found.low, found.high]
    df = run.degrees(run.inside(entry))
    return {"value": found.value, "se": found.se, "ci": ci, "df": df, "n": found.n}


def _refusal(run: CaseRun, entry: Json) -> Answer:
    return {"value": attempt_refusal(run.case, run.table, entry)}


ESTIMATORS: dict[str, Callable[[CaseRun, Json], Answer]] = {
    "mean": _mean,
    "prop": _mean,
    "empty_domain": _mean,
    "total": _total,
    "ratio": _ratio,
    "diff": _difference,
    "test_target": _target,
    "chisq": _cross_table,
    "weights": _weights,
    "cell_weight": _cell_weight,
    "quantile": _quantile,
    "error": _refusal,
}
