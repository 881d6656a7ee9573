"""The tally as a service: fold what has arrived, read what anyone may see, recount, rebuild.

Whoever reads sees the stored counts plus the inbox, counted on the fly: the tally equals a recount
of the responses at every moment that anyone can observe. Folding moves responses from the inbox
to their resting place and adds them to the counts in one transaction of the caller, so that a
crash leaves everything as it was; a lock on the wave's state lets one host fold at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from sqlalchemy import delete, func, insert, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse, Response
from surveys.sampling.areas import load_city_areas
from surveys.tally.counting import Batch, CellCounts, Counter, add_counts, are_equal, no_counts
from surveys.tally.layout import CountingRule, TallyLayout, build_layout
from surveys.tally.store import (
    add_cells,
    add_days,
    count_by_day,
    keep_counted,
    read_responses,
    read_stored,
    replace_cells,
    take_from_inbox,
)
from surveys.tally.tables import IndicatorRecord, TallyDay, TallyState
from surveys.waves.tables import Wave

FOLD_LIMIT = 10_000
FOLD_MIN_BATCH = 20
"""Responses that wait in the inbox of an open wave until they can be shuffled among others."""


@dataclass(frozen=True)
class Tally:
    """The counts of a wave as of one moment."""

    layout: TallyLayout
    cells: CellCounts
    revision: int
    n_pending: int
    """Responses in the counts that a fold has yet to store."""
    areas: AreaTree
    """The areas of the wave's city."""


def fold_inbox(
    session: Session, wave_id: int, *, limit: int = FOLD_LIMIT, min_batch: int = FOLD_MIN_BATCH
) -> int:
    """Count up to `limit` waiting responses and lay them to rest; return how many.

    Returns 0 while another host folds this wave, and while fewer than `min_batch` wait in a wave
    that is still open: alone, a response could be told from its neighbours.
    """
    wave = session.get_one(Wave, wave_id)
    if count_pending(session, wave_id) < (min_batch if wave.state == "open" else 1):
        return 0
    counter = make_counter(session, wave)
    state = _lock_state(session, wave_id, counter.layout)
    if state is None:
        return 0
    if state.layout_digest != counter.layout.digest:
        _rebuild(session, wave, counter)
    rows = take_from_inbox(session, wave_id, limit=limit)
    if not rows:
        return 0
    keep_counted(session, rows)
    batch = Batch([row.answers for row in rows], [row.community_code or "" for row in rows])
    add_cells(session, wave_id, counter.count(batch))
    add_days(session, wave_id, count_by_day(rows))
    session.execute(
        update(TallyState)
        .where(TallyState.wave_id == wave_id)
        .values(revision=TallyState.revision + 1, n_counted=TallyState.n_counted + len(rows))
        .execution_options(synchronize_session=False)
    )
    return len(rows)


def list_foldable(session: Session, *, min_batch: int = FOLD_MIN_BATCH) -> tuple[int, ...]:
    """Ids of the waves with enough waiting responses to fold; reads only."""
    return tuple(
        session.scalars(
            select(InboxResponse.wave_id)
            .join(Wave, Wave.id == InboxResponse.wave_id)
            .group_by(InboxResponse.wave_id, Wave.state)
            .having(or_(func.count() >= min_batch, Wave.state != "open"))
        )
    )


def observed_tally(session: Session, wave: Wave) -> Tally:
    """The counts of every accepted response of the wave, counted or still waiting."""
    counter = make_counter(session, wave)
    stored = read_stored(session, wave.id)
    n_pending = len(stored.pending.answers)
    if stored.cells.keys and stored.layout_digest != counter.layout.digest:
        # The definitions changed and nobody has rebuilt yet: slow, and still right.
        cells = _count_all(session, wave, counter, with_inbox=True)
    elif stored.cells.keys:
        cells = add_counts(stored.cells, counter.count(stored.pending))
    else:
        cells = counter.count(stored.pending)
    return Tally(counter.layout, cells, stored.revision, n_pending, counter.areas)


def recount(session: Session, wave: Wave) -> CellCounts:
    """Count every accepted response again, from the stored answers."""
    return _count_all(session, wave, make_counter(session, wave), with_inbox=True)


def tally_equals_recount(session: Session, wave: Wave) -> bool:
    """Whether the tally that anyone sees equals a recount of the stored responses.

    While responses arrive, ask it of a session that reads one snapshot.
    """
    return are_equal(observed_tally(session, wave).cells, recount(session, wave))


def rebuild_tally(session: Session, wave: Wave) -> None:
    """Put a recount in the place of the stored counts: after a change of what is counted."""
    counter = make_counter(session, wave)
    _ensure_state(session, wave.id, counter.layout)
    session.execute(
        select(TallyState.wave_id).where(TallyState.wave_id == wave.id).with_for_update()
    )
    _rebuild(session, wave, counter)


def count_pending(session: Session, wave_id: int) -> int:
    """Responses of the wave that wait in the inbox."""
    return session.scalars(
        select(func.count()).select_from(InboxResponse).where(InboxResponse.wave_id == wave_id)
    ).one()


def count_days(session: Session, wave: Wave) -> Mapping[date, int]:
    """Responses received on each day, in the order of days; counted or still waiting."""
    parts = union_all(
        select(TallyDay.received_on, TallyDay.n).where(TallyDay.wave_id == wave.id),
        select(InboxResponse.received_on, func.count())
        .where(InboxResponse.wave_id == wave.id)
        .group_by(InboxResponse.received_on),
    ).subquery()
    day, n = parts.c
    return dict(session.execute(select(day, func.sum(n)).group_by(day).order_by(day)).all())


def make_counter(session: Session, wave: Wave) -> Counter:
    """Everything that counting this wave's responses needs."""
    version = load_version(session, wave.version_id)
    areas = load_city_areas(session, wave.frame.city_code)
    layout = build_layout(version.questionnaire, load_rules(session, wave), areas)
    return Counter(find_packer(version), layout, areas)


def load_rules(session: Session, wave: Wave) -> tuple[CountingRule, ...]:
    """The counting rules of the wave's questionnaire, in their order."""
    definitions = session.scalars(
        select(IndicatorRecord.definition)
        .where(IndicatorRecord.questionnaire_id == wave.version.questionnaire_id)
        .order_by(IndicatorRecord.position)
    )
    return tuple(
        CountingRule(
            definition["code"],
            definition["question"],
            tuple(definition["counted"]),
            tuple(definition["base"]),
        )
        for definition in definitions
        if definition["counted"]
    )


def _count_all(session: Session, wave: Wave, counter: Counter, *, with_inbox: bool) -> CellCounts:
    chunks = read_responses(session, wave.id, with_inbox=with_inbox)
    return reduce(add_counts, map(counter.count, chunks), no_counts(counter.layout))


def _rebuild(session: Session, wave: Wave, counter: Counter) -> None:
    """Replace counts and days by a recount of what is laid to rest; the state must be locked."""
    cells = _count_all(session, wave, counter, with_inbox=False)
    replace_cells(session, wave.id, cells)
    session.execute(delete(TallyDay).where(TallyDay.wave_id == wave.id))
    session.execute(
        insert(TallyDay).from_select(
            ["wave_id", "received_on", "n"],
            select(Response.wave_id, Response.received_on, func.count())
            .where(Response.wave_id == wave.id)
            .group_by(Response.wave_id, Response.received_on),
        )
    )
    session.execute(
        update(TallyState)
        .where(TallyState.wave_id == wave.id)
        .values(
            layout_digest=counter.layout.digest,
            revision=TallyState.revision + 1,
            n_counted=cells.n_responses,
        )
        .execution_options(synchronize_session=False)
    )


def _lock_state(session: Session, wave_id: int, layout: TallyLayout) -> TallyState | None:
    """Lock the wave's state until the transaction ends; None while another host holds it."""
    _ensure_state(session, wave_id, layout)
    return session.scalar(
        select(TallyState)
        .where(TallyState.wave_id == wave_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _ensure_state(session: Session, wave_id: int, layout: TallyLayout) -> None:
    if session.scalar(select(TallyState.wave_id).where(TallyState.wave_id == wave_id)) is not None:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert_into = sqlite.insert if is_sqlite else postgresql.insert
    session.execute(
        insert_into(TallyState)
        .values(wave_id=wave_id, layout_digest=layout.digest, revision=0, n_counted=0)
        .on_conflict_do_nothing()
    )
