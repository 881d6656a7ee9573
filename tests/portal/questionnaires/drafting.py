"""The editor's pages as an official uses them: begin a draft, add a question, save, press."""

import re

from portal.db import Database
from surveys.questionnaires.drafts.service import Draft, load_draft
from tests.pages import Fields, Page, PageOpener

LIST = "/officials/questionnaires/"
MARKS = {
    "marks-form_number": "宁调02表",
    "marks-approval_number": "宁统制〔2026〕9号",
    "marks-authority-zh": "宁泽市统计局",
    "marks-authority-en": "Ningze Municipal Bureau of Statistics",
    "marks-valid_until": "2099-12-31",
}


def start_empty(page: PageOpener) -> str:
    """Begin an empty draft and give the address of its outline."""
    fields = {"title-zh": "公园问卷", "title-en": "Parks"}
    return page.submit(page.open(LIST), fields, action=f"{LIST}new").address


def start_ready(page: PageOpener, name: str = "default") -> str:
    """Begin a draft from the library and give the address of its outline."""
    return page.submit(page.open(LIST), action=f"{LIST}from-library/{name}").address


def read_draft(database: Database, address: str) -> Draft:
    """The draft at an address as the database has it."""
    match = re.search(r"/drafts/(\d+)", address)
    assert match
    with database.reading() as session:
        return load_draft(session, int(match[1]))


def add_question(page: PageOpener, outline: str, type_name: str, section: str = "A") -> Page:
    """Add a question of a type to a section; its page."""
    fields = {f"type-{section}": type_name}
    button = ("do", f"add-question:{section}")
    return page.submit(page.open(outline), fields, action=outline, button=button)


def save(
    page: PageOpener,
    opened: Page,
    fields: Fields | None = None,
    *,
    button: tuple[str, str] | None = None,
    status: int = 200,
) -> Page:
    """Send the form that edits a part."""
    action = opened.root.find_all("form", id="part")[0].get("action")
    return page.submit(opened, fields, action=action, button=button, status=status)


def list_codes(draft: Draft) -> list[str]:
    return [question.code for question in draft.questionnaire.questions]


def press(page: PageOpener, outline: str, button: str) -> Page:
    """Press a button of the outline by the start of its value."""
    opened = page.open(outline)
    values = [b.get("value") for b in opened.root.find_all("button", name="do")]
    value = next(value for value in values if value.startswith(button))
    return page.submit(opened, action=outline, button=("do", value))
