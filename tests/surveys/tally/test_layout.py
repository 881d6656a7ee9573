"""The columns of a tally."""

from surveys.tally.layout import CountingRule, build_layout
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
)

RULE = CountingRule("rate", "Q1", ("1",), ("1", "2"))


def test_columns_follow_each_other_without_gap_or_overlap():
    layout = build_layout(DEFAULT, [RULE])
    places = [place for q in layout.questions for place in range(q.start, q.answered + 1)] + [
        place for rule in layout.rules for place in (rule.start, rule.start + 1)
    ]
    assert places == list(range(layout.n_columns))


def test_each_row_of_a_grid_has_columns_of_its_own():
    layout = build_layout(a_questionnaire(a_section(a_question("G", "grid"))), [])
    assert [question.name for question in layout.questions] == ["G_A", "G_B"]


def test_rule_about_a_question_that_is_not_asked_is_left_out():
    layout = build_layout(a_questionnaire(), [CountingRule("rate", "Q99", ("1",), ("1",))])
    assert layout.rules == ()


def test_same_columns_have_the_same_digest_and_others_another():
    same = [build_layout(DEFAULT, [RULE]).digest for _ in range(2)]
    assert same[0] == same[1]
    assert build_layout(DEFAULT, []).digest != same[0]
