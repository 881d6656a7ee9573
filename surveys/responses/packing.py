"""Packing: the answers of one response as bytes, and the columns of many responses at once.

A response is one format byte, a head of fixed width in which every column of the version has its
place, and a tail with the texts. Twenty questions take about sixty bytes; a hundred thousand
responses decode into NumPy columns without a loop over rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from surveys.questionnaires.columns import Column, DecodedColumn, Tail
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answer, Answers
from surveys.questionnaires.service import PublishedVersion
from surveys.questionnaires.types import find_type

FORMAT = b"\x01"
"""The first byte of every packed response: which way of packing was used."""


class Packer:
    """Packs and unpacks the answers of one questionnaire; built once per version."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._columns = tuple(_list_columns(questionnaire))
        self.names = tuple(column.name for column in self._columns)
        """Every name that may be answered, in the order of the head."""
        self.width = len(FORMAT) + sum(column.width for column in self._columns)
        """Bytes before the tail."""

    def pack(self, answers: Answers) -> bytes:
        """Return the bytes of checked answers; names of other questionnaires are ignored."""
        tail = bytearray()
        head = b"".join([column.pack(answers, tail) for column in self._columns])
        return FORMAT + head + tail

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
        position = len(FORMAT)
        for column in self._columns:
            end = position + column.width
            answers.update(column.unpack(packed[position:end], tail))
            position = end
        return answers

    def columns(self, rows: Sequence[bytes]) -> Mapping[str, DecodedColumn]:
        """Return the columns of many packed responses under their names, each of length n."""
        for row in rows:
            self._check_format(row)
        heads = b"".join([row[: self.width] for row in rows])
        head = np.frombuffer(heads, dtype=np.uint8).reshape(len(rows), self.width)
        decoded: dict[str, DecodedColumn] = {}
        position = len(FORMAT)
        for column in self._columns:
            end = position + column.width
            decoded[column.name] = column.decode(head[:, position:end])
            position = end
        return decoded

    def _check_format(self, packed: bytes) -> None:
        if packed[: len(FORMAT)] != FORMAT or len(packed) < self.width:
            raise ValueError("these bytes are not a packed response of this questionnaire")


@lru_cache(maxsize=256)
def find_packer(version: PublishedVersion) -> Packer:
    """Return the packer of a version, built once per process."""
    return Packer(version.questionnaire)


def _list_columns(questionnaire: Questionnaire) -> Iterator[Column]:
    for question in questionnaire.questions:
        question_type = find_type(question)
        for item in question_type.list_items(question):
            yield from question_type.list_columns(item)
