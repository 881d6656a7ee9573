"""The tally in its tables: counts as bytes, read with the inbox in one statement, added to.

One statement, so that any reader on any database sees counts and inbox of one moment: a response
that a fold is moving is seen exactly once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from typing import cast as typed

import numpy as np
from sqlalchemy import (
    CompoundSelect,
    LargeBinary,
    Row,
    Select,
    Table,
    bindparam,
    cast,
    delete,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from surveys.responses.tables import InboxResponse, Response
from surveys.tally.counting import Batch, CellCounts, CellKey, sort_key
from surveys.tally.tables import TallyCell, TallyDay, TallyState

COUNT_TYPE = np.dtype("<i8")
CHUNK = 20_000
"""Responses recounted at a time."""


@dataclass(frozen=True)
class StoredTally:
    """What one moment holds: the stored counts, and the responses not yet counted."""

    layout_digest: str
    """Empty when nothing has ever been counted."""
    revision: int
    cells: CellCounts
    pending: Batch


def read_stored(session: Session, wave_id: int) -> StoredTally:
    """Read the wave's counts and its inbox at one moment."""
    cells: list[Row[Any]] = []
    pending: list[tuple[str | None, bytes]] = []
    layout_digest, revision = "", 0
    for row in session.execute(_select_moment(wave_id)):
        if row.kind == "cell":
            cells.append(row)
        elif row.kind == "inbox":
            pending.append((row.community_code, row.payload))
        else:
            layout_digest, revision = row.community_code, row.n
    return StoredTally(layout_digest, revision, _decode_cells(cells), _make_batch(pending))


def read_responses(session: Session, wave_id: int, *, with_inbox: bool) -> Iterator[Batch]:
    """Read the wave's responses in chunks, at one moment."""
    counted = _select_answers(Response, wave_id)
    everything = union_all(counted, _select_answers(InboxResponse, wave_id))
    statement = everything if with_inbox else counted
    rows = session.execute(statement.execution_options(yield_per=CHUNK))
    for chunk in rows.partitions():
        yield _make_batch(chunk)


def take_from_inbox(session: Session, wave_id: int, *, limit: int) -> list[Row[Any]]:
    """Remove up to `limit` responses from the inbox and return them, in the order of their ids.

    Ids are random: their order is a shuffle, and which ones are taken says nothing of arrival.
    """
    chosen = (
        select(InboxResponse.id)
        .where(InboxResponse.wave_id == wave_id)
        .order_by(InboxResponse.id)
        .limit(limit)
    )
    taken = session.execute(
        delete(InboxResponse)
        .where(InboxResponse.id.in_(chosen))
        .returning(*InboxResponse.__table__.columns)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken, key=lambda row: row.id)


def keep_counted(session: Session, rows: Iterable[Row[Any]]) -> None:
    """Lay responses that have been counted to rest."""
    # The table itself: the mapper would cost more than the database.
    session.execute(_INSERT_RESPONSE, [row._asdict() for row in rows])


def add_cells(session: Session, wave_id: int, added: CellCounts) -> None:
    """Add counts to the stored ones."""
    stored = {
        CellKey(*row[:4]): row
        for row in session.execute(
            select(
                TallyCell.community_code,
                TallyCell.street_code,
                TallyCell.sex,
                TallyCell.age_group,
                TallyCell.n,
                TallyCell.counts,
            ).where(
                TallyCell.wave_id == wave_id,
                TallyCell.community_code.in_({key.community_code for key in added.keys}),
                TallyCell.street_code.in_({key.street_code for key in added.keys}),
            )
        )
    }
    fresh, grown = [], []
    for key, n, counts in zip(added.keys, added.n.tolist(), added.counts, strict=True):
        before = stored.get(key)
        if before is None:
            fresh.append(_encode_cell(wave_id, key, n, counts))
        else:
            total = counts + np.frombuffer(before.counts, COUNT_TYPE)
            cell = _encode_cell(wave_id, key, before.n + n, total)
            grown.append({f"at_{name}": value for name, value in cell.items()})
    if fresh:
        session.execute(insert(TallyCell), fresh)
    if grown:
        session.connection().execute(_UPDATE_CELL, grown)


def replace_cells(session: Session, wave_id: int, cells: CellCounts) -> None:
    """Put these counts in the place of all stored ones."""
    session.execute(delete(TallyCell).where(TallyCell.wave_id == wave_id))
    rows = [
        _encode_cell(wave_id, key, n, counts)
        for key, n, counts in zip(cells.keys, cells.n.tolist(), cells.counts, strict=True)
    ]
    if rows:
        session.execute(insert(TallyCell), rows)


def add_days(session: Session, wave_id: int, added: Mapping[date, int]) -> None:
    """Add responses to the days on which they were received."""
    for day, n in added.items():
        grown = session.execute(
            update(TallyDay)
            .where(TallyDay.wave_id == wave_id, TallyDay.received_on == day)
            .values(n=TallyDay.n + n)
            .returning(TallyDay.n)
            .execution_options(synchronize_session=False)
        ).first()
        if grown is None:
            session.execute(insert(TallyDay), {"wave_id": wave_id, "received_on": day, "n": n})


def count_by_day(rows: Iterable[Row[Any]]) -> Mapping[date, int]:
    """How many of these responses were received on each day."""
    return Counter(row.received_on for row in rows)


_INSERT_RESPONSE = insert(typed(Table, Response.__table__))
_UPDATE_CELL = (
    update(TallyCell)
    .where(
        TallyCell.wave_id == bindparam("at_wave_id"),
        TallyCell.community_code == bindparam("at_community_code"),
        TallyCell.street_code == bindparam("at_street_code"),
        TallyCell.sex == bindparam("at_sex"),
        TallyCell.age_group == bindparam("at_age_group"),
    )
    .values(n=bindparam("at_n"), counts=bindparam("at_counts"))
)


def _select_moment(wave_id: int) -> CompoundSelect[Any]:
    cell = select(
        literal("cell").label("kind"),
        TallyCell.community_code.label("community_code"),
        TallyCell.street_code.label("street_code"),
        TallyCell.sex.label("sex"),
        TallyCell.age_group.label("age_group"),
        TallyCell.n.label("n"),
        TallyCell.counts.label("payload"),
    ).where(TallyCell.wave_id == wave_id)
    inbox = select(
        literal("inbox"),
        InboxResponse.community_code,
        literal(""),
        literal(""),
        literal(""),
        literal(1),
        InboxResponse.answers,
    ).where(InboxResponse.wave_id == wave_id)
    state = select(
        literal("state"),
        TallyState.layout_digest,
        literal(""),
        literal(""),
        literal(""),
        TallyState.revision,
        cast(null(), LargeBinary),
    ).where(TallyState.wave_id == wave_id)
    return union_all(cell, inbox, state)


def _select_answers(
    table: type[Response | InboxResponse], wave_id: int
) -> Select[str | None, bytes]:
    return select(table.community_code, table.answers.label("payload")).where(
        table.wave_id == wave_id
    )


def _make_batch(rows: Iterable[Sequence[Any]]) -> Batch:
    answers: list[bytes] = []
    community_code: list[str] = []
    for code, packed in rows:
        answers.append(packed)
        community_code.append(code or "")
    return Batch(answers, community_code)


def _decode_cells(rows: list[Row[Any]]) -> CellCounts:
    keyed = [
        (CellKey(row.community_code, row.street_code, row.sex, row.age_group), row) for row in rows
    ]
    keyed.sort(key=lambda pair: sort_key(pair[0]))
    n = np.array([row.n for _, row in keyed], dtype=np.int64)
    joined = b"".join(row.payload for _, row in keyed)
    counts = np.frombuffer(joined, COUNT_TYPE).reshape(len(keyed), -1 if keyed else 0)
    return CellCounts(tuple(key for key, _ in keyed), n, counts.astype(np.int64, copy=False))


def _encode_cell(wave_id: int, key: CellKey, n: int, counts: np.ndarray) -> dict[str, Any]:
    return {
        "wave_id": wave_id,
        "community_code": key.community_code,
        "street_code": key.street_code,
        "sex": key.sex,
        "age_group": key.age_group,
        "n": n,
        "counts": counts.astype(COUNT_TYPE).tobytes(),
    }
