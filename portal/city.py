"""The name of the city in the head of every page, read from its areas and kept for a minute."""

import time
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import select

from portal.db import db
from portal.i18n import pick_words
from surveys.sampling.tables import Area

SECONDS_KEPT = 60.0


@dataclass
class KnownName:
    """The name last read; empty where the portal has no city yet."""

    words: dict[str, str]
    read_at: float


def init_city(app: Flask) -> None:
    """Give templates the city's name."""
    app.jinja_env.globals |= {"city_name": city_name, "known_city_name": known_city_name}


def city_name() -> str:
    """The city's name in the language of this page, or nothing before there is a city."""
    known: KnownName | None = current_app.extensions.get("city_name")
    if known is None or time.monotonic() - known.read_at > SECONDS_KEPT:
        known = KnownName(_read_name(), time.monotonic())
        current_app.extensions["city_name"] = known
    return pick_words(known.words)


def known_city_name() -> str:
    """The name as last read: for pages that must not ask the database."""
    known: KnownName | None = current_app.extensions.get("city_name")
    return pick_words(known.words) if known else ""


def _read_name() -> dict[str, str]:
    row = db.reader.execute(
        select(Area.name_zh, Area.name_en).where(Area.level == "city").order_by(Area.code).limit(1)
    ).first()
    return {"zh": row.name_zh, "en": row.name_en} if row else {"zh": "", "en": ""}
