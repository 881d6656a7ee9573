"""Review, send, receipt: stored once, thanked once, and nothing left in the browser."""

import pytest

from portal.db import Database
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse, Receipt
from surveys.sampling.tables import Invitation, SamplingFrame
from surveys.waves.sample_types import SampleType
from surveys.waves.service import close_wave, find_wave
from tests.pages import PageOpener
from tests.portal.citizens.respondent import answer_all
from tests.portal.citizens.survey import a_wave, an_invitation

pytestmark = pytest.mark.usefixtures("open_wave")

SETTLED = {"S1": "3"}


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.query(table).count()


def test_sent_answers_are_stored_as_they_were_given(page: PageOpener, database: Database) -> None:
    wanted = {**SETTLED, "Q6": "4", "Q10": ["1", "5"], "Q15": "多种些树"}
    receipt = page.submit(answer_all(page, "/s/o1", wanted))
    assert receipt.heading == "提交成功，谢谢您"
    with database.reading() as session:
        wave = find_wave(session, "o1")
        stored = session.query(InboxResponse).one()
        packer = find_packer(load_version(session, wave.version_id))
        answers = packer.unpack(stored.answers)
    assert answers["Q6"] == "4"
    assert answers["Q10"] == ("1", "5")
    assert answers["Q15"] == "多种些树"
    assert (stored.mode, stored.language) == ("web", "zh")


def test_english_page_sends_an_english_response(page: PageOpener, database: Database) -> None:
    page.open("/language/en")
    page.submit(answer_all(page, "/s/o1", SETTLED))
    with database.reading() as session:
        assert session.query(InboxResponse).one().language == "en"


def test_second_send_returns_the_same_receipt(page: PageOpener, database: Database) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    cookie = page.client.get_cookie("answers", path="/s/o1")
    assert cookie is not None
    first = page.submit(review)
    page.client.set_cookie("answers", cookie.value, path="/s/o1")
    second = page.submit(review)
    assert second.text == first.text
    assert (count(database, InboxResponse), count(database, Receipt)) == (1, 1)


def test_second_send_finds_its_receipt_even_after_the_wave_has_closed(
    page: PageOpener, database: Database
) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    cookie = page.client.get_cookie("answers", path="/s/o1")
    assert cookie is not None
    first = page.submit(review)
    with database.transaction() as session:
        close_wave(session, find_wave(session, "o1"))
    page.client.application.extensions.pop("openings")
    page.client.set_cookie("answers", cookie.value, path="/s/o1")
    assert page.submit(review).text == first.text


def test_reload_and_back_after_sending_show_the_receipt(page: PageOpener) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    receipt = page.submit(review)
    for address in ("/s/o1/your-receipt", "/s/o1/your-answers", "/s/o1/S1"):
        assert page.open(address).text == receipt.text
    assert page.submit(review).text == receipt.text


def test_answers_leave_the_browser_with_the_receipt(page: PageOpener) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    before = page.client.get_cookie("answers", path="/s/o1")
    page.submit(review)
    after = page.client.get_cookie("answers", path="/s/o1")
    assert before is not None
    assert after is not None
    assert len(after.value) < len(before.value)


def test_receipt_can_be_checked(page: PageOpener) -> None:
    receipt = page.submit(answer_all(page, "/s/o1", SETTLED))
    code = receipt.root.find_all("p", class_="receipt code")[0].text
    checked = page.submit(page.open("/receipt"), {"code": code.lower()})
    assert "收到了" in checked.text
    assert code in checked.text


@pytest.mark.parametrize(
    ("typed", "words"), [("", "不完整"), ("x" * 12, "不完整"), ("0" * 12, "没有这个回执码")]
)
def test_receipt_that_was_never_given_is_not_confirmed(
    page: PageOpener, typed: str, words: str
) -> None:
    assert words in page.submit(page.open("/receipt"), {"code": typed}, status=422).text


def test_device_that_has_answered_offers_another_member_of_the_household(
    page: PageOpener, database: Database
) -> None:
    page.submit(answer_all(page, "/s/o1", SETTLED))
    asked = page.open("/s/o1")
    assert asked.heading == "这台设备上已经填过一份"
    assert page.submit(asked).address == "/s/o1/S1"
    page.submit(answer_all(page, "/s/o1", SETTLED))
    assert count(database, InboxResponse) == 2


def test_invitation_is_used_by_sending(
    page: PageOpener, database: Database, invitation: str
) -> None:
    page.submit(answer_all(page, f"/i/{invitation}", SETTLED))
    with database.reading() as session:
        assert session.query(Invitation).filter_by(code=invitation).one().disposition == "completed"
        assert session.query(InboxResponse).one().community_code
    assert page.open(f"/i/{invitation}", status=409).heading == "邀请码已经用过"


def test_invitation_used_elsewhere_meanwhile_is_refused(
    page: PageOpener, database: Database, invitation: str
) -> None:
    review = answer_all(page, f"/i/{invitation}", SETTLED)
    with database.transaction() as session:
        session.query(Invitation).filter_by(code=invitation).update({"disposition": "completed"})
    assert page.submit(review, status=409).heading == "邀请码已经用过"
    assert count(database, InboxResponse) == 0


def test_wave_closed_meanwhile_stores_nothing(page: PageOpener, database: Database) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    with database.transaction() as session:
        close_wave(session, find_wave(session, "o1"))
    assert page.submit(review, status=410).heading == "调查已经结束"
    assert (count(database, InboxResponse), count(database, Receipt)) == (0, 0)


def test_full_wave_stores_nothing_more(
    page: PageOpener, database: Database, frame: SamplingFrame
) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "small", capacity=1)
    review = answer_all(page, "/s/small", SETTLED)
    with database.transaction() as session:
        find_wave(session, "small").n_accepted = 1
    assert page.submit(review, status=409).heading == "答卷已经收满"
    assert count(database, InboxResponse) == 0


def test_device_serves_one_invitation_after_another(
    page: PageOpener, database: Database, frame: SamplingFrame
) -> None:
    with database.transaction() as session:
        wave = a_wave(session, frame, "r2", sample_type=SampleType.RANDOM)
        codes = [an_invitation(session, wave, unit=unit) for unit in (1, 2)]
    for code in codes:
        page.submit(answer_all(page, f"/i/{code}", SETTLED))
    assert count(database, InboxResponse) == 2
