"""Windows: where a node stands, and which tokens are near it.

A node is what a concordance or a list of collocates turns around: a word, a phrase, several of
them, or a table of places such as the mentions of an actor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import document_codes
from analysis.sequences import entry_spans, listed, outermost
from analysis.tokens import TOKEN


def node_spans(
    tokens: pd.DataFrame,
    node: str | Iterable[str] | pd.DataFrame,
    documents: pd.DataFrame | None,
    *,
    call: str,
) -> np.ndarray:
    """First and last row of each occurrence of a node; a warning where a word has none."""
    if isinstance(node, pd.DataFrame):
        return _rows_of_spans(tokens, node)
    nodes = listed(node)
    spans = entry_spans(tokens, {"node": nodes}, documents, call=call)["node"]
    if not len(spans) and len(tokens):
        checks.warn(checks.no_node(nodes, tokens["term"].cat.categories))
    return spans


def is_word(node: str | Iterable[str] | pd.DataFrame) -> bool:
    """Whether a node is single words, which can be found without the places of the tokens.

    Examples
    --------
    >>> [is_word(node) for node in ["iran", "iran*", "regime change", "and/or"]]
    [True, True, False, False]
    """
    if isinstance(node, pd.DataFrame):
        return False
    return all(
        len(entry.split()) == 1 and ("*" in entry or len(re.findall(TOKEN, entry)) == 1)
        for entry in listed(node)
    )


def node_named(node: str | Iterable[str] | pd.DataFrame) -> str:
    """The node as it stands in a basis; of mentions the actors."""
    if isinstance(node, str):
        return node
    if not isinstance(node, pd.DataFrame):
        return json.dumps(list(node), ensure_ascii=False)
    actors = node["actor"].unique() if "actor" in node.columns else []
    return str(actors[0]) if len(actors) == 1 else f"{len(node)} passages"


def _rows_of_spans(tokens: pd.DataFrame, spans: pd.DataFrame) -> np.ndarray:
    """First and last row of the tokens that a span of text touches."""
    checks.columns(spans, ["doc_id", "start", "end"], what="A table as node")
    documents = tokens["doc_id"].cat.categories.get_indexer(spans["doc_id"])
    # Rows are in the order of documents and places: one key finds both.
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    width = 1 + int(max(end.max(initial=0), spans["end"].max() if len(spans) else 0))
    before = document_codes(tokens) * width
    first = np.searchsorted(before + end, documents * width + spans["start"].to_numpy(), "right")
    last = np.searchsorted(before + start, documents * width + spans["end"].to_numpy()) - 1
    touched = (documents >= 0) & (first <= last)
    return outermost([np.c_[first, last][touched]])


def nearness(tokens: pd.DataFrame, spans: np.ndarray, window: int) -> np.ndarray:
    """For each row the tokens to the nearest node: negative before it, positive after, 0 if far.

    Rows of the node itself are 0.
    """
    side = np.zeros(len(tokens), dtype=np.int64)
    if not len(spans):
        return side
    n = spans[:, 1] - spans[:, 0] + 1
    nodes = np.repeat(spans[:, 0] - (np.cumsum(n) - n), n) + np.arange(n.sum())
    nodes = np.flatnonzero(_marked(nodes, len(tokens)))
    # Only rows as near as the window can be near: a position is never less than a row away.
    row = (nodes[:, None] + np.arange(-window, window + 1)).ravel()
    row = np.flatnonzero(_marked(row[(row >= 0) & (row < len(tokens))], len(tokens)))
    position = tokens["position"].to_numpy()
    document = tokens["doc_id"].cat.codes.to_numpy()
    next_one = np.searchsorted(nodes, row)
    after_node = _distance(row, nodes, next_one - 1, position, document, window)
    before_node = _distance(row, nodes, next_one, position, document, window)
    near = np.where(before_node <= after_node, -before_node, after_node)
    is_node = nodes[np.minimum(next_one, len(nodes) - 1)] == row
    side[row] = np.where(is_node | (np.abs(near) > window), 0, near)
    return side


def _marked(rows: np.ndarray, n_rows: int) -> np.ndarray:
    marked = np.zeros(n_rows, dtype=bool)
    marked[rows] = True
    return marked


def _distance(
    row: np.ndarray, nodes: np.ndarray, which: np.ndarray, position, document, window: int
) -> np.ndarray:
    """How many tokens lie between each row and a node; more than the window if there is none."""
    there = (which >= 0) & (which < len(nodes))
    node = nodes[np.where(there, which, 0)]
    tokens = np.abs(position[row].astype(np.int64) - position[node])
    return np.where(there & (document[row] == document[node]), tokens, window + 1)
