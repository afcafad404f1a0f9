"""Near-duplicate documents: wire copy that several outlets print, counted once or as often.

Two texts are near copies when they share most of their shingles, runs of five terms (Broder 1997;
the size and the threshold of 0.8 are those of Lee et al. 2022). MinHash signatures say which
documents are worth comparing; whether they are copies is decided by their shingles themselves,
so that no pair is called a copy that is none. An article quoted whole in a much longer one is not
found: that is containment, another measure, and so is the same news in other words.

The steps are apart, so that a corpus in partitions takes the same: :func:`minhash_signatures` of
each partition, :func:`candidate_buckets` of all signatures, :func:`grouped_duplicates` of the few
documents that stand in a bucket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b

import numpy as np
import pandas as pd

from analysis import checks, sums
from analysis.corpus import variables_of
from analysis.frequencies import term_frequency
from analysis.partitions import is_partitioned, joined, mapped
from analysis.tokens import TOKEN, term_of, with_basis

SHINGLE = 5
THRESHOLD = 0.8
PERMUTATIONS = 128  # hash functions of a signature
SEED = 1
# So rarely may the signatures miss a pair that is just similar enough.
MISSED = 0.001
# Up to so many documents each is compared with each: nothing is missed, no library is read.
FEW = 100
LEAST = 0.5  # texts that share less are no copies, and the signatures would tell little


def find_duplicates(
    documents: pd.DataFrame, *, threshold: float = THRESHOLD, shingle: int = SHINGLE
) -> pd.DataFrame:
    """Find documents that are near copies of one another.

    The similarity of two documents is the Jaccard coefficient of their sets of shingles: those
    that both have, divided by those that one has. A shingle is a run of ``shingle`` terms, in
    the form in which terms are counted, across sentences. A shorter text is one shingle, so it
    is a copy only of a text of the same terms; a text without terms is a copy of nothing.

    Documents belong to a group when a chain of near copies links them; so a document can be less
    similar to the one that is kept than ``threshold``: ``similarity`` says how much.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``; ``date`` decides which copy is the first. Of documents in
        partitions the texts of candidates alone are brought together.
    threshold : float
        Least similarity of a pair, 0.5 to 1 (the same shingles).
    shingle : int
        Terms in a shingle. One changed word changes so many shingles.

    Returns
    -------
    DataFrame
        Only documents in groups of two or more: ``doc_id``, ``group`` (``doc_id`` of the document
        that is kept), ``similarity`` (exact, to the document that is kept; 1 for itself),
        ``kept`` (the first by ``date`` where there is one, undated last, then in corpus order).
        Largest group first; in it the kept document, then the most similar.

    Raises
    ------
    ValueError
        A threshold below 0.5 or above 1; a shingle of no term.

    Notes
    -----
    In a corpus of more than 100 documents, candidates are found by MinHash with 128 permutations
    (datasketch's "affine32", seed 1) in bands of as many rows as miss at most one in 1,000 pairs
    that are just similar enough: at 0.8 25 bands of 5, which miss 1 in 20,000. No pair is ever
    reported that is less similar.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents.
    Lee et al. (2022), Deduplicating training data makes language models better, ACL.

    Examples
    --------
    >>> wire = "Iran and six world powers met in Vienna on Monday to save the nuclear deal"
    >>> texts = ["The cat sat on the mat.", wire + ".", wire + ", Reuters reports."]
    >>> documents = pd.DataFrame({"doc_id": ["cat", "wire", "copy"], "text": texts})
    >>> find_duplicates(documents)
      doc_id group  similarity   kept
    0   wire  wire    1.000000   True
    1   copy  wire    0.846154  False
    """
    checks.columns(documents, ["doc_id", "text"], what="find_duplicates")
    checks.at_least("threshold", threshold, LEAST)
    checks.at_most("threshold", threshold, 1)
    checks.at_least("shingle", shingle, 1)
    names = variables_of(documents)[["doc_id"]]
    few = len(names) <= FEW
    signatures = names if few else joined(minhash_signatures, documents, shingle=shingle)
    buckets = candidate_buckets(signatures, threshold=threshold)
    candidates = sums.rows_of(documents, buckets["doc_id"])
    table = grouped_duplicates(candidates, buckets, threshold=threshold, shingle=shingle)
    return with_basis(
        table,
        candidates,
        n_documents=len(names),
        n_duplicates=int((~table["kept"]).sum()),
        similarity=f"Jaccard of shingles of {shingle} terms, {threshold:g} or more",
        candidates="all pairs" if few else _described(threshold),
    )


def without_duplicates(table: pd.DataFrame, duplicates: pd.DataFrame) -> pd.DataFrame:
    """Leave out the copies: of each group only the document that is kept stays.

    Parameters
    ----------
    table : DataFrame
        Documents, or any table with ``doc_id``: tokens, mentions.
    duplicates : DataFrame
        From :func:`find_duplicates`.

    Returns
    -------
    DataFrame
        The other rows, all columns as they were. The documents left out are no longer among the
        categories of ``doc_id``, so denominators do not count them.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["The cat sat.", "The cat sat!"]})
    >>> without_duplicates(documents, find_duplicates(documents))["doc_id"].tolist()
    ['a']
    """
    checks.columns(table, ["doc_id"], what="without_duplicates")
    checks.columns(duplicates, ["doc_id", "kept"], what="A table of duplicates")
    copies = _copies(duplicates)
    if is_partitioned(table):
        return mapped(_without, table, copies=copies)
    return _without(table, copies=copies)


def _copies(duplicates: pd.DataFrame) -> list[str]:
    """The documents that are not kept."""
    return duplicates.loc[~duplicates["kept"], "doc_id"].tolist()


def _without(table: pd.DataFrame, *, copies: list[str]) -> pd.DataFrame:
    rest = table[~table["doc_id"].isin(copies)].reset_index(drop=True)
    if isinstance(rest["doc_id"].dtype, pd.CategoricalDtype):
        names = rest["doc_id"].cat.categories
        rest["doc_id"] = rest["doc_id"].cat.remove_categories(names[names.isin(copies)])
    return rest


def count_without_duplicates(
    terms: pd.DataFrame, tokens: pd.DataFrame, duplicates: pd.DataFrame
) -> pd.DataFrame:
    """Count the terms of a table of frequencies once more, without the copies.

    Parameters
    ----------
    terms : DataFrame
        From :func:`term_frequency`, of the whole corpus and of single terms.
    tokens : DataFrame
        The tokens (or documents) that it counts.
    duplicates : DataFrame
        From :func:`find_duplicates`.

    Returns
    -------
    DataFrame
        ``term``, ``n``, ``n_docs`` as they were; ``n_without_copies``, ``n_docs_without_copies``;
        ``share_in_copies`` (0 to 1: how much of ``n`` stands in copies). Rows as they were.

    Examples
    --------
    >>> text = ["The cat sat.", "The cat sat!", "A dog."]
    >>> documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": text})
    >>> terms, copies = term_frequency(documents), find_duplicates(documents)
    >>> count_without_duplicates(terms, documents, copies).iloc[0, 1:].tolist()
    [2.0, 2.0, 1.0, 1.0, 0.5]
    """
    checks.columns(terms, ["term", "n", "n_docs"], what="count_without_duplicates")
    copies = {"copies": _copies(duplicates)}
    inside = (
        mapped(_within, tokens, **copies) if is_partitioned(tokens) else _within(tokens, **copies)
    )
    with checks.unsaid():  # what is to be said of the terms was said when they were counted
        inside = term_frequency(inside).set_index("term")
    table = terms[["term", "n", "n_docs"]].copy()
    for column in ("n", "n_docs"):
        in_copies = inside[column].reindex(table["term"], fill_value=0)
        table[f"{column}_without_copies"] = table[column] - in_copies.to_numpy()
    table["share_in_copies"] = 1 - table["n_without_copies"] / table["n"]
    return with_basis(table, terms, n_duplicates=int((~duplicates["kept"]).sum()))


def _within(table: pd.DataFrame, *, copies: list[str]) -> pd.DataFrame:
    return table[table["doc_id"].isin(copies)].reset_index(drop=True)


# --- the steps ----------------------------------------------------------------------------


def minhash_signatures(documents: pd.DataFrame, *, shingle: int = SHINGLE) -> pd.DataFrame:
    """Signatures of documents: 512 bytes each, however long the text.

    A signature depends on its document alone, so those of partitions can be put together.

    Examples
    --------
    >>> signatures = minhash_signatures(pd.DataFrame({"doc_id": ["a"], "text": ["The cat."]}))
    >>> signatures.columns.tolist(), len(signatures.loc[0, "signature"])
    (['doc_id', 'signature'], 512)
    """
    from datasketch import MinHash

    number = cache(_term_hash)
    find = re.compile(TOKEN).findall
    hashed = (_shingle_hashes(list(map(number, find(text))), shingle) for text in documents["text"])
    sketches = MinHash.generator(
        hashed, num_perm=PERMUTATIONS, seed=SEED, scheme="affine32", hashfunc=int
    )
    packed = [
        b"" if sketch.is_empty() else sketch.hashvalues.astype("<u4").tobytes()
        for sketch in sketches
    ]
    signatures = pd.Series(packed, dtype="object", index=documents.index)
    return pd.DataFrame({"doc_id": documents["doc_id"], "signature": signatures})


def candidate_buckets(signatures: pd.DataFrame, *, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Documents that may be copies: those in one ``bucket`` have a band of the signature alike.

    A document can stand in several buckets; one that is alone stands in none. Up to ``FEW``
    documents share a single bucket, and then the signatures are not looked at.

    Examples
    --------
    >>> candidate_buckets(pd.DataFrame({"doc_id": ["a", "b"]})).to_numpy().tolist()
    [[0, 'a'], [0, 'b']]
    """
    if len(signatures) <= FEW:
        members = [tuple(range(len(signatures)))] if len(signatures) else []
    else:
        members = _alike(signatures["signature"], _rows_of_a_band(threshold))
    sizes = [len(bucket) for bucket in members]
    places = np.fromiter((place for bucket in members for place in bucket), np.int64, sum(sizes))
    names = signatures["doc_id"].astype("str").array.take(places)
    return pd.DataFrame({"bucket": np.repeat(np.arange(len(members)), sizes), "doc_id": names})


def grouped_duplicates(
    candidates: pd.DataFrame,
    buckets: pd.DataFrame,
    *,
    threshold: float = THRESHOLD,
    shingle: int = SHINGLE,
) -> pd.DataFrame:
    """The table of :func:`find_duplicates`, from the documents that stand in buckets.

    Shingles are held only of documents that buckets link, one such cluster after the other.
    """
    candidates = _first_come(candidates)
    places = pd.Index(candidates["doc_id"].astype("str")).get_indexer(buckets["doc_id"])
    members = [sorted(bucket) for _, bucket in pd.Series(places).groupby(buckets["bucket"])]
    clusters: dict[int, list[list[int]]] = {}
    linked = _Links(len(candidates))
    for bucket in members:
        for place in bucket[1:]:
            linked.unite(bucket[0], place)
    for bucket in members:
        clusters.setdefault(linked.first(bucket[0]), []).append(bucket)
    texts = candidates["text"].tolist()
    rows: list[tuple[int, int, float]] = []
    for some in clusters.values():
        rows += _verified(texts, some, threshold, shingle)
    return _table(rows, candidates["doc_id"].astype("str"))


# --- inside -------------------------------------------------------------------------------


@cache
def _rows_of_a_band(threshold: float) -> int:
    """Rows of a band: as many as may be (few false candidates) with few pairs missed.

    Examples
    --------
    >>> [_rows_of_a_band(threshold) for threshold in (0.5, 0.8, 0.9, 1)]
    [2, 5, 8, 128]
    """
    enough = [
        rows
        for rows in range(1, PERMUTATIONS + 1)
        if (1 - threshold**rows) ** (PERMUTATIONS // rows) <= MISSED
    ]
    return max(enough)


def _described(threshold: float) -> str:
    from importlib.metadata import version

    rows = _rows_of_a_band(threshold)
    return (
        f"MinHash (datasketch {version('datasketch')}, {PERMUTATIONS} permutations, seed {SEED}), "
        f"{PERMUTATIONS // rows} bands of {rows}"
    )


def _term_hash(surface: str) -> int:
    """64 bits of a term, the same in every process; Python's own hash is not."""
    data = term_of(surface).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _shingle_hashes(terms: list[int], shingle: int) -> list[int]:
    """32 bits of each distinct shingle of a text."""
    if not terms:
        return []
    numbers = np.array(terms, dtype=np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(numbers, min(shingle, len(terms)))
    hashes = np.zeros(len(runs), dtype=np.uint64)
    for column in runs.T:  # an order-sensitive mix: multiply by an odd number, fold the top down
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + column
        hashes ^= hashes >> np.uint64(29)
    return np.unique(hashes >> np.uint64(32)).tolist()


def _alike(signatures: pd.Series, rows: int) -> list[tuple[int, ...]]:
    """Places of the documents that have a band in common, band by band, each set once."""
    filled = np.flatnonzero(signatures.map(len).to_numpy())
    matrix = np.frombuffer(b"".join(signatures.iloc[filled]), dtype="<u4")
    matrix = matrix.reshape(-1, PERMUTATIONS)
    found: dict[tuple[int, ...], None] = {}
    for start in range(0, PERMUTATIONS - rows + 1, rows):
        band = np.ascontiguousarray(matrix[:, start : start + rows])
        _, key, n = np.unique(
            band.view(f"V{4 * rows}").ravel(), return_inverse=True, return_counts=True
        )
        shared = np.flatnonzero(n[key] > 1)
        shared = shared[np.argsort(key[shared], kind="stable")]
        for bucket in np.split(filled[shared], np.flatnonzero(np.diff(key[shared])) + 1):
            if len(bucket):
                found[tuple(bucket.tolist())] = None
    return list(found)


def _first_come(documents: pd.DataFrame) -> pd.DataFrame:
    """Documents by date, undated last, then as in the corpus."""
    if "date" in documents.columns:
        documents = documents.sort_values("date", kind="stable", na_position="last")
    return documents.reset_index(drop=True)


class _Links:
    """Things that a chain of links holds together; each chain is known by its first."""

    def __init__(self, n: int):
        self.towards = list(range(n))

    def first(self, one: int) -> int:
        while self.towards[one] != one:
            self.towards[one] = one = self.towards[self.towards[one]]
        return one

    def unite(self, one: int, other: int) -> None:
        one, other = sorted((self.first(one), self.first(other)))
        self.towards[other] = one


def _verified(
    texts: list[str], buckets: list[list[int]], threshold: float, shingle: int
) -> Iterator[tuple[int, int, float]]:
    """Place, place of the kept document and similarity to it, for each copy of a cluster."""
    places = sorted({place for bucket in buckets for place in bucket})
    sets = dict(zip(places, _shingle_sets([texts[p] for p in places], shingle), strict=True))
    links = _Links(places[-1] + 1)
    for bucket in buckets:
        _link(bucket, sets, links, threshold)
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(links.first(place), []).append(place)
    for kept, group in groups.items():
        if len(group) > 1:
            yield from ((place, kept, _jaccard(sets[place], sets[kept])) for place in group)


def _link(bucket: list[int], sets: dict[int, np.ndarray], links: _Links, threshold: float) -> None:
    """Link the near copies of a bucket.

    What is linked already is not compared again, so that a thousand copies of one text take a
    thousand comparisons and not half a million.
    """
    chains: list[list[int]] = []
    for new in bucket:
        own, others = [new], []
        for chain in chains:
            if links.first(chain[0]) == links.first(new) or any(
                _jaccard(sets[old], sets[new]) >= threshold for old in chain
            ):
                links.unite(chain[0], new)
                chain += own
                own = chain
            else:
                others.append(chain)
        chains = [*others, own]


def _shingle_sets(texts: list[str], shingle: int) -> list[np.ndarray]:
    """The set of shingles of each text, as ordered numbers; a number is one shingle, exactly."""
    find = re.compile(TOKEN).findall
    term = cache(term_of)
    numbers: dict[tuple[str, ...], int] = {}
    sets = []
    for text in texts:
        terms = list(map(term, find(text)))
        size = min(shingle, len(terms))
        runs = set(zip(*(terms[at:] for at in range(size)), strict=False))
        found = [numbers.setdefault(run, len(numbers)) for run in runs]
        sets.append(np.sort(np.array(found, dtype=np.int64)))
    return sets


def _jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Shared numbers by all numbers of two ordered sets; 0 where both are empty."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(len(one) + len(other) - both, 1)


def _table(rows: list[tuple[int, int, float]], names: pd.Series) -> pd.DataFrame:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3)
    place, kept = columns[:, :2].astype(np.int64).T
    table = pd.DataFrame(
        {
            "doc_id": names.array.take(place),
            "group": names.array.take(kept),
            "similarity": columns[:, 2],
            "kept": place == kept,
        }
    )
    size = table.groupby("group")["doc_id"].transform("size")
    order = table.assign(size=size).sort_values(
        ["size", "group", "kept", "similarity", "doc_id"],
        ascending=[False, True, False, False, True],
    )
    return order.drop(columns="size").reset_index(drop=True)
