"""The edits of a questionnaire are pure, keep codes apart, and lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import CodeTaken, PartGone
from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.drafts.blank import find_free_code, make_questionnaire
from surveys.questionnaires.drafts.conditions import (
    Comparison,
    join_conditions,
    list_subjects,
    write_condition,
)
from surveys.questionnaires.drafts.differences import Difference, list_differences
from surveys.questionnaires.drafts.editing import (
    add_question,
    add_questions,
    change_question,
    copy_section,
    move_question,
    move_section,
    place_question,
    remove_question,
)
from surveys.questionnaires.drafts.options import add_lines, move_member
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.showing import make_showable, show_alone
from surveys.questionnaires.drafts.youth import make_youth_version
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.routing import find_path
from surveys.questionnaires.types import TYPE_BY_NAME
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    words,
)

BLANK = {"zh": "未写", "en": "blank"}
CODES = tuple(question.code for question in DEFAULT.questions)


def list_codes(questionnaire: Questionnaire) -> list[str]:
    return [question.code for question in questionnaire.questions]


def two_sections() -> Questionnaire:
    return a_questionnaire(
        a_section(a_question("Q1"), a_question("Q2"), code="A"),
        a_section(a_question("Q3"), code="B"),
    )


def test_code_that_is_taken_is_refused() -> None:
    for code in ("Q2", "B"):
        with pytest.raises(CodeTaken):
            add_question(two_sections(), a_question(code), section="A")
        with pytest.raises(CodeTaken):
            change_question(two_sections(), "Q1", a_question(code))


def test_part_that_is_not_there_is_refused() -> None:
    for edit in (
        lambda: remove_question(two_sections(), "Q9"),
        lambda: move_section(two_sections(), "C", by=1),
        lambda: add_question(two_sections(), a_question("Q9"), section="C"),
        lambda: place_question(two_sections(), "Q1", section="C"),
    ):
        with pytest.raises(PartGone):
            edit()


def test_question_moves_over_the_edge_of_its_section() -> None:
    moved = move_question(two_sections(), "Q2", by=1)

    assert [question.code for question in moved.sections[1].questions] == ["Q2", "Q3"]
    assert move_question(moved, "Q2", by=-1) == two_sections()
    assert move_question(two_sections(), "Q1", by=-1) == two_sections()


@given(st.sampled_from(CODES), st.integers(-3, 3).filter(bool))
def test_moving_keeps_every_question(code: str, by: int) -> None:
    moved = move_question(DEFAULT, code, by=by)

    assert sorted(list_codes(moved)) == sorted(CODES)


def test_copied_section_has_codes_of_its_own() -> None:
    copied = copy_section(DEFAULT, DEFAULT.sections[1].code)

    codes = list_codes(copied)
    assert len(codes) == len(set(codes)) > len(CODES)


def test_new_code_is_followed_in_conditions_rows_and_texts() -> None:
    grid = a_question("Q1", "grid")
    asks = a_question("Q2", relevant="${Q1_A} = '1' and ${ Q1_B } != '2' and ${Q10} = '1'")
    tells = a_question("Q3", hint={"zh": "您说 ${Q1_A}", "en": "${Q1}"})
    before = a_questionnaire(a_section(a_question("Q10"), grid, asks, tells))

    after = change_question(before, "Q1", remake(grid, {"code": "G"}))

    assert after.find_question("Q2").relevant == "${G_A} = '1' and ${G_B} != '2' and ${Q10} = '1'"
    assert after.find_question("Q3").hint == {"zh": "您说 ${G_A}", "en": "${G}"}


def test_free_codes_count_on() -> None:
    assert find_free_code([], like="Q1") == "Q1"
    assert find_free_code(["Q1", "Q2"], like="Q1") == "Q3"
    assert find_free_code(["1", "9"], like="9") == "10"
    assert find_free_code(["views"], like="views") == "views_2"


def test_lines_become_options_in_both_languages() -> None:
    question = add_lines(
        a_question(options=()), "options", ["是 | Yes", "否"], languages=("zh", "en")
    )

    labels = [(option.code, dict(option.label)) for option in question.options]
    assert labels == [("1", {"zh": "是", "en": "Yes"}), ("2", {"zh": "否"})]
    assert [o.code for o in move_member(question, "options", 1, by=-5).options] == ["2", "1"]


def test_library_questions_never_take_a_code_twice() -> None:
    doubled = add_questions(DEFAULT, DEFAULT.questions, section=DEFAULT.sections[0].code)

    assert len(set(list_codes(doubled))) == len(list_codes(doubled)) == 2 * len(CODES)


def test_youth_version_may_be_published() -> None:
    youth = make_youth_version(DEFAULT)

    assert not [f for f in check_questionnaire(youth) if f.severity == "error"]
    first = find_path(youth, {"G1": "0"}, seed=1)
    assert first.is_screened_out
    assert not find_path(youth, {"G1": "1"}, seed=1).is_screened_out


@pytest.mark.parametrize(
    ("comparison", "value", "written"),
    [
        (Comparison.CHOSEN, "1", "${Q1} = '1'"),
        (Comparison.NOT_CHOSEN, "1", "${Q1} != '1'"),
        (Comparison.AT_MOST, "2", "${Q1} <= 2"),
        (Comparison.MORE, "2.50", "${Q1} > 2.5"),
        (Comparison.EQUAL, "a'b", "${Q1} = 'ab'"),
    ],
)
def test_condition_is_written_by_choosing(comparison: Comparison, value: str, written: str) -> None:
    subject = next(iter(list_subjects(two_sections())))

    assert write_condition(subject, comparison, value) == written


def test_condition_may_only_ask_for_what_comes_before() -> None:
    names = [subject.name for subject in list_subjects(two_sections(), before="Q2")]

    assert names == ["Q1"]
    assert [s.name for s in list_subjects(two_sections(), before="B")] == ["Q1", "Q2"]


@pytest.mark.parametrize(
    ("present", "joiner", "joined"),
    [
        ("", "and", "b"),
        ("${Q1} = 1", "and", "${Q1} = 1 and b"),
        ("${Q1} = 1 or ${Q1} = 2", "or", "${Q1} = 1 or ${Q1} = 2 or b"),
        ("${Q1} = 1 or ${Q1} = 2", "and", "(${Q1} = 1 or ${Q1} = 2) and b"),
        ("broken (", "and", "(broken () and b"),
    ],
)
def test_conditions_are_joined_with_the_brackets_they_need(
    present: str, joiner: str, joined: str
) -> None:
    assert join_conditions(present, "b", joiner) == joined  # type: ignore[arg-type]


def test_differences_name_what_was_added_removed_moved_and_changed() -> None:
    before = two_sections()
    after = remove_question(before, "Q1")
    after = add_question(after, a_question("Q4"), section="B")
    after = change_question(after, "Q3", remake(a_question("Q3"), {"label": words("x")}))

    found = list_differences(before, after)

    assert Difference("removed", "question", ("Q1",), words("Q1")) in found
    assert Difference("added", "question", ("Q4",), words("Q4")) in found
    changed = [(d.field, d.language, d.before, d.after) for d in found if d.kind == "changed"]
    assert changed == [("label", "zh", "中Q3", "中x"), ("label", "en", "Q3", "x")]


def test_one_move_is_told_as_one_move() -> None:
    found = list_differences(DEFAULT, move_section(DEFAULT, DEFAULT.sections[0].code, by=9))

    assert [(d.kind, d.codes) for d in found if d.subject == "section"] == [
        ("moved", (DEFAULT.sections[0].code,))
    ]


def test_question_in_another_section_is_told() -> None:
    found = list_differences(two_sections(), place_question(two_sections(), "Q1", section="B"))

    assert [(d.codes, d.before, d.after) for d in found if d.field == "section"] == [
        (("Q1",), "A", "B")
    ]


def test_equal_questionnaires_have_no_differences() -> None:
    assert list_differences(DEFAULT, DEFAULT) == ()


@pytest.mark.parametrize("type_name", TYPE_BY_NAME)
def test_empty_question_of_every_type_can_be_shown(type_name: str) -> None:
    empty = remake(a_question("Q1", type_name), {"label": {}, "calculation": ""})
    broken = remake(empty, {"code": "Q2", "relevant": "${Q1"})
    draft = make_questionnaire("test", title={})
    draft = add_questions(draft, [empty, broken], section="A")

    showable = make_showable(draft, blank=BLANK)

    for page in find_path(showable, {}, seed=1).pages:
        assert page.items[0].question.label["zh"] == "未写"


def test_question_is_shown_alone_whatever_leads_to_it() -> None:
    alone = show_alone(DEFAULT, "Q4")

    pages = find_path(alone, {}, seed=1).pages
    assert [page.code for page in pages] == ["Q4"]
