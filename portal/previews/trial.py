"""One try of a questionnaire: its answers so far, carried in the address alone."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.i18n import LOCALES, to_city_time
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.drafts.showing import make_showable
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answer, Answers, Path
from surveys.questionnaires.routing import change_answers, find_path

SEED = 1
"""Everybody who tries sees the same random order."""
ANSWERS = "answers"
MAX_BYTES = 32 * 1024
MAX_ADDRESS = 2500
LONGEST_KEPT = 20
"""Characters of a typed text that an address carries where all of it would not fit."""


@dataclass(frozen=True)
class Trial:
    """A questionnaire made fit to be shown, and the answers so far."""

    questionnaire: Questionnaire
    areas: AreaTree
    answers: Answers
    start: str
    """The address of the start page; pages lie below it."""
    today: date

    @property
    def path(self) -> Path:
        """The pages that these answers lead along."""
        return find_path(self.questionnaire, self.answers, seed=SEED, today=self.today)

    def with_answers(self, more: Mapping[str, Answer]) -> "Trial":
        """The try after a page was answered."""
        _, kept = change_answers(
            self.questionnaire, self.answers, more, seed=SEED, today=self.today
        )
        return replace(self, answers=kept)

    def address(self, page_code: str = "", *, inside: str = "") -> str:
        """The address of a page, the answers so far with it; the start without a code."""
        query = {ANSWERS: write_answers(self.answers)} if self.answers else {}
        if inside:
            query["in"] = inside
        address = f"{self.start}/pages/{page_code}" if page_code else self.start
        return f"{address}?{urlencode(query)}" if query else address


def begin_trial(
    questionnaire: Questionnaire, areas: AreaTree, *, start: str, answers: str = ""
) -> Trial:
    """Begin a try, or go on with the one that an address carries."""
    # The page offers the languages of the questionnaire, as a citizen's page does.
    g.page_languages = questionnaire.languages
    showable = make_showable(questionnaire, blank=_write_blank(questionnaire))
    today = to_city_time(read_clock()).date()
    return Trial(showable, areas, read_answers(answers), start, today)


def write_answers(answers: Answers) -> str:
    """Pack answers into text for an address; long typed texts are cut where it would not fit."""
    packed = _pack(answers)
    if len(packed) <= MAX_ADDRESS:
        return packed
    short = {
        name: answer[:LONGEST_KEPT] if isinstance(answer, str) else answer
        for name, answer in answers.items()
    }
    return _pack(short)


def read_answers(text: str) -> Answers:
    """Read what `write_answers` wrote; nothing where it is anything else."""
    try:
        unpacker = zlib.decompressobj()
        plain = json.loads(unpacker.decompress(urlsafe_b64decode(text.encode()), MAX_BYTES))
    except (ValueError, zlib.error, Base64Error):
        return {}
    if not isinstance(plain, dict):
        return {}
    answers = {
        name: tuple(map(str, answer)) if isinstance(answer, list) else answer
        for name, answer in plain.items()
    }
    return {
        name: answer
        for name, answer in answers.items()
        if answer is None or isinstance(answer, str | tuple)
    }


def _pack(answers: Answers) -> str:
    plain = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode()


def _write_blank(questionnaire: Questionnaire) -> dict[str, str]:
    blank = dict.fromkeys(questionnaire.languages, "…")
    for language, locale in LOCALES.items():
        with force_locale(locale):
            blank[language] = _("（还没有写）")
    return blank
