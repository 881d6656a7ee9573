"""One citizen on one page: the wave, the filling-in from the browser, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn, cast

from flask import (
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from portal.citizens.openings import Opening, find_opening, refuse_unless_open
from portal.citizens.paths import keep_path, recall_path
from portal.citizens.progress import (
    Filling,
    SealBroken,
    read_cookies,
    seal,
    unseal,
    write_cookies,
)
from portal.clock import read_clock
from portal.db import db
from portal.i18n import to_city_time
from surveys.questionnaires.pages import Answer, Answers, Page, Path
from surveys.questionnaires.routing import change_answers, changes_with_day, find_first_open
from surveys.responses.packing import find_packer


@dataclass(frozen=True)
class Visit:
    """What every page of a filling-in starts from."""

    opening: Opening
    filling: Filling
    answers: Answers
    path: Path
    today: date
    """The day in the city when the request came."""

    def with_answers(self, more: Mapping[str, Answer]) -> "Visit":
        """The visit after a page was answered; its filling-in carries the new answers."""
        path, answers = change_answers(
            self.opening.questionnaire,
            self.answers,
            more,
            seed=self.filling.seed,
            today=self.today,
        )
        packed = find_packer(self.opening.version).pack(answers)
        filling = replace(self.filling, answers=packed)
        keep_path(self.opening, filling, path, today=self.today)
        return Visit(self.opening, filling, answers, path, self.today)

    @property
    def first_open(self) -> Page | None:
        """The first page of the path still to be answered."""
        return find_first_open(self.path, self.answers)


def load_visit(wave_code: str, *, must_be_open: bool = True) -> Visit:
    """The visit that the request's cookie belongs to.

    Without a readable cookie the request ends here, with a page that offers a new start; once
    the response was sent, it ends at its receipt.
    """
    opening, now = find_opening(db.reader, wave_code), read_clock()
    filling = read_filling(opening)
    if filling is None:
        end_without_filling(opening)
    if filling.receipt_code:
        abort(redirect(url_for("citizens.sending.show_receipt", wave_code=wave_code), 303))
    if must_be_open:
        refuse_unless_open(opening, now)
    packer = find_packer(opening.version)
    answers = packer.unpack(filling.answers) if filling.answers else {}
    today = to_city_time(now).date()
    if not changes_with_day(opening.questionnaire):
        path = recall_path(opening, filling, answers, today=today)
        return Visit(opening, filling, answers, path, today)
    # What was answered before midnight and holds no more is asked again.
    path, still = change_answers(opening.questionnaire, answers, {}, seed=filling.seed, today=today)
    return Visit(opening, filling, still, path, today)


def read_filling(opening: Opening) -> Filling | None:
    """The filling-in that the request carries for this wave; None where there is none to read."""
    if "filling" not in g:
        g.filling = _unseal_filling(opening)
    return cast(Filling | None, g.filling)


def end_without_filling(opening: Opening) -> NoReturn:
    """End the request with the page for those whose answers cannot be found."""
    abort(make_response(render_template("citizens/lost.html", start=opening.path), 400))


def keep_filling(response: BaseResponse, opening: Opening, filling: Filling) -> BaseResponse:
    """Let the browser carry the filling-in; TooMuchToCarry where it cannot."""
    text = seal(filling, secret_key=_secret_key(), wave_code=opening.code)
    _write(response, opening, text)
    return response


def forget_filling(response: BaseResponse, opening: Opening) -> BaseResponse:
    """Take the filling-in out of the browser."""
    _write(response, opening, "")
    return response


def _unseal_filling(opening: Opening) -> Filling | None:
    text = read_cookies(request.cookies)
    if not text:
        return None
    try:
        filling = unseal(text, secret_key=_secret_key(), wave_code=opening.code)
    except SealBroken:
        return None
    # A wave keeps its version; a cookie of another one is older than the wave.
    return filling if filling.version_id == opening.version.id else None


def _write(response: BaseResponse, opening: Opening, text: str) -> None:
    is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    write_cookies(
        cast(Response, response),
        text,
        present=request.cookies,
        path=opening.path,
        is_secure=is_secure,
    )


def _secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])
