"""Responses by the heap, to arrange tests of counting with."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveys.questionnaires.pages import Answer
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.results.indicators import define_indicators
from surveys.results.library import load_library
from surveys.waves.tables import Wave
from tests.surveys.questionnaires.samples import COMMUNITY, DEFAULT, DISTRICT, STREET
from tests.surveys.responses.samples import ANSWERS, TODAY, a_wave

OTHER_STREET = "990103001000"


def a_counted_wave(session: Session, **more: Any) -> Wave:
    """A wave with the default indicators."""
    wave = a_wave(session, **more)
    define_indicators(session, wave.version.questionnaire_id, load_library(DEFAULT).indicators)
    return wave


def some_answers(rng: Random) -> dict[str, Answer]:
    """A response of one of many kinds."""
    participation = rng.choice([("10",), ("99",), ("1", "4"), ("2",), ("3", "5", "8")])
    return {
        **ANSWERS,
        "S2": rng.choice("123456"),
        "S3": rng.choice([STREET, COMMUNITY, OTHER_STREET, DISTRICT]),
        "Q1": rng.choice("1239"),
        "Q3": participation,
        "Q6": rng.choice("1234589"),
        "Q8_T01": rng.choice("1234578"),
        "Q13": rng.choice([None, ("1",), ("2", "3")]),
        "D1": rng.choice("129"),
    }


def put_in_inbox(
    session: Session,
    wave: Wave,
    n: int,
    *,
    rng: Random,
    community_code: str = COMMUNITY,
) -> None:
    """Let `n` responses arrive."""
    packer = find_packer(load_version(session, wave.version_id))
    is_sampled = wave.sample_type == "R"
    rows = [
        {
            "id": rng.getrandbits(63),
            "wave_id": wave.id,
            "community_code": community_code if is_sampled else None,
            "language": "zh",
            "mode": "web",
            "received_on": TODAY - timedelta(days=rng.randrange(3)),
            "answers": packer.pack(some_answers(rng)),
        }
        for _ in range(n)
    ]
    if rows:
        session.execute(insert(InboxResponse), rows)


def count_plainly(answers: Sequence[dict[str, Answer]], question: str, codes: Sequence[str]) -> int:
    """How many responses hold any of the codes: counted the slow way."""
    n = 0
    for response in answers:
        given = response.get(question)
        chosen = given if isinstance(given, tuple) else (given,)
        n += any(code in codes for code in chosen)
    return n


def last_days(n: int) -> list[date]:
    """The last `n` days, the earliest first."""
    return [TODAY - timedelta(days=n - 1 - place) for place in range(n)]
