"""Field work in the sample city: who is drawn, who is reached, who answers, and on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import BoolArray, FloatArray, IntArray
from surveys.city.data import CityData
from surveys.waves.progress import Disposition

RESPONSE = 0.70
AGE_LOGIT = np.array([-0.45, -0.20, 0.0, 0.15, 0.35, -0.10])
STREET_LOGIT = np.array(
    [0.10, -0.05, -0.25, 0.05, 0.20, 0.0, -0.10, 0.25, -0.15, -0.30, 0.15, 0.10]
)
NOT_ELIGIBLE = 0.015
REFUSED_AMONG_SILENT = 0.45
REACHED_WHILE_OPEN = 0.93
"""Share of the sample that the field work has come to in a wave that is still open."""

# Who follows an open link: the young, and women, far more often than their share of the city.
OPEN_LINK_BY_AGE = np.array([3.4, 2.2, 1.2, 0.7, 0.35, 0.12])
OPEN_LINK_WOMEN = 1.7


@dataclass(frozen=True)
class Contacted:
    """Sampled units as arrays, in the order of their invitations."""

    community: IntArray
    crossed_class: IntArray
    disposition: NDArray[np.str_]

    @property
    def is_respondent(self) -> BoolArray:
        """True for those who filled in the questionnaire."""
        is_respondent: BoolArray = self.disposition == "completed"
        return is_respondent


def contact_sample(
    community: IntArray, city: CityData, *, is_open: bool, rng: np.random.Generator
) -> Contacted:
    """Draw one adult for each sampled unit and settle what became of the invitation."""
    crossed_class = _draw_classes(city.adults[community].reshape(-1, 12), rng)
    logit = np.log(RESPONSE / (1 - RESPONSE)) + AGE_LOGIT[crossed_class % 6]
    logit = logit + STREET_LOGIT[city.street_of_community[community]]
    n = community.size
    silent: Sequence[Disposition] = ("refused", "not contacted")
    why = np.where(rng.random(n) < REFUSED_AMONG_SILENT, *silent)
    outcome = np.where(rng.random(n) < 1 / (1 + np.exp(-logit)), "completed", why)
    outcome = np.where(rng.random(n) < NOT_ELIGIBLE, "not eligible", outcome)
    if is_open:
        outcome = np.where(rng.random(n) < REACHED_WHILE_OPEN, outcome, "issued")
    return Contacted(community, crossed_class, outcome)


def attract_participants(
    n: int, city: CityData, *, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Community and class (sex x age) of people who follow an open link."""
    pull = np.outer([1.0, OPEN_LINK_WOMEN], OPEN_LINK_BY_AGE)
    weight = (city.adults * pull).ravel()
    drawn = rng.choice(weight.size, size=n, p=weight / weight.sum())
    return drawn // 12, drawn % 12


def spread_over_days(n: int, first: date, last: date, *, rng: np.random.Generator) -> list[date]:
    """Days of receipt from the first to the last, busier towards the start."""
    n_days = (last - first).days + 1
    day = np.floor(rng.beta(1.2, 1.8, size=n) * n_days).astype(int)
    return [first + timedelta(days=d) for d in day.tolist()]


def _draw_classes(weight: FloatArray, rng: np.random.Generator) -> IntArray:
    edge = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    start: FloatArray = rng.random((weight.shape[0], 1))
    return np.asarray((start > edge).sum(axis=1), dtype=np.int64)
