"""How the weights came about, and how the sample compares with its frame."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from analytics.arrays import FloatArray
from analytics.cells import CellTable
from analytics.weighting import Margin, StepAudit, WeightedDesign
from surveys.questionnaires.areas import AreaTree
from surveys.results.model import (
    FrameComparison,
    MarginCheck,
    Place,
    Representativeness,
    WeightAudit,
    WeightStep,
)
from surveys.results.sample import HIGHEST_WEIGHT, LOWEST_WEIGHT, SampleData
from surveys.sampling.classes import AGE_GROUPS, SEX_UNKNOWN, SEXES
from surveys.words import Text

STEP_NAMES: Mapping[str, Text] = {
    "design weights": {
        "zh": "设计权重（入样概率的倒数）",
        "en": "design weights (1 / inclusion probability)",
    },
    "rake": {
        "zh": "迭代加权：区×性别、年龄",
        "en": "raking to district by sex, and age",
    },
    "trim": {
        "zh": "截尾：平均权重的 0.3 至 3 倍",
        "en": "trimming to 0.3 to 3 times the mean weight",
    },
}
DISTRICT_SEX: Text = {"zh": "区×性别", "en": "District by sex"}
AGE: Text = {"zh": "年龄", "en": "Age"}


def audit_weights(
    weighted: WeightedDesign, data: SampleData, margins: Sequence[Margin]
) -> WeightAudit:
    """Every step of the weight chain with its effect, and the margins before and after."""
    cells = weighted.design.cells
    mean = float(weighted.weight @ cells.n / cells.n.sum())
    order = np.argsort(weighted.weight)
    return WeightAudit(
        steps=tuple(_describe_step(step) for step in weighted.audit),
        margins=tuple(
            check for margin in margins for check in _check_margin(weighted, data.areas, margin)
        ),
        weight=tuple(weighted.weight[order].tolist()),
        n=tuple(cells.n[order].tolist()),
        n_trimmed=sum(step.n_trimmed for step in weighted.audit),
        lowest_allowed=LOWEST_WEIGHT * mean,
        highest_allowed=HIGHEST_WEIGHT * mean,
    )


def compare_with_frame(
    data: SampleData, cells: CellTable, weight: FloatArray
) -> Representativeness:
    """Sex by age: the frame, the responses as they came, the responses as weighted."""
    sex, age = cells.keys["sex"], cells.keys["age"]
    is_known = (sex != SEX_UNKNOWN) & np.isin(age, list(AGE_GROUPS))
    n_known = max(int(cells.n[is_known].sum()), 1)
    amount = weight * cells.n
    amount_known = float(amount[is_known].sum()) or 1.0
    n_frame = sum(data.frame.values())
    rows = []
    for sex_code, age_code in product(SEXES, AGE_GROUPS):
        inside = (sex == sex_code) & (age == age_code)
        adults = sum(n for (_, s, a), n in data.frame.items() if (s, a) == (sex_code, age_code))
        n = int(cells.n[inside].sum())
        rows.append(
            FrameComparison(
                sex=Place("sex", sex_code, SEXES[sex_code]),
                age=Place("age", age_code, AGE_GROUPS[age_code]),
                n_frame=adults,
                n_responses=n,
                frame_share=adults / n_frame,
                response_share=n / n_known,
                weighted_share=float(amount[inside].sum()) / amount_known,
            )
        )
    return Representativeness(
        rows=tuple(rows),
        dissimilarity=sum(abs(row.frame_share - row.response_share) for row in rows) / 2,
        n_unknown_sex=int(cells.n[sex == SEX_UNKNOWN].sum()),
    )


def no_audit() -> WeightAudit:
    """What can be said of weights that could not be made."""
    return WeightAudit(
        steps=(),
        margins=(),
        weight=(),
        n=(),
        n_trimmed=0,
        lowest_allowed=0.0,
        highest_allowed=0.0,
    )


def _describe_step(step: StepAudit) -> WeightStep:
    return WeightStep(
        name=STEP_NAMES[step.name],
        smallest=step.min,
        largest=step.max,
        total=step.sum,
        kish_deff=step.kish_deff,
        n_effective=step.n_effective,
    )


def _check_margin(weighted: WeightedDesign, areas: AreaTree, margin: Margin) -> list[MarginCheck]:
    cells = weighted.design.cells
    share = _share_in_classes(weighted, margin)
    total = sum(margin.totals.values())
    design = cells.n * cells.weight
    final = cells.n * weighted.weight
    return [
        MarginCheck(
            margin=AGE if margin.by == ("age",) else DISTRICT_SEX,
            label=_name_class(label, areas),
            n_responses=round(float(cells.n @ share[:, place])),
            frame_share=margin.totals[label] / total,
            design_share=float(design @ share[:, place] / design.sum()),
            weighted_share=float(final @ share[:, place] / final.sum()),
        )
        for place, label in enumerate(margin.totals)
    ]


def _share_in_classes(weighted: WeightedDesign, margin: Margin) -> FloatArray:
    """(K, C) share of each cell in each class; "not stated" is spread as the totals are."""
    keys = weighted.design.cells.keys
    classes = list(margin.totals)
    share = np.ones((weighted.weight.size, len(classes)))
    for place, label in enumerate(classes):
        for name, code in zip(margin.by, label, strict=True):
            is_unknown = keys[name] == margin.unknown.get(name)
            share[:, place] *= (keys[name] == code) | is_unknown
    share *= np.array([margin.totals[label] for label in classes])
    spread: FloatArray = share / share.sum(axis=1, keepdims=True)
    return spread


def _name_class(label: tuple[str, ...], areas: AreaTree) -> Text:
    if len(label) == 1:
        return AGE_GROUPS[label[0]]
    district, sex = areas.find(label[0]).label, SEXES[label[1]]
    return {
        "zh": f"{district['zh']} {sex['zh']}",
        "en": f"{district['en']}, {sex['en'].lower()}",
    }
