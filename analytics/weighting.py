"""The chain of weights: design weight, non-response, calibration, trimming; each step audited.

Takes a design, returns weights by cell together with the projection that lets the variance
credit the calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.calibration import (
    CalibrationFunction,
    Projection,
    greg_projection,
    no_projection,
    rake_compat_projection,
    solve_calibration,
)
from analytics.coding import label_of
from analytics.design import SurveyDesign
from analytics.errors import WeightingError
from analytics.margins import Auxiliary, Margin, Total, build_auxiliary
from analytics.trimming import trim_weights

FloatArray = NDArray[np.float64]
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


Step = NonResponse | PostStratify | Rake | Calibrate | Trim


@dataclass(frozen=True)
class StepAudit:
    """What the weights look like after one step; ``kish_deff`` is n sum w^2 / (sum w)^2."""

    name: str
    n: int
    min: float
    max: float
    sum: float
    kish_deff: float
    n_effective: float
    n_trimmed: int = 0


@dataclass(frozen=True)
class WeightedDesign:
    """A design with final weights.

    Attributes
    ----------
    design : the design
    weight : (K,) final weight of each row of a cell
    projection : what the calibration steps take out of linearised variables
    audit : one entry for the design weights and one per step
    steps : the steps taken, in order
    is_calibrated : whether any step calibrates to totals
    """

    design: SurveyDesign
    weight: FloatArray
    projection: Projection
    audit: tuple[StepAudit, ...]
    steps: tuple[Step, ...] = ()
    is_calibrated: bool = False


@dataclass
class _Chain:
    """The weights on their way through the steps."""

    design: SurveyDesign
    weight: FloatArray
    projection: Projection
    audit: list[StepAudit] = field(default_factory=list)

    @property
    def n(self) -> FloatArray:
        return self.design.cells.n.astype(float)

    def note(self, name: str, n_trimmed: int = 0) -> None:
        n, weight = self.n, self.weight
        total, square = float(n @ weight), float(n @ weight**2)
        size = int(n.sum())
        some = weight[n > 0]
        self.audit.append(
            StepAudit(
                name,
                size,
                float(some.min()),
                float(some.max()),
                total,
                size * square / total**2,
                total**2 / square,
                n_trimmed,
            )
        )


def weigh(design: SurveyDesign, steps: Sequence[Step] = ()) -> WeightedDesign:
    """Carry out weighting steps in order.

    Parameters
    ----------
    design : the design with its design weights
    steps : any of ``NonResponse``, ``PostStratify``, ``Rake``, ``Calibrate``, ``Trim``

    Raises
    ------
    WeightingError
        Names the class: a population class without respondents, a class missing from a margin,
        margins with different totals, bounds that cannot be met.
    ConvergenceError
        When no weights meet all margins.

    Examples
    --------
    >>> from analytics.cells import CellTable
    >>> from analytics.design import design_from_cells
    >>> table = CellTable(np.array([3, 1]), np.ones(2), {"sex": np.array(["f", "m"])}, {}, {})
    >>> weighted = weigh(design_from_cells(table),
    ...                  [Rake((Margin(("sex",), {("f",): 50, ("m",): 50}),))])
    >>> weighted.weight.round(3).tolist(), round(weighted.audit[-1].kish_deff, 3)
    ([16.667, 50.0], 1.333)
    """
    n_cells = design.cells.n.size
    chain = _Chain(design, design.cells.weight.astype(float), no_projection(n_cells))
    if not design.cells.n.sum():
        raise WeightingError("the table holds no rows")
    chain.note("design weights")
    for step in steps:
        if isinstance(step, Trim):
            _trim(chain, step)
        elif isinstance(step, NonResponse):
            _adjust_non_response(chain, step)
        else:
            _calibrate(chain, step)
    is_calibrated = any(isinstance(step, (PostStratify, Rake, Calibrate)) for step in steps)
    return WeightedDesign(
        design,
        chain.weight,
        chain.projection,
        tuple(chain.audit),
        tuple(steps),
        is_calibrated,
    )


def _trim(chain: _Chain, step: Trim) -> None:
    mean = float(chain.n @ chain.weight) / float(chain.n.sum()) if step.relative else 1.0
    before = chain.weight
    chain.weight = trim_weights(
        before,
        chain.n,
        lower=step.lower * mean,
        upper=step.upper * mean,
        is_strict=step.strict,
        redistributes=step.redistribute,
    )
    outside = (before < step.lower * mean) | (before > step.upper * mean)
    chain.note("trim", int(chain.n[outside].sum()))


def _adjust_non_response(chain: _Chain, step: NonResponse) -> None:
    classes = chain.design.crossing(step.by)
    size = chain.n * chain.weight if step.is_weighted else chain.n
    responding = np.bincount(classes.codes, weights=size, minlength=len(classes.labels))
    drawn = {tuple(label_of(v) for v in key): float(n) for key, n in step.drawn.items()}
    factor = np.ones(len(classes.labels))
    for code, label in enumerate(classes.labels):
        if label not in drawn:
            raise WeightingError(f"non-response: class {classes.name(code)} has no number drawn")
        factor[code] = drawn.pop(label) / responding[code]
    empty = [key for key, n in drawn.items() if n > 0]
    if empty:
        raise WeightingError(f"non-response: class {' x '.join(empty[0])} has no respondents")
    below = np.flatnonzero(factor < 1 - 1e-9)
    if below.size:
        raise WeightingError(
            f"non-response: class {classes.name(int(below[0]))} has more respondents than drawn"
        )
    chain.weight = chain.weight * factor[classes.codes]
    chain.note("non-response")


def _calibrate(chain: _Chain, step: PostStratify | Rake | Calibrate) -> None:
    name, margins, totals, function, bounds = _describe(step)
    if not margins and not totals:
        raise WeightingError(f"{name}: no margins and no totals")
    auxiliary = build_auxiliary(chain.design, margins, totals, step=name)
    variance = _variance(chain.design, step)
    before = chain.weight
    g = _solve_by_pattern(auxiliary, chain, function, bounds, variance)
    chain.weight = before * g
    if (chain.weight <= 0).any() and bounds is None:
        chain.note(name + " (some weights are negative)")
    else:
        chain.note(name)
    n = chain.n
    if isinstance(step, Rake) and step.residuals == "rake_compat":
        later = rake_compat_projection(auxiliary.blocks(), chain.weight, n)
    else:
        is_closed_form = function == "linear" and bounds is None
        working = variance if is_closed_form and variance is not None else np.ones(n.size)
        later = greg_projection(auxiliary.x, before, chain.weight, n, working)
    chain.projection = chain.projection.then(later, n)


def _describe(
    step: PostStratify | Rake | Calibrate,
) -> tuple[
    str,
    tuple[Margin, ...],
    tuple[Total, ...],
    CalibrationFunction,
    tuple[float, float] | None,
]:
    if isinstance(step, PostStratify):
        return "post-stratify", (Margin(step.by, step.totals),), (), "linear", None
    if isinstance(step, Rake):
        return "rake", step.margins, (), "raking", None
    return f"calibrate ({step.function})", step.margins, step.totals, step.function, step.bounds


def _variance(design: SurveyDesign, step: PostStratify | Rake | Calibrate) -> FloatArray | None:
    if not isinstance(step, Calibrate) or step.variance_proportional_to is None:
        return None
    name = step.variance_proportional_to
    if name not in design.values:
        raise WeightingError(f"calibrate: no numeric variable '{name}' for the working variance")
    variance = design.values[name]
    bad = np.flatnonzero(~(variance > 0))
    if bad.size:
        raise WeightingError(f"row {bad[0] + 1}, column '{name}': a variance must be positive")
    return variance


def _solve_by_pattern(
    auxiliary: Auxiliary,
    chain: _Chain,
    function: CalibrationFunction,
    bounds: tuple[float, float] | None,
    variance: FloatArray | None,
) -> FloatArray:
    """Return g (K,); cells with the same auxiliary values share one equation."""
    size = chain.n * chain.weight
    solve: Callable[..., FloatArray] = solve_calibration
    if variance is not None or auxiliary.pattern is None:
        return solve(
            auxiliary.x,
            size,
            auxiliary.totals,
            names=auxiliary.names,
            function=function,
            bounds=bounds,
            variance=variance,
        )
    codes, first = auxiliary.pattern
    weight = np.bincount(codes, weights=size, minlength=first.size)
    g = solve(
        auxiliary.x[first],
        weight,
        auxiliary.totals,
        names=auxiliary.names,
        function=function,
        bounds=bounds,
    )
    shared: FloatArray = g[codes]
    return shared
