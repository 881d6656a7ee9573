"""How much of a questionnaire each of its languages still lacks. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from surveys.questionnaires.model import Questionnaire


def count_untranslated(questionnaire: Questionnaire) -> dict[str, int]:
    """Return, for each language, how many texts have words in another language but not in it."""
    texts = list(_list_texts(questionnaire))
    return {
        language: sum(not text.get(language, "").strip() for text in texts)
        for language in questionnaire.languages
    }


def _list_texts(part: Any) -> Iterator[Mapping[str, str]]:
    """Yield every text of a part and of the parts inside it, but for those not begun."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name != "columns":
                yield from _list_texts(getattr(part, name))
    elif isinstance(part, tuple):
        for member in part:
            yield from _list_texts(member)
    elif isinstance(part, Mapping) and any(words.strip() for words in part.values()):
        yield part
