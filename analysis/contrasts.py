"""Each group of documents against all others: publications, periods of time, single documents.

The counts and scores are those of :func:`analysis.comparison.keyness`, with an interval of the
effect beside them. Groups are told apart by their words; what makes them differ is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks, intervals, sums, term_sums
from analysis.comparison import counts_in, shown_terms, sides_table
from analysis.counts import (
    ENOUGH_DOCUMENTS,
    PRIOR,
    Counted,
    Groups,
    checked_stops,
    counted,
    document_codes,
    p_value,
    parts,
    ranked,
    score,
    stops_named,
    term_codes,
    tokens_and_documents,
)
from analysis.document_groups import DocumentGroups, asked_for, document_groups, others_as_one
from analysis.frequencies import LEAST_DOCUMENTS, one_document
from analysis.partitions import is_partitioned, reduced
from analysis.tokens import with_basis

SCORES = ("log_odds", "log_odds_z", "log_ratio", "log_likelihood")  # of each row


def compare(
    tokens: pd.DataFrame,
    *,
    by: str,
    documents: pd.DataFrame | None = None,
    period: str = "month",
    target: object = None,
    measure: str = "log_odds_z",
    stop_words: Iterable[str] | None = None,
    min_count: int = 1,
    level: float = 0.95,
    bootstrap: int = 0,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare each group of documents with all others together.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    by : str
        The groups: ``doc_id`` or, with ``documents``, a document variable. Documents that lack
        it are on neither side, as they may belong to either; the basis says how many.
    documents : DataFrame, optional
        The documents of the tokens, for a document variable.
    period : {"day", "week", "month", "quarter", "year"}
        The groups of a variable that holds dates: ``2019-01-15``, ``2019-W03`` (weeks of ISO
        8601), ``2019-01``, ``2019-Q1``, ``2019``.
    target : object or list, optional
        The groups to describe, by their names; each by default. A row a group and term takes
        memory: name the groups where there are hundreds.
    measure : str
        Orders the rows; a name of :mod:`analysis.measures`, with a column of its own.
    stop_words : iterable of str, optional
        Terms without a row; they stay in the sizes.
    min_count : int
        Least ``n_target + n_reference``.
    level : float
        Of the interval of ``log_odds``.
    bootstrap : int
        Number of resamples of the documents of each side (of sentences, where a side has fewer
        than 10 documents, and the basis says so) for the interval of the 2,000 rows of largest
        ``log_odds_z``; 1,000 is usual. 0, and of terms that a side lacks: the normal interval
        of Monroe and others, as if tokens had been drawn one by one. It is too narrow, as the
        words of a text hang together.
    seed : int
        Of the resampling.

    Returns
    -------
    DataFrame
        ``by`` (its name as column), ``term``, ``n_target`` (in the group), ``n_reference`` (in
        all others), ``size_target``, ``size_reference`` (all tokens of either side),
        ``log_odds`` (natural logarithm; Dirichlet prior of 0.05 for each term), ``low`` and
        ``high`` (its interval), ``log_odds_z`` (in standard errors),
        ``log_ratio`` (1: twice as frequent), ``log_likelihood``, another ``measure``'s column,
        ``p_value`` (of log_likelihood; only from 10 documents on: below, the tokens say nothing
        about further documents), ``one_document`` (without one certain document of the group
        the term would be less than half as frequent in it, as in :func:`term_frequency`). By group, most typical first. A group that is all there
        is has no rows.

    Raises
    ------
    ValueError
        An unknown variable, period or measure.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16, equations 16, 20 and 22. Each row has
    the numbers of :func:`keyness` with this target and the other groups as reference.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war peace", "peace"]})
    >>> table = compare(documents, by="doc_id", target="a")
    >>> table[["doc_id", "term", "n_target", "n_reference", "log_odds_z"]].round(3)
      doc_id   term  n_target  n_reference  log_odds_z
    0      a    war         2            0       0.820
    1      a  peace         1            1      -2.691
    """
    checks.at_least("min_count", min_count, 1)
    checks.share("level", level)
    whole = tokens
    tokens, grouped, described, counts = _counted(tokens, documents, by, period, target)
    stops = checked_stops(tokens, stop_words)
    each = (_against_the_rest(counts, group, measure) for group in described or [-1])
    table = pd.concat([shown_terms(one, stops, min_count) for one in each], ignore_index=True)
    draw = partial(_drawn, whole, grouped, tokens["doc_id"].cat.categories)
    table, how = _with_interval(counts, table, level, draw, resamples=bootstrap, seed=seed)
    table.insert(0, by, grouped.names.take(table.pop("group")))
    return with_basis(
        ranked(table, measure, ["term"], by),
        tokens,
        **grouped.basis(by, described),
        reference="all other documents",
        stop_words=stops_named(stops),
        min_count=min_count,
        measure=measure,
        prior=f"{PRIOR} a term",
        interval=how,
    )


def group_sizes(
    tokens: pd.DataFrame,
    *,
    by: str,
    documents: pd.DataFrame | None = None,
    period: str = "month",
) -> pd.DataFrame:
    """Count the documents and tokens of each group, the denominators of a comparison.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    by, documents, period
        As in :func:`compare`.

    Returns
    -------
    DataFrame
        ``by`` (its name as column), ``n_docs`` (documents, empty ones too), ``size`` (tokens).
        Largest first. Documents that lack the variable have no row; the basis counts them.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war", "war and peace"]})
    >>> group_sizes(documents, by="doc_id")
      doc_id  n_docs  size
    0      b       1     3
    1      a       1     1
    """
    if is_partitioned(tokens):
        tokens, grouped, sizes = _sizes_of_partitions(tokens, documents, by, period)
    else:
        tokens, documents = tokens_and_documents(tokens, documents)
        grouped = document_groups(tokens, by, documents, period)
        sizes = np.bincount(document_codes(tokens), minlength=len(grouped.codes))
    known = grouped.codes >= 0
    codes, n_groups = grouped.codes[known], len(grouped.names)
    table = pd.DataFrame(
        {
            by: grouped.names,
            "n_docs": np.bincount(codes, minlength=n_groups),
            "size": np.bincount(codes, weights=sizes[known], minlength=n_groups).astype(np.int64),
        }
    )
    return with_basis(ranked(table, "size", [by]), tokens, **grouped.basis(by))


def _sizes_of_partitions(tokens, documents, by: str, period: str):
    """A table with the basis of the tokens, the groups, and the tokens of each document."""
    source, variables = sums.documents_of(tokens, documents)
    grouped = document_groups(source, by, variables, period)
    known, sizes = sums.document_sizes(tokens)
    return known, grouped, sizes


# --- counts -------------------------------------------------------------------------------


class GroupCounts(NamedTuple):
    """The counts of each term in each group, and in all of them."""

    tokens: pd.DataFrame
    cells: Counted
    one_document: np.ndarray  # of each cell
    n_docs: np.ndarray  # documents with tokens, a group
    n_all: np.ndarray  # of each category of term


def _counted(
    tokens: pd.DataFrame, documents: pd.DataFrame | None, by: str, period: str, target: object
) -> tuple[pd.DataFrame, DocumentGroups, list[int], GroupCounts]:
    """The tokens, the groups of their documents, those described, and the counts or their sums."""
    if is_partitioned(tokens):
        source, variables = sums.documents_of(tokens, documents)
        grouped = document_groups(source, by, variables, period)
        described = asked_for(grouped, by, target)
        counts = _counts_of_partitions(tokens, documents, source, others_as_one(grouped, described))
        return counts.tokens, grouped, described, counts
    tokens, documents = tokens_and_documents(tokens, documents)
    grouped = document_groups(tokens, by, documents, period)
    described = asked_for(grouped, by, target)
    known = tokens[(grouped.codes >= 0)[document_codes(tokens)]]
    counts = _counts_of_groups(known, others_as_one(grouped, described))
    return tokens, grouped, described, counts


def _counts_of_groups(tokens: pd.DataFrame, grouped: DocumentGroups) -> GroupCounts:
    codes, n_groups = grouped.codes[document_codes(tokens)], len(grouped.names)
    of_token = Groups(codes, grouped.names, np.bincount(codes, minlength=n_groups))
    of_parts = parts(tokens, of_token)
    cells = counted(np.arange(len(tokens)), term_codes(tokens), of_parts)
    return GroupCounts(
        tokens,
        cells,
        one_document(cells, of_parts, of_token),
        np.bincount(of_parts.group, minlength=n_groups),
        np.bincount(term_codes(tokens), minlength=len(tokens["term"].cat.categories)),
    )


def _counts_of_partitions(
    tokens, documents, source: pd.DataFrame, grouped: DocumentGroups
) -> GroupCounts:
    n_groups = len(grouped.names)
    # Documents without a group are counted as one more, which is then left out.
    counted_as = np.where(grouped.codes >= 0, grouped.codes, n_groups)
    present, codes = np.unique(counted_as, return_inverse=True)
    of_document = pd.Series(codes, index=source["doc_id"].cat.categories)
    how = sums.Grouping("group", pd.RangeIndex(len(present)), of_document)
    found, _ = term_sums.terms(tokens, documents, how)
    rows = found.rows[present[found.rows["group"]] < n_groups]
    kind, group, n, n_docs = (rows[name].to_numpy() for name in ("kind", "group", "n", "n_docs"))
    no_cells = np.empty(0, dtype=np.int64)
    cells = Counted(kind, present[group], n, n_docs, no_cells, no_cells, no_cells)
    size = found.of_token.sizes[group]
    drives = 2 * rows["n_most"] * size > n * (size + rows["size_most"])
    drives &= found.n_parts[group] >= LEAST_DOCUMENTS
    n_all = np.bincount(kind, weights=n, minlength=len(found.names)).astype(np.int64)
    n_parts = np.zeros(n_groups + 1, dtype=np.int64)
    n_parts[present] = found.n_parts
    known = found.source.assign(doc_id=source["doc_id"])
    known.attrs = found.source.attrs
    return GroupCounts(known, cells, drives.to_numpy(), n_parts[:n_groups], n_all)


def _against_the_rest(counts: GroupCounts, group: int, measure: str) -> pd.DataFrame:
    """All terms with their counts in a group and in all others, and what compares them."""
    n_target, driven = np.zeros_like(counts.n_all), np.zeros(len(counts.n_all), dtype=bool)
    here = counts.cells.group == group
    n_target[counts.cells.kind[here]] = counts.cells.n[here]
    driven[counts.cells.kind[here]] = counts.one_document[here]
    table = sides_table(counts.tokens, n_target, counts.n_all - n_target)
    for name in dict.fromkeys([*SCORES, measure]):
        table[name] = score(name, counts_in(table), len(table))
    significance = p_value(
        "log_likelihood", table["log_likelihood"].to_numpy(), counts.n_docs.sum()
    )
    return table.assign(**significance, one_document=driven[counts.n_all > 0], group=group)


def _with_interval(
    counts: GroupCounts, table: pd.DataFrame, level: float, draw: Callable, **drawing: int
) -> tuple[pd.DataFrame, str]:
    """The table with the ends of the interval behind log_odds, and how they were had."""
    reach = NormalDist().inv_cdf((1 + level) / 2)
    error = np.sqrt(1 / (table["n_target"] + PRIOR) + 1 / (table["n_reference"] + PRIOR))
    ends = np.array([table["log_odds"] - reach * error, table["log_odds"] + reach * error])
    how = f"{level:.0%}, normal, tokens taken one by one"
    if drawing["resamples"]:
        how = _resampled(counts, table, ends, level, draw, **drawing)
    place = table.columns.get_loc("log_odds") + 1
    table.insert(place, "low", ends[0])
    table.insert(place + 1, "high", ends[1])
    return table, how


def _resampled(
    counts: GroupCounts,
    table: pd.DataFrame,
    ends: np.ndarray,
    level: float,
    draw: Callable[..., intervals.Drawn],
    **drawing: int,
) -> str:
    """Put the ends of a bootstrap in place of the normal ones; what was resampled.

    A term that a side lacks has no occurrence to draw: resampling would take that for certain.
    """
    n_terms, described = np.count_nonzero(counts.n_all), table["group"].unique()
    n_docs = counts.n_docs[described]
    reference = intervals.unit_for((counts.n_docs.sum() - n_docs).min(initial=ENOUGH_DOCUMENTS))
    target = intervals.unit_for(n_docs.min(initial=ENOUGH_DOCUMENTS))
    drawn = (table[["n_target", "n_reference"]] > 0).all(axis=1).to_numpy()
    ends[:, drawn] = np.nan
    rows = table[drawn]
    first = intervals.first_rows(rows["log_odds_z"].abs().to_numpy(), rows["term"], rows["group"])
    asked = rows.iloc[first]
    apart = target == "sentence" != reference
    units = {"by_sentence": reference == "sentence", "apart": apart}
    sums = draw(asked, **units, **drawing)
    at = np.flatnonzero(drawn)[first]
    for group, here in asked.groupby("group").indices.items():
        ends[:, at[here]] = intervals.between(_log_odds(sums, asked, group, here, n_terms), level)
    how = intervals.described(reference, drawing["resamples"], level)
    if apart:
        how += f", of sentences of a group of fewer than {ENOUGH_DOCUMENTS} documents"
    how += intervals.only_first(len(rows), "rows of largest log_odds_z")
    return how + ("" if drawn.all() else "; normal where a side lacks the term")


def _log_odds(
    sums: intervals.Drawn, asked: pd.DataFrame, group: int, here: np.ndarray, n_terms: int
) -> np.ndarray:
    """The measure of the rows of a group in each resample that has drawn something of both sides.

    Behind the sums of the rows stand those of their terms in all groups, and so with the groups.
    """
    terms, number = np.unique(asked["term"], return_inverse=True)
    groups = np.unique(asked["group"])
    place = np.searchsorted(groups, group)
    size_target, size_reference = sums.size[place], sums.size[len(groups)] - sums.size[place]
    n_target, n_reference = sums.n[here], sums.n[len(asked) + number[here]] - sums.n[here]
    if len(sums.n) > len(asked) + len(terms):  # the targets were drawn in another way as well
        size_target = sums.size[len(groups) + 1 + place]
        n_target = sums.n[len(asked) + len(terms) + here]
    some = np.flatnonzero((size_target > 0) & (size_reference > 0))
    n_target, n_reference = n_target[:, some], n_reference[:, some]
    sides = (n_target, n_reference, size_target[some], size_reference[some])
    return score("log_odds", sides, n_terms)


def _drawn(
    tokens, grouped: DocumentGroups, names: pd.Index, asked: pd.DataFrame, **drawing
) -> intervals.Drawn:
    """The sums over drawn documents, of the rows asked for and of their terms in all groups."""
    terms, number = np.unique(asked["term"], return_inverse=True)
    how = {
        "terms": pd.Index(terms, dtype="str"),
        "rows": intervals.Rows(number, asked["group"].to_numpy()),
        "of_document": pd.Series(grouped.codes, index=pd.Index(names, dtype="str")),
        **drawing,
    }
    if is_partitioned(tokens):
        return reduced(_draw, intervals.added, tokens, **how)
    return _draw(tokens, **how)


def _draw(
    table: pd.DataFrame,
    *,
    terms: pd.Index,
    rows: intervals.Rows,
    of_document: pd.Series,
    by_sentence: bool,
    apart: bool,
    **drawing,
) -> intervals.Drawn:
    """The sums of a partition; last, if ``apart``, those of the rows by sentences."""
    tokens, _ = tokens_and_documents(table, None, places=by_sentence or apart)
    here = of_document[tokens["doc_id"].cat.categories.astype("str")].to_numpy()
    document, groups = document_codes(tokens), np.unique(rows.group)
    in_group = intervals.places_in((here,), (groups,)).astype(np.int32)[document]
    in_whole = np.where(here >= 0, len(groups), -1).astype(np.int32)[document]
    kinds = terms.get_indexer(tokens["term"].cat.categories.astype("str"))
    # Most tokens are of no term that is asked for.
    at = np.flatnonzero((kinds >= 0)[term_codes(tokens)])
    kind, group = kinds[term_codes(tokens)[at]], here[document[at]]
    in_row = intervals.places_in((kind, group), rows)
    # Each token counts a second time, for the whole.
    whole = np.where(group >= 0, len(rows.kind) + kind, -1)
    members = [in_group, in_whole]
    shape = (len(rows.kind) + len(terms), len(groups) + 1)
    drawing["by_sentence"] = by_sentence
    found = intervals.drawn_sums(tokens, [(at, in_row), (at, whole)], members, shape, **drawing)
    if not apart:
        return found
    here = np.flatnonzero(in_group >= 0)
    inside = np.isin(at, here, assume_unique=True)
    occurrences = [(np.searchsorted(here, at[inside]), in_row[inside])]
    shape, drawing["by_sentence"] = (len(rows.kind), len(groups)), True
    by_sentences = intervals.drawn_sums(
        tokens.iloc[here], occurrences, [in_group[here]], shape, **drawing
    )
    return intervals.Drawn(*map(np.concatenate, zip(found, by_sentences, strict=True)))
