"""analysis.kernels: the fast path finds the tokens of the specification, whatever the text."""

import re
import sys
from importlib.metadata import distributions
from subprocess import check_output

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import kernels
from analysis.tokens import TOKEN, _found, term_of

FIND = re.compile(TOKEN).finditer

# Everything a rule looks at, at every edge of everything else.
PIECES = [
    *"aZzw0179 \n\t\x00\x1c\x85\xa0\u2028\u3000'’‘-‐‑–—…\"“”«»<>()[]/\\.,:;!?@#_+&%$*^~`=|{}",
    "\r\n", "\n\n", "\x7f", "é", "ß", "ſ", "İ", "ǅ", "½", "²", "٣", "Ω", "я", "ش", "שׁ", "हि", "中", "ก",
    "\u0301", "\u0345", "\u00ad", "\u200c", "\u200d", "\u202e", "\ufeff", "\U000e0100", "\U0001f600",
    "👩‍🚀", "ﬁ", "a.", "U.S.", "U.S.A", "u.s", "e.g.", "1,000", "1.5", "10:30", "1.", ",5", "www.", "www",
    "http://", "https://", "https:", "http", "//", ".com", "me@x.org", "@name", "#tag", "#", "'s", "’s",
    "n’t", "don't", "US-Iran", "re-", "-ing", "word", "NATO", "IT", "it", "longerthaneight",
    "internationalization", "\ud7ff", "\ue000", "\uffff",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(st.characters(max_codepoint=0xFF), max_size=30),
)
corpora = st.lists(texts, max_size=6)


def series(texts):
    return pd.Series(texts, dtype="str")


def same(fast, slow):
    """The same surface and place for each token, the same tokens for each document."""
    assert [fast.surfaces[code] for code in fast.codes] == [
        slow.surfaces[code] for code in slow.codes
    ]
    for name in ("until", "start", "end"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name))
    assert set(fast.surfaces) == set(slow.surfaces)  # none that is no token


@settings(max_examples=400)
@given(corpora)
@example(["www.-", "http://-", "xhttps://a b", "awww.x"])
@example(["a@_._", "#_", "@_ x", "1.a", "a.b.", "A.B.C”D"])
@example(["“it’s”", "’tis’", "a’’b", "a'-b", "a-", "-a", "é-a", "a-é", "a’é", "a…b"])
@example(["foo bar.baz x foo bar"])
@example(["", "", "a", ""])
def test_encode_equals_the_specification_on_any_text(texts):
    """Each token, its place and its document are those that the regular expression finds."""
    same(kernels.encode(series(texts), FIND, places=True), _found(texts, FIND))


@settings(max_examples=100)
@given(corpora, st.integers(1, 40))
def test_encode_does_not_depend_on_batches(texts, batch):
    """Documents taken a few bytes at a time give the same numbers as all at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "BATCH", batch)
        same(kernels.encode(series(texts), FIND, places=True), _found(texts, FIND))


@settings(max_examples=100)
@given(corpora)
def test_term_cells_count_what_is_there(texts):
    """A cell is a term of a document; its n are counted one token at a time."""
    cells = kernels.term_cells(series(texts), FIND, term_of)
    wanted, sizes = [], []
    for text in texts:
        counts: dict[str, int] = {}
        for match in FIND(text):
            counts[term_of(match[0])] = counts.get(term_of(match[0]), 0) + 1
        wanted += counts.items()
        sizes.append(sum(counts.values()))
    found = [(cells.terms[term], n) for term, n in zip(cells.term, cells.n, strict=True)]
    ends = np.split(np.arange(len(found)), cells.until[:-1]) if texts else []
    assert sorted(found) == sorted(wanted)
    assert cells.sizes.tolist() == sizes
    assert [sum(cells.n[rows]) for rows in ends] == sizes


def test_tables_grow_in_the_middle_of_a_document():
    """A document with more distinct words than there is room for is read to its end."""
    words = [f"{'x' * (number % 30)}w{number}" for number in range(60_000)]
    texts = ["é" * 200_000, " ".join(words) + " U.S. é", ",".join(words)]
    same(kernels.encode(series(texts), FIND, places=True), _found(texts, FIND))


def test_encode_equals_the_specification_on_real_text(seeds):
    """The seeds, and what installed packages say about themselves in many languages."""
    read = [found.read_text("METADATA") or "" for found in distributions()]
    texts = [*seeds["text"], *read]
    assert sum(map(len, texts)) > 500_000
    same(kernels.encode(series(texts), FIND, places=True), _found(texts, FIND))


def test_texts_in_pieces_and_slices_are_read_where_they_stand():
    """A column made of several pieces, and a part of a column, are read as they are."""
    whole = pd.concat([series(["One é.", "two"]), series(["three", "four’s"])], ignore_index=True)
    some = whole.iloc[1:4]
    same(kernels.encode(some, FIND, places=True), _found(list(some), FIND))
    same(kernels.encode(whole, FIND, places=True), _found(list(whole), FIND))


def test_half_a_surrogate_pair_is_left_to_the_specification():
    """Such a text cannot be bytes, however long it is: it is never large."""
    texts = pd.Series(["a \ud800 b" * kernels.LARGE], dtype=object)
    assert not kernels.is_large(texts)


def test_small_corpora_load_no_compiler():
    """The seeds are counted without numba and without a thread."""
    code = (
        "import sys, threading, analysis as an; an.term_frequency(an.read_corpus('seeds'));"
        "print('numba' in sys.modules)"
    )
    assert check_output([sys.executable, "-c", code], text=True).strip() == "False"
