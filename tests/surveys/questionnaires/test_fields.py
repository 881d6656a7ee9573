"""What the server reads in posted fields, case by case of the table it shares with the browser."""

from surveys.questionnaires.pages import Page
from surveys.questionnaires.routing import find_path
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.responses.answers import check_page
from tests.surveys.questionnaires.field_samples import FieldCase, load_field_cases
from tests.surveys.questionnaires.samples import a_questionnaire, a_section, some_areas

AREAS = some_areas()
WITHOUT_FIELDS = {"area", "calculated", "information", "screen_out"}
"""Those that ask nothing, and the area, which is chosen on pages of its own."""


def find_page(case: FieldCase) -> Page:
    return find_path(a_questionnaire(a_section(case.question)), {}, seed=1).pages[0]


def test_posted_fields_are_read_as_the_table_says() -> None:
    cases = load_field_cases()
    read = [check_page(find_page(case), case.posted, areas=AREAS).answers for case in cases]
    wrong = [
        (case.posted, answers)
        for case, answers in zip(cases, read, strict=True)
        if answers != case.answers
    ]
    assert wrong == []


def test_table_has_every_type_with_fields_to_read() -> None:
    types = {case.question.type for case in load_field_cases()}
    assert types == set(TYPE_BY_NAME) - WITHOUT_FIELDS
