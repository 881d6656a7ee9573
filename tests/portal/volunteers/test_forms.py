"""Every form against bad input: said at its place, in the reader's language."""

import re
from collections.abc import Iterator, Mapping

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.db import Database
from tests.pages import Element, Fields, Page, PageOpener, read_form, read_page
from tests.portal.volunteers.form_table import BUTTONS, FORMS, FormCase
from tests.portal.volunteers.world import NOW, Door, World, fill_address

NAUGHTY = "<script>alert(1)</script>\"'`${7*7}{{7*7}}%s%(n)s\u202e\U0001f468\u200d'; DROP"
TYPED = frozenset({"text", "email", "number", "date", "time", "search", "password"})
CHINESE = re.compile("[\u4e00-\u9fff]{2,}")
ENGLISH = re.compile("[A-Za-z]{4,}")


class Desk:
    """Somebody at one form."""

    def __init__(self, door: Door, case: FormCase) -> None:
        self.case, self.things = case, door.world.arguments
        door.sign_in()
        self.client = door.client
        self.page = PageOpener(self.client).open(f"/volunteers{self.fill(case.page)}")
        self.action = f"/volunteers{self.fill(case.action)}"
        self.form = self.find_form(self.page)

    def fill(self, text: str) -> str:
        """Text with the ids of this world."""
        return fill_address(text, self.things)

    def find_form(self, page: Page) -> Element:
        """The form, on its page or on the page that came back."""
        for form in page.root.find_all("main")[0].find_all("form"):
            if form.get("method") == "post" and form.get("action", "") in ("", self.action):
                return form
        raise AssertionError(f"{page.address} has no form that posts to {self.action}")

    @property
    def good(self) -> dict[str, str]:
        """A filling-in to be spoilt at one field."""
        return {name: self.fill(value) for name, value in self.case.good.items()}

    @property
    def typed_names(self) -> list[str]:
        """The fields that one types into."""
        return [element.get("name") for element in find_inputs(self.form) if is_typed(element)]

    def send(self, fields: Fields) -> Page:
        """Send the form with these fields, and nothing that was on the page before."""
        token = read_form(self.form)["csrf_token"]
        response = self.client.post(self.action, data={"csrf_token": token, **fields})
        if response.status_code == 303:
            response = self.client.get(response.headers["Location"], follow_redirects=True)
        assert response.status_code < 500, response.status
        if response.mimetype != "text/html":
            return self.page
        return read_page(response, self.action)


def find_inputs(form: Element) -> Iterator[Element]:
    """What a form asks."""
    for element in form.walk():
        if element.tag in ("input", "select", "textarea") and element.get("type") != "hidden":
            yield element


def is_typed(element: Element) -> bool:
    """Whether one can type into it."""
    is_text = element.tag == "input" and element.get("type", "text") in TYPED
    return element.tag == "textarea" or (is_text and "readonly" not in element.attributes)


def find_errors(page: Page, form: Element) -> dict[str, str]:
    """Field name to error, from the summary on top; every link leads to a field of the form."""
    summaries = page.root.find_all("div", id="error-summary")
    assert len(summaries) == 1, f"{page.address}: {len(summaries)} summaries of errors"
    assert "autofocus" in summaries[0].attributes
    assert page.title.startswith(("错误", "Error"))
    names = {element.get("id"): element.get("name") for element in find_inputs(form)}
    errors = {}
    for link in summaries[0].find_all("a"):
        target = link.get("href").removeprefix("#")
        assert target in names, f"the summary leads to {target!r}, which the form does not ask"
        errors[names[target]] = link.text
        assert page.root.find_all("p", id=f"{target}-error"), f"nothing is said at {target!r}"
    return errors


def check_language(errors: Mapping[str, str], language: str) -> None:
    """No error in a language that the reader did not choose."""
    foreign = CHINESE if language == "en" else ENGLISH
    wrong = {name: text for name, text in errors.items() if foreign.search(text)}
    assert not wrong, wrong


@pytest.fixture
def door(client: FlaskClient, database: Database, world: World) -> Iterator[Door]:
    """The door, on a day when something is under way."""
    with time_machine.travel(NOW, tick=False):
        yield Door(client, database, world, "stranger")


def sit_down(door: Door, case: FormCase, language: str = "zh") -> Desk:
    """Open a form as whoever fills it in."""
    door.client.set_cookie("lang", language)
    return Desk(Door(door.client, door.database, door.world, case.role), case)


def test_the_table_names_every_form(app: Flask, world: World) -> None:
    posted = {
        rule.rule.removeprefix("/volunteers")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("volunteers.") and "POST" in (rule.methods or ())
    }
    plain = {re.sub(r"<(?:\w+:)?\w+>", "<>", path) for path in posted - BUTTONS}
    assert {re.sub(r"<\w+>", "<>", case.action) for case in FORMS} == plain


@pytest.mark.parametrize("role", sorted({case.role for case in FORMS}))
def test_every_form_meets_every_bad_filling_in(door: Door, role: str) -> None:
    cases = [case for case in FORMS if case.role == role]
    for case in cases:
        for language in ("zh", "en"):
            desk = sit_down(door, case, language)
            try_nothing(desk, language)
            try_faults(desk, language)
        desk = sit_down(door, case)
        try_texts_without_end(desk)
        try_impossible_characters(desk)
    # Last, because a form may well accept them.
    for case in cases:
        desk = sit_down(door, case)
        if case.accepts_nothing:
            assert desk.send(desk.good | dict.fromkeys(desk.typed_names, "  ")).status == 200
        naughty = dict.fromkeys(desk.typed_names, NAUGHTY)
        back = desk.send(read_form(desk.form) | desk.good | naughty)
        assert "<script>alert" not in back.html, desk.action


def try_nothing(desk: Desk, language: str) -> None:
    """A form with nothing in it says what is missing."""
    if desk.case.accepts_nothing:
        return
    back = desk.send(dict.fromkeys(desk.typed_names, "  "))
    assert back.status == 422, desk.action
    check_language(find_errors(back, desk.find_form(back)), language)


def try_faults(desk: Desk, language: str) -> None:
    """A fault is said at its field, and what was typed stays."""
    for name, values in desk.case.faults.items():
        for value in values:
            sent = read_form(desk.form) | desk.good | {name: desk.fill(value)}
            back = desk.send(sent)
            assert back.status == 422, f"{desk.action}: {name}={value!r} is taken"
            form = desk.find_form(back)
            errors = find_errors(back, form)
            assert name in errors, f"{desk.action}: {name}={value!r}: {errors}"
            check_language(errors, language)
            check_kept(form, sent)


def check_kept(form: Element, sent: Fields) -> None:
    """What was typed stands in the form that came back, but for passwords."""
    kept = read_form(form)
    for element in find_inputs(form):
        name = element.get("name")
        if is_typed(element) and element.get("type") != "password" and name in sent:
            assert kept[name] == sent[name], f"{name}: {sent[name]!r} came back as {kept[name]!r}"


def try_texts_without_end(desk: Desk) -> None:
    """A text without end is refused at its field."""
    for name in desk.typed_names:
        back = desk.send(read_form(desk.form) | desk.good | {name: "长" * 3000})
        assert back.status == 422, f"{desk.action}: {name}"
        assert name in find_errors(back, desk.find_form(back)), f"{desk.action}: {name}"


def try_impossible_characters(desk: Desk) -> None:
    """A character that no database keeps is refused."""
    for name in desk.typed_names:
        sent = read_form(desk.form) | desk.good | {name: "a\0b"}
        assert desk.send(sent).status == 400, f"{desk.action}: {name}"


def test_an_address_that_nothing_has_is_not_found(door: Door) -> None:
    for address in (f"/activities/{10**30}", "/activities/0", "/teams/%00", f"/teams/{'x' * 999}"):
        assert door.client.get(f"/volunteers{address}").status_code == 404, address


@pytest.mark.parametrize("answer", ["", "maybe", "yes\0"])
def test_an_answer_that_no_button_gives_decides_nothing(door: Door, answer: str) -> None:
    for role, line in (
        ("stranger", "/guardian/<token>"),
        ("leader", "/organise/cases/<kind>/<case_id>"),
        ("leader", "/teams/<code>/members/<volunteer_id>"),
        ("owner", "/me/consents/<kind>"),
    ):
        asker = Door(door.client, door.database, door.world, role)
        asker.sign_in()
        address = fill_address(
            line, {**door.world.arguments, "kind of /me/consents/<kind>": "board"}
        )
        pages = PageOpener(door.client)
        token = read_form(pages.open("/volunteers/link").forms[0])["csrf_token"]
        response = door.client.post(
            f"/volunteers{address}", data={"csrf_token": token, "answer": answer}
        )
        assert response.status_code == 400, line
