"""The default questionnaire is whole, bilingual, and neutral until its first question."""

import re

from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.types import find_type
from tests.surveys.questionnaires.samples import DEFAULT, VALID_UNTIL

CAMPAIGN = re.compile(r"文明|创建|创城|civili[sz]", re.IGNORECASE)

OPTIONS = {
    "S1": "1 2 3",
    "S2": "0 1 2 3 4 5 6",
    "Q1": "1 2 3 9",
    "Q2": "1 2 3 4 5 6 7 8 9",
    "Q3": "1 2 3 4 5 6 7 8 9 10 99",
    "Q4": "1 2 3 4 8",
    "Q5": "1 2 3 4 5 8 9",
    "Q6": "1 2 3 4 5 8 9",
    "Q7": "1 2 3 4 5 8",
    "Q8": "1 2 3 4 5 7 8",
    "Q9": "1 2 3 4 8",
    "Q10": "1 2 3 4 5 6 7 8 9 10 11",
    "Q11": "T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 other",
    "Q12": "1 2 3 9",
    "Q13": "1 2 3 4 5",
    "Q14": "1 2 3 4 5",
    "D1": "1 2 9",
    "D2": "1 2 3 4",
    "D3": "1 2 3 4 5 6",
    "D4": "1 2",
}


def test_it_may_be_published() -> None:
    assert check_questionnaire(DEFAULT, today=VALID_UNTIL) == ()


def test_it_asks_every_question_with_every_option() -> None:
    asked = [question for question in DEFAULT.questions if find_type(question).asks]
    assert len(asked) == 22
    options = {
        question.code: " ".join(option.code for option in question.options)
        for question in asked
        if question.options
    }
    assert options == OPTIONS
    topics = [row.code for row in DEFAULT.find_question("Q8").rows]
    assert topics == [f"T{number:02}" for number in range(1, 13)]


def test_its_exclusive_options_and_limits_are_those_of_the_rates() -> None:
    exclusive = {
        (question.code, option.code)
        for question in DEFAULT.questions
        for option in question.options
        if option.is_exclusive
    }
    assert exclusive == {("Q3", "10"), ("Q3", "99"), ("Q10", "11"), ("Q13", "1")}
    limits = {q.code: q.max_choices for q in DEFAULT.questions if q.max_choices}
    assert limits == {"Q10": 3, "Q11": 3}
    assert DEFAULT.find_question("Q15").max_length == 200


def test_nothing_names_the_campaign_before_the_first_question_about_it() -> None:
    before = _list_texts_before(DEFAULT, "Q1")
    assert len(before) > 40
    assert [text for text in before if CAMPAIGN.search(text)] == []
    first = DEFAULT.find_question("Q1")
    assert all(CAMPAIGN.search(text) for text in first.label.values())


def test_a_question_is_required_only_where_one_can_decline() -> None:
    sample_needs = {"S1", "S2", "S3"}
    ways_out = {"8", "9", "99"}
    for question in DEFAULT.questions:
        if question.is_required and question.code not in sample_needs:
            assert ways_out & {option.code for option in question.options}, question.code


def _list_texts_before(questionnaire: Questionnaire, code: str) -> list[str]:
    texts = [
        *questionnaire.title.values(),
        *questionnaire.intro.values(),
        *questionnaire.privacy.values(),
    ]
    for section in questionnaire.sections:
        texts += section.title.values()
        for question in section.questions:
            if question.code == code:
                return texts
            texts += question.label.values()
            texts += (question.hint or {}).values()
            texts += [text for option in question.options for text in option.label.values()]
    return texts
