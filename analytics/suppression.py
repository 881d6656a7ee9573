"""Small cells of published tables: hidden, together with as many others as keep them hidden.

Stands last on the river, before a table of counts leaves the house. Hiding a cell below five is not
enough: whoever has the totals subtracts the others. So further cells are hidden until the best that
arithmetic can do is a range at least as wide as the threshold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import ArrayLike

from analytics.arrays import BoolArray, IntArray

Cell = tuple[int, int]
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Suppression:
    """What of a table may be shown.

    Attributes
    ----------
    is_hidden
        (R + 1, C + 1): the cells, then the row totals as last column, the column totals as last
        row, the grand total in the corner.

    Examples
    --------
    >>> suppress_small([[20, 30], [2, 40]]).n_hidden
    4
    """

    is_hidden: BoolArray

    @property
    def n_hidden(self) -> int:
        """Cells and totals that are hidden."""
        return int(self.is_hidden.sum())


def suppress_small(counts: ArrayLike, *, threshold: int = SMALLEST_SHOWN) -> Suppression:
    """Choose the cells and totals of a two-way table of people to hide.

    Parameters
    ----------
    counts
        (R, C) whole numbers >= 0. A list of options is a table of one row: its total row then says
        the same as the row and is hidden with it.
    threshold
        Counts from 1 to ``threshold - 1`` are small. Zero is shown: it is about nobody.

    Returns
    -------
    Suppression
        Everything whose exact value the rest gives away is hidden too.

    Raises
    ------
    ValueError
        If the counts are not a table of whole numbers >= 0.

    Notes
    -----
    Each small cell is put on a cheapest closed path of cells, alternately one up and one down,
    along which the table can change with every total unchanged (Cox 1995; Kelly, Golden & Assad
    1992); all cells of the path are hidden. ``possible_range`` then proves the result.

    Examples
    --------
    >>> suppress_small([[20, 30, 9], [2, 40, 8], [50, 60, 70]]).is_hidden[:3, :3].astype(int)
    array([[1, 0, 1],
           [1, 0, 1],
           [0, 0, 0]])
    """
    table = add_totals(counts)
    hidden = (table > 0) & (table < threshold)
    if len(table) == 2:
        hidden[1] = hidden[0]
    for small in [(int(row), int(column)) for row, column in np.argwhere(hidden)]:
        _protect(table, hidden, small, threshold)
    return Suppression(hidden)


def possible_range(counts: ArrayLike, suppression: Suppression, cell: Cell) -> tuple[int, float]:
    """Compute the smallest and largest value that the shown figures leave possible for a cell.

    Parameters
    ----------
    counts
        (R, C) the true table, used as one possible solution to start from.
    cell
        Row and column in the table with totals.

    Returns
    -------
    tuple
        Least and greatest; the same number twice when the cell is given away, ``inf`` when nothing
        bounds it.

    Notes
    -----
    Exact: the tables that agree with the shown figures form a flow polytope with whole corners, and
    the furthest moves from the true table are two maximum flows (Ford & Fulkerson 1956).

    Examples
    --------
    >>> possible_range([[3, 7]], Suppression(np.array([[True, False, False]] * 2)), (0, 0))
    (3, 3.0)
    """
    table = add_totals(counts)
    value = int(table[cell])
    down = _furthest(table, suppression.is_hidden, cell, step=-1, enough=value)
    up = _furthest(table, suppression.is_hidden, cell, step=1, enough=None)
    return value - int(down), value + up


def add_totals(counts: ArrayLike) -> IntArray:
    """Put row totals, column totals and the grand total around a table.

    Examples
    --------
    >>> add_totals([[1, 2]])
    array([[1, 2, 3],
           [1, 2, 3]])
    """
    table = np.asarray(counts)
    if table.ndim != 2 or table.size == 0 or np.any(table < 0) or np.any(table != np.floor(table)):
        raise ValueError("a table of counts has rows and columns of whole numbers, none below 0")
    with_rows = np.column_stack([table, table.sum(axis=1)])
    return np.vstack([with_rows, with_rows.sum(axis=0)]).astype(np.int64)


def _protect(table: IntArray, hidden: BoolArray, small: Cell, threshold: int) -> None:
    """Hide more cells until the range of the small one is as wide as the threshold.

    First a path that uses what is hidden already; if that has too little room, one through cells
    that can give way by the whole threshold; if there is none, the whole table.
    """
    for least in (1, threshold):
        if _is_wide(table, hidden, small, threshold):
            return
        for cell in _cheapest_path(table, hidden, small, least=least):
            hidden[cell] = True
    if not _is_wide(table, hidden, small, threshold):
        hidden[:] = True


def _is_wide(table: IntArray, hidden: BoolArray, cell: Cell, threshold: int) -> bool:
    down = _furthest(table, hidden, cell, step=-1, enough=threshold)
    if down >= threshold:
        return True
    return down + _furthest(table, hidden, cell, step=1, enough=threshold) >= threshold


def _room(table: IntArray, change: IntArray, cell: Cell, *, up: bool) -> float:
    """Tell how far a cell can go in the signed table, where totals count negatively.

    With that sign every row and every column of the table with totals adds up to nothing, so that
    cells and totals follow one rule.
    """
    is_total = (cell[0] == table.shape[0] - 1) != (cell[1] == table.shape[1] - 1)
    if up != is_total:
        return float("inf")
    return float(table[cell] + (-1 if is_total else 1) * change[cell])


def _furthest(
    table: IntArray, hidden: BoolArray, cell: Cell, *, step: int, enough: int | None
) -> float:
    """Push one cell up (+1) or down (-1) as far as the hidden others can make up for it."""
    change = np.zeros_like(table)
    is_total = (cell[0] == table.shape[0] - 1) != (cell[1] == table.shape[1] - 1)
    up = (step > 0) != is_total
    gone = 0.0
    while enough is None or gone < enough:
        path = _augmenting_path(table, hidden, change, cell, up=up)
        if not path:
            return gone
        room = min(_room(table, change, at, up=goes_up) for at, goes_up in path)
        if np.isinf(room):
            return float("inf") if enough is None else float(enough)
        for at, goes_up in path:
            change[at] += int(room) if goes_up else -int(room)
        gone += room
    return min(gone, enough)


def _augmenting_path(
    table: IntArray, hidden: BoolArray, change: IntArray, cell: Cell, *, up: bool
) -> list[tuple[Cell, bool]]:
    """Find a shortest closed path through the cell over hidden cells that have room."""
    if not hidden[cell] or not _room(table, change, cell, up=up) > 0:
        return []
    start, goal = ("column", cell[1]), ("row", cell[0])
    came_from: dict[tuple[str, int], tuple[tuple[str, int], Cell, bool]] = {}
    queue = [start]
    for node in queue:
        if node == goal:
            break
        for neighbour, at in _neighbours(node, table.shape):
            goes_up = up if node[0] == "row" else not up
            if (
                at != cell
                and hidden[at]
                and neighbour not in came_from
                and neighbour != start
                and _room(table, change, at, up=goes_up) > 0
            ):
                came_from[neighbour] = (node, at, goes_up)
                queue.append(neighbour)
    if goal not in came_from:
        return []
    path, node = [(cell, up)], goal
    while node != start:
        node, at, goes_up = came_from[node]
        path.append((at, goes_up))
    return path


def _cheapest_path(table: IntArray, hidden: BoolArray, cell: Cell, *, least: int) -> list[Cell]:
    """Find a closed path through the cell whose shown cells hold the fewest people.

    Totals cost double: they are what readers look at first. Cells below
    ``least`` cannot give way, so that they are taken only where nothing else is left.
    """
    start, goal = ("column", cell[1]), ("row", cell[0])
    best: dict[tuple[str, int], tuple[float, tuple[str, int], Cell]] = {}
    queue: list[tuple[float, tuple[str, int], tuple[str, int], Cell]] = [(0.0, start, start, cell)]
    while queue:
        cost, node, before, at = heappop(queue)
        if node in best:
            continue
        best[node] = (cost, before, at)
        for neighbour, step in _neighbours(node, table.shape):
            if step != cell and neighbour not in best:
                heappush(queue, (cost + _price(table, hidden, step, least), neighbour, node, step))
    path, node = [cell], goal
    while node != start:
        _, node, at = best[node]
        path.append(at)
    return path


def _price(table: IntArray, hidden: BoolArray, cell: Cell, least: int) -> float:
    if table[cell] < least:
        return 10.0 * float(table[-1, -1])
    if hidden[cell]:
        return 0.001
    is_total = cell[0] == table.shape[0] - 1 or cell[1] == table.shape[1] - 1
    return float(table[cell]) * (2 if is_total else 1)


def _neighbours(
    node: tuple[str, int], shape: tuple[int, ...]
) -> Iterator[tuple[tuple[str, int], Cell]]:
    side, place = node
    if side == "row":
        for column in range(shape[1]):
            yield ("column", column), (place, column)
    else:
        for row in range(shape[0]):
            yield ("row", row), (row, place)
