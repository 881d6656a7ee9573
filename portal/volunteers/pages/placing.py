"""Organisers: the places of their teams, with coordinates by number or by a tap on the map."""

from math import isfinite

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.i18n import current_display, current_language, pick_words
from portal.volunteers.activities.places import (
    DEFAULT_RADIUS,
    PlacePlan,
    add_place,
    find_place,
    list_places,
    require_keeper,
    retire_place,
    revise_place,
)
from portal.volunteers.activities.tables import Place
from portal.volunteers.groups.service import list_teams
from portal.volunteers.pages.areamap import draw_map
from portal.volunteers.pages.choosing import list_street_choices
from portal.volunteers.pages.organising import find_own_teams
from portal.volunteers.pages.organising_forms import PlaceForm
from portal.volunteers.pages.visitor import current_actor
from portal.volunteers.refusals import PlaceOutside
from surveys.sampling.outlines.geometry import Point
from surveys.sampling.outlines.service import find_outline

CITY_OWN = "0"
"""Chosen by coordinators for a place that every team may use."""

blueprint = Blueprint("placing", __name__)


@blueprint.get("/places")
def show_places() -> ResponseReturnValue:
    """The places of one's teams and of the city."""
    return render_template(
        "volunteers/places.html", places=list_places(db.reader, find_own_teams())
    )


@blueprint.route("/places/new", methods=["GET", "POST"])
def write_place() -> ResponseReturnValue:
    """Add a place."""
    form = _make_form(None)
    if form.validate_on_submit():
        team_id = int(form.team.data) or None
        try:
            add_place(db.session, _read_plan(form, team_id), actor=current_actor())
        except PlaceOutside:
            form.longitude.errors = [_("坐标不在所选街道里，请核对。")]
        else:
            flash(_("已保存。"))
            return redirect(url_for("volunteers.placing.show_places"), 303)
    return _render_form(form, None)


@blueprint.route("/places/<int:place_id>", methods=["GET", "POST"])
def edit_place(place_id: int) -> ResponseReturnValue:
    """Change what is known of a place."""
    place = _find_kept(place_id)
    form = _make_form(place)
    if form.validate_on_submit():
        try:
            revise_place(db.session, place, _read_plan(form, place.team_id), actor=current_actor())
        except PlaceOutside:
            form.longitude.errors = [_("坐标不在所选街道里，请核对。")]
        else:
            flash(_("已保存。"))
            return redirect(url_for("volunteers.placing.show_places"), 303)
    return _render_form(form, place)


@blueprint.post("/places/<int:place_id>/retire")
def retire(place_id: int) -> ResponseReturnValue:
    """Offer a place no longer for new shifts, or again."""
    is_retired = request.form.get("again") != "yes"
    retire_place(db.session, _find_kept(place_id), is_retired=is_retired, actor=current_actor())
    flash(_("已停用：不再用于新班次，已有班次不变。") if is_retired else _("已恢复使用。"))
    return redirect(url_for("volunteers.placing.show_places"), 303)


def _find_kept(place_id: int) -> Place:
    place = find_place(db.session, place_id)
    require_keeper(db.session, place.team_id, current_actor())
    return place


def _make_form(place: Place | None) -> PlaceForm:
    """The form as stored, with the street of the address where the map's link named one."""
    form = PlaceForm(**_describe_place(place))
    form.street.choices = list_street_choices(db.reader)
    form.team.choices = _list_team_choices()
    outline = find_outline(db.reader, request.args.get("street", ""))
    if outline and not form.is_submitted():
        form.street.data = outline.code
        form.longitude.data = f"{outline.name_place.longitude:.5f}"
        form.latitude.data = f"{outline.name_place.latitude:.5f}"
    if place is not None:
        del form.team
    return form


def _describe_place(place: Place | None) -> dict[str, object]:
    if place is None:
        return {"radius": DEFAULT_RADIUS}
    return {
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "address": place.address,
        "street": place.area_code,
        "longitude": "" if place.longitude is None else f"{place.longitude:.5f}",
        "latitude": "" if place.latitude is None else f"{place.latitude:.5f}",
        "radius": place.radius_metres,
    }


def _list_team_choices() -> list[tuple[str, str]]:
    own = find_own_teams()
    teams = [
        (str(team.id), pick_words({"zh": team.name_zh, "en": team.name_en}))
        for team, _n in list_teams(db.reader)
        if own is None or team.id in own
    ]
    return teams if own is not None else [(CITY_OWN, _("全市各队都能用")), *teams]


def _read_plan(form: PlaceForm, team_id: int | None) -> PlacePlan:
    return PlacePlan(
        name={"zh": form.name_zh.data.strip(), "en": (form.name_en.data or "").strip()},
        area_code=form.street.data,
        address=(form.address.data or "").strip(),
        coordinates=form.coordinates,
        radius_metres=form.radius.data,
        team_id=team_id,
    )


def _render_form(form: PlaceForm, place: Place | None) -> ResponseReturnValue:
    city_map = draw_map(db.reader, (), language=current_language(), display=current_display())
    spot = _read_shown(form)
    page = render_template(
        "volunteers/edit_place.html",
        form=form,
        place=place,
        map=city_map,
        spot=city_map.projection.place(spot) if city_map and spot else None,
    )
    return page, 422 if form.is_submitted() else 200


def _read_shown(form: PlaceForm) -> Point | None:
    """The coordinates that the form shows, if they are some, for the mark on the map."""
    try:
        point = float(form.longitude.data), float(form.latitude.data)
    except (TypeError, ValueError):
        return None
    return point if isfinite(point[0]) and isfinite(point[1]) else None
