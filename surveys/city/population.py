"""The model that the sample city's people answer by: traits, and the ways to answer a question.

Every answer on a scale comes from a standard normal leaning: a part shared by the community
(neighbours are alike), a part of the person's trait (who is content with one thing is rather
content with the next), the rest by chance; sex, age, street and wave shift it. So the true share
of every option is known exactly for every community, sex and age group, before anyone is asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analytics.arrays import BoolArray, FloatArray, IntArray

Trait = Literal["engagement", "contentment"]
TRAITS: tuple[Trait, ...] = ("engagement", "contentment")

LEVEL_AGES = (0.0,) * 6


@dataclass(frozen=True)
class Neighbourhoods:
    """What communities have in common: their street, and a leaning of their own per trait."""

    street: IntArray
    """(C,) place of each community's street."""
    leaning: Mapping[Trait, FloatArray]
    """(C,) standard normal, drawn once for the city."""
    street_shift: Mapping[Trait, FloatArray]
    """(S,) fixed shift of each street."""


@dataclass(frozen=True)
class People:
    """Persons as arrays: where they live, sex (0 male, 1 female), age group, traits."""

    community: IntArray
    sex: IntArray
    age: IntArray
    trait: Mapping[Trait, FloatArray]
    extra_shift: Mapping[Trait, float] = field(default_factory=dict)
    """Added to every answer of that trait: who chooses to take part leans that way."""

    @property
    def n(self) -> int:
        """How many."""
        return self.community.size

    def pick(self, kept: BoolArray) -> "People":
        """Those of them."""
        trait = {name: values[kept] for name, values in self.trait.items()}
        return People(self.community[kept], self.sex[kept], self.age[kept], trait, self.extra_shift)


@dataclass(frozen=True)
class Scale:
    """One choice on an ordered scale, best answer first, or one of some answers beside it."""

    codes: tuple[str, ...]
    shares: tuple[float, ...]
    """Of each code where nothing shifts the leaning; sums to 1."""
    trait: Trait = "contentment"
    person: float = 0.0
    """Loading of the person's trait, 0..1."""
    community: float = 0.0
    """Loading of the community's leaning, 0..1."""
    women: float = 0.0
    """Shift of women against men."""
    ages: tuple[float, ...] = LEVEL_AGES
    streets: Mapping[int, float] = field(default_factory=dict)
    """Shift of single streets, beside that of the trait."""
    beside: Mapping[str, float] = field(default_factory=dict)
    """Codes off the scale (can't say, not used) with the share of people who choose them."""

    @cached_property
    def threshold(self) -> FloatArray:
        """(L - 1,) leaning above which the answer is at least as good as each code."""
        threshold: FloatArray = -ndtri(np.cumsum(self.shares)[:-1])
        return threshold

    def any_of(self, codes: Collection[str], places: Neighbourhoods, wave: float) -> FloatArray:
        """(C, 2, 6) true share of people who give one of these answers."""
        shift = self._shift_of_class(places, wave)[..., None]
        own = places.leaning[self.trait][:, None, None, None] * self.community
        reach = ndtr((shift + own - self.threshold) / np.sqrt(1 - self.community**2))
        edges = [np.zeros_like(shift), reach, np.ones_like(shift)]
        share = np.diff(np.concatenate(edges, axis=-1), axis=-1)
        is_wanted = np.array([code in codes for code in self.codes], dtype=float)
        off = sum(amount for code, amount in self.beside.items() if code in codes)
        wanted: FloatArray = (share @ is_wanted) * (1 - sum(self.beside.values())) + off
        return wanted

    def answer(
        self, people: People, places: Neighbourhoods, *, wave: float, rng: np.random.Generator
    ) -> NDArray[np.str_]:
        """(n,) code chosen by each person."""
        rest = np.sqrt(1 - self.community**2 - self.person**2)
        shift = self._shift_of_class(places, wave)[people.community, people.sex, people.age]
        leaning = (
            shift
            + self.community * places.leaning[self.trait][people.community]
            + self.person * people.trait[self.trait]
            + rest * rng.standard_normal(people.n)
            + people.extra_shift.get(self.trait, 0.0) * (self.person > 0)
        )
        position = (leaning[:, None] <= self.threshold).sum(axis=1)
        chosen: NDArray[np.str_] = np.array(self.codes)[position]
        if self.beside:
            off = np.array([*self.beside, ""])
            share = [*self.beside.values(), 1 - sum(self.beside.values())]
            aside = rng.choice(off, size=people.n, p=share)
            chosen = np.where(aside == "", chosen, aside)
        return chosen

    def _shift_of_class(self, places: Neighbourhoods, wave: float) -> FloatArray:
        """(C, 2, 6) shift of the leaning by community, sex and age group."""
        street = places.street_shift[self.trait] * (self.person > 0)
        street = street + np.array([self.streets.get(i, 0.0) for i in range(street.size)])
        sex = np.array([-self.women / 2, self.women / 2])
        shift: FloatArray = (
            wave
            + street[places.street][:, None, None]
            + sex[None, :, None]
            + np.array(self.ages)[None, None, :]
        )
        return shift


@dataclass(frozen=True)
class GatedChoices:
    """Several choices for those whom a gate lets in; one answer for all others.

    Inside the gate one choice is drawn as the main one, the others are added independently.
    """

    gate: Scale
    """Its codes are "in" and the code of all others."""
    main: Mapping[str, float]
    added: Mapping[str, float]

    def any_of(self, codes: Collection[str], places: Neighbourhoods, wave: float) -> FloatArray:
        """(C, 2, 6) true share of people who choose at least one of these."""
        not_main = 1 - sum(share for code, share in self.main.items() if code in codes)
        not_added = np.prod([1 - self.added[code] for code in self.main if code in codes])
        inside = 1 - not_main * not_added
        outside = [code for code in codes if code not in self.main]
        return inside * self.gate.any_of(("in",), places, wave) + self.gate.any_of(
            outside, places, wave
        )

    def answer(
        self, people: People, places: Neighbourhoods, *, wave: float, rng: np.random.Generator
    ) -> list[tuple[str, ...]]:
        """The codes chosen by each person, in the order of the options."""
        gate = self.gate.answer(people, places, wave=wave, rng=rng)
        chosen = choose_several(people.n, self.main, self.added, rng=rng)
        return [
            several if state == "in" else (state,)
            for several, state in zip(chosen, gate.tolist(), strict=True)
        ]


def choose_several(
    n: int, main: Mapping[str, float], added: Mapping[str, float], *, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """One main choice each, and the others independently."""
    codes = list(main)
    is_chosen = rng.random((n, len(codes))) < np.array([added[code] for code in codes])
    first = rng.choice(len(codes), size=n, p=list(main.values()))
    is_chosen[np.arange(n), first] = True
    return [tuple(c for c, x in zip(codes, row, strict=True) if x) for row in is_chosen.tolist()]


def choose_up_to(
    n: int, shares: Mapping[str, float], *, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """Choices with exactly these shares, whose sum is the (rounded) number of choices each.

    Systematic: a random start, then every full unit of the running sum.
    """
    edge = np.concatenate([[0.0], np.cumsum(list(shares.values()))])
    start = rng.random(n)[:, None]
    passed = np.floor(edge[None, :] + start)
    is_chosen = np.diff(passed, axis=1) > 0
    return [tuple(c for c, x in zip(shares, row, strict=True) if x) for row in is_chosen.tolist()]
