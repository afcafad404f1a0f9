"""The loops that count terms by document, by group and by unit, compiled when first used.

See :mod:`analysis.jit` for the loops that find the terms. Codes are numbers of terms; ``until``
says of each document how many rows stand before its end.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.jit import _LOOP


@njit(**_LOOP)
def count_cells(units, until, only, part_ends, parts, seen, term, n, cells_until):
    """Write how often each term occurs in each document, and how many tokens that has.

    ``parts`` are the terms of each unit, ``only`` the one where it has one, else -1; ``until``
    counts words, then the tokens of a document; ``seen`` is as it was: zeros.
    """
    size = first = 0
    for document in range(len(until)):
        before, tokens = size, until[document] - first
        for word in range(first, until[document]):
            number = only[units[word]]
            if number >= 0:
                if seen[number] == 0:
                    term[size] = number
                    size += 1
                seen[number] += 1
                continue
            tokens -= 1
            for place in range(part_ends[units[word]], part_ends[units[word] + 1]):
                if seen[parts[place]] == 0:
                    term[size] = parts[place]
                    size += 1
                seen[parts[place]] += 1
                tokens += 1
        for cell in range(before, size):
            n[cell] = seen[term[cell]]
            seen[term[cell]] = 0
        first, until[document], cells_until[document] = until[document], tokens, size
    return size


@njit(**_LOOP)
def by_term(term, n, until, documents, number, ends, part, part_n):
    """Order the cells by term, and within a term by part; ``documents`` are the parts in order.

    ``number`` is the new number of each term, ``ends[number]`` where its cells begin; they are
    moved on to where they end.
    """
    for place in range(len(documents)):
        document = documents[place]
        for cell in range(until[document - 1] if document else 0, until[document]):
            kind = number[term[cell]]
            if kind >= 0:
                part[ends[kind]] = place
                part_n[ends[kind]] = n[cell]
                ends[kind] += 1


@njit(**_LOOP)
def tally(ends, part, part_n, group_of_part, sizes, rows_until, kinds, groups, counts):
    """Add up the cells of each kind in each group.

    A row of ``counts`` is n, n_docs, the tokens of the documents that have the kind, the most in
    one document and the tokens of that one; ``rows_until`` is where the cells of a row end.
    """
    rows = cell = 0
    for kind in range(len(ends)):
        while cell < ends[kind]:
            group, first = group_of_part[part[cell]], cell
            n = size = most = most_size = 0
            while cell < ends[kind] and group_of_part[part[cell]] == group:
                n += part_n[cell]
                size += sizes[part[cell]]
                if part_n[cell] > most or (part_n[cell] == most and sizes[part[cell]] > most_size):
                    most, most_size = part_n[cell], sizes[part[cell]]
                cell += 1
            kinds[rows], groups[rows], rows_until[rows] = kind, group, cell
            counts[rows, 0] = n
            counts[rows, 1] = cell - first
            counts[rows, 2] = size
            counts[rows, 3] = most
            counts[rows, 4] = most_size
            rows += 1
    return rows


@njit(**_LOOP)
def over(rows_until, part, part_n, sizes, of_n, of_size, n_over, size_over):
    """Of each row, its count in the documents with more than their share, and their tokens."""
    cell = 0
    for row in range(len(rows_until)):
        while cell < rows_until[row]:
            if part_n[cell] * of_size[row] > of_n[row] * sizes[part[cell]]:
                n_over[row] += part_n[cell]
                size_over[row] += sizes[part[cell]]
            cell += 1


@njit(**_LOOP)
def number(token_until, token_start, span_until, span_start, row):
    """Of each token the row of the last span that begins at or before it, in its document."""
    token = span = 0
    for document in range(len(token_until)):
        last = span_until[document] - 1
        for at in range(token, token_until[document]):
            while span < last and span_start[span + 1] <= token_start[at]:
                span += 1
            row[at] = span
        token, span = token_until[document], last + 1


@njit(**_LOOP)
def once_a_unit(kinds, units, last, kind, unit):
    """Write each kind once for each unit it stands in; ``units`` never fall, ``last`` is -1."""
    n = 0
    for row in range(len(kinds)):
        if kinds[row] >= 0 and last[kinds[row]] != units[row]:
            last[kinds[row]] = units[row]
            kind[n], unit[n] = kinds[row], units[row]
            n += 1
    return n


@njit(**_LOOP)
def count_few(kind, unit, both):
    """Count the units of each two kinds; the smaller number is the row of ``both``."""
    first = 0
    for row in range(len(kind)):
        if unit[row] != unit[first]:
            first = row
        for other in range(first, row):
            a, b = kind[other], kind[row]
            both[min(a, b), max(a, b)] += 1


@njit(**_LOOP)
def by_kind(kind, unit, kind_ends, unit_ends, at, kinds):
    """Order the kinds of each unit, and list for each kind where it stands among them.

    ``kind_ends`` and ``unit_ends`` are where the rows of each begin in ``at`` and in ``kinds``;
    they are moved on to where they end.
    """
    for row in range(len(kind)):
        at[kind_ends[kind[row]]] = row
        kind_ends[kind[row]] += 1
    for place in range(len(at)):
        row = at[place]
        at[place] = unit_ends[unit[row]]
        unit_ends[unit[row]] += 1
        kinds[at[place]] = kind[row]


@njit(**_LOOP)
def count_many(first, kind_ends, at, kinds, least, seen, met, keys, n):
    """Write the pairs of each kind, from the first, with larger ones, and the units of both.

    Behind the kinds of a unit stands -1. ``seen`` and ``met`` are zeros, before and after; a bit
    of ``met`` for each kind seen enough finds these in order. Returns the number of pairs and
    the kind to go on with, where there may be no room for one more.
    """
    n_kinds, size = len(kind_ends), 0
    while first < n_kinds and size + n_kinds <= len(keys):
        begin, end = kind_ends[first - 1] if first else 0, kind_ends[first]
        for place in range(begin, end):
            other = at[place] + 1
            while kinds[other] >= 0:
                second = kinds[other]
                seen[second] += 1
                if seen[second] == least:
                    met[second >> 6] |= np.uint64(1) << np.uint64(second & 63)
                other += 1
        for word in range(first >> 6, len(met)):
            bits, second = met[word], word << 6
            while bits != 0:
                if bits & np.uint64(1):
                    keys[size], n[size] = first * n_kinds + second, seen[second]
                    size += 1
                bits >>= np.uint64(1)
                second += 1
            met[word] = 0
        for place in range(begin, end):
            other = at[place] + 1
            while kinds[other] >= 0:
                seen[kinds[other]] = 0
                other += 1
        first += 1
    return size, first
