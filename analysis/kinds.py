"""What kind of actor a name may be: a suggestion, for the researcher to confirm.

The name's own words are looked up in labelled lists (``data/name_words.txt``), and the words
around it are counted: a title before it and a verb of saying behind it make a person, "in" before
it a place. No list of names, no model: what is not shown by the corpus is not known.
"""

from __future__ import annotations

import re
from collections import Counter

from analysis.capitals import NAME_WORDS, is_word
from analysis.words import WORDS, one_of

COURTESY = {"Mr": "male", "Mrs": "female", "Ms": "female", "Miss": "female", "Sir": "male"}
SAID = re.compile(rf" (?:[^\W\d_]+ly )?(?:{'|'.join(sorted(NAME_WORDS['speech behind']))})(?!\w)")
REPORTED = re.compile(rf" (?:{'|'.join(sorted(NAME_WORDS['verbs of reports']))})(?!\w)")
SAID_BEFORE = re.compile(r"(?:said|says|added|asked|told) $")
WHO = re.compile(r",? who(?:se|m)?(?!\w)")
THE = re.compile(r"(?<!\w)the $", re.IGNORECASE)
LISTED = r"(?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?(?:, (?:and )?| and ))*"  # in Syria, Iraq and Yemen
IN = re.compile(rf"(?<!\w)(?i:{one_of('place prepositions')}) {LISTED}$")
SHOWN = 0.1  # share of the passages that must show a person
LOOK = 60  # characters before a name that are looked at


def signs(text: str, start: int, end: int) -> list[str]:
    """What the words around a name say of its kind.

    Examples
    --------
    >>> signs("It rained in Paris", 13, 18), signs("Zarif said no", 0, 5)
    (['place'], ['speaks'])
    """
    before = text[max(start - LOOK, 0) : start]
    found = []
    if SAID.match(text, end) or SAID_BEFORE.search(before):
        found.append("speaks")
    if REPORTED.match(text, end):
        found.append("reports")
    if WHO.match(text, end):
        found.append("who")
    if THE.search(before):
        found.append("the")
    if IN.search(before):
        found.append("place")
    return found


def suggest(name: str, seen: Counter[str], n: int, *, has_demonym: bool) -> str:
    """The kind that a name and its passages suggest.

    Parameters
    ----------
    name : str
        The name without titles.
    seen : Counter
        How many of its passages show a sign (:func:`signs`), "title" or "surname" (the last
        word stands alone as well).
    n : int
        Passages.
    has_demonym : bool
        Whether the corpus has an adjective of it: Iranian of Iran.
    """
    words = re.findall(r"[^\W\d_][\w’'-]*", name)
    last = words[-1] if words else name
    head = next((word for word in words if word in NAME_WORDS["bodies"] and " of " in name), last)
    if last in NAME_WORDS["heads of governments"]:
        return "organization" if last == "ministry" else "government"
    personal = seen["title"] + seen["surname"] + seen["first name"] + seen["who"]
    if personal >= max(1, n * SHOWN) and seen["the"] * 4 < n:
        return "person"
    by_list = _by_word(head, len(words)) or _by_word(last, len(words))
    if by_list:
        return by_list
    if has_demonym:
        return "state"
    if words and words[0] in NAME_WORDS["lands"] and len(words) > 1:
        return "place"
    if any(len(word) > 1 and word.isupper() for word in words):
        return "organization"
    if seen["place"] * 4 >= n and seen["place"] >= seen["speaks"]:
        return "place"
    if last.endswith("ans") or (last.endswith("s") and len(words) == 1 and is_word(last)):
        return "people"
    if len(words) == 1 and seen["reports"] * 4 >= n:
        return "media"
    if seen["the"] * 2 > n or " of " in name or "&" in name or all(map(is_word, words)):
        return "organization"
    if len(words) > 1 or seen["speaks"] > seen["place"]:
        return "person"
    return "place" if seen["place"] else "organization"


def _by_word(word: str, n_words: int) -> str:
    """The kind that a word of the lists makes of a name of so many words."""
    for group, kind in (
        ("outlets", "media"),
        ("states", "state"),
        ("coalitions", "coalition"),
        ("institutions", "organization"),
        ("bodies", "organization"),
        ("lands", "place"),
    ):
        alone = group in ("outlets", "institutions")  # Newsweek, Congress; not "Bay"
        if word in NAME_WORDS[group] and (n_words > 1 or (alone and word not in WORDS["calendar"])):
            return kind
    return ""
