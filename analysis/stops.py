"""The loops that find paragraphs and the certain ends of sentences, compiled by numba.

Most full stops are plain: a word of ASCII letters that is no abbreviation, the stop, a space, a
capital. What the rules of :mod:`analysis.sentences` say of these is said here at once; all others
are handed back to the rules. A document with the stops of another script is handed back whole.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.jit import _INLINE, _LOOP, points

# What is told of a document, in order: a paragraph begins; a sentence ends; only the rules tell.
PARAGRAPH, END, ASK, OTHER_SCRIPT = range(4)
NOT = 4

# What a byte is to the rules.
LOWER, UPPER, DIGIT, SPACE, LINE, GOES_ON, OPENER, OTHER = (1 << bit for bit in range(8))


def _bytes() -> np.ndarray:
    what = np.full(256, 0, dtype=np.uint8)
    what[[*range(ord("a"), ord("z") + 1)]] = LOWER
    what[[*range(ord("A"), ord("Z") + 1)]] = UPPER
    what[[*range(ord("0"), ord("9") + 1)]] = DIGIT
    what[[*range(9, 14), *range(28, 33)]] = SPACE
    what[[*range(10, 14)]] |= LINE
    what[[*b".,;:)&%/?!"]] = GOES_ON
    what[[*b"\"'([{"]] = OPENER
    what[128:] = OTHER
    return what


BYTES = _bytes()
# What may begin with a byte: nothing of interest, a stop, … or ‼, a stop of another script.
STOP, POINTS, FOREIGN = 1, 2, 3


def stops_of(enders: str) -> np.ndarray:
    """What may begin with each byte, where these characters are the stops of other scripts."""
    stops = np.zeros(256, dtype=np.uint8)
    stops[[character.encode()[0] for character in enders]] = FOREIGN
    stops[[*b".!?"]], stops[0xE2] = STOP, POINTS
    return stops


def table_of(verdicts: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Words and what they tell, as :func:`tell` looks them up: by their first eight letters."""
    words, told = np.zeros(4096, np.uint64), np.zeros(4096, np.int64)
    for word, verdict in verdicts.items():
        key = int.from_bytes(word[:8].encode(), "little")
        slot = (key * 0x9E3779B97F4A7C15 % 2**64) >> 48 & 4095
        while words[slot] not in (0, key):
            slot = (slot + 1) & 4095
        known = words[slot] == key and told[slot] != verdict
        words[slot], told[slot] = key, ASK if known or len(word) > 8 else verdict
    return words, told


@njit(**_INLINE)
def _space(text, at, end, what):
    """The bytes of the white space that stands here; 0 if none does."""
    byte = text[at]
    if byte < 128:
        return 1 if what[byte] & SPACE else 0
    if byte == 0xC2 and at + 1 < end:
        return 2 if text[at + 1] == 0x85 or text[at + 1] == 0xA0 else 0
    if at + 2 >= end:
        return 0
    second, third = text[at + 1], text[at + 2]
    if byte == 0xE2 and second == 0x80:
        line = third == 0xA8 or third == 0xA9 or third == 0xAF
        return 3 if 0x80 <= third <= 0x8A or line else 0
    found = byte == 0xE2 and second == 0x81 and third == 0x9F
    found |= byte == 0xE1 and second == 0x9A and third == 0x80
    found |= byte == 0xE3 and second == 0x80 and third == 0x80
    return 3 if found else 0


@njit(**_INLINE)
def _line_end(text, at, end, what):
    """The bytes of the line end that stands here; 0 if none does."""
    byte = text[at]
    if byte < 128:
        if not what[byte] & LINE:
            return 0
        return 2 if byte == 13 and at + 1 < end and text[at + 1] == 10 else 1
    if byte == 0xC2:
        return 2 if at + 1 < end and text[at + 1] == 0x85 else 0
    if byte == 0xE2 and at + 2 < end and text[at + 1] == 0x80:
        return 3 if text[at + 2] == 0xA8 or text[at + 2] == 0xA9 else 0
    return 0


@njit(**_INLINE)
def _paragraph(text, at, end, what, by_line):
    """The first and last byte of the next paragraph, and where to go on; first is -1 at the end."""
    first, last, blank = -1, -1, True
    while at < end:
        byte = text[at]
        if byte < 128 and not what[byte] & SPACE:
            first = at if first < 0 else first
            at += 1
            last, blank = at, False
            continue
        width = _line_end(text, at, end, what)
        if width:
            ends = blank or by_line or (width == 3 and text[at + 2] == 0xA9)
            at += width
            if ends and first >= 0:
                return first, last, at
            blank = True
            continue
        width = _space(text, at, end, what)
        if not width:
            first = at if first < 0 else first
            width = 1
            while at + width < end and text[at + width] & 0xC0 == 0x80:
                width += 1
            last, blank = at + width, False
        at += width
    return first, last, at


@njit(**_INLINE)
def _sign(text, at, end):
    """Of … ” ’ › »: its third (or second) byte; 0 if none of these stands here."""
    if text[at] == 0xC2 and at + 1 < end and text[at + 1] == 0xBB:
        return 0xBB
    if text[at] == 0xE2 and at + 2 < end and text[at + 1] == 0x80:
        third = text[at + 2]
        if third == 0xA6 or third == 0x9D or third == 0x99 or third == 0xBA:
            return np.int64(third)
    return 0


@njit(**_LOOP)
def _note_end(text, at, end, what):
    """Where the number of a note ends, as [12]; ``at`` if none stands here, -1 if unknown."""
    after = at + 1
    while after < end and after - at <= 3 and what[text[after]] & DIGIT:
        after += 1
    if after < end and text[after] >= 128:
        return -1
    return after + 1 if after > at + 1 and after < end and text[after] == 93 else at


@njit(**_LOOP)
def _spaced_stop(text, at, end, what):
    """Where the space before a further stop or closer ends, as in ". ." and « Non. »."""
    byte, after = text[at], at + 1
    if byte != 32:
        after = at + _space(text, at, end, what)
        narrow = byte == 0xE2 and after == at + 3 and text[at + 2] == 0xAF
        if not narrow and not (byte == 0xC2 and after == at + 2 and text[at + 1] == 0xA0):
            return at
    if after >= end:
        return at
    byte, sign = text[after], _sign(text, after, end)
    behind = after + (1 if not sign else 2 if sign == 0xBB else 3)
    if byte == 46 or sign == 0xA6:
        if behind < end and text[behind] >= 128:
            return -1
        return at if behind < end and what[text[behind]] & DIGIT else after
    if byte == 34 or byte == 41 or byte == 93 or (sign and sign != 0x99):
        return at if behind < end and not _space(text, behind, end, what) else after
    return at


@njit(**_INLINE)
def _stop_end(text, at, end, what):
    """Where a stop ends with all that belongs to it; -1 if it cannot be told from the bytes.

    Then how many ? or !, full stops and ellipses it holds, and whether it ends in a closer.
    """
    marks = points = ellipses = 0
    closed = False
    while at < end:
        byte, sign = text[at], _sign(text, at, end)
        before = at
        if byte == 46:
            points, closed, at = points + 1, False, at + 1
        elif byte == 33 or byte == 63:
            marks, closed, at = marks + 1, False, at + 1
        elif byte == 34 or byte == 39 or byte == 41 or byte == 93 or byte == 125:  # " ' ) ] }
            closed, at = True, at + 1
        elif sign:
            closed = sign != 0xA6
            ellipses += sign == 0xA6
            at += 2 if sign == 0xBB else 3
        elif byte == 91:
            at = _note_end(text, at, end, what)
            closed |= at > before
        else:
            at = _spaced_stop(text, at, end, what)
        if at <= before:
            break
    return at, marks, points, ellipses, closed


@njit(**_INLINE)
def _of_word(text, at, begin, what, words, verdicts):
    """What the word before a full stop tells."""
    first = at
    while first > begin and what[text[first - 1]] & (LOWER | UPPER):
        first -= 1
    n = at - first
    if n == 0:
        while first > begin and what[text[first - 1]] & DIGIT:
            first -= 1
        n = at - first
        if (
            n < 4
            or n > 30
            or (first > begin and what[text[first - 1]] not in (SPACE, SPACE | LINE))
        ):
            return ASK
        return END
    before = text[first - 1] if first > begin else np.uint8(32)
    if n < 2 or n > 30 or before >= 128 or before == 46 or before == 39:
        return ASK
    key = np.uint64(0)
    for place in range(min(n, 8)):
        key |= np.uint64(text[first + place]) << np.uint64(8 * place)
    slot = np.int64((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)) & (len(words) - 1)
    while words[slot] != 0:
        if words[slot] == key:
            return np.int64(verdicts[slot]) if n <= 8 else ASK
        slot = (slot + 1) & (len(words) - 1)
    return END


@njit(**_INLINE)
def _opened(text, at, end, what):
    """What stands behind the quotation marks and brackets that open here: -1 if unknown."""
    while at < end and what[text[at]] & (OPENER | OTHER):
        if text[at] < 128:
            at += 1
        elif (
            at + 2 < end
            and text[at] == 0xE2
            and text[at + 1] == 0x80
            and (text[at + 2] == 0x9C or text[at + 2] == 0x98)
        ):  # “ ‘
            at += 3
        else:
            return -1
    return at


@njit(**_INLINE)
def _verdict(text, at, stop, space, begin, end, what, words, verdicts, found):
    """Whether a sentence ends at the stop that begins ``at``, ends at ``stop``, before ``space``."""
    _, marks, points, ellipses, closed = found
    before = text[at - 1] if at > begin else np.uint8(32)
    if space == stop:
        if stop == end:
            return NOT
        if text[stop] >= 128:
            return ASK
        lost = what[text[stop]] & UPPER and (before >= 128 or what[before] & LOWER)
        return ASK if lost else NOT
    first = _opened(text, space, end, what)
    if first < 0:
        return ASK
    if first == end or what[text[first]] & GOES_ON:
        return NOT
    if what[text[first]] & LOWER:
        for place in range(first + 1, min(first + 4, end)):
            if what[text[place]] & (UPPER | OTHER):
                return ASK  # iPhone
        return NOT
    if not what[text[first]] & (UPPER | DIGIT) or what[before] & SPACE:
        return ASK
    if marks:
        return ASK if closed or (points + ellipses == 0 and marks == 1 and text[at] == 33) else END
    if ellipses or points > 1:
        return ASK
    return _of_word(text, at, begin, what, words, verdicts)


@njit(**_INLINE)
def _doubled(text, at, end):
    """Whether ‼ ⁇ ⁈ or ⁉ stands here."""
    if at + 2 >= end:
        return False
    if text[at + 1] == 0x80:
        return text[at + 2] == 0xBC
    return text[at + 1] == 0x81 and 0x87 <= text[at + 2] <= 0x89


NO_ROOM, UNKNOWN = -1, -2


@njit(**_INLINE)
def _in_paragraph(text, eights, begin, until, what, stops, words, verdicts, events, n, point):
    """Write what is told of the stops of a paragraph: the number of rows, the code points."""
    place = told = begin
    document = events[n - 1, 0]
    while place < until:
        what_begins = stops[text[place]]
        if what_begins == 0:
            place += 1
            continue
        if what_begins == FOREIGN or (what_begins == POINTS and _doubled(text, place, until)):
            return UNKNOWN, point
        if what_begins == POINTS and _sign(text, place, until) != 0xA6:
            place += 1
            continue
        found = _stop_end(text, place, until, what)
        stop = space = found[0]
        if stop < 0:
            return UNKNOWN, point
        while space < until:
            width = _space(text, space, until, what)
            if width == 0:
                break
            space += width
        kind = _verdict(text, place, stop, space, begin, until, what, words, verdicts, found)
        if kind != NOT:
            if n + 1 >= len(events):
                return NO_ROOM, point
            mark = place if kind == ASK else stop
            point += points(text, eights, told, mark)
            events[n, 0], events[n, 1], events[n, 2] = document, kind, point
            point += points(text, eights, mark, space)
            events[n, 3] = point
            told = space
            n += 1
        place = space
    return n, point + points(text, eights, told, until)


@njit(**_LOOP)
def tell(text, eights, offsets, first, last, by_line, what, stops, words, verdicts, events):
    """Write what is told of the documents; a row is document, kind, and two code points.

    Of a paragraph where it begins and ends, of a sentence where it ends and the next begins, of
    a question where the stop begins. Returns the number of rows; -1 where there is no room.
    """
    n = 0
    for document in range(first, last):
        at, end, n_before = offsets[document], offsets[document + 1], n
        point, told = 0, at
        while True:
            begin, until, at = _paragraph(text, at, end, what, by_line)
            if begin < 0:
                break
            if n + 1 >= len(events):
                return NO_ROOM
            point += points(text, eights, told, begin)
            told, row = until, n
            events[row, 0], events[row, 1], events[row, 2] = document, PARAGRAPH, point
            n, point = _in_paragraph(
                text, eights, begin, until, what, stops, words, verdicts, events, n + 1, point
            )
            if n == NO_ROOM:
                return NO_ROOM
            if n == UNKNOWN:
                events[n_before, 0], events[n_before, 1] = document, OTHER_SCRIPT
                n = n_before + 1
                break
            events[row, 3] = point
    return n
