"""Keyness: which terms set some documents (the target) apart from others (the reference).

The counts of both sides stand in each row, so that any other measure can be had from them. A
keyword tells how words differ, not why: read its passages. Each group in turn is compared in
:mod:`analysis.contrasts`; how much each term adds to the whole difference is told by
:mod:`analysis.shifts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis import checks, sums
from analysis.counts import (
    checked_stops,
    document_codes,
    document_variable,
    n_documents,
    p_value,
    ranked,
    score,
    stops_named,
    term_codes,
    tokens_and_documents,
)
from analysis.partitions import is_partitioned
from analysis.periods import are_dates, period_names, period_of
from analysis.tokens import StopWords, with_basis


def keyness(
    tokens: pd.DataFrame,
    *,
    target: Mapping[str, object],
    reference: Mapping[str, object] | None = None,
    documents: pd.DataFrame | None = None,
    measure: str = "log_likelihood",
    stop_words: Iterable[str] | None = None,
    min_count: int = 1,
) -> pd.DataFrame:
    """Compare how often terms occur in some documents and in others.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    target : mapping
        The documents to describe, by a variable and its value or list of values:
        ``{"doc_id": "001"}``, ``{"publication": ["Reuters", "AP"], "year": 2019}`` (both hold).
    reference : mapping, optional
        The documents to compare with; by default all others.
    documents : DataFrame, optional
        The documents of the tokens, for variables other than ``doc_id``.
    measure : str
        A name of :mod:`analysis.measures`.
    stop_words : iterable of str, optional
        Terms without a row; they stay in the sizes.
    min_count : int
        Least ``n_target + n_reference``.

    Returns
    -------
    DataFrame
        ``term``, ``n_target``, ``n_reference``, ``size_target``, ``size_reference`` (all tokens
        of either side), the measure's column, ``p_value`` (of a test statistic, and only from
        10 documents on: below, the tokens say nothing about further documents), ``log_ratio``
        (1: twice as frequent in the target). Most typical of the target first. No rows where
        a side has no tokens; a warning names a value that no document has.

    Raises
    ------
    ValueError
        An unknown variable or measure; a document on both sides.

    References
    ----------
    Dunning (1993), Computational Linguistics 19; Hardie (2014) for the log ratio.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war peace", "peace"]})
    >>> table = keyness(documents, target={"doc_id": "a"}, measure="log_ratio")
    >>> table[["term", "n_target", "n_reference", "size_target", "size_reference"]]
        term  n_target  n_reference  size_target  size_reference
    0    war         2            0            3               1
    1  peace         1            1            3               1
    """
    checks.at_least("min_count", min_count, 1)
    if is_partitioned(tokens):
        source, variables = sums.documents_of(tokens, documents)
        chosen = sides_of(source, variables, target, reference)
        tokens, n = sums.sides(tokens, source, *chosen)
    else:
        tokens, documents = tokens_and_documents(tokens, documents)
        n = counts_of_sides(tokens, *sides_of(tokens, documents, target, reference))
    stops = checked_stops(tokens, stop_words)
    table = sides_table(tokens, *n)
    counts = counts_in(table)
    table[measure] = score(measure, counts, len(table))
    table = table.assign(**p_value(measure, table[measure].to_numpy(), n_documents(tokens)))
    if measure != "log_ratio":
        table["log_ratio"] = score("log_ratio", counts, len(table))
    table = shown_terms(table, stops, min_count)
    return with_basis(
        ranked(table, measure, ["term"]),
        tokens,
        target=written(target),
        reference="all other documents" if reference is None else written(reference),
        stop_words=stops_named(stops),
        min_count=min_count,
        measure=measure,
    )


def selected_documents(
    tokens: pd.DataFrame,
    documents: pd.DataFrame | None,
    condition: Mapping[str, object],
    *,
    side: str = "target",
) -> np.ndarray:
    """For each document in corpus order, whether it meets the condition.

    Values are compared as they are written. Documents are dated ``"2019-01-15"`` or, by the
    period that the value is a name of, ``"2019-W03"``, ``"2019-01"``, ``"2019-Q1"``, ``"2019"``.
    """
    if not isinstance(condition, Mapping) or not condition:
        raise ValueError(checks.not_a_condition(side, condition))
    names = tokens["doc_id"].cat.categories
    chosen = np.ones(len(names), dtype=bool)
    for variable, wanted in condition.items():
        listed = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else wanted
        values = pd.Series(names)
        if variable != "doc_id":
            values = document_variable(tokens, variable, documents).reset_index(drop=True)
        met = np.zeros(len(names), dtype=bool)
        for value in map(str, listed):
            period = period_of(value) if are_dates(values) else None
            as_written = period_names(values, period) if period else _texts(values)
            if not as_written.isin([value]).any():
                known = as_written.dropna().unique()
                checks.warn(checks.no_document_has(side, variable, value, known))
            met |= as_written.eq(value).to_numpy(dtype=bool, na_value=False)
        chosen &= met
    return chosen


def _texts(values: pd.Series) -> pd.Series:
    return values.astype("str").mask(values.isna())


def sides_of(
    tokens: pd.DataFrame, documents: pd.DataFrame | None, target: Mapping, reference: Mapping | None
) -> tuple[np.ndarray, np.ndarray]:
    """For each document, whether it is in the target, and whether in the reference."""
    chosen = selected_documents(tokens, documents, target)
    if reference is None:
        return chosen, ~chosen
    others = selected_documents(tokens, documents, reference, side="reference")
    both = tokens["doc_id"].cat.categories[chosen & others]
    if len(both):
        raise ValueError(checks.on_both_sides(both))
    return chosen, others


def known_documents(
    tokens: pd.DataFrame, documents: pd.DataFrame | None, variables: Iterable[str]
) -> np.ndarray:
    """For each document, whether it has all of these variables."""
    known = np.ones(n_documents(tokens), dtype=bool)
    for variable in variables:
        if variable != "doc_id":
            known &= document_variable(tokens, variable, documents).notna().to_numpy()
    return known


def counts_of_sides(
    tokens: pd.DataFrame, target: np.ndarray, reference: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often each category of ``term`` occurs in the documents of either side."""
    documents, terms = document_codes(tokens), term_codes(tokens)
    n_terms = len(tokens["term"].cat.categories)
    return tuple(
        np.bincount(terms[side[documents]], minlength=n_terms) for side in (target, reference)
    )


def sides_table(
    tokens: pd.DataFrame, n_target: np.ndarray, n_reference: np.ndarray
) -> pd.DataFrame:
    """The terms of either side with their counts there."""
    occurring = np.flatnonzero(n_target + n_reference)
    return pd.DataFrame(
        {
            "term": pd.Index(tokens["term"].cat.categories, dtype="str").take(occurring),
            "n_target": n_target[occurring],
            "n_reference": n_reference[occurring],
            "size_target": n_target.sum(),
            "size_reference": n_reference.sum(),
        }
    )


def counts_in(table: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """What every measure takes: n_target, n_reference, size_target, size_reference."""
    names = ["n_target", "n_reference", "size_target", "size_reference"]
    return tuple(table[name].to_numpy() for name in names)


def written(condition: Mapping[str, object]) -> str:
    """A condition as it stands in a basis, from which passages are found again."""
    return json.dumps(dict(condition), ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, (set, frozenset, pd.Series, np.ndarray)) else str(value)


def left_out(lacking: np.ndarray, variable: str) -> dict[str, str]:
    """For a basis: how many documents take no part, as they lack a variable."""
    n = int(lacking.sum())
    return {"left_out": f"{n:,} document{'s' * (n > 1)} without {variable}"} if n else {}


def shown_terms(table: pd.DataFrame, stops: StopWords, min_count: int) -> pd.DataFrame:
    """Scores are those of the whole vocabulary: what is left out here changes none."""
    shown = (table["n_target"] + table["n_reference"] >= min_count) & ~table["term"].isin(stops)
    return table[shown & (table["size_target"] > 0) & (table["size_reference"] > 0)]
