"""Certificates that cannot be altered, statistics, the board, exports, rules."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteering.indicators import HOURS, REGISTERED
from portal.volunteering.rows import describe_city
from portal.volunteers import refusals
from portal.volunteers.certificates.content import read_content, write_content
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.service import (
    SHOWN_SIGNATURE,
    CertificateSigner,
    issue_certificate,
    verify_certificate,
)
from portal.volunteers.certificates.services import Period
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.groups.service import show_on_board
from portal.volunteers.people.ages import count_years
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.board import read_board
from portal.volunteers.recognition.rewards import buy_reward, read_balance, record_training
from portal.volunteers.recognition.tables import Reward
from portal.volunteers.rules import VolunteerRules, change_rule, load_rules
from portal.volunteers.statistics.participation import find_youngest_month, measure_participation
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    NOW,
    OTHER_STREET,
    RULES,
    SECRET,
    STREET,
    a_frame,
    a_leader_of,
    a_member,
    a_shift,
    a_team,
    a_volunteer,
    as_actor,
    close,
    serve,
    signed_up,
    some_volunteers,
)

SIGNER, VAULT = CertificateSigner(SECRET), IdentityVault(SECRET)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def who_served(session: Session, number: int = 1) -> Volunteer:
    """A volunteer with three credited hours."""
    volunteer, shift = a_volunteer(session, number), a_shift(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)
    return volunteer


def certify(session: Session, volunteer: Volunteer, period: Period = YEAR) -> Certificate:
    """Issue a certificate."""
    return issue_certificate(
        session,
        volunteer,
        period,
        issuer=Issuer("志愿服务工作办公室", "", "", "0990-0000000"),
        signer=SIGNER,
        vault=VAULT,
        issued_on=date(2026, 11, 24),
        now=CLOSING,
        rng=Random(1),
    )


def test_a_certificate_states_and_proves_the_hours(session: Session) -> None:
    certificate = certify(session, who_served(session))
    shown = certificate.signature[:SHOWN_SIGNATURE]
    content = verify_certificate(session, certificate.number, shown, signer=SIGNER)
    assert (content.credited_minutes, content.honour_minutes) == (180, 0)
    assert content.services[0].title == "清洁街道"
    assert read_content(write_content(content)) == content


@pytest.mark.parametrize("place", range(0, SHOWN_SIGNATURE, 5))
def test_a_wrong_check_code_is_refused(session: Session, place: int) -> None:
    certificate = certify(session, who_served(session))
    shown = certificate.signature[:SHOWN_SIGNATURE]
    wrong = "0" if shown[place] != "0" else "1"
    forged = shown[:place] + wrong + shown[place + 1 :]
    for code in (forged, shown[:-1], "", "é" * SHOWN_SIGNATURE):
        with pytest.raises(refusals.CertificateAltered):
            verify_certificate(session, certificate.number, code, signer=SIGNER)


def test_a_certificate_cannot_be_changed_in_the_table(session: Session) -> None:
    certificate = certify(session, who_served(session))
    changed = update(Certificate).values(content="{}")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(changed)
    session.refresh(certificate)
    assert certificate.content != "{}"


def test_content_put_in_place_of_the_signed_one_is_refused(session: Session) -> None:
    genuine = certify(session, who_served(session))
    more = genuine.content.replace('"minutes":180', '"minutes":18000')
    assert more != genuine.content
    session.add(
        Certificate(
            number="2026-1",
            volunteer_id=genuine.volunteer_id,
            content=more,
            signature=genuine.signature,
            issued_at=NOW,
        )
    )
    session.flush()
    with pytest.raises(refusals.CertificateAltered):
        verify_certificate(session, "2026-1", genuine.signature, signer=SIGNER)


def test_an_unknown_number_and_an_empty_period_have_no_certificate(session: Session) -> None:
    volunteer = who_served(session)
    with pytest.raises(refusals.NotFound):
        verify_certificate(session, "2026-2", "0" * SHOWN_SIGNATURE, signer=SIGNER)
    with pytest.raises(refusals.NothingToCertify):
        certify(session, volunteer, Period(date(2025, 1, 1), date(2025, 12, 31)))


def test_a_reward_costs_its_points_and_no_more(session: Session) -> None:
    volunteer = who_served(session)
    reward = Reward(name_zh="水杯", name_en="Cup", price=20, n_in_stock=5)
    session.add(reward)
    session.flush()
    buy_reward(session, reward.id, volunteer.id, now=NOW)
    session.expire_all()
    assert read_balance(session, volunteer.id) == 10
    with pytest.raises(refusals.PointsMissing), session.begin_nested():
        buy_reward(session, reward.id, volunteer.id, now=NOW)
    session.expire_all()
    assert reward.n_in_stock == 4


def test_training_earns_points_but_no_hours(session: Session) -> None:
    volunteer = a_volunteer(session)
    record_training(
        session,
        volunteer.id,
        title="急救培训",
        day=date(2026, 11, 1),
        minutes=120,
        actor=COORDINATOR,
        now=NOW,
        rules=RULES,
    )
    assert read_balance(session, volunteer.id) == 20


def test_the_board_shows_consenting_teams_of_consenting_members_only(session: Session) -> None:
    team = a_team(session)
    members = some_volunteers(session, RULES.board_min_members)
    for member in members:
        a_member(session, team, member)
    for member in members[1:]:
        give_consent(session, member, ConsentKind.BOARD, now=NOW)
    show_on_board(session, team, is_shown=True, actor=a_leader_of(session, team))
    assert read_board(session, 2026, rules=RULES) == ()
    give_consent(session, members[0], ConsentKind.BOARD, now=NOW)
    shift = a_shift(session)
    signed_up(session, shift, members[0])
    serve(session, shift, members[0])
    close(session, shift)
    (line,) = read_board(session, 2026, rules=RULES)
    assert (line.hours, line.n_members) == (3.0, RULES.board_min_members)
    with pytest.raises(refusals.NotAllowed):
        show_on_board(session, team, is_shown=False, actor=as_actor(members[1]))
    show_on_board(session, team, is_shown=False, actor=a_leader_of(session, team))
    session.flush()
    assert read_board(session, 2026, rules=RULES) == ()


def test_participation_counts_residents_volunteers_and_hours(session: Session) -> None:
    who_served(session)
    a_volunteer(session, 2, street=OTHER_STREET)
    a_volunteer(session, 3, born=date(2010, 1, 1))
    a_frame(session, {STREET: 50, OTHER_STREET: 20})
    participation = measure_participation(session, now=CLOSING, rules=RULES)
    city, first = participation.city, participation.districts[0]
    # The team's leader lives in the first district too.
    assert (city.n_residents, city.n_registered, city.n_volunteers) == (70, 3, 4)
    assert (first.n_registered, first.n_active, first.minutes) == (2, 1, 180)
    assert first.measure(REGISTERED) == pytest.approx(4.0)
    assert city.measure(HOURS) == pytest.approx(0.75)
    assert participation.fields[0].credited_minutes == 180
    assert [row.verdict for row in describe_city(participation)] == ["not met"] * 3
    assert [month.credited_minutes for month in participation.months] == [0] * 10 + [180]


def test_a_city_sets_its_own_rules(session: Session) -> None:
    change_rule(session, "star_hours", [30, 60, 100], by="chen", now=NOW)
    change_rule(session, "presence_percent", 75, by="chen", now=NOW)
    session.flush()
    rules = load_rules(session, RULES.timezone)
    assert (rules.star_hours, rules.presence_percent) == ((30, 60, 100), 75)
    assert rules.min_age == VolunteerRules().min_age
    for name, value in (("timezone", 1), ("star_hours", [2, 1]), ("min_age", [1]), ("x", 1)):
        with pytest.raises(ValueError, match=r"rule|value"):
            change_rule(session, name, value, by="chen", now=NOW)  # type: ignore[arg-type]


@given(born=st.dates(date(1920, 1, 1), date(2026, 11, 1)), today=st.dates(date(2026, 11, 1)))
def test_adults_are_counted_as_ages_are(born: date, today: date) -> None:
    born = born.replace(day=1)
    is_adult = born < find_youngest_month(today, years=18)
    assert is_adult == (count_years(born, today) >= 18)
