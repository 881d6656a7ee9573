"""What question types say of themselves as answers, in the languages that the data beside has."""

import tomllib
from collections.abc import Mapping
from importlib import resources

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)
