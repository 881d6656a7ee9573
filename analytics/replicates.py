"""Variance by replicate weights: jackknife, balanced repeated replication, bootstrap.

Every replicate repeats the weighting. V = scale * sum_r rscale_r (theta_r - mean of replicates)^2,
as R's ``svrVar`` with ``mse = FALSE``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import BoolArray, FloatArray
from analytics.coding import sum_by
from analytics.errors import DesignError, WeightingError
from analytics.replicate_factors import Kind, ReplicateRequest, build_factors, list_units
from analytics.sample import Sample, split_sample
from analytics.steps import NonResponse, Trim, prepare_step
from analytics.weighting import WeightedDesign, weigh

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

    def degrees(self, inside: BoolArray) -> float:
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
    unit = list_units(sample, stage)
    request = ReplicateRequest(kind, weighted.design.lonely_psu, fay_rho, n_replicates, random)
    factors = build_factors(unit, request)
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

    Examples
    --------
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> half = 2.0 * np.array([[1, 0], [0, 1], [1, 0], [0, 1]]) * weighted.weight[:, None]
    >>> replicates = given_replicates(weighted, half, scale=0.5)
    >>> value, se = replicate_total(replicates, replicates.sample.values_of("age"))
    >>> value, se
    (2300.0, 300.0)
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

    Examples
    --------
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> replicates = make_replicates(weighted, "JK1")
    >>> value, se = replicate_statistic(replicates, lambda size: size.sum(axis=0))
    >>> value, round(se, 3)
    (60.0, 11.547)
    """
    value = float(statistic(replicates.size[:, None])[0])
    theta = statistic(replicates.replicate_size)
    return value, float(np.sqrt(replicates.variance(theta)))


def replicate_mean(replicates: Replicates, y: FloatArray) -> tuple[float, float]:
    """Return the mean of y (S,) over answered rows (not NaN), with its standard error.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> replicates = make_replicates(weighted, "JK1")
    >>> value, se = replicate_mean(replicates, replicates.sample.values_of("age"))
    >>> round(value, 3), round(se, 3)
    (38.333, 6.154)
    """
    answered = (~np.isnan(y)).astype(float)
    filled = np.nan_to_num(y)
    return replicate_statistic(
        replicates, lambda size: np.asarray((filled @ size) / (answered @ size))
    )


def replicate_total(replicates: Replicates, y: FloatArray) -> tuple[float, float]:
    """Return the total of y (S,), NaN counting as outside, with its standard error.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> replicates = make_replicates(weighted, "JK1")
    >>> value, se = replicate_total(replicates, replicates.sample.values_of("age"))
    >>> round(value, 3), round(se, 3)
    (2300.0, 772.442)
    """
    filled = np.nan_to_num(y)
    return replicate_statistic(replicates, lambda size: np.asarray(filled @ size))


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
