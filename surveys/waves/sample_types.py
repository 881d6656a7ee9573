"""The three sample types, which never mix: what each is called."""

from collections.abc import Mapping
from enum import StrEnum

from surveys.words import Text


class SampleType(StrEnum):
    """How the people of a wave were chosen; decides what its figures may claim."""

    RANDOM = "R"
    QUOTA = "Q"
    OPEN = "O"

    @property
    def label(self) -> Text:
        """The words that stand on every figure of this sample type."""
        return _LABELS[self]


_LABELS: Mapping[SampleType, Text] = {
    SampleType.RANDOM: {"zh": "抽样调查", "en": "Random sample"},
    SampleType.QUOTA: {"zh": "配额调查", "en": "Quota sample"},
    SampleType.OPEN: {"zh": "自愿参与", "en": "Open to all, self-selected"},
}
