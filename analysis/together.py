"""Which terms stand in a unit, and which two stand there together: the counting of pairs.

Both are counted by a compiled loop where there are many tokens, in the order of their units; else
by sorting and by a product of matrices.
"""

from __future__ import annotations

import numpy as np

from analysis.counts import distinct

MANY = 700_000  # tokens from which on loading the compiled loops pays: about 4 MB of text
DENSE = 3_000  # kinds of which a table of all pairs is held: 36 MB
ROOM = 1 << 20  # pairs that are written at once
# Columns of the product of units and terms that are made at once: this bounds the memory.
COLUMNS_AT_ONCE = 256


def in_units(kinds: np.ndarray, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each kind once for each unit in which it stands: kind and unit. Kinds below 0 are left out.

    Examples
    --------
    >>> [part.tolist() for part in in_units(np.array([1, 0, 1, -1]), np.array([5, 5, 5, 6]))]
    [[0, 1], [5, 5]]
    """
    if len(kinds) < MANY or (np.diff(units) < 0).any():
        kind, unit, _ = distinct(kinds[kinds >= 0], units[kinds >= 0])
        return kind, unit
    from analysis import loops

    kind, unit = np.empty((2, len(kinds)), np.int32)
    last = np.full(int(kinds.max(initial=-1)) + 1, -1, np.int64)
    n = loops.once_a_unit(kinds, units, last, kind, unit)
    return kind[:n], unit[:n]


def pairs_in_units(
    kind: np.ndarray, unit: np.ndarray, n_kinds: int, least: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs a < b of the kinds in each unit, as numbers a · n_kinds + b, and how many units.

    Examples
    --------
    >>> [part.tolist() for part in pairs_in_units(*np.array([[0, 1, 0], [5, 5, 6]]), 2)]
    [[1], [1]]
    """
    if len(kind) >= MANY and n_kinds <= DENSE and (np.diff(unit) >= 0).all():
        from analysis import loops

        both = np.zeros((n_kinds, n_kinds), np.int32)
        loops.count_few(kind, unit, both)
        keys = np.flatnonzero(both >= max(least, 1))
        return keys, both.reshape(-1)[keys].astype(np.int64)
    if len(kind) >= MANY:
        return _by_loop(kind, unit, n_kinds, max(least, 1))
    return _by_product(kind, unit, n_kinds, least)


def _by_loop(
    kind: np.ndarray, unit: np.ndarray, n_kinds: int, least: int
) -> tuple[np.ndarray, np.ndarray]:
    from analysis import loops

    of_kind, of_unit = np.bincount(kind, minlength=n_kinds), np.bincount(unit) + 1
    kind_ends, unit_ends = np.cumsum(of_kind) - of_kind, np.cumsum(of_unit) - of_unit
    at, kinds = np.empty(len(kind), np.int64), np.full(of_unit.sum(), -1, np.int32)
    loops.by_kind(kind, unit, kind_ends, unit_ends, at, kinds)
    seen, met = np.zeros(n_kinds, np.int32), np.zeros(n_kinds // 64 + 1, np.uint64)
    keys, n = np.empty((2, max(ROOM, n_kinds)), np.int64)
    found, first = [np.empty((2, 0), np.int64)], 0
    while first < n_kinds:
        size, first = loops.count_many(first, kind_ends, at, kinds, least, seen, met, keys, n)
        found.append(np.stack([keys[:size], n[:size]]))
    keys, n = np.concatenate(found, axis=1)
    return keys, n


def _by_product(
    kind: np.ndarray, unit: np.ndarray, n_kinds: int, least: int
) -> tuple[np.ndarray, np.ndarray]:
    from scipy.sparse import coo_array

    n_units = int(unit.max()) + 1 if len(unit) else 0
    cells = (np.ones(len(kind), dtype=np.int32), (unit, kind))
    has = coo_array(cells, shape=(n_units, n_kinds)).tocsc()
    of_units = has.tocsr()
    keys, counts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for first in range(0, n_kinds, COLUMNS_AT_ONCE):
        both = (has[:, first : first + COLUMNS_AT_ONCE].T @ of_units).tocoo()
        a, b = both.row.astype(np.int64) + first, both.col
        kept = (a < b) & (both.data >= least)
        found = a[kept] * n_kinds + b[kept]
        order = np.argsort(found)
        keys.append(found[order])
        counts.append(both.data[kept][order].astype(np.int64))
    return np.concatenate(keys), np.concatenate(counts)
