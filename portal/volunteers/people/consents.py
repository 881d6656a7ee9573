"""Consents: each asked for by itself, in a version of its words, withdrawn as easily as given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.volunteers.people.tables import Consent, Volunteer
from portal.volunteers.refusals import ConsentMissing
from surveys.words import Text


class ConsentKind(StrEnum):
    """What a volunteer can agree to. Only the first is needed to serve."""

    REGISTRATION = "registration"
    IDENTITY = "identity"
    LOCATION = "location"
    BOARD = "board"
    NEWS = "news"
    PUBLIC_NOTICE = "public-notice"


@dataclass(frozen=True)
class ConsentText:
    """The words in force; changed words get the next version and are asked for anew."""

    version: int
    title: Text
    purpose: Text


TEXTS: Mapping[ConsentKind, ConsentText] = {
    ConsentKind.REGISTRATION: ConsentText(
        1,
        {"zh": "登记与服务记录", "en": "Registration and service records"},
        {
            "zh": "我同意主办单位为组织志愿服务和出具记录证明，保存我的登记信息和服务记录。"
            "服务记录保存 10 年；其余信息在我注销后删除。",
            "en": "I agree that the organiser keeps my registration and service records to "
            "organise service and issue certificates. Service records are kept for 10 years; "
            "everything else is deleted when I close my account.",
        },
    ),
    ConsentKind.IDENTITY: ConsentText(
        1,
        {"zh": "身份证号", "en": "Identity number"},
        {
            "zh": "我同意加密保存我的身份证号，只用于防止重复登记和印在我的证明上（遮住中间）。",
            "en": "I agree that my identity number is kept encrypted, only to prevent double "
            "registration and to be printed, masked, on my certificate.",
        },
    ),
    ConsentKind.LOCATION: ConsentText(
        1,
        {"zh": "签到时的位置", "en": "Location at check-in"},
        {
            "zh": "我同意签到时核对我是否在活动地点。只记下“在”或“不在”，不保存坐标。",
            "en": "I agree that check-in looks whether I am at the place. Only “inside” or "
            "“outside” is kept, never coordinates.",
        },
    ),
    ConsentKind.BOARD: ConsentText(
        1,
        {"zh": "团队榜", "en": "Team board"},
        {
            "zh": "我同意把我的时长计入团队榜的合计。榜上只有团队，没有个人。",
            "en": "I agree that my hours count in my team's total on the team board. "
            "It shows teams, never persons.",
        },
    ),
    ConsentKind.NEWS: ConsentText(
        1,
        {"zh": "新活动消息", "en": "News of activities"},
        {
            "zh": "我同意收到符合我意向的新活动消息。活动变更和报名结果的通知不在此列，都会发送。",
            "en": "I agree to be told of new activities that fit my choices. Messages about my "
            "own sign-ups are always sent.",
        },
    ),
    ConsentKind.PUBLIC_NOTICE: ConsentText(
        1,
        {"zh": "公示时写姓", "en": "Family name in public notices"},
        {
            "zh": "出具证明前要公示。我同意公示时在编号旁写我的姓，名字遮住；不同意，就只写编号。",
            "en": "Certificates are preceded by a public notice. I agree that it shows the first "
            "character of my name beside my number; without this it shows the number alone.",
        },
    ),
}


def give_consent(
    session: Session, volunteer: Volunteer, kind: ConsentKind, *, now: datetime
) -> None:
    """Record agreement to the words now in force; agreeing twice changes nothing."""
    session.get_one(Volunteer, volunteer.id, with_for_update=True)
    if has_consent(session, volunteer.id, kind):
        return
    withdraw_consent(session, volunteer, kind, now=now)
    session.add(
        Consent(volunteer_id=volunteer.id, kind=kind, version=TEXTS[kind].version, given_at=now)
    )
    # The unique index on standing consents speaks now, not at some later statement.
    session.flush()


def withdraw_consent(
    session: Session, volunteer: Volunteer, kind: ConsentKind, *, now: datetime
) -> None:
    """End a standing consent. What was done under it before stays lawful, and done."""
    session.execute(
        update(Consent)
        .where(
            Consent.volunteer_id == volunteer.id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def list_consents(session: Session, volunteer_id: int) -> frozenset[ConsentKind]:
    """The consents that stand, in the words now in force."""
    rows = session.execute(
        select(Consent.kind, Consent.version).where(
            Consent.volunteer_id == volunteer_id, Consent.withdrawn_at.is_(None)
        )
    )
    return frozenset(
        ConsentKind(kind) for kind, version in rows if TEXTS[ConsentKind(kind)].version == version
    )


def has_consent(session: Session, volunteer_id: int, kind: ConsentKind) -> bool:
    """Whether the volunteer agrees to the words now in force."""
    return kind in list_consents(session, volunteer_id)


def list_consenting(
    session: Session, volunteer_ids: list[int], kind: ConsentKind
) -> frozenset[int]:
    """Those of these volunteers who agree to the words now in force."""
    return frozenset(
        session.scalars(
            select(Consent.volunteer_id).where(
                Consent.volunteer_id.in_(volunteer_ids),
                Consent.kind == kind,
                Consent.version == TEXTS[kind].version,
                Consent.withdrawn_at.is_(None),
            )
        )
    )


def require_consent(session: Session, volunteer_id: int, kind: ConsentKind) -> None:
    """Raise ConsentMissing unless the consent stands."""
    if not has_consent(session, volunteer_id, kind):
        raise ConsentMissing(kind)
