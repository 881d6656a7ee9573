"""Who may enter: every page stands behind a door, and the officials' door keeps strangers out."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts.tables import Account
from tests.pages import PageOpener

PREFIXES = {
    "citizens": "/",
    "officials": "/officials",
    "previews": "/previews",
    "volunteers": "/volunteers",
    "accounts": "/account",
    "common": "/",
    "style": "/",
}


def list_rules(app: Flask, door: str | None = None) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and door in (None, rule.endpoint.partition(".")[0]):
            yield rule


def fill_in(app: Flask, rule: Rule) -> str:
    """An address of the rule, with something that does not exist in each of its places."""
    places = dict.fromkeys(rule.arguments, "1")
    return app.url_map.bind("localhost").build(rule.endpoint, places, append_unknown=False)


@pytest.fixture
def strict_app(app: Flask) -> Flask:
    """Without the check of forged forms, which would turn strangers away before the door does."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_every_page_stands_behind_a_door(app: Flask) -> None:
    for rule in list_rules(app):
        door = rule.endpoint.partition(".")[0]
        assert rule.rule.startswith(PREFIXES[door]), f"{rule.rule} is {rule.endpoint}"


def test_no_page_of_another_door_looks_like_the_officials(app: Flask) -> None:
    for rule in list_rules(app):
        is_officials = rule.endpoint.startswith("officials.")
        assert rule.rule.startswith("/officials") == is_officials, rule.endpoint


@pytest.mark.parametrize("door", ["officials", "previews"])
def test_officials_pages_refuse_strangers(strict_app: Flask, door: str) -> None:
    client = strict_app.test_client()
    rules = list(list_rules(strict_app, door))
    assert rules
    for rule in rules:
        address = fill_in(strict_app, rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            response = client.open(address, method=method)
            if method in ("GET", "HEAD"):
                assert response.status_code == 303, f"{method} {address}"
                assert response.location.startswith("/account/sign-in?next=")
            else:
                assert response.status_code == 403, f"{method} {address}"


def test_every_unsafe_page_refuses_a_missing_token(app: Flask) -> None:
    client = app.test_client()
    for rule in list_rules(app):
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            response = client.open(fill_in(app, rule), method=method)
            assert response.status_code == 400, f"{method} {rule.rule}"


def test_forged_token_gets_its_own_page(page: PageOpener, official: Account) -> None:
    form = page.open("/account/password")
    answer = page.submit(
        form, {"csrf_token": "forged"}, action="/account/sign-out-everywhere", status=400
    )
    assert answer.heading == "页面已过期"


def test_deleted_account_is_a_stranger(app: Flask, page: PageOpener, official: Account) -> None:
    with app.extensions["database"].transaction() as session:
        session.delete(session.get_one(Account, official.id))
    assert page.open("/account/password").heading == "工作人员登录"
