"""A passage as it is shown: some text around a place, what is meant in it marked, never too long.

A passage longer than allowed is cut to the surroundings of its marks; what was left out shows as
an ellipsis. The pieces are plain text: whoever shows them escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

CUT = "…"


class Piece(NamedTuple):
    """A piece of a passage: its text, and whether it is marked."""

    text: str
    marked: bool = False


def snippet(
    text: str, span: tuple[int, int], marks: Sequence[tuple[int, int]], *, width: int, longest: int
) -> list[Piece]:
    """Cut a passage out of a text.

    Parameters
    ----------
    text : str
        The whole document.
    span : tuple
        Start and end of the passage.
    marks : list of tuple
        What to mark, as places in ``text``.
    width : int
        Code points of context on either side of the span, to whole words; 0: the span is a whole
        unit such as a sentence, and no ellipsis stands before or after it.
    longest : int
        Most code points of text in all; ellipses do not count.

    Returns
    -------
    list of Piece
        In the order of the text, white space folded to single spaces.

    Examples
    --------
    >>> pieces = snippet("He met Iran’s leaders twice.", (7, 13), [(7, 11)], width=5, longest=80)
    >>> "".join(f"[{text}]" if marked else text for text, marked in pieces)
    '…met [Iran]’s…'
    """
    start, end = _to_words(text, span, width)
    fits = end - start <= longest
    spans = [(start, end)] if fits else _around(text, (start, end), marks, longest)
    return _folded(_pieces(text, spans, marks, (0, len(text)) if width else span))


def _to_words(text: str, span: tuple[int, int], width: int) -> tuple[int, int]:
    """The span with so much context, which begins and ends with whole words."""
    start, end = max(span[0] - width, 0), min(span[1] + width, len(text))
    if 0 < start < span[0] and not text[start - 1].isspace():
        start += re.match(r"\S*\s*", text[start : span[0]]).end()
    if span[1] < end < len(text) and not text[end].isspace():
        end -= len(text[span[1] : end]) - len(re.sub(r"\s*\S*$", "", text[span[1] : end]))
    return start, end


def _around(
    text: str, within: tuple[int, int], marks: Sequence[tuple[int, int]], longest: int
) -> list[tuple[int, int]]:
    """Spans of ``longest`` code points in all around the first mark of each wording."""
    wordings = {text[start:end].casefold(): (start, end) for start, end in reversed(marks)}
    centres = sorted(wordings.values()) or [(within[0], within[0])]
    share = longest // len(centres) or 1
    spans: list[tuple[int, int]] = []
    for start, end in centres[:longest]:
        context = max(share - (end - start), 0) // 2
        first, last = _to_words(text, (start, min(end, start + share)), context)
        first, last = max(first, within[0]), min(last, within[1])
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _pieces(
    text: str,
    spans: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, int]],
    whole: tuple[int, int],
) -> list[Piece]:
    """The texts of the spans, parted where a mark begins or ends; ellipses for the rest of it."""
    pieces, before = [], whole[0]
    for first, last in spans:
        if text[before:first].strip():
            pieces.append(Piece(CUT))
            first += len(text[first:last]) - len(text[first:last].lstrip())
        inside = [place for mark in marks for place in mark if first < place < last]
        borders = sorted({first, *inside, last})
        for start, end in pairwise(borders):
            marked = any(begin <= start and end <= finish for begin, finish in marks)
            pieces.append(Piece(text[start:end], marked))
        before = last
    if text[before : whole[1]].strip():
        pieces.append(Piece(CUT))
    return pieces


def _folded(pieces: list[Piece]) -> list[Piece]:
    """White space folded, also where two pieces meet."""
    folded: list[Piece] = []
    for text, marked in pieces:
        text = re.sub(r"\s+", " ", text)
        if text.startswith(" ") and (not folded or folded[-1].text.endswith(" ")):
            text = text[1:]
        if text:
            folded.append(Piece(text, marked))
    if folded and folded[-1].text.endswith(" "):
        folded[-1] = Piece(folded[-1].text[:-1], folded[-1].marked)
    return [piece for piece in folded if piece.text]
