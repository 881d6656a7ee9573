"""How unequal the weights are: their histogram, with the price paid in precision (Kish)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.arrays import FloatArray, IntArray
from analytics.charts.chart import Chart, ChartTable, notes_of
from analytics.charts.layout import base_layout, plain_axis
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.quality import kish
from analytics.words import Label, in_each, same, whole

TITLE = Label("权重的分布", "Distribution of the weights")
HEADER = (
    Label("平均权重的倍数", "Multiples of the mean weight"),
    Label("回答数", "Responses"),
)
N_BINS = 24


@dataclass(frozen=True, slots=True)
class WeightBins:
    """Relative weights (multiples of the mean) counted in equal bins.

    Attributes
    ----------
    edge
        ``B + 1`` limits of the bins, rising; multiples of the mean weight.
    n_rows
        Rows in each of the ``B`` bins.
    smallest, largest
        Relative weights.
    deff, n_effective
        Kish's design effect of the weights and the rows divided by it.

    Examples
    --------
    >>> bin_weights(np.array([1.0, 3.0])).largest
    1.5
    """

    edge: tuple[float, ...]
    n_rows: tuple[int, ...]
    smallest: float
    largest: float
    deff: float
    n_effective: float


def bin_weights(
    weight: FloatArray, n: IntArray | None = None, *, n_bins: int = N_BINS
) -> WeightBins:
    """Count weights in equal bins from 0 to the largest.

    Parameters
    ----------
    weight
        (K,) final weights, > 0, of rows or of cells.
    n
        (K,) rows of each cell; one each when left out.

    Raises
    ------
    ValueError
        If there is no weight, or one is not above 0.

    Examples
    --------
    >>> bin_weights(np.array([1.0, 3.0]), np.array([2, 2]), n_bins=2).n_rows
    (2, 2)
    """
    count = np.ones(len(weight), dtype=np.int64) if n is None else n
    loss = kish(weight, count)
    relative = weight * count.sum() / float(weight @ count)
    n_rows, edge = np.histogram(relative, n_bins, (0.0, float(relative.max())), weights=count)
    return WeightBins(
        edge=tuple(float(e) for e in edge),
        n_rows=tuple(int(c) for c in n_rows),
        smallest=float(relative.min()),
        largest=float(relative.max()),
        deff=loss.deff,
        n_effective=loss.n_effective,
    )


def chart_weights(
    bins: WeightBins,
    *,
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw the histogram of the weights.

    Examples
    --------
    >>> chart_weights(bin_weights(np.array([1.0, 3.0])), sample_type="R").summary.en
    'Weights run from 0.50 to 1.50 times the mean; design effect 1.25, effective n 2.'
    """
    names = [f"{low:.2f}–{high:.2f}" for low, high in _ranges(bins)]
    return Chart(
        data=(_bars(bins, names, theme),),
        layout=base_layout(theme, height=16 * theme.font_size)
        | {
            "bargap": 0.05,
            "xaxis": plain_axis(theme, title=_axis_title(HEADER[0], theme)),
            "yaxis": plain_axis(theme, title=_axis_title(HEADER[1], theme), ticklabelstandoff=6),
        },
        table=ChartTable(
            header=HEADER,
            rows=tuple(
                (same(name), same(whole(n))) for name, n in zip(names, bins.n_rows, strict=True)
            ),
        ),
        summary=Label(
            f"权重是平均值的 {bins.smallest:.2f} 至 {bins.largest:.2f} 倍；"
            f"设计效应 {bins.deff:.2f}，有效样本量 {whole(bins.n_effective)}。",
            f"Weights run from {bins.smallest:.2f} to {bins.largest:.2f} times the mean; "
            f"design effect {bins.deff:.2f}, effective n {whole(bins.n_effective)}.",
        ),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def _axis_title(text: Label, theme: Theme) -> Mapping[str, Any]:
    return {"text": text, "font": {"size": theme.font_size - 1, "color": theme.muted}}


def _ranges(bins: WeightBins) -> list[tuple[float, float]]:
    return list(zip(bins.edge[:-1], bins.edge[1:], strict=True))


def _bars(bins: WeightBins, names: list[str], theme: Theme) -> Mapping[str, Any]:
    return {
        "type": "bar",
        "x": [round((low + high) / 2, 6) for low, high in _ranges(bins)],
        "y": list(bins.n_rows),
        "marker": {"color": theme.series[1]},
        "hoverinfo": "text",
        "hovertext": [_hover(name, n) for name, n in zip(names, bins.n_rows, strict=True)],
    }


def _hover(name: str, n: int) -> Label:
    noun = Label("回答", "responses")
    return in_each(lambda lang: f"{name}<br>{noun[lang]} {whole(n)}")
