"""Forms of organisers and coordinators: sheets, spot checks, activities, places and shifts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional, StopValidation
from wtforms.widgets import DateInput, TimeInput

from portal.volunteers.attendance.spot_checks import FINDINGS
from portal.volunteers.pages.forms import (
    REQUIRED,
    ClaimForm,
    PeriodForm,
    check_time,
    longest,
    read_day,
)
from portal.volunteers.pages.numbers import check_number
from surveys.words import Text


class BackfillForm(ClaimForm):
    """Who was there, and when."""

    number = StringField(_l("志愿者编号"), [REQUIRED, check_number])


class WalkInForm(FlaskForm):
    """Who came without having signed up."""

    number = StringField(_l("志愿者编号"), [REQUIRED, check_number])
    accompanied = BooleanField(_l("未成年，由监护人陪同"))


class SpotCheckForm(PeriodForm):
    """Which records a spot check draws from, and how many."""

    n_wanted = IntegerField(_l("抽取多少条"), [REQUIRED, NumberRange(1, 500)], default=30)


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
    checks_location = BooleanField(_l("签到时问位置：只记“在”或“不在”，志愿者可以不给"))
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


class PlaceForm(FlaskForm):
    """Where shifts take place."""

    team = SelectField(_l("哪个团队的地点"), [REQUIRED])
    name_zh = StringField(_l("地点名称"), [REQUIRED, longest(40)])
    name_en = StringField(_l("英文名称（选填）"), [longest(80)])
    street = SelectField(_l("所在街道"), [REQUIRED])
    address = StringField(_l("详细地址（选填）"), [longest(120)])
    longitude = StringField(_l("经度（选填，WGS84）"), [longest(20)])
    latitude = StringField(_l("纬度（选填，WGS84）"), [longest(20)])
    radius = IntegerField(_l("多少米以内算在地点"), [REQUIRED, NumberRange(20, 5000)])

    def validate_longitude(self, field: StringField) -> None:
        """A number of degrees; both or neither."""
        self._check(field, self.latitude, limit=180)

    def validate_latitude(self, field: StringField) -> None:
        """A number of degrees; both or neither."""
        self._check(field, self.longitude, limit=90)

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Longitude and latitude of a valid form."""
        longitude, latitude = (
            (self.longitude.data or "").strip(),
            (self.latitude.data or "").strip(),
        )
        return (float(longitude), float(latitude)) if longitude and latitude else None

    def _check(self, field: StringField, other: StringField, *, limit: float) -> None:
        text = (field.data or "").strip()
        if not text:
            if (other.data or "").strip():
                raise ValidationError(_l("经度和纬度请都填，或都不填。"))
            return
        try:
            is_possible = abs(float(text)) <= limit
        except ValueError:
            is_possible = False
        if not is_possible:
            raise ValidationError(_l("请填以度为单位的小数，例如 113.62493。"))


class PlacesForm(FlaskForm):
    """How many a shift needs and takes."""

    min_places = IntegerField(_l("最少人数"), [REQUIRED, NumberRange(1, 1000)], default=2)
    max_places = IntegerField(_l("最多人数"), [REQUIRED, NumberRange(1, 1000)], default=10)

    def validate_max_places(self, field: IntegerField) -> None:
        """No fewer than the least."""
        least = self.min_places.data
        if field.data is not None and least is not None and field.data < least:
            raise ValidationError(_l("最多人数不能小于最少人数。"))


def unless_known(form: FlaskForm, field: SelectField) -> None:
    """Where a new place lies; a known one has its street."""
    if form.known_place.data:
        field.errors = []
        raise StopValidation
    if not field.data:
        raise ValidationError(_l("请填写这一项。"))


def only_if_new(form: FlaskForm, field: StringField) -> None:
    """What is written of a new place would be lost beside a known one."""
    if form.known_place.data and (field.data or "").strip():
        raise ValidationError(_l("已经选了登记过的地点：请清空这一项，或在上面改选“新地点”。"))


class ShiftForm(PlacesForm):
    """One shift: when, where, how many."""

    day = StringField(_l("日期"), [REQUIRED, longest(10)], widget=DateInput())
    starts = StringField(_l("开始时间"), [REQUIRED, check_time], widget=TimeInput())
    ends = StringField(_l("结束时间"), [REQUIRED, check_time], widget=TimeInput())
    task_zh = StringField(_l("任务（选填）"), [longest(60)])
    task_en = StringField(_l("英文任务（选填）"), [longest(120)])
    known_place = SelectField(_l("地点"), default="")
    place = StringField(_l("新地点的名称"), [longest(40), only_if_new])
    place_en = StringField(_l("新地点的英文名称（选填）"), [longest(80), only_if_new])
    address = StringField(_l("详细地址（选填）"), [longest(120), only_if_new])
    street = SelectField(_l("所在街道"), [unless_known])
    n_weeks = IntegerField(_l("之后每周重复几次"), [NumberRange(0, 26)], default=0)

    def validate_day(self, field: StringField) -> None:
        """A day."""
        read_day(field)

    def validate_ends(self, field: StringField) -> None:
        """Another time than the start; an earlier one is on the next day."""
        if field.data.strip() == (self.starts.data or "").strip():
            raise ValidationError(_l("结束时间不能与开始时间相同。"))

    def validate_place(self, field: StringField) -> None:
        """A known place, or the name of a new one."""
        if not self.known_place.data and not (field.data or "").strip():
            raise ValidationError(_l("请选一个地点，或填写新地点的名称。"))


class EvaluationForm(FlaskForm):
    """How well a service was done."""

    grade = SelectField(_l("评价"), [REQUIRED])
    words = StringField(_l("说明（本人看得到）"), [longest(200)])


class FindingForm(FlaskForm):
    """What was found about one record, and how."""

    finding = SelectField(
        _l("查明"), [REQUIRED], choices=[(finding, finding) for finding in ("", *FINDINGS)]
    )
    note = StringField(_l("怎样核实的（记入档案）"), [longest(200)])


class NoteForm(FlaskForm):
    """How a held record was looked into."""

    note = StringField(_l("怎样核实的（记入档案）"), [longest(200)])


class MessageForm(FlaskForm):
    """A message to everyone with a place."""

    message = TextAreaField(_l("留言"), [REQUIRED, longest(300)])


class ReasonForm(FlaskForm):
    """Why something is done."""

    reason = StringField(_l("原因"), [REQUIRED, longest(200)])
