"""What every chart is: one object that gives the figure, its table, its sentence and its notes.

Figures are plain dictionaries in Plotly's form, written for plotly.js (cartesian bundle) under a
strict Content-Security-Policy: no images, no outside fonts, no tool bar. The tests validate each
of them with ``plotly.graph_objects``; a web worker that serves them never loads Plotly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.words import Label, Lang

PLOTLY_CONFIG: Mapping[str, Any] = {"displayModeBar": False, "responsive": True}

SAMPLE_TYPE_LABELS: Mapping[str, Label] = {
    "R": Label("抽样调查", "Random sample"),
    "Q": Label("配额调查", "Quota sample"),
    "O": Label("自愿参与", "Open participation"),
}
REGISTER = "register"
COMPLETE_REGISTER = Label("全数登记，不是抽样", "Complete register, not a sample")
MODEL_BASED_INTERVAL = Label(
    "配额调查不是随机抽样，区间依赖模型假设。",
    "A quota sample is not a random sample: its intervals rest on a model.",
)


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The same figures as the chart, as text: ``rows`` have as many cells as ``header``."""

    header: tuple[Label, ...]
    rows: tuple[tuple[Label, ...], ...]

    def header_in(self, lang: str) -> tuple[str, ...]:
        """Read the header in one language."""
        return tuple(cell[lang] for cell in self.header)

    def rows_in(self, lang: str) -> tuple[tuple[str, ...], ...]:
        """Read the rows in one language."""
        return tuple(tuple(cell[lang] for cell in row) for row in self.rows)


@dataclass(frozen=True)
class Chart:
    """A figure with its table, one-sentence summary, title and notes, all made from one object.

    Attributes
    ----------
    data, layout
        Plotly traces and layout; texts in them are ``Label`` until a language is chosen.
    table, summary, title, notes
        The accessible twin of the picture; ``summary["zh"]``, ``summary["en"]``.
    sample_type
        ``R``, ``Q`` or ``O``; its label is always the first note. ``register`` where everybody
        was counted and nobody sampled.

    Examples
    --------
    >>> table = ChartTable((Label("轮次", "Wave"),), ())
    >>> chart = Chart((), {"height": 80}, table, Label("空", "Empty"), Label("图", "Chart"), "R")
    >>> chart.figure_in("en")["layout"]["height"]
    80
    """

    data: tuple[Mapping[str, Any], ...]
    layout: Mapping[str, Any]
    table: ChartTable
    summary: Label
    title: Label
    sample_type: str
    notes: tuple[Label, ...] = ()

    @property
    def figure(self) -> dict[str, Any]:
        """The figure in Chinese, the first language."""
        return self.figure_in("zh")

    def figure_in(self, lang: str) -> dict[str, Any]:
        """Give the figure with all texts in one language, ready for ``json.dumps``.

        Parameters
        ----------
        lang
            A language tag: everything that begins with ``en`` reads English, all else Chinese.

        Returns
        -------
        dict
            ``data``, ``layout`` and ``config``, as ``Plotly.newPlot(element, figure)`` takes them.
        """
        chosen: Lang = "en" if lang.startswith("en") else "zh"
        return {
            "data": [_in_lang(trace, chosen) for trace in self.data],
            "layout": _in_lang(self.layout, chosen),
            "config": dict(PLOTLY_CONFIG),
        }


def notes_of(sample_type: str, *more: Label) -> tuple[Label, ...]:
    """Begin the notes with the label of the sample type, which stands on every chart.

    Raises
    ------
    ValueError
        If the sample type is none of ``R``, ``Q``, ``O``.

    Examples
    --------
    >>> [note.zh for note in notes_of("R")]
    ['抽样调查']
    """
    if sample_type not in SAMPLE_TYPE_LABELS:
        raise ValueError(f"unknown sample type {sample_type!r}; known are R, Q and O")
    return SAMPLE_TYPE_LABELS[sample_type], *more


def notes_of_intervals(sample_type: str, what: str, *more: Label) -> tuple[Label, ...]:
    """Write the notes of a chart of intervals, which open participation cannot have.

    Raises
    ------
    ValueError
        For open participation (``O``), naming ``what`` it cannot have, or an unknown sample type.

    Examples
    --------
    >>> [note.en for note in notes_of_intervals("Q", "An interval")]
    ['Quota sample', 'A quota sample is not a random sample: its intervals rest on a model.']
    """
    refuse_open_sample(sample_type, what)
    return notes_of(sample_type, *more, *([MODEL_BASED_INTERVAL] if sample_type == "Q" else []))


def refuse_open_sample(sample_type: str, what: str) -> None:
    """Refuse what needs a sampling error when people chose themselves to take part.

    Raises
    ------
    ValueError
        If ``sample_type`` is ``O``: no interval, target line or verdict can be given.

    Examples
    --------
    >>> refuse_open_sample("R", "an interval")
    """
    if sample_type == "O":
        raise ValueError(
            f"{what} cannot be shown for open participation (sample type O): "
            "people chose themselves, so no sampling error exists"
        )


def _in_lang(node: Any, lang: Lang) -> Any:
    if isinstance(node, Label):
        return node[lang]
    if isinstance(node, Mapping):
        return {key: _in_lang(value, lang) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_in_lang(value, lang) for value in node]
    return node
