"""Variance of linearised totals: spread of units inside strata, stage by stage.

For one domain at a time and all measures together. V = sum over stages and strata of
scale * sum over units (u - mean u)^2 (Cochran 1977 ch. 5, 11; Sarndal et al. 1992 ch. 4), with
u = t - Q beta, where beta credits the calibration. Units outside the domain have t = 0 but
Q beta is not 0; their sums of squares come from cross products kept once per design, so a small
domain costs only its own cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.arrays import FloatArray, IntArray
from analytics.coding import sum_by
from analytics.stages import Stage
from analytics.weighting import WeightedDesign


@dataclass(frozen=True)
class StageSums:
    """Sums over the whole sample of one stage, computed once for all domains.

    Attributes
    ----------
    q : (M, P) fitted part of a unit (for rows: of one row of the cell)
    scale : (M,) factor of the squares of each unit
    centre_scale : (G,) sum of scale over the units of a group
    centre_q : (G, P) sum of scale times q
    group_q : (G, P) sum of q
    gram : (P, P) sum of scale q q'
    """

    q: FloatArray
    scale: FloatArray
    centre_scale: FloatArray
    centre_q: FloatArray
    group_q: FloatArray
    gram: FloatArray


def _run_starts(codes: IntArray) -> IntArray:
    """Return where each run of equal codes begins."""
    if not codes.size:
        return codes
    return np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))


def sum_runs(values: FloatArray, codes: IntArray) -> FloatArray:
    """Return one row of sums of (k, J) values per run of equal codes.

    >>> sum_runs(np.array([[1.0], [2.0], [4.0]]), np.array([3, 3, 5])).tolist()
    [[3.0], [4.0]]
    """
    if not codes.size:
        return values
    return np.add.reduceat(values, _run_starts(codes), axis=0)


def prepare_stage(weighted: WeightedDesign, stage: Stage, scale: FloatArray) -> StageSums:
    """Return the sums of a stage for these weights; ``scale`` (M,) as the policy leaves it."""
    order, n = weighted.design.order, weighted.design.cells.n.astype(float)
    Q = weighted.projection.Q
    n_groups = stage.n_units.size
    q = Q if stage.units_are_rows else sum_runs((n[:, None] * Q)[order], stage.member[order])
    rows, group = stage.n_rows, stage.group_of_member
    size = (rows * scale)[:, None] * q
    return StageSums(
        q,
        scale,
        np.bincount(group, weights=rows * scale, minlength=n_groups).astype(float),
        sum_by(size, group, n_groups),
        sum_by(rows[:, None] * q, group, n_groups),
        size.T @ q,
    )


@dataclass(frozen=True)
class DomainPart:
    """The cells of one domain, in the design's order.

    Attributes
    ----------
    cell : (k,) indices of the cells
    answered : (k, J) rows with an answer
    silent : (k, J) rows without one
    score : (k, J) w z of an answered row, averaged over the cell
    total : (k, J) sum of w z over the cell
    within : (k, J) sum of squares of the measure inside the cell, about its mean
    factor : (J,) so that the spread of w z inside a cell is (w factor)^2 within
    is_all : whether the domain is the whole sample
    """

    cell: IntArray
    answered: FloatArray
    silent: FloatArray
    score: FloatArray
    total: FloatArray
    within: FloatArray
    factor: FloatArray
    is_all: bool


def domain_variance(
    weighted: WeightedDesign, sums: tuple[StageSums, ...], part: DomainPart
) -> FloatArray:
    """Return the variance (J,) of sum u for every measure in one domain.

    Parameters
    ----------
    weighted : the weighted design
    sums : one ``StageSums`` per stage
    part : the domain's cells and linearised values
    """
    projection = weighted.projection
    beta = projection.M @ (projection.Y[part.cell].T @ part.total)
    variance = np.zeros(part.total.shape[1])
    for stage, kept in zip(weighted.design.stages, sums, strict=True):
        if not kept.scale.any():
            continue
        if stage.units_are_rows:
            variance += _row_stage(weighted, stage, kept, part, beta=beta)
        else:
            variance += _unit_stage(stage, kept, part, beta)
    return np.maximum(variance, 0.0)


def _unit_stage(stage: Stage, kept: StageSums, part: DomainPart, beta: FloatArray) -> FloatArray:
    codes = stage.member[part.cell]
    unit = codes[_run_starts(codes)]
    t = sum_runs(part.total, codes)
    group = stage.group_of_member[unit]
    centre = _centres(stage, kept, t, group, beta=beta)
    q = kept.q[unit]
    spread = t - q @ beta - centre[group]
    inside: FloatArray = kept.scale[unit] @ spread**2
    if part.is_all:
        return inside
    return inside + _outside(kept, _Inside(kept.scale[unit], q, group), centre, beta)


def _row_stage(
    weighted: WeightedDesign,
    stage: Stage,
    kept: StageSums,
    part: DomainPart,
    *,
    beta: FloatArray,
) -> FloatArray:
    cell = part.cell
    group, rows, scale = stage.group_of_member[cell], stage.n_rows[cell], kept.scale[cell]
    centre = _centres(stage, kept, part.total, group, beta=beta)
    q = kept.q[cell]
    fitted = centre[group]
    if beta.size:
        fitted += q @ beta
    spread = part.score - fitted
    spread *= spread
    spread *= part.answered
    fitted *= fitted
    fitted *= part.silent
    spread += fitted
    inside: FloatArray = scale @ spread
    inside = inside + part.factor**2 * ((scale * weighted.weight[cell] ** 2) @ part.within)
    if part.is_all:
        return inside
    return inside + _outside(kept, _Inside(scale * rows, q, group), centre, beta)


def _centres(
    stage: Stage, kept: StageSums, t: FloatArray, group: IntArray, *, beta: FloatArray
) -> FloatArray:
    """Return the (G, J) mean of u over all sampled units of each group."""
    total = -(kept.group_q @ beta)
    total[group[_run_starts(group)]] += sum_runs(t, group)
    total /= stage.n_units[:, None]
    return total


@dataclass(frozen=True)
class _Inside:
    """The units of a stage inside a domain: scale (m,), q (m, P), group (m,)."""

    scale: FloatArray
    q: FloatArray
    group: IntArray


def _outside(kept: StageSums, inside: _Inside, centre: FloatArray, beta: FloatArray) -> FloatArray:
    """Return the squares of units outside the domain: their t is 0, their fit is not."""
    n_groups = centre.shape[0]
    weighted_q = inside.scale[:, None] * inside.q
    gram = kept.gram - weighted_q.T @ inside.q
    rest_q = kept.centre_q - sum_by(weighted_q, inside.group, n_groups)
    rest = kept.centre_scale - np.bincount(inside.group, weights=inside.scale, minlength=n_groups)
    squares: FloatArray = (
        np.einsum("pj,pj->j", beta, gram @ beta)
        + 2 * np.einsum("gj,gj->j", centre, rest_q @ beta)
        + np.maximum(rest, 0) @ centre**2
    )
    return squares


def needs_general_path(weighted: WeightedDesign) -> bool:
    """Return whether a policy for lonely PSUs applies that looks at each measure's own rows.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> needs_general_path(weighted)
    False
    """
    design = weighted.design
    if design.lonely_psu in ("remove", "certainty"):
        return False
    if design.lonely_psu != "fail" and design.adjust_domain_lonely:
        return True
    return any(stage.is_lonely.any() for stage in design.stages)
