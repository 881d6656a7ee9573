"""The kinds of notices and their words in both languages.

A kind's words name what its `data` holds by `{name}`; moments are written out on the city's clock
before they are put into the data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.volunteers.rules import VolunteerRules
from surveys.words import Text


class NoticeKind(StrEnum):
    """What a notice is about."""

    SIGN_IN_LINK = "sign-in link"
    GUARDIAN_LINK = "guardian link"
    CONTACT_LINK = "contact link"
    SIGNED_UP = "signed up"
    WAITING = "waiting"
    OFFER = "offer"
    TEAM_OFFER = "team offer"
    OFFER_LAPSED = "offer lapsed"
    WITHDRAWN = "withdrawn"
    SHIFT_CANCELLED = "shift cancelled"
    REMINDER = "reminder"
    MISSED = "missed"
    EXCUSED = "excused"
    EXCUSE_REFUSED = "excuse refused"
    SIGN_UP_ENDED = "sign-up ended"
    HOURS_CREDITED = "hours credited"
    CORRECTION_DECIDED = "correction decided"
    RECORD_QUESTIONED = "record questioned"
    RECORD_REFUSED = "record refused"
    BIRTH_DECIDED = "birth decided"
    JOIN_DECIDED = "join decided"
    ORGANISER_MESSAGE = "organiser message"
    CERTIFICATE_READY = "certificate ready"
    CERTIFICATE_REFUSED = "certificate refused"
    OBJECTION_DECIDED = "objection decided"
    NEWS = "news"

    @classmethod
    def secret(cls) -> frozenset["NoticeKind"]:
        """Kinds that carry a link which opens something; never shown, emptied once sent."""
        return frozenset({cls.SIGN_IN_LINK, cls.GUARDIAN_LINK, cls.CONTACT_LINK})


@dataclass(frozen=True)
class NoticeWords:
    """Subject and body of a kind."""

    subject: Text
    body: Text


def _words(subject_zh: str, subject_en: str, body_zh: str, body_en: str) -> NoticeWords:
    return NoticeWords({"zh": subject_zh, "en": subject_en}, {"zh": body_zh, "en": body_en})


WORDS: Mapping[NoticeKind, NoticeWords] = {
    NoticeKind.SIGN_IN_LINK: _words(
        "登录链接",
        "Your sign-in link",
        "点此登录，一小时内有效，只能用一次：{link} 。如果不是您要的，请不用理会。",
        "Sign in here within the hour, once: {link} . If you did not ask for it, do nothing.",
    ),
    NoticeKind.GUARDIAN_LINK: _words(
        "请您决定是否同意",
        "Your consent is asked for",
        "{name}登记为志愿者，请您作为监护人决定是否同意：{link} 。14 天内有效，以后可随时收回。",
        "{name} has registered as a volunteer. As guardian, please decide whether you agree: "
        "{link} . The link is good for 14 days; you can take your consent back at any time.",
    ),
    NoticeKind.CONTACT_LINK: _words(
        "请确认新的联系方式",
        "Please confirm your new address",
        "有人要把这里登记为其志愿者联系方式。是您的话，请在一天内点此确认：{link} 。"
        "不是您，请不用理会。",
        "Somebody wants to be reached here as a volunteer. If that is you, please confirm within "
        "a day: {link} . If not, do nothing.",
    ),
    NoticeKind.SIGNED_UP: _words(
        "报名成功：{title}",
        "You are signed up: {title}",
        "您已报名“{title}”，时间：{starts}，地点：{place}。"
        "来不了请在 {deadline} 前退出，把位置留给别人。",
        "You are signed up for “{title}”, {starts}, at {place}. If you cannot come, please "
        "withdraw before {deadline}, so that somebody else can.",
    ),
    NoticeKind.WAITING: _words(
        "已排队等候：{title}",
        "You are on the waiting list: {title}",
        "“{title}”（{starts}）已满，您已排队。有空位时会按先后通知您。",
        "“{title}” ({starts}) is full and you are on the waiting list. Places that become free "
        "are offered in order.",
    ),
    NoticeKind.OFFER: _words(
        "有空位了：{title}",
        "A place is free: {title}",
        "“{title}”（{starts}）有一个位置为您保留到 {expires}。请在此之前确认。",
        "A place in “{title}” ({starts}) is held for you until {expires}. Please accept it by "
        "then.",
    ),
    NoticeKind.TEAM_OFFER: _words(
        "{team}邀您一起参加：{title}",
        "{team} asks you along: {title}",
        "{team}为您保留了“{title}”（{starts}）的位置，到 {expires} 为止。去不去由您决定。",
        "{team} holds a place in “{title}” ({starts}) for you until {expires}. Whether you go is "
        "up to you.",
    ),
    NoticeKind.OFFER_LAPSED: _words(
        "保留的位置已让出：{title}",
        "Your held place has passed on: {title}",
        "“{title}”（{starts}）为您保留的位置过了时间，已让给下一位。可以重新报名。",
        "The place held for you in “{title}” ({starts}) has passed on to the next person. You "
        "can sign up again.",
    ),
    NoticeKind.WITHDRAWN: _words(
        "已退出：{title}",
        "You have withdrawn: {title}",
        "您已退出“{title}”（{starts}）。{lateness}",
        "You have withdrawn from “{title}” ({starts}). {lateness}",
    ),
    NoticeKind.SHIFT_CANCELLED: _words(
        "活动取消：{title}",
        "Cancelled: {title}",
        "“{title}”（{starts}）已取消，原因：{reason}。请不要前往。",
        "“{title}” ({starts}) has been cancelled: {reason}. Please do not come.",
    ),
    NoticeKind.REMINDER: _words(
        "提醒：{title}",
        "Reminder: {title}",
        "“{title}”将于 {starts} 开始，地点：{place}。",
        "“{title}” begins {starts} at {place}.",
    ),
    NoticeKind.MISSED: _words(
        "未到场记录：{title}",
        "Recorded as not come: {title}",
        "您报名的“{title}”（{starts}）没有到场记录。如果您到了，请在“我的 → 参加过的”申请更正；"
        "有特殊原因，请在那里说明。处理之前不计入次数。",
        "There is no record that you came to “{title}” ({starts}). If you did, ask for a "
        "correction on your own page, under what you took part in; if you had a good reason, give "
        "it there. Until it is decided, the absence does not count.",
    ),
    NoticeKind.EXCUSED: _words(
        "已记为有正当理由：{title}",
        "Recorded as excused: {title}",
        "组织者已把您在“{title}”（{starts}）的缺席记为有正当理由。",
        "The organiser has recorded your absence from “{title}” ({starts}) as excused.",
    ),
    NoticeKind.EXCUSE_REFUSED: _words(
        "说明的原因未获认可：{title}",
        "Your reason was not accepted: {title}",
        "组织者没有认可您在“{title}”（{starts}）缺席的原因。不同意的话，请联系市级管理员。",
        "The organiser did not accept your reason for “{title}” ({starts}). If you disagree, "
        "please turn to the city's coordinators.",
    ),
    NoticeKind.SIGN_UP_ENDED: _words(
        "报名已取消：{title}",
        "Your sign-up has ended: {title}",
        "您在“{title}”（{starts}）的报名已取消：{why}",
        "Your sign-up for “{title}” ({starts}) has ended: {why}",
    ),
    NoticeKind.RECORD_QUESTIONED: _words(
        "记录在核实：{title}",
        "A record is being looked into: {title}",
        "抽查对您在“{title}”（{starts}）的记录有疑问，时长暂不计。您可以申请更正或联系组织者，"
        "结果会通知您。",
        "A spot check questions your record of “{title}” ({starts}); its hours are held. You can "
        "ask for a correction or turn to the organiser, and will be told the outcome.",
    ),
    NoticeKind.RECORD_REFUSED: _words(
        "记录未获认可：{title}",
        "A record was not accepted: {title}",
        "“{title}”（{starts}）的记录经核实未获认可，不计时长。不同意的话，请申请更正。",
        "After it was looked into, the record of “{title}” ({starts}) was not accepted and gives "
        "no hours. If you disagree, please ask for a correction.",
    ),
    NoticeKind.BIRTH_DECIDED: _words(
        "出生年月的更正有结果了",
        "Your month of birth",
        "您申请更正出生年月：{outcome}。",
        "You asked to correct your month of birth: {outcome}.",
    ),
    NoticeKind.NEWS: _words(
        "新活动：{title}",
        "A new activity: {title}",
        "{team}发布了“{title}”，第一班：{starts}，地点：{place}。"
        "不想再收到，请在“我同意的事项”收回。",
        "{team} has published “{title}”, first on {starts} at {place}. To receive no more of "
        "these, take your consent back on your own page.",
    ),
    NoticeKind.CERTIFICATE_READY: _words(
        "证明可以领取了",
        "Your certificate is ready",
        "您申请的服务证明公示期已满，请到“我的 → 服务证明”领取。",
        "The public notice of your certificate is over. You can take it on your own page, under "
        "certificates.",
    ),
    NoticeKind.CERTIFICATE_REFUSED: _words(
        "公示的异议成立，证明不予出具",
        "An objection was upheld; no certificate is given out",
        "您公示的时长有人提出异议，市级管理员核实后认为成立：{note}。"
        "记录有错，请申请更正，再重新申请证明。",
        "A coordinator has looked into an objection to your hours and upheld it: {note}. If a "
        "record is wrong, ask for its correction, then for the certificate again.",
    ),
    NoticeKind.OBJECTION_DECIDED: _words(
        "您提的异议有结果了",
        "Your objection was decided",
        "您对一份证明公示提出的异议：{outcome}。",
        "Your objection to a certificate under public notice: {outcome}.",
    ),
    NoticeKind.HOURS_CREDITED: _words(
        "时长已记入：{title}",
        "Hours credited: {title}",
        "“{title}”（{starts}）为您记入 {hours} 小时。有出入请申请更正。",
        "{hours} hours of “{title}” ({starts}) have been credited to you. If that is not right, "
        "please ask for a correction.",
    ),
    NoticeKind.CORRECTION_DECIDED: _words(
        "更正申请有结果了：{title}",
        "Your correction was decided: {title}",
        "您对“{title}”（{starts}）的更正申请：{outcome}。",
        "Your request to correct “{title}” ({starts}): {outcome}.",
    ),
    NoticeKind.JOIN_DECIDED: _words(
        "入队申请有结果了：{team}",
        "Your request to join {team}",
        "{team}对您的入队申请：{outcome}。",
        "{team} has decided: {outcome}.",
    ),
    NoticeKind.ORGANISER_MESSAGE: _words(
        "组织者留言：{title}",
        "From the organiser: {title}",
        "“{title}”（{starts}）的组织者说：{message}",
        "The organiser of “{title}” ({starts}) says: {message}",
    ),
}


def render_notice(kind: NoticeKind, data: Mapping[str, str], language: str) -> tuple[str, str]:
    """Subject and body in a language; data with `_zh` and `_en` endings gives each its own."""
    chosen = {
        name.removesuffix(f"_{language}"): value
        for name, value in data.items()
        if name.endswith(f"_{language}")
    }
    words = {**data, **chosen}
    notice_words = WORDS[kind]
    return (
        notice_words.subject[language].format_map(words),
        notice_words.body[language].format_map(words),
    )


def write_moment(moment: datetime, *, rules: VolunteerRules) -> dict[str, str]:
    """A moment on the city's clock in both languages, keyed by language."""
    local = moment.astimezone(rules.timezone)
    return {
        "zh": f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}",
        "en": f"{local.day} {local:%B %Y, %H:%M}",
    }


def spread(name: str, text: Text) -> dict[str, str]:
    """A bilingual value as notice data: one entry for each language.

    >>> spread("starts", {"zh": "今天", "en": "today"})
    {'starts_zh': '今天', 'starts_en': 'today'}
    """
    return {f"{name}_zh": text["zh"], f"{name}_en": text["en"] or text["zh"]}
