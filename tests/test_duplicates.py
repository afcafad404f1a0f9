"""analysis.duplicates: near copies by hand, against all pairs, and by signatures."""

import itertools
import random
import subprocess
import sys
import warnings
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from datasketch import MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis import duplicates
from analysis.checks import CorpusWarning
from analysis.duplicates import (
    candidate_buckets,
    count_without_duplicates,
    find_duplicates,
    grouped_duplicates,
    minhash_signatures,
    without_duplicates,
)

WORDS = [f"w{number}" for number in range(3000)]


def corpus(*texts, **variables):
    names = [f"d{number:03}" for number in range(len(texts))]
    table = pd.DataFrame({"doc_id": names, "text": list(texts)}, dtype="str")
    return table.assign(**variables)


def by_signatures():
    """Signatures for however few documents."""
    return mock.patch.object(duplicates, "FEW", 0)


# --- the oracle: every pair, sets of tuples -----------------------------------------------


def naive_shingles(documents, size):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)  # "b" and "B": written both ways
        tokens = an.tokenize(documents)
    sets = {}
    for name in documents["doc_id"]:
        terms = tokens.loc[tokens["doc_id"] == name, "term"].tolist()
        runs = {tuple(terms[at : at + size]) for at in range(len(terms) - size + 1)}
        sets[name] = runs or ({tuple(terms)} if terms else set())
    return sets


def naive_jaccard(one, other):
    return len(one & other) / len(one | other) if one | other else 0.0


def naive_groups(sets, threshold):
    """Groups as sets of names: near copies, and their near copies, and so on."""
    groups = [{name} for name in sets]
    for a, b in itertools.combinations(sets, 2):
        if naive_jaccard(sets[a], sets[b]) >= threshold:
            with_a = next(group for group in groups if a in group)
            with_b = next(group for group in groups if b in group)
            if with_a is not with_b:
                groups.remove(with_b)
                with_a |= with_b
    return [group for group in groups if len(group) > 1]


# --- by hand ------------------------------------------------------------------------------


def test_find_duplicates_by_hand():
    """One term of nine changed at the end: 4 of 6 shingles of five terms are shared."""
    table = find_duplicates(
        corpus("a b c d e f g h x", "unlike all the others here", "a b c d e f g h y"),
        threshold=0.6,
    )
    assert table.columns.tolist() == ["doc_id", "group", "similarity", "kept"]
    assert table["doc_id"].tolist() == ["d000", "d002"]
    assert table["group"].tolist() == ["d000", "d000"]
    assert table["similarity"].tolist() == [1, 4 / 6]
    assert table["kept"].tolist() == [True, False]


def test_find_duplicates_includes_the_threshold():
    """A pair exactly as similar as asked is a pair."""
    texts = "a b c d", "a b c d e"  # as single terms 4 of 5
    assert len(find_duplicates(corpus(*texts), threshold=0.8, shingle=1)) == 2
    assert len(find_duplicates(corpus(*texts), threshold=0.81, shingle=1)) == 0


def test_find_duplicates_sees_terms_and_not_characters():
    """Case, quotation marks, line ends and punctuation make no difference."""
    table = find_duplicates(
        corpus("“Iran’s talks,” he said, go on today.", "Iran's Talks\r\nhe said go on — today")
    )
    assert table["similarity"].tolist() == [1, 1]


def test_find_duplicates_of_texts_shorter_than_a_shingle():
    """A short text is a copy of the same terms only; a text without terms is a copy of nothing."""
    table = find_duplicates(corpus("Read more.", "", "Read more!", "more read", "", "…", "Read"))
    assert table["doc_id"].tolist() == ["d000", "d002"]


def test_find_duplicates_keeps_the_earliest():
    """The first by date is kept, an undated one last; without dates the first in the corpus."""
    texts = ["the same few words again"] * 3
    dates = pd.to_datetime([None, "2019-01-16", "2019-01-15"])
    dated = find_duplicates(corpus(*texts, date=dates))
    assert dated.loc[dated["kept"], "doc_id"].tolist() == ["d002"]
    assert dated["group"].unique().tolist() == ["d002"]
    assert dated["doc_id"].tolist() == ["d002", "d000", "d001"]
    undated = find_duplicates(corpus(*texts))
    assert undated.loc[undated["kept"], "doc_id"].tolist() == ["d000"]


def test_find_duplicates_links_chains_and_says_how_similar():
    """A text edited twice stays in the group, with its similarity to the first version."""
    first, second, third = "a b c d e f g h", "a b c d e f g x", "a b c d e f y x"
    table = find_duplicates(corpus(first, second, third), shingle=1, threshold=0.7)
    assert table["doc_id"].tolist() == ["d000", "d001", "d002"]
    assert table["similarity"].tolist() == [1, 7 / 9, 6 / 10]


def test_find_duplicates_puts_the_largest_group_first():
    """Groups by size, then by name; in a group the kept one, then the most similar."""
    one, two = "a b c d e f g h i j", "k l m n o p q r s t"
    table = find_duplicates(corpus(one, two, two, two, one), threshold=0.9)
    assert table["doc_id"].tolist() == ["d001", "d002", "d003", "d000", "d004"]


def test_find_duplicates_does_not_find_a_text_inside_a_longer_one():
    """Containment is another measure: a wire story inside one three times as long is no copy."""
    wire = " ".join(WORDS[:60])
    assert find_duplicates(corpus(wire, f"{wire} {' '.join(WORDS[100:220])}")).empty


@pytest.mark.parametrize("texts", [[], ["The only text of this corpus."]])
def test_find_duplicates_of_nothing_is_an_empty_table(texts):
    """No document, one document: the columns and their types, no row."""
    full = find_duplicates(corpus("a b c", "a b c"))
    with by_signatures():
        large = find_duplicates(corpus(*texts))
    for empty in (find_duplicates(corpus(*texts)), large):
        assert empty.empty
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_find_duplicates_says_what_it_counted():
    """The basis names the measure and how candidates were found."""
    table = find_duplicates(corpus("a b c", "a b c", "d"))
    assert table.attrs["basis"] == {
        "n_documents": 3,
        "n_duplicates": 1,
        "similarity": "Jaccard of shingles of 5 terms, 0.8 or more",
        "candidates": "all pairs",
    }
    with by_signatures():
        basis = find_duplicates(corpus("a b c", "a b c", "d")).attrs["basis"]
    assert basis["candidates"].endswith("128 permutations, seed 1), 25 bands of 5")


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"threshold": 0.3}, "threshold must be 0.5 or more; not 0.3."),
        ({"threshold": 80}, "threshold must be 1 or less; not 80."),
        ({"shingle": 0}, "shingle must be 1 or more; not 0."),
    ],
)
def test_find_duplicates_refuses_what_makes_no_sense(choices, sentence):
    """A threshold outside 0.5 to 1, a shingle of nothing."""
    with pytest.raises(ValueError, match=sentence):
        find_duplicates(corpus("a"), **choices)


# --- against all pairs --------------------------------------------------------------------


@given(corpora(max_documents=7), st.sampled_from([0.5, 0.75, 1]), st.integers(1, 3))
def test_find_duplicates_equals_all_pairs(documents, threshold, shingle):
    """In a small corpus the groups and similarities are those of every pair compared."""
    sets = naive_shingles(documents, shingle)
    table = find_duplicates(documents, threshold=threshold, shingle=shingle)
    groups = [set(part["doc_id"]) for _, part in table.groupby("group")]
    assert sorted(map(sorted, groups)) == sorted(map(sorted, naive_groups(sets, threshold)))
    for row in table.itertuples():
        assert row.similarity == naive_jaccard(sets[row.doc_id], sets[row.group])
        assert row.kept == (row.doc_id == row.group == min(sets.keys() & _group(table, row.group)))


def _group(table, name):
    return set(table.loc[table["group"] == name, "doc_id"])


@given(corpora(max_documents=7), st.sampled_from([0.5, 0.8, 1]), st.integers(1, 3))
def test_find_duplicates_by_signatures_has_no_false_pair(documents, threshold, shingle):
    """Signatures join nothing that all pairs do not, and lose no copy with the same shingles."""
    with by_signatures():
        table = find_duplicates(documents, threshold=threshold, shingle=shingle)
    sets = naive_shingles(documents, shingle)
    groups = naive_groups(sets, threshold)
    for _, part in table.groupby("group"):
        assert any(set(part["doc_id"]) <= group for group in groups)
    for a, b in itertools.combinations(sets, 2):
        if sets[a] and sets[a] == sets[b]:
            together = table.loc[table["doc_id"].isin([a, b]), "group"]
            assert len(together) == 2
            assert together.nunique() == 1


# --- signatures ---------------------------------------------------------------------------


def edited_pairs(n, edits, seed=7):
    """Pairs of texts of 400 words, of which the second has some words changed."""
    rng = random.Random(seed)
    texts = []
    for _ in range(n):
        words = rng.choices(WORDS, k=400)
        texts.append(" ".join(words))
        for place in rng.sample(range(400), rng.randint(*edits)):
            words[place] = "changed"
        texts.append(" ".join(words))
    return corpus(*texts)


def test_signatures_find_nearly_all_pairs_just_above_the_threshold():
    """Of pairs between 0.80 and 0.85 at least 99.9 % are found (expected: 99.995 % or more)."""
    documents = edited_pairs(700, (7, 11))
    sets = naive_shingles(documents, 5)
    names = documents["doc_id"].tolist()
    exact = [naive_jaccard(sets[a], sets[b]) for a, b in zip(names[::2], names[1::2], strict=True)]
    near = [name for name, value in zip(names[1::2], exact, strict=True) if 0.8 <= value < 0.85]
    assert len(near) > 200
    found = find_duplicates(documents)
    assert len(set(near) & set(found.loc[~found["kept"], "doc_id"])) >= 0.999 * len(near)
    assert len(found) == 2 * sum(value >= 0.8 for value in exact)


def test_signatures_estimate_the_jaccard_coefficient():
    """The share of equal numbers in two signatures lies around the exact similarity."""
    documents = edited_pairs(60, (0, 60))
    signatures = [np.frombuffer(s, dtype="<u4") for s in minhash_signatures(documents)["signature"]]
    sets = list(naive_shingles(documents, 5).values())
    errors = [
        np.mean(signatures[at] == signatures[at + 1]) - naive_jaccard(sets[at], sets[at + 1])
        for at in range(0, len(sets), 2)
    ]
    assert abs(np.mean(errors)) < 3 * 0.5 / np.sqrt(128 * 60)
    assert np.max(np.abs(errors)) < 4 * 0.5 / np.sqrt(128)


def test_candidate_buckets_hold_the_pairs_that_datasketch_finds():
    """The bands of the table pair the same documents as datasketch's MinHashLSH."""
    documents = edited_pairs(120, (0, 60))
    signatures = minhash_signatures(documents)
    index = MinHashLSH(num_perm=128, params=(25, 5))
    expected = set()
    for name, packed in signatures.itertuples(index=False):
        numbers = np.frombuffer(packed, dtype="<u4")
        sketch = MinHash(num_perm=128, seed=1, scheme="affine32", hashvalues=numbers)
        expected |= {tuple(sorted([name, other])) for other in index.query(sketch)}
        index.insert(name, sketch)
    buckets = candidate_buckets(signatures).groupby("bucket")["doc_id"]
    found = {pair for _, names in buckets for pair in itertools.combinations(sorted(names), 2)}
    assert len(expected) > 60
    assert found == expected


def test_signatures_of_partitions_are_those_of_the_whole():
    """The three steps over parts of a corpus give the table of the corpus in one piece."""
    documents = edited_pairs(80, (0, 20))
    parts = [minhash_signatures(documents.iloc[at : at + 37]) for at in range(0, 160, 37)]
    signatures = pd.concat(parts)
    assert signatures.equals(minhash_signatures(documents))
    buckets = candidate_buckets(signatures)
    candidates = documents[documents["doc_id"].isin(buckets["doc_id"])]
    assert grouped_duplicates(candidates, buckets).equals(find_duplicates(documents))


def test_find_duplicates_in_partitions_is_that_of_the_whole(tmp_path):
    """A corpus that is read in partitions gives the same tables, with few documents and many."""
    for n in (20, 80):
        documents = edited_pairs(n, (0, 20))
        documents.to_parquet(tmp_path / f"{n}.parquet")
        parts = an.read_corpus(tmp_path / f"{n}.parquet", partitions=3)
        table = find_duplicates(documents)
        assert len(table) > n // 2
        pd.testing.assert_frame_equal(find_duplicates(parts), table)
        assert find_duplicates(parts).attrs["basis"] == table.attrs["basis"]
        rest = without_duplicates(parts, table).compute()
        assert rest["doc_id"].tolist() == without_duplicates(documents, table)["doc_id"].tolist()
    terms = an.term_frequency(documents)
    expected = count_without_duplicates(terms, documents, table)
    pd.testing.assert_frame_equal(count_without_duplicates(terms, parts, table), expected)


def test_signatures_are_the_same_in_every_process():
    """Python's random hashes of strings play no part."""
    code = (
        "import hashlib, pandas as pd; from analysis.duplicates import minhash_signatures as s;"
        "table = s(pd.DataFrame({'doc_id': ['a'], 'text': ['Iran met the US in Vienna today.']}));"
        "print(hashlib.sha256(table.loc[0, 'signature']).hexdigest())"
    )
    printed = {
        subprocess.check_output([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_signatures_take_a_text_that_is_no_unicode():
    """A lone surrogate, as broken files have it, is hashed like any character."""
    documents = pd.DataFrame({"doc_id": ["a", "b"]})
    documents["text"] = pd.Series(["a\ud800b c", "a\ud800b c"], dtype="object")
    with by_signatures():
        assert len(find_duplicates(documents)) == 2


def test_many_copies_of_one_text_take_few_comparisons():
    """A thousand copies of one text are compared about twice each, not with one another."""
    rng = random.Random(3)
    words = rng.choices(WORDS, k=300)
    texts = []
    for number in range(1000):
        copy = list(words)
        copy[rng.randrange(300)] = f"n{number}"
        texts.append(" ".join(copy))
    with mock.patch.object(duplicates, "_jaccard", side_effect=duplicates._jaccard) as compared:
        table = find_duplicates(corpus(*texts))
    assert len(table) == 1000
    assert table["group"].nunique() == 1
    assert compared.call_count < 5000


# --- without the copies -------------------------------------------------------------------


def test_without_duplicates_leaves_one_of_each_group():
    """Documents, their variables and their order stay; copies go."""
    documents = corpus("x y", "a b c", "x y", "a b c", paper=["p", "q", "r", "s"])
    rest = without_duplicates(documents, find_duplicates(documents))
    assert rest["doc_id"].tolist() == ["d000", "d001"]
    assert rest["paper"].tolist() == ["p", "q"]
    assert find_duplicates(rest).empty


def test_without_duplicates_of_tokens_equals_tokens_of_the_rest(tiny):
    """Counting the tokens that are left is counting the documents that are left."""
    documents = pd.concat([tiny, tiny.assign(doc_id=["three", "four"])], ignore_index=True)
    copies = find_duplicates(documents)
    left = without_duplicates(an.tokenize(documents), copies)
    assert left["doc_id"].cat.categories.tolist() == ["one", "two"]
    expected = an.term_frequency(an.tokenize(without_duplicates(documents, copies)))
    pd.testing.assert_frame_equal(an.term_frequency(left), expected)


def test_count_without_duplicates_by_hand(tiny):
    """Each text twice: half of every count stands in copies; a word of its own loses nothing."""
    more = pd.DataFrame({"doc_id": ["three", "four"], "text": [tiny.loc[0, "text"], "Own words."]})
    documents = pd.concat([tiny, more], ignore_index=True)
    tokens = an.tokenize(documents)
    terms = an.term_frequency(tokens)
    table = count_without_duplicates(terms, tokens, find_duplicates(documents))
    assert table["term"].tolist() == terms["term"].tolist()
    cat = table.set_index("term").loc["cat"]
    assert cat.tolist() == [5, 3, 3, 2, 2 / 5]
    assert table.set_index("term").loc["own"].tolist() == [1, 1, 1, 1, 0]


def test_count_without_duplicates_has_the_terms_that_only_copies_have():
    """A term that the kept document lacks is counted 0 times without the copies."""
    documents = corpus("a b c d e f g h i j", "a b c d e f g h i k")
    terms = an.term_frequency(documents)
    copies = find_duplicates(documents, threshold=0.7)
    row = count_without_duplicates(terms, documents, copies).set_index("term").loc["k"]
    assert row.tolist() == [1, 1, 0, 0, 1]
