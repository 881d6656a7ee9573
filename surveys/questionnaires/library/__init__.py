"""Ready questionnaires, kept as plain data beside this module."""

import tomllib
from datetime import date
from importlib import resources

from surveys.questionnaires.model import Questionnaire

DEFAULT = "quality_of_life"


def load_questionnaire(name: str = DEFAULT, *, valid_until: date) -> Questionnaire:
    """Return a ready questionnaire whose marks are valid up to the given day."""
    source = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    plain = tomllib.loads(source)
    plain["marks"]["valid_until"] = valid_until
    return Questionnaire.model_validate(plain)
