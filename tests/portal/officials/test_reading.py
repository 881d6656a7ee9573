"""Results are kept exactly as long as nothing has changed that they depend on."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.clock import read_clock
from portal.db import Database
from portal.officials.progress import fill_days
from portal.officials.reading import Shelf, read_questions, read_results
from surveys.results.targets import set_target
from surveys.waves.service import close_wave, find_wave


@pytest.fixture
def reader(app: Flask, database: Database) -> Iterator[Session]:
    """A session inside the application, as a view has one."""
    with app.app_context(), Session(database.engine) as session:
        yield session


def test_unchanged_wave_is_estimated_once(reader: Session) -> None:
    wave = find_wave(reader, "wave-2")

    assert read_results(reader, wave) is read_results(reader, wave)
    assert read_questions(reader, wave) is read_questions(reader, wave)


def test_new_target_makes_new_results(reader: Session) -> None:
    wave = find_wave(reader, "wave-2")
    before = read_results(reader, wave)

    set_target(
        reader,
        wave.version.questionnaire_id,
        "support",
        percent=50,
        basis={"zh": "试", "en": "try"},
        by="chen",
        now=read_clock(),
    )

    assert read_results(reader, wave) is not before


def test_closing_the_wave_makes_new_results(reader: Session) -> None:
    wave = find_wave(reader, "wave-2")
    before = read_results(reader, wave)

    close_wave(reader, wave)

    assert read_results(reader, wave).wave.state == "closed"
    assert before.wave.state == "open"


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 5))
def test_shelf_gives_what_was_made_and_never_grows_beyond_its_size(
    keys: list[int], most: int
) -> None:
    shelf: Shelf[int] = Shelf(most)

    for key in keys:
        assert shelf.get_or_make(key, lambda made=key: 10 * made) == 10 * key  # type: ignore[misc]

    made: list[int] = []
    for key in list(dict.fromkeys(reversed(keys)))[:most]:
        shelf.get_or_make(key, lambda missed=key: made.append(missed) or missed)  # type: ignore[misc]
    assert not made


def test_days_without_a_response_are_shown_as_none() -> None:
    n_by_day = {date(2026, 11, 1): 4, date(2026, 11, 3): 2}

    assert list(fill_days(n_by_day)) == [
        (date(2026, 11, 1), 4),
        (date(2026, 11, 2), 0),
        (date(2026, 11, 3), 2),
    ]
    assert list(fill_days({})) == []
