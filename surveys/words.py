"""Words in the languages of the house: a mapping from language tag ("zh", "en") to text."""

from collections.abc import Mapping

Text = Mapping[str, str]
