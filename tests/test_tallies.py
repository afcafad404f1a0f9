"""analysis.tallies: counts of documents at speed equal those of their tokens, row for row."""

import warnings

import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import kernels, measures, tallies
from analysis.checks import CorpusWarning

NEVER = 10**12


def said(call, large):
    """What a call returns, or its error, and the warnings it gives, from so many bytes on."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", CorpusWarning)
        patch.setattr(kernels, "LARGE", large)
        result = call()
    return result, [str(warning.message) for warning in caught]


def assert_same(call):
    fast, slow = said(call, 0), said(call, NEVER)
    pd.testing.assert_frame_equal(fast[0], slow[0], check_exact=True)
    assert fast[0].attrs == slow[0].attrs
    assert fast[1] == slow[1]


@settings(max_examples=150)
@given(
    corpora(max_documents=8),
    st.sampled_from([None, "doc_id", "paper"]),
    st.sampled_from([None, ["a", "b", "Not"]]),
    st.integers(1, 3),
)
def test_term_frequency_of_many_documents_equals_that_of_their_tokens(
    documents, by, stop_words, min_count
):
    """Every column, its type, the basis and the warnings are those of the specification."""
    assert_same(
        lambda: an.term_frequency(documents, by=by, stop_words=stop_words, min_count=min_count)
    )


def test_term_frequency_of_the_seeds_is_the_same_at_speed(seeds):
    """Real text, whole and by document."""
    stops = an.stop_words("en")
    for by in (None, "doc_id", "date"):
        assert_same(lambda by=by: an.term_frequency(seeds, by=by, stop_words=stops))


def test_an_unknown_group_is_refused_with_the_same_sentence(tiny):
    """The fast path leaves to the specification what it does not know."""
    sentences = []
    for large in (0, NEVER):
        with pytest.raises(ValueError, match="paper") as error:
            said(lambda: an.term_frequency(tiny, by="paper"), large)
        sentences.append(str(error.value))
    assert sentences[0] == sentences[1]


def test_tables_of_tokens_are_not_tallied(tiny):
    """Tokens are counted as tokens, and groups that documents do not have by tokens too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "LARGE", 0)
        assert tallies.can_tally(tiny, None, None)
        assert tallies.can_tally(tiny, "doc_id", None)
        assert not tallies.can_tally(an.tokenize(tiny), None, None)
        assert not tallies.can_tally(tiny, "sentence", None)
    assert not tallies.can_tally(tiny, None, None)


@settings(max_examples=100)
@given(corpora(max_documents=8), st.integers(0, 8))
def test_tallies_of_two_parts_add_up_to_that_of_the_whole(documents, cut):
    """n, n_docs and size_docs add up; so do the counts over the share, asked for the whole."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        found = [tallies.tally(part) for part in (documents[:cut], documents[cut:], documents)]
    size = int(found[2].part_sizes.sum())
    tables = [one.rows.assign(term=one.names.take(one.rows["kind"])) for one in found]
    sums = pd.concat(tables[:2]).groupby("term")[["n", "n_docs", "size_docs"]].sum()
    whole = tables[2].set_index("term")
    pd.testing.assert_frame_equal(sums, whole[["n", "n_docs", "size_docs"]])
    over = [
        np.stack(tallies.counts_over(one, whole["n"][table["term"]], np.full(len(table), size)))
        for one, table in zip(found, tables, strict=True)
    ]
    for part, table in zip(over, tables, strict=True):
        table["n_over"], table["size_over"] = part
    added = pd.concat(tables[:2]).groupby("term")[["n_over", "size_over"]].sum()
    pd.testing.assert_frame_equal(added, tables[2].set_index("term")[["n_over", "size_over"]])


def test_counts_over_by_hand():
    """cat: 2 of 3 in 6 of 13 tokens, more than its share; 1 of 3 in the other 7 is not."""
    documents = pd.DataFrame(
        {"doc_id": ["a", "b"], "text": ["cat cat " + "x " * 4, "cat " + "y " * 6]}
    )
    found = tallies.tally(documents)
    row = int(np.flatnonzero(found.names.take(found.rows["kind"]) == "cat")[0])
    n_over, size_over = tallies.counts_over(found)
    assert (n_over[row], size_over[row]) == (2, 6)
    assert measures.dp_norm_over(3, 2, 6, 13, 6) == pytest.approx((2 / 3 - 6 / 13) / (1 - 6 / 13))


@settings(max_examples=60)
@given(corpora(max_documents=6), st.sampled_from([None, "doc_id", "paper"]))
def test_some_terms_of_many_documents_equal_those_of_their_tokens(documents, by):
    """Only what is asked for is added up, and to the same numbers."""
    asked = ["a", "b", "nowhere"]
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        patch.setattr(kernels, "LARGE", 0)
        fast = an.term_frequency(documents, by=by, terms=asked)
        patch.setattr(kernels, "LARGE", NEVER)
        slow = an.term_frequency(documents, by=by, terms=asked)
    pd.testing.assert_frame_equal(fast, slow, check_exact=True)
    assert fast.attrs == slow.attrs


@settings(max_examples=60)
@given(corpora(max_documents=6), st.sampled_from([None, "doc_id", "paper"]))
def test_the_tally_of_tokens_is_that_of_their_documents(documents, by):
    """Every number of each row is the same, and so are the documents with more than their share."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        patch.setattr(kernels, "LARGE", 0)
        of_documents, tokens = tallies.tally(documents, by), an.tokenize(documents)
        assert tallies.can_tally_tokens(tokens)
        of_tokens = tallies.tally_tokens(tokens, documents, by)
    pd.testing.assert_frame_equal(of_tokens.rows, of_documents.rows)
    assert of_tokens.names.tolist() == of_documents.names.tolist()
    over = zip(tallies.counts_over(of_tokens), tallies.counts_over(of_documents), strict=True)
    assert all((a == b).all() for a, b in over)
