"""Columns: how one answer lies in the packed bytes of a response, and how many decode at once.

A response is a head of fixed width, in which every column has its place, and a tail that holds
the texts. State bytes: 0 not asked, 1 asked and left blank, 2 or more answered. Question types
list their columns; surveys.responses.packing lays them side by side.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from surveys.questionnaires.pages import Answer

NOT_ASKED, BLANK, ANSWERED = 0, 1, 2
DAY_1970 = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class DecodedColumn:
    """One name's answers in many responses: state uint8, shape (n responses,)."""

    state: NDArray[np.uint8]

    @property
    def is_asked(self) -> NDArray[np.bool_]:
        """True where the question was on the respondent's path."""
        return np.not_equal(self.state, NOT_ASKED)

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """True where there is an answer."""
        return np.greater_equal(self.state, ANSWERED)


@dataclass(frozen=True)
class DecodedChoice(DecodedColumn):
    """Single choice or one grid row: state - 2 is the position of the chosen option in `codes`."""

    codes: tuple[str, ...]

    def is_any_of(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """True where the chosen option is one of `codes`."""
        wanted = np.zeros(256, dtype=np.bool_)
        for position, code in enumerate(self.codes):
            wanted[ANSWERED + position] = code in codes
        return wanted[self.state]


@dataclass(frozen=True)
class DecodedChoices(DecodedColumn):
    """Multiple choice: `is_chosen[i, j]` is True where response i has the option `codes[j]`."""

    codes: tuple[str, ...]
    is_chosen: NDArray[np.bool_]

    def is_any_of(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """True where at least one of `codes` is chosen."""
        wanted = [position for position, code in enumerate(self.codes) if code in codes]
        is_any: NDArray[np.bool_] = np.any(self.is_chosen[:, wanted], axis=1)
        return is_any


@dataclass(frozen=True)
class DecodedArea(DecodedColumn):
    """Area: `area_code` int64, the division code as a number; 0 where there is no answer."""

    area_code: NDArray[np.int64]


@dataclass(frozen=True)
class DecodedRanking(DecodedColumn):
    """Ranking: `place[i, j]` is the place that response i gives to `codes[j]`, 0 for none."""

    codes: tuple[str, ...]
    place: NDArray[np.uint8]


@dataclass(frozen=True)
class DecodedNumber(DecodedColumn):
    """Number, or date as days since 1 January 1970: float64, not-a-number where unanswered."""

    value: NDArray[np.float64]


class Column(ABC):
    """The place of one name in the head; `width` bytes."""

    width: int

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        """Return the head's bytes of an answer that is there."""

    @abstractmethod
    def unpack(self, head: bytes, tail: "Tail") -> Answer:
        """Return the answer that `pack` wrote."""

    def decode(self, head: NDArray[np.uint8]) -> DecodedColumn:
        """Return the column from heads of shape (n responses, width)."""
        return DecodedColumn(state=head[:, 0])


class Tail:
    """The texts behind the head, read in the order of the columns."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def read(self, length: int) -> bytes:
        """Return the next `length` bytes."""
        start = self._position
        self._position += length
        return self._data[start : self._position]


class ChoiceColumn(Column):
    """One byte: the state, or 2 + the position of the option."""

    width = 1

    def __init__(self, name: str, codes: tuple[str, ...]) -> None:
        super().__init__(name)
        self.codes = codes
        self._byte_by_code = {code: bytes([ANSWERED + i]) for i, code in enumerate(codes)}

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        return self._byte_by_code[str(answer)]

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        return self.codes[head[0] - ANSWERED]

    def decode(self, head: NDArray[np.uint8]) -> DecodedChoice:
        return DecodedChoice(state=np.ascontiguousarray(head[:, 0]), codes=self.codes)


class ChoicesColumn(Column):
    """A state byte and one bit per option, the first option in the lowest bit."""

    def __init__(self, name: str, codes: tuple[str, ...]) -> None:
        super().__init__(name)
        self.codes = codes
        self.width = 1 + (len(codes) + 7) // 8
        self._bit_by_code = {code: 1 << i for i, code in enumerate(codes)}

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        mask = 0
        for code in answer:
            mask |= self._bit_by_code[code]
        return bytes([ANSWERED]) + mask.to_bytes(self.width - 1, "little")

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        mask = int.from_bytes(head[1:], "little")
        return tuple(code for code in self.codes if mask & self._bit_by_code[code])

    def decode(self, head: NDArray[np.uint8]) -> DecodedChoices:
        bits = np.unpackbits(head[:, 1:], axis=1, count=len(self.codes), bitorder="little")
        return DecodedChoices(state=head[:, 0], codes=self.codes, is_chosen=bits.astype(np.bool_))


class RankingColumn(Column):
    """A state byte, then one byte per option: its place, 0 where it has none."""

    def __init__(self, name: str, codes: tuple[str, ...]) -> None:
        super().__init__(name)
        self.codes = codes
        self.width = 1 + len(codes)

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        place_by_code = {code: place for place, code in enumerate(answer, start=1)}
        places = [place_by_code.get(code, 0) for code in self.codes]
        return bytes([ANSWERED, *places])

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        placed = [(place, code) for place, code in zip(head[1:], self.codes, strict=True) if place]
        return tuple(code for _, code in sorted(placed))

    def decode(self, head: NDArray[np.uint8]) -> DecodedRanking:
        return DecodedRanking(state=head[:, 0], codes=self.codes, place=head[:, 1:])


class NumberColumn(Column):
    """A state byte and the number as thousandths in eight bytes: exact, as it was typed."""

    width = 9

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        thousandths = int(Decimal(str(answer)).scaleb(3))
        return bytes([ANSWERED]) + thousandths.to_bytes(8, "little", signed=True)

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        thousandths = Decimal(int.from_bytes(head[1:], "little", signed=True))
        return format(thousandths.scaleb(-3).normalize(), "f")

    def decode(self, head: NDArray[np.uint8]) -> DecodedNumber:
        thousandths = np.ascontiguousarray(head[:, 1:]).view("<i8")[:, 0]
        value = np.where(head[:, 0] == ANSWERED, thousandths / 1000, np.nan)
        return DecodedNumber(state=head[:, 0], value=value)


class DateColumn(Column):
    """A state byte and the day's number in four bytes; day 1 is 1 January of the year 1."""

    width = 5

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        day = date.fromisoformat(str(answer)).toordinal()
        return bytes([ANSWERED]) + day.to_bytes(4, "little")

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        return date.fromordinal(int.from_bytes(head[1:], "little")).isoformat()

    def decode(self, head: NDArray[np.uint8]) -> DecodedNumber:
        day = np.ascontiguousarray(head[:, 1:]).view("<u4")[:, 0].astype(np.float64)
        value = np.where(head[:, 0] == ANSWERED, day - DAY_1970, np.nan)
        return DecodedNumber(state=head[:, 0], value=value)


class AreaColumn(Column):
    """A state byte and the division code as a number of eight bytes."""

    width = 9
    code_length = 12

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        return bytes([ANSWERED]) + int(str(answer)).to_bytes(8, "little")

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        return str(int.from_bytes(head[1:], "little")).zfill(self.code_length)

    def decode(self, head: NDArray[np.uint8]) -> DecodedArea:
        code = np.ascontiguousarray(head[:, 1:]).view("<i8")[:, 0]
        return DecodedArea(state=head[:, 0], area_code=code)


class TextColumn(Column):
    """A state byte and the length of the text in UTF-8; the text itself lies in the tail."""

    width = 3

    def pack(self, answer: str | tuple[str, ...], tail: bytearray) -> bytes:
        encoded = str(answer).encode()
        tail += encoded
        return bytes([ANSWERED]) + len(encoded).to_bytes(2, "little")

    def unpack(self, head: bytes, tail: Tail) -> Answer:
        return tail.read(int.from_bytes(head[1:], "little")).decode()
