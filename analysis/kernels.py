"""Texts → the number of each token's surface, at speed: for corpora of millions of words.

Equal to the rule in :mod:`analysis.tokens` by construction: compiled loops cut the text into
plain words and other stretches (:mod:`analysis.jit`), and the rule itself, the regular
expression, is run once on each *distinct* stretch that is no plain word. For this the rule must
hold no white space, none of ``<>"“”«»``, and must not look behind them; it must take a plain
word, ASCII letters and digits with single inner ``'``, ``’`` or ``-``, as one token.

Nothing is compiled, and numba is not imported, for texts below ``LARGE`` bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import compress, islice
from typing import NamedTuple

import numpy as np
import pandas as pd

LARGE = 4_000_000  # bytes from which on loading the compiled code takes less time than it saves
BATCH = 4_000_000  # bytes at once: memory holds about ten times as many beside the counts


class Encoded(NamedTuple):
    """All tokens of some documents, as numbers."""

    surfaces: list[str]  # the distinct ones
    codes: np.ndarray  # of each token, the number of its surface
    until: np.ndarray  # of each document, how many tokens stand before its end
    start: np.ndarray  # of each token, in code points of its document; empty if not asked for
    end: np.ndarray


def is_large(texts: pd.Series) -> bool:
    """Whether these texts are worth the fast path (and can take it: no lone surrogates)."""
    return sum(int(offsets[-1] - offsets[0]) for _, offsets in _buffers(texts)) >= LARGE


def encode(texts: pd.Series, find: Callable[[str], Iterator], *, places: bool = False) -> Encoded:
    """Number the surfaces of all tokens.

    Parameters
    ----------
    texts : Series of str
        One text a document.
    find : callable
        From a text to the matches of its tokens, such as ``re.compile(TOKEN).finditer``.
    places : bool
        Also where each token begins and ends.

    Returns
    -------
    Encoded
        ``surfaces``, ``codes``, ``until``, and ``start`` and ``end`` with ``places``.

    Examples
    --------
    >>> import re
    >>> from analysis.tokens import TOKEN
    >>> found = encode(pd.Series(["No, no U.S."]), re.compile(TOKEN).finditer, places=True)
    >>> found.surfaces, found.codes.tolist(), found.until.tolist(), found.start.tolist()
    (['No', 'no', 'U.S.'], [0, 1, 2], [3], [0, 4, 7])
    """
    vocabulary = _Vocabulary(find)
    until = [np.empty(0, np.int64)]
    most = sum(_most_tokens(offsets, 0, len(offsets) - 1) for _, offsets in _buffers(texts))
    codes = np.empty(most, np.int32)  # memory is taken where it is written, not before
    start, end = np.empty((2, most if places else 0), np.int32)
    n = 0
    for text, offsets, first, words in _read(texts, vocabulary):
        if places:
            vocabulary.place(text, offsets, first, words, start[n:], end[n:])
        size = vocabulary.expand(words, codes[n:])  # and words.until counts tokens from now on
        until.append(words.until + n)
        n += size
    return Encoded(list(vocabulary.surfaces), codes[:n], np.concatenate(until), start[:n], end[:n])


def batches(texts: pd.Series) -> Iterator[tuple[np.ndarray, np.ndarray, int, int]]:
    """Some documents at once: the bytes, where each document begins, the first and the last."""
    for text, offsets in _buffers(texts):
        for first, last in _batches(offsets):
            yield text, offsets, first, last


def last_before(tokens: Encoded, until: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Of each token the number of the last span, such as a sentence, that begins at it or before.

    ``until`` and ``start`` are of the spans: how many stand before the end of each document, and
    where each begins. A token before the first span of its document is given to that one.
    """
    row = np.empty(len(tokens.codes), np.int32)
    if len(row) * 6 >= LARGE:  # about as many bytes a word
        from analysis import loops

        loops.number(tokens.until, tokens.start, until, start, row)
        return row
    first = span = 0
    for last, end in zip(tokens.until.tolist(), until.tolist(), strict=True):
        found = np.searchsorted(start[span:end], tokens.start[first:last], side="right") - 1
        row[first:last] = span + np.maximum(found, 0)
        first, span = last, end
    return row


class Cells(NamedTuple):
    """How often each term occurs in each document, document by document."""

    surfaces: list[str]
    terms: list[str]
    term: np.ndarray  # of each cell, the number of its term
    n: np.ndarray
    until: np.ndarray  # of each document, how many cells stand before its end
    sizes: np.ndarray  # of each document, its tokens


def term_cells(texts: pd.Series, find: Callable, term_of: Callable[[str], str]) -> Cells:
    """Count the terms of each document.

    Examples
    --------
    >>> import re
    >>> from analysis.tokens import TOKEN, term_of
    >>> cells = term_cells(pd.Series(["No, no.", "Yes."]), re.compile(TOKEN).finditer, term_of)
    >>> cells.terms, cells.term.tolist(), cells.n.tolist(), cells.until.tolist()
    (['no', 'yes'], [0, 1], [2, 1], [1, 2])
    """
    from analysis import loops

    vocabulary = _Vocabulary(find)
    terms: dict[str, int] = {}
    of_surface = np.empty(0, np.int32)
    found = [(np.empty(0, np.int32),) * 2 + (np.empty(0, np.int64),) * 2]
    for _, _, _, words in _read(texts, vocabulary):
        new = islice(vocabulary.surfaces, len(of_surface), None)
        of_surface = np.append(of_surface, _numbers(terms, list(map(term_of, new))))
        parts = of_surface[vocabulary.parts]
        only = np.full(vocabulary.n_units, -1, np.int32)
        alone = np.diff(vocabulary.part_ends) == 1
        only[alone] = parts[vocabulary.part_ends[:-1][alone]]
        term, n = (vocabulary.room(name, words.most, np.int32) for name in ("term", "n"))
        until, seen = np.empty(len(words.until), np.int64), np.zeros(len(terms), np.int32)
        size = loops.count_cells(
            words.units, words.until, only, vocabulary.part_ends, parts, seen, term, n, until
        )
        sizes = words.until  # now
        found.append((term[:size].copy(), n[:size].copy(), np.diff(until, prepend=0), sizes))
    term, n, in_document, sizes = (np.concatenate(part) for part in zip(*found, strict=True))
    surfaces = list(vocabulary.surfaces)
    return Cells(surfaces, list(terms), term, n, np.cumsum(in_document), sizes)


def phrase_rows(
    tokens: pd.DataFrame, texts: list[str], phrases: list[list[int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find phrases in tokens: inside a sentence, with white space between, the longest that fits.

    Parameters
    ----------
    tokens : DataFrame
        In the order of their documents.
    texts : list of str
        Of all documents.
    phrases : list of lists of int
        The numbers of two or more terms, among the categories of ``term``.

    Returns
    -------
    tuple of three arrays
        The rows at which a phrase begins, from the left, none inside another; its number; how
        many words it has.

    Examples
    --------
    >>> from analysis.tokens import tokenize
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["No, no new deal. No deal."]})
    >>> tokens = tokenize(documents)
    >>> tokens["term"].cat.categories.tolist()
    ['deal', 'new', 'no']
    >>> found = phrase_rows(tokens, documents["text"].tolist(), [[2, 0], [1, 0], [2, 1, 0]])
    >>> [numbers.tolist() for numbers in found]
    [[1, 4], [2, 0], [3, 2]]
    """
    # All rows go on together from one word of a phrase to the next, as long as there is one.
    width = len(tokens["term"].cat.categories) + 1  # the last number is that of no word
    n_words = np.array([len(some) for some in phrases], np.int64)
    flat = np.array([word for some in phrases for word in some], np.int64)
    first = np.cumsum(n_words) - n_words
    codes = np.append(tokens["term"].cat.codes.to_numpy(), [width - 1] * n_words.max(initial=0))
    found, size = np.zeros((2, len(codes)), np.int32)
    going, begun = np.arange(len(phrases)), flat[first]  # the number of what they begin with
    rows = np.flatnonzero(np.isin(codes, begun))
    begun_here, place = codes[rows].astype(np.int64), 1
    while len(going):
        steps, begun = np.unique(begun * width + flat[first[going] + place], return_inverse=True)
        step = begun_here * width + codes[rows + place]
        begun_here = np.searchsorted(steps, step).clip(max=len(steps) - 1)
        fits = steps[begun_here] == step
        fits[fits] = _are_neighbours(tokens, texts, rows[fits] + place)
        rows, begun_here = rows[fits], begun_here[fits]
        whole = n_words[going] == place + 1
        ends = np.full(len(steps), -1)
        ends[begun[whole]] = going[whole]
        done = ends[begun_here] >= 0
        found[rows[done]], size[rows[done]] = ends[begun_here[done]], place + 1
        going, begun, place = going[~whole], begun[~whole], place + 1
    free, taken = 0, []
    for row in np.flatnonzero(size).tolist():
        if row >= free:
            taken.append(row)
            free = row + size[row]
    return np.array(taken, np.int64), found[taken], size[taken]


def _are_neighbours(tokens: pd.DataFrame, texts: list[str], rows: np.ndarray) -> np.ndarray:
    """Whether these tokens and those before them stand in one sentence, white space between."""
    start, end, sentence = (tokens[name].to_numpy() for name in ("start", "end", "sentence"))
    document = tokens["doc_id"].cat.codes.to_numpy()
    same = (document[rows] == document[rows - 1]) & (sentence[rows] == sentence[rows - 1])
    gaps = [some.tolist() for some in (document[rows], end[rows - 1], start[rows])]
    gaps = [texts[number][first:last].isspace() for number, first, last in zip(*gaps, strict=True)]
    return np.logical_and(same, gaps)


# --- inside -------------------------------------------------------------------------------


def _read(texts: pd.Series, vocabulary: _Vocabulary) -> Iterator[tuple]:
    """The texts batch by batch: bytes, where documents begin, the first of them, its words."""
    for text, offsets, first, last in batches(texts):
        yield text, offsets, first, vocabulary.words(text, offsets, first, last)


def _buffers(texts: pd.Series) -> list[tuple[np.ndarray, np.ndarray]]:
    """The bytes of the texts and where each begins, without copying what Arrow holds already."""
    import pyarrow

    try:
        column = pyarrow.array(texts, pyarrow.large_string())
    except (TypeError, ValueError):
        return []  # half of a surrogate pair, or no text: nothing that Arrow can hold
    found = []
    for chunk in getattr(column, "chunks", [column]):
        if not len(chunk) or chunk.null_count:
            continue
        _, places, content = chunk.buffers()
        offsets = np.frombuffer(places, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
        text = np.frombuffer(content, np.uint8) if content else np.empty(0, np.uint8)
        found.append((text, offsets))
    return found


def _batches(offsets: np.ndarray) -> Iterator[tuple[int, int]]:
    """Documents in a row that have about ``BATCH`` bytes; at least one document."""
    first = 0
    while first < len(offsets) - 1:
        last = int(np.searchsorted(offsets, offsets[first] + BATCH, side="right")) - 1
        last = min(max(last, first + 1), len(offsets) - 1)
        yield first, last
        first = last


def _most_tokens(offsets: np.ndarray, first: int, last: int) -> int:
    """As many tokens these documents can have: two of them never share two bytes."""
    return int(offsets[last] - offsets[first]) // 2 + 2 + last - first


def eights_of(content: np.ndarray) -> np.ndarray:
    """The eight bytes that begin at each place, as one number."""
    n = max(len(content) - 7, 0)
    numbers = np.frombuffer(content, np.uint64, count=len(content) // 8)
    return np.lib.stride_tricks.as_strided(numbers, shape=(n,), strides=(1,))


def _numbers(known: dict[str, int], names: list[str]) -> np.ndarray:
    """The number of each name; one that is not known gets the next."""
    new = [name for name in dict.fromkeys(names) if name not in known]
    known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
    return np.fromiter(map(known.__getitem__, names), np.int32, len(names))


class _Words(NamedTuple):
    units: np.ndarray
    starts: np.ndarray  # bytes
    until: np.ndarray  # of each document of the batch, how many words stand before its end
    most: int  # no more tokens


class _Vocabulary:
    """The distinct stretches of text that were met, and the surfaces in them."""

    def __init__(self, find: Callable[[str], Iterator]):
        self.find = find
        self.surfaces: dict[str, int] = defaultdict()
        self.surfaces.default_factory = self.surfaces.__len__  # a new one has the next number
        self.n_units = 0
        self._rooms: dict[str, np.ndarray] = {}
        self.table = np.zeros((1 << 14, 2), np.uint64)
        self.pool = np.zeros(1 << 16, np.uint8)
        self.unit_ends = np.zeros(1 << 13, np.int64)
        self.odd = np.zeros(1 << 13, np.bool_)
        # The tokens of each unit: the numbers of their surfaces and their places in it.
        self.part_ends = np.zeros(1, np.int64)
        self.parts = np.empty(0, np.int32)
        self.spans = np.empty((0, 2), np.int32)

    def words(self, text: np.ndarray, offsets: np.ndarray, first: int, last: int) -> _Words:
        """Cut the documents of a batch into units, and look into those that are new."""
        from analysis import jit

        most = _most_tokens(offsets, first, last)
        units, starts = self.room("units", most, np.int32), self.room("starts", most, np.int64)
        until = np.zeros(last, np.int64)
        state = np.array([first, offsets[first], 0, self.n_units, last], np.int64)
        eights = eights_of(text)
        while not jit.encode(
            text, eights, offsets, state, units, starts, until,
            self.table, self.pool, eights_of(self.pool), self.unit_ends, self.odd, jit.KINDS,
        ):  # fmt: skip
            self._grow(jit)
        self._look_into(int(state[3]))
        n = int(state[2])
        return _Words(units[:n], starts[:n], until[first:], most)

    def room(self, name: str, size: int, dtype: type) -> np.ndarray:
        """An array that is written anew for each batch: to get memory takes time."""
        if size > len(self._rooms.get(name, ())):
            self._rooms[name] = np.empty(size, dtype)
        return self._rooms[name]

    def expand(self, words: _Words, codes: np.ndarray) -> int:
        """Write the surface of each token; count tokens in place of words. How many they are."""
        from analysis import jit

        return jit.expand(words.units, words.until, self.part_ends, self.parts, codes)

    def place(self, text, offsets, first: int, words: _Words, start, end) -> None:
        """Write where each token begins and ends in its document, in code points."""
        from analysis import jit

        jit.place(
            text, eights_of(text), offsets, first, words.units, words.starts, words.until,
            self.part_ends, self.spans, start, end,
        )  # fmt: skip

    def _grow(self, jit) -> None:
        table = np.zeros((2 * len(self.table), 2), np.uint64)
        jit.moved(self.table, table)
        self.table = table
        self.pool = np.concatenate([self.pool, np.zeros_like(self.pool)])
        self.unit_ends = np.concatenate([self.unit_ends, np.zeros_like(self.unit_ends)])
        self.odd = np.concatenate([self.odd, np.zeros_like(self.odd)])

    def _look_into(self, n_units: int) -> None:
        """Find the tokens of the units that are new: the rule is asked of those that are odd."""
        known, number = self.n_units, self.surfaces.__getitem__
        first, last = self.unit_ends[[known, n_units]]
        texts = self.pool[first:last].tobytes().decode("utf-8").split("\n")[:-1]
        odd = self.odd[known:n_units]
        plain = list(compress(texts, ~odd))
        found = [list(self.find(text)) for text in compress(texts, odd)]
        n_parts = np.ones(len(texts), np.int64)
        n_parts[odd] = list(map(len, found))
        whole = np.repeat(~odd, n_parts)
        parts, spans = np.empty(len(whole), np.int32), np.zeros((len(whole), 2), np.int32)
        parts[whole], spans[whole, 1] = list(map(number, plain)), list(map(len, plain))
        parts[~whole] = [number(match[0]) for some in found for match in some]
        places = [match.span() for some in found for match in some]
        spans[~whole] = np.array(places, np.int32).reshape(-1, 2)
        self.part_ends = np.append(self.part_ends, np.cumsum(n_parts) + len(self.parts))
        self.parts, self.spans = np.append(self.parts, parts), np.vstack([self.spans, spans])
        self.n_units = n_units
