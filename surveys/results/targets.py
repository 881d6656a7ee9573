"""Targets: the value to reach, with its basis; append-only, the newest one holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from surveys.errors import TargetNotAllowed
from surveys.results.indicators import find_indicator_id, read_indicator
from surveys.results.model import Target
from surveys.results.tables import TargetRecord
from surveys.tally.tables import IndicatorRecord
from surveys.words import Text


def set_target(
    session: Session,
    questionnaire_id: int,
    indicator_code: str,
    *,
    percent: float,
    basis: Text,
    by: str,
    now: datetime,
) -> Target:
    """Set the target of an indicator from now on; what held before stays on record.

    Raises
    ------
    UnknownIndicator
        When the questionnaire has no such indicator.
    TargetNotAllowed
        For a score, a missing basis, or a value outside 0 (excluded) to 100.
    """
    indicator_id = find_indicator_id(session, questionnaire_id, indicator_code)
    record = session.get_one(IndicatorRecord, indicator_id)
    indicator = read_indicator(record.definition)
    has_basis = all(basis.get(language, "").strip() for language in ("zh", "en"))
    if indicator.unit != "percent" or not 0 < percent <= 100 or not has_basis:
        raise TargetNotAllowed(indicator_code)
    session.add(
        TargetRecord(
            indicator_id=indicator_id,
            percent=percent,
            basis_zh=basis["zh"].strip(),
            basis_en=basis["en"].strip(),
            set_by=by,
            set_at=now,
        )
    )
    session.flush()
    return list_target_history(session, questionnaire_id, indicator_code)[0]


def newest_targets(session: Session, questionnaire_id: int) -> Mapping[str, Target]:
    """The target that holds for each indicator that has one, under the indicator's code."""
    newest = select(func.max(TargetRecord.id)).group_by(TargetRecord.indicator_id)
    rows = session.execute(_select_targets(questionnaire_id).where(TargetRecord.id.in_(newest)))
    return {definition["code"]: _read(record, definition) for record, definition in rows}


def list_target_history(
    session: Session, questionnaire_id: int, indicator_code: str
) -> tuple[Target, ...]:
    """Every target that an indicator has had, the newest first."""
    indicator_id = find_indicator_id(session, questionnaire_id, indicator_code)
    rows = session.execute(
        _select_targets(questionnaire_id)
        .where(TargetRecord.indicator_id == indicator_id)
        .order_by(TargetRecord.id.desc())
    )
    return tuple(_read(record, definition) for record, definition in rows)


def _select_targets(questionnaire_id: int) -> Select[TargetRecord, dict[str, Any]]:
    return (
        select(TargetRecord, IndicatorRecord.definition)
        .join(IndicatorRecord, IndicatorRecord.id == TargetRecord.indicator_id)
        .where(IndicatorRecord.questionnaire_id == questionnaire_id)
    )


def _read(record: TargetRecord, definition: Mapping[str, Any]) -> Target:
    return Target(
        indicator_code=str(definition["code"]),
        percent=record.percent,
        is_ceiling=bool(definition["is_lower_better"]),
        basis={"zh": record.basis_zh, "en": record.basis_en},
        set_by=record.set_by,
        set_at=record.set_at,
    )
