"""What the citizens' pages say about a code that was typed, in the words a neighbour would use."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from surveys.errors import (
    InvitationUsed,
    MistypedCode,
    SurveyError,
    UnknownInvitation,
    UnknownReceipt,
)


def say_code_refusal(refusal: SurveyError) -> str:
    """What to do about a code that was typed, beside its field."""
    return str(_CODE_SENTENCES[type(refusal)]())


_CODE_SENTENCES: Mapping[type[SurveyError], Callable[[], str]] = {
    MistypedCode: lambda: _("这个码不完整或有错字，请对照原件再输一遍。码里没有字母 I、L、O、U。"),
    UnknownInvitation: lambda: _("没有这个邀请码，请对照通知单再输一遍。"),
    InvitationUsed: lambda: _("这个邀请码已经用过。一个邀请码只能填一份。"),
    UnknownReceipt: lambda: _("没有这个回执码。没有收到回执码的答卷，就是没有提交成功。"),
}
