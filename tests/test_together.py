"""analysis.together: terms and pairs of units counted by a loop are those counted by sorting."""

import warnings

import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import kernels, pair_sums, together
from analysis.checks import CorpusWarning
from analysis.sums import count_units
from analysis.tallies import terms_in_units

UNITS = ["sentence", "paragraph", "document"]


def at(many, call):
    """What a call returns when from so many tokens, and bytes, on the loops are taken."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        patch.setattr(together, "MANY", many)
        patch.setattr(kernels, "LARGE", many)
        return call()


def assert_same(call):
    fast, slow = at(0, call), at(10**12, call)
    pd.testing.assert_frame_equal(fast, slow, check_exact=True)
    assert fast.attrs == slow.attrs


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(-1, 6), st.integers(0, 4)), max_size=40), st.booleans())
def test_in_units_names_each_kind_once_a_unit(rows, in_order):
    """Whatever the order of the units; kinds below 0 are none."""
    rows = sorted(rows, key=lambda row: row[1]) if in_order else rows
    kinds, units = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    wanted = sorted({(kind, unit) for kind, unit in rows if kind >= 0})
    for many in (0, 10**12):
        found = at(many, lambda: together.in_units(kinds, units))
        assert sorted(zip(*(part.tolist() for part in found), strict=True)) == wanted


@settings(max_examples=150)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5))), st.integers(1, 3))
def test_pairs_in_units_are_those_of_a_double_loop(rows, least):
    """A pair counts once for each unit that has both; keys rise."""
    rows = sorted(rows, key=lambda row: row[1])
    kind, unit = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    wanted = {}
    for a, first in rows:
        for b, second in rows:
            if a < b and first == second:
                wanted[7 * a + b] = wanted.get(7 * a + b, 0) + 1
    wanted = sorted((key, n) for key, n in wanted.items() if n >= least)
    for many, dense in ((0, 10), (0, 0), (10**12, 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(together, "DENSE", dense)
            keys, n = at(many, lambda: together.pairs_in_units(kind, unit, 7, least))
        assert list(zip(keys.tolist(), n.tolist(), strict=True)) == wanted


@settings(max_examples=100)
@given(corpora(), st.sampled_from(UNITS), st.sampled_from([None, ["a", "B", "us*"]]))
def test_cooccurrence_of_many_documents_equals_that_of_few(documents, unit, terms):
    """Every column, type and row, with stop words and with chosen terms."""
    assert_same(
        lambda: an.cooccurrence(
            documents, unit=unit, terms=terms, min_count=1, stop_words=["c", "d"]
        )
    )


# All that the rules of tokens and of sentences look at, around words that repeat.
PIECES = [
    *"ab \n.!?…‼؟।”’\"')(“‘-‐—,:@_é中٣\U0001f600\u0301\u200d\xa0\u2028\u3000", "a ", "b. ", "A. ", "B b", "é ", "U.S. ",
    "us ", "Mr. ", "said.The ", "1,000 ", "\r\n", "\n\n", "\n \n", "p.m. ", "« a. »", "www.a.b/c. ", "x@a.b ", "a’s ", "No. 5 ",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=25),
)


@settings(max_examples=300)
@given(st.lists(texts, max_size=5), st.sampled_from(UNITS), st.sampled_from([None, ["a", "É*"]]))
def test_cooccurrence_of_any_text_is_that_of_its_tokens(texts, unit, terms):
    """Without a table of tokens each unit has the same terms, whatever stands in the texts."""
    documents = pd.DataFrame(
        {"doc_id": [f"d{number}" for number in range(len(texts))], "text": texts}, dtype="str"
    )
    assert_same(lambda: an.cooccurrence(documents, unit=unit, terms=terms, min_count=1))
    fast, slow = (at(many, lambda: terms_in_units(documents, unit)) for many in (0, 10**12))
    np.testing.assert_array_equal(fast.term, slow.term)
    np.testing.assert_array_equal(np.unique(fast.unit, return_inverse=True)[1], slow.unit)
    assert fast.n_units == slow.n_units
    pd.testing.assert_frame_equal(fast.source, slow.source[["doc_id", "term"]].head(0))
    assert fast.source.attrs == slow.source.attrs


@settings(max_examples=100)
@given(
    corpora(),
    st.sampled_from(["a", "b*", ["a", "US"], "a b", "b-c", "nowhere"]),
    st.integers(1, 4),
)
def test_collocates_of_many_documents_equal_those_of_few(documents, node, window):
    """Words are found without sentences and places, phrases with them: the same table."""
    assert_same(lambda: an.collocates(documents, node, window=window, min_count=1))


def test_counts_of_a_partition_are_the_same_at_speed(seeds):
    """Of both passes over the parts: the terms of the units, and the pairs of some of them."""
    names = pd.Series(["US", "deal", "iran", "nowhere"], dtype="str")
    for unit in UNITS:
        for count in (
            lambda unit=unit: count_units(seeds, unit=unit),
            lambda unit=unit: pair_sums._count_pairs(seeds, unit=unit, names=names),
        ):
            fast, slow = at(0, count), at(10**12, count)
            for name, table in slow.items():
                pd.testing.assert_frame_equal(fast[name], table, check_exact=True)


def test_pairs_written_in_parts_are_the_same(monkeypatch, seeds):
    """However little room there is for the pairs at once, with a table of all pairs or without."""
    whole = at(0, lambda: an.cooccurrence(seeds, min_count=2))
    monkeypatch.setattr(together, "DENSE", 10)
    monkeypatch.setattr(together, "ROOM", 1)
    pd.testing.assert_frame_equal(at(0, lambda: an.cooccurrence(seeds, min_count=2)), whole)


def test_pairs_of_the_seeds_are_the_same_at_speed(seeds):
    """Real text, each unit, and windows around a word, a phrase and several."""
    for unit in UNITS:
        assert_same(lambda unit=unit: an.cooccurrence(seeds, unit=unit, min_count=2))
    for node in ("iran", "regime change", ["US", "iran*"]):
        assert_same(lambda node=node: an.collocates(seeds, node))
    assert_same(lambda: an.tokenize(seeds, form="lemma"))
    assert_same(lambda: an.tokenize(seeds, phrases=["regime change"], paragraphs="line"))
