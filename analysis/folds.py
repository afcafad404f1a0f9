"""The loop that brings texts into the form in which names are searched, compiled by numba.

It says of plain texts what :func:`analysis.folding.folded` says of all: one kind of apostrophe,
hyphen and space, a mark for a blank line, one space for several. A text with a character of which
more is to be known (a mark that composes, a soft hyphen, unusual white space) is handed back.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.jit import _INLINE, _LOOP, points

BLANK = 0x1E
SAME, SHORTER, ODD = range(3)  # what becomes of a text
_ALL = 0x0101010101010101


@njit(**_INLINE)
def _plain_bytes(eight):
    """How many of eight bytes can be copied as they are: all, or all but a space at the end."""
    high = np.uint64(0x80 * _ALL)
    no_space = eight ^ np.uint64(0x20 * _ALL)
    spaces = ~(no_space + np.uint64(0x7F * _ALL)) & high
    control = ~(eight + np.uint64(0x60 * _ALL)) & high
    if eight & high or control or spaces & (spaces << np.uint64(8)):
        return 0
    return 7 if spaces >> np.uint64(63) else 8


@njit(**_INLINE)
def _space_bytes(text, at, end):
    """The bytes of the white space of the usual kinds that stands here; 0 if none does."""
    byte = text[at]
    if byte == 32 or byte == 10 or byte == 9 or byte == 13:
        return 1
    if byte == 0xC2:
        return 2 if text[at + 1] == 0xA0 else 0
    if byte == 0xE2 and text[at + 1] == 0x80:
        third = text[at + 2]
        return 3 if third == 0x87 or third == 0x89 or third == 0xAF or third == 0xA8 else 0
    return 3 if byte == 0xE3 and text[at + 1] == 0x80 and text[at + 2] == 0x80 else 0


@njit(**_INLINE)
def _spaces(text, at, end):
    """Where the white space ends that begins here, how many characters and line ends it holds.

    Two line ends in a row are a blank line, and end it.
    """
    n = lines = 0
    while at < end:
        if text[at] == 10:
            if at + 1 < end and text[at + 1] == 10:
                break
            lines += 1
        width = _space_bytes(text, at, end)
        if width == 0:
            break
        at, n = at + width, n + 1
    return at, n, lines


@njit(**_INLINE)
def _sign(text, at):
    """The apostrophe or hyphen that a character of two or three bytes becomes; 0 if none."""
    if text[at] == 0xCA and text[at + 1] == 0xBC:
        return 39
    if text[at] == 0xE2 and text[at + 1] == 0x80:
        third = text[at + 2]
        if third == 0x98 or third == 0x99:
            return 39
        if third == 0x90 or third == 0x91:
            return 45
    return 0


@njit(**_INLINE)
def _width(text, at, plain):
    """The bytes of a character that stays as it is; 0 if more is to be known of it."""
    byte = text[at]
    if byte < 0x80:
        return 1 if plain[byte] else 0
    if byte < 0xE0:
        return 2 if plain[(byte & 0x1F) << 6 | text[at + 1] & 0x3F] else 0
    if byte < 0xF0:
        point = (byte & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F
        return 3 if plain[point] else 0
    return 4 if byte == 0xF0 and text[at + 1] == 0x9F else 0  # emoji


@njit(**_INLINE)
def _note(places, at, source, n):
    """Note that n characters have places in a row."""
    for one in range(n):
        places[at + one] = source + one


@njit(**_INLINE)
def _written(text, at, end, plain, out, to, after_blank):
    """Write what stands here: where it ends and ends in ``out``, characters read and written.

    Nothing is written where more is to be known.
    """
    if text[at] == 10 and at + 1 < end and text[at + 1] == 10:
        out[to], out[to + 1] = BLANK, BLANK
        return at + 2, to + 2, 2, 2
    after, n, lines = _spaces(text, at, end)
    if n:
        by_blank = after_blank or (after < end and text[after] == 10)
        kept = n if by_blank or lines > 1 else 1
        for one in range(kept):
            out[to + one] = 32
        return after, to + kept, n, kept
    sign = _sign(text, at)
    if sign:
        out[to] = sign
        return at + (2 if text[at] == 0xCA else 3), to + 1, 1, 1
    width = _width(text, at, plain)
    for one in range(width):
        out[to + one] = text[at + one]
    return at + width, to + width, 1, 1


@njit(**_INLINE)
def _fold(text, eights, begin, end, plain, out, out_eights, first, places, first_place):
    """Write one text: where it ends, how many places it has, what became of it."""
    at, to = begin, first
    point = source = 0  # characters written and read
    what = SAME
    while at < end:
        if at + 8 <= end and at < len(eights):
            n = _plain_bytes(eights[at])
            if n:
                out_eights[to] = eights[at]
                if what == SHORTER:
                    _note(places, first_place + point, source, n)
                at, to, point, source = at + n, to + n, point + n, source + n
                continue
        after_blank = to > first and out[to - 1] == BLANK
        after, to, n, kept = _written(text, at, end, plain, out, to, after_blank)
        if after == at:
            return first, 0, ODD
        if kept < n and what == SAME:
            what = SHORTER
            _note(places, first_place, 0, point)
        if what == SHORTER:
            _note(places, first_place + point, source, kept)
        at, point, source = after, point + kept, source + n
    if what == SHORTER:
        places[first_place + point] = source
    return to, point + 1, what


@njit(**_LOOP)
def fold(text, eights, offsets, plain, out, out_eights, ends, places, place_ends, whats):
    """Write the documents, each with a mark behind it; of an odd one nothing but the mark.

    ``ends`` and ``place_ends`` are where each ends in ``out`` and ``places``: the place that each
    of its characters has in the document, and its end, where these are not as many as before.
    """
    to = n_places = 0
    for document in range(len(ends)):
        to, n, whats[document] = _fold(
            text, eights, offsets[document], offsets[document + 1], plain,
            out, out_eights, to, places, n_places,
        )  # fmt: skip
        n_places += n if whats[document] == SHORTER else 0
        out[to] = BLANK
        to += 1
        ends[document], place_ends[document] = to, n_places


@njit(**_LOOP)
def in_points(content, eights, ends, text, start, end):
    """Turn bytes of all texts into code points of each; rows are in the order of their start."""
    number, at, n = -1, np.int64(0), np.int64(0)
    for row in range(len(text)):
        if text[row] != number:
            number = text[row]
            at, n = ends[number - 1] if number else 0, 0
        n += points(content, eights, at, start[row])
        at = start[row]
        start[row], end[row] = n, n + points(content, eights, at, end[row])
