"""Page by page: errors at the question, nothing typed lost, back, areas in steps, screen-outs."""

import pytest

from portal.db import Database
from surveys.responses.tables import InboxResponse, Receipt
from surveys.sampling.tables import Invitation, SamplingFrame
from tests.pages import PageOpener
from tests.portal.citizens.respondent import answer, answer_all, begin, go_to
from tests.portal.citizens.survey import a_wave

pytestmark = pytest.mark.usefixtures("open_wave")

SETTLED = {"S1": "3"}


def test_blank_required_question_comes_back_with_its_error(page: PageOpener) -> None:
    first = begin(page, "/s/o1")
    again = page.submit(first, status=422)
    assert again.title == "错误：" + again.heading
    summary = again.root.find_all("div", id="error-summary")[0]
    assert [link.get("href") for link in summary.find_all("a")] == ["#S1"]
    group = again.root.find_all("fieldset")[0]
    described = again.root.find_all("p", id=group.get("aria-describedby"))[0]
    assert "请先回答这一题" in described.text


def test_pages_follow_each_other_and_show_progress(page: PageOpener) -> None:
    second = page.submit(begin(page, "/s/o1"), {"S1": "3"})
    assert second.address == "/s/o1/S2"
    assert "第 2 题，共 28 题" in second.text
    bar = second.root.find_all("progress")[0]
    assert (bar.get("value"), bar.get("max")) == ("2", "28")


def test_going_back_shows_the_answer_given_before(page: PageOpener) -> None:
    second = page.submit(begin(page, "/s/o1"), {"S1": "2"})
    assert "/s/o1/S1" in second.links
    first = page.open("/s/o1/S1")
    chosen = [each for each in first.root.find_all("input") if "checked" in each.attributes]
    assert [each.get("value") for each in chosen] == ["2"]


def test_too_many_choices_are_counted_and_kept(page: PageOpener) -> None:
    asked = go_to(page, begin(page, "/s/o1"), "/Q10", SETTLED)
    ticked = ["1", "2", "3", "4"]
    again = page.submit(asked, {"Q10": ticked}, status=422)
    assert "最多选 3 项，您选了 4 项" in again.text
    chosen = [each.get("value") for each in again.root.find_all("input", checked="")]
    assert chosen == ticked


def test_option_that_stands_alone_refuses_company(page: PageOpener) -> None:
    asked = go_to(page, begin(page, "/s/o1"), "/Q3", SETTLED)
    assert "就不能再选其他项" in page.submit(asked, {"Q3": ["1", "10"]}, status=422).text


def test_area_is_chosen_in_three_steps(page: PageOpener) -> None:
    district = go_to(page, begin(page, "/s/o1"), "/S3", SETTLED)
    street = page.submit(district, {"S3_district": "990102000000"})
    assert (street.heading, street.address) == ("哪个街道（镇）？", "/s/o1/S3?in=990102000000")
    community = page.submit(street, {"S3_street": "990102001000"})
    assert "清晏区 · 泮池街道" in community.text
    assert page.submit(community, {"S3_community": "not_sure"}).address == "/s/o1/Q1"


def test_area_step_without_a_choice_names_the_step(page: PageOpener) -> None:
    district = go_to(page, begin(page, "/s/o1"), "/S3", SETTLED)
    street = page.submit(district, {"S3_district": "990102000000"})
    again = page.submit(street, status=422)
    assert "请选择街道（镇）。" in again.text
    community = page.submit(street, {"S3_street": "990102001000"})
    assert "可以选“不清楚”" in page.submit(community, status=422).text


def test_street_of_another_district_is_refused(page: PageOpener) -> None:
    district = go_to(page, begin(page, "/s/o1"), "/S3", SETTLED)
    street = page.submit(district, {"S3_district": "990102000000"})
    page.submit(street, {"S3_street": "990103001000", "S3_community": "not_sure"}, status=422)


def test_page_ahead_of_the_first_open_one_leads_back_to_it(page: PageOpener) -> None:
    begin(page, "/s/o1")
    assert page.open("/s/o1/Q5").address == "/s/o1/S1"
    assert page.open("/s/o1/your-answers").address == "/s/o1/S1"


def test_page_off_the_path_leads_to_the_first_open_one(page: PageOpener) -> None:
    begin(page, "/s/o1")
    assert page.open("/s/o1/no_such_page").address == "/s/o1/S1"


def test_start_page_offers_to_go_on_with_what_was_begun(page: PageOpener) -> None:
    page.submit(begin(page, "/s/o1"), {"S1": "3"})
    assert "/s/o1/S2" in page.open("/s/o1").links


def test_answer_can_be_changed_from_the_review(page: PageOpener) -> None:
    review = answer_all(page, "/s/o1", SETTLED)
    change = page.open("/s/o1/Q6?from=review")
    assert "/s/o1/your-answers" in change.links
    again = page.submit(change, {"Q6": "5"})
    assert again.address == review.address
    assert "很不满意" in again.text


def test_change_that_opens_new_questions_asks_them_before_the_review(page: PageOpener) -> None:
    answer_all(page, "/s/o1", {**SETTLED, "Q1": "3"})
    opened = page.submit(page.open("/s/o1/Q1?from=review"), {"Q1": "1"})
    assert opened.address == "/s/o1/Q2?from=review"
    assert page.submit(opened, {"Q2": ["1"]}).address == "/s/o1/your-answers"


def test_newcomer_is_thanked_and_nothing_is_kept(page: PageOpener, database: Database) -> None:
    ended = page.submit(begin(page, "/s/o1"), {"S1": "1"})
    assert ended.heading == "感谢您的关注"
    assert page.open("/s/o1/your-answers").address == ended.address
    assert page.submit(ended).heading == "谢谢您"
    with database.reading() as session:
        assert session.query(InboxResponse).count() == 0
    assert page.open("/s/o1/S1", status=400).heading == "请从头开始填写"


def test_screened_out_invitation_is_noted_as_not_eligible(
    page: PageOpener, database: Database, invitation: str
) -> None:
    page.submit(page.submit(begin(page, f"/i/{invitation}"), {"S1": "1"}))
    with database.reading() as session:
        noted = session.query(Invitation).filter_by(code=invitation).one()
        assert noted.disposition == "not eligible"


def test_random_order_stays_the_same_for_one_respondent(page: PageOpener) -> None:
    asked = go_to(page, begin(page, "/s/o1"), "/Q7", SETTLED)
    first = page.submit(asked, answer(asked)).address
    assert first.startswith("/s/o1/Q8_T")
    assert page.submit(page.open("/s/o1/Q7"), answer(asked)).address == first


def test_marked_up_words_are_shown_as_words(page: PageOpener) -> None:
    typed = "<b>&'\"</b> {{ 7 * 7 }}\r\nnext"
    review = answer_all(page, "/s/o1", {**SETTLED, "Q15": typed})
    assert "<b>" not in review.html.split("<main")[1]
    assert "{{ 7 * 7 }}" in review.text


def test_too_long_words_come_back_whole(page: PageOpener) -> None:
    asked = go_to(page, begin(page, "/s/o1"), "/Q15", SETTLED)
    again = page.submit(asked, {"Q15": "好" * 201}, status=422)
    assert "好" * 201 in again.html
    assert "最多写 200 个字，您写了 201 个字" in again.text


def test_without_a_cookie_the_page_offers_a_new_start(page: PageOpener) -> None:
    lost = page.open("/s/o1/S1", status=400)
    assert lost.heading == "请从头开始填写"
    assert "/s/o1" in lost.links


@pytest.mark.parametrize("forged", ["x", "A" * 300, "a.b.c", "%00", "é"])
def test_forged_cookie_is_not_believed(page: PageOpener, forged: str) -> None:
    begin(page, "/s/o1")
    page.client.set_cookie("answers", forged, path="/s/o1")
    assert page.open("/s/o1/S1", status=400).heading == "请从头开始填写"


def test_cookie_of_another_wave_is_not_believed(
    page: PageOpener, database: Database, frame: SamplingFrame
) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "o2")
    answer_all(page, "/s/o1", SETTLED)
    cookie = page.client.get_cookie("answers", path="/s/o1")
    assert cookie is not None
    page.client.set_cookie("answers", cookie.value, path="/s/o2")
    page.open("/s/o2/your-answers", status=400)


def test_forged_token_is_refused_and_nothing_is_saved(page: PageOpener, database: Database) -> None:
    answer_all(page, "/s/o1", SETTLED)
    for fields in ({}, {"csrf_token": "forged"}):
        assert page.client.post("/s/o1/your-answers", data=fields).status_code == 400
    with database.reading() as session:
        assert session.query(Receipt).count() == 0


def test_token_of_another_citizen_is_refused(page: PageOpener) -> None:
    begin(page, "/s/o1")
    stranger = PageOpener(page.client.application.test_client())
    theirs = begin(stranger, "/s/o1").forms[0].find_all("input", name="csrf_token")[0]
    fields = {"csrf_token": theirs.get("value"), "S1": "3"}
    assert page.client.post("/s/o1/S1", data=fields).status_code == 400
    assert stranger.client.post("/s/o1/S1", data=fields).status_code == 303


def test_every_page_has_a_token_of_its_own(page: PageOpener) -> None:
    tokens = {
        page.open("/s/o1").forms[0].find_all("input", name="csrf_token")[0].get("value")
        for _ in range(3)
    }
    assert len(tokens) == 3


def test_answering_needs_one_cookie_and_no_session(page: PageOpener) -> None:
    answer_all(page, "/s/o1", SETTLED)
    assert page.client.get_cookie("session") is None
    assert page.client.get_cookie("answers", path="/s/o1") is not None


@pytest.mark.parametrize("extra", ["?x=1", "?from=elsewhere", "?in=1%3Cb%3E&next=//a.b"])
def test_what_one_citizen_adds_to_an_address_reaches_no_other(page: PageOpener, extra: str) -> None:
    begin(page, "/s/o1")
    page.open("/s/o1/S1" + extra)
    assert 'next=/s/o1/S1"' in page.open("/s/o1/S1").html


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_method_is_refused(page: PageOpener, method: str) -> None:
    for address in ("/", "/s/o1", "/s/o1/S1", "/s/o1/your-answers", "/receipt"):
        response = getattr(page.client, method)(address)
        assert response.status_code in (400, 405)


def test_oversized_post_is_refused(page: PageOpener) -> None:
    asked = go_to(page, begin(page, "/s/o1"), "/Q15", SETTLED)
    page.submit(asked, {"Q15": "x" * 100_000}, status=413)


@pytest.mark.parametrize(
    "fields",
    [
        {"S1": ["1", "2"]},
        {"S1": "99"},
        {"S1": "3' OR 1=1"},
        {"S1": "\x00"},
        {"S1": "３"},
    ],
)
def test_answer_that_no_option_offers_is_refused(
    page: PageOpener, fields: dict[str, str | list[str]]
) -> None:
    page.submit(begin(page, "/s/o1"), fields, status=422)
