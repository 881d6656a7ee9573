"""What nobody can reach, meet or be offered is found before publishing, and nothing else."""

from datetime import date
from typing import Any

import pytest

from surveys.questionnaires.checks import IndicatorCodes, check_questionnaire
from surveys.questionnaires.model import Questionnaire
from tests.surveys.questionnaires.samples import (
    VALID_UNTIL,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    load_every_type,
)

SOUND = a_question("Q0")
N = a_question("N", "number", minimum=0, maximum=10, is_integer=True)
M = a_question("M", "multiple_choice", max_choices=2)
D = a_question("D", "date", earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
R = a_question("R", "rating")
T = a_question("T", "short_text")
END = a_question("E", "screen_out", relevant="${Q0} = '1'")
END_OF_OTHERS = a_question("O", "screen_out", relevant="${Q0} = '2' or ${Q0} = '3'")
MUST = a_question("Q0", is_required=True)
MANY = tuple(
    a_question(code, options=tuple(an_option(str(i)) for i in range(12))) for code in "ABCF"
)
WANTS = a_question("X", relevant="${Q0} = '1'")
LONG = a_question("L", "multiple_choice", options=tuple(an_option(f"o{i}") for i in range(20)))


def list_found(questionnaire: Questionnaire, **more: Any) -> list[tuple[str, str, str]]:
    return [
        (finding.severity, finding.fault.value, finding.place)
        for finding in check_questionnaire(questionnaire, **more)
    ]


@pytest.mark.parametrize(
    ("before", "condition", "is_reachable"),
    [
        ((N,), "${N} > 10", False),
        ((N,), "${N} >= 10", True),
        ((N,), "${N} > 4 and ${N} < 5", False),
        ((N,), "${N} > 4 and ${N} < 6", True),
        ((N,), "${N} = 4.5", False),
        ((N,), "${N} < 0 or ${N} = ''", True),
        ((N,), "not(${N} <= 10) and ${N} != ''", False),
        ((N,), "${N} * 2 > 30", True),
        ((M,), "count-selected(${M}) > 2", False),
        ((M,), "count-selected(${M}) = 2 and not(selected(${M}, '1'))", True),
        ((M,), "selected(${M}, '1') and selected(${M}, '2') and selected(${M}, '3')", False),
        ((LONG,), "selected(${L}, 'o3') and count-selected(${L}) = 20", True),
        ((LONG,), "count-selected(${L}) > 20", False),
        ((D,), "${D} > '2026-12-31'", False),
        ((D,), "${D} > date('2026-12-30')", True),
        ((R,), "${R} > 10", False),
        ((R,), "${R} = 10 and ${R} = '10'", True),
        ((T,), "${T} = 'a' and ${T} = 'b'", False),
        ((T,), "${T} != 'a' and ${T} != ''", True),
        ((T,), "string-length(${T}) > 100", False),
        ((T,), "string-length(${T}) > 99 and ${T} != 'a'", True),
        ((T,), "contains(${T}, 'a') and contains(${T}, 'b')", True),
        (MANY, "${A} = '9' and ${B} = '9' and ${C} = '9' and ${F} = '9' and ${A} = '8'", False),
        (MANY, "${A} = '9' and ${B} != '9' and ${C} != '9' and ${F} = '8'", True),
        ((MUST, END, END_OF_OTHERS), "${Y} = '1'", False),
        ((SOUND, END, END_OF_OTHERS), "${Y} = '1'", True),
        ((SOUND, END), "${Q0} = '1'", False),
        ((SOUND, END), "${Q0} = '2'", True),
        ((SOUND, WANTS), "${X} = '1' and ${Q0} = '2'", False),
        ((SOUND, WANTS), "${X} = '' and ${Q0} = '1'", True),
        ((a_question("Q0", is_required=True),), "${Q0} = ''", False),
        ((SOUND, a_question("C", "calculated", calculation="${Q0} + 1")), "${C} > 4", False),
        ((SOUND, a_question("C", "calculated", calculation="${Q0} + 1")), "${C} = 4", True),
        ((a_question("S3", "area"),), "${S3} = '1'", True),
        ((), "false()", False),
        ((), "1 = 1", True),
    ],
)
def test_what_no_answer_leads_to_is_found_and_nothing_else(
    before: tuple[Any, ...], condition: str, is_reachable: bool
) -> None:
    asked = a_question("Z", relevant=condition)
    found = list_found(a_questionnaire(a_section(a_question("Y"), *before, asked)))
    assert found == ([] if is_reachable else [("error", "unreachable", "sections/main/Z")])


@pytest.mark.parametrize(
    ("question", "constraint", "can_be_met"),
    [
        (N, ". > 10", False),
        (N, ". > ${Y}", True),
        (N, ". mod 2 = 1", True),
        (D, ". < '2026-01-01'", False),
        (M, "count-selected(.) >= 2", True),
        (M, "count-selected(.) >= 3", False),
        (T, "string-length(.) > 5", True),
        (T, "string-length(.) > 100", False),
        (a_question("L", "long_text"), "string-length(.) > 1000", False),
    ],
)
def test_a_constraint_that_no_answer_meets_is_found(
    question: Any, constraint: str, can_be_met: bool
) -> None:
    asked = question.model_copy(update={"constraint": constraint})
    found = list_found(a_questionnaire(a_section(a_question("Y"), asked)))
    place = f"sections/main/{question.code}/constraint"
    assert found == ([] if can_be_met else [("error", "impossible_constraint", place)])


def test_an_end_page_that_stops_everyone_is_found() -> None:
    last = a_question("E", "screen_out")
    found = list_found(a_questionnaire(a_section(SOUND, last)))
    assert found == [("error", "nobody_finishes", "sections/main/E")]
    found = list_found(a_questionnaire(a_section(MUST, END, END_OF_OTHERS)))
    assert found == [("error", "nobody_finishes", "sections/main/O")]
    assert list_found(a_questionnaire(a_section(SOUND, END, END_OF_OTHERS))) == []


def test_questions_that_wait_for_each_other_are_a_cycle() -> None:
    one = a_question("Q1", relevant="${Q2} = '1'")
    other = a_question("Q2", relevant="${Q1} = '1'")
    found = list_found(a_questionnaire(a_section(one, other)))
    assert ("error", "cycle", "questions") in found
    assert ("error", "forward_reference", "sections/main/Q1/relevant") in found


def test_an_option_that_no_one_is_offered_is_a_warning() -> None:
    options = (an_option("a", columns={"part": "1"}), an_option("b", columns={"part": "7"}))
    filtered = a_question("Q1", "drop_down", options=options, choice_filter="part = ${Q0}")
    found = list_found(a_questionnaire(a_section(SOUND, filtered)))
    assert found == [("warning", "never_offered", "sections/main/Q1/options/b")]


@pytest.mark.parametrize(("n_questions", "is_found"), [(4, True), (300, False)])
def test_long_chains_of_questions_are_left_undecided(n_questions: int, is_found: bool) -> None:
    chain = [SOUND]
    for i in range(1, n_questions):
        chain.append(a_question(f"Q{i}", relevant=f"${{{chain[-1].code}}} = '1'"))
    last = a_question("Q999", relevant=f"${{{chain[-1].code}}} = '1' and ${{Q0}} = '2'")
    found = list_found(a_questionnaire(a_section(*chain, last)))
    assert found == ([("error", "unreachable", "sections/main/Q999")] if is_found else [])


def test_an_indicator_must_count_codes_that_there_are() -> None:
    indicators = (
        IndicatorCodes("good", "Q1", ("1", "2")),
        IndicatorCodes("bad", "Q1", ("1", "7")),
        IndicatorCodes("lost", "Q9", ("1",)),
    )
    assert list_found(a_questionnaire(), indicators=indicators) == [
        ("error", "unknown_indicator_code", "sections/main/Q1/options"),
        ("warning", "indicator_not_asked", "indicators/lost"),
    ]


@pytest.mark.parametrize(
    "name", ["创建文明城市", "创文", "a Civilized  Cities survey", "Spiritual Civilisation"]
)
def test_every_name_of_the_campaign_is_known(name: str) -> None:
    title = {"zh": name, "en": name}
    found = list_found(a_questionnaire(title=title))
    assert found == [("warning", "names_campaign", "title")]


def test_without_the_usual_code_the_first_question_that_names_the_campaign_counts() -> None:
    named = {"zh": "您听说过创建文明城市吗？", "en": "Have you heard of it?"}
    aware = a_question("aware", label=named)
    assert list_found(a_questionnaire(a_section(SOUND, aware))) == []
    found = list_found(a_questionnaire(a_section(SOUND, aware), intro=named))
    assert found == [("warning", "names_campaign", "intro")]


def test_a_section_may_share_the_code_of_the_first_question() -> None:
    section = a_section(SOUND, a_question("Q1"), code="Q1")
    named = section.model_copy(update={"title": {"zh": "创城", "en": "The city"}})
    found = list_found(a_questionnaire(named))
    assert found == [("warning", "names_campaign", "sections/Q1/title")]


def test_the_campaign_is_not_named_before_the_first_question() -> None:
    named = {"zh": "本市创建文明城市", "en": "The city"}
    before, after = a_question("S1", hint=named), a_question("Q1", label=named)
    assert list_found(a_questionnaire(a_section(before, after), intro=named)) == [
        ("warning", "names_campaign", "intro"),
        ("warning", "names_campaign", "sections/main/S1/hint"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        {"zh": "您是否常坐公交并且是否满意？", "en": "Buses?"},
        {"zh": "公交？", "en": "Do you take the bus and are you content with it?"},
        {"zh": "您对效果是否满意，或是否改善了生活环境？", "en": "Buses?"},
        {"zh": "您知道并支持这项工作吗？", "en": "Buses?"},
        {"zh": "您知道吗？支持吗？", "en": "Buses?"},
        {"zh": "您是否常坐公交，并且感到满意？", "en": "Buses?"},
        {"zh": "您既知道又支持吗？", "en": "Buses?"},
        {"zh": "公交？", "en": "Do you know about and support the plan?"},
        {"zh": "公交？", "en": "Is it good, or has it improved your life?"},
        {"zh": "公交？", "en": "Do you use the park? Do you like it?"},
    ],
)
def test_two_questions_in_one_are_a_warning(label: dict[str, str]) -> None:
    found = list_found(a_questionnaire(a_section(a_question("Q1", label=label))))
    assert found == [("warning", "double_barrelled", "sections/main/Q1/label")]


@pytest.mark.parametrize(
    "label",
    [
        {"zh": "您对所住城市的环境、秩序和服务满意吗？", "en": "How good are parks and streets?"},
        {"zh": "合并计算，您家有几口人吗？", "en": "Are you employed or are you a student?"},
        {"zh": "您是否在本市连续居住半年以上？", "en": "Have you heard, read or seen anything?"},
        {"zh": "过去没有并列的安排，对吗？", "en": "Which do you use: the bus and the metro?"},
    ],
)
def test_one_question_about_several_things_is_no_warning(label: dict[str, str]) -> None:
    assert list_found(a_questionnaire(a_section(a_question("Q1", label=label)))) == []


def test_the_questionnaire_with_every_type_may_be_published() -> None:
    assert check_questionnaire(load_every_type(), today=VALID_UNTIL) == ()
