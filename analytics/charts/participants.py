"""What those who chose to take part answered: plain shares, no interval, the opt-in sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of
from analytics.charts.layout import base_layout, in_percent, plain_axis, row_axis
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.quality import opt_in_note
from analytics.words import Label, in_each, percent, same, whole

TITLE = Label("参与者的回答", "Answers of the participants")
HEADER = (
    Label("选项", "Option"),
    Label("占参与者", "Of participants"),
    Label("人数", "People"),
)


@dataclass(frozen=True, slots=True)
class OptionShare:
    """One option: the share (0..1) of participants who chose it, and how many they are.

    Examples
    --------
    >>> OptionShare(Label("很满意", "Very satisfied"), 0.31, 1550).n
    1550
    """

    label: Label
    share: float | None
    n: int


def chart_participants(
    options: Sequence[OptionShare],
    *,
    n: int,
    is_weighted: bool,
    sample_type: str = "O",
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw shares of participants as bars.

    Parameters
    ----------
    n
        Participants who answered the question.
    is_weighted
        Whether the shares are weighted by sex and age; the opt-in sentence says it.

    Examples
    --------
    >>> option = OptionShare(Label("满意", "Satisfied"), 0.6, 3000)
    >>> chart_participants([option], n=5000, is_weighted=False).summary.en
    'Of 5,000 participants, most chose: Satisfied (60.0%).'
    """
    notes = notes_of(
        sample_type, *([opt_in_note(is_weighted=is_weighted)] if sample_type == "O" else [])
    )
    return Chart(
        data=(_bars(options, theme),),
        layout=base_layout(theme, height=(len(options) + 2) * theme.row_height)
        | {
            "bargap": 0.4,
            "xaxis": plain_axis(theme, range=[0, 124], dtick=25, ticksuffix="%"),
            "yaxis": row_axis(theme, [option.label for option in options]),
        },
        table=ChartTable(
            HEADER,
            tuple(
                (option.label, same(percent(option.share)), same(whole(option.n)))
                for option in options
            ),
        ),
        summary=_summarise(options, n),
        title=title,
        sample_type=sample_type,
        notes=notes,
    )


def _bars(options: Sequence[OptionShare], theme: Theme) -> Mapping[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [in_percent(option.share) for option in options],
        "y": list(range(len(options))),
        "text": [percent(option.share) for option in options],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": theme.series[3],
            "line": {"color": theme.series[1], "width": 1},
        },
        "hoverinfo": "text",
        "hovertext": [_hover(option) for option in options],
    }


def _hover(option: OptionShare) -> Label:
    return in_each(
        lambda lang: f"{option.label[lang]}<br>{percent(option.share)}, n = {whole(option.n)}"
    )


def _summarise(options: Sequence[OptionShare], n: int) -> Label:
    shown = [option for option in options if option.share is not None]
    if not shown or n == 0:
        return Label("还没有人回答。", "Nobody has answered yet.")
    top = max(shown, key=lambda option: option.share or 0.0)
    return Label(
        f"{whole(n)} 位参与者中，选得最多的是：{top.label.zh}（{percent(top.share)}）。",
        f"Of {whole(n)} participants, most chose: {top.label.en} ({percent(top.share)}).",
    )
