"""Degrees of freedom and row counts of a domain, as the design gives them."""

from __future__ import annotations

import numpy as np

from analytics.arrays import BoolArray, IntArray
from analytics.sample import Sample
from analytics.weighting import WeightedDesign


def count_degrees(weighted: WeightedDesign, cell: IntArray) -> float:
    """Return PSUs - strata, counted over the given cells (answered or not).

    Rows of weight zero do not count. The same as R's ``degf`` of the domain's design.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> count_degrees(weighted, np.arange(4))
    3.0
    """
    stage = weighted.design.stages[0]
    weighty = cell[weighted.weight[cell] != 0]
    member = np.unique(stage.member[weighty]) if not stage.units_are_rows else weighty
    groups = np.unique(stage.group_of_member[member])
    return float(stage.n_rows[member].sum() - groups.size)


def count_rows(sample: Sample, inside: BoolArray) -> float:
    """Return the rows that R's design object of a domain holds.

    The domain's rows; all rows once the weights are calibrated or the sampling was PPS, because
    R then keeps the others with weight zero. Only the cases and the Pearson statistic use it.

    >>> from analytics.sample import split_sample
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> count_rows(split_sample(weighted), np.array([True, True, False, False]))
    2.0
    """
    weighted = sample.weighted
    keeps_all = weighted.is_calibrated or weighted.design.has_unequal_fractions
    return float(sample.n.sum() if keeps_all else sample.n[inside].sum())
