"""Where the strings of a codebook stand in a text: every bounded occurrence, the longest first.

A text is searched in one form (straight apostrophes, one kind of hyphen, a space for a line
break), of the same length where possible; where spaces are doubled, letters decomposed or words
broken by soft hyphens, the form is shorter and each of its characters knows its place in the
text. A name never reaches over a blank line. What an occurrence means is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from analysis.aliases import Reading, fold, readings, titles
from analysis.codebook import Codebook

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
OPENERS = "\"“”'‘’«„([{—–-*_ "


@dataclass(slots=True)
class Mention:
    """An occurrence that may be a mention; without an actor while that is open."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    actor: int | None
    layer: str
    rule: str


class Lexicon:
    """The strings of a codebook and the automaton that finds them all in one pass."""

    def __init__(self, codebook: Codebook):
        """Build the automaton; 10,000 names take a fraction of a second."""
        import ahocorasick_rs

        self.actors = codebook.actors
        self.readings = readings(codebook)
        self.titles = titles(codebook)
        self.ignore = {form for text in codebook.ignore for form in _with_capital(fold(text))}
        self.reach = max(map(len, self.ignore), default=0)
        self.named = {actor.name: number for number, actor in enumerate(codebook)}
        strings = {*self.readings, *self.ignore}
        for title in self.titles:
            strings.update((title, _with_capital(title)[1], _title_case(title)))
        self.strings = sorted(strings)
        self.automaton = ahocorasick_rs.AhoCorasick(self.strings)

    def related(self, state: int, kind: str) -> int | None:
        """The one government or people that belongs to a state."""
        name = self.actors[state].name
        found = self._belonging.get((name, kind), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _belonging(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for number, actor in enumerate(self.actors):
            if actor.of:
                found.setdefault((actor.of, actor.kind), []).append(number)
        return found

    def occurrences(self, text: str) -> list[tuple[int, int, str]]:
        """All bounded occurrences in a folded text as (start, end, string), by place."""
        found, strings, last = [], self.strings, len(text)
        for which, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            before = text[start - 1] if start else " "
            after = text[end] if end < last else " "
            if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
                found.append((start, end, strings[which]))
        found.sort()
        return found


@dataclass
class Page:
    """A document while its mentions are found: the folded text and what stands in it."""

    text: str
    lexicon: Lexicon
    spans: list[tuple[int, int, int]]  # paragraph, start, end of each sentence
    day: date | None = None
    mentions: list[Mention] = field(default_factory=list)  # names and demonyms, none overlap
    nested: list[Mention] = field(default_factory=list)
    nominals: list[Mention] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    described: list[Mention] = field(default_factory=list)
    pronouns: list[Mention] = field(default_factory=list)
    in_full: set[int] = field(default_factory=set)  # actors named other than by a surname

    def kind(self, mention: Mention) -> str | None:
        """The kind of the actor of a mention."""
        return None if mention.actor is None else self.lexicon.actors[mention.actor].kind

    @cached_property
    def at(self) -> dict[int, Mention]:
        """The names of the page by the place where they begin; of no nested ones."""
        return {mention.start: mention for mention in self.mentions}

    @cached_property
    def ends(self) -> dict[int, Mention]:
        """The names of the page by the place where they end."""
        return {mention.end: mention for mention in self.mentions}

    @cached_property
    def title_ends(self) -> set[int]:
        """Where titles of the codebook end."""
        return {end for _, end in self.titles}

    @cached_property
    def _starts(self) -> list[int]:
        return [start for _, start, _ in self.spans]

    def sentence(self, at: int) -> int:
        """The number of the sentence in which a place stands."""
        return max(bisect_right(self._starts, at) - 1, 0)

    def opens_sentence(self, at: int) -> bool:
        """Whether nothing but quotation marks and the like stands before, in its sentence.

        A colon or an opening quotation mark opens a sentence within a sentence.
        """
        begins = self._starts[self.sentence(at)] if self.spans else 0
        before = self.text[max(begins, at - 20) : at]
        if before.endswith(('"', "“", "‘", "«", " '", ": ")):
            return True
        return at - begins <= 20 and not before.strip(OPENERS)


def folded(text: str) -> tuple[str, list[int] | None]:
    """The text in the form in which it is searched, and the place of each of its characters.

    Examples
    --------
    >>> folded("Trump’s")
    ("Trump's", None)
    >>> folded("Kim  Jong-Un")[1][3:6]
    [3, 5, 6]
    """
    plain = _same_length(text)
    shortens = "  " in plain or any(character in plain for character in INVISIBLE)
    if not shortens and unicodedata.is_normalized("NFC", plain):
        return plain, None
    pieces, places, at = [], [], 0
    for found in SHORTER.finditer(text):
        piece = " " if found[0].isspace() else _composed(found[0])
        pieces += [text[at : found.start()], piece]
        rest = range(found.end() - len(piece) + 1, found.end())  # marks that did not compose
        places += [*range(at, found.start()), *[found.start()][: len(piece)], *rest]
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


def longest(
    candidates: list[Mention],
) -> tuple[list[Mention], list[tuple[Mention, Mention]]]:
    """Part overlapping candidates: the longest stay; those inside come second, with their longer one.

    Of two that cross the longer stays and the other is dropped; of two as long, the first.
    """
    kept, inside, cluster, reach = [], [], [], -1
    for candidate in [*sorted(candidates, key=lambda m: (m.start, -m.end)), None]:
        if candidate is not None and candidate.start < reach:
            cluster.append(candidate)
            reach = max(reach, candidate.end)
            continue
        chosen: list[Mention] = []
        for one in sorted(cluster, key=lambda m: (m.start - m.end, m.start)):
            place = bisect_right(chosen, one.start, key=lambda m: m.start)
            before, after = chosen[max(place - 1, 0) : place], chosen[place : place + 1]
            if before and one.end <= before[0].end:
                inside.append((one, before[0]))
            elif all(m.end <= one.start for m in before) and all(one.end <= m.start for m in after):
                chosen.insert(place, one)
        kept += chosen
        if candidate is not None:
            cluster, reach = [candidate], candidate.end
    return kept, inside


def _with_capital(text: str) -> list[str]:
    return [text, text[:1].upper() + text[1:]]


def _title_case(title: str) -> str:
    small = {"of", "the", "for", "and", "to", "in"}
    return " ".join(
        word if word in small else word[:1].upper() + word[1:] for word in title.split()
    )
