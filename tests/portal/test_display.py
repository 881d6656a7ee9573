"""The switches of language and display."""

import pytest
from flask.testing import FlaskClient

from portal.display import own_address


def test_language_is_remembered_and_the_visitor_returns(client: FlaskClient) -> None:
    response = client.get("/language/en?next=/results?wave=w2")
    assert response.status_code == 303
    assert response.location == "/results?wave=w2"
    cookie = client.get_cookie("lang")
    assert cookie is not None
    assert cookie.value == "en"


def test_unknown_language_is_not_found(client: FlaskClient) -> None:
    assert client.get("/language/xx").status_code == 404
    assert client.get("/display/huge").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "x", "", None, "/\n/x"],
)
def test_return_address_of_another_host_leads_home(address: str | None) -> None:
    assert own_address(address) == "/"


def test_return_address_of_our_own_is_kept() -> None:
    assert own_address("/s/w2/3?back=review") == "/s/w2/3?back=review"
