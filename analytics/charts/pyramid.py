"""Who answered against who lives here: a pyramid by age and sex, sample filled, frame outlined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of
from analytics.charts.layout import base_layout, legend_above, plain_axis, row_axis
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label, in_each, percent, points, same

TITLE = Label("回答者与居民的年龄性别构成", "Respondents against residents by age and sex")
SIDES = (Label("男", "Men"), Label("女", "Women"))
HEADER = (
    Label("年龄", "Age"),
    Label("性别", "Sex"),
    Label("回答者", "Respondents"),
    Label("居民", "Residents"),
    Label("差（百分点）", "Difference (points)"),
)


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """One age group: the four shares (0..1) of all respondents and of all residents.

    Examples
    --------
    >>> AgeGroup(Label("18–29", "18–29"), (0.12, 0.15), (0.10, 0.09)).in_sample
    (0.12, 0.15)
    """

    label: Label
    in_sample: tuple[float, float]
    in_frame: tuple[float, float]


def chart_pyramid(
    groups: Sequence[AgeGroup],
    *,
    sample_type: str,
    sides: tuple[Label, Label] = SIDES,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw the composition of a sample of any type against the frame.

    Parameters
    ----------
    groups
        Youngest first; drawn from the bottom up as pyramids are.
    sides
        Names of the left and right side, in the order of the shares of each group.

    Examples
    --------
    >>> young = AgeGroup(Label("18–29", "18–29"), (0.12, 0.18), (0.10, 0.09))
    >>> chart_pyramid([young], sample_type="O").summary.en
    'Furthest from the residents: Women 18–29, +9.0 points.'
    """
    upwards = list(reversed(groups))
    shares = [100 * s for group in groups for s in (*group.in_sample, *group.in_frame)]
    widest = 5 * (1 + max(shares, default=0) // 5)
    ticks = [-widest, 0, widest]
    return Chart(
        data=tuple(
            _bars(upwards, side, theme, in_frame=in_frame)
            for in_frame in (False, True)
            for side in (0, 1)
        ),
        layout=base_layout(theme, height=len(groups) * theme.row_height + 6 * theme.font_size)
        | {
            "barmode": "overlay",
            "xaxis": plain_axis(
                theme,
                range=[-1.3 * widest, 1.3 * widest],
                tickvals=ticks,
                ticktext=[_side_tick(sides[0], widest), "0%", _side_tick(sides[1], widest)],
            ),
            "yaxis": row_axis(theme, [group.label for group in upwards]),
            "showlegend": True,
            "legend": legend_above(theme),
        },
        table=ChartTable(HEADER, _rows(groups, sides)),
        summary=_summarise(groups, sides),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def _bars(
    groups: Sequence[AgeGroup], side: int, theme: Theme, *, in_frame: bool
) -> Mapping[str, Any]:
    shares = [(group.in_frame if in_frame else group.in_sample)[side] for group in groups]
    sign = 1 if side else -1
    name = HEADER[3] if in_frame else HEADER[2]
    outline = {"color": theme.ink, "width": 2}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "showlegend": side == 0,
        "x": [round(100 * sign * share, 6) for share in shares],
        "y": list(range(len(groups))),
        "width": 0.85 if in_frame else 0.6,
        "marker": {
            "color": "rgba(0,0,0,0)" if in_frame else theme.series[2],
            "line": outline if in_frame else {"width": 0},
        },
        "hoverinfo": "text",
        "hovertext": [
            _hover(group, name, share) for group, share in zip(groups, shares, strict=True)
        ],
    }


def _side_tick(side: Label, widest: float) -> Label:
    return in_each(lambda lang: f"{side[lang]} {widest:.0f}%")


def _hover(group: AgeGroup, name: Label, share: float) -> Label:
    return in_each(lambda lang: f"{group.label[lang]}<br>{name[lang]} {percent(share)}")


def _rows(groups: Sequence[AgeGroup], sides: tuple[Label, Label]) -> tuple[tuple[Label, ...], ...]:
    return tuple(
        (
            group.label,
            sides[side],
            same(percent(group.in_sample[side])),
            same(percent(group.in_frame[side])),
            same(points(group.in_sample[side] - group.in_frame[side])),
        )
        for group in groups
        for side in (0, 1)
    )


def _summarise(groups: Sequence[AgeGroup], sides: tuple[Label, Label]) -> Label:
    gaps = [
        (group.in_sample[side] - group.in_frame[side], group, side)
        for group in groups
        for side in (0, 1)
    ]
    if not gaps:
        return Label("还没有可比的构成。", "There is nothing to compare yet.")
    gap, group, side = max(gaps, key=lambda entry: abs(entry[0]))
    return Label(
        f"与居民差别最大：{group.label.zh}{sides[side].zh}，{points(gap)} 个百分点。",
        f"Furthest from the residents: {sides[side].en} {group.label.en}, {points(gap)} points.",
    )
