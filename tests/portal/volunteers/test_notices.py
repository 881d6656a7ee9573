"""Notices: written with the change, sent after it, tried again, never twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers.jobs import keep_volunteers
from portal.volunteers.notices.delivery import CLAIM, RETRY_MINUTES, deliver_due
from portal.volunteers.notices.kinds import WORDS, NoticeKind, render_notice
from portal.volunteers.notices.outbox import list_notices, write_notice
from portal.volunteers.notices.senders import HttpTextSender, MailSender
from portal.volunteers.notices.tables import Notice
from portal.volunteers.refusals import ShiftFull
from portal.volunteers.signups.service import sign_up
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from tests.portal.volunteers.builders import (
    NOW,
    RULES,
    START,
    a_shift,
    a_volunteer,
    signed_up,
    some_volunteers,
)
from tests.portal.volunteers.catchers import Caught, catch_mail, catch_texts


@pytest.fixture
def mail() -> Iterator[Caught]:
    with catch_mail() as caught:
        yield caught


def senders(mail: Caught) -> dict[str, MailSender]:
    return {
        "mail": MailSender(
            host="127.0.0.1", port=mail.port, sender="minyi@example.org", uses_tls=False
        )
    }


def send(database: Database, mail: Caught, *, now: datetime = NOW) -> int:
    return deliver_due(database.transaction, senders(mail), now=now)


def write_one(database: Database, *, mobile: str | None = None) -> None:
    """One notice to one volunteer."""
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        if mobile:
            volunteer.email, volunteer.mobile = None, mobile
        data = {"link": "https://example.org/volunteers/link/1"}
        write_notice(session, volunteer.id, NoticeKind.SIGN_IN_LINK, data, now=NOW)


def read_state(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Notice.state)).one()


def test_a_notice_is_sent_once_and_its_link_forgotten(database: Database, mail: Caught) -> None:
    write_one(database)
    assert [send(database, mail), send(database, mail)] == [1, 0]
    (message,) = mail.mails
    assert message["To"] == "v1@example.org"
    assert message["Message-ID"].startswith("<notice-")
    with database.reading() as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.state, notice.data) == ("sent", {})


def test_a_refused_change_leaves_no_notice(database: Database, mail: Caught) -> None:
    with database.transaction() as session:
        first, second = (volunteer.id for volunteer in some_volunteers(session, 2))
        shift_id = a_shift(session, places=1).id
        sign_up(session, shift_id, first, now=NOW, rules=RULES)
    with pytest.raises(ShiftFull), database.transaction() as session:
        sign_up(session, shift_id, second, now=NOW, rules=RULES)
    assert send(database, mail) == 1
    assert [message["To"] for message in mail.mails] == ["v1@example.org"]


def test_a_refusal_by_the_server_is_tried_again_later(database: Database, mail: Caught) -> None:
    write_one(database)
    mail.n_refusals = 1
    assert send(database, mail) == 0
    assert send(database, mail) == 0
    assert read_state(database) == "waiting"
    later = NOW + timedelta(minutes=RETRY_MINUTES[0])
    assert send(database, mail, now=later) == 1
    assert len(mail.mails) == 1


def test_after_the_last_try_a_notice_is_given_up(database: Database, mail: Caught) -> None:
    write_one(database)
    mail.n_refusals = 100
    now = NOW
    for minutes in (0, *RETRY_MINUTES):
        now += timedelta(minutes=minutes)
        send(database, mail, now=now)
    assert read_state(database) == "failed"
    assert mail.mails == []


def test_a_broken_connection_after_the_message_is_never_sent_twice(
    database: Database, mail: Caught
) -> None:
    write_one(database)
    mail.hangs_up = True
    send(database, mail)
    mail.hangs_up = False
    send(database, mail, now=NOW + timedelta(days=2))
    assert len(mail.mails) == 1
    assert read_state(database) == "unsure"


def test_a_sender_that_died_leaves_its_notice_unsent_but_known(
    database: Database, mail: Caught
) -> None:
    write_one(database)
    with database.transaction() as session:
        notice = session.scalars(select(Notice)).one()
        notice.state, notice.next_try_at = "sending", NOW + CLAIM
    send(database, mail, now=NOW + CLAIM + timedelta(seconds=1))
    assert mail.mails == []
    assert read_state(database) == "unsure"


def test_many_hosts_at_once_send_each_notice_once(database: Database, mail: Caught) -> None:
    with database.transaction() as session:
        for volunteer in some_volunteers(session, 20):
            write_notice(session, volunteer.id, NoticeKind.SIGN_IN_LINK, {"link": "x"}, now=NOW)
    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(lambda _: send(database, mail), range(4)))
    assert sent == len(mail.mails) == 20
    assert len({message["To"] for message in mail.mails}) == 20


def test_text_messages_go_to_the_gateway(database: Database) -> None:
    write_one(database, mobile="13800000000")
    with catch_texts() as gateway:
        sender = HttpTextSender(url=f"http://127.0.0.1:{gateway.port}/send", token="t0ken")
        gateway.n_refusals = 1
        assert deliver_due(database.transaction, {"text": sender}, now=NOW) == 0
        later = NOW + timedelta(minutes=RETRY_MINUTES[0])
        assert deliver_due(database.transaction, {"text": sender}, now=later) == 1
    assert gateway.texts[0]["to"] == "13800000000"
    assert gateway.texts[0]["id"].startswith("notice-")
    assert gateway.tokens == ["Bearer t0ken"]


def test_a_gateway_that_is_away_is_tried_again(database: Database) -> None:
    write_one(database, mobile="13800000000")
    sender = HttpTextSender(url="http://127.0.0.1:9/send", token="")
    assert deliver_due(database.transaction, {"text": sender}, now=NOW) == 0
    assert read_state(database) == "waiting"


def test_without_a_way_to_send_the_own_page_still_shows_it(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    (shown,) = list_notices(session, volunteer.id)
    subject, body = render_notice(shown.kind, shown.data, "en")
    assert subject == "You are signed up: Clean the street"
    assert "24 November 2026, 09:00" in body


def test_links_are_never_shown_on_a_page(session: Session) -> None:
    volunteer = a_volunteer(session)
    write_notice(session, volunteer.id, NoticeKind.SIGN_IN_LINK, {"link": "secret"}, now=NOW)
    session.flush()
    assert list_notices(session, volunteer.id) == ()


def test_time_alone_reminds_once_and_lets_offers_lapse(database: Database, mail: Caught) -> None:
    with database.transaction() as session:
        shift = a_shift(session, places=1)
        holder, waiting = some_volunteers(session, 2)
        signed_up(session, shift, holder)
        wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
        wait_id = wait.id
    soon = START - timedelta(hours=20)
    for _ in range(3):
        keep_volunteers(database, senders(mail), now=soon, rules=RULES)
    keep_volunteers(database, senders(mail), now=START, rules=RULES)
    with database.reading() as session:
        kinds = session.scalars(select(Notice.kind)).all()
        assert kinds.count("reminder") == 1
        assert session.get_one(SignUp, wait_id).state == State.EXPIRED
    subjects = [str(message["Subject"]) for message in mail.mails]
    assert len(subjects) == 3


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_words_in_both_languages(kind: NoticeKind) -> None:
    words = WORDS[kind]
    for text in (words.subject, words.body):
        assert text["zh"]
        assert text["en"]


def test_the_gateways_address_is_kept_whole(database: Database) -> None:
    write_one(database, mobile="13800000000")
    with catch_texts() as gateway:
        address = f"http://127.0.0.1:{gateway.port}/send?channel=notices"
        sender = HttpTextSender(url=address, token="t0ken")
        assert deliver_due(database.transaction, {"text": sender}, now=NOW) == 1
    assert gateway.paths == ["/send?channel=notices"]


@pytest.mark.parametrize("status", [502, 504])
def test_what_stands_between_does_not_know_and_nothing_is_sent_twice(
    database: Database, status: int
) -> None:
    write_one(database, mobile="13800000000")
    with catch_texts() as gateway:
        gateway.n_refusals, gateway.refusal = 1, status
        sender = HttpTextSender(url=f"http://127.0.0.1:{gateway.port}/send", token="")
        for hours in (0, 24):
            now = NOW + timedelta(hours=hours)
            assert deliver_due(database.transaction, {"text": sender}, now=now) == 0
    assert read_state(database) == "unsure"
