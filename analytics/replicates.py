"""Variance by replicate weights: jackknife, balanced repeated replication, bootstrap.

Every replicate repeats the weighting. V = scale * sum_r rscale_r (theta_r - mean of replicates)^2,
as R's ``svrVar`` with ``mse = FALSE``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.coding import sum_by
from analytics.design import Stage
from analytics.errors import DesignError, LonelyPsuError, WeightingError
from analytics.hadamard import hadamard
from analytics.sample import Sample, split_sample
from analytics.steps import NonResponse, Trim, prepare_step
from analytics.weighting import WeightedDesign, weigh

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Kind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]
LARGEST = 200_000_000


@dataclass(frozen=True)
class Replicates:
    """A sample with replicate weights.

    Attributes
    ----------
    sample : the pieces, with full-sample weights
    size : (S,) full-sample weight of each piece: rows times weight
    replicate_size : (S, R) the same in each replicate
    n_alike : (R,) how many replicates each column stands for
    rscale : (R,) factor of each squared deviation
    scale : factor of their sum
    df : rank of the replicate weights less one, as R's ``degf``
    """

    sample: Sample
    size: FloatArray
    replicate_size: FloatArray
    n_alike: FloatArray
    rscale: FloatArray
    scale: float
    df: float

    def degrees(self, inside: NDArray[np.bool_]) -> float:
        """Return the df of a domain (S,): rank of its replicate weights less one."""
        if inside.all():
            return self.df
        weight = self.replicate_size[inside] / self.sample.n[inside, None]
        return float(_rank(weight, self.n_alike) - 1)

    def variance(self, theta: FloatArray) -> float:
        """Return the variance of a statistic from its (R,) replicates."""
        used = (self.rscale > 0) & np.isfinite(theta)
        n_alike = self.n_alike * used
        filled = np.where(used, theta, 0.0)
        centre = float(n_alike @ filled) / float(n_alike.sum())
        return self.scale * float(
            (n_alike * self.rscale) @ np.where(used, filled - centre, 0.0) ** 2
        )


@dataclass(frozen=True)
class _Factors:
    """Replicate factors by unit (U, R), how many alike, rscale (R,), and the overall scale."""

    factor: FloatArray
    n_alike: FloatArray
    rscale: FloatArray
    scale: float


def make_replicates(
    weighted: WeightedDesign,
    kind: Kind,
    items: Sequence[str] = (),
    *,
    fay_rho: float = 0.0,
    n_replicates: int = 500,
    random: np.random.Generator | None = None,
) -> Replicates:
    """Build replicate weights for a weighted design, repeating its steps in each replicate.

    Parameters
    ----------
    weighted : the design and the steps that were taken
    kind : JK1 (no strata), JKn, BRR or Fay (two PSUs per stratum), bootstrap (Rao-Wu, n - 1
        draws with the factor of Rao, Wu & Yue 1992)
    items : items needed, for tables of counts
    fay_rho : Fay's coefficient, 0 to below 1
    n_replicates, random : of the bootstrap

    Raises
    ------
    DesignError
        The kind does not fit the design.
    WeightingError
        A step that cannot be repeated from counts.

    Examples
    --------
    >>> from analytics.cells import CellTable
    >>> from analytics.design import design_from_cells
    >>> table = CellTable(np.array([10]), np.ones(1), {}, {"aware": np.array([[7, 3]])},
    ...                   {"aware": ("yes", "no")})
    >>> reps = make_replicates(weigh(design_from_cells(table)), "JK1", ["aware"])
    >>> round(replicate_mean(reps, reps.sample.answers_in("aware", ["yes"]))[1], 4)
    0.1528
    """
    start = weigh(weighted.design)
    sample = split_sample(start, items)
    stage = weighted.design.stages[0]
    unit = _units(sample, stage)
    build = {"JK1": _jackknife, "JKn": _jackknife, "bootstrap": _bootstrap}.get(kind, _half_samples)
    request = _Request(kind, weighted.design.lonely_psu, fay_rho, n_replicates, random)
    factors = build(unit, request)
    if factors.factor.shape[1] * sample.n.size > LARGEST:
        raise DesignError(
            f"{factors.factor.shape[1]} replicates of {sample.n.size} rows do not fit in memory; "
            "use linearisation"
        )
    replicate_size = (sample.n * sample.weight)[:, None] * factors.factor[unit.of_piece]
    final = split_sample(weighted, items)
    size = final.n * final.weight
    replicate_size = _repeat_steps(weighted, sample, replicate_size)
    return Replicates(
        final,
        size,
        replicate_size,
        factors.n_alike,
        factors.rscale,
        factors.scale,
        float(_rank(replicate_size / sample.n[:, None], factors.n_alike) - 1),
    )


def given_replicates(
    weighted: WeightedDesign,
    replicate_weight: FloatArray,
    *,
    scale: float,
    rscale: FloatArray | None = None,
    is_combined: bool = True,
) -> Replicates:
    """Use replicate weights that came with the data (rows only).

    Parameters
    ----------
    weighted : full-sample weights
    replicate_weight : (N, R), including the sampling weight when ``is_combined``
    scale, rscale : factors of the squared deviations
    """
    sample = split_sample(weighted)
    size = sample.n * sample.weight
    full = replicate_weight if is_combined else replicate_weight * size[:, None]
    ones = np.ones(full.shape[1])
    return Replicates(
        sample,
        size,
        full,
        ones,
        ones if rscale is None else np.broadcast_to(rscale, ones.shape).astype(float),
        scale,
        float(_rank(full, ones) - 1),
    )


def replicate_statistic(
    replicates: Replicates, statistic: Callable[[FloatArray], FloatArray]
) -> tuple[float, float]:
    """Return a statistic and its standard error.

    Parameters
    ----------
    replicates : the weights
    statistic : takes piece sizes (S, R) and returns (R,) values
    """
    value = float(statistic(replicates.size[:, None])[0])
    theta = statistic(replicates.replicate_size)
    return value, float(np.sqrt(replicates.variance(theta)))


def replicate_mean(replicates: Replicates, y: FloatArray) -> tuple[float, float]:
    """Return the mean of y (S,) over answered rows (not NaN), with its standard error."""
    answered = (~np.isnan(y)).astype(float)
    filled = np.nan_to_num(y)
    return replicate_statistic(
        replicates, lambda size: np.asarray((filled @ size) / (answered @ size))
    )


def replicate_total(replicates: Replicates, y: FloatArray) -> tuple[float, float]:
    """Return the total of y (S,), NaN counting as outside, with its standard error."""
    filled = np.nan_to_num(y)
    return replicate_statistic(replicates, lambda size: np.asarray(filled @ size))


@dataclass(frozen=True)
class _UnitTable:
    """First-stage units in order of appearance: stratum, rows alike, fraction; and by piece."""

    of_piece: IntArray
    stratum: IntArray
    n: FloatArray
    n_in_stratum: FloatArray
    fraction: FloatArray
    names: tuple[str, ...]
    are_rows: bool


@dataclass(frozen=True)
class _Request:
    kind: Kind
    lonely_psu: str
    fay_rho: float
    n_replicates: int
    random: np.random.Generator | None


def _units(sample: Sample, stage: Stage) -> _UnitTable:
    member = stage.member[sample.cell]
    if stage.units_are_rows:
        of_piece = np.arange(sample.n.size, dtype=np.int64)
        n, source = sample.n, member
    else:
        appearance, of_piece = _by_appearance(member)
        n, source = np.ones(appearance.size), appearance
    stratum = stage.group_of_member[source]
    return _UnitTable(
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


def _jackknife(unit: _UnitTable, request: _Request) -> _Factors:
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
    return _Factors(factor, unit.n[drops], rscale, scale)


def _half_samples(unit: _UnitTable, request: _Request) -> _Factors:
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
    return _Factors(factor, np.ones(size), np.ones(size), 1 / (size * (1 - rho) ** 2))


def _bootstrap(unit: _UnitTable, request: _Request) -> _Factors:
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
    return _Factors(factor, np.ones(size), np.ones(size), 1 / (size - 1))


def _refuse_counts(unit: _UnitTable, kind: Kind) -> None:
    if unit.are_rows and (unit.n > 1).any():
        raise DesignError(f"{kind} needs PSUs or a table of rows, not counts")


def _repeat_steps(
    weighted: WeightedDesign, sample: Sample, replicate_size: FloatArray
) -> FloatArray:
    n_cells = weighted.weight.size
    for step in weighted.steps:
        if isinstance(step, (Trim, NonResponse)):
            raise WeightingError("trimming and non-response are not repeated in replicates")
        prepared = prepare_step(weighted.design, step)
        for column in range(replicate_size.shape[1]):
            size = sum_by(replicate_size[:, column : column + 1], sample.cell, n_cells)
            replicate_size[:, column] *= prepared.solve(size[:, 0])[sample.cell]
    return replicate_size


def _rank(weight: FloatArray, n_alike: FloatArray, tolerance: float = 1e-5) -> int:
    """Return the rank as R's ``qr`` counts it: columns not within 1e-5 of the ones before.

    Columns that stand for several replicates differ from row to row of the data, so a column of
    n alike counts as the n it stands for only up to the rows there are.
    """
    if (n_alike > 1).any():
        return int(n_alike.sum())
    rows = np.unique(weight, axis=0) if weight.shape[0] > 4 * weight.shape[1] else weight
    basis = np.zeros((rows.shape[0], 0))
    kept: list[FloatArray] = []
    for column in rows.T:
        norm = float(np.linalg.norm(column))
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if norm > 0 and length >= tolerance * norm:
            kept.append(rest / length)
            basis = np.stack(kept, axis=1)
    return len(kept)
