"""A part with some of its fields changed: made anew, so that nothing remembered stays behind."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

Part = TypeVar("Part", bound=BaseModel)


def remake(part: Part, changes: Mapping[str, object]) -> Part:
    """Return a part that differs in the given fields.

    Parts remember what they once worked out (their questions, their digest); pydantic's own copy
    would carry that over to a part of which it is no longer true.
    """
    fields = {name: getattr(part, name) for name in type(part).model_fields}
    return type(part)(**{**fields, **changes})
