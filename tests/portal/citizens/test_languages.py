"""A questionnaire in more languages than the house speaks, one of them from right to left."""

import pytest

from portal.db import Database
from surveys.questionnaires.model import Questionnaire
from surveys.responses.tables import InboxResponse
from surveys.sampling.tables import SamplingFrame
from tests.pages import PageOpener
from tests.portal.citizens.respondent import begin
from tests.portal.citizens.survey import a_wave
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section, an_option

YES = {"zh": "满意", "en": "Content", "ug": "رازى"}
NO = {"zh": "不满意", "en": "Not content", "ug": "نارازى"}


def in_three(zh: str, en: str, ug: str) -> dict[str, str]:
    return {"zh": zh, "en": en, "ug": ug}


def a_questionnaire_in_three() -> Questionnaire:
    options = (
        an_option("1").model_copy(update={"label": YES}),
        an_option("2").model_copy(update={"label": NO}),
    )
    label = in_three("您满意吗？", "Are you content?", "رازىمۇسىز؟")
    question = a_question("Q1", label=label, options=options)
    texts = in_three("问卷", "Survey", "سوئالنامە")
    section = a_section(question).model_copy(update={"title": texts})
    names = ("title", "intro", "privacy", "closing")
    three = a_questionnaire(section, languages=("zh", "en", "ug"), **dict.fromkeys(names, texts))
    assert three.marks is not None
    marks = three.marks.model_copy(update={"authority": texts})
    return three.model_copy(update={"marks": marks})


@pytest.fixture(autouse=True)
def _wave(database: Database, frame: SamplingFrame) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "l1", questionnaire=a_questionnaire_in_three())


@pytest.fixture(autouse=True)
def _languages(page: PageOpener) -> None:
    page.languages = ("zh-CN", "en", "ug")


def test_pages_of_a_wave_offer_the_languages_of_its_questionnaire(page: PageOpener) -> None:
    start = page.open("/s/l1")
    offered = [link for link in start.links if link.startswith("/language/")]
    assert [link.partition("?")[0] for link in offered] == ["/language/en", "/language/ug"]
    home = [link for link in page.open("/").links if link.startswith("/language/")]
    assert [link.partition("?")[0] for link in home] == ["/language/en"]


def test_questions_are_asked_in_the_chosen_language_and_direction(page: PageOpener) -> None:
    page.open("/language/ug")
    asked = begin(page, "/s/l1")
    assert asked.heading == "رازىمۇسىز؟"
    (html,) = asked.root.find_all("html")
    assert (html.get("lang"), html.get("dir")) == ("ug", "rtl")
    # What the house says is marked as the Chinese that it is.
    assert asked.root.find_all("header")[0].get("lang") == "zh-CN"
    assert "下一步" in asked.text
    review = page.submit(asked, {"Q1": "2"})
    assert "نارازى" in review.text


@pytest.mark.parametrize(
    ("language", "told", "marked"), [("ug", "5 يۇلتۇزدىن 2", ""), ("bo", "2 星", "zh-CN")]
)
def test_stars_are_told_in_the_language_of_the_page_or_marked_as_chinese(
    page: PageOpener,
    database: Database,
    frame: SamplingFrame,
    *,
    language: str,
    told: str,
    marked: str,
) -> None:
    asked = a_questionnaire(a_section(a_question("R1", "stars")), languages=("zh", language))
    with database.transaction() as session:
        a_wave(session, frame, "l2", questionnaire=_translate(asked, language))
    page.languages = ("zh-CN", language)
    page.open(f"/language/{language}")
    points = begin(page, "/s/l2")
    (star,) = (each for each in points.root.find_all("span") if each.text == told)
    assert star.get("lang") == marked
    review = page.submit(points, {"R1": "2"})
    (answer,) = (each for each in review.root.find_all("dd") if each.text == told)
    assert answer.get("lang") == marked


def _translate(questionnaire: Questionnaire, language: str) -> Questionnaire:
    def add(part: object) -> object:
        if isinstance(part, dict) and {"zh", "en"} <= part.keys():
            return {"zh": part["zh"], language: part["zh"]}
        if isinstance(part, dict):
            return {name: add(inner) for name, inner in part.items()}
        return [add(inner) for inner in part] if isinstance(part, list) else part

    return Questionnaire.model_validate(add(questionnaire.model_dump(mode="json")))


def test_response_remembers_the_language_it_was_given_in(
    page: PageOpener, database: Database
) -> None:
    page.open("/language/ug")
    page.submit(page.submit(begin(page, "/s/l1"), {"Q1": "1"}))
    with database.reading() as session:
        assert session.query(InboxResponse).one().language == "ug"


def test_house_speaks_chinese_to_who_chose_another_language(page: PageOpener) -> None:
    page.open("/language/ug")
    (html,) = page.open("/").root.find_all("html")
    assert (html.get("lang"), html.get("dir")) == ("zh-CN", "")
