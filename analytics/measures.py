"""What is measured and where: shares, scores, means, and the domains they are estimated for.

Turns each measure into sums over the rows of each cell, which is all that estimation needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.coding import label_of
from analytics.errors import EstimationError
from analytics.linearisation import Linear, linear_mean, linear_ratio, linear_total
from analytics.sample import Sample, split_sample
from analytics.weighting import WeightedDesign

_NOWHERE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Share:
    """The share of answers at some levels among answers at the levels that count.

    Attributes
    ----------
    name : how the estimate is known
    item : item of the cell table
    numerator : level codes that count as yes
    denominator : level codes that count at all (the numerator among them)
    """

    name: str
    item: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """The mean of points over the levels named; other levels leave the denominator."""

    name: str
    item: str
    points: Mapping[str, float]


@dataclass(frozen=True)
class Mean:
    """The mean of a numeric variable (tables of rows only)."""

    name: str
    variable: str


@dataclass(frozen=True)
class Count:
    """How many people in the population answer at some levels (an estimated total)."""

    name: str
    item: str
    numerator: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """The population total of a numeric variable (tables of rows only)."""

    name: str
    variable: str


@dataclass(frozen=True)
class Ratio:
    """The total of one numeric variable over that of another (tables of rows only)."""

    name: str
    variable: str
    base: str


Measure = Share | Score | Mean | Count | Sum | Ratio


@dataclass(frozen=True)
class Domain:
    """A part of the population: key -> codes, all must hold; ``{}`` is everyone."""

    name: str
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Moments:
    """Sums over the rows of each cell, cells in the design's order, one column per measure.

    Attributes
    ----------
    answered, silent : (K, J) rows that count, and the others
    mean : (K, J) mean over the rows that count, 0 where there is none
    within : (K, J) sum of squares about the mean of the cell
    base : (K, J) what the denominator adds per row that counts; None when 1 everywhere
    is_share, is_total : (J,) which measures are shares, and which are totals
    """

    answered: FloatArray
    silent: FloatArray
    mean: FloatArray
    within: FloatArray
    base: FloatArray | None
    is_share: BoolArray
    is_total: BoolArray


def domains_by(weighted: WeightedDesign, keys: Sequence[str]) -> list[Domain]:
    """Return one domain per combination of codes that occurs, named "code x code".

    >>> from analytics.design import design_from_rows
    >>> from analytics.weighting import weigh
    >>> design = design_from_rows(
    ...     weight=np.ones(3), keys={"sex": np.array(["f", "m", "f"]), "age": np.array([1, 1, 2])})
    >>> [domain.name for domain in domains_by(weigh(design), ["sex", "age"])]
    ['f x 1', 'f x 2', 'm x 1']
    """
    crossing = weighted.design.crossing(keys)
    return [
        Domain(crossing.name(code), {k: (v,) for k, v in zip(keys, label, strict=True)})
        for code, label in enumerate(crossing.labels)
    ]


def find_figure(
    measures: Sequence[str], domains: Sequence[str], names: tuple[str, str], *, what: str
) -> tuple[int, int]:
    """Return where a figure stands in a table of measures by domains.

    Raises
    ------
    EstimationError
        When the table has no such measure or domain.

    >>> find_figure(["rate"], ["city", "street a"], ("rate", "street a"), what="estimate")
    (0, 1)
    """
    measure, domain = names
    if measure not in measures or domain not in domains:
        raise EstimationError(f"no {what} of '{measure}' in '{domain}'")
    return measures.index(measure), domains.index(domain)


def find_domain(weighted: WeightedDesign, domain: Domain) -> BoolArray:
    """Return (K,) whether each cell lies in the domain.

    Raises
    ------
    DesignError
        When the table lacks a key of the domain.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> find_domain(weighted, Domain("men", {"sex": ("m",)})).tolist()
    [False, True, False, True]
    """
    design = weighted.design
    inside = np.zeros(design.cells.n.size, dtype=bool)
    inside[design.order[find_places(weighted, domain)]] = True
    return inside


def find_places(weighted: WeightedDesign, domain: Domain) -> IntArray:
    """Return where the domain's cells stand in the design's order, ascending."""
    design = weighted.design
    found: IntArray | None = None
    for key, codes in domain.where.items():
        wanted = {label_of(code) for code in codes}
        runs = [design.places_by_code(key).get(code) for code in wanted]
        known = [run for run in runs if run is not None]
        places = known[0] if len(known) == 1 else np.sort(np.concatenate([_NOWHERE, *known]))
        found = places if found is None else np.intersect1d(found, places, assume_unique=True)
    if found is None:
        found = np.arange(design.cells.n.size, dtype=np.int64)
    if design.has_empty_cells:
        found = found[design.cells.n[design.order[found]] > 0]
    return found


def gather_moments(weighted: WeightedDesign, measures: Sequence[Measure]) -> Moments:
    """Return the sums by cell that every domain of a call draws on.

    Raises
    ------
    EstimationError
        An unknown item or variable, or a numeric variable of a table of counts.
    """
    design = weighted.design
    shape = design.cells.n.size, len(measures)
    answered, mean, within = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    base = np.ones(shape) if any(isinstance(m, Ratio) for m in measures) else None
    places: dict[str, list[int]] = {}
    for place, measure in enumerate(measures):
        if isinstance(measure, (Mean, Sum, Ratio)):
            y, x = _numbers(weighted, measure)
            known = ~np.isnan(y) & ~np.isnan(x)
            answered[:, place] = known[design.order]
            mean[:, place] = np.where(known, y, 0.0)[design.order]
            if base is not None:
                base[:, place] = np.where(known, x, 0.0)[design.order]
        else:
            places.setdefault(measure.item, []).append(place)
    for item, columns in places.items():
        counts, levels = _item(weighted, item)
        rules = [_rule(measures[j], levels) for j in columns]
        points = np.stack([rule[0] for rule in rules], axis=1)
        rows = counts @ np.stack([rule[1] for rule in rules], axis=1)
        total, square = counts @ points, counts @ points**2
        average = total / np.maximum(rows, 1.0)
        spread = square - total * average
        # Below rounding the rows of a cell are all alike.
        spread[spread <= 1e-13 * square] = 0.0
        answered[:, columns], mean[:, columns], within[:, columns] = rows, average, spread
    silent = design.cells.n.astype(float)[design.order][:, None] - answered
    is_share = np.array([isinstance(measure, Share) for measure in measures], dtype=bool)
    is_total = np.array([isinstance(measure, (Count, Sum)) for measure in measures], dtype=bool)
    return Moments(answered, silent, mean, within, base, is_share, is_total)


def _item(weighted: WeightedDesign, item: str) -> tuple[FloatArray, tuple[str, ...]]:
    cells = weighted.design.cells
    if item not in cells.counts:
        raise EstimationError(f"the table has no item '{item}'")
    return cells.counts[item][weighted.design.order].astype(float), cells.levels[item]


def _rule(measure: Measure, levels: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Return points and whether it counts, both (L,), of each level of the item."""
    points, counts = np.zeros(len(levels)), np.zeros(len(levels))
    place = {label_of(level): i for i, level in enumerate(levels)}
    if isinstance(measure, Share):
        numerator = {label_of(level) for level in measure.numerator}
        worth = {label_of(v): float(label_of(v) in numerator) for v in measure.denominator}
        stray = numerator - set(worth)
        if stray:
            raise EstimationError(
                f"'{measure.name}': level {sorted(stray)[0]} is in the numerator only"
            )
    elif isinstance(measure, Score):
        worth = {label_of(level): float(v) for level, v in measure.points.items()}
    elif isinstance(measure, Count):
        numerator = {label_of(level) for level in measure.numerator}
        worth = {label: float(label in numerator) for label in place}
    else:
        raise EstimationError(f"'{measure.name}' is not about an item")
    for level, amount in worth.items():
        if level in place:
            points[place[level]], counts[place[level]] = amount, 1.0
    return points, counts


def _numbers(
    weighted: WeightedDesign, measure: Mean | Sum | Ratio
) -> tuple[FloatArray, FloatArray]:
    """Return the variable and the base of a numeric measure, by cell."""
    values, n = weighted.design.values, weighted.design.cells.n
    names = (measure.variable, measure.base) if isinstance(measure, Ratio) else (measure.variable,)
    for name in names:
        if name not in values:
            raise EstimationError(f"no numeric variable '{name}'")
        if (n > 1).any():
            raise EstimationError(f"'{name}' is numeric: it needs a table of rows")
    y = values[names[0]]
    return y, values[names[1]] if len(names) > 1 else np.ones(y.size)


def linearise(weighted: WeightedDesign, measure: Measure, domain: Domain) -> tuple[Sample, Linear]:
    """Return one measure in one domain as a linearised variable on the split sample.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> share = Share("rate", "aware", ("y",), ("y", "n"))
    >>> sample, linear = linearise(weighted, share, Domain("all", {}))
    >>> round(linear.value, 4)
    0.8333
    """
    if isinstance(measure, (Mean, Sum, Ratio)):
        sample = split_sample(weighted)
        y, x = _numbers(weighted, measure)
    else:
        sample = split_sample(weighted, [measure.item])
        points, counts = _rule(measure, weighted.design.cells.levels[measure.item])
        worth = np.append(np.where(counts > 0, points, np.nan), np.nan)
        y, x = worth[sample.level[measure.item]], np.ones(sample.n.size)
    inside = find_domain(weighted, domain)[sample.cell]
    if isinstance(measure, Ratio):
        return sample, linear_ratio(sample, y, x, inside)
    if isinstance(measure, (Count, Sum)):
        return sample, linear_total(sample, y, inside)
    return sample, linear_mean(sample, y, inside)
