"""What cannot be right is refused, with the row, the column or the class named."""

import numpy as np
import pytest

from analytics.cells import CellTable
from analytics.design import SurveyDesign, design_from_cells, design_from_rows
from analytics.errors import (
    ConvergenceError,
    DesignError,
    EstimationError,
    LonelyPsuError,
    WeightingError,
)
from analytics.estimates import Domain, Mean, Share, estimate
from analytics.weighting import (
    Calibrate,
    Margin,
    NonResponse,
    PostStratify,
    Rake,
    Trim,
    weigh,
)

SEX = Margin(("sex",), {("f",): 60.0, ("m",): 40.0})
AWARE = Share("awareness", "aware", ("yes",), ("yes", "no"))


def rows(**plan: object) -> SurveyDesign:
    keys = {
        "sex": np.array(["f", "m", "f", "m", "f", "m"]),
        "age": np.array(["young", "young", "old", "old", "old", "old"]),
        "street": np.array(["a", "a", "a", "b", "b", "b"]),
        "block": np.array([1, 1, 2, 3, 3, 4]),
        "adults": np.array([90, 90, 90, 80, 80, 80]),
    }
    answers = {"aware": np.array(["yes", "no", "yes", "no", "", "yes"])}
    return design_from_rows(
        weight=np.full(6, 10.0), keys=keys, answers=answers, **{"strata": ["street"], **plan}
    )


def table(**changes: object) -> CellTable:
    parts: dict[str, object] = {
        "n": np.array([2, 3]),
        "weight": np.array([1.0, 2.0]),
        "keys": {"sex": np.array(["f", "m"])},
        "counts": {"aware": np.array([[1, 1], [1, 1]])},
        "levels": {"aware": ("yes", "no")},
    }
    return CellTable(**{**parts, **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weight": np.array([1.0, -2.0])}, "cell 2: weight -2.0 is negative"),
        ({"weight": np.array([np.nan, 1.0])}, "cell 1: weight nan is negative or missing"),
        ({"n": np.array([2, -1])}, "cell 2: n is -1"),
        ({"n": np.array([1, 3])}, "cell 1: 'aware' counts more answers than rows"),
        ({"keys": {"sex": np.array(["f"])}}, "key 'sex' needs one code per cell"),
        ({"levels": {}}, "'aware' has counts but no levels"),
    ],
)
def test_impossible_cells_are_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(DesignError, match=sentence):
        table(**changes)


def test_tables_of_different_keys_do_not_merge() -> None:
    with pytest.raises(DesignError, match="different keys"):
        table().merge(table(keys={"age": np.array([1, 2])}))


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"strata": ["ward"]}, "no column 'ward'"),
        ({"psu": ["sex"]}, "row .*, column 'sex': PSU . lies in two strata"),
        ({"fpc": ["block"]}, "stratum a has two population sizes at stage 1"),
        ({"strata": ["sex"], "fpc": ["adults"]}, "two population sizes"),
        ({"lonely_psu": "ignore"}, "lonely_psu is 'ignore'"),
        ({"fpc": ["adults", "adults"]}, "2 fpc columns for 0 stages"),
    ],
)
def test_contradictory_designs_are_refused(plan: dict[str, object], sentence: str) -> None:
    with pytest.raises(DesignError, match=sentence):
        rows(**plan)


def test_population_below_the_sample_is_refused() -> None:
    cells = table(keys={"sex": np.array(["f", "m"]), "adults": np.array([5, 2])})
    with pytest.raises(DesignError, match="stratum m, stage 1: population 2 is below the 3 units"):
        design_from_cells(cells, strata=["sex"], fpc=["adults"])


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (PostStratify(("sex",), {("f",): 60.0}), "class m is in the sample but not in margin sex"),
        (
            PostStratify(("sex",), {("f",): 60.0, ("m",): 40.0, ("x",): 5.0}),
            "class x of margin sex has no respondents",
        ),
        (
            Rake((SEX, Margin(("age",), {("young",): 50.0, ("old",): 58.0}))),
            "different totals, sex 100 and age 108",
        ),
        (
            PostStratify(("sex",), {("f",): 60.0, ("m",): 0.0}),
            "class m of margin sex has respondents but total 0",
        ),
        (
            NonResponse(("sex",), {("f",): 5.0, ("m",): 2.0}),
            "class m has more respondents than drawn",
        ),
        (NonResponse(("sex",), {("f",): 5.0}), "class m has no number drawn"),
        (
            NonResponse(("sex",), {("f",): 5.0, ("m",): 4.0, ("x",): 3.0}),
            "class x has no respondents",
        ),
        (Trim(1.1, 3.0), "the mean weight 10 is outside the bounds"),
        (Trim(3.0, 2.0), "the bounds 30 to 20 are empty"),
        (Calibrate((SEX,), function="logit"), "needs bounds"),
        (Calibrate((SEX,), bounds=(1.2, 1.5)), "must enclose 1"),
        (Calibrate(), "no margins and no totals"),
        (Calibrate((SEX,), variance_proportional_to="size"), "no numeric variable 'size'"),
    ],
)
def test_steps_that_cannot_be_taken_are_refused(step: object, sentence: str) -> None:
    with pytest.raises(WeightingError, match=sentence):
        weigh(rows(), [step])


@pytest.mark.parametrize("function", ["linear", "raking", "logit"])
def test_bounds_that_cannot_be_met_name_the_class(function: str) -> None:
    with pytest.raises(ConvergenceError, match=r"class sex = [fm] .* bounds 0.95 to 1.05"):
        weigh(rows(), [Calibrate((SEX,), function=function, bounds=(0.95, 1.05))])


def test_margins_without_common_solution_name_the_class() -> None:
    keys = {"a": np.array([1, 1, 2]), "b": np.array([1, 1, 2])}
    design = design_from_rows(weight=np.ones(3), keys=keys)
    margins = (
        Margin(("a",), {("1",): 60.0, ("2",): 40.0}),
        Margin(("b",), {("1",): 50.0, ("2",): 50.0}),
    )
    with pytest.raises(ConvergenceError, match=r"class . = . reaches"):
        weigh(design, [Rake(margins)])


def test_lonely_psu_is_refused_with_its_stratum() -> None:
    design = rows(strata=["street", "age"])
    with pytest.raises(LonelyPsuError, match="stratum a x old has only one PSU at stage 1"):
        estimate(weigh(design), [AWARE], [Domain("all", {})])


def test_lonely_stratum_outside_the_domain_does_not_matter() -> None:
    design = rows(strata=["street", "age"])
    result = estimate(weigh(design), [AWARE], [Domain("b", {"street": ("b",)})])
    assert result.at("awareness", "b").n == 2


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        (Share("x", "trust", ("1",), ("1",)), "no item 'trust'"),
        (Share("x", "aware", ("yes", "maybe"), ("yes", "no")), "maybe is in the numerator only"),
        (Mean("x", "income"), "no numeric variable 'income'"),
    ],
)
def test_unknown_measures_are_refused(measure: object, sentence: str) -> None:
    with pytest.raises(EstimationError, match=sentence):
        estimate(weigh(rows()), [measure], [Domain("all", {})])


def test_unknown_interval_is_refused() -> None:
    with pytest.raises(EstimationError, match="interval 'exact'"):
        estimate(weigh(rows()), [AWARE], [Domain("all", {})], interval="exact")


def test_empty_domain_is_no_data_and_never_zero() -> None:
    result = estimate(weigh(rows()), [AWARE], [Domain("c", {"street": ("c",)})])
    figure = result.at("awareness", "c")
    assert not figure.has_data
    assert np.isnan([figure.value, figure.se, figure.low, figure.high, figure.df]).all()


def test_figures_that_were_not_asked_for_are_refused() -> None:
    result = estimate(weigh(rows()), [AWARE], [Domain("all", {})])
    with pytest.raises(EstimationError, match="no estimate of 'awareness' in 'street c'"):
        result.at("awareness", "street c")
