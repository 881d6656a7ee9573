"""Words that break careless programs: kept as they are, or refused with a clear answer."""

import pytest

from portal.db import Database
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.waves.service import find_wave
from tests.pages import PageOpener
from tests.portal.citizens.respondent import answer_all

pytestmark = pytest.mark.usefixtures("open_wave")

KEPT_AS_THEY_ARE = (
    "'; DROP TABLE response; --",
    "<script>alert(1)</script>",
    "{{ config }} {% raw %} ${7*7} %(n)s %s {0}",
    "=cmd|'/c calc'!A0",
    "../../etc/passwd",
    "田中さんにあげて下さい 사회과학원 ﷽ 𠜎𠜱",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\u202b\u05e9\u05dc\u05d5\u05dd\u202c \u202ereversed",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "\u200b\ufeff文",
    "True null None NaN -1 1e309 ½",
    "\ue000\ue001\ue002\ue003",
)
NOT_EVEN_TEXT = (b"%FF%FE", b"%C0%AF", b"%ED%A0%80", b"%00%01%1b%5B31m", b"%", b"%u4e2d")


def test_naughty_words_arrive_as_they_were_typed(page: PageOpener, database: Database) -> None:
    review = answer_all(page, "/s/o1", {"S1": "3"})
    for words in KEPT_AS_THEY_ARE:
        review = page.submit(page.open("/s/o1/Q15?from=review"), {"Q15": words})
        assert page.open("/s/o1/Q15").root.find_all("textarea")[0].text == " ".join(words.split())
    page.submit(review)
    with database.reading() as session:
        wave = find_wave(session, "o1")
        packer = find_packer(load_version(session, wave.version_id))
        stored = packer.unpack(session.query(InboxResponse).one().answers)
    assert stored["Q15"] == KEPT_AS_THEY_ARE[-1]


@pytest.mark.parametrize("body", NOT_EVEN_TEXT)
def test_bytes_that_are_no_text_get_a_clear_answer(page: PageOpener, body: bytes) -> None:
    answer_all(page, "/s/o1", {"S1": "3"})
    asked = page.open("/s/o1/Q15")
    token = asked.forms[0].find_all("input", name="csrf_token")[0].get("value").encode()
    response = page.client.post(
        "/s/o1/Q15",
        data=b"csrf_token=" + token + b"&Q15=" + body,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (303, 400, 422)
    page.open("/s/o1/your-answers")


@pytest.mark.parametrize("field", ["code"])
@pytest.mark.parametrize("address", ["/", "/receipt"])
def test_naughty_codes_are_refused_at_their_field(
    page: PageOpener, address: str, field: str
) -> None:
    for words in KEPT_AS_THEY_ARE:
        page.submit(page.open(address), {field: words}, status=422)


@pytest.mark.parametrize(
    "address",
    ["/s/%00", "/s/%FF", "/s/o1/%00", "/s/o1/<b>", "/i/%00", "/i/%F0%9F%91%A9", "/results/%00"],
)
def test_naughty_addresses_get_a_clear_answer(page: PageOpener, address: str) -> None:
    assert page.client.get(address).status_code in (303, 400, 404)


def test_part_of_a_form_sent_in_another_way_is_refused(page: PageOpener) -> None:
    answer_all(page, "/s/o1", {"S1": "3"})
    for content_type in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        response = page.client.post("/s/o1/Q6", data=b'{"Q6": "1"}', content_type=content_type)
        assert response.status_code == 400
