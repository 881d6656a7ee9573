"""The small-area model against published results and against plain maximisation."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from analytics.smallarea import (
    MODEL_BASED,
    NO_SPREAD,
    ODD_AREA,
    AreaModel,
    SmallAreaError,
    benchmark,
    fit_areas,
    smooth_variance,
)

MILK = Path(__file__).parent / "data/milk_expenditure.csv"


def names(n_areas: int) -> list[str]:
    return [f"area {place}" for place in range(n_areas)]


def simulate_city(
    seed: int, n_areas: int = 40, spread: float = 0.05
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n_areas), rng.normal(size=n_areas)])
    variance = rng.uniform(0.001, 0.006, n_areas)
    truth = x @ [0.7, 0.05] + rng.normal(0, spread, n_areas)
    return truth + rng.normal(0, np.sqrt(variance)), variance, x


def restricted_loss(between: float, y: np.ndarray, psi: np.ndarray, x: np.ndarray) -> float:
    v = between + psi
    inner = x.T @ (x / v[:, None])
    b = np.linalg.solve(inner, x.T @ (y / v))
    return float(np.log(v).sum() + np.linalg.slogdet(inner)[1] + ((y - x @ b) ** 2 / v).sum())


def fit_milk() -> tuple[AreaModel, np.ndarray, np.ndarray]:
    with MILK.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    major = np.array([int(row["major_area"]) for row in rows])
    x = np.column_stack([np.ones(len(rows)), *(major == place for place in (2, 3, 4))])
    column = {
        name: np.array([float(row[name]) for row in rows])
        for name in ("direct", "sd", "eblup_reml", "mse_reml")
    }
    model = fit_areas([row["area"] for row in rows], column["direct"], column["sd"] ** 2, x)
    return model, column["eblup_reml"], column["mse_reml"]


def test_milk_expenditure_agrees_with_the_published_fit() -> None:
    model, value, mse = fit_milk()
    assert model.value == pytest.approx(value, abs=2e-5)
    assert model.mse == pytest.approx(mse, abs=2e-6)
    assert model.coefficient == pytest.approx(
        [0.9681890, 0.1327801, 0.2269462, -0.2413011], abs=1e-5
    )
    assert model.coefficient_se == pytest.approx(
        [0.06936208, 0.10300072, 0.09232981, 0.08161707], abs=1e-5
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_variance_between_areas_maximises_the_restricted_likelihood(seed: int) -> None:
    y, psi, x = simulate_city(seed)
    model = fit_areas(names(40), y, psi, x)
    best = minimize_scalar(
        restricted_loss,
        args=(y, psi, x),
        bounds=(0, 0.1),
        method="bounded",
        options={"xatol": 1e-9},
    )
    ours = restricted_loss(model.variance_between, y, psi, x)
    assert ours <= best.fun + 1e-9


def test_predictions_are_nearer_the_truth_than_direct_estimates() -> None:
    n_areas, n_runs = 40, 200
    errors_direct, errors_model, told = [], [], []
    for seed in range(n_runs):
        rng = np.random.default_rng(seed)
        x = np.ones((n_areas, 1))
        psi = np.full(n_areas, 0.004)
        truth = 0.7 + rng.normal(0, 0.05, n_areas)
        direct = truth + rng.normal(0, np.sqrt(psi))
        model = fit_areas(names(n_areas), direct, psi, x)
        errors_direct.append(((direct - truth) ** 2).mean())
        errors_model.append(((model.value - truth) ** 2).mean())
        told.append(model.mse.mean())
    assert np.mean(errors_model) < 0.5 * np.mean(errors_direct)
    assert np.mean(told) == pytest.approx(np.mean(errors_model), rel=0.1)


def test_area_without_answers_gets_the_model_alone() -> None:
    y, psi, x = simulate_city(3)
    y[5], psi[5] = np.nan, np.nan
    model = fit_areas(names(40), y, psi, x)
    assert model.weight_of_direct[5] == 0
    assert model.value[5] == model.synthetic[5]
    assert model.mse[5] > model.variance_between
    assert np.isnan(model.residual[5])
    assert np.isfinite(model.mse).all()


def test_every_result_is_labelled_model_based() -> None:
    assert fit_areas(names(40), *simulate_city(1)).warnings[0] == MODEL_BASED


def test_no_spread_between_areas_is_warned_of() -> None:
    y = np.full(12, 0.8) + np.tile([0.001, -0.001], 6)
    model = fit_areas(names(12), y, np.full(12, 0.004), np.ones((12, 1)))
    assert model.variance_between == 0
    assert NO_SPREAD in model.warnings


def test_an_odd_area_is_warned_of_and_an_impossible_one_refused() -> None:
    y, psi, x = simulate_city(2)
    y[7] += 0.34
    assert ODD_AREA in fit_areas(names(40), y, psi, x).warnings
    y[7] += 5.0
    with pytest.raises(SmallAreaError, match="area 7 lies"):
        fit_areas(names(40), y, psi, x)


def test_too_few_areas_are_refused() -> None:
    y, psi, x = simulate_city(1, n_areas=9)
    with pytest.raises(SmallAreaError, match="9 areas with answers are too few"):
        fit_areas(names(9), y, psi, x)


def test_dependent_covariates_are_refused() -> None:
    y, psi, x = simulate_city(1)
    with pytest.raises(SmallAreaError, match="depend on each other"):
        fit_areas(names(40), y, psi, np.column_stack([x, 2 * x[:, 1]]))


def test_unknown_covariate_is_refused() -> None:
    y, psi, x = simulate_city(1)
    x[3, 1] = np.nan
    with pytest.raises(SmallAreaError, match="every covariate"):
        fit_areas(names(40), y, psi, x)


def test_variance_of_zero_is_refused() -> None:
    y, psi, x = simulate_city(1)
    psi[0] = 0
    with pytest.raises(SmallAreaError, match="above 0"):
        fit_areas(names(40), y, psi, x)


def test_areas_of_different_lengths_are_refused() -> None:
    y, psi, x = simulate_city(1)
    with pytest.raises(SmallAreaError, match="same areas"):
        fit_areas(names(40), y, psi, x[:-1])


def test_smoothing_needs_at_least_one_usable_variance() -> None:
    with pytest.raises(SmallAreaError, match="no area has a share"):
        smooth_variance(np.ones(3), np.zeros(3), np.full(3, 5.0))


def test_area_that_happens_to_agree_does_not_look_certain() -> None:
    share, n = np.array([0.7, 0.8, 1.0, np.nan]), np.array([40.0, 40.0, 10.0, 0.0])
    smooth = smooth_variance(share, np.array([0.005, 0.004, 0.0, np.nan]), n)
    assert smooth[2] > smooth[0] > 0
    assert np.isnan(smooth[3])


def test_benchmarked_areas_add_up_to_the_city() -> None:
    model = fit_areas(names(40), *simulate_city(8))
    people = np.random.default_rng(1).uniform(1e4, 9e4, 40)
    shifted = benchmark(model, people, 0.75)
    assert people @ shifted / people.sum() == pytest.approx(0.75)


def test_interval_of_a_share_stays_inside_zero_and_one() -> None:
    y = np.linspace(0.9, 1.0, 12)
    model = fit_areas(names(12), y, np.full(12, 0.002), np.ones((12, 1)))
    low, high = model.interval()
    assert np.all((low >= 0) & (high <= 1) & (low < model.value))
