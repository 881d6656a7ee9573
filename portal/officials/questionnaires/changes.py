"""The differences between two questionnaires, in words: one plain sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.i18n import current_language
from portal.officials.questionnaires.conditions import ConditionTeller
from portal.officials.questionnaires.words import (
    name_field,
    name_language,
    name_type,
    pick_words_or,
)
from surveys.questionnaires.drafts.differences import Difference, list_differences
from surveys.questionnaires.model import Question, Questionnaire, pick_words

_CONDITIONS = frozenset({"relevant"})
_EXPRESSIONS = frozenset({"constraint", "calculation", "choice_filter"})
_SWITCHES = frozenset(
    name for name, field in Question.model_fields.items() if field.annotation is bool
) | {"is_one_page", "is_exclusive", "asks_text", "keeps_place"}


@dataclass(frozen=True)
class Change:
    """One difference: a sentence, and both texts where words were changed."""

    sentence: str
    before: str = ""
    after: str = ""


def tell_changes(before: Questionnaire, after: Questionnaire) -> tuple[Change, ...]:
    """Give every difference in words."""
    return tuple(_tell(difference, before, after) for difference in list_differences(before, after))


def _tell(difference: Difference, before: Questionnaire, after: Questionnaire) -> Change:
    what = _name(difference)
    words = pick_words(difference.words, current_language())
    if words:
        what = _("%(what)s“%(words)s”", what=what, words=words)
    if difference.kind != "changed":
        sentences: Mapping[str, str] = {
            "added": _("新增%(what)s。", what=what),
            "removed": _("删除%(what)s。", what=what),
            "moved": _("%(what)s换了位置。", what=what),
        }
        return Change(sentences[difference.kind])
    if difference.field in _CONDITIONS:
        return _tell_condition(difference, what, before=before, after=after)
    if difference.field in _SWITCHES:
        return _tell_switch(difference, what)
    if difference.language and difference.field != "columns":
        return _tell_text(difference, what)
    if difference.field in _EXPRESSIONS:
        return _tell_expression(difference, what)
    was = _say_value(difference.field, difference.before, before)
    now = _say_value(difference.field, difference.after, after)
    return _tell_value(_name_field(difference), was, now, what=what)


def _tell_text(difference: Difference, what: str) -> Change:
    field = name_field(difference.field)
    told = {"what": what, "field": field, "language": name_language(difference.language)}
    if not difference.before:
        return Change(
            _("%(what)s：补上了%(language)s的“%(field)s”。", **told), "", difference.after
        )
    if not difference.after:
        return Change(_("%(what)s：去掉了%(language)s的“%(field)s”。", **told), difference.before)
    sentence = _("%(what)s：改了%(language)s的“%(field)s”。", **told)
    return Change(sentence, difference.before, difference.after)


def _tell_switch(difference: Difference, what: str) -> Change:
    field = name_field(difference.field)
    if difference.after:
        return Change(_("%(what)s：现在“%(field)s”。", what=what, field=field))
    return Change(_("%(what)s：不再“%(field)s”。", what=what, field=field))


def _tell_condition(
    difference: Difference, what: str, *, before: Questionnaire, after: Questionnaire
) -> Change:
    was = ConditionTeller(before).say(difference.before)
    now = ConditionTeller(after).say(difference.after)
    if not difference.before:
        return Change(_("%(what)s：以前每个人都问，现在只在这时问：", what=what), "", now)
    if not difference.after:
        return Change(_("%(what)s：现在每个人都问，以前只在这时问：", what=what), was)
    return Change(_("%(what)s：改了什么时候问。", what=what), was, now)


def _tell_value(field: str, was: str, now: str, *, what: str) -> Change:
    told = {"what": what, "field": field, "was": was, "now": now}
    if not was:
        return Change(_("%(what)s：“%(field)s”定为“%(now)s”。", **told))
    if not now:
        return Change(_("%(what)s：不再规定“%(field)s”（以前是“%(was)s”）。", **told))
    return Change(_("%(what)s：“%(field)s”从“%(was)s”改为“%(now)s”。", **told))


def _tell_expression(difference: Difference, what: str) -> Change:
    told = {"what": what, "field": name_field(difference.field)}
    if not difference.before:
        sentence = _("%(what)s：加上了“%(field)s”。", **told)
    elif not difference.after:
        sentence = _("%(what)s：去掉了“%(field)s”。", **told)
    else:
        sentence = _("%(what)s：改了“%(field)s”。", **told)
    return Change(sentence, difference.before, difference.after)


def _say_value(field: str, value: str, questionnaire: Questionnaire) -> str:
    """Give a value as an official knows it."""
    if field == "type":
        return name_type(value)
    if field == "languages":
        return str(_("、")).join(name_language(tag) for tag in value.split(", "))
    if field == "section":
        titles: Mapping[str, str] = {
            section.code: pick_words_or(section.title, section.code)
            for section in questionnaire.sections
        }
        return titles.get(value, value)
    return value.removesuffix(".0")


def _name_field(difference: Difference) -> str:
    """Give the name of the field; of an option's columns, which one it is."""
    return f"{name_field(difference.field)} {difference.language}".strip()


def _name(difference: Difference) -> str:
    codes = difference.codes
    match difference.subject:
        case "general":
            return str(_("基本信息"))
        case "section":
            return str(_("部分 %(code)s", code=codes[0]))
        case "question":
            return str(_("题目 %(code)s", code=codes[0]))
        case "option":
            return str(_("题目 %(question)s 的选项 %(code)s", question=codes[0], code=codes[1]))
    return str(_("题目 %(question)s 的行 %(code)s", question=codes[0], code=codes[1]))
