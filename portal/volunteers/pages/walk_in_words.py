"""Why somebody cannot be added at the place, in words for the organiser who tries."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.volunteers import refusals as no

WORDS: dict[type[no.VolunteerRefusal], LazyString] = {
    no.ShiftFull: _l("名额已满，不能再加人；服务了的，可以事后补录。"),
    no.ShiftClash: _l("这位志愿者在这个时间（含路程）已有别的班次。"),
    no.AlreadySignedUp: _l("这位志愿者已在名单上。"),
    no.AgeOutside: _l("这位志愿者的年龄不合活动的要求。"),
    no.DangerousForMinors: _l("有危险的活动不安排未成年人，这位志愿者未成年。"),
    no.GuardianConsentMissing: _l("这位志愿者未成年，监护人还没有同意；由监护人陪同的，请勾选。"),
    no.SkillMissing: _l("活动要求的技能，这位志愿者的资料里没有。"),
    no.NotCheckInTime: _l("现在不在可以加人的时间内。"),
}
REFUSALS = tuple(WORDS)
