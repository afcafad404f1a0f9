"""Pairs and multi-word terms against NLTK's collocation finder, live."""

import pandas as pd
import pytest
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

import analysis as an

SCORES = {
    "log_likelihood": BigramAssocMeasures.likelihood_ratio,
    "pmi": BigramAssocMeasures.pmi,
    "chi_square": BigramAssocMeasures.chi_sq,
    "dice": BigramAssocMeasures.dice,
    "jaccard": BigramAssocMeasures.jaccard,
}


def unpunctuated(seeds):
    """The words of the seeds in one sentence, where NLTK's bigrams and ours are the same."""
    tokens = an.tokenize(seeds)
    words = [word for word in tokens["term"].astype("str") if word.isalpha()]
    # A capital after "." would begin a sentence; there is no punctuation left.
    return words, pd.DataFrame({"doc_id": ["all"], "text": [" ".join(words)]})


@pytest.mark.parametrize("measure", SCORES)
def test_two_words_score_as_in_nltk(seeds, measure):
    """Each contiguous bigram: unigram counts as margins, tokens as places; NLTK has no sign."""
    words, documents = unpunctuated(seeds)
    finder = BigramCollocationFinder.from_words(words)
    finder.apply_freq_filter(2)
    theirs = {" ".join(pair): value for pair, value in finder.score_ngrams(SCORES[measure])}
    table = an.multiword_terms(documents, inner_words=[], max_words=2, measure=measure)
    scores = table[measure] if measure == "pmi" else table[measure].abs()
    assert len(table) > 150
    assert dict(zip(table["term"], scores, strict=True)) == pytest.approx(theirs, rel=1e-6)


def test_bigrams_are_counted_as_in_nltk(seeds):
    """The frequencies of the n-grams are those of NLTK's finder."""
    words, documents = unpunctuated(seeds)
    finder = BigramCollocationFinder.from_words(words)
    table = an.term_frequency(documents, ngrams=2)
    ours = dict(zip(table["term"], table["n"], strict=True))
    assert ours == {" ".join(pair): n for pair, n in finder.ngram_fd.items()}


def test_sentence_pairs_score_as_in_nltk():
    """A pair of terms in sentences is a 2 × 2 table; NLTK scores the same four cells."""
    text = "Iran met the US. Iran and the US talked. Iran left. The US stayed. Poland spoke."
    table = an.cooccurrence(pd.DataFrame({"doc_id": ["a"], "text": [text]}), min_count=1)
    for row in table.itertuples():
        theirs = BigramAssocMeasures.likelihood_ratio(row.n_ab, (row.n_a, row.n_b), row.n_units)
        assert abs(row.log_likelihood) == pytest.approx(theirs, rel=1e-9, abs=1e-9)
