"""Targets: the values to reach, each with its basis, and every change on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import DecimalField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.i18n import pick_words
from portal.officials.figures import write_target
from portal.officials.groups import GROUPS, list_group
from portal.volunteering.indicators import INDICATORS, MAX_BASIS, RegisterTarget
from portal.volunteering.register import current_register
from portal.volunteering.rows import write_target as write_register_target
from surveys.results.indicators import Indicator, load_indicators
from surveys.results.model import Target
from surveys.results.targets import list_target_history, newest_targets, set_target
from surveys.waves.service import list_waves
from surveys.words import Text

VOLUNTEERING: Text = {"zh": "志愿服务（全数登记）", "en": "Volunteering (complete register)"}
_REQUIRED = InputRequired(_l("请填写这一项。"))
_NOT_BLANK = DataRequired(_l("请填写这一项。"))

blueprint = Blueprint("targets", __name__)


def basis_field(label: LazyString) -> TextAreaField:
    """Make a field for where a target comes from."""
    return TextAreaField(
        label, [_NOT_BLANK, Length(max=MAX_BASIS, message=_l("最多 300 个字符。"))]
    )


class TargetForm(FlaskForm):
    """A value to reach and where it comes from, in both languages."""

    percent = DecimalField(
        _l("目标（百分数）"),
        [_REQUIRED, NumberRange(min=0.01, max=100, message=_l("请填 0 以上、100 以内的数。"))],
        places=None,
    )
    basis_zh = basis_field(_l("依据（中文）"))
    basis_en = basis_field(_l("依据（英文）"))


@dataclass(frozen=True)
class TargetRow:
    """One indicator with the target that holds."""

    label: Text
    target: Target | RegisterTarget | None
    words: str
    address: str


@dataclass(frozen=True)
class TargetGroup:
    """Indicators of one group of one questionnaire."""

    title: Text
    rows: tuple[TargetRow, ...]


@blueprint.get("/targets")
def list_targets() -> ResponseReturnValue:
    """Show every indicator that can have a target, and the one that holds."""
    groups = [
        group
        for questionnaire_code, questionnaire_id in find_questionnaires(db.session).items()
        for group in _group_targets(db.session, questionnaire_code, questionnaire_id)
    ]
    return render_template(
        "officials/targets.html", groups=[*groups, _group_volunteering()], has_waves=bool(groups)
    )


@blueprint.route("/targets/<questionnaire_code>/<indicator_code>", methods=["GET", "POST"])
def edit_target(questionnaire_code: str, indicator_code: str) -> ResponseReturnValue:
    """Set a new target with its basis; show every one that held before."""
    questionnaire_id = find_questionnaires(db.reader).get(questionnaire_code)
    if questionnaire_id is None:
        abort(404)
    history = list_target_history(db.reader, questionnaire_id, indicator_code)
    form = TargetForm(data=_read_current(history))
    if form.validate_on_submit():
        _set_target(questionnaire_id, indicator_code, form)
        flash(_("目标已更新，各页的结论随之更新。"))
        return redirect(url_for("officials.targets.list_targets"), 303)
    return render_template(
        "officials/target.html",
        indicator=_find_indicator(db.reader, questionnaire_id, indicator_code),
        form=form,
        field=form.percent,
        hint=_("百分数，例如 85 或 87.5。"),
        history=[(write_target(target), target) for target in history],
    ), (422 if form.is_submitted() else 200)


def find_questionnaires(session: Session) -> Mapping[str, int]:
    """Give the questionnaires that waves have used: code -> id."""
    versions = [wave.version for wave in list_waves(session)]
    return {v.questionnaire.code: v.questionnaire_id for v in versions}


def _find_indicator(session: Session, questionnaire_id: int, indicator_code: str) -> Indicator:
    for indicator in load_indicators(session, questionnaire_id):
        if indicator.code == indicator_code and indicator.unit == "percent":
            return indicator
    abort(404)


def _group_targets(
    session: Session, questionnaire_code: str, questionnaire_id: int
) -> Iterator[TargetGroup]:
    indicators = load_indicators(session, questionnaire_id)
    targets = newest_targets(session, questionnaire_id)
    for group, title in GROUPS:
        rows = tuple(
            TargetRow(
                indicator.label,
                targets.get(indicator.code),
                write_target(targets.get(indicator.code)),
                url_for(
                    "officials.targets.edit_target",
                    questionnaire_code=questionnaire_code,
                    indicator_code=indicator.code,
                ),
            )
            for indicator in list_group(indicators, group)
            if has_target(indicator)
        )
        if rows:
            yield TargetGroup(title, rows)


def _group_volunteering() -> TargetGroup:
    rows = []
    for indicator in INDICATORS:
        target = current_register().list_target_history(db.reader, indicator)[0]
        words = pick_words(write_register_target(target, indicator))
        address = url_for("officials.volunteering.edit_target", code=indicator.code)
        rows.append(TargetRow(indicator.label, target, words, address))
    return TargetGroup(VOLUNTEERING, tuple(rows))


def has_target(indicator: Indicator) -> bool:
    """Tell whether an indicator may have a target: a rate, and not the wide way of counting."""
    return indicator.unit == "percent" and indicator.family != "wide"


def _read_current(history: tuple[Target, ...]) -> Mapping[str, object]:
    if not history:
        return {}
    newest = history[0]
    return {
        "percent": Decimal(f"{newest.percent:g}"),
        "basis_zh": newest.basis["zh"],
        "basis_en": newest.basis["en"],
    }


def _set_target(questionnaire_id: int, indicator_code: str, form: TargetForm) -> None:
    who, now = require_account().name, read_clock()
    target = set_target(
        db.session,
        questionnaire_id,
        indicator_code,
        percent=float(form.percent.data),
        basis={"zh": form.basis_zh.data, "en": form.basis_en.data},
        by=who,
        now=now,
    )
    subject = f"{indicator_code} {write_target(target)}"
    record_audit(db.session, who=who, action="target set", subject=subject, now=now)
