"""From a number to its passages.

``concordance`` shows a word, a phrase or a table of places in their context; ``find_passages``
opens any row of a result, with as many passages as the row counts. How a row was counted stands
in the basis that each result carries in its ``attrs``, and its rows too. The places are found
in :mod:`analysis.passages`; no HTML is made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import tokens_and_documents
from analysis.partitions import is_partitioned, joined, split, with_rows
from analysis.passages import Asked, kind_of, places_counted, places_of
from analysis.sequences import listed
from analysis.sums import known_terms, typed_in, with_known
from analysis.windows import node_spans


def concordance(
    documents: pd.DataFrame,
    node: str | Iterable[str] | pd.DataFrame,
    *,
    tokens: pd.DataFrame | None = None,
    width: int = 60,
    variables: Iterable[str] = (),
) -> pd.DataFrame:
    """Show each occurrence of a word or phrase with the text around it.

    Parameters
    ----------
    documents : DataFrame
        The documents.
    node : str, list of str, or DataFrame
        A word, a pattern with ``*`` (``iran*``), a phrase, or several of them, found as terms
        are counted: whatever the white space, never across punctuation. Or a table of places
        with ``doc_id``, ``start`` and ``end``: mentions, tokens, quotations.
    tokens : DataFrame, optional
        The tokens in whose form the node is looked for; made with the defaults where missing.
    width : int
        Code points of text on either side.
    variables : iterable of str
        Columns to add: document variables, or columns of the table of places (``rule``).

    Returns
    -------
    DataFrame
        ``doc_id``, ``start``, ``end`` (code points of the node in the text), ``left``,
        ``node``, ``right`` (text as written, white space folded), then the variables. A line
        for each occurrence, in the order of the corpus.

    Raises
    ------
    ValueError
        Places in documents that are not given; an unknown variable.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["No regime  change. Regime change!"]})
    >>> concordance(documents, "regime change", width=6)[["left", "node", "right"]]
         left           node   right
    0     No   regime change  . Regi
    1  ange.   Regime change       !
    """
    if is_partitioned(documents):
        return _lines_of_partitions(documents, node, tokens, width, variables)
    if isinstance(node, pd.DataFrame):
        checks.columns(node, ["doc_id", "start", "end"], what="A table as node")
        places = node
    else:
        tokens, _ = tokens_and_documents(documents if tokens is None else tokens, documents)
        spans = node_spans(tokens, node, documents, call="concordance")
        places = places_of(tokens, spans[:, 0], spans[:, 1])
    return _in_context(documents, places, width, variables)


def find_passages(
    documents: pd.DataFrame,
    row: pd.Series,
    tokens: pd.DataFrame | None = None,
    *,
    mentions: pd.DataFrame | None = None,
    dictionary: Mapping[str, Iterable[str]] | None = None,
    quotes: pd.DataFrame | None = None,
    attributions: pd.DataFrame | None = None,
    basis: Mapping[str, object] | None = None,
    width: int = 60,
    variables: Iterable[str] = (),
) -> pd.DataFrame:
    """Open a row of a result: the passages that it counts.

    Parameters
    ----------
    documents : DataFrame
        The documents.
    row : Series
        A row such as ``pairs.iloc[0]`` (or a table of one row; of none there are none), of
        frequencies, multi-word terms, pairs (each unit with both terms), collocates (each place
        near the node), keywords (those in the target), a dictionary, mention counts, speakers
        (each quotation) or outlets (each attribution).
    tokens : DataFrame, optional
        The tokens that were counted; made with the defaults where missing.
    mentions : DataFrame, optional
        The mentions that were counted, for rows about actors.
    dictionary : mapping, optional
        The dictionary that was counted, for its rows.
    quotes, attributions : DataFrame, optional
        What was counted, for rows of speakers and of outlets.
    basis : mapping, optional
        How the row was counted, where the row does not say it itself: ``table.attrs["basis"]``.
    width : int
        Code points of text on either side.
    variables : iterable of str
        Document variables to add as columns.

    Returns
    -------
    DataFrame
        ``doc_id``, ``start``, ``end``, ``left``, ``node``, ``right`` as in
        :func:`concordance`, ``marks`` (a list of (start, end), what to highlight), then the
        variables. Of a pair ``node`` is the unit, ``left`` and ``right`` are empty. A line for
        each of the row's ``n``, ``n_ab``, ``n_near`` or ``n_target``; a warning where these
        texts have more or fewer.

    Raises
    ------
    ValueError
        A row of no known result; mentions, dictionary or node not given.

    Examples
    --------
    >>> from analysis.pairs import cooccurrence
    >>> text = "Iran met Poland. Poland met Iran. Iran left."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    >>> pairs = cooccurrence(documents, min_count=2, stop_words=["met"])
    >>> find_passages(documents, pairs.iloc[0])[["node", "marks"]]
                   node                 marks
    0  Iran met Poland.     [(0, 4), (9, 15)]
    1  Poland met Iran.  [(17, 23), (28, 32)]
    """
    if isinstance(row, pd.DataFrame):
        if len(row) == 0:
            return _in_context(documents, _NO_PLACES, width, variables)
        if len(row) > 1:
            raise ValueError(checks.not_one_row(len(row)))
        row = row.iloc[0]
    basis = dict(row.attrs.get("basis", {}) if basis is None else basis)
    if is_partitioned(documents):
        given = {"mentions": mentions, "quotes": quotes, "attributions": attributions}
        how = {"basis": basis, "dictionary": dictionary, "width": width, "variables": variables}
        return _passages_of_partitions(documents, row, tokens, given, how)
    tokens, _ = tokens_and_documents(documents if tokens is None else tokens, documents)
    asked = Asked(row, basis, documents, tokens, mentions, dictionary, quotes, attributions)
    found = places_counted(asked)
    return _in_context(documents, found, 0 if kind_of(row).whole else width, variables)


# --- of a corpus in partitions ------------------------------------------------------------


def _lines_of_partitions(documents, node, tokens, width: int, variables: Iterable[str]):
    """A concordance of each partition; only those with a place of a table are read."""
    how = {"width": width, "variables": list(variables)}
    if is_partitioned(node):  # tokens that were chosen from a table of tokens
        return joined(_lines_of_part, documents, None, node, typed=None, **how)
    if not isinstance(node, pd.DataFrame):
        typed = listed(node)
        known = known_terms(documents if tokens is None else tokens, typed)
        lines = joined(_lines_of_part, documents, tokens, None, typed=typed, known=known, **how)
        if lines.empty:
            checks.warn(checks.no_node(typed, []))
        return lines
    checks.columns(node, ["doc_id", "start", "end"], what="A table as node")
    documents, (places,) = with_rows(documents, [node])
    return joined(_lines_of_part, documents, None, places, typed=None, **how)


def _lines_of_part(documents: pd.DataFrame, tokens, places, *, typed, known=(), **how):
    if places is not None:
        return concordance(documents, places, **how)
    tokens, _ = tokens_and_documents(documents if tokens is None else tokens, documents)
    return concordance(documents, typed, tokens=with_known(tokens, known), **how)


def _passages_of_partitions(documents, row, tokens, given: dict, how: dict) -> pd.DataFrame:
    kind = kind_of(row)
    tables = [None if table is None else split(table, documents) for table in given.values()]
    tables = [[None] * documents.npartitions if some is None else some for some in tables]
    known = known_terms(
        documents if tokens is None else tokens, typed_in(how["basis"], how["dictionary"])
    )
    lines = joined(_passages_of_part, documents, tokens, *tables, row=row, known=known, **how)
    if kind and kind.number and len(lines) != row[kind.number]:
        checks.warn(checks.passages_differ(kind.number, row[kind.number], len(lines)))
    return lines


def _passages_of_part(documents, tokens, mentions, quotes, attributions, *, row, known, **how):
    tokens, _ = tokens_and_documents(documents if tokens is None else tokens, documents)
    tables = {"mentions": mentions, "quotes": quotes, "attributions": attributions}
    kind = kind_of(row)
    if kind and not kind.number and not documents["doc_id"].eq(row["doc_id"]).any():
        row = row.to_frame().T.head(0)  # a place in another partition
    return find_passages(documents, row, with_known(tokens, known), **tables, **how)


_NO_PLACES = pd.DataFrame({"doc_id": [], "start": [], "end": [], "marks": []})


def _in_context(
    documents: pd.DataFrame, places: pd.DataFrame, width: int, variables: Iterable[str]
) -> pd.DataFrame:
    """Places in the order of the corpus, with the text before, in and after them."""
    checks.at_least("width", width, 0)
    variables = list(variables)
    of_places = [name for name in variables if name in places and name not in documents]
    of_documents = [name for name in variables if name not in of_places]
    checks.columns(documents, ["doc_id", "text", *of_documents], what="concordance")
    number = pd.Index(documents["doc_id"]).get_indexer(places["doc_id"].astype("str"))
    if (number < 0).any():
        raise ValueError(checks.other_documents(places.loc[number < 0, "doc_id"].unique()))
    order = np.lexsort([places["start"], number])
    number, places = number[order], places.iloc[order].reset_index(drop=True)
    text = documents["text"].to_numpy(dtype=object)[number]
    around = [
        (source[max(start - width, 0) : start], source[start:end], source[end : end + width])
        for source, start, end in zip(text, places["start"], places["end"], strict=True)
    ]
    lines = pd.DataFrame(
        [[re.sub(r"\s+", " ", piece) for piece in line] for line in around],
        columns=["left", "node", "right"],
        dtype="str",
    )
    added = pd.concat(
        [documents[of_documents].iloc[number].reset_index(drop=True), places[of_places]], axis=1
    )[variables]
    places = places.astype({"doc_id": "str", "start": "int64", "end": "int64"})
    marks = places[["marks"]] if "marks" in places else places[[]]
    return pd.concat([places[["doc_id", "start", "end"]], lines, marks, added], axis=1)
