"""The one intake: a response is accepted here, whole and once, or refused for a named reason.

Everything is checked and packed before the first statement, so that no lock is held meanwhile.
Then, in the caller's transaction: one look at wave, invitation and receipt together; the receipt
is written unless the submission has one; the invitation is used and a place of the capacity taken
by conditional updates; the response goes to the tally's inbox. Who comes second is decided by the
database. Where a refusal is raised, the caller rolls back.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Literal, get_args

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from surveys.errors import (
    InvitationOfAnotherWave,
    InvitationRequired,
    InvitationUsed,
    MalformedSubmission,
    MarksExpired,
    ResponseIncomplete,
    ScreenedOut,
    UnknownInvitation,
    UnknownReceipt,
    WaveClosed,
    WaveFull,
    WaveNotOpen,
)
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.pages import Answers
from surveys.questionnaires.service import PublishedVersion
from surveys.responses import statements
from surveys.responses.answers import check_response
from surveys.responses.packing import find_packer
from surveys.responses.statements import Facts
from surveys.responses.tables import Receipt
from surveys.sampling.codes import make_code, read_code
from surveys.sampling.tables import Invitation

Mode = Literal["web", "paper", "interviewer"]

SUBMISSION_KEY = re.compile(r"[A-Za-z0-9_-]{22,43}", re.ASCII)
"""At least 128 random bits in URL-safe base 64."""


@dataclass(frozen=True)
class Submission:
    """One filled questionnaire as it is handed in."""

    key: str
    """Random key of this filling-in: handing it in again returns the first receipt."""
    answers: Answers
    seed: int
    """The respondent's own number, which random orders followed."""
    language: str
    invitation_code: str | None = None
    mode: Mode = "web"


@dataclass(frozen=True)
class Instrument:
    """What a submission is checked against: the wave's version and the areas it offers."""

    version: PublishedVersion
    areas: AreaTree


@dataclass(frozen=True)
class Accepted:
    """The response is stored."""

    receipt_code: str
    is_repeat: bool
    """The same submission had been accepted before."""


def accept_response(
    session: Session,
    wave_id: int,
    submission: Submission,
    *,
    instrument: Instrument,
    now: datetime,
    today: date,
    rng: Random,
) -> Accepted:
    """Store a response once and return its receipt; a repeat returns the first receipt.

    `today` is the day in the city; `rng` must be unpredictable (`secrets.SystemRandom()`).

    Raises
    ------
    MalformedSubmission, MistypedCode, ResponseIncomplete, ScreenedOut
        Before the database is asked.
    UnknownWave, WaveNotOpen, WaveClosed, WaveFull, MarksExpired, InvitationRequired,
    UnknownInvitation, InvitationOfAnotherWave, InvitationUsed
        When the wave takes no response, or the invitation admits none.
    """
    answers = _prepare(submission, instrument)
    invited = read_code(submission.invitation_code) if submission.invitation_code else None
    connection = session.connection()
    facts = statements.read_facts(connection, wave_id, submission.key, invited)
    if facts.receipt_code is not None:
        return Accepted(facts.receipt_code, is_repeat=True)
    _refuse_unless_open(facts, instrument.version, now=now, today=today)
    _refuse_unless_invited(facts, wave_id, invited)
    code = make_code(rng)
    if not statements.add_receipt(
        connection, wave_id, submission.key, code=code, received_on=today
    ):
        return _find_first_receipt(connection, wave_id, submission.key)
    if invited is not None and not statements.use_invitation(connection, wave_id, invited):
        raise InvitationUsed
    if facts.capacity is not None and not statements.take_place(connection, wave_id):
        raise WaveFull
    response = statements.NewResponse(
        id=rng.getrandbits(63),
        wave_id=wave_id,
        community_code=facts.community_code,
        language=submission.language,
        mode=submission.mode,
        received_on=today,
        answers=answers,
    )
    statements.add_response(connection, response)
    return Accepted(code, is_repeat=False)


def record_screen_out(session: Session, wave_id: int, invitation_code: str) -> None:
    """Note that the invited person does not belong to the population; repeating it does no harm.

    Raises
    ------
    MistypedCode, UnknownInvitation, InvitationOfAnotherWave, InvitationUsed
        When there is no invitation of this wave still to be answered.
    """
    code = read_code(invitation_code)
    if statements.use_invitation(session.connection(), wave_id, code, disposition="not eligible"):
        return
    by_code = select(Invitation.wave_id, Invitation.disposition).where(Invitation.code == code)
    found = session.execute(by_code).one_or_none()
    if found is None:
        raise UnknownInvitation
    if found.wave_id != wave_id:
        raise InvitationOfAnotherWave
    if found.disposition != "not eligible":
        raise InvitationUsed


def find_receipt(session: Session, code: str) -> Receipt:
    """Return the receipt under a code as somebody typed it.

    Raises
    ------
    MistypedCode, UnknownReceipt
        When there is none.
    """
    receipt = session.get(Receipt, read_code(code))
    if receipt is None:
        raise UnknownReceipt
    return receipt


def _prepare(submission: Submission, instrument: Instrument) -> bytes:
    """Return the packed answers of a submission in which everything fits."""
    version = instrument.version
    if not SUBMISSION_KEY.fullmatch(submission.key) or submission.mode not in get_args(Mode):
        raise MalformedSubmission
    if submission.language not in version.questionnaire.languages:
        raise MalformedSubmission
    checked = check_response(
        version, submission.answers, seed=submission.seed, areas=instrument.areas
    )
    if checked.errors:
        raise ResponseIncomplete(checked.errors)
    if checked.path.is_screened_out:
        raise ScreenedOut
    return find_packer(version).pack(checked.answers)


def _refuse_unless_open(
    facts: Facts, version: PublishedVersion, *, now: datetime, today: date
) -> None:
    if facts.version_id != version.id:
        raise ValueError("the submission was checked against another version than the wave's")
    if facts.state == "closed" or now >= facts.closes_at:
        raise WaveClosed
    if facts.state == "planned" or now < facts.opens_at:
        raise WaveNotOpen
    marks = version.questionnaire.marks
    if marks is None or today > marks.valid_until:
        raise MarksExpired
    if facts.capacity is not None and facts.n_accepted >= facts.capacity:
        raise WaveFull


def _refuse_unless_invited(facts: Facts, wave_id: int, invited: str | None) -> None:
    if invited is None:
        if facts.sample_type == "R":
            raise InvitationRequired
        return
    if facts.invitation_wave_id is None:
        raise UnknownInvitation
    if facts.invitation_wave_id != wave_id:
        raise InvitationOfAnotherWave
    if facts.disposition != "issued":
        raise InvitationUsed


def _find_first_receipt(connection: Connection, wave_id: int, submission_key: str) -> Accepted:
    """Return the receipt of the same submission, sent twice at once."""
    code = statements.find_receipt_code(connection, wave_id, submission_key)
    if code is None:
        # The key was used in another wave: no browser of ours does that.
        raise MalformedSubmission
    return Accepted(code, is_repeat=True)
