"""An official writes the whole default questionnaire from an empty draft and publishes it.

Every kind of question is typed at least once, in both languages, with its options, rows, settings
and condition; the rest is copied from the library, as an official would. What is published says
exactly what the shipped questionnaire says.
"""

import re
from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Page, expect

from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Option, Question, Questionnaire, Row, Section, Text
from surveys.questionnaires.service import find_newest_version
from tests.browsing import Visits
from tests.journeys.editor import save, sign_in, start_empty
from tests.live_server import LiveServer

SHIPPED = load_questionnaire(valid_until=date(2099, 12, 31))
LANGUAGES = ("zh", "en")
TYPED = ("S1", "end_newcomer", "S2", "end_minor", "S3", "Q1", "Q2", "Q3", "Q4", "Q8", "Q10", "Q15")
CONDITIONS = {
    "end_newcomer": ["S1|1"],
    "end_minor": ["S2|0"],
    "Q2": ["Q1|1", "Q1|2"],
    "Q4": ["Q3|1"],
}
"""What an official chooses to say when a question is asked; several are joined with "or"."""


def test_default_questionnaire_is_written_from_an_empty_draft(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, "author")
    outline = start_empty(window, "新问卷")

    for number, section in enumerate(SHIPPED.sections):
        if not any(question.code in TYPED for question in section.questions):
            copy_section(window, outline, section)
            continue
        write_section(window, outline, section, is_first=number == 0)
        for question in section.questions:
            if question.code in TYPED:
                write_question(window, outline, section, question)
            else:
                copy_question(window, outline, section, question)
    write_general(window, outline, SHIPPED)
    publish(window, outline)

    assert {find_kind(code) for code in TYPED} == {q.type for q in SHIPPED.questions}
    with live_server.database.reading() as session:
        published = find_newest_version(session, SHIPPED.code).questionnaire
    assert published == SHIPPED


def find_kind(code: str) -> str:
    return SHIPPED.find_question(code).type


def fill_texts(window: Page, texts: Mapping[str, Text | None]) -> None:
    """Type texts into the fields of their languages, where they have words."""
    for name, text in texts.items():
        for language, words in (text or {}).items():
            window.locator(f"#{name}-{language}").fill(words)


def write_section(window: Page, outline: str, section: Section, *, is_first: bool) -> None:
    if is_first:
        window.goto(f"{outline}/sections/A")
    else:
        window.goto(outline)
        window.get_by_role("button", name="加一个部分").click()
    fill_texts(window, {"title": section.title})
    window.locator("#is_one_page").set_checked(section.is_one_page)
    window.locator("#code").fill(section.code)
    save(window)
    expect(window).to_have_url(re.compile(f"/sections/{section.code}#save$"))


def write_question(window: Page, outline: str, section: Section, question: Question) -> None:
    """Add a question to the end of its section and type everything that it says."""
    window.goto(outline)
    window.locator(f"#type-{section.code}").select_option(question.type)
    window.get_by_role("button", name=f"添加 {section.code}").click()
    expect(window.locator("#label-zh")).to_be_focused()
    for family, members in (("options", question.options), ("rows", question.rows)):
        write_lines(window, family, members)
    for number, option in enumerate(question.options):
        write_option(window, number, option)
    for number, row in enumerate(question.rows):
        window.locator(f"#rows-{number}-code").fill(row.code)
    fill_texts(window, {"label": question.label, "hint": question.hint})
    for name in ("is_required", "random_order"):
        if getattr(question, name):
            window.locator(f"#{name}").check()
    for name in ("max_choices", "max_length"):
        if getattr(question, name) is not None:
            window.locator(f"#{name}").fill(str(getattr(question, name)))
    window.locator("#code").fill(question.code)
    save(window)
    expect(window).to_have_url(re.compile(f"/questions/{question.code}#save$"))
    for chosen in CONDITIONS.get(question.code, []):
        choose_condition(window, chosen)
    assert bool(question.relevant) == (question.code in CONDITIONS)


def write_lines(window: Page, family: str, members: tuple[Option | Row, ...]) -> None:
    """Paste all options or rows at once, a language beside the other."""
    for number in reversed(range(window.locator(f"[name^='{family}-'][name$='-code']").count())):
        window.locator(f"#remove-{family}-{number}").click()
    if members:
        section = window.locator(f"section#{family}")
        section.get_by_text("一次加几个").click()
        lines = [" | ".join(member.label[tag] for tag in LANGUAGES) for member in members]
        window.locator(f"#lines-{family}").fill("\n".join(lines))
        section.get_by_role("button", name="加上这些").click()
        expect(window.locator(f"#{family}-{len(members) - 1}-label-en")).not_to_have_value("")


def write_option(window: Page, number: int, option: Option) -> None:
    window.locator(f"#options-{number}-code").fill(option.code)
    if option.is_exclusive:
        window.locator(f"#options-{number}-is_exclusive").check()


def choose_condition(window: Page, chosen: str) -> None:
    window.locator("#condition-subject").select_option(chosen)
    if window.locator("#condition-joiner").count():
        window.locator("#condition-joiner").select_option("or")
    window.get_by_role("button", name="加上这个条件").click()
    expect(window.locator("#condition")).to_be_focused()


def copy_question(window: Page, outline: str, section: Section, question: Question) -> None:
    window.goto(f"{outline}/library")
    window.locator(f"[name=pick][value='default/{section.code}/{question.code}']").check()
    window.locator("#section").select_option(section.code)
    window.get_by_role("button", name="复制到草稿").click()
    expect(window.locator(f"#question-{question.code}")).to_be_visible()


def copy_section(window: Page, outline: str, section: Section) -> None:
    window.goto(f"{outline}/library")
    window.locator(f"[name=pick][value='default/{section.code}']").check()
    window.locator("#section").select_option(label="新的部分")
    window.get_by_role("button", name="复制到草稿").click()
    expect(window.locator(f"#section-{section.code}")).to_be_visible()


def write_general(window: Page, outline: str, questionnaire: Questionnaire) -> None:
    window.goto(f"{outline}/general")
    names = ("title", "intro", "privacy", "closing")
    fill_texts(window, {name: getattr(questionnaire, name) for name in names})
    marks = questionnaire.marks
    assert marks
    fill_texts(window, {"marks-authority": marks.authority})
    for name in ("form_number", "approval_number", "valid_until"):
        window.locator(f"#marks-{name}").fill(str(getattr(marks, name)))
    window.locator("#code").fill(questionnaire.code)
    save(window)
    expect(window.locator("#done-save")).to_have_text("保存好了。")


def publish(window: Page, outline: str) -> None:
    window.goto(f"{outline}/publish")
    expect(window.locator(".answer")).to_have_text("没有发现错误，可以发布。")
    window.get_by_label("我已在手机样式里从头看过，文字和条件都对").check()
    window.get_by_role("button", name="发布这个版本").click()
    expect(window.locator(".notice-done")).to_contain_text("已发布")
