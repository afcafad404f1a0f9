"""Where the strings of a codebook stand in texts: every bounded occurrence, the longest first.

Texts are searched in one form (:mod:`analysis.folding`). A name never reaches over a blank line.
What an occurrence means is not decided here.

One automaton finds all strings in one pass, whatever their number. What can be said of an
occurrence without its document (is it a whole word, is it ignored, does a longer one hold it) is
said of the occurrences of many documents at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import NamedTuple

import numpy as np

from analysis.aliases import Reading, fold, readings, titles
from analysis.codebook import Codebook
from analysis.folding import Folded

OPENERS = "\"“”'‘’«„([{—–-*_ "
LOOK = 60  # characters before a place in which a word is looked for
OPENING = ('"', "“", "‘", "«", " '", ": ")  # what opens a sentence within a sentence
IN_WORD = np.array([chr(byte).isalnum() or byte == 95 for byte in range(128)] + [False] * 128)
# What a string of a codebook can be, as bits.
NAME, NOMINAL, TITLE, IGNORED = 1, 2, 4, 8
FEW = 1000  # strings up to which the fastest kind of automaton is built in no time
NOBODY = -1  # in arrays: no actor, as long as that is open


@dataclass(slots=True)
class Mention:
    """An occurrence that may be a mention; without an actor while that is open."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    actor: int | None
    layer: str
    rule: str


class Hits(NamedTuple):
    """Occurrences in many texts: the number of the text, the place in it, the string's number."""

    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    string: np.ndarray

    def where(self, which: np.ndarray) -> Hits:
        """Some of the occurrences."""
        return Hits(*(column[which] for column in self))


class Lexicon:
    """The strings of a codebook and the automaton that finds them all in one pass."""

    def __init__(self, codebook: Codebook):
        """Build the automaton; 10,000 names take a fraction of a second."""
        import ahocorasick_rs

        self.actors = codebook.actors
        self.kinds = {None: None, **dict(enumerate(actor.kind for actor in codebook))}
        self.readings = readings(codebook)
        self.titles = titles(codebook)
        self.ignore = {form for text in codebook.ignore for form in _with_capital(fold(text))}
        self.named = {actor.name: number for number, actor in enumerate(codebook)}
        strings = {*self.readings, *self.ignore}
        for title in self.titles:
            strings.update((title, _with_capital(title)[1], _title_case(title)))
        self.strings = sorted(strings)
        kind = ahocorasick_rs.Implementation.DFA if len(strings) < FEW else None
        encoded = [string.encode() for string in self.strings]
        self.automaton = ahocorasick_rs.BytesAhoCorasick(encoded, implementation=kind)

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

    @cached_property
    def meanings(self) -> list[tuple]:
        """Of each string the readings, actor, layer and rule with which it begins."""
        return [_meaning(self.readings.get(string, ())) for string in self.strings]

    @cached_property
    def actor_of(self) -> np.ndarray:
        """Of each string the number of the actor."""
        return np.array([NOBODY if one[1] is None else one[1] for one in self.meanings], np.int32)

    @cached_property
    def roles(self) -> np.ndarray:
        """Of each string what it can be."""
        return np.array(
            [
                NAME * (layer not in ("", "nominal"))
                + NOMINAL * (layer == "nominal")
                + TITLE * (string.lower() in self.titles)
                + IGNORED * (string in self.ignore)
                for string, (_, _, layer, _) in zip(self.strings, self.meanings, strict=True)
            ],
            dtype=np.uint8,
        )

    def occurrences(self, texts: Folded) -> Iterator[tuple[int, int, int, str]]:
        """All bounded occurrences, with the string itself: number of the text, start, end, string."""
        rows = zip(*(column.tolist() for column in self.hits(texts)), strict=True)
        for number, start, end, string in rows:
            yield number, start, end, self.strings[string]

    def hits(self, texts: Folded) -> Hits:
        """All bounded occurrences in folded texts: by text and start, the longer ones first."""
        found = self.automaton.find_matches_as_indexes(texts.content, overlapping=True)
        numbers = array("q", chain.from_iterable(found))
        string, start, end = np.frombuffer(numbers, np.int64).reshape(-1, 3).T
        whole = np.flatnonzero(_bounded(texts.content, start, end))
        whole = whole[np.lexsort((-end[whole], start[whole]))]
        string, start, end = string[whole], start[whole], end[whole]
        text = np.searchsorted(texts.ends, start, side="right")
        return Hits(text, *texts.in_points(text, start, end), string)


def _bounded(content: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which occurrences are whole words: no letter, digit or underscore stands beside them."""
    before = np.where(start > 0, content[start - 1], 0)
    after = content[end]  # at the end of a text its mark
    bounded = ~(IN_WORD[before] | IN_WORD[after])
    for row in np.flatnonzero((before >= 128) & bounded).tolist():
        bounded[row] = not _character(content, start[row] - 1).isalnum()
    for row in np.flatnonzero((after >= 128) & bounded).tolist():
        bounded[row] = not _character(content, end[row]).isalnum()
    return bounded


def _character(content: np.ndarray, at: int) -> str:
    """The character of which a byte is a part; behind the last one stands a mark."""
    first, last = at, at + 1
    while content[first] & 0xC0 == 0x80:
        first -= 1
    while content[last] & 0xC0 == 0x80:
        last += 1
    return content[first:last].tobytes().decode("utf-8", "surrogatepass")


def _meaning(some: tuple[Reading, ...]) -> tuple:
    """The readings of a string, and the actor, layer and rule while nothing else is known."""
    if not some:
        return (), None, "", ""
    # A place that also stands for a government is the government until the place is seen.
    if len(some) == 1 or some[-1].layer == "metonym":
        return (some, *some[-1])
    return some, None, some[0].layer, "ambiguous"


@dataclass
class Page:
    """A document while its mentions are found: the folded text and what stands in it."""

    text: str
    lexicon: Lexicon
    mentions: list[Mention] = field(default_factory=list)  # names and demonyms, none overlap
    nominals: list[Mention] = field(default_factory=list)  # none overlap
    titles: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # of the sentences
    day: date | None = None
    nested: list[Mention] = field(default_factory=list)  # those that a rule has nested
    described: list[Mention] = field(default_factory=list)
    pronouns: list[Mention] = field(default_factory=list)

    def kind(self, mention: Mention) -> str | None:
        """The kind of the actor of a mention."""
        return self.lexicon.kinds[mention.actor]

    @cached_property
    def at(self) -> dict[int, Mention]:
        """The names of the page by the place where they begin; of no nested ones."""
        return {mention.start: mention for mention in self.mentions}

    @cached_property
    def ends(self) -> dict[int, Mention]:
        """The names of the page by the place where they end."""
        return {mention.end: mention for mention in self.mentions}

    @cached_property
    def in_full(self) -> set[int]:
        """The actors named other than by a surname."""
        return {
            mention.actor
            for mention in self.mentions
            if mention.layer in ("name", "acronym") and mention.actor is not None
        }

    @cached_property
    def title_ends(self) -> set[int]:
        """Where titles of the codebook end."""
        return {end for _, end in self.titles}

    @cached_property
    def openings(self) -> set[int]:
        """Where sentences begin."""
        return set(self.starts)

    def sentence(self, at: int) -> int:
        """The number of the sentence in which a place stands."""
        return (bisect_right(self.starts, at) or 1) - 1

    def opens_sentence(self, at: int) -> bool:
        """Whether nothing but quotation marks and the like stands before, in its sentence.

        A colon or an opening quotation mark opens a sentence within a sentence.
        """
        begins = self.starts[self.sentence(at)] if self.starts else 0
        since = max(begins, at - 20)
        if self.text.endswith(OPENING, since, at):
            return True
        return since == begins and not self.text[since:at].strip(OPENERS)

    def word_before(self, start: int) -> str:
        """What stands right before a place, up to white space; nothing behind a blank line."""
        if self.text[start - 1 : start] != " ":
            return ""
        words = self.text[max(start - LOOK, 0) : start].rsplit(None, 1)
        return words[-1] if words else ""


class Found(NamedTuple):
    """What stands in some texts."""

    numbers: list[int]  # of the texts in which something stands
    pages: Iterator[Page]  # of these; made one by one, so that one at a time is in memory
    nested: Hits  # names inside longer ones


def find_strings(texts: Folded, lexicon: Lexicon) -> Found:
    """Find the strings of a codebook in folded texts.

    Of two names that cross the longer stays and the other is dropped; of two as long, the first.
    A name inside a longer one is nested if it is another actor's.
    """
    hits = _not_ignored(lexicon.hits(texts), lexicon, texts)
    roles = lexicon.roles[hits.string]
    names, nominals, titles = (hits.where(roles & role > 0) for role in (NAME, NOMINAL, TITLE))
    kept, around = longest(names, texts)
    actor, inside = lexicon.actor_of[names.string], around >= 0
    nested = inside & (actor != NOBODY) & (actor != actor[around])
    nominals = nominals.where(longest(nominals, texts)[0])
    numbers = np.unique(hits.text).tolist()
    pages = _pages(numbers, texts, lexicon, (names.where(kept), nominals, titles))
    return Found(numbers, pages, names.where(nested))


def _pages(
    numbers: list[int], texts: Folded, lexicon: Lexicon, found: tuple[Hits, Hits, Hits]
) -> Iterator[Page]:
    names, nominals, titles = (_by_text(hits, numbers) for hits in found)
    meanings = lexicon.meanings
    for number, *here in zip(numbers, names, nominals, titles, strict=True):
        mentions, described = (
            [Mention(start, end, *meanings[string]) for start, end, string in spans]
            for spans in here[:2]
        )
        of_titles = [(start, end) for start, end, _ in here[2]]
        yield Page(texts.text(number), lexicon, mentions, described, of_titles)


def _by_text(hits: Hits, numbers: list[int]) -> Iterator[Iterator[tuple[int, int, int]]]:
    """Start, end and string of the occurrences in each of some texts."""
    until = np.searchsorted(hits.text, numbers, side="right").tolist()
    rows = zip(hits.start.tolist(), hits.end.tolist(), hits.string.tolist(), strict=True)
    for begin, end in pairwise([0, *until]):
        yield islice(rows, end - begin)


def _not_ignored(hits: Hits, lexicon: Lexicon, texts: Folded) -> Hits:
    """Without what overlaps an ignored phrase, unless it holds the phrase and more."""
    ignored = np.flatnonzero(lexicon.roles[hits.string] & IGNORED).tolist()
    if not ignored:
        return hits
    kept = np.ones(len(hits.text), dtype=bool)
    start, end = _in_all(hits, texts)
    reach = max(map(len, lexicon.strings), default=0)
    for row in ignored:
        since, to = np.searchsorted(start, [start[row] - reach, end[row]])
        near = slice(since, to)
        more = (start[near] <= start[row]) & (end[near] >= end[row])
        more &= end[near] - start[near] > end[row] - start[row]
        kept[near] &= more | (end[near] <= start[row])
    return hits.where(kept)


def _in_all(hits: Hits, texts: Folded) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends as places in all texts, one behind the other, each as wide as its bytes."""
    begin = np.append(0, texts.ends[:-1])[hits.text]
    return begin + hits.start, begin + hits.end


def longest(hits: Hits, texts: Folded) -> tuple[np.ndarray, np.ndarray]:
    """Part what overlaps: whether each stays, and the number of the one that holds it, or -1."""
    start, end = _in_all(hits, texts)
    reach = np.maximum.accumulate(end)
    opens = np.ones(len(start), dtype=bool)
    opens[1:] = start[1:] >= reach[:-1]
    first = np.flatnonzero(opens)
    last = np.append(first, len(start))[1:]
    holds = end[first] == reach[last - 1]  # the first of a cluster holds all the others
    kept = opens.copy()
    around = np.where(opens, -1, np.repeat(first, last - first))
    for begin, stop in zip(first[~holds].tolist(), last[~holds].tolist(), strict=True):
        spans = zip(start[begin:stop].tolist(), end[begin:stop].tolist(), strict=True)
        chosen, inside = _parted(list(spans))
        kept[begin:stop], around[begin:stop] = False, -1
        kept[[begin + one for one in chosen]] = True
        for one, other in inside:
            around[begin + one] = begin + other
    return kept, around


def _parted(spans: list[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
    """Of spans that cross those that stay, and those inside one that stays, with it."""
    chosen: list[int] = []
    inside = []
    for one in sorted(range(len(spans)), key=lambda n: (spans[n][0] - spans[n][1], spans[n][0])):
        start, end = spans[one]
        place = bisect_right(chosen, start, key=lambda n: spans[n][0])
        before, after = chosen[max(place - 1, 0) : place], chosen[place : place + 1]
        if before and end <= spans[before[0]][1]:
            inside.append((one, before[0]))
        elif all(spans[n][1] <= start for n in before) and all(end <= spans[n][0] for n in after):
            chosen.insert(place, one)
    return chosen, inside


def _with_capital(text: str) -> list[str]:
    return [text, text[:1].upper() + text[1:]]


def _title_case(title: str) -> str:
    small = {"of", "the", "for", "and", "to", "in"}
    return " ".join(
        word if word in small else word[:1].upper() + word[1:] for word in title.split()
    )
