"""A country in a text: an actor, an attribute of something else, or the place where it happens.

"Iran rejected the offer" names an actor; in "US sanctions" and "the Iran deal" the country is an
attribute (layer ``modifier``), in "protests in Iran" a place. An adjective of nationality (a
demonym) with a word for a government or a people stands for that government or people, else it
is an attribute. Only states and places are judged, and capitals that stand for a government: the
name of an organisation stays a name wherever it stands. The rules look at the words around;
nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Container

from analysis.matching import Mention, Page
from analysis.tokens import stop_words
from analysis.words import WORDS, one_of

STATES = ("state", "place")
NOUN_OR_VERB = WORDS["nouns or verbs"]
BODIES = ("organization", "government", "media")
LOOK = 80  # characters before a mention that the rules look at
STOPS = stop_words("en")
NEXT = re.compile(r" ([^\W\d_][\w'-]*)(?: ([^\W\d_][\w']*))?")
POSSESSIVE = re.compile(r"'s?(?!\w)")
JOINS = ("-", "–", "$")
JOINED_BEFORE = re.compile(r"\w[-–]$")
JOINED_AFTER = re.compile(r"[-–][^\W\d_]|\$")  # US-led, US$
IN = re.compile(
    rf"(?<!\w)(?:{one_of('place prepositions')})(?: of)? (?:(?:{one_of('places within')}) )*$",
    re.IGNORECASE,
)
ZONES_LIKE = re.compile(rf"(?<!\w)(?:{one_of('place nouns')}),? (?:like|such as) (?:the )?$")
MOVE_FROM = re.compile(
    rf"(?<!\w)(?:{one_of('verbs of motion')})(?: [\w'-]+){{0,5}}? from (?:the )?$", re.IGNORECASE
)
TO_CITY = re.compile(r"(?<!\w)(?:in|near|at|from|to|of|outside|around|into|through|and|or) $")
JOIN = re.compile(r"(?:, (?:and |or )?| (?:and|or) )(?:the )?")
REST_OF_LIST = re.compile(r"(?:(?:, (?:and |or )?| (?:and|or) )(?:the )?[A-Z][\w.-]*){0,20}")
CLAUSE = re.compile(rf"(?<!\w)(?:{one_of('before a clause')}) (?:the )?$", re.IGNORECASE)
# The words that can stand last in what these patterns find, and how the two others end.
LAST_IN = WORDS["place prepositions"] | WORDS["places within"] | {"of"}
END_LIKE, END_FROM = ("like ", "as ", "like the ", "as the "), ("from ", "from the ")
LAST_CLAUSE = WORDS["before a clause"] | {"the"}
OF_GOVERNMENT = re.compile(
    rf" (?:(?:{one_of('before parts of a government')}) ){{0,3}}"
    rf"(?P<head>{one_of('parts of a government')})(?![\w-])"
)
OF_PEOPLE = re.compile(rf" (?P<head>{one_of('parts of a people')})(?![\w-])")


def settle_countries(page: Page) -> None:
    """Give states, places and capitals their layer: a name, a modifier or a place."""
    place_until = -1
    for mention in page.mentions:
        if mention.actor is None or mention.layer == "demonym":
            continue
        if mention.layer == "metonym" or page.kind(mention) in STATES:
            listed = place_until >= 0 and JOIN.fullmatch(page.text, place_until, mention.start)
            place = _place(page, mention, listed=bool(listed))
            attribute = _attribute(page, mention)
            if place and attribute == "before a noun" and not _adjectival(page, mention):
                attribute = None
            if attribute:
                _as_country(page, mention, "modifier", attribute)
            elif place:
                _as_country(page, mention, "place", place)
                place_until = mention.end


def settle_demonyms(page: Page) -> None:
    """Give each demonym what it stands for: a government, a people, the state, an attribute."""
    for mention in page.mentions:
        if mention.layer != "demonym" or mention.actor is None:
            continue
        text, state = page.text, mention.actor
        government = OF_GOVERNMENT.match(text, mention.end)
        people = OF_PEOPLE.match(text, mention.end)
        the = text[max(mention.start - 4, 0) : mention.start].lower() == "the "
        if government or people:
            head = government or people
            actor = page.lexicon.related(state, "government" if government else "people")
            mention.actor = state if actor is None else actor
            mention.end, mention.rule = head.end(), f"demonym + {head['head']}"
        elif _is_plural(page, mention) or (the and follows(text, mention.end) in ("verb", "other")):
            mention.rule = "demonym as a noun"
        else:
            mention.layer, mention.rule = "modifier", "demonym"
            continue
        mention.start -= 4 if the else 0


def _is_plural(page: Page, mention: Mention) -> bool:
    """Whether a demonym is a plural of another one: Iranians beside Iranian."""
    surface = page.text[mention.start : mention.end]
    return surface.endswith("s") and surface[:-1] in page.lexicon.actors[mention.actor].demonyms


def may_be(some: Container[str], word: str) -> bool:
    """Whether a word of a text, without signs before it, can be one of some, in capitals or not.

    It saves the search for a pattern that ends with one of the words.

    Examples
    --------
    >>> may_be({"in", "near"}, "Near"), may_be({"in"}, "at"), may_be({"in"}, "(in")
    (True, False, True)
    """
    if word.isascii() and word.isalpha():
        return word.lower() in some
    return word[-1:].isalnum()


def follows(text: str, end: int) -> str:
    """What kind of word follows: "noun" (or an adjective), "verb", "capital" or "other".

    Examples
    --------
    >>> [follows(text, 4) for text in ["Iran sanctions", "Iran rejected", "Iran in", "Iran, so"]]
    ['noun', 'verb', 'other', 'other']
    >>> follows("Iran plans to", 4), follows("Iran plans for", 4), follows("Iran Air", 4)
    ('verb', 'noun', 'capital')
    """
    found = NEXT.match(text, end)
    if not found:
        return "other"
    word, second = found.groups()
    if word[0].isupper():
        return "capital"
    if word in WORDS["nouns all the same"]:
        return "noun"
    if word in WORDS["verbs"] or (word.endswith("ed") and len(word) > 3 and "-" not in word):
        return "verb"
    if second and _has_object(word, second):
        return "verb"
    if word in WORDS["no noun"] or word in STOPS or word.endswith(("ly", "ing")):
        return "other"
    return "noun"


def _has_object(word: str, second: str) -> bool:
    """Whether a word that may be noun or verb is a verb: Iran plans to, Iran sponsors the."""
    if word in NOUN_OR_VERB and (second in WORDS["after a verb"] or second.endswith("ly")):
        return True
    name = second[0].isupper() and second not in WORDS["calendar"]
    return (
        word.endswith("s")
        and not word.endswith(("ss", "us"))
        and (name or second in WORDS["objects"])
    )


def _place(page: Page, mention: Mention, *, listed: bool) -> str | None:
    """The rule by which a country or capital is a place here, if it is one."""
    text, start, end = page.text, mention.start, mention.end
    if POSSESSIVE.match(text, end):
        return None
    before = text[max(start - LOOK, 0) : start]
    if may_be(LAST_IN, page.word_before(start)) and IN.search(before):
        return "after a preposition"
    # Before the search for a pattern its end is looked for, which most often is not there.
    if before.endswith(END_LIKE) and ZONES_LIKE.search(before):
        return "after zones like"
    if before.lower().endswith(END_FROM) and MOVE_FROM.search(before):
        return "after a verb of motion"
    if listed and follows(text, REST_OF_LIST.match(text, end).end()) != "verb":
        return "list of places"
    if before.endswith(", ") and _is_city(page, _capitals_before(text, start - 2), start - 2, end):
        return "city, country"
    return None


def _capitals_before(text: str, end: int) -> int:
    """Where the up to three capitalised words begin that end here."""
    start = end
    for word in reversed(text[max(end - LOOK, 0) : end].split(" ")[-3:]):
        if not word[:1].isupper() or (word[-1] in ".!?:;," and len(word) > 3):
            break
        start -= len(word) + (start < end)
    return start


def _is_city(page: Page, start: int, comma: int, end: int) -> bool:
    """Whether the capitalised words before a comma are a city of the country behind it."""
    text = page.text
    city = text[start:comma]
    if not city or city in WORDS["calendar"] or follows(text, end) == "verb":
        return False
    for word in re.finditer(r"\S+", city):
        known = page.at.get(start + word.start())
        if known and known.layer not in ("metonym", "place"):
            return page.kind(known) == "place"
    if page.opens_sentence(start):
        return True
    to_city = TO_CITY.search(text, max(start - LOOK, 0), start)
    listed = REST_OF_LIST.match(text, end).end() > end  # of Karzai, Iran, Russia and India
    if to_city:
        return not listed or to_city[0] in ("in ", "near ", "at ")
    # "In Paris, France said": a phrase that opens the sentence ends at its comma.
    opening = re.search(r"(?<!\w)(?:In|At|Near|From) $", text[max(start - 6, 0) : start])
    return opening is not None and text[end : end + 1] == "," and not listed


def _attribute(page: Page, mention: Mention) -> str | None:
    """The rule by which a country is an attribute of what follows, if it is one."""
    text, start, end = page.text, mention.start, mention.end
    if (text[end : end + 1] in JOINS and JOINED_AFTER.match(text, end)) or (
        text[start - 1 : start] in JOINS and JOINED_BEFORE.search(text[max(start - 2, 0) : start])
    ):
        return "joined by a hyphen"
    kind = follows(text, end)
    if kind == "other" or page.sentence(end + 1) != page.sentence(start):
        return None
    if kind == "verb" and _has_article(page, mention) and NEXT.match(text, end)[1] in NOUN_OR_VERB:
        kind = "noun"  # the Iran plans that
    if kind == "noun":
        clause = may_be(LAST_CLAUSE, page.word_before(start))
        if not (clause and CLAUSE.search(text, max(start - LOOK, 0), start)):
            return "before a noun"
    if kind == "capital":
        known, word = page.at.get(end + 1), NEXT.match(text, end)[1]
        if (known and page.kind(known) in BODIES) or word in WORDS["institutions"]:
            return "before an institution"
    return None


def _has_article(page: Page, mention: Mention) -> bool:
    """Whether an article stands before a country that has none of its own: the Iraq war."""
    surface = page.text[mention.start : mention.end]
    own = surface.isupper() or " " in surface or surface.endswith("s")
    return not own and page.text[max(mention.start - 4, 0) : mention.start].endswith(
        ("the ", "The ")
    )


def _adjectival(page: Page, mention: Mention) -> bool:
    """Whether a country behind "in" can still be an attribute: in US history, in the Iraq war."""
    return page.text[mention.start : mention.end].isupper() or _has_article(page, mention)


def _as_country(page: Page, mention: Mention, layer: str, rule: str) -> None:
    """A capital as a place or attribute belongs to its state, not to the government."""
    if mention.layer == "metonym" and len(mention.readings) > 1:
        mention.actor = mention.readings[0].actor  # the place of that name
    elif mention.layer == "metonym":
        of = page.lexicon.actors[mention.actor].of
        mention.actor = page.lexicon.named.get(of, mention.actor)
    mention.layer, mention.rule = layer, rule
