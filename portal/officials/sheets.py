"""A wave's results as a flat sheet: one row per indicator and place, complete in itself.

Each row carries what must never be parted from its figure: n, interval, formula, denominator,
sample type, revision and date. Numbers stay numbers, so that a spreadsheet can compute with them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal.officials.figures import find_remark
from portal.spreadsheets import Cell
from surveys.results.indicators import Indicator
from surveys.results.model import (
    IndicatorResult,
    ParticipantResults,
    ParticipantShare,
    Place,
    WaveFacts,
    WaveResults,
)
from surveys.words import Text

ESTIMATE_COLUMNS: tuple[Text, ...] = (
    {"zh": "调查", "en": "Wave"},
    {"zh": "样本类型", "en": "Sample type"},
    {"zh": "数据版本", "en": "Revision"},
    {"zh": "导出日期", "en": "Exported on"},
    {"zh": "是否示例数据", "en": "Sample data"},
    {"zh": "地区或人群", "en": "Place or group"},
    {"zh": "代码", "en": "Code"},
    {"zh": "指标", "en": "Indicator"},
    {"zh": "指标代码", "en": "Indicator code"},
    {"zh": "单位", "en": "Unit"},
    {"zh": "数值", "en": "Value"},
    {"zh": "95% 下限", "en": "95% low"},
    {"zh": "95% 上限", "en": "95% high"},
    {"zh": "标准误", "en": "Standard error"},
    {"zh": "回答人数", "en": "Answers"},
    {"zh": "有效样本量", "en": "Effective n"},
    {"zh": "设计效应", "en": "Design effect"},
    {"zh": "目标", "en": "Target"},
    {"zh": "目标方向", "en": "Direction of the target"},
    {"zh": "结论", "en": "Verdict"},
    {"zh": "比上一波", "en": "Change on the wave before"},
    {"zh": "变化 95% 下限", "en": "Change, 95% low"},
    {"zh": "变化 95% 上限", "en": "Change, 95% high"},
    {"zh": "说明", "en": "Remark"},
    {"zh": "分子", "en": "Numerator"},
    {"zh": "分母", "en": "Denominator"},
    {"zh": "公式编号", "en": "Formula id"},
)
SHARE_COLUMNS: tuple[Text, ...] = (
    *ESTIMATE_COLUMNS[:10],
    {"zh": "占参与者", "en": "Of participants"},
    {"zh": "选中人数", "en": "People counted"},
    {"zh": "回答人数", "en": "Answers"},
    {"zh": "说明", "en": "Remark"},
    {"zh": "分子", "en": "Numerator"},
    {"zh": "分母", "en": "Denominator"},
    {"zh": "公式编号", "en": "Formula id"},
    {"zh": "自愿参与说明", "en": "Opt-in note"},
)
UNITS: dict[str, Text] = {
    "percent": {"zh": "%", "en": "%"},
    "points": {"zh": "分", "en": "points"},
}
VERDICTS: dict[str, Text] = {
    "met": {"zh": "达标", "en": "met"},
    "not met": {"zh": "未达标", "en": "not met"},
    "undecided": {"zh": "尚不能判定", "en": "undecided"},
}
YES_NO: tuple[Text, Text] = ({"zh": "否", "en": "no"}, {"zh": "是", "en": "yes"})


@dataclass(frozen=True)
class Sheet:
    """A table to download, in one language."""

    name: str
    """Of the file, without its ending."""
    header: tuple[str, ...]
    results: WaveResults | ParticipantResults
    language: str
    today: date

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Give the rows, place by place inside each indicator."""
        for indicator in self.results.indicators:
            for place in self.results.all_places:
                yield self._row(indicator, place)

    def _row(self, indicator: Indicator, place: Place) -> tuple[Cell, ...]:
        shared = self._shared(self.results.wave, indicator, place)
        if isinstance(self.results, WaveResults):
            result = self.results.at(indicator.code, place.kind, place.code)
            return *shared, *_estimate_cells(result, self.language)
        share = self.results.at(indicator.code, place.kind, place.code)
        sentence = self.results.opt_in_sentence[self.language]
        return *shared, *_share_cells(share, self.language), sentence

    def _shared(self, wave: WaveFacts, indicator: Indicator, place: Place) -> tuple[Cell, ...]:
        language = self.language
        return (
            wave.title[language],
            wave.sample_type.label[language],
            self.results.revision,
            self.today.isoformat(),
            YES_NO[wave.is_sample_data][language],
            place.label[language],
            place.code,
            indicator.label[language],
            indicator.code,
            UNITS[indicator.unit][language],
        )


def make_sheet(results: WaveResults | ParticipantResults, *, language: str, today: date) -> Sheet:
    """Make the sheet of a wave of either sample type."""
    columns: Sequence[Text] = (
        ESTIMATE_COLUMNS if isinstance(results, WaveResults) else SHARE_COLUMNS
    )
    return Sheet(
        name=f"{results.wave.code}-r{results.revision}-{today.isoformat()}",
        header=tuple(column[language] for column in columns),
        results=results,
        language=language,
        today=today,
    )


def _estimate_cells(result: IndicatorResult, language: str) -> tuple[Cell, ...]:
    estimate, target, change = result.estimate, result.target, result.change
    scale = 100 if result.indicator.unit == "percent" else 1
    figures: tuple[Cell, ...] = (None,) * 4
    if estimate is not None:
        figures = tuple(
            _rounded(number, scale)
            for number in (estimate.value, estimate.low, estimate.high, estimate.se)
        )
    return (
        *figures,
        result.presentation.n,
        _rounded(estimate.n_effective, 1) if estimate else None,
        _rounded(estimate.deff, 1) if estimate else None,
        target.percent if target else None,
        ("<" if target.is_ceiling else "≥") if target else None,
        VERDICTS[result.verdict.value][language] if result.verdict else None,
        *(
            (
                _rounded(change.value, scale),
                _rounded(change.low, scale),
                _rounded(change.high, scale),
            )
            if change
            else (None,) * 3
        ),
        *_words(result.indicator, find_remark(result.presentation), language),
    )


def _share_cells(share: ParticipantShare, language: str) -> tuple[Cell, ...]:
    scale = 100 if share.indicator.unit == "percent" else 1
    return (
        None if share.value is None else _rounded(share.value, scale),
        share.n_counted,
        share.n,
        *_words(share.indicator, find_remark(share.presentation), language),
    )


def _words(indicator: Indicator, remark: Text | None, language: str) -> tuple[Cell, ...]:
    return (
        remark[language] if remark else None,
        indicator.formula[language],
        indicator.denominator[language],
        indicator.formula_id,
    )


def _rounded(number: float, scale: int) -> float | None:
    # A rate of 0 or 100 % has no design effect; a sheet has no number for that.
    return round(scale * number, 4) if math.isfinite(number) else None
