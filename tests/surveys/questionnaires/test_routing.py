"""The path of a respondent: pages, order, screen-outs, progress, and what stays of the answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaires.pages import Answer, Answers, Path, Progress
from surveys.questionnaires.routing import (
    find_first_open,
    find_path,
    is_complete,
    keep_on_path,
    shuffle,
    walk,
)
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    any_answers,
)

SEEDS = st.integers(0, 2**63 - 1)


def list_codes(path: Path) -> list[str]:
    return [page.code for page in path.pages]


def test_a_page_is_one_question_or_one_whole_section() -> None:
    questionnaire = a_questionnaire(
        a_section(a_question("Q1"), a_question("Q2")),
        a_section(a_question("D1"), a_question("D2"), code="background", is_one_page=True),
    )
    path = find_path(questionnaire, {}, seed=1)
    assert list_codes(path) == ["Q1", "Q2", "background"]
    assert path.pages[0].title is None
    assert path.pages[2].title == questionnaire.sections[1].title
    assert [item.code for item in path.pages[2].items] == ["D1", "D2"]


def test_rows_of_a_grid_come_one_to_a_page_in_the_respondents_own_order() -> None:
    grid = a_question("Q8", "grid", random_order=True)
    path = find_path(a_questionnaire(a_section(grid)), {}, seed=1)
    assert sorted(list_codes(path)) == ["Q8_A", "Q8_B"]
    orders = {tuple(list_codes(find_path(DEFAULT, {}, seed=seed))) for seed in range(50)}
    assert len(orders) == 50


def test_options_that_a_filter_lets_through_keep_the_respondents_order() -> None:
    options = tuple(an_option(str(i), columns={"part": "a" if i < 6 else "b"}) for i in range(8))
    filtered = a_question(
        "Q2", options=options, random_order=True, choice_filter="part = 'a' or ${Q1} = '1'"
    )
    questionnaire = a_questionnaire(a_section(a_question("Q1"), filtered))
    for seed in range(20):
        few, all_ = (
            [option.code for option in path.pages[1].items[0].options]
            for path in (find_path(questionnaire, {"Q1": code}, seed=seed) for code in ("2", "1"))
        )
        assert few == [code for code in all_ if code < "6"]


def test_every_row_is_as_likely_to_come_first() -> None:
    firsts = [shuffle(tuple("abcd"), seed=seed, code="Q8")[0] for seed in range(4000)]
    assert all(900 < firsts.count(row) < 1100 for row in "abcd")


def test_the_order_does_not_change_with_the_version_of_the_language() -> None:
    assert "".join(shuffle(tuple("abcdefgh"), seed=20261122, code="Q8")) == "dfbachge"


def test_a_grid_in_fixed_order_is_one_page() -> None:
    path = find_path(a_questionnaire(a_section(a_question("Q8", "grid"))), {}, seed=1)
    assert list_codes(path) == ["Q8"]


@pytest.mark.parametrize(
    ("answers", "start", "is_screened_out"),
    [
        ({}, ["S1", "S2", "S3", "Q1", "Q3", "Q5"], False),
        ({"S1": "1"}, ["S1", "end_newcomer"], True),
        ({"S1": "2", "S2": "0"}, ["S1", "S2", "end_minor"], True),
        ({"Q1": "1"}, ["S1", "S2", "S3", "Q1", "Q2", "Q3", "Q5"], False),
        ({"Q1": "3"}, ["S1", "S2", "S3", "Q1", "Q3", "Q5"], False),
        ({"Q1": "2", "Q3": ("1", "5")}, ["S1", "S2", "S3", "Q1", "Q2", "Q3", "Q4", "Q5"], False),
        ({"Q3": ("10",)}, ["S1", "S2", "S3", "Q1", "Q3", "Q5"], False),
    ],
)
def test_the_default_questionnaire_is_routed(
    answers: Answers, start: list[str], is_screened_out: bool
) -> None:
    path = find_path(DEFAULT, answers, seed=7)
    assert list_codes(path)[: len(start)] == start
    assert path.is_screened_out is is_screened_out


def test_a_condition_sees_only_answers_on_the_path() -> None:
    questionnaire = a_questionnaire(
        a_section(
            a_question("Q1"),
            a_question("Q2", relevant="${Q1} = '1'"),
            a_question("Q3", relevant="${Q2} = '1'"),
        )
    )
    answers: dict[str, Answer] = {"Q1": "2", "Q2": "1", "Q3": "1"}
    assert list_codes(find_path(questionnaire, answers, seed=1)) == ["Q1"]
    assert keep_on_path(questionnaire, answers, seed=1) == {"Q1": "2"}


def test_a_section_can_be_left_out_whole() -> None:
    questionnaire = a_questionnaire(
        a_section(a_question("Q1")),
        a_section(a_question("Q2"), a_question("Q3"), code="more", relevant="${Q1} = '1'"),
    )
    assert list_codes(find_path(questionnaire, {"Q1": "1"}, seed=1)) == ["Q1", "Q2", "Q3"]
    assert list_codes(find_path(questionnaire, {"Q1": "2"}, seed=1)) == ["Q1"]


def test_an_end_page_inside_a_section_on_one_page_follows_what_stands_before_it() -> None:
    questionnaire = a_questionnaire(
        a_section(
            a_question("Q1"),
            a_question("E1", "screen_out", relevant="${Q1} = '1'"),
            a_question("Q2"),
            is_one_page=True,
        ),
        a_section(a_question("Q3"), code="next"),
    )
    assert list_codes(find_path(questionnaire, {"Q1": "1"}, seed=1)) == ["main", "E1"]
    assert list_codes(find_path(questionnaire, {"Q1": "2"}, seed=1)) == ["main", "Q3"]


def test_progress_counts_pages_that_ask() -> None:
    questionnaire = a_questionnaire(
        a_section(a_question("I1", "information"), a_question("Q1"), a_question("Q2"))
    )
    path = find_path(questionnaire, {}, seed=1)
    assert path.find_progress("I1") == Progress(1, 2)
    assert path.find_progress("Q1") == Progress(1, 2)
    assert path.find_progress("Q2") == Progress(2, 2)


def test_neighbours_of_a_page_are_found() -> None:
    path = find_path(DEFAULT, {}, seed=1)
    assert path.find_page("Q1") is path.pages[3]
    assert path.find_previous("S1") is None
    assert path.find_next("S1") is path.pages[1]
    assert path.find_previous("S2") is path.pages[0]
    assert path.find_next("background") is None
    assert path.find_page("Q2") is None
    assert path.find_next("Q2") is None


def test_the_first_open_page_is_where_to_go_on() -> None:
    path, kept = walk(DEFAULT, {"S1": "2", "S2": "3"}, seed=1)
    first_open = find_first_open(path, kept)
    assert first_open is not None
    assert first_open.code == "S3"
    assert is_complete(path.pages[0], {"S1": None})


@given(any_answers(), SEEDS)
def test_nothing_off_the_path_is_kept(answers: Answers, seed: int) -> None:
    """Compared with the routing of the default questionnaire written out by hand."""
    text = {
        name: " ".join(answer) if isinstance(answer, tuple) else answer or ""
        for name, answer in answers.items()
    }
    allowed = set(answers)
    if text.get("S1") == "1":
        allowed &= {"S1"}
    if text.get("S2") == "0":
        allowed &= {"S1", "S2"}
    if text.get("Q1") not in ("1", "2"):
        allowed -= {"Q2"}
    if "1" not in text.get("Q3", "").split():
        allowed -= {"Q4"}
    kept = keep_on_path(DEFAULT, answers, seed=seed)
    assert set(kept) == allowed


@given(any_answers(), SEEDS)
def test_what_is_kept_leads_along_the_same_path(answers: Answers, seed: int) -> None:
    path, kept = walk(DEFAULT, answers, seed=seed)
    assert walk(DEFAULT, kept, seed=seed) == (path, kept)
