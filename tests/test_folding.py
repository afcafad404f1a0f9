"""The form in which texts are searched: the short way, the compiled way, and the definition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import kernels
from analysis.folding import (
    BLANK_LINE,
    SHORTER,
    UNUSUAL,
    Folded,
    _composed_form,
    fold_all,
    folded,
)

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


# --- many texts at once --------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["a", "Trump", " ", "  ", "\n", "\n\n", "\r\n", "\t", "’", "‘", "ʼ", "'", "-", "‐", "‑", "–", "\u00a0",
     "\u2007", "\u2009", "\u202f", "\u2028", "\u3000", "\u2003", "\x0b", "\x1e", "\x1c", "\x85", "é", "e\u0301",
     "\u0301", "\u0344", "\u00ad", "\u200b", "\u200d", "\ufeff", "ß", "Ж", "й", "и\u0306", "ש", "שׁ", "ا", "中",
     "\uac00", "\u1100\u1161", "\u1161", "が", "か\u3099", "\u212b", "\u2126", "🇮🇷", "👩‍🚀", "𝐀", "\U0002f800",
     "abcdefgh", "abcdefg ", " abcdefg", "a b c d ", "\x7f", "\x00", "😀"]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=14).map("".join), min_size=1, max_size=6)


def slow(texts: list[str]) -> Folded:
    """By the definition, one text after the other."""
    content, ends, places = b"", [], {}
    for number, text in enumerate(texts):
        plain, of_text = folded(text)
        content += plain.encode() + BLANK_LINE.encode()
        ends.append(len(content))
        if of_text is not None:
            places[number] = np.array(of_text)
    return Folded(np.frombuffer(content, np.uint8), np.array(ends), places)


def moved(texts: Folded) -> dict[int, list[int]]:
    """The places of the texts in which a character has another one."""
    found = {number: places.tolist() for number, places in texts.places.items()}
    return {n: places for n, places in found.items() if places != list(range(len(places)))}


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.booleans(), st.sampled_from([20, 4_000_000]))
def test_fold_all_equals_the_definition(texts, large, batch):
    """Compiled or not, in one batch or many: the same bytes, ends and places as text by text."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernels, "LARGE", 0 if large else 4_000_000)
        patched.setattr(kernels, "BATCH", batch)
        found = fold_all(pd.Series(texts, dtype="str"))
    expected = slow(texts)
    assert found.content.tobytes() == expected.content.tobytes()
    assert found.ends.tolist() == expected.ends.tolist()
    assert moved(found) == moved(expected)
    assert [found.text(number) for number in range(len(texts))] == [folded(t)[0] for t in texts]


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.booleans())
def test_in_points_counts_characters(texts, large):
    """A byte of all texts is the character of its text that begins there."""
    found = slow(texts)
    expected = [
        (number, len(found.text(number)[:start].encode()), start, end)
        for number in range(len(texts))
        for start in range(len(found.text(number)))
        for end in [min(start + 2, len(found.text(number)))]
    ]
    begins = [0, *found.ends.tolist()]
    text = np.array([row[0] for row in expected], np.int64)
    start = np.array([begins[number] + at for number, at, *_ in expected], np.int64)
    end = np.array(
        [begins[n] + len(found.text(n)[:end].encode()) for n, *_, end in expected], np.int64
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernels, "LARGE", 0 if large else 4_000_000)
        points = found.in_points(text, start, end)
    assert [column.tolist() for column in points] == [
        [row[2] for row in expected],
        [row[3] for row in expected],
    ]
