"""A questionnaire with every question type, answered page by page without a script."""

import pytest

from portal.db import Database
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.service import load_version
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.sampling.tables import SamplingFrame
from surveys.waves.tables import Wave
from tests.pages import Page, PageOpener
from tests.portal.citizens.respondent import begin
from tests.portal.citizens.survey import a_wave
from tests.surveys.questionnaires.samples import load_every_type

EVERY_TYPE = load_every_type()
Steps = list[tuple[str, dict[str, str | list[str]]]]

STEPS: Steps = [
    ("A1", {}),
    ("A2", {"A2": "yes"}),
    ("A3", {"A3": "9", "A3_9_text": "<b>轮滑</b>"}),
    ("A4", {"A4": ["1", "2"]}),
    ("A5", {"A5": "east"}),
    ("A6", {"A6": "e2"}),
    ("A7", {"A7_district": "990102000000"}),
    ("A7?in=990102000000", {"A7_street": "990102001000"}),
    ("A7?in=990102001000", {"A7_community": "not_sure"}),
    ("B1", {"B1": "10"}),
    ("B2", {"B2": "4"}),
    ("B3", {"B3": "３"}),
    ("B4", {"B4": "2"}),
    ("B6", {"B6": "7:30"}),
    ("B7", {"B7": "2026-03-05"}),
    ("C1", {"C1_3_place": "1", "C1_1_place": "2"}),
    ("C2", {"C2_bus": "1", "C2_path": "2"}),
    ("C3_", {"C3_bus": "1", "C3_path": "1"}),
    ("C3_", {"C3_bus": "1", "C3_path": "1"}),
    ("car", {"D1": "1"}),
    ("car", {"D1": "1", "D2": "2", "shown": ["D1", "D2"]}),
    ("car", {"D1": "1", "D2": "2", "D3": "拉货"}),
    ("E1", {"E1": "没有"}),
]
STORED: dict[str, Answer] = {
    "A2": "yes",
    "A3": "9",
    "A3_9_text": "<b>轮滑</b>",
    "A4": ("1", "2"),
    "A5": "east",
    "A6": "e2",
    "A7": "990102001000",
    "B1": "10",
    "B2": "4",
    "B3": "3",
    "B4": "2",
    "B5": "1",
    "B6": "7:30",
    "B7": "2026-03-05",
    "C1": ("3", "1"),
    "C2_bus": "1",
    "C2_path": "2",
    "C3_bus": "1",
    "C3_path": "1",
    "D1": "1",
    "D2": "2",
    "D3": "拉货",
    "E1": "没有",
}


@pytest.fixture
def every_type(database: Database, frame: SamplingFrame) -> None:
    """A wave `t1`, open to all, that asks a question of every type."""
    with database.transaction() as session:
        a_wave(session, frame, "t1", questionnaire=EVERY_TYPE)


pytestmark = pytest.mark.usefixtures("every_type")


def go(opener: PageOpener, page: Page, steps: Steps) -> Page:
    """Answer the steps, each on the page that it belongs to."""
    for code, fields in steps:
        assert page.address.startswith(f"/s/t1/{code}"), (page.address, code)
        page = opener.submit(page, fields)
    return page


def go_until(opener: PageOpener, code: str) -> Page:
    """Answer everything before the page `code`."""
    before = [step[0] for step in STEPS].index(code)
    return go(opener, begin(opener, "/s/t1"), STEPS[:before])


def test_the_questionnaire_has_every_type() -> None:
    assert {question.type for question in EVERY_TYPE.questions} == TYPE_BY_NAME.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_type_is_asked_answered_reviewed_and_stored(
    page: PageOpener, database: Database, language: str
) -> None:
    page.open(f"/language/{language}")
    review = go(page, begin(page, "/s/t1"), STEPS)
    assert review.address == "/s/t1/your-answers"
    shown = {"zh": "2026年3月5日", "en": "5 March 2026"}[language]
    assert shown in review.text
    assert "<b>轮滑" not in review.html
    page.submit(review)
    with database.reading() as session:
        response = session.query(InboxResponse).one()
        wave = session.query(Wave).one()
        packer = find_packer(load_version(session, wave.version_id))
        assert packer.unpack(response.answers) == STORED


def test_a_time_says_how_it_is_written_before_anybody_writes_it(page: PageOpener) -> None:
    asked = go_until(page, "B6")
    (field,) = asked.root.find_all("input", name="B6")
    (hint,) = (each for each in asked.root.walk() if each.get("id") == "B6-hint")
    assert field.get("aria-describedby") == "B6-hint"
    assert hint.text == "请填时间，例如 07:30。"


def test_earlier_answers_stand_in_later_words(page: PageOpener) -> None:
    assert go_until(page, "A4").heading == "除了“其他（<b>轮滑</b>）”，您看重哪些？"
    page.open("/language/en")
    assert page.open("/s/t1/A4").heading.startswith('Apart from "Some other way (<b>')
    assert "<b>轮滑" not in page.open("/s/t1/A4").html


def test_calculated_answer_stands_in_later_words(page: PageOpener) -> None:
    assert go_until(page, "B6").heading.startswith("您家 1 位不坐公交")


def test_constraint_says_its_own_words(page: PageOpener) -> None:
    again = page.submit(go_until(page, "B4"), {"B4": "4"}, status=422)
    assert "不能比家里的 3 口人还多。" in again.text


def test_filter_offers_what_fits_the_earlier_answer(page: PageOpener) -> None:
    asked = go_until(page, "A6")
    offered = [option.get("value") for option in asked.root.find_all("option")]
    assert offered == ["", "e1", "e2"]
    page.submit(asked, {"A6": "w1"}, status=422)


def test_changed_answer_drops_what_was_chosen_by_it(page: PageOpener) -> None:
    go(page, begin(page, "/s/t1"), STEPS)
    asked = page.submit(page.open("/s/t1/A5?from=review"), {"A5": "west"})
    assert asked.address == "/s/t1/A6?from=review"
    assert not asked.root.find_all("option", selected="")
    review = page.submit(asked, {"A6": "w1"})
    assert "西山站" in review.text
    assert "湖滨站" not in review.text


def test_changed_answer_drops_what_its_constraint_forbids(page: PageOpener) -> None:
    go(page, begin(page, "/s/t1"), STEPS)
    asked = page.submit(page.open("/s/t1/B3?from=review"), {"B3": "1"})
    assert asked.address == "/s/t1/B4?from=review"
    assert page.submit(asked, {"B4": "1"}).address == "/s/t1/your-answers"


def test_question_opened_on_the_same_page_is_asked_before_going_on(page: PageOpener) -> None:
    car = go_until(page, "car")
    hidden = car.root.find_all("fieldset", data_question="D2")[0]
    assert {"hidden", "disabled"} <= hidden.attributes.keys()
    again = page.submit(car, {"D1": "1"})
    assert again.address == "/s/t1/car"
    assert "hidden" not in again.root.find_all("fieldset", data_question="D2")[0].attributes
    assert "必" not in again.title
    last = page.submit(page.open("/s/t1/car"), {"D1": "2"})
    assert last.address == "/s/t1/E1"


def test_order_of_options_stays_for_the_respondent_and_the_fixed_one_is_last(
    page: PageOpener,
) -> None:
    def read_order() -> list[str]:
        asked = page.open("/s/t1/A3")
        return [field.get("value") for field in asked.root.find_all("input", name="A3")]

    go_until(page, "A3")
    order = read_order()
    assert order == read_order()
    assert order[3:] == ["9", "0"]
    assert sorted(order[:3]) == ["1", "2", "3"]


def test_nothing_typed_is_lost_when_a_ranking_is_wrong(page: PageOpener) -> None:
    again = page.submit(go_until(page, "C1"), {"C1_1_place": "2", "C1_2_place": "2"}, status=422)
    assert "有两项排在同一位" in again.text
    chosen = [option.get("value") for option in again.root.find_all("option", selected="")]
    assert chosen == ["2", "2"]


def test_ended_questionnaire_stores_nothing(page: PageOpener, database: Database) -> None:
    ended = page.submit(go_until(page, "A3"), {"A3": "0"})
    assert ended.heading == "感谢您的关注"
    with database.reading() as session:
        assert session.query(InboxResponse).count() == 0
