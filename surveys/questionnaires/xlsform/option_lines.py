"""The line that an option opens for words of one's own, as a row of the survey sheet.

XLSForm has no such options: other programs ask for the words by a text question of their own,
under the name that conditions and texts refer to. Read again, the row belongs to its option.
"""

from collections.abc import Iterator, Sequence

from surveys.questionnaires.model import Option, Question
from surveys.questionnaires.pages import PageItem
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.choice import name_option_text
from surveys.questionnaires.xlsform.columns import SURVEY_HEADERS
from surveys.questionnaires.xlsform.fields import TYPE_HEADER
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.kinds import OPTION_LINE
from surveys.questionnaires.xlsform.outline import Entry
from surveys.questionnaires.xlsform.parts import PartReader

_SAYS_NOTHING_MORE = frozenset({"type", "name", "label", "relevant", TYPE_HEADER})


def list_line_options(question: Question) -> tuple[Option, ...]:
    """Return the options of a question whose own words are an answer."""
    names = find_type(question).list_names(PageItem(question))
    return tuple(
        option for option in question.text_options if name_option_text(question, option) in names
    )


def write_line(question: Question, option: Option) -> dict[str, str]:
    """Return the cells of an option's line, without its words."""
    return {
        "type": OPTION_LINE.word,
        "name": name_option_text(question, option),
        "relevant": _write_condition(question.code, option),
        TYPE_HEADER: OPTION_LINE.type,
    }


def judge_lines(entry: Entry, options: Sequence[Option], parts: PartReader) -> None:
    """Refuse lines that no option of the question opens, and what only a question can say."""
    by_name = {f"{entry.name}_{option.code}_text": option for option in options if option.asks_text}
    for line in entry.lines:
        option = by_name.get(line.name)
        allowed = None if option is None else _write_condition(entry.name, option)
        for header, text in _list_said(line):
            is_own = header in _SAYS_NOTHING_MORE - {"name", "relevant"}
            is_own = is_own or (header == "name" and option is not None)
            if not (is_own or (header == "relevant" and text == allowed)):
                about = {"header": header, "value": text[:60]}
                parts.findings.refuse(FormFault.BAD_VALUE, line.row.locate(header), **about)


def _list_said(line: Entry) -> Iterator[tuple[str, str]]:
    for column, text in line.row.list_filled():
        if column.header.name in SURVEY_HEADERS:
            yield column.header.name, text.strip()


def _write_condition(name: str, option: Option) -> str:
    return f"selected(${{{name}}}, '{option.code}')"
