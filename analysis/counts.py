"""What the counting verbs share: groups, units, stop words, counts and the order of rows.

Everything works on the integer codes of categories, so that no function loops over tokens.
Nothing here is a statistic: those are in :mod:`analysis.measures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks, measures
from analysis.partitions import is_partitioned
from analysis.tokens import StopWords, as_tokens, stop_terms

UNITS = ("sentence", "paragraph", "document")
# The layers of mentions: those that name an actor are counted, the others stand beside.
COUNTED = ("name", "surname", "acronym", "metonym")
LAYERS = (*COUNTED, "demonym", "nominal", "title", "modifier", "place", "nested", "pronoun")
PER = 1_000_000
NO_GROUPS = ("term", "text", "start", "end", "position")
PRIOR = 0.05  # pseudo-count of each term where a measure has a prior
# Below this many documents no p-value is shown and intervals resample sentences.
ENOUGH_DOCUMENTS = 10


def tokens_and_documents(
    table: pd.DataFrame, documents: pd.DataFrame | None, *, places: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Tokens from tokens or documents; documents are kept for their texts and variables.

    Without ``places``, documents that are many give tokens without sentences, starts and ends.
    """
    if is_partitioned(table):
        raise ValueError(checks.only_in_memory("This count"))
    tokens = as_tokens(table, places=places)
    if documents is None and tokens is not table:
        documents = table
    return categories(tokens, "doc_id", "term"), documents


def categories(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with these columns as categories, as a table read from a file has not."""
    plain = [name for name in columns if not isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(plain, "category")) if plain else table


def n_documents(tokens: pd.DataFrame) -> int:
    """Number of documents, empty ones too."""
    return len(tokens["doc_id"].cat.categories)


def document_codes(tokens: pd.DataFrame) -> np.ndarray:
    """Number of each token's document in corpus order."""
    return tokens["doc_id"].cat.codes.to_numpy().astype(np.int64)


def term_codes(tokens: pd.DataFrame) -> np.ndarray:
    """Number of each token's term among the categories."""
    return tokens["term"].cat.codes.to_numpy().astype(np.int64)


def checked_stops(tokens: pd.DataFrame, stop_words: Iterable[str] | None) -> StopWords:
    """The stop words in the form of the tokens; a text in place of a list is refused."""
    if isinstance(stop_words, str):
        raise ValueError(checks.stop_words_is_text(stop_words))
    return stop_terms(tokens, stop_words) if stop_words else StopWords((), name="none")


def stop_mask(tokens: pd.DataFrame, stops: StopWords) -> np.ndarray:
    """For each category of ``term``, whether it is a stop word."""
    return np.asarray(tokens["term"].cat.categories.isin(list(stops)), dtype=bool)


def stops_named(stops: StopWords) -> str:
    """The stop list as it stands in a basis."""
    return str(stops) if stops else "none"


# --- groups and units ---------------------------------------------------------------------


class Groups(NamedTuple):
    """The group of each token, and the names of all groups in order."""

    codes: np.ndarray
    names: pd.Index
    sizes: np.ndarray  # tokens a group


def groups(tokens: pd.DataFrame, by: str | None, documents: pd.DataFrame | None) -> Groups:
    """Group tokens by a column of their own or by a document variable.

    Documents without the variable are a group of their own, named by a missing value, so that
    the counts of the groups add up to the whole.
    """
    if by is None:
        codes, names = np.zeros(len(tokens), dtype=np.int64), pd.Index([""])
    elif by == "doc_id":
        codes, names = document_codes(tokens), tokens["doc_id"].cat.categories
        names = pd.CategoricalIndex(names, categories=names)
    elif by in tokens.columns and by not in NO_GROUPS:
        codes, names = pd.factorize(tokens[by], sort=True, use_na_sentinel=False)
    else:
        values = document_variable(tokens, by, documents)
        codes, names = pd.factorize(values, sort=True, use_na_sentinel=False)
        codes = codes[document_codes(tokens)]
    return Groups(np.asarray(codes), pd.Index(names), np.bincount(codes, minlength=len(names)))


def document_variable(tokens: pd.DataFrame, name: str, documents: pd.DataFrame | None) -> pd.Series:
    """A variable of all documents of the tokens, in corpus order."""
    if documents is None or name not in documents.columns:
        variables = [] if documents is None else [*documents]
        names = dict.fromkeys(column for column in [*tokens, *variables] if column not in NO_GROUPS)
        raise ValueError(checks.no_group(name, names, has_documents=documents is not None))
    require_documents(tokens, documents)
    return documents.set_index("doc_id")[name].reindex(tokens["doc_id"].cat.categories)


def require_documents(tokens: pd.DataFrame, documents: pd.DataFrame) -> None:
    """Refuse documents that are not those of the tokens."""
    missing = tokens["doc_id"].cat.categories.difference(documents["doc_id"], sort=False)
    if len(missing):
        raise ValueError(checks.other_documents(missing))


class Units(NamedTuple):
    """The unit of each token and how many units have tokens."""

    codes: np.ndarray
    n: int


def units(table: pd.DataFrame, unit: str) -> Units:
    """Number the sentences, paragraphs or documents that have tokens.

    Examples
    --------
    >>> tokens = as_tokens(pd.DataFrame({"doc_id": ["a"], "text": ["Yes. No, no."]}))
    >>> units(tokens, "sentence").codes.tolist()
    [0, 1, 1]
    """
    checks.one_of("unit", unit, UNITS)
    document = table["doc_id"].cat.codes.to_numpy().astype(np.int32)
    within = document if unit == "document" else table[unit].to_numpy()
    later = np.diff(document)
    inner = np.diff(within)
    if len(table) and not ((later < 0) | ((later == 0) & (inner < 0))).any():
        # As tokens come, in order: quicker than by hashing.
        codes = np.cumsum(np.append(0, (later != 0) | (inner != 0)))
        return Units(codes, int(codes[-1]) + 1)
    key = document.astype(np.int64)
    if unit != "document" and len(table):
        key = key * (int(within.max()) + 1) + within
    codes, distinct = pd.factorize(key)
    return Units(codes, len(distinct))


# --- counting -----------------------------------------------------------------------------


def distinct(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct pairs of two codes, ordered, and how often each occurs.

    Examples
    --------
    >>> [part.tolist() for part in distinct(np.array([1, 0, 1]), np.array([5, 7, 5]))]
    [[0, 1], [7, 5], [1, 2]]
    """
    width = int(second.max()) + 1 if len(second) else 1
    keys, n = np.unique(first * width + second, return_counts=True)
    return keys // width, keys % width, n


class Parts(NamedTuple):
    """The documents of each group that have tokens; the parts of a dispersion."""

    of_token: np.ndarray
    group: np.ndarray
    sizes: np.ndarray


def parts(tokens: pd.DataFrame, of_token: Groups) -> Parts:
    """Number the documents within the groups, group by group."""
    document = document_codes(tokens)
    group, which, sizes = distinct(of_token.codes, document)
    width = int(document.max()) + 1 if len(document) else 1
    number = np.searchsorted(group * width + which, of_token.codes * width + document)
    return Parts(number, group, sizes)


class Counted(NamedTuple):
    """Counts of each kind in each group, and in each part of a group (``cell_``)."""

    kind: np.ndarray
    group: np.ndarray
    n: np.ndarray
    n_docs: np.ndarray
    cell_row: np.ndarray  # the place of the cell's kind and group among the counts
    cell_part: np.ndarray
    cell_n: np.ndarray


def counted(rows: np.ndarray, kinds: np.ndarray, of_parts: Parts, min_count: int = 1) -> Counted:
    """Count the kinds (terms, categories) that stand at these rows of the tokens."""
    kind, part, n = distinct(kinds, of_parts.of_token[rows])
    group = of_parts.group[part]
    # Parts are numbered group by group, so the cells of one kind and group stand together.
    new = np.ones(len(kind), dtype=bool)
    new[1:] = (np.diff(kind) != 0) | (np.diff(group) != 0)
    row = np.cumsum(new) - 1
    total = np.bincount(row, weights=n).astype(np.int64)
    kept = total >= min_count
    cells = kept[row]
    return Counted(
        kind[new][kept],
        group[new][kept],
        total[kept],
        np.bincount(row)[kept],
        (np.cumsum(kept) - 1)[row[cells]],
        part[cells],
        n[cells],
    )


def count_table(
    of_counts: Counted, names: pd.Index, column: str, of_token: Groups, by: str | None
) -> pd.DataFrame:
    """The columns that every table of counts begins with."""
    return pd.DataFrame(
        {
            **({} if by is None else {by: of_token.names.take(of_counts.group)}),
            column: names.take(of_counts.kind),
            "n": of_counts.n,
            "n_docs": of_counts.n_docs,
            "per_million": of_counts.n * PER / of_token.sizes[of_counts.group],
        }
    )


def ranked(table: pd.DataFrame, score: str, names: Sequence[str], by: str | None = None):
    """Rows by group, then by score from the highest, then by name; numbered anew."""
    keys = [*([by] if by else []), score, *names]
    rising = [key != score for key in keys]
    return table.sort_values(keys, ascending=rising, kind="stable", ignore_index=True)


def score(measure: str, counts: tuple, n_kinds: int) -> np.ndarray:
    """A measure of (n_target, n_reference, size_target, size_reference).

    ``n_kinds`` is the number of different things counted, of which a prior needs the sum: the
    whole vocabulary, whatever part of it the table shows.
    """
    checks.one_of("measure", measure, measures.MEASURES)
    prior = {"prior": PRIOR, "prior_total": PRIOR * n_kinds} if "log_odds" in measure else {}
    return measures.MEASURES[measure](*counts, **prior)


def p_value(measure: str, scores: np.ndarray, n_docs: int) -> dict[str, np.ndarray]:
    """The column ``p_value``, for a measure that has one and documents enough; else nothing."""
    if n_docs < ENOUGH_DOCUMENTS or measure not in measures.CHI_SQUARE_DISTRIBUTED:
        return {}
    return {"p_value": measures.p_value(scores)}
