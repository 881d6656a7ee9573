"""Estimation loads NumPy and scipy.special, and nothing heavier."""

import subprocess
import sys

import numpy as np
import pytest

from analytics.cells import CellTable
from analytics.design import design_from_cells, design_from_rows
from analytics.estimates import Domain, Mean, Share, estimate
from analytics.weighting import Calibrate, Total, weigh


def test_importing_estimation_loads_neither_plotly_nor_scipy_stats() -> None:
    code = (
        "import sys, analytics.estimates, analytics.comparison; "
        "heavy = ('plotly', 'scipy.stats', 'scipy.optimize', 'scipy.linalg', 'scipy.sparse'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_units_of_a_calibration_variable_do_not_matter(scale: float) -> None:
    random = np.random.default_rng(8)
    income = random.lognormal(10, 1, 200)
    size = float(income.sum())
    numbers = []
    for unit in (1.0, scale):
        design = design_from_rows(
            weight=np.full(200, 5.0),
            keys={},
            values={"income": income * unit, "age": 20 + income**0.3},
        )
        totals = (Total("one", 1040.0), Total("numeric", 5.3 * size * unit, "income"))
        weighted = weigh(design, [Calibrate(totals=totals, function="raking")])
        figure = estimate(weighted, [Mean("age", "age")], [Domain("all", {})]).at("age", "all")
        numbers.append((figure.value, figure.se))
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)


def test_a_psu_without_answers_counts_as_drawn() -> None:
    def error(n_in_last: int) -> tuple[float, float]:
        cells = CellTable(
            n=np.array([10, 10, n_in_last]),
            weight=np.ones(3),
            keys={"psu": np.array([1, 2, 3])},
            counts={"aware": np.array([[6, 4], [3, 7], [0, 0]])},
            levels={"aware": ("y", "n")},
        )
        share = Share("rate", "aware", ("y",), ("y", "n"))
        weighted = weigh(design_from_cells(cells, psu=["psu"]))
        figure = estimate(weighted, [share], [Domain("all", {})]).at("rate", "all")
        return figure.value, figure.se

    assert error(0) == pytest.approx(error(10))
