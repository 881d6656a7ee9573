"""Question types and XLSForm's: one row for each type of this portal, and those it refuses.

A question type that is added to the registry needs one row in KINDS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.questionnaires.model import Question

OR_OTHER = "or_other"
TAKES_LIST = frozenset({"select_one", "select_multiple", "rank", "begin_repeat"})


@dataclass(frozen=True)
class Kind:
    """How a question type stands in a form."""

    type: str
    """The registry's name."""
    word: str
    """XLSForm's type."""
    appearance: str = ""
    """The appearance that tells it from other kinds of the same word."""
    also: frozenset[str] = frozenset()
    """Other appearances that mean the same."""
    is_marked: bool = False
    """XLSForm has no such type: only the column minyi_type tells it."""
    sets: str = ""
    """A field of the question that is true for this word."""

    @property
    def has_list(self) -> bool:
        """True where the list of options is named behind the word."""
        return self.word in TAKES_LIST


KINDS: tuple[Kind, ...] = (
    Kind("single_choice", "select_one"),
    Kind("multiple_choice", "select_multiple"),
    Kind("drop_down", "select_one", appearance="minimal", also=frozenset({"autocomplete"})),
    Kind("ranking", "rank"),
    Kind("rating", "range"),
    Kind("stars", "range", appearance="rating"),
    Kind("number", "integer", sets="is_integer"),
    Kind("number", "decimal"),
    Kind("date", "date"),
    Kind("short_text", "text"),
    Kind("long_text", "text", appearance="multiline"),
    Kind("area", "text", is_marked=True),
    Kind("calculated", "calculate"),
    Kind("information", "note"),
    Kind("screen_out", "note", is_marked=True),
    Kind("consent", "acknowledge"),
    Kind("grid", "begin_group", appearance="table-list"),
)
GRID = "grid"
OPTION_LINE = Kind("option_text", "text", is_marked=True)
"""No question: the line for words of one's own that an option of the question before it opens."""
NEEDS_NO_NAME = frozenset({"note", "begin_group"})


def choose_kind(question: Question) -> Kind:
    """Return the kind that a question is written as."""
    kinds = [kind for kind in KINDS if kind.type == question.type]
    fitting = [kind for kind in kinds if kind.sets and getattr(question, kind.sets)]
    return fitting[0] if fitting else kinds[-1]


def find_marked_kind(type_name: str, word: str) -> Kind | None:
    """Return the kind of a type that a row names outright; None where its word is another."""
    every = (*KINDS, OPTION_LINE)
    kinds = [kind for kind in every if kind.type == type_name and kind.word == word]
    return kinds[0] if kinds else None


WORDS: Mapping[str, str] = {
    "select one from": "select_one",
    "select one using": "select_one",
    "select one": "select_one",
    "select1": "select_one",
    "select_one": "select_one",
    "add select one prompt using": "select_one",
    "q select1": "select_one",
    "select all that apply from": "select_multiple",
    "select all that apply": "select_multiple",
    "select multiple from": "select_multiple",
    "select multiple using": "select_multiple",
    "select_multiple": "select_multiple",
    "select multiple": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "q select": "select_multiple",
    "rank": "rank",
    "begin_group": "begin_group",
    "begin group": "begin_group",
    "begin lgroup": "begin_repeat",
    "begin repeat": "begin_repeat",
    "begin_repeat": "begin_repeat",
    "begin looped group": "begin_repeat",
    "begin loop over": "begin_repeat",
    "begin loop": "begin_repeat",
    "end_group": "end_group",
    "end group": "end_group",
    "end lgroup": "end_repeat",
    "end repeat": "end_repeat",
    "end_repeat": "end_repeat",
    "end looped group": "end_repeat",
    "end loop": "end_repeat",
    "text": "text",
    "string": "text",
    "q string": "text",
    "add text prompt": "text",
    "note": "note",
    "q note": "note",
    "add note prompt": "note",
    "acknowledge": "acknowledge",
    "trigger": "acknowledge",
    "q acknowledge": "acknowledge",
    "add acknowledge prompt": "acknowledge",
    "integer": "integer",
    "int": "integer",
    "q int": "integer",
    "add integer prompt": "integer",
    "decimal": "decimal",
    "q decimal": "decimal",
    "add decimal prompt": "decimal",
    "range": "range",
    "date": "date",
    "q date": "date",
    "add date prompt": "date",
    "calculate": "calculate",
    "q calculate": "calculate",
    "add calculate prompt": "calculate",
}
"""Every spelling of a type -> today's word."""

NOT_RECORDED = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "device id",
        "imei",
        "subscriberid",
        "simserial",
        "phonenumber",
        "phone number",
        "username",
        "email",
        "audit",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "start time",
        "end time",
        "sim id",
        "subscriber id",
        "get start time",
        "get end time",
        "get today",
        "get sim id",
        "get phone number",
        "get subscriber id",
        "get device id",
        "uri:subscriberid",
        "uri:phonenumber",
        "uri:simserial",
        "uri:deviceid",
        "uri:username",
        "uri:email",
    }
)
"""Rows that only record who, when, where or on what device: left out, and said so."""

Reason = tuple[str, str]
_PLACE: Reason = ("不记录答题人的位置", "the place of a respondent is not recorded")
_FILE: Reason = ("不收图片、声音、录像和文件", "no images, sound, films or files are taken in")
_REPEAT: Reason = ("没有可重复填写的分组", "there are no groups that repeat")
_OUTSIDE: Reason = ("选项必须写在choices表里", "choices must stand on the choices sheet")
_TIME: Reason = ("没有时刻题", "there are no questions for a time of day")
_HIDDEN: Reason = ("没有看不见的题", "there are no hidden questions")
_KOBO: Reason = (
    "请改成begin_group加外观table-list的表格题",
    "write it as a begin_group with the appearance table-list",
)

REFUSED: Mapping[str, Reason] = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "location", "gps", "osm"), _PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file", "barcode"), _FILE),
    "begin_repeat": _REPEAT,
    **dict.fromkeys(
        (
            "select_one_from_file",
            "select_multiple_from_file",
            "select_one_external",
            "select one from file",
            "select multiple from file",
            "select one external",
            "csv-external",
            "xml-external",
            "cascading_select",
            "cascading select",
            "include",
        ),
        _OUTSIDE,
    ),
    **dict.fromkeys(("time", "datetime", "date time", "add date time prompt"), _TIME),
    "hidden": _HIDDEN,
    **dict.fromkeys(("begin_score", "end_score", "score__row", "begin_kobomatrix"), _KOBO),
    **dict.fromkeys(("end_kobomatrix", "begin_rank", "end_rank", "rank__level"), _KOBO),
}
"""Types that are understood and refused -> why."""

_Q_OR_ADD = re.compile(
    r"(?:q |add )(?P<rest>picture|image|photo|audio|video|file|barcode|location"
    r"|geopoint|geoshape|geotrace|date time|datetime)(?: prompt)?"
)


@dataclass(frozen=True)
class TypeCell:
    """What a cell of the type column says."""

    word: str
    """Today's word, or as much as is known of it."""
    list_name: str = ""
    asks_other: bool = False
    is_known: bool = True


def read_type(text: str) -> TypeCell:
    """Return the word, list and or_other of a type cell.

    >>> read_type("select one from yes_no or specify other")
    TypeCell(word='select_one', list_name='yes_no', asks_other=True, is_known=True)
    >>> read_type("Begin Group").word, read_type("q picture").word
    ('begin_group', 'image')
    """
    words = text.split()
    folded = " ".join(words).casefold()
    for spelling in sorted(WORDS, key=len, reverse=True):
        if folded == spelling:
            return TypeCell(WORDS[spelling])
        if folded.startswith(f"{spelling} ") and WORDS[spelling] in TAKES_LIST:
            rest = words[len(spelling.split()) :]
            return _read_list(WORDS[spelling], rest)
    old = _Q_OR_ADD.fullmatch(folded)
    word = old["rest"] if old else folded
    if word == "picture":
        word = "image"
    first = word.split()[0] if word else ""
    for known in (word, first):
        if known in REFUSED or known in NOT_RECORDED:
            return TypeCell(known)
    return TypeCell(word, is_known=False)


def _read_list(word: str, rest: list[str]) -> TypeCell:
    folded = [part.casefold() for part in rest]
    if folded[-3:] == ["or", "specify", "other"]:
        return TypeCell(word, " ".join(rest[:-3]), asks_other=True)
    if folded[-1:] == [OR_OTHER]:
        return TypeCell(word, " ".join(rest[:-1]), asks_other=True)
    return TypeCell(word, " ".join(rest))


def find_kind(word: str, appearances: frozenset[str]) -> Kind | None:
    """Return the kind that a word and its appearances mean; None where there is none.

    Without a fitting appearance it is the kind that needs none, or else the word's only one; a
    group is a question only by its appearance.
    """
    kinds = [kind for kind in KINDS if kind.word == word and not kind.is_marked]
    fitting = [kind for kind in kinds if ({kind.appearance} | kind.also) & appearances]
    plain = [kind for kind in kinds if not kind.appearance]
    chosen = fitting if word == "begin_group" else [*fitting, *plain, *kinds]
    return chosen[0] if chosen else None
