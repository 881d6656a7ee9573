"""Forms of volunteers, and what all forms of the door share.

Labels and errors are read in the visitor's language.
"""

import re
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import DateInput, TimeInput

from portal.accounts.passwords import MAX_PASSWORD_LENGTH, is_weak_password

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{LABEL}(?:\.{LABEL})+")
"""What browsers take for an e-mail address; anything else no mail server would be handed."""


def check_contact(_form: FlaskForm, field: StringField) -> None:
    """A mobile number or an e-mail address."""
    try:
        split_contact(field.data)
    except ValueError:
        raise ValidationError(_l("请填 11 位手机号，或完整的邮箱地址。")) from None


def is_time(text: str) -> bool:
    """Whether a text is a time of day such as 09:00."""
    return re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text.strip(), re.ASCII) is not None


def check_time(_form: FlaskForm, field: StringField) -> None:
    """A time of day."""
    if not is_time(field.data):
        raise ValidationError(_l("请填时间，例如 09:00。"))


def read_day(field: StringField) -> date:
    """The day that was typed, in a century that calendars can reckon with."""
    try:
        day = date.fromisoformat((field.data or "").strip())
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2200:
        raise ValidationError(_l("请填日期，例如 2026-01-31。"))
    return day


def longest(n_characters: int) -> Length:
    """A limit that says so."""
    return Length(max=n_characters, message=_l("内容太长。"))


class Filled(InputRequired):
    """Something was written, and not only spaces."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Stop at a field with nothing in it."""
        sent = field.raw_data[0] if field.raw_data else ""
        if isinstance(sent, str) and not sent.strip():
            field.raw_data = []
        super().__call__(form, field)


REQUIRED = Filled(_l("请填写这一项。"))


def split_contact(text: str) -> tuple[str | None, str | None]:
    """E-mail address and mobile number out of one field; exactly one is not None.

    Raises ValueError where it is neither.

    >>> split_contact("138 0000 0000")
    (None, '13800000000')
    """
    compact = text.strip().replace(" ", "")
    if MOBILE.fullmatch(compact):
        return None, compact
    if EMAIL.fullmatch(compact) and len(compact) <= 120:
        return compact.lower(), None
    raise ValueError(text)


def is_same_contact(one: str, other: str) -> bool:
    """Whether two texts are the same mobile number or e-mail address."""
    try:
        return split_contact(one) == split_contact(other)
    except ValueError:
        return False


NOT_ONES_OWN = _l("请填监护人的手机号或邮箱，不能是您自己的。")


def read_birth_month(field: StringField) -> date:
    """The first day of the month of birth; raises ValidationError."""
    match = re.fullmatch(r"(19|20)(\d\d)\D?(0?[1-9]|1[0-2])", (field.data or "").strip())
    if match is None:
        raise ValidationError(_l("请填年份和月份，例如 1990-05。"))
    return date(int(match[1] + match[2]), int(match[3]), 1)


class PersonForm(FlaskForm):
    """Who somebody is: the fewest fields that the rules ask for."""

    name = StringField(_l("姓名"), [REQUIRED, longest(40)])
    birth = StringField(_l("出生年月"), [REQUIRED, longest(7)])
    street = SelectField(_l("居住街道"), [REQUIRED])
    sex = SelectField(_l("性别（选填）"), [Optional()])

    def validate_birth(self, field: StringField) -> None:
        """A month of birth, not in the future."""
        read_birth_month(field)

    @property
    def birth_month(self) -> date:
        """The first day of the month of birth, of a valid form."""
        return read_birth_month(self.birth)


class DetailsForm(PersonForm):
    """What is known of a volunteer: either address may be left empty, not both."""

    email = StringField(_l("邮箱"), [longest(120)])
    mobile = StringField(_l("手机号"), [longest(20)])

    def validate_email(self, field: StringField) -> None:
        """An e-mail address, if any."""
        email, mobile = self.contacts
        if (field.data or "").strip() and email is None:
            raise ValidationError(_l("请填完整的邮箱地址。"))
        if not (email or mobile or (self.mobile.data or "").strip()):
            raise ValidationError(_l("手机号和邮箱至少填一项。"))

    def validate_mobile(self, field: StringField) -> None:
        """A mobile number, if any."""
        if (field.data or "").strip() and self.contacts[1] is None:
            raise ValidationError(_l("请填 11 位手机号。"))

    @property
    def contacts(self) -> tuple[str | None, str | None]:
        """E-mail address and mobile number, None where empty or impossible."""
        try:
            email = split_contact(self.email.data or "")[0]
        except ValueError:
            email = None
        try:
            mobile = split_contact(self.mobile.data or "")[1]
        except ValueError:
            mobile = None
        return email, mobile


class RegistrationForm(PersonForm):
    """Becoming a volunteer."""

    contact = StringField(_l("手机号或邮箱"), [REQUIRED, longest(120), check_contact])
    password = PasswordField(_l("设置密码"), [REQUIRED, longest(MAX_PASSWORD_LENGTH)])
    guardian_name = StringField(_l("监护人姓名（未成年人填写）"), [longest(40)])
    guardian_contact = StringField(_l("监护人手机号或邮箱（未成年人填写）"), [longest(120)])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is short or close to the contact."""
        if is_weak_password(field.data or "", account_name=self.contact.data or " "):
            raise ValidationError(_l("密码至少 12 个字符，不能是账号，也不能只有几个重复的字符。"))

    def validate_guardian_contact(self, field: StringField) -> None:
        """Where given, an address that reaches the guardian, and not the minor."""
        if not (field.data or "").strip():
            return
        check_contact(self, field)
        if is_same_contact(field.data, self.contact.data or ""):
            raise ValidationError(NOT_ONES_OWN)


class GuardianForm(FlaskForm):
    """Whom to ask for consent."""

    name = StringField(_l("监护人姓名"), [REQUIRED, longest(40)])
    contact = StringField(_l("监护人手机号或邮箱"), [REQUIRED, longest(120), check_contact])


class BirthForm(FlaskForm):
    """Another month of birth, and why."""

    birth = StringField(_l("正确的出生年月"), [REQUIRED, longest(7)])
    reason = StringField(_l("怎么登记错的（未成年人必填）"), [longest(200)])

    def validate_birth(self, field: StringField) -> None:
        """A month of birth."""
        read_birth_month(field)

    @property
    def birth_month(self) -> date:
        """The first day of the month of birth, of a valid form."""
        return read_birth_month(self.birth)


class ExcuseForm(FlaskForm):
    """Why somebody did not come."""

    reason = TextAreaField(_l("原因"), [REQUIRED, longest(200)])


class ObjectionForm(FlaskForm):
    """What is wrong about hours under public notice."""

    reason = TextAreaField(_l("哪里不实"), [REQUIRED, longest(300)])


class SignInForm(FlaskForm):
    """Mobile number or e-mail address, and password."""

    contact = StringField(_l("手机号或邮箱"), [REQUIRED, longest(120)])
    password = PasswordField(_l("密码"), [REQUIRED, longest(MAX_PASSWORD_LENGTH)])
    next = HiddenField()


class LinkForm(FlaskForm):
    """Where to send a one-time link."""

    contact = StringField(_l("手机号或邮箱"), [REQUIRED, longest(120)])


class IdentityForm(FlaskForm):
    """An identity number, by its own consent."""

    number = StringField(_l("18 位身份证号"), [REQUIRED, longest(24)])


class CodeForm(FlaskForm):
    """The organiser's code."""

    code = StringField(_l("签到码"), [REQUIRED, longest(12)])


class ClaimForm(FlaskForm):
    """When somebody was there."""

    arrived = StringField(_l("到达时间"), [REQUIRED, check_time], widget=TimeInput())
    left = StringField(_l("离开时间"), [REQUIRED, check_time], widget=TimeInput())
    reason = StringField(_l("说明"), [REQUIRED, longest(300)])


class PeriodForm(FlaskForm):
    """The days of a certificate or an export."""

    first = StringField(_l("从"), [REQUIRED, longest(10)], widget=DateInput())
    last = StringField(_l("到"), [REQUIRED, longest(10)], widget=DateInput())

    def validate_first(self, field: StringField) -> None:
        """A day."""
        read_day(field)

    def validate_last(self, field: StringField) -> None:
        """A day, not before the first."""
        last_day = read_day(field)
        if not self.first.errors and last_day < read_day(self.first):
            raise ValidationError(_l("结束的日子不能早于开始的日子。"))

    @property
    def days(self) -> tuple[date, date]:
        """Both days of a valid form."""
        return read_day(self.first), read_day(self.last)
