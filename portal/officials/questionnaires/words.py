"""What the editor calls things: types, fields, steps."""

import re
from collections.abc import Iterable, Mapping

from babel.core import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.i18n import LOCALES, current_language, is_language
from surveys.questionnaires.drafts.service import Step
from surveys.questionnaires.model import pick_words
from surveys.questionnaires.types import TYPE_BY_NAME

TYPE_NAMES: Mapping[str, object] = {
    "single_choice": _l("单选"),
    "multiple_choice": _l("多选"),
    "drop_down": _l("下拉单选"),
    "grid": _l("矩阵（多行同一量表）"),
    "rating": _l("0 至 10 分"),
    "stars": _l("星级"),
    "number": _l("数字"),
    "date": _l("日期"),
    "short_text": _l("短文字"),
    "long_text": _l("长文字"),
    "ranking": _l("排序"),
    "area": _l("地区（区、街道、社区）"),
    "calculated": _l("自动计算（不显示）"),
    "information": _l("说明页"),
    "consent": _l("同意页"),
    "screen_out": _l("提前结束页"),
}

FIELD_NAMES: Mapping[str, object] = {
    "code": _l("代码"),
    "languages": _l("语言"),
    "title": _l("标题"),
    "intro": _l("开头的话"),
    "privacy": _l("隐私说明"),
    "closing": _l("结束的话"),
    "marks": _l("法定标识"),
    "marks.form_number": _l("表号"),
    "marks.authority": _l("制定机关"),
    "marks.approval_number": _l("批准文号"),
    "marks.valid_until": _l("有效期至"),
    "section": _l("所在部分"),
    "is_one_page": _l("整个部分放在一页"),
    "relevant": _l("什么时候问"),
    "type": _l("题型"),
    "label": _l("文字"),
    "hint": _l("补充说明"),
    "options": _l("选项"),
    "rows": _l("行"),
    "is_required": _l("必须回答"),
    "random_order": _l("随机次序"),
    "min_choices": _l("至少选几项"),
    "max_choices": _l("最多选几项"),
    "max_length": _l("最多写几个字"),
    "minimum": _l("最小值"),
    "maximum": _l("最大值"),
    "is_integer": _l("只能是整数"),
    "low_label": _l("低端的文字"),
    "high_label": _l("高端的文字"),
    "pattern": _l("必须是"),
    "earliest": _l("最早的日期"),
    "latest": _l("最晚的日期"),
    "constraint": _l("回答要满足的条件"),
    "constraint_message": _l("不满足时的提示"),
    "calculation": _l("计算公式"),
    "choice_filter": _l("哪些选项会出现"),
    "is_exclusive": _l("单独成立（选了它不能选别的）"),
    "asks_text": _l("可补充文字（“其他，请说明”）"),
    "keeps_place": _l("随机次序时位置不变"),
    "columns": _l("筛选用的属性"),
}

_FORM_FIELD = re.compile(r"(?:(options|rows)-(\d+)-)?((?:marks-)?[a-z_]+)(?:-([A-Za-z][\w-]*))?")
LANGUAGE_NAMES: Mapping[str, object] = {"zh": _l("中文"), "en": _l("英文")}


def pick_words_or(text: Mapping[str, str], instead: str) -> str:
    """Give an unfinished text in the current language, or in one it has, or other words."""
    words = pick_words(text, current_language()).strip()
    return words or next(filter(str.strip, text.values()), instead)


def name_type(type_name: str) -> str:
    """Give the name of a question type; its own where it has no other."""
    return str(TYPE_NAMES.get(type_name, type_name))


def list_type_choices() -> list[tuple[str, str]]:
    """Give the registered question types to choose from."""
    return [(name, name_type(name)) for name in TYPE_BY_NAME]


def name_field(field: str) -> str:
    """Give the name of a part's field."""
    return str(FIELD_NAMES.get(field, field))


def name_language(tag: str) -> str:
    """Give the name of a language; its tag where it has no other."""
    if tag in LANGUAGE_NAMES:
        return str(LANGUAGE_NAMES[tag])
    if not is_language(tag):
        return tag
    locale = LOCALES[current_language()]
    return Locale.parse(tag, sep="-").get_display_name(locale) or tag


def say_step(step: Step) -> str:
    """Say what a step did."""
    sentences: Mapping[str, str] = {
        "started": _("新建草稿"),
        "imported": _("导入 %(what)s", what=step.subject),
        "edited": _("修改 %(what)s", what=step.subject or _("基本信息")),
        "added": _("添加 %(what)s", what=step.subject),
        "copied": _("复制 %(what)s", what=step.subject),
        "moved": _("移动 %(what)s", what=step.subject),
        "removed": _("删除 %(what)s", what=step.subject),
    }
    return sentences.get(step.action, step.action)


def name_form_fields(fields: Iterable[str]) -> dict[str, str]:
    """Give the words of a form's fields; what is no field of a part is left out."""
    named = ((field, _name_form_field(field)) for field in fields)
    return {field: name for field, name in named if name}


def _name_form_field(field: str) -> str:
    match = _FORM_FIELD.fullmatch(field)
    if match is None:
        return ""
    family, number, base, language = match.groups()
    name = f"marks.{base.removeprefix('marks-')}" if base.startswith("marks-") else base
    if name not in FIELD_NAMES:
        return ""
    words = name_field(name)
    if family:
        words = f"{name_field(family)} {int(number) + 1} {words}"
    if not language:
        return words
    return str(_("%(words)s（%(remark)s）", words=words, remark=name_language(language)))
