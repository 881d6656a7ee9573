"""Packing: the answers of one response as bytes, and the columns of many responses at once.

A response is one format byte, a head of fixed width in which every column of the version has its
place, and a tail with the texts. Twenty questions take about sixty bytes; a hundred thousand
responses decode into NumPy columns without a loop over rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from surveys.questionnaires.columns import BLANK, NOT_ASKED, Column, DecodedColumn, Tail
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answer, Answers
from surveys.questionnaires.service import PublishedVersion
from surveys.questionnaires.types import find_type

FORMAT = b"\x01"
"""The first byte of every packed response: which way of packing was used."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column lies in the head, and what it looks like without an answer."""

    name: str
    column: Column
    start: int
    end: int
    not_asked: bytes
    blank: bytes


class Packer:
    """Packs and unpacks the answers of one questionnaire; built once per version."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._places = tuple(_list_places(questionnaire))
        self.names = tuple(place.name for place in self._places)
        """Every name that may be answered, in the order of the head."""
        self.width = self._places[-1].end if self._places else len(FORMAT)
        """Bytes before the tail."""

    def pack(self, answers: Answers) -> bytes:
        """Return the bytes of checked answers; names of other questionnaires are ignored."""
        tail = bytearray()
        head = [FORMAT]
        for place in self._places:
            if place.name not in answers:
                head.append(place.not_asked)
                continue
            answer = answers[place.name]
            packed = place.blank if answer is None else place.column.pack(answer, tail)
            head.append(packed)
        return b"".join(head) + tail

    def unpack(self, packed: bytes) -> dict[str, Answer]:
        """Return the answers that `pack` was given.

        Raises
        ------
        ValueError
            When the bytes are not of this format or too short for this questionnaire.
        """
        self._check_format(packed)
        tail = Tail(packed[self.width :])
        answers: dict[str, Answer] = {}
        for place in self._places:
            state = packed[place.start]
            if state == BLANK:
                answers[place.name] = None
            elif state != NOT_ASKED:
                answers[place.name] = place.column.unpack(packed[place.start : place.end], tail)
        return answers

    def columns(self, rows: Sequence[bytes]) -> Mapping[str, DecodedColumn]:
        """Return the columns of many packed responses under their names, each of length n."""
        for row in rows:
            self._check_format(row)
        heads = b"".join([row[: self.width] for row in rows])
        head = np.frombuffer(heads, dtype=np.uint8).reshape(len(rows), self.width)
        return {
            place.name: place.column.decode(head[:, place.start : place.end])
            for place in self._places
        }

    def _check_format(self, packed: bytes) -> None:
        if packed[: len(FORMAT)] != FORMAT or len(packed) < self.width:
            raise ValueError("these bytes are not a packed response of this questionnaire")


@lru_cache(maxsize=256)
def find_packer(version: PublishedVersion) -> Packer:
    """Return the packer of a version, built once per process."""
    return Packer(version.questionnaire)


def _list_places(questionnaire: Questionnaire) -> Iterator[_Place]:
    start = len(FORMAT)
    for column in _list_columns(questionnaire):
        end = start + column.width
        yield _Place(
            name=column.name,
            column=column,
            start=start,
            end=end,
            not_asked=bytes([NOT_ASKED]).ljust(column.width, b"\0"),
            blank=bytes([BLANK]).ljust(column.width, b"\0"),
        )
        start = end


def _list_columns(questionnaire: Questionnaire) -> Iterator[Column]:
    for question in questionnaire.questions:
        question_type = find_type(question)
        for item in question_type.list_items(question):
            yield from question_type.list_columns(item)
