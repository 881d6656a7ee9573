"""Small questionnaires, questions and areas to arrange tests with."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from surveys.questionnaires.areas import AreaNode, AreaTree
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Marks, Option, Question, Questionnaire, Row, Section
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.types import find_type

VALID_UNTIL = date(2030, 12, 31)
DEFAULT = load_questionnaire(valid_until=VALID_UNTIL)


def load_every_type(*, valid_until: date = VALID_UNTIL) -> Questionnaire:
    """A questionnaire with every question type and every rule, in Chinese and English."""
    return _load("every_type.toml", valid_until)


def load_one_page(*, valid_until: date = VALID_UNTIL) -> Questionnaire:
    """A questionnaire of one page whose questions depend on each other in every way."""
    return _load("one_page.toml", valid_until)


def _load(name: str, valid_until: date) -> Questionnaire:
    source = Path(__file__).with_name(name).read_text(encoding="utf-8")
    plain = tomllib.loads(source)
    plain["marks"]["valid_until"] = valid_until
    return Questionnaire.model_validate(plain)


def words(text: str) -> dict[str, str]:
    return {"zh": f"中{text}", "en": text}


def a_question(code: str = "Q1", type: str = "single_choice", **more: Any) -> Question:
    """A question with three options where its type takes options."""
    if type in {"single_choice", "multiple_choice", "drop_down", "ranking", "grid"}:
        more.setdefault("options", tuple(an_option(str(i)) for i in (1, 2, 3)))
    if type == "grid":
        more.setdefault("rows", (Row(code="A", label=words("A")), Row(code="B", label=words("B"))))
    if type == "calculated":
        more.setdefault("calculation", "1 + 1")
    more.setdefault("label", words(code))
    return Question(code=code, type=type, **more)


def an_option(code: str, **more: Any) -> Option:
    return Option(code=code, label=words(f"option {code}"), **more)


def a_section(*questions: Question, code: str = "main", **more: Any) -> Section:
    return Section(code=code, title=words(code), questions=questions, **more)


def a_questionnaire(*sections: Section, **more: Any) -> Questionnaire:
    """A questionnaire that may be published unless its sections forbid it."""
    texts = {name: words(name) for name in ("title", "intro", "privacy", "closing")}
    plain = {"code": "test", "languages": ("zh", "en"), "marks": some_marks(), **texts, **more}
    return Questionnaire(sections=sections or (a_section(a_question()),), **plain)


def some_marks(**more: Any) -> Marks:
    plain = {
        "form_number": "表1",
        "authority": words("authority"),
        "approval_number": "8号",
        "valid_until": VALID_UNTIL,
    }
    return Marks(**{**plain, **more})


def some_areas() -> AreaTree:
    """One city of two districts, a street in each, a community in the first street."""
    return AreaTree(
        [
            AreaNode("990100000000", "city", None, words("city")),
            AreaNode("990102000000", "district", "990100000000", words("east")),
            AreaNode("990102001000", "street", "990102000000", words("lake street")),
            AreaNode("990102001003", "community", "990102001000", words("pine")),
            AreaNode("990103000000", "district", "990100000000", words("west")),
            AreaNode("990103001000", "street", "990103000000", words("hill street")),
        ]
    )


COMMUNITY, STREET, DISTRICT = "990102001003", "990102001000", "990102000000"
OTHER_DISTRICT = "990103000000"

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


def any_answers(questionnaire: Questionnaire = DEFAULT) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any of the questions, right and wrong, on the path and off it."""
    strategies = {
        name: _any_answer(question)
        for question in questionnaire.questions
        for item in find_type(question).list_items(question)
        for name in find_type(question).list_names(item)
    }
    return st.fixed_dictionaries({}, optional=strategies)


def whole_answers(questionnaire: Questionnaire = DEFAULT) -> st.SearchStrategy[dict[str, Answer]]:
    """Valid answers to all questions, whether on the path or not."""
    strategies = {
        name: _valid_answer(question)
        for question in questionnaire.questions
        for item in find_type(question).list_items(question)
        for name in find_type(question).list_names(item)
    }
    return st.fixed_dictionaries(strategies)


def _any_answer(question: Question) -> st.SearchStrategy[Answer]:
    codes = [option.code for option in question.options]
    wrong = st.sampled_from(["", "77", "\0", "99999999999999999999", "'; --"])
    several = st.lists(st.sampled_from([*codes, "77"]), max_size=4).map(tuple)
    return st.one_of(st.none(), _valid_answer(question), wrong, several, TEXTS)


def _valid_answer(question: Question) -> st.SearchStrategy[Answer]:
    codes = [option.code for option in find_type(question).list_options(question)]
    if question.type == "multiple_choice":
        return _several_of(question)
    if question.type == "ranking":
        n_places = question.max_choices or len(codes)
        return st.permutations(codes).map(lambda order: tuple(order[:n_places]))
    if codes:
        return st.sampled_from(codes)
    by_type: dict[str, st.SearchStrategy[Answer]] = {
        "area": st.sampled_from([COMMUNITY, STREET]),
        "number": st.integers(-1000, 1000).map(str),
        "date": st.dates(date(1000, 1, 1)).map(date.isoformat),
    }
    line = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
    return by_type.get(question.type, line)


def _several_of(question: Question) -> st.SearchStrategy[Answer]:
    codes = [option.code for option in question.options]
    exclusive = [option.code for option in question.options if option.is_exclusive]
    shared = [code for code in codes if code not in exclusive]
    most = question.max_choices or len(shared)
    least = question.min_choices or 1
    several = st.sets(st.sampled_from(shared), min_size=least, max_size=most).map(
        lambda chosen: tuple(code for code in codes if code in chosen)
    )
    return st.one_of(several, *(st.just((code,)) for code in exclusive))
