"""The differences between two questionnaires, in words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.i18n import current_language
from portal.officials.questionnaires.words import name_field, name_language
from surveys.questionnaires.drafts.differences import Difference, list_differences
from surveys.questionnaires.model import Questionnaire, pick_words


@dataclass(frozen=True)
class Change:
    """One difference: a sentence, and both texts where one was changed."""

    sentence: str
    before: str = ""
    after: str = ""


def tell_changes(before: Questionnaire, after: Questionnaire) -> tuple[Change, ...]:
    """Give every difference in words."""
    return tuple(_tell(difference) for difference in list_differences(before, after))


def _tell(difference: Difference) -> Change:
    what = _name(difference)
    words = pick_words(difference.words, current_language())
    if words:
        what = _("%(what)s“%(words)s”", what=what, words=words)
    match difference.kind:
        case "added":
            return Change(_("新增 %(what)s。", what=what))
        case "removed":
            return Change(_("删除 %(what)s。", what=what))
        case "moved":
            return Change(_("%(what)s 换了位置。", what=what))
    field = name_field(difference.field)
    if difference.language:
        field = f"{field} ({name_language(difference.language)})"
    sentence = _("%(what)s：改了“%(field)s”。", what=what, field=field)
    return Change(sentence, difference.before or "—", difference.after or "—")


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
            return str(_("%(question)s 的选项 %(code)s", question=codes[0], code=codes[1]))
    return str(_("%(question)s 的行 %(code)s", question=codes[0], code=codes[1]))
