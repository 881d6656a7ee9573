"""How a question was answered, as frozen data: its options, means and quartiles in one place."""

from dataclasses import dataclass
from typing import Literal

from analytics.estimates import Estimate
from surveys.results.model import Place, Presentation
from surveys.words import Text

QuestionKind = Literal[
    "choice", "choices", "scale", "ranking", "number", "date", "area", "text", "calculated"
]
"""How the answers of a question are counted and shown."""


@dataclass(frozen=True)
class MeanFigure:
    """A mean of numbers, of points on a scale, or of places in a ranking."""

    value: float | None
    """None when hidden or without data."""
    estimate: Estimate | None
    """With its interval; None when hidden, and always for an open link (sample type O)."""
    presentation: Presentation


@dataclass(frozen=True)
class OptionEstimate:
    """One option's weighted share among those who answered the question (sample type R)."""

    code: str
    label: Text
    estimate: Estimate | None
    presentation: Presentation
    mean_place: MeanFigure | None = None
    """Of a ranking, where the share is that of the first places."""


@dataclass(frozen=True)
class OptionCount:
    """One option's share among the participants who answered (sample type O)."""

    code: str
    label: Text
    n_counted: int | None
    share: float | None
    presentation: Presentation
    mean_place: MeanFigure | None = None


@dataclass(frozen=True)
class QuestionResult:
    """How a question (or one row of a grid) was answered in one place."""

    code: str
    """The question's code, or question_row for a row of a grid: "Q8_T01"."""
    question_code: str
    label: Text
    is_multiple: bool
    """Several options could be chosen: the shares need not sum to 1."""
    place: Place
    n: int
    """Responses that answered it; of a text, those that were asked it."""
    options: tuple[OptionEstimate, ...] | tuple[OptionCount, ...]
    """Options, points of a scale, bins of numbers or days, areas; a text is given or left blank."""
    kind: QuestionKind = "choice"
    mean: MeanFigure | None = None
    """Of a scale, and of a number that is counted value by value."""
    quartiles: tuple[Text, Text, Text] | None = None
    """Of a number or date: the values or bins below which a quarter, half and three quarters lie.
    None when hidden or without data."""
