"""An unfinished questionnaire made fit to be shown: no gap and no fault stops its pages. Pure."""

from collections.abc import Mapping

from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.grammar import ExpressionFaulty, Purpose, parse_expression
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.words import Text

_PURPOSES: Mapping[str, Purpose] = {
    "relevant": "condition",
    "constraint": "constraint",
    "calculation": "condition",
    "choice_filter": "filter",
}


def make_showable(questionnaire: Questionnaire, *, blank: Text) -> Questionnaire:
    """Fill missing texts with `blank`, leave out expressions that cannot be read.

    Questions of unknown types are left out, since nobody knows how to show them, and so are
    computed ones without a formula.
    """
    sections = tuple(_mend_section(section, blank) for section in questionnaire.sections)
    texts = {
        name: _fill(getattr(questionnaire, name), blank)
        for name in ("title", "intro", "privacy", "closing")
    }
    return remake(questionnaire, {**texts, "sections": sections})


def show_alone(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Return what leads straight to one question: its section without any condition.

    Of a section on one page the whole page is kept.
    """
    for section in questionnaire.sections:
        if any(question.code == code for question in section.questions):
            kept = tuple(
                remake(question, {"relevant": ""})
                for question in section.questions
                if section.is_one_page or question.code == code
            )
            alone = remake(section, {"relevant": "", "questions": kept})
            return remake(questionnaire, {"sections": (alone,)})
    return questionnaire


def _mend_section(section: Section, blank: Text) -> Section:
    questions = tuple(
        _mend_question(question, blank) for question in section.questions if _can_be_shown(question)
    )
    changes = {"title": _fill(section.title, blank), "questions": questions}
    return remake(section, {**changes, "relevant": _keep_readable(section.relevant)})


def _can_be_shown(question: Question) -> bool:
    """Say whether a page can be made of a question, or its answer be computed."""
    question_type = TYPE_BY_NAME.get(question.type)
    if question_type is None:
        return False
    return question_type.is_shown or bool(_keep_readable(question.calculation))


def _mend_question(question: Question, blank: Text) -> Question:
    changes: dict[str, object] = {"label": _fill(question.label, blank)}
    for name in ("hint", "low_label", "high_label", "constraint_message"):
        text = getattr(question, name)
        changes[name] = _fill(text, blank) if text else None
    for name, purpose in _PURPOSES.items():
        changes[name] = _keep_readable(getattr(question, name), purpose)
    for name in ("options", "rows"):
        changes[name] = tuple(
            remake(member, {"label": _fill(member.label, blank)})
            for member in getattr(question, name)
        )
    return remake(question, changes)


def _fill(text: Text, blank: Text) -> Text:
    written = {language: words for language, words in text.items() if words.strip()}
    nearest = next(iter(written.values()), None)
    gaps = {language: nearest or words for language, words in blank.items()}
    return gaps | written


def _keep_readable(expression: str, purpose: Purpose = "condition") -> str:
    try:
        if expression:
            parse_expression(expression, purpose)
    except ExpressionFaulty:
        return ""
    return expression
