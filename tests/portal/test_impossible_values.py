"""Every door turns away what no page can work with: a NUL character, an id that nothing has."""

import pytest
from flask.testing import FlaskClient

from portal.accounts.tables import Account

HUGE = 10**30


@pytest.mark.parametrize(
    "address",
    [
        f"/officials/waves/{HUGE}",
        f"/officials/questionnaires/drafts/{HUGE}",
        f"/volunteers/activities/{HUGE}",
        "/volunteers/teams/%00",
        "/results/%00",
    ],
)
def test_an_address_that_nothing_can_have_is_not_found(
    client: FlaskClient, official: Account, address: str
) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/receipt", "/officials/", "/volunteers/", "/sign-in"])
def test_a_nul_in_a_query_is_refused_at_every_door(client: FlaskClient, address: str) -> None:
    assert client.get(address, query_string={"x": "a\0b"}).status_code == 400
    assert client.get(address, query_string={"a\0b": "x"}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/officials/targets", "/volunteers/register", "/display", "/receipt"]
)
def test_a_nul_in_a_form_is_refused_at_every_door(client: FlaskClient, address: str) -> None:
    assert client.post(address, data={"name": "a\0b"}).status_code == 400
