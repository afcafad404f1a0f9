"""The matcher of many texts at once against slow, obvious loops over one text at a time."""

import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import Actor, Codebook, Role
from analysis.folding import Folded, fold_all
from analysis.matching import Hits, Lexicon, find_strings, longest

# --- occurrences ---------------------------------------------------------------------------------

STRINGS = st.lists(st.sampled_from(["a", "b", "ab", "a b", "b a", "a-b", "a b a"]), unique=True)
PIECES = ["a", "b", "ab", " ", " ", " ", "-", "_", ".", "é", "1", "a b a", "b a"]
PIECES += ["’", "ß", "\u0301", "🇮🇷"]  # of two to four bytes, letters and none
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=4)


def in_form(texts: list[str]) -> Folded:
    """Texts as they are searched."""
    return fold_all(pd.Series(texts, dtype="str"))


def codebook(names, **more) -> Codebook:
    """An organisation a name."""
    return Codebook(tuple(Actor(name=name, kind="organization") for name in names), **more)


@settings(max_examples=300)
@given(STRINGS, TEXTS)
def test_hits_are_all_whole_words(names, texts):
    """Every string is found wherever a regular expression finds it, longer ones around it or not."""
    lexicon = Lexicon(codebook(names))
    found = lexicon.hits(in_form(texts))
    texts = [in_form(texts).text(number) for number in range(len(texts))]
    expected = [
        (number, match.start(), match.start() + len(string), string)
        for number, text in enumerate(texts)
        for string in lexicon.strings
        for match in re.finditer(rf"(?<!\w)(?={re.escape(string)}(?!\w))", text)
    ]
    expected.sort(key=lambda hit: (hit[0], hit[1], -hit[2]))
    rows = zip(*(column.tolist() for column in found), strict=True)
    assert [(*place, lexicon.strings[string]) for *place, string in rows] == expected
    assert list(lexicon.occurrences(in_form(texts))) == expected


def test_hits_stand_beside_half_of_a_surrogate_pair():
    """A character that is no letter and that UTF-8 has no bytes for ends a word."""
    texts = ["\ud800Iran", "Iran\udfff", "a\ud800Iran", "éIran", "Irané"]
    found = Lexicon(codebook(["Iran"])).hits(fold_all(pd.Series(texts, dtype=object)))
    assert found.text.tolist() == [0, 1, 2]
    assert found.start.tolist() == [1, 0, 2]


# --- overlaps --------------------------------------------------------------------------------------


def slow_longest(spans):
    """From the longest on: those that overlap none that stays stay; those inside one are noted."""
    kept, around = [], {}
    for one in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        holding = [other for other in kept if other[0] <= one[0] and one[1] <= other[1]]
        if holding:
            around[one] = holding[0]
        elif all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return sorted(kept), around


SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda span: (span[0], sum(span))),
    unique=True,
    max_size=9,
)


@settings(max_examples=500)
@given(st.lists(SPANS, max_size=3))
def test_longest_equals_a_loop_from_the_longest_on(documents):
    """The longest stay, also where they cross; what is inside one knows which one; by document."""
    rows = [
        (number, *span)
        for number, spans in enumerate(documents)
        for span in sorted(spans, key=lambda span: (span[0], -span[1]))
    ]
    number, start, end = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    kept, around = longest(Hits(number, start, end, number), in_form(["x" * 20] * len(documents)))
    for document, spans in enumerate(documents):
        expected, inside = slow_longest(spans)
        here = [row for row in range(len(rows)) if rows[row][0] == document]
        assert [rows[row][1:] for row in here if kept[row]] == expected
        found = {rows[row][1:]: rows[around[row]][1:] for row in here if around[row] >= 0}
        assert found == inside
        assert all(rows[around[row]][0] == document for row in here if around[row] >= 0)


# --- ignored phrases -----------------------------------------------------------------------------


@settings(max_examples=300)
@given(STRINGS, st.lists(st.sampled_from(["a", "b a", "a b"]), unique=True), TEXTS)
def test_find_strings_leaves_out_what_overlaps_an_ignored_phrase(names, ignore, texts):
    """A name that overlaps an ignored phrase is none, unless it holds the phrase and more."""
    lexicon = Lexicon(codebook(names, ignore=tuple(ignore)))
    numbers, found, _ = find_strings(in_form(texts), lexicon)
    pages = dict(zip(numbers, found, strict=True))
    occurrences = list(lexicon.occurrences(in_form(texts)))
    for number in range(len(texts)):
        hits = [hit[1:] for hit in occurrences if hit[0] == number]
        ignored = [(start, end) for start, end, string in hits if string in lexicon.ignore]
        left = [
            (start, end)
            for start, end, string in hits
            if string in lexicon.readings
            and not any(
                start < e and s < end and not (start <= s and e <= end and end - start > e - s)
                for s, e in ignored
            )
        ]
        found = pages[number].mentions if number in pages else []
        assert [(one.start, one.end) for one in found] == slow_longest(left)[0]


def test_find_strings_gives_only_texts_in_which_something_stands():
    """A text without a string of the codebook costs no page; a title alone is something."""
    minister = Actor(name="Javad Zarif", kind="person", roles=[Role(title="Foreign Minister")])
    texts = ["Nobody.", "", "The foreign minister left.", "Zarif left."]
    numbers, pages, nested = find_strings(in_form(texts), Lexicon(Codebook((minister,))))
    third, fourth = pages
    assert numbers == [2, 3]
    assert third.titles == [(4, 20)]
    assert [mention.layer for mention in fourth.mentions] == ["surname"]
    assert len(nested.text) == 0
