"""Invitation codes are shown only on purpose, one community at a time, and never unrecorded."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.db import Database
from surveys.sampling.tables import Invitation
from tests.pages import PageOpener

ADDRESS = "/officials/waves/wave-2/codes"

pytestmark = pytest.mark.usefixtures("official")


def list_codes(database: Database, *, community: str, is_used: bool) -> set[str]:
    with database.reading() as session:
        rows = session.execute(
            select(Invitation.code, Invitation.disposition).where(
                Invitation.community_code == community, Invitation.wave_id == 2
            )
        )
        return {code for code, state in rows if (state != "issued") == is_used}


def test_list_of_communities_holds_no_code(page: PageOpener, database: Database) -> None:
    html = page.open(ADDRESS).html

    with database.reading() as session:
        codes = list(session.scalars(select(Invitation.code)))
    assert not [code for code in codes if code in html]


def test_unused_codes_of_one_community_are_shown_and_the_look_recorded(
    page: PageOpener, database: Database
) -> None:
    opened = page.open(ADDRESS)
    action = opened.root.find_all("main")[0].find_all("form")[0].get("action")
    community = re.sub(r".*/", "", action)

    shown = page.submit(opened, action=action).text

    assert all(code in shown for code in list_codes(database, community=community, is_used=False))
    assert not any(
        code in shown for code in list_codes(database, community=community, is_used=True)
    )
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("invitation codes shown", f"wave-2 {community}")


def test_community_outside_the_sample_is_not_found(page: PageOpener) -> None:
    page.post(f"{ADDRESS}/999999999999", {}, token_from=ADDRESS, status=404)
