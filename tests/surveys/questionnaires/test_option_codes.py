"""Options under the codes that real forms use: -99 for "can't say", 其他 for "other"."""

import pytest
from pydantic import ValidationError

from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.grammar import parse_expression
from surveys.questionnaires.model import Option
from surveys.questionnaires.routing import keep_on_path
from surveys.questionnaires.steps import PIPE
from surveys.questionnaires.types import find_type
from surveys.responses.packing import Packer
from tests.surveys.questionnaires.samples import (
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    words,
)

OPTIONS = (an_option("-99"), an_option("_oth"), an_option("其他", asks_text=True))
ASKED = a_question(options=OPTIONS)


@pytest.mark.parametrize("code", ["-99", "_other", "其他", ".5", "a-b", "不清楚_2"])
def test_codes_of_real_forms_are_taken(code: str) -> None:
    assert an_option(code).code == code


@pytest.mark.parametrize(
    "code", ["", "a b", "a/b", "a'b", 'a"b', "a|b", "a,b", "a=b", "全\u3000角"]
)
def test_codes_that_would_break_a_place_or_an_expression_are_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        Option(code=code, label=words("x"))


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [("${Q1} = -99", "-99"), ("${Q1} = '-99'", "-99"), ("selected(${Q1}, '其他')", "其他")],
)
def test_conditions_ask_for_such_a_code(condition: str, chosen: str) -> None:
    later = a_question("Q2", "short_text", relevant=condition)
    questionnaire = a_questionnaire(a_section(ASKED, later))
    assert check_questionnaire(questionnaire) == ()
    asked = {"Q1": chosen, "Q2": "因为"}
    assert keep_on_path(questionnaire, asked, seed=1)["Q2"] == "因为"
    assert "Q2" not in keep_on_path(questionnaire, {**asked, "Q1": "_oth"}, seed=1)


@pytest.mark.parametrize("type_name", ["single_choice", "multiple_choice", "ranking"])
def test_such_codes_are_packed_and_unpacked_unchanged(type_name: str) -> None:
    options = OPTIONS if type_name != "ranking" else OPTIONS[:2]
    question = a_question(type=type_name, options=options)
    (item,) = find_type(question).list_items(question)
    codes = tuple(option.code for option in options)
    answers = {"Q1": codes[-1] if type_name == "single_choice" else codes}
    answers |= {"Q1_其他_text": "广场舞"} if type_name != "ranking" else {}
    packer = Packer(a_questionnaire(a_section(question)))
    assert packer.unpack(packer.pack(answers)) == answers
    assert set(find_type(question).list_names(item)) == set(answers)


def test_the_words_typed_at_such_an_option_can_be_referred_to() -> None:
    reference = "${Q1_其他_text}"
    assert PIPE.findall(f"您说的“{reference}”") == ["Q1_其他_text"]
    assert parse_expression(f"{reference} != ''")
    later = a_question("Q2", "short_text", relevant=f"{reference} != ''")
    assert check_questionnaire(a_questionnaire(a_section(ASKED, later))) == ()
