"""How far a frequency would move if other documents of the same kind had been collected.

A bootstrap: documents are drawn again, with replacement, as many as there are, and the frequency
is taken anew. Words of a document hang together, so documents are drawn, not words; where a
group has fewer than ten documents, sentences are drawn instead, and the basis says so: such an
interval says nothing about documents that are not in the corpus.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import ENOUGH_DOCUMENTS, Counted, Groups, Parts, units

TERMS_AT_ONCE = 2_000  # bounds the memory: resamples × terms


def bootstrap_unit(of_parts: Parts) -> str:
    """``"document"`` if each group has ten documents with tokens, else ``"sentence"``."""
    n_parts = np.bincount(of_parts.group)
    enough = not (n_parts[n_parts > 0] < ENOUGH_DOCUMENTS).any()
    return "document" if enough else "sentence"


def described(unit: str, resamples: int, level: float) -> str:
    """What was resampled, for the basis of a table."""
    why = "" if unit == "document" else f", as a group has fewer than {ENOUGH_DOCUMENTS} documents"
    return f"{resamples} resamples of {unit}s, {level:.0%} inside{why}"


def shares_between(
    tokens: pd.DataFrame,
    rows: np.ndarray,
    kinds: np.ndarray,
    counts: Counted,
    of_token: Groups,
    *,
    unit: str,
    resamples: int,
    level: float,
    seed: int,
) -> np.ndarray:
    """Lower and upper percentile of each count's share of the tokens of its group.

    ``rows`` and ``kinds`` are the occurrences that were counted. Each group is resampled from
    the same seed, so its interval does not depend on the other groups.
    """
    checks.at_least("bootstrap", resamples, 1)
    checks.share("level", level)
    of_unit = units(tokens, unit).codes
    interval = np.empty((2, len(counts.n)))
    for group in np.unique(counts.group):
        here = np.flatnonzero(counts.group == group)
        inside = of_token.codes == group
        numbers, sizes = np.unique(of_unit[inside], return_counts=True)
        counted_here = inside[rows] & np.isin(kinds, counts.kind[here])
        matrix = _terms_by_units(
            np.searchsorted(counts.kind[here], kinds[counted_here]),
            np.searchsorted(numbers, of_unit[rows[counted_here]]),
            (len(here), len(numbers)),
        )
        interval[:, here] = _percentiles(matrix, sizes, resamples, level, seed)
    return interval


def _terms_by_units(terms: np.ndarray, units: np.ndarray, shape: tuple[int, int]):
    from scipy.sparse import coo_array

    return coo_array((np.ones(len(terms)), (terms, units)), shape=shape).tocsr()


def _percentiles(matrix, sizes: np.ndarray, resamples: int, level: float, seed: int) -> np.ndarray:
    n_units = len(sizes)
    draws = np.random.default_rng(seed).multinomial(
        n_units, np.full(n_units, 1 / n_units), size=resamples
    )
    drawn_sizes = draws @ sizes
    interval = np.empty((2, matrix.shape[0]))
    for first in range(0, matrix.shape[0], TERMS_AT_ONCE):
        some = slice(first, first + TERMS_AT_ONCE)
        shares = (matrix[some] @ draws.T) / drawn_sizes
        interval[:, some] = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return interval
