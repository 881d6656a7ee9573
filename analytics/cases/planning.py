"""Entries of a case that need no sample: sizes, allocations, flags and indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from analytics.allocation import Allocation, allocate
from analytics.arrays import FloatArray
from analytics.cases.reading import Case, CaseError, Json
from analytics.planning import sample_size
from analytics.quality import kish, nchs_flag
from analytics.representativeness import r_indicator
from analytics.tables import read_table

Answer = dict[str, Any]


def _size(case: Case, entry: Json) -> Answer:
    size = sample_size(
        entry["p"],
        entry["moe"],
        population=entry["N"],
        deff=entry.get("deff", 1.0),
        response_rate=entry.get("response_rate", 1.0),
    )
    return {"value": size.n, "n_srs_infinite": size.n_srs_infinite, "n_to_draw": size.n_to_draw}


def _allocation(case: Case, entry: Json) -> Answer:
    word = str(entry["method"]).split()[0]
    methods: dict[str, Allocation] = {
        "proportional": "proportional",
        "equal": "equal",
        "neyman": "neyman",
        "power": "power",
    }
    if word not in methods:
        raise CaseError(f"{case.name}: unknown allocation '{word}'")
    arrays = {name: _array(entry, name) for name in ("N_h", "S_h", "size_measure", "cv_h")}
    population = arrays["N_h"] if arrays["N_h"] is not None else arrays["size_measure"]
    if population is None:
        raise CaseError(f"{case.name}: an allocation needs N_h or size_measure")
    value = allocate(
        float(entry["total"]),
        population,
        method=methods[word],
        deviation=arrays["S_h"],
        size_measure=arrays["size_measure"],
        cv=arrays["cv_h"],
        exponent=float(entry.get("exponent", 0.5)),
    )
    return {"value": value.tolist()}


def _array(entry: Json, name: str) -> FloatArray | None:
    return np.array(entry[name], dtype=float) if entry.get(name) is not None else None


def _kish(case: Case, entry: Json) -> Answer:
    file, _, column = str(entry["data"]).partition(":")
    name = file if "/" in file else f"data/{file}"
    loss = kish(read_table(case.file(name)).column(column).require_weights())
    return {"value": loss.deff, "n_eff": loss.n_effective}


def _flag(case: Case, entry: Json) -> Answer:
    found = nchs_flag(entry["p"], entry["se"], n=entry["n"], df=entry["df"])
    ci = [float(found.low), float(found.high)]
    inputs = {"se": entry["se"], "n": entry["n"], "df": entry["df"]}
    return inputs | {"value": str(found.flag), "n_eff": float(found.n_effective), "ci": ci}


def _r_indicator(case: Case, entry: Json) -> Answer:
    """Return the R-indicator of strata whose drawn, responding and population counts are known.

    They stand in the case's rows, or in wave1.csv of the set when the rows are a frame.
    """
    names = ("n_drawn", "n_resp", "N_h")
    table = case.read_rows()
    if any(name not in table.columns for name in names):
        table = read_table(case.file("data/wave1.csv"))
    labels = table.column(str(entry["variable"])).labels
    _, first = np.unique(labels.astype(str), return_index=True)
    drawn, responded, population = (table.column(name).require_numbers()[first] for name in names)
    found = r_indicator(drawn, responded, population)
    return {
        "value": found.value,
        "mean_propensity": found.mean_propensity,
        "max_bias_factor": found.max_bias,
    }


PLANNING: dict[str, Callable[[Case, Json], Answer]] = {
    "sample_size": _size,
    "allocation": _allocation,
    "kish": _kish,
    "nchs_flag": _flag,
    "r_indicator": _r_indicator,
}
