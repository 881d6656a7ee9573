"""The rules of one page as plain data: what a browser needs to follow the answers at once.

The trees are those that routing evaluates on the server; the browser's evaluator reads them from a
data block: which questions are asked, which options offered, what is computed, whether an answer
meets its constraint, and how the words repeat the answers of the page. Without it the page comes
again with what an answer has opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys.questionnaires.expressions import (
    OWN,
    TODAY,
    Expression,
    asks_for_day,
    list_references,
    write_tree,
)
from surveys.questionnaires.grammar import Purpose, parse_expression
from surveys.questionnaires.model import Option, Question
from surveys.questionnaires.offers import read_columns
from surveys.questionnaires.pages import Page, PageItem
from surveys.questionnaires.piping import NO_ANSWER, Teller
from surveys.questionnaires.steps import PIPE, list_texts
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.choice import name_option_text
from surveys.words import Text

PlainRules = dict[str, object]
Parts = list[object]
"""A text in parts: words as they are, `["Q1"]` for the answer of the same page under that name."""


@dataclass(frozen=True)
class Reader:
    """How the page is read: the languages in the order in which they are wished for."""

    languages: Sequence[str]
    faulty: str
    """What is said of an answer whose constraint has no words of its own."""


def write_page_rules(page: Page, teller: Teller, reader: Reader) -> PlainRules:
    """Return the rules of a page as it was written, before earlier answers were filled in.

    `known` are the answers of other pages, and the day, that the rules ask for; `questions` one
    rule for each question and calculated answer, in their order; `texts` the words that repeat
    answers of the page; `none` stands for an answer that is not there.
    """
    return _Writer(page, teller, reader).write()


@dataclass(frozen=True)
class _Writer:
    page: Page
    teller: Teller
    reader: Reader

    def write(self) -> PlainRules:
        steps = self.page.list_steps()
        referred = {name for item in steps for name in _list_referred(item.question)}
        known = {
            name: _write_answer(self.teller.answers.get(name))
            for name in sorted(referred - self.own - {OWN})
        }
        if any(asks_for_day(rule) for item in steps for rule in _list_rules(item.question)):
            known[TODAY] = self.teller.today.isoformat()
        return {
            "known": known,
            "none": NO_ANSWER,
            "questions": [self._write_rule(item) for item in steps],
            "texts": [text for item in self.page.list_in_order() for text in self._list_live(item)],
        }

    @cached_property
    def own(self) -> frozenset[str]:
        """The names of the page's answers."""
        return frozenset(
            name
            for item in self.page.list_steps()
            for name in find_type(item.question).list_names(item)
        )

    @cached_property
    def _told(self) -> frozenset[str]:
        """The names of those answers that the page's own words repeat."""
        return frozenset(
            name
            for item in self.page.list_in_order()
            for text in list_texts(item.question)
            for name in PIPE.findall(self._read(text)[0])
            if name in self.own
        )

    def _write_rule(self, item: PageItem) -> PlainRules:
        question, question_type = item.question, find_type(item.question)
        names = question_type.list_names(item)
        rule: PlainRules = {
            "code": item.code,
            "type": question.type,
            "names": list(names),
            "relevant": _write(question.relevant, "condition"),
        }
        if question.calculation:
            return rule | {"calculation": _write(question.calculation, "condition")}
        if question.type == "ranking":
            fields = question_type.list_fields(item)
            codes = [option.code for option in question.options]
            rule["places"] = dict(zip(codes, fields, strict=True))
            rule["most"] = question.max_choices or len(codes)
        rule |= _write_reading(question)
        if item.held is not None:
            rule["filter"] = _write(question.choice_filter, "filter")
            rule["columns"] = [[option.code, read_columns(option)] for option in item.held]
        if question.constraint:
            rule |= self._write_constraint(item)
        if not self._told.isdisjoint(names):
            rule["labels"] = self._list_labels(item)
        return rule

    def _write_constraint(self, item: PageItem) -> PlainRules:
        question, question_type = item.question, find_type(item.question)
        fields = question_type.list_fields(item)
        message = question.constraint_message
        return {
            "constraint": _write(question.constraint, "constraint"),
            "fields": [
                [name, name if name in fields else fields[0]]
                for name in question_type.list_main_names(item)
            ],
            "message": [self.reader.faulty] if message is None else self._split(message),
        }

    def _list_labels(self, item: PageItem) -> list[list[str]]:
        """Each code with its words, as piping tells them; own words follow in the browser."""
        question = item.question
        options = find_type(question).list_options(question)
        return [[option.code, self._label(item, option)] for option in options]

    def _label(self, item: PageItem, option: Option) -> str:
        text = item.question.label if item.question.type == "consent" else option.label
        return self._read(text)[0]

    def _list_live(self, item: PageItem) -> Iterator[PlainRules]:
        for text in list_texts(item.question):
            if text is item.question.constraint_message:
                continue
            words, language = self._read(text)
            if any(name in self.own for name in PIPE.findall(words)):
                filled = self.teller.fill({language: words})[language]
                yield {"code": item.code, "words": filled, "parts": self._split(text)}

    def _split(self, text: Text) -> Parts:
        """Return a text in parts; answers of other pages are words already."""
        words, language = self._read(text)
        parts: Parts = []
        start = 0
        for match in PIPE.finditer(words):
            told = [match[1]] if match[1] in self.own else self.teller.tell(match[1], language)
            parts += [words[start : match.start()], told]
            start = match.end()
        return [*parts, words[start:]]

    def _read(self, text: Mapping[str, str]) -> tuple[str, str]:
        """Return the words of a text in the first language wished for, and that language."""
        for language in (*self.reader.languages, *text):
            if text.get(language):
                return text[language], language
        return "", ""


def _write_reading(question: Question) -> PlainRules:
    """Return how fields are read where the type alone does not say it."""
    reading: PlainRules = {}
    if question.pattern:
        reading["pattern"] = question.pattern
    if question.type == "multiple_choice" and question.random_order:
        reading["order"] = [option.code for option in question.options]
    if question.text_options:
        reading["openers"] = {
            name_option_text(question, option): option.code for option in question.text_options
        }
    return reading


def _list_referred(question: Question) -> Iterator[str]:
    for rule in _list_rules(question):
        yield from list_references(rule)


def _list_rules(question: Question) -> Iterator[Expression]:
    purposes: tuple[tuple[str, Purpose], ...] = (
        (question.relevant, "condition"),
        (question.calculation, "condition"),
        (question.choice_filter, "filter"),
        (question.constraint, "constraint"),
    )
    for text, purpose in purposes:
        if text:
            yield parse_expression(text, purpose)


def _write(text: str, purpose: Purpose) -> object:
    return write_tree(parse_expression(text, purpose)) if text else None


def _write_answer(answer: str | tuple[str, ...] | None) -> str:
    return " ".join(answer) if isinstance(answer, tuple) else answer or ""
