"""The ready indicators fit the default questionnaire."""

import pytest

from surveys.questionnaires.columns import ChoiceColumn, ChoicesColumn
from surveys.questionnaires.types import find_type
from surveys.results.library import load_library
from tests.surveys.questionnaires.samples import DEFAULT

LIBRARY = load_library(DEFAULT)
BY_CODE = {indicator.code: indicator for indicator in LIBRARY.indicators}
CODES_BY_QUESTION = {
    column.name: set(column.codes)
    for question in DEFAULT.questions
    for item in find_type(question).list_items(question)
    for column in find_type(question).list_columns(item)
    if isinstance(column, ChoiceColumn | ChoicesColumn)
}


@pytest.mark.parametrize("indicator", LIBRARY.indicators, ids=lambda i: i.code)
def test_indicator_names_only_options_of_its_question(indicator):
    codes = CODES_BY_QUESTION[indicator.question]
    assert set(indicator.counted) <= set(indicator.base) <= codes
    assert set(indicator.points) <= codes
    assert indicator.counted or indicator.points


@pytest.mark.parametrize("indicator", LIBRARY.indicators, ids=lambda i: i.code)
def test_indicator_is_worded_in_both_languages(indicator):
    for text in (indicator.label, indicator.formula, indicator.denominator):
        assert text["zh"].strip()
        assert text["en"].strip()
        assert "{" not in text["zh"] + text["en"]


def test_indicators_shown_beside_others_exist():
    for indicator in LIBRARY.indicators:
        assert all(code in BY_CODE for code in indicator.beside)


def test_four_rates_stand_first_in_their_order():
    headline = [i.code for i in LIBRARY.indicators if i.group == "headline"]
    assert headline == ["awareness", "participation", "support", "satisfaction"]
    assert [i.code for i in LIBRARY.indicators[:4]] == headline


def test_every_topic_of_the_grid_has_its_rate_and_what_stands_beside_it():
    rows = [row.code for row in DEFAULT.find_question("Q8").rows]
    assert [f"topic_{row}" for row in rows] == [
        i.code for i in LIBRARY.indicators if i.code.startswith("topic_") and i.group == "topic"
    ]
    for row in rows:
        assert BY_CODE[f"topic_{row}"].beside == (f"topic_{row}_unused", f"topic_{row}_unknown")


def test_counting_follows_the_published_definitions():
    assert BY_CODE["awareness"].formula_id == "Q1[1,2|1,2,3]"
    assert BY_CODE["participation"].formula_id == "Q3[1,2,3,4,5,6,7,8,9|1,2,3,4,5,6,7,8,9,10]"
    assert BY_CODE["support"].formula_id == "Q5[1,2|1,2,3,4,5,8]"
    assert BY_CODE["satisfaction"].formula_id == "Q6[1,2|1,2,3,4,5]"
    assert BY_CODE["satisfaction_wide"].formula_id == "Q6[1,2,3|1,2,3,4,5]"
    assert BY_CODE["satisfaction_score"].formula_id == "Q6[100/75/50/25/0|1,2,3,4,5]"
    assert BY_CODE["coaching"].formula_id == "Q12[2,3|1,2,3]"


def test_narrow_and_wide_satisfaction_and_the_score_are_of_different_families():
    families = [
        BY_CODE[code].family for code in ("satisfaction", "satisfaction_wide", "satisfaction_score")
    ]
    assert families == ["narrow", "wide", "score"]


def test_default_targets_are_those_of_the_published_list():
    percents = {target.indicator_code: target.percent for target in LIBRARY.targets}
    assert [percents[i.code] for i in LIBRARY.indicators[:4]] == [90, 80, 90, 85]
    assert (percents["topic_T05"], percents["topic_T11"], percents["topic_T01"]) == (90, 85, 80)
    assert percents["coaching"] == percents["disturbance"] == 5
    assert all(target.basis["zh"] and target.basis["en"] for target in LIBRARY.targets)
