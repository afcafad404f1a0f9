"""How much each term adds to the whole difference between two sides.

A keyword is typical; a contribution is large. The contributions of all terms add up to the
total, so one can say how much of the difference a list of terms explains. Nothing is tested
here: see :mod:`analysis.comparison`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis import checks, sums
from analysis.comparison import (
    counts_in,
    counts_of_sides,
    known_documents,
    left_out,
    shown_terms,
    sides_of,
    sides_table,
    written,
)
from analysis.counts import checked_stops, ranked, stops_named, tokens_and_documents
from analysis.partitions import is_partitioned
from analysis.tokens import with_basis


def shift(
    tokens: pd.DataFrame,
    *,
    target: Mapping[str, object],
    reference: Mapping[str, object] | None = None,
    documents: pd.DataFrame | None = None,
    stop_words: Iterable[str] | None = None,
    min_count: int = 1,
) -> pd.DataFrame:
    """Say how much each term adds to the difference between two groups of documents.

    With p and q a term's shares of the tokens of target and reference and m = (p + q) / 2:

    - ``proportion_shift`` is p - q. Over all terms it adds up to 0; the absolute values add up
      to twice the total variation distance, the share of tokens that would have to be other
      words for the two sides to be alike.
    - ``jensen_shannon`` is ½ (p log2 (p / m) + q log2 (q / m)), never negative. Over all terms it
      adds up to the Jensen-Shannon divergence in bits: 0 alike, 1 no term in common. Each side
      weighs one half, however long it is.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    target, reference : mapping
        Documents by a variable and its value or values, as in :func:`keyness`; of dates the
        name of a period too (``{"date": "2019-01"}``). Without ``reference`` all other documents
        that have the variables of the target; the basis says how many lack them.
    documents : DataFrame, optional
        The documents of the tokens, for variables other than ``doc_id``.
    stop_words : iterable of str, optional
        Terms without a row; they stay in the sizes and in the total.
    min_count : int
        Least ``n_target + n_reference`` of a row; the others stay in the total.

    Returns
    -------
    DataFrame
        ``term``, ``n_target``, ``n_reference``, ``size_target``, ``size_reference`` (all tokens
        of either side), ``proportion_shift``, ``jensen_shannon``, ``share`` (of the whole
        divergence). Largest contribution first. The basis has the totals, and how much of them
        these rows explain. No rows where a side has no tokens.

    Raises
    ------
    ValueError
        An unknown variable; a document on both sides.

    References
    ----------
    Lin (1991), IEEE Transactions on Information Theory 37; Gallagher and others (2021), EPJ Data
    Science 10, for the contributions. The total is the square of SciPy's
    ``spatial.distance.jensenshannon(p, q, base=2)``.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war peace", "peace"]})
    >>> table = shift(documents, target={"doc_id": "a"})
    >>> table[["term", "proportion_shift", "jensen_shannon", "share"]].round(3)
        term  proportion_shift  jensen_shannon  share
    0    war             0.667           0.333  0.726
    1  peace            -0.667           0.126  0.274
    """
    checks.at_least("min_count", min_count, 1)
    whole = tokens
    if is_partitioned(whole):
        tokens, documents = sums.documents_of(whole, documents)
    else:
        tokens, documents = tokens_and_documents(tokens, documents)
    chosen, others = sides_of(tokens, documents, target, reference)
    lacking = np.zeros(len(chosen), dtype=bool)
    if reference is None:
        lacking = others & ~known_documents(tokens, documents, target)
    if is_partitioned(whole):
        tokens, n = sums.sides(whole, tokens, chosen, others & ~lacking)
    else:
        n = counts_of_sides(tokens, chosen, others & ~lacking)
    stops = checked_stops(tokens, stop_words)
    table = sides_table(tokens, *n)
    table = table.assign(**contributions(*counts_in(table)))
    rows = shown_terms(table, stops, min_count)
    return with_basis(
        ranked(rows, "jensen_shannon", ["term"]),
        tokens,
        target=written(target),
        reference="all other documents" if reference is None else written(reference),
        **left_out(lacking, " or ".join(target)),
        stop_words=stops_named(stops),
        min_count=min_count,
        **_totals(table, rows),
    )


def contributions(n_target, n_reference, size_target, size_reference) -> dict[str, np.ndarray]:
    """The columns ``proportion_shift``, ``jensen_shannon`` and ``share`` of a whole vocabulary."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = n_target / size_target, n_reference / size_reference
        divergence = np.maximum(_half(p, (p + q) / 2) + _half(q, (p + q) / 2), 0) / 2
        share = divergence / divergence.sum()
    share = np.where(divergence.sum() > 0, share, 0.0)
    return {"proportion_shift": p - q, "jensen_shannon": divergence, "share": share}


def _half(p: np.ndarray, m: np.ndarray) -> np.ndarray:
    return np.where(p > 0, p * np.log2(p / m), 0.0)


def _totals(table: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str]:
    """The totals over the whole vocabulary, and the part of them that these rows explain."""
    if rows.empty:
        return {}
    bits, moved = table["jensen_shannon"].sum(), table["proportion_shift"].abs().sum()
    of_moved = rows["proportion_shift"].abs().sum() / moved if moved else 0.0
    return {
        "jensen_shannon": f"{bits:.4f} bits, {rows['share'].sum():.1%} of it in these rows",
        "proportion_shift": f"{moved / 2:.1%} of tokens, {of_moved:.1%} of it in these rows",
    }
