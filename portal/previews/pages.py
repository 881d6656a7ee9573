"""The pages of a try: those that citizens see; only the way they carry answers differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from portal.asking.faces import Surroundings, Values, render_page
from portal.asking.pages import check_posted, find_step_ahead, follow_answers, make_shown
from portal.asking.steps import read_inside
from portal.headers import allow_own_frames
from portal.previews.trial import SEED, Trial
from surveys.questionnaires.faults import AnswerError
from surveys.questionnaires.pages import Page
from surveys.questionnaires.piping import Teller, fill_page
from surveys.questionnaires.routing import is_complete
from surveys.questionnaires.types import find_type
from surveys.responses.answers import CheckedPage

TEMPLATE = "previews/question.html"
END = "end"


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
    return _render(trial, page) if request.method == "GET" else _answer(trial, page)


def show_alone(trial: Trial, question_code: str) -> ResponseReturnValue:
    """The page of one question, whatever leads to it; its answer is checked and forgotten."""
    allow_own_frames()
    pages = trial.path.pages
    if not pages:
        return render_template("previews/unseen.html", code=question_code)
    if request.method == "GET":
        return _render(trial, pages[0], here=request.path)
    raw = request.form.to_dict(flat=False)
    checked = check_posted(pages[0], raw, _make_teller(trial))
    status = 422 if checked.errors else 200
    return _render_again(trial, pages[0], raw, checked, here=request.path), status


def _answer(trial: Trial, page: Page) -> ResponseReturnValue:
    raw = request.form.to_dict(flat=False)
    if find_type(page.items[-1].question).ends:
        return redirect(trial.address(END), 303)
    step = find_step_ahead(page, raw, _make_teller(trial))
    if step:
        return redirect(trial.address(page.code, inside=step), 303)
    checked = check_posted(page, raw, _make_teller(trial))
    if checked.errors:
        return _render_again(trial, page, raw, checked), 422
    return redirect(_find_way_on(trial.with_answers(checked.answers), after=page), 303)


def _make_teller(trial: Trial) -> Teller:
    return Teller(trial.questionnaire, trial.answers, trial.areas, trial.today)


def _find_way_on(trial: Trial, after: Page | None = None) -> str:
    """The next page; the same again where an answer has opened more of it."""
    if after is None:
        following = next(iter(trial.path.pages), None)
    else:
        again = trial.path.find_page(after.code)
        is_open = again is not None and not is_complete(again, trial.answers)
        following = again if is_open else trial.path.find_next(after.code)
    return trial.address(following.code if following else END)


def _render_again(
    trial: Trial, page: Page, raw: Values, checked: CheckedPage, *, here: str = ""
) -> str:
    """The page as what was posted makes it, with what to mend."""
    followed, told = follow_answers(page, _make_teller(trial), checked.answers, seed=SEED)
    changed = replace(trial, answers=told.answers)
    return _render(changed, followed, raw=raw, errors=checked.errors, here=here)


def _render(
    trial: Trial,
    page: Page,
    *,
    raw: Values | None = None,
    errors: Sequence[AnswerError] = (),
    here: str = "",
) -> str:
    teller = _make_teller(trial)
    previous = trial.path.find_previous(page.code)
    progress = trial.path.find_progress(page.code)
    around = Surroundings(
        token=generate_csrf(),
        back=here or trial.address(previous.code if previous else ""),
        position=str(progress.position),
        total=str(progress.total),
        here=here or trial.address(page.code, inside=read_inside()),
        version_digest="",
    )
    shown = make_shown(page, teller, raw=raw, errors=errors)
    return render_page(TEMPLATE, fill_page(page, teller), shown, around)
