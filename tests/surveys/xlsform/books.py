"""Builds files to read: workbooks and CSV from plain rows, and questionnaires at random."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from surveys.questionnaires.model import Marks, Option, Question, Questionnaire, Row, Section
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.xlsform.reader import ReadForm, read_form

Cells = Sequence[Sequence[object]]

SURVEY = [["type", "name", "label::中文 (zh)", "label::English (en)"]]
CHOICES = [
    ["list_name", "name", "label::中文 (zh)", "label::English (en)"],
    ["yn", "1", "是", "Yes"],
    ["yn", "2", "否", "No"],
]
SETTINGS = [["form_title", "form_id"], ["问卷", "test"]]


def a_book(**sheets: Cells) -> bytes:
    """The bytes of an .xlsx file; cells that are None stay empty."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    sheet.write(i, j, value)
    return output.getvalue()


def a_csv(**sheets: Cells) -> bytes:
    """The same sheets as one CSV file, the first column naming the sheet."""
    output = io.StringIO()
    writer = csv.writer(output)
    for name, rows in sheets.items():
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return output.getvalue().encode()


def read_book(**sheets: Cells | None) -> ReadForm:
    """Read a form of these sheets, with choices and settings unless they are given or None."""
    whole = {"choices": CHOICES, "settings": SETTINGS, **sheets}
    book = a_book(**{name: rows for name, rows in whole.items() if rows is not None})
    return read_form(book, "test.xlsx")


def read_survey(*rows: Sequence[object], headers: Sequence[str] = ()) -> ReadForm:
    """Read a form with these rows below type, name, two labels and further `headers`."""
    return read_book(survey=[[*SURVEY[0], *headers], *rows])


WORDS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))
    .map(lambda text: text[:40])
    .filter(lambda text: text.strip() and "${" not in text)
)
LANGUAGES = st.sampled_from([("zh", "en"), ("en",), ("ug", "zh", "en"), ("zh-Hant", "ar")])
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,9}", fullmatch=True)
OPTION_CODES = st.from_regex(r"(?!-?\d+$)[A-Za-z0-9_.其他-]{1,7}", fullmatch=True)
"""No numbers: those are the points of a scale."""
COLUMN_NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,6}", fullmatch=True)


def _texts(languages: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    tags = st.lists(st.sampled_from([*languages, "fr"]), min_size=1, unique=True)
    return tags.flatmap(lambda chosen: st.fixed_dictionaries(dict.fromkeys(chosen, WORDS)))


@st.composite
def _options(draw: st.DrawFn, languages: tuple[str, ...]) -> tuple[Option, ...]:
    codes = draw(st.lists(OPTION_CODES, min_size=1, max_size=4, unique=True))
    facts = st.dictionaries(COLUMN_NAMES, st.text("ab 是", max_size=3), max_size=2)
    return tuple(
        Option(
            code=code,
            label=draw(_texts(languages)),
            is_exclusive=draw(st.booleans()),
            asks_text=draw(st.booleans()),
            keeps_place=draw(st.booleans()),
            columns=draw(st.none() | facts),
        )
        for code in codes
    )


def _fields(languages: tuple[str, ...]) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for each field that only some types use."""
    count = st.none() | st.integers(1, 9)
    return {
        "options": _options(languages),
        "random_order": st.booleans(),
        "min_choices": count,
        "max_choices": count,
        "max_length": count,
        "minimum": st.none() | st.integers(0, 3),
        "maximum": st.none() | st.integers(4, 10),
        "is_integer": st.booleans(),
        "low_label": st.none() | _texts(languages),
        "high_label": st.none() | _texts(languages),
        "pattern": st.sampled_from([None, "digits", "clock"]),
        "earliest": st.none() | st.dates(),
        "latest": st.none() | st.dates(),
        "calculation": st.sampled_from(["1 + 1", "concat('“', 2)"]),
        "choice_filter": st.sampled_from(["", "a = 'b'", "name != 'a' or b-c = 2"]),
    }


@st.composite
def any_question(draw: st.DrawFn, code: str, earlier: str, languages: tuple[str, ...]) -> Question:
    """A question of any type, with whatever its type uses."""
    question_type = draw(st.sampled_from(sorted(TYPE_BY_NAME)))
    uses = TYPE_BY_NAME[question_type].uses
    fields = {name: draw(value) for name, value in _fields(languages).items() if name in uses}
    if "rows" in uses:
        codes = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold))
        fields["rows"] = tuple(Row(code=name, label=draw(_texts(languages))) for name in codes)
    conditions = ["", f"${{{earlier}}} = '1'", f"not(selected(${{{earlier}}}, '2'))"]
    return Question(
        code=code,
        type=question_type,
        label=draw(_texts(languages)),
        hint=draw(st.none() | _texts(languages)),
        relevant=draw(st.sampled_from(conditions)) if earlier else "",
        is_required=draw(st.booleans()),
        constraint=draw(st.sampled_from(["", ". != '’'", "string-length(.) < 9\nand . > 1"])),
        constraint_message=draw(st.none() | _texts(languages)),
        **fields,
    )


@st.composite
def any_questionnaire(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire of up to three sections, mostly with marks."""
    languages = draw(LANGUAGES)
    names = draw(st.lists(NAMES, min_size=8, max_size=8, unique_by=str.casefold))
    codes, section_codes = names[:5], names[5:]
    sections, earlier = [], ""
    for section_code in section_codes[: draw(st.integers(1, 3))]:
        questions = []
        for _ in range(draw(st.integers(1, 2)) if codes else 0):
            code = codes.pop() if codes else ""
            if code:
                questions.append(draw(any_question(code, earlier, languages)))
                earlier = _find_name(questions[-1]) or earlier
        is_one_page = draw(st.booleans())
        shares_code = bool(questions) and not is_one_page and draw(st.booleans())
        sections.append(
            Section(
                code=questions[0].code if shares_code else section_code,
                title=draw(_texts(languages)),
                questions=tuple(questions),
                is_one_page=is_one_page,
            )
        )
    texts = {name: draw(_texts(languages)) for name in ("title", "intro", "privacy", "closing")}
    marks = draw(st.none() | _marks(languages))
    code = draw(NAMES)
    return Questionnaire(code=code, languages=languages, marks=marks, sections=sections, **texts)


def _find_name(question: Question) -> str:
    """A name that a later condition may refer to; none for pages that ask nothing."""
    names = [f"{question.code}_{row.code}" for row in question.rows]
    return names[0] if names else question.code if TYPE_BY_NAME[question.type].asks else ""


def _marks(languages: tuple[str, ...]) -> st.SearchStrategy[Marks]:
    mark = st.text("表8号〔〕", max_size=6)
    return st.builds(
        Marks,
        form_number=mark,
        authority=_texts(languages),
        approval_number=mark,
        valid_until=st.dates(),
    )
