"""Pairs of terms, and terms near a node, of a corpus in partitions.

Pairs are many: only terms that occur often enough in the whole make pairs, which the first of two
passes tells; pairs are numbers while they are added, and are pruned when all are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import checked_stops, n_documents, term_codes, tokens_and_documents
from analysis.partitions import added, is_partitioned
from analysis.sequences import listed
from analysis.sums import (
    Whole,
    count_units,
    known_terms,
    of_whole,
    row_of_whole,
    stops_of,
    with_known,
    with_texts,
    with_vocabulary,
)
from analysis.tallies import terms_in_units
from analysis.together import in_units, pairs_in_units
from analysis.windows import is_word, nearness, node_spans


def pairs(
    tokens, unit: str, *, stop_words: Iterable[str] | None, min_count: int, wanted: Callable | None
) -> tuple[pd.Series, pd.DataFrame, Whole]:
    """Two passes: the terms that stand in units enough, then the pairs of these.

    ``wanted`` tells from a table of tokens, which has all terms and no rows, which ones may make
    pairs. The names of the terms in order, and pairs of their places with n_ab, n_a, n_b.
    """
    first = added(count_units, tokens, unit=unit)
    vocabulary = pd.Index(first["terms"]["term"], dtype="str")
    stops = stops_of(tokens, stop_words, vocabulary)
    of_term = first["terms"]["n"].to_numpy()
    shown = (of_term >= min_count) & ~vocabulary.isin(list(stops))
    if wanted:
        shown &= vocabulary.isin(list(wanted(with_vocabulary(tokens, vocabulary))))
    names = pd.Series(vocabulary[shown], dtype="str").sort_values()
    n = of_term[shown][names.index]
    found = added(_count_pairs, tokens, unit=unit, names=names)["pairs"]
    found = found[found["n_ab"] >= min_count]
    a, b = np.divmod(found["pair"].to_numpy(), max(len(names), 1))
    columns = {
        "term_a": a,
        "term_b": b,
        "n_ab": found["n_ab"].to_numpy(np.int64),
        "n_a": n[a],
        "n_b": n[b],
    }
    more = {"n_units": int(first["units"]["n"].iloc[0]), "stops": stops}
    return names, pd.DataFrame(columns), of_whole(first["whole"], tokens, **more)


def _count_pairs(table: pd.DataFrame, *, unit: str, names: pd.Series) -> dict[str, pd.DataFrame]:
    found = terms_in_units(table, unit)
    vocabulary = pd.Index(found.source["term"].cat.categories, dtype="str")
    number = pd.Index(names).get_indexer(vocabulary).astype(np.int32)
    term, place = in_units(number[found.term], found.unit)
    keys, n = pairs_in_units(term, place, len(names))
    return {"pairs": pd.DataFrame({"pair": keys, "n_ab": n.astype(np.int32)})}


# --- near a node --------------------------------------------------------------------------


class Near(NamedTuple):
    """How often each term stands near a node, and how often the node stands."""

    whole: Whole
    table: pd.DataFrame  # term, n_near, n_left, n_right, n
    n_node: int
    size_near: int


def near(tokens, node, documents, *, window: int, stop_words: Iterable[str] | None) -> Near:
    """The terms near a word, a phrase or places; a warning where the node has none."""
    if not is_partitioned(tokens):
        tokens, documents = tokens_and_documents(tokens, documents, places=not is_word(node))
        stops = checked_stops(tokens, stop_words)
        spans = node_spans(tokens, node, documents, call="collocates")
        side = nearness(tokens, spans, window)
        of_all = Whole(n_documents(tokens), len(tokens), tokens, stops=stops)
        return Near(of_all, _near_counts(tokens, side), len(spans), int(np.sum(side != 0)))
    documents = with_texts(tokens, documents)
    places = node if isinstance(node, pd.DataFrame) else None
    choices = {"node": None, "known": []}
    if places is None:
        choices = {"node": listed(node), "known": known_terms(tokens, listed(node))}
    found = added(_count_near, tokens, documents, places, window=window, **choices)
    table = found["terms"].astype({"term": "str"})
    vocabulary = pd.Index(table["term"], dtype="str")
    n_node, size_near = (int(found["near"][name].iloc[0]) for name in ("n_node", "size_near"))
    if places is None and not n_node and len(table):
        checks.warn(checks.no_node(listed(node), vocabulary))
    of_all = of_whole(found["whole"], tokens, stops=stops_of(tokens, stop_words, vocabulary))
    return Near(of_all, table, n_node, size_near)


def _count_near(
    table: pd.DataFrame, documents, places, *, node, window: int, known: list[str]
) -> dict[str, pd.DataFrame]:
    tokens, documents = tokens_and_documents(table, documents)
    tokens = with_known(tokens, known)
    spans = node_spans(tokens, node if places is None else places, documents, call="collocates")
    side = nearness(tokens, spans, window)
    numbers = {"n_node": [len(spans)], "size_near": [int(np.sum(side != 0))]}
    return {
        "whole": row_of_whole(tokens, len(tokens)),
        "near": pd.DataFrame(numbers),
        "terms": _near_counts(tokens, side).astype({"term": "category"}),
    }


def _near_counts(tokens: pd.DataFrame, side: np.ndarray) -> pd.DataFrame:
    """How often each term stands near the node, before it, after it, and at all."""
    names = pd.Index(tokens["term"].cat.categories, dtype="str")
    codes = term_codes(tokens)
    n_left, n_right, n = (
        np.bincount(codes[rows], minlength=len(names)) for rows in (side < 0, side > 0, slice(None))
    )
    near = {"n_near": n_left + n_right, "n_left": n_left, "n_right": n_right}
    return pd.DataFrame({"term": names, **near, "n": n})[n > 0]
