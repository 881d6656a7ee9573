"""Cross tables of two questions: shares and tests of independence that know the design.

Rao & Scott (1984) and Thomas & Rao (1987) as in R's ``svychisq``, with the domain's degrees of
freedom; Wald and adjusted Wald beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc, fdtrc

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.degrees import count_degrees, count_rows
from analytics.errors import EstimationError
from analytics.linearisation import Linear, covariance, linear_mean, linear_total, stack
from analytics.sample import Sample, split_sample
from analytics.weighting import WeightedDesign

Test = Literal["F", "Chisq", "Wald", "adjWald"]


@dataclass(frozen=True)
class IndependenceTest:
    """Result of a test of independence.

    Attributes
    ----------
    method : F (Rao-Scott, second order), Chisq (first order), Wald or adjWald
    statistic : F; the raw Pearson X2 scaled to the number of rows for Chisq
    df : one number for Chisq, numerator and denominator otherwise
    p_value : probability of a larger statistic if the two questions are independent
    """

    method: Test
    statistic: float
    df: tuple[float, ...]
    p_value: float


@dataclass(frozen=True)
class CrossTable:
    """Weighted shares of a cross table.

    Attributes
    ----------
    rows, columns : level codes
    share : (R, C) share of the domain in each cell, adding up to 1
    se : (R, C) standard errors
    n : (R, C) rows behind each share
    test : Rao-Scott F test of independence
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    share: FloatArray
    se: FloatArray
    n: IntArray
    test: IndependenceTest


@dataclass(frozen=True)
class _Table:
    """Two codings of the rows of a domain: (S,) codes, -1 for no answer."""

    sample: Sample
    row: IntArray
    column: IntArray
    inside: BoolArray

    @property
    def shape(self) -> tuple[int, int]:
        return int(self.row.max()) + 1, int(self.column.max()) + 1

    @property
    def present(self) -> BoolArray:
        return self.inside & (self.row >= 0) & (self.column >= 0) & (self.sample.n > 0)


def cross_table(
    weighted: WeightedDesign,
    items: tuple[str, str],
    where: Mapping[str, Sequence[str]] | None = None,
    *,
    joint: str | None = None,
) -> CrossTable:
    """Cross two items inside a domain.

    Parameters
    ----------
    weighted : result of ``weigh``
    items : row and column item
    where : the domain; everyone by default
    joint : for tables of counts, the item that counts the two together, with levels "row|column"

    Raises
    ------
    EstimationError
        Fewer than two levels of either item in the domain.

    Examples
    --------
    >>> from analytics.design import design_from_rows
    >>> from analytics.weighting import weigh
    >>> design = design_from_rows(
    ...     weight=np.ones(40), keys={},
    ...     answers={"a": np.repeat(["y", "n"], 20), "b": np.tile(["u", "v", "u", "v", "v"], 8)})
    >>> table = cross_table(weigh(design), ("a", "b"))
    >>> table.share.round(2).tolist(), round(table.test.p_value, 3)
    ([[0.2, 0.3], [0.2, 0.3]], 1.0)
    """
    row_item, column_item = items
    sample = split_sample(weighted, [joint] if joint else [row_item, column_item])
    if joint:
        pairs = [tuple(level.split("|")) for level in weighted.design.cells.levels[joint]]
        rows = tuple(sorted({pair[0] for pair in pairs}))
        columns = tuple(sorted({pair[1] for pair in pairs}))
        row_of = np.array([rows.index(pair[0]) for pair in pairs] + [-1])
        column_of = np.array([columns.index(pair[1]) for pair in pairs] + [-1])
        row, column = row_of[sample.level[joint]], column_of[sample.level[joint]]
    else:
        rows = weighted.design.cells.levels[row_item]
        columns = weighted.design.cells.levels[column_item]
        row, column = sample.level[row_item], sample.level[column_item]
    table = _Table(sample, row, column, sample.inside(where or {}))
    kept = _drop_empty(table)
    share, V, n = _shares(kept)
    shape = kept.shape
    present = table.present
    return CrossTable(
        tuple(rows[i] for i in np.unique(row[present])),
        tuple(columns[i] for i in np.unique(column[present])),
        share.reshape(shape, order="F"),
        np.sqrt(np.maximum(np.diag(V), 0.0)).reshape(shape, order="F"),
        n.reshape(shape, order="F"),
        rao_scott(sample, row, column, sample.inside(where or {})),
    )


def rao_scott(
    sample: Sample, row: IntArray, column: IntArray, inside: BoolArray, *, method: Test = "F"
) -> IndependenceTest:
    """Test whether two questions are independent in a domain.

    Parameters
    ----------
    sample : the pieces
    row, column : (S,) int64 codes of the two answers, -1 for none
    inside : (S,) the domain
    method : F or Chisq (Rao-Scott); Wald or adjWald

    Raises
    ------
    EstimationError
        Fewer than two levels of either question in the domain.

    Examples
    --------
    >>> from analytics.design import design_from_rows
    >>> from analytics.weighting import weigh
    >>> sample = split_sample(weigh(design_from_rows(weight=np.ones(8), keys={"k": np.arange(8)})))
    >>> row, column = np.array([0, 0, 0, 1, 1, 1, 1, 0]), np.array([0, 0, 1, 1, 1, 1, 0, 0])
    >>> test = rao_scott(sample, row, column, np.ones(8, dtype=bool))
    >>> round(test.statistic, 4), test.df
    (1.75, (1.0, 7.0))
    """
    table = _drop_empty(_Table(sample, row, column, inside))
    if method in ("Wald", "adjWald"):
        return _wald(table, method)
    r, c = table.shape
    share, V, _ = _shares(table)
    inverse = np.divide(1.0, share, out=np.zeros(share.size), where=share > 0)
    main, interaction = _contrasts(r, c)
    C = interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    CD = C * inverse[:, None]
    n_rows = count_rows(sample, inside)
    delta = np.linalg.solve(C.T @ CD / n_rows, CD.T @ V @ CD)
    square = share.reshape((r, c), order="F")
    expected = np.outer(square.sum(axis=1), square.sum(axis=0))
    pearson = float(n_rows * ((square - expected) ** 2 / expected).sum())
    trace = float(np.trace(delta))
    q = (r - 1) * (c - 1)
    if method == "Chisq":
        return IndependenceTest(method, pearson, (q,), float(chdtrc(q, pearson / (trace / q))))
    d0 = trace**2 / float(np.trace(delta @ delta))
    nu = count_degrees(sample.weighted, np.unique(sample.cell[inside]))
    statistic = pearson / trace
    return IndependenceTest(method, statistic, (d0, d0 * nu), float(fdtrc(d0, d0 * nu, statistic)))


def _drop_empty(table: _Table) -> _Table:
    """Keep the levels that occur in the domain, renumbered."""
    present = table.present
    codes = []
    for code in (table.row, table.column):
        found = np.unique(code[present])
        if found.size < 2:
            raise EstimationError("a cross table needs two answered levels of each question")
        place = np.full(int(code.max()) + 2, -1, dtype=np.int64)
        place[found] = np.arange(found.size)
        codes.append(place[code])
    return _Table(table.sample, codes[0], codes[1], table.inside)


def _indicators(table: _Table) -> FloatArray:
    """Return (S, R C) cell indicators, rows varying fastest, NaN for no answer."""
    r, c = table.shape
    cell = np.where(table.present, table.row + r * table.column, -1)
    y: FloatArray = (cell[:, None] == np.arange(r * c)).astype(float)
    y[~table.present] = np.nan
    return y


def _shares(table: _Table) -> tuple[FloatArray, FloatArray, IntArray]:
    y = _indicators(table)
    linears = [linear_mean(table.sample, column, table.inside) for column in y.T]
    share, z, present = stack(linears)
    n = (table.sample.n[table.present] @ y[table.present]).astype(np.int64)
    return share, covariance(table.sample, z, present), n


def _contrasts(r: int, c: int) -> tuple[FloatArray, FloatArray]:
    """Return main-effect columns and interaction columns of the saturated model."""
    rows = np.tile(np.eye(r), (c, 1))[:, 1:]
    columns = np.repeat(np.eye(c), r, axis=0)[:, 1:]
    main = np.column_stack([np.ones(r * c), rows, columns])
    interaction = np.einsum("ki,kj->kij", rows, columns).reshape(r * c, -1)
    return main, np.asarray(interaction, dtype=np.float64)


def _wald(table: _Table, method: Test) -> IndependenceTest:
    r, c = table.shape
    y = _indicators(table)
    linears: list[Linear] = [linear_total(table.sample, col, table.inside) for col in y.T]
    totals, z, present = stack(linears)
    square = totals.reshape((r, c), order="F")
    rows, columns, everyone = square.sum(axis=1), square.sum(axis=0), float(totals.sum())
    residual = square - np.outer(rows, columns) / everyone
    use = [i + r * j for j in range(1, c) for i in range(1, r)]
    J = np.eye(r * c)
    for k in range(r * c):
        i, j = k % r, k // r
        J[k] += rows[i] * columns[j] / everyone**2
        J[k, i::r] -= columns[j] / everyone
        J[k, r * j : r * j + r] -= rows[i] / everyone
    V = J @ covariance(table.sample, z, present) @ J.T
    Y = residual.ravel(order="F")[use]
    q = (r - 1) * (c - 1)
    statistic = float(Y @ np.linalg.solve(V[np.ix_(use, use)], Y)) / q
    nu = count_degrees(table.sample.weighted, np.unique(table.sample.cell[table.inside]))
    if method == "adjWald":
        statistic *= (nu - q + 1) / nu
        nu = nu - q + 1
    return IndependenceTest(method, statistic, (q, nu), float(fdtrc(q, nu, statistic)))
