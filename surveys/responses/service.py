"""The one intake: a response is accepted here, whole and once, or refused for a named reason.

Everything is checked and packed before the first statement, so that no lock is held meanwhile.
Then, in the caller's transaction: the receipt is written if the wave takes responses and the
submission has no receipt yet; the invitation is used and a place of the capacity taken by
conditional updates; the response goes to the tally's inbox. Who comes second is decided by the
database; only then is it asked why. Where a refusal is raised, the caller rolls back.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Literal, NoReturn, get_args

from sqlalchemy import Connection
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
from surveys.responses.statements import NewReceipt
from surveys.responses.tables import Receipt
from surveys.sampling.codes import make_code, read_code

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
    answers = _prepare(submission, instrument, today)
    invited = read_code(submission.invitation_code) if submission.invitation_code else None
    connection = session.connection()
    receipt = statements.NewReceipt(
        code=make_code(rng),
        wave_id=wave_id,
        version_id=instrument.version.id,
        submission_key=submission.key,
        received_on=today,
        now=now,
        is_invited=invited is not None,
    )
    is_lawful = _are_marks_valid(instrument.version, today)
    added = statements.add_receipt(connection, receipt) if is_lawful else None
    if added is None:
        return _find_receipt_or_refuse(connection, receipt, invited, is_lawful=is_lawful)
    community_code = _use_invitation(connection, wave_id, invited) if invited else None
    if added.is_limited and not statements.take_place(connection, wave_id):
        raise WaveFull
    response = statements.NewResponse(
        id=rng.getrandbits(63),
        wave_id=wave_id,
        community_code=community_code,
        language=submission.language,
        mode=submission.mode,
        received_on=today,
        answers=answers,
    )
    statements.add_response(connection, response)
    return Accepted(receipt.code, is_repeat=False)


def record_screen_out(session: Session, wave_id: int, invitation_code: str) -> None:
    """Note that the invited person does not belong to the population; repeating it does no harm.

    Raises
    ------
    MistypedCode, UnknownInvitation, InvitationOfAnotherWave, InvitationUsed
        When there is no invitation of this wave still to be answered.
    """
    code = read_code(invitation_code)
    connection = session.connection()
    if statements.use_invitation(connection, wave_id, code, disposition="not eligible"):
        return
    found = statements.find_invitation(connection, code)
    is_repeat = found is not None and found.disposition == "not eligible"
    if found is None or found.wave_id != wave_id or not is_repeat:
        _refuse_invitation(connection, wave_id, code)


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


def _prepare(submission: Submission, instrument: Instrument, today: date) -> bytes:
    """Return the packed answers of a submission in which everything fits."""
    version = instrument.version
    if not SUBMISSION_KEY.fullmatch(submission.key) or submission.mode not in get_args(Mode):
        raise MalformedSubmission
    if submission.language not in version.questionnaire.languages:
        raise MalformedSubmission
    checked = check_response(
        version, submission.answers, seed=submission.seed, areas=instrument.areas, today=today
    )
    if checked.errors:
        raise ResponseIncomplete(checked.errors)
    if checked.path.is_screened_out:
        raise ScreenedOut
    return find_packer(version).pack(checked.answers)


def _are_marks_valid(version: PublishedVersion, today: date) -> bool:
    marks = version.questionnaire.marks
    return marks is not None and today <= marks.valid_until


def _use_invitation(connection: Connection, wave_id: int, invited: str) -> str:
    """Use the invitation and return its community; the named refusal where it does not admit."""
    community_code = statements.use_invitation(connection, wave_id, invited)
    if community_code is None:
        _refuse_invitation(connection, wave_id, invited)
    return community_code


def _find_receipt_or_refuse(
    connection: Connection, receipt: NewReceipt, invited: str | None, *, is_lawful: bool
) -> Accepted:
    """Return the receipt of the same submission; where there is none, say why there will be none.

    The order of the reasons is that of what a person can do about them.
    """
    facts = statements.read_facts(connection, receipt.wave_id, receipt.submission_key)
    if facts.receipt_code is not None:
        return Accepted(facts.receipt_code, is_repeat=True)
    if facts.version_id != receipt.version_id:
        raise ValueError("the submission was checked against another version than the wave's")
    if facts.state == "closed" or receipt.now >= facts.closes_at:
        raise WaveClosed
    if facts.state == "planned" or receipt.now < facts.opens_at:
        raise WaveNotOpen
    if not is_lawful:
        raise MarksExpired
    if facts.capacity is not None and facts.n_accepted >= facts.capacity:
        raise WaveFull
    if facts.sample_type == "R" and invited is None:
        raise InvitationRequired
    # What is left: the key was used in another wave, and no browser of ours does that.
    raise MalformedSubmission


def _refuse_invitation(connection: Connection, wave_id: int, invited: str) -> NoReturn:
    found = statements.find_invitation(connection, invited)
    if found is None:
        raise UnknownInvitation
    if found.wave_id != wave_id:
        raise InvitationOfAnotherWave
    raise InvitationUsed
