"""Which names mean one actor: acronyms and names, surnames and full names, spellings, demonyms.

Every rule joins a shorter name to the one longer name that it can belong to; where there are
several, it joins nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from analysis.aliases import ACRONYM
from analysis.capitals import DEMONYM, JOINERS, NAME_WORDS, is_word
from analysis.kinds import COURTESY
from analysis.words import WORDS

DOMINANT = 0.8  # share of a surname's full names that one must have to be the one meant
INTRODUCED = 0.2  # share of the documents with a surname in which the full name stands
PLACE = 0.25  # share of a name's passages after "in", "to", ... that make it no surname
GOVERNMENT = re.compile(r"(?:regime|authorities|cabinet)$")  # other words for a government
NO_FIRST_NAME = NAME_WORDS["bodies"] | NAME_WORDS["lands"] | NAME_WORDS["states"] | JOINERS
NO_SURNAME = NO_FIRST_NAME.union(
    *(NAME_WORDS[group] for group in ("institutions", "coalitions", "outlets", "no actors")),
    NAME_WORDS["heads of governments"],
)
ENDINGS = ("an", "ian", "ean", "ese", "ish", "ans", "ians", "eans")  # of demonyms
WHOLE_ENDINGS = (*ENDINGS, "n", "ns", "i", "is")  # behind the whole name: Libyan, Iraqi
DEMONYM_LIKE = re.compile(r"(?:ans?|ese|ish|is?)$")
LEAST_STEM = 3  # letters that a demonym shares with its state
MOST_CUT = 3  # letters of the state that it lacks: Poland, Polish


@dataclass(slots=True)
class Found:
    """A place where a name stands that may be an actor's."""

    document: int  # its number, in the part of the corpus that is read
    start: int
    end: int
    name: str  # without titles
    title: str = ""


@dataclass
class Group:
    """The places of names that mean one actor: how many, where, and what they show."""

    forms: Counter[str] = field(default_factory=Counter)
    n: int = 0
    documents: set[str] = field(default_factory=set)
    first: str = ""  # the first place, as a passage
    example: str = ""  # the first one within a sentence
    seen: Counter[str] = field(default_factory=Counter)  # signs of a kind
    demonyms: list[str] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)  # acronyms, surnames and first names

    def add(self, found: Found, document: str, signs: Iterable[str]) -> None:
        """Take in a place, the name of its document, and what it shows."""
        self.forms[found.name] += 1
        self.n += 1
        self.documents.add(document)
        self.seen.update(signs)
        if found.title:
            self.seen.update(["title", COURTESY.get(found.title, "office")])

    def join(self, other: Group, sign: str) -> None:
        """Take in another group."""
        self.joined |= {*other.forms}
        self.extend(other)
        self.seen[sign] += other.n

    def extend(self, other: Group) -> None:
        """Take in the places of the same name in a later part of the corpus."""
        self.forms += other.forms
        self.n += other.n
        self.documents |= other.documents
        self.first = self.first or other.first
        self.example = self.example or other.example
        self.seen += other.seen

    @property
    def name(self) -> str:
        """The form that occurs most, without initials, the longest; none that was joined."""
        own = [form for form in self.forms if form not in self.joined]
        return max(own, key=lambda form: (self.forms[form], "." not in form, len(form), form))

    @property
    def words(self) -> list[str]:
        """The words of the name."""
        return self.name.split()

    def beside(self, other: Group) -> float:
        """The share of the documents that have the other group as well."""
        return len(self.documents & other.documents) / len(self.documents)

    def share(self, sign: str) -> float:
        """The share of the places that show a sign."""
        return self.seen[sign] / self.n

    def may_be_person(self) -> bool:
        """Whether the name can be a person's in full."""
        words = self.words
        return (
            1 < len(words) <= 5
            and words[0] not in NO_FIRST_NAME
            and NO_SURNAME.isdisjoint(words[1:])
            and self.share("the") < DOMINANT / 2
            and not any(word.isupper() and len(word) > 2 for word in words)
            and not words[-1][0].isdigit()
            and not DEMONYM.fullmatch(words[0])
        )


def family_first(name: str) -> bool:
    """Whether the family name comes first, by the form of the given name: Kim Jong-un.

    Examples
    --------
    >>> family_first("Kim Jong-un"), family_first("Jean-Luc Godard")
    (True, False)
    """
    return re.fullmatch(r"[^\W\d_]+ [^\W\d_]{2,6}-[^\W\d_]{1,5}", name) is not None


@lru_cache(maxsize=100_000)
def key(name: str) -> str:
    """A name without what spellings differ in: case, accents, stops, hyphens, inner initials.

    Examples
    --------
    >>> key("Donald J. Trump"), key("Kim Jong-un"), key("U.S."), key("Iranian regime")
    ('donald trump', 'kim jong un', 'us', 'iranian government')
    """
    marks = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in marks if not unicodedata.combining(letter))
    words = re.sub(r"[-‐‑]", " ", plain.replace(".", "").replace("'", "")).split()
    inner = [word for word in words[1:-1] if len(word) > 1]
    return GOVERNMENT.sub("government", " ".join([*words[:1], *inner, *words[1:][-1:]]))


def join_groups(
    groups: dict[str, Group], pairs: Iterable[tuple[str, str]], words: Iterable[str]
) -> None:
    """Join the groups that mean one actor.

    ``pairs`` are names (as keys) with the acronyms that stand in brackets behind them; ``words``
    are all words with a capital, among them demonyms that are no names.
    """
    _join(groups, _acronyms(groups, pairs), "acronym")
    _join(groups, _longer(groups), "variant")
    _join(groups, _surnames(groups), "surname")
    _join(groups, _first_names(groups), "first name")
    _take_demonyms(groups, words)


def _join(groups: dict[str, Group], joins: Iterable[tuple[str, str]], sign: str) -> None:
    for short, long in list(joins):
        if short in groups and long in groups and short != long:
            groups[long].join(groups.pop(short), sign)


def _acronyms(
    groups: dict[str, Group], pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Acronyms with their names: in brackets behind it, else the one name with these initials."""
    spelt: dict[str, set[str]] = {}
    for long, group in groups.items():
        for short in _contractions(group.name):
            spelt.setdefault(short, set()).add(long)
    explicit = {short: long for long, short in pairs}
    for short, group in groups.items():
        if short in explicit:
            yield short, explicit[short]
        elif ACRONYM.fullmatch(group.name) or ACRONYM.fullmatch(group.words[0]):
            longs = [
                long
                for long in sorted(spelt.get(short, ()))
                if long != short and not _is_person(groups[long]) and group.beside(groups[long])
            ]
            long = _dominant(groups, longs)
            if long:
                yield short, long


def _contractions(name: str) -> Iterator[str]:
    """Ways to shorten a name: NATO, and LA Times for Los Angeles Times."""
    words = name.split()
    if len(words) < 2:
        return
    large = [word[0] for word in words if word[0].isupper()]
    yield "".join(large).lower()
    yield "".join(word[0] for word in words).lower()
    for n in range(2, len(words)):
        if words[n][0].isupper():
            yield key(" ".join(["".join(word[0] for word in words[:n]), *words[n:]]))


def _is_person(group: Group) -> bool:
    return group.may_be_person() and group.seen["title"] + group.seen["who"] > 0


def _longer(groups: dict[str, Group]) -> Iterator[tuple[str, str]]:
    """Names with a further first or middle name: Mohammad Javad Zarif, Donald John Trump."""
    for long, group in groups.items():
        words = long.split()
        if len(words) > 2 and group.may_be_person() and not is_word(words[-1]):
            shorter = [" ".join(words[1:]), f"{words[0]} {words[-1]}"]
            yield from ((long, short) for short in shorter if short in groups)


def _surnames(groups: dict[str, Group]) -> Iterator[tuple[str, str]]:
    """Surnames with the one full name that they end; one of several is nobody's."""
    full: dict[str, list[str]] = {}
    for long, group in groups.items():
        if group.may_be_person():
            words = long.split()
            full.setdefault(words[-1], []).append(long)
            if words[-2] in WORDS["particles"]:
                full.setdefault(" ".join(words[-2:]), []).append(long)
            if family_first(group.name):
                full.setdefault(words[0], []).append(long)
    for short, group in list(groups.items()):
        longs = [long for long in full.get(short, ()) if _is_surname(group, groups[long])]
        long = _dominant(groups, longs)
        if long:
            yield short, long
        elif longs and sum(group.beside(groups[long]) for long in longs) >= INTRODUCED:
            group.seen["shared"] += 1


def _is_surname(short: Group, long: Group) -> bool:
    """Whether a word can be the surname of a person, by what the corpus shows of both."""
    seen = short.seen + long.seen
    if short.share("place") >= PLACE or short.name.isupper() or short.demonyms:
        return False
    if seen["title"] == 0 and is_word(short.name):
        return False
    return short.beside(long) >= INTRODUCED or short.share("title") >= INTRODUCED


def _first_names(groups: dict[str, Group]) -> Iterator[tuple[str, str]]:
    """First names with the one person whom the corpus also calls by the surname or a title."""
    full: dict[str, list[str]] = {}
    for long, group in groups.items():
        if group.may_be_person() and group.seen["surname"] + group.seen["title"]:
            full.setdefault(long.split()[0], []).append(long)
    for short, group in list(groups.items()):
        long = _dominant(groups, full.get(short, []))
        if long and group.share("place") < PLACE and group.beside(groups[long]) >= INTRODUCED:
            yield short, long


def _dominant(groups: dict[str, Group], longs: list[str]) -> str:
    """The one group that has nearly all places of several, or nothing."""
    sizes = {long: groups[long].n for long in longs}
    best = max(sizes, key=lambda long: (sizes[long], long), default="")
    return best if best and sizes[best] >= DOMINANT * sum(sizes.values()) else ""


def _take_demonyms(groups: dict[str, Group], words: Iterable[str]) -> None:
    """Give states their demonyms, which then are no candidates: Iranian and Iranians to Iran."""
    by_stem: dict[str, set[str]] = {}
    forms = (form for group in groups.values() for form in group.forms)
    for name in filter(DEMONYM_LIKE.search, [*forms, *words]):
        by_stem.setdefault(key(name)[:LEAST_STEM], set()).add(name)
    taken: set[str] = set()
    for state in sorted(groups, key=lambda name: (-len(name), name)):  # Nigeria before Niger
        group = groups.get(state)
        if group is None or group.seen["title"] or group.name.isupper() or _is_demonym(group):
            continue
        for name in sorted(by_stem.get(state[:LEAST_STEM], set()) - taken):
            if key(name) != state and not name.isupper() and _derives(key(name), state):
                groups.pop(key(name), None)
                group.demonyms.append(name)
                taken.add(name)


def _is_demonym(group: Group) -> bool:
    return bool(DEMONYM.fullmatch(group.words[-1])) or group.name.endswith("ans")


def _derives(demonym: str, state: str) -> bool:
    """Whether a word is an adjective of a state: Polish of Poland, North Korean of North Korea."""
    if state.endswith("y") and demonym in (state[:-1], f"{state[:-1]}s"):  # German of Germany
        return True
    for cut in range(min(MOST_CUT, len(state.split()[-1]) - LEAST_STEM) + 1):
        stem = state[: len(state) - cut]
        if demonym.startswith(stem) and demonym[len(stem) :] in (ENDINGS if cut else WHOLE_ENDINGS):
            return True
    return False
