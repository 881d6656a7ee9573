"""The ways in: home, invitation, start page, and every reason why a wave cannot be answered."""

import pytest

from portal.db import Database
from surveys.sampling.tables import Invitation, SamplingFrame
from surveys.waves.sample_types import SampleType
from tests.pages import PageOpener
from tests.portal.citizens.survey import a_wave

pytestmark = pytest.mark.usefixtures("frame")

UNUSED_BY_ANYONE = "000000000000"


@pytest.mark.usefixtures("open_wave")
def test_home_lists_the_waves_open_to_all(page: PageOpener) -> None:
    home = page.open("/")
    assert "/s/o1" in home.links
    assert "宁泽市" in home.html


def test_home_lists_no_wave_by_invitation(page: PageOpener, invitation: str) -> None:
    assert not any(link.startswith("/s/") for link in page.open("/").links)


@pytest.mark.usefixtures("open_wave")
def test_nothing_names_the_campaign_before_the_first_question(page: PageOpener) -> None:
    for address in ("/", "/s/o1", "/privacy", "/accessibility"):
        html = page.open(address).html
        assert "文明" not in html
        assert "ivilis" not in html


@pytest.mark.usefixtures("open_wave")
def test_start_page_shows_the_four_marks_and_one_button(page: PageOpener) -> None:
    start = page.open("/s/o1")
    assert start.heading == "宁泽市生活质量问卷"
    for mark in ("宁调01表", "宁泽市统计局", "宁统制〔2026〕8号", "有效期至"):
        assert mark in start.text
    assert [button.text for button in start.root.find_all("button")] == ["开始填写"]


@pytest.mark.usefixtures("open_wave")
def test_start_page_speaks_english(page: PageOpener) -> None:
    page.open("/language/en?next=/s/o1")
    start = page.open("/s/o1")
    assert start.heading == "Ningze Quality of Life Questionnaire"
    assert [button.text for button in start.root.find_all("button")] == ["Start"]


def test_code_typed_loosely_leads_to_its_wave(page: PageOpener, invitation: str) -> None:
    typed = f" {invitation[:4].lower()}-{invitation[4:8]} {invitation[8:]}"
    start = page.submit(page.open("/"), {"code": typed})
    assert start.address == f"/s/r2?code={invitation}"
    assert page.submit(start).address == "/s/r2/S1"


def test_printed_address_leads_to_the_start_page(page: PageOpener, invitation: str) -> None:
    assert page.open(f"/i/{invitation}").address == f"/s/r2?code={invitation}"


def test_wave_by_invitation_asks_for_the_code(page: PageOpener, invitation: str) -> None:
    asked = page.open("/s/r2", status=403)
    start = page.submit(asked, {"code": invitation})
    assert start.heading == "宁泽市生活质量问卷"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "不完整或有错字"), ("ABC", "不完整或有错字"), (UNUSED_BY_ANYONE, "没有这个邀请码")],
)
def test_wrong_code_is_named_at_its_field(page: PageOpener, typed: str, words: str) -> None:
    home = page.submit(page.open("/"), {"code": typed}, status=422)
    assert home.title.startswith("错误：")
    field = home.root.find_all("input", id="code")[0]
    assert field.get("value") == typed
    assert words in home.root.find_all("p", id=field.get("aria-describedby").split()[-1])[0].text


def test_used_code_is_refused_with_its_own_words(
    page: PageOpener, database: Database, invitation: str
) -> None:
    with database.transaction() as session:
        session.query(Invitation).filter_by(code=invitation).update({"disposition": "completed"})
    assert "已经用过" in page.submit(page.open("/"), {"code": invitation}, status=422).text
    assert page.open(f"/i/{invitation}", status=409).heading == "邀请码已经用过"


def test_printed_address_with_a_wrong_code_has_its_own_page(page: PageOpener) -> None:
    assert page.open(f"/i/{UNUSED_BY_ANYONE}", status=404).heading == "没有这个邀请码"
    assert page.open("/i/XYZ", status=404).heading == "编码有误"


def test_invitation_of_another_wave_is_refused(
    page: PageOpener, database: Database, frame: SamplingFrame, invitation: str
) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "r3", sample_type=SampleType.RANDOM)
    refused = page.open(f"/s/r3?code={invitation}", status=409)
    assert refused.heading == "邀请码不是这次调查的"


@pytest.mark.parametrize(
    ("facts", "status", "heading"),
    [
        ({"state": "closed"}, 410, "调查已经结束"),
        ({"closes_in_days": -1}, 410, "调查已经结束"),
        ({"state": "planned"}, 409, "调查还没有开始"),
        ({"opens_in_days": 2}, 409, "调查还没有开始"),
        ({"marks_valid_days": -1}, 410, "问卷已过有效期"),
        ({"capacity": 0}, 409, "答卷已经收满"),
    ],
)
def test_wave_that_takes_no_answers_says_why(
    page: PageOpener,
    database: Database,
    frame: SamplingFrame,
    *,
    facts: dict[str, str | int],
    status: int,
    heading: str,
) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "w", **facts)  # type: ignore[arg-type]
    refused = page.open("/s/w", status=status)
    assert refused.heading == heading
    assert "2026年冬季居民问卷" in refused.text


def test_unknown_wave_has_its_own_page(page: PageOpener) -> None:
    assert page.open("/s/nowhere", status=404).heading
