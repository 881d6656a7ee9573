"""Four people for the examples in the docstrings: two women, two men, one answer, one number."""

from __future__ import annotations

import numpy as np

from analytics.design import design_from_rows
from analytics.weighting import WeightedDesign, weigh


def four_people() -> WeightedDesign:
    """Return a sample of four rows: key sex, item aware (y, n), numeric variable age.

    >>> four_people().weight.tolist()
    [10.0, 10.0, 20.0, 20.0]
    """
    design = design_from_rows(
        weight=np.array([10.0, 10.0, 20.0, 20.0]),
        keys={"sex": np.array(["f", "m", "f", "m"])},
        answers={"aware": np.array(["y", "n", "y", "y"])},
        values={"age": np.array([20.0, 30.0, 40.0, 50.0])},
    )
    return weigh(design)
