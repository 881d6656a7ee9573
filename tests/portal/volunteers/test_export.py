"""The export of service records: the fields that law asks for, and nothing that a sheet runs."""

from dataclasses import astuple
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.tables import Account
from portal.volunteers.attendance.corrections import Claim, decide_backfill, propose_backfill
from portal.volunteers.attendance.evaluations import evaluate_service
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.identity import IdentityVault, compute_check_character
from portal.volunteers.people.registration import set_identity_number
from portal.volunteers.people.tables import Volunteer, VolunteerTrait
from portal.volunteers.recognition.rewards import record_training
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.statistics.export import (
    HEADINGS,
    ServiceRecord,
    guard_cell,
    read_records,
)
from portal.volunteers.statistics.persons import RecordReader, name_actors
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    END,
    NOW,
    RULES,
    SECRET,
    START,
    a_leader_of,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    close,
    serve,
    signed_up,
)

VAULT = IdentityVault(SECRET)
DIGITS = "11010519900521002"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def an_official(session: Session) -> Account:
    """The account that the coordinator of the builders acts by."""
    account = Account(
        id=COORDINATOR.id, name="chen", role="official", session_stamp="s", created_at=NOW
    )
    session.add(account)
    session.flush()
    return account


def a_served_shift(session: Session, volunteer: Volunteer) -> Attendance:
    """A closed shift of the team t1 with three hours of this volunteer."""
    shift = a_shift(session, an_activity(session, a_team(session)))
    signed_up(session, shift, volunteer)
    attendance = serve(session, shift, volunteer)
    close(session, shift)
    return attendance


def export(session: Session, rules: VolunteerRules = RULES) -> list[ServiceRecord]:
    """Every record of the year."""
    return list(read_records(session, FIRST, LAST, reader=RecordReader(VAULT, rules)))


def test_the_export_has_one_row_per_record_and_no_formula(session: Session) -> None:
    volunteer = a_volunteer(session)
    a_served_shift(session, volunteer)
    volunteer.name = "=HYPERLINK(1)"
    session.flush()
    (record,) = export(session)
    assert len(astuple(record)) == len(HEADINGS)
    assert record.name == "'=HYPERLINK(1)"
    assert (record.hours, record.hours_class, record.source) == ("3.0", "信用时长", "双方签到")
    before = date(2025, 1, 1), date(2025, 12, 31)
    assert list(read_records(session, *before, reader=RecordReader(VAULT, RULES))) == []
    assert guard_cell("-1") == "'-1"


def test_the_export_has_what_the_law_records_of_a_person(session: Session) -> None:
    volunteer = a_volunteer(session)
    a_served_shift(session, volunteer)
    number = DIGITS + compute_check_character(DIGITS)
    give_consent(session, volunteer, ConsentKind.IDENTITY, now=NOW)
    set_identity_number(session, volunteer, number, vault=VAULT)
    session.add_all(
        VolunteerTrait(volunteer_id=volunteer.id, kind="skill", code=code)
        for code in ("first-aid", "driving")
    )
    record_training(
        session,
        volunteer.id,
        title="急救基础",
        day=date(2026, 3, 5),
        minutes=90,
        actor=COORDINATOR,
        now=NOW,
        rules=RULES,
    )
    (record,) = export(session, VolunteerRules(star_hours=(1, 2, 100)))
    assert record.identity_masked == f"1{'*' * 16}{number[-1]}"
    assert record.skills == "驾驶、急救"
    assert record.trainings == "急救基础（2026-03-05，90 分钟）"
    assert record.n_stars == "2"
    assert number[1:-1] not in " ".join(astuple(record))


def test_the_export_has_the_evaluation_and_names_who_planned_and_recorded(
    session: Session,
) -> None:
    an_official(session)
    volunteer = a_volunteer(session)
    attendance = a_served_shift(session, volunteer)
    evaluate_service(session, attendance.id, "excellent", "细致", moment=by(COORDINATOR, CLOSING))
    (record,) = export(session)
    assert record.evaluation == "优秀：细致"
    assert (record.planned_by, record.recorded_by) == ("chen", "志愿者001")
    assert record.confirmed_by == "chen"


def test_a_back_filled_record_names_both_people(session: Session) -> None:
    an_official(session)
    team, late = a_team(session), a_volunteer(session, 2)
    shift = a_shift(session, an_activity(session, team))
    close(session, shift)
    leader = a_leader_of(session, team)
    claim = Claim(START, END, "没有带手机")
    later = END + timedelta(hours=1)
    propose_backfill(session, shift.id, late.id, claim, moment=by(leader, later))
    attendance_id = session.scalars(select(Attendance.id)).one()
    decide_backfill(
        session, attendance_id, approves=True, moment=by(COORDINATOR, later), rules=RULES
    )
    (record,) = export(session)
    assert record.hours_class == "荣誉时长"
    assert (record.recorded_by, record.confirmed_by) == (leader.name, "chen")


def test_whoever_has_left_is_named_as_such(session: Session) -> None:
    volunteer = a_volunteer(session)
    keys = {as_actor(volunteer).key, "volunteer:999", "official:77", "portal:0"}
    assert name_actors(session, keys) == {
        as_actor(volunteer).key: "志愿者001",
        "volunteer:999": "（已注销）",
        "official:77": "（已注销）",
        "portal:0": "系统",
    }
