"""The matcher of many texts at once against slow, obvious loops over one text at a time."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import Actor, Codebook, Role
from analysis.matching import (
    BLANK_LINE,
    SHORTER,
    UNUSUAL,
    Hits,
    Lexicon,
    _composed_form,
    find_strings,
    folded,
    longest,
)

# --- the form in which a text is searched ------------------------------------------------------

SPACES = st.sampled_from(
    [" ", " ", "  ", "   ", "\n", "\n\n", " \n", "\n ", " \n ", "\n \n", "\n\n\n ", "\t", "\u00a0", "\r\n", "\u2028 "]
)  # fmt: skip
SPACED = st.lists(st.tuples(st.sampled_from(["a", "b’s", "é", ""]), SPACES), max_size=10).map(
    lambda pieces: "".join(map("".join, pieces))
)


@settings(max_examples=500)
@given(SPACED)
def test_folded_reads_doubled_spaces_as_the_slow_way_does(text):
    """The short way for doubled spaces gives the text and the places of the general one."""
    plain, places = folded(text)
    slow, slow_places = _composed_form(text)
    assert plain == slow
    assert list(places or range(len(text) + 1)) == slow_places


@settings(max_examples=300)
@given(st.text("ab \n\u00ad\u200be\u0301\u0344\x0b\x1e’-", max_size=20))
def test_folded_knows_the_place_of_each_character(text):
    """A character stands at its place, or is what white space, marks and apostrophes there become."""
    plain, places = folded(text)
    places = list(places or range(len(text) + 1))
    assert len(places) == len(plain) + 1
    assert places == sorted(places)
    for n, (character, place) in enumerate(zip(plain, places, strict=False)):
        if text[place] in "b-" and place not in places[:n]:
            assert character == text[place]
        if character in (" ", BLANK_LINE):
            assert text[place].isspace()


def test_folded_has_a_short_way_only_where_white_space_is_plain():
    """White space without a form of the same length is none that the short way knows."""
    assert " " not in UNUSUAL
    assert "\n" not in UNUSUAL
    assert "\x0b" in UNUSUAL
    assert folded("a\x0b\x0bb  c")[0] == SHORTER.sub(" ", "a\x0b\x0bb  c") == "a b c"


# --- occurrences ---------------------------------------------------------------------------------

STRINGS = st.lists(st.sampled_from(["a", "b", "ab", "a b", "b a", "a-b", "a b a"]), unique=True)
PIECES = ["a", "b", "ab", " ", " ", " ", "-", "_", ".", "é", "1", "a b a", "b a"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=4)


def codebook(names, **more) -> Codebook:
    """An organisation a name."""
    return Codebook(tuple(Actor(name=name, kind="organization") for name in names), **more)


@settings(max_examples=300)
@given(STRINGS, TEXTS)
def test_hits_are_all_whole_words(names, texts):
    """Every string is found wherever a regular expression finds it, longer ones around it or not."""
    lexicon = Lexicon(codebook(names))
    found = lexicon.hits(texts)
    expected = [
        (number, match.start(), match.start() + len(string), string)
        for number, text in enumerate(texts)
        for string in lexicon.strings
        for match in re.finditer(rf"(?<!\w)(?={re.escape(string)}(?!\w))", text)
    ]
    expected.sort(key=lambda hit: (hit[0], hit[1], -hit[2]))
    rows = zip(*(column.tolist() for column in found), strict=True)
    assert [(*place, lexicon.strings[string]) for *place, string in rows] == expected
    for number, text in enumerate(texts):
        here = sorted(hit[1:] for hit in expected if hit[0] == number)
        assert lexicon.occurrences(text) == here


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
    kept, around = longest(Hits(number, start, end, number), ["x" * 20] * len(documents))
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
    numbers, found, _ = find_strings(texts, lexicon)
    pages = dict(zip(numbers, found, strict=True))
    for number, text in enumerate(texts):
        hits = lexicon.occurrences(text)
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
    numbers, pages, nested = find_strings(texts, Lexicon(Codebook((minister,))))
    third, fourth = pages
    assert numbers == [2, 3]
    assert third.titles == [(4, 20)]
    assert [mention.layer for mention in fourth.mentions] == ["surname"]
    assert len(nested.text) == 0
