"""Coordinators of the city: statistics against targets, rules, export of service records."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from datetime import date
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import Database, db
from portal.volunteering.view import build_view
from portal.volunteers.attendance.spot_check_reports import list_spot_checks
from portal.volunteers.pages.forms import PeriodForm
from portal.volunteers.pages.tools import current_keys, current_rules
from portal.volunteers.rules import LIST_RULES, NUMBER_RULES, RANGES, change_rule
from portal.volunteers.statistics.export import HEADINGS, read_records
from portal.volunteers.statistics.persons import RecordReader

blueprint = Blueprint("coordinating", __name__)

BYTE_ORDER_MARK = "\ufeff"
N_CHECKS = 3
RULE_GROUPS = {
    "people": ("min_age", "adult_age"),
    "places": ("withdraw_hours", "grace_minutes", "offer_hours", "last_offer_minutes"),
    "travel": (
        "travel_same_street",
        "travel_same_district",
        "travel_elsewhere",
        "travel_speed",
    ),
    "attendance": (
        "check_in_early_minutes",
        "check_out_late_minutes",
        "code_seconds",
        "presence_percent",
    ),
    "checks": ("late_entry_days", "max_day_hours", "bulk_entries"),
    "absences": ("max_missed", "pause_days"),
    "recognition": ("star_hours", "points_per_hour", "board_min_members", "notice_days"),
    "keeping": ("reminder_hours", "keep_years", "keep_trace_days"),
}
"""The rules in the order in which a coordinator meets them; what is not named here comes last."""


@blueprint.get("/")
def show_statistics() -> ResponseReturnValue:
    """Targets first, then districts, fields and months."""
    return _render_statistics(None)


def _render_statistics(form: PeriodForm | None) -> str:
    """The page, with the form of the export if it came back."""
    register = build_view()
    form = form or PeriodForm(formdata=None, first=f"{register.figures.year}-01-01")
    return render_template(
        "volunteers/statistics.html",
        register=register,
        form=form,
        checks=list_spot_checks(db.reader)[:N_CHECKS],
    )


@blueprint.route("/rules", methods=["GET", "POST"])
def edit_rules() -> ResponseReturnValue:
    """The rules in force; stars and other thresholds as this city sets them."""
    rules, errors = current_rules(), {}
    values = {name: f"{getattr(rules, name):g}" for name in NUMBER_RULES}
    values["star_hours"] = ", ".join(str(hours) for hours in rules.star_hours)
    if request.method == "POST":
        sent = {name: request.form.get(name, "").strip() for name in values}
        errors = _save_rules(values, sent)
        if not errors:
            flash(_("已保存。"))
            return redirect(url_for("volunteers.coordinating.edit_rules"), 303)
        values = sent
    page = render_template(
        "volunteers/rules.html", values=values, errors=errors, groups=_group_rules(values)
    )
    return page, 422 if errors else 200


def _group_rules(values: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Groups with the names of their rules, and all others in one of their own."""
    grouped = [name for names in RULE_GROUPS.values() for name in names]
    others = tuple(name for name in values if name not in grouped)
    return [*RULE_GROUPS.items(), *([("others", others)] if others else [])]


@blueprint.post("/export")
def export_records() -> ResponseReturnValue:
    """Records of service in the fields of civil affairs, as CSV; who took them is recorded."""
    form = PeriodForm()
    if not form.validate_on_submit():
        return _render_statistics(form), 422
    first_day, last_day = form.days
    record_audit(
        db.session,
        who=require_account().name,
        action="service records exported",
        subject=f"{first_day} - {last_day}",
        now=read_clock(),
    )
    database = cast(Database, current_app.extensions["database"])
    reader = RecordReader(current_keys().vault, current_rules())
    response = Response(_write_csv(database, form.days, reader), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=service-records.csv"
    return response


def _write_csv(database: Database, days: tuple[date, date], reader: RecordReader) -> Iterator[str]:
    """Lines as they are read, in a transaction of their own: the request's is over by then."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(HEADINGS)
    with database.reading() as session:
        for record in read_records(session, *days, reader=reader):
            writer.writerow(astuple(record))
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _save_rules(before: dict[str, str], sent: dict[str, str]) -> dict[str, str]:
    """Save what was changed; errors by the rule's name."""
    errors = {}
    by, now = require_account().name, read_clock()
    for name, text in sent.items():
        if text == before[name]:
            continue
        try:
            value = _read_rule(name, text)
            change_rule(db.session, name, value, by=by, now=now)
        except ValueError:
            errors[name] = _describe_range(name)
    if not errors:
        record_audit(db.session, who=by, action="volunteer rules", subject="", now=now)
    return errors


def _read_rule(name: str, text: str) -> int | list[int]:
    if name in LIST_RULES:
        return [int(part) for part in text.replace("，", ",").split(",")]
    return int(text)


def _describe_range(name: str) -> str:
    """What a rule can be, for whoever typed something else."""
    if name in LIST_RULES:
        return str(_("请填正整数，从小到大，用逗号隔开。"))
    least, most = RANGES[name]
    return str(_("请填 %(least)s 到 %(most)s 之间的整数。", least=least, most=most))
