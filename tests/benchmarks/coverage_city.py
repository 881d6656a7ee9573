"""A whole city of adults with known rates, and samples drawn from it as the portal draws them.

Twelve streets are the strata; four communities are drawn in each, twenty-five adults in each
community; about six in ten answer, fewer of the young and in some streets. Weights: design weight,
raked to district by sex and to age, trimmed at 0.3 and 3 times the mean.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.special import expit

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.design import SurveyDesign, design_from_rows
from analytics.effectivedf import refine_degrees
from analytics.estimates import Domain, EstimateTable, Share, estimate
from analytics.intervals import Interval, share_interval
from analytics.margins import Margin
from analytics.pooling import POOLED, pool_areas
from analytics.weighting import Rake, Trim, weigh

FRAME = Path(__file__).parents[1] / "analytics/data/ningze_frame.csv"
RATES = (0.5, 0.8, 0.9, 0.97)
SINGLE: tuple[Interval, ...] = ("mean", "logit", "beta", "wilson")
REFINED: dict[str, Interval] = {"logit, df2": "logit", "beta, df2": "beta", "wilson, df2": "wilson"}
"""The same intervals with the degrees of freedom of both stages."""
METHODS = (*SINGLE, *REFINED, POOLED)
COMMUNITIES_DRAWN = 4
ADULTS_DRAWN = 25
PEOPLE_PER_COMMUNITY = 5000
FEWEST_COMMUNITIES, MOST_COMMUNITIES = 8, 20
SPREAD_OF_STREETS, SPREAD_OF_COMMUNITIES = 0.25, 0.30
"""Standard deviations on the logit scale; the second is an intra-community correlation of 0.03."""


@dataclass(frozen=True)
class City:
    """All adults, sorted by community; arrays (N,) unless said otherwise.

    Attributes
    ----------
    street, district, sex, age, community
        Codes; communities number from 0 through the whole city.
    says_yes
        (N, J) answers to one question per rate of ``RATES``.
    propensity
        Chance to answer when drawn.
    first
        (C + 1,) where each community begins.
    """

    street: IntArray
    district: IntArray
    sex: IntArray
    age: IntArray
    community: IntArray
    says_yes: BoolArray
    propensity: FloatArray
    first: IntArray

    @cached_property
    def street_of(self) -> IntArray:
        """Street of each community."""
        return self.street[self.first[:-1]]

    @cached_property
    def truth(self) -> FloatArray:
        """Give the true rates, (J, D), in the order of ``domains``."""
        groups = [np.ones(self.street.size, dtype=bool)]
        groups += [self.district == d for d in range(self.district.max() + 1)]
        groups += [self.street == s for s in range(self.street.max() + 1)]
        return np.stack([self.says_yes[group].mean(axis=0) for group in groups], axis=1)

    @cached_property
    def domains(self) -> list[Domain]:
        """Give the city, its districts, its streets."""
        districts = [
            Domain(f"d{d}", {"district": (str(d),)}) for d in range(self.district.max() + 1)
        ]
        streets = [Domain(f"s{s}", {"street": (str(s),)}) for s in range(self.street.max() + 1)]
        return [Domain("city", {}), *districts, *streets]

    @cached_property
    def margins(self) -> tuple[Margin, Margin]:
        """Give the population by district and sex, and by age."""
        by_sex = Counter(zip(self.district.tolist(), self.sex.tolist(), strict=True))
        by_age = Counter(self.age.tolist())
        return (
            Margin(("district", "sex"), {(str(d), str(s)): n for (d, s), n in by_sex.items()}),
            Margin(("age",), {(str(age),): n for age, n in by_age.items()}),
        )


def build_city(seed: int) -> City:
    """Populate the frame: communities, true answers and propensities."""
    rng = np.random.default_rng(seed)
    with FRAME.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    n = np.array([int(row["population_18plus"]) for row in rows])
    coded = {
        name: np.repeat(_codes([row[name] for row in rows]), n)
        for name in ("street", "district", "sex_gbt2261_1", "age_group")
    }
    community = _settle(coded["street"], rng)
    order = np.argsort(community, kind="stable")
    street, district, sex, age = (codes[order] for codes in coded.values())
    community = community[order]
    propensity = 0.6 + 0.04 * (age - 2.5) + rng.uniform(-0.06, 0.06, 12)[street]
    leaning = (
        rng.normal(0, SPREAD_OF_STREETS, (12, len(RATES)))[street]
        + rng.normal(0, SPREAD_OF_COMMUNITIES, (community[-1] + 1, len(RATES)))[community]
        + (0.10 * (age - 2.5) + 0.1 * sex)[:, None]
    )
    chance = np.column_stack([_chances(leaning[:, j], rate) for j, rate in enumerate(RATES)])
    return City(
        street,
        district,
        sex,
        age,
        community,
        says_yes=rng.random(chance.shape) < chance,
        propensity=propensity,
        first=np.append(np.flatnonzero(np.diff(community, prepend=-1)), community.size),
    )


def draw_respondents(city: City, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
    """Draw communities, adults and who answers: rows of the city and their design weights."""
    rows, weights = [], []
    for street in range(city.street_of[-1] + 1):
        communities = np.flatnonzero(city.street_of == street)
        for place in rng.choice(communities, COMMUNITIES_DRAWN, replace=False):
            first, end = city.first[place], city.first[place + 1]
            drawn = first + rng.choice(end - first, ADULTS_DRAWN, replace=False)
            answered = drawn[rng.random(ADULTS_DRAWN) < city.propensity[drawn]]
            weight = len(communities) / COMMUNITIES_DRAWN * (end - first) / ADULTS_DRAWN
            rows.append(answered)
            weights.append(np.full(answered.size, weight))
    return np.concatenate(rows), np.concatenate(weights)


def describe_sample(city: City, row: IntArray, weight: FloatArray) -> SurveyDesign:
    """Describe respondents as the portal does: two stages, each with its finite population."""
    n_communities = np.bincount(city.street_of)
    community = city.community[row]
    return design_from_rows(
        weight=weight,
        keys={
            "street": city.street[row],
            "district": city.district[row],
            "sex": city.sex[row],
            "age": city.age[row],
            "community": community,
            "communities": n_communities[city.street[row]],
            "adults": np.diff(city.first)[community],
        },
        answers={f"q{j}": np.where(city.says_yes[row, j], "yes", "no") for j in range(len(RATES))},
        strata=["street"],
        psu=["community"],
        fpc=["communities", "adults"],
    )


def estimate_sample(city: City, rng: np.random.Generator) -> tuple[EstimateTable, EstimateTable]:
    """Draw one sample; estimate all rates in all domains, and again with both stages' degrees."""
    design = describe_sample(city, *draw_respondents(city, rng))
    weighted = weigh(design, [Rake(city.margins), Trim(0.3, 3.0)])
    measures = [Share(f"q{j}", f"q{j}", ("yes",), ("yes", "no")) for j in range(len(RATES))]
    table = estimate(weighted, measures, city.domains)
    return table, refine_degrees(weighted, table, measures=measures, domains=city.domains)


@dataclass(frozen=True)
class Coverage:
    """How often, and how widely, intervals held the truth: arrays (J, D), one pair per method."""

    n_samples: int
    held: Mapping[str, FloatArray]
    width: Mapping[str, FloatArray]
    n_answers: float

    def at(self, method: str, rate: int, domains: slice) -> float:
        """Give the share of intervals that held the truth over samples and domains."""
        return float(self.held[method][rate, domains].mean())

    def mean_width(self, method: str, rate: int, domains: slice) -> float:
        """Give the mean width of the intervals over samples and domains."""
        return float(self.width[method][rate, domains].mean())


CITY, DISTRICTS, STREETS = slice(0, 1), slice(1, 4), slice(4, 16)


def simulate_coverage(city: City, *, n_samples: int, seed: int) -> Coverage:
    """Draw many samples and count how often each kind of interval holds the truth."""
    rng = np.random.default_rng(seed)
    truth = city.truth
    held = {method: np.zeros(truth.shape) for method in METHODS}
    width = {method: np.zeros(truth.shape) for method in METHODS}
    n_answers = 0
    for _ in range(n_samples):
        table, refined = estimate_sample(city, rng)
        n_answers += int(table.n[0, 0])
        for method in METHODS:
            low, high = compute_limits(table, refined, method)
            held[method] += (low <= truth) & (truth <= high)
            width[method] += high - low
    return Coverage(
        n_samples,
        {method: sums / n_samples for method, sums in held.items()},
        {method: sums / n_samples for method, sums in width.items()},
        n_answers / n_samples,
    )


def compute_limits(
    table: EstimateTable, refined: EstimateTable, method: str
) -> tuple[FloatArray, FloatArray]:
    """Give the limits (J, D) by one method; ``pooled`` pools districts with districts, streets
    so."""
    if method in REFINED:
        return _limits(refined, REFINED[method])
    for single in SINGLE:
        if method == single:
            return _limits(table, single)
    parts = [
        pool_areas(
            table.value[:, part], table.se[:, part], n=table.n[:, part], df=table.df[:, part]
        )
        for part in (CITY, DISTRICTS, STREETS)
    ]
    return np.hstack([part.low for part in parts]), np.hstack([part.high for part in parts])


def _limits(table: EstimateTable, interval: Interval) -> tuple[FloatArray, FloatArray]:
    n = table.n.astype(np.float64)
    return share_interval(table.value, table.se, table.df, n, interval=interval)[:2]


def _codes(names: list[str]) -> IntArray:
    place = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([place[name] for name in names])


def _settle(street: IntArray, rng: np.random.Generator) -> IntArray:
    """Settle the adults of each street in communities of somewhat different sizes."""
    community = np.empty_like(street)
    n_before = 0
    for code in range(street.max() + 1):
        people = np.flatnonzero(street == code)
        wanted = round(people.size / PEOPLE_PER_COMMUNITY)
        n_communities = min(max(wanted, FEWEST_COMMUNITIES), MOST_COMMUNITIES)
        size = rng.uniform(0.7, 1.3, n_communities)
        community[people] = n_before + rng.choice(n_communities, people.size, p=size / size.sum())
        n_before += n_communities
    return community


def _chances(leaning: FloatArray, rate: float) -> FloatArray:
    """Shift the leanings so that their chances average to the rate."""
    low, high = -15.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2
        if expit(leaning + middle).mean() < rate:
            low = middle
        else:
            high = middle
    return np.asarray(expit(leaning + low), dtype=np.float64)
