"""How often a term occurs: counts, dispersion, intervals, tf-idf.

A term's row says how often it occurs (``n``), in how many documents (``n_docs``), how often in a
million tokens, and how evenly it is spread. Stop words are left out of the rows, never out of
the denominators. Nothing is compared here: see :mod:`analysis.comparison`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import pandas as pd

from analysis import checks, intervals, measures, sums, term_sums
from analysis.counts import (
    ENOUGH_DOCUMENTS,
    PER,
    Counted,
    Groups,
    Parts,
    checked_stops,
    count_table,
    counted,
    distinct,
    groups,
    parts,
    ranked,
    stop_mask,
    stops_named,
    tokens_and_documents,
)
from analysis.partitions import is_partitioned
from analysis.tallies import Tally, can_tally, counts_over, tally
from analysis.tokens import with_basis

LEAST_DOCUMENTS = 3  # with tokens, from which on it can be told that one of them drives a number


def term_frequency(
    tokens: pd.DataFrame,
    *,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
    ngrams: int = 1,
    stop_words: Iterable[str] | None = None,
    terms: Iterable[str] | None = None,
    min_count: int = 1,
    bootstrap: int = 0,
    level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Count how often each term occurs, in the corpus or in each group of it.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    by : str, optional
        Count in groups: a column of the tokens (``doc_id``, ``paragraph``, ``sentence``) or,
        with ``documents``, a document variable such as ``publication``.
    documents : DataFrame, optional
        The documents of the tokens, for ``by`` and for ``ngrams``.
    ngrams : int
        Count sequences of so many tokens in place of single terms; they stay inside a sentence
        and cross no punctuation, which only the texts can tell.
    stop_words : iterable of str, optional
        Terms without a row. An n-gram is left out when it begins or ends with one.
    terms : iterable of str, optional
        Only rows of these, as they stand in the column ``term``: of a large corpus, the few
        that are shown can be counted in many groups. What they are counted of stays all tokens.
    min_count : int
        Least ``n`` of a row.
    bootstrap : int
        Number of resamples for an interval of ``per_million``; 0: none. 1,000 is usual.
    level : float
        Share of the resamples inside the interval.
    seed : int
        Of the resampling.

    Returns
    -------
    DataFrame
        ``by`` (its name as column, where given), ``term``, ``n``, ``n_docs`` (documents with the
        term), ``per_million`` (of all tokens of the corpus or group, stop words included),
        ``dp_norm`` (Lijffijt and Gries' deviation of proportions over the documents that have
        tokens: 0 spread as evenly as the documents' lengths, 1 in the shortest alone; NaN for
        one document). With ``bootstrap`` also ``low`` and ``high``, percentiles of
        ``per_million`` over resampled documents; where a group has fewer than 10 documents,
        over resampled sentences, and the basis says so; of the 2,000 most frequent rows. Last ``one_document``: without one
        certain document ``per_million`` would be less than half (never true of a corpus or group
        of fewer than 3 documents with tokens). Most frequent first.

    Raises
    ------
    ValueError
        An unknown ``by``; n-grams of tokens without their documents.

    References
    ----------
    Lijffijt & Gries (2012), International Journal of Corpus Linguistics 17.

    Examples
    --------
    >>> text = ["The cat sat. A cat ran!", "The dog sat."]
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": text})
    >>> term_frequency(documents, stop_words=["the", "a"], min_count=2)
      term  n  n_docs    per_million  dp_norm  one_document
    0  cat  2       1  222222.222222     0.50         False
    1  sat  2       2  222222.222222     0.25         False
    >>> term_frequency(documents, ngrams=2, min_count=2)[["term", "n"]]
    Empty DataFrame
    Columns: [term, n]
    Index: []
    """
    for name, value, least in [("ngrams", ngrams, 1), ("min_count", min_count, 1)]:
        checks.at_least(name, value, least)
    interval = {"resamples": bootstrap, "level": level, "seed": seed}
    terms = None if terms is None else list(terms)
    if is_partitioned(tokens):
        how = sums.grouping(tokens, by, documents)
        asked = {"ngrams": ngrams, "stop_words": stop_words}
        found, over = term_sums.terms(tokens, documents, how, **asked, only=terms, spread=True)
        draw = partial(term_sums.drawn, tokens, documents, how, found, **asked)
        return _tallied(found, over, by, ngrams, stop_words, min_count, interval, draw)
    if ngrams == 1 and not bootstrap and can_tally(tokens, by, documents):
        found = tally(tokens, by, terms)
        return _tallied(found, counts_over(found), by, 1, stop_words, min_count)
    return _of_tokens(tokens, documents, by, ngrams, stop_words, terms, min_count, interval)


def tf_idf(
    tokens: pd.DataFrame,
    *,
    by: str = "doc_id",
    documents: pd.DataFrame | None = None,
    stop_words: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Weigh each term by how often a group uses it and how few groups do.

    .. math:: \\mathrm{tf\\_idf} = \\frac{n}{\\text{tokens of the group}} \\ln\\frac{G}{G_t}

    with ``G`` groups (of documents: empty ones too), ``G_t`` of them with the term. A term of
    all groups gets 0.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    by : str
        The groups: a column of the tokens or, with ``documents``, a document variable.
    documents : DataFrame, optional
        The documents of the tokens, for a document variable.
    stop_words : iterable of str, optional
        Terms without a row; they stay in the number of tokens.

    Returns
    -------
    DataFrame
        ``by`` (its name as column), ``term``, ``n``, ``tf_idf``; by group, highest first.

    Raises
    ------
    ValueError
        An unknown ``by``.

    Notes
    -----
    The definition of tidytext's bind_tf_idf. scikit-learn's TfidfVectorizer with ``norm=None,
    smooth_idf=False`` gives ``n * (ln(G / G_t) + 1)``: subtract ``n``, divide by the tokens of
    the group.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["cat sat", "dog sat"]})
    >>> tf_idf(documents).round(3)
      doc_id term  n  tf_idf
    0      a  cat  1   0.347
    1      a  sat  1   0.000
    2      b  dog  1   0.347
    3      b  sat  1   0.000
    """
    if is_partitioned(tokens):
        found, _ = term_sums.terms(tokens, documents, sums.grouping(tokens, by, documents))
        source, of_token, names = found.source, found.of_token, found.names
        stops = checked_stops(source, stop_words)
        rows = found.rows[~names.isin(list(stops))[found.rows["kind"]]]
        group, term, n = (rows[name].to_numpy() for name in ("group", "kind", "n"))
    else:
        source, documents = tokens_and_documents(tokens, documents)
        stops = checked_stops(source, stop_words)
        of_token = groups(source, by, documents)
        rows, codes, names = term_sums.occurrences(source, documents, 1, stop_mask(source, stops))
        group, term, n = distinct(of_token.codes[rows], codes)
    n_groups = np.bincount(term, minlength=len(names))[term]
    table = pd.DataFrame(
        {
            by: of_token.names.take(group),
            "term": names.take(term),
            "n": n,
            "tf_idf": n / of_token.sizes[group] * np.log(len(of_token.names) / n_groups),
        }
    )
    return with_basis(
        ranked(table, "tf_idf", ["term"], by), source, by=by, stop_words=stops_named(stops)
    )


# --- counting -----------------------------------------------------------------------------


def _of_tokens(
    tokens: pd.DataFrame,
    documents: pd.DataFrame | None,
    by: str | None,
    ngrams: int,
    stop_words: Iterable[str] | None,
    only: list[str] | None,
    min_count: int,
    interval: dict,
) -> pd.DataFrame:
    """The table of :func:`term_frequency`, by the specification."""
    tokens, documents = tokens_and_documents(tokens, documents)
    stops = checked_stops(tokens, stop_words)
    of_token = groups(tokens, by, documents)
    stop = stop_mask(tokens, stops)
    rows, codes, names = term_sums.occurrences(tokens, documents, ngrams, stop, only)
    of_parts = parts(tokens, of_token)
    counts = counted(rows, codes, of_parts, min_count)
    table = count_table(counts, names, "term", of_token, by)
    table["dp_norm"] = _dispersion(counts, of_parts, len(of_token.names))
    choices: dict[str, object] = {} if by is None else {"by": by}
    if ngrams > 1:
        choices["ngrams"] = ngrams
    if interval["resamples"]:
        unit = intervals.bootstrap_unit(of_parts)
        draw = partial(intervals.drawn, tokens, (rows, codes), of_token.codes)
        choices |= _with_interval(table, counts, names, unit, draw, **interval)
    table["one_document"] = one_document(counts, of_parts, of_token)
    return with_basis(
        ranked(table, "n", ["term"], by),
        tokens,
        **choices,
        stop_words=stops_named(stops),
        min_count=min_count,
    )


def one_document(counts: Counted, of_parts: Parts, of_token: Groups) -> np.ndarray:
    """For each count, whether it is less than half as frequent without one of the documents.

    With v of the f occurrences and s of the S tokens in that document:
    (f - v) / (S - s) < f / 2S, that is 2vS > f(S + s). At most one document can be so.
    """
    n_parts = np.bincount(of_parts.group, minlength=len(of_token.names))
    group, n = counts.group[counts.cell_row], counts.n[counts.cell_row]
    size, whole = of_parts.sizes[counts.cell_part], of_token.sizes[group]
    drives = 2 * counts.cell_n * whole > n * (whole + size)
    drives &= n_parts[group] >= LEAST_DOCUMENTS
    return np.bincount(counts.cell_row[drives], minlength=len(counts.n)) > 0


def _tallied(
    found: Tally,
    spread: tuple[np.ndarray, np.ndarray],
    by: str | None,
    ngrams: int,
    stop_words: Iterable[str] | None,
    min_count: int,
    interval: dict | None = None,
    draw: Callable[..., intervals.Drawn] | None = None,
) -> pd.DataFrame:
    """The table of :func:`term_frequency` from documents that are many, or in partitions."""
    stops = checked_stops(found.source, stop_words)
    rows = found.rows.assign(n_over=spread[0], size_over=spread[1])
    shown = rows["n"] >= min_count
    if ngrams == 1:  # else those with stop words at their ends were not counted
        shown &= ~found.names.isin(list(stops))[rows["kind"]]
    rows = rows[shown]
    kind, group, n, n_docs = (rows[name].to_numpy() for name in ("kind", "group", "n", "n_docs"))
    no_cells = np.empty(0, dtype=np.int64)
    counts = Counted(kind, group, n, n_docs, no_cells, no_cells, no_cells)
    table = count_table(counts, found.names, "term", found.of_token, by)
    size = found.of_token.sizes[group]
    least = found.smallest[group]
    table["dp_norm"] = measures.dp_norm_over(n, rows["n_over"], rows["size_over"], size, least)
    choices: dict[str, object] = {} if by is None else {"by": by}
    if ngrams > 1:
        choices["ngrams"] = ngrams
    if draw and interval["resamples"]:
        unit = intervals.unit_for(found.n_parts[found.n_parts > 0].min(initial=ENOUGH_DOCUMENTS))
        choices |= _with_interval(table, counts, found.names, unit, draw, **interval)
    drives = 2 * rows["n_most"] * size > n * (size + rows["size_most"])
    table["one_document"] = (drives & (found.n_parts[group] >= LEAST_DOCUMENTS)).to_numpy()
    return with_basis(
        ranked(table, "n", ["term"], by),
        found.source,
        **choices,
        stop_words=stops_named(stops),
        min_count=min_count,
    )


def _with_interval(
    table: pd.DataFrame,
    counts: Counted,
    names: pd.Index,
    unit: str,
    draw: Callable[..., intervals.Drawn],
    *,
    resamples: int,
    level: float,
    seed: int,
) -> dict[str, object]:
    """Add ``low`` and ``high`` to a table of counts; what its basis says of them."""
    first = intervals.first_rows(counts.n, names.take(counts.kind), counts.group)
    rows = intervals.Rows(counts.kind[first], counts.group[first])
    sums = draw(rows, by_sentence=unit == "sentence", resamples=resamples, seed=seed)
    ends = np.full((2, len(table)), np.nan)
    ends[:, first] = intervals.shares_between(sums, rows, level) * PER
    table["low"], table["high"] = ends
    of_rows = intervals.only_first(len(table), "most frequent")
    return {"bootstrap": intervals.described(unit, resamples, level) + of_rows}


def _dispersion(counts: Counted, of_parts: Parts, n_groups: int) -> np.ndarray:
    """``dp_norm`` of each count, over the documents of its group."""
    from analysis.measures import dp_norm_sparse

    dispersion = np.full(len(counts.n), np.nan)
    n_parts = np.bincount(of_parts.group, minlength=n_groups)
    until_part = np.cumsum(n_parts)
    in_group = of_parts.group[counts.cell_part]
    by_group = np.argsort(in_group, kind="stable")
    until_cell = np.cumsum(np.bincount(in_group, minlength=n_groups))
    for group in np.flatnonzero(n_parts > 1):
        first_part = until_part[group] - n_parts[group]
        here = np.flatnonzero(counts.group == group)
        cells = by_group[until_cell[group - 1] if group else 0 : until_cell[group]]
        dispersion[here] = dp_norm_sparse(
            np.searchsorted(here, counts.cell_row[cells]),
            counts.cell_part[cells] - first_part,
            counts.cell_n[cells],
            len(here),
            of_parts.sizes[first_part : until_part[group]],
        )
    return dispersion
