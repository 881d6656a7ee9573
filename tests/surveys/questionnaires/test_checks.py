"""Every fault of a definition is found, at its place."""

from datetime import date
from typing import Any

import pytest

from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.finding_words import WORDS, say_finding
from surveys.questionnaires.model import Option, Questionnaire, Row
from tests.surveys.questionnaires.samples import (
    VALID_UNTIL,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    some_marks,
    words,
)

ONLY_ZH = {"zh": "中"}
SOUND = a_question("Q0")
CONSTRAINT = "sections/main/Q1/constraint"


def with_question(*args: Any, **more: Any) -> Questionnaire:
    return a_questionnaire(a_section(SOUND, a_question(*args, **more)))


CASES: list[tuple[Questionnaire, str, str]] = [
    (a_questionnaire(languages=()), "no_languages", "languages"),
    (a_questionnaire(a_section()), "no_questions", "sections/main"),
    (with_question("Q1", "slider"), "unknown_type", "sections/main/Q1"),
    (with_question("Q0"), "duplicate_code", "questions/Q0"),
    (
        a_questionnaire(a_section(SOUND), a_section(a_question("Q1"))),
        "duplicate_code",
        "sections/main",
    ),
    (
        a_questionnaire(a_section(SOUND), a_section(a_question(), code="Q0", is_one_page=True)),
        "duplicate_code",
        "questions/Q0",
    ),
    (
        a_questionnaire(a_section(a_question("Q8", "grid"), a_question("Q8_A"))),
        "duplicate_code",
        "questions/Q8_A",
    ),
    (
        with_question("Q1", options=(an_option("1"), an_option("1"))),
        "duplicate_code",
        "sections/main/Q1/options/1",
    ),
    (
        with_question(
            "Q1", "grid", rows=(Row(code="A", label=words("y")), Row(code="A", label=words("x")))
        ),
        "duplicate_code",
        "sections/main/Q1/rows/A",
    ),
    (with_question("Q1", options=()), "no_options", "sections/main/Q1/options"),
    (with_question("Q1", "grid", rows=()), "no_rows", "sections/main/Q1/rows"),
    (
        with_question("Q1", options=tuple(an_option(str(i)) for i in range(251))),
        "too_many_options",
        "sections/main/Q1/options",
    ),
    (
        with_question("Q1", "multiple_choice", options=(an_option("1", is_exclusive=True),)),
        "exclusive_without_others",
        "sections/main/Q1/options",
    ),
    (
        with_question("Q1", "multiple_choice", max_choices=4),
        "impossible_choices",
        "sections/main/Q1/max_choices",
    ),
    (
        with_question("Q1", "multiple_choice", min_choices=3, max_choices=2),
        "impossible_choices",
        "sections/main/Q1/max_choices",
    ),
    (with_question("Q1", max_choices=2), "unused_field", "sections/main/Q1/max_choices"),
    (with_question("Q1", "stars", minimum=0), "unused_field", "sections/main/Q1/minimum"),
    (
        with_question("Q1", "ranking", max_choices=4),
        "impossible_choices",
        "sections/main/Q1/max_choices",
    ),
    (
        with_question("Q1", "rating", minimum=5, maximum=5),
        "impossible_scale",
        "sections/main/Q1/maximum",
    ),
    (with_question("Q1", "rating", maximum=9.5), "impossible_scale", "sections/main/Q1/maximum"),
    (with_question("Q1", "rating", maximum=1e9), "impossible_scale", "sections/main/Q1/maximum"),
    (
        with_question("Q1", "rating", options=(an_option("10"),)),
        "duplicate_code",
        "sections/main/Q1/options/10",
    ),
    (
        with_question("Q1", "number", minimum=5, maximum=4),
        "impossible_bounds",
        "sections/main/Q1/maximum",
    ),
    (
        with_question("Q1", "number", minimum=1.2, maximum=1.8, is_integer=True),
        "impossible_bounds",
        "sections/main/Q1/maximum",
    ),
    (with_question("Q1", "number", minimum=1e13), "impossible_bounds", "sections/main/Q1/minimum"),
    (
        with_question("Q1", "number", minimum=0.0001, maximum=0.0002),
        "impossible_bounds",
        "sections/main/Q1/maximum",
    ),
    (
        with_question("Q1", "short_text", pattern="postcode", max_length=5),
        "impossible_bounds",
        "sections/main/Q1/max_length",
    ),
    (
        with_question(
            "Q1",
            "multiple_choice",
            min_choices=2,
            options=(an_option("1"), *(an_option(code, is_exclusive=True) for code in "89")),
        ),
        "impossible_choices",
        "sections/main/Q1/max_choices",
    ),
    (
        with_question("Q1", "date", earliest=date(2026, 2, 1), latest=date(2026, 1, 1)),
        "impossible_bounds",
        "sections/main/Q1/latest",
    ),
    (
        with_question("Q1", "calculated", calculation=""),
        "no_calculation",
        "sections/main/Q1/calculation",
    ),
    (
        with_question("Q1", "long_text", options=(an_option("1"),)),
        "unused_field",
        "sections/main/Q1/options",
    ),
    (
        a_questionnaire(a_section(a_question("Q1", "information"))),
        "nothing_asked",
        "sections",
    ),
    (a_questionnaire(a_section(a_question("Q1", "calculated"))), "nothing_asked", "sections"),
    (
        a_questionnaire(a_section(SOUND, a_question("E", "screen_out"))),
        "nobody_finishes",
        "sections/main/E",
    ),
    (with_question("main"), "reserved_code", "sections/main/main"),
    (with_question("csrf_token", "number"), "reserved_code", "sections/main/csrf_token"),
    (a_questionnaire(languages=("zh", "en", "zh")), "duplicate_code", "languages/zh"),
    (
        with_question("Q1", "rating", options=tuple(an_option(f"o{i}") for i in range(240))),
        "too_many_options",
        "sections/main/Q1/options",
    ),
    (
        a_questionnaire(a_section(a_question("G", "grid"), a_question(relevant="${G} != '1'"))),
        "no_own_answer",
        "sections/main/Q1/relevant",
    ),
    (
        a_questionnaire(
            a_section(SOUND, a_question("I", "information"), a_question(label=words("${I}")))
        ),
        "no_own_answer",
        "sections/main/Q1/label",
    ),
    (
        a_questionnaire(
            a_section(a_question("free_text"), a_question(relevant="${free_text} != '9'"))
        ),
        "unknown_option",
        "sections/main/Q1/relevant",
    ),
    (
        with_question(hint={"zh": "${年龄}", "en": "hint"}),
        "reference_not_filled",
        "sections/main/Q1/hint",
    ),
    (with_question(label=words("of ${Q0")), "reference_not_filled", "sections/main/Q1/label"),
    (a_questionnaire(closing=words("${Q1}")), "reference_not_filled", "closing"),
    (
        a_questionnaire(marks=some_marks(authority=words("${Q1}"))),
        "reference_not_filled",
        "marks/authority",
    ),
    (with_question(relevant="${Q0} ="), "faulty_expression", "sections/main/Q1/relevant"),
    (with_question(relevant="${Q7} = '1'"), "unknown_reference", "sections/main/Q1/relevant"),
    (with_question(relevant="${Q1} = '1'"), "forward_reference", "sections/main/Q1/relevant"),
    (with_question(relevant="${Q0} = '7'"), "unknown_option", "sections/main/Q1/relevant"),
    (with_question(relevant="selected(${Q0}, '7')"), "unknown_option", "sections/main/Q1/relevant"),
    (
        a_questionnaire(a_section(SOUND, relevant="${Q0} = '1'")),
        "forward_reference",
        "sections/main/relevant",
    ),
    (
        a_questionnaire(a_section(a_question("E1", "screen_out"), SOUND)),
        "nothing_after_end",
        "sections/main/E1",
    ),
    (with_question(relevant="${Q0} = '1' and ${Q0} = '2'"), "unreachable", "sections/main/Q1"),
    (with_question(constraint=". = '1' and . != '1'"), "impossible_constraint", CONSTRAINT),
    (with_question(constraint="${Q7} = ."), "unknown_reference", CONSTRAINT),
    (with_question(constraint=". >"), "faulty_expression", CONSTRAINT),
    (with_question(constraint=". = '9'"), "unknown_option", CONSTRAINT),
    (
        with_question("Q1", "calculated", calculation="${Q2} + 1"),
        "unknown_reference",
        "sections/main/Q1/calculation",
    ),
    (
        with_question(choice_filter="part = ${Q0}"),
        "unknown_column",
        "sections/main/Q1/choice_filter",
    ),
    (
        a_questionnaire(a_section(a_question("Q0"), a_question("S3", "area"), is_one_page=True)),
        "needs_own_page",
        "sections/main/S3",
    ),
    (with_question(label=words("${Q7}?")), "unknown_reference", "sections/main/Q1/label"),
    (with_question(hint=words("${Q1}?")), "forward_reference", "sections/main/Q1/hint"),
    (a_questionnaire(title=ONLY_ZH), "missing_translation", "title"),
    (with_question("Q1", hint=ONLY_ZH), "missing_translation", "sections/main/Q1/hint"),
    (
        with_question(
            "Q1",
            options=(
                an_option("1"),
                an_option("2").model_copy(update={"label": {"zh": "二", "en": " "}}),
            ),
        ),
        "missing_translation",
        "sections/main/Q1/options/2/label",
    ),
    (a_questionnaire(marks=None), "missing_marks", "marks"),
    (
        a_questionnaire(marks=some_marks(approval_number=" ")),
        "empty_mark",
        "marks/approval_number",
    ),
    (
        a_questionnaire(marks=some_marks(authority=ONLY_ZH)),
        "missing_translation",
        "marks/authority",
    ),
    (
        a_questionnaire(marks=some_marks(valid_until=date(2026, 11, 20))),
        "marks_expired",
        "marks/valid_until",
    ),
]


@pytest.mark.parametrize(("questionnaire", "fault", "place"), CASES)
def test_a_fault_is_found_at_its_place(
    questionnaire: Questionnaire, fault: str, place: str
) -> None:
    findings = check_questionnaire(questionnaire, today=date(2026, 11, 21))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert [(error.fault.value, error.place) for error in errors] == [(fault, place)]


@pytest.mark.parametrize(("questionnaire", "fault", "place"), CASES)
def test_a_fault_is_said_in_both_languages(
    questionnaire: Questionnaire, fault: str, place: str
) -> None:
    for finding in check_questionnaire(questionnaire, today=date(2026, 11, 21)):
        said = say_finding(finding)
        assert all(said[language] and "{" not in said[language] for language in ("zh", "en"))


def test_every_fault_has_words() -> None:
    assert WORDS.keys() == set(DefinitionFault)


def test_every_fault_has_a_case() -> None:
    shown_elsewhere = {
        DefinitionFault.UNKNOWN_LANGUAGE,
        DefinitionFault.NO_SECTIONS,
        DefinitionFault.CYCLE,
        DefinitionFault.NEVER_OFFERED,
        DefinitionFault.UNKNOWN_INDICATOR_CODE,
        DefinitionFault.INDICATOR_NOT_ASKED,
        DefinitionFault.NAMES_CAMPAIGN,
        DefinitionFault.DOUBLE_BARRELLED,
        DefinitionFault.SAME_LABEL,
        DefinitionFault.SAME_BUT_CAPITALS,
    }
    assert {fault for _, fault, _ in CASES} == set(DefinitionFault) - shown_elsewhere


def test_a_questionnaire_without_sections_has_nothing_to_ask() -> None:
    empty = a_questionnaire().model_copy(update={"sections": ()})
    assert [f.fault for f in check_questionnaire(empty)] == [DefinitionFault.NO_SECTIONS]


def test_words_in_a_language_that_is_not_offered_are_a_warning() -> None:
    title = {**words("t"), "fr": "titre"}
    (finding,) = check_questionnaire(a_questionnaire(title=title))
    assert (finding.severity, finding.fault) == ("warning", DefinitionFault.UNKNOWN_LANGUAGE)
    assert finding.parameters == {"language": "fr"}


def test_marks_are_valid_on_their_last_day() -> None:
    assert check_questionnaire(a_questionnaire(), today=VALID_UNTIL) == ()


def test_bounds_with_one_number_between_them_are_sound() -> None:
    exact = a_question("Q1", "number", minimum=1.001, maximum=1.001)
    whole = a_question("Q2", "number", minimum=0.5, maximum=1.5, is_integer=True)
    large = a_question("Q3", "number", minimum=-1e15, maximum=1e15)
    options = (*(an_option(code) for code in "12"), an_option("9", is_exclusive=True))
    both = a_question("Q4", "multiple_choice", min_choices=2, options=options)
    assert check_questionnaire(a_questionnaire(a_section(exact, whole, large, both))) == ()


def test_a_row_of_a_grid_can_be_referred_to() -> None:
    grid = a_question("Q8", "grid", random_order=True)
    later = a_question("Q9", relevant="${Q8_A} = '1' and ${Q8_B} != ''")
    assert check_questionnaire(a_questionnaire(a_section(grid, later))) == ()


def test_what_people_mistake_for_each_other_is_a_warning() -> None:
    same = (Option(code="a", label=words("x")), Option(code="A", label=words("x ")))
    questions = (a_question("Q1", options=same), a_question("q1"))
    found = check_questionnaire(a_questionnaire(a_section(*questions)))
    assert [(each.severity, each.fault.value, each.place) for each in found] == [
        ("warning", "same_but_capitals", "sections/main/q1"),
        ("warning", "same_but_capitals", "sections/main/Q1/options/A"),
        ("warning", "same_label", "sections/main/Q1/options/A/label"),
    ]
