"""The steps that weights can take, and calibration steps made ready to be solved.

A prepared step is solved once for the sample and again for every replicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray
from analytics.calibration import CalibrationFunction, solve_calibration
from analytics.coding import sum_by
from analytics.design import SurveyDesign
from analytics.errors import WeightingError
from analytics.margins import Auxiliary, Margin, Total, build_auxiliary

Residuals = Literal["greg", "rake_compat"]


@dataclass(frozen=True)
class NonResponse:
    """Weights grow by drawn / responding inside each class; taken as fixed by the variance.

    Attributes
    ----------
    by : keys whose combinations are the classes
    drawn : class -> number of units drawn (or their weighted number with ``is_weighted``)
    is_weighted : compare weighted numbers
    """

    by: tuple[str, ...]
    drawn: Mapping[tuple[str, ...], float]
    is_weighted: bool = False


@dataclass(frozen=True)
class PostStratify:
    """Scale the weights of each class to its population total (Holt & Smith 1979)."""

    by: tuple[str, ...]
    totals: Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class Rake:
    """Scale the weights to several margins at once (raking ratio, Deming & Stephan 1940).

    ``residuals="rake_compat"`` reproduces the variance of R's ``rake()``, which ignores the
    design weights in its residuals; the default is the calibration residual.
    """

    margins: tuple[Margin, ...]
    residuals: Residuals = "greg"


@dataclass(frozen=True)
class Calibrate:
    """Meet totals of margins and variables with weights near the old ones.

    Attributes
    ----------
    margins : categorical margins
    totals : totals of numeric variables, of indicators, or of everyone
    function : linear (GREG), raking or logit
    bounds : smallest and largest new / old weight
    variance_proportional_to : numeric variable with the working variance
    """

    margins: tuple[Margin, ...] = ()
    totals: tuple[Total, ...] = ()
    function: CalibrationFunction = "linear"
    bounds: tuple[float, float] | None = None
    variance_proportional_to: str | None = None


@dataclass(frozen=True)
class Trim:
    """Cut weights at bounds and give what was cut, in equal amounts, to the rows inside.

    Attributes
    ----------
    lower, upper : the bounds; multiples of the mean weight when ``relative``
    relative : whether the bounds are multiples of the mean weight
    strict : repeat until no weight is outside
    redistribute : whether the sum of weights is kept
    """

    lower: float = 0.0
    upper: float = float("inf")
    relative: bool = True
    strict: bool = True
    redistribute: bool = True


CalibrationStep = PostStratify | Rake | Calibrate
Step = NonResponse | CalibrationStep | Trim


@dataclass(frozen=True)
class PreparedStep:
    """The equations of one calibration step.

    Attributes
    ----------
    name : for the audit
    auxiliary : margins and totals as equations, by cell
    function, bounds : distance and limits of new / old weight
    variance : (K,) working variance, or None
    """

    name: str
    auxiliary: Auxiliary
    function: CalibrationFunction
    bounds: tuple[float, float] | None
    variance: FloatArray | None

    def solve(self, size: FloatArray) -> FloatArray:
        """Return new / old weight (K,) for cells of ``size`` (K,) rows times weight.

        Cells with the same auxiliary values share one equation.

        Raises
        ------
        ConvergenceError
            When no weights meet the totals; names the class.
        """
        x, weight = self.auxiliary.x, size
        pattern = self.auxiliary.pattern if self.variance is None else None
        if pattern is not None:
            codes, first = pattern
            x, weight = x[first], sum_by(size[:, None], codes, first.size)[:, 0]
        g = solve_calibration(
            x,
            weight,
            self.auxiliary.totals,
            names=self.auxiliary.names,
            function=self.function,
            bounds=self.bounds,
            variance=self.variance,
        )
        return g if pattern is None else g[pattern[0]]

    @property
    def residual_variance(self) -> FloatArray:
        """Return the (K,) working variance of the residual regression.

        As in R: the given one for linear calibration without bounds, 1 otherwise.
        """
        if self.variance is None or self.function != "linear" or self.bounds is not None:
            return np.ones(self.auxiliary.x.shape[0])
        return self.variance


def prepare_step(design: SurveyDesign, step: CalibrationStep) -> PreparedStep:
    """Check one calibration step against the sample and set up its equations.

    Raises
    ------
    WeightingError
        Names the class that cannot be met.

    >>> from analytics.examples import four_people
    >>> design = four_people().design
    >>> step = PostStratify(("sex",), {("f",): 60.0, ("m",): 40.0})
    >>> prepare_step(design, step).solve(design.cells.weight).tolist()
    [2.0, 1.3333333333333333, 2.0, 1.3333333333333333]
    """
    if isinstance(step, PostStratify):
        name, margins = "post-stratify", (Margin(step.by, step.totals),)
        return PreparedStep(
            name, build_auxiliary(design, margins, (), step=name), "linear", None, None
        )
    if isinstance(step, Rake):
        auxiliary = build_auxiliary(design, step.margins, (), step="rake")
        return PreparedStep("rake", auxiliary, "raking", None, None)
    name = f"calibrate ({step.function})"
    auxiliary = build_auxiliary(design, step.margins, step.totals, step=name)
    return PreparedStep(
        name, auxiliary, step.function, step.bounds, _working_variance(design, step)
    )


def _working_variance(design: SurveyDesign, step: Calibrate) -> FloatArray | None:
    name = step.variance_proportional_to
    if name is None:
        return None
    if name not in design.values:
        raise WeightingError(f"calibrate: no numeric variable '{name}' for the working variance")
    variance = design.values[name]
    bad = np.flatnonzero(~(variance > 0))
    if bad.size:
        raise WeightingError(f"row {bad[0] + 1}, column '{name}': a variance must be positive")
    return variance
