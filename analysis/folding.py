"""The form in which texts are searched for names: one kind of apostrophe, hyphen and space.

It has the length of the text where possible; where spaces are doubled, letters decomposed or words
broken by soft hyphens it is shorter, and each of its characters knows its place in the text. A
blank line becomes a mark that stands in no name. ``folded`` is the definition; large texts that
hold nothing rare are brought into the form by a compiled loop (:mod:`analysis.folds`).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import kernels

SAME_LENGTH = {
    "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\n": " ", "\t": " ", "\r": " ",
    "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u2028": " ", "\u3000": " ",
}  # fmt: skip
BLANK_LINE = "\x1e"  # stands for the line breaks of a blank line: in no name
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
SHORTER = re.compile(
    rf"[{INVISIBLE}]+"  # dropped
    r"|(?<!\s)(?:[^\S\n]{2,}|[^\S\n]+\n[^\S\n]*|\n[^\S\n]+)(?!\s)"  # one space
    r"|.[\u0300-\u036f]+"  # composed
)
UNUSUAL = "".join(  # white space that is no space in the form of the same length
    chr(point) for point in range(0x3001) if chr(point).isspace() and chr(point) not in SAME_LENGTH
).replace(" ", "")
DOUBLED = re.compile("  +")
MARK = BLANK_LINE.encode()  # also stands behind each text


class Folded(NamedTuple):
    """Some texts in the form in which they are searched, one behind the other."""

    content: np.ndarray  # their bytes, with a mark behind each text
    ends: np.ndarray  # where each ends, with its mark
    places: dict[int, np.ndarray]  # of each text that became shorter, its characters' places

    def text(self, number: int) -> str:
        """One of the texts."""
        begin = self.ends[number - 1] if number else 0
        content = self.content[begin : self.ends[number] - 1]
        return content.tobytes().decode("utf-8", "surrogatepass")

    def in_points(self, text: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple:
        """Bytes of all texts as code points of each; the rows are in the order of their start."""
        begin = np.append(0, self.ends[:-1])[text]
        if len(self.content) < kernels.LARGE:
            before = np.append(0, np.cumsum((self.content & 0xC0) != 0x80))
            return before[start] - before[begin], before[end] - before[begin]
        from analysis import folds

        start, end = start.copy(), end.copy()
        eights = kernels.eights_of(self.content)
        folds.in_points(self.content, eights, self.ends, text, start, end)
        return start, end


def fold_all(texts: pd.Series) -> Folded:
    """Bring many texts into the form in which they are searched.

    Examples
    --------
    >>> both = fold_all(pd.Series(["Trump’s", "Kim  Jong-Un"]))
    >>> both.text(0), both.text(1), both.places[1][3:6].tolist()
    ("Trump's", 'Kim Jong-Un', [3, 5, 6])
    """
    if not kernels.is_large(texts):
        return _joined(map(folded, texts))
    found, number = [], 0
    for text, offsets, first, last in kernels.batches(texts):
        some = texts.iloc[number : number + last - first]
        found.append(_at_speed(some, text, offsets[first : last + 1]))
        number += last - first
    ends, places, size, number = [], {}, 0, 0
    for part in found:
        ends.append(part.ends + size)
        places |= {number + one: of_text for one, of_text in part.places.items()}
        size, number = size + len(part.content), number + len(part.ends)
    content = np.concatenate([part.content for part in found])
    return Folded(content, np.concatenate(ends), places)


def _joined(found: Iterable[tuple[str, Sequence[int] | None]]) -> Folded:
    """Texts in their form, one behind the other."""
    encoded, places = [], {}
    for number, (plain, of_text) in enumerate(found):
        encoded.append(plain.encode("utf-8", "surrogatepass") + MARK)
        if of_text is not None:
            places[number] = np.asarray(of_text, np.int64)
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    return Folded(np.frombuffer(b"".join(encoded), np.uint8), ends, places)


def _at_speed(texts: pd.Series, text: np.ndarray, offsets: np.ndarray) -> Folded:
    """The same by the compiled loop, where nothing rare stands in a text."""
    from analysis import folds

    n, size = len(texts), int(offsets[-1] - offsets[0])
    content, places = np.empty(size + n + 8, np.uint8), np.empty(size + n, np.int32)
    ends, place_ends = np.empty((2, n), np.int64)
    whats = np.empty(n, np.uint8)
    folds.fold(
        text, kernels.eights_of(text), offsets, _plain(), content, kernels.eights_of(content),
        ends, places, place_ends, whats,
    )  # fmt: skip
    shorter = np.flatnonzero(whats == folds.SHORTER).tolist()
    known = {one: places[place_ends[one - 1] if one else 0 : place_ends[one]] for one in shorter}
    odd = np.flatnonzero(whats == folds.ODD).tolist()
    rest = _joined(map(folded, texts.iloc[odd]))
    pieces, cut = [], 0
    for number, one in enumerate(odd):
        begin = rest.ends[number - 1] if number else 0
        pieces += [content[cut : ends[one] - 1], rest.content[begin : rest.ends[number] - 1]]
        cut = ends[one] - 1
    whole = np.concatenate([*pieces, content[cut : ends[-1]]])
    longer = np.zeros(n, np.int64)
    longer[odd] = np.diff(rest.ends, prepend=0) - 1
    known |= {odd[number]: of_text for number, of_text in rest.places.items()}
    return Folded(whole, ends + np.cumsum(longer), known)


@cache
def _plain() -> np.ndarray:
    """Whether a character of up to three bytes stays as it is, whatever stands beside it."""
    plain = np.zeros(1 << 16, np.bool_)
    for point in range(1 << 16):
        character = chr(point)
        # Marks and the vowels and finals of Korean join what stands before them.
        joins = 0x1100 <= point < 0x1200 or unicodedata.category(character)[0] == "M"
        plain[point] = not (
            joins
            or character.isspace()
            or character in (*SAME_LENGTH, *INVISIBLE)
            or not unicodedata.is_normalized("NFC", character)
        )
    return plain


def folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in the form in which it is searched, and the place of each of its characters.

    Examples
    --------
    >>> folded("Trump’s")
    ("Trump's", None)
    >>> plain, places = folded("Kim  Jong-Un")
    >>> plain, list(places[3:6])
    ('Kim Jong-Un', [3, 5, 6])
    """
    plain = _same_length(text)
    if any(character in plain for character in INVISIBLE):
        return _composed_form(text)
    if not plain.isascii() and not unicodedata.is_normalized("NFC", plain):
        return _composed_form(text)
    if "  " not in plain:
        return plain, None
    if any(character in text for character in UNUSUAL):
        return _composed_form(text)
    return _single_spaces(plain, text)


def _single_spaces(plain: str, text: str) -> tuple[str, array]:
    """One space for each run of white space that holds no blank line: ``SHORTER`` for most texts."""
    pieces, at, kept = [], 0, np.ones(len(text) + 1, dtype=bool)
    for found in DOUBLED.finditer(plain):
        start, end = found.span()
        blank = BLANK_LINE in (plain[start - 1 : start], plain[end : end + 1])
        if not blank and text.count("\n", start, end) < 2:
            pieces.append(plain[at : start + 1])
            kept[start + 1 : end] = False
            at = end
    places = array("i", np.flatnonzero(kept).astype(np.int32).tobytes())
    return "".join([*pieces, plain[at:]]), places


def _composed_form(text: str) -> tuple[str, list[int]]:
    """The form of a text that has more than doubled spaces: the way of the rare text."""
    pieces, places, at = [], [], 0
    for found in SHORTER.finditer(text):
        piece = " " if found[0].isspace() else _composed(found[0])
        pieces += [text[at : found.start()], piece]
        rest = range(found.end() - len(piece) + 1, found.end())  # marks that did not compose
        places += [*range(at, found.start()), *[found.start()][: len(piece)]]
        places += [max(place, found.start()) for place in rest]  # one mark may become two
        at = found.end()
    places.extend(range(at, len(text) + 1))
    return _same_length("".join([*pieces, text[at:]])), places


def _same_length(text: str) -> str:
    text = text.replace("\n\n", BLANK_LINE * 2)
    for character, other in SAME_LENGTH.items():
        text = text.replace(character, other)
    return text


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip(INVISIBLE))
