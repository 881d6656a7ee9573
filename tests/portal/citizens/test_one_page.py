"""One page whose questions depend on each other, answered without a script."""

import pytest

from portal.db import Database
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.sampling.tables import SamplingFrame
from surveys.waves.tables import Wave
from tests.pages import Page, PageOpener
from tests.portal.citizens.respondent import begin
from tests.portal.citizens.survey import a_wave
from tests.surveys.questionnaires.samples import load_one_page

FIRST: dict[str, str | list[str]] = {"P1": "east", "P5": "2", "P6": "1"}
SECOND: dict[str, str | list[str]] = {"P2": "e2", "P3": ["tap", "lake"], "P8": "2"}
THIRD: dict[str, str | list[str]] = {"P4_lake_place": "1", "P4_tap_place": "2"}


@pytest.fixture(autouse=True)
def _wave(database: Database, frame: SamplingFrame) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "p1", questionnaire=load_one_page())


def list_asked(page: Page) -> list[str]:
    """The questions that are shown."""
    blocks = [block for block in page.root.find_all("fieldset") if block.get("data-question")]
    return [block.get("data-question") for block in blocks if "hidden" not in block.attributes]


def list_offered(page: Page, name: str) -> list[str]:
    """The options of a list that can be chosen, in the order of their codes."""
    (box,) = page.root.find_all("select", name=name)
    options = [each for each in box.find_all("option") if "disabled" not in each.attributes]
    return [each.get("value") for each in options if each.get("value")]


def answer_twice(opener: PageOpener) -> Page:
    """The page after two rounds: nothing but the ranking is left to ask."""
    page = opener.submit(begin(opener, "/s/p1"), FIRST)
    return opener.submit(page, SECOND)


def test_page_comes_again_with_what_its_answers_have_opened(page: PageOpener) -> None:
    first = begin(page, "/s/p1")
    assert list_asked(first) == ["P1", "P3", "P5", "P6", "P9"]
    second = page.submit(first, FIRST)
    assert second.address == "/s/p1/home"
    assert "请接着回答" in second.text
    assert list_asked(second) == ["P1", "P2", "P3", "P5", "P6", "P8", "P9"]
    assert list_offered(second, "P2") == ["e1", "e2"]
    assert "离城东的哪个水站近？" in second.text
    assert "家里 3 口人" in second.text


def test_answers_of_one_page_reach_the_database(page: PageOpener, database: Database) -> None:
    third = answer_twice(page)
    assert list_asked(third)[3] == "P4"
    assert list_offered(third, "P4_tap_place") == ["1", "2"]
    review = page.submit(third, THIRD)
    assert review.address == "/s/p1/your-answers"
    page.submit(review)
    with database.reading() as session:
        response = session.query(InboxResponse).one()
        packer = find_packer(load_version(session, session.query(Wave).one().version_id))
        stored = packer.unpack(response.answers)
    assert stored["P4"] == ("lake", "tap")
    assert stored["P7"] == "3"
    assert "P10" not in stored


def test_option_that_another_answer_of_the_page_takes_away_is_asked_anew(page: PageOpener) -> None:
    third = answer_twice(page)
    fourth = page.submit(third, {**THIRD, "P1": "west"})
    assert fourth.address == "/s/p1/home"
    assert list_offered(fourth, "P2") == ["w1"]
    assert "西山水站" in fourth.text
    fifth = page.submit(fourth, {"P2": "w1", "P3": ["well"]})
    assert list_offered(fifth, "P4_well_place") == ["1"]
    review = page.submit(fifth, {"P4_well_place": "1"})
    assert review.address == "/s/p1/your-answers"
    assert "湖" not in review.text


def test_constraint_is_judged_by_what_the_same_page_computes(page: PageOpener) -> None:
    second = page.submit(begin(page, "/s/p1"), FIRST)
    again = page.submit(second, {**SECOND, "P5": "3", "P8": "5"}, status=422)
    assert "家里一共 4 口人，请填不大于 4 的数。" in again.text
    taken = page.submit(again, {**SECOND, "P5": "3", "P8": "4"})
    assert "请检查" not in taken.text


def test_faulty_page_shows_what_was_just_opened(page: PageOpener) -> None:
    again = page.submit(begin(page, "/s/p1"), {"P1": "west", "P5": "2", "P6": "many"}, status=422)
    assert list_offered(again, "P2") == ["w1"]
    assert "离城西的哪个水站近？" in again.text


def test_option_not_offered_to_this_respondent_is_never_kept(page: PageOpener) -> None:
    second = page.submit(begin(page, "/s/p1"), FIRST)
    again = page.submit(second, {**SECOND, "P2": "w1"})
    assert again.address == "/s/p1/home"
    assert list_asked(again)[1] == "P2"
    assert not again.root.find_all("option", value="w1", selected="")
