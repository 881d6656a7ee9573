"""One of several in a row: move it, put something beside it, take it out. Pure."""

from typing import TypeVar

Item = TypeVar("Item")


def move(items: tuple[Item, ...], position: int, by: int) -> tuple[Item, ...]:
    """Return the items with one moved by some places, at most to either end.

    >>> move(("a", "b", "c"), 2, -1)
    ('a', 'c', 'b')
    """
    rest = remove(items, position)
    return insert(rest, max(0, min(position + by, len(rest))), items[position])


def insert(items: tuple[Item, ...], position: int, item: Item) -> tuple[Item, ...]:
    """Return the items with one more at `position`."""
    return (*items[:position], item, *items[position:])


def remove(items: tuple[Item, ...], position: int) -> tuple[Item, ...]:
    """Return the items without the one at `position`."""
    return items[:position] + items[position + 1 :]


def replace(items: tuple[Item, ...], position: int, item: Item) -> tuple[Item, ...]:
    """Return the items with another one at `position`."""
    return (*items[:position], item, *items[position + 1 :])
