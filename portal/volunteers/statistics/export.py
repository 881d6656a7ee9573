"""Export in the record fields of civil affairs: one row per record of service.

Fields of the person: name, sex, month of birth, masked identity number, skills, contact,
trainings and stars. Fields of the service: activity, day, place, audience, content, hours, class,
evaluation, team in charge, who planned it, who recorded it and who confirmed it. Rows are read in
batches, so that a million of them need no more memory than a thousand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.attendance.evaluations import GRADES
from portal.volunteers.attendance.tables import Attendance, Evaluation
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.choices import FIELDS, SEXES
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import HoursEntry
from portal.volunteers.statistics.persons import (
    DELETED,
    SEPARATOR,
    PersonRecord,
    RecordReader,
    name_actors,
)

BATCH = 1000
CLASSES = {"credited": "信用时长", "honour": "荣誉时长"}
SOURCES = {"code": "双方签到", "list": "组织者登记", "backfill": "补录（双人审核）"}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ServiceRecord:
    """One row of the export, in the order of its columns."""

    volunteer_number: str
    name: str
    sex: str
    birth_month: str
    identity_masked: str
    skills: str
    contact: str
    trainings: str
    n_stars: str
    activity: str
    field: str
    day: str
    place: str
    audience: str
    content: str
    hours: str
    hours_class: str
    evaluation: str
    source: str
    team: str
    team_contact: str
    planned_by: str
    recorded_by: str
    confirmed_by: str


HEADINGS = (
    "志愿者编号",
    "姓名",
    "性别",
    "出生年月",
    "身份证号（隐去）",
    "服务技能",
    "联系方式",
    "培训情况",
    "星级",
    "活动名称",
    "服务领域",
    "日期",
    "地点",
    "服务对象",
    "服务内容",
    "服务时长（小时）",
    "时长类别",
    "服务质量评价",
    "记录方式",
    "组织团队",
    "团队联系方式",
    "活动负责人",
    "记录人",
    "确认人",
)


def read_records(
    session: Session, first_day: date, last_day: date, *, reader: RecordReader
) -> Iterator[ServiceRecord]:
    """Records with hours in a period, by day, a batch at a time."""
    rows = session.execute(_select_records(first_day, last_day).execution_options(yield_per=BATCH))
    for batch in rows.partitions():
        persons = reader.read_persons(session, (row.Volunteer for row in batch))
        names = name_actors(session, _list_actors(batch))
        for row in batch:
            yield _write_record(row, persons[row.Volunteer.id], names)


def _select_records(first_day: date, last_day: date) -> Select[*tuple[Any, ...]]:
    minutes = func.sum(HoursEntry.minutes)
    settled = (
        select(HoursEntry.attendance_id, func.min(HoursEntry.day).label("day"), minutes.label("n"))
        .where(HoursEntry.day >= first_day, HoursEntry.day <= last_day)
        .group_by(HoursEntry.attendance_id)
        .having(minutes > 0)
        .subquery()
    )
    return (
        select(
            settled.c.day,
            settled.c.n,
            Attendance,
            Evaluation,
            Volunteer,
            Activity,
            Place,
            Team,
        )
        .join(Attendance, Attendance.id == settled.c.attendance_id)
        .outerjoin(Evaluation, Evaluation.attendance_id == Attendance.id)
        .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .join(Team, Team.id == Activity.team_id)
        .order_by(settled.c.day, Attendance.id)
    )


def _list_actors(batch: Sequence[Row[*tuple[Any, ...]]]) -> set[str]:
    """The keys of everybody whom these rows name."""
    keys = {row.Attendance.entered_by for row in batch}
    keys |= {row.Attendance.approved_by for row in batch if row.Attendance.approved_by}
    return keys | {row.Activity.created_by for row in batch}


def _write_record(
    row: Row[*tuple[Any, ...]], person: PersonRecord, names: Mapping[str, str]
) -> ServiceRecord:
    volunteer, attendance, activity = row.Volunteer, row.Attendance, row.Activity
    evaluation, team = row.Evaluation, row.Team
    return ServiceRecord(
        volunteer_number=volunteer.number,
        name=guard_cell(volunteer.name or DELETED),
        sex=SEXES[volunteer.sex]["zh"] if volunteer.name else "",
        birth_month=f"{volunteer.birth_month:%Y-%m}" if volunteer.birth_month else "",
        identity_masked=person.identity_masked,
        skills=person.skills,
        contact=guard_cell(SEPARATOR.join(filter(None, (volunteer.mobile, volunteer.email)))),
        trainings=guard_cell(person.trainings),
        n_stars=str(person.n_stars),
        activity=guard_cell(activity.title_zh),
        field=FIELDS[activity.field]["zh"],
        day=row.day.isoformat(),
        place=guard_cell(row.Place.name_zh),
        audience=AUDIENCES[activity.audience]["zh"],
        content=guard_cell(activity.content_zh),
        hours=f"{row.n / 60:.1f}",
        hours_class=CLASSES[attendance.hours_class],
        evaluation=guard_cell(_write_evaluation(evaluation)) if evaluation else "",
        source=SOURCES[attendance.source],
        team=guard_cell(team.name_zh),
        team_contact=guard_cell(team.contact),
        planned_by=guard_cell(names[activity.created_by]),
        recorded_by=guard_cell(names[attendance.entered_by]),
        confirmed_by=guard_cell(names[attendance.approved_by]) if attendance.approved_by else "",
    )


def _write_evaluation(evaluation: Evaluation) -> str:
    grade = GRADES[evaluation.grade]["zh"]
    return f"{grade}：{evaluation.words}" if evaluation.words else grade


def guard_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> guard_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
