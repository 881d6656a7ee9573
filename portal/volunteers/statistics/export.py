"""Export in the record fields of civil affairs: one row per record of service.

Fields of the person: name, sex, month of birth, masked identity number, skills, contact. Fields of
the service: activity, day, place, audience, content, hours, class, team in charge, who recorded
it. Rows are read in batches, so that a million of them need no more memory than a thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.choices import FIELDS, SEXES
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import HoursEntry

BATCH = 1000
CLASSES = {"credited": "信用时长", "honour": "荣誉时长"}
SOURCES = {"code": "双方签到", "list": "组织者登记", "backfill": "补录（双人审核）"}
DELETED = "（已注销）"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ServiceRecord:
    """One row of the export, in the order of its columns."""

    volunteer_number: str
    name: str
    sex: str
    birth_month: str
    contact: str
    activity: str
    field: str
    day: str
    place: str
    audience: str
    content: str
    hours: str
    hours_class: str
    source: str
    team: str
    team_contact: str
    recorded_by: str


HEADINGS = (
    "志愿者编号",
    "姓名",
    "性别",
    "出生年月",
    "联系方式",
    "活动名称",
    "服务领域",
    "日期",
    "地点",
    "服务对象",
    "服务内容",
    "服务时长（小时）",
    "时长类别",
    "记录方式",
    "组织团队",
    "团队联系方式",
    "记录人",
)


def read_records(session: Session, first_day: date, last_day: date) -> Iterator[ServiceRecord]:
    """Records with hours in a period, by day, a batch at a time."""
    minutes = func.sum(HoursEntry.minutes)
    settled = (
        select(HoursEntry.attendance_id, func.min(HoursEntry.day).label("day"), minutes.label("n"))
        .where(HoursEntry.day >= first_day, HoursEntry.day <= last_day)
        .group_by(HoursEntry.attendance_id)
        .having(minutes > 0)
        .subquery()
    )
    rows = session.execute(
        select(settled.c.day, settled.c.n, Attendance, Volunteer, Activity, Place, Team)
        .join(Attendance, Attendance.id == settled.c.attendance_id)
        .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .join(Team, Team.id == Activity.team_id)
        .order_by(settled.c.day, Attendance.id)
        .execution_options(yield_per=BATCH)
    )
    for day, n_minutes, attendance, volunteer, activity, place, team in rows:
        yield ServiceRecord(
            volunteer_number=volunteer.number,
            name=guard_cell(volunteer.name or DELETED),
            sex=SEXES[volunteer.sex]["zh"] if volunteer.name else "",
            birth_month=f"{volunteer.birth_month:%Y-%m}" if volunteer.birth_month else "",
            contact=guard_cell(volunteer.mobile or volunteer.email or ""),
            activity=guard_cell(activity.title_zh),
            field=FIELDS[activity.field]["zh"],
            day=day.isoformat(),
            place=guard_cell(place.name_zh),
            audience=AUDIENCES[activity.audience]["zh"],
            content=guard_cell(activity.content_zh),
            hours=f"{n_minutes / 60:.1f}",
            hours_class=CLASSES[attendance.hours_class],
            source=SOURCES[attendance.source],
            team=guard_cell(team.name_zh),
            team_contact=guard_cell(team.contact),
            recorded_by=attendance.entered_by,
        )


def guard_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> guard_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
