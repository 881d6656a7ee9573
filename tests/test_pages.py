"""The checker of pages notices what it is there for."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.pages import Page, find_faults, read_form, read_page

GOOD = (
    '<!doctype html><html lang="zh-CN"><head><title>题</title></head>'
    "<body><main><h1>题</h1>{}</main></body></html>"
)
POLICY = {"Content-Security-Policy": "style-src 'self' 'nonce-n1'"}


@pytest.fixture
def browser_client() -> FlaskClient:
    """A client of an application whose one page is what was posted to it."""
    app = Flask(__name__)

    @app.post("/")
    def show() -> tuple[str, dict[str, str]]:
        return request.get_data(as_text=True), POLICY

    return app.test_client()


def show(client: FlaskClient, html: str) -> Page:
    return read_page(client.post("/", data=html), "/")


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<label for="a">名</label><input id="a" name="a">',
        '<label>名 <input name="a"></label>',
        '<form method="post"><input type="hidden" name="csrf_token" value="t"></form>',
        '<style nonce="n1"></style>',
        '<script src="/static/a.js"></script>',
        '<script type="application/json">{"a": 1}</script>',
        '<a href="/results">结果</a>',
    ],
)
def test_good_page_has_no_fault(browser_client: FlaskClient, inside: str) -> None:
    assert list(find_faults(show(browser_client, GOOD.format(inside)))) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<h1>又</h1>",
        '<p id="a"></p><p id="a"></p>',
        '<input name="a">',
        '<input name="a" disabled>',
        '<fieldset disabled><input name="a"></fieldset>',
        '<fieldset hidden disabled><select name="a"></select></fieldset>',
        '<label for="b">名</label><input id="a" name="a">',
        '<form method="post"></form>',
        '<form method="get"><input type="hidden" name="csrf_token" value="t"></form>',
        '<p style="color: red"></p>',
        '<button onclick="go()">走</button>',
        "<style></style>",
        '<style nonce="other"></style>',
        "<script>go()</script>",
        '<img src="/a.png">',
        '<img alt="" src="https://elsewhere.example/a.png">',
        '<a href="//elsewhere.example">外</a>',
        '<a href="#nowhere">跳</a>',
    ],
)
def test_fault_is_noticed(browser_client: FlaskClient, inside: str) -> None:
    assert list(find_faults(show(browser_client, GOOD.format(inside))))


def test_page_may_name_only_a_language_that_is_spoken_there(browser_client: FlaskClient) -> None:
    uyghur = show(browser_client, GOOD.format("").replace("zh-CN", "ug"))
    assert list(find_faults(uyghur))
    assert list(find_faults(uyghur, languages=("zh-CN", "en", "ug"))) == []
    assert list(find_faults(show(browser_client, GOOD.format("").replace("zh-CN", "xx"))))


def test_disabled_fields_are_not_sent(browser_client: FlaskClient) -> None:
    form = (
        '<form method="post"><input type="hidden" name="csrf_token" value="t">'
        '<fieldset disabled><label>甲<input name="a" value="1"></label></fieldset>'
        '<label>乙<select name="b"><option value="x" disabled>x</option>'
        '<option value="y">y</option></select></label></form>'
    )
    (sent,) = show(browser_client, GOOD.format(form)).forms
    assert read_form(sent) == {"csrf_token": "t", "b": "y"}


@pytest.mark.parametrize("inside", ["<p><b></p>", "<div>", '<p class="a" class="b"></p>'])
def test_html_that_does_not_parse_is_refused(browser_client: FlaskClient, inside: str) -> None:
    with pytest.raises(AssertionError):
        show(browser_client, GOOD.format(inside))
