"""analysis.together: terms and pairs of units counted by a loop are those counted by sorting."""

import warnings

import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import kernels, together
from analysis.checks import CorpusWarning

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
    for many in (0, 10**12):
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


@settings(max_examples=100)
@given(
    corpora(),
    st.sampled_from(["a", "b*", ["a", "US"], "a b", "b-c", "nowhere"]),
    st.integers(1, 4),
)
def test_collocates_of_many_documents_equal_those_of_few(documents, node, window):
    """Words are found without sentences and places, phrases with them: the same table."""
    assert_same(lambda: an.collocates(documents, node, window=window, min_count=1))


def test_more_terms_than_a_table_holds_are_multiplied(monkeypatch, seeds):
    """Beyond that the product of matrices is taken, and gives the same."""
    whole = at(0, lambda: an.cooccurrence(seeds, min_count=2))
    monkeypatch.setattr(together, "DENSE", 10)
    pd.testing.assert_frame_equal(at(0, lambda: an.cooccurrence(seeds, min_count=2)), whole)


def test_pairs_of_the_seeds_are_the_same_at_speed(seeds):
    """Real text, each unit, and windows around a word, a phrase and several."""
    for unit in UNITS:
        assert_same(lambda unit=unit: an.cooccurrence(seeds, unit=unit, min_count=2))
    for node in ("iran", "regime change", ["US", "iran*"]):
        assert_same(lambda node=node: an.collocates(seeds, node))
    assert_same(lambda: an.tokenize(seeds, form="lemma"))
    assert_same(lambda: an.tokenize(seeds, phrases=["regime change"], paragraphs="line"))
