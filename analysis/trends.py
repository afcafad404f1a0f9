"""How often terms or actors occur over time, by the dates of the documents.

Each period has its denominators: a count that rises may only mean that more was collected. A
date is that of the document, not of what it tells. Nothing is smoothed or forecast.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks, intervals, sums
from analysis.comparison import left_out
from analysis.counts import (
    COUNTED,
    ENOUGH_DOCUMENTS,
    PER,
    Groups,
    checked_stops,
    counted,
    document_codes,
    document_variable,
    parts,
    ranked,
    require_documents,
    stops_named,
    term_codes,
    tokens_and_documents,
)
from analysis.frequencies import LEAST_DOCUMENTS
from analysis.pairs import counted_mentions
from analysis.partitions import added, is_partitioned, mapped, reduced, split
from analysis.periods import all_periods, period_names
from analysis.sequences import typed_terms
from analysis.term_sums import WIDTH
from analysis.tokens import StopWords, with_basis


def trend(
    table: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    tokens: pd.DataFrame | None = None,
    terms: Iterable[str] | None = None,
    period: str = "month",
    top: int = 8,
    stop_words: Iterable[str] | None = None,
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Count terms, or mentions of actors, in each period of time.

    Parameters
    ----------
    table : DataFrame
        Tokens, or documents; or mentions of actors.
    documents : DataFrame, optional
        The documents with their ``date``. Undated ones take no part; the basis counts them.
    tokens : DataFrame, optional
        With mentions: the tokens of the same documents, for the denominators.
    terms : iterable of str, optional
        Terms as they are counted, or canonical names of actors; by default the most frequent.
    period : {"day", "week", "month", "quarter", "year"}
        2019-01-15, 2019-W03 (weeks of ISO 8601), 2019-01, 2019-Q1, 2019.
    top : int
        How many of the most frequent, where ``terms`` is not given.
    stop_words : iterable of str, optional
        Terms that are not among the most frequent; they stay in the sizes.
    bootstrap : int
        Number of resamples for the interval; 0: none.
    level : float
        Share of the resamples inside the interval.
    seed : int
        Of the resampling.

    Returns
    -------
    DataFrame
        ``period``, ``term`` (or ``actor``), ``n``, ``n_docs`` (documents with it), ``size``
        (tokens of the period), ``n_documents`` (of the period, empty ones too), ``per_million``
        (of the tokens of the period; NaN where it has none), ``low``, ``high`` (percentiles of
        ``per_million`` over resampled documents of the period; where a period has fewer than 10,
        over resampled sentences, and the basis says so; NaN where nothing occurs, as resampling
        tells nothing then), ``one_document`` (without one certain document ``per_million`` would
        be less than half, as in :func:`term_frequency`). A row for each period from the first
        to the last, also without documents, and each term; in the order of time, then of terms.

    Raises
    ------
    ValueError
        An unknown period; tokens without their documents, mentions without tokens.

    Examples
    --------
    >>> documents = pd.DataFrame(
    ...     {
    ...         "doc_id": ["a", "b"],
    ...         "text": ["War. War!", "Peace, no war."],
    ...         "date": ["2019-01-15", "2019-03-01"],
    ...     }
    ... )
    >>> table = trend(documents, terms=["war"], bootstrap=0)
    >>> table[["period", "term", "n", "size", "n_documents", "per_million"]].round()
        period term  n  size  n_documents  per_million
    0  2019-01  war  2     2            1    1000000.0
    1  2019-02  war  0     0            0          NaN
    2  2019-03  war  1     3            1     333333.0
    """
    checks.at_least("top", top, 1)
    checks.at_least("bootstrap", bootstrap, 0)
    of_actors = "actor" in table.columns
    tokens, documents = _sources(tokens if of_actors else table, documents)
    mentions = _counted_once(table, tokens, documents) if of_actors else None
    time = _in_time(tokens, documents, period)
    found = _occurrences(tokens, mentions, time)
    stops = _stops(tokens, found, stop_words, of_actors)
    items = _most_frequent(found, stops, top)
    if terms is not None:
        items = _asked_for(terms, found, None if of_actors else tokens)
    result = _counted_in_time(found, items, time)
    choices = {"stop_words": stops_named(stops)} if terms is None else {}
    if of_actors:
        choices = {"counted": ", ".join(COUNTED)}
    if bootstrap:
        how = {"resamples": bootstrap, "level": level, "seed": seed}
        choices["bootstrap"] = _add_intervals(result, tokens, mentions, items, time, found, **how)
    return with_basis(
        result.rename(columns={"term": "actor"}) if of_actors else result,
        table if of_actors else found.source,
        by="date",
        period=period,
        **left_out(time.undated, "a date"),
        **choices,
    )


def monotone(trends: pd.DataFrame) -> pd.DataFrame:
    """Say whether terms or actors rise or fall all along: Kendall's rank correlation with time.

    Parameters
    ----------
    trends : DataFrame
        From :func:`trend`.

    Returns
    -------
    DataFrame
        ``term`` (or ``actor``), ``n``, ``n_periods`` (that have tokens), ``tau`` (tau-b of
        ``per_million``: 1 if it rises each time, -1 if it falls), ``p_value`` (two-sided, of
        independent periods). Below 10 periods both are NaN: too few tell no direction. The
        steepest rise first.

    Notes
    -----
    A rise and fall in between gives a tau near 0: look at the chart.

    References
    ----------
    Kendall (1945), Biometrika 33; SciPy's ``stats.kendalltau``.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": [f"d{at}" for at in range(10)]})
    >>> documents["date"] = [f"20{at}-01-01" for at in range(10, 20)]
    >>> documents["text"] = ["war " * at + "and peace" for at in range(10)]
    >>> monotone(trend(documents, terms=["war"], period="year"))[["term", "n_periods", "tau"]]
      term  n_periods  tau
    0  war         10  1.0
    """
    from scipy.stats import kendalltau

    item = "actor" if "actor" in trends.columns else "term"
    checks.columns(trends, ["period", item, "n", "size", "per_million"], what="monotone")
    rows = []
    for name, series in trends.groupby(item, sort=True):
        known = series[series["size"] > 0]
        found = (np.nan, np.nan)
        if len(known) >= ENOUGH_DOCUMENTS and known["n"].any():
            found = kendalltau(np.arange(len(known)), known["per_million"])
        rows.append((name, series["n"].sum(), len(known), *found))
    columns = {item: "str", "n": "int64", "n_periods": "int64", "tau": float, "p_value": float}
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    return with_basis(ranked(table, "tau", [item]), trends)


def _sources(tokens, documents) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tokens and the documents; neither can be done without."""
    if tokens is None:
        raise ValueError(checks.trend_needs("tokens"))
    if is_partitioned(tokens):
        documents = sums.with_texts(tokens, documents)
    else:
        tokens, documents = tokens_and_documents(tokens, documents)
    if documents is None:
        raise ValueError(checks.trend_needs("documents"))
    return tokens, documents


class Time(NamedTuple):
    """The periods, and the number of that of each document; -1: it has no date."""

    names: pd.Index
    of_document: pd.Series
    undated: np.ndarray  # of each document
    n_documents: np.ndarray  # of each period


def _in_time(tokens, documents, period: str) -> Time:
    if is_partitioned(tokens):
        tokens, documents = sums.documents_of(tokens, documents)
    require_documents(tokens, documents)
    if "date" not in documents:
        documents = documents.assign(date=pd.NaT)
    dates = document_variable(tokens, "date", documents)
    names = pd.Index(all_periods(dates, period), dtype="str")
    of_document = names.get_indexer(period_names(dates, period))
    n_documents = np.bincount(of_document[of_document >= 0], minlength=len(names))
    numbers = pd.Series(of_document, index=pd.Index(dates.index.astype("str")))
    return Time(names, numbers, of_document < 0, n_documents)


# --- what is counted ----------------------------------------------------------------------


class Found(NamedTuple):
    """How often each term (or actor) occurs in each period; the sizes of the periods."""

    source: pd.DataFrame  # with the basis of the tokens
    vocabulary: pd.Index  # all terms of the corpus
    names: pd.Index  # in order
    rows: pd.DataFrame  # kind, group, n, n_docs, one_document
    sizes: np.ndarray
    n_parts: np.ndarray  # documents with tokens, of each period


def _occurrences(tokens, mentions, time: Time) -> Found:
    how = {"of_document": time.of_document}
    if is_partitioned(tokens):
        found = added(_count_part, tokens, mentions, **how)
        source = sums.of_whole(found["whole"], tokens).source
    else:
        found, source = _count_part(tokens, mentions, **how), tokens
    vocabulary = pd.Index(found["vocabulary"]["term"], dtype="str")
    table = found["counts"].astype({"term": "str"})
    names = vocabulary if mentions is None else pd.Index(table["term"].unique(), dtype="str")
    names = names.sort_values()
    groups = found["groups"].set_index("group").reindex(range(len(time.names)), fill_value=0)
    sizes, n_parts = groups["size"].to_numpy(), groups["n_parts"].to_numpy()
    table = table.assign(kind=names.get_indexer(table["term"]))[table["group"] >= 0]
    n_most, size_most = np.divmod(table["most"].to_numpy(), 1 << WIDTH)
    group, n = table["group"].to_numpy(), table["n"].to_numpy()
    drives = 2 * n_most * sizes[group] > n * (sizes[group] + size_most)
    table["one_document"] = drives & (n_parts[group] >= LEAST_DOCUMENTS)
    return Found(source, vocabulary, names, table, sizes, n_parts)


def _count_part(
    table: pd.DataFrame, mentions: pd.DataFrame | None, *, of_document: pd.Series
) -> dict[str, pd.DataFrame]:
    """Of a partition, or of the whole: each term, or actor, in each period; -1: undated."""
    tokens, _ = tokens_and_documents(table, None, places=mentions is not None)
    period = _periods_of(tokens, of_document)
    names, group = np.unique(period, return_inverse=True)
    of_token = Groups(group, pd.Index(names), np.bincount(group, minlength=len(names)))
    of_parts = parts(tokens, of_token)
    at, kinds, terms = _places(tokens, mentions)
    cells = counted(at, kinds, of_parts)
    most = cells.cell_n * (1 << WIDTH) + of_parts.sizes[cells.cell_part]
    largest = np.zeros(len(cells.n), dtype=np.int64)
    np.maximum.at(largest, cells.cell_row, most)
    counts = {"group": of_token.names.take(cells.group), "n": cells.n, "n_docs": cells.n_docs}
    term = pd.Categorical.from_codes(cells.kind, terms)
    return {
        "whole": sums.row_of_whole(tokens, len(tokens)),
        "groups": sums.group_rows(of_token, of_parts),
        "vocabulary": pd.DataFrame({"term": pd.Index(tokens["term"].cat.categories, dtype="str")}),
        "counts": pd.DataFrame({"term": term, **counts, "most": largest}),
    }


def _periods_of(tokens: pd.DataFrame, of_document: pd.Series) -> np.ndarray:
    """The number of the period of each token."""
    names = tokens["doc_id"].cat.categories.astype("str")
    return of_document[names].to_numpy()[document_codes(tokens)]


def _places(
    tokens: pd.DataFrame, mentions: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """The tokens at which a term stands or a mention begins; what it is; the names of that."""
    if mentions is None:
        names = pd.Index(tokens["term"].cat.categories, dtype="str")
        return np.arange(len(tokens)), term_codes(tokens), names
    document = tokens["doc_id"].cat.categories.get_indexer(mentions["doc_id"].astype("str"))
    if (document < 0).any():
        raise ValueError(checks.other_documents(mentions.loc[document < 0, "doc_id"].unique()))
    starts = mentions["start"].to_numpy()
    width = int(max(tokens["end"].max(), mentions["end"].max())) + 1 if len(mentions) else 1
    places = document_codes(tokens) * width + tokens["start"].to_numpy()
    at = np.searchsorted(places, document * width + starts, side="right") - 1
    kinds, names = pd.factorize(mentions["actor"].astype("str"), sort=True)
    return at, kinds, pd.Index(names, dtype="str")


def _counted_once(mentions: pd.DataFrame, tokens, documents):
    """The mentions that count, as :func:`count_mentions` counts them; by partition, if any."""
    named = counted_mentions(mentions).drop_duplicates(["doc_id", "start", "layer", "actor"])
    named = named[["doc_id", "start", "end", "actor"]]
    if not is_partitioned(tokens):
        return named
    return split(named, documents if is_partitioned(documents) else mapped(_names_of, tokens))


def _names_of(tokens: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": pd.Series(tokens["doc_id"].cat.categories, dtype="str")})


def _stops(tokens, found: Found, stop_words, of_actors: bool) -> StopWords:
    """The stop words in the form of the tokens; a warning where one can never match."""
    if not is_partitioned(tokens):
        return checked_stops(tokens, stop_words)
    return sums.stops_of(tokens, stop_words, None if of_actors else found.vocabulary)


def _most_frequent(found: Found, stops: StopWords, top: int) -> list[str]:
    n = np.bincount(found.rows["kind"], weights=found.rows["n"], minlength=len(found.names))
    n[np.asarray(found.names.isin(list(stops)), dtype=bool)] = 0
    order = np.argsort(-n, kind="stable")[:top]  # the names are in order
    return list(found.names[order[n[order] > 0]])


def _asked_for(terms: Iterable[str], found: Found, tokens) -> list[str]:
    """Actors as they are named, terms as they are counted; a warning names who does not occur."""
    terms = [terms] if isinstance(terms, str) else list(terms)
    if is_partitioned(tokens):
        tokens = sums.with_vocabulary(tokens, found.vocabulary)
    if tokens is not None:
        terms = [" ".join(words) for words in typed_terms(terms, tokens)]
    terms = list(dict.fromkeys(terms))
    known = found.names if tokens is None else found.vocabulary
    absent = [term for term in terms if term not in known]
    if absent:
        checks.warn(checks.no_node(absent, known))
    return terms


# --- counting -----------------------------------------------------------------------------


def _counted_in_time(found: Found, items: list[str], time: Time) -> pd.DataFrame:
    """A row a period and term (or actor) with its counts."""
    n_periods, item = len(time.names), pd.Index(items, dtype="str")
    at = item.get_indexer(found.names.take(found.rows["kind"]))
    rows = found.rows[at >= 0]
    place = rows["group"].to_numpy() * len(items) + at[at >= 0]

    def spread(name: str, fill):
        column = np.full(n_periods * len(items), fill)
        column[place] = rows[name]
        return column

    n, size = spread("n", 0), found.sizes.repeat(len(items))
    with np.errstate(invalid="ignore"):
        per_million = n * PER / size
    return pd.DataFrame(
        {
            "period": time.names.repeat(len(items)),
            "term": pd.Index([*items] * n_periods, dtype="str"),
            "n": n,
            "n_docs": spread("n_docs", 0),
            "size": size,
            "n_documents": time.n_documents.repeat(len(items)),
            "per_million": per_million,
            "one_document": spread("one_document", False),
        }
    )


def _add_intervals(
    result: pd.DataFrame,
    tokens,
    mentions,
    items: list[str],
    time: Time,
    found: Found,
    *,
    resamples: int,
    level: float,
    seed: int,
) -> str:
    """Add ``low`` and ``high`` where something occurs; what was resampled in which period."""
    some = np.flatnonzero(result["n"])
    first = some[intervals.first_rows(result["n"].to_numpy()[some], some)]
    rows = intervals.Rows(first % max(len(items), 1), first // max(len(items), 1))
    few = found.n_parts < ENOUGH_DOCUMENTS
    drawing = {
        "items": pd.Index(items, dtype="str"),
        "of_document": time.of_document,
        "rows": rows,
        "by_sentence": few,
        "resamples": resamples,
        "seed": seed,
    }
    if is_partitioned(tokens):
        drawn = reduced(_draw_part, intervals.added, tokens, mentions, **drawing)
    else:
        drawn = _draw_part(tokens, mentions, **drawing)
    ends = np.full((2, len(result)), np.nan)
    ends[:, first] = intervals.shares_between(drawn, rows, level) * PER
    place = result.columns.get_loc("per_million") + 1
    result.insert(place, "low", ends[0])
    result.insert(place + 1, "high", ends[1])
    of_rows = intervals.only_first(len(some), "most frequent")
    few = few[found.n_parts > 0]
    if few.all() or not few.any():
        unit = "sentence" if few.any() else "document"
        return intervals.described(unit, resamples, level) + of_rows
    where = f"of sentences in periods of fewer than {ENOUGH_DOCUMENTS} documents"
    return f"{intervals.described('document', resamples, level)}, {where}{of_rows}"


def _draw_part(
    table: pd.DataFrame, mentions: pd.DataFrame | None, *, items: pd.Index, of_document, **drawing
) -> intervals.Drawn:
    places = mentions is not None or bool(drawing["by_sentence"].any())
    tokens, _ = tokens_and_documents(table, None, places=places)
    at, kinds, names = _places(tokens, mentions)
    kinds = items.get_indexer(names)[kinds]
    return intervals.drawn(tokens, (at, kinds), _periods_of(tokens, of_document), **drawing)
