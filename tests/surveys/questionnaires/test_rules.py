"""Random questionnaires and answers against an evaluator that knows nothing of the portal's own."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.routing import change_answers, walk
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section, an_option

CODES = ("1", "2", "3")
Condition = tuple[str, ...] | tuple[str, "Condition"] | tuple[str, "Condition", "Condition"]


@dataclass(frozen=True)
class Drawn:
    """A question as it was drawn: its condition as data, not as text."""

    name: str
    kind: str
    condition: Condition | None
    """("is" or "has" or "over", name, code), ("not", c), ("and" or "or", c, d)."""
    part_of: str
    """Whose answer filters its options; empty for none."""


def write(condition: Condition) -> str:
    """A condition in XLSForm's syntax."""
    match condition:
        case ("is", name, code):
            return f"${{{name}}} = '{code}'"
        case ("has", name, code):
            return f"selected(${{{name}}}, '{code}')"
        case ("over", name, code):
            return f"${{{name}}} > {code}"
        case ("not", inner):
            return f"not({write(inner)})"
        case (word, left, right):
            return f"({write(left)} {word} {write(right)})"
    raise AssertionError(condition)


def holds(condition: Condition, kept: dict[str, Answer]) -> bool:
    """What a condition means, said anew."""
    match condition:
        case ("is", name, code):
            return kept.get(str(name)) == code
        case ("has", name, code):
            answer = kept.get(str(name)) or ()
            return code in ((answer,) if isinstance(answer, str) else answer)
        case ("over", name, code):
            answer = kept.get(str(name))
            return isinstance(answer, str) and int(answer) > int(str(code))
        case ("not", inner):
            return not holds(inner, kept)
        case ("and", left, right):
            return holds(left, kept) and holds(right, kept)
        case ("or", left, right):
            return holds(left, kept) or holds(right, kept)
    raise AssertionError(condition)


@st.composite
def drawn_questions(draw: st.DrawFn) -> tuple[Drawn, ...]:
    """Up to eight questions, each depending on those before it."""
    questions: list[Drawn] = []
    for position in range(draw(st.integers(2, 8))):
        singles = [each.name for each in questions if each.kind != "many"]
        many = [each.name for each in questions if each.kind == "many"]
        condition = draw(st.one_of(st.none(), _conditions(singles, many))) if questions else None
        kind = draw(st.sampled_from(["one", "many", "number", "end"] if position else ["one"]))
        by = draw(st.sampled_from(["", *singles])) if kind == "one" else ""
        questions.append(Drawn(f"Q{position}", kind, condition, by))
        if kind == "end":
            singles.clear()
    return tuple(questions)


def _conditions(singles: list[str], many: list[str]) -> st.SearchStrategy[Condition]:
    leaves: list[st.SearchStrategy[Condition]] = []
    codes = st.sampled_from(CODES)
    if singles:
        names = st.sampled_from(singles)
        leaves += [st.tuples(st.sampled_from(["is", "over"]), names, codes)]
    if singles or many:
        leaves += [st.tuples(st.just("has"), st.sampled_from(singles + many), codes)]
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        ),
        max_leaves=4,
    )


def build(questions: tuple[Drawn, ...]) -> Questionnaire:
    return a_questionnaire(a_section(*map(_build_question, questions)))


def _build_question(drawn: Drawn) -> Question:
    kinds = {"one": "single_choice", "many": "multiple_choice", "end": "screen_out"}
    relevant = write(drawn.condition) if drawn.condition else ""
    if drawn.kind == "end":
        return a_question(drawn.name, "screen_out", relevant=relevant or "false()")
    if drawn.kind == "number":
        return a_question(drawn.name, "number", relevant=relevant)
    # The option is offered where its number is not that of the other answer.
    options = tuple(an_option(code, columns={"own": code}) for code in CODES)
    choice_filter = f"own != ${{{drawn.part_of}}}" if drawn.part_of else ""
    return a_question(
        drawn.name,
        kinds[drawn.kind],
        relevant=relevant,
        options=options,
        choice_filter=choice_filter,
    )


def follow(
    questions: tuple[Drawn, ...], answers: dict[str, Answer]
) -> tuple[list[str], dict[str, Answer]]:
    """The pages seen and the answers kept, worked out anew."""
    pages: list[str] = []
    kept: dict[str, Answer] = {}
    for question in questions:
        if question.condition is not None and not holds(question.condition, kept):
            continue
        if question.kind == "end":
            if question.condition is not None:
                return [*pages, question.name], kept
            continue
        pages.append(question.name)
        if question.name in answers:
            answer = answers[question.name]
            if question.part_of and answer is not None and kept.get(question.part_of) == answer:
                continue
            kept[question.name] = answer
    return pages, kept


def any_answers(questions: tuple[Drawn, ...]) -> st.SearchStrategy[dict[str, Answer]]:
    one = st.sampled_from(CODES)
    many = st.sets(one, min_size=1).map(lambda chosen: tuple(sorted(chosen)))
    by_kind: dict[str, st.SearchStrategy[Answer]] = {"one": one, "many": many, "number": one}
    return st.fixed_dictionaries(
        {},
        optional={
            each.name: st.one_of(st.none(), by_kind[each.kind])
            for each in questions
            if each.kind != "end"
        },
    )


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_paths_and_kept_answers_are_those_of_an_independent_evaluator(data: st.DataObject) -> None:
    questions = data.draw(drawn_questions())
    answers = data.draw(any_answers(questions))
    path, kept = walk(build(questions), answers, seed=1)
    assert ([page.code for page in path.pages], kept) == follow(questions, answers)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changing_answers_keeps_what_an_independent_evaluator_keeps(data: st.DataObject) -> None:
    questions = data.draw(drawn_questions())
    before = data.draw(any_answers(questions))
    more = data.draw(any_answers(questions))
    questionnaire = build(questions)
    _, first = follow(questions, before)
    path, kept = change_answers(questionnaire, first, more, seed=1)
    assert ([page.code for page in path.pages], kept) == follow(questions, {**first, **more})
