"""An organiser's pages: planning, publishing, cancelling."""

import time_machine
from flask.testing import FlaskClient

from portal.db import Database
from tests.pages import PageOpener
from tests.portal.volunteers.builders import NOW, STREET
from tests.portal.volunteers.visiting import an_organiser, sign_in_as


def test_an_organiser_plans_publishes_and_cancels(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    organiser_id = an_organiser(database)
    sign_in_as(client, database, organiser_id, NOW)
    words = {
        "title_zh": "植树",
        "content_zh": "在河岸植树",
        "field": "environment",
        "audience": "everyone",
        "contact_zh": "0990-0000000",
        "risk": "ordinary",
        "risk_note_zh": "注意工具",
        "min_age": "16",
    }
    form = page.open("/volunteers/organise/teams/t0/activities/new")
    draft = page.submit(form, words, action="")
    address = draft.response.request.path
    too_early = page.submit(draft, action=f"{address}/publish", status=422)
    assert too_early.heading == "还不能发布"
    shift = {
        "day": "2026-12-01",
        "starts": "09:00",
        "ends": "11:30",
        "place": "河岸",
        "street": STREET,
        "min_places": "2",
        "max_places": "9",
        "n_weeks": "3",
    }
    faulty = page.submit(draft, shift | {"day": "明天"}, action=f"{address}/shifts", status=422)
    assert "请填日期" in faulty.text
    planned = page.submit(draft, shift, action=f"{address}/shifts")
    assert "已添加 4 个班次" in planned.text
    published = page.submit(planned, action=f"{address}/publish")
    public = page.open("/volunteers/?field=environment&from=2026-12-08&to=2026-12-08")
    assert public.text.count("植树") == 1
    page.submit(published, {"reason": "暴雨"}, action=f"{address}/cancel")
    assert "植树" not in page.open("/volunteers/").text
