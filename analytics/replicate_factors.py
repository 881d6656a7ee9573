"""Replicate factors by first-stage unit: jackknife, half-samples, bootstrap.

The designs of R's survey package (``as.svrepdesign``), for rows, PSUs and pieces of counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray, IntArray
from analytics.errors import DesignError, LonelyPsuError
from analytics.hadamard import hadamard
from analytics.sample import Sample
from analytics.stages import Stage

Kind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]


@dataclass(frozen=True)
class ReplicateFactors:
    """Replicate factors by unit (U, R), how many alike, rscale (R,), and the overall scale."""

    factor: FloatArray
    n_alike: FloatArray
    rscale: FloatArray
    scale: float


@dataclass(frozen=True)
class UnitTable:
    """First-stage units in order of appearance: stratum, rows alike, fraction; and by piece."""

    of_piece: IntArray
    stratum: IntArray
    n: FloatArray
    n_in_stratum: FloatArray
    fraction: FloatArray
    names: tuple[str, ...]
    are_rows: bool


@dataclass(frozen=True)
class ReplicateRequest:
    kind: Kind
    lonely_psu: str
    fay_rho: float
    n_replicates: int
    random: np.random.Generator | None


def list_units(sample: Sample, stage: Stage) -> UnitTable:
    """Return the first-stage units of a sample; every piece is one when rows are units."""
    member = stage.member[sample.cell]
    if stage.units_are_rows:
        of_piece = np.arange(sample.n.size, dtype=np.int64)
        n, source = sample.n, member
    else:
        appearance, of_piece = _by_appearance(member)
        n, source = np.ones(appearance.size), appearance
    stratum = stage.group_of_member[source]
    return UnitTable(
        of_piece,
        stratum,
        n,
        stage.n_units[stratum],
        stage.fraction[source],
        stage.group_names,
        stage.units_are_rows,
    )


def _by_appearance(codes: IntArray) -> tuple[IntArray, IntArray]:
    found, first = np.unique(codes, return_index=True)
    appearance = found[np.argsort(first)]
    place = np.empty(int(codes.max()) + 1, dtype=np.int64)
    place[appearance] = np.arange(appearance.size)
    return appearance, place[codes]


def build_factors(unit: UnitTable, request: ReplicateRequest) -> ReplicateFactors:
    """Return the factors of the kind asked for.

    Raises
    ------
    DesignError
        The kind does not fit the design.
    """
    if request.kind in ("JK1", "JKn"):
        return _jackknife(unit, request)
    if request.kind == "bootstrap":
        return _bootstrap(unit, request)
    return _half_samples(unit, request)


def _jackknife(unit: UnitTable, request: ReplicateRequest) -> ReplicateFactors:
    strata = np.unique(unit.stratum)
    if request.kind == "JK1" and strata.size > 1:
        raise DesignError("JK1 is for designs without strata; use JKn")
    size = unit.n_in_stratum
    is_taken = unit.fraction > 1 - 1e-12
    alone = (size == 1) & ~is_taken
    if alone.any() and request.lonely_psu == "fail":
        name = unit.names[int(unit.stratum[np.flatnonzero(alone)[0]])]
        raise LonelyPsuError(f"stratum {name} has only one PSU; the jackknife cannot drop it")
    drops = np.flatnonzero((size > 1) & ~is_taken | alone & (request.lonely_psu == "adjust"))
    grow = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    factor = np.ones((size.size, drops.size))
    for column, drop in enumerate(drops.tolist()):
        if alone[drop]:
            factor[:, column] = strata.size / (strata.size - 1)
            factor[drop, column] = 0.0
            continue
        mates = unit.stratum == unit.stratum[drop]
        factor[mates, column] = grow[drop]
        factor[drop, column] *= (unit.n[drop] - 1) / unit.n[drop]
    rscale = (size[drops] - 1) / size[drops] * (1 - unit.fraction[drops])
    rscale[alone[drops]] = (strata.size - 1) / strata.size
    n_units, n_used = float(unit.n.sum()), float(unit.n[drops].sum())
    scale = n_units / n_used if request.lonely_psu == "average" and n_used < n_units else 1.0
    return ReplicateFactors(factor, unit.n[drops], rscale, scale)


def _half_samples(unit: UnitTable, request: ReplicateRequest) -> ReplicateFactors:
    _refuse_counts(unit, request.kind)
    labels = np.array([unit.names[g] for g in unit.stratum.tolist()])
    pair = np.zeros(labels.size, dtype=np.int64)
    is_first = np.zeros(labels.size, dtype=bool)
    n_pairs = 0
    sizes = {str(name): int((labels == name).sum()) for name in np.unique(labels)}
    for name in sorted(sizes, key=lambda name: (sizes[name] == 2, name)):
        if sizes[name] % 2:
            raise DesignError(f"{request.kind}: stratum {name} has {sizes[name]} PSUs, not pairs")
        places = np.flatnonzero(labels == name)
        pair[places] = n_pairs + np.arange(sizes[name]) // 2
        is_first[places[::2]] = True
        n_pairs += sizes[name] // 2
    matrix = hadamard(n_pairs)
    takes_second = matrix[1 + pair] == 0
    is_in = takes_second != is_first[:, None]
    rho = request.fay_rho
    factor = np.where(is_in, 2 - rho, rho).astype(float)
    size = factor.shape[1]
    return ReplicateFactors(factor, np.ones(size), np.ones(size), 1 / (size * (1 - rho) ** 2))


def _bootstrap(unit: UnitTable, request: ReplicateRequest) -> ReplicateFactors:
    if request.random is None:
        raise DesignError("the bootstrap needs a random generator")
    size = request.n_replicates
    factor = np.ones((unit.stratum.size, size))
    for stratum in np.unique(unit.stratum).tolist():
        places = np.flatnonzero(unit.stratum == stratum)
        n = float(unit.n_in_stratum[places[0]])
        if n < 2:
            continue
        drawn = request.random.multinomial(int(n) - 1, unit.n[places] / n, size=size).T
        spread = np.sqrt(1 - unit.fraction[places[0]])
        share = drawn / unit.n[places][:, None]
        factor[places] = 1 - spread + spread * n / (n - 1) * share
    return ReplicateFactors(factor, np.ones(size), np.ones(size), 1 / (size - 1))


def _refuse_counts(unit: UnitTable, kind: Kind) -> None:
    if unit.are_rows and (unit.n > 1).any():
        raise DesignError(f"{kind} needs PSUs or a table of rows, not counts")
