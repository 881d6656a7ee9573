"""The questionnaire as a value: frozen, canonical, and clear about what does not fit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from surveys.questionnaires.model import (
    compute_digest,
    pick_words,
    read_definition,
    write_definition,
)
from tests.surveys.questionnaires.samples import DEFAULT, a_question, a_questionnaire, a_section


def test_a_definition_is_read_back_as_it_was_written() -> None:
    definition = write_definition(DEFAULT)
    assert read_definition(definition) == DEFAULT
    assert write_definition(read_definition(definition)) == definition
    assert compute_digest(definition) == DEFAULT.digest


def test_a_definition_says_nothing_about_what_is_at_its_default() -> None:
    plain = json.loads(write_definition(a_questionnaire()))
    question = plain["sections"][0]["questions"][0]
    assert question.keys() == {"code", "type", "label", "options"}
    assert question["options"][0].keys() == {"code", "label"}


def test_equal_questionnaires_have_equal_digests_whatever_the_order_of_languages_in_a_text() -> (
    None
):
    one = a_questionnaire(title={"zh": "一", "en": "one"})
    other = a_questionnaire(title={"en": "one", "zh": "一"})
    assert one == other
    assert one.digest == other.digest
    assert hash(one) == hash(other)


def test_a_questionnaire_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        DEFAULT.code = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        DEFAULT.title["zh"] = "other"  # type: ignore[index]


def test_a_fault_in_a_definition_names_its_path() -> None:
    plain = json.loads(write_definition(DEFAULT))
    plain["sections"][0]["questions"][2]["is_required"] = "perhaps"
    plain["sections"][1]["code"] = "two words"
    plain["extra"] = 1
    with pytest.raises(ValidationError) as refusal:
        read_definition(json.dumps(plain))
    assert [error["loc"] for error in refusal.value.errors()] == [
        ("sections", 0, "questions", 2, "is_required"),
        ("sections", 1, "code"),
        ("extra",),
    ]


@pytest.mark.parametrize("code", ["", "two words", "1a", "a-b", "a" * 41, "题"])
def test_a_code_that_expressions_cannot_name_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        a_question(code)


def test_questions_and_options_are_found_by_code() -> None:
    assert DEFAULT.find_question("Q6").find_option("1").label["en"] == "Very satisfied"
    assert not DEFAULT.find_question("Q6").has_option("7")
    assert not DEFAULT.find_question("Q6").has_option(None)
    with pytest.raises(KeyError):
        DEFAULT.find_question("Q99")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "是"), ("zh-Hant", "是"), ("en", "yes"), ("en-GB", "yes"), ("ug", "是")],
)
def test_words_fall_back_to_the_nearest_language(language: str, words: str) -> None:
    assert pick_words({"zh": "是", "en": "yes"}, language) == words
    assert pick_words({}, language) == ""


@given(st.dictionaries(st.sampled_from(["zh", "en", "ug"]), st.text(st.characters(codec="utf-8"))))
def test_any_words_survive_the_definition(title: dict[str, str]) -> None:
    questionnaire = a_questionnaire(a_section(a_question()), title=title)
    assert read_definition(write_definition(questionnaire)) == questionnaire
