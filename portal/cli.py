"""Commands: `flask --app wsgi db|city|account|tally|questionnaire`; `make run` calls `prepare`."""

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.accounts.service import find_account, issue_sign_in_link, open_account
from portal.accounts.tables import Account, Role
from portal.clock import SECRETS, read_clock
from portal.config import Settings
from portal.db import Database, db
from portal.outline_commands import outlines
from portal.questionnaire_commands import questionnaire_group
from portal.schema import SchemaError, check_schema, downgrade_schema, upgrade_schema
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.sample.loading import load_sample_volunteers
from portal.volunteers.sample.removal import remove_sample_volunteers
from portal.welcome import FIRST_OFFICIAL, describe_portal
from surveys.city.removal import remove_sample_city
from surveys.city.service import load_sample_city
from surveys.errors import SampleCityLoaded, UnknownWave
from surveys.sampling.tables import Area
from surveys.tally.service import rebuild_tally, tally_equals_recount
from surveys.waves.service import find_wave, list_waves

db_group = AppGroup("db", help="The database's schema.")
city_group = AppGroup("city", help="The sample city, and outlines for maps.")
account_group = AppGroup("account", help="Accounts of officials.")
volunteer_group = AppGroup("volunteer", help="Volunteers.")
tally_group = AppGroup("tally", help="The counts kept with every wave.")

city_group.add_command(outlines)


def init_commands(app: Flask) -> None:
    """Add the commands to `app`."""
    groups = (db_group, city_group, account_group, volunteer_group, tally_group)
    for group in (*groups, questionnaire_group):
        app.cli.add_command(group)
    app.cli.add_command(prepare)


@click.command()
@click.option("--sample/--no-sample", default=True, help="Load the sample city if it is empty.")
@with_appcontext
def prepare(*, sample: bool) -> None:
    """Migrate, load the sample city into an empty database, say where everything is."""
    _upgrade("head")
    with db.transaction() as session:
        if sample and session.scalar(select(Area.code).limit(1)) is None:
            click.echo("Loading the sample city ...")
            load_sample_city(session, now=read_clock())
            load_sample_volunteers(session, now=read_clock())
        link = _first_link(session)
    with db.reading() as session:
        click.echo(describe_portal(session, _settings().public_url, link))


@db_group.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Run the migrations up to REVISION (the newest)."""
    _upgrade(revision)


@db_group.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the migrations back to REVISION."""
    downgrade_schema(_database().engine, revision)


@db_group.command()
def check() -> None:
    """Say whether the database answers and stands at the newest migration."""
    try:
        check_schema(_database().engine)
    except SchemaError as error:
        raise click.ClickException(str(error)) from error
    click.echo("The database is at the newest migration.")


@db_group.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(*, yes: bool) -> None:
    """Delete everything in the database and migrate it anew."""
    engine = _database().engine
    address = engine.url.render_as_string(hide_password=True)
    if not yes:
        click.confirm(f"Delete every response, account and result in {address}?", abort=True)
    downgrade_schema(engine, "base")
    _upgrade("head")


@city_group.command()
def load() -> None:
    """Load the sample city with its waves and simulated responses."""
    try:
        with db.transaction() as session:
            load_sample_city(session, now=read_clock())
            load_sample_volunteers(session, now=read_clock())
    except SampleCityLoaded as error:
        raise click.ClickException("The sample city is there already.") from error


@city_group.command()
def remove() -> None:
    """Remove everything that is labelled sample data; keep what is real."""
    with db.transaction() as session:
        remove_sample_volunteers(session)
        if session.scalar(select(Volunteer.id).limit(1)) is not None:
            raise click.ClickException(
                "Real volunteers live in the streets of the sample city: it stays."
            )
        remove_sample_city(session)
    click.echo("The sample data are gone.")


@account_group.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="official")
def link(name: str, role: str) -> None:
    """Print a new one-time sign-in link for NAME, opening the account if there is none."""
    with db.transaction() as session:
        now = read_clock()
        account = find_account(session, name) or open_account(
            session, name, role=Role(role), now=now, rng=SECRETS
        )
        click.echo(_make_link(session, account))


@volunteer_group.command("link")
@click.argument("name")
def volunteer_link(name: str) -> None:
    """Print a one-time sign-in link for the sample volunteer called NAME (志愿者001)."""
    with db.transaction() as session:
        volunteer = session.scalars(
            select(Volunteer).where(Volunteer.name == name, Volunteer.is_sample_data)
        ).one_or_none()
        if volunteer is None:
            raise click.ClickException("There is no such sample volunteer.")
        token = issue_link(session, volunteer, now=read_clock(), rng=SECRETS)
    click.echo(f"{_settings().public_url}/volunteers/link/{token}")


@tally_group.command("check")
def check_tally() -> None:
    """Compare every wave's tally with a recount of its stored responses."""
    with db.reading() as session:
        wrong = [wave for wave in list_waves(session) if not tally_equals_recount(session, wave)]
    if wrong:
        codes = ", ".join(wave.code for wave in wrong)
        raise click.ClickException(f"The tally differs from a recount: {codes}.")
    click.echo("Every tally equals a recount.")


@tally_group.command("rebuild")
@click.argument("code", required=False)
def rebuild(code: str | None) -> None:
    """Recount the wave CODE, or every wave, from the stored responses."""
    try:
        with db.transaction() as session:
            waves = (find_wave(session, code),) if code else list_waves(session)
            for wave in waves:
                rebuild_tally(session, wave)
    except UnknownWave as error:
        raise click.ClickException(f"There is no wave {code}.") from error


def _upgrade(revision: str) -> None:
    try:
        upgrade_schema(_database().engine, revision)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"DATABASE_URL: the migrations failed ({reason}).") from error


def _first_link(session: Session) -> str | None:
    """A link for the first official, until they have chosen a password."""
    account = find_account(session, FIRST_OFFICIAL) or open_account(
        session, FIRST_OFFICIAL, role=Role.ADMINISTRATOR, now=read_clock(), rng=SECRETS
    )
    return None if account.password_hash else _make_link(session, account)


def _make_link(session: Session, account: Account) -> str:
    token = issue_sign_in_link(session, account, now=read_clock(), rng=SECRETS)
    return f"{_settings().public_url}/account/link/{token}"


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _database() -> Database:
    return cast(Database, current_app.extensions["database"])
