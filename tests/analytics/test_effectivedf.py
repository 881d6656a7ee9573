"""Combined degrees of freedom: their bounds, and that nothing but intervals changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.design import design_from_rows
from analytics.effectivedf import combine_degrees, refine_degrees
from analytics.estimates import estimate
from analytics.measures import Domain, Score, Share
from analytics.weighting import weigh
from tests.benchmarks.coverage_city import build_city, describe_sample, draw_respondents

POINTS = {"yes": 100.0, "no": 0.0}


@given(st.floats(0, 1), st.floats(1e-6, 1), st.integers(1, 60), st.integers(1, 2000))
def test_degrees_lie_between_the_smaller_and_the_sum(
    first: float, later: float, df_first: int, df_later: int
) -> None:
    df = combine_degrees(first + later, first, df_first=df_first, df_later=df_later)
    assert df_first <= df <= df_first + df_later + 1e-6


@given(st.integers(1, 60))
def test_without_a_second_stage_the_design_degrees_stay(df_first: int) -> None:
    assert combine_degrees(0.2, 0.2, df_first=df_first, df_later=100) == df_first
    assert combine_degrees(0.0, 0.0, df_first=df_first, df_later=100) == df_first


def test_no_data_stays_no_data() -> None:
    assert np.isnan(combine_degrees(np.nan, np.nan, df_first=np.nan, df_later=0))


def test_refining_changes_intervals_alone_and_makes_them_narrower() -> None:
    city = build_city(seed=2)
    weighted = weigh(describe_sample(city, *draw_respondents(city, np.random.default_rng(3))))
    measures = [
        Share("share", "q1", ("yes",), ("yes", "no")),
        Score("score", "q1", POINTS),
    ]
    table = estimate(weighted, measures, city.domains)
    refined = refine_degrees(weighted, table, measures=measures, domains=city.domains)
    assert refined.value is table.value
    assert refined.se is table.se
    assert np.all(refined.df >= table.df)
    assert np.all(refined.high - refined.low <= table.high - table.low + 1e-12)
    assert refined.at("score", "city").method == "mean"
    assert refined.at("share", "city").method == "logit"
    reach = refined.at("score", "city")
    assert reach.high - reach.value == pytest.approx(reach.value - reach.low)


def test_table_of_one_stage_is_left_as_it_is() -> None:
    design = design_from_rows(
        weight=np.ones(4), keys={}, answers={"q": np.array(["yes", "no", "yes", "yes"])}
    )
    weighted = weigh(design)
    measures, domains = [Share("q", "q", ("yes",), ("yes", "no"))], [Domain("all", {})]
    table = estimate(weighted, measures, domains)
    assert refine_degrees(weighted, table, measures=measures, domains=domains) is table
