"""Which quotation marks belong together: the quotations of a text as spans.

Marks are paired paragraph by paragraph, so that one that was never closed cannot swallow the
document. Curly marks, guillemets and low marks say by their form whether they open or close;
straight ones and doubled apostrophes by the spaces around them, and where these do not tell, by
what is still open. A quotation inside a quotation is part of it. Who speaks is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MARKUP = r"=\"[^\"\n]{0,300}\""  # <a href="…">: the value of an attribute is no quotation
DOUBLE = re.compile(rf"{MARKUP}|[“”„‟\"«»＂]|‘‘|’’|``|(?<!')''(?!')|'''")
SINGLE = re.compile(r"[‘’‚‹›]|(?<!')'(?!')")
SINGLE_OPENING = re.compile(r"[‚‹]|(?<![\w.,!?…'’‘])[‘'](?=\w)")
OPENING, CLOSING = "“„«‟‘‚‹", "”»›"  # a mark written the other way round is met by its spaces
BEFORE_OPENING = "([{—–-―/:‘'“\"«>*_"
LINE_ENDS = "\n\r\u2028"  # and nothing, before and behind the text: "" is in each string
# A word that begins with an apostrophe, or a decade, opens no quotation.
ELISION = re.compile(r"['‘](?:\d\ds?|t(?:is|was|were|ill?)|em|n|cause|bout|round|cos|cuz)\b", re.I)


class Quotation(NamedTuple):
    """A quotation: its words, and the place with its marks.

    ``goes_on`` says that the paragraph ends inside it and the next one opens with a mark again:
    the quotation of the next paragraph is the same speech.
    """

    start: int
    end: int
    left: int
    right: int
    goes_on: bool = False


class Mark(NamedTuple):
    """A mark, and whether it opens (1), closes (-1) or may do either (0)."""

    start: int
    end: int
    side: int
    doubtful: bool  # a measure behind a figure (6' 2"), or the apostrophe of "the workers' rights"


def find_quotations(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Quotation]:
    """Pair the quotation marks of a text.

    Double marks and guillemets make quotations. Single marks do only in a text that has no
    double ones but inside single ones, as in British newspapers. A quotation over several
    paragraphs, each of which opens with a mark while only the last closes, is one quotation a
    paragraph. A quotation that is never closed reaches to the end of its line.

    Examples
    --------
    >>> text = "He called it “a 'very' good deal” and 'left'."
    >>> [text[found.start : found.end] for found in find_quotations(text, [(0, len(text))])]
    ["a 'very' good deal"]
    """
    paragraphs = list(paragraphs)
    double = _paired(text, paragraphs, DOUBLE) if DOUBLE.search(text) else []
    if not SINGLE_OPENING.search(text):
        return double
    single = _paired(text, paragraphs, SINGLE)
    if not single or any(not _inside(quotation, single) for quotation in double):
        return double
    return single


def _inside(quotation: Quotation, others: list[Quotation]) -> bool:
    at = bisect_right(others, quotation) - 1
    return at >= 0 and quotation.right <= others[at].right


def _paired(text: str, paragraphs: list[tuple[int, int]], pattern: re.Pattern) -> list[Quotation]:
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        marks = list(_marks(text, start, end, pattern))
        if marks:
            following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else len(text)
            goes_on = _opens_at(text, following, pattern)
            found += _pairs(text, start, end, marks, found[-1:], goes_on)
    return found


def _opens_at(text: str, at: int, pattern: re.Pattern) -> bool:
    mark = pattern.match(text, at)
    return mark is not None and _side(text, mark) > 0


def _marks(text: str, start: int, end: int, pattern: re.Pattern) -> Iterator[Mark]:
    """The marks of a paragraph with their sides."""
    for found in pattern.finditer(text, start, end):
        if found[0][0] == "=":
            continue
        first, last = found.span()
        side = _side(text, found)
        if found[0] == "'''":  # a single mark beside a double one
            first, last = (first, last - 1) if side > 0 else (first + 1, last)
        if pattern is DOUBLE or side > 0 or not _apostrophe(text, found):
            yield Mark(first, last, side, _is_doubtful(text, found))


def _side(text: str, found: re.Match) -> int:
    """Whether a mark opens (1) or closes (-1), by its form and by the spaces around it."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    behind_space = not before or before.isspace() or before in BEFORE_OPENING
    before_space = not after or after.isspace()
    by_space = behind_space - (before_space or not behind_space)
    mark = found[0][0]
    if found.re is SINGLE and by_space > 0 and ELISION.match(text, found.start()):
        return -1
    if before in LINE_ENDS or after in LINE_ENDS:
        return 1 if before in LINE_ENDS else -1
    if mark in OPENING:
        return -1 if by_space < 0 and not after.isalnum() else 1
    if mark in CLOSING or mark == "’":
        return 1 if by_space > 0 and before not in "—–-'" and after.isalnum() else -1
    return 0 if behind_space == before_space and (behind_space or after.isalnum()) else by_space


def _is_doubtful(text: str, found: re.Match) -> bool:
    """Whether a mark may be a measure or an apostrophe: it then closes only where no other does."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 2]
    if found.re is SINGLE and before == "s":
        return after[:1].isspace() and after[1:].islower()
    return found[0] in ('"', "''", "'", "’", "”") and before.isdigit()


def _apostrophe(text: str, found: re.Match) -> bool:
    """Whether a single mark that does not open is an apostrophe and closes nothing."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return found[0] in "’'" and (after.isalnum() or not before or before.isspace())


def _pairs(
    text: str, start: int, end: int, marks: list[Mark], before: list[Quotation], goes_on: bool
) -> list[Quotation]:
    """The quotations of one paragraph."""
    found: list[Quotation] = []
    opened: list[Mark] = []
    inner: list[Quotation] = []  # complete quotations inside one that may never be closed
    closed_later = _closed_later(marks)
    for number, mark in enumerate(marks):
        side = mark.side or (-1 if opened else 1)
        if side > 0 and opened and _begins_line(text, mark.start, start):
            found += _unclosed(text, opened[0], inner, mark.start, goes_on=True)
            opened, inner = [mark], []
        elif side > 0:
            opened.append(mark)
        elif mark.doubtful and (not opened or closed_later[number]):
            continue
        elif opened:
            first = opened.pop()
            while inner and inner[-1].left > first.start:
                inner.pop()
            quotation = Quotation(first.end, mark.start, first.start, mark.end)
            (inner if opened else found).append(quotation)
        elif not found and before and before[0].goes_on:  # the mark that should open is missing
            found.append(Quotation(start, mark.start, start, mark.end))
    if opened:
        found += _unclosed(text, opened[0], inner, end, goes_on=goes_on)
    trimmed = (_trimmed(text, quotation) for quotation in found)
    return [quotation for quotation in trimmed if quotation.start < quotation.end]


def _trimmed(text: str, quotation: Quotation) -> Quotation:
    """A quotation without the spaces inside its marks, as « in French »."""
    words = text[quotation.start : quotation.end]
    end = quotation.start + len(words.rstrip())
    return quotation._replace(start=end - len(words.strip()), end=end)


def _begins_line(text: str, at: int, start: int) -> bool:
    return at == start or text[at - 1] in LINE_ENDS


def _closed_later(marks: list[Mark]) -> list[bool]:
    """Of each mark, whether one that surely closes comes before the next that opens."""
    later, closed = [], False
    for mark in reversed(marks):
        later.append(closed)
        closed = mark.side < 0 and (closed or not mark.doubtful)
    return later[::-1]


def _unclosed(
    text: str, mark: Mark, inner: list[Quotation], end: int, *, goes_on: bool
) -> list[Quotation]:
    """What a mark that is never closed opens; complete quotations behind it stay."""
    if inner and not goes_on:
        return inner
    if not goes_on:
        line = re.compile(r"[\n\r\u2028]").search(text, mark.end, end)
        end = line.start() if line else end
    right = mark.start + len(text[mark.start : end].rstrip())
    return [Quotation(mark.end, right, mark.start, right, goes_on)]
