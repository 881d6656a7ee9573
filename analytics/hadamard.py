"""Hadamard matrices for balanced repeated replication.

Orders 4 and 16 by doubling (Sylvester), others by Paley's quadratic residues, orders 28 and 36
written out, so that the half-samples are those of R's ``survey:::hadamard``: the variance of a
ratio depends a little on which balanced set is taken.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.arrays import IntArray

BitMatrix = IntArray

_ORDER_28 = (
    "fffffff 9c71c78 83cd378 83b2e66 9a0f8d6 952c5ae 8cd239e 58aa7f0 45b59d4 "
    "46cbcac 561774a 4b64e9a 5959b26 2d1eae8 3666b34 2b3b51c 31d74b2 32f89ca "
    "2ced646 ea545e4 f1632cc f09ce1c e54ad52 e6392b2 e8a792a dffe000 bf81f80 "
    "7f8007e"
)
_SHIFTED_36 = "010111000111110111001000010101100100"


def hadamard(n_strata: int) -> BitMatrix:
    """Return a 0/1 Hadamard matrix with more than ``n_strata`` rows, first row ones.

    >>> hadamard(3)
    array([[1, 1, 1, 1],
           [1, 0, 1, 0],
           [1, 1, 0, 0],
           [1, 0, 0, 1]])
    """
    floor = n_strata - n_strata % 4
    sizes = np.array([4, 16, 28, 36])
    for size in sizes.tolist():
        if floor < size <= floor + 4:
            return _known(size)
    doublings = np.maximum(0, np.ceil(np.log2((n_strata + 1) / sizes))).astype(int)
    candidates = sizes * 2**doublings
    best = int(np.argmin(candidates - n_strata))
    if candidates[best] - n_strata > 4:
        found = _paley(n_strata, int(candidates[best]))
        if found is not None:
            return found
    return _double(_known(int(sizes[best])), int(doublings[best]))


def _double(matrix: BitMatrix, times: int) -> BitMatrix:
    for _ in range(times):
        matrix = np.block([[matrix, matrix], [matrix, 1 - matrix]])
    return matrix


def _known(size: int) -> BitMatrix:
    if size in (4, 16):
        return _double(np.ones((1, 1), dtype=np.int64), int(math.log2(size)))
    if size == 28:
        rows = [format(int(row, 16), "028b") for row in _ORDER_28.split()]
    else:
        bits, end = _SHIFTED_36[:-1], _SHIFTED_36[-1]
        rows = ["1" * 36] + [bits[i:] + bits[:i] + end for i in range(35)]
    return np.array([[int(bit) for bit in row] for row in rows], dtype=np.int64)


def _paley(n: int, largest: int) -> BitMatrix | None:
    """Return R's choice among Paley's matrices for n strata, None when it has none."""
    ceiling = n + 4 - n % 4
    if n % 4 + 4 == n % 8:
        odd = ceiling
        while odd % 8 == 0:
            odd //= 2
        if _is_usable(odd - 1):
            return _double(_residues(odd - 1), int(math.log2(ceiling / odd)))
    prime = n
    while not _is_usable(prime):
        prime += 1
    if prime + 1 > ceiling + 4 and ceiling + 4 < largest:
        return _paley(ceiling + 3, 2 * (ceiling + 3))
    return _residues(prime) if prime <= largest else None


def _is_usable(p: int) -> bool:
    return p > 2 and p % 4 == 3 and all(p % k for k in range(2, math.isqrt(p) + 1))


def _residues(p: int) -> BitMatrix:
    squares = [0, 1] + [i * i % p for i in range(2, (p - 1) // 2 + 1)]
    sums = np.add.outer(np.arange(p), np.arange(p)) % p
    core = np.where(np.isin(sums, squares), 0, 1)
    bordered = np.vstack([np.ones((1, p), dtype=np.int64), core])
    return np.hstack([np.ones((p + 1, 1), dtype=np.int64), bordered])
