"""The one look of all charts: colours, type and row heights, taken from the portal's tokens.

The portal reads its CSS custom properties and passes a ``Theme``; the default equals the light
theme. Nothing is told by colour alone: each verdict has its word, its sign and its marker shape.
"""

from dataclasses import dataclass

from analytics.words import Label


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#rrggbb``, font size in px.

    ``series`` are the colours of several series in one chart, dark to light, so that they stay
    apart in greyscale.

    Examples
    --------
    >>> Theme(font_size=20).row_height
    60
    """

    accent: str = "#0b5c6b"
    ink: str = "#1c2426"
    muted: str = "#5b6669"
    line: str = "#d5dbdc"
    paper: str = "#ffffff"
    met: str = "#1d6b3a"
    not_met: str = "#a3312a"
    undecided: str = "#7a5a00"
    series: tuple[str, ...] = ("#0b3b45", "#0b7285", "#5aa9b8", "#a9cdd4", "#d9e8eb")
    font_family: str = (
        '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", '
        "system-ui, sans-serif"
    )
    font_size: int = 14

    @property
    def row_height(self) -> int:
        """Height of one row of a horizontal chart, px."""
        return 3 * self.font_size


DEFAULT_THEME = Theme()


@dataclass(frozen=True, slots=True)
class Mark:
    """How one verdict looks: word, sign, name of its colour in ``Theme``, marker shape."""

    word: Label
    sign: str
    colour_name: str
    symbol: str

    @property
    def text(self) -> Label:
        """The word followed by its sign."""
        return Label(f"{self.word.zh} {self.sign}", f"{self.word.en} {self.sign}")

    def colour(self, theme: Theme) -> str:
        """Look the colour up in a theme."""
        colour: str = getattr(theme, self.colour_name)
        return colour


VERDICT_MARKS = {
    "met": Mark(Label("达标", "met"), "✓", "met", "circle"),
    "not met": Mark(Label("未达标", "not met"), "✗", "not_met", "x"),
    "undecided": Mark(Label("尚不能判定", "undecided"), "？", "undecided", "diamond-open"),
}
NO_VERDICT = Mark(Label("", ""), "", "accent", "circle")


def mark_of(verdict: str | None) -> Mark:
    """Find the look of a verdict (``None`` = a figure without target).

    Raises
    ------
    ValueError
        If the verdict is none of ``met``, ``not met``, ``undecided``.

    Examples
    --------
    >>> mark_of("met").text.zh
    '达标 ✓'
    """
    if verdict is None:
        return NO_VERDICT
    if verdict not in VERDICT_MARKS:
        raise ValueError(f"unknown verdict {verdict!r}; known are {', '.join(VERDICT_MARKS)}")
    return VERDICT_MARKS[verdict]


def mix(colour: str, other: str, share: float) -> str:
    """Mix two ``#rrggbb`` colours; ``share`` (0..1) is the part of ``colour``.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def readable_on(fill: str, theme: Theme) -> str:
    """Choose ink or paper as the text colour on a fill, whichever contrasts more (WCAG 2 ratio).

    Examples
    --------
    >>> readable_on("#0b3b45", DEFAULT_THEME)
    '#ffffff'
    """
    return max((theme.ink, theme.paper), key=lambda text: contrast(text, fill))


def contrast(colour: str, other: str) -> float:
    """Compute the WCAG 2 contrast ratio of two colours, 1..21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
