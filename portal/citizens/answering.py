"""The questions, page by page: show one, take its answer, go on.

Each page is a plain GET, and a POST that redirects, so that reload, back and a second click do no
harm. The answers travel in the browser's sealed cookie until they are sent.
"""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens import steps
from portal.citizens.faces import PageError, Shown, Surroundings, render_face
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
    read_inside,
)
from portal.citizens.words import say_error
from portal.db import db
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.page_rules import write_page_rules
from surveys.questionnaires.pages import Page
from surveys.questionnaires.piping import Teller, fill_page
from surveys.questionnaires.types import find_type
from surveys.responses.answers import CheckedPage, check_page
from surveys.responses.service import record_screen_out

blueprint = Blueprint("answering", __name__)

Values = Mapping[str, Sequence[str]]


@blueprint.get("/s/<wave_code>/<page_code>")
def show_page(wave_code: str, page_code: str) -> ResponseReturnValue:
    """One page of questions, with the answers given before."""
    visit = load_visit(wave_code)
    page = _find_page(visit, page_code)
    if page is None or is_ahead(visit, page):
        return redirect(find_way_on(visit), 303)
    return _show(visit, page, values=_read_answers(visit, page))


@blueprint.post("/s/<wave_code>/<page_code>")
def answer_page(wave_code: str, page_code: str) -> ResponseReturnValue:
    """Take the answers of a page and go on, or show it again with what to mend."""
    visit = load_visit(wave_code)
    page = _find_page(visit, page_code)
    if page is None:
        return redirect(find_way_on(visit), 303)
    if find_type(page.items[-1].question).ends:
        return _end_screened_out(visit)
    raw = request.form.to_dict(flat=False)
    step = _find_area_step(visit, page, raw)
    if step and step != read_inside():
        address = make_address(visit.opening, page.code, inside=step, from_review=is_from_review())
        return redirect(address, 303)
    checked = _check(visit, page, raw, is_step_open=bool(step))
    if checked.errors:
        return _show(visit, page, values=raw, errors=_say_errors(page, checked.errors)), 422
    return _keep(visit, page, raw, checked)


def _find_page(visit: Visit, page_code: str) -> Page | None:
    """The page on the path, with the citizen's earlier answers in its words."""
    page = visit.path.find_page(page_code)
    if page is None or not page.is_personal:
        return page
    return fill_page(page, Teller(visit.opening.questionnaire, visit.answers, visit.opening.areas))


def _keep(visit: Visit, page: Page, raw: Values, checked: CheckedPage) -> ResponseReturnValue:
    answered = visit.with_answers(checked.answers)
    try:
        response = redirect(find_way_on(answered, after=page), 303)
        return keep_filling(response, visit.opening, answered.filling)
    except TooMuchToCarry:
        field = find_type(page.items[0].question).list_fields(page.items[0])[0]
        error = PageError(field, _("所有文字加起来太长，浏览器带不下，请缩短一些。"))
        return _show(visit, page, values=raw, errors=(error,)), 422


def _end_screened_out(visit: Visit) -> ResponseReturnValue:
    if visit.filling.invitation_code:
        record_screen_out(db.session, visit.opening.wave_id, visit.filling.invitation_code)
    response = redirect(make_address(visit.opening, THANKS), 303)
    return forget_filling(response, visit.opening)


def _show(visit: Visit, page: Page, *, values: Values, errors: tuple[PageError, ...] = ()) -> str:
    opening = visit.opening
    is_area = steps.find_area_item(page) is not None
    step = steps.find_step(opening.areas, read_inside()) if is_area else None
    inside = step.lineage[-1].code if step and step.lineage else ""
    shown = Shown(
        is_alone=page.title is None,
        values=values,
        errors=errors,
        area_step=step,
        rules=write_page_rules(page, visit.answers) if page.is_adaptive else None,
    )
    progress = visit.path.find_progress(page.code)
    around = Surroundings(
        token=make_token(visit.filling.submission_key),
        back=find_way_back(visit, page),
        position=str(progress.position),
        total=str(progress.total),
        here=make_address(opening, page.code, inside=inside, from_review=is_from_review()),
        version_digest=opening.version.digest,
    )
    return render_face(page, shown, around)


def _find_area_step(visit: Visit, page: Page, raw: Values) -> str:
    item = steps.find_area_item(page)
    return steps.find_next_step(item, raw, visit.opening.areas) if item else ""


def _check(visit: Visit, page: Page, raw: Values, *, is_step_open: bool) -> CheckedPage:
    if not is_step_open:
        return check_page(page, raw, areas=visit.opening.areas, known=visit.answers)
    # The step was posted without a choice: the same step again, with its own error.
    level = steps.find_step(visit.opening.areas, read_inside()).level
    field = f"{page.items[0].code}_{level}"
    error = AnswerError(AnswerFault.AREA_INCOMPLETE, field, {"level": level})
    return CheckedPage(answers={}, errors=(error,))


def _read_answers(visit: Visit, page: Page) -> Values:
    """What the page's fields hold, given the answers so far."""
    values: dict[str, Sequence[str]] = {}
    for item in page.items:
        if steps.find_area_item(page):
            values |= steps.fill_steps(item, visit.answers.get(item.code), visit.opening.areas)
            continue
        values |= find_type(item.question).fill_fields(item, visit.answers)
    return values


def _say_errors(page: Page, errors: Sequence[AnswerError]) -> tuple[PageError, ...]:
    question_by_field = {
        field: item.question
        for item in (*page.items, *page.standby)
        for field in find_type(item.question).list_fields(item)
    }
    return tuple(
        PageError(error.field, say_error(error, question_by_field[error.field])) for error in errors
    )
