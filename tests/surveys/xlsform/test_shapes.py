"""Forms of the shapes that people write: what each becomes, or why it is refused."""

from pathlib import Path

import pytest

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.xlsform.reader import read_form
from tests.surveys.xlsform.books import CHOICES, a_book, a_csv, read_book, read_survey

FORMS = Path(__file__).parent / "forms"


def read_file(name: str) -> Questionnaire:
    form = read_form((FORMS / name).read_bytes(), name)
    assert form.questionnaire is not None, form.findings
    return form.questionnaire


def test_the_same_form_is_the_same_questionnaire_in_every_kind_of_file() -> None:
    assert read_file("park_survey.csv") == read_file("park_survey.xls")


def test_each_question_gets_its_type_and_what_the_form_says_of_it() -> None:
    park = read_file("park_survey.csv")
    assert [(question.code, question.type) for question in park.questions] == [
        ("welcome", "information"),
        ("visited", "single_choice"),
        ("did", "multiple_choice"),
        ("n_people", "number"),
        ("judge", "grid"),
        ("home", "drop_down"),
        ("score", "rating"),
        ("last", "date"),
        ("order", "ranking"),
        ("more", "long_text"),
    ]
    assert park.languages == ("zh", "en")
    assert park.title == {"zh": "公园问卷"}
    did = park.find_question("did")
    assert did.random_order
    assert did.hint == {"zh": "可选多项"}
    assert [option.code for option in did.options] == ["walk", "play", "other"]
    assert did.options[-1].asks_text
    assert park.find_question("n_people").is_integer
    assert park.find_question("home").options[0].columns == {"city": "n"}


def test_groups_become_sections_and_what_stands_outside_does_too() -> None:
    sections = read_file("park_survey.csv").sections
    assert [(s.code, s.is_one_page, s.relevant) for s in sections] == [
        ("main", False, ""),
        ("visit", True, "${visited} = 'yes'"),
        ("main_2", False, ""),
    ]


def test_a_grid_is_a_group_of_one_scale_and_conditions_follow_its_rows() -> None:
    park = read_file("park_survey.csv")
    judge = park.find_question("judge")
    assert [row.code for row in judge.rows] == ["paths", "toilets"]
    assert judge.is_required
    assert park.find_question("home").relevant.startswith("${judge_paths} < 3")


def test_heads_and_rows_without_labels_are_a_grid_too_and_right_to_left_is_kept() -> None:
    form = read_file("likert_heads.csv")
    assert form.languages == ("ug", "zh")
    grid, why = form.sections[0].questions
    assert (grid.type, [row.code for row in grid.rows]) == ("grid", ["fast", "kind"])
    assert grid.rows[0].label["ug"] == "ئىش تېز بېجىرىلىدۇ"
    assert why.type == "short_text"


def test_old_spellings_are_understood() -> None:
    form = read_file("old_spelling.csv")
    sex, likes, shop, note = form.questions
    assert sex.is_required
    assert likes.relevant == "${sex}=1"
    assert [option.code for option in likes.options] == ["apple", "pear", "other"]
    assert (shop.code, note.relevant) == ("name_of_shop", "${name_of_shop} != ''")


def test_a_form_of_another_world_is_refused_with_every_reason() -> None:
    content = (FORMS / "health_visit.csv").read_bytes()
    form = read_form(content, "health_visit.csv")
    assert form.questionnaire is None
    places = {(f.row, f.column) for f in form.findings if f.severity == "error"}
    assert places >= {(4, "B"), (5, "B"), (6, "B"), (6, "H"), (9, "B"), (12, "E"), (12, "I")}


def test_groups_within_a_group_come_one_after_another_under_the_same_conditions() -> None:
    form = read_survey(
        ["text", "a", "甲", "A"],
        ["begin_group", "outer", "外", "Outer", "${a} = 'x'"],
        ["text", "b", "乙", "B"],
        ["begin_group", "inner", "内", "Inner", "${b} = 'y'"],
        ["text", "c", "丙", "C"],
        ["end_group"],
        ["text", "d", "丁", "D"],
        ["end_group"],
        headers=["relevant"],
    )
    assert form.questionnaire is not None
    assert [(s.relevant, [q.code for q in s.questions]) for s in form.questionnaire.sections] == [
        ("", ["a"]),
        ("${a} = 'x'", ["b"]),
        ("(${a} = 'x') and (${b} = 'y')", ["c"]),
        ("${a} = 'x'", ["d"]),
    ]


def test_a_group_within_one_page_lends_its_condition_and_title_to_its_questions() -> None:
    form = read_survey(
        ["text", "a", "甲", "A"],
        ["begin_group", "page", "页", "Page", "", "field-list"],
        ["begin_group", "inner", "内", "Inner", "${a} = 'x'"],
        ["text", "b", "乙", "B", "${a} != 'z'"],
        ["end_group"],
        ["end_group"],
        headers=["relevant", "appearance"],
    )
    assert form.questionnaire is not None
    heading, question = form.questionnaire.sections[1].questions
    assert (heading.type, heading.label["zh"], heading.relevant) == (
        "information",
        "内",
        "${a} = 'x'",
    )
    assert question.relevant == "(${a} = 'x') and (${a} != 'z')"


@pytest.mark.parametrize(
    ("headers", "languages"),
    [
        (("label::中文 (zh)", "label::English (en)"), ("zh", "en")),
        (("label::en", "label::zh"), ("en", "zh")),
        (("label:Chinese", "label:English"), ("zh", "en")),
        (("label", "label::English (en)"), ("zh", "en")),
        (("label::zh-Hant", "label::العربية (ar)"), ("zh-Hant", "ar")),
        (("label", "hint"), ("zh",)),
    ],
)
def test_languages_are_read_from_the_headings(
    headers: tuple[str, str], languages: tuple[str, ...]
) -> None:
    survey = [["type", "name", *headers], ["text", "Q1", "您好", "Hello"]]
    form = read_book(survey=survey, choices=None)
    assert form.questionnaire is not None
    assert form.questionnaire.languages == languages


def test_the_default_language_comes_first_and_owns_what_names_none() -> None:
    survey = [["type", "name", "label::English (en)", "label"], ["text", "Q1", "Hello", "Bonjour"]]
    settings = [["form_title", "default_language"], ["Titre", "Français (fr)"]]
    form = read_book(survey=survey, settings=settings, choices=None)
    assert form.questionnaire is not None
    assert form.questionnaire.languages == ("fr", "en")
    assert form.questionnaire.title == {"fr": "Titre"}


def test_curly_quotes_of_word_processors_are_read_as_plain_ones() -> None:
    row = ["note", "n", "看", "Look", "${Q1} = ‘1’"]
    form = read_survey(["select_one yn", "Q1", "问", "Ask"], row, headers=["relevant"])
    assert form.questionnaire is not None
    assert form.questionnaire.find_question("n").relevant == "${Q1} = '1'"


def test_numbers_and_dates_of_a_spreadsheet_are_read_as_they_look() -> None:
    choices = [*CHOICES[:1], ["yn", 1, "是", "Yes"], ["yn", 2.0, "否", "No"]]
    form = read_book(survey=[["type", "name"], ["select_one yn", "Q1"]], choices=choices)
    assert form.questionnaire is not None
    assert [option.code for option in form.questionnaire.questions[0].options] == ["1", "2"]


def test_a_sheet_by_itself_is_the_survey() -> None:
    book = a_book(Sheet1=[["type", "name", "label"], ["text", "Q1", "您好"]])
    form = read_form(book, "问卷.xlsx")
    assert form.questionnaire is not None
    assert form.questionnaire.code == "questionnaire"


@pytest.mark.parametrize(
    ("separator", "first_line", "encoding"),
    [
        (";", "", "utf-8-sig"),
        ("\t", "", "utf-8"),
        ("\t", "", "utf-16"),
        (";", "sep=;\r\n", "gb18030"),
        ("|", "sep=|\n", "utf-8"),
    ],
)
def test_a_csv_file_may_separate_its_cells_otherwise(
    separator: str, first_line: str, encoding: str
) -> None:
    survey = [["type", "name", "label::zh", "relevant"], ["text", "Q1", "您好", "${Q0} = '1'"]]
    plain = a_csv(survey=survey).decode().replace(",", separator)
    form = read_form((first_line + plain).encode(encoding), "form.csv")
    (finding,) = (each for each in form.findings if each.severity == "error")
    row = 4 if first_line else 3
    assert (finding.fault, finding.row, finding.column) == ("unknown_reference", row, "E")


def test_spaces_inside_a_reference_go() -> None:
    question = ["select_one yn", "Q1", "问", "Ask", ""]
    later = ["text", "Q2", "为何${ Q1 }？", "Why ${Q1 }?", "${ Q1 } = '1'"]
    form = read_survey(question, later, headers=("relevant",))
    assert form.questionnaire is not None
    _, read = form.questionnaire.questions
    assert read.label == {"zh": "为何${Q1}？", "en": "Why ${Q1}?"}
    assert read.relevant == "${Q1} = '1'"


def test_a_column_that_says_no_changes_nothing() -> None:
    row = ["text", "Q1", "问", "Ask"]
    assert read_survey([*row, "no"], headers=("read_only",)).questionnaire is not None
    assert read_survey([*row, "yes"], headers=("read_only",)).questionnaire is None


def test_a_csv_file_of_chinese_spreadsheet_programs_is_read() -> None:
    text = a_csv(survey=[["type", "name", "label"], ["text", "Q1", "您好"]]).decode()
    form = read_form(text.encode("gb18030"), "form.csv")
    assert form.questionnaire is not None
    assert form.questionnaire.questions[0].label == {"zh": "您好"}
    assert "other_encoding" in {finding.fault for finding in form.findings}
