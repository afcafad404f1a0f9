"""Multi-word terms: the phrases a corpus uses as a unit, found by counting alone (C-value).

Nothing here knows grammar: a candidate is a run of words without stop words, and how often it
stands alone or inside longer candidates decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import pandas as pd

from analysis import checks, measures, sums
from analysis.counts import (
    checked_stops,
    distinct,
    document_codes,
    n_documents,
    ranked,
    score,
    stop_mask,
    stops_named,
    term_codes,
    tokens_and_documents,
)
from analysis.partitions import added, is_partitioned, sum_tables
from analysis.sequences import Grams, follows, gram_names, grams
from analysis.tokens import StopWords, with_basis


def multiword_terms(
    tokens: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    stop_words: Iterable[str] | None = None,
    inner_words: Iterable[str] = ("of", "for", "the"),
    max_words: int = 6,
    min_count: int = 2,
    measure: str = "log_likelihood",
) -> pd.DataFrame:
    """Find the phrases that are used as a unit, by C-value.

    A candidate is a run of two to ``max_words`` neighbours without a stop word, except that
    ``inner_words`` may stand inside: "National Council of Resistance of Iran". It begins and
    ends with a term that has a letter. C-value prefers whole phrases to their parts:

    .. math:: C(a) = \\log_2 |a| \\left(f(a) - \\frac{t(a)}{c(a)}\\right)

    with ``|a|`` the number of words, ``f(a)`` the frequency, ``t(a)`` how often ``a`` stands
    inside a longer term and ``c(a)`` in how many longer terms (without any: ``t/c = 0``). A
    phrase whose C-value is 0, because it occurs only inside one longer term, is no term.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    documents : DataFrame, optional
        The documents of the tokens: their texts tell where punctuation stands.
    stop_words : iterable of str, optional
        End a candidate; without them nearly every run of words is one.
    inner_words : iterable of str
        Stop words allowed inside. An article among them needs another one before it.
    max_words : int
        Words in the longest candidate.
    min_count : int
        Least frequency of a candidate; rarer ones count neither as terms nor as longer terms.
    measure : str
        A name of :mod:`analysis.measures` that says how firmly the words hold together: of all
        ways to cut the phrase in two, the weakest association of its left and right part, each
        counted alone, in as many places as the corpus has tokens.

    Returns
    -------
    DataFrame
        ``term``, ``n`` (occurrences, inside longer terms too), ``n_docs``, ``c_value`` and the
        measure's column; highest C-value first.

    Raises
    ------
    ValueError
        Tokens without their documents; an unknown measure.

    References
    ----------
    Frantzi, Ananiadou & Mima (2000), International Journal on Digital Libraries 3, section 2.3.
    For two words the measure is that of NLTK's BigramCollocationFinder.

    Examples
    --------
    >>> text = "A regime change. No regime change policy. The regime change policy failed."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    >>> multiword_terms(documents, stop_words=["a", "no", "the"])[["term", "n", "c_value"]]
                       term  n   c_value
    0  regime change policy  2  3.169925
    1         regime change  3  1.000000
    """
    checks.at_least("min_count", min_count, 1)
    checks.at_least("max_words", max_words, 2)
    inner_words = list(inner_words)
    sequences = _of_partitions if is_partitioned(tokens) else _of_tokens
    how = {"inner_words": inner_words, "max_words": max_words, "min_count": min_count}
    tokens, found, n_docs, whole = sequences(tokens, documents, stop_words, **how)
    ends, inside = _allowed(tokens, stop_mask(tokens, whole.stops), inner_words)
    sizes = list(enumerate(found, 1))
    candidates = [_candidates(some, size, ends, inside, min_count) for size, some in sizes]
    rows = []
    for (size, of_size), c_value in zip(sizes, _c_values(found, candidates), strict=True):
        kept = np.flatnonzero(c_value > 0)
        columns = {
            "term": gram_names(tokens, of_size.example[kept], size),
            "n": of_size.n[kept],
            "n_docs": n_docs(size, kept),
            "c_value": c_value[kept],
            measure: _weakest_cut(found, size, kept, measure, whole.n_tokens),
        }
        rows.append(pd.DataFrame(columns))
    return with_basis(
        ranked(pd.concat(rows, ignore_index=True), "c_value", ["term"]),
        whole.source,
        words=f"2-{max_words}",
        inner_words=" ".join(inner_words),
        stop_words=stops_named(whole.stops),
        min_count=min_count,
        measure=measure,
    )


def _of_tokens(
    tokens: pd.DataFrame, documents, stop_words: Iterable[str] | None, *, max_words: int, **_
) -> tuple[pd.DataFrame, list[Grams], Callable, sums.Whole]:
    """The tokens, their sequences of each size, in how many documents these stand."""
    tokens, documents = tokens_and_documents(tokens, documents)
    stops = checked_stops(tokens, stop_words)
    found = grams(tokens, follows(tokens, documents, call="multiword_terms"), max_words)
    whole = sums.Whole(n_documents(tokens), len(tokens), tokens, stops=stops)
    return tokens, found, partial(_n_docs, tokens, found), whole


ARTICLES = ("the", "a", "an")


def _allowed(
    tokens: pd.DataFrame, stop: np.ndarray, inner_words: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """For each row, whether a candidate may begin or end there, and whether it may go through."""
    terms = tokens["term"].cat.categories
    has_letter = np.asarray(terms.str.contains(r"[^\W\d_]", regex=True), dtype=bool)
    inner = np.asarray(terms.isin(inner_words), dtype=bool)
    article = inner & np.asarray(terms.isin(ARTICLES), dtype=bool)
    codes = term_codes(tokens)
    after_inner = np.concatenate([[False], inner[codes]])[:-1]
    through = (~stop & ~inner)[codes] | (inner[codes] & (~article[codes] | after_inner))
    return (has_letter & ~stop & ~inner)[codes], through


def _candidates(
    of_size: Grams, size: int, ends: np.ndarray, inside: np.ndarray, min_count: int
) -> np.ndarray:
    """Which n-grams of a size may be terms, as seen where each first stands."""
    first = of_size.example
    if size == 1:
        return np.zeros(len(first), dtype=bool)
    fits = (of_size.n >= min_count) & ends[first] & ends[first + size - 1]
    for place in range(1, size - 1):
        fits &= inside[first + place]
    return fits


def _c_values(found: list[Grams], candidates: list[np.ndarray]) -> list[np.ndarray]:
    """C-value of each n-gram, longest first; 0 for what is no candidate.

    As in the paper, occurrences inside a longer term that is itself inside a still longer one
    are not taken twice, and only accepted terms count as longer terms.
    """
    nested = [np.zeros(len(of_size.n)) for of_size in found]
    longer = [np.zeros(len(of_size.n)) for of_size in found]
    values = [np.zeros(len(of_size.n)) for of_size in found]
    for size in range(len(found), 1, -1):
        n, at = found[size - 1].n, size - 1
        share = np.divide(nested[at], longer[at], out=np.zeros(len(n)), where=longer[at] > 0)
        values[at] = np.where(candidates[at], np.log2(size) * (n - share), 0.0)
        terms = np.flatnonzero(values[at] > 1e-9)
        values[at][values[at] <= 1e-9] = 0.0
        alone = n[terms] - nested[at][terms]
        for part in range(2, size):
            at_part = np.concatenate(
                [
                    found[part - 1].codes[found[at].example[terms] + o]
                    for o in range(size - part + 1)
                ]
            )
            inner, place, _ = distinct(at_part, np.tile(np.arange(len(terms)), size - part + 1))
            np.add.at(nested[part - 1], inner, alone[place])
            np.add.at(longer[part - 1], inner, 1)
    return values


def _n_docs(tokens: pd.DataFrame, found: list[Grams], size: int, kept: np.ndarray) -> np.ndarray:
    """In how many documents these n-grams of a size stand."""
    of_size = found[size - 1]
    rows = np.flatnonzero(np.isin(of_size.codes, kept))
    codes, _, _ = distinct(of_size.codes[rows], document_codes(tokens)[rows])
    return np.bincount(codes, minlength=len(of_size.n))[kept]


def _weakest_cut(
    found: list[Grams], size: int, kept: np.ndarray, measure: str, n_tokens: int
) -> np.ndarray:
    """The lowest association of a left and a right part, over all ways to cut a phrase in two."""
    first, n = found[size - 1].example[kept], found[size - 1].n[kept]
    lowest = np.full(len(kept), np.inf)
    for cut in range(1, size):
        left, right = found[cut - 1], found[size - cut - 1]
        n_left = left.n[left.codes[first]]
        n_right = right.n[right.codes[first + cut]]
        # "no no no no": three bigrams of four tokens leave less than nothing for the rest.
        places = np.maximum(n_tokens, n_left + n_right - n)
        counts = measures.from_pairs(n, n_left, n_right, places)
        lowest = np.fmin(lowest, score(measure, counts, n_kinds=2))
    return lowest


# --- of a corpus in partitions ------------------------------------------------------------

APART = "\n"  # between the terms of a sequence: phrases are terms that have spaces


def _of_partitions(
    tokens, documents, stop_words: Iterable[str] | None, *, inner_words, max_words, min_count
) -> tuple[pd.DataFrame, list[Grams], Callable, sums.Whole]:
    """A table of tokens in which each candidate stands once, and its sequences as in the whole.

    Three passes: the pairs of neighbours that occur often enough, the candidates that are made of
    such pairs, and how often each part of these occurs.
    """
    documents = sums.with_texts(tokens, documents)
    if documents is None:
        raise ValueError(checks.needs_texts("multiword_terms"))
    how = {"stops": sums.stops_of(tokens, stop_words), "inner_words": inner_words}
    first = added(_count_neighbours, tokens, documents, **how)
    stops = sums.stops_of(tokens, stop_words, pd.Index(first["vocabulary"]["term"], dtype="str"))
    whole = sums.of_whole(first["whole"], tokens, stops=stops)
    often = first["pairs"].loc[first["pairs"]["n"] >= min_count, "term"].tolist()
    found = added(_count_candidates, tokens, documents, often=often, max_words=max_words, **how)
    candidates = found["candidates"]
    once = _once_each(candidates.loc[candidates["n"] >= min_count, "term"].sort_values())
    seen = grams(once, once["position"].to_numpy() > 0, max_words)
    keys = [_keys(once, some.example, size) for size, some in enumerate(seen, 1)]
    parts = added(_count_parts, tokens, documents, keys=keys)["parts"].set_index("term")
    n = [parts["n"].reindex(some, fill_value=0).to_numpy() for some in keys]
    n_docs = [parts["n_docs"].reindex(some, fill_value=0).to_numpy() for some in keys]
    found = [some._replace(n=of_some) for some, of_some in zip(seen, n, strict=True)]
    return once, found, lambda size, kept: n_docs[size - 1][kept], whole


def _once_each(candidates: pd.Series) -> pd.DataFrame:
    """Tokens of a text that has each candidate as a sentence."""
    terms = [candidate.split(APART) for candidate in candidates]
    position = [place for some in terms for place in range(len(some))]
    flat = pd.Series([term for some in terms for term in some], dtype="str")
    return pd.DataFrame({"position": position, "term": pd.Categorical(flat)}).astype(
        {"position": "int64"}
    )


def _keys(tokens: pd.DataFrame, rows: np.ndarray, size: int) -> pd.Index:
    return pd.Index(gram_names(tokens, rows, size, apart=APART))


def _prepared(
    table: pd.DataFrame, documents: pd.DataFrame, longest: int, often: Iterable[str] | None = None
) -> tuple[pd.DataFrame, list[Grams]]:
    """The tokens of a partition and their sequences; longer ones only of pairs that are ``often``."""
    tokens, documents = tokens_and_documents(table, documents)
    neighbours = follows(tokens, documents, call="multiword_terms")
    if often is None:
        return tokens, grams(tokens, neighbours, longest)
    pairs = grams(tokens, neighbours, 2)[1]
    is_often = np.append(_keys(tokens, pairs.example, 2).isin(often), False)  # -1: no pair
    neighbours[1:] &= is_often[pairs.codes[:-1]]
    del pairs  # before there are longer ones
    return tokens, grams(tokens, neighbours, longest)


def _count_neighbours(
    table: pd.DataFrame, documents, *, stops: StopWords, inner_words: list[str]
) -> dict[str, pd.DataFrame]:
    """Pairs of neighbours that a candidate may have in it."""
    tokens, [_, pairs] = _prepared(table, documents, 2)
    ends, inside = _allowed(tokens, stop_mask(tokens, stops), inner_words)
    allowed = np.append(ends | inside, False)
    here = pairs.codes[(pairs.codes >= 0) & allowed[:-1] & allowed[1:]]
    n = np.bincount(here, minlength=len(pairs.n))
    counts = {"term": _keys(tokens, pairs.example[n > 0], 2), "n": n[n > 0]}
    return {
        "whole": sums.row_of_whole(tokens, len(tokens)),
        "vocabulary": pd.DataFrame({"term": tokens["term"].cat.categories}),
        "pairs": pd.DataFrame(counts).astype({"term": "category"}),
    }


def _count_candidates(
    table: pd.DataFrame, documents, *, often: list[str], max_words: int, stops, inner_words
) -> dict[str, pd.DataFrame]:
    """The candidates of all sizes in which all neighbours are often together."""
    tokens, found = _prepared(table, documents, max_words, often)
    ends, inside = _allowed(tokens, stop_mask(tokens, stops), inner_words)
    tables = []
    for size, of_size in enumerate(found[1:], 2):
        fits = _candidates(of_size, size, ends, inside, 1)
        names = _keys(tokens, of_size.example[fits], size)
        tables.append(pd.DataFrame({"term": names, "n": of_size.n[fits]}))
    return {"candidates": sum_tables(tables).astype({"term": "category"})}


def _count_parts(table: pd.DataFrame, documents, *, keys: list[pd.Index]) -> dict:
    """How often sequences occur, and in how many documents."""
    tokens, found = _prepared(table, documents, len(keys), keys[1])
    tables = []
    for size, (of_size, wanted) in enumerate(zip(found, keys, strict=True), 1):
        names = _keys(tokens, of_size.example, size)
        kept = np.flatnonzero(names.isin(wanted))
        n_docs = _n_docs(tokens, found, size, kept)
        counts = {"term": names[kept], "n": of_size.n[kept], "n_docs": n_docs}
        tables.append(pd.DataFrame(counts))
    return {"parts": pd.concat(tables, ignore_index=True)}
