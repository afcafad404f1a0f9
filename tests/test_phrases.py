"""analysis.phrases: multi-word terms by C-value."""

import math

import naive
import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings

import analysis as an
from analysis.tokens import tokenize


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)})


def c_values(documents, **options):
    table = an.multiword_terms(documents, **options)
    return dict(zip(table["term"], table["c_value"], strict=True))


def test_c_value_equals_the_example_of_frantzi_et_al():
    """Section 2.3.1 of the paper: BASAL CELL CARCINOMA and its longer terms."""
    alone = {
        "adenoid cystic basal cell carcinoma": 5,
        "cystic basal cell carcinoma": 11 - 5,
        "ulcerated basal cell carcinoma": 7,
        "recurrent basal cell carcinoma": 5,
        "circumscribed basal cell carcinoma": 3,
        "basal cell carcinoma": 984 - 26,
    }
    text = " ".join(f"{phrase}, " * n for phrase, n in alone.items())
    found = c_values(corpus(text))
    published = {
        "basal cell carcinoma": 1551.36,
        "ulcerated basal cell carcinoma": 14.0,
        "cystic basal cell carcinoma": 12.0,
        "adenoid cystic basal cell carcinoma": 11.6096,
        "recurrent basal cell carcinoma": 10.0,
        "circumscribed basal cell carcinoma": 6.0,
    }
    assert {name: found[name] for name in published} == pytest.approx(published, abs=0.005)


def test_a_phrase_that_lives_only_in_a_longer_one_is_no_term():
    """Parts of the one name are left out; a part that stands alone too stays."""
    text = "National Council of Resistance of Iran. " * 2 + "National Council. "
    found = c_values(corpus(text), stop_words=["of"])
    assert found == pytest.approx(
        {"national council of resistance of iran": 2 * math.log2(6), "national council": 1.0}
    )


def test_candidates_have_no_stop_word_but_inner_ones():
    """of and for may stand inside, the only after one of them; never at an end; no number ends."""
    text = "war of the worlds; end the war; secretary of state of the; 12 men of 30; she said war. "
    stops = ["of", "the", "she", "said"]
    assert set(c_values(corpus(text * 2), stop_words=stops)) == {
        "war of the worlds", "secretary of state",
    }  # fmt: skip
    assert set(c_values(corpus(text * 2), stop_words=stops, inner_words=["of"])) == {
        "secretary of state"
    }


def test_columns_counts_and_basis():
    """n counts occurrences inside longer terms too, n_docs documents; the basis names the rules."""
    documents = corpus("White House strategy. White House strategy.", "White House. Mr White.")
    table = an.multiword_terms(documents, min_count=2)
    assert table.columns.tolist() == ["term", "n", "n_docs", "c_value", "log_likelihood"]
    assert table.iloc[1][["term", "n", "n_docs"]].tolist() == ["white house", 3, 2]
    assert table.iloc[1]["c_value"] == 3 - 2
    assert table.attrs["basis"]["inner_words"] == "of for the"
    assert table.attrs["basis"]["words"] == "2-6"


def test_measure_is_that_of_the_weakest_cut():
    """Of two words it is the bigram's; of three the lower one of its two cuts."""
    documents = corpus("new york times. new york times. new york. the times, york, york. new")
    table = an.multiword_terms(documents, measure="pmi").set_index("term")["pmi"]
    n = 13
    assert table["new york"] == pytest.approx(math.log2(3 * n / (4 * 5)))
    first, second = math.log2(2 * n / (4 * 2)), math.log2(2 * n / (3 * 3))
    assert table["new york times"] == pytest.approx(min(first, second))


def test_repeated_words_leave_no_negative_cell():
    """NLTK fails on "x x x x", where more bigrams share a word than there are tokens."""
    table = an.multiword_terms(corpus("x x x x"), max_words=2)
    assert table["n"].tolist() == [3]
    assert np.isfinite(table["log_likelihood"]).all()


@settings(deadline=None)
@given(corpora(max_documents=3))
def test_c_values_equal_the_naive_algorithm(documents):
    """All n-grams as candidates: the paper's algorithm, phrase by phrase."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokens = tokenize(documents)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    n_of = {}
    for size in range(2, 5):
        for some in naive.ngrams(naive.rows_of(tokens), size, texts):
            phrase = tuple(row.term for row in some)
            n_of[phrase] = n_of.get(phrase, 0) + 1
    n_of = {p: n for p, n in n_of.items() if n >= 2 and p[0] != "1,000" and p[-1] != "1,000"}
    table = an.multiword_terms(tokens, documents=documents, max_words=4)
    oracle = {" ".join(phrase): value for phrase, value in naive.c_values(n_of).items()}
    assert dict(zip(table["term"], table["c_value"], strict=True)) == pytest.approx(oracle)
    assert dict(zip(table["term"], table["n"], strict=True)) == {
        " ".join(phrase): n for phrase, n in n_of.items() if " ".join(phrase) in oracle
    }


def test_seeds_have_the_terms_a_reader_would_name(seeds):
    """Whole names lead; their fragments are not there."""
    table = an.multiword_terms(seeds, stop_words=an.stop_words("en"))
    assert table["term"].tolist()[:3] == [
        "regime change", "white house", "national council of resistance of iran",
    ]  # fmt: skip
    assert not {"council of resistance", "minister javad", "state mike"} & set(table["term"])


@pytest.mark.parametrize("texts", [(), ("",), ("one two three",)])
def test_without_repeated_phrases_the_table_is_empty(texts):
    """The columns and their types stay."""
    table = an.multiword_terms(corpus(*texts).astype({"text": "str"}))
    full = an.multiword_terms(corpus("x y x y"))
    assert len(table) == 0
    assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_tokens_alone_are_refused(seed_tokens):
    """Only the texts tell where punctuation stands."""
    with pytest.raises(ValueError, match="multiword_terms needs the texts"):
        an.multiword_terms(seed_tokens)
