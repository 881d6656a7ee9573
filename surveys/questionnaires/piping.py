"""Piping: earlier answers in the midst of a text, in words. `${Q1}` in a label is replaced.

The words are text like any other, and escaped by whoever writes HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.model import Option, Question, Questionnaire, Row
from surveys.questionnaires.pages import Answers, Page, PageItem, name_row
from surveys.questionnaires.steps import PIPE, is_piped
from surveys.questionnaires.types import find_type

Labelled = TypeVar("Labelled", Option, Row)

NO_ANSWER = "…"
"""Stands where there is no answer to pipe."""


@dataclass(frozen=True)
class Teller:
    """Tells the answers of one respondent in words."""

    questionnaire: Questionnaire
    answers: Answers
    areas: AreaTree
    today: date
    """The day in the city."""

    def tell(self, name: str, language: str) -> str:
        """Return the answer under a name as words of a sentence."""
        answer = self.answers.get(name)
        if not answer:
            return NO_ANSWER
        item = find_item(self.questionnaire, name)
        if item is None:
            return " ".join(answer) if isinstance(answer, tuple) else answer
        words = find_type(item.question).show(
            item, self.answers, language=language, areas=self.areas
        )
        return ("、" if language.startswith("zh") else ", ").join(words) or NO_ANSWER

    def fill(self, text: Mapping[str, str]) -> Mapping[str, str]:
        """Return a text with its piped answers filled in, in every language."""
        return MappingProxyType(
            {language: self._fill_words(words, language) for language, words in text.items()}
        )

    def _fill_words(self, words: str, language: str) -> str:
        return PIPE.sub(lambda match: self.tell(match[1], language), words)


def fill_page(page: Page, teller: Teller) -> Page:
    """Return a page whose texts hold the respondent's earlier answers."""
    if not page.is_personal:
        return page
    fill = partial(fill_item, teller=teller)
    title = page.title if page.title is None else teller.fill(page.title)
    items, standby = tuple(map(fill, page.items)), tuple(map(fill, page.standby))
    return replace(page, title=title, items=items, standby=standby)


def fill_item(item: PageItem, *, teller: Teller) -> PageItem:
    """Return an item whose texts hold the respondent's earlier answers."""
    question = item.question
    if not is_piped(question):
        return item
    filled = _fill_question(question, teller)
    row = item.row and filled.rows[question.rows.index(item.row)]
    offered, held = (
        None if options is None else tuple(filled.find_option(option.code) for option in options)
        for options in (item.offered, item.held)
    )
    return replace(item, question=filled, row=row, offered=offered, held=held)


def find_item(questionnaire: Questionnaire, name: str) -> PageItem | None:
    """Return the question or grid row whose main answer has this name; None where none has."""
    for question in questionnaire.questions:
        if question.code == name:
            return PageItem(question)
        for row in question.rows:
            if name_row(question, row) == name:
                return PageItem(question, row)
    return None


def _fill_question(question: Question, teller: Teller) -> Question:
    texts = ("label", "hint", "low_label", "high_label", "constraint_message")
    changes: dict[str, object] = {
        name: teller.fill(text) for name in texts if (text := getattr(question, name)) is not None
    }
    changes["options"] = tuple(_fill_label(option, teller) for option in question.options)
    changes["rows"] = tuple(_fill_label(row, teller) for row in question.rows)
    return remake(question, changes)


def _fill_label(part: Labelled, teller: Teller) -> Labelled:
    return remake(part, {"label": teller.fill(part.label)})
