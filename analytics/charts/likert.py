"""Topics side by side: favourable answers to the right, unfavourable to the left, neutral
between."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of
from analytics.charts.layout import base_layout, legend_above, plain_axis, row_axis
from analytics.charts.theme import DEFAULT_THEME, Theme, mix, readable_on
from analytics.words import Label, in_each, percent, same, whole

TITLE = Label("各主题的评价", "Opinions by topic")
SHOWN_IN_BAR = 0.08


@dataclass(frozen=True, slots=True)
class TopicShares:
    """One topic: the share (0..1) of each level, most favourable first, and who answered.

    Examples
    --------
    >>> TopicShares(Label("停车", "Parking"), (0.1, 0.3, 0.3, 0.2, 0.1), n=900).n
    900
    """

    label: Label
    shares: tuple[float, ...]
    n: int


def chart_topics(
    topics: Sequence[TopicShares],
    *,
    levels: Sequence[Label],
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw a diverging bar per topic; an odd number of levels has its middle one across zero.

    Parameters
    ----------
    topics
        In the order to show; each with one share per level, adding up to 1.
    levels
        Names of the levels, most favourable first.

    Raises
    ------
    ValueError
        If a topic does not have one share per level, or the sample type is unknown.

    Notes
    -----
    The unfavourable side is outlined and its numbers carry a minus: the sides stay apart in
    greyscale.

    Examples
    --------
    >>> levels = [Label("满意", "Satisfied"), Label("不满意", "Dissatisfied")]
    >>> topic = TopicShares(Label("停车", "Parking"), (0.4, 0.6), n=900)
    >>> chart_topics([topic], levels=levels, sample_type="R").summary.en
    'Most favourable: Parking (40.0%); least: Parking (40.0%).'
    """
    for topic in topics:
        if len(topic.shares) != len(levels):
            raise ValueError(
                f"{topic.label.en}: {len(topic.shares)} shares for {len(levels)} levels"
            )
    limits = _sides(topics, len(levels))
    ticks = range(round(limits[0]), round(limits[1]) + 1, 25)
    return Chart(
        data=tuple(_bars(topics, levels, theme)),
        layout=base_layout(theme, height=len(topics) * theme.row_height + 7 * theme.font_size)
        | {
            "barmode": "relative",
            "bargap": 0.3,
            "xaxis": plain_axis(
                theme,
                range=list(limits),
                tickvals=list(ticks),
                ticktext=[f"{abs(tick)}%" for tick in ticks],
            ),
            "yaxis": row_axis(theme, [topic.label for topic in topics]),
            "showlegend": True,
            "legend": legend_above(theme) | {"traceorder": "normal"},
        },
        table=_tabulate(topics, levels),
        summary=_summarise(topics, len(levels) // 2),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def _bars(
    topics: Sequence[TopicShares], levels: Sequence[Label], theme: Theme
) -> list[Mapping[str, Any]]:
    half = len(levels) // 2
    has_middle = len(levels) % 2 == 1
    favourable = range(half - 1, -1, -1)
    unfavourable = range(half + has_middle, len(levels))
    bars: list[Mapping[str, Any]] = []
    if has_middle:
        bars += [_bar(topics, levels, half, theme, part=part) for part in (0.5, -0.5)]
    bars += [_bar(topics, levels, level, theme, part=1.0) for level in favourable]
    bars += [_bar(topics, levels, level, theme, part=-1.0) for level in unfavourable]
    return bars


def _bar(
    topics: Sequence[TopicShares],
    levels: Sequence[Label],
    level: int,
    theme: Theme,
    *,
    part: float,
) -> Mapping[str, Any]:
    fill = _fill(level, len(levels), theme)
    shares = [topic.shares[level] for topic in topics]
    return {
        "type": "bar",
        "orientation": "h",
        "name": levels[level],
        "legendrank": level,
        "showlegend": part != -0.5,
        "x": [round(100 * part * share, 6) for share in shares],
        "y": list(range(len(topics))),
        "marker": {
            "color": fill,
            "line": {"color": theme.not_met if part == -1.0 else theme.paper, "width": 1},
        },
        "text": [_number(share, part) for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": readable_on(fill, theme)},
        "hoverinfo": "text",
        "hovertext": [_hover(topic, levels[level], topic.shares[level]) for topic in topics],
    }


def _number(share: float, part: float) -> str:
    if abs(part) != 1.0 or share < SHOWN_IN_BAR:
        return ""
    return f"{'−' if part < 0 else ''}{100 * share:.0f}"


def _sides(topics: Sequence[TopicShares], n_levels: int) -> tuple[float, float]:
    """Give the axis limits in percent: whole quarters that hold the longest bar of each side."""
    half, middle = n_levels // 2, n_levels % 2
    neutral = [0.5 * sum(topic.shares[half : half + middle]) for topic in topics]
    right = [sum(t.shares[:half]) + part for t, part in zip(topics, neutral, strict=True)]
    left = [sum(t.shares[half + middle :]) + part for t, part in zip(topics, neutral, strict=True)]
    return (
        -25.0 * math.ceil(4 * max(left, default=1.0)),
        25.0 * math.ceil(4 * max(right, default=1.0)),
    )


def _hover(topic: TopicShares, level: Label, share: float) -> Label:
    return in_each(
        lambda lang: (
            f"{topic.label[lang]}<br>{level[lang]} {percent(share)}<br>n = {whole(topic.n)}"
        )
    )


def _fill(level: int, n_levels: int, theme: Theme) -> str:
    half = n_levels // 2
    if n_levels % 2 and level == half:
        return theme.line
    if level < half:
        return mix(theme.accent, theme.paper, (half - level) / half)
    distance = level - (n_levels - half - 1)
    return mix(theme.not_met, theme.paper, 0.35 * distance / half)


def _tabulate(topics: Sequence[TopicShares], levels: Sequence[Label]) -> ChartTable:
    return ChartTable(
        header=(Label("主题", "Topic"), *levels, Label("回答人数", "Answers")),
        rows=tuple(
            (topic.label, *(same(percent(s)) for s in topic.shares), same(whole(topic.n)))
            for topic in topics
        ),
    )


def _summarise(topics: Sequence[TopicShares], n_favourable: int) -> Label:
    if not topics:
        return Label("还没有主题的评价。", "No topic has answers yet.")

    def favourable(topic: TopicShares) -> float:
        return sum(topic.shares[:n_favourable])

    best, worst = max(topics, key=favourable), min(topics, key=favourable)
    return Label(
        f"好评最多：{best.label.zh}（{percent(favourable(best))}）；"
        f"最少：{worst.label.zh}（{percent(favourable(worst))}）。",
        f"Most favourable: {best.label.en} ({percent(favourable(best))}); "
        f"least: {worst.label.en} ({percent(favourable(worst))}).",
    )
