"""How often a term occurs: counts, dispersion, intervals, tf-idf.

A term's row says how often it occurs (``n``), in how many documents (``n_docs``), how often in a
million tokens, and how evenly it is spread. Stop words are left out of the rows, never out of
the denominators. Nothing is compared here: see :mod:`analysis.comparison`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks, intervals
from analysis.counts import (
    PER,
    Counted,
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
    term_codes,
    tokens_and_documents,
)
from analysis.tokens import with_basis


def term_frequency(
    tokens: pd.DataFrame,
    *,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
    ngrams: int = 1,
    stop_words: Iterable[str] | None = None,
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
        over resampled sentences, and the basis says so. Most frequent first.

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
      term  n  n_docs    per_million  dp_norm
    0  cat  2       1  222222.222222     0.50
    1  sat  2       2  222222.222222     0.25
    >>> term_frequency(documents, ngrams=2, min_count=2)[["term", "n"]]
    Empty DataFrame
    Columns: [term, n]
    Index: []
    """
    tokens, documents = tokens_and_documents(tokens, documents)
    for name, value, least in [("ngrams", ngrams, 1), ("min_count", min_count, 1)]:
        checks.at_least(name, value, least)
    stops = checked_stops(tokens, stop_words)
    of_token = groups(tokens, by, documents)
    rows, codes, names = _occurrences(tokens, documents, ngrams, stop_mask(tokens, stops))
    of_parts = parts(tokens, of_token)
    counts = counted(rows, codes, of_parts, min_count)
    table = count_table(counts, names, "term", of_token, by)
    table["dp_norm"] = _dispersion(counts, of_parts, len(of_token.names))
    choices: dict[str, object] = {} if by is None else {"by": by}
    if ngrams > 1:
        choices["ngrams"] = ngrams
    if bootstrap:
        unit = intervals.bootstrap_unit(of_parts)
        how = {"resamples": bootstrap, "level": level, "seed": seed}
        shares = intervals.shares_between(tokens, rows, codes, counts, of_token, unit=unit, **how)
        table["low"], table["high"] = shares * PER
        choices["bootstrap"] = intervals.described(unit, bootstrap, level)
    return with_basis(
        ranked(table, "n", ["term"], by),
        tokens,
        **choices,
        stop_words=stops_named(stops),
        min_count=min_count,
    )


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
    tokens, documents = tokens_and_documents(tokens, documents)
    stops = checked_stops(tokens, stop_words)
    of_token = groups(tokens, by, documents)
    rows, codes, names = _occurrences(tokens, documents, 1, stop_mask(tokens, stops))
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
        ranked(table, "tf_idf", ["term"], by), tokens, by=by, stop_words=stops_named(stops)
    )


# --- counting -----------------------------------------------------------------------------


def _occurrences(
    tokens: pd.DataFrame, documents: pd.DataFrame | None, ngrams: int, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Rows at which what is counted begins, its code there, and the names of the codes."""
    words = term_codes(tokens)
    if ngrams == 1:
        rows = np.flatnonzero(~stop[words])
        return rows, words[rows], pd.Index(tokens["term"].cat.categories, dtype="str")
    from analysis.sequences import follows, gram_names, grams

    neighbours = follows(tokens, documents, call="term_frequency")
    found = grams(tokens, neighbours, ngrams)[-1]
    rows = np.flatnonzero(found.codes >= 0)
    rows = rows[~stop[words[rows]] & ~stop[words[rows + ngrams - 1]]]
    # A phrase that is one term has spaces too, so two sequences can read the same.
    codes, names = pd.factorize(gram_names(tokens, found.example, ngrams))
    return rows, codes[found.codes[rows]], pd.Index(names, dtype="str")


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
