"""Every question type is counted as one would count by hand."""

from collections import Counter as Multiset
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaires.pages import Answers
from surveys.questionnaires.routing import keep_on_path
from surveys.responses.packing import find_packer
from surveys.tally.bins import make_date_bins, make_number_bins
from surveys.tally.counting import Batch, Counter
from surveys.tally.layout import ELSEWHERE, QuestionColumns, build_layout
from tests.surveys.questionnaires.samples import (
    COMMUNITY,
    STREET,
    a_question,
    load_every_type,
    some_areas,
    whole_answers,
)
from tests.surveys.responses.samples import a_version

EVERY_TYPE = load_every_type()
PACKER = find_packer(a_version(EVERY_TYPE))
LAYOUT = build_layout(EVERY_TYPE, [], some_areas())
COUNTER = Counter(PACKER, LAYOUT, some_areas())


def list_places(question: QuestionColumns, answers: Answers) -> Iterator[str]:
    """Where a response counts, said in plain words."""
    if question.name not in answers:
        return
    answer = answers[question.name]
    if question.kind == "text":
        yield "given" if answer else "blank"
    elif not answer:
        return
    elif question.kind == "ranking":
        yield from (f"{code} comes {place}" for place, code in enumerate(answer, start=1))
    elif question.kind == "choices":
        yield from answer
    elif question.kind == "area":
        yield STREET if answer in (STREET, COMMUNITY) else ELSEWHERE
    elif question.kind == "number":
        yield name_bin(question, Decimal(str(answer)))
    elif question.kind == "date":
        day = (date.fromisoformat(str(answer)) - date(1970, 1, 1)).days
        yield name_bin(question, Decimal(day))
    else:
        yield str(answer)


def name_bin(question: QuestionColumns, value: Decimal) -> str:
    fitting = [each.code for each in question.bins if value >= Decimal(each.low)]
    return fitting[-1] if fitting else question.codes[0]


def list_columns(question: QuestionColumns) -> list[str]:
    if question.kind != "ranking":
        return list(question.codes)
    places = range(1, question.n_places + 1)
    return [f"{code} comes {place}" for code in question.codes for place in places]


def check(answers: list[Answers]) -> None:
    batch = Batch([PACKER.pack(each) for each in answers], [COMMUNITY] * len(answers))
    total = COUNTER.count(batch).counts.sum(axis=0)
    for question in LAYOUT.questions:
        by_hand = Multiset(place for each in answers for place in list_places(question, each))
        found = total[question.start : question.answered].tolist()
        assert found == [by_hand[column] for column in list_columns(question)], question.name
        n = sum(any(True for _ in list_places(question, each)) for each in answers)
        assert total[question.answered] == n, question.name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(whole_answers(EVERY_TYPE), st.integers(0, 99)), max_size=12))
def test_whole_responses_are_counted_as_by_hand(drawn: list[tuple[Answers, int]]) -> None:
    check([keep_on_path(EVERY_TYPE, answers, seed=seed) for answers, seed in drawn])


def test_every_main_answer_has_its_columns() -> None:
    kinds = {question.name: question.kind for question in LAYOUT.questions}
    assert kinds == {
        "A2": "choice", "A3": "choice", "A4": "choices", "A5": "choice", "A6": "choice",
        "A7": "area", "B1": "choice", "B2": "choice", "B3": "number", "B4": "number",
        "B5": "text", "B6": "text", "B7": "date", "C1": "ranking", "C2_bus": "choice",
        "C2_path": "choice", "C3_bus": "choice", "C3_path": "choice", "D1": "choice",
        "D2": "number", "D3": "text", "E1": "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bounds", "first", "last", "n_bins"),
    [
        ({"is_integer": True, "minimum": 1, "maximum": 20}, "1", "20", 20),
        ({"is_integer": True, "minimum": 0, "maximum": 120}, "0", "120", 121),
        ({"is_integer": True, "minimum": 0.5, "maximum": 2.5}, "1", "2", 2),
        ({"is_integer": True, "minimum": 0, "maximum": 10_000}, "0..500", "10000..10500", 21),
        ({"minimum": 0, "maximum": 1}, "0..0.05", "1..1.05", 21),
        ({"minimum": -5, "maximum": 5}, "-5..-4.5", "5..5.5", 21),
        ({"is_integer": True, "minimum": 0}, "0", "5e+11..inf", 53),
        ({}, "-inf..0", "5e+11..inf", 38),
    ],
)
def test_bins_of_a_number_have_round_edges(
    bounds: dict[str, float], first: str, last: str, n_bins: int
) -> None:
    bins = make_number_bins(a_question("N1", "number", **bounds))
    assert (bins[0].code, bins[-1].code, len(bins)) == (first, last, n_bins)
    for before, after in pairwise(bins):
        assert before.high == after.low
    assert len({each.code for each in bins}) == len(bins)


@given(
    st.booleans(),
    st.one_of(st.none(), st.integers(-1000, 1000)),
    st.one_of(st.none(), st.integers(-1000, 10**6)),
    st.decimals(-(10**11), 10**11, places=3),
)
def test_every_allowed_number_lies_in_one_bin(
    is_integer: bool, low: int | None, high: int | None, value: Decimal
) -> None:
    bins = make_number_bins(
        a_question("N1", "number", is_integer=is_integer, minimum=low, maximum=high)
    )
    number = float(int(value) if is_integer else value)
    is_allowed = (low is None or number >= low) and (high is None or number <= high)
    if is_allowed:
        assert sum(each.low <= number < each.high for each in bins) == 1


@pytest.mark.parametrize(
    ("bounds", "first", "last", "n_bins"),
    [
        (("2026-11-01", "2026-11-20"), "2026-11-01", "2026-11-20", 20),
        (("2026-01-01", "2026-12-31"), "2026-01", "2026-12", 12),
        (("2015-06-01", "2026-12-31"), "2015", "2026", 12),
        (("1900-01-01", "2026-12-31"), "1900..1909", "2020..2029", 13),
        ((None, "2026-12-31"), "..1997-01-01", "2026", 31),
        ((None, None), "..1900-01-01", "2100-01-01..", 22),
    ],
)
def test_bins_of_a_date_follow_its_bounds(
    bounds: tuple[str | None, str | None], first: str, last: str, n_bins: int
) -> None:
    earliest, latest = (date.fromisoformat(day) if day else None for day in bounds)
    bins = make_date_bins(a_question("T1", "date", earliest=earliest, latest=latest))
    assert (bins[0].code, bins[-1].code, len(bins)) == (first, last, n_bins)
    for before, after in pairwise(bins):
        assert before.high == after.low
