"""The loops of :mod:`analysis.kernels`, compiled by numba when they are first used.

Text is bytes (UTF-8) here. It is cut into units: a plain word of ASCII letters and digits with
inner apostrophes and hyphens is one; a stretch between two gaps that holds anything else a rule
may look at (a letter with an accent, a stop between letters, @) is one as a whole. A gap is a
character that stands in no token and that no rule looks at, so what a unit holds can be found out
without its surroundings. The compiled code is kept in numba's cache: only the first use waits.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# The kinds of bytes; the last is the first byte of a longer character that is looked at.
GAP, WORD, JOINER, MARK, STOP, ODD, WIDE = range(7)


def _kinds() -> np.ndarray:
    kinds = np.full(256, MARK, dtype=np.uint8)
    kinds[128:] = ODD
    kinds[[*range(9, 14), *range(28, 33), *b'<>"']] = GAP
    kinds[[byte for byte in range(128) if chr(byte).isalnum()]] = WORD
    kinds[[*b"'-"]] = JOINER
    kinds[[*b".,:"]] = STOP
    kinds[[*b"@#"]] = ODD
    kinds[[0xC2, 0xE2]] = WIDE
    return kinds


KINDS = _kinds()
# Without numba's reference counts, which cost more than the loops: nothing is allocated here.
_LOOP = {"cache": True, "nogil": True, "_nrt": False}
_INLINE = {**_LOOP, "forceinline": True}


@njit(**_INLINE)
def _kind(text, at, end, kinds):
    """The kind of the character that begins here, and its bytes."""
    kind = kinds[text[at]]
    if kind < WIDE:
        return kind, 1
    if text[at] == 0xC2:  # no-break space « »
        if at + 1 < end and (text[at + 1] == 0xA0 or text[at + 1] == 0xAB or text[at + 1] == 0xBB):
            return GAP, 2
    elif at + 2 < end and text[at + 1] == 0x80:
        third = text[at + 2]
        if third == 0x99:  # ’
            return JOINER, 3
        if third == 0x9C or third == 0x9D:  # “ ”
            return GAP, 3
        if third == 0x93 or third == 0x94 or third == 0x98 or third == 0xA6:  # – — ‘ …
            return MARK, 3
    return ODD, 1


@njit(**_INLINE)
def _word_bytes(eight):
    """How many of eight bytes, from the first on, are ASCII letters or digits.

    All eight at once: with the highest bit of a byte free, adding 128 - x sets it from x on.
    """
    low = eight & np.uint64(0x7F7F7F7F7F7F7F7F)
    folded = low | np.uint64(0x2020202020202020)
    letter = (folded + np.uint64(0x1F1F1F1F1F1F1F1F)) & ~(folded + np.uint64(0x0505050505050505))
    digit = (low + np.uint64(0x5050505050505050)) & ~(low + np.uint64(0x4646464646464646))
    other = ~((letter | digit) & ~eight) & np.uint64(0x8080808080808080)
    if other == 0:
        return 8
    before = ((other & (~other + np.uint64(1))) >> np.uint64(7)) - np.uint64(1)
    ones = np.uint64(0x0101010101010101)
    return np.int64(((before & ones) * ones) >> np.uint64(56))


@njit(**_INLINE)
def _word_end(text, eights, at, end, kinds):
    """Where the plain word that begins here ends."""
    while True:
        n = 8
        while n == 8 and at < end and at < len(eights):
            n = _word_bytes(eights[at])
            at += n
        at = min(at, end)
        while at < end and kinds[text[at]] == WORD:
            at += 1
        if at == end:
            return at
        kind, width = _kind(text, at, end, kinds)
        if kind != JOINER or at + width >= end or kinds[text[at + width]] != WORD:
            return at
        at += width


@njit(**_INLINE)
def _gap_after(text, at, end, kinds):
    """Where the next gap begins."""
    while at < end:
        kind, width = _kind(text, at, end, kinds)
        if kind == GAP:
            return at
        at += width
    return end


@njit(**_INLINE)
def _stop_is_odd(text, at, chunk, end, kinds):
    """Whether a stop, comma or colon may be part of a token: U.S., 1,000, 10:30, www., https:/."""
    if at == chunk:
        return False
    before = text[at - 1]
    after = text[at + 1] if at + 1 < end else np.uint8(0)
    if kinds[before] == WORD and kinds[after] == WORD:
        return True
    if text[at] == 46:
        return at - chunk >= 3 and before == 119 and text[at - 2] == 119 and text[at - 3] == 119
    return text[at] == 58 and after == 47


@njit(**_INLINE)
def _slot(key, mask):
    mixed = key * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(mask))


@njit(**_LOOP)
def moved(table, larger):
    """Put the entries of a table into a larger one."""
    mask = len(larger) - 1
    for old in range(len(table)):
        if table[old, 1] != 0:
            slot = _slot(table[old, 0], mask)
            while larger[slot, 1] != 0:
                slot = (slot + 1) & mask
            larger[slot, 0] = table[old, 0]
            larger[slot, 1] = table[old, 1]


@njit(**_INLINE)
def _packed(text, eights, start, length):
    """Up to eight bytes as one number."""
    if start < len(eights):
        if length == 8:
            return eights[start]
        return eights[start] & ((np.uint64(1) << np.uint64(8 * length)) - np.uint64(1))
    key = np.uint64(0)
    for place in range(length):
        key |= np.uint64(text[start + place]) << np.uint64(8 * place)
    return key


@njit(**_INLINE)
def _hashed(text, eights, start, end):
    key = np.uint64(end - start)
    at = start
    while at < end:
        key = (key ^ _packed(text, eights, at, min(8, end - at))) * np.uint64(0xFF51AFD7ED558CCD)
        key ^= key >> np.uint64(29)
        at += 8
    return key


@njit(**_INLINE)
def _same(text, eights, start, end, pool, pooled, at_pool):
    """Whether the pool holds these bytes at this place."""
    at = start
    while at + 8 <= end:
        if at >= len(eights) or eights[at] != pooled[at_pool + at - start]:
            break
        at += 8
    while at < end and text[at] == pool[at_pool + at - start]:
        at += 1
    return at == end


@njit(**_INLINE)
def _found(text, eights, start, end, plain, table, pool, pooled, unit_ends):
    """The slot of a unit in the table, its key, and its number; -1 if it is new.

    An entry is (key, 2 · (number + 1) + whether the key is the word itself).
    """
    mask = len(table) - 1
    n = end - start
    exact = plain and n <= 8
    key = _packed(text, eights, start, n) if exact else _hashed(text, eights, start, end)
    slot = _slot(key, mask)
    while True:
        entry = table[slot, 1]
        if entry == 0:
            return slot, key, -1
        if table[slot, 0] == key and (entry & np.uint64(1) != 0) == exact:
            unit = np.int64(entry >> np.uint64(1)) - 1
            if exact:
                return slot, key, unit
            first = unit_ends[unit]
            if unit_ends[unit + 1] - first == n + 1 and _same(
                text, eights, start, end, pool, pooled, first
            ):
                return slot, key, unit
        slot = (slot + 1) & mask


@njit(**_INLINE)
def _unit(text, eights, start, end, plain, table, pool, pooled, unit_ends, odd, n_units):
    """Number of a unit, the next new number where it is new; -1 where there is no room."""
    slot, key, unit = _found(text, eights, start, end, plain, table, pool, pooled, unit_ends)
    if unit >= 0:
        return unit
    first = unit_ends[n_units]
    full = n_units + 1 >= len(unit_ends) or 2 * n_units >= len(table) - 1
    if full or first + end - start >= len(pool):
        return -1
    for place in range(end - start):
        pool[first + place] = text[start + place]
    pool[first + end - start] = 10
    unit_ends[n_units + 1] = first + end - start + 1
    odd[n_units] = not plain
    table[slot, 0] = key
    table[slot, 1] = np.uint64(2 * (n_units + 1) + (plain and end - start <= 8))
    return n_units


@njit(**_LOOP)
def _forget(table, pool, pooled, unit_ends, known, n_units):
    """Take out the words entered since ``known``, the last first: they are in no unit's place."""
    mask = len(table) - 1
    for unit in range(n_units - 1, known - 1, -1):
        first, end = unit_ends[unit], unit_ends[unit + 1] - 1
        if end - first <= 8:
            slot = _slot(_packed(pool, pooled, first, end - first), mask)
        else:
            slot = _slot(_hashed(pool, pooled, first, end), mask)
        while np.int64(table[slot, 1] >> np.uint64(1)) != unit + 1:
            slot = (slot + 1) & mask
        table[slot, 1] = 0
    return known


PLAIN, NOT_PLAIN, FULL = range(3)


@njit(**_INLINE)
def _words(
    text, eights, at, end, n, n_units, units, starts, table, pool, pooled, unit_ends, odd, kinds
):
    """Write the plain words until the next gap: where that is, the counts, what hinders."""
    chunk = at
    while at < end:
        kind, width = _kind(text, at, end, kinds)
        if kind == WORD:
            start, at = at, _word_end(text, eights, at, end, kinds)
            unit = _unit(
                text, eights, start, at, True, table, pool, pooled, unit_ends, odd, n_units
            )
            if unit < 0:
                return at, n, n_units, FULL
            n_units = max(n_units, unit + 1)
            units[n], starts[n] = unit, start
            n += 1
        elif kind == GAP:
            return at + width, n, n_units, PLAIN
        elif kind == ODD or (kind == STOP and _stop_is_odd(text, at, chunk, end, kinds)):
            return at, n, n_units, NOT_PLAIN
        else:
            at += width
    return at, n, n_units, PLAIN


@njit(**_LOOP)
def encode(
    text, eights, offsets, state, units, starts, until, table, pool, pooled, unit_ends, odd, kinds
):
    """Write the unit of each word of the documents, and where it begins.

    ``state`` is (document, byte, words written, units known, last document); False where a table
    is full: give it larger ones and call again.
    """
    document, at, n, n_units, last = state
    while document < last:
        end = offsets[document + 1]
        while at < end:
            if kinds[text[at]] == GAP:
                at += 1
                continue
            chunk, before, known = at, n, n_units
            at, n, n_units, what = _words(
                text, eights, at, end, n, n_units, units, starts,
                table, pool, pooled, unit_ends, odd, kinds,
            )  # fmt: skip
            if what == PLAIN:
                continue
            n_units = _forget(table, pool, pooled, unit_ends, known, n_units)
            n, at, unit = before, _gap_after(text, chunk, end, kinds), -1
            if what == NOT_PLAIN:
                unit = _unit(
                    text, eights, chunk, at, False, table, pool, pooled, unit_ends, odd, n_units
                )
            if unit < 0:
                state[:4] = document, chunk, before, n_units
                return False
            n_units = max(n_units, unit + 1)
            units[n], starts[n] = unit, chunk
            n += 1
        until[document] = n
        document, at = document + 1, end
    state[:4] = document, at, n, n_units
    return True


@njit(**_LOOP)
def expand(units, until, part_ends, parts, codes):
    """Write the surface of each token; ``until`` counts the words of each document, then tokens."""
    n = first = 0
    for document in range(len(until)):
        for word in range(first, until[document]):
            unit = units[word]
            for part in range(part_ends[unit], part_ends[unit + 1]):
                codes[n] = parts[part]
                n += 1
        first, until[document] = until[document], n
    return n


@njit(**_INLINE)
def points(text, eights, at, until):
    """How many code points begin between two bytes: all but the bytes 10xxxxxx begin one."""
    n = np.int64(0)
    ones = np.uint64(0x0101010101010101)
    while at + 8 <= until and at < len(eights):
        eight = eights[at]
        begins = (~(eight >> np.uint64(7)) | (eight >> np.uint64(6))) & ones
        n += np.int64((begins * ones) >> np.uint64(56))
        at += 8
    while at < until:
        n += (text[at] & 0xC0) != 0x80
        at += 1
    return n


@njit(**_LOOP)
def place(text, eights, offsets, document, units, starts, until, part_ends, spans, start, end):
    """Write where each token begins and ends, in code points; ``until`` counts words."""
    n = first = 0
    for number in range(len(until)):
        at, point = offsets[document + number], np.int64(0)
        for word in range(first, until[number]):
            point += points(text, eights, at, starts[word])
            at = starts[word]
            unit = units[word]
            for part in range(part_ends[unit], part_ends[unit + 1]):
                start[n] = point + spans[part, 0]
                end[n] = point + spans[part, 1]
                n += 1
        first = until[number]
    return n
