"""Figures of volunteering as a flat sheet: one row per area and indicator, complete in itself.

Each row carries what must never be parted from its figure: what was counted, of whom, the target,
that everybody was counted, the date. Numbers stay numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.charts.chart import COMPLETE_REGISTER
from portal.spreadsheets import Cell
from portal.volunteering.drawings import CLASSES, FIELDS_TITLE, MONTHS_TITLE
from portal.volunteering.indicators import INDICATORS, RegisterIndicator
from portal.volunteering.model import AreaFigures, VolunteerFigures
from portal.volunteering.rows import bar_of
from surveys.words import Text

COLUMNS: tuple[Text, ...] = (
    {"zh": "年份", "en": "Year"},
    {"zh": "统计方式", "en": "How counted"},
    {"zh": "导出日期", "en": "Exported on"},
    {"zh": "是否示例数据", "en": "Sample data"},
    {"zh": "地区", "en": "Area"},
    {"zh": "代码", "en": "Code"},
    {"zh": "指标", "en": "Indicator"},
    {"zh": "指标代码", "en": "Indicator code"},
    {"zh": "单位", "en": "Unit"},
    {"zh": "数值", "en": "Value"},
    {"zh": "计入数", "en": "Counted"},
    {"zh": "基数", "en": "Base"},
    {"zh": "目标", "en": "Target"},
    {"zh": "目标方向", "en": "Direction of the target"},
    {"zh": "结论", "en": "Verdict"},
    {"zh": "分子", "en": "Numerator"},
    {"zh": "分母", "en": "Denominator"},
    {"zh": "公式编号", "en": "Formula id"},
)
UNITS: dict[str, Text] = {
    "percent": {"zh": "%", "en": "%"},
    "hours": {"zh": "小时", "en": "hours"},
}
VERDICTS: dict[str, Text] = {
    "met": {"zh": "达标", "en": "met"},
    "not met": {"zh": "未达标", "en": "not met"},
}
YES_NO: tuple[Text, Text] = ({"zh": "否", "en": "no"}, {"zh": "是", "en": "yes"})


@dataclass(frozen=True)
class RegisterSheet:
    """A table to download, in one language."""

    figures: VolunteerFigures
    language: str
    today: date

    @property
    def name(self) -> str:
        """Of the file, without its ending."""
        return f"volunteering-{self.figures.year}-{self.today.isoformat()}"

    @property
    def header(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(column[self.language] for column in COLUMNS)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The city and its districts by indicator; then hours by field and by month."""
        for indicator in INDICATORS:
            for area in (self.figures.city, *self.figures.districts):
                yield self._indicator_row(area, indicator)
        for code, title, groups in (
            ("hours-by-field", FIELDS_TITLE, self.figures.fields),
            ("hours-by-month", MONTHS_TITLE, self.figures.months),
        ):
            for group in groups:
                minutes = (group.credited_minutes, group.honour_minutes)
                for name, amount in zip(CLASSES, minutes, strict=True):
                    words = f"{title[self.language]} · {group.label[self.language]}"
                    yield self._hours_row(f"{words} · {name[self.language]}", code, amount / 60)

    def _shared(self, area: AreaFigures) -> tuple[Cell, ...]:
        return (
            self.figures.year,
            COMPLETE_REGISTER[self.language],
            self.today.isoformat(),
            YES_NO[self.figures.has_sample_data][self.language],
            area.name[self.language],
            area.code,
        )

    def _indicator_row(self, area: AreaFigures, indicator: RegisterIndicator) -> tuple[Cell, ...]:
        bar = bar_of(area, indicator, is_total=False)
        target = self.figures.targets[indicator.code].value
        verdict = bar.judge(target)
        return (
            *self._shared(area),
            indicator.label[self.language],
            indicator.code,
            UNITS[indicator.unit][self.language],
            None if bar.value is None else round(bar.value, 4),
            round(bar.n_counted, 4),
            bar.n_base,
            target,
            "≥",
            VERDICTS[verdict][self.language] if verdict else None,
            indicator.formula[self.language],
            indicator.denominator[self.language],
            indicator.formula_id,
        )

    def _hours_row(self, words: str, code: str, hours: float) -> tuple[Cell, ...]:
        blank: tuple[Cell, ...] = (None,) * 8
        unit = UNITS["hours"][self.language]
        return *self._shared(self.figures.city), words, code, unit, round(hours, 4), *blank
