"""The chain of weights: design weight, non-response, calibration, trimming; each step audited.

Takes a design, returns weights by cell together with the projection that lets the variance
credit the calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.arrays import FloatArray
from analytics.calibration import (
    Projection,
    greg_projection,
    no_projection,
    rake_compat_projection,
)
from analytics.coding import label_of
from analytics.design import SurveyDesign
from analytics.errors import WeightingError
from analytics.margins import Margin, Total
from analytics.steps import (
    Calibrate,
    CalibrationStep,
    NonResponse,
    PostStratify,
    Rake,
    Step,
    Trim,
    prepare_step,
)
from analytics.trimming import trim_weights

__all__ = [
    "Calibrate",
    "Margin",
    "NonResponse",
    "PostStratify",
    "Rake",
    "Step",
    "StepAudit",
    "Total",
    "Trim",
    "WeightedDesign",
    "weigh",
]


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


def _calibrate(chain: _Chain, step: CalibrationStep) -> None:
    prepared = prepare_step(chain.design, step)
    n, before = chain.n, chain.weight
    chain.weight = before * prepared.solve(n * before)
    chain.note(prepared.name)
    if isinstance(step, Rake) and step.residuals == "rake_compat":
        later = rake_compat_projection(prepared.auxiliary.blocks(), chain.weight, n)
    else:
        later = greg_projection(
            prepared.auxiliary.x, before, chain.weight, n, variance=prepared.residual_variance
        )
    chain.projection = chain.projection.then(later, n)
