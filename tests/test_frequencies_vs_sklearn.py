"""Frequencies, n-grams and tf-idf against scikit-learn, live, on our own token pattern."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

import analysis as an
from analysis.tokens import TOKEN, term_of


def counted(vectorizer, texts):
    matrix = vectorizer.fit_transform(texts)
    return matrix.toarray(), vectorizer.get_feature_names_out().tolist()


def test_frequencies_equal_count_vectorizer(seeds):
    """The exported pattern gives scikit-learn the same tokens: equal n, n_docs and cells."""
    surfaces = CountVectorizer(token_pattern=f"(?u){TOKEN}", lowercase=False)
    split = surfaces.build_tokenizer()
    matrix, names = counted(
        CountVectorizer(analyzer=lambda text: map(term_of, split(text))), seeds["text"]
    )
    whole = an.term_frequency(seeds).set_index("term").loc[names]
    assert whole["n"].tolist() == matrix.sum(axis=0).tolist()
    assert whole["n_docs"].tolist() == (matrix > 0).sum(axis=0).tolist()
    cells = an.term_frequency(seeds, by="doc_id").pivot(index="doc_id", columns="term", values="n")
    assert cells.fillna(0)[names].to_numpy().tolist() == matrix.tolist()


def test_ngrams_equal_count_vectorizer_where_nothing_parts_them():
    """Of texts without punctuation, one sentence each, scikit-learn's n-grams are ours."""
    texts = ["the cat saw the cat", "a cat and the dog saw a cat", "dog"]
    documents = {"doc_id": list("abc"), "text": texts}
    import pandas as pd

    for size in (2, 3):
        vectorizer = CountVectorizer(token_pattern=f"(?u){TOKEN}", ngram_range=(size, size))
        matrix, names = counted(vectorizer, texts)
        table = an.term_frequency(pd.DataFrame(documents), ngrams=size).set_index("term")
        assert table["n"].loc[names].tolist() == matrix.sum(axis=0).tolist()
        assert len(table) == len(names)


def test_tf_idf_maps_to_tfidf_vectorizer(seeds):
    """TfidfVectorizer without norm and smoothing is n (ln(G / G_t) + 1)."""
    split = CountVectorizer(token_pattern=f"(?u){TOKEN}", lowercase=False).build_tokenizer()
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: map(term_of, split(text)), norm=None, smooth_idf=False
    )
    matrix, names = counted(vectorizer, seeds["text"])
    theirs = {
        (doc_id, term): value
        for doc_id, row in zip(seeds["doc_id"], matrix, strict=True)
        for term, value in zip(names, row, strict=True)
        if value
    }
    table = an.tf_idf(seeds)
    sizes = an.tokenize(seeds)["doc_id"].value_counts()
    ours = {
        (row.doc_id, row.term): row.tf_idf * sizes[row.doc_id] + row.n for row in table.itertuples()
    }
    assert ours == pytest.approx(theirs)
    assert np.isfinite(list(ours.values())).all()
