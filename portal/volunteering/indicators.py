"""The indicators of volunteering: counts of a complete register, each with its first target."""

from dataclasses import dataclass
from datetime import datetime

from analytics.charts.register import RegisterUnit
from surveys.words import Text

MAX_BASIS = 300
DEFAULT_SETTER = "默认 / default"


@dataclass(frozen=True)
class RegisterTarget:
    """A value to reach, where it comes from, who set it."""

    value: float
    """In percent or in hours, as its indicator."""
    basis: Text
    set_by: str = DEFAULT_SETTER
    """Who set it, as the rates say it where nobody has."""
    set_at: datetime | None = None


@dataclass(frozen=True)
class RegisterIndicator:
    """What is counted, of whom; everybody is counted, so that no interval is owed."""

    code: str
    label: Text
    unit: RegisterUnit
    formula: Text
    """What is counted."""
    denominator: Text
    formula_id: str
    first_target: RegisterTarget
    is_lower_better: bool = False


REGISTERED = RegisterIndicator(
    code="VO1",
    label={"zh": "登记率", "en": "Registered share"},
    unit="percent",
    formula={"zh": "成年登记志愿者", "en": "Registered adult volunteers"},
    denominator={"zh": "抽样框中的成年居民", "en": "Adult residents of the sampling frame"},
    formula_id="VO1-register-v1",
    first_target=RegisterTarget(
        8,
        {
            "zh": "2009 年全国测评体系引用的比例（注册志愿者占城市人口）",
            "en": "Quoted of the national scheme of 2009 (registered volunteers of population)",
        },
    ),
)
ACTIVE = RegisterIndicator(
    code="VO2",
    label={"zh": "活跃率", "en": "Active share"},
    unit="percent",
    formula={"zh": "今年有时长记录的志愿者", "en": "Volunteers with hours recorded this year"},
    denominator={"zh": "登记志愿者（含未成年人）", "en": "Registered volunteers, minors included"},
    formula_id="VO2-register-v1",
    first_target=RegisterTarget(
        50,
        {
            "zh": "没有公布的标准，起始值供本市修改",
            "en": "No standard is published; a value to start from, for the city to change",
        },
    ),
)
HOURS = RegisterIndicator(
    code="VO3",
    label={"zh": "人均时长", "en": "Hours per volunteer"},
    unit="hours",
    formula={
        "zh": "今年记入的小时数（信用时长与荣誉时长）",
        "en": "Hours recorded this year (credited and honour)",
    },
    denominator=ACTIVE.denominator,
    formula_id="VO3-register-v1",
    first_target=RegisterTarget(
        20,
        {
            "zh": "中国注册志愿者管理办法（2013 年）：每年不少于 20 小时",
            "en": "Rules for registered volunteers of 2013: at least 20 hours a year",
        },
    ),
)
INDICATORS = (REGISTERED, ACTIVE, HOURS)


def find_indicator(code: str) -> RegisterIndicator | None:
    """The indicator of this code, if there is one."""
    return next((indicator for indicator in INDICATORS if indicator.code == code), None)
