"""What is asked of a corpus in partitions as a whole, and what the functions that count share.

A function counts the tokens of one partition into tables of integers that add up
(:mod:`analysis.partitions`), and finishes the sums with the code that it has for a corpus in
memory. What only the whole can tell is settled here, once, for all partitions: which documents
and groups there are, how words are meant that were typed. No statistic is computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.corpus import variables_of
from analysis.counts import (
    Counted,
    Groups,
    Parts,
    checked_stops,
    counted,
    document_codes,
    groups,
    n_documents,
    parts,
    term_codes,
    tokens_and_documents,
    units,
)
from analysis.partitions import added, is_partitioned, joined, with_rows
from analysis.sequences import entry_spans, listed
from analysis.tallies import terms_in_units
from analysis.together import in_units
from analysis.tokens import StopWords, as_tokens

# --- tokens of the whole ------------------------------------------------------------------


def without_rows(tokens) -> pd.DataFrame:
    """A table of tokens of the same making without a token, for what only asks how."""
    return tokens_and_documents(tokens._meta, None)[0]


def stops_of(
    tokens, stop_words: Iterable[str] | None, vocabulary: pd.Index | None = None
) -> StopWords:
    """The stop words in the form of the tokens; warnings once all terms are known."""
    if vocabulary is None:
        with checks.unsaid():
            return checked_stops(without_rows(tokens), stop_words)
    return checked_stops(with_vocabulary(tokens, vocabulary), stop_words)


def with_vocabulary(tokens, vocabulary: pd.Index) -> pd.DataFrame:
    """The table without rows, with all terms of the corpus as its categories."""
    table = without_rows(tokens)
    known = table.assign(term=pd.Categorical([], categories=vocabulary))
    known.attrs = table.attrs
    return known


def said_first(tokens) -> bool:
    """Whether nothing was said yet of how these tokens are written; from now on it was.

    In memory it is said when tokens are made, which is each time where documents are counted; of
    tokens in partitions the first count of all terms says it.
    """
    how = tokens._meta.attrs
    first = "text" in tokens.columns or not how.get("said", False)
    how["said"] = True
    return first


class Whole(NamedTuple):
    """What is asked of all tokens together: how many they are, and a table with their basis."""

    n_documents: int
    n_tokens: int
    source: pd.DataFrame
    n_units: int = 0
    stops: StopWords = StopWords((), name="none")


def whole(tokens, unit: str) -> Whole:
    """How many documents, tokens and units there are."""
    if is_partitioned(tokens):
        found = added(count_units, tokens, unit=unit)
        return of_whole(found["whole"], tokens, n_units=int(found["units"]["n"].iloc[0]))
    return Whole(n_documents(tokens), len(tokens), tokens, units(tokens, unit).n)


def row_of_whole(tokens: pd.DataFrame, n_tokens: int) -> pd.DataFrame:
    """A row that adds up to the numbers of the whole and to the basis of its tokens."""
    numbers = {"size_documents": len(tokens["doc_id"].cat.categories), "size_tokens": n_tokens}
    return pd.DataFrame([{**tokens.attrs.get("basis", {}), **numbers}])


def of_whole(added_rows: pd.DataFrame, tokens, **more) -> Whole:
    """The numbers of the whole, from the sums of all partitions."""
    [row] = added_rows.astype(object).to_dict("records")
    row = {name: int(value) if name.startswith(("n_", "size_")) else value
           for name, value in row.items()}  # fmt: skip
    n_documents, n_tokens = row.pop("size_documents"), row.pop("size_tokens")
    source = pd.DataFrame()
    order = without_rows(tokens).attrs.get("basis", row)
    source.attrs["basis"] = {name: row[name] for name in order}
    return Whole(n_documents, n_tokens, source, **more)


def count_units(table: pd.DataFrame, *, unit: str) -> dict[str, pd.DataFrame]:
    """Of a partition: how many units there are, and in how many each term stands."""
    found = terms_in_units(table, unit)
    term, _ = in_units(found.term, found.unit)
    terms = found.source["term"].cat.categories
    n = np.bincount(term, minlength=len(terms))
    return {
        "whole": row_of_whole(found.source, len(found.term)),
        "units": pd.DataFrame({"n": [found.n_units]}),
        "terms": pd.DataFrame({"term": pd.Index(terms, dtype="str"), "n": n}),
    }


# --- what was typed ----------------------------------------------------------------------


def with_texts(tokens, documents):
    """The documents, which may be what was given in place of tokens."""
    return tokens if documents is None and "text" in tokens.columns else documents


def known_terms(tokens, typed: Iterable[str]) -> list[str]:
    """Which typed words are terms of the corpus: they are not changed to lemmas once more.

    As written, a term is its own form, so only lemmas, stems and joined phrases are looked up.
    """
    basis = without_rows(tokens).attrs.get("basis", {})
    if basis.get("form", "word") == "word" and "phrases" not in basis:
        return []
    pieces = sorted({piece for text in typed for piece in [text, *text.split()]} - {""})
    if not pieces:  # nothing is looked up, so nothing is read
        return []
    return joined(_known_here, tokens, pieces=pieces)["term"].unique().tolist()


def typed_in(basis: Mapping[str, object], dictionary: Mapping | None) -> list[str]:
    """The words that were typed for a result: its node, the entries of its dictionary."""
    node = str(basis.get("node", ""))
    nodes = json.loads(node) if node.startswith("[") else [node]
    return [*nodes, *(entry for some in (dictionary or {}).values() for entry in listed(some))]


def _known_here(table: pd.DataFrame, *, pieces: list[str]) -> pd.DataFrame:
    tokens, _ = tokens_and_documents(table, None)
    here = tokens["term"].cat.categories
    return pd.DataFrame({"term": pd.Series([p for p in pieces if p in here], dtype="str")})


def with_known(tokens: pd.DataFrame, known: Iterable[str]) -> pd.DataFrame:
    """Tokens whose terms include those of other partitions that were typed."""
    missing = [term for term in known if term not in tokens["term"].cat.categories]
    if not missing:
        return tokens
    extended = tokens.assign(term=tokens["term"].cat.add_categories(missing))
    extended.attrs = tokens.attrs
    return extended


# --- groups -------------------------------------------------------------------------------


class Grouping(NamedTuple):
    """How tokens are grouped: by a variable, whose values the documents of the whole have."""

    by: str | None
    names: pd.Index | None  # of a document variable, in order
    of_document: pd.Series | None  # the number of the group of each document


def grouping(tokens, by: str | None, documents) -> Grouping:
    """A document variable is looked up once for all partitions; a column of the tokens in each."""
    if documents is None and "text" in tokens.columns:
        documents = tokens
    known = set(without_rows(tokens).columns)
    if by is None or by in known or documents is None:
        groups(without_rows(tokens), by, None)  # says what is wrong
        return Grouping(by, None, None)
    variables = variables_of(documents)
    table = pd.DataFrame({"doc_id": pd.Categorical(variables["doc_id"], variables["doc_id"])})
    found = groups(table, by, variables)
    return Grouping(by, found.names, pd.Series(found.codes, index=variables["doc_id"]))


def token_groups(tokens: pd.DataFrame, how: Grouping) -> Groups:
    """The groups of the tokens of a partition."""
    if how.of_document is None:
        return groups(tokens, how.by, None)
    codes = how.of_document[tokens["doc_id"].cat.categories].to_numpy()[document_codes(tokens)]
    names = pd.RangeIndex(len(how.names))
    return Groups(codes, names, np.bincount(codes, minlength=len(names)))


def group_rows(of_token: Groups, of_parts: Parts) -> pd.DataFrame:
    """Each group with its tokens, its documents that have tokens, the shortest and the longest."""
    n_groups = len(of_token.names)
    least = np.full(n_groups, np.iinfo(np.int64).max)
    np.minimum.at(least, of_parts.group, of_parts.sizes)
    most = np.zeros(n_groups, dtype=np.int64)
    np.maximum.at(most, of_parts.group, of_parts.sizes)
    n_parts = np.bincount(of_parts.group, minlength=n_groups)
    numbers = {"size": of_token.sizes, "n_parts": n_parts, "least": least, "most": most}
    return pd.DataFrame({"group": of_token.names, **numbers})


def groups_of(rows: pd.DataFrame, how: Grouping) -> tuple[Groups, pd.DataFrame]:
    """The groups in the order of their names, as in memory, and their numbers in that order."""
    codes, names = numbered(rows["group"], how)
    numbers = rows.drop(columns="group").iloc[np.argsort(codes)].reset_index(drop=True)
    no_tokens = np.empty(0, dtype=np.int64)
    return Groups(no_tokens, names, numbers["size"].to_numpy()), numbers


def group_sizes(tokens, by: str | None, documents) -> np.ndarray:
    """How many tokens each group has, in the order of the groups."""
    if not is_partitioned(tokens):
        return groups(as_tokens(tokens), by, documents).sizes
    how = grouping(tokens, by, with_texts(tokens, documents))
    found = added(_count_groups, tokens, how=how)
    return groups_of(found["groups"], how)[0].sizes


def _count_groups(table: pd.DataFrame, *, how: Grouping) -> dict[str, pd.DataFrame]:
    tokens, _ = tokens_and_documents(table, None)
    of_token = token_groups(tokens, how)
    return {"groups": group_rows(of_token, parts(tokens, of_token))}


def numbered(values: pd.Series, how: Grouping) -> tuple[np.ndarray, pd.Index]:
    """The number of the group of each row of sums, and the names of all groups in order."""
    if how.names is not None:
        return values.to_numpy(), how.names
    if isinstance(values.dtype, pd.CategoricalDtype):
        names = values.cat.categories
        return values.cat.codes.to_numpy(), pd.CategoricalIndex(names, categories=names)
    codes, names = pd.factorize(values, sort=True, use_na_sentinel=False)
    return codes, pd.Index(names)


# --- places and rows ----------------------------------------------------------------------


def rows_of(documents, names: Iterable[str]) -> pd.DataFrame:
    """The documents of these names, read back from the partitions that have them."""
    if not is_partitioned(documents):
        return documents[documents["doc_id"].isin(names)]
    wanted = pd.DataFrame({"doc_id": pd.Series(list(names), dtype="str").drop_duplicates()})
    some, (parts_of,) = with_rows(documents, [wanted])
    return joined(_rows_named, some, parts_of)


def _rows_named(documents: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    return documents[documents["doc_id"].isin(wanted["doc_id"])]


def tokens_of(tokens, terms: Iterable[str]) -> pd.DataFrame:
    """Only the tokens of these terms; their documents are those of the whole."""
    return joined(_tokens_of, tokens, terms=list(terms))


def _tokens_of(table: pd.DataFrame, *, terms: list[str]) -> pd.DataFrame:
    tokens, _ = tokens_and_documents(table, None)
    return tokens[tokens["term"].isin(terms)]


def lengths(documents) -> pd.Series:
    """The code points of each text, by document."""
    table = joined(_lengths, documents)
    return table.set_index("doc_id")["length"]


def _lengths(documents: pd.DataFrame) -> pd.DataFrame:
    return documents[["doc_id"]].assign(length=documents["text"].str.len())


def document_sizes(tokens) -> tuple[pd.DataFrame, np.ndarray]:
    """A table with the basis of the tokens, and the tokens of each document, in their order."""
    found = added(_count_documents, tokens)
    return of_whole(found["whole"], tokens).source, found["documents"]["n"].to_numpy()


def _count_documents(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    tokens, _ = tokens_and_documents(table, None, places=False)
    names = pd.Series(tokens["doc_id"].cat.categories, dtype="str")
    n = np.bincount(document_codes(tokens), minlength=len(names))
    return {
        "whole": row_of_whole(tokens, len(tokens)),
        "documents": pd.DataFrame({"doc_id": names, "n": n}),
    }


# --- categories of a dictionary -----------------------------------------------------------


def entries(
    tokens, dictionary: Mapping[str, Iterable[str]], by: str | None, documents
) -> tuple[Counted, Groups, pd.DataFrame]:
    """How often the entries of each category occur in each group; the basis of the tokens."""
    documents = with_texts(tokens, documents)
    how = grouping(tokens, by, documents)
    typed = [entry for some in dictionary.values() for entry in listed(some)]
    choices = {"how": how, "dictionary": dict(dictionary), "known": known_terms(tokens, typed)}
    found = added(_count_entries, tokens, documents, **choices)
    table = found["entries"]
    of_token, _ = groups_of(found["groups"], how)
    group, _ = numbered(table["group"], how)
    no_cells = np.empty(0, dtype=np.int64)
    counts = (table[name].to_numpy() for name in ("n", "n_docs"))
    counts = Counted(table["category"].to_numpy(), group, *counts, *[no_cells] * 3)
    return counts, of_token, of_whole(found["whole"], tokens).source


def _count_entries(
    table: pd.DataFrame, documents, *, how: Grouping, dictionary: dict, known: list[str]
) -> dict[str, pd.DataFrame]:
    tokens, documents = tokens_and_documents(table, documents)
    of_token = token_groups(tokens, how)
    of_parts = parts(tokens, of_token)
    tokens = with_known(tokens, known)
    spans = entry_spans(tokens, dictionary, documents, call="count_dictionary")
    found = counted(*entry_rows(spans), of_parts)
    cells = {"group": of_token.names.take(found.group), "category": found.kind}
    return {
        "whole": row_of_whole(tokens, len(tokens)),
        "groups": group_rows(of_token, of_parts),
        "entries": pd.DataFrame({**cells, "n": found.n, "n_docs": found.n_docs}),
    }


def entry_rows(found: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The rows at which occurrences begin, and the number of the category there."""
    rows = np.concatenate([np.empty(0, dtype=np.int64), *(spans[:, 0] for spans in found.values())])
    return rows, np.repeat(np.arange(len(found)), [len(spans) for spans in found.values()])


# --- two sides ----------------------------------------------------------------------------


def documents_of(tokens, documents) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """All documents as a table of tokens without rows, and their variables."""
    documents = with_texts(tokens, documents)
    variables = None if documents is None else variables_of(documents)
    names = joined(_names_of, tokens) if variables is None else variables
    table = without_rows(tokens)
    source = table.assign(doc_id=pd.Categorical([], categories=list(names["doc_id"])))
    source.attrs = table.attrs
    return source, variables


def _names_of(table: pd.DataFrame) -> pd.DataFrame:
    names = tokens_and_documents(table, None)[0]["doc_id"].cat.categories
    return pd.DataFrame({"doc_id": pd.Series(names, dtype="str")})


def sides(
    tokens, source: pd.DataFrame, target: np.ndarray, reference: np.ndarray
) -> tuple[pd.DataFrame, tuple[np.ndarray, np.ndarray]]:
    """How often each term occurs in the documents of either side; the terms in a table's categories.

    ``source`` is that of :func:`documents_of`, in the order of which the sides are given.
    """
    names = source["doc_id"].cat.categories
    chosen = pd.DataFrame({"n_target": target, "n_reference": reference}, index=names)
    found = added(_count_sides, tokens, chosen=chosen)
    terms = found["terms"].astype({"term": "str"}).sort_values("term", ignore_index=True)
    known = source.assign(term=pd.Categorical([], categories=terms["term"]))
    known.attrs = of_whole(found["whole"], tokens).source.attrs
    return known, (terms["n_target"].to_numpy(), terms["n_reference"].to_numpy())


def _count_sides(table: pd.DataFrame, *, chosen: pd.DataFrame) -> dict[str, pd.DataFrame]:
    tokens, _ = tokens_and_documents(table, None)
    terms = tokens["term"].cat.categories
    counts = {"term": pd.Categorical.from_codes(np.arange(len(terms)), terms)}
    for name, side in chosen.loc[tokens["doc_id"].cat.categories].items():
        inside = side.to_numpy(dtype=bool)[document_codes(tokens)]
        counts[name] = np.bincount(term_codes(tokens)[inside], minlength=len(terms))
    return {"whole": row_of_whole(tokens, len(tokens)), "terms": pd.DataFrame(counts)}
