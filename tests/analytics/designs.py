"""Random samples of people, as rows and as counts, for the property tests of the engine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import FloatArray, IntArray
from analytics.cells import CellTable
from analytics.coding import combine, encode
from analytics.design import SurveyDesign, design_from_cells, design_from_rows
from analytics.estimates import Domain, Measure, Score, Share
from analytics.weighting import Margin, PostStratify, Rake, Step, Trim

LEVELS = ("1", "2", "3", "4")
KEYS = ("stratum", "psu", "sex", "age", "area", "n_psu", "n_people")


@dataclass(frozen=True)
class People:
    """N people: keys, design weight, and one answer each ("" for none)."""

    keys: dict[str, IntArray]
    weight: FloatArray
    answer: NDArray[np.str_]


def make_people(seed: int, *, n_strata: int, n_psu: int, n_people: int) -> People:
    """Draw a two-stage sample: PSUs in strata, people in PSUs, some without an answer."""
    random = np.random.default_rng(seed)
    psu = np.repeat(np.arange(n_strata * n_psu), n_people)
    stratum = psu // n_psu
    size = psu.size
    keys = {
        "stratum": stratum,
        "psu": psu,
        "sex": random.integers(0, 2, size),
        "age": random.integers(0, 3, size),
        "area": (psu * 7 // 3) % 4,
        "n_psu": n_psu + 1 + stratum % 3,
        "n_people": n_people * 3 + psu % 5,
    }
    weight = (1.0 + stratum % 3) * (2.0 + psu % 4)
    answer = random.choice(np.array(["1", "2", "3", "4", ""]), size, p=[0.3, 0.25, 0.2, 0.15, 0.1])
    return People(keys, weight, answer)


def rows_of(people: People, **plan: object) -> SurveyDesign:
    """Describe the people row by row."""
    return design_from_rows(
        weight=people.weight, keys=people.keys, answers={"item": people.answer}, **plan
    )


def cells_of(people: People) -> CellTable:
    """Count the people into cells."""
    codings = [encode(people.keys[name]) for name in KEYS]
    crossed = combine([*codings, encode(people.weight)], people.weight.size)
    n_cells = len(crossed.labels)
    _, first = np.unique(crossed.codes, return_index=True)
    counts = np.zeros((n_cells, len(LEVELS)), dtype=np.int64)
    for place, level in enumerate(LEVELS):
        np.add.at(counts[:, place], crossed.codes[people.answer == level], 1)
    return CellTable(
        n=np.bincount(crossed.codes, minlength=n_cells).astype(np.int64),
        weight=people.weight[first],
        keys={name: people.keys[name][first] for name in KEYS},
        counts={"item": counts},
        levels={"item": LEVELS},
    )


def counts_of(people: People, **plan: object) -> SurveyDesign:
    """Describe the people as counts."""
    return design_from_cells(cells_of(people), **plan)


PLANS: dict[str, dict[str, object]] = {
    "simple": {},
    "stratified": {"strata": ["stratum"]},
    "stratified, PSUs by area": {"strata": ["stratum"], "psu": ["psu"]},
    "PSUs with fpc": {"strata": ["stratum"], "psu": ["psu"], "fpc": ["n_psu"]},
    "two stages": {"strata": ["stratum"], "psu": ["psu"], "fpc": ["n_psu", "n_people"]},
}


def make_steps(people: People, kind: str) -> list[Step]:
    """Return weighting steps whose totals lie near the sample's own."""
    total = float(people.weight.sum())

    def margin(*by: str) -> Margin:
        labels = list(zip(*(people.keys[name].tolist() for name in by), strict=True))
        sums: dict[tuple[str, ...], float] = {}
        for label, weight in zip(labels, people.weight.tolist(), strict=True):
            key = tuple(map(str, label))
            sums[key] = sums.get(key, 0.0) + weight
        shifted = {key: sums[key] * (1 + 0.1 * (i % 3)) for i, key in enumerate(sorted(sums))}
        scale = total / sum(shifted.values())
        return Margin(by, {key: n * scale for key, n in shifted.items()})

    by_sex_age = margin("sex", "age")
    return {
        "none": [],
        "post-stratified": [PostStratify(by_sex_age.by, by_sex_age.totals)],
        "post-stratified by sex": [PostStratify(("sex",), margin("sex").totals)],
        "raked": [Rake((margin("sex"), margin("age"), margin("stratum")))],
        "raked and trimmed": [Rake((margin("sex"), margin("age"))), Trim(0.5, 1.8)],
    }[kind]


STEPS = ("none", "post-stratified", "raked", "raked and trimmed")
MEASURES: list[Measure] = [
    Share("top", "item", ("1",), LEVELS),
    Share("top two of three", "item", ("1", "2"), ("1", "2", "3")),
    Score("score", "item", {"1": 100.0, "2": 70.0, "3": 30.0, "4": 0.0}),
]
DOMAINS = [
    Domain("everyone", {}),
    Domain("women", {"sex": ("0",)}),
    Domain("two areas", {"area": ("0", "3")}),
    Domain("young women", {"sex": ("0",), "age": ("0",)}),
    Domain("nobody", {"sex": ("7",)}),
]
