"""Results as a service: what a random sample says of the city, and who took part otherwise.

Everything comes from the tally's cells, so that a wave of a million responses costs what one of
ten thousand costs. Nothing is kept here; whoever keeps results does so under `results_key`.
"""

from collections.abc import Hashable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.results.facts import describe_wave
from surveys.results.participants import participant_results
from surveys.results.questions import question_results
from surveys.results.random_sample import EstimatedWave, estimate_wave, wave_results
from surveys.results.tables import TargetRecord
from surveys.tally.service import count_pending
from surveys.tally.tables import TallyState
from surveys.waves.tables import Wave

__all__ = [
    "EstimatedWave",
    "describe_wave",
    "estimate_wave",
    "participant_results",
    "question_results",
    "results_key",
    "wave_results",
]


def results_key(session: Session, *waves: Wave) -> Hashable:
    """What the results of these waves depend on: while it is the same, so are they."""
    newest_target = session.scalar(select(func.max(TargetRecord.id)))
    counted = [
        (wave.id, wave.state, _read_revision(session, wave), count_pending(session, wave.id))
        for wave in waves
    ]
    return (newest_target, *counted)


def _read_revision(session: Session, wave: Wave) -> tuple[str, int] | None:
    row = session.execute(
        select(TallyState.layout_digest, TallyState.revision).where(TallyState.wave_id == wave.id)
    ).one_or_none()
    return None if row is None else (row.layout_digest, row.revision)
