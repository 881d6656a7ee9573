"""The people of the sample city fill in the default questionnaire: traits in, answers out."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from analytics.arrays import IntArray
from surveys.city.data import CityData
from surveys.city.opinions import (
    AWARENESS,
    CHANNELS,
    CHANNELS_OF_OTHERS,
    CHANNELS_OF_THE_INFORMED,
    EDUCATION_BY_AGE,
    HANDLING,
    HOURS,
    LONG_RESIDENCE_BY_AGE,
    PRIORITIES,
    REPORTED,
    STREET_SHIFT,
    SUGGESTIONS,
    TRUTHS,
    UNCIVIL_ACTS,
    WORK_BY_AGE,
    WavePeriod,
    wave_shift,
)
from surveys.city.population import (
    TRAITS,
    GatedChoices,
    Neighbourhoods,
    People,
    Trait,
    choose_several,
    choose_up_to,
)
from surveys.questionnaires.pages import Answer

RARELY_ANY = "11"
Column = Sequence[Answer]


def settle(city: CityData, *, rng: np.random.Generator) -> Neighbourhoods:
    """Draw what the neighbours of each community have in common."""
    shared = rng.standard_normal(len(city.communities))
    own = {trait: rng.standard_normal(len(city.communities)) for trait in TRAITS}
    leaning = {trait: np.sqrt(0.4) * shared + np.sqrt(0.6) * own[trait] for trait in TRAITS}
    return Neighbourhoods(city.street_of_community, leaning, STREET_SHIFT)


def draw_people(
    community: IntArray,
    crossed_class: IntArray,
    *,
    rng: np.random.Generator,
    extra_shift: Mapping[Trait, float] | None = None,
) -> People:
    """Give people living there, of that class (sex x age, 0..11), their traits."""
    shared = rng.standard_normal(community.size)
    trait = {
        name: np.sqrt(0.3) * shared + np.sqrt(0.7) * rng.standard_normal(community.size)
        for name in TRAITS
    }
    return People(community, crossed_class // 6, crossed_class % 6, trait, extra_shift or {})


def fill_in(
    people: People,
    city: CityData,
    places: Neighbourhoods,
    *,
    period: WavePeriod,
    rng: np.random.Generator,
) -> Iterator[dict[str, Answer]]:
    """The answers of each person to every question, asked or not: routing is the intake's."""
    columns = {
        **_answer_about_self(people, city, rng),
        **_answer_opinions(people, places, period, rng),
        **_answer_choices(people, rng),
    }
    aware = columns["Q1"]
    columns["Q2"] = _answer_channels(aware, rng)
    reported = REPORTED.answer(people, places, wave=0.0, rng=rng).tolist()
    outcome = HANDLING.answer(people, places, wave=wave_shift("Q14", period), rng=rng).tolist()
    columns["Q14"] = [o if r == "in" else "1" for r, o in zip(reported, outcome, strict=True)]
    names = list(columns)
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(names, row, strict=True))


def _answer_about_self(
    people: People, city: CityData, rng: np.random.Generator
) -> dict[str, Column]:
    n = people.n
    is_long = rng.random(n) < np.array(LONG_RESIDENCE_BY_AGE)[people.age]
    stated_sex = np.where(rng.random(n) < 0.015, "9", np.array(["1", "2"])[people.sex])
    knows_community = rng.random(n) < 0.9
    area = [
        city.communities[c].code if known else city.communities[c].parent_code
        for c, known in zip(people.community.tolist(), knows_community.tolist(), strict=True)
    ]
    return {
        "S1": np.where(is_long, "3", "2").tolist(),
        "S2": (people.age + 1).astype(str).tolist(),
        "S3": area,
        "D1": stated_sex.tolist(),
        "D2": _choose_by_age(people.age, EDUCATION_BY_AGE, rng),
        "D3": _choose_by_age(people.age, WORK_BY_AGE, rng),
        "D4": np.where(rng.random(n) < np.where(is_long, 0.92, 0.45), "1", "2").tolist(),
    }


def _answer_opinions(
    people: People, places: Neighbourhoods, period: WavePeriod, rng: np.random.Generator
) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for question, way in TRUTHS.items():
        shift = wave_shift(question, period)
        if isinstance(way, GatedChoices):
            columns[question] = way.answer(people, places, wave=shift, rng=rng)
        else:
            columns[question] = way.answer(people, places, wave=shift, rng=rng).tolist()
    return columns


def _answer_choices(people: People, rng: np.random.Generator) -> dict[str, Column]:
    n = people.n
    rarely = (rng.random(n) < 0.08).tolist()
    acts = choose_up_to(n, UNCIVIL_ACTS, rng=rng)
    suggests = np.where(rng.random(n) < 0.06, rng.integers(len(SUGGESTIONS), size=n), -1)
    return {
        "Q4": rng.choice(list(HOURS), size=n, p=list(HOURS.values())).tolist(),
        "Q10": [(RARELY_ANY,) if r else act for r, act in zip(rarely, acts, strict=True)],
        "Q11": choose_up_to(n, PRIORITIES, rng=rng),
        "Q15": [SUGGESTIONS[i] if i >= 0 else None for i in suggests.tolist()],
    }


def _answer_channels(aware: Column, rng: np.random.Generator) -> Column:
    """Who knows the campaign better has heard of it in more ways."""
    informed = choose_several(len(aware), CHANNELS, CHANNELS_OF_THE_INFORMED, rng=rng)
    others = choose_several(len(aware), CHANNELS, CHANNELS_OF_OTHERS, rng=rng)
    best = AWARENESS.codes[0]
    return [i if a == best else o for a, i, o in zip(aware, informed, others, strict=True)]


def _choose_by_age(
    age: IntArray, shares_by_age: Sequence[Sequence[float]], rng: np.random.Generator
) -> list[Answer]:
    edge = np.cumsum(np.array(shares_by_age), axis=1)[:, :-1]
    position = (rng.random(age.size)[:, None] > edge[age]).sum(axis=1) + 1
    chosen: list[Answer] = position.astype(str).tolist()
    return chosen
