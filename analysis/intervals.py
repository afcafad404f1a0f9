"""How far a frequency would move if other documents of the same kind had been collected.

A bootstrap: each document is taken a random number of times, by a Poisson distribution of mean 1,
and the frequency is taken anew. Words of a document hang together, so documents are drawn, not
words; where a group has fewer than ten documents, sentences are drawn instead, and the basis says
so: such an interval says nothing about documents that are not in the corpus.

How often a document is drawn is told by its name and the seed alone. So the sums over drawn
documents add up over partitions of a corpus, and an interval depends on no other document's place.
(Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine 83; Chamandy and others
2012, Estimating uncertainty for massive data streams.)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from math import exp, factorial
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import ENOUGH_DOCUMENTS, Parts, document_codes

ROWS = 2_000  # of a table at most get an interval: each is a number a resample until all are added
UNITS_AT_ONCE = 1_000  # bounds the memory: resamples × documents


def bootstrap_unit(of_parts: Parts) -> str:
    """``"document"`` if each group has ten documents with tokens, else ``"sentence"``."""
    n_parts = np.bincount(of_parts.group)
    return unit_for(n_parts[n_parts > 0].min(initial=ENOUGH_DOCUMENTS))


def unit_for(least: int) -> str:
    """What is resampled where the smallest group has so many documents with tokens."""
    return "document" if least >= ENOUGH_DOCUMENTS else "sentence"


def described(unit: str, resamples: int, level: float) -> str:
    """What was resampled, for the basis of a table."""
    why = "" if unit == "document" else f", as a group has fewer than {ENOUGH_DOCUMENTS} documents"
    return f"{resamples} resamples of {unit}s, {level:.0%} inside{why}"


def only_first(n_rows: int, which: str) -> str:
    """What a basis adds where not every row has an interval.

    Examples
    --------
    >>> only_first(2_000, "most frequent"), only_first(2_001, "most frequent")
    ('', ', for the 2,000 most frequent')
    """
    return f", for the {ROWS:,} {which}" if n_rows > ROWS else ""


def first_rows(size: np.ndarray, *names: Iterable) -> np.ndarray:
    """The places, in rising order, of the rows that get an interval: the largest, then by name.

    Examples
    --------
    >>> first_rows(np.array([3, 5]), ["b", "a"]).tolist()
    [0, 1]
    """
    if len(size) <= ROWS:
        return np.arange(len(size))
    order = pd.DataFrame({"size": -size} | {f"name {at}": list(n) for at, n in enumerate(names)})
    return np.sort(order.sort_values(list(order), kind="stable").index[:ROWS].to_numpy())


# --- drawing ------------------------------------------------------------------------------


class Rows(NamedTuple):
    """The rows that get an interval: the number of what is counted, and that of its group."""

    kind: np.ndarray
    group: np.ndarray


class Drawn(NamedTuple):
    """Sums over drawn documents, a column a resample: occurrences of each row, tokens of a group."""

    n: np.ndarray
    size: np.ndarray


def added(first: Drawn, second: Drawn) -> Drawn:
    """The sums of two parts of a corpus, exact: whole numbers below 2**53."""
    return Drawn(first.n + second.n, first.size + second.size)


def drawn(
    tokens: pd.DataFrame,
    occurrences: tuple[np.ndarray, np.ndarray],
    of_token: np.ndarray,
    rows: Rows,
    *,
    by_sentence: np.ndarray | bool,
    resamples: int,
    seed: int,
) -> Drawn:
    """Draw the documents of a table of tokens, or their sentences, and sum what is in them.

    Parameters
    ----------
    tokens : DataFrame
        Of a corpus, or of a part of it.
    occurrences : tuple of arrays
        The places of tokens at which something is counted, and the number of that (-1: nothing).
    of_token : array
        The group of each token; -1: none.
    rows : Rows
        What is summed. The sums of tokens are of the groups of these rows, in rising order.
    by_sentence : bool or array of bool
        Whether sentences are drawn, of all groups or of each.
    resamples, seed : int
        How often all is drawn, and from which seed.
    """
    at, kinds = occurrences
    groups = np.unique(rows.group)
    asked = np.flatnonzero(np.isin(kinds, rows.kind))
    at, kinds = at[asked], kinds[asked]
    row, group = places_in((kinds, of_token[at]), rows), places_in((of_token,), (groups,))
    if isinstance(by_sentence, np.ndarray):
        by_sentence = np.append(by_sentence, False)[of_token]
    how = {"by_sentence": by_sentence, "resamples": resamples, "seed": seed}
    return drawn_sums(tokens, [(at, row)], [group], (len(rows.kind), len(groups)), **how)


def places_in(values: tuple[np.ndarray, ...], among: tuple[np.ndarray, ...]) -> np.ndarray:
    """The place of each tuple of numbers among others; -1: it is not there, or has one below 0.

    Examples
    --------
    >>> places_in((np.array([7, 3, 5]),), (np.array([5, 7]),)).tolist()
    [1, -1, 0]
    """
    # Codes of categories can be bytes, which have no room for a second number.
    keys, asked = (
        sum(part.astype(np.int64) << 32 * at for at, part in enumerate(parts))
        for parts in (among, values)
    )
    if not len(keys):
        return np.full(len(asked), -1)
    order = np.argsort(keys)
    at = order[np.searchsorted(keys, asked, sorter=order).clip(max=len(keys) - 1)]
    there = keys[at] == asked
    for one in values:
        there &= one >= 0
    return np.where(there, at, -1)


def drawn_sums(
    tokens: pd.DataFrame,
    occurrences: list[tuple[np.ndarray, np.ndarray]],
    members: list[np.ndarray],
    shape: tuple[int, int],
    *,
    by_sentence: np.ndarray | bool,
    resamples: int,
    seed: int,
) -> Drawn:
    """The same, where a token can add to several rows and groups.

    Each of ``occurrences`` has places of tokens, and the number of the row (-1: none) to which
    each adds; each of ``members`` has of every token the number of the group (-1: none) to which
    it adds; ``shape`` says how many rows and groups there are.
    """
    checks.at_least("bootstrap", resamples, 1)
    unit = document_codes(tokens) * (1 << 32)
    if np.any(by_sentence):
        unit += tokens["sentence"].to_numpy() * by_sentence
    first = np.diff(unit, prepend=-1)
    if (first < 0).any():
        unit, of_unit = np.unique(unit, return_inverse=True)
    else:  # as tokens come: their units in order, which takes less memory than sorting them
        unit, of_unit = unit[first > 0], np.cumsum(first > 0, dtype=np.int32) - 1
    del first
    of_rows = [(into, of_unit[at], np.int32(1)) for at, into in occurrences]
    of_groups = [_runs(into, of_unit) for into in members]
    parts = [
        sum(_cells(*some, (n, len(unit))) for some in added_to)
        for added_to, n in zip((of_rows, of_groups), shape, strict=True)
    ]
    sums = Drawn(*(np.zeros((n, resamples)) for n in shape))
    names = tokens["doc_id"].cat.categories
    for first in range(0, len(unit), UNITS_AT_ONCE):
        some = slice(first, first + UNITS_AT_ONCE)
        weights = _weights(names, *np.divmod(unit[some], 1 << 32), resamples, seed)
        for total, part in zip(sums, parts, strict=True):
            total += part[:, some] @ weights
    return sums


def _runs(into: np.ndarray, of_unit: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tokens beside each other of the same group and unit as one: group, unit, how many."""
    begins = np.ones(len(into), dtype=bool)
    begins[1:] = (into[1:] != into[:-1]) | (of_unit[1:] != of_unit[:-1])
    first = np.flatnonzero(begins)
    return into[first], of_unit[first], np.diff(first, append=len(into))


def _cells(into: np.ndarray, unit: np.ndarray, n, shape: tuple[int, int]):
    """How much each unit adds to each row or group, as a matrix."""
    from scipy.sparse import coo_array

    asked = into >= 0
    into, unit = into[asked].astype(np.int32), unit[asked]
    n = np.full(len(into), n) if np.ndim(n) == 0 else n[asked]
    return coo_array((n, (into, unit)), shape).tocsc()


def _weights(names, documents, sentences, resamples: int, seed: int) -> np.ndarray:
    """How often each document (or sentence) is drawn in each resample."""
    bits = np.empty((len(documents), resamples), dtype=np.uint16)
    for row, (document, sentence) in enumerate(zip(documents, sentences, strict=True)):
        # A stream of random numbers of its own; NumPy keeps those of Philox as they are.
        stream = np.random.Philox(key=_key(names[document], seed), counter=int(sentence) << 64)
        bits[row] = stream.random_raw(resamples // 4 + 1).view(np.uint16)[:resamples]
    return _poisson()[bits]


def _key(name: str, seed: int) -> int:
    text = f"{seed} {name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "little")


@cache
def _poisson() -> np.ndarray:
    """For each of 65,536 random numbers, how often something is drawn: 0 of e⁻¹ of them, ..."""
    until = np.cumsum([exp(-1) / factorial(times) for times in range(12)])
    return np.searchsorted(until, (np.arange(1 << 16) + 0.5) / (1 << 16)).astype(np.float64)


# --- ends ---------------------------------------------------------------------------------


def shares_between(sums: Drawn, rows: Rows, level: float) -> np.ndarray:
    """Lower and upper percentile of each row's share of the tokens of its group.

    A resample that has drawn nothing of a group tells nothing about it and is left out.
    """
    groups, number = np.unique(rows.group, return_inverse=True)
    interval = np.full((2, len(number)), np.nan)
    for group in range(len(groups)):
        here, some = np.flatnonzero(number == group), np.flatnonzero(sums.size[group])
        interval[:, here] = between(sums.n[np.ix_(here, some)] / sums.size[group, some], level)
    return interval


def between(values: np.ndarray, level: float) -> np.ndarray:
    """Lower and upper percentile of each row of values."""
    checks.share("level", level)
    if not values.shape[1]:
        return np.full((2, len(values)), np.nan)
    return np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=1)
