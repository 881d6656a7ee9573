"""Every fault of a form is found at its sheet, row and column, and told in both languages."""

from typing import Any

import pytest

from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.xlsform.findings import Finding
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.questionnaires.xlsform.words import FORM_WORDS
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.xlsform.books import CHOICES, SURVEY, read_book, read_survey

HEAD = SURVEY[0]
Q1 = ["select_one yn", "Q1", "问", "Ask"]


def survey(*rows: list[object], headers: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"survey": [[*HEAD, *headers], *rows]}


Expected = tuple[str, str, str | None, int | None, str | None]

FAULTS: list[tuple[str, str, str | None, int | None, str | None, dict[str, Any]]] = [
    # Sheets and columns
    (
        "error",
        "misspelt_sheet",
        "choises",
        None,
        None,
        {**survey(Q1), "choices": None, "choises": CHOICES},
    ),
    ("error", "unsupported_sheet", "entities", None, None, {**survey(Q1), "entities": [["a"]]}),
    ("warning", "unused_sheet", "notes", None, None, {**survey(Q1), "notes": [["a"]]}),
    ("error", "no_survey_sheet", None, None, None, {"choices": CHOICES}),
    ("error", "no_column", "survey", None, None, {"survey": [["type", "label"], ["note", "a"]]}),
    ("error", "empty_survey", "survey", None, None, {"survey": [HEAD]}),
    ("error", "duplicate_column", "survey", 1, "E", survey(Q1, headers=("Label :: 中文 (zh)",))),
    ("error", "misspelt_column", "survey", 1, "E", survey([*Q1, "1"], headers=("relevent",))),
    ("error", "misspelt_column", "survey", 1, "E", survey([*Q1, "1"], headers=("minyi_new",))),
    ("warning", "unknown_column", "survey", 1, "E", survey([*Q1, "x"], headers=("my notes",))),
    ("warning", "unused_column", "survey", 1, "E", survey([*Q1, "x"], headers=("guidance_hint",))),
    ("warning", "no_heading", "survey", 2, "E", survey([*Q1, "x"])),
    ("error", "unknown_language_name", "survey", 1, "E", survey(Q1, headers=("label::Elvish",))),
    ("error", "two_texts", "survey", 2, "E", survey([*Q1, "别的"], headers=("label::zh",))),
    (
        "error",
        "several_settings",
        "settings",
        3,
        None,
        {**survey(Q1), "settings": [["form_id"], ["a"], ["b"]]},
    ),
    (
        "warning",
        "renamed",
        "settings",
        2,
        "A",
        {**survey(Q1), "settings": [["form_id"], ["my form"]]},
    ),
    ("warning", "no_title", "settings", 2, None, {**survey(Q1), "settings": [["form_id"], ["a"]]}),
    (
        "error",
        "bad_value",
        "settings",
        2,
        "B",
        {**survey(Q1), "settings": [["form_id", "minyi_valid_until"], ["a", "soon"]]},
    ),
    # Rows
    ("error", "no_type", "survey", 3, "A", survey(Q1, ["", "Q2", "问", "Ask"])),
    (
        "warning",
        "comment_row",
        "survey",
        2,
        None,
        survey(["", "", "", "", "why"], Q1, headers=("hint",)),
    ),
    (
        "warning",
        "disabled_row",
        "survey",
        3,
        "E",
        survey(Q1, ["text", "Q2", "a", "b", "yes"], headers=("disabled",)),
    ),
    ("error", "unknown_type", "survey", 2, "A", survey(["select_won yn", "Q1", "问", "Ask"])),
    ("error", "unsupported_type", "survey", 2, "A", survey(["geopoint", "Q1", "问", "Ask"])),
    (
        "error",
        "unsupported_type",
        "survey",
        2,
        "A",
        survey(["begin repeat", "r", "问", "Ask"], Q1, ["end repeat"]),
    ),
    (
        "error",
        "unsupported_type",
        "survey",
        2,
        "A",
        survey(["select_one_from_file a.csv", "Q1", "问", "Ask"]),
    ),
    ("warning", "not_recorded", "survey", 2, "A", survey(["start", "start"], Q1)),
    (
        "error",
        "unsupported_content",
        "survey",
        2,
        "E",
        survey([*Q1, "a.png"], headers=("media::image",)),
    ),
    ("error", "unsupported_content", "survey", 2, "E", survey([*Q1, "2"], headers=("default",))),
    (
        "error",
        "unsupported_content",
        "survey",
        2,
        "E",
        survey([*Q1, "${Q1}"], headers=("trigger",)),
    ),
    (
        "error",
        "unsupported_appearance",
        "survey",
        2,
        "E",
        survey([*Q1, "search('towns')"], headers=("appearance",)),
    ),
    (
        "warning",
        "unused_appearance",
        "survey",
        2,
        "E",
        survey([*Q1, "horizontal"], headers=("appearance",)),
    ),
    (
        "error",
        "unsupported_parameter",
        "survey",
        2,
        "E",
        survey([*Q1, "value=code"], headers=("parameters",)),
    ),
    ("error", "bad_value", "survey", 2, "E", survey([*Q1, "randomize"], headers=("parameters",))),
    (
        "error",
        "bad_value",
        "survey",
        2,
        "E",
        survey(["range", "Q1", "问", "Ask", "start=a"], headers=("parameters",)),
    ),
    ("error", "bad_value", "survey", 2, "E", survey([*Q1, "many"], headers=("minyi_max_choices",))),
    ("error", "bad_value", "survey", 2, "E", survey([*Q1, "grid"], headers=("minyi_type",))),
    (
        "warning",
        "own_seed",
        "survey",
        2,
        "E",
        survey([*Q1, "randomize=true, seed=${Q0}"], headers=("parameters",)),
    ),
    (
        "error",
        "not_yes_or_no",
        "survey",
        2,
        "E",
        survey([*Q1, "${Q0} = '1'"], headers=("required",)),
    ),
    ("error", "no_name", "survey", 2, "B", survey(["text", "", "问", "Ask"])),
    ("warning", "renamed", "survey", 2, "B", survey(["text", "家庭-人数", "问", "Ask"])),
    ("error", "no_list", "survey", 2, "A", survey(["select_one", "Q1", "问", "Ask"])),
    ("error", "unknown_list", "survey", 2, "A", survey(["select_one ny", "Q1", "问", "Ask"])),
    ("warning", "unused_list", "choices", 2, "A", survey(["text", "Q1", "问", "Ask"])),
    (
        "error",
        "bad_option_code",
        "choices",
        3,
        "B",
        {**survey(Q1), "choices": [*CHOICES[:2], ["yn", "不 是", "否", "No"]]},
    ),
    (
        "error",
        "no_name",
        "choices",
        3,
        "B",
        {**survey(Q1), "choices": [*CHOICES[:2], ["yn", "", "否", "No"]]},
    ),
    (
        "error",
        "no_name",
        "choices",
        3,
        "A",
        {**survey(Q1), "choices": [*CHOICES[:2], ["", "2", "否", "No"]]},
    ),
    (
        "error",
        "other_twice",
        "survey",
        2,
        "A",
        {
            **survey(["select_one yn or_other", "Q1", "问", "Ask"]),
            "choices": [*CHOICES, ["yn", "other", "其他", "Other"]],
        },
    ),
    # Structure
    ("error", "unclosed_group", "survey", 2, "A", survey(["begin_group", "g", "组", "Group"], Q1)),
    ("error", "unopened_group", "survey", 3, "A", survey(Q1, ["end_group"])),
    (
        "error",
        "unopened_group",
        "survey",
        4,
        "A",
        survey(["begin_group", "g", "组", "Group"], Q1, ["end_repeat"]),
    ),
    (
        "warning",
        "nested_group",
        "survey",
        2,
        None,
        survey(
            ["begin_group", "a", "甲", "A"],
            ["begin_group", "b", "乙", "B"],
            Q1,
            ["end_group"],
            ["end_group"],
        ),
    ),
    (
        "error",
        "grid_of_others",
        "survey",
        2,
        "A",
        survey(
            ["begin_group", "g", "组", "Group", "table-list"],
            Q1,
            ["text", "Q2", "问", "Ask"],
            ["end_group"],
            headers=("appearance",),
        ),
    ),
    (
        "error",
        "grid_row_logic",
        "survey",
        3,
        "F",
        survey(
            ["begin_group", "g", "组", "Group", "table-list"],
            [*Q1, "", "提示"],
            ["end_group"],
            headers=("appearance", "hint::zh"),
        ),
    ),
    (
        "error",
        "grid_partly_required",
        "survey",
        4,
        "F",
        survey(
            ["begin_group", "g", "组", "Group", "table-list"],
            [*Q1, "", "yes"],
            ["select_one yn", "Q2", "问", "Ask"],
            ["end_group"],
            headers=("appearance", "required"),
        ),
    ),
    (
        "error",
        "not_of_groups",
        "survey",
        2,
        "E",
        survey(
            ["begin_group", "g", "组", "Group", "yes"], Q1, ["end_group"], headers=("required",)
        ),
    ),
    (
        "error",
        "unknown_language_name",
        "settings",
        2,
        "A",
        {**survey(Q1), "settings": [["default_language"], ["Elvish"]]},
    ),
    # Expressions
    (
        "error",
        "unknown_function",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "regex(${Q1}, '^1')"], headers=("relevant",)),
    ),
    (
        "error",
        "wrong_arguments",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "selected(${Q1})"], headers=("relevant",)),
    ),
    (
        "error",
        "current_value",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", ". > 1"], headers=("relevant",)),
    ),
    (
        "error",
        "path",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "../Q1 = '1'"], headers=("relevant",)),
    ),
    (
        "error",
        "filtered_path",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "${Q1}[1] = '1'"], headers=("relevant",)),
    ),
    (
        "error",
        "curly_quotes",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "（${Q1} = '1'）"], headers=("relevant",)),
    ),
    (
        "error",
        "faulty_expression",
        "survey",
        3,
        "E",
        survey(Q1, ["note", "n", "a", "b", "${Q1} = "], headers=("relevant",)),
    ),
    (
        "error",
        "expression_too_deep",
        "survey",
        3,
        "E",
        survey(
            Q1, ["note", "n", "a", "b", " or ".join(["${Q1} = '1'"] * 2_000)], headers=("relevant",)
        ),
    ),
    # The questionnaire itself
    (
        "error",
        DefinitionFault.UNKNOWN_REFERENCE,
        "survey",
        2,
        "E",
        survey([*Q1, "${Q0} = '1'"], headers=("relevant",)),
    ),
    (
        "error",
        DefinitionFault.FORWARD_REFERENCE,
        "survey",
        2,
        "E",
        survey([*Q1, "${Q2} = '1'"], ["text", "Q2", "问", "Ask"], headers=("relevant",)),
    ),
    (
        "unpublishable",
        DefinitionFault.UNKNOWN_OPTION,
        "survey",
        3,
        "E",
        survey(Q1, ["text", "Q2", "问", "Ask", "${Q1} = '7'"], headers=("relevant",)),
    ),
    ("error", DefinitionFault.DUPLICATE_CODE, "survey", 3, "B", survey(Q1, Q1)),
    (
        "error",
        DefinitionFault.DUPLICATE_CODE,
        "choices",
        3,
        "B",
        {**survey(Q1), "choices": [*CHOICES[:2], ["yn", "1", "否", "No"]]},
    ),
    (
        "unpublishable",
        DefinitionFault.MISSING_TRANSLATION,
        "survey",
        2,
        "D",
        survey(["text", "Q1", "问", ""]),
    ),
    (
        "unpublishable",
        DefinitionFault.MISSING_TRANSLATION,
        "choices",
        3,
        "C",
        {**survey(Q1), "choices": [*CHOICES[:2], ["yn", "2", "", "No"]]},
    ),
    ("unpublishable", DefinitionFault.MISSING_MARKS, "settings", 2, None, survey(Q1)),
    (
        "unpublishable",
        DefinitionFault.IMPOSSIBLE_CHOICES,
        "survey",
        2,
        "E",
        survey(["select_multiple yn", "Q1", "问", "Ask", 5], headers=("minyi_max_choices",)),
    ),
    (
        "error",
        DefinitionFault.UNUSED_FIELD,
        "survey",
        2,
        "E",
        survey([*Q1, "1 + 1"], headers=("calculation",)),
    ),
]


@pytest.mark.parametrize(("expected", "book"), [(row[:5], row[5]) for row in FAULTS])
def test_a_fault_is_found_at_its_cell(expected: Expected, book: dict[str, Any]) -> None:
    form = read_book(**book)
    found = [(f.severity, str(f.fault), f.sheet, f.row, f.column) for f in form.findings]
    assert expected in found
    assert (form.questionnaire is None) == any(f.severity == "error" for f in form.findings)
    assert all(says_whole_sentences(finding) for finding in form.findings)


def says_whole_sentences(finding: Finding) -> bool:
    zh, en = finding.words["zh"], finding.words["en"]
    return zh.endswith(("。", "？")) and en.endswith((".", "?")) and "{zh" not in zh + en


def test_every_fault_has_words() -> None:
    assert set(FORM_WORDS) == set(FormFault)


def test_every_fault_of_a_form_is_in_these_tests() -> None:
    of_files = {
        "empty_file",
        "file_too_large",
        "unpacks_too_large",
        "not_a_form",
        "other_suffix",
        "unreadable",
        "locked",
        "other_encoding",
        "too_many_rows",
        "too_many_columns",
        "more_findings",
        "rows_outside_sheets",
        "merged_cells",
        "formula_without_value",
        "error_value",
        "guessed_language",
        "too_deep",
    }
    assert {str(fault) for fault in FormFault} - of_files == {
        str(fault) for _, fault, *_ in FAULTS if not isinstance(fault, DefinitionFault)
    }


def sentences(form: ReadForm, language: str) -> list[str]:
    return [finding.describe(language) for finding in form.findings]


def test_a_finding_says_where_what_and_why_in_both_languages() -> None:
    form = read_survey(Q1, ["note", "n", "看", "Look", "regex(${Q1}, 'a')"], headers=["relevant"])
    assert "survey E3 (relevant): “relevant”第1个字符：不支持函数“regex”。" in sentences(form, "zh")
    assert (
        'survey E3 (relevant): Character 1 of "relevant": the function "regex" is not supported.'
        in sentences(form, "en")
    )


def test_a_misspelt_type_or_list_is_met_with_a_suggestion() -> None:
    form = read_survey(["selct_one yn", "Q1", "问", "Ask"], ["select_one yns", "Q2", "问", "Ask"])
    said = " ".join(sentences(form, "en"))
    assert "Should it be select_one?" in said
    assert 'Should it be "yn"?' in said


def test_the_day_is_taken_and_the_moment_is_refused_by_name() -> None:
    rows = (
        ["date", "d", "哪天", "When", ". <= today()"],
        ["date", "e", "几时", "When", ". < now()"],
    )
    taken = read_survey(rows[0], headers=["constraint"])
    assert taken.questionnaire is not None
    assert taken.questionnaire.find_question("d").constraint == ". <= today()"
    assert read_form(write_form(taken.questionnaire), "f.xlsx").questionnaire == taken.questionnaire
    refused = read_survey(*rows, headers=["constraint"])
    assert refused.questionnaire is None
    assert 'the function "now" is not supported' in " ".join(sentences(refused, "en"))


def test_every_unknown_function_is_named_at_its_position() -> None:
    expression = "pulldata('a', 'b') = '1' and position(..) > 2"
    form = read_survey(Q1, ["note", "n", "看", "Look", expression], headers=["relevant"])
    named = [words for words in sentences(form, "en") if "function" in words]
    assert [("pulldata" in words, "Character 1 " in words) for words in named] == [
        (True, True),
        (False, False),
    ]
    assert "Character 30 " in named[1]
