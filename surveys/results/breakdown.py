"""What is said of one question: its slices (options, bins, areas), its mean, its quartiles.

Pure: from the question and the columns of the tally, the same for every sample type. Whoever
estimates or counts asks for the levels named here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.model import Question
from surveys.questionnaires.types import find_type
from surveys.results.question_model import QuestionKind
from surveys.results.sample import COUNTED, NOT_COUNTED, NOT_PLACED, list_ranks, name_option
from surveys.results.spans import name_date_bin, name_number_bins
from surveys.tally.layout import BLANK, ELSEWHERE, GIVEN, QuestionColumns
from surveys.words import Text

MOST_SLICES = 12
"""Bins of numbers that are shown; narrower ones are put together."""
GROUP_SIZES = (1, 2, 5, 10, 20, 50)

GIVEN_LABEL: Text = {"zh": "写了", "en": "Given"}
BLANK_LABEL: Text = {"zh": "没有写", "en": "Left blank"}
ELSEWHERE_LABEL: Text = {"zh": "其他地方", "en": "Elsewhere"}
SCALES = ("rating", "stars")


@dataclass(frozen=True)
class Slice:
    """A share to show: of the answers at `levels` among those at `base`, two lists of levels."""

    code: str
    label: Text
    item: str
    levels: tuple[str, ...]
    base: tuple[str, ...]
    columns: tuple[int, ...]
    """The tally's columns that are counted."""
    points: Mapping[str, float] = field(default_factory=dict)
    """Of a ranking: level -> place, for the mean place of the option."""
    place_columns: tuple[int, ...] = ()
    """Of a ranking: the tally's columns of the places."""


@dataclass(frozen=True)
class Breakdown:
    """One question: what is shown of it."""

    question: QuestionColumns
    kind: QuestionKind
    slices: tuple[Slice, ...]
    points: Mapping[str, float]
    """Level -> what it is worth, where a mean can be told; levels beside the scale are left out."""
    unsure_columns: tuple[int, ...] = ()
    """Columns of bins that hold several values: with an answer there no mean is told."""

    @property
    def point_columns(self) -> Mapping[int, float]:
        """Column of the tally -> what an answer there is worth."""
        codes = self.question.codes
        return {
            self.question.start + codes.index(code): worth for code, worth in self.points.items()
        }


def break_down(question: Question, columns: QuestionColumns, areas: AreaTree) -> Breakdown:
    """Say what is shown of a question, or of one row of a grid."""
    kind: QuestionKind = columns.kind
    slices: Iterator[Slice]
    match columns.kind:
        case "choice":
            return _break_down_choice(question, columns)
        case "number":
            return _break_down_number(question, columns)
        case "choices":
            slices = _slice_choices(question, columns)
        case "ranking":
            slices = _slice_ranking(question, columns)
        case "date":
            slices = _slice_bins(columns, [name_date_bin(each) for each in columns.bins], 1)
        case "area":
            slices = _slice_areas(columns, areas)
        case "text":
            slices = _slice_text(columns)
            kind = "calculated" if question.type == "calculated" else "text"
    return Breakdown(columns, kind, tuple(slices), {})


def _break_down_choice(question: Question, columns: QuestionColumns) -> Breakdown:
    options = find_type(question).list_options(question)
    slices = tuple(_slice(columns, option.code, option.label, [option.code]) for option in options)
    if question.type not in SCALES:
        return Breakdown(columns, "choice", slices, {})
    beside = {option.code for option in question.options}
    points = {option.code: float(option.code) for option in options if option.code not in beside}
    return Breakdown(columns, "scale", slices, points)


def _break_down_number(question: Question, columns: QuestionColumns) -> Breakdown:
    size = next((n for n in GROUP_SIZES if len(columns.bins) <= n * MOST_SLICES), len(columns.bins))
    is_single = all(each.value is not None for each in columns.bins)
    slices = tuple(
        _slice_bins(
            columns,
            name_number_bins(columns.bins, is_integer=question.is_integer),
            size if is_single else 1,
        )
    )
    points = {each.code: each.value for each in columns.bins if each.value is not None}
    unsure = tuple(
        columns.start + position for position, each in enumerate(columns.bins) if each.value is None
    )
    return Breakdown(columns, "number", slices, points, unsure)


def _slice_choices(question: Question, columns: QuestionColumns) -> Iterator[Slice]:
    for position, option in enumerate(find_type(question).list_options(question)):
        yield Slice(
            option.code,
            option.label,
            item=name_option(columns.name, option.code),
            levels=(COUNTED,),
            base=(COUNTED, NOT_COUNTED),
            columns=(columns.start + position,),
        )


def _slice_ranking(question: Question, columns: QuestionColumns) -> Iterator[Slice]:
    ranks = list_ranks(columns)
    for option in question.options:
        yield Slice(
            option.code,
            option.label,
            item=name_option(columns.name, option.code),
            levels=ranks[:1],
            base=(*ranks, NOT_PLACED),
            columns=(columns.find_place(option.code, 1),),
            points={rank: float(rank) for rank in ranks},
            place_columns=tuple(columns.find_place(option.code, int(rank)) for rank in ranks),
        )


def _slice_bins(columns: QuestionColumns, labels: Sequence[Text], size: int) -> Iterator[Slice]:
    """Bins in groups of `size`, each group under the name of its ends."""
    for start in range(0, len(columns.bins), size):
        group = columns.bins[start : start + size]
        label = labels[start]
        if len(group) > 1:
            label = {
                lang: f"{label[lang]}–{labels[start + len(group) - 1][lang]}" for lang in label
            }
        codes = [each.code for each in group]
        yield _slice(columns, codes[0], label, codes)


def _slice_areas(columns: QuestionColumns, areas: AreaTree) -> Iterator[Slice]:
    """Each district, then its streets."""
    for district in areas.list_level("district"):
        streets = areas.list_children(district.code)
        codes = [street.code for street in streets if street.code in columns.codes]
        if not codes:
            continue
        yield _slice(columns, district.code, district.label, codes)
        for street in streets:
            label = {
                lang: f"{district.label[lang]} · {street.label[lang]}" for lang in street.label
            }
            yield _slice(columns, street.code, label, [street.code])
    yield _slice(columns, ELSEWHERE, ELSEWHERE_LABEL, [ELSEWHERE])


def _slice_text(columns: QuestionColumns) -> Iterator[Slice]:
    yield _slice(columns, GIVEN, GIVEN_LABEL, [GIVEN])
    yield _slice(columns, BLANK, BLANK_LABEL, [BLANK])


def _slice(columns: QuestionColumns, code: str, label: Text, codes: Sequence[str]) -> Slice:
    places = tuple(columns.start + columns.codes.index(each) for each in codes)
    return Slice(code, label, columns.name, tuple(codes), columns.codes, places)
