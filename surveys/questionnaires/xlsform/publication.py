"""What the check before publishing must know besides the form itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.questionnaires.checks import IndicatorCodes, check_questionnaire
from surveys.questionnaires.faults import Finding
from surveys.questionnaires.model import Questionnaire


@dataclass(frozen=True)
class Publication:
    """The day of publishing, and the indicators that are counted under a questionnaire's code."""

    today: date | None = None
    list_indicators: Callable[[str], Sequence[IndicatorCodes]] = lambda _code: ()

    def check(self, questionnaire: Questionnaire) -> tuple[Finding, ...]:
        """Return what the check before publishing finds."""
        indicators = self.list_indicators(questionnaire.code)
        return check_questionnaire(questionnaire, today=self.today, indicators=indicators)


ANY_DAY = Publication()
"""No day and no indicators: what is wrong with the form by itself."""
