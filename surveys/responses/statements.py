"""The statements of the intake, built once.

SQLAlchemy Core, not the ORM: this is the portal's hottest path. Every conditional statement says
by its result whether it was the one that came first; the database decides.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import (
    Boolean,
    Connection,
    Executable,
    Table,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)
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
    """What the database knows about a wave and a submission, to explain a refusal."""

    state: str
    opens_at: datetime
    closes_at: datetime
    sample_type: str
    version_id: int
    capacity: int | None
    n_accepted: int
    receipt_code: str | None
    """The receipt of this submission, where it has been accepted before."""


@dataclass(frozen=True, slots=True)
class FoundInvitation:
    """Which wave an invitation belongs to, and whether it can still be used."""

    wave_id: int
    disposition: str


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
    )
    .select_from(_WAVE)
    .outerjoin(
        _RECEIPT,
        and_(
            _RECEIPT.c.submission_key == bindparam("submission_key"),
            _RECEIPT.c.wave_id == _WAVE.c.id,
        ),
    )
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
    .returning(_INVITATION.c.community_code)
)

_FIND_INVITATION = select(_INVITATION.c.wave_id, _INVITATION.c.disposition).where(
    _INVITATION.c.code == bindparam("code")
)

_TAKE_PLACE = (
    update(_WAVE)
    .where(_WAVE.c.id == bindparam("of_wave"), _WAVE.c.n_accepted < _WAVE.c.capacity)
    .values(n_accepted=_WAVE.c.n_accepted + 1)
)

_TAKING_WAVE = select(
    bindparam("code", type_=_RECEIPT.c.code.type),
    _WAVE.c.id,
    bindparam("submission_key", type_=_RECEIPT.c.submission_key.type),
    bindparam("received_on", type_=_RECEIPT.c.received_on.type),
).where(
    _WAVE.c.id == bindparam("wave_id"),
    _WAVE.c.version_id == bindparam("version_id"),
    _WAVE.c.state == "open",
    _WAVE.c.opens_at <= bindparam("now"),
    _WAVE.c.closes_at > bindparam("now"),
    or_(_WAVE.c.capacity.is_(None), _WAVE.c.n_accepted < _WAVE.c.capacity),
    or_(_WAVE.c.sample_type != "R", bindparam("is_invited", type_=Boolean).is_(True)),
)


def _build_add_receipt(insert_receipt: sqlite.Insert | postgresql.Insert) -> Executable:
    columns = ["code", "wave_id", "submission_key", "received_on"]
    capacity = select(_WAVE.c.capacity).where(_WAVE.c.id == bindparam("wave_id")).scalar_subquery()
    from_wave = insert_receipt.from_select(columns, _TAKING_WAVE)
    once = from_wave.on_conflict_do_nothing(index_elements=["submission_key"])
    return once.returning(capacity)


_ADD_RECEIPT = {
    "sqlite": _build_add_receipt(sqlite.insert(_RECEIPT)),
    "postgresql": _build_add_receipt(postgresql.insert(_RECEIPT)),
}

_ADD_RESPONSE = insert(_INBOX)


def read_facts(connection: Connection, wave_id: int, submission_key: str) -> Facts:
    """Return the wave and the submission's receipt in one look."""
    keys = {"wave_id": wave_id, "submission_key": submission_key}
    row = connection.execute(_SELECT_FACTS, keys).one_or_none()
    if row is None:
        raise UnknownWave(str(wave_id))
    return Facts(*row)


def find_invitation(connection: Connection, code: str) -> FoundInvitation | None:
    """Return the invitation under a code, or None."""
    row = connection.execute(_FIND_INVITATION, {"code": code}).one_or_none()
    return None if row is None else FoundInvitation(*row)


def use_invitation(
    connection: Connection, wave_id: int, code: str, *, disposition: str = "completed"
) -> str | None:
    """Give an issued invitation its disposition; return its community, None if not issued."""
    values = {"used_code": code, "of_wave": wave_id, "becomes": disposition}
    community_code: str | None = connection.execute(_USE_INVITATION, values).scalar_one_or_none()
    return community_code


def take_place(connection: Connection, wave_id: int) -> bool:
    """Take one place of the wave's capacity; False where there is none left."""
    return connection.execute(_TAKE_PLACE, {"of_wave": wave_id}).rowcount == 1


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt to be written, and what must hold of the wave that it is for."""

    code: str
    wave_id: int
    version_id: int
    submission_key: str
    received_on: date
    now: datetime
    is_invited: bool


@dataclass(frozen=True, slots=True)
class AddedReceipt:
    """The wave takes the response."""

    is_limited: bool
    """A place of the wave's capacity has to be taken too."""


def add_receipt(connection: Connection, receipt: NewReceipt) -> AddedReceipt | None:
    """Write a receipt if the wave takes responses now and the submission has none yet."""
    values = {name: getattr(receipt, name) for name in NewReceipt.__slots__}
    added = connection.execute(_ADD_RECEIPT[connection.dialect.name], values).one_or_none()
    return None if added is None else AddedReceipt(is_limited=added[0] is not None)


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
