"""The youth version: four questions of the default questionnaire behind a notice for guardians.

What it says of its own lies in `youth.toml`; its questions stay those of the default
questionnaire, word for word, so that the answers can be compared.
"""

import tomllib
from importlib import resources
from typing import Any

from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.model import Questionnaire, Section


def make_youth_version(default: Questionnaire) -> Questionnaire:
    """Return the youth version of the default questionnaire."""
    source = resources.files(__package__).joinpath("youth.toml").read_text(encoding="utf-8")
    plain: dict[str, Any] = tomllib.loads(source)
    sections = [Section.model_validate(plain["notice"])]
    for section in default.sections:
        kept = tuple(
            remake(question, {"relevant": ""})
            for question in section.questions
            if question.code in plain["keeps"]
        )
        if kept:
            sections.append(remake(section, {"questions": kept, "relevant": ""}))
    changes = {name: plain[name] for name in ("code", "title", "intro")}
    return remake(default, {**changes, "sections": tuple(sections)})
