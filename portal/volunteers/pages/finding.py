"""Finding something to do: the list with its filters, a month, a map of streets, one activity."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.accounts.session import current_account
from portal.city import known_city_name
from portal.clock import read_clock
from portal.db import db
from portal.i18n import current_display, current_language
from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.feed import write_feed
from portal.volunteers.activities.listing import (
    PAGE_LENGTH,
    ShiftFilter,
    count_by_day,
    count_by_place,
    list_activity_shifts,
    list_shifts,
)
from portal.volunteers.activities.planning import find_activity, list_skills
from portal.volunteers.groups.rights import ORGANISING, has_right
from portal.volunteers.groups.tables import Team
from portal.volunteers.pages.areamap import draw_map
from portal.volunteers.pages.choosing import AreaChoice, list_area_choices, list_choices
from portal.volunteers.pages.months import Month, read_month
from portal.volunteers.pages.tools import current_rules, current_settings
from portal.volunteers.pages.visitor import current_actor, current_visitor, is_visitor_minor
from portal.volunteers.people.choices import FIELDS, SKILLS
from portal.volunteers.refusals import NotFound
from portal.volunteers.signups.lists import list_own_states

N_FEED = 200
MAX_PAGES = 500

blueprint = Blueprint("finding", __name__)


@dataclass(frozen=True)
class FilterOffer:
    """What the form of filters needs, and how other pages' addresses carry the filters along."""

    wanted: ShiftFilter
    areas: tuple[AreaChoice, ...]
    fields: list[tuple[str, str]]
    audiences: list[tuple[str, str]]

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self.wanted != ShiftFilter()

    def carry(self, **more: object) -> str:
        """The query of an address with these filters; None leaves one out."""
        wanted = self.wanted
        kept = {
            "area": wanted.area_code,
            "field": wanted.field,
            "audience": wanted.audience,
            "from": wanted.first_day,
            "to": wanted.last_day,
            "free": "yes" if wanted.has_free_places else None,
        }
        query = urlencode({name: value for name, value in (kept | more).items() if value})
        return f"?{query}" if query else ""


@dataclass(frozen=True)
class Paging:
    """Which part of a list is shown, and the addresses of its neighbours."""

    number: int
    previous: str
    next: str


@blueprint.get("/")
def show_list() -> ResponseReturnValue:
    """Shifts to come, soonest first."""
    wanted = _read_filter(request.args)
    number = min(request.args.get("page", 1, type=int), MAX_PAGES)
    if number < 1:
        abort(404)
    shifts = list_shifts(
        db.reader,
        wanted,
        now=read_clock(),
        timezone=current_settings().city_timezone,
        n_skipped=(number - 1) * PAGE_LENGTH,
        n_most=PAGE_LENGTH + 1,
    )
    return render_template(
        "volunteers/list.html",
        shifts=shifts[:PAGE_LENGTH],
        paging=_make_paging(number, has_next=len(shifts) > PAGE_LENGTH),
        filters=_offer_filters(wanted),
    )


@blueprint.get("/month")
def show_month() -> ResponseReturnValue:
    """A month's calendar with the number of shifts on each day."""
    now, timezone = read_clock(), current_settings().city_timezone
    today = now.astimezone(timezone).date()
    first_day = read_month(request.args.get("month"), today=today)
    last_day = (first_day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    wanted = replace(_read_filter(request.args), first_day=None, last_day=None)
    in_month = replace(wanted, first_day=first_day, last_day=last_day)
    counts = count_by_day(db.reader, in_month, now=now, timezone=timezone)
    return render_template(
        "volunteers/month.html",
        month=Month(first_day, today, counts),
        filters=_offer_filters(wanted),
    )


@blueprint.get("/map")
def show_map() -> ResponseReturnValue:
    """Where something is going on: the city's streets, each leading to its shifts."""
    wanted = replace(_read_filter(request.args), area_code=None)
    timezone = current_settings().city_timezone
    places = count_by_place(db.reader, wanted, now=read_clock(), timezone=timezone)
    city_map = draw_map(db.reader, places, language=current_language(), display=current_display())
    return render_template("volunteers/map.html", map=city_map, filters=_offer_filters(wanted))


@blueprint.get("/calendar.ics")
def show_feed() -> Response:
    """Shifts to come as an iCalendar feed, with the list's filters."""
    now = read_clock()
    wanted = replace(_read_filter(request.args), first_day=None, last_day=None)
    settings = current_settings()
    shifts = list_shifts(db.reader, wanted, now=now, timezone=settings.city_timezone, n_most=N_FEED)
    address = settings.public_url + url_for("volunteers.finding.show_list")
    feed = write_feed(
        known_city_name(),
        shifts,
        address=f"{address}activities",
        language=current_language(),
        now=now,
    )
    return Response(feed, mimetype="text/calendar")


@blueprint.get("/activities/<int:activity_id>")
def show_activity(activity_id: int) -> ResponseReturnValue:
    """One activity with everything that recruitment must state, and its shifts."""
    activity = find_activity(db.reader, activity_id)
    if activity.state == "draft" and not _may_see_draft(activity.team_id):
        raise NotFound
    visitor = current_visitor()
    now = read_clock()
    shifts = [
        shift for shift in list_activity_shifts(db.reader, activity_id) if shift.ends_at > now
    ]
    return render_template(
        "volunteers/activity.html",
        activity=activity,
        team=db.reader.get_one(Team, activity.team_id),
        skills=[SKILLS[skill] for skill in sorted(list_skills(db.reader, activity_id))],
        field=FIELDS[activity.field],
        audience=AUDIENCES[activity.audience],
        shifts=shifts,
        own=list_own_states(db.reader, visitor.id) if visitor else {},
        is_minor=visitor is not None and is_visitor_minor(),
        now=now,
        rules=current_rules(),
    )


def _may_see_draft(team_id: int) -> bool:
    if current_visitor() is None and current_account() is None:
        return False
    return has_right(db.reader, team_id, current_actor(), ORGANISING)


def _read_filter(arguments: MultiDict[str, str]) -> ShiftFilter:
    """The filters of an address; what cannot be one is left out."""
    field, audience = arguments.get("field"), arguments.get("audience")
    area_code = arguments.get("area", "")
    is_area = len(area_code) == 12 and area_code.isascii() and area_code.isdigit()
    return ShiftFilter(
        first_day=_read_day(arguments.get("from")),
        last_day=_read_day(arguments.get("to")),
        area_code=area_code if is_area else None,
        field=field if field in FIELDS else None,
        audience=audience if audience in AUDIENCES else None,
        has_free_places=arguments.get("free") == "yes",
    )


def _offer_filters(wanted: ShiftFilter) -> FilterOffer:
    fields, audiences = _list_filter_choices(current_language())
    return FilterOffer(wanted, list_area_choices(db.reader), fields, audiences)


def _read_day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


@lru_cache(maxsize=4)
def _list_filter_choices(_language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Fields and audiences in a language; the same on every page, so put into words once."""
    return list_choices(FIELDS), list_choices(AUDIENCES)


def _make_paging(number: int, *, has_next: bool) -> Paging:
    arguments: dict[str, str | int] = dict(request.args.items())

    def address(page: int) -> str:
        return "?" + urlencode(arguments | {"page": page})

    return Paging(
        number,
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if has_next else "",
    )
