"""Choices that pages offer: streets by district, months and years of birth."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import current_language, pick_words
from portal.volunteers.people.choices import Choices
from surveys.sampling.tables import Area

_AREAS = (
    select(Area.code, Area.level, Area.name_zh, Area.name_en)
    .where(Area.level.in_(("district", "street")))
    .order_by(Area.code)
)


@dataclass(frozen=True)
class AreaChoice:
    """One district or street to choose."""

    code: str
    words: str
    is_district: bool


def list_area_choices(session: Session) -> tuple[AreaChoice, ...]:
    """Districts, each followed by its streets, in the current language."""
    is_english = current_language() == "en"
    return tuple(
        AreaChoice(code, (en if is_english else zh) or zh or en, level == "district")
        for code, level, zh, en in session.execute(_AREAS)
    )


def list_street_choices(session: Session) -> list[tuple[str, str]]:
    """Streets with their district before the name, as pairs for a list to choose from."""
    choices, district = [], ""
    for area in list_area_choices(session):
        if area.is_district:
            district = area.words
        else:
            choices.append((area.code, f"{district} · {area.words}"))
    return choices


def list_choices(choices: Choices) -> list[tuple[str, str]]:
    """Coded choices as pairs in the current language."""
    return [(code, pick_words(words)) for code, words in choices.items()]
