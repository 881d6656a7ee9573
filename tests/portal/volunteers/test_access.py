"""Everyone against everything: who is refused learns nothing and changes nothing."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import Database
from portal.volunteers.groups.tables import Membership
from portal.volunteers.pages.errors import PAGES
from portal.volunteers.refusals import VolunteerRefusal
from surveys.orm import Base
from tests.pages import read_page
from tests.portal.volunteers.access_table import (
    COORDINATORS,
    EVERYONE,
    MAY,
    MAY_DECIDE,
    MAY_OF_A_DRAFT,
)
from tests.portal.volunteers.world import (
    EVALUATION,
    HIDDEN,
    NOW,
    OF_OWNER,
    SHEET,
    Door,
    World,
)

REFUSED = (403, 404)


def is_refused(response: TestResponse) -> bool:
    """Whether the visitor was turned away, or shown where to sign in."""
    to_sign_in = response.status_code == 303 and "/sign-in" in response.headers["Location"]
    return response.status_code in REFUSED or to_sign_in


def read_everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table but the accounts that the test itself opens."""
    with database.reading() as session:
        return {
            table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name != "account"
        }


def list_lines(app: Flask) -> set[str]:
    """Every address and method of the volunteers' door."""
    return {
        f"{method} {rule.rule.removeprefix('/volunteers')}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("volunteers.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    }


def test_the_table_names_every_address(app: Flask) -> None:
    assert set(MAY) == list_lines(app)
    assert set(MAY_OF_A_DRAFT) <= set(MAY)


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everyone_reaches_what_is_theirs_and_nothing_else(
    app: Flask, client: FlaskClient, database: Database, world: World, role: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, role)
        hidden = {**world.arguments, **world.draft}
        lines = [(line, hidden, may) for line, may in MAY_OF_A_DRAFT.items()]
        lines += [(line, world.arguments, may) for line, may in MAY.items()]
        before = read_everything(database)
        for line, arguments, may in lines:
            if role not in may:
                response = door.try_line(line, arguments)
                assert is_refused(response), f"{role}: {line} {response.status}"
                for secret in (HIDDEN,) if role == "owner" else (HIDDEN, *OF_OWNER):
                    assert secret not in response.text, f"{role}: {line}"
        assert read_everything(database) == before
        for line, arguments, may in lines:
            if role in may:
                response = door.try_line(line, arguments)
                assert not is_refused(response), f"{role}: {line} {response.status}"
                assert response.status_code < 500, f"{role}: {line}"


@pytest.mark.parametrize("kind", sorted(MAY_DECIDE))
def test_cases_are_decided_by_those_who_may(
    app: Flask, client: FlaskClient, database: Database, world: World, kind: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    line = "POST /organise/cases/<kind>/<int:case_id>"
    arguments = {
        **world.arguments,
        "kind": "held" if kind == "spot check" else kind,
        "case_id": world.cases[kind],
    }
    with time_machine.travel(NOW, tick=False):
        before = read_everything(database)
        for role in sorted(EVERYONE - MAY_DECIDE[kind]):
            response = Door(client, database, world, role).try_line(line, arguments)
            assert is_refused(response), f"{role}: {kind} {response.status}"
        assert read_everything(database) == before
        # Whoever comes first decides; the others read that it has been decided.
        statuses = [
            Door(client, database, world, role).try_line(line, arguments).status_code
            for role in sorted(MAY_DECIDE[kind])
        ]
    assert statuses == [303, *[409] * (len(statuses) - 1)][: len(statuses)]


def test_a_place_of_the_city_is_the_coordinators(
    app: Flask, client: FlaskClient, database: Database, world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    arguments = {**world.arguments, "place_id": world.arguments["city_place_id"]}
    with time_machine.travel(NOW, tick=False):
        for role in sorted(EVERYONE):
            door = Door(client, database, world, role)
            for line in (line for line in MAY if "<int:place_id>" in line):
                response = door.try_line(line, arguments)
                assert is_refused(response) == (role not in COORDINATORS), f"{role}: {line}"
                assert door.try_line(line, {"place_id": 10**6}).status_code != 200


@pytest.mark.parametrize(
    "line", [EVALUATION, "/city/checks/<int:check_id>/records/<int:attendance_id>"]
)
def test_a_record_is_judged_where_it_belongs(
    app: Flask, client: FlaskClient, database: Database, world: World, line: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    elsewhere = {
        **world.arguments,
        f"shift_id of {EVALUATION}": world.arguments["missed_id"],
        "check_id": 10**6,
    }
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, "official")
        assert door.try_line(f"POST {line}", elsewhere).status_code == 404


def test_a_line_of_another_shift_is_not_on_this_sheet(
    app: Flask, client: FlaskClient, database: Database, world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, "leader")
        arguments = {**world.arguments, f"shift_id of {SHEET}": world.arguments["shift_id"]}
        assert door.try_line(f"POST {SHEET}", arguments).status_code == 404


def test_nobody_learns_who_is_in_a_team(
    app: Flask, client: FlaskClient, database: Database, world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.reading() as session:
        inside = session.scalars(
            select(Membership.volunteer_id).where(Membership.volunteer_id == world.people["owner"])
        ).one()
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, "leader elsewhere")
        line = "POST /teams/<code>/members/<int:volunteer_id>"
        answers = {
            door.try_line(line, {**world.arguments, "volunteer_id": volunteer_id}).status_code
            for volunteer_id in (inside, world.people["other volunteer"], 10**6)
        }
    assert answers == {403}


def test_every_refusal_has_its_page() -> None:
    assert set(VolunteerRefusal.__subclasses__()) == set(PAGES)


@pytest.mark.parametrize("kind", sorted(set(MAY_DECIDE) - {"nonsense"}))
def test_numbers_of_cases_cannot_be_told_by_trying(
    app: Flask, client: FlaskClient, database: Database, world: World, kind: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    line = "POST /organise/cases/<kind>/<int:case_id>"
    address = {"kind": "held" if kind == "spot check" else kind}
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, "organiser elsewhere")
        there, nowhere = (
            door.try_line(line, {**world.arguments, **address, "case_id": case_id})
            for case_id in (world.cases[kind], 10**6)
        )
    assert there.status_code == nowhere.status_code
    assert read_main(there) == read_main(nowhere)


def test_numbers_of_sign_ups_cannot_be_told_by_trying(
    app: Flask, client: FlaskClient, database: Database, world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    line = "POST /organise/sign-ups/<int:sign_up_id>/excuse"
    with time_machine.travel(NOW, tick=False):
        door = Door(client, database, world, "organiser elsewhere")
        answers = [
            door.try_line(line, {"sign_up_id": sign_up_id})
            for sign_up_id in (world.cases["excuse"], 10**6)
        ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert read_main(answers[0]) == read_main(answers[1])


def read_main(response: TestResponse) -> str:
    """The words of an answer, without what changes from one to the next."""
    return read_page(response, "").text
