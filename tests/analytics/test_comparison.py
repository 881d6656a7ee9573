"""Verdicts, chance, differences, trends, false alarms and intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.comparison import (
    Verdict,
    chance_of,
    difference_of_domains,
    difference_of_waves,
    judge,
    trend_of_waves,
)
from analytics.design import design_from_rows
from analytics.errors import EstimationError
from analytics.estimates import Domain, Estimate, EstimateTable, Share, estimate
from analytics.intervals import INTERVALS, beta_interval, share_interval
from analytics.multiplicity import Band, adjust_p_values, band_areas
from analytics.weighting import Margin, Rake, WeightedDesign, weigh

RATE = Share("rate", "aware", ("y",), ("y", "n"))
FIGURE = Estimate("a", "b", 0.8, 0.02, 0.757, 0.837, 99, 400, 320, 400.0, 1.0, 0.95, "logit")


def people(seed: int, wave: int, n: int = 300, rate: float = 0.6) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {
        "wave": np.full(n, wave),
        "street": np.arange(n) % 6,
        "aware": np.where(random.random(n) < rate, "y", "n"),
    }


def wave(seed: int, number: int, rate: float = 0.6) -> WeightedDesign:
    rows = people(seed, number, rate=rate)
    design = design_from_rows(
        weight=1.0 + rows["street"],
        keys={"street": rows["street"]},
        answers={"aware": rows["aware"]},
        strata=["street"],
    )
    return weigh(design)


def table(seed: int, rate: float = 0.6) -> EstimateTable:
    return estimate(wave(seed, 1, rate), [RATE], [Domain("city", {})])


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.76, 0.84, Verdict.MET),
        (0.75, 0.84, Verdict.MET),
        (0.60, 0.74, Verdict.NOT_MET),
        (0.60, 0.75, Verdict.UNDECIDED),
        (np.nan, np.nan, Verdict.UNDECIDED),
    ],
)
def test_verdict_follows_the_interval(low: float, high: float, verdict: Verdict) -> None:
    assert judge(replace(FIGURE, low=low, high=high), 0.75) is verdict


def test_chance_below_five_percent_two_sided_goes_with_an_interval_off_the_target() -> None:
    figure = table(1, 0.7).at("rate", "city")
    for target in np.linspace(0.4, 0.9, 60):
        is_off = target < figure.low or target > figure.high
        assert (chance_of(figure, float(target)).probability < 0.025) == is_off


def test_chance_is_told_in_both_languages_and_for_everybody_saying_yes() -> None:
    everybody = replace(FIGURE, value=1.0, se=0.0, low=0.96, high=1.0, n_effective=60.0)
    chance = chance_of(everybody, 0.95)
    assert chance.probability == pytest.approx(0.95**60)
    assert chance.words["zh"].startswith("假如真实比率恰为 95.0%")
    assert "high or higher about 4.6% of the time" in chance.words["en"]


def test_chance_without_data_is_refused() -> None:
    with pytest.raises(EstimationError):
        chance_of(replace(FIGURE, n=0), 0.5)


def test_stacked_independent_waves_give_the_difference_of_two_tables() -> None:
    first, second = people(1, 1), people(2, 2, rate=0.7)
    rows = {key: np.concatenate([first[key], second[key]]) for key in first}
    stacked = design_from_rows(
        weight=1.0 + rows["street"],
        keys={"street": rows["street"], "wave": rows["wave"]},
        answers={"aware": rows["aware"]},
        strata=["wave", "street"],
    )
    waves = [Domain(str(k), {"wave": (str(k),)}) for k in (2, 1)]
    by_stack = difference_of_domains(weigh(stacked), [RATE], [(waves[0], waves[1])]).at(
        "rate", "2 - 1"
    )
    later = estimate(wave(2, 2, 0.7), [RATE], [Domain("city", {})])
    by_tables = difference_of_waves(later, table(1)).at("rate", "city")
    assert by_tables.value == pytest.approx(by_stack.value, rel=1e-12)
    assert by_tables.se == pytest.approx(by_stack.se, rel=1e-12)
    assert by_tables.df == by_stack.df


def test_panel_with_the_same_answers_changes_without_error() -> None:
    rows = people(3, 1)
    twice = {key: np.tile(value, 2) for key, value in rows.items()}
    n = rows["wave"].size
    design = design_from_rows(
        weight=np.ones(2 * n),
        keys={"wave": np.repeat([1, 2], n), "person": np.tile(np.arange(n), 2)},
        answers={"aware": twice["aware"]},
        psu=["person"],
    )
    pair = (Domain("2", {"wave": ("2",)}), Domain("1", {"wave": ("1",)}))
    change = difference_of_domains(weigh(design), [RATE], [pair]).at("rate", "2 - 1")
    assert (change.value, change.se) == (0.0, pytest.approx(0.0, abs=1e-15))


def test_trend_of_two_waves_is_their_difference() -> None:
    early, late = table(1), table(2, 0.7)
    trend = trend_of_waves([early, late], [1, 3]).at("rate", "city")
    change = difference_of_waves(late, early).at("rate", "city")
    assert trend.value == pytest.approx(change.value / 2)
    assert trend.se == pytest.approx(change.se / 2)


def test_trend_needs_times_that_differ() -> None:
    with pytest.raises(EstimationError, match="two different times"):
        trend_of_waves([table(1), table(2)], [2026, 2026])


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_keep_their_order_and_never_shrink(raw: list[float]) -> None:
    p = np.array(raw)
    for control in ("benjamini-hochberg", "holm"):
        adjusted = adjust_p_values(p, control)
        assert (adjusted >= p - 1e-15).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-15).all()
    assert (adjust_p_values(p, "holm") >= adjust_p_values(p) - 1e-12).all()


def test_streets_of_one_city_without_differences_stand_in_one_band() -> None:
    areas = [Domain(str(k), {"street": (str(k),)}) for k in range(6)]
    banding = band_areas(wave(11, 1), RATE, areas)
    assert set(banding.bands) == {Band.ALIKE}


@settings(deadline=None)
@given(
    st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.001, 0.999)),
    st.one_of(st.just(0.0), st.floats(1e-6, 0.3)),
    st.integers(1, 200),
    st.integers(2, 500),
    st.sampled_from(INTERVALS),
)
def test_interval_of_a_share_is_inside_0_1_and_encloses_it(
    value: float, se: float, df: int, n: int, interval: str
) -> None:
    arrays = (np.array([number], dtype=float) for number in (value, se, df, n))
    low, high, method = share_interval(*arrays, interval=interval)
    assert low[0] <= value + 1e-9
    assert high[0] >= value - 1e-9
    if method[0] != "mean":
        assert -1e-12 <= low[0] <= high[0] <= 1 + 1e-12


def test_nobody_and_everybody_have_an_interval_by_every_method() -> None:
    for value in (0.0, 1.0):
        arrays = (np.array([number]) for number in (value, 0.0, 50.0, 60.0))
        for interval in INTERVALS:
            low, high, method = share_interval(*arrays, interval=interval)
            arrays = (np.array([number]) for number in (value, 0.0, 50.0, 60.0))
            assert method[0] == "beta"
            assert (low[0], high[0]) == pytest.approx(
                (0.0, 0.0596294923) if value == 0 else (0.9403705077, 1.0)
            )


def test_effective_n_of_the_beta_interval_is_capped_at_n() -> None:
    arrays = [np.array([number]) for number in (0.5, 0.01, 50.0, 60.0)]
    capped = beta_interval(*arrays)
    free = beta_interval(*arrays, is_capped=False)
    assert capped[1][0] - capped[0][0] > free[1][0] - free[0][0]


def test_unknown_codes_share_the_classes_in_proportion() -> None:
    sex = np.array(["f", "f", "m", "9"])
    design = design_from_rows(weight=np.ones(4), keys={"sex": sex})
    margin = Margin(("sex",), {("f",): 60.0, ("m",): 40.0}, unknown={"sex": "9"})
    weight = weigh(design, [Rake((margin,))]).weight
    assert weight.sum() == pytest.approx(100)
    assert weight[:2].sum() + 0.6 * weight[3] == pytest.approx(60)
    assert weight[2] + 0.4 * weight[3] == pytest.approx(40)


def test_every_step_of_the_weights_is_audited() -> None:
    rows = people(1, 1)
    design = design_from_rows(weight=np.ones(300), keys={"street": rows["street"]})
    margin = Margin(("street",), {(str(k),): 50.0 * (k + 1) for k in range(6)})
    weighted = weigh(design, [Rake((margin,))])
    assert [step.name for step in weighted.audit] == ["design weights", "rake"]
    assert weighted.audit[-1].sum == pytest.approx(1050)
    assert weighted.audit[-1].kish_deff == pytest.approx(
        300 * (weighted.weight**2).sum() / weighted.weight.sum() ** 2
    )
