"""Charts of volunteering: indicators by district against targets, hours by field and month."""

from collections.abc import Callable, Mapping, Sequence

from analytics.charts import Chart, Label, Stack, Theme, chart_register, chart_stacks
from portal.pictures import Picture, draw_picture
from portal.theme import Display
from portal.volunteering.indicators import INDICATORS, RegisterIndicator
from portal.volunteering.model import ServiceHours, VolunteerFigures
from portal.volunteering.rows import bar_of
from surveys.words import Text

CLASSES = (Label("信用时长", "Credited hours"), Label("荣誉时长", "Honour hours"))
UNIT = Label("小时", "hours")
BY_DISTRICT: Text = {"zh": "各区", "en": "by district"}
FIELD, FIELDS_TITLE = (
    Label("服务领域", "Field of service"),
    Label("各领域的小时数", "Hours by field"),
)
MONTH, MONTHS_TITLE = Label("月份", "Month"), Label("每月的小时数", "Hours by month")

Drawing = Callable[[VolunteerFigures, Theme], Chart]


def draw_figures(
    figures: VolunteerFigures, codes: Sequence[str] = (), *, language: str, display: Display
) -> tuple[Picture, ...]:
    """Draw the pictures of these codes, or all; hours only where there are any."""
    has_hours = any(hours.credited_minutes or hours.honour_minutes for hours in figures.months)
    return tuple(
        _make_picture(code, figures, language=language, display=display)
        for code in codes or DRAWINGS
        if has_hours or code not in OF_HOURS
    )


def draw_indicator(indicator: RegisterIndicator, figures: VolunteerFigures, theme: Theme) -> Chart:
    """Draw one indicator: the city, then each district, against the target."""
    bars = [bar_of(figures.city, indicator, is_total=True)]
    bars += [bar_of(district, indicator, is_total=False) for district in figures.districts]
    return chart_register(
        bars,
        unit=indicator.unit,
        counted=_label(indicator.formula),
        base=_label(indicator.denominator),
        title=Label(
            f"{indicator.label['zh']}：{BY_DISTRICT['zh']}",
            f"{indicator.label['en']} {BY_DISTRICT['en']}",
        ),
        target=figures.targets[indicator.code].value,
        theme=theme,
    )


def draw_fields(figures: VolunteerFigures, theme: Theme) -> Chart:
    """Draw the hours of each field of service."""
    stacks = _stack(figures.fields)
    return chart_stacks(
        stacks, first=FIELD, parts=CLASSES, unit=UNIT, title=FIELDS_TITLE, theme=theme
    )


def draw_months(figures: VolunteerFigures, theme: Theme) -> Chart:
    """Draw the hours of each month of the year."""
    return chart_stacks(
        _stack(figures.months),
        first=MONTH,
        parts=CLASSES,
        unit=UNIT,
        title=MONTHS_TITLE,
        is_upright=True,
        theme=theme,
    )


def _draw_one(indicator: RegisterIndicator) -> Drawing:
    return lambda figures, theme: draw_indicator(indicator, figures, theme)


DRAWINGS: Mapping[str, Drawing] = {
    **{indicator.code: _draw_one(indicator) for indicator in INDICATORS},
    "fields": draw_fields,
    "months": draw_months,
}
OF_HOURS = ("fields", "months")


def _make_picture(
    code: str, figures: VolunteerFigures, *, language: str, display: Display
) -> Picture:
    return draw_picture(
        f"volunteering-{code}",
        lambda theme: DRAWINGS[code](figures, theme),
        language=language,
        display=display,
    )


def _stack(hours: Sequence[ServiceHours]) -> list[Stack]:
    return [
        Stack(_label(one.label), (one.credited_minutes / 60, one.honour_minutes / 60))
        for one in hours
    ]


def _label(text: Text) -> Label:
    return Label(text["zh"], text["en"])
