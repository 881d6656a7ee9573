"""What volunteers can and like, as coded choices; the codes are stored, the words are here."""

from collections.abc import Mapping

from surveys.words import Text

Choices = Mapping[str, Text]

SKILLS: Choices = {
    "first-aid": {"zh": "急救", "en": "First aid"},
    "medical": {"zh": "医疗护理", "en": "Medical care"},
    "counselling": {"zh": "心理疏导", "en": "Counselling"},
    "teaching": {"zh": "教学辅导", "en": "Teaching"},
    "legal": {"zh": "法律咨询", "en": "Legal advice"},
    "sign-language": {"zh": "手语", "en": "Sign language"},
    "translation": {"zh": "外语翻译", "en": "Translation"},
    "computer": {"zh": "电脑与手机使用", "en": "Computers and phones"},
    "repair": {"zh": "家电维修", "en": "Repairs"},
    "driving": {"zh": "驾驶", "en": "Driving"},
    "photography": {"zh": "摄影摄像", "en": "Photography"},
    "performing": {"zh": "文艺表演", "en": "Performing arts"},
    "organising": {"zh": "组织协调", "en": "Organising"},
}

FIELDS: Choices = {
    "poverty": {"zh": "扶贫济困", "en": "Helping people in need"},
    "elderly-orphans": {"zh": "扶老救孤", "en": "Elderly people and orphans"},
    "illness-disability": {"zh": "恤病助残", "en": "Illness and disability"},
    "emergency": {"zh": "应急救援", "en": "Emergency relief"},
    "environment": {"zh": "环境保护", "en": "Environment"},
    "culture-sport": {"zh": "文化体育", "en": "Culture and sport"},
    "legal-aid": {"zh": "法律援助", "en": "Legal aid"},
    "health-learning": {"zh": "助医助学", "en": "Health and learning"},
    "military-families": {"zh": "拥军优属", "en": "Military families"},
    "safety": {"zh": "治安防范", "en": "Public safety"},
    "science": {"zh": "科普宣传", "en": "Science for everyone"},
    "rural-customs": {"zh": "乡风文明", "en": "Rural customs"},
    "community": {"zh": "社区服务", "en": "Community service"},
    "mental-health": {"zh": "心理咨询", "en": "Mental health"},
    "civility": {"zh": "文明劝导", "en": "Civility and traffic manners"},
    "large-events": {"zh": "大型赛会", "en": "Large events"},
}

LANGUAGES: Choices = {
    "mandarin": {"zh": "普通话", "en": "Mandarin"},
    "dialect": {"zh": "本地方言", "en": "Local dialect"},
    "english": {"zh": "英语", "en": "English"},
    "japanese": {"zh": "日语", "en": "Japanese"},
    "korean": {"zh": "韩语", "en": "Korean"},
    "russian": {"zh": "俄语", "en": "Russian"},
    "french": {"zh": "法语", "en": "French"},
}

TIMES: Choices = {
    "weekday-day": {"zh": "工作日白天", "en": "Weekdays, daytime"},
    "weekday-evening": {"zh": "工作日晚上", "en": "Weekday evenings"},
    "saturday": {"zh": "周六", "en": "Saturdays"},
    "sunday": {"zh": "周日", "en": "Sundays"},
    "holidays": {"zh": "法定节假日", "en": "Public holidays"},
}

SEXES: Choices = {
    "1": {"zh": "男", "en": "Male"},
    "2": {"zh": "女", "en": "Female"},
    "9": {"zh": "不愿说", "en": "Rather not say"},
}

TRAITS: Mapping[str, Choices] = {
    "skill": SKILLS,
    "field": FIELDS,
    "language": LANGUAGES,
    "time": TIMES,
}
"""Areas, the fifth kind of trait, are the streets of the city's area tree."""
