"""Runs of words with capitals, sentence by sentence.

A run is found by its form alone: words with capitals side by side, with the small words (of, bin)
over which a name can go on. Which part of a run is a name is settled in ``names.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from analysis.countries import STOPS
from analysis.sentences import KINDS
from analysis.tokens import TOKEN
from analysis.wordlists import word_groups
from analysis.words import WORDS

NAME_WORDS = word_groups("name_words.txt")
BODIES = NAME_WORDS["bodies"]
JOINERS = NAME_WORDS["joiners"]
PARTICLES = WORDS["particles"]
DAYS = WORDS["calendar"] - {"Today", "Yesterday", "Tomorrow", "Tonight"}

WORD = re.compile(TOKEN)
INNER_CAPITAL = re.compile(r"(?:[^\W\d_]{1,3}[-’'])?[^\W\d_]*[A-Z]")  # eBay, al-Assad, d'Estaing
POSSESSIVE = re.compile(r"['’][sS]?$")
HEAD = re.compile(r"[a-z]{3,}-(?=[^\W\d_])")  # anti-Iranian
TAIL = re.compile(r"(?:-[a-z]{3,})+$")  # US-led
PRONOUN_I = re.compile(r"I(?:['’]\w+)?")
SPACE = re.compile(r"[^\S\n]*\n?[^\S\n]*")
OPENING = re.compile(r"[:“‘•*?!\[]|\.\.|(?:^|[\s(])[\"']")  # what a sentence can begin behind
# A title or term in quotation marks within a sentence; no sentence, which would end with a stop.
QUOTED = re.compile(
    r"“[^“”\n]{0,60}[^“”\n.,?!…—-]”|\"[^\"\n]{0,60}[^\"\n.,?!…—-]\"|‘[^‘’\n]{0,60}[^‘’\n.,?!…—-]’"
)
DEMONYM = re.compile(
    r"[A-Z].+(?:ian|ean|ish|ese|can|gan|ani|aqi|eli|udi|rab|nch|tch|edic)"
    r"|German|Roman|Ottoman|Greek|Thai|Swiss"
)
HEADLINE = 0.75  # share of the words with a capital; such a line has at least four words


class Word(NamedTuple):
    """A word of a run: its place, its text, and what its capital is worth."""

    start: int
    end: int
    text: str
    opens: bool  # it has a capital whatever it means
    joins: bool = False  # of, bin, and: no capital, within a name


class Run(NamedTuple):
    """Words with capitals that stand side by side in a sentence."""

    document: int
    sentence: int
    headline: bool
    words: list[Word]


@cache
def is_word(text: str) -> bool:
    """Whether a word is one of English in lower case: rice, brown; not iran.

    Examples
    --------
    >>> is_word("Brown"), is_word("Pompeo")
    (True, False)
    """
    import simplemma

    word = text.lower()
    return simplemma.is_known(word, "en") and simplemma.lemmatize(word, "en").islower()


def is_stop(text: str) -> bool:
    """Whether a word is a function word; not US, IT, WHO."""
    return text.lower() in STOPS and not (text.isupper() and len(text) > 1)


def runs_of(
    number: int,
    text: str,
    spans: list[tuple[int, int, int]],
    count: Callable[[Word], None],
) -> Iterator[Run]:
    """The runs of a document, by its sentences; each of its words is given to ``count``.

    Examples
    --------
    >>> text = "The Bank of England met in London."
    >>> [joined(run.words) for run in runs_of(0, text, [(0, 0, len(text))], lambda word: None)]
    ['The Bank of England', 'London']
    """
    for sentence, (_, start, end) in enumerate(spans):
        words = _words(text, start, end)
        headline = _is_headline(text, words, end)
        if headline:
            words = [word._replace(opens=True) for word in words]
        for word in words:
            count(word)
        for run in _capitals(text, words):
            yield Run(number, sentence, headline, run)


def _words(text: str, start: int, end: int) -> list[Word]:
    """The words of a sentence, a possessive cut off."""
    words, last = [], start
    for found in WORD.finditer(text, start, end):
        word = found[0]
        gap = text[last : found.start()]
        last = found.end()
        if word[0] in "@#" or "/" in word or "@" in word:
            continue
        opens = not words
        if gap != " " and OPENING.search(gap):
            before = gap.rstrip("\"“‘' ([")
            quoted = words and QUOTED.match(text, found.start() - 1)
            opens = not quoted or before.endswith((":", ",", ".", "?", "!"))
        bare = POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
        word = word if bare in NAME_WORDS["possessors"] else bare
        if word:
            words.append(Word(found.start(), found.start() + len(word), word, opens))
    return words


def _is_headline(text: str, words: list[Word], end: int) -> bool:
    """Whether capitals mean nothing in a line: most words have one, or all are in capitals."""
    content = [word.text for word in words if word.text[0].isalpha() and not is_stop(word.text)]
    if len(content) < 4:
        return False
    if sum(word.isupper() for word in content) >= HEADLINE * len(content):
        return True
    capitals = sum(word[0].isupper() for word in content)
    return capitals >= HEADLINE * len(content) and text[end - 1] not in '.?!”"' and len(words) < 25


def _capitals(text: str, words: list[Word]) -> Iterator[list[Word]]:
    """The runs of words with capitals in a sentence."""
    run: list[Word] = []
    at = 0
    while at < len(words):
        whole, at = words[at], at + 1
        word = _without_affixes(whole)
        if not _has_capital(word.text):
            small = _small_words(text, run, words[at - 1 : at + 3]) if run else []
            at += max(len(small) - 1, 0)
            if run and not small:
                yield run
            run = [*run, *small] if small else []
            continue
        if run and (word.start > whole.start or not _side_by_side(text, run[-1], word)):
            yield run
            run = []
        run.append(word)
        if word.end < whole.end or text[word.end : word.end + 1] in ("'", "’"):
            yield run
            run = []
    if run:
        yield run


def _has_capital(word: str) -> bool:
    return (word[0].isupper() or INNER_CAPITAL.match(word) is not None) and not PRONOUN_I.fullmatch(
        word
    )


def _without_affixes(word: Word) -> Word:
    """The name in a compound: Iranian in anti-Iranian, US in US-led."""
    start, end, text = word.start, word.end, word.text
    head, tail = HEAD.match(text), TAIL.search(text)
    if head and head.end() < len(text) and text[head.end()].isupper():
        start += head.end()
        text = text[head.end() :]
    elif tail and text[0].isupper() and tail.start() > 1:
        end -= len(text) - tail.start()
        text = text[: tail.start()]
    return word._replace(start=start, end=end, text=text)


def _side_by_side(text: str, before: Word, word: Word) -> bool:
    """Whether a word with a capital goes on with the run before it."""
    gap = text[before.end : word.start]
    if word.opens and not before.opens:
        return False
    if not SPACE.fullmatch(gap) and gap not in ("&", " & "):
        short = len(before.text) == 1 or before.text in KINDS
        if not (gap in (". ", ".") and short):
            return False
    return word.text not in DAYS and before.text not in DAYS


def _small_words(text: str, run: list[Word], words: list[Word]) -> list[Word]:
    """The small words over which a run goes on to the next capital; none if it does not."""
    small = [word._replace(joins=True) for word in takewhile(_can_join, words[:-1])]
    around = [run[-1], *words[: len(small) + 1]]
    after = around[-1].text
    if not small or not _has_capital(after) or after in DAYS:
        return []
    if not all(SPACE.fullmatch(text[one.end : two.start]) for one, two in pairwise(around)):
        return []
    phrase = joined(small)
    if phrase == "and":
        fits = any(word.joins and word.text in ("of", "for") for word in run)
    elif phrase in ("of", "of the", "for", "for the"):
        head = run[-1].text
        # Secretary of State Mike Pompeo, but not President of France
        fits = is_word(head) and not is_stop(head) and (not is_office(head) or is_word(after))
    else:
        fits = all(word.text in PARTICLES for word in small)
    return small if fits else []


def is_office(text: str) -> bool:
    """Whether a word is a title that is no part of a name: Minister; not Queen."""
    return text in WORDS["titles"] and text not in WORDS["titles of first names"]


def _can_join(word: Word) -> bool:
    return word.text in JOINERS or word.text in PARTICLES


def joined(words: list[Word]) -> str:
    """The text of words."""
    return " ".join(word.text for word in words)
