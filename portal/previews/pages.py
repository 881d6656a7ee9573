"""The pages of a try, made by the citizens' own code; only the way they carry answers differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from portal.citizens import steps
from portal.citizens.faces import PageError, Shown
from portal.citizens.ways import read_inside
from portal.citizens.words import say_error
from portal.headers import allow_own_frames
from portal.i18n import pick_words
from portal.previews.trial import Trial
from surveys.questionnaires.faults import AnswerError
from surveys.questionnaires.page_rules import write_page_rules
from surveys.questionnaires.pages import Page
from surveys.questionnaires.piping import Teller, fill_page
from surveys.questionnaires.types import find_type
from surveys.responses.answers import check_page

END = "end"
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class PreviewOpening:
    """What the start page asks of a wave: a preview belongs to none."""

    is_sample_data: bool = False


def show_start(trial: Trial) -> ResponseReturnValue:
    """The start page; its button leads to the first question."""
    allow_own_frames()
    if request.method == "POST":
        return redirect(_find_way_on(trial), 303)
    return render_template(
        "previews/start.html",
        questionnaire=trial.questionnaire,
        opening=PreviewOpening(),
        way_on="",
        token=generate_csrf(),
    )


def show_page(trial: Trial, page_code: str) -> ResponseReturnValue:
    """One page of the path: shown, or checked and left behind."""
    allow_own_frames()
    if page_code == END:
        return render_template("previews/end.html", trial=trial)
    page = trial.path.find_page(page_code)
    if page is None:
        return redirect(_find_way_on(trial), 303)
    if request.method == "GET":
        return _render(trial, page, values=_read_values(trial, page))
    return _answer(trial, page)


def show_alone(trial: Trial, question_code: str) -> ResponseReturnValue:
    """The page of one question, whatever leads to it; its answer is checked and forgotten."""
    allow_own_frames()
    pages = trial.path.pages
    if not pages:
        return render_template("previews/unseen.html", code=question_code)
    raw = request.form.to_dict(flat=False)
    errors = _check(trial, pages[0], raw) if request.method == "POST" else ()
    status = 422 if errors else 200
    return _render(trial, pages[0], values=raw, errors=errors, here=request.path), status


def _answer(trial: Trial, page: Page) -> ResponseReturnValue:
    raw = request.form.to_dict(flat=False)
    if find_type(page.items[-1].question).ends:
        return redirect(trial.address(END), 303)
    item = steps.find_area_item(page)
    step = steps.find_next_step(item, raw, trial.areas) if item else ""
    if step and step != read_inside():
        return redirect(trial.address(page.code, inside=step), 303)
    errors = _check(trial, page, raw)
    if errors:
        return _render(trial, page, values=raw, errors=errors), 422
    checked = check_page(page, raw, areas=trial.areas, known=trial.answers)
    return redirect(_find_way_on(trial.with_answers(checked.answers), after=page), 303)


def _check(trial: Trial, page: Page, raw: Values) -> tuple[PageError, ...]:
    checked = check_page(page, raw, areas=trial.areas, known=trial.answers)
    return tuple(_say(page, error) for error in checked.errors)


def _say(page: Page, error: AnswerError) -> PageError:
    for item in (*page.items, *page.standby):
        if error.field in find_type(item.question).list_fields(item):
            return PageError(error.field, say_error(error, item.question))
    raise KeyError(error.field)


def _find_way_on(trial: Trial, after: Page | None = None) -> str:
    following = trial.path.find_next(after.code) if after else next(iter(trial.path.pages), None)
    return trial.address(following.code if following else END)


def _read_values(trial: Trial, page: Page) -> Values:
    values: dict[str, Sequence[str]] = {}
    for item in page.items:
        if steps.find_area_item(page):
            values |= steps.fill_steps(item, trial.answers.get(item.code), trial.areas)
        else:
            values |= find_type(item.question).fill_fields(item, trial.answers)
    return values


def _render(
    trial: Trial,
    page: Page,
    *,
    values: Values,
    errors: tuple[PageError, ...] = (),
    here: str = "",
) -> str:
    is_area = steps.find_area_item(page) is not None
    shown = Shown(
        is_alone=page.title is None,
        values=values,
        errors=errors,
        area_step=steps.find_step(trial.areas, read_inside()) if is_area else None,
        rules=write_page_rules(page, trial.answers) if page.is_adaptive else None,
    )
    told = fill_page(page, Teller(trial.questionnaire, trial.answers, trial.areas))
    previous = trial.path.find_previous(page.code)
    progress = trial.path.find_progress(page.code)
    return render_template(
        "previews/question.html",
        heading=_find_heading(told, shown),
        page=told,
        shown=shown,
        errors=errors,
        token=generate_csrf(),
        back=here or trial.address(previous.code if previous else ""),
        position=progress.position,
        total=progress.total,
        here=here or trial.address(page.code, inside=read_inside()),
        rules=shown.rules,
        ends=find_type(page.items[-1].question).ends,
    )


def _find_heading(page: Page, shown: Shown) -> str:
    if shown.area_step is not None and shown.area_step.heading:
        return shown.area_step.heading
    if page.title is not None:
        return pick_words(page.title)
    item = page.items[0]
    return pick_words(item.question.label if item.row is None else item.row.label)
