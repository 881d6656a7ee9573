"""The weighting classes of adults: sex after GB/T 2261.1, age groups of the frame."""

from collections.abc import Mapping

from surveys.words import Text

MALE, FEMALE, SEX_UNKNOWN = "1", "2", "9"
SEXES: Mapping[str, Text] = {
    MALE: {"zh": "男", "en": "Men"},
    FEMALE: {"zh": "女", "en": "Women"},
}
AGE_GROUPS: Mapping[str, Text] = {
    "18-29": {"zh": "18–29 岁", "en": "18–29"},
    "30-39": {"zh": "30–39 岁", "en": "30–39"},
    "40-49": {"zh": "40–49 岁", "en": "40–49"},
    "50-59": {"zh": "50–59 岁", "en": "50–59"},
    "60-69": {"zh": "60–69 岁", "en": "60–69"},
    "70+": {"zh": "70 岁及以上", "en": "70 and over"},
}
