"""Entries whose standard error comes from replicate weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.arrays import FloatArray
from analytics.cases.reading import Json
from analytics.cases.run import CaseRun
from analytics.intervals import t_quantile
from analytics.replicates import replicate_statistic


def replicate_entry(run: CaseRun, entry: Json) -> dict[str, Any]:
    """Estimate one entry with its standard error by replicate weights."""
    replicates, statistic = run.replicates, entry["statistic"]
    if statistic == "diff":
        parts = [_parts(run, entry, name) for name in ("domain_a", "domain_b")]
        value, se = replicate_statistic(
            replicates,
            lambda size: np.asarray(
                (parts[0][0] @ size) / (parts[0][1] @ size)
                - (parts[1][0] @ size) / (parts[1][1] @ size)
            ),
        )
    else:
        top, bottom = _parts(run, entry, "domain")
        if statistic == "total":
            value, se = replicate_statistic(replicates, lambda size: np.asarray(top @ size))
        else:
            value, se = replicate_statistic(
                replicates, lambda size: np.asarray((top @ size) / (bottom @ size))
            )
    everyone = np.ones(run.sample.n.size, dtype=bool)
    df = replicates.degrees(everyone if statistic == "diff" else run.inside(entry))
    reach = float(t_quantile(df, float(entry.get("conf_level") or 0.95))) * se
    return {"value": value, "se": se, "ci": [value - reach, value + reach], "df": df}


def _parts(run: CaseRun, entry: Json, domain: str) -> tuple[FloatArray, FloatArray]:
    """Return numerator and denominator (N,) of a statistic in a domain."""
    y, inside = run.answers(entry), run.inside(entry, domain)
    x = run.answers(entry, "denominator") if entry["statistic"] == "ratio" else np.ones(y.size)
    used = inside & ~np.isnan(y) & ~np.isnan(x)
    return np.where(used, y, 0.0), np.where(used, x, 0.0)
