"""Packed responses: there and back, and many at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaires.columns import (
    DecodedArea,
    DecodedChoice,
    DecodedChoices,
    DecodedNumber,
    DecodedRanking,
)
from surveys.questionnaires.pages import Answer, Answers
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.responses.packing import Packer, find_packer
from tests.surveys.questionnaires.samples import (
    COMMUNITY,
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    whole_answers,
)
from tests.surveys.responses.samples import ANSWERS, a_version

PACKER = Packer(DEFAULT)


@st.composite
def stored_answers(draw: st.DrawFn) -> dict[str, Answer]:
    """Valid answers with some not asked and some left blank."""
    whole = draw(whole_answers())
    kinds = draw(st.lists(st.sampled_from("nba"), min_size=len(whole), max_size=len(whole)))
    return {
        name: None if kind == "b" else whole[name]
        for name, kind in zip(whole, kinds, strict=True)
        if kind != "n"
    }


@given(stored_answers())
def test_answers_are_unpacked_as_they_were_packed(answers: Answers) -> None:
    assert PACKER.unpack(PACKER.pack(answers)) == answers


@settings(max_examples=25)
@given(st.lists(stored_answers(), min_size=1, max_size=3))
def test_columns_say_what_the_rows_say(rows: list[Answers]) -> None:
    columns = PACKER.columns([PACKER.pack(answers) for answers in rows])
    assert set(columns) == set(PACKER.names)
    for name, column in columns.items():
        answers = [row.get(name) for row in rows]
        assert column.is_asked.tolist() == [name in row for row in rows]
        assert column.is_answered.tolist() == [answer is not None for answer in answers]
        if isinstance(column, DecodedChoice):
            for code in column.codes:
                assert column.is_any_of({code}).tolist() == [a == code for a in answers]
        elif isinstance(column, DecodedChoices):
            chosen = [tuple(np.array(column.codes)[row]) for row in column.is_chosen]
            assert chosen == [answer or () for answer in answers]
        elif isinstance(column, DecodedArea):
            assert column.area_code.tolist() == [int(str(answer or 0)) for answer in answers]


ALL_TYPES = a_questionnaire(
    a_section(*(a_question(f"Q{i}", name) for i, name in enumerate(TYPE_BY_NAME)))
)


@given(whole_answers(ALL_TYPES))
def test_answers_of_every_type_are_unpacked_as_they_were_packed(answers: Answers) -> None:
    packer = Packer(ALL_TYPES)
    assert packer.unpack(packer.pack(answers)) == answers


def test_numbers_days_and_places_decode_to_arrays() -> None:
    questions = (a_question("N", "number"), a_question("B", "date"), a_question("K", "ranking"))
    packer = Packer(a_questionnaire(a_section(*questions)))
    rows: list[Answers] = [
        {"N": "-12.5", "B": "1970-01-02", "K": ("3", "1")},
        {"N": None, "B": None, "K": None},
        {},
    ]
    columns = packer.columns([packer.pack(answers) for answers in rows])
    number, day, ranking = columns["N"], columns["B"], columns["K"]
    assert isinstance(number, DecodedNumber)
    assert isinstance(day, DecodedNumber)
    assert isinstance(ranking, DecodedRanking)
    np.testing.assert_equal(number.value, [-12.5, np.nan, np.nan])
    np.testing.assert_equal(day.value, [1, np.nan, np.nan])
    assert ranking.place.tolist() == [[2, 0, 1], [0, 0, 0], [0, 0, 0]]


def test_any_of_several_choices_counts_once() -> None:
    rows = [PACKER.pack({"Q3": chosen}) for chosen in (("1", "5"), ("10",), None)]
    column = PACKER.columns(rows)["Q3"]
    assert isinstance(column, DecodedChoices)
    assert column.is_any_of({"1", "5", "9"}).tolist() == [True, False, False]


def test_no_rows_decode_to_empty_columns() -> None:
    column = PACKER.columns([])["Q3"]
    assert isinstance(column, DecodedChoices)
    assert column.is_chosen.shape == (0, 11)


def test_a_response_is_small() -> None:
    assert len(PACKER.pack(ANSWERS)) == PACKER.width == 53


@pytest.mark.parametrize("n_options", [1, 7, 8, 9, 64, 65, 250])
def test_any_number_of_options_fits(n_options: int) -> None:
    options = tuple(an_option(str(i)) for i in range(n_options))
    one, many = (
        a_question("A", options=options),
        a_question("B", "multiple_choice", options=options),
    )
    packer = Packer(a_questionnaire(a_section(one, many)))
    answers: dict[str, Answer] = {
        "A": options[-1].code,
        "B": tuple(option.code for option in options[::2]),
    }
    assert packer.unpack(packer.pack(answers)) == answers


def test_texts_come_back_to_their_questions() -> None:
    options = (an_option("1", asks_text=True), an_option("2", asks_text=True))
    many = a_question("A", "multiple_choice", options=options)
    packer = Packer(a_questionnaire(a_section(many, a_question("B", "long_text"))))
    answers: dict[str, Answer] = {
        "A": ("1", "2"),
        "A_1_text": "骑车🚲",
        "A_2_text": None,
        "B": "e\u0301\n' OR 1=1; --",
    }
    assert packer.unpack(packer.pack(answers)) == answers


@pytest.mark.parametrize("packed", [b"", b"\x01", b"\x02" + bytes(100), PACKER.pack({})[:-1]])
def test_other_bytes_are_not_a_response(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed response"):
        PACKER.unpack(packed)
    with pytest.raises(ValueError, match="not a packed response"):
        PACKER.columns([PACKER.pack(ANSWERS), packed])


def test_the_bytes_of_a_response_do_not_change() -> None:
    """Stored responses must be readable for ever: this is format 1."""
    packed = PACKER.pack({"S1": "2", "S3": COMMUNITY, "Q3": ("1", "9"), "Q4": None, "Q15": "好"})
    head = "01 03 00 026b95ad86e6000000 00 000000 020101 01" + 26 * " 00"
    assert packed == bytes.fromhex(head + " 020300 00 00 00 00") + "好".encode()


def test_a_packer_is_built_once_per_version() -> None:
    version = a_version()
    assert find_packer(version) is find_packer(version)
