"""Replicate weights, quantiles, weights from frame counts, totals and ratios."""

import numpy as np
import pytest

from analytics.design import SurveyDesign, design_from_rows
from analytics.errors import DesignError, EstimationError, LonelyPsuError
from analytics.estimates import (
    Count,
    Domain,
    Mean,
    Ratio,
    Share,
    Sum,
    domains_by,
    estimate,
)
from analytics.hadamard import hadamard
from analytics.quantiles import estimate_quantile
from analytics.replicates import make_replicates, replicate_mean, replicate_total
from analytics.weighting import Trim, weigh

EVERYONE = Domain("all", {})


def pairs(n_strata: int = 6, n_people: int = 10) -> SurveyDesign:
    """Two PSUs in each stratum."""
    random = np.random.default_rng(4)
    psu = np.repeat(np.arange(2 * n_strata), n_people)
    income = 50 + 3 * psu + random.normal(0, 8, psu.size)
    return design_from_rows(
        weight=1.0 + psu % 3,
        keys={"stratum": psu // 2, "psu": psu, "sex": random.integers(0, 2, psu.size)},
        answers={"aware": np.where(random.random(psu.size) < 0.6, "y", "n")},
        values={"income": income, "rent": income * 0.3 + random.normal(0, 2, psu.size)},
        strata=["stratum"],
        psu=["psu"],
    )


@pytest.mark.parametrize("kind", ["JKn", "BRR", "Fay"])
def test_replicates_of_a_total_give_the_linearised_variance(kind: str) -> None:
    weighted = weigh(pairs())
    replicates = make_replicates(weighted, kind, fay_rho=0.3 if kind == "Fay" else 0.0)
    value, se = replicate_total(replicates, replicates.sample.values_of("income"))
    figure = estimate(weighted, [Sum("income", "income")], [EVERYONE]).at("income", "all")
    assert (value, se) == pytest.approx((figure.value, figure.se), rel=1e-12)
    assert replicates.df == 6


def test_bootstrap_comes_near_the_linearised_error() -> None:
    weighted = weigh(pairs())
    replicates = make_replicates(
        weighted, "bootstrap", n_replicates=4000, random=np.random.default_rng(1)
    )
    se = replicate_mean(replicates, replicates.sample.values_of("income"))[1]
    figure = estimate(weighted, [Mean("income", "income")], [EVERYONE]).at("income", "all")
    assert se == pytest.approx(figure.se, rel=0.06)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("JK1", "JK1 is for designs without strata"), ("bootstrap", "needs a random generator")],
)
def test_replicates_that_do_not_fit_are_refused(kind: str, sentence: str) -> None:
    with pytest.raises(DesignError, match=sentence):
        make_replicates(weigh(pairs()), kind)


def test_half_samples_need_pairs() -> None:
    design = design_from_rows(
        weight=np.ones(6), keys={"h": np.array([1, 1, 1, 2, 2, 2])}, strata=["h"]
    )
    with pytest.raises(DesignError, match="stratum 1 has 3 PSUs, not pairs"):
        make_replicates(weigh(design), "BRR")


def test_jackknife_refuses_a_lonely_psu() -> None:
    design = design_from_rows(weight=np.ones(3), keys={"h": np.array([1, 1, 2])}, strata=["h"])
    with pytest.raises(LonelyPsuError, match="stratum 2 has only one PSU"):
        make_replicates(weigh(design), "JKn")


def test_trimming_is_not_repeated_in_replicates() -> None:
    with pytest.raises(ValueError, match="not repeated"):
        make_replicates(weigh(pairs(), [Trim(0.5, 2)]), "JKn")


@pytest.mark.parametrize("n", [1, 3, 7, 8, 12, 15, 20, 24, 27, 30, 35, 40, 60])
def test_hadamard_matrices_are_balanced(n: int) -> None:
    matrix = 2 * hadamard(n) - 1
    assert matrix.shape[0] > n
    assert (matrix @ matrix.T == matrix.shape[0] * np.eye(matrix.shape[0])).all()


def test_ratio_of_two_variables_is_between_their_totals() -> None:
    table = estimate(
        weigh(pairs()),
        [Ratio("burden", "rent", "income"), Sum("rent", "rent"), Sum("income", "income")],
        [EVERYONE],
    )
    value = table.at("rent", "all").value / table.at("income", "all").value
    assert table.at("burden", "all").value == pytest.approx(value)
    assert table.at("burden", "all").se < 0.01


def test_ratio_to_one_is_the_mean() -> None:
    design = pairs()
    design.values["one"] = np.ones(design.cells.n.size)
    measures = [Ratio("ratio", "income", "one"), Mean("mean", "income")]
    table = estimate(weigh(design), measures, [EVERYONE, Domain("f", {"sex": ("0",)})])
    assert table.value[0] == pytest.approx(table.value[1], rel=1e-14)
    assert table.se[0] == pytest.approx(table.se[1], rel=1e-12)


def test_counts_of_both_answers_add_up_to_the_answering_population() -> None:
    weighted = weigh(pairs())
    table = estimate(
        weighted,
        [
            Count("yes", "aware", ("y",)),
            Count("no", "aware", ("n",)),
            Share("s", "aware", ("y",), ("y", "n")),
        ],
        [EVERYONE],
    )
    assert table.value[:2, 0].sum() == pytest.approx(weighted.weight.sum())
    assert table.value[0, 0] / table.value[:2, 0].sum() == pytest.approx(table.value[2, 0])


def test_domains_by_two_keys_cover_everybody() -> None:
    weighted = weigh(pairs())
    domains = domains_by(weighted, ["stratum", "sex"])
    table = estimate(weighted, [Mean("income", "income")], domains)
    assert table.n.sum() == 120


def test_weights_come_from_frame_counts() -> None:
    keys = {
        "street": np.repeat([1, 2], 6),
        "block": np.repeat([1, 2, 3, 4], 3),
        "blocks": np.repeat([10, 8], 6),
        "adults": np.repeat([30, 40, 50, 60], 3),
    }
    design = design_from_rows(
        weight=None, keys=keys, strata=["street"], psu=["block"], fpc=["blocks", "adults"]
    )
    expected = np.repeat([5 * 10, 5 * 40 / 3, 4 * 50 / 3, 4 * 20], 3)
    assert design.cells.weight == pytest.approx(expected)


def test_median_is_inside_its_interval() -> None:
    found = estimate_quantile(weigh(pairs()), "income", 0.5)
    assert found.low < found.value < found.high
    assert found.n == 120


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.2])
def test_quantile_outside_its_range_is_refused(probability: float) -> None:
    with pytest.raises(EstimationError, match="between 0 and 1"):
        estimate_quantile(weigh(pairs()), "income", probability)
