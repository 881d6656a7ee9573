"""Builders of wave results without a database: what the officials' pages are given to show."""

from datetime import UTC, datetime

from analytics.comparison import Verdict
from analytics.estimates import Estimate
from surveys.results.indicators import Indicator
from surveys.results.model import (
    Change,
    FrameComparison,
    IndicatorResult,
    MarginCheck,
    ParticipantResults,
    ParticipantShare,
    Place,
    Presentation,
    QualityFlag,
    Representativeness,
    Target,
    WaveFacts,
    WaveResults,
    WeightAudit,
    WeightStep,
)
from surveys.sampling.classes import AGE_GROUPS, SEXES
from surveys.waves.sample_types import SampleType
from surveys.words import Text

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
CITY = Place("city", "", {"zh": "全市", "en": "Whole city"})
DISTRICTS = tuple(
    Place("district", f"99010{n}000000", {"zh": f"{zh}区", "en": f"{en} District"})
    for n, zh, en in ((2, "清晏", "Qingyan"), (3, "怀瑾", "Huaijin"))
)
STREETS = tuple(
    Place(
        "street",
        f"99010{n}00{m}000",
        {"zh": f"{zh}街道", "en": f"{en} Street"},
        parent_code=f"99010{n}000000",
    )
    for n, m, zh, en in (
        (2, 1, "泮池", "Panchi"),
        (2, 2, "织锦", "Zhijin"),
        (3, 1, "澄心", "Chengxin"),
    )
)
SEX_PLACES = tuple(Place("sex", code, label) for code, label in SEXES.items())
AGE_PLACES = tuple(Place("age", code, label) for code, label in AGE_GROUPS.items())
PLACES = (CITY, *DISTRICTS, *STREETS, *SEX_PLACES, *AGE_PLACES)


def an_indicator(code: str, label: Text, **more: object) -> Indicator:
    """An indicator that counts option 1 among options 1 and 2."""
    fields: dict[str, object] = {
        "group": "headline",
        "family": "rate",
        "unit": "percent",
        "formula": {"zh": "选 1 的人", "en": "chose 1"},
        "denominator": {"zh": "选 1 或 2 的人", "en": "chose 1 or 2"},
        "question": "Q1",
        "counted": ("1",),
        "base": ("1", "2"),
    }
    return Indicator(code=code, label=label, **(fields | more))  # type: ignore[arg-type]


INDICATORS = (
    an_indicator("awareness", {"zh": "知晓率", "en": "Awareness rate"}, beside=("deep_awareness",)),
    an_indicator("participation", {"zh": "参与率", "en": "Participation rate"}),
    an_indicator("support", {"zh": "支持率", "en": "Support rate"}),
    an_indicator(
        "satisfaction",
        {"zh": "满意率(窄)", "en": "Satisfaction rate (narrow)"},
        family="narrow",
        question="Q6",
    ),
    an_indicator(
        "satisfaction_wide",
        {"zh": "满意率(宽)", "en": "Satisfaction rate (wide)"},
        group="beside",
        family="wide",
        question="Q6",
    ),
    an_indicator(
        "satisfaction_score",
        {"zh": "满意度得分", "en": "Satisfaction score"},
        group="beside",
        family="score",
        unit="points",
        question="Q6",
    ),
    an_indicator(
        "deep_awareness", {"zh": "深度知晓率", "en": "Deep awareness rate"}, group="beside"
    ),
    an_indicator("topic_T01", {"zh": "道路", "en": "Roads"}, group="topic", question="Q8_T01"),
    an_indicator("topic_T02", {"zh": "停车", "en": "Parking"}, group="topic", question="Q8_T02"),
    an_indicator("coaching", {"zh": "诱导率", "en": "Coaching rate"}, group="quality"),
)
RATES = {
    "awareness": (0.93, 90.0, Verdict.MET),
    "participation": (0.71, 80.0, Verdict.NOT_MET),
    "support": (0.905, 90.0, Verdict.UNDECIDED),
    "satisfaction": (0.81, 85.0, Verdict.NOT_MET),
    "satisfaction_wide": (0.95, None, None),
    "satisfaction_score": (74.2, None, None),
    "deep_awareness": (0.44, None, None),
    "topic_T01": (0.78, 80.0, Verdict.UNDECIDED),
    "topic_T02": (0.52, 80.0, Verdict.NOT_MET),
    "coaching": (0.02, 5.0, Verdict.MET),
}


def a_wave(sample_type: SampleType = SampleType.RANDOM, code: str = "wave-2") -> WaveFacts:
    """Facts of an open wave of sample data."""
    return WaveFacts(
        code=code,
        title={"zh": "第二轮", "en": "Wave 2"},
        sample_type=sample_type,
        state="open",
        opens_at=NOON,
        closes_at=NOON,
        is_sample_data=True,
        questionnaire_code="quality_of_life",
        version_number=1,
        city={"zh": "宁泽市", "en": "Ningze"},
    )


def an_estimate(value: float, *, n: int = 1000, half_width: float = 0.02) -> Estimate:
    """An estimate with a symmetric interval."""
    return Estimate(
        measure="",
        domain="",
        value=value,
        se=half_width / 2,
        low=value - half_width,
        high=value + half_width,
        df=36.0,
        n=n,
        n_counted=round(n * min(value, 1.0)),
        n_effective=n / 1.5,
        deff=1.5,
        level=0.95,
        method="logit",
    )


def a_change(previous: float, *, value: float = 0.03) -> Change:
    """A change that its interval tells from none."""
    return Change(
        previous_wave="wave-1",
        previous=an_estimate(previous),
        value=value,
        se=0.01,
        low=value - 0.02,
        high=value + 0.02,
        is_significant=value > 0.02,
        words={"zh": "比上一轮高 3.0 个百分点", "en": "3.0 points above the wave before"},
    )


def a_result(indicator: Indicator, place: Place = CITY, *, state: str = "shown") -> IndicatorResult:
    """The result of an indicator in a place, by the table of rates above."""
    value, target, verdict = RATES[indicator.code]
    is_city = place.kind == "city"
    n = 1000 if is_city else 100
    is_shown = state in ("shown", "review")
    half_width = (0.02 if is_city else 0.06) * (1 if indicator.unit == "percent" else 100)
    return IndicatorResult(
        indicator=indicator,
        place=place,
        estimate=an_estimate(value, n=n, half_width=half_width) if is_shown else None,
        presentation=Presentation(
            state,  # type: ignore[arg-type]
            None if state == "shown" else {"zh": "回答太少", "en": "too few answers"},
            n if is_shown else 12,
        ),
        target=None if target is None else a_target(indicator.code, target),
        verdict=verdict if is_shown else None,
        change=a_change(value - 0.03) if is_city and indicator.unit == "percent" else None,
    )


def a_target(code: str, percent: float) -> Target:
    """A target with a basis; a ceiling for coaching."""
    return Target(
        indicator_code=code,
        percent=percent,
        is_ceiling=code == "coaching",
        basis={"zh": "示例依据", "en": "Example basis"},
        set_by="chen",
        set_at=NOON,
    )


def a_wave_result(*, hidden: tuple[tuple[str, str], ...] = ()) -> WaveResults:
    """Results of a random sample; `hidden` are (indicator code, place code) not to be shown."""
    results = {
        (indicator.code, place.kind, place.code): a_result(
            indicator,
            place,
            state="hidden" if (indicator.code, place.code) in hidden else "shown",
        )
        for indicator in INDICATORS
        for place in PLACES
    }
    return WaveResults(
        wave=a_wave(),
        previous_wave=a_wave(code="wave-1"),
        n_responses=1000,
        revision=3,
        indicators=INDICATORS,
        all_places=PLACES,
        results=results,
        audit=a_weight_audit(),
        representativeness=a_representativeness(),
        flags=(QualityFlag("coaching", STREETS[0], {"zh": "诱导率偏高", "en": "much coaching"}),),
        method={"zh": "两阶段抽样,加权。", "en": "Two stages, weighted."},
    )


def a_weight_audit() -> WeightAudit:
    """Two steps, one margin, three weights."""
    return WeightAudit(
        steps=(
            WeightStep({"zh": "设计权重", "en": "Design weight"}, 300.0, 900.0, 7e5, 1.1, 900.0),
            WeightStep({"zh": "迭代加权", "en": "Raking"}, 200.0, 1500.0, 7.6e5, 1.3, 770.0),
        ),
        margins=(
            MarginCheck(
                {"zh": "年龄", "en": "Age"}, {"zh": "18–29", "en": "18–29"}, 150, 0.19, 0.15, 0.19
            ),
        ),
        weight=(300.0, 700.0, 1500.0),
        n=(200, 600, 200),
        n_trimmed=4,
        lowest_allowed=210.0,
        highest_allowed=2100.0,
    )


def a_representativeness() -> Representativeness:
    """Equal shares of twelve classes in the frame, a skew among the responses."""
    rows = tuple(
        FrameComparison(sex, age, 1000, 80, 1 / 12, 1 / 10 if place % 2 else 1 / 15, 1 / 12)
        for sex in SEX_PLACES
        for place, age in enumerate(AGE_PLACES)
    )
    return Representativeness(rows, dissimilarity=0.1, n_unknown_sex=7)


def a_participant_result() -> ParticipantResults:
    """Results of a wave open to all: shares, and nothing that claims more."""
    results = {}
    for indicator in INDICATORS:
        for place in PLACES:
            value = RATES[indicator.code][0]
            results[indicator.code, place.kind, place.code] = ParticipantShare(
                indicator=indicator,
                place=place,
                n=5000,
                n_counted=round(5000 * value) if indicator.unit == "percent" else None,
                value=value,
                presentation=Presentation("shown", None, 5000),
            )
    return ParticipantResults(
        wave=a_wave(SampleType.OPEN, code="wave-o"),
        n_responses=5000,
        revision=2,
        indicators=INDICATORS,
        all_places=PLACES,
        results=results,
        opt_in_sentence={
            "zh": "本结果来自自愿填写者,不代表全体市民",
            "en": "Based on people who chose to take part",
        },
        method={"zh": "未加权。", "en": "Not weighted."},
    )
