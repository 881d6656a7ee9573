"""Small areas: streets with few answers borrow strength from a model of all streets.

Stands beside the direct estimates, never in their place: every result is labelled model-based, is
of another type than a direct estimate (so that it cannot be judged against a target by mistake),
and is refused when the model cannot be trusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import BoolArray, FloatArray
from analytics.planning import normal_quantile
from analytics.words import Label

LEAST_AREAS = 10
LEAST_AREAS_PER_COEFFICIENT = 5
MOST_ITERATIONS = 100
CONVERGED = 1e-10
SUSPICIOUS_RESIDUAL = 3.0
IMPOSSIBLE_RESIDUAL = 4.0

MODEL_BASED = Label(
    "模型估计：借用了其他区域的数据，不能用来判定是否达标。",
    "Model-based: borrows strength from other areas; gives no verdict against a target.",
)
NO_SPREAD = Label(
    "模型看不出区域之间除解释变量外的差别（区域方差为 0）：估计几乎全部来自模型。",
    "The model sees no spread between areas beyond its covariates (area variance 0): "
    "the estimates come almost wholly from the model.",
)
ODD_AREA = Label(
    "有区域偏离模型超过 3 个标准差，请先查看其直接估计。",
    "An area lies more than 3 standard deviations from the model: look at its direct estimate.",
)


class SmallAreaError(ValueError):
    """The model cannot be trusted for these areas."""


@dataclass(frozen=True)
class AreaModel:
    """A fitted Fay-Herriot model; arrays (D,) follow the areas given.

    Attributes
    ----------
    areas
        Names of the D areas.
    value, mse
        Best linear unbiased predictor with estimated variance, and its mean squared error.
    weight_of_direct
        Part of the direct estimate in ``value``, 0..1; 0 where there was none.
    synthetic
        What the model alone says.
    residual
        Distance of the direct estimate from the model, in standard deviations; NaN without one.
    coefficient, coefficient_se
        (p,) of the covariates.
    variance_between
        Variance of the areas about the model, >= 0.
    warnings
        ``MODEL_BASED`` first, then what else a reader must know.
    """

    areas: tuple[str, ...]
    value: FloatArray
    mse: FloatArray
    weight_of_direct: FloatArray
    synthetic: FloatArray
    residual: FloatArray
    coefficient: FloatArray
    coefficient_se: FloatArray
    variance_between: float
    warnings: tuple[Label, ...]

    def interval(self, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Give ``value -/+ z sqrt(mse)`` kept inside 0..1, for shares."""
        reach = normal_quantile(level) * np.sqrt(self.mse)
        return np.clip(self.value - reach, 0, 1), np.clip(self.value + reach, 0, 1)


def fit_areas(
    areas: Sequence[str], direct: FloatArray, variance: FloatArray, covariates: FloatArray
) -> AreaModel:
    """Fit the Fay-Herriot model by restricted maximum likelihood and predict all areas.

    Parameters
    ----------
    areas
        D names.
    direct
        (D,) direct estimates; NaN for an area without answers, which is then predicted by the
        model alone.
    variance
        (D,) their sampling variances, > 0, taken as known: smooth them first (``smooth_variance``).
    covariates
        (D, p) known for every area, a column of ones among them.

    Raises
    ------
    SmallAreaError
        With fewer than 10 areas or 5 per coefficient, dependent covariates, a variance that is not
        above 0, no convergence, or an area more than 4 standard deviations from the model.

    Notes
    -----
    ``y_d = x_d'b + v_d + e_d``, ``v ~ (0, A)``, ``e_d ~ (0, psi_d)``; ``gamma_d = A/(A + psi_d)``;
    ``value = gamma y + (1 - gamma) x'b`` (Fay & Herriot 1979). A by Fisher scoring on the
    restricted likelihood. ``MSE = g1 + g2 + 2 g3`` with ``g1 = gamma psi``,
    ``g2 = (1-gamma)^2 x'(X'V^-1 X)^-1 x``, ``g3 = (1-gamma)^2 / (A+psi) 2 / sum (A+psi)^-2``
    (Prasad & Rao 1990; Datta & Lahiri 2000). Without direct estimate: ``A + x' Cov(b) x``.

    Examples
    --------
    >>> names = [f"street {d}" for d in range(12)]
    >>> direct = np.array([.82, .75, .91, .68, .88, .79, .85, .73, .95, .77, .81, .86])
    >>> model = fit_areas(names, direct, np.full(12, 0.002), np.ones((12, 1)))
    >>> model.weight_of_direct[0].round(2).item(), model.value[3].round(2).item()
    (0.67, 0.72)
    """
    has_direct = np.isfinite(direct)
    _refuse_unfit(direct, variance, covariates, has_direct)
    y, psi, x = direct[has_direct], variance[has_direct], covariates[has_direct]
    between = _estimate_between(y, psi, x)
    coefficient, covariance = _generalised_least_squares(y, between + psi, x)
    residual = np.full(len(direct), np.nan)
    residual[has_direct] = (y - x @ coefficient) / np.sqrt(between + psi)
    _refuse_misfit(areas, residual)
    # An infinite sampling variance stands for no answers: the formulas then give the model alone.
    noise = np.where(has_direct, variance, np.inf)
    gamma = between / (between + noise)
    synthetic = covariates @ coefficient
    value = np.where(has_direct, synthetic + gamma * (direct - synthetic), synthetic)
    return AreaModel(
        areas=tuple(areas),
        value=value,
        mse=_mean_squared_error(between, noise, covariates, covariance),
        weight_of_direct=gamma,
        synthetic=synthetic,
        residual=residual,
        coefficient=coefficient,
        coefficient_se=np.sqrt(np.diag(covariance)),
        variance_between=between,
        warnings=_warn(between, residual),
    )


def smooth_variance(share: FloatArray, variance: FloatArray, n: FloatArray) -> FloatArray:
    """Smooth the variances of area shares, which are themselves guesses from few answers.

    Parameters
    ----------
    share, variance, n
        (D,) direct shares, their variances, answered rows; areas with 0 % or 100 % may stay in.

    Returns
    -------
    ndarray
        (D,) ``deff P(1-P)/n`` with the pooled share P and the median design effect; NaN where n =
        0.

    Raises
    ------
    SmallAreaError
        When no area has a usable variance.

    Notes
    -----
    A generalised variance function (Wolter 2007, chapter 7): areas with few answers no longer look
    certain because all of them happened to agree.

    Examples
    --------
    >>> share, n = np.array([0.7, 0.8, 1.0]), np.array([50.0, 50.0, 20.0])
    >>> smooth_variance(share, np.array([0.0042, 0.0032, 0.0]), n).round(4)
    array([0.0033, 0.0033, 0.0082])
    """
    is_usable = (n > 0) & (share > 0) & (share < 1) & (variance > 0)
    if not is_usable.any():
        raise SmallAreaError("no area has a share inside 0..1 with a variance above 0")
    answered = n > 0
    pooled = float(share[answered] @ n[answered] / n[answered].sum())
    some = share[is_usable]
    deff = float(np.median(variance[is_usable] * n[is_usable] / (some * (1 - some))))
    smooth = np.full(len(n), np.nan)
    smooth[answered] = deff * pooled * (1 - pooled) / n[answered]
    return smooth


def benchmark(model: AreaModel, population: FloatArray, city: float) -> FloatArray:
    """Shift the predictions so that together they give the direct estimate of the city.

    Parameters
    ----------
    population
        (D,) people of each area.
    city
        The direct estimate for all areas together.

    Returns
    -------
    ndarray
        (D,) ``value + (city - sum W value) a``, ``a = W mse / sum W^2 mse``: areas known less well
        move more (Bell, Datta & Ghosh 2013).

    Examples
    --------
    >>> model = fit_areas([str(d) for d in range(12)], np.linspace(.7, .9, 12), np.full(12, .002),
    ...                   np.ones((12, 1)))
    >>> round(float(benchmark(model, np.ones(12), 0.81).mean()), 3)
    0.81
    """
    part = population / population.sum()
    gap = city - float(part @ model.value)
    spread = part * model.mse
    return np.asarray(model.value + gap * spread / float(part @ spread), dtype=np.float64)


def _refuse_unfit(
    direct: FloatArray,
    variance: FloatArray,
    covariates: FloatArray,
    has_direct: BoolArray,
) -> None:
    n_areas, n_coefficients = int(has_direct.sum()), covariates.shape[1]
    least = max(LEAST_AREAS, LEAST_AREAS_PER_COEFFICIENT * n_coefficients)
    if n_areas < least:
        raise SmallAreaError(
            f"{n_areas} areas with answers are too few for {n_coefficients} coefficients: "
            f"at least {least} are needed"
        )
    if not len(direct) == len(variance) == len(covariates):
        raise SmallAreaError("estimates, variances and covariates must be given for the same areas")
    if not np.all(np.isfinite(covariates)):
        raise SmallAreaError("every area needs a number for every covariate")
    if not np.all(variance[has_direct] > 0):
        raise SmallAreaError("every sampling variance must be above 0: smooth them first")
    if np.linalg.matrix_rank(covariates[has_direct]) < n_coefficients:
        raise SmallAreaError("the covariates depend on each other: leave one out")


def _estimate_between(y: FloatArray, psi: FloatArray, x: FloatArray) -> float:
    """Find A >= 0 at the top of the restricted likelihood by Fisher scoring."""
    between = float(np.median(psi))
    for _ in range(MOST_ITERATIONS):
        inverse = 1 / (between + psi)
        weighted = x * inverse[:, None]
        projection = np.diag(inverse) - weighted @ np.linalg.solve(x.T @ weighted, weighted.T)
        left_over = projection @ y
        score = float(left_over @ left_over - np.trace(projection)) / 2
        information = float((projection**2).sum()) / 2
        following = max(0.0, between + score / information)
        if abs(following - between) <= CONVERGED * (between + float(psi.min())):
            return following
        between = following
    raise SmallAreaError(f"the variance between areas did not settle in {MOST_ITERATIONS} steps")


def _generalised_least_squares(
    y: FloatArray, variance: FloatArray, x: FloatArray
) -> tuple[FloatArray, FloatArray]:
    weighted = x / variance[:, None]
    covariance = np.linalg.inv(x.T @ weighted)
    return covariance @ (weighted.T @ y), np.asarray(covariance, dtype=np.float64)


def _mean_squared_error(
    between: float, noise: FloatArray, x: FloatArray, covariance: FloatArray
) -> FloatArray:
    pull = 1 - between / (between + noise)
    uncertainty = 2 / float(((between + noise) ** -2.0).sum())
    g1 = between * pull
    g2 = pull**2 * np.einsum("dp,pq,dq->d", x, covariance, x)
    g3 = pull**2 / (between + noise) * uncertainty
    return np.asarray(g1 + g2 + 2 * g3, dtype=np.float64)


def _refuse_misfit(areas: Sequence[str], residual: FloatArray) -> None:
    for area, distance in zip(areas, residual, strict=True):
        if abs(distance) > IMPOSSIBLE_RESIDUAL:
            raise SmallAreaError(
                f"{area} lies {distance:.1f} standard deviations from the model: it does not fit"
            )


def _warn(between: float, residual: FloatArray) -> tuple[Label, ...]:
    warnings = [MODEL_BASED]
    if between == 0:
        warnings.append(NO_SPREAD)
    if np.nanmax(np.abs(residual)) > SUSPICIOUS_RESIDUAL:
        warnings.append(ODD_AREA)
    return tuple(warnings)
