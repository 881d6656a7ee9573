"""The statements of the intake, built once.

SQLAlchemy Core, not the ORM: this is the portal's hottest path. Every conditional statement says
by its result whether it was the one that came first; the database decides.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Connection, Table, and_, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from surveys.errors import UnknownWave
from surveys.responses.tables import InboxResponse, Receipt
from surveys.sampling.tables import Invitation
from surveys.waves.tables import Wave

_WAVE = cast(Table, Wave.__table__)
_INVITATION = cast(Table, Invitation.__table__)
_RECEIPT = cast(Table, Receipt.__table__)
_INBOX = cast(Table, InboxResponse.__table__)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows about wave, receipt and invitation when a response arrives."""

    state: str
    opens_at: datetime
    closes_at: datetime
    sample_type: str
    version_id: int
    capacity: int | None
    n_accepted: int
    receipt_code: str | None
    """The receipt of this submission, where it has been accepted before."""
    invitation_wave_id: int | None
    """None where no invitation has the code."""
    disposition: str | None
    community_code: str | None


_SELECT_FACTS = (
    select(
        _WAVE.c.state,
        _WAVE.c.opens_at,
        _WAVE.c.closes_at,
        _WAVE.c.sample_type,
        _WAVE.c.version_id,
        _WAVE.c.capacity,
        _WAVE.c.n_accepted,
        _RECEIPT.c.code,
        _INVITATION.c.wave_id,
        _INVITATION.c.disposition,
        _INVITATION.c.community_code,
    )
    .select_from(_WAVE)
    .outerjoin(
        _RECEIPT,
        and_(
            _RECEIPT.c.submission_key == bindparam("submission_key"),
            _RECEIPT.c.wave_id == _WAVE.c.id,
        ),
    )
    .outerjoin(_INVITATION, _INVITATION.c.code == bindparam("invitation_code"))
    .where(_WAVE.c.id == bindparam("wave_id"))
)

_USE_INVITATION = (
    update(_INVITATION)
    .where(
        _INVITATION.c.code == bindparam("used_code"),
        _INVITATION.c.wave_id == bindparam("of_wave"),
        _INVITATION.c.disposition == "issued",
    )
    .values(disposition=bindparam("becomes"))
)

_TAKE_PLACE = (
    update(_WAVE)
    .where(_WAVE.c.id == bindparam("of_wave"), _WAVE.c.n_accepted < _WAVE.c.capacity)
    .values(n_accepted=_WAVE.c.n_accepted + 1)
)

# RETURNING, because the number of rows of an INSERT is not to be had from every driver.
_ADD_RECEIPT = {
    "sqlite": sqlite.insert(_RECEIPT)
    .on_conflict_do_nothing(index_elements=["submission_key"])
    .returning(_RECEIPT.c.code),
    "postgresql": postgresql.insert(_RECEIPT)
    .on_conflict_do_nothing(index_elements=["submission_key"])
    .returning(_RECEIPT.c.code),
}

_FIND_RECEIPT = select(_RECEIPT.c.code).where(
    _RECEIPT.c.submission_key == bindparam("submission_key"),
    _RECEIPT.c.wave_id == bindparam("wave_id"),
)

_ADD_RESPONSE = insert(_INBOX)


def read_facts(
    connection: Connection, wave_id: int, submission_key: str, invitation_code: str | None
) -> Facts:
    """Return wave, earlier receipt and invitation in one look."""
    row = connection.execute(
        _SELECT_FACTS,
        {
            "wave_id": wave_id,
            "submission_key": submission_key,
            "invitation_code": invitation_code,
        },
    ).one_or_none()
    if row is None:
        raise UnknownWave(str(wave_id))
    return Facts(*row)


def use_invitation(
    connection: Connection, wave_id: int, code: str, *, disposition: str = "completed"
) -> bool:
    """Give an issued invitation its disposition; False where it is not issued (any more)."""
    values = {"used_code": code, "of_wave": wave_id, "becomes": disposition}
    return connection.execute(_USE_INVITATION, values).rowcount == 1


def take_place(connection: Connection, wave_id: int) -> bool:
    """Take one place of the wave's capacity; False where there is none left."""
    return connection.execute(_TAKE_PLACE, {"of_wave": wave_id}).rowcount == 1


def add_receipt(
    connection: Connection, wave_id: int, submission_key: str, *, code: str, received_on: date
) -> bool:
    """Write the receipt of a submission; False where the submission has one already."""
    values = {
        "code": code,
        "wave_id": wave_id,
        "submission_key": submission_key,
        "received_on": received_on,
    }
    added = connection.execute(_ADD_RECEIPT[connection.dialect.name], values).first()
    return added is not None


def find_receipt_code(connection: Connection, wave_id: int, submission_key: str) -> str | None:
    """Return the receipt that a submission has, or None."""
    keys = {"wave_id": wave_id, "submission_key": submission_key}
    code: str | None = connection.execute(_FIND_RECEIPT, keys).scalar_one_or_none()
    return code


@dataclass(frozen=True, slots=True)
class NewResponse:
    """One row of the inbox."""

    id: int
    wave_id: int
    community_code: str | None
    language: str
    mode: str
    received_on: date
    answers: bytes


def add_response(connection: Connection, response: NewResponse) -> None:
    """Put a response into the inbox of the tally."""
    values = {name: getattr(response, name) for name in NewResponse.__slots__}
    connection.execute(_ADD_RESPONSE, values)
