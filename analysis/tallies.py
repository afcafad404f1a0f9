"""Documents → how often each term occurs in each group of them, or in which units, at speed.

For :func:`term_frequency` of documents that are many, and for partitions of a corpus: from the
terms of each document come integers that add up. The tokens themselves are never a table, so
memory grows with the terms of the documents, not with the tokens. For :func:`cooccurrence` the
tokens are two numbers each, those of their term and of their unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import kernels
from analysis.counts import Groups, groups, term_codes, tokens_and_documents, units
from analysis.sentences import Spans, all_spans
from analysis.tokens import TOKEN, basis_of, term_of, warn_of_writing


class Tally(NamedTuple):
    """Counts of terms in groups of documents; ``add`` them over parts of a corpus."""

    source: pd.DataFrame  # no token, but the terms and documents as categories, and the basis
    of_token: Groups  # with the group of each document in place of each token's
    names: pd.Index  # the terms
    n_parts: np.ndarray  # of each group, its documents that have tokens
    smallest: np.ndarray  # and the tokens of the shortest of them
    part_sizes: np.ndarray  # tokens of each of these documents, group by group
    rows: pd.DataFrame
    cells: tuple[np.ndarray, np.ndarray, np.ndarray]  # where each row's end; their part; n


def can_tally(table: pd.DataFrame, by: str | None, documents: pd.DataFrame | None) -> bool:
    """Whether these are documents, many, and grouped by something that documents have."""
    return (
        documents is None
        and {"doc_id", "text"} <= {*table.columns}
        and "term" not in table.columns
        and (by is None or (by in table.columns and by not in ("text", "paragraph", "sentence")))
        and kernels.is_large(table["text"])
    )


def tally(
    documents: pd.DataFrame, by: str | None = None, only: Iterable[str] | None = None
) -> Tally:
    """Count the terms in each group of documents.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    by : str, optional
        A document variable, or ``doc_id``.
    only : iterable of str, optional
        Count these terms and no other.

    Returns
    -------
    Tally
        Its ``rows``, by term, then by group: ``kind`` (number of the term among ``names``),
        ``group``, ``n``, ``n_docs`` (documents with the term), ``size_docs`` (their tokens),
        ``n_most`` and ``size_most`` (occurrences and tokens of the document that has most).
        All but the last two add up over parts of a corpus.

    Examples
    --------
    >>> found = tally(pd.DataFrame({"doc_id": ["a", "b"], "text": ["No, no.", "No U.S."]}))
    >>> found.rows.assign(term=found.names.take(found.rows["kind"]))[["term", "n", "size_docs"]]
      term  n  size_docs
    0   US  1          2
    1   no  3          4
    """
    found = kernels.term_cells(documents["text"], _find, _term_of)
    names, number = _sorted(found.terms)
    source = _source(documents, names, int(found.sizes.sum()))
    result = _tally(found, names, number, source, documents, by, only)
    if only is None:
        rows = result.rows
        n = np.bincount(rows["kind"], weights=rows["n"], minlength=len(names)).astype(np.int64)
        warn_of_writing(found.surfaces, names.tolist(), n)
    return result


def can_tally_tokens(tokens: pd.DataFrame) -> bool:
    """Whether these are tokens, many, in the order of their documents."""
    return (
        {"doc_id", "term"} <= {*tokens.columns}
        and len(tokens) * 6 >= kernels.LARGE  # about as many bytes a word
        and all(isinstance(tokens[name].dtype, pd.CategoricalDtype) for name in ("doc_id", "term"))
        and bool((np.diff(tokens["doc_id"].cat.codes) >= 0).all())
    )


def tally_tokens(
    tokens: pd.DataFrame,
    documents: pd.DataFrame,
    by: str | None = None,
    only: Iterable[str] | None = None,
) -> Tally:
    """The same of tokens, whose ``documents``, all of them in order, may have a column to group by.

    Examples
    --------
    >>> from analysis.tokens import tokenize
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["No, no.", "No U.S."]})
    >>> tally_tokens(tokenize(documents), documents).rows["n"].tolist()
    [1, 3]
    """
    from analysis import loops

    names = pd.Index(tokens["term"].cat.categories, dtype="str")
    codes = tokens["term"].cat.codes.to_numpy().astype(np.int32)
    until = np.cumsum(np.bincount(tokens["doc_id"].cat.codes, minlength=len(documents)))
    each, ends = np.arange(len(names), dtype=np.int32), np.arange(len(names) + 1)
    term, n = np.empty((2, len(codes)), np.int32)
    cells_until, seen = np.empty(len(until), np.int64), np.zeros(len(names), np.int32)
    size = loops.count_cells(codes, until, each, ends, each, seen, term, n, cells_until)
    sizes = until  # now
    found = kernels.Cells([], [], term[:size], n[:size], cells_until, sizes)
    source = tokens[["doc_id", "term"]].head(0)
    source.attrs = tokens.attrs
    return _tally(found, names, np.arange(len(names)), source, documents, by, only)


def _tally(
    found: kernels.Cells, names: pd.Index, number: np.ndarray, source, documents, by, only
) -> Tally:
    """Add up the cells; ``number`` is the place of each of their terms among the names."""
    from analysis import loops

    of_document = _groups(documents, by, found.sizes)
    order = np.argsort(of_document.codes, kind="stable")
    order = order[found.sizes[order] > 0]
    part_group, part_sizes = of_document.codes[order], found.sizes[order]
    if only is not None:
        asked = names.isin(list(only))
        names, number = names[asked], np.where(asked, np.cumsum(asked) - 1, -1)[number]
    counted = number >= 0
    n_cells = np.zeros(len(names), np.int64)
    n_cells[number[counted]] = np.bincount(found.term, minlength=len(number))[counted]
    ends = np.cumsum(n_cells) - n_cells
    cells = np.empty((2, n_cells.sum()), np.int32)
    loops.by_term(found.term, found.n, found.until, order, number, ends, *cells)
    rows, until = _rows(loops, ends, cells, part_group, part_sizes, by)
    smallest = np.full(len(of_document.names), np.iinfo(np.int64).max)
    np.minimum.at(smallest, part_group, part_sizes)
    n_parts = np.bincount(part_group, minlength=len(smallest))
    cells = (until, *cells)
    return Tally(source, of_document, names, n_parts, smallest, part_sizes, rows, cells)


def counts_over(found: Tally, of_n=None, of_size=None) -> tuple[np.ndarray, np.ndarray]:
    """Of each row, ``n`` and tokens of the documents that have more than their share of the term.

    Parameters
    ----------
    found : Tally
    of_n, of_size : array of int, optional
        For each of its rows, all occurrences of the term and all tokens of the group, where
        these documents are a part of a corpus; without, they are the whole.

    Returns
    -------
    tuple of two arrays of int
        They add up over parts of a corpus; ``measures.dp_norm_over`` takes the sums.
    """
    from analysis import loops

    until, part, part_n = found.cells
    n_over, size_over = np.zeros((2, len(until)), np.int64)
    of_n = found.rows["n"] if of_n is None else of_n
    of_size = found.of_token.sizes[found.rows["group"]] if of_size is None else of_size
    of = [np.ascontiguousarray(numbers, np.int64) for numbers in (of_n, of_size)]
    loops.over(until, part, part_n, found.part_sizes, *of, n_over, size_over)
    return n_over, size_over


class Placed(NamedTuple):
    """The terms of the units of a text, token by token."""

    source: pd.DataFrame  # a table with all terms and documents as categories, and the basis
    term: np.ndarray  # of each token, the number of its term
    unit: np.ndarray  # and of its unit; some numbers may be missing
    n_units: int  # that have tokens


def terms_in_units(table: pd.DataFrame, unit: str) -> Placed:
    """Find the terms and the units of tokens or documents; of many documents without a table.

    Examples
    --------
    >>> found = terms_in_units(pd.DataFrame({"doc_id": ["a"], "text": ["No. Yes, no."]}), "sentence")
    >>> found.source["term"].cat.categories.take(found.term).tolist(), found.unit.tolist()
    (['no', 'yes', 'no'], [0, 1, 1])
    """
    if not can_tally(table, None, None):
        tokens, _ = tokens_and_documents(table, None, places=unit != "document")
        return Placed(tokens, term_codes(tokens), *units(tokens, unit))
    texts = table["text"]
    if unit == "document":
        found = kernels.encode(texts, _find)
        of_token = np.repeat(np.arange(len(texts)), np.diff(found.until, prepend=0))
    else:
        # The compiled loops do without Python's lock: sentences are found beside the words.
        with ThreadPoolExecutor(1) as beside:
            spans = beside.submit(all_spans, texts)
            found = kernels.encode(texts, _find, places=True)
        of_token = _unit_of_token(found, spans.result(), unit)
    terms: dict[str, int] = {}
    of_surface = [terms.setdefault(_term_of(surface), len(terms)) for surface in found.surfaces]
    names, number = _sorted(list(terms))
    of_surface = number[np.array(of_surface, np.int64)].astype(np.int32)
    of_surfaces = np.bincount(found.codes, minlength=len(of_surface))
    n = np.bincount(of_surface, weights=of_surfaces, minlength=len(names))
    warn_of_writing(found.surfaces, names.tolist(), n.astype(np.int64))
    source = _source(table, names, len(found.codes))
    n_units = np.count_nonzero(np.diff(of_token, prepend=-1))
    return Placed(source, of_surface[found.codes], of_token, n_units)


# --- inside -------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 15)
def _find(stretch: str) -> list[re.Match]:
    """The tokens in a stretch of text; partitions of a corpus have most of theirs in common."""
    return [*re.finditer(TOKEN, stretch)]


@lru_cache(maxsize=1 << 16)
def _term_of(surface: str) -> str:
    return term_of(surface)


def _source(documents: pd.DataFrame, names: pd.Index, n_tokens: int) -> pd.DataFrame:
    """A table of no token that knows all documents and terms, and how many tokens there are."""
    doc_id = pd.Categorical.from_codes([], documents["doc_id"].tolist())
    source = pd.DataFrame({"doc_id": doc_id, "term": pd.Categorical([], categories=names)})
    source.attrs["basis"] = basis_of(len(documents), n_tokens)
    return source


def _unit_of_token(found: kernels.Encoded, spans: Spans, unit: str) -> np.ndarray:
    """The number of each token's sentence or paragraph, from the first document on."""
    sentence = kernels.last_before(found, spans.until, spans.start)
    if unit == "sentence":
        return sentence
    opens = np.diff(spans.paragraph, prepend=-1) != 0
    opens[np.append(0, spans.until)[:-1][np.diff(spans.until, prepend=0) > 0]] = True
    return (np.cumsum(opens) - 1)[sentence]


def _sorted(terms: list[str]) -> tuple[pd.Index, np.ndarray]:
    """The terms in order, and the place of each there."""
    names = pd.Index(terms, dtype="str")
    order = np.asarray(names.argsort())
    number = np.empty(len(terms), np.int64)
    number[order] = np.arange(len(terms))
    return names.take(order), number


def _groups(documents: pd.DataFrame, by: str | None, sizes: np.ndarray) -> Groups:
    """The group of each document, and the tokens of each group."""
    names = documents["doc_id"].tolist()
    table = pd.DataFrame({"doc_id": pd.Categorical(names, categories=names)})
    found = groups(table, by, documents)
    size = np.bincount(found.codes, weights=sizes, minlength=len(found.names))
    return Groups(np.asarray(found.codes, np.int64), found.names, size.astype(np.int64))


def _rows(loops, ends, cells, part_group, part_sizes, by) -> tuple[pd.DataFrame, np.ndarray]:
    most = len(ends) if by is None else cells.shape[1]
    kinds, groups_, until = np.empty((3, most), np.int64)
    counts = np.empty((most, 5), np.int64)
    n = loops.tally(ends, *cells, part_group, part_sizes, until, kinds, groups_, counts)
    names = ["n", "n_docs", "size_docs", "n_most", "size_most"]
    columns = {name: counts[:n, place] for place, name in enumerate(names)}
    return pd.DataFrame({"kind": kinds[:n], "group": groups_[:n], **columns}), until[:n]
