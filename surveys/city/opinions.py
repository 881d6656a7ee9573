"""What the people of the sample city think: the true shares behind every question, and how they
moved between the waves.

Invented numbers, chosen so that the four rates show every verdict: in the second wave awareness
and support reach their targets, participation does not, satisfaction cannot be told.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray
from surveys.city.population import GatedChoices, Neighbourhoods, Scale, Trait

WavePeriod = Literal["first", "second"]
"""The open link runs in the second period."""

# Pan-chi, Zhi-jin, Liu-ying, Shu-dai | Cheng-xin, Zhi-lan, Tang-li, Chang-ting | the new district.
STREET_SHIFT: Mapping[Trait, FloatArray] = {
    "engagement": np.array(
        [0.16, 0.05, -0.10, -0.18, 0.12, 0.02, -0.05, 0.08, -0.02, -0.22, -0.12, 0.04]
    ),
    "contentment": np.array(
        [-0.06, -0.12, -0.26, -0.04, 0.18, 0.10, -0.10, 0.06, 0.24, 0.02, 0.12, 0.16]
    ),
}
YOUNG_LESS = (-0.30, -0.12, 0.0, 0.12, 0.20, 0.05)
OLD_LESS = (0.10, 0.08, 0.02, 0.0, -0.06, -0.18)
YOUNG_CRITICAL = (-0.14, -0.08, -0.02, 0.04, 0.12, 0.16)

AWARENESS = Scale(
    codes=("1", "2", "3"),
    shares=(0.47, 0.475, 0.055),
    trait="engagement",
    person=0.5,
    community=0.28,
    ages=YOUNG_LESS,
    beside={"9": 0.01},
)
PARTICIPATION = GatedChoices(
    gate=Scale(
        codes=("in", "10"),
        shares=(0.70, 0.30),
        trait="engagement",
        person=0.5,
        community=0.28,
        women=0.10,
        ages=(-0.16, -0.04, 0.04, 0.10, 0.14, -0.12),
        beside={"99": 0.012},
    ),
    main={
        "1": 0.16,
        "2": 0.14,
        "3": 0.08,
        "4": 0.16,
        "5": 0.12,
        "6": 0.06,
        "7": 0.08,
        "8": 0.18,
        "9": 0.02,
    },
    added={
        "1": 0.12,
        "2": 0.15,
        "3": 0.08,
        "4": 0.18,
        "5": 0.14,
        "6": 0.06,
        "7": 0.10,
        "8": 0.25,
        "9": 0.01,
    },
)
SUPPORT = Scale(
    codes=("1", "2", "3", "4", "5"),
    shares=(0.56, 0.405, 0.022, 0.009, 0.004),
    trait="engagement",
    person=0.35,
    community=0.28,
    ages=YOUNG_LESS,
    beside={"8": 0.02, "9": 0.008},
)
SATISFACTION = Scale(
    codes=("1", "2", "3", "4", "5"),
    shares=(0.31, 0.535, 0.105, 0.035, 0.015),
    person=0.6,
    community=0.28,
    women=-0.04,
    ages=YOUNG_CRITICAL,
    beside={"8": 0.03, "9": 0.006},
)
CHANGE = Scale(
    codes=("1", "2", "3", "4", "5"),
    shares=(0.27, 0.42, 0.25, 0.045, 0.015),
    person=0.5,
    community=0.28,
    beside={"8": 0.04},
)
SAFETY = Scale(
    codes=("1", "2", "3", "4"),
    shares=(0.50, 0.40, 0.08, 0.02),
    person=0.3,
    community=0.28,
    women=-0.35,
    ages=(0.02, 0.04, 0.04, 0.0, -0.04, -0.12),
    beside={"8": 0.02},
)
COACHING = Scale(
    codes=("1", "2", "3"),
    shares=(0.975, 0.019, 0.006),
    # One street far above the rest: what the warning is for.
    streets={3: -0.62},
    beside={"9": 0.01},
)
DISTURBANCE = GatedChoices(
    gate=Scale(codes=("1", "in"), shares=(0.966, 0.034), streets={2: -0.25}),
    main={"2": 0.35, "3": 0.30, "4": 0.25, "5": 0.10},
    added={"2": 0.05, "3": 0.08, "4": 0.08, "5": 0.03},
)
REPORTED = Scale(codes=("in", "1"), shares=(0.24, 0.76), trait="engagement", ages=OLD_LESS)
HANDLING = Scale(codes=("2", "3", "5", "4"), shares=(0.66, 0.15, 0.08, 0.11), person=0.5)


def _topic(
    shares: tuple[float, ...],
    *,
    unused: float = 0.01,
    unknown: float = 0.02,
    women: float = 0.0,
    streets: Mapping[int, float] | None = None,
) -> Scale:
    return Scale(
        codes=("1", "2", "3", "4", "5"),
        shares=shares,
        person=0.6,
        community=0.28,
        women=women,
        ages=YOUNG_CRITICAL,
        streets=streets or {},
        beside={"7": unused, "8": unknown},
    )


TOPICS: Mapping[str, Scale] = {
    "T01": _topic((0.28, 0.50, 0.14, 0.06, 0.02), streets={2: -0.2}),
    "T02": _topic((0.14, 0.38, 0.24, 0.17, 0.07), unused=0.12, streets={0: -0.25, 1: -0.2}),
    "T03": _topic((0.22, 0.47, 0.19, 0.09, 0.03)),
    "T04": _topic((0.32, 0.49, 0.13, 0.045, 0.015), unused=0.10, streets={9: -0.3, 10: -0.3}),
    "T05": _topic((0.33, 0.50, 0.12, 0.04, 0.01), women=-0.12),
    "T06": _topic((0.27, 0.49, 0.16, 0.06, 0.02)),
    "T07": _topic((0.30, 0.48, 0.14, 0.06, 0.02), unknown=0.06),
    "T08": _topic((0.41, 0.45, 0.10, 0.03, 0.01), unused=0.03, streets={8: 0.2, 11: 0.2}),
    "T09": _topic((0.18, 0.41, 0.22, 0.13, 0.06), unused=0.02, streets={2: -0.25, 3: -0.15}),
    "T10": _topic((0.25, 0.49, 0.17, 0.07, 0.02), unused=0.04),
    "T11": _topic((0.36, 0.49, 0.10, 0.04, 0.01), unused=0.08, unknown=0.04),
    "T12": _topic((0.24, 0.45, 0.20, 0.08, 0.03), unused=0.14, unknown=0.09),
}

TRUTHS: Mapping[str, Scale | GatedChoices] = {
    "Q1": AWARENESS,
    "Q3": PARTICIPATION,
    "Q5": SUPPORT,
    "Q6": SATISFACTION,
    "Q7": CHANGE,
    **{f"Q8_{row}": scale for row, scale in TOPICS.items()},
    "Q9": SAFETY,
    "Q12": COACHING,
    "Q13": DISTURBANCE,
    "Q14": HANDLING,
}
"""Question -> the way it is answered by those who are asked (Q14: by those who reported)."""

FIRST_WAVE_SHIFT: Mapping[str, float] = {
    "Q1": -0.42,
    "Q3": -0.26,
    "Q5": -0.06,
    "Q6": -0.27,
    "Q8_T02": 0.10,
    "Q8_T05": -0.22,
    "Q8_T08": -0.18,
    "Q8_T09": -0.12,
    "Q8_T11": -0.10,
    "Q9": -0.08,
    "Q14": -0.15,
}
"""How the first wave leaned, against the second."""

CHANNELS = {
    "1": 0.16,
    "2": 0.03,
    "3": 0.30,
    "4": 0.20,
    "5": 0.15,
    "6": 0.07,
    "7": 0.06,
    "8": 0.02,
    "9": 0.01,
}
CHANNELS_OF_THE_INFORMED = {
    "1": 0.30,
    "2": 0.08,
    "3": 0.45,
    "4": 0.40,
    "5": 0.38,
    "6": 0.20,
    "7": 0.22,
    "8": 0.14,
    "9": 0.01,
}
CHANNELS_OF_OTHERS = {
    "1": 0.12,
    "2": 0.02,
    "3": 0.20,
    "4": 0.10,
    "5": 0.14,
    "6": 0.06,
    "7": 0.10,
    "8": 0.02,
    "9": 0.01,
}
HOURS = {"1": 0.38, "2": 0.34, "3": 0.14, "4": 0.06, "8": 0.08}
UNCIVIL_ACTS = {
    "1": 0.46,
    "2": 0.10,
    "3": 0.52,
    "4": 0.14,
    "5": 0.26,
    "6": 0.34,
    "7": 0.24,
    "8": 0.36,
    "9": 0.08,
    "10": 0.30,
}
PRIORITIES = {
    "T01": 0.20,
    "T02": 0.48,
    "T03": 0.28,
    "T04": 0.18,
    "T05": 0.20,
    "T06": 0.20,
    "T07": 0.20,
    "T08": 0.12,
    "T09": 0.44,
    "T10": 0.18,
    "T11": 0.10,
    "T12": 0.28,
    "other": 0.04,
}
EDUCATION_BY_AGE = (
    (0.10, 0.25, 0.30, 0.35),
    (0.20, 0.25, 0.28, 0.27),
    (0.34, 0.30, 0.20, 0.16),
    (0.46, 0.32, 0.13, 0.09),
    (0.55, 0.30, 0.10, 0.05),
    (0.68, 0.22, 0.06, 0.04),
)
WORK_BY_AGE = (
    (0.50, 0.10, 0.28, 0.00, 0.08, 0.04),
    (0.66, 0.20, 0.01, 0.00, 0.10, 0.03),
    (0.62, 0.22, 0.00, 0.01, 0.12, 0.03),
    (0.48, 0.20, 0.00, 0.14, 0.15, 0.03),
    (0.10, 0.10, 0.00, 0.62, 0.16, 0.02),
    (0.01, 0.03, 0.00, 0.78, 0.17, 0.01),
)
LONG_RESIDENCE_BY_AGE = (0.70, 0.78, 0.86, 0.92, 0.95, 0.97)
SUGGESTIONS = (
    "希望多设一些晚上能停车的地方。",
    "小区里的路灯有几盏坏了很久，请修一修。",
    "菜市场门口早上太挤，希望有人引导。",
    "多建几个家门口的小公园，老人孩子都需要。",
    "雨天路口积水，走路不方便。",
    "垃圾投放点的开放时间再长一点就好了。",
    "公交末班车能不能晚半小时。",
    "电动车在人行道上骑得太快，请管一管。",
    "这几年变化挺大，继续保持。",
    "More benches along the river would be welcome.",
)


def wave_shift(question: str, period: WavePeriod) -> float:
    """How far a question's answers lean in a period, against the second wave."""
    return FIRST_WAVE_SHIFT.get(question, 0.0) if period == "first" else 0.0


def true_any_of(
    question: str, codes: tuple[str, ...], places: Neighbourhoods, period: WavePeriod
) -> FloatArray:
    """(C, 2, 6) true share, among those asked, who give any of these answers."""
    return TRUTHS[question].any_of(codes, places, wave_shift(question, period))
