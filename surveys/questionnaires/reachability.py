"""Whether anybody can reach a question, meet a constraint, be offered an option.

Decided by walking through every combination of answers that the conditions can tell apart, up to
a bound. Beyond it, or where a condition does what cannot be listed (arithmetic, parts of texts),
nothing is said: what is reported is certain.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import product

from surveys.questionnaires.answer_spaces import Space, find_uses, list_answers
from surveys.questionnaires.expressions import (
    OWN,
    Expression,
    asks_for_day,
    evaluate,
    list_references,
)
from surveys.questionnaires.functions import to_boolean
from surveys.questionnaires.model import Option, Questionnaire, Section
from surveys.questionnaires.offers import compute_answer, list_offered
from surveys.questionnaires.pages import Answer, Answers
from surveys.questionnaires.steps import Step, make_plan

MOST_COMBINATIONS = 4_000
MOST_DECIDED = 20_000
"""Decisions kept in a process: a save of one question looks only at what it changes."""
MOST_NAMES = 100
"""Answers that one question may hang on: with more there are too many combinations anyway, and
a questionnaire that chains every question to the last would be looked through for minutes."""


_decided: dict[bytes, bool] = {}


@dataclass(frozen=True, eq=False)
class Place:
    """One question with everything that decides whether it is asked."""

    position: int
    step: Step
    section: Section
    section_condition: Expression | None

    @cached_property
    def content(self) -> str:
        """All that the definition says of the question, and the condition of its section."""
        return f"{self.section.relevant}\n{self.step.question.model_dump_json()}"

    @cached_property
    def conditions(self) -> tuple[Expression, ...]:
        """The section's condition and the question's own, those that there are."""
        both = (self.section_condition, self.step.condition)
        return tuple(condition for condition in both if condition is not None)

    @cached_property
    def rules(self) -> tuple[Expression, ...]:
        """Everything that the question does with other answers."""
        section_condition = self.section_condition
        return (() if section_condition is None else (section_condition,)) + self.step.rules

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The names of all answers that the rules refer to."""
        return tuple(name for rule in self.rules for name in list_references(rule))

    def is_asked(self, answers: Answers) -> bool:
        """Say whether the conditions hold over answers."""
        return all(to_boolean(evaluate(condition, answers)) for condition in self.conditions)


@dataclass(frozen=True)
class _Walking:
    """What is to be decided: about which questions, past which ends, by which rules."""

    kind: str
    about: tuple[Place, ...]
    ends: list[Place]
    rules: tuple[Expression, ...]

    def name(self, involved: list[Place]) -> bytes:
        """Return a digest of everything that the decision hangs on."""
        content = "\0".join(place.content for place in (*self.about, *involved))
        about = f"{self.kind}:{len(self.about)}:{content}"
        return blake2b(about.encode(), digest_size=16).digest()


class Reach:
    """Answers questions about a questionnaire whose references are sound."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._places = [
            Place(position, step, stretch.section, stretch.condition)
            for position, (stretch, step) in enumerate(
                (stretch, step) for stretch in make_plan(questionnaire) for step in stretch.steps
            )
        ]
        self._passable: dict[int, bool] = {}
        self._place_by_name = {name: place for place in self._places for name in place.step.names}
        self._ends = [place for place in self._places if place.step.type.ends]

    @property
    def places(self) -> tuple[Place, ...]:
        """All questions in their order."""
        return tuple(self._places)

    def can_reach(self, place: Place) -> bool:
        """Say whether some answers lead to the question; true where that cannot be decided."""
        ends = self._find_ends(place)
        if not self._can_pass(ends):
            return False
        if not place.conditions:
            return True
        walking = _Walking("reach", (place,), ends, place.conditions)
        return self._recall(
            walking, lambda walks: any(place.is_asked(answers) for answers in walks)
        )

    def can_finish(self) -> bool:
        """Say whether some answers lead past all end pages; true where that cannot be decided."""
        return self._can_pass([place for place in self._places if place.step.type.ends])

    def can_meet(self, place: Place) -> bool:
        """Say whether some answer meets the question's constraint."""
        step = place.step
        constraint = step.constraint
        if constraint is None or not step.names:
            return True
        name = step.names[0]
        space = list_answers(step.question, name, find_uses(OWN, [constraint]))
        if space is None or name in list_references(constraint):
            return True
        rules = (*place.conditions, constraint)
        walking = _Walking("meet", (place,), self._find_ends(place), rules)
        return self._recall(
            walking,
            lambda walks: any(
                to_boolean(evaluate(constraint, {**answers, OWN: own}))
                for answers in walks
                if place.is_asked(answers)
                for own in space
            ),
        )

    def list_never_offered(self, place: Place) -> tuple[Option, ...]:
        """Return the options that the choice filter never lets through."""
        choice_filter = place.step.choice_filter
        if choice_filter is None:
            return ()
        walks = self._walk_all(self._find_ends(place), (*place.conditions, choice_filter))
        if walks is None:
            return ()
        waiting = {option.code: option for option in place.step.question.options}
        for answers in walks:
            if place.is_asked(answers):
                for option in list_offered(place.step.question, choice_filter, answers):
                    waiting.pop(option.code, None)
            if not waiting:
                break
        return tuple(waiting.values())

    def _can_pass(self, ends: list[Place]) -> bool:
        """Say whether some answers lead past these end pages, the first ones of all."""
        if len(ends) not in self._passable:
            conditions = tuple(condition for end in ends for condition in end.conditions)
            walking = _Walking("pass", tuple(ends), ends, conditions)
            self._passable[len(ends)] = not ends or self._recall(
                walking, lambda walks: any(True for _ in walks)
            )
        return self._passable[len(ends)]

    def _recall(
        self, walking: "_Walking", decide: Callable[[Iterator[dict[str, Answer]]], bool]
    ) -> bool:
        """Decide over all walks, or say what was decided of the same; true without a list."""
        names = self._find_names(walking.rules)
        if names is None:
            return True
        key = walking.name(self._find_involved(walking.ends, names))
        if key not in _decided:
            if len(_decided) >= MOST_DECIDED:
                _decided.clear()
            walks = self._walk_all(walking.ends, walking.rules)
            _decided[key] = walks is None or decide(walks)
        return _decided[key]

    def _find_ends(self, place: Place) -> list[Place]:
        """Return the end pages before a question."""
        return [end for end in self._ends if end.position < place.position]

    def _walk_all(
        self, ends: list[Place], expressions: Iterable[Expression]
    ) -> Iterator[dict[str, Answer]] | None:
        """Yield the answers that may be given past end pages; None where there are too many."""
        names = self._find_names(expressions)
        if names is None:
            return None
        involved = self._find_involved(ends, names)
        rules = (rule for place in involved for rule in place.rules)
        if any(map(asks_for_day, (*expressions, *rules))):
            return None  # On another day it may be otherwise.
        rules_by_name = _index_rules(expressions, involved)
        spaces: dict[str, Space] = {}
        n_combinations = 1
        for other in involved:
            if other.step.calculation is not None or other.step.type.ends:
                continue
            constraint = other.step.constraint
            own = find_uses(OWN, [] if constraint is None else [constraint])
            for name in names.intersection(other.step.names):
                uses = find_uses(name, rules_by_name.get(name, ())).joined(own)
                space = list_answers(other.step.question, name, uses)
                if space is None:
                    return None
                must = other.step.question.is_required and name in _list_main(other.step)
                spaces[name] = space if must else (None, *space)
                n_combinations *= len(spaces[name])
                if n_combinations > MOST_COMBINATIONS:
                    return None
        return self._walk_each(involved, spaces)

    def _find_names(self, expressions: Iterable[Expression]) -> set[str] | None:
        """Return the names of all answers that decide, directly or through other questions.

        None where there are too many.
        """
        waiting = [name for expression in expressions for name in list_references(expression)]
        names: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in names and name in self._place_by_name:
                names.add(name)
                waiting += self._place_by_name[name].references
            if len(names) > MOST_NAMES:
                return None
        return names

    def _find_involved(self, ends: list[Place], names: set[str]) -> list[Place]:
        """Return the questions that decide, in their order, with the ends that these may reach."""
        involved = {self._place_by_name[name].position for name in names}
        for end in ends:
            if names.issuperset(end.references):
                involved.add(end.position)
        return [self._places[position] for position in sorted(involved)]

    def _walk_each(
        self, involved: list[Place], spaces: dict[str, Space]
    ) -> Iterator[dict[str, Answer]]:
        for combination in product(*spaces.values()):
            answers = _walk(involved, dict(zip(spaces, combination, strict=True)))
            if answers is not None:
                yield answers


def _index_rules(
    expressions: Iterable[Expression], involved: Iterable[Place]
) -> dict[str, list[Expression]]:
    """Return every name with the expressions that refer to it."""
    rules_by_name: dict[str, list[Expression]] = {}
    for rule in (*expressions, *(rule for place in involved for rule in place.rules)):
        for name in dict.fromkeys(list_references(rule)):
            rules_by_name.setdefault(name, []).append(rule)
    return rules_by_name


def _walk(involved: list[Place], given: Answers) -> dict[str, Answer] | None:
    """Return the answers that stay on the path; None where they lead to an end or break a rule."""
    kept: dict[str, Answer] = {}
    for place in involved:
        step = place.step
        if not place.is_asked(kept):
            continue
        if step.type.ends:
            return None
        if step.calculation is not None:
            kept[step.question.code] = compute_answer(step.calculation, kept)
            continue
        offered = list_offered(step.question, step.choice_filter, kept)
        if step.choice_filter is not None and not offered:
            continue
        taken = {name: given[name] for name in step.names if name in given}
        if not _may_be_given(step, taken, kept, offered=offered):
            return None
        kept.update(taken)
    return kept


def _may_be_given(
    step: Step, taken: Answers, kept: Answers, *, offered: tuple[Option, ...]
) -> bool:
    """Say whether the constraint and the choice filter let the answers through."""
    answer = taken.get(step.question.code)
    if step.choice_filter is not None and answer is not None:
        codes = {option.code for option in offered}
        if not codes.issuperset(answer if isinstance(answer, tuple) else (answer,)):
            return False
    return step.constraint is None or all(
        to_boolean(evaluate(step.constraint, {**kept, **taken, OWN: each}))
        for each in taken.values()
        if each is not None
    )


def _list_main(step: Step) -> set[str]:
    return {name for item in step.items for name in step.type.list_main_names(item)}
