"""Multi-word terms: the phrases a corpus uses as a unit, found by counting alone (C-value).

Nothing here knows grammar: a candidate is a run of words without stop words, and how often it
stands alone or inside longer candidates decides.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks, measures
from analysis.counts import (
    checked_stops,
    distinct,
    document_codes,
    ranked,
    score,
    stop_mask,
    stops_named,
    term_codes,
    tokens_and_documents,
)
from analysis.sequences import Grams, follows, gram_names, grams
from analysis.tokens import with_basis


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
    tokens, documents = tokens_and_documents(tokens, documents)
    checks.at_least("min_count", min_count, 1)
    checks.at_least("max_words", max_words, 2)
    stops = checked_stops(tokens, stop_words)
    inner_words = list(inner_words)
    neighbours = follows(tokens, documents, call="multiword_terms")
    found = grams(tokens, neighbours, max_words)
    ends, inside = _allowed(tokens, stop_mask(tokens, stops), inner_words)
    candidates = [_candidates(of_size, size, ends, inside, min_count)
                  for size, of_size in enumerate(found, 1)]  # fmt: skip
    values = _c_values(found, candidates)
    rows = []
    for size in range(2, max_words + 1):
        kept = np.flatnonzero(values[size - 1] > 0)
        rows.append(_terms_of_size(tokens, found, size, kept, values[size - 1][kept], measure))
    table = pd.concat(rows, ignore_index=True)
    return with_basis(
        ranked(table, "c_value", ["term"]),
        tokens,
        words=f"2-{max_words}",
        inner_words=" ".join(inner_words),
        stop_words=stops_named(stops),
        min_count=min_count,
        measure=measure,
    )


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


def _terms_of_size(
    tokens: pd.DataFrame,
    found: list[Grams],
    size: int,
    kept: np.ndarray,
    c_value: np.ndarray,
    measure: str,
) -> pd.DataFrame:
    of_size = found[size - 1]
    rows = np.flatnonzero(np.isin(of_size.codes, kept))
    codes, _, _ = distinct(of_size.codes[rows], document_codes(tokens)[rows])
    table = pd.DataFrame(
        {
            "term": gram_names(tokens, of_size.example[kept], size),
            "n": of_size.n[kept],
            "n_docs": np.bincount(codes, minlength=len(of_size.n))[kept],
            "c_value": c_value,
        }
    )
    return table.assign(**{measure: _weakest_cut(tokens, found, size, kept, measure)})


def _weakest_cut(
    tokens: pd.DataFrame, found: list[Grams], size: int, kept: np.ndarray, measure: str
) -> np.ndarray:
    """The lowest association of a left and a right part, over all ways to cut a phrase in two."""
    first, n = found[size - 1].example[kept], found[size - 1].n[kept]
    lowest = np.full(len(kept), np.inf)
    for cut in range(1, size):
        left, right = found[cut - 1], found[size - cut - 1]
        n_left = left.n[left.codes[first]]
        n_right = right.n[right.codes[first + cut]]
        # "no no no no": three bigrams of four tokens leave less than nothing for the rest.
        places = np.maximum(len(tokens), n_left + n_right - n)
        counts = measures.from_pairs(n, n_left, n_right, places)
        lowest = np.fmin(lowest, score(measure, counts, n_kinds=2))
    return lowest
