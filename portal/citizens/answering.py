"""The questions, page by page: show one, take its answer, go on.

Each page is a plain GET, and a POST that redirects, so that reload, back and a second click do no
harm. The answers travel in the browser's sealed cookie until they are sent.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.asking.faces import PageError, Surroundings, Values, render_face
from portal.asking.pages import check_posted, find_step_ahead, follow_answers, make_shown
from portal.citizens.forgery import make_token
from portal.citizens.progress import TooMuchToCarry
from portal.citizens.visit import Visit, forget_filling, keep_filling, load_visit
from portal.citizens.ways import (
    THANKS,
    find_way_back,
    find_way_on,
    is_ahead,
    is_from_review,
    make_address,
)
from portal.db import db
from surveys.questionnaires.faults import AnswerError
from surveys.questionnaires.pages import Page
from surveys.questionnaires.piping import Teller, fill_page
from surveys.questionnaires.types import find_type
from surveys.responses.answers import CheckedPage
from surveys.responses.service import record_screen_out

blueprint = Blueprint("answering", __name__)


@blueprint.get("/s/<wave_code>/<page_code>")
def show_page(wave_code: str, page_code: str) -> ResponseReturnValue:
    """One page of questions, with the answers given before."""
    visit = load_visit(wave_code)
    page = visit.path.find_page(page_code)
    if page is None or is_ahead(visit, page):
        return redirect(find_way_on(visit), 303)
    return _show(visit, page)


@blueprint.post("/s/<wave_code>/<page_code>")
def answer_page(wave_code: str, page_code: str) -> ResponseReturnValue:
    """Take the answers of a page and go on, or show it again with what to mend."""
    visit = load_visit(wave_code)
    page = visit.path.find_page(page_code)
    if page is None:
        return redirect(find_way_on(visit), 303)
    if find_type(page.items[-1].question).ends:
        return _end_screened_out(visit)
    raw = request.form.to_dict(flat=False)
    teller = _make_teller(visit)
    step = find_step_ahead(page, raw, teller)
    if step:
        address = make_address(visit.opening, page.code, inside=step, from_review=is_from_review())
        return redirect(address, 303)
    checked = check_posted(page, raw, teller)
    if checked.errors:
        return _show_again(visit, page, raw, checked), 422
    return _keep(visit, page, raw, checked)


def _make_teller(visit: Visit) -> Teller:
    opening = visit.opening
    return Teller(opening.questionnaire, visit.answers, opening.areas, visit.today)


def _keep(visit: Visit, page: Page, raw: Values, checked: CheckedPage) -> ResponseReturnValue:
    answered = visit.with_answers(checked.answers)
    try:
        response = redirect(find_way_on(answered, after=page), 303)
        return keep_filling(response, visit.opening, answered.filling)
    except TooMuchToCarry:
        field = find_type(page.items[0].question).list_fields(page.items[0])[0]
        error = PageError(field, _("所有文字加起来太长，浏览器带不下，请缩短一些。"))
        return _show(visit, page, raw=raw, more_errors=(error,)), 422


def _end_screened_out(visit: Visit) -> ResponseReturnValue:
    if visit.filling.invitation_code:
        record_screen_out(db.session, visit.opening.wave_id, visit.filling.invitation_code)
    response = redirect(make_address(visit.opening, THANKS), 303)
    return forget_filling(response, visit.opening)


def _show_again(visit: Visit, page: Page, raw: Values, checked: CheckedPage) -> str:
    """The page as what was posted makes it, with what to mend."""
    teller = _make_teller(visit)
    followed, told = follow_answers(page, teller, checked.answers, seed=visit.filling.seed)
    changed = replace(visit, answers=told.answers)
    return _show(changed, followed, raw=raw, errors=checked.errors)


def _show(
    visit: Visit,
    page: Page,
    *,
    raw: Values | None = None,
    errors: Sequence[AnswerError] = (),
    more_errors: Sequence[PageError] = (),
) -> str:
    opening, teller = visit.opening, _make_teller(visit)
    shown = make_shown(page, teller, raw=raw, errors=errors, more_errors=more_errors)
    inside = shown.area_step.lineage[-1].code if shown.area_step and shown.area_step.lineage else ""
    progress = visit.path.find_progress(page.code)
    around = Surroundings(
        token=make_token(visit.filling.submission_key),
        back=find_way_back(visit, page),
        position=str(progress.position),
        total=str(progress.total),
        here=make_address(opening, page.code, inside=inside, from_review=is_from_review()),
        version_digest=opening.version.digest,
    )
    return render_face(fill_page(page, teller), shown, around)
