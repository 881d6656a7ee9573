"""Counts give the numbers of the rows to the last digits, whatever the design."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.cells import CellTable
from analytics.comparison import covariance_of_estimates, difference_of_domains
from analytics.crosstabs import cross_table
from analytics.design import design_from_cells, design_from_rows
from analytics.estimates import EstimateTable, Share, estimate
from analytics.linearisation import covariance
from analytics.measures import linearise
from analytics.replicates import make_replicates, replicate_mean
from analytics.weighting import weigh
from tests.analytics.designs import (
    DOMAINS,
    LEVELS,
    MEASURES,
    PLANS,
    STEPS,
    cells_of,
    counts_of,
    make_people,
    make_steps,
    rows_of,
)

EXACT = {"rel": 1e-12, "abs": 1e-13, "nan_ok": True}
samples = st.builds(
    make_people,
    st.integers(0, 10_000),
    n_strata=st.integers(2, 4),
    n_psu=st.integers(2, 5),
    n_people=st.integers(8, 20),
)


def same(ours: EstimateTable, theirs: EstimateTable) -> None:
    for name in ("value", "se", "low", "high", "df", "n", "n_counted", "deff", "deff_without"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), **EXACT), name


@given(samples, st.sampled_from(sorted(PLANS)), st.sampled_from(STEPS))
@settings(max_examples=60, deadline=None)
def test_counts_equal_rows(people, plan, kind) -> None:
    steps = make_steps(people, kind)
    by_rows = weigh(rows_of(people, **PLANS[plan]), steps)
    by_cells = weigh(counts_of(people, **PLANS[plan]), steps)
    same(estimate(by_cells, MEASURES, DOMAINS), estimate(by_rows, MEASURES, DOMAINS))
    assert by_cells.audit[-1].kish_deff == pytest.approx(by_rows.audit[-1].kish_deff, rel=1e-12)


@given(samples, st.sampled_from(sorted(PLANS)), st.sampled_from(STEPS))
@settings(max_examples=30, deadline=None)
def test_fast_path_equals_general_path(people, plan, kind) -> None:
    weighted = weigh(counts_of(people, **PLANS[plan]), make_steps(people, kind))
    table = estimate(weighted, MEASURES, DOMAINS)
    for j, measure in enumerate(MEASURES):
        for d, domain in enumerate(DOMAINS[:-1]):
            sample, linear = linearise(weighted, measure, domain)
            assert table.value[j, d] == pytest.approx(linear.value, rel=1e-12, nan_ok=True)
            variance = covariance(sample, linear.z[:, None])[0, 0] if linear.n else np.nan
            assert table.se[j, d] ** 2 == pytest.approx(variance, rel=1e-10, abs=1e-20, nan_ok=True)


@given(samples, st.sampled_from(sorted(PLANS)), st.sampled_from(STEPS))
@settings(max_examples=20, deadline=None)
def test_differences_and_covariances_equal_those_of_rows(people, plan, kind) -> None:
    steps = make_steps(people, kind)
    by_rows = weigh(rows_of(people, **PLANS[plan]), steps)
    by_cells = weigh(counts_of(people, **PLANS[plan]), steps)
    pairs = [(DOMAINS[1], DOMAINS[0]), (DOMAINS[3], DOMAINS[2])]
    ours = difference_of_domains(by_cells, MEASURES, pairs)
    theirs = difference_of_domains(by_rows, MEASURES, pairs)
    assert ours.value == pytest.approx(theirs.value, rel=1e-10, abs=1e-12, nan_ok=True)
    assert ours.se == pytest.approx(theirs.se, rel=1e-10, abs=1e-12, nan_ok=True)
    wanted = [(MEASURES[0], DOMAINS[0]), (MEASURES[2], DOMAINS[1])]
    ours_v = covariance_of_estimates(by_cells, wanted)[1]
    assert ours_v == pytest.approx(
        covariance_of_estimates(by_rows, wanted)[1], rel=1e-10, nan_ok=True
    )


@given(samples, st.sampled_from(["simple", "stratified", "PSUs with fpc"]))
@settings(max_examples=10, deadline=None)
def test_jackknife_of_counts_equals_that_of_rows(people, plan) -> None:
    steps = make_steps(people, "post-stratified by sex")
    kind = "JKn" if PLANS[plan] else "JK1"
    numbers = []
    for design in (rows_of(people, **PLANS[plan]), counts_of(people, **PLANS[plan])):
        replicates = make_replicates(weigh(design, steps), kind, ["item"])
        y = replicates.sample.answers_in("item", ["1"])
        numbers.append(replicate_mean(replicates, y))
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-10)


@given(samples, st.integers(1, 10_000))
@settings(max_examples=20, deadline=None)
def test_tables_of_two_days_add_up_to_the_table_of_both(people, seed) -> None:
    first = np.random.default_rng(seed).random(people.weight.size) < 0.5
    first[0], first[1] = True, False
    parts = []
    for kept in (first, ~first):
        keys = {name: key[kept] for name, key in people.keys.items()}
        parts.append(cells_of(type(people)(keys, people.weight[kept], people.answer[kept])))
    merged, whole = parts[0].merge(parts[1]), cells_of(people)
    assert merged.n.sum() == whole.n.sum()
    assert _rows_by_key(merged) == _rows_by_key(whole)
    assert merged.counts["item"].sum(axis=0).tolist() == whole.counts["item"].sum(axis=0).tolist()


def _rows_by_key(table: CellTable) -> list[tuple[int, ...]]:
    keys = (table.keys[name].tolist() for name in ("psu", "sex", "age"))
    return sorted(zip(*keys, table.n.tolist(), strict=True))


def test_joint_counts_give_the_cross_table_of_the_rows() -> None:
    random = np.random.default_rng(5)
    size = 400
    stratum = np.repeat(np.arange(4), 100)
    a, b = random.choice(["y", "n"], size), random.choice(["u", "v", "w"], size)
    rows = design_from_rows(
        weight=1.0 + stratum,
        keys={"stratum": stratum},
        answers={"a": a, "b": b},
        strata=["stratum"],
    )
    levels = tuple(f"{x}|{y}" for x in ("n", "y") for y in ("u", "v", "w"))
    joint = np.char.add(np.char.add(a, "|"), b)
    counts = np.array(
        [[(joint[stratum == s] == level).sum() for level in levels] for s in range(4)]
    )
    cells = CellTable(
        np.full(4, 100),
        1.0 + np.arange(4),
        {"stratum": np.arange(4)},
        {"ab": counts},
        {"ab": levels},
    )
    by_rows = cross_table(weigh(rows), ("a", "b"))
    by_cells = cross_table(
        weigh(design_from_cells(cells, strata=["stratum"])), ("a", "b"), joint="ab"
    )
    assert by_cells.share == pytest.approx(by_rows.share, rel=1e-12)
    assert by_cells.se == pytest.approx(by_rows.se, rel=1e-12)
    assert by_cells.test.p_value == pytest.approx(by_rows.test.p_value, rel=1e-10)


def test_a_measure_fixed_by_calibration_has_no_error() -> None:
    people = make_people(3, n_strata=3, n_psu=3, n_people=12)
    people.keys["sex"][:] = np.arange(people.weight.size) % 2
    answered = type(people)(people.keys, people.weight, (people.keys["sex"] + 1).astype(str))
    weighted = weigh(rows_of(answered, strata=["stratum"]), make_steps(answered, "raked"))
    table = estimate(weighted, [Share("men", "item", ("2",), LEVELS)], DOMAINS[:1])
    assert table.se[0, 0] == pytest.approx(0.0, abs=1e-12)
