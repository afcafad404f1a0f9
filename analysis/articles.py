"""A document read for who speaks: its quotations, and its sentences with each quotation as one.

A quotation may hold many sentences, and the reporter's sentence goes on around it: boundaries
inside a quotation part nothing here. The numbers of sentences are those of the other tables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.clauses import FILLERS, Line, is_small, read_line
from analysis.codebook import Codebook
from analysis.marks import Quotation, find_quotations
from analysis.sentences import sentence_spans

LONGEST = 2000  # characters of a sentence that are read in one go, so that time stays linear
BRACKETS = re.compile(rf"\([^(){FILLERS}\n]{{0,80}}\)")
POSSESSIVE = re.compile("(?:['’]s|(?<=s)['’])$")
NO_SUBJECTS = ("modifier", "place", "nested", "pronoun")  # layers that do not stand for a speaker


NUMBERS = ("sentence", "start", "end", "speaker_start", "speaker_end")


class Names(NamedTuple):
    """The mentions of a corpus as the rules need them."""

    by_document: dict[str, dict[int, tuple[int, str, int]]]  # start → end, letter, row
    pronouns: dict[str, dict[int, int]]
    actors: list[str]  # of each row of the mentions
    kinds: list[str]
    gender: dict[str, str]


def names_of(mentions: pd.DataFrame, actors: Codebook) -> Names:
    """Sort the mentions by document and place; of several at a place, the longest."""
    by_document: dict[str, dict[int, tuple[int, str, int]]] = {}
    pronouns: dict[str, dict[int, int]] = {}
    columns = ["doc_id", "start", "end", "actor", "kind", "layer"]
    table = mentions[columns].astype({"actor": object, "kind": object})
    for row, (doc_id, start, end, actor, kind, layer) in enumerate(table.itertuples(index=False)):
        if not isinstance(actor, str):
            continue
        if layer == "pronoun":
            pronouns.setdefault(doc_id, {})[start] = row
        elif layer not in NO_SUBJECTS:
            here = by_document.setdefault(doc_id, {})
            if start not in here or here[start][0] < end:
                here[start] = (end, "O" if kind == "media" else "N", row)
    return Names(
        by_document,
        pronouns,
        list(table["actor"]),
        list(table["kind"]),
        {actor.name: actor.gender for actor in actors if actor.gender},
    )


def without_possessive(words: str) -> str:
    """A name without the ’s behind it.

    Examples
    --------
    >>> without_possessive("Obama’s"), without_possessive("Sanders'"), without_possessive("Boris")
    ('Obama', 'Sanders', 'Boris')
    """
    return POSSESSIVE.sub("", words)


class Article:
    """A document: quotations, sentences (paragraph, start, end) and their lines."""

    def __init__(self, text: str, named: dict[int, tuple[int, str, int]]):
        """Pair the marks of a text and join the sentences that a quotation spans."""
        self.text, self.named = text, named
        self.spans = sentence_spans(text)
        self.quotations = find_quotations(text, list(_paragraphs(self.spans)))
        self.filled = _filled(text, self.quotations)
        letters = ((q.left, _letter(text[q.start : q.end])) for q in self.quotations)
        self.quoted = {left: letter for left, letter in letters if letter != "Q"}
        self.sentences = list(_cut(_joined(self.spans, self.quotations), self.quotations))
        self._starts = [start for _, start, _ in self.spans]
        self._lines: dict[int, Line] = {}

    def line(self, number: int) -> Line:
        """The line of a sentence."""
        if number not in self._lines:
            _, start, end = self.sentences[number]
            self._lines[number] = read_line(
                self.filled, start, end, self.named, self.quoted, self.text
            )
        return self._lines[number]

    def number(self, at: int) -> int:
        """The number of the sentence at a place, as in the other tables."""
        return max(bisect_right(self._starts, at) - 1, 0)


def _paragraphs(spans: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    first = None
    for number, (paragraph, start, end) in enumerate(spans):
        first = start if first is None else first
        if number + 1 == len(spans) or spans[number + 1][0] != paragraph:
            yield first, end
            first = None


def _filled(text: str, quotations: list[Quotation]) -> str:
    """The text with fillers for the characters of quotations, and brackets blank."""
    text = text.translate(dict.fromkeys(map(ord, FILLERS), " "))
    parts, at = [], 0
    for number, quotation in enumerate(quotations):
        size = quotation.right - quotation.left
        parts += [text[at : quotation.left], FILLERS[number % 2] * size]
        at = quotation.right
    filled = "".join([*parts, text[at:]])
    return BRACKETS.sub(lambda found: " " * len(found[0]), filled)


def _letter(words: str) -> str:
    """``k`` for what may be a title, ``q`` for a word or two, else ``Q``."""
    if len(words) > 80:
        return "Q"
    parts = words.rstrip(",.").split()
    long = [part for part in parts if len(part) > 3 and part[0].isalpha() and not is_small(part)]
    capitals = words[0].isupper() and all(part[0].isupper() for part in long)
    if capitals and words[-1] not in "?!":
        return "k"
    return "q" if len(parts) <= 3 and words[-1] not in ",.?!" else "Q"


def _joined(
    spans: list[tuple[int, int, int]], quotations: list[Quotation]
) -> Iterator[tuple[int, int, int]]:
    """The sentences, without the boundaries that stand inside a quotation."""
    at, open_span = 0, None
    for paragraph, start, end in spans:
        while at < len(quotations) and quotations[at].right <= start:
            at += 1
        if open_span and at < len(quotations) and quotations[at].left < start:
            open_span = (paragraph, open_span[1], end)
            continue
        if open_span:
            yield open_span
        open_span = (paragraph, start, end)
    if open_span:
        yield open_span


def _cut(
    sentences: Iterator[tuple[int, int, int]], quotations: list[Quotation]
) -> Iterator[tuple[int, int, int]]:
    """The sentences, an endless one in parts that begin where a quotation does."""
    at = 0
    for paragraph, start, end in sentences:
        if end - start > LONGEST:
            while at < len(quotations) and quotations[at].left < end:
                left = quotations[at].left
                if left - start > LONGEST:
                    yield paragraph, start, left
                    start = left
                at += 1
        yield paragraph, start, end


def table_of_places(
    documents: pd.DataFrame, rows: list[tuple], names: tuple[str, ...]
) -> pd.DataFrame:
    """Rows of (number of document, then a value a name) as a table with its types."""
    number, *columns = zip(*rows, strict=True) if rows else [()] * (1 + len(names))
    codes = np.array(number, dtype=np.int64)
    table = {"doc_id": pd.Categorical.from_codes(codes, categories=list(documents["doc_id"]))}
    for name, values in zip(names, columns, strict=True):
        whole = name in NUMBERS
        table[name] = np.array(values, np.int32) if whole else pd.array(values, dtype="str")
    return pd.DataFrame(table)
