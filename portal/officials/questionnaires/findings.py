"""What the check found, in plain sentences, each at the field where it can be mended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.officials.questionnaires.words import name_field, name_language, name_type
from surveys.questionnaires.drafts.parts import GENERAL, PartPlace
from surveys.questionnaires.faults import DefinitionFault, Finding, Parameters
from surveys.questionnaires.model import Question, Questionnaire


@dataclass(frozen=True)
class PlacedFinding:
    """One fault in words, with the part and the address of the field where it stands."""

    is_error: bool
    text: str
    part: PartPlace
    place_words: str
    address: str
    field_id: str


def place_findings(
    draft_id: int, questionnaire: Questionnaire, findings: Sequence[Finding]
) -> tuple[PlacedFinding, ...]:
    """Give every finding its sentence and its place in a draft."""
    return tuple(_place(draft_id, questionnaire, finding) for finding in findings)


def address_outline(draft_id: int) -> str:
    """Give the address of the page that shows a whole draft."""
    return url_for("officials.questionnaires.outline.show_outline", draft_id=draft_id)


def address_part(draft_id: int, part: PartPlace) -> str:
    """Give the address of the page where a part is edited."""
    base = "officials.questionnaires"
    if part.kind == "question":
        return url_for(f"{base}.question.show_question", draft_id=draft_id, code=part.code)
    if part.kind == "section":
        return url_for(f"{base}.section.show_section", draft_id=draft_id, code=part.code)
    return url_for(f"{base}.general.show_general", draft_id=draft_id)


def say_finding(finding: Finding) -> str:
    """Say what is wrong in one sentence."""
    say = _SENTENCES.get(finding.fault)
    return say(finding.parameters) if say else str(finding.fault)


def _place(draft_id: int, questionnaire: Questionnaire, finding: Finding) -> PlacedFinding:
    part, rest = _split_place(questionnaire, finding.place)
    field_id = _find_field(questionnaire, part, rest)
    address = address_part(draft_id, part)
    return PlacedFinding(
        is_error=finding.severity == "error",
        text=say_finding(finding),
        part=part,
        place_words=" · ".join(filter(None, (part.code or _("基本信息"), _name_inside(rest)))),
        address=f"{address}#{field_id}" if field_id else address,
        field_id=field_id,
    )


def _split_place(questionnaire: Questionnaire, place: str) -> tuple[PartPlace, list[str]]:
    head, *rest = place.split("/")
    sections = {section.code for section in questionnaire.sections}
    questions = {question.code for question in questionnaire.questions}
    if head == "sections" and rest:
        section, *inside = rest
        if inside and inside[0] in questions:
            return PartPlace("question", inside[0]), inside[1:]
        if section in sections:
            return PartPlace("section", section), inside
    if head == "questions" and rest and rest[0] in questions:
        return PartPlace("question", rest[0]), []
    return GENERAL, [] if head in ("sections", "questions") else [head, *rest]


def _find_field(questionnaire: Questionnaire, part: PartPlace, rest: list[str]) -> str:
    language = questionnaire.languages[0] if questionnaire.languages else "zh"
    if not rest:
        return ""
    name, *inside = rest
    if part.kind == "question" and name in ("options", "rows"):
        return _find_member(questionnaire.find_question(part.code), name, inside)
    if name == "marks":
        field = inside[0] if inside else "form_number"
        return f"marks-{field}-{language}" if field == "authority" else f"marks-{field}"
    texts = ("label", "hint", "title", "intro", "privacy", "closing", "low_label", "high_label")
    return f"{name}-{language}" if name in texts else name


def _find_member(question: Question, family: str, inside: list[str]) -> str:
    codes = [member.code for member in getattr(question, family)]
    if inside and inside[0] in codes:
        return f"{family}-{codes.index(inside[0])}-code"
    return family


def _name_inside(rest: list[str]) -> str:
    if not rest:
        return ""
    name, *inside = rest
    if name == "marks" and inside:
        return name_field(f"marks.{inside[0]}")
    return " ".join((name_field(name), *inside[:1]))


def _say_missing(parameters: Parameters) -> str:
    return str(_("缺少%(language)s文字。", language=name_language(str(parameters["language"]))))


def _say_unused(parameters: Parameters) -> str:
    field, kind = name_field(str(parameters["field"])), name_type(str(parameters["type"]))
    return str(_("“%(kind)s”用不到“%(field)s”，请去掉。", kind=kind, field=field))


def _say_expression(parameters: Parameters) -> str:
    reasons = {
        "unexpected_character": _("有不认识的字符"),
        "unexpected_word": _("这里的词接不上"),
        "unexpected_end": _("没有写完"),
        "unknown_function": _("没有这个函数"),
        "wrong_number_of_arguments": _("函数的参数个数不对"),
        "too_deep": _("括号套得太深"),
    }
    reason = str(parameters.get("reason", ""))
    position = int(parameters.get("position", 0)) + 1
    return str(
        _(
            "条件写错了：%(reason)s（第 %(position)s 个字符）。",
            reason=reasons.get(reason, reason),
            position=position,
        )
    )


_SENTENCES: Mapping[DefinitionFault, Callable[[Parameters], str]] = {
    DefinitionFault.UNKNOWN_TYPE: lambda p: _("没有“%(type)s”这种题型。", **p),
    DefinitionFault.DUPLICATE_CODE: lambda p: _("代码 %(code)s 用了不止一次，请改成不同的。", **p),
    DefinitionFault.NO_SECTIONS: lambda _p: _("还没有任何部分，请先添加一个。"),
    DefinitionFault.NO_QUESTIONS: lambda _p: _("这个部分还没有题目。"),
    DefinitionFault.NO_OPTIONS: lambda _p: _("还没有选项。"),
    DefinitionFault.NO_ROWS: lambda _p: _("还没有行。"),
    DefinitionFault.TOO_MANY_OPTIONS: lambda p: _("选项太多，最多 %(maximum)s 个。", **p),
    DefinitionFault.EXCLUSIVE_WITHOUT_OTHERS: lambda p: _(
        "所有选项都是“单独成立”的，那就应该是单选题。", **p
    ),
    DefinitionFault.IMPOSSIBLE_CHOICES: lambda p: _(
        "至少选 %(minimum)s 项、最多选 %(maximum)s 项，而选项有 %(options)s 个：对不上。", **p
    ),
    DefinitionFault.IMPOSSIBLE_SCALE: lambda p: _(
        "量表两端要是整数，从小到大，最多 %(points)s 级。", **p
    ),
    DefinitionFault.IMPOSSIBLE_BOUNDS: lambda _p: _("最小值比最大值大，没有人能答对。"),
    DefinitionFault.NO_CALCULATION: lambda _p: _("还没有写计算公式。"),
    DefinitionFault.FAULTY_EXPRESSION: _say_expression,
    DefinitionFault.UNKNOWN_REFERENCE: lambda p: _("条件里的 %(name)s 在问卷里找不到。", **p),
    DefinitionFault.FORWARD_REFERENCE: lambda p: _(
        "条件用到了 %(name)s，可它在后面才问：请把它移到前面，或改条件。", **p
    ),
    DefinitionFault.UNKNOWN_OPTION: lambda p: _(
        "条件里说 %(name)s 选了 %(option)s，可它没有这个选项。", **p
    ),
    DefinitionFault.NOTHING_AFTER_END: lambda _p: _(
        "所有人到这一页都会结束，后面的题没有人能答到。请写上条件。"
    ),
    DefinitionFault.MISSING_TRANSLATION: _say_missing,
    DefinitionFault.UNKNOWN_LANGUAGE: lambda p: _(
        "有 %(language)s 的文字，但问卷没有这种语言。", **p
    ),
    DefinitionFault.NO_LANGUAGES: lambda _p: _("还没有选问卷的语言。"),
    DefinitionFault.MISSING_MARKS: lambda _p: _(
        "缺少法定标识：表号、制定机关、批准文号、有效期。没有它们，市民可以拒绝填写。"
    ),
    DefinitionFault.EMPTY_MARK: lambda _p: _("这个法定标识还空着。"),
    DefinitionFault.MARKS_EXPIRED: lambda p: _("有效期 %(valid_until)s 已经过了。", **p),
    DefinitionFault.UNUSED_FIELD: _say_unused,
}
