"""Intervals hold the truth as often as they promise, on a small share of the full simulation."""

import numpy as np
import pytest

from analytics.pooling import POOLED
from tests.benchmarks.coverage_city import (
    CITY,
    DISTRICTS,
    RATES,
    STREETS,
    Coverage,
    build_city,
    simulate_coverage,
)

N_SAMPLES = 200


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return simulate_coverage(build_city(seed=1), n_samples=N_SAMPLES, seed=1)


@pytest.mark.parametrize("method", ["logit", "beta", "wilson", "logit, df2", "beta, df2"])
@pytest.mark.parametrize("rate", range(len(RATES)))
def test_city_intervals_hold_about_95_of_100(coverage: Coverage, method: str, rate: int) -> None:
    four_standard_errors = 4 * np.sqrt(0.95 * 0.05 / N_SAMPLES)
    assert abs(coverage.at(method, rate, CITY) - 0.95) < four_standard_errors


@pytest.mark.parametrize("method", ["logit", "beta", "wilson", "logit, df2", "beta, df2", POOLED])
@pytest.mark.parametrize("rate", range(len(RATES)))
def test_district_intervals_hold_about_95_of_100(
    coverage: Coverage, method: str, rate: int
) -> None:
    assert 0.92 < coverage.at(method, rate, DISTRICTS) < 0.99


@pytest.mark.parametrize("rate", range(len(RATES)))
def test_street_intervals_with_both_stages_degrees_hold_about_95_of_100(
    coverage: Coverage, rate: int
) -> None:
    assert 0.92 < coverage.at("logit, df2", rate, STREETS) < 0.98


@pytest.mark.parametrize("rate", range(len(RATES)))
def test_pooled_intervals_of_streets_hold_about_95_of_100(coverage: Coverage, rate: int) -> None:
    assert 0.92 < coverage.at(POOLED, rate, STREETS) < 0.98


@pytest.mark.parametrize("rate", range(len(RATES)))
def test_pooled_intervals_of_streets_are_a_third_narrower(coverage: Coverage, rate: int) -> None:
    pooled, single = (coverage.mean_width(method, rate, STREETS) for method in (POOLED, "logit"))
    assert pooled < 0.75 * single
