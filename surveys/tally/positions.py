"""Where each response counts among the options of a question: positions, pure.

A response takes one position of a single choice, a number, a day, an area or a text, and several of
a multiple choice or a ranking. What no option holds takes none.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

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

IntArray = NDArray[np.int64]
NOWHERE = -1


def find_positions(
    question: QuestionColumns, column: DecodedColumn, street_of_area: Mapping[str, str]
) -> Iterator[IntArray]:
    """Yield arrays of positions among the question's columns, -1 where a response takes none."""
    match column:
        case DecodedChoice():
            yield column.state.astype(np.int64) - ANSWERED
        case DecodedChoices():
            for position, is_chosen in enumerate(column.is_chosen.T):
                yield np.where(is_chosen, position, NOWHERE)
        case DecodedRanking():
            for position, place in enumerate(column.place.T.astype(np.int64)):
                is_placed = column.is_answered & (place > 0) & (place <= question.n_places)
                yield np.where(is_placed, position * question.n_places + place - 1, NOWHERE)
        case DecodedNumber():
            yield _find_bins(question, column)
        case DecodedArea():
            yield _find_streets(question, column, street_of_area)
        case _:
            # A text: given, or asked and left blank.
            yield np.where(column.is_asked, np.where(column.is_answered, 0, 1), NOWHERE)


def _find_bins(question: QuestionColumns, column: DecodedNumber) -> IntArray:
    edges = np.array([each.low for each in question.bins[1:]])
    position = np.searchsorted(edges, column.value, side="right")
    return np.where(column.is_answered, position, NOWHERE).astype(np.int64)


def _find_streets(
    question: QuestionColumns, column: DecodedArea, street_of_area: Mapping[str, str]
) -> IntArray:
    place = {code: position for position, code in enumerate(question.codes)}
    area_code, of_response = np.unique(column.area_code, return_inverse=True)
    streets = [street_of_area.get(str(code).zfill(12), ELSEWHERE) for code in area_code.tolist()]
    position = np.array([place.get(street, place[ELSEWHERE]) for street in streets], dtype=np.int64)
    return np.where(column.is_answered, position[of_response], NOWHERE)
