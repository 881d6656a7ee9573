"""Every refusal and fault has a page of its own, in both languages."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort

from portal.errors import HTTP_PAGES, REFUSALS
from surveys.errors import SurveyError, WaveClosed
from tests.pages import PageOpener

pytestmark = pytest.mark.adds_pages


def list_refusals(kind: type[SurveyError] = SurveyError) -> Iterator[type[SurveyError]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from list_refusals(refusal)


def test_every_refusal_is_in_the_table() -> None:
    assert {refusal.__name__ for refusal in list_refusals()} == {
        refusal.__name__ for refusal in REFUSALS
    }


def test_refusal_shows_its_page(app: Flask, page: PageOpener) -> None:
    @app.get("/refuse")
    def refuse() -> str:
        raise WaveClosed

    shown = page.open("/refuse", status=410)
    assert shown.heading == "调查已经结束"
    page.open("/language/en?next=/refuse", status=410)
    assert page.open("/refuse", status=410).heading == "The survey has closed"


@pytest.mark.parametrize("status", sorted(HTTP_PAGES))
def test_http_error_shows_its_page(app: Flask, page: PageOpener, status: int) -> None:
    app.testing = False

    @app.get("/fail")
    def fail() -> str:
        abort(status)

    assert page.open("/fail", status=status).heading == str(HTTP_PAGES[status].title)


def test_fault_of_the_program_shows_a_page_without_details(app: Flask, page: PageOpener) -> None:
    app.testing = False

    @app.get("/fault")
    def fault() -> str:
        raise ZeroDivisionError("a secret of the inside")

    shown = page.open("/fault", status=500)
    assert shown.heading == "网站出了问题"
    assert "secret" not in shown.html


def test_unknown_address_is_not_found(page: PageOpener) -> None:
    assert page.open("/no-such-page", status=404).heading == "没有这个页面"


def test_wrong_method_is_refused(app: Flask) -> None:
    response = app.test_client().put("/alive")
    assert response.status_code in (400, 405)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"x=" + b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(30_000)), "application/x-www-form-urlencoded", 413),
        (b"\xff\xfe%zz%=", "application/x-www-form-urlencoded", 400),
        (b"{", "application/json", 400),
        (b"--nothing", "multipart/form-data", 400),
    ],
)
def test_oversized_and_malformed_posts_are_refused(
    app: Flask, body: bytes, content_type: str, status: int
) -> None:
    response = app.test_client().post("/account/sign-in", data=body, content_type=content_type)
    assert response.status_code == status
