"""The refusals of the engine: each names the place and the class that is wrong.

All are ``ValueError`` so that a caller who only wants "the input is wrong" needs one name.
"""

from __future__ import annotations


class AnalyticsError(ValueError):
    """Something in the data, the design or the weighting cannot be right."""


class DesignError(AnalyticsError):
    """The description of the sample contradicts itself."""


class LonelyPsuError(DesignError):
    """A stratum holds one PSU and the policy is to refuse."""


class WeightingError(AnalyticsError):
    """A weighting step cannot be carried out as asked."""


class ConvergenceError(WeightingError):
    """Calibration found no weights that meet all margins."""


class EstimationError(AnalyticsError):
    """The quantity asked for is not defined on this table."""
