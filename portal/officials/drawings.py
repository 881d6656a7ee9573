"""Charts of a wave's results: plain figures of `surveys.results` handed to `analytics.charts`.

Only rates (in percent) are drawn. A score has its own scale and stands in tables, so that no
picture can mix it with a rate; narrow and wide satisfaction never enter one chart either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from analytics.charts import (
    AgeGroup,
    AreaRate,
    Band,
    Chart,
    HeatCell,
    Label,
    OptionShare,
    Rate,
    Theme,
    TopicShares,
    WavePoint,
    chart_forest,
    chart_heat,
    chart_map,
    chart_participants,
    chart_pyramid,
    chart_rates,
    chart_topics,
    chart_trend,
)
from analytics.charts import Change as ChartChange
from portal.pictures import Picture, draw_for_reader
from surveys.results.model import (
    IndicatorResult,
    ParticipantShare,
    Representativeness,
    WaveFacts,
    WaveResults,
)
from surveys.results.question_model import OptionCount, OptionEstimate, QuestionResult
from surveys.sampling.classes import FEMALE, MALE
from surveys.sampling.outlines.names import shorten_name
from surveys.sampling.outlines.service import Outline, write_geojson
from surveys.words import Text


def label_of(text: Text) -> Label:
    """Turn words of the survey into a chart's label."""
    return Label(text["zh"], text["en"])


def rate_of(result: IndicatorResult, label: Text) -> Rate:
    """Turn one estimate into the figure that charts draw."""
    estimate = result.estimate
    return Rate(
        label=label_of(label),
        value=estimate.value if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        n=result.presentation.n,
        n_effective=estimate.n_effective if estimate else None,
        target=result.target.share if result.target else None,
        verdict=result.verdict.value if result.verdict else None,
    )


def draw_rates(rates: Sequence[Rate], results: WaveResults, theme: Theme, *, title: Text) -> Chart:
    """Draw rates against their targets."""
    return chart_rates(
        rates,
        sample_type=results.wave.sample_type.value,
        theme=theme,
        title=label_of(title),
    )


def draw_indicators(
    code: str, shown: Sequence[IndicatorResult], results: WaveResults, *, title: Text
) -> Picture:
    """Make the picture of several indicators in one place against their targets."""
    rates = [rate_of(result, result.indicator.label) for result in shown]
    return draw_for_reader(code, lambda theme: draw_rates(rates, results, theme, title=title))


def draw_areas(
    areas: Sequence[IndicatorResult], city: IndicatorResult, results: WaveResults, theme: Theme
) -> Chart:
    """Draw one rate by area in bands against the city, without a rank."""
    title = city.indicator.label
    return chart_forest(
        [AreaRate(rate_of(area, area.place.label), find_band(area, city)) for area in areas],
        overall=rate_of(city, city.place.label),
        sample_type=results.wave.sample_type.value,
        theme=theme,
        title=Label(
            f"{title['zh']}：各地区分档，不排名", f"{title['en']}: areas in bands, not ranked"
        ),
    )


def find_band(area: IndicatorResult, city: IndicatorResult) -> Band:
    """Place an area above or below the city only where the two intervals do not touch."""
    if area.estimate is None or city.estimate is None:
        return "not shown"
    if area.estimate.low > city.estimate.high:
        return "above"
    if area.estimate.high < city.estimate.low:
        return "below"
    return "alike"


def draw_map(
    streets: Sequence[IndicatorResult],
    outlines: tuple[Outline, ...],
    results: WaveResults,
    theme: Theme,
) -> Chart:
    """Draw one rate on the map of the streets, each with the sign of its verdict."""
    title = streets[0].indicator.label
    return chart_map(
        write_geojson(outlines),
        {
            street.place.code: rate_of(street, shorten_name(street.place.label))
            for street in streets
        },
        id_property="code",
        sample_type=results.wave.sample_type.value,
        theme=theme,
        title=Label(f"{title['zh']}：各街道地图", f"{title['en']}: map of the streets"),
    )


def draw_trend(
    result: IndicatorResult,
    results: WaveResults,
    theme: Theme,
    *,
    name_wave: Callable[[WaveFacts], Text],
) -> Chart:
    """Draw a rate in the wave before and in this one, with the interval of the change.

    `name_wave` gives a name short enough for a tick on a phone.
    """
    points = []
    change = result.change
    if change is not None and results.previous_wave is not None:
        previous = change.previous
        label = label_of(name_wave(results.previous_wave))
        points.append(
            WavePoint(Rate(label, previous.value, previous.low, previous.high, n=previous.n))
        )
    now = rate_of(result, name_wave(results.wave))
    drawn_change = ChartChange(change.value, change.low, change.high) if change else None
    points.append(WavePoint(replace(now, verdict=None), drawn_change))
    name = result.indicator.label
    return chart_trend(
        points,
        sample_type=results.wave.sample_type.value,
        target=result.target.share if result.target else None,
        theme=theme,
        title=Label(f"{name['zh']}：与上一波比较", f"{name['en']}: against the wave before"),
    )


def draw_heat(
    areas: Sequence[Sequence[IndicatorResult]], results: WaveResults, theme: Theme, *, title: Text
) -> Chart:
    """Draw areas (rows) by indicators (columns) as a shaded table."""
    return chart_heat(
        [[_heat_cell(result) for result in row] for row in areas],
        areas=[label_of(row[0].place.label) for row in areas],
        topics=[label_of(result.indicator.label) for result in areas[0]],
        sample_type=results.wave.sample_type.value,
        theme=theme,
        title=label_of(title),
    )


def _heat_cell(result: IndicatorResult) -> HeatCell:
    estimate = result.estimate
    if estimate is None:
        return HeatCell(None, n=result.presentation.n)
    return HeatCell(estimate.value, n=result.presentation.n, low=estimate.low, high=estimate.high)


def draw_pyramid(sample: Representativeness, theme: Theme, *, sample_type: str) -> Chart:
    """Draw who answered against who lives here."""
    by_class = {(row.age.code, row.sex.code): row for row in sample.rows}
    ages = {row.age.code: row.age for row in sample.rows}
    groups = []
    for code, age in ages.items():
        men, women = by_class[code, MALE], by_class[code, FEMALE]
        groups.append(
            AgeGroup(
                label_of(age.label),
                (men.response_share, women.response_share),
                (men.frame_share, women.frame_share),
            )
        )
    return chart_pyramid(groups, sample_type=sample_type, theme=theme)


def draw_shares(
    shares: Sequence[ParticipantShare], theme: Theme, *, n: int, title: Text, summary: Text
) -> Chart:
    """Draw what participants of an open wave said, with the opt-in sentence."""
    options = [
        OptionShare(label_of(share.indicator.label), share.value, share.n_counted or 0)
        for share in shares
    ]
    chart = chart_participants(options, n=n, is_weighted=False, theme=theme, title=label_of(title))
    return replace(chart, summary=label_of(summary))


def share_of(option: OptionEstimate | OptionCount) -> float | None:
    """Give the share of an option in a sample of either type; None when it is hidden."""
    if isinstance(option, OptionCount):
        return option.share
    return option.estimate.value if option.estimate else None


def draw_topics(
    rows: Sequence[QuestionResult],
    scales: Mapping[str, tuple[tuple[str, ...], int]],
    theme: Theme,
    *,
    sample_type: str,
) -> Chart:
    """Draw the rows of a grid as diverging bars over the levels of its scale.

    `scales` gives each row's levels, most favourable first, and how many answered with one of
    them; answers off the scale (not used, do not know) leave the bar, so that each adds up to all
    who judged.
    """
    topics, levels = [], []
    for row in rows:
        codes, n_judged = scales[row.code]
        on_scale = [option for option in row.options if option.code in codes]
        levels = [label_of(option.label) for option in on_scale]
        shares = [share_of(option) or 0.0 for option in on_scale]
        total = sum(shares)
        if total > 0:
            judged = tuple(share / total for share in shares)
            topics.append(TopicShares(label_of(row.label), judged, n_judged))
    return chart_topics(topics, levels=levels, sample_type=sample_type, theme=theme)
