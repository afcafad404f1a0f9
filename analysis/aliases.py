"""The strings under which a text can mention the actors of a codebook.

Each string has readings: which actor it may stand for, by which layer and rule. Listed strings
come from the codebook as they are; some are derived: the surname of a person, an acronym with
and without stops, a description with a capital at the beginning of a sentence. What is listed
goes before what is derived. Whether a string is a mention where it stands is decided later.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from analysis.codebook import Actor, Codebook, Role
from analysis.words import WORDS

ONE_FORM = {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"}
ACRONYM = re.compile(r"[A-Z]{2,5}|(?:[A-Z]\.){2,5}")
# What rules out a surname: a place, an epithet or an order of succession in the name.
NO_SURNAME = re.compile(r",| (?:of|the|[IVX]+)(?: |$)")
NO_SURNAMES = WORDS["heads of titles"] - WORDS["titles of first names"]  # Attorney General
ARTICLE = re.compile(r"(?:al|el|ul|Al|El|Ul)-(?=[A-Z])")


class Reading(NamedTuple):
    """What a string may stand for: an actor (its number), found by a layer and rule."""

    actor: int
    layer: str
    rule: str


# Readings of one string: the lowest rank wins; several actors of one rank share the string.
RANK = {"canonical name": 0, "alias": 1, "metonym": 1, "nominal": 1, "acronym": 2, "demonym": 2}
SURNAME_RANK = 3


def fold(text: str) -> str:
    """A name in the one form in which it is searched: NFC, straight apostrophes, single spaces.

    Examples
    --------
    >>> fold("People’s  Mojahedin")
    "People's Mojahedin"
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(str.maketrans(ONE_FORM))
    return " ".join(text.split())


def readings(codebook: Codebook) -> dict[str, tuple[Reading, ...]]:
    """All strings that may be mentions, each with its readings of the best rank."""
    found: dict[str, tuple[Reading, ...]] = {}
    for number, actor in enumerate(codebook):
        of_actor: dict[str, Reading] = {}
        for text, layer, rule in _strings(actor):
            reading = Reading(number, layer, rule)
            if text not in of_actor or _rank(reading) < _rank(of_actor[text]):
                of_actor[text] = reading
        for text, reading in of_actor.items():
            found[text] = (*found.get(text, ()), reading)
    return {text: some if len(some) == 1 else _best(some, codebook) for text, some in found.items()}


def titles(codebook: Codebook) -> dict[str, list[tuple[int, Role]]]:
    """The titles of all roles in lower case, with the actors who carry them."""
    found: dict[str, list[tuple[int, Role]]] = {}
    for number, actor in enumerate(codebook):
        for role in actor.roles:
            found.setdefault(fold(role.title).lower(), []).append((number, role))
    return found


def surname(actor: Actor) -> str | None:
    """The surname of a person: the last word with its particles, or the first one.

    Not from a single name, a name with a place or an epithet (Joan of Arc, Elizabeth II), nor
    after a title that takes a first name (Pope Francis).

    Examples
    --------
    >>> def of(name, **more): return surname(Actor(name=name, kind="person", **more))
    >>> of("Mike Pompeo"), of("Ursula von der Leyen"), of("Martin Luther King Jr.")
    ('Pompeo', 'von der Leyen', 'King')
    >>> of("Kim Jong-Un", family_name_first=True), of("Pope Francis"), of("Plato")
    ('Kim', None, None)
    """
    if actor.kind != "person" or not actor.surname:
        return None
    name = re.sub(r"\s*\(.*\)$|,? (?:Jr|Sr|Jnr|Snr)\.?$", "", fold(actor.name))
    words = name.split()
    while words and words[0].rstrip(".") in WORDS["titles"]:
        words = [] if words[0] in WORDS["titles of first names"] else words[1:]
    if NO_SURNAME.search(name) or len(words) < 2:
        return None
    if actor.family_name_first:
        words = words[:1]
    else:
        first = len(words) - 1
        while first > 1 and words[first - 1].lower() in WORDS["particles"]:
            first -= 1
        words = words[first:]
    last = words[-1]
    no_name = last.islower() or len(last) < 2 or not last[0].isalpha() or last in NO_SURNAMES
    return None if no_name else " ".join(words)


def _strings(actor: Actor):
    """The strings of one actor with layer and rule, listed ones first."""
    described = {fold(text) for text in actor.nominals}
    for text in actor.nominals:
        yield from ((form, "nominal", "nominal") for form in _both_cases(fold(text)))
    names = dict.fromkeys(map(fold, (actor.name, *actor.aliases)))
    for text in names:
        if text in described:
            continue
        rule = "canonical name" if text == fold(actor.name) else "alias"
        short = rule == "alias" and ACRONYM.fullmatch(text) and actor.kind != "person"
        forms = _both_cases(text) if text.lower().startswith("the ") else [text]
        yield from ((form, "acronym" if short else "name", rule) for form in forms)
    for text in names:
        if ACRONYM.fullmatch(text) and actor.kind != "person":
            letters = text.replace(".", "")
            yield letters, "acronym", "acronym"
            yield ".".join(letters) + ".", "acronym", "acronym"
    yield from ((fold(text), "metonym", "metonym") for text in actor.metonyms)
    yield from ((fold(text), "demonym", "demonym") for text in actor.demonyms)
    last = surname(actor)
    if last:
        rule = "family name" if actor.family_name_first else "last word"
        for form in dict.fromkeys([last, last[:1].upper() + last[1:], ARTICLE.sub("", last)]):
            yield form, "surname", rule


def _both_cases(text: str) -> list[str]:
    """With a small and with a capital letter at the beginning, the written form first."""
    return list(dict.fromkeys([text, text[:1].upper() + text[1:], text[:1].lower() + text[1:]]))


def _rank(reading: Reading) -> int:
    return RANK.get(reading.rule, SURNAME_RANK)


def _best(some: tuple[Reading, ...], codebook: Codebook) -> tuple[Reading, ...]:
    best = min(map(_rank, some))
    kept = [reading for reading in some if _rank(reading) == best]
    if best == 0 and codebook.actors[kept[0].actor].kind in ("state", "place"):
        # Paris is a place, and stands for a government where the text is not about the place.
        kept += [reading for reading in some if reading.layer == "metonym"][:1]
    return tuple(kept)
