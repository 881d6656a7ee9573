"""Changed answers over questionnaires of every type: what depended on them never stays.

The questionnaires are drawn with every question type of the registry in any order, their rules
hanging on earlier answers of every type; what must be kept is worked out anew, from the rules as
data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaires.checks import NOT_TOGETHER
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.pages import Answer, Page, PageItem, Path
from surveys.questionnaires.routing import change_answers, find_path, keep_on_path
from surveys.questionnaires.service import PublishedVersion
from surveys.questionnaires.types import TYPE_BY_NAME, find_type
from surveys.responses.answers import SHOWN_FIELD, check_page, check_response
from tests.surveys.questionnaires.samples import (
    COMMUNITY,
    STREET,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    load_every_type,
    load_one_page,
    some_areas,
    whole_answers,
)

AREAS = some_areas()
CODES = ("1", "2", "3")
OTHER = "3"
"""The option of a single or multiple choice that opens a line of its own."""
CHOICES = ("single_choice", "multiple_choice", "drop_down", "ranking")
SEVERAL = ("multiple_choice", "ranking")
CONSTRAINED = ("drop_down", "stars", "number")
WORDS = ("quiet", "not so quiet", "太吵了")
DAYS = ("2026-01-31", "2026-03-05", "2027-01-01")

Kept = dict[str, Answer]
Rule = tuple[str, str, str]
"""What an answer is asked ("is", "has", "over", "after", "says", "begins", or one of them with
"not " before it), its name, and what it is compared with."""


@dataclass(frozen=True)
class Drawn:
    """A question as it was drawn: its rules as data, not as text."""

    name: str
    kind: str
    condition: Rule | None = None
    filter: Rule | None = None
    """Option 2 is offered where it holds; all of them where `hides_all`."""
    hides_all: bool = False
    constraint: Rule | None = None
    """Answers other than 1 are taken where it holds."""
    value: Rule | None = None
    """The calculated answer is 1 where it holds, 2 elsewhere."""

    @cached_property
    def own_words(self) -> str:
        """The name of the line at the option that opens one; empty for other types."""
        return f"{self.name}_{OTHER}_text" if self.kind in CHOICES[:2] else ""

    @cached_property
    def main_names(self) -> tuple[str, ...]:
        """The names under which the question always answers."""
        if self.kind in ("information", "screen_out"):
            return ()
        return (f"{self.name}_A", f"{self.name}_B") if self.kind == "grid" else (self.name,)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.main_names, self.own_words) if self.own_words else self.main_names


@dataclass(frozen=True)
class Part:
    """A section as it was drawn."""

    questions: tuple[Drawn, ...]
    is_one_page: bool
    condition: Rule | None


def write(rule: Rule) -> str:
    """A rule in XLSForm's syntax."""
    asked, name, other = rule
    texts = {
        "is": f"${{{name}}} = '{other}'",
        "has": f"selected(${{{name}}}, '{other}')",
        "over": f"${{{name}}} > {other}",
        "after": f"${{{name}}} > '{other}'",
        "says": f"contains(${{{name}}}, '{other}')",
        "begins": f"starts-with(${{{name}}}, '{other}')",
    }
    text = texts[asked.removeprefix("not ")]
    return f"not({text})" if asked.startswith("not ") else text


def holds(rule: Rule | None, kept: Mapping[str, Answer]) -> bool:
    """What a rule means, said anew."""
    if rule is None:
        return True
    asked, name, other = rule
    answer = kept.get(name) or ""
    match asked.removeprefix("not "):
        case "is":
            is_met = answer == other
        case "has":
            is_met = other in answer
        case "over":
            is_met = answer != "" and int(str(answer)) > int(other)
        case "after":
            is_met = answer != "" and date.fromisoformat(str(answer)) > date.fromisoformat(other)
        case "says":
            is_met = other in str(answer)
        case "begins":
            is_met = str(answer)[: len(other)] == other
        case unknown:
            raise AssertionError(unknown)
    return is_met != asked.startswith("not ")


def draw_rule(
    names_by_kind: dict[str, list[str]], *, may_deny: bool = True
) -> st.SearchStrategy[Rule]:
    """A rule about any of the earlier answers, the types taken alike."""

    def ask(kind: str) -> st.SearchStrategy[Rule]:
        asked, others = {
            "multiple_choice": ("has", CODES),
            "ranking": ("has", CODES),
            "number": ("over", CODES),
            "date": ("after", DAYS),
            "short_text": ("is", WORDS),
            "own_words": ("is", WORDS),
            "long_text": ("says", ("quiet", "吵")),
            "area": ("begins", (STREET[:9], COMMUNITY)),
            "consent": ("is", ("yes",)),
        }.get(kind, ("is", CODES))
        names = st.sampled_from(names_by_kind[kind])
        said = [asked, f"not {asked}"] if may_deny else [asked]
        return st.tuples(st.sampled_from(said), names, st.sampled_from(others))

    return st.sampled_from(sorted(names_by_kind)).flatmap(ask)


@st.composite
def drawn_parts(draw: st.DrawFn) -> tuple[Part, ...]:
    """Every type of the registry in any order, some twice, each depending on those before it."""
    once = draw(st.permutations(sorted(TYPE_BY_NAME)))
    more = st.sampled_from(sorted(TYPE_BY_NAME)) | st.sampled_from(CONSTRAINED)
    kinds = [*once, *draw(st.lists(more, max_size=6))]
    names_by_kind: dict[str, list[str]] = {}
    parts: list[Part] = []
    left = list(enumerate(kinds))
    while left:
        n_here = draw(st.integers(1, 8))
        here, left = left[:n_here], left[n_here:]
        rule = draw(st.none() | draw_rule(names_by_kind)) if names_by_kind else None
        questions: list[Drawn] = []
        for position, kind in here:
            question = draw(_draw_question(f"Q{position}", kind, dict(names_by_kind)))
            questions.append(question)
            for name in question.main_names:
                names_by_kind.setdefault(kind, []).append(name)
            if question.own_words:
                names_by_kind.setdefault("own_words", []).append(question.own_words)
        may_be_together = NOT_TOGETHER.isdisjoint(kind for _, kind in here)
        parts.append(Part(tuple(questions), may_be_together and draw(st.booleans()), rule))
    return tuple(parts)


@st.composite
def _draw_question(draw: st.DrawFn, name: str, kind: str, earlier: dict[str, list[str]]) -> Drawn:
    if not earlier:
        return Drawn(name, kind)
    some = draw_rule(earlier)
    # Most questions are asked, so that there is much to drop when an answer before them changes.
    seldom = st.none() | st.none() | some
    # A constraint that wants something of a constrained answer breaks when that one is dropped.
    constrained = {kind: earlier[kind] for kind in CONSTRAINED if kind in earlier}
    chained = draw_rule(constrained, may_deny=False) if constrained else some
    return Drawn(
        name,
        kind,
        condition=draw(seldom),
        filter=draw(some) if kind in CHOICES else None,
        hides_all=draw(st.sampled_from([False, False, True])),
        constraint=draw(chained) if kind in CONSTRAINED else None,
        value=draw(some) if kind == "calculated" else None,
    )


def build(parts: tuple[Part, ...]) -> Questionnaire:
    return a_questionnaire(*(_build_section(part, i) for i, part in enumerate(parts)))


def _build_section(part: Part, position: int) -> Section:
    return a_section(
        *map(_build_question, part.questions),
        code=f"S{position}",
        is_one_page=part.is_one_page,
        relevant=write(part.condition) if part.condition else "",
    )


def _build_question(drawn: Drawn) -> Question:
    more: dict[str, object] = {}
    if drawn.kind in CHOICES:
        more["options"] = tuple(
            an_option(code, asks_text=bool(drawn.own_words) and code == OTHER) for code in CODES
        )
    if drawn.kind == "ranking":
        more["min_choices"] = 1
    if drawn.filter:
        more["choice_filter"] = ("" if drawn.hides_all else "name != '2' or ") + write(drawn.filter)
    if drawn.constraint:
        more["constraint"] = f". = '1' or {write(drawn.constraint)}"
    if drawn.value:
        more["calculation"] = f"if({write(drawn.value)}, '1', '2')"
    relevant = write(drawn.condition) if drawn.condition else ""
    if drawn.kind == "screen_out" and not relevant:
        relevant = "false()"
    return a_question(drawn.name, drawn.kind, relevant=relevant, **more)


def follow(parts: tuple[Part, ...], answers: Mapping[str, Answer]) -> tuple[list[str], Kept]:
    """The questions asked and the answers kept, worked out anew in the written order."""
    asked: list[str] = []
    kept: Kept = {}
    for part in parts:
        if not holds(part.condition, kept):
            continue
        for question in part.questions:
            if question.kind == "screen_out" and question.condition is None:
                continue
            if not holds(question.condition, kept):
                continue
            gone = _list_gone(question, kept)
            if gone == CODES:
                continue
            if question.kind == "calculated":
                kept[question.name] = _compute(question, kept)
                continue
            asked.append(question.name)
            if question.kind == "screen_out":
                return asked, kept
            kept |= _keep(question, answers, gone)
    return asked, kept


def _list_gone(question: Drawn, kept: Kept) -> tuple[str, ...]:
    if question.filter is None or holds(question.filter, kept):
        return ()
    return CODES if question.hides_all else ("2",)


def _compute(question: Drawn, kept: Kept) -> str:
    is_one = question.value is not None and holds(question.value, kept)
    return "1" if is_one else "2"


def _keep(question: Drawn, answers: Mapping[str, Answer], gone: tuple[str, ...]) -> Kept:
    chosen = answers.get(question.name)
    if chosen is not None and any(code in chosen for code in gone):
        return {}
    kept = {name: answers[name] for name in question.main_names if name in answers}
    if question.own_words and chosen is not None and OTHER in chosen:
        kept[question.own_words] = answers.get(question.own_words)
    return kept


def settle(
    parts: tuple[Part, ...], before: Mapping[str, Answer], more: Mapping[str, Answer]
) -> tuple[list[str], Kept]:
    """The fixed point: walk, drop what breaks its constraint and was not just given, again."""
    asked, kept = follow(parts, {**before, **more})
    while broken := set(_list_broken(parts, kept)).difference(more):
        asked, kept = follow(parts, {name: kept[name] for name in kept if name not in broken})
    return asked, kept


def _list_broken(parts: tuple[Part, ...], kept: Kept) -> Iterator[str]:
    for question in (question for part in parts for question in part.questions):
        answer = kept.get(question.name)
        is_met = answer in (None, "1") or holds(question.constraint, kept)
        if not is_met:
            yield question.name


def any_answers(parts: tuple[Part, ...]) -> st.SearchStrategy[Kept]:
    """Answers to any of the questions, each of its own type, blank ones among them."""
    optional = {name: st.none() | answer for name, answer in _list_answers(parts).items()}
    return st.fixed_dictionaries({}, optional=optional)


def full_answers(parts: tuple[Part, ...]) -> st.SearchStrategy[Kept]:
    """An answer to every question, none of them blank."""
    return st.fixed_dictionaries(_list_answers(parts))


def _list_answers(parts: tuple[Part, ...]) -> dict[str, st.SearchStrategy[Answer]]:
    return {
        name: _any_answer(question.kind, is_text=name == question.own_words)
        for part in parts
        for question in part.questions
        if question.kind != "calculated"
        for name in question.names
    }


def _any_answer(kind: str, *, is_text: bool) -> st.SearchStrategy[Answer]:
    if is_text or kind in ("short_text", "long_text"):
        return st.sampled_from(WORDS)
    some = st.sets(st.sampled_from(CODES), min_size=1).map(lambda codes: tuple(sorted(codes)))
    by_kind: dict[str, st.SearchStrategy[Answer]] = {
        "multiple_choice": some,
        "ranking": some.flatmap(st.permutations).map(tuple),
        "date": st.sampled_from(DAYS),
        "area": st.sampled_from([STREET, COMMUNITY]),
        "consent": st.just("yes"),
    }
    return by_kind.get(kind, st.sampled_from(CODES))


def few_answers(parts: tuple[Part, ...]) -> st.SearchStrategy[Kept]:
    """Answers to a few of the questions, most to those that rules look at: others stay."""
    answers = _list_answers(parts)
    looked_at = [rule[1] for rule in _list_rules(parts) if rule[1] in answers]
    names = st.sampled_from(looked_at or sorted(answers)) | st.sampled_from(sorted(answers))
    return st.lists(names, min_size=1, max_size=6).flatmap(
        lambda chosen: st.fixed_dictionaries({name: st.none() | answers[name] for name in chosen})
    )


def _list_rules(parts: tuple[Part, ...]) -> list[Rule]:
    questions = [question for part in parts for question in part.questions]
    rules = [part.condition for part in parts]
    rules += [
        rule
        for each in questions
        for rule in (each.condition, each.filter, each.constraint, each.value)
    ]
    return [rule for rule in rules if rule is not None]


def list_asked(path: Path) -> list[str]:
    return [item.question.code for page in path.pages for item in page.items]


def fill(page: Page, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """The page as a browser that follows it posts it, all its questions shown."""
    items = page.list_in_order()
    raw = {
        field: tuple(values)
        for item in items
        for field, values in _fill_item(item, answers).items()
    }
    return {**raw, SHOWN_FIELD: tuple(item.code for item in items)}


def _fill_item(item: PageItem, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    if item.question.type == "area":
        chosen = answers.get(item.code)
        return {f"{item.code}_community": (str(chosen),)} if chosen else {}
    filled = find_type(item.question).fill_fields(item, answers)
    return {field: tuple(values) for field, values in filled.items()}


def version_of(questionnaire: Questionnaire) -> PublishedVersion:
    return PublishedVersion(1, questionnaire.digest, questionnaire)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_sequence_of_changes_keeps_what_a_recomputation_from_scratch_keeps(
    data: st.DataObject,
) -> None:
    parts = data.draw(drawn_parts())
    questionnaire = build(parts)
    full = data.draw(full_answers(parts))
    kept: Kept = {}
    for changed in data.draw(st.lists(few_answers(parts), min_size=2, max_size=6)):
        # Whoever changes something has answered all that was asked before.
        for more in ({name: full[name] for name in full if name not in kept}, changed):
            expected = settle(parts, kept, more)
            path, kept = change_answers(questionnaire, kept, more, seed=1)
            assert (list_asked(path), kept) == expected
            assert keep_on_path(questionnaire, kept, seed=1) == kept
            assert find_path(questionnaire, kept, seed=1) == path


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_whole_response_keeps_nothing_that_its_path_does_not_ask(data: st.DataObject) -> None:
    parts = data.draw(drawn_parts())
    questionnaire = build(parts)
    answers = data.draw(any_answers(parts))
    checked = check_response(version_of(questionnaire), answers, seed=1, areas=AREAS)
    assert (list_asked(checked.path), checked.answers) == follow(parts, answers)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_page_posted_anew_drops_what_depended_on_its_answers(data: st.DataObject) -> None:
    parts = data.draw(drawn_parts())
    questionnaire = build(parts)
    path, kept = change_answers(questionnaire, {}, data.draw(any_answers(parts)), seed=1)
    for typed in data.draw(st.lists(any_answers(parts), min_size=1, max_size=3)):
        page = data.draw(st.sampled_from(path.pages))
        checked = check_page(page, fill(page, typed), areas=AREAS, known=kept)
        shown = {name for item in page.list_in_order() for name in name_answers(item)}
        assert set(checked.answers) <= shown
        assert all(checked.answers[name] == typed.get(name) for name in checked.answers)
        expected = settle(parts, kept, checked.answers)
        path, kept = change_answers(questionnaire, kept, checked.answers, seed=1)
        assert (list_asked(path), kept) == expected


@settings(max_examples=15, deadline=None)
@given(st.data(), st.sampled_from([load_every_type(), load_one_page()]))
def test_what_is_kept_of_a_written_questionnaire_stands_on_its_path(
    data: st.DataObject, questionnaire: Questionnaire
) -> None:
    computed = {each.code for each in questionnaire.questions if each.calculation}
    kept: Kept = {}
    for more in data.draw(st.lists(whole_answers(questionnaire), min_size=1, max_size=3)):
        path, kept = change_answers(questionnaire, kept, more, seed=1)
        names = {name for page in path.pages for item in page.items for name in name_answers(item)}
        assert set(kept) <= names | computed
        checked = check_response(version_of(questionnaire), kept, seed=1, areas=AREAS)
        assert (checked.path, checked.answers) == (path, kept)


def name_answers(item: PageItem) -> tuple[str, ...]:
    return find_type(item.question).list_names(item)
