"""For whom an activity is: the five goings-into, pupils with their families, or everyone."""

from portal.volunteers.people.choices import Choices

AUDIENCES: Choices = {
    "everyone": {"zh": "面向全体市民", "en": "For everyone"},
    "offices": {"zh": "进机关", "en": "In offices"},
    "schools": {"zh": "进学校", "en": "In schools"},
    "companies": {"zh": "进企业", "en": "In companies"},
    "communities": {"zh": "进社区", "en": "In communities"},
    "villages": {"zh": "进农村", "en": "In villages"},
    "pupils-families": {"zh": "小手拉大手", "en": "Pupils with their families"},
}
