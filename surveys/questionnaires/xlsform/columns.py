"""Which columns are read, which refuse a form when they have content, and which are told of."""

import re
from collections.abc import Mapping

from surveys.questionnaires.xlsform.fields import (
    CODE_HEADER,
    FORM_COLUMNS,
    LANGUAGES_HEADER,
    LIST_HEADER,
    MARKS_COLUMNS,
    NO,
    OPTION_COLUMNS,
    QUESTION_COLUMNS,
    ROW_COLUMNS,
    SECTION_COLUMNS,
    TYPE_HEADER,
    FieldColumn,
)
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.headers import PREFIX, find_meant
from surveys.questionnaires.xlsform.kinds import Reason
from surveys.questionnaires.xlsform.sheets import Column, Row, Sheet


def _list_headers(*parts: tuple[FieldColumn, ...]) -> frozenset[str]:
    return frozenset(column.header for part in parts for column in part)


SURVEY_HEADERS = _list_headers(QUESTION_COLUMNS, SECTION_COLUMNS, ROW_COLUMNS) | {
    "type",
    "name",
    "appearance",
    "parameters",
    "disabled",
    CODE_HEADER,
    TYPE_HEADER,
    LIST_HEADER,
}
CHOICES_HEADERS = _list_headers(OPTION_COLUMNS) | {"list_name", "name"}
SETTINGS_HEADERS = _list_headers(FORM_COLUMNS, MARKS_COLUMNS) | {
    "form_title",
    "form_id",
    "version",
    "default_language",
    "style",
    LANGUAGES_HEADER,
}
"""`version` and `style` are for other programs: versions count here by themselves."""

FACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)
"""What the model takes as the name of a fact."""

READ: Mapping[str, frozenset[str]] = {
    "survey": SURVEY_HEADERS,
    "choices": CHOICES_HEADERS,
    "settings": SETTINGS_HEADERS,
}

_MEDIA: Reason = ("页面没有图片、声音和录像", "pages have no images, sound or films")
_PREFILLED: Reason = ("回答不预先填好", "answers are not filled in beforehand")
_NO_REPEAT: Reason = ("没有可重复填写的分组", "there are no groups that repeat")
_ENTITIES: Reason = ("回答不写入名单", "answers do not become entities")
_OWN_SENTENCE: Reason = ("提示用系统自带的句子", "the portal's own sentences are used")
_FOR_INTERVIEWERS: Reason = ("没有访问员", "there are no interviewers")
_OTHER_PROGRAMS: Reason = ("只对别的程序有意义", "it matters to other programs only")

REFUSED: Mapping[str, Mapping[str, Reason]] = {
    "survey": {
        **dict.fromkeys(("image", "big-image", "audio", "video", "autoplay"), _MEDIA),
        **dict.fromkeys(("default", "read_only", "trigger"), _PREFILLED),
        "repeat_count": _NO_REPEAT,
        **dict.fromkeys(("save_to", "query", "intent", "query_list"), _ENTITIES),
    },
    "choices": dict.fromkeys(("image", "big-image", "audio", "video"), _MEDIA),
    "settings": {},
}
"""Columns whose content changes what is asked or stored."""

UNUSED: Mapping[str, Mapping[str, Reason]] = {
    "survey": {
        "required_message": _OWN_SENTENCE,
        "no_app_error_string": _OWN_SENTENCE,
        "guidance_hint": _FOR_INTERVIEWERS,
        **dict.fromkeys(("hxl", "$kuid", "$xpath", "$autoname", "rows"), _OTHER_PROGRAMS),
        **dict.fromkeys(("accuracythreshold", "compact_tag", "tags"), _OTHER_PROGRAMS),
    },
    "choices": dict.fromkeys(("$kuid", "hxl", "$autovalue", "geometry"), _OTHER_PROGRAMS),
    "settings": {
        **dict.fromkeys(("public_key", "submission_url", "auto_send"), _OTHER_PROGRAMS),
        **dict.fromkeys(("auto_delete", "instance_name", "namespaces"), _OTHER_PROGRAMS),
        **dict.fromkeys(("allow_choice_duplicates", "omit_instanceid"), _OTHER_PROGRAMS),
        **dict.fromkeys(("sms_keyword", "sms_separator", "client_editable"), _OTHER_PROGRAMS),
        **dict.fromkeys(("instance_id", "clean_text_values", "prefix"), _OTHER_PROGRAMS),
    },
}


def judge_columns(sheet: Sheet, findings: Findings) -> None:
    """Find the columns with content that are not read."""
    for column in sheet.columns:
        name = column.header.name
        filled = [row for row in sheet.rows if row.read_column(column)]
        if not filled or name in READ[sheet.kind]:
            continue
        if name in REFUSED[sheet.kind]:
            _refuse_content(column, filled, REFUSED[sheet.kind][name], findings)
        elif name in UNUSED[sheet.kind]:
            why_zh, why_en = UNUSED[sheet.kind][name]
            about = {"header": column.written, "why_zh": why_zh, "why_en": why_en}
            findings.warn(FormFault.UNUSED_COLUMN, sheet.locate(column), **about)
        else:
            _judge_unknown(sheet, column, findings)


def _refuse_content(column: Column, filled: list[Row], reason: Reason, findings: Findings) -> None:
    why_zh, why_en = reason
    about = {"header": column.written, "why_zh": why_zh, "why_en": why_en}
    is_yes_or_no = column.header.name == "read_only"
    for row in filled:
        if is_yes_or_no and row.read_column(column).strip().casefold() in NO:
            continue
        place = row.sheet.locate(column, row.number)
        findings.refuse(FormFault.UNSUPPORTED_CONTENT, place, **about)


def _judge_unknown(sheet: Sheet, column: Column, findings: Findings) -> None:
    """A heading that looks like a known one is a slip; one of this portal's own is refused too."""
    name, place = column.header.name, sheet.locate(column)
    known = READ[sheet.kind] | frozenset(REFUSED[sheet.kind])
    # Choices have columns of their own making, to filter by.
    meant = find_meant(name, known - sheet.names)
    if meant and (sheet.kind != "choices" or meant in {"list_name", "label"}):
        about = {"header": column.written, "meant": meant}
        findings.refuse(FormFault.MISSPELT_COLUMN, place, **about)
    elif name.startswith(PREFIX):
        about = {"header": column.written, "meant": f"{PREFIX}…"}
        findings.refuse(FormFault.MISSPELT_COLUMN, place, **about)
    elif sheet.kind != "choices" or not is_fact(column):
        findings.warn(FormFault.UNKNOWN_COLUMN, place, header=column.written)


def is_fact(column: Column) -> bool:
    """Say whether a column of the choices sheet is a fact of the options to filter them by."""
    name = column.header.name
    is_known = any(name in known["choices"] for known in (READ, REFUSED, UNUSED))
    return not is_known and not name.startswith(PREFIX) and bool(FACT.fullmatch(column.written))
