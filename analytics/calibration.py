"""Calibration: the weights nearest to the old ones that meet known population totals.

Deville & Sarndal (1992): find g = F(x'lambda) with sum d g x = t; F is 1 + u (linear), exp(u)
(raking) or the bounded logit. Solved by Newton's method on the dual (Deville, Sarndal & Sautory
1993). Also the projection that calibration leaves on linearised variables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray
from analytics.errors import ConvergenceError, WeightingError

CalibrationFunction = Literal["linear", "raking", "logit"]
Curve = Callable[[FloatArray], tuple[FloatArray, FloatArray]]

TOLERANCE = 1e-12
ACCEPTED = 1e-9
MAX_STEPS = 200


@dataclass(frozen=True)
class Projection:
    """What calibration takes out of a linearised variable: u = t - Q M (Y' t).

    t = n w z is the weighted variable by cell, before calibration is credited. Several steps in
    a row compose into one projection.

    Attributes
    ----------
    Q : (K, P) float64, fitted part per row and coefficient (weight after the step times x)
    Y : (K, P) float64, regression side (d x / v s: weight before over weight after the step)
    M : (P, P) float64, coefficients from the regression's right-hand side
    """

    Q: FloatArray
    Y: FloatArray
    M: FloatArray

    def then(self, later: Projection, n: FloatArray) -> Projection:
        """Compose with the projection of the next step; n (K,) rows per cell."""
        cross = later.Y.T @ (n[:, None] * self.Q)
        size, extra = self.M.shape[0], later.M.shape[0]
        M = np.zeros((size + extra, size + extra))
        M[:size, :size] = self.M
        M[size:, size:] = later.M
        M[size:, :size] = -later.M @ cross @ self.M
        return Projection(np.hstack([self.Q, later.Q]), np.hstack([self.Y, later.Y]), M)


def no_projection(n_cells: int) -> Projection:
    """Return the projection of weights taken as fixed.

    >>> no_projection(3).M.shape
    (0, 0)
    """
    empty = np.zeros((n_cells, 0))
    return Projection(empty, empty, np.zeros((0, 0)))


def greg_projection(
    x: FloatArray, before: FloatArray, after: FloatArray, n: FloatArray, *, variance: FloatArray
) -> Projection:
    """Return u = w (z - x'B), B = (sum d x x'/s)^- sum d x z/s (Deville & Sarndal 1992).

    Parameters
    ----------
    x : (K, P) margin indicators or auxiliary variables of a row
    before, after : (K,) weight of a row before and after the step
    n : (K,) rows per cell
    variance : (K,) working variance s of a row

    Examples
    --------
    >>> one, n = np.ones(3), np.ones(3)
    >>> found = greg_projection(np.ones((3, 1)), one, 2 * one, n, variance=one)
    >>> t = np.array([[1.0], [2.0], [3.0]])
    >>> (t - found.Q @ found.M @ (found.Y.T @ t)).round(12).ravel().tolist()
    [-1.0, 0.0, 1.0]
    """
    side = x / variance[:, None]
    gram = (side * (n * before)[:, None]).T @ x
    M = invert_generally(gram)
    ratio = np.divide(before, after, out=np.zeros(after.size), where=after != 0)
    return Projection(after[:, None] * x, ratio[:, None] * side, M)


def invert_generally(gram: FloatArray) -> FloatArray:
    """Return a generalised inverse of a cross product; redundant margins do no harm.

    Columns are scaled to length 1 first, so that incomes beside indicators do no harm either.

    >>> gram = np.array([[1e12, 1e12], [1e12, 1e12]])
    >>> bool(np.allclose(gram @ invert_generally(gram) @ gram, gram))
    True
    """
    length = np.sqrt(np.diag(gram))
    scale = np.divide(1.0, length, out=np.zeros(length.size), where=length > 0)
    even = scale[:, None] * gram * scale
    inverse = np.linalg.pinv(even, rcond=1e-12, hermitian=True)
    return np.asarray(scale[:, None] * inverse * scale, dtype=np.float64)


def rake_compat_projection(
    margins: Sequence[FloatArray], after: FloatArray, n: FloatArray
) -> Projection:
    """Return R ``rake()``'s residuals: ten sweeps of unweighted margin means.

    Parameters
    ----------
    margins : per margin (K, C) indicators of the classes
    after : (K,) final weight of a row
    n : (K,) rows per cell

    Examples
    --------
    >>> found = rake_compat_projection([np.ones((3, 1))], np.ones(3), np.ones(3))
    >>> found.M.round(4).tolist()
    [[0.3333]]
    """
    x = np.hstack(margins)
    gram = (x * n[:, None]).T @ x
    size = x.shape[1]
    identity = np.eye(size)
    M = np.zeros((size, size))
    for _ in range(10):
        start = 0
        for margin in margins:
            part = slice(start, start + margin.shape[1])
            M[part] += (identity[part] - gram[part] @ M) / np.diag(gram)[part, None]
            start = part.stop
    ratio = np.divide(1.0, after, out=np.zeros(after.size), where=after != 0)
    return Projection(after[:, None] * x, ratio[:, None] * x, M)


def solve_calibration(
    x: FloatArray,
    weight: FloatArray,
    totals: FloatArray,
    *,
    names: Sequence[str],
    function: CalibrationFunction = "raking",
    bounds: tuple[float, float] | None = None,
    variance: FloatArray | None = None,
) -> FloatArray:
    """Return g (K,) with sum_k weight_k g_k x_k = totals.

    Parameters
    ----------
    x : (K, P) auxiliary variables
    weight : (K,) weight before calibration, times the rows it stands for
    totals : (P,) population totals
    names : (P,) the margin classes in words, for messages
    function : distance: linear (GREG), raking (exponential) or logit (needs bounds)
    bounds : smallest and largest g
    variance : (K,) working variance, 1 by default

    Raises
    ------
    ConvergenceError
        Names the class that is furthest from its total.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> solve_calibration(x, np.array([2.0, 4.0]), np.array([4.0, 6.0]), names=("a", "b"))
    array([2. , 1.5])
    """
    side = x if variance is None else x / variance[:, None]
    curve = _curve(function, bounds)
    total = np.maximum(np.abs(totals), np.abs(x).T @ weight)
    unit = np.where(total > 0, total, 1.0)
    multiplier = np.zeros(x.shape[1])
    g, slope = curve(side @ multiplier)
    misfit = totals - x.T @ (weight * g)
    for _ in range(MAX_STEPS):
        if np.max(np.abs(misfit) / unit, initial=0.0) <= TOLERANCE:
            break
        gram = (side * (weight * slope)[:, None]).T @ x
        step = invert_generally(gram) @ misfit
        size = float(np.linalg.norm(misfit / unit))
        for halving in range(40):
            tried = multiplier + step / 2.0**halving
            # A trial that overshoots may be infinite: it is no improvement, and is halved.
            with np.errstate(over="ignore", invalid="ignore"):
                new_g, new_slope = curve(side @ tried)
                left = totals - x.T @ (weight * new_g)
                distance = float(np.linalg.norm(left / unit))
            if distance < size * (1 - 1e-4 / 2.0**halving):
                break
        else:
            break
        multiplier, g, slope, misfit = tried, new_g, new_slope, left
    worst = int(np.argmax(np.abs(misfit) / unit)) if totals.size else 0
    if totals.size and abs(misfit[worst]) / unit[worst] > ACCEPTED:
        raise ConvergenceError(_explain(names[worst], totals[worst], misfit[worst], bounds))
    return g


def _explain(name: str, total: float, misfit: float, bounds: tuple[float, float] | None) -> str:
    why = (
        f"the bounds {bounds[0]:g} to {bounds[1]:g} cannot be met"
        if bounds is not None
        else "the margins contradict each other or a combination of classes is empty"
    )
    return (
        f"calibration did not converge: class {name} reaches {total - misfit:.6g} "
        f"instead of {total:.6g}; {why}"
    )


def _curve(function: CalibrationFunction, bounds: tuple[float, float] | None) -> Curve:
    if function == "logit":
        if bounds is None:
            raise WeightingError("logit calibration needs bounds")
        return _logit_curve(bounds)
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        raise WeightingError(f"bounds {bounds[0]:g} to {bounds[1]:g} must enclose 1")

    def free(u: FloatArray) -> tuple[FloatArray, FloatArray]:
        if function == "linear":
            return 1 + u, np.ones_like(u)
        g = np.exp(np.minimum(u, 500.0))
        return g, g

    def bounded(u: FloatArray) -> tuple[FloatArray, FloatArray]:
        low, high = bounds if bounds is not None else (-np.inf, np.inf)
        g, slope = free(u)
        inside = (g >= low) & (g <= high)
        return np.clip(g, low, high), np.where(inside, slope, 0.0)

    return free if bounds is None else bounded


def _logit_curve(bounds: tuple[float, float]) -> Curve:
    low, high = bounds
    if not low < 1 < high:
        raise WeightingError(f"bounds {low:g} to {high:g} must enclose 1")
    steepness = (high - low) / ((1 - low) * (high - 1))

    def curve(u: FloatArray) -> tuple[FloatArray, FloatArray]:
        power = np.exp(np.clip(steepness * u, -700, 700))
        below = high - 1 + (1 - low) * power
        g = (low * (high - 1) + high * (1 - low) * power) / below
        return g, (g - low) * (high - g) / ((1 - low) * (high - 1))

    return curve
