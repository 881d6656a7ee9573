"""From the tally of a random sample to weighted cells: design, raking, trimming.

Two stages: communities (PSUs) in each street (stratum), adults in each community, with finite
population corrections at both. The design weight is the same for everyone in a community.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from analytics.arrays import IntArray
from analytics.cells import CellTable
from analytics.design import LonelyPsu, SurveyDesign, design_from_cells
from analytics.weighting import Margin, Rake, Trim, WeightedDesign, weigh
from surveys.questionnaires.areas import AreaTree
from surveys.results.indicators import Indicator
from surveys.sampling.classes import SEX_UNKNOWN
from surveys.sampling.draw import DrawnCommunity
from surveys.sampling.frame import FrameClass, load_frame_counts
from surveys.sampling.service import load_sample
from surveys.tally.classes import NOT_KNOWN
from surveys.tally.layout import QuestionColumns
from surveys.tally.service import Tally, observed_tally
from surveys.waves.tables import Wave

LOWEST_WEIGHT, HIGHEST_WEIGHT = 0.3, 3.0
"""Bounds of a weight, as multiples of the mean weight."""
COUNTED, NOT_COUNTED = "counted", "not counted"
NOT_PLACED = "not placed"
"""The level of an option that a ranking gives no place."""


@dataclass(frozen=True)
class SampleData:
    """Everything that the estimates of a random sample are made of."""

    tally: Tally
    sample: tuple[DrawnCommunity, ...]
    frame: Mapping[FrameClass, int]
    areas: AreaTree


def load_sample_data(session: Session, wave: Wave) -> SampleData:
    """Read counts, sample, frame and areas of a wave."""
    tally = observed_tally(session, wave)
    return SampleData(
        tally=tally,
        sample=load_sample(session, wave.id),
        frame=load_frame_counts(session, wave.frame_id),
        areas=tally.areas,
    )


def build_cells(data: SampleData, indicators: tuple[Indicator, ...]) -> CellTable:
    """The tally as the engine's table: one item per question and one per indicator."""
    counts, levels = _list_items(data.tally, indicators)
    keys = data.tally.cells.keys
    by_code = {community.code: community for community in data.sample}
    drawn = [by_code[key.community_code] for key in keys]
    return CellTable(
        n=data.tally.cells.n,
        weight=np.array([community.design_weight for community in drawn], dtype=float),
        keys={
            "community": np.array([community.code for community in drawn]),
            "street": np.array([community.street_code for community in drawn]),
            "district": np.array(
                [str(data.areas.find(community.street_code).parent_code) for community in drawn]
            ),
            "sex": np.array([key.sex for key in keys]),
            "age": np.array([key.age_group for key in keys]),
            "n_communities": np.array([c.n_communities_in_street for c in drawn], dtype=np.int64),
            "n_adults": np.array([c.n_adults_in_community for c in drawn], dtype=np.int64),
        },
        counts=counts,
        levels=levels,
    )


def describe_design(cells: CellTable) -> SurveyDesign:
    """The two-stage stratified design of the sample."""
    return design_from_cells(
        cells,
        strata=("street",),
        psu=("community",),
        fpc=("n_communities", "n_adults"),
        lonely_psu=choose_lonely_policy(cells),
    )


def choose_lonely_policy(cells: CellTable) -> LonelyPsu:
    """Say what to do with a stratum of one PSU.

    As planned there is none ("fail"); while a street has answers from a single community, or a
    community a single answer, its variance is taken about the city's mean ("adjust").
    """
    n_of_community: Counter[tuple[str, str]] = Counter()
    streets, communities = cells.keys["street"].tolist(), cells.keys["community"].tolist()
    for street, community, n in zip(streets, communities, cells.n.tolist(), strict=True):
        n_of_community[street, community] += n
    n_of_street = Counter(street for street, _ in n_of_community)
    is_lonely = 1 in n_of_community.values() or 1 in n_of_street.values()
    return "adjust" if is_lonely else "fail"


def list_margins(data: SampleData) -> tuple[Margin, Margin]:
    """District by sex, and age group, as the frame counts them."""
    district_sex: dict[tuple[str, ...], float] = {}
    ages: dict[tuple[str, ...], float] = {}
    for (street, sex, age), n in data.frame.items():
        district = str(data.areas.find(street).parent_code)
        district_sex[district, sex] = district_sex.get((district, sex), 0.0) + n
        ages[(age,)] = ages.get((age,), 0.0) + n
    return (
        Margin(("district", "sex"), district_sex, unknown={"sex": SEX_UNKNOWN}),
        Margin(("age",), ages, unknown={"age": NOT_KNOWN}),
    )


def weigh_sample(design: SurveyDesign, margins: tuple[Margin, ...]) -> WeightedDesign:
    """Rake the design weights to the frame's margins, then trim them.

    Raises analytics.errors.WeightingError, with the class named, while the answers are too few.
    """
    return weigh(design, [Rake(margins), Trim(LOWEST_WEIGHT, HIGHEST_WEIGHT)])


def _list_items(
    tally: Tally, indicators: tuple[Indicator, ...]
) -> tuple[dict[str, IntArray], dict[str, tuple[str, ...]]]:
    counts: dict[str, IntArray] = {}
    levels: dict[str, tuple[str, ...]] = {}
    table = tally.cells.counts
    for question in tally.layout.questions:
        answered = table[:, question.answered]
        if question.kind == "choices":
            for position, code in enumerate(question.codes, start=question.start):
                item = name_option(question.name, code)
                counts[item] = _split(table[:, position], answered)
                levels[item] = (COUNTED, NOT_COUNTED)
        elif question.kind == "ranking":
            for code in question.codes:
                item = name_option(question.name, code)
                start = question.find_place(code, 1)
                placed = table[:, start : start + question.n_places]
                counts[item] = np.column_stack([placed, answered - placed.sum(axis=1)])
                levels[item] = (*list_ranks(question), NOT_PLACED)
        else:
            counts[question.name] = table[:, question.start : question.answered]
            levels[question.name] = question.codes
    for indicator in indicators:
        columns = tally.layout.rule_by_code.get(indicator.code)
        if columns is not None:
            start = columns.start
            counts[name_item(indicator)] = _split(table[:, start], table[:, start + 1])
            levels[name_item(indicator)] = (COUNTED, NOT_COUNTED)
    return counts, levels


def list_ranks(question: QuestionColumns) -> tuple[str, ...]:
    """The levels of an option of a ranking: its places, the first one first."""
    return tuple(str(place) for place in range(1, question.n_places + 1))


def name_option(question: str, code: str) -> str:
    """The item of one option of a question with several choices."""
    return f"{question}={code}"


def name_item(indicator: Indicator) -> str:
    """The item of an indicator."""
    return f"indicator {indicator.code}"


def _split(counted: IntArray, base: IntArray) -> IntArray:
    return np.stack([counted, base - counted], axis=1)
