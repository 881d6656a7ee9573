"""Teams: who they are, asking to join, the leader's list, holding places for members."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.impossible_values import LARGEST_ID
from portal.volunteers.activities.listing import ShiftFilter, list_shifts
from portal.volunteers.groups.rights import LEADING, has_right, require_leader
from portal.volunteers.groups.service import (
    ask_to_join,
    decide_request,
    find_membership,
    find_team,
    give_role,
    leave_team,
    list_members,
    list_teams,
    show_on_board,
)
from portal.volunteers.groups.tables import Team
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.pages.guarding import read_answer
from portal.volunteers.pages.tools import current_rules, current_settings
from portal.volunteers.pages.visitor import (
    current_actor,
    current_visitor,
    require_visitor,
    require_volunteer,
)
from portal.volunteers.recognition.board import read_board
from portal.volunteers.refusals import AlreadyMember, NotFound
from portal.volunteers.signups.service import hold_team_places
from surveys.words import Text

public = Blueprint("teams", __name__)
members = Blueprint("membership", __name__)

ADMITTED: Text = {"zh": "已通过", "en": "you are in"}
NOT_ADMITTED: Text = {"zh": "未通过", "en": "not this time"}
N_SHIFTS = 30
ROLES = ("member", "organiser", "leader")


@public.get("/teams")
def show_teams() -> ResponseReturnValue:
    """All teams, and the board of those whose members agreed to be counted."""
    rules = current_rules()
    year = rules.find_day(read_clock()).year
    board = read_board(db.reader, year, rules=rules)
    return render_template(
        "volunteers/teams.html", teams=list_teams(db.reader), board=board, year=year, rules=rules
    )


@public.get("/teams/<code>")
def show_team(code: str) -> ResponseReturnValue:
    """One team and what it plans."""
    team = find_team(db.reader, code)
    visitor = current_visitor()
    membership = None
    if visitor is not None:
        try:
            membership = find_membership(db.reader, team.id, visitor.id)
        except NotFound:
            membership = None
    shifts = list_shifts(
        db.reader,
        ShiftFilter(team_id=team.id),
        now=read_clock(),
        timezone=current_settings().city_timezone,
    )
    return render_template(
        "volunteers/team.html",
        team=team,
        shifts=shifts,
        membership=membership,
        leads=visitor is not None and has_right(db.reader, team.id, current_actor(), LEADING),
    )


@members.post("/teams/<code>/join")
def join(code: str) -> ResponseReturnValue:
    """Ask to join."""
    try:
        ask_to_join(db.session, find_team(db.session, code), require_volunteer(), now=read_clock())
    except AlreadyMember:
        flash(_("您已是队员，或申请正在等待。"))
    else:
        flash(_("申请已送交队长。"))
    return redirect(url_for("volunteers.teams.show_team", code=code), 303)


@members.post("/teams/<code>/leave")
def leave(code: str) -> ResponseReturnValue:
    """Leave, or take a request back."""
    team = find_team(db.session, code)
    membership = find_membership(db.session, team.id, require_visitor().id)
    leave_team(db.session, membership, now=read_clock())
    flash(_("已离开本队。"))
    return redirect(url_for("volunteers.teams.show_team", code=code), 303)


@members.get("/teams/<code>/members")
def show_members(code: str) -> ResponseReturnValue:
    """The leader's list: requests first, then members; places to hold for them."""
    team = find_team(db.reader, code)
    require_leader(db.reader, team.id, current_actor())
    return _render_members(team)


def _render_members(team: Team, errors: Mapping[str, str] | None = None) -> str:
    """The leader's list; `errors` by the id of a field."""
    shifts = list_shifts(
        db.reader,
        ShiftFilter(has_free_places=True),
        now=read_clock(),
        timezone=current_settings().city_timezone,
        n_most=N_SHIFTS,
    )
    return render_template(
        "volunteers/members.html",
        team=team,
        people=list_members(db.reader, team),
        shifts=shifts,
        errors=errors or {},
        shift_id=request.form.get("shift", 0, type=int),
    )


@members.post("/teams/<code>/members/<int:volunteer_id>")
def decide(code: str, volunteer_id: int) -> ResponseReturnValue:
    """Admit, refuse, or give a role."""
    team, actor, now = find_team(db.session, code), current_actor(), read_clock()
    # First the right, then the person: a stranger learns nothing about who is in.
    require_leader(db.session, team.id, actor)
    membership = find_membership(db.session, team.id, volunteer_id)
    answer = read_answer("admit", "refuse", *ROLES)
    if answer in ROLES:
        give_role(db.session, membership, answer, actor=actor, now=now)
    else:
        admits = answer == "admit"
        decide_request(db.session, membership, admits=admits, actor=actor, now=now)
        data = spread("team", {"zh": team.name_zh, "en": team.name_en})
        data |= spread("outcome", ADMITTED if admits else NOT_ADMITTED)
        write_notice(db.session, volunteer_id, NoticeKind.JOIN_DECIDED, data, now=now)
    flash(_("已保存。"))
    return redirect(url_for("volunteers.membership.show_members", code=code), 303)


@members.post("/teams/<code>/board")
def decide_board(code: str) -> ResponseReturnValue:
    """Agree that the team stands on the board, or take that back."""
    team = find_team(db.session, code)
    is_shown = read_answer("yes", "no") == "yes"
    show_on_board(db.session, team, is_shown=is_shown, actor=current_actor())
    flash(_("已保存。"))
    return redirect(url_for("volunteers.membership.show_members", code=code), 303)


@members.post("/teams/<code>/places")
def hold_places(code: str) -> ResponseReturnValue:
    """Hold places of a shift for members; each decides for themselves."""
    team = find_team(db.session, code)
    require_leader(db.session, team.id, current_actor())
    member_ids = [n for n in request.form.getlist("member", type=int) if 0 < n <= LARGEST_ID]
    shift_id = request.form.get("shift", 0, type=int)
    if not 0 < shift_id <= LARGEST_ID:
        return _render_members(team, {"shift": _("请选择一个班次。")}), 422
    if not member_ids:
        return _render_members(team, {"member": _("请先勾选队员。")}), 422
    held = hold_team_places(
        db.session,
        shift_id,
        team,
        member_ids,
        actor=current_actor(),
        now=read_clock(),
        rules=current_rules(),
    )
    flash(_("已为 %(n)s 位队员保留位置，并通知他们确认。", n=len(held)))
    return redirect(url_for("volunteers.membership.show_members", code=code), 303)
