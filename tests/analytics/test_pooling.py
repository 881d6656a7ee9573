"""Pooled intervals: what holds for all inputs, and what is left untouched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import EstimationError
from analytics.estimates import EstimateTable
from analytics.intervals import wilson_interval
from analytics.pooling import pool_areas, pool_intervals
from tests.benchmarks.coverage_city import build_city, estimate_sample

shares = st.floats(0.02, 0.98)


@given(st.lists(shares, min_size=2, max_size=20), st.floats(1.0, 4.0), st.integers(20, 200))
def test_equal_design_effects_give_the_wilson_interval_of_each_area(
    values: list[float], deff: float, n: int
) -> None:
    p = np.array([values])
    se = np.sqrt(deff * p * (1 - p) / n)
    df = np.full(p.shape, 3.0)
    pooled = pool_areas(p, se, n=np.full(p.shape, n), df=df)
    low, high = wilson_interval(p, se, np.full(p.shape, 3.0 * p.size))
    assert pooled.deff == pytest.approx(deff)
    assert pooled.low == pytest.approx(low)
    assert pooled.high == pytest.approx(high)


@given(st.lists(st.sampled_from([0.0, 0.3, 0.9, 1.0]), min_size=1, max_size=8))
def test_no_area_with_answers_has_an_interval_without_width(values: list[float]) -> None:
    p = np.array([values])
    pooled = pool_areas(p, np.zeros(p.shape), n=np.full(p.shape, 30), df=np.full(p.shape, 3))
    assert np.all(pooled.low >= 0)
    assert np.all(pooled.high <= 1)
    assert np.all(pooled.high - pooled.low > 0.05)
    assert pooled.deff == 1


def test_area_without_answers_stays_without_data_and_does_not_count() -> None:
    some = pool_areas([[0.8, 0.7]], [[0.06, 0.07]], n=[[60, 60]], df=[[3, 3]])
    more = pool_areas([[0.8, 0.7, np.nan]], [[0.06, 0.07, np.nan]], n=[[60, 60, 0]], df=[[3, 3, 0]])
    assert np.isnan(more.low[0, 2])
    assert np.isnan(more.n_effective[0, 2])
    assert more.low[0, :2].tolist() == some.low[0].tolist()


@pytest.fixture(scope="module")
def table() -> EstimateTable:
    return estimate_sample(build_city(seed=2), np.random.default_rng(2))[0]


def test_only_the_named_measures_and_areas_of_a_table_change(table: EstimateTable) -> None:
    streets = [name for name in table.domains if name.startswith("s")]
    pooled = pool_intervals(table, measures=["q0", "q1"], areas=streets)
    assert pooled.value is table.value
    assert pooled.low[:, :4].tolist() == table.low[:, :4].tolist()
    assert pooled.low[2:].tolist() == table.low[2:].tolist()
    street = pooled.at("q0", "s0")
    assert (street.method, street.df) == ("pooled", 36)
    assert street.n_effective < street.n
    assert pooled.at("q0", "city") == table.at("q0", "city")


def test_unknown_area_is_refused(table: EstimateTable) -> None:
    with pytest.raises(EstimationError, match="the table has no 'nowhere'"):
        pool_intervals(table, measures=["q0"], areas=["nowhere"])
