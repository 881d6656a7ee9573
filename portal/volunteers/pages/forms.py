"""Forms of volunteers. Labels and errors are read in the visitor's language."""

import re
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.accounts.passwords import MAX_PASSWORD_LENGTH, is_weak_password
from surveys.words import Text

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", re.ASCII)
REQUIRED = InputRequired(_l("请填写这一项。"))


def longest(n_characters: int) -> Length:
    """A limit that says so."""
    return Length(max=n_characters, message=_l("内容太长。"))


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
    contact = StringField(_l("手机号或邮箱"), [REQUIRED, longest(120)])
    street = SelectField(_l("居住街道"), [REQUIRED])
    sex = SelectField(_l("性别（选填）"), [Optional()])

    def validate_birth(self, field: StringField) -> None:
        """A month of birth, not in the future."""
        read_birth_month(field)

    def validate_contact(self, field: StringField) -> None:
        """A mobile number or an e-mail address."""
        try:
            split_contact(field.data)
        except ValueError:
            raise ValidationError(_l("请填 11 位手机号，或完整的邮箱地址。")) from None

    @property
    def birth_month(self) -> date:
        """The first day of the month of birth, of a valid form."""
        return read_birth_month(self.birth)


class RegistrationForm(PersonForm):
    """Becoming a volunteer."""

    password = PasswordField(_l("设置密码"), [REQUIRED, longest(MAX_PASSWORD_LENGTH)])
    guardian_name = StringField(_l("监护人姓名（未成年人填写）"), [longest(40)])
    guardian_contact = StringField(_l("监护人手机号或邮箱（未成年人填写）"), [longest(120)])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is short or close to the contact."""
        if is_weak_password(field.data or "", account_name=self.contact.data or " "):
            raise ValidationError(_l("密码至少 12 个字符，不能是账号，也不能只有几个重复的字符。"))

    def validate_guardian_contact(self, field: StringField) -> None:
        """Where given, an address that reaches the guardian."""
        if not (field.data or "").strip():
            return
        try:
            split_contact(field.data)
        except ValueError:
            raise ValidationError(_l("请填 11 位手机号，或完整的邮箱地址。")) from None


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

    arrived = StringField(_l("到达时间"), [REQUIRED, longest(5)])
    left = StringField(_l("离开时间"), [REQUIRED, longest(5)])
    reason = StringField(_l("说明"), [REQUIRED, longest(300)])


class PeriodForm(FlaskForm):
    """The days of a certificate."""

    first = StringField(_l("从"), [REQUIRED, longest(10)])
    last = StringField(_l("到"), [REQUIRED, longest(10)])

    def validate_first(self, field: StringField) -> None:
        """A day."""
        self._read(field)

    def validate_last(self, field: StringField) -> None:
        """A day."""
        self._read(field)

    @property
    def days(self) -> tuple[date, date]:
        """Both days of a valid form."""
        return self._read(self.first), self._read(self.last)

    def _read(self, field: StringField) -> date:
        try:
            return date.fromisoformat((field.data or "").strip())
        except ValueError:
            raise ValidationError(_l("请填日期，例如 2026-01-31。")) from None


class SpotCheckForm(PeriodForm):
    """Which records a spot check draws from, and how many."""

    n_wanted = IntegerField(_l("抽取多少条"), [REQUIRED, NumberRange(1, 500)], default=30)

    def validate_last(self, field: StringField) -> None:
        """A day, not before the first."""
        last_day = self._read(field)
        if not self.first.errors and last_day < self._read(self.first):
            raise ValidationError(_l("结束日期不能早于开始日期。"))


class ActivityForm(FlaskForm):
    """What an organiser writes about an activity."""

    title_zh = StringField(_l("活动名称"), [REQUIRED, longest(60)])
    title_en = StringField(_l("英文名称（选填）"), [longest(120)])
    content_zh = TextAreaField(_l("做什么"), [REQUIRED, longest(1000)])
    content_en = TextAreaField(_l("英文说明（选填）"), [longest(2000)])
    field = SelectField(_l("服务领域"), [REQUIRED])
    audience = SelectField(_l("服务对象"), [REQUIRED])
    contact_zh = StringField(_l("联系方式"), [REQUIRED, longest(120)])
    contact_en = StringField(_l("英文联系方式（选填）"), [longest(240)])
    risk = SelectField(_l("危险程度"), [REQUIRED])
    risk_note_zh = TextAreaField(_l("风险与注意事项"), [REQUIRED, longest(300)])
    risk_note_en = TextAreaField(_l("英文风险与注意事项（选填）"), [longest(600)])
    insurance_note_zh = TextAreaField(_l("保险"), [longest(300)])
    insurance_note_en = TextAreaField(_l("英文保险（选填）"), [longest(600)])
    cost_note_zh = TextAreaField(_l("费用与保障"), [longest(300)])
    cost_note_en = TextAreaField(_l("英文费用与保障（选填）"), [longest(600)])
    min_age = IntegerField(_l("最小年龄"), [REQUIRED, NumberRange(8, 99)], default=16)
    max_age = IntegerField(_l("最大年龄（选填）"), [Optional(), NumberRange(8, 120)])
    skills = SelectMultipleField(_l("需要的技能（选填）"), [Optional()])

    def validate_insurance_note_zh(self, field: TextAreaField) -> None:
        """Dangerous work is insured before anyone is asked to do it."""
        if self.risk.data == "dangerous" and not (field.data or "").strip():
            raise ValidationError(_l("有危险的活动要写明保险。"))

    def validate_max_age(self, field: IntegerField) -> None:
        """Not below the youngest."""
        youngest = self.min_age.data
        if field.data is not None and youngest is not None and field.data < youngest:
            raise ValidationError(_l("最大年龄不能小于最小年龄。"))

    def read_words(self, name: str) -> Text:
        """A text in both languages, the English one empty where none was written."""
        written: Text = {"zh": self[f"{name}_zh"].data or "", "en": self[f"{name}_en"].data or ""}
        return {language: words.strip() for language, words in written.items()}


class PlacesForm(FlaskForm):
    """How many a shift needs and takes."""

    min_places = IntegerField(_l("最少人数"), [REQUIRED, NumberRange(1, 1000)], default=2)
    max_places = IntegerField(_l("最多人数"), [REQUIRED, NumberRange(1, 1000)], default=10)

    def validate_max_places(self, field: IntegerField) -> None:
        """No fewer than the least."""
        least = self.min_places.data
        if field.data is not None and least is not None and field.data < least:
            raise ValidationError(_l("最多人数不能小于最少人数。"))


class ShiftForm(PlacesForm):
    """One shift: when, where, how many."""

    day = StringField(_l("日期"), [REQUIRED, longest(10)])
    starts = StringField(_l("开始时间"), [REQUIRED, longest(5)])
    ends = StringField(_l("结束时间"), [REQUIRED, longest(5)])
    task_zh = StringField(_l("任务（选填）"), [longest(60)])
    task_en = StringField(_l("英文任务（选填）"), [longest(120)])
    place = StringField(_l("地点"), [REQUIRED, longest(40)])
    address = StringField(_l("详细地址（选填）"), [longest(120)])
    street = SelectField(_l("所在街道"), [REQUIRED])
    n_weeks = IntegerField(_l("之后每周重复几次"), [NumberRange(0, 26)], default=0)


class MessageForm(FlaskForm):
    """A message to everyone with a place."""

    message = TextAreaField(_l("留言"), [REQUIRED, longest(300)])


class ReasonForm(FlaskForm):
    """Why something is done."""

    reason = StringField(_l("原因"), [REQUIRED, longest(200)])
