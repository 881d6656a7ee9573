"""Rates for an analyst: a CSV and its description in, a table of rates with verdicts out.

Made of the engine's own parts; ``python -m analytics rates`` prints what this computes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.charts.theme import VERDICT_MARKS
from analytics.comparison import Verdict, judge
from analytics.counting import count_rows_into_cells
from analytics.design import SurveyDesign, design_from_cells
from analytics.estimates import Domain, Estimate, Share, estimate
from analytics.multiplicity import Banding, band_areas
from analytics.ratefile import RateFile, RateLine, read_rate_file
from analytics.steps import Calibrate, NonResponse, PostStratify, Rake
from analytics.tables import Table, read_table
from analytics.weighting import StepAudit, weigh
from analytics.words import Label, Lang, percent, percent_interval, whole

EVERYONE = "全部 / everyone"
HEADER = (
    Label("指标", "indicator"),
    Label("范围", "domain"),
    Label("比率", "rate"),
    Label("区间", "interval"),
    Label("回答人数", "answers"),
    Label("有效样本量", "effective n"),
    Label("目标", "target"),
    Label("结论", "verdict"),
)


@dataclass(frozen=True)
class RateRow:
    """One rate in one domain; verdict None where there is no target, or none may be given."""

    line: RateLine
    figure: Estimate
    verdict: Verdict | None


@dataclass(frozen=True)
class RateReport:
    """Rates by domain, and what the weights went through.

    Attributes
    ----------
    file : the description
    rows : one per rate and domain, rates first, everyone first
    bandings : rate -> its domains in bands against everyone; none for open participation
    audit : one entry per weighting step
    """

    file: RateFile
    rows: tuple[RateRow, ...]
    bandings: Mapping[str, Banding]
    audit: tuple[StepAudit, ...]


def compute_rates(data: Path, description: Path) -> RateReport:
    """Estimate the rates that a description asks for.

    Parameters
    ----------
    data : CSV of responses
    description : DESIGN.toml, see ``analytics.ratefile``

    Raises
    ------
    AnalyticsError
        A sentence with file, row and column.
    """
    file = read_rate_file(description)
    table = read_table(data)
    weighted = weigh(_build_design(file, table), file.steps)
    measures = [_measure(line, table) for line in file.rates]
    domains = [Domain(EVERYONE, {}), *_domains(file, table)]
    found = estimate(weighted, measures, domains, interval=file.interval, level=file.level)
    rows = []
    for line in file.rates:
        for domain in domains:
            figure = found.at(line.name, domain.name)
            is_judged = line.target is not None and file.sample != "O" and figure.has_data
            verdict = judge(figure, line.target or 0.0) if is_judged else None
            rows.append(RateRow(line, figure, verdict))
    bandings = {}
    if file.sample != "O" and len(domains) > 1:
        bandings = {
            measure.name: band_areas(weighted, measure, domains[1:], level=file.level)
            for measure in measures
        }
    return RateReport(file, tuple(rows), bandings, weighted.audit)


def _build_design(file: RateFile, table: Table) -> SurveyDesign:
    plan = file.design
    weight = np.ones(table.n)
    if plan.weights is not None:
        weight = table.column(plan.weights).require_weights()
    keys = {name: table.column(name).labels for name in _key_names(file)}
    for name in plan.fpc:
        keys[name] = table.column(name).require_numbers()
    cells = count_rows_into_cells(
        weight=weight,
        keys=keys or {"everyone": np.zeros(table.n, dtype=np.int64)},
        answers={line.column: table.column(line.column).labels for line in file.rates},
    )
    return design_from_cells(
        cells,
        strata=plan.strata,
        psu=plan.psu,
        fpc=plan.fpc,
        lonely_psu=plan.lonely_psu,
        nest=plan.nest,
    )


def _key_names(file: RateFile) -> list[str]:
    """Return the columns that strata, PSUs, weighting classes and domains need."""
    names = [*file.design.strata, *file.design.psu, *file.by]
    for where in file.domains.values():
        names += where
    for step in file.steps:
        if isinstance(step, (PostStratify, NonResponse)):
            names += step.by
        elif isinstance(step, (Rake, Calibrate)):
            names += [name for margin in step.margins for name in margin.by]
    return list(dict.fromkeys(names))


def _measure(line: RateLine, table: Table) -> Share:
    column = table.column(line.column)
    yes = tuple(column.code(code) for code in line.yes)
    everything = sorted((set(column.labels.tolist()) | set(yes)) - {""})
    counts = everything if line.counts is None else [column.code(code) for code in line.counts]
    return Share(line.name, line.column, yes, tuple(counts))


def _domains(file: RateFile, table: Table) -> list[Domain]:
    named = [
        Domain(
            name,
            {col: tuple(table.column(col).code(c) for c in codes) for col, codes in where.items()},
        )
        for name, where in file.domains.items()
    ]
    for name in file.by:
        found = sorted(set(table.column(name).labels.tolist()) - {""})
        named += [Domain(f"{name} = {code}", {name: (code,)}) for code in found]
    return named


def tabulate_rates(report: RateReport, lang: Lang = "zh") -> str:
    """Return the report as a table of text, columns aligned for Chinese too."""
    lines = [[label[lang] for label in HEADER]]
    if report.file.sample != "O":
        lines[0][3] = f"{report.file.level:.0%} {lines[0][3]}"
    for row in report.rows:
        figure, is_open = row.figure, report.file.sample == "O"
        verdict = VERDICT_MARKS[row.verdict.value].text[lang] if row.verdict else ""
        lines.append(
            [
                row.line.name,
                figure.domain,
                percent(figure.value),
                "" if is_open else percent_interval(figure.low, figure.high),
                whole(figure.n),
                "" if is_open or not figure.has_data else whole(round(figure.n_effective)),
                "" if row.line.target is None or is_open else percent(row.line.target),
                verdict,
            ]
        )
    return _align(lines)


def tabulate_weights(report: RateReport, lang: Lang = "zh") -> str:
    """Return what the weights went through, step by step."""
    header = {
        "zh": ["权数步骤", "最小", "最大", "合计", "Kish 设计效应", "有效样本量"],
        "en": ["weights after", "smallest", "largest", "sum", "Kish deff", "effective n"],
    }[lang]
    lines = [header] + [
        [
            step.name,
            f"{step.min:.2f}",
            f"{step.max:.2f}",
            f"{step.sum:.1f}",
            f"{step.kish_deff:.3f}",
            f"{step.n_effective:.1f}",
        ]
        for step in report.audit
    ]
    return _align(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _align(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
