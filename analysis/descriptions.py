"""Actors who are not named: descriptions, titles and pronouns.

A description of the codebook ("the administration") stands for its one actor. A title ("the
Secretary of State") stands for the person of the codebook who held the role on the day of the
document, else for the last person who carried it in the document; where the two differ, for
nobody. A pronoun (he, she, him, his, her) stands for the one person of that gender who is named
or described before it, in its sentence or in the one before; it, its and they are never resolved.
A name inside a description stays a mention of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from analysis.countries import may_be
from analysis.matching import Mention, Page
from analysis.words import WORDS, one_of

DETERMINED = re.compile(r"(?:the|a|an|its|their|his|her|this|that|these|those|our) ", re.IGNORECASE)
THE = ("the ", "The ")
NOT_HERE = re.compile(r"-| of |'s [A-Z]")  # after "the president": of France
BEFORE_NAME = re.compile(r" [A-Z]")
LOOK = 60  # characters before a person in which a title is sought
# Letters that are alike when case is ignored, where there are more than two.
ALIKE = {letter: group for group in ("iI\u0130\u0131", "sS\u017f", "kK\u212a") for letter in group}
HEADS = {word.lower() for word in WORDS["heads of titles"]}
TITLE = re.compile(
    rf"(?<!\w)(?:(?:{one_of('words of titles')}) )*(?:{one_of('heads of titles')})"
    r"(?: of (?:the )?[^\W\d_]+)? $",
    re.IGNORECASE,
)
GENDERS = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
PRONOUN = re.compile(rf"(?<![\w'-])(?:{'|'.join(GENDERS)})(?![\w-])", re.IGNORECASE)


def settle_nominals(page: Page) -> None:
    """Add the descriptions of the codebook; they go before demonyms and never hide a name."""
    gone: set[int] = set()
    starts = _starts(page.mentions)
    for nominal in page.nominals:
        start, end = nominal.start, nominal.end
        around = _overlapping(page.mentions, starts, start, end)
        names = [m for m in around if m.readings[0].layer != "demonym"]
        if all(start <= name.start and name.end <= end for name in names):
            gone.update(id(m) for m in around if m not in names)
            if not DETERMINED.match(page.text, start) and page.text[
                max(start - 4, 0) : start
            ].endswith(THE):
                nominal.start -= 4
            page.described.append(nominal)
    if gone:
        page.mentions = [m for m in page.mentions if id(m) not in gone]


def settle_titles(page: Page) -> None:
    """Add the titles that stand for a person: the Secretary of State, the Iranian president."""
    nominals = list(page.described)
    names_at, nominals_at = _starts(page.mentions), _starts(nominals)
    carried: dict[str, list[tuple[int, int | None]]] = {}
    for title, start, end in _titles(page):
        known = page.at.get(end + 1)
        around = _overlapping(page.mentions, names_at, start, end)
        if any(mention.readings[0].layer != "demonym" for mention in around):
            continue
        if known and page.kind(known) == "person":
            carried.setdefault(title, []).append((start, known.actor))
        elif BEFORE_NAME.match(page.text, end):
            carried.setdefault(title, []).append((start, None))
        elif not NOT_HERE.match(page.text, end):
            begins, state = _determined(page, start)
            found = _holder(page, title, state, carried.get(title))
            if begins is None or not found:
                continue
            if not _overlapping(nominals, nominals_at, begins, end):
                page.described.append(Mention(begins, end, (), found[0], "title", found[1]))


def settle_pronouns(page: Page) -> None:
    """Add he, she, him, his and her where just one person can be meant."""
    actors = page.lexicon.actors
    before = sorted([*page.mentions, *page.described], key=lambda mention: mention.start)
    starts = _starts(before)
    for found in PRONOUN.finditer(page.text):
        gender = GENDERS[found[0].lower()]
        sentence = page.sentence(found.start())
        since = page.starts[max(sentence - 1, 0)]
        near = before[bisect_left(starts, since) : bisect_left(starts, found.start())]
        persons = {
            actor
            for mention in near
            if mention.layer in ("name", "surname", "acronym", "title", "nominal")
            for actor in ([mention.actor] if mention.actor is not None else _meant(mention))
            if actors[actor].kind == "person" and actors[actor].gender == gender
        }
        if len(persons) == 1 and all(mention.actor is not None for mention in near):
            page.pronouns.append(
                Mention(
                    found.start(), found.end(), (), persons.pop(), "pronoun", "one person named"
                )
            )


def _starts(mentions: list[Mention]) -> list[int]:
    return [mention.start for mention in mentions]


def _overlapping(mentions: list[Mention], starts: list[int], start: int, end: int) -> list[Mention]:
    """Of mentions in order that do not overlap, those that overlap a span."""
    first = max(bisect_right(starts, start) - 1, 0)
    near = mentions[first : bisect_left(starts, end)]
    return [mention for mention in near if start < mention.end and mention.start < end]


def _meant(mention: Mention) -> list[int]:
    return [reading.actor for reading in mention.readings]


def _titles(page: Page) -> list[tuple[str, int, int]]:
    """The titles in a text: the roles of the codebook, and those that stand before its persons."""
    spans = set(page.titles)
    before_persons = set()
    for mention in page.mentions:
        if page.kind(mention) == "person" and _may_carry_title(page, mention.start):
            found = TITLE.search(page.text, max(mention.start - LOOK, 0), mention.start)
            if found:
                before_persons.add(found[0].strip().lower())
    for title in before_persons:
        spans.update(match.span() for match in _as_words(title).finditer(page.text))
    kept: list[tuple[str, int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][2]:
            kept.append((page.text[start:end].lower(), start, end))
    return kept


def _may_carry_title(page: Page, start: int) -> bool:
    """Whether the words before a person can end a title, so that it is worth a search."""
    word = page.word_before(start)
    if not word or may_be(HEADS, word):
        return bool(word)
    before = page.text[max(start - LOOK, 0) : start].lower()
    return " of " in before and "of" in before.rsplit(None, 3)[-3:-1]


@cache
def _as_words(title: str) -> re.Pattern:
    """A title as whole words, in capitals or not.

    Its first letter is given in both cases, because a text is searched for one of two letters
    much faster than for a letter whatever its case.
    """
    letters = ALIKE.get(title[0], title[0] + title[0].upper())
    return re.compile(rf"[{letters}](?<!\w.)(?i:{re.escape(title[1:])})(?!\w)")


def _determined(page: Page, start: int) -> tuple[int | None, str | None]:
    """Where a title begins with what determines it, and the state that it names."""
    before = page.text[max(start - 4, 0) : start]
    if before.endswith(THE):
        return start - 4, None
    gap = 3 if before.endswith("'s ") else 1  # Iran's president, the Iranian president
    state = page.ends.get(start - gap)
    if state is None or state.actor is None:
        return None, None
    name = page.lexicon.actors[state.actor].name
    if gap == 3:
        return state.start, name
    if page.text[max(state.start - 4, 0) : state.start].endswith(THE):
        return state.start - 4, name
    return None, None


def _holder(
    page: Page, title: str, state: str | None, carried: list[tuple[int, int | None]] | None
) -> tuple[int, str] | None:
    """The person for whom a title stands, and the rule."""
    holders = {
        number
        for number, role in page.lexicon.titles.get(title, ())
        if page.day is None or role.held_on(page.day)
    }
    if state is not None:
        actors = page.lexicon.actors
        holders = {
            number for number in holders if state in (actors[number].of, actors[number].side)
        }
        carried = None
    if carried:
        last = carried[-1][1]
        if last is not None and (not holders or last in holders):
            return last, "role" if holders == {last} else "carried before"
        return None
    return (holders.pop(), "role") if len(holders) == 1 else None
