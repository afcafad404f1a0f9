"""analysis.snippets: a passage is the text's own, in its order, and never longer than allowed."""

import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.snippets import CUT, Piece, snippet

# Words, spaces and breaks of several kinds; the ellipsis has an example of its own.
TEXT = st.text(st.sampled_from("abAB éش字.,“”-\n\t\u00a0"), min_size=1, max_size=120)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@st.composite
def passages(draw):
    """A text, a span in it, marks in the span (they may overlap), and how much may be shown."""
    text = draw(TEXT)
    place = st.integers(0, len(text))
    start, end = sorted((draw(place), draw(place)))
    inside = st.tuples(st.integers(start, end), st.integers(start, end)).map(sorted).map(tuple)
    marks = sorted(m for m in draw(st.lists(inside, max_size=4)) if m[0] < m[1])
    return text, (start, end), marks, draw(st.integers(0, 20)), draw(st.integers(1, 140))


def parts_of(pieces: list[Piece]) -> list[str]:
    """What stands between the ellipses."""
    return "".join("\0" if p == Piece(CUT) else p.text for p in pieces).split("\0")


@given(passages())
def test_snippet_is_never_longer_than_allowed(case):
    """Without its ellipses a passage has at most ``longest`` code points."""
    text, span, marks, width, longest = case
    pieces = snippet(text, span, marks, width=width, longest=longest)
    assert sum(map(len, parts_of(pieces))) <= longest


@given(passages())
def test_snippet_invents_nothing_and_keeps_the_order(case):
    """What stands between the ellipses stands so in the text, one part after the other."""
    text, span, marks, width, longest = case
    whole, place = folded(text), 0
    for part in parts_of(snippet(text, span, marks, width=width, longest=longest)):
        place = whole.find(part.strip(), place)
        assert place >= 0
        place += len(part.strip())


@given(passages())
def test_snippet_shows_the_whole_span_and_its_marks_where_they_fit(case):
    """A span that may be shown is shown to the last word, and just its marks are marked."""
    text, (start, end), marks, width, longest = case
    pieces = snippet(text, (start, end), marks, width=width, longest=len(text) + longest)
    [shown] = [part for part in parts_of(pieces) if part] or [""]
    assert folded(text[start:end]) in shown
    covered = [any(a <= place < b for a, b in marks) for place in range(len(text))]
    runs = groupby(zip(text, covered, strict=True), key=lambda pair: pair[1])
    wanted = ["".join(c for c, _ in run) for marked, run in runs if marked]
    found = ["".join(p.text for p in run) for marked, run in groupby(pieces, lambda p: p.marked) if marked]  # fmt: skip
    assert "".join("".join(wanted).split()) == "".join("".join(found).split())


@given(
    st.lists(st.sampled_from(["iran", "Iran", "poland", "us"]), min_size=1, max_size=9),
    st.integers(18, 60),
    st.integers(1, 40),
)
def test_snippet_shows_each_marked_wording_when_it_is_cut(words, longest, gap):
    """In a long unit every wording that is marked is shown at least once, if there is room."""
    text, marks = "", []
    for word in words:
        text += "x " * gap
        marks.append((len(text), len(text) + len(word)))
        text += f"{word} "
    pieces = snippet(text, (0, len(text)), marks, width=0, longest=longest)
    found = {piece.text.casefold() for piece in pieces if piece.marked}
    assert found == {word.casefold() for word in words}


@pytest.mark.parametrize(
    ("text", "marked", "longest", "shown"),
    [
        ("Iran left. Poland stayed.", "Poland", 300, "Iran left. [Poland] stayed."),
        ("Wait… what of Iran …and Iraq?", "Iran", 300, "Wait… what of [Iran] …and Iraq?"),
        ("“Never…” he said", "“Never…”", 300, "[“Never…”] he said"),
        ("Never… he said", "Never…", 300, "[Never…] he said"),
        ("a\n\n b\tIran\r\n c", "Iran", 300, "a b [Iran] c"),
        ("abcdefghij", "abcdefghij", 4, "[abcd]…"),
        ("one two Iran three four", "Iran", 10, "…[Iran]…"),
        ("one two Iran three four", "Iran", 14, "…two [Iran]…"),
    ],
)
def test_snippet_by_hand(text, marked, longest, shown):
    """White space is folded, cuts are at words, an ellipsis of the text stays as it stands."""
    start = text.index(marked)
    marks = [(start, start + len(marked))]
    pieces = snippet(text, (0, len(text)), marks, width=0, longest=longest)
    assert "".join(f"[{p.text}]" if p.marked else p.text for p in pieces) == shown


def test_snippet_of_a_whole_unit_has_no_ellipsis_around_it():
    """A sentence that is shown whole needs none; a place with words around it has them."""
    text = "One left. Iran stayed. Two left."
    shown = [snippet(text, (10, 22), [(10, 14)], width=width, longest=99) for width in (0, 4)]
    assert ["".join(piece.text for piece in pieces) for pieces in shown] == [
        "Iran stayed.",
        "…Iran stayed. Two…",
    ]
