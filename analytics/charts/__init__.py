"""Pictures of estimates: each chart is one object with figure, table, sentence and notes.

Call a ``chart_*`` function with plain frozen data, then ``chart.figure_in("zh")`` for plotly.js,
``chart.table.rows_in("zh")`` for the table beside it and ``chart.summary["zh"]`` for its sentence.
"""

from analytics.charts.areamap import chart_map
from analytics.charts.chart import Chart, ChartTable
from analytics.charts.forest import AreaRate, Band, chart_forest
from analytics.charts.heat import HeatCell, chart_heat
from analytics.charts.likert import TopicShares, chart_topics
from analytics.charts.participants import OptionShare, chart_participants
from analytics.charts.progress import DayCount, chart_progress
from analytics.charts.pyramid import AgeGroup, chart_pyramid
from analytics.charts.rate import Rate
from analytics.charts.rates import chart_rates
from analytics.charts.register import RegisterBar, chart_register
from analytics.charts.stacks import Stack, chart_stacks
from analytics.charts.theme import DEFAULT_THEME, VERDICT_MARKS, Theme
from analytics.charts.trend import Change, WavePoint, chart_trend
from analytics.charts.weights import WeightBins, bin_weights, chart_weights
from analytics.words import Label

__all__ = [
    "DEFAULT_THEME",
    "VERDICT_MARKS",
    "AgeGroup",
    "AreaRate",
    "Band",
    "Change",
    "Chart",
    "ChartTable",
    "DayCount",
    "HeatCell",
    "Label",
    "OptionShare",
    "Rate",
    "RegisterBar",
    "Stack",
    "Theme",
    "TopicShares",
    "WavePoint",
    "WeightBins",
    "bin_weights",
    "chart_forest",
    "chart_heat",
    "chart_map",
    "chart_participants",
    "chart_progress",
    "chart_pyramid",
    "chart_rates",
    "chart_register",
    "chart_stacks",
    "chart_topics",
    "chart_trend",
    "chart_weights",
]
