"""The figure that most charts draw: one rate with its interval, its sample and its verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from analytics.charts.theme import Mark, mark_of
from analytics.words import Label, in_each, is_missing, percent, percent_interval, whole

TOO_FEW = Label("数据太少", "too few answers")
INTERVAL_HEADER = Label("95% 置信区间", "95% confidence interval")


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate to show.

    Attributes
    ----------
    label
        What it is a rate of: an indicator, an area, a wave.
    value, low, high
        Shares 0..1; ``None`` or NaN where there is no data or too little to show.
    n
        Respondents who answered (the denominator, unweighted).
    n_effective
        The size of a simple random sample of the same precision.
    target
        Share to reach, 0..1.
    verdict
        ``met``, ``not met`` or ``undecided``, as the comparison with the target decided.

    Examples
    --------
    >>> rate = Rate(Label("知晓率", "Awareness"), 0.864, 0.841, 0.885, n=1104, verdict="met")
    >>> rate.text.en
    'Awareness 86.4% (84.1–88.5%)'
    """

    label: Label
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    n_effective: float | None = None
    target: float | None = None
    verdict: str | None = None

    def __post_init__(self) -> None:
        mark_of(self.verdict)
        if self.verdict is not None and self.limits is None:
            raise ValueError(f"{self.label.en}: a verdict needs an interval")

    @property
    def mark(self) -> Mark:
        """How its verdict looks."""
        return mark_of(self.verdict)

    @property
    def limits(self) -> tuple[float, float, float] | None:
        """Value, low and high when all three are there."""
        value, low, high = self.value, self.low, self.high
        if value is None or low is None or high is None:
            return None
        if is_missing(value) or is_missing(low) or is_missing(high):
            return None
        return value, low, high

    @property
    def text(self) -> Label:
        """Label, rate and interval in one line."""
        if is_missing(self.value):
            return in_each(lambda lang: f"{self.label[lang]} {TOO_FEW[lang]}")
        limits = percent_interval(self.low, self.high)
        return Label(
            f"{self.label.zh} {percent(self.value)}（{limits}）",
            f"{self.label.en} {percent(self.value)} ({limits})",
        )

    @property
    def hover(self) -> Label:
        """What the pointer shows: the line above, the number of answers, the verdict."""
        return in_each(
            lambda lang: (
                f"{self.text[lang]}<br>n = {whole(self.n)}"
                + (f"<br>{self.mark.text[lang]}" if self.verdict else "")
            )
        )


def count_verdicts(rates: Iterable[Rate]) -> dict[str | None, int]:
    """Count the rates by verdict.

    Examples
    --------
    >>> count_verdicts([Rate(Label("甲", "A"), 0.5, 0.4, 0.6, verdict="met")])
    {'met': 1}
    """
    n_by_verdict: dict[str | None, int] = {}
    for rate in rates:
        n_by_verdict[rate.verdict] = n_by_verdict.get(rate.verdict, 0) + 1
    return n_by_verdict
