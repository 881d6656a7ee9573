"""Totals of a complete register in their parts: stacked bars, lying by kind, upright by month.

Everything is counted, nothing sampled: a total has no interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import COMPLETE_REGISTER, REGISTER, Chart, ChartTable
from analytics.charts.layout import base_layout, legend_above, plain_axis, row_axis, text_at
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label, in_each, same

TOTAL = Label("合计", "Total")
MOST_TICKS = 6
ROOM_FOR_TEXT = 1.3
UPRIGHT_LINES = 18


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: what it is of, and its parts in the order of the legend.

    Examples
    --------
    >>> Stack(Label("环境保护", "Environment"), (12.0, 1.5)).total
    13.5
    """

    label: Label
    parts: tuple[float, ...]

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.parts)


def chart_stacks(
    stacks: Sequence[Stack],
    *,
    first: Label,
    parts: Sequence[Label],
    unit: Label,
    title: Label,
    is_upright: bool = False,
    theme: Theme = DEFAULT_THEME,
) -> Chart:
    """Draw each total as a bar made of its parts.

    Parameters
    ----------
    first
        Heading of the table's first column: what the bars are.
    parts
        Names of the parts, as many as each stack has.
    unit
        What is added up, for the sentence: hours.
    is_upright
        Upright bars for months in their order; lying bars for kinds with names.

    Raises
    ------
    ValueError
        If a stack has not as many parts as there are names.

    Examples
    --------
    >>> words = {"first": Label("月份", "Month"), "unit": Label("小时", "hours")}
    >>> parts = [Label("信用时长", "Credited"), Label("荣誉时长", "Honour")]
    >>> stacks = [Stack(Label("1月", "Jan"), (12.0, 1.5))]
    >>> chart_stacks(stacks, parts=parts, title=Label("时长", "Hours"), **words).summary.en
    '13.5 hours in all: Credited 12.0, Honour 1.5.'
    """
    if any(len(stack.parts) != len(parts) for stack in stacks):
        raise ValueError(f"each stack needs {len(parts)} parts, one per name")
    place = _stand(stacks, theme) if is_upright else _lie(stacks, theme)
    return Chart(
        data=tuple(
            _draw_part(stacks, number, name, theme=theme, is_upright=is_upright)
            for number, name in enumerate(parts)
        ),
        layout=place
        | {
            "barmode": "stack",
            "bargap": 0.4,
            "showlegend": True,
            "legend": legend_above(theme) | {"traceorder": "normal"},
        },
        table=ChartTable(
            (first, *parts, TOTAL),
            tuple(
                (stack.label, *(same(_write(part)) for part in (*stack.parts, stack.total)))
                for stack in stacks
            ),
        ),
        summary=_summarise(stacks, parts, unit),
        title=title,
        sample_type=REGISTER,
        notes=(COMPLETE_REGISTER,),
    )


def _draw_part(
    stacks: Sequence[Stack], number: int, name: Label, *, theme: Theme, is_upright: bool
) -> Mapping[str, Any]:
    amounts = [round(stack.parts[number], 6) for stack in stacks]
    places = list(range(len(stacks)))
    return {
        "type": "bar",
        "orientation": "v" if is_upright else "h",
        "name": name,
        "x": places if is_upright else amounts,
        "y": amounts if is_upright else places,
        "marker": {
            "color": theme.series[(1 + 2 * number) % len(theme.series)],
            "line": {"color": theme.paper, "width": 1},
        },
        "hoverinfo": "text",
        "hovertext": [_hover(stack, number, name) for stack in stacks],
    }


def _lie(stacks: Sequence[Stack], theme: Theme) -> dict[str, Any]:
    longest = max([stack.total for stack in stacks], default=0.0) or 1.0
    totals = [
        text_at(same(f" {_write(stack.total)}"), x=stack.total, xref="x", y=row, yref="y")
        for row, stack in enumerate(stacks)
    ]
    return base_layout(theme, height=(len(stacks) + 3) * theme.row_height) | {
        "xaxis": plain_axis(theme, range=[0, ROOM_FOR_TEXT * longest], nticks=5),
        "yaxis": row_axis(theme, [stack.label for stack in stacks]),
        "annotations": totals,
    }


def _stand(stacks: Sequence[Stack], theme: Theme) -> dict[str, Any]:
    every = -(-len(stacks) // MOST_TICKS) or 1
    return base_layout(theme, height=UPRIGHT_LINES * theme.font_size) | {
        "xaxis": plain_axis(
            theme,
            tickvals=list(range(0, len(stacks), every)),
            ticktext=[stack.label for stack in stacks[::every]],
            tickangle=0,
            showgrid=False,
            range=[-0.8, len(stacks) - 0.2],
        ),
        "yaxis": plain_axis(theme, rangemode="tozero", ticklabelstandoff=6),
    }


def _hover(stack: Stack, number: int, name: Label) -> Label:
    return in_each(
        lambda lang: f"{stack.label[lang]}<br>{name[lang]} {_write(stack.parts[number])}"
    )


def _write(amount: float) -> str:
    return f"{amount:,.1f}"


def _summarise(stacks: Sequence[Stack], parts: Sequence[Label], unit: Label) -> Label:
    total = _write(sum(stack.total for stack in stacks))
    sums = [_write(sum(stack.parts[number] for stack in stacks)) for number in range(len(parts))]
    named = list(zip(parts, sums, strict=True))
    zh = "，".join(f"{name.zh} {amount}" for name, amount in named)
    en = ", ".join(f"{name.en} {amount}" for name, amount in named)
    return Label(f"合计 {total} {unit.zh}：{zh}。", f"{total} {unit.en} in all: {en}.")
