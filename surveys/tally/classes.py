"""Which answers put a response into its weight cell: sex, age group and area.

The questionnaire asks them under fixed names; a questionnaire without them puts everyone into
the class "not known".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import IntArray
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import DecodedArea, DecodedChoice, DecodedColumn
from surveys.sampling.classes import AGE_GROUPS, SEX_UNKNOWN, SEXES

SEX_QUESTION, AGE_QUESTION, AREA_QUESTION = "D1", "S2", "S3"
SEX_OF_OPTION: Mapping[str, str] = {sex: sex for sex in SEXES}
AGE_OF_OPTION: Mapping[str, str] = {
    str(option): age_group for option, age_group in enumerate(AGE_GROUPS, start=1)
}
NOT_KNOWN = ""

Columns = Mapping[str, DecodedColumn]


@dataclass(frozen=True)
class Classification:
    """The class of each response: labels in ascending order, and each response's place there."""

    labels: tuple[str, ...]
    code: IntArray


def list_streets(areas: AreaTree) -> Mapping[str, str]:
    """The street of every street and community: area code -> street code."""
    streets = {node.code: node.code for node in areas.list_level("street")}
    communities = areas.list_level("community")
    return streets | {node.code: str(node.parent_code) for node in communities}


def classify_community(community_code: Sequence[str]) -> Classification:
    """Sampled community of each response; empty for an open link."""
    return _encode(community_code)


def classify_sex(columns: Columns, n: int) -> Classification:
    """Sex of each response after GB/T 2261.1; "9" where it was not stated."""
    return _classify(columns.get(SEX_QUESTION), SEX_OF_OPTION, n, otherwise=SEX_UNKNOWN)


def classify_age(columns: Columns, n: int) -> Classification:
    """Age group of each response; empty where it is not known."""
    return _classify(columns.get(AGE_QUESTION), AGE_OF_OPTION, n, otherwise=NOT_KNOWN)


def classify_street(
    columns: Columns, community: Classification, street_of_area: Mapping[str, str]
) -> Classification:
    """Street of each response: of the sampled community, else where the respondent says to live."""
    labels = tuple(sorted({NOT_KNOWN, *street_of_area.values()}))
    place = {label: position for position, label in enumerate(labels)}
    street_of_community = [
        place[street_of_area.get(label, NOT_KNOWN)] for label in community.labels
    ]
    sampled = np.array(street_of_community, dtype=np.int64)[community.code]
    column = columns.get(AREA_QUESTION)
    if not isinstance(column, DecodedArea):
        return Classification(labels, sampled)
    area_code, position = np.unique(column.area_code, return_inverse=True)
    street_of_answer = [
        place[street_of_area.get(str(code).zfill(12), NOT_KNOWN)] for code in area_code.tolist()
    ]
    stated = np.array(street_of_answer, dtype=np.int64)[position]
    is_sampled = np.array([label != NOT_KNOWN for label in community.labels])[community.code]
    return Classification(labels, np.where(is_sampled, sampled, stated))


def _classify(
    column: DecodedColumn | None, class_of_option: Mapping[str, str], n: int, *, otherwise: str
) -> Classification:
    labels = tuple(sorted({otherwise, *class_of_option.values()}))
    place = {label: position for position, label in enumerate(labels)}
    if not isinstance(column, DecodedChoice):
        return Classification(labels, np.full(n, place[otherwise], dtype=np.int64))
    class_of_state = [otherwise, otherwise]
    class_of_state += [class_of_option.get(code, otherwise) for code in column.codes]
    place_of_state = np.array([place[label] for label in class_of_state], dtype=np.int64)
    return Classification(labels, place_of_state[column.state])


def _encode(texts: Iterable[str]) -> Classification:
    listed = list(texts)
    labels = tuple(sorted(set(listed)))
    place = {label: position for position, label in enumerate(labels)}
    code = np.fromiter((place[text] for text in listed), dtype=np.int64, count=len(listed))
    return Classification(labels, code)
