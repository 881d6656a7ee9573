"""Many comparisons at once: control of false alarms, and bands instead of ranks.

Of two hundred streets about ten differ from the city by chance alone at 95 %. Ranks of noise are
no league table: areas stand above, below, or cannot be told from a reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray
from analytics.comparison import DifferenceTable, difference_of_domains
from analytics.errors import EstimationError
from analytics.estimates import Domain, Measure
from analytics.weighting import WeightedDesign

Control = Literal["benjamini-hochberg", "holm"]


class Band(StrEnum):
    """Where an area stands against the reference."""

    ABOVE = "above"
    ALIKE = "cannot be told apart"
    BELOW = "below"


@dataclass(frozen=True)
class Banding:
    """Areas in bands.

    Attributes
    ----------
    areas : (D,) names
    bands : (D,) where each stands
    difference : the differences from the reference, one measure
    adjusted_p : (D,) p-values after control of false alarms, NaN where there is no data
    """

    areas: tuple[str, ...]
    bands: tuple[Band, ...]
    difference: DifferenceTable
    adjusted_p: FloatArray


def adjust_p_values(p_value: FloatArray, control: Control = "benjamini-hochberg") -> FloatArray:
    """Adjust p-values of many tests.

    Parameters
    ----------
    p_value : (D,) p-values, NaN for no test
    control : Benjamini & Hochberg (1995) keeps the share of false alarms among alarms at the
        level; Holm (1979) the chance of any false alarm

    Examples
    --------
    >>> adjust_p_values(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    >>> adjust_p_values(np.array([0.01, 0.04, 0.03]), "holm").round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    if control not in ("benjamini-hochberg", "holm"):
        raise EstimationError(f"control '{control}' is neither benjamini-hochberg nor holm")
    known = np.flatnonzero(~np.isnan(p_value))
    size = known.size
    order = known[np.argsort(p_value[known], kind="stable")]
    rank = np.arange(1, size + 1)
    if control == "holm":
        raw = np.maximum.accumulate(p_value[order] * (size + 1 - rank))
    else:
        raw = np.minimum.accumulate((p_value[order] * size / rank)[::-1])[::-1]
    adjusted = np.full(p_value.shape, np.nan)
    adjusted[order] = np.minimum(raw, 1.0)
    return adjusted


def band_areas(
    weighted: WeightedDesign,
    measure: Measure,
    areas: Sequence[Domain],
    *,
    reference: Domain | None = None,
    level: float = 0.95,
    control: Control = "benjamini-hochberg",
) -> Banding:
    """Put areas in bands against the whole city (or another reference), false alarms controlled.

    Parameters
    ----------
    weighted : result of ``weigh``
    measure : what is compared
    areas : D domains
    reference : everyone by default; the covariance of a part with the whole is counted
    level : 1 - the share of false alarms accepted
    control : see ``adjust_p_values``

    Examples
    --------
    >>> from analytics.design import design_from_rows
    >>> from analytics.estimates import Share
    >>> from analytics.weighting import weigh
    >>> design = design_from_rows(
    ...     weight=np.ones(200), keys={"street": np.repeat(["a", "b"], 100)},
    ...     answers={"aware": np.where(np.arange(200) % 100 < np.repeat([80, 40], 100), "y", "n")})
    >>> banding = band_areas(weigh(design), Share("rate", "aware", ("y",), ("y", "n")),
    ...                      [Domain("a", {"street": ("a",)}), Domain("b", {"street": ("b",)})])
    >>> [band.value for band in banding.bands]
    ['above', 'below']
    """
    whole = reference or Domain("everyone", {})
    pairs = [(area, whole) for area in areas]
    difference = difference_of_domains(weighted, [measure], pairs, level=level)
    adjusted = adjust_p_values(difference.p_value[0], control)
    bands = []
    for p, change in zip(adjusted.tolist(), difference.value[0].tolist(), strict=True):
        is_told = p < 1 - level
        bands.append((Band.ABOVE if change > 0 else Band.BELOW) if is_told else Band.ALIKE)
    return Banding(tuple(area.name for area in areas), tuple(bands), difference, adjusted)
