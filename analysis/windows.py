"""Windows: where a node stands, and which tokens are near it.

A node is what a concordance or a list of collocates turns around: a word, a phrase, several of
them, or a table of places such as the mentions of an actor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import document_codes
from analysis.sequences import entry_spans, listed, outermost


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
    position = tokens["position"].to_numpy().astype(np.int64)
    document = document_codes(tokens)
    far = np.int64(window + 1)
    row = np.arange(len(tokens))
    is_node = np.zeros(len(tokens) + 1, dtype=np.int64)
    np.add.at(is_node, spans[:, 0], 1)
    np.add.at(is_node, spans[:, 1] + 1, -1)
    is_node = np.cumsum(is_node)[:-1] > 0
    before = np.maximum.accumulate(np.where(is_node, row, -1))
    after = np.minimum.accumulate(np.where(is_node, row, len(row))[::-1])[::-1]
    after_node = np.where(
        (before >= 0) & (document == document[before]), position - position[before], far
    )
    next_one = np.minimum(after, len(row) - 1)
    before_node = np.where(
        (after < len(row)) & (document == document[next_one]), position[next_one] - position, far
    )
    near = np.where(before_node <= after_node, -before_node, after_node)
    return np.where(is_node | (np.abs(near) > window), 0, near)
