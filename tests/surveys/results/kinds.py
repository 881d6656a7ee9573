"""A wave that asks every kind of question, with responses from the sample city's communities."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from surveys.city.loading import SECOND_WAVE
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.service import load_version, publish_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.sampling.tables import SampledPsu
from surveys.waves.service import find_wave
from surveys.waves.tables import Wave
from tests.surveys.questionnaires.samples import DEFAULT, a_question, a_section, words
from tests.surveys.responses.samples import ANSWERS

N_RESPONSES = 1200
LATEST = date(2026, 12, 31)
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def a_questionnaire_of_all_kinds() -> Questionnaire:
    """The default questionnaire and one more question of every other kind."""
    extra = a_section(
        a_question("N1", "number", is_integer=True, minimum=0, maximum=10),
        a_question("N2", "number", minimum=0),
        a_question("T1", "date", earliest=date(2026, 1, 1), latest=LATEST),
        a_question("R1", "ranking", max_choices=2),
        a_question("B1", "rating", options=(_beside(),)),
        a_question("B2", "stars"),
        a_question("C1", "calculated", calculation="${N1} * 2"),
        a_question("L1", "short_text"),
        code="extra",
    )
    sections = (*DEFAULT.sections, extra)
    return remake(DEFAULT, {"code": "kinds", "sections": sections})


def _beside():
    return (
        DEFAULT.find_question("Q1")
        .options[0]
        .model_copy(update={"code": "99", "label": words("cannot say")})
    )


def some_answers(rng: Random) -> dict[str, Answer]:
    """One response; some leave the optional questions blank."""
    number = rng.choice([None, *range(11)])
    spent = round(rng.expovariate(1 / 40), 1)
    return {
        **ANSWERS,
        "S2": rng.choice("123456"),
        "D1": rng.choice("12"),
        "N1": None if number is None else str(number),
        "N2": f"{spent:g}",
        "T1": (LATEST - timedelta(days=rng.randrange(365))).isoformat(),
        "R1": tuple(rng.sample("123", 2)),
        "B1": rng.choice([*map(str, range(11)), "99"]),
        "B2": rng.choice([None, *"12345"]),
        "C1": None if number is None else str(number * 2),
        "L1": rng.choice([None, "words nobody shall see"]),
    }


def a_wave_of_all_kinds(
    session: Session, *, sample_type: str = "R", n: int = N_RESPONSES
) -> tuple[Wave, list[dict[str, Answer]]]:
    """A wave of all kinds, and what its respondents answered, all of it in the inbox."""
    second = find_wave(session, SECOND_WAVE)
    version = publish_version(session, a_questionnaire_of_all_kinds(), now=NOW)
    wave = Wave(
        code=f"kinds-{sample_type.lower()}",
        version_id=version.id,
        frame_id=second.frame_id,
        sample_type=sample_type,
        state="open",
        title_zh="各种题型",
        title_en="All kinds",
        opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(days=1),
    )
    session.add(wave)
    session.flush()
    communities = list(_copy_sample(session, second, wave)) if sample_type == "R" else [None]
    rng = Random(6)
    answers = [some_answers(rng) for _ in range(n)]
    packer = find_packer(load_version(session, wave.version_id))
    rows = [
        {
            "id": rng.getrandbits(62),
            "wave_id": wave.id,
            "community_code": communities[place % len(communities)],
            "language": "zh",
            "mode": "web",
            "received_on": NOW.date(),
            "answers": packer.pack(each),
        }
        for place, each in enumerate(answers)
    ]
    session.execute(insert(InboxResponse), rows)
    return wave, answers


def _copy_sample(session: Session, drawn: Wave, wave: Wave) -> Iterator[str]:
    columns = [column.name for column in SampledPsu.__table__.columns]
    for row in session.scalars(select(SampledPsu).where(SampledPsu.wave_id == drawn.id)).all():
        values = {name: getattr(row, name) for name in columns} | {"wave_id": wave.id}
        session.add(SampledPsu(**values))
        yield row.community_code
    session.flush()
