"""analysis.frequencies and analysis.intervals: by hand, against the naive oracle, at the edges."""

import math
import warnings
from fractions import Fraction

import naive
import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.checks import CorpusWarning

slow_first_time = settings(deadline=None)
MILLION = 10**6


def tokens_of(documents):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)  # "b" and "B", "US": written both ways
        return an.tokenize(documents)


def cell(table, column, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table[column].iloc[0]


# --- by hand ------------------------------------------------------------------------------


def test_term_frequency_counts_three_sentences_by_hand(tiny):
    """Each number of the tiny corpus is known: 13 tokens, 6 in one, 7 in two."""
    table = an.term_frequency(tiny)
    assert table["term"].tolist() == ["cat", "sat", "the", "a", "and", "dog", "ran"]
    assert table["n"].tolist() == [3, 3, 3, 1, 1, 1, 1]
    assert table.columns.tolist() == [
        "term", "n", "n_docs", "per_million", "dp_norm", "one_document",
    ]  # fmt: skip
    assert cell(table, "n_docs", term="cat") == 2
    assert cell(table, "per_million", term="cat") == float(Fraction(3, 13) * MILLION)
    # cat: 2 of 3 in a document of 6 tokens, 1 of 3 in one of 7.
    dp = (abs(Fraction(2, 3) - Fraction(6, 13)) + abs(Fraction(1, 3) - Fraction(7, 13))) / 2
    assert cell(table, "dp_norm", term="cat") == pytest.approx(float(dp / (1 - Fraction(6, 13))))


def test_one_document_marks_what_halves_without_one_document():
    """Of 30 tokens in three documents: 4 + 1 of 5 are halved without the first, 3 + 2 are not."""
    texts = ["w w w w v v v" + " x" * 3, "w v v" + " x" * 7, "x" + " x" * 9]
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": texts})
    marked = an.term_frequency(documents).set_index("term")["one_document"]
    # w: 1 of 20 against 5 of 30; v: 2 of 20 against 5 of 30; x: 17 of 20 against 20 of 30.
    assert marked.to_dict() == {"x": False, "v": False, "w": True}
    two = an.term_frequency(documents.head(2)).set_index("term")["one_document"]
    assert not two.any()


def test_one_document_is_never_marked_in_groups_of_fewer_than_three():
    """A document alone drives all its numbers; an empty one does not make three."""
    documents = pd.DataFrame({"doc_id": list("abcd"), "text": ["w w", "x", "", "x"]})
    assert not an.term_frequency(documents, by="doc_id")["one_document"].any()
    assert an.term_frequency(documents).set_index("term")["one_document"].to_dict() == {
        "w": True,
        "x": False,
    }
    assert not an.term_frequency(documents.head(3))["one_document"].any()


def test_term_frequency_of_groups_takes_their_own_denominators(tiny):
    """By document, per_million is of the document's tokens, and dispersion has no meaning."""
    table = an.term_frequency(tiny, by="doc_id")
    assert cell(table, "n", doc_id="two", term="the") == 2
    assert cell(table, "per_million", doc_id="two", term="the") == float(Fraction(2, 7) * MILLION)
    assert table["dp_norm"].isna().all()
    assert table["doc_id"].cat.categories.tolist() == ["one", "two"]


def test_term_frequency_of_a_document_variable_keeps_documents_without_it():
    """Documents without a value are a group of their own, last, so that groups add up."""
    documents = pd.DataFrame(
        {"doc_id": ["a", "b", "c"], "text": ["x y", "x", "x"], "paper": ["P", None, "O"]}
    )
    table = an.term_frequency(an.tokenize(documents), by="paper", documents=documents)
    assert table["paper"].fillna("none").tolist() == ["O", "P", "P", "none"]
    assert table["n"].sum() == 4


def test_term_frequency_leaves_stop_words_out_of_rows_only(tiny):
    """A stop word has no row and stays in the denominator."""
    table = an.term_frequency(tiny, stop_words=["the", "a", "and"])
    assert set(table["term"]) == {"cat", "sat", "dog", "ran"}
    assert cell(table, "per_million", term="dog") == float(Fraction(1, 13) * MILLION)
    assert table.attrs["basis"]["stop_words"] == "own list (3 words)"


def test_term_frequency_counts_ngrams_within_punctuation(tiny):
    """No bigram crosses a full stop, a comma or a sentence; a stop word cannot end one."""
    table = an.term_frequency(tiny, ngrams=2)
    assert dict(zip(table["term"], table["n"], strict=True)) == {
        "cat sat": 2, "the cat": 2, "a cat": 1, "and the": 1, "cat ran": 1, "dog sat": 1, "the dog": 1,
    }  # fmt: skip
    table = an.term_frequency(tiny, ngrams=3, stop_words=["the", "and"])
    assert table["term"].tolist() == ["a cat ran"]
    table = an.term_frequency(tiny, ngrams=2, stop_words=["cat", "dog"])
    assert table["term"].tolist() == ["and the"]


def test_term_frequency_adds_ngrams_that_read_the_same():
    """Where a phrase is one term, "a b" + "c" and "a" + "b c" are one bigram to the reader."""
    documents = pd.DataFrame({"doc_id": ["1"], "text": ["a b c. a b c."]})
    tokens = an.tokenize(documents)
    tokens["term"] = tokens["term"].astype("str")
    first = tokens.iloc[[0, 2, 3, 4]].reset_index(drop=True)
    first.loc[0, ["end", "term"]] = [3, "a b"]
    first.loc[3, ["end", "term"]] = [13 + 0, "b c"]
    table = an.term_frequency(first, documents=documents, ngrams=2)
    assert table[["term", "n"]].values.tolist() == [["a b c", 2]]


def test_tf_idf_is_share_times_log_of_groups():
    """n of the group's tokens, times ln of groups over groups with the term; empty ones count."""
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["x x y", "x", ""]})
    table = an.tf_idf(documents)
    assert table.columns.tolist() == ["doc_id", "term", "n", "tf_idf"]
    assert cell(table, "tf_idf", doc_id="a", term="x") == pytest.approx(2 / 3 * math.log(3 / 2))
    assert cell(table, "tf_idf", doc_id="a", term="y") == pytest.approx(1 / 3 * math.log(3 / 1))
    assert table["term"].tolist() == ["y", "x", "x"]
    only_y = an.tf_idf(documents, stop_words=["x"])
    assert only_y["tf_idf"].tolist() == [cell(table, "tf_idf", term="y")]


# --- against the oracle -------------------------------------------------------------------


@slow_first_time
@given(corpora(), st.sampled_from([None, "doc_id", "sentence", "paper"]), st.integers(1, 2))
def test_term_frequency_equals_the_naive_count(documents, by, min_count):
    """n and n_docs of any grouping are what a loop counts; every group has its denominators."""
    tokens, papers = (
        tokens_of(documents),
        dict(zip(documents["doc_id"], documents["paper"], strict=True)),
    )
    rows = naive.rows_of(tokens)

    def group(row):
        value = None if by is None else papers[row.doc_id] if by == "paper" else getattr(row, by)
        return "none" if by == "paper" and pd.isna(value) else value

    table = an.term_frequency(tokens, by=by, documents=documents, min_count=min_count)
    oracle = naive.frequencies(rows, group)
    groups = [None] * len(table) if by is None else table[by].astype(object).fillna("none")
    found = {
        (name, row.term): (row.n, row.n_docs)
        for name, row in zip(groups, table.itertuples(), strict=True)
    }
    assert found == {key: value for key, value in oracle.items() if value[0] >= min_count}
    sizes = {}
    for row in rows:
        sizes[group(row)] = sizes.get(group(row), 0) + 1
    for name, row in zip(groups, table.itertuples(), strict=True):
        assert row.per_million == pytest.approx(row.n / sizes[name] * MILLION)


@slow_first_time
@given(corpora(), st.sampled_from([None, "paper"]))
def test_dp_norm_equals_the_naive_dispersion(documents, by):
    """Over the documents of the group that have tokens."""
    tokens = tokens_of(documents)
    papers = dict(zip(documents["doc_id"], documents["paper"].fillna("none"), strict=True))
    table = an.term_frequency(tokens, by=by, documents=documents)
    rows = naive.rows_of(tokens)
    for line in table.fillna({"paper": "none"} if by else {}).itertuples():
        parts = [d for d in papers if by is None or papers[d] == line.paper]
        counts = [sum((r.doc_id, r.term) == (d, line.term) for r in rows) for d in parts]
        sizes = [sum(r.doc_id == d for r in rows) for d in parts]
        assert line.dp_norm == pytest.approx(naive.dp_norm(counts, sizes), nan_ok=True)


@slow_first_time
@given(corpora(), st.integers(2, 4))
def test_ngrams_equal_the_naive_ngrams(documents, size):
    """All sequences inside a sentence with white space alone between, and no other."""
    tokens = tokens_of(documents)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    table = an.term_frequency(tokens, documents=documents, ngrams=size)
    oracle = {}
    for some in naive.ngrams(naive.rows_of(tokens), size, texts):
        name = " ".join(row.term for row in some)
        oracle[name] = oracle.get(name, 0) + 1
    assert dict(zip(table["term"], table["n"], strict=True)) == oracle


# --- invariants ---------------------------------------------------------------------------


def test_counts_add_up_to_the_tokens(seed_tokens):
    """Without a stop list the sum of n is the number of tokens, in any grouping."""
    for by in (None, "doc_id", "sentence"):
        assert an.term_frequency(seed_tokens, by=by)["n"].sum() == len(seed_tokens)


def test_counts_of_parts_add_up_to_the_whole(seeds):
    """Added over partitions of the documents, n and n_docs are those of the whole corpus."""
    parts = pd.concat([an.term_frequency(seeds.iloc[[k]]) for k in range(len(seeds))])
    added = parts.groupby("term")[["n", "n_docs"]].sum()
    whole = an.term_frequency(seeds).set_index("term")[["n", "n_docs"]]
    pd.testing.assert_frame_equal(added.sort_index(), whole.sort_index())


def test_rows_are_ordered_by_score_then_name(seed_tokens):
    """Two runs are equal row for row, whatever the order of the categories."""
    table = an.term_frequency(seed_tokens)
    expected = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    pd.testing.assert_frame_equal(table, expected)
    shuffled = seed_tokens.copy()
    names = seed_tokens["term"].cat.categories.tolist()
    shuffled["term"] = shuffled["term"].cat.reorder_categories(names[::-1])
    pd.testing.assert_frame_equal(an.term_frequency(shuffled), table)


@pytest.mark.parametrize("texts", [[], [""], ["", " . "]])
def test_an_empty_corpus_gives_empty_tables_with_columns(texts):
    """No document, or documents without a word: no row, the right columns and types."""
    documents = pd.DataFrame(
        {
            "doc_id": pd.Series([str(k) for k in range(len(texts))], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )
    full = an.term_frequency(pd.DataFrame({"doc_id": ["a"], "text": ["x"]}), bootstrap=2)
    table = an.term_frequency(documents, bootstrap=2)
    assert len(table) == 0
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
    assert an.term_frequency(documents, by="doc_id", ngrams=2).columns[0] == "doc_id"
    assert an.tf_idf(documents).columns.tolist() == ["doc_id", "term", "n", "tf_idf"]


def test_tokens_read_from_a_file_are_counted_the_same(seed_tokens):
    """Plain texts in place of categories change no number."""
    plain = seed_tokens.astype({"doc_id": "str", "term": "str"})
    pd.testing.assert_frame_equal(
        an.term_frequency(plain), an.term_frequency(seed_tokens), check_like=True
    )


def test_basis_says_what_was_counted(seed_tokens):
    """The basis of the tokens and the choices made stand in the result and in its rows."""
    table = an.term_frequency(seed_tokens, by="doc_id", min_count=2)
    basis = table.iloc[0].attrs["basis"]
    assert basis["n_documents"] == 2
    assert (basis["by"], basis["min_count"], basis["stop_words"]) == ("doc_id", 2, "none")
    assert "by" not in seed_tokens.attrs["basis"]


# --- intervals ----------------------------------------------------------------------------


def many(n):
    return pd.DataFrame(
        {"doc_id": [f"d{k}" for k in range(n)], "text": ["x y", "x. z z"] * (n // 2)}
    )


def test_interval_holds_the_frequency_and_follows_the_seed():
    """The interval lies around per_million, is the same for one seed and wider for a higher level."""
    first = an.term_frequency(many(20), bootstrap=300)
    assert (first["low"] <= first["per_million"]).all()
    assert (first["per_million"] <= first["high"]).all()
    pd.testing.assert_frame_equal(first, an.term_frequency(many(20), bootstrap=300))
    assert not first.equals(an.term_frequency(many(20), bootstrap=300, seed=2))
    wider = an.term_frequency(many(20), bootstrap=300, level=0.99)
    assert (wider["high"] - wider["low"]).sum() > (first["high"] - first["low"]).sum()


def test_interval_resamples_documents_from_ten_on():
    """Below ten documents sentences are drawn, and the basis says so."""
    assert (
        "resamples of documents"
        in an.term_frequency(many(10), bootstrap=9).attrs["basis"]["bootstrap"]
    )
    few = an.term_frequency(many(8), bootstrap=9).attrs["basis"]["bootstrap"]
    assert few == "9 resamples of sentences, 95% inside, as a group has fewer than 10 documents"
    grouped = an.term_frequency(many(20), by="doc_id", bootstrap=9).attrs["basis"]["bootstrap"]
    assert "sentences" in grouped


def test_interval_equals_a_naive_bootstrap():
    """The same draws of documents, counted one by one: Poisson of each name's own numbers."""
    documents = many(12)
    documents["text"] += [" x y z" * k for k in range(12)]
    table = an.term_frequency(documents, bootstrap=50, seed=3)
    tokens = naive.rows_of(an.tokenize(documents))
    times_of = {name: naive.poisson_draws(name, 50, seed=3) for name in documents["doc_id"]}
    for line in table.itertuples():
        drawn = []
        for resample in range(50):
            times = {name: draws[resample] for name, draws in times_of.items()}
            n = sum(times[row.doc_id] for row in tokens if row.term == line.term)
            drawn.append(n / sum(times[row.doc_id] for row in tokens) * MILLION)
        assert [line.low, line.high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist())


def test_interval_of_a_group_does_not_depend_on_the_others():
    """A group resampled alone has the interval that it has among others."""
    documents = many(20).assign(paper=["P"] * 10 + ["Q"] * 10)
    both = an.term_frequency(documents, by="paper", bootstrap=40)
    alone = an.term_frequency(documents.head(10), by="paper", bootstrap=40)
    pd.testing.assert_frame_equal(both[both["paper"] == "P"].reset_index(drop=True), alone)


# --- mistakes -----------------------------------------------------------------------------

MISTAKES = [
    ({"by": "sentense"}, 'There is no column "sentense" to group by.*Did you mean "sentence"'),
    ({"by": "paper"}, "For a document variable give documents=documents"),
    ({"ngrams": 2}, "term_frequency needs the texts.*give documents=documents"),
    ({"ngrams": 0}, "ngrams must be 1 or more; not 0"),
    ({"min_count": 0}, "min_count must be 1 or more"),
    ({"stop_words": "en"}, r'write stop_words=stop_words\("en"\)'),
    ({"bootstrap": 9, "level": 95}, "level must lie between 0 and 1; not 95"),
]


@pytest.mark.parametrize(("choice", "sentence"), MISTAKES)
def test_mistakes_are_met_with_the_remedy(seed_tokens, choice, sentence):
    """Each mistake has a sentence that says how to mend it."""
    with pytest.raises(ValueError, match=sentence):
        an.term_frequency(seed_tokens, **choice)


def test_documents_of_another_corpus_are_refused(seed_tokens, tiny):
    """Texts that are not those of the tokens would give wrong n-grams."""
    with pytest.raises(
        ValueError, match="documents must be those of the tokens; these are missing"
    ):
        an.term_frequency(seed_tokens, documents=tiny, ngrams=2)


@slow_first_time
@given(corpora(), st.sampled_from([None, "paper"]))
def test_one_document_equals_leaving_each_document_out(documents, by):
    """A loop leaves out each document in turn and looks whether the rate falls below half."""
    tokens = tokens_of(documents)
    table = an.term_frequency(tokens, by=by, documents=documents)
    papers = dict(zip(documents["doc_id"], documents["paper"].fillna("none"), strict=True))
    rows = naive.rows_of(tokens)
    for line in table.fillna({by: "none"} if by else {}).itertuples():
        here = [row for row in rows if by is None or papers[row.doc_id] == line.paper]
        assert line.one_document == naive.one_document(here, line.term)


# --- some terms ---------------------------------------------------------------------------


@slow_first_time
@given(corpora(max_documents=6), st.sampled_from([None, "doc_id", "paper"]), st.integers(1, 2))
def test_term_frequency_of_some_terms_has_the_rows_of_all(documents, by, ngrams):
    """Each number of a row that was asked for is that of the whole table; others have no row."""
    tokens = tokens_of(documents)
    how = {"by": by, "documents": documents, "ngrams": ngrams}
    whole = an.term_frequency(tokens, **how)
    asked = ["nowhere", *whole["term"].drop_duplicates().iloc[::2]]
    expected = whole[whole["term"].isin(asked)].reset_index(drop=True)
    found = an.term_frequency(tokens, terms=asked, **how)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert found.attrs == whole.attrs


def test_term_frequency_of_no_terms_is_an_empty_table(tiny):
    """No term asked for: no row, the columns of the whole."""
    assert list(an.term_frequency(tiny, terms=[])) == list(an.term_frequency(tiny))
    assert an.term_frequency(tiny, terms=[]).empty
