"""What pages of questions say about faults in answers, in the words a neighbour would use."""

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext as _

from portal.i18n import format_day, pick_words
from surveys.questionnaires.faults import AnswerError, AnswerFault, Parameters
from surveys.questionnaires.model import Question


def say_error(error: AnswerError, question: Question) -> str:
    """What to do about a fault, in the language of this page."""
    return str(_SENTENCES[error.fault](error.parameters, question))


def _say_not_with_others(parameters: Parameters, question: Question) -> str:
    option = pick_words(question.find_option(str(parameters["option"])).label)
    return str(_("选了“%(option)s”，就不能再选其他项。", option=option))


def _say_too_many(parameters: Parameters, _question: Question) -> str:
    return str(_("最多选 %(maximum)s 项，您选了 %(chosen)s 项，请去掉一些。", **parameters))


def _say_incomplete(parameters: Parameters, _question: Question) -> str:
    if parameters["level"] == "community":
        return str(_("请选择社区；不知道是哪个社区，可以选“不清楚”。"))
    return str(_("请选择街道（镇）。"))


def _say_too_early(parameters: Parameters, _question: Question) -> str:
    day = format_day(date.fromisoformat(str(parameters["earliest"])))
    return str(_("请填 %(day)s 或以后的日期。", day=day))


def _say_too_late(parameters: Parameters, _question: Question) -> str:
    day = format_day(date.fromisoformat(str(parameters["latest"])))
    return str(_("请填 %(day)s 或以前的日期。", day=day))


def hint_format(question: Question) -> str:
    """How an answer is to be written, said before anybody writes it wrong; empty for any text."""
    return str(_FORMATS[question.pattern]()) if question.pattern else ""


def _say_pattern(parameters: Parameters, _question: Question) -> str:
    return str(_FORMATS[str(parameters["pattern"])]())


_FORMATS: Mapping[str, Callable[[], str]] = {
    "postcode": lambda: _("请填 6 位数字的邮政编码。"),
    "clock": lambda: _("请填时间，例如 07:30。"),
    "digits": lambda: _("请只填数字。"),
}


def _say_constraint(_parameters: Parameters, question: Question) -> str:
    if question.constraint_message is not None:
        return pick_words(question.constraint_message)
    return str(_("这个回答不符合要求，请检查一下。"))


_SENTENCES: Mapping[AnswerFault, Callable[[Parameters, Question], str]] = {
    AnswerFault.REQUIRED: lambda _p, _q: _("请先回答这一题，再继续。"),
    AnswerFault.UNKNOWN_OPTION: lambda _p, _q: _("请从列出的选项中选择。"),
    AnswerFault.NOT_WITH_OTHERS: _say_not_with_others,
    AnswerFault.TOO_FEW_CHOICES: lambda p, _q: _("请至少选 %(minimum)s 项。", **p),
    AnswerFault.TOO_MANY_CHOICES: _say_too_many,
    AnswerFault.TOO_LONG: lambda p, _q: _(
        "最多写 %(maximum)s 个字，您写了 %(length)s 个字，请缩短一些。", **p
    ),
    AnswerFault.UNKNOWN_AREA: lambda _p, _q: _("请从列出的地方中选择。"),
    AnswerFault.AREA_INCOMPLETE: _say_incomplete,
    AnswerFault.AREA_MISMATCH: lambda _p, _q: _("所选的街道不在所选的区里，请重新选择。"),
    AnswerFault.NOT_A_NUMBER: lambda _p, _q: _("请填一个数字，例如 12 或 3.5。"),
    AnswerFault.NOT_AN_INTEGER: lambda _p, _q: _("请填整数，不要小数。"),
    AnswerFault.TOO_SMALL: lambda p, _q: _("请填不小于 %(minimum)s 的数。", **p),
    AnswerFault.TOO_LARGE: lambda p, _q: _("请填不大于 %(maximum)s 的数。", **p),
    AnswerFault.NOT_A_DATE: lambda _p, _q: _("请填一个日期，例如 2026-11-21。"),
    AnswerFault.TOO_EARLY: _say_too_early,
    AnswerFault.TOO_LATE: _say_too_late,
    AnswerFault.WRONG_PATTERN: _say_pattern,
    AnswerFault.RANKED_TWICE: lambda _p, _q: _("有两项排在同一位，请给每一项不同的位次。"),
    AnswerFault.RANK_MISSING: lambda p, _q: _("第 %(rank)s 位还没有选。", **p),
    AnswerFault.CONSTRAINT_NOT_MET: _say_constraint,
    AnswerFault.CONSENT_NEEDED: lambda _p, _q: _("同意后才能继续；不同意可以直接离开。"),
}
