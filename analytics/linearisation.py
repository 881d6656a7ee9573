"""Linearised variables and their covariances, with every policy for lonely PSUs.

The general path: any statistic that is a smooth function of totals becomes a variable z by row
(Binder 1983); the covariance of several follows from the design. The fast path of
``analytics.variance`` does the same for shares in many domains and is tested against this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.coding import sum_by
from analytics.errors import LonelyPsuError
from analytics.sample import Sample
from analytics.stages import Stage


@dataclass(frozen=True)
class Linear:
    """A statistic with its linearised variable.

    Attributes
    ----------
    value : the statistic
    z : (S,) linearised variable of a row, weight not included
    present : (S,) rows that the statistic is computed from
    n : number of such rows
    """

    value: float
    z: FloatArray
    present: BoolArray
    n: int


def linear_mean(sample: Sample, y: FloatArray, inside: BoolArray) -> Linear:
    """Return the mean of y over answered rows: z = (y - mean) / sum w.

    NaN value when nobody in the domain answered.

    >>> from analytics.sample import split_sample
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> sample = split_sample(weighted)
    >>> linear = linear_mean(sample, sample.values_of("age"), np.ones(4, dtype=bool))
    >>> round(linear.value, 3), linear.z.round(3).tolist()
    (38.333, [-0.306, -0.139, 0.028, 0.194])
    """
    present = inside & ~np.isnan(y)
    w = np.where(present, sample.n * sample.weight, 0.0)
    size = float(w.sum())
    filled = np.where(present, y, 0.0)
    mean = float(w @ filled) / size if size else float("nan")
    z = np.where(present, (filled - mean) / size if size else 0.0, 0.0)
    return Linear(mean, z, present, int(sample.n[present].sum()))


def linear_total(sample: Sample, y: FloatArray, inside: BoolArray) -> Linear:
    """Return the total of y: z = y.

    >>> from analytics.sample import split_sample
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> sample = split_sample(weighted)
    >>> linear_total(sample, sample.values_of("age"), sample.inside({"sex": ["f"]})).value
    1000.0
    """
    present = inside & ~np.isnan(y)
    z = np.where(present, np.nan_to_num(y), 0.0)
    value = float((sample.n * sample.weight) @ z)
    return Linear(value, z, present, int(sample.n[present].sum()))


def linear_ratio(sample: Sample, y: FloatArray, x: FloatArray, inside: BoolArray) -> Linear:
    """Return total y / total x over rows with both: z = (y - R x) / total x.

    >>> from analytics.sample import split_sample
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> sample = split_sample(weighted)
    >>> age = sample.values_of("age")
    >>> linear_ratio(sample, age, 2 * age, np.ones(4, dtype=bool)).value
    0.5
    """
    present = inside & ~np.isnan(y) & ~np.isnan(x)
    w = np.where(present, sample.n * sample.weight, 0.0)
    top, bottom = np.where(present, y, 0.0), np.where(present, x, 0.0)
    size = float(w @ bottom)
    ratio = float(w @ top) / size if size else float("nan")
    z = np.where(present, (top - ratio * bottom) / size, 0.0) if size else np.zeros(y.size)
    return Linear(ratio, z, present, int(sample.n[present].sum()))


def covariance(sample: Sample, z: FloatArray, present: BoolArray | None = None) -> FloatArray:
    """Return the (M, M) covariance of the weighted sums of z.

    Parameters
    ----------
    sample : the pieces
    z : (S, M) linearised variables of a row, zero outside their domains
    present : (S,) rows that the statistic uses, for the lonely-PSU policies; strata without any
        do not count. Everything when the weights are calibrated, because then residuals
        outside the domain are not zero.

    Raises
    ------
    LonelyPsuError
        A stratum of one PSU under the policy "fail".

    Examples
    --------
    >>> from analytics.sample import split_sample
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> sample = split_sample(weighted)
    >>> linear = linear_mean(sample, sample.values_of("age"), np.ones(4, dtype=bool))
    >>> covariance(sample, linear.z[:, None]).round(3).tolist()
    [[35.597]]
    """
    weighted = sample.weighted
    projection, design = weighted.projection, weighted.design
    u = sample.weight[:, None] * z
    beta = projection.M @ (projection.Y[sample.cell].T @ (sample.n[:, None] * u))
    u = u - projection.Q[sample.cell] @ beta
    if present is None or weighted.is_calibrated:
        present = np.ones(sample.n.size, dtype=bool)
    total = np.zeros((z.shape[1], z.shape[1]))
    for number, stage in enumerate(design.stages, start=1):
        units = _collect_units(sample, stage, u, present)
        total += _stage_covariance(sample, stage, units, number)
    return total


@dataclass(frozen=True)
class _Units:
    """The units of one stage: totals u (m, M), how many alike, group, scale, whether present."""

    u: FloatArray
    n: FloatArray
    group: IntArray
    scale: FloatArray
    is_present: BoolArray


def _collect_units(sample: Sample, stage: Stage, u: FloatArray, present: BoolArray) -> _Units:
    member = stage.member[sample.cell]
    if stage.units_are_rows:
        group, scale = stage.group_of_member[member], stage.scale[member]
        return _Units(u, sample.n, group, scale, present & (sample.n > 0))
    size = stage.n_rows.size
    amount = sample.n[:, None] * u
    total = sum_by(amount, member, size)
    is_present = np.zeros(size, dtype=bool)
    is_present[member[present & (sample.n > 0)]] = True
    return _Units(total, np.ones(size), stage.group_of_member, stage.scale, is_present)


def _stage_covariance(sample: Sample, stage: Stage, units: _Units, number: int) -> FloatArray:
    design = sample.weighted.design
    n_groups = stage.n_units.size
    observed: FloatArray = np.bincount(
        units.group, weights=units.n * units.is_present, minlength=n_groups
    ).astype(float)
    is_used = observed > 0
    alone = stage.is_lonely & is_used
    if design.lonely_psu == "fail" and alone.any():
        refuse_lonely_strata(stage, alone, number)
    if design.adjust_domain_lonely and design.lonely_psu in ("adjust", "average"):
        alone |= is_used & (observed == 1) & (stage.n_units > 1)
    group_total = sum_by(units.n[:, None] * units.u, units.group, n_groups)
    centre = group_total / stage.n_units[:, None]
    counts = is_used & ~alone
    factor = np.ones(n_groups)
    if design.lonely_psu == "adjust":
        centre[alone] = _overall_mean(stage, group_total, is_used)[alone]
        counts = is_used
    elif design.lonely_psu == "average":
        factor = _average_factor(stage, is_used, alone)
    spread = units.u - centre[units.group]
    # Strata that are all lonely under "average" have no variance to lend: NaN, as in R.
    with np.errstate(invalid="ignore"):
        size = units.n * units.scale * (counts * factor)[units.group]
    return (size[:, None] * spread).T @ spread


def _overall_mean(stage: Stage, group_total: FloatArray, is_used: BoolArray) -> FloatArray:
    """Return (G, M) the mean over the units of all strata with the same parent unit."""
    parent = stage.parent_of_group
    n_parents = int(parent.max()) + 1
    size = sum_by((stage.n_units * is_used)[:, None], parent, n_parents)
    total = sum_by(group_total * is_used[:, None], parent, n_parents)
    mean: FloatArray = (total / np.maximum(size, 1))[parent]
    return mean


def _average_factor(stage: Stage, is_used: BoolArray, alone: BoolArray) -> FloatArray:
    """Return (G,) strata over strata that are not lonely, within each parent unit."""
    parent = stage.parent_of_group
    strata = np.bincount(parent, weights=is_used)
    lonely = np.bincount(parent, weights=alone)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(lonely > 0, strata / (strata - lonely), 1.0)
    return factor[parent]


def refuse_lonely_strata(stage: Stage, alone: BoolArray, number: int) -> None:
    """Raise the refusal of strata with one PSU, named.

    Raises
    ------
    LonelyPsuError
        Always.
    """
    places = np.flatnonzero(alone)
    names = ", ".join(stage.group_names[g] for g in places[:5].tolist())
    raise LonelyPsuError(
        f"stratum {names} has only one PSU at stage {number}; merge strata or choose "
        "lonely_psu = adjust, average, certainty or remove"
    )


def stack(linears: Sequence[Linear]) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return values (M,), variables (S, M) and the rows that any of them uses."""
    values = np.array([linear.value for linear in linears])
    z = np.stack([linear.z for linear in linears], axis=1)
    return values, z, np.any([linear.present for linear in linears], axis=0)
