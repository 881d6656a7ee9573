"""The sample city's data files: areas and frame of the fictional city of Ningze."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np

from analytics.arrays import FloatArray, IntArray
from surveys.sampling.classes import AGE_GROUPS, SEXES
from surveys.sampling.outlines.geometry import Shape
from surveys.sampling.outlines.reading import read_outlines

SEX_CODES = tuple(SEXES)
AGE_CODES = tuple(AGE_GROUPS)


@dataclass(frozen=True)
class CityArea:
    """One area of the sample city; `n_adults` is given for communities."""

    code: str
    level: str
    parent_code: str | None
    name_zh: str
    name_en: str
    n_adults: int | None


@dataclass(frozen=True)
class CityData:
    """Areas in the order of the tree, and adults by street, sex and age group."""

    areas: tuple[CityArea, ...]
    frame: Mapping[tuple[str, str, str], int]

    @cached_property
    def communities(self) -> tuple[CityArea, ...]:
        """The communities, in the order of their codes."""
        return tuple(area for area in self.areas if area.level == "community")

    @cached_property
    def streets(self) -> tuple[str, ...]:
        """Codes of the streets, in their order."""
        return tuple(area.code for area in self.areas if area.level == "street")

    @cached_property
    def street_of_community(self) -> IntArray:
        """(C,) place of each community's street."""
        return np.array([self.streets.index(str(area.parent_code)) for area in self.communities])

    @cached_property
    def adults_of_street(self) -> FloatArray:
        """(S, 2, 6) adults by street, sex and age group."""
        table = [
            [[self.frame[street, sex, age] for age in AGE_CODES] for sex in SEX_CODES]
            for street in self.streets
        ]
        return np.array(table, dtype=float)

    @cached_property
    def adults(self) -> FloatArray:
        """(C, 2, 6) adults by community, sex and age group, spread as in their street."""
        share = self.adults_of_street / self.adults_of_street.sum(axis=(1, 2), keepdims=True)
        size = np.array([area.n_adults for area in self.communities], dtype=float)
        spread: FloatArray = size[:, None, None] * share[self.street_of_community]
        return spread


@lru_cache(maxsize=1)
def read_city() -> CityData:
    """Read the files once."""
    areas = tuple(
        CityArea(
            row["code"],
            row["level"],
            row["parent_code"] or None,
            row["name_zh"],
            row["name_en"],
            int(row["n_adults"]) if row["n_adults"] else None,
        )
        for row in _read("ningze_areas.csv")
    )
    frame = {
        (row["street_code12"], row["sex_gbt2261_1"], row["age_group"]): int(
            row["population_18plus"]
        )
        for row in _read("ningze_frame.csv")
    }
    return CityData(areas, frame)


def read_city_outlines() -> Mapping[str, Shape]:
    """The invented shapes of the districts and streets, by code."""
    content = resources.files(__package__).joinpath("ningze_outlines.geojson").read_bytes()
    levels = {area.code: area.level for area in read_city().areas}
    return read_outlines(content, levels).shapes


def _read(name: str) -> Iterator[dict[str, str]]:
    source = resources.files(__package__).joinpath(name)
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
