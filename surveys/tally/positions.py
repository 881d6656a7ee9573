"""Where each response counts among the options of a question: positions, pure.

A response takes one position of a single choice, a number, a day, an area or a text, and several of
a multiple choice or a ranking. What no option holds takes none.
"""

from collections.abc import Mapping

import numpy as np

from analytics.arrays import BoolArray, IntArray
from surveys.questionnaires.columns import (
    ANSWERED,
    DecodedArea,
    DecodedChoice,
    DecodedChoices,
    DecodedColumn,
    DecodedNumber,
    DecodedRanking,
)
from surveys.tally.layout import ELSEWHERE, QuestionColumns

Positions = tuple[IntArray, IntArray]
"""The responses that take a position, each as often as it takes one, and the positions."""


def find_positions(
    question: QuestionColumns, column: DecodedColumn, street_of_area: Mapping[str, str]
) -> Positions:
    """Return which responses take which positions among the question's columns."""
    match column:
        case DecodedChoice():
            return _keep(column.is_answered, column.state.astype(np.int64) - ANSWERED)
        case DecodedChoices():
            return _find_all(column.is_chosen)
        case DecodedRanking():
            return _find_places(question, column)
        case DecodedNumber():
            return _find_bins(question, column)
        case DecodedArea():
            return _find_streets(question, column, street_of_area)
    # A text: given, or asked and left blank.
    return _keep(column.is_asked, np.where(column.is_answered, 0, 1))


def _keep(is_there: BoolArray, position: IntArray) -> Positions:
    return np.flatnonzero(is_there), position[is_there]


def _find_all(is_there: BoolArray) -> Positions:
    response, position = np.nonzero(is_there)
    return response, position


def _find_places(question: QuestionColumns, column: DecodedRanking) -> Positions:
    place = column.place.astype(np.int64)
    is_placed = column.is_answered[:, None] & (place > 0) & (place <= question.n_places)
    response, option = _find_all(is_placed)
    return response, option * question.n_places + place[response, option] - 1


def _find_bins(question: QuestionColumns, column: DecodedNumber) -> Positions:
    edges = np.array([each.low for each in question.bins[1:]])
    return _keep(column.is_answered, np.searchsorted(edges, column.value, side="right"))


def _find_streets(
    question: QuestionColumns, column: DecodedArea, street_of_area: Mapping[str, str]
) -> Positions:
    place = {code: position for position, code in enumerate(question.codes)}
    area_code, of_response = np.unique(column.area_code, return_inverse=True)
    streets = [street_of_area.get(str(code).zfill(12), ELSEWHERE) for code in area_code.tolist()]
    position = np.array([place.get(street, place[ELSEWHERE]) for street in streets], dtype=np.int64)
    return _keep(column.is_answered, position[of_response])
