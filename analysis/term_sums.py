"""Terms and n-grams of a corpus in partitions: their counts in groups, and their spread.

The counts of partitions add up. Their spread over documents (``dp_norm``) does not, as it compares
each document with the whole; a second pass adds up the documents in which a term has more than its
share, and only for the terms of which a document can have less.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np
import pandas as pd

from analysis import checks, intervals
from analysis.counts import (
    Groups,
    Parts,
    distinct,
    parts,
    stop_mask,
    term_codes,
    tokens_and_documents,
)
from analysis.intervals import Drawn, Rows
from analysis.partitions import added, on_cluster, reduced, sum_tables
from analysis.sequences import follows, gram_names, grams
from analysis.sums import (
    Grouping,
    group_rows,
    groups_of,
    numbered,
    of_whole,
    row_of_whole,
    said_first,
    stops_of,
    token_groups,
    with_texts,
    with_vocabulary,
)
from analysis.tallies import (
    Tally,
    can_tally,
    can_tally_tokens,
    counts_over,
    tally,
    tally_tokens,
)
from analysis.tokens import StopWords, warn_of_writing

WIDTH = 32  # bits of a size behind a count, where the largest count of a term is kept


def terms(
    tokens,
    documents,
    how: Grouping,
    *,
    ngrams: int = 1,
    stop_words: Iterable[str] | None = None,
    only: list[str] | None = None,
    spread: bool = False,
) -> tuple[Tally, tuple[np.ndarray, np.ndarray] | None]:
    """The counts of all terms in groups, and in a second pass, if asked, those of their spread.

    Of n-grams those that begin and end with no stop word; of all, if some are named, ``only`` these.
    """
    documents = with_texts(tokens, documents)
    if ngrams > 1 and documents is None:
        raise ValueError(checks.needs_texts("term_frequency"))
    choices = {"how": how, "ngrams": ngrams, "stops": stops_of(tokens, stop_words), "only": only}
    # What is counted of a partition is kept for the second pass, where workers see the folder.
    with TemporaryDirectory(prefix="counts-") as kept:
        choices["kept"] = kept if spread else ""
        found = added(_count_terms, tokens, documents, **choices)
        of_token, sizes = groups_of(found["groups"], how)
        group, _ = numbered(found["terms"]["group"], how)
        of_group = sizes.iloc[group].reset_index(drop=True)
        over = _spread(found["terms"], of_group, tokens, documents, choices) if spread else None
    whole = _as_tally(found, tokens, of_token, sizes, group, ngrams)
    if ngrams == 1 and only is None and said_first(tokens):
        n = np.bincount(whole.rows["kind"], weights=whole.rows["n"], minlength=len(whole.names))
        written = whole.names.tolist()
        warn_of_writing(written, written, n.astype(np.int64))
    return whole, over


def drawn(
    tokens,
    documents,
    how: Grouping,
    found: Tally,
    rows: Rows,
    *,
    ngrams: int = 1,
    stop_words: Iterable[str] | None = None,
    **drawing,
) -> Drawn:
    """What :func:`analysis.intervals.drawn` sums, of rows of what :func:`terms` has found."""
    asked, number = np.unique(rows.kind, return_inverse=True)
    return reduced(
        _draw,
        intervals.added,
        tokens,
        with_texts(tokens, documents),
        how=how,
        ngrams=ngrams,
        stops=stops_of(tokens, stop_words),
        names=found.names.take(asked),
        groups=found.of_token.names,
        rows=Rows(number, rows.group),
        **drawing,
    )


def _draw(
    table: pd.DataFrame, documents, *, how: Grouping, ngrams: int, stops: StopWords,
    names: pd.Index, groups: pd.Index, **drawing,
) -> Drawn:  # fmt: skip
    """The sums of a partition; terms and groups are known by their names, as codes are its own."""
    places = drawing["by_sentence"] or ngrams > 1 or how.of_document is None
    tokens, documents = tokens_and_documents(table, documents, places=places)
    of_token = token_groups(tokens, how)
    stop = stop_mask(tokens, stops if ngrams > 1 else StopWords(()))
    at, codes, here = occurrences(tokens, documents, ngrams, stop)
    group = of_token.codes
    if how.of_document is None:
        group = pd.Index(groups.to_numpy()).get_indexer(of_token.names.to_numpy())[group]
    kinds = names.get_indexer(here)[codes]
    return intervals.drawn(tokens, (at, kinds), group, **drawing)


def _as_tally(
    found: dict[str, pd.DataFrame],
    tokens,
    of_token: Groups,
    sizes: pd.DataFrame,
    group,
    ngrams: int,
) -> Tally:
    """The sums in the form in which documents in memory are counted."""
    table = found["terms"]
    kinds, names = pd.factorize(table["term"])
    vocabulary = names if ngrams == 1 else pd.Index(found["vocabulary"]["term"], dtype="str")
    source = with_vocabulary(tokens, vocabulary)
    source.attrs = of_whole(found["whole"], tokens).source.attrs
    rows = table[["n", "n_docs", "size_docs"]].assign(
        kind=kinds, group=group,
        n_most=table["most"] // (1 << WIDTH), size_most=table["most"] % (1 << WIDTH),
    )  # fmt: skip
    nothing = np.empty(0, dtype=np.int64)
    n_parts, least = sizes["n_parts"].to_numpy(), sizes["least"].to_numpy()
    return Tally(source, of_token, names, n_parts, least, nothing, rows, (nothing,) * 3)


def _count_terms(
    table: pd.DataFrame, documents, *, how: Grouping, ngrams: int, stops, only, kept: str
) -> dict[str, pd.DataFrame]:
    if _is_tallied(table, documents, how, ngrams):
        found = _tally(table, how, only, kept)
        most = found.rows["n_most"] * (1 << WIDTH) + found.rows["size_most"]
        counts = found.rows[["n", "n_docs", "size_docs"]].assign(most=most)
        return {
            "whole": row_of_whole(found.source, int(found.of_token.sizes.sum())),
            "groups": group_rows(found.of_token, _parts_of(found)),
            "terms": pd.concat([_row_names(found), counts], axis=1),
        }
    tokens, of_token, of_parts, cells = _cells(table, documents, how, ngrams, stops, only)
    cells["n_docs"], cells["size_docs"] = 1, cells["size"]
    cells["most"] = cells["n"] * (1 << WIDTH) + cells["size"]
    found = {
        "whole": row_of_whole(tokens, len(tokens)),
        "groups": group_rows(of_token, of_parts),
        "terms": sum_tables([cells.drop(columns="size")]),
    }
    if ngrams > 1:
        found["vocabulary"] = pd.DataFrame({"term": tokens["term"].cat.categories})
    return found


def _is_tallied(table: pd.DataFrame, documents, how: Grouping, ngrams: int) -> bool:
    """Whether a partition is counted by the fast path."""
    by = "doc_id" if how.by == "doc_id" else None
    same = documents is None or documents is table
    fits = ngrams == 1 and (how.of_document is not None or how.by == by)
    return fits and (can_tally_tokens(table) or can_tally(table, by, None if same else documents))


def _tally(table: pd.DataFrame, how: Grouping, only: list[str] | None, kept: str) -> Tally:
    """The tally of a partition; that of the first pass where it was kept."""
    are_tokens = "term" in table.columns  # whose documents can be empty
    doc_id = (table["doc_id"].cat.categories if are_tokens else table["doc_id"]).tolist()
    names = "\n".join(doc_id).encode("utf-8", "replace")
    file = Path(kept, hashlib.sha256(names).hexdigest())
    if kept and file.exists():
        found = pickle.loads(file.read_bytes())
        until, *cells = found.cells
        return found._replace(cells=(until, *(numbers.astype(np.int32) for numbers in cells)))
    by, documents = how.by, pd.DataFrame({"doc_id": doc_id})
    if how.of_document is not None:
        by, documents["group"] = "group", how.of_document[doc_id].to_numpy()
    if are_tokens:
        found = tally_tokens(table, documents, by, only)
    else:
        found = tally(documents.assign(text=table["text"].array), by, only)
    if kept and file.parent.is_dir():
        until, *cells = found.cells
        small = found._replace(cells=(until, *map(_small, cells)))
        written = file.with_suffix(f".{uuid4().hex}")  # two workers may count one partition
        written.write_bytes(pickle.dumps(small))
        written.replace(file)
    return found


def _small(numbers: np.ndarray) -> np.ndarray:
    """The same numbers in as few bytes as hold the largest: there are millions."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _parts_of(found: Tally) -> Parts:
    group = np.repeat(np.arange(len(found.n_parts)), found.n_parts)
    return Parts(np.empty(0, dtype=np.int64), group, found.part_sizes)


def _row_names(found: Tally) -> pd.DataFrame:
    """The group and the term of each row of a tally."""
    # Strings, not categories: Arrow adds up tables of these in a fifth of the time.
    terms = found.names.take(found.rows["kind"])
    return pd.DataFrame({"group": found.of_token.names.take(found.rows["group"]), "term": terms})


def _cells(
    table: pd.DataFrame, documents, how: Grouping, ngrams: int, stops: StopWords, only
) -> tuple[pd.DataFrame, Groups, Parts, pd.DataFrame]:
    """The tokens, their groups and documents, and each term in each of these: n of size."""
    tokens, documents = tokens_and_documents(table, documents)
    of_token = token_groups(tokens, how)
    of_parts = parts(tokens, of_token)
    stop = stop_mask(tokens, stops if ngrams > 1 else StopWords(()))
    rows, kinds, names = occurrences(tokens, documents, ngrams, stop, only)
    kind, part, n = distinct(kinds, of_parts.of_token[rows])
    cells = {
        "group": of_token.names.take(of_parts.group[part]),
        "term": names.take(kind),
        "n": n,
        "size": of_parts.sizes[part],
    }
    return tokens, of_token, of_parts, pd.DataFrame(cells)


def _spread(
    table: pd.DataFrame, sizes: pd.DataFrame, tokens, documents, choices: dict
) -> tuple[np.ndarray, np.ndarray]:
    """Of each count, how often it stands in documents with more than their share, and their size.

    No document can have less than its share of a term that occurs less often than the longest
    document goes into the whole: then these are all documents that have it. The others, a few
    hundred words of everyday, are counted again, document by document.
    """
    n_over, size_over = table["n"].to_numpy().copy(), table["size_docs"].to_numpy().copy()
    often = ((table["n"] * sizes["most"] > sizes["size"]) & (sizes["n_parts"] > 1)).to_numpy()
    if often.any():
        frequent = table.loc[often, ["group", "term"]]
        frequent["of_n"], frequent["of_size"] = table["n"][often], sizes["size"][often]
        if "text" in tokens.columns and _all_kept(tokens, choices["kept"]):
            tokens, documents = tokens[["doc_id"]], None  # the texts are not read again
        found = added(_count_over, tokens, documents, frequent=frequent, **choices)["terms"]
        over = frequent.merge(found, on=["group", "term"], how="left")
        n_over[often], size_over[often] = over["n"], over["size"]
    return n_over, size_over


def _all_kept(tokens, kept: str) -> bool:
    """Whether the tallies of all partitions are at hand; on a cluster this cannot be told."""
    return not on_cluster() and len([*Path(kept).iterdir()]) == tokens.npartitions


def _count_over(table: pd.DataFrame, documents, *, frequent: pd.DataFrame, **choices) -> dict:
    kept = choices.pop("kept")
    how = choices["how"]
    if [*table.columns] == ["doc_id"] or _is_tallied(table, documents, how, choices["ngrams"]):
        found = _tally(table, how, choices["only"], kept)
        asked = found.names.isin(frequent["term"].unique())[found.rows["kind"]]
        rows = _row_names(found._replace(rows=found.rows[asked])).merge(frequent, how="left")
        of = np.zeros((2, len(found.rows)), np.int64)
        of[:, asked] = [rows[name].fillna(0) for name in ("of_n", "of_size")]
        rows["n"], rows["size"] = (over[asked] for over in counts_over(found, *of))
        return {"terms": rows.loc[rows["of_n"].notna(), ["group", "term", "n", "size"]]}
    *_, cells = _cells(table, documents, *choices.values())
    cells = cells.merge(frequent, on=["group", "term"])
    over = cells["n"] * cells.pop("of_size") > cells.pop("of_n") * cells["size"]
    counted = {name: cells[name].where(over, 0) for name in ("n", "size")}
    return {"terms": sum_tables([cells.assign(**counted)])}


def occurrences(
    tokens: pd.DataFrame,
    documents: pd.DataFrame | None,
    ngrams: int,
    stop: np.ndarray,
    only: list[str] | None = None,
) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Rows at which what is counted begins, its code there, and the names of the codes."""
    words = term_codes(tokens)
    if ngrams == 1:
        names = pd.Index(tokens["term"].cat.categories, dtype="str")
        asked = ~stop if only is None else ~stop & names.isin(only)
        rows = np.flatnonzero(asked[words])
        return rows, words[rows], names
    neighbours = follows(tokens, documents, call="term_frequency")
    found = grams(tokens, neighbours, ngrams)[-1]
    rows = np.flatnonzero(found.codes >= 0)
    rows = rows[~stop[words[rows]] & ~stop[words[rows + ngrams - 1]]]
    # A phrase that is one term has spaces too, so two sequences can read the same.
    codes, names = pd.factorize(gram_names(tokens, found.example, ngrams))
    names = pd.Index(names, dtype="str")
    if only is not None:
        rows = rows[names.isin(only)[codes[found.codes[rows]]]]
    return rows, codes[found.codes[rows]], names
