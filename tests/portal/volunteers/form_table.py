"""Every form of the volunteers' door: who fills it in, on which page, and what is wrong with what.

`faults` are values that cannot be accepted, each with the field that must say so. A form with
`accepts_nothing` may come with nothing in it (all its fields are choices).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FormCase:
    """One form."""

    role: str
    page: str
    """Where it stands; `<name>` is filled from the world's things."""
    action: str
    """What it posts to."""
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field to values that must be refused at this field."""
    good: Mapping[str, str] = field(default_factory=dict)
    """A filling-in that is accepted but for the fault; `<name>` is filled as well."""
    accepts_nothing: bool = False


BAD_DAYS = ("明天", "2026-02-30", "31/12/2026", "2026-13-01")
BAD_TIMES = ("早上", "25:00", "9", "0900")
BAD_COUNTS = ("-1", "0", "many", "1.5", "9" * 30)


PERSON = {
    "name": "志愿者甲",
    "birth": "1990-05",
    "contact": "13800000000",
    "street": "990102001000",
    "sex": "9",
}
DETAILS = {
    "name": "志愿者甲",
    "birth": "1990-05",
    "email": "v42@example.org",
    "mobile": "13800000000",
    "street": "990102001000",
    "sex": "9",
}
SHIFT = {
    "day": "2026-12-20",
    "starts": "09:00",
    "ends": "11:00",
    "place": "河岸",
    "street": "990102001000",
    "min_places": "2",
    "max_places": "9",
    "n_weeks": "0",
}
PLACE = {
    "name_zh": "河岸",
    "street": "990102001000",
    "longitude": "113.62493",
    "latitude": "34.75",
    "radius": "200",
}
BAD_PLACES = {
    "longitude": ("", "181", "nan", "inf", "113,5", "many"),
    "latitude": ("", "91", "nan", "-1e9", "many"),
    "radius": (*BAD_COUNTS, "5001"),
    "street": ("000",),
}
CLAIM = {"arrived": "09:00", "left": "11:00", "reason": "说明"}
PERIOD = {"first": "2026-01-01", "last": "2026-12-31"}

FORMS = (
    FormCase(
        "stranger",
        "/register",
        "/register",
        {
            "birth": ("五月", "2099-01", "1990-13", "1890-01", "-1"),
            "contact": ("12345", "a@b", "138000000001", "@example.org"),
            "password": ("short",),
            "street": ("000",),
            "guardian_contact": ("妈妈",),
        },
        PERSON | {"password": "河边的长椅很安静哦 2026", "agrees": "yes"},
    ),
    FormCase(
        "stranger",
        "/sign-in",
        "/sign-in",
        {"password": ("不对的密码",)},
        {"contact": "13800000000"},
    ),
    FormCase("stranger", "/link", "/link"),
    FormCase(
        "owner",
        "/me/details",
        "/me/details",
        {
            "email": ("12345", "a@b", "13800000000"),
            "mobile": ("12345", "v@example.org"),
            "street": ("000",),
            "sex": ("7",),
        },
        DETAILS,
    ),
    FormCase(
        "owner",
        "/me/birth",
        "/me/birth",
        {"birth": ("五月", "2099-01", "1990-13", "1890-01", "1990-05")},
        {"birth": "1991-06", "reason": "说明"},
    ),
    FormCase("owner", "/me/sign-ups/<absence_id>/excuse", "/me/sign-ups/<absence_id>/excuse"),
    FormCase("owner", "/me/choices", "/me/choices", accepts_nothing=True),
    FormCase("owner", "/me/guardian", "/me/guardian", {"contact": ("妈妈",)}, {"name": "监护人"}),
    FormCase("owner", "/me/consents", "/me/identity", {"number": ("1", "x" * 18, "1" * 18)}),
    FormCase(
        "other volunteer",
        "/certificates/<request_id>/objection",
        "/certificates/<request_id>/objection",
    ),
    FormCase(
        "leader",
        "/me/certificates",
        "/me/certificates",
        {"first": BAD_DAYS, "last": (*BAD_DAYS, "2025-12-31", "2026-01-02")},
        PERIOD,
    ),
    FormCase(
        "owner",
        "/me/shifts/<shift_id>/correction",
        "/me/shifts/<shift_id>/correction",
        {"arrived": BAD_TIMES, "left": (*BAD_TIMES, "08:00", "09:00")},
        CLAIM,
    ),
    FormCase(
        "owner",
        "/shifts/<coming_id>/check-in",
        "/shifts/<coming_id>/check-in",
        {"code": ("ZZZZZZ", "AB")},
    ),
    FormCase(
        "leader",
        "/teams/<code>/members",
        "/teams/<code>/places",
        {"shift": ("-1", "9" * 30), "member": ("-1",)},
        {"shift": "<coming_id>"},
    ),
    FormCase(
        "leader",
        "/organise/teams/<code>/activities/new",
        "/organise/teams/<code>/activities/new",
        {
            "min_age": ("-1", "7", "many", "9" * 30),
            "max_age": ("-1", "7", "15", "many", "9" * 30),
            "insurance_note_zh": ("",),
            "field": ("000",),
            "audience": ("000",),
            "risk": ("000",),
        },
        {"risk": "dangerous"},
    ),
    FormCase(
        "leader",
        "/organise/activities/<activity_id>/edit",
        "/organise/activities/<activity_id>/edit",
        {"min_age": ("-5",), "risk": ("",)},
    ),
    FormCase(
        "leader",
        "/organise/activities/<activity_id>",
        "/organise/activities/<activity_id>/shifts",
        {
            "day": (*BAD_DAYS, "2020-01-01", "9999-12-31"),
            "starts": BAD_TIMES,
            "ends": (*BAD_TIMES, "09:00"),
            "min_places": BAD_COUNTS,
            "max_places": (*BAD_COUNTS, "1"),
            "n_weeks": ("-1", "many", "999"),
            "street": ("000", ""),
            "place": ("",),
            "known_place": ("000",),
        },
        SHIFT,
    ),
    FormCase("leader", "/organise/shifts/<coming_id>", "/organise/shifts/<coming_id>/message"),
    FormCase(
        "leader",
        "/organise/shifts/<coming_id>",
        "/organise/shifts/<coming_id>/places",
        {"min_places": BAD_COUNTS, "max_places": (*BAD_COUNTS, "1")},
        {"min_places": "2", "max_places": "9"},
    ),
    FormCase(
        "leader",
        "/organise/shifts/<shift_id>",
        "/organise/shifts/<shift_id>/evaluations/<attendance_id>",
        {"grade": ("", "000")},
        {"grade": "good"},
    ),
    FormCase(
        "leader",
        "/organise/shifts/<missed_id>",
        "/organise/sign-ups/<absence_id>/excuse",
    ),
    FormCase(
        "leader",
        "/organise/cases",
        "/organise/cases/<held>/<held_id>",
        good={"answer": "yes"},
        accepts_nothing=True,
    ),
    FormCase(
        "official",
        "/organise/cases",
        "/organise/cases/<objection>/<objection_id>",
        good={"answer": "no"},
        accepts_nothing=True,
    ),
    FormCase(
        "leader",
        "/organise/places/new",
        "/organise/places/new",
        BAD_PLACES | {"team": ("0", "000")},
        PLACE,
    ),
    FormCase(
        "leader",
        "/organise/places/<place_id>",
        "/organise/places/<place_id>",
        BAD_PLACES,
        PLACE,
    ),
    FormCase(
        "leader",
        "/organise/shifts/<running_id>",
        "/organise/shifts/<running_id>/walk-in",
        {"number": ("V1", "没有", "V" + "9" * 30)},
    ),
    FormCase(
        "leader",
        "/organise/shifts/<running_id>",
        "/organise/shifts/<running_id>/sheet/<running_sign_up_id>",
        {"arrived": (*BAD_TIMES, "00:01", "23:59")},
        {"arrived": "09:00", "left": ""},
    ),
    FormCase(
        "leader",
        "/organise/shifts/<shift_id>/backfill",
        "/organise/shifts/<shift_id>/backfill",
        {
            "number": ("V1", "<owner_number>"),
            "arrived": BAD_TIMES,
            "left": (*BAD_TIMES, "08:00"),
        },
        CLAIM | {"number": "<other_number>"},
    ),
    FormCase(
        "official",
        "/city/rules",
        "/city/rules",
        {
            "min_age": ("-1", "nan", "inf", "many", "", "14.5", "9" * 30),
            "code_seconds": ("0", "9"),
            "presence_percent": ("101",),
            "keep_years": ("9", "999999"),
            "keep_trace_days": ("365", "999999"),
            "star_hours": ("300, 100", "1,1", "-5", "0", "a,b", "", "100, " + "9" * 30),
        },
    ),
    FormCase(
        "official", "/city/", "/city/export", {"first": BAD_DAYS, "last": ("2025-12-31",)}, PERIOD
    ),
    FormCase(
        "official",
        "/city/teams/new",
        "/city/teams/new",
        {"code": ("新", "A", "a", "-a", "x" * 21, "t0"), "leader": ("V1", "没有")},
    ),
    FormCase(
        "official",
        "/city/checks",
        "/city/checks",
        {
            "first": BAD_DAYS,
            "last": (*BAD_DAYS, "2025-12-31", "2026-01-02"),
            "n_wanted": (*BAD_COUNTS, "501"),
        },
        PERIOD | {"n_wanted": "5"},
    ),
    FormCase(
        "official",
        "/city/checks/<check_id>",
        "/city/checks/<check_id>/records/<attendance_id>",
        {"finding": ("", "000")},
        {"finding": "true"},
    ),
    FormCase(
        "official",
        "/city/rewards",
        "/city/rewards",
        {"price": BAD_COUNTS, "n_in_stock": BAD_COUNTS},
    ),
    FormCase("official", "/city/issuer", "/city/issuer", accepts_nothing=True),
    FormCase(
        "official",
        "/city/trainings",
        "/city/trainings",
        {"minutes": (*BAD_COUNTS, "700"), "number": ("V1",)},
    ),
    # What ends things, last
    FormCase("leader", "/organise/shifts/<coming_id>", "/organise/shifts/<coming_id>/cancel"),
    FormCase(
        "leader",
        "/organise/activities/<activity_id>",
        "/organise/activities/<activity_id>/cancel",
    ),
)

BUTTONS = frozenset(
    {
        "/link/<token>",
        "/contact/<token>",
        "/guardian/<token>",
        "/me/consents/<kind>",
        "/me/certificates/requests/<int:request_id>/take",
        "/me/certificates/requests/<int:request_id>/withdraw",
        "/me/close",
        "/me/rewards/<int:reward_id>",
        "/me/shifts/<int:shift_id>/sign-up",
        "/me/sign-ups/<int:sign_up_id>/accept",
        "/me/sign-ups/<int:sign_up_id>/withdraw",
        "/city/redemptions/<int:redemption_id>",
        "/organise/activities/<int:activity_id>/publish",
        "/organise/places/<int:place_id>/retire",
        "/organise/shifts/<int:shift_id>/close",
        "/sign-out",
        "/teams/<code>/board",
        "/teams/<code>/join",
        "/teams/<code>/leave",
        "/teams/<code>/members/<int:volunteer_id>",
    }
)
"""What only buttons post to: there is nothing to type."""
