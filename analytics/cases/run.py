"""One case in the middle of being estimated: its rows, weights, variables and domains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.arrays import BoolArray, FloatArray
from analytics.cases.reading import Case, Json, build_design, read_domain, read_steps
from analytics.cases.replicating import build_replicates
from analytics.degrees import count_degrees
from analytics.linearisation import Linear, covariance
from analytics.replicates import Replicates
from analytics.sample import Sample, split_sample
from analytics.tables import Table
from analytics.weighting import WeightedDesign, weigh


@dataclass(frozen=True)
class CaseRun:
    """One case being estimated.

    Attributes
    ----------
    case : the case
    table : its rows
    """

    case: Case
    table: Table

    @cached_property
    def weighted(self) -> WeightedDesign:
        """Return the weighted design; computed when first needed."""
        return weigh(build_design(self.case, self.table), read_steps(self.case, self.table))

    @cached_property
    def sample(self) -> Sample:
        """Return the rows."""
        return split_sample(self.weighted)

    @cached_property
    def replicates(self) -> Replicates:
        """Return the replicate weights of the kind that the case names."""
        return build_replicates(self.case, self.table, self.weighted)

    def answers(self, entry: Json, name: str = "variable") -> FloatArray:
        """Return the (N,) variable of an entry: numbers, or whether the answer is its level."""
        column = self.table.column(str(entry[name]))
        level = entry.get("level") if name == "variable" else None
        if level is None:
            if column.numbers is not None:
                return column.numbers
            truth = {"TRUE": 1.0, "FALSE": 0.0, "": np.nan}
            return np.array([truth.get(label, np.nan) for label in column.labels.tolist()])
        hit = np.asarray(column.labels == column.code(level), dtype=float)
        hit[column.is_missing] = np.nan
        return hit

    def inside(self, entry: Json, name: str = "domain") -> BoolArray:
        """Return (N,) whether each row lies in a domain of an entry."""
        domain = read_domain(entry.get(name), self.table)
        return self.sample.inside(domain)

    def degrees(self, inside: BoolArray) -> float:
        """Return the degrees of freedom of a domain."""
        return count_degrees(self.weighted, np.flatnonzero(inside))

    def se(self, linear: Linear, *, uses_all: bool = False) -> float:
        """Return the standard error of a linearised statistic."""
        V = covariance(self.sample, linear.z[:, None], None if uses_all else linear.present)
        se = float(np.sqrt(max(V[0, 0], 0.0)))
        return 0.0 if se < 1e-9 * max(1.0, abs(linear.value)) else se
