"""Which replicate weights a case asks for.

The schema names the method only as "replicates"; the kind stands in the design or in the title,
and without either it is JKn for stratified designs and JK1 for others, as in R.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from analytics.cases.reading import Case, CaseError, Json
from analytics.replicate_factors import Kind
from analytics.replicates import (
    Replicates,
    given_replicates,
    make_replicates,
)
from analytics.tables import Table
from analytics.weighting import WeightedDesign

KINDS: dict[str, Kind] = {"jk1": "JK1", "jkn": "JKn", "brr": "BRR", "fay": "Fay"}


def build_replicates(case: Case, table: Table, weighted: WeightedDesign) -> Replicates:
    """Return the replicate weights of a case: those in its rows, or those of the kind named.

    Raises
    ------
    CaseError
        The replicate weights lack what their variance needs.
    """
    spec = _spec(case)
    columns = _columns(spec, table)
    kind = _kind(case, spec)
    rho = float(spec.get("rho") or spec.get("fay_rho") or 0.0)
    if not columns:
        return make_replicates(weighted, kind, fay_rho=rho)
    weight = np.stack([table.column(name).require_weights() for name in columns], axis=1)
    rscale = spec.get("rscales", spec.get("rscale"))
    scale = spec.get("scale")
    if scale is None:
        scale = _scale_of(str(spec.get("type") or kind), len(columns), rho)
    if rscale is None and kind == "JKn" and spec.get("scale") is None:
        raise CaseError(f"{case.name}: given JKn weights need rscales")
    is_combined = spec.get("combined_weights", spec.get("combined"))
    if is_combined is None:
        is_combined = bool(weight.mean() > 5 and weighted.weight.mean() / weight.mean() < 5)
    return given_replicates(
        weighted,
        weight,
        scale=float(scale),
        rscale=None if rscale is None else np.asarray(rscale, dtype=float),
        is_combined=bool(is_combined),
    )


def _scale_of(kind: str, n: int, rho: float) -> float:
    """Return R's factor of the squared deviations for n given replicates of a kind."""
    scales = {
        "jk1": (n - 1) / n,
        "brr": 1 / n,
        "fay": 1 / (n * (1 - rho) ** 2),
        "bootstrap": 1 / (n - 1),
        "acs": 4 / n,
        "successive-difference": 4 / n,
    }
    return scales.get(kind.lower(), 1.0)


def _spec(case: Case) -> Json:
    """Return where the replicates are described: an entry of its own, or the design."""
    for place in (case.design, case.weighting, case.content):
        for key in ("replicates", "replication", "replicate_weights"):
            if isinstance(place.get(key), dict):
                found: Json = place[key]
                return found
    return case.design


def _columns(spec: Json, table: Table) -> list[str]:
    for key in ("replicate_weights", "repweights", "columns", "weights"):
        given: Any = spec.get(key)
        if isinstance(given, list):
            return [str(name) for name in given]
        if isinstance(given, str) and given not in table.columns:
            return [name for name in table.columns if re.fullmatch(given, name)] or [
                name for name in table.columns if re.fullmatch(re.escape(given) + r"\d+", name)
            ]
    return []


def _kind(case: Case, spec: Json) -> Kind:
    texts = [spec.get("type"), spec.get("replicate_type"), spec.get("method")]
    texts += [case.content.get("title"), case.name, case.design.get("text")]
    for text in texts:
        found = re.search(r"jk1|jkn|brr|fay", str(text or ""), re.IGNORECASE)
        if found:
            return KINDS[found.group().lower()]
    return "JKn" if case.design.get("strata") else "JK1"
