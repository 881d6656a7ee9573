"""Indicators as data: which codes count, which leave the denominator, and what it is called.

A new indicator is a new entry in a data file, never code. One rule serves every kind of question:
a response is in the denominator when it chose any of `base`, and counts when it chose any of
`counted` (so one rule covers "any of Q3 1-9 among any of Q3 1-10").
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.errors import UnknownIndicator
from surveys.questionnaires.checks import IndicatorCodes
from surveys.questionnaires.tables import QuestionnaireRecord
from surveys.questionnaires.xlsform.publication import Publication
from surveys.tally.service import rebuild_tally
from surveys.tally.tables import IndicatorRecord
from surveys.waves.tables import Wave
from surveys.words import Text

Group = Literal["headline", "beside", "topic", "quality"]
Family = Literal["rate", "narrow", "wide", "score"]
Unit = Literal["percent", "points"]


@dataclass(frozen=True)
class Indicator:
    """What is measured, and exactly how it is counted.

    `group` says where it stands: one of the four headline rates, a figure shown beside one of
    them, a topic, or the quality of the survey itself. `family` keeps apart what must never
    share a line or a chart: narrow and wide satisfaction, and the score.
    """

    code: str
    group: Group
    family: Family
    unit: Unit
    label: Text
    formula: Text
    """The numerator in words."""
    denominator: Text
    """Who is counted at all, in words."""
    question: str
    """The question, or question_row for a row of a grid: "Q8_T01"."""
    counted: tuple[str, ...]
    base: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    """For a score: points of each option; empty for a rate."""
    beside: tuple[str, ...] = ()
    """Codes of the indicators that must be shown wherever this one is."""
    is_lower_better: bool = False
    warn_above: float | None = None
    """A share of the city above which the figure itself is a warning."""

    @property
    def formula_id(self) -> str:
        """Names the exact formula, to be printed with each figure."""
        counted = ",".join(self.counted) or "/".join(f"{p:g}" for p in self.points.values())
        return f"{self.question}[{counted}|{','.join(self.base)}]"


def define_indicators(
    session: Session, questionnaire_id: int, indicators: Sequence[Indicator]
) -> None:
    """Write the indicators of a questionnaire and count its waves anew by them."""
    records = session.scalars(
        select(IndicatorRecord).where(IndicatorRecord.questionnaire_id == questionnaire_id)
    )
    known = {record.code: record for record in records}
    for position, indicator in enumerate(indicators):
        record = known.get(indicator.code)
        if record is None:
            record = IndicatorRecord(questionnaire_id=questionnaire_id, code=indicator.code)
            session.add(record)
        record.position = position
        record.definition = asdict(indicator)
    session.flush()
    for wave in session.scalars(
        select(Wave).where(Wave.version.has(questionnaire_id=questionnaire_id))
    ):
        rebuild_tally(session, wave)


def load_indicators(session: Session, questionnaire_id: int) -> tuple[Indicator, ...]:
    """The indicators of a questionnaire, in their order."""
    definitions = session.scalars(
        select(IndicatorRecord.definition)
        .where(IndicatorRecord.questionnaire_id == questionnaire_id)
        .order_by(IndicatorRecord.position)
    )
    return tuple(read_indicator(definition) for definition in definitions)


def list_indicator_codes(session: Session, questionnaire_code: str) -> tuple[IndicatorCodes, ...]:
    """What the indicators defined under a questionnaire's code count, for the check of a draft.

    Indicators belong to the code: the waves of every version published under it are counted by
    them, the next one included. A code that was never published has none.
    """
    record = select(QuestionnaireRecord.id).where(QuestionnaireRecord.code == questionnaire_code)
    questionnaire_id = session.scalar(record)
    found = () if questionnaire_id is None else load_indicators(session, questionnaire_id)
    return tuple(
        IndicatorCodes(
            indicator=indicator.code,
            name=indicator.question,
            codes=tuple(dict.fromkeys((*indicator.counted, *indicator.base, *indicator.points))),
            label=indicator.label,
        )
        for indicator in found
    )


def prepare_publication(session: Session, *, now: datetime) -> Publication:
    """Tell the check that a questionnaire is to be published now, and what it is counted for."""
    return Publication(now.date(), partial(list_indicator_codes, session))


def find_indicator_id(session: Session, questionnaire_id: int, code: str) -> int:
    """The key of an indicator, or UnknownIndicator."""
    found = session.scalar(
        select(IndicatorRecord.id).where(
            IndicatorRecord.questionnaire_id == questionnaire_id, IndicatorRecord.code == code
        )
    )
    if found is None:
        raise UnknownIndicator(code)
    return found


def read_indicator(definition: Mapping[str, Any]) -> Indicator:
    """The indicator that `dataclasses.asdict` wrote."""
    listed = {name: tuple(definition[name]) for name in ("counted", "base", "beside")}
    return Indicator(**{**definition, **listed})
