"""Sizes and allocations: what must hold for all inputs, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation import allocate, round_allocation
from analytics.planning import PlanningError, expect_intervals, sample_size, size_that_tells

shares = st.floats(0.01, 0.99)
strata = st.lists(st.integers(50, 50_000), min_size=1, max_size=30)


@given(shares, st.floats(0.01, 0.2), st.integers(100, 10**7))
def test_finite_population_never_needs_more(share: float, margin: float, population: int) -> None:
    finite, endless = sample_size(share, margin, population=population), sample_size(share, margin)
    assert finite.n <= max(endless.n, 1)
    assert finite.n <= population


@given(shares, st.floats(0.01, 0.2), st.floats(0.1, 1.0))
def test_people_to_draw_expect_the_respondents_needed(
    share: float, margin: float, response_rate: float
) -> None:
    size = sample_size(share, margin, response_rate=response_rate)
    assert size.n_people * response_rate >= size.n - 1e-6


@given(strata, st.integers(100, 5000))
def test_rounded_allocation_keeps_its_sum_above_the_floor(people: list[int], n: int) -> None:
    size = allocate(n, np.array(people, dtype=float))
    whole = round_allocation(size)
    assert np.all(whole >= 2)
    assert whole.sum() == max(n, whole.sum())
    assert np.all(np.abs(whole - size) < 1) or np.any(size < 2)


@given(strata)
def test_no_stratum_gets_more_than_its_people(people: list[int]) -> None:
    most = np.array(people)
    whole = round_allocation(allocate(2 * most.sum(), most.astype(float)), population=most)
    assert np.all(whole <= most)


def test_floor_counts_expected_respondents_not_people_drawn() -> None:
    whole = round_allocation(np.array([1.0, 99.0]), response_rate=0.4)
    assert whole.tolist() == [5, 99]


def test_power_allocation_runs_from_equal_precision_to_neyman() -> None:
    people = np.array([9000.0, 1000.0])
    cv = np.array([1.0, 1.0])
    equal = allocate(100, people, method="power", cv=cv, exponent=0.0)
    neyman = allocate(100, people, method="neyman", deviation=np.array([0.5, 0.5]))
    assert equal.tolist() == [50, 50]
    assert allocate(100, people, method="power", cv=cv, exponent=1.0) == pytest.approx(neyman)
    assert allocate(100, people, method="equal").tolist() == [50, 50]


def test_neyman_without_deviations_is_refused() -> None:
    with pytest.raises(PlanningError, match="the deviations of all 2 strata"):
        allocate(100, np.array([1.0, 2.0]), method="neyman")


def test_share_equal_to_its_target_can_never_be_told() -> None:
    with pytest.raises(PlanningError, match="no sample tells them apart"):
        size_that_tells(0.85, 0.85)


@pytest.mark.parametrize(
    ("share", "margin", "response_rate"), [(0, 0.05, 1), (0.5, 0, 1), (0.5, 0.05, 0), (1, 0.1, 1)]
)
def test_numbers_outside_their_range_are_refused(
    share: float, margin: float, response_rate: float
) -> None:
    with pytest.raises(PlanningError, match="must lie between"):
        sample_size(share, margin, response_rate=response_rate)


def test_census_of_an_area_expects_no_margin() -> None:
    expected = expect_intervals(np.array([100.0, 100.0]), np.array([100.0, 1e6]), share=0.8)
    assert expected.half_width[0] == pytest.approx(0)
    assert 0.06 < expected.half_width[1] < 0.10


def test_expected_interval_of_the_planned_size_is_the_planned_margin() -> None:
    size = sample_size(0.5, 0.05, population=900)
    expected = expect_intervals(np.array([size.n]), np.array([900.0]))
    assert expected.half_width[0] == pytest.approx(0.05, abs=0.001)
