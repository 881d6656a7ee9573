"""Hidden small cells stay hidden, whatever a reader adds or subtracts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from analytics.suppression import (
    SMALLEST_SHOWN,
    Suppression,
    add_totals,
    possible_range,
    suppress_small,
)

small_tables = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 25))
)


def solve_for_cell(
    counts: np.ndarray, suppression: Suppression, cell: tuple[int, int]
) -> list[float]:
    """Do what a curious reader would: linear programming over all that is shown."""
    table = add_totals(counts)
    n_rows, n_columns = table.shape
    number = np.arange(table.size).reshape(table.shape)
    equations = []
    for row in range(n_rows):
        line = np.zeros(table.size)
        line[number[row, :-1]] = 1
        line[number[row, -1]] = -1
        equations.append(line)
    for column in range(n_columns):
        line = np.zeros(table.size)
        line[number[:-1, column]] = 1
        line[number[-1, column]] = -1
        equations.append(line)
    bounds = [
        (0, None) if is_hidden else (int(value), int(value))
        for value, is_hidden in zip(table.ravel(), suppression.is_hidden.ravel(), strict=True)
    ]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(table.size)
        goal[number[cell]] = sign
        found = linprog(
            goal, A_eq=np.array(equations), b_eq=np.zeros(len(equations)), bounds=bounds
        )
        ends.append(sign * found.fun if found.status == 0 else float("inf"))
    return ends


@settings(max_examples=150, deadline=None)
@given(small_tables)
def test_no_small_cell_can_be_computed_from_what_is_shown(counts: np.ndarray) -> None:
    suppression = suppress_small(counts)
    table = add_totals(counts)
    for row, column in np.argwhere((table > 0) & (table < SMALLEST_SHOWN)):
        assert suppression.is_hidden[row, column]
        low, high = possible_range(counts, suppression, (int(row), int(column)))
        assert high - low >= SMALLEST_SHOWN


@settings(max_examples=40, deadline=None)
@given(small_tables, st.data())
def test_possible_range_equals_linear_programming(counts: np.ndarray, data: st.DataObject) -> None:
    shape = add_totals(counts).shape
    hidden = data.draw(arrays(np.bool_, shape))
    suppression = Suppression(hidden)
    for row, column in np.argwhere(hidden)[:6]:
        cell = (int(row), int(column))
        assert possible_range(counts, suppression, cell) == pytest.approx(
            solve_for_cell(counts, suppression, cell), abs=1e-6
        )


def test_table_without_small_cells_is_shown_whole() -> None:
    assert suppress_small([[5, 10], [20, 7]]).n_hidden == 0


def test_zero_is_shown() -> None:
    assert suppress_small([[0, 10], [20, 7]]).n_hidden == 0


def test_one_small_cell_of_a_list_takes_one_other_with_it() -> None:
    assert suppress_small([[3, 50, 60, 20]]).is_hidden[0].tolist() == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_plan_of_a_city_hides_few_cells_beyond_the_small_ones() -> None:
    counts = np.random.default_rng(11).poisson(11, (12, 8))
    n_small = int(((counts > 0) & (counts < SMALLEST_SHOWN)).sum())
    assert n_small > 0
    assert suppress_small(counts).n_hidden <= 4 * n_small


@pytest.mark.parametrize("counts", [[1, 2], [[-1, 2]], [[0.5, 2]], [[]]])
def test_what_is_no_table_of_counts_is_refused(counts: list[object]) -> None:
    with pytest.raises(ValueError, match="table of counts"):
        suppress_small(counts)
