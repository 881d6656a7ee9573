"""The page of ``python -m analytics rates --html``: rates against targets, areas, weights."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.charts import (
    AreaRate,
    Band,
    Chart,
    OptionShare,
    Rate,
    chart_forest,
    chart_participants,
    chart_rates,
)
from analytics.charts.standalone import write_page
from analytics.multiplicity import Band as Standing
from analytics.quality import nchs_flag
from analytics.ratefile import RateFileError
from analytics.rates import EVERYONE, RateReport, RateRow
from analytics.words import Label, Lang, same

BANDS: Mapping[Standing, Band] = {
    Standing.ABOVE: "above",
    Standing.ALIKE: "alike",
    Standing.BELOW: "below",
}
SAMPLES = {
    "R": Label("随机抽样。区间为 95% 置信区间。", "Random sample. Intervals are 95 % confidence."),
    "Q": Label("配额抽样：区间依模型。", "Quota sample: intervals rest on a model."),
    "O": Label(
        "自愿参与：只代表参与者，不给误差。", "Open participation: about participants only."
    ),
}


def write_rates_page(report: RateReport, lang: Lang = "zh") -> str:
    """Return the HTML page of a report, complete without any network.

    Raises
    ------
    RateFileError
        A level other than 0.95: the charts speak of 95 % intervals.
    """
    if report.file.level != 0.95:
        raise RateFileError(f"{report.file.path.name}: a page with charts needs level = 0.95")
    overall = [row for row in report.rows if row.figure.domain == EVERYONE]
    charts: list[Chart]
    if report.file.sample == "O":
        options = [
            OptionShare(same(row.line.name), row.figure.value, row.figure.n_counted)
            for row in overall
        ]
        n = max((row.figure.n for row in overall), default=0)
        charts = [chart_participants(options, n=n, is_weighted=bool(report.file.steps))]
    else:
        charts = [chart_rates([_rate(row) for row in overall], sample_type=report.file.sample)]
        charts += [_forest(report, row) for row in overall if row.line.name in report.bandings]
    intro = [SAMPLES[report.file.sample]]
    return write_page(charts, title=same(report.file.title), lang=lang, intro=intro)


def _rate(row: RateRow, label: str | None = None) -> Rate:
    figure = row.figure
    verdict = row.verdict.value if row.verdict else None
    return Rate(
        same(label or row.line.name),
        figure.value,
        figure.low,
        figure.high,
        n=figure.n,
        n_effective=figure.n_effective,
        target=row.line.target,
        verdict=verdict,
    )


def _forest(report: RateReport, overall: RateRow) -> Chart:
    """Draw the domains of one rate in bands against everyone, false alarms controlled."""
    name = overall.line.name
    parts = [
        row
        for row in report.rows
        if row.line.name == name and row.figure.domain != overall.figure.domain
    ]
    areas = [
        _area(row, BANDS[band])
        for row, band in zip(parts, report.bandings[name].bands, strict=True)
    ]
    title = Label(f"{name}：各范围", f"{name} by domain")
    return chart_forest(
        areas, overall=_rate(overall, EVERYONE), sample_type=report.file.sample, title=title
    )


def _area(row: RateRow, band: Band) -> AreaRate:
    """Return a domain in its band; one too small to be shown has no rate."""
    figure = row.figure
    flag = nchs_flag(figure.value, figure.se, n=figure.n, df=figure.df)
    if not figure.has_data or not bool(flag.is_shown):
        return AreaRate(Rate(same(figure.domain), None, n=figure.n), "not shown")
    return AreaRate(_rate(row, figure.domain), band)
