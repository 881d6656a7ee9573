"""Headers of every response: nothing from elsewhere, nothing inline, nothing kept."""

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings
from portal.headers import static_url

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"


@pytest.mark.parametrize("address", ["/", "/account/sign-in", "/no-such-page", "/alive"])
def test_every_page_says_what_it_may_load(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"].startswith(STRICT)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.adds_pages
def test_nonce_is_named_only_where_a_template_asks(app: Flask) -> None:
    @app.get("/with-nonce")
    def show() -> str:
        return render_template_string("<style nonce={{ style_nonce() }}></style>")

    first, second = (app.test_client().get("/with-nonce") for _ in range(2))
    nonce = first.text.partition("nonce=")[2].partition(">")[0]
    assert f"style-src 'self' 'nonce-{nonce}'" in first.headers["Content-Security-Policy"]
    assert nonce not in second.headers["Content-Security-Policy"]


def test_static_file_with_its_digest_is_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context():
        address = static_url("css/tokens.css")
    plain_address = address.partition("?")[0]
    client = app.test_client()
    with client.get(address) as lasting, client.get(plain_address) as passing:
        assert "immutable" in lasting.headers["Cache-Control"]
        assert "immutable" not in passing.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("public_url", "is_secure"), [("https://survey.example", True), ("http://127.0.0.1", False)]
)
def test_cookies_are_closed_to_scripts_and_other_sites(
    settings: Settings, public_url: str, is_secure: bool
) -> None:
    app = create_app(
        Settings(
            database_url=settings.database_url,
            secret_key=settings.secret_key,
            public_url=public_url,
        )
    )
    base_url = "https://localhost" if is_secure else "http://localhost"
    response = app.test_client().get("/account/sign-in", base_url=base_url)
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == is_secure
    assert ("Strict-Transport-Security" in response.headers) == is_secure
    app.extensions["database"].engine.dispose()
