"""One domain at a time: values, standard errors, degrees of freedom and design effects.

The fast path under ``analytics.estimates``; lonely-PSU policies that look at each measure's own
rows take the general path of ``analytics.linearisation``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import FloatArray
from analytics.degrees import count_degrees
from analytics.linearisation import covariance
from analytics.measures import Domain, Measure, Moments, find_places, gather_moments, linearise
from analytics.variance import (
    DomainPart,
    StageSums,
    domain_variance,
    needs_general_path,
    prepare_stage,
)
from analytics.weighting import WeightedDesign

FIXED = 1e-24


@dataclass(frozen=True)
class Task:
    """What is the same for every domain of one call."""

    weighted: WeightedDesign
    measures: tuple[Measure, ...]
    moments: Moments
    sums: tuple[StageSums, ...]


def prepare_task(weighted: WeightedDesign, measures: Sequence[Measure]) -> Task:
    """Gather what every domain draws on."""
    sums: tuple[StageSums, ...] = ()
    if not needs_general_path(weighted):
        sums = tuple(
            prepare_stage(
                weighted, stage, np.where(stage.is_lonely[stage.group_of_member], 0.0, stage.scale)
            )
            for stage in weighted.design.stages
        )
    return Task(weighted, tuple(measures), gather_moments(weighted, measures), sums)


@dataclass(frozen=True)
class DomainFigures:
    """Figures of one domain, each (J,); NaN where nobody answered.

    ``deff`` compares with simple random sampling with replacement, ``deff_without`` without.
    """

    value: FloatArray
    se: FloatArray
    df: FloatArray
    n: FloatArray
    n_counted: FloatArray
    deff: FloatArray
    deff_without: FloatArray


def estimate_domain(task: Task, domain: Domain) -> DomainFigures:
    """Return the figures of one domain."""
    weighted, moments = task.weighted, task.moments
    order = weighted.design.order
    places = find_places(weighted, domain)
    is_all = places.size == order.size
    place = slice(None) if is_all else places
    cell = order[place]
    weight = weighted.weight[cell]
    answered, within, mean = (m[place] for m in (moments.answered, moments.within, moments.mean))
    base = None if moments.base is None else moments.base[place]
    n, size = answered.sum(axis=0), weight @ (answered if base is None else answered * base)
    has_data = n > 0
    inverse = np.divide(1.0, size, out=np.zeros(size.size), where=size != 0)
    factor = np.where(moments.is_total, 1.0, inverse)
    total = answered * mean
    value = (weight @ total) * factor
    counted = np.where(moments.is_share, total.sum(axis=0).round(), n)
    # Rounding must not turn "everybody" into nearly everybody, which has another interval.
    value[moments.is_share & (counted == n) & (size > 0)] = 1.0
    centre = np.where(moments.is_total, 0.0, value)
    centred = mean - (centre if base is None else centre * base)
    score = weight[:, None] * centred
    score *= factor
    np.multiply(answered, score, out=total)
    part = DomainPart(cell, answered, moments.silent[place], score, total, within, factor, is_all)
    variance = domain_variance(weighted, task.sums, part) if task.sums else _general(task, domain)
    # A variance this far below the squares it is made of is rounding: the measure is fixed.
    squares = np.einsum("kj,kj->j", total, score) + factor**2 * (weight**2 @ within)
    variance[variance <= FIXED * squares] = 0.0
    variance = np.where(has_data, variance, np.nan)
    unit = np.where(moments.is_total, inverse, 1.0)
    spread = weight @ within * inverse + np.einsum("kj,kj->j", total, centred) * unit
    spread -= np.where(moments.is_total, value * inverse, 0.0) ** 2
    is_constant = (spread <= FIXED * (value * unit) ** 2) & ~moments.is_total
    spread[is_constant] = 0.0
    variance[is_constant & has_data] = 0.0
    df = np.where(has_data, count_degrees(weighted, cell), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = variance * unit**2 / (spread * n / (n - 1))
        deff, without = loss * n, loss * n * size / (size - n)
    shown = np.where(has_data, value, np.nan)
    return DomainFigures(shown, np.sqrt(variance), df, n, counted, deff, without)


def _general(task: Task, domain: Domain) -> FloatArray:
    """Return the (J,) variances measure by measure, under any policy for lonely PSUs."""
    variance = np.full(len(task.measures), np.nan)
    for place, measure in enumerate(task.measures):
        sample, linear = linearise(task.weighted, measure, domain)
        if linear.n:
            variance[place] = covariance(sample, linear.z[:, None], linear.present)[0, 0]
    return variance
