"""What a respondent sees: pages made of items, and the path they form.

Values only; surveys.questionnaires.routing makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.questionnaires.model import Option, Question, Row

Answer = str | tuple[str, ...] | None
"""Code or text; codes of several options; None is asked and left blank. Numbers and dates are
text too, as in XLSForm."""

Answers = Mapping[str, Answer]
"""Answers under their names (Q1, Q8_T01, Q2_9_text); a name that is absent was not asked."""


@dataclass(frozen=True)
class PageItem:
    """A question on a page, or one row of a grid."""

    question: Question
    row: Row | None = None
    offered: tuple[Option, ...] | None = None
    """The options in this respondent's own choice and order; None: all, as they are written."""
    held: tuple[Option, ...] | None = None
    """All options in the respondent's order, where answers of the same page decide which of them
    are offered; None elsewhere."""
    position: int = 0
    """Where the question stands in its section, counted from 0."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that may be chosen, in the order in which they are shown."""
        return self.question.options if self.offered is None else self.offered

    @property
    def listed(self) -> tuple[Option, ...]:
        """The options that the page holds, those among them that are not offered now."""
        return self.options if self.held is None else self.held

    def offers(self, code: object) -> bool:
        """Say whether `code` is one of the options that may be chosen."""
        if self.offered is None:
            return self.question.has_option(code)
        return any(option.code == code for option in self.offered)

    @cached_property
    def code(self) -> str:
        """The question's code, or `QUESTION_ROW` for one row of a grid."""
        return self.question.code if self.row is None else name_row(self.question, self.row)


@dataclass(frozen=True)
class Page:
    """One screen, under a code that is good for an address."""

    code: str
    title: Mapping[str, str] | None
    """The section's title where a whole section is on the page."""
    items: tuple[PageItem, ...]
    names: tuple[str, ...]
    """The names of all answers of the page that must have been asked before one goes on."""
    standby: tuple[PageItem, ...] = ()
    """Questions off the path that an answer on this very page may bring onto it."""
    computed: tuple[PageItem, ...] = ()
    """Calculated answers that stand among the questions of the page."""
    is_adaptive: bool = False
    """Answers on the page decide which of its questions are asked and what they offer."""
    is_live: bool = False
    """Its rules can be followed while it is being answered: it is adaptive, has a constraint, or
    repeats its own answers in its words."""
    is_personal: bool = False
    """Its words or options depend on the respondent: earlier answers, or a drawn order."""

    def list_in_order(self) -> tuple[PageItem, ...]:
        """Return the items and those that stand by, in the order of the questionnaire."""
        return tuple(sorted((*self.items, *self.standby), key=lambda item: item.position))

    def list_steps(self) -> tuple[PageItem, ...]:
        """Return what `list_in_order` returns, the calculated answers in their places."""
        parts = (*self.items, *self.standby, *self.computed)
        return tuple(sorted(parts, key=lambda item: item.position))

    @property
    def asks(self) -> bool:
        """False for information and end pages."""
        return bool(self.names)


@dataclass(frozen=True)
class Progress:
    """Where a page stands among the pages that ask something."""

    position: int
    total: int


@dataclass(frozen=True)
class Path:
    """The pages that one respondent sees, in order, given the answers so far."""

    pages: tuple[Page, ...]
    is_screened_out: bool
    """The last page is an end page for those who do not belong to the population."""

    def find_page(self, code: str) -> Page | None:
        """Return the page under `code`, or None where it is not on the path."""
        return next((page for page in self.pages if page.code == code), None)

    def find_previous(self, code: str) -> Page | None:
        """Return the page before the one under `code`; None at the start or off the path."""
        position = self._find_position(code)
        return self.pages[position - 1] if position else None

    def find_next(self, code: str) -> Page | None:
        """Return the page after the one under `code`; None at the end or off the path."""
        position = self._find_position(code)
        if position is None or position + 1 >= len(self.pages):
            return None
        return self.pages[position + 1]

    def find_progress(self, code: str) -> Progress:
        """Return "question 3 of 20" for a page; one that asks nothing stands with the next."""
        position = 0
        for page in self.pages:
            position += page.asks
            if page.code == code:
                break
        total = sum(page.asks for page in self.pages)
        return Progress(position=max(position, 1), total=total)

    def _find_position(self, code: str) -> int | None:
        codes = [page.code for page in self.pages]
        return codes.index(code) if code in codes else None


def name_row(question: Question, row: Row) -> str:
    """Return the name of a grid row's answer: `${Q8_T01}` in expressions, Q8_T01 in forms."""
    return f"{question.code}_{row.code}"
