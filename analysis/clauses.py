"""A sentence as a line of letters, one a word, in which patterns of speech can be read.

``“No,” the minister Ali Karimi said`` becomes ``QDwNNV``: a quotation, a determiner, a word, two
names, a verb of saying. So a rule is a short pattern of letters, and a quotation, however many
sentences it holds, is one letter. The lists are in ``data/speech_verbs.txt``. Nothing is parsed:
what a rule cannot read from the order of these letters it leaves open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.wordlists import word_groups
from analysis.words import WORDS

FILLERS = "\x01\x02"  # in turn: each stands for a character of a quotation
TOKEN = re.compile(
    r"\x01+|\x02+|[@#]?[^\W\d_](?:[\w&'’‐‑.-]*\w)?(?:\.(?=[\s,]))?(?:[’'](?=\s))?"
    r"|[$£€]?\d(?:[\w.,%-]*\w)?%?|\S"
)
POSSESSIVE = re.compile(r"[’'](?:s\b|(?=\s))")

# The letters. A lower-case word that is in no list is "w", one in -ed "F", one in -ly "A"; a word
# with a capital is a name, "N", that of an outlet "O", one with ’s "S"; a quotation "Q", "q" if it is
# a word or two inside the reporter's sentence, "k" if it may be a title; a verb in -ing "G"; a
# mark itself. The first group that lists a word has it.
LETTERS = {
    "saying": "V", "irregular saying": "V", "judging": "J", "irregular judging": "J",
    "quoting": "U", "light verbs": "L", "nouns of saying": "Y", "adverbs": "A",
    "auxiliaries": "x", "be": "b", "prepositions": "o", "conjunctions": "B",
    "relatives": "R", "determiners": "D", "he or she": "H", "other pronouns": "I",
}  # fmt: skip
ONE = {"to": "t", "that": "T", "as": "z", "by": "y", "according": "c"}
ING = str.maketrans("VJUL", "GGGG")
PLAIN = str.maketrans({"“": '"', "”": '"', "–": "-", "—": "-", "―": "-", "…": "."})
ANYWHERE = "HIDBRotTzy"  # letters that a word has even where it is written with a capital
REGULAR = ("saying", "judging", "quoting")
GROUPS = word_groups("speech_verbs.txt")
# A quotation with no more than "But", "Then" or dashes around it.
ALONE = re.compile(r"[-:,.*\"A]*(?:B[,A]*)?(?:[Qqk][-:,.A\"]*){1,3}")
VERBAL = ("x", "b", "A")
NOUN_PHRASE = "DSNOwYqkoty"


class Phrase(NamedTuple):
    """Who may have spoken: the words from ``first`` to before ``last`` of a line."""

    first: int
    last: int
    kind: str  # name, description, pronoun


class Line:
    """A sentence: its letters, the place of each word, and the actor where one is named."""

    __slots__ = ("actors", "ends", "letters", "said", "starts", "text", "written")

    def __init__(self, text: str, written: str):
        """Start a line of a text in which quotations are filled, and of the text as written."""
        self.text, self.written, self.letters = text, written, ""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.actors: list[int | None] = []
        self.said: dict[int, object] = {}  # what was found for a quotation, by its place

    def word(self, at: int) -> str:
        """One word."""
        return self.text[self.starts[at] : self.ends[at]]

    def words(self, first: int, last: int) -> str:
        """The words from ``first`` to before ``last`` as written, line breaks as spaces."""
        return " ".join(self.written[self.starts[first] : self.ends[last - 1]].split())


def forms(verb: str) -> tuple[str, ...]:
    """The regular forms of a verb.

    Examples
    --------
    >>> forms("reply"), forms("note")
    (('reply', 'replies', 'replied', 'replying'), ('note', 'notes', 'noted', 'noting'))
    """
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    return verb, third, f"{verb}ed", f"{verb}ing"


def _letters() -> dict[str, str]:
    """Of each listed word its letter."""
    letters = dict.fromkeys(WORDS["verbs"], "F")
    letters |= dict.fromkeys(WORDS["calendar"], "A")
    letters |= dict.fromkeys(WORDS["nouns all the same"], "w")
    for group, letter in reversed(LETTERS.items()):
        for word in GROUPS[group]:
            for form in forms(word) if group in REGULAR else (word,):
                letters[form] = letter.translate(ING) if form.endswith("ing") else letter
    return letters | ONE


LETTER_OF = _letters()
ALSO_NOUNS = frozenset(form for verb in GROUPS["also nouns"] for form in forms(verb)[:2])


def is_small(word: str) -> bool:
    """Whether a word has no capital in titles.

    Examples
    --------
    >>> is_small("with"), is_small("week")
    (True, False)
    """
    return LETTER_OF.get(word, "w") in "oBDTty"


def read_line(
    text: str,
    start: int,
    end: int,
    named: dict[int, tuple[int, str, int]],
    quoted: dict[int, str] | None = None,
    written: str = "",
) -> Line:
    """Read a sentence of a text whose quotations are filled.

    ``named`` gives, by its start, the end, letter and row of each name of the codebook;
    ``quoted`` the letters of those quotations that are not simply "Q"; ``written`` is the text
    with its quotations.

    Examples
    --------
    >>> text = "Sen. Ali Karimi of Iran told Reuters the plan was " + FILLERS[0] * 9
    >>> read_line(text, 0, len(text), {29: (36, "O", 0)}).letters
    'NNNoNVODwbQ'
    """
    line = Line(text, written or text)
    letters: list[str] = []
    at = start
    while found := TOKEN.search(text, at, end):
        first, last = found.span()
        row = None
        if first in named and named[first][0] <= end:
            last, letter, row = named[first]
            if mark := POSSESSIVE.match(text, last, end):
                last, letter = mark.end(), "S"
        elif text[first] in FILLERS:
            letter = (quoted or {}).get(first, "Q")
        else:
            letter = _letter(found[0], letters, text[last : last + 2])
        letters.append(letter)
        line.starts.append(first)
        line.ends.append(last)
        line.actors.append(row)
        at = last
    line.letters = "".join(letters)
    return line


def _letter(word: str, before: list[str], after: str) -> str:
    """The letter of a word, by itself and by the letters before it."""
    first = word[0]
    if first.isdigit() or (first in "$£€" and len(word) > 1):
        return "D"
    if not first.isalpha() and first not in "@#":
        return first.translate(PLAIN)
    base = re.split("['’]", word.lower())[0]
    if base != word.lower() and LETTER_OF.get(base, "w") in "HIRT":  # he’s, she’d
        return LETTER_OF[base]
    if word.endswith(("’s", "'s", "s’", "s'")):
        return "S"
    known = LETTER_OF.get(word)
    if first.islower():
        if word in WORDS["particles"] and before[-1:] == ["N"] and after[1:].isupper():
            return "N"
        if known and word in ALSO_NOUNS and before and before[-1] in "DSwoJ":
            return "Y" if word in GROUPS["nouns of saying"] else "w"
        if word in GROUPS["also nouns"] and before[-1:] in (["N"], ["O"]):  # a Twitter post
            return "Y" if word in GROUPS["nouns of saying"] else "w"
        if known or len(word) < 4:
            return known or "w"
        if word.endswith("ed"):
            return "w" if before and before[-1] in "DS" else "F"
        return "A" if word.endswith("ly") else "w"
    if known:  # I, Monday
        return known
    if word.endswith(".") and before[-1:] == [","] and word[:-1] not in WORDS["titles"]:
        return "w"  # Allentown, Pa., said
    known = LETTER_OF.get(word.lower())
    opens = not before or before[-1] in '.":;-('
    if known and (known in ANYWHERE or opens) and not (word.isupper() and len(word) > 1):
        return known if known != "F" else "N"
    return "A" if not before and word.endswith("ly") else "N"


# --- noun phrases -------------------------------------------------------------------------


def subject(line: Line, at: int, start: int = 0) -> Phrase | None:
    """The subject right before the verb at a place: ``Ali Karimi of Iran, who is ill, said``."""
    letters = line.letters
    first = at
    while True:
        end = first
        while end > start and letters[end - 1] in "Axb":
            end -= 1
        first = _first(letters, end, start)
        if first == end or letters[first] not in "oz" or letters[first - 1 : first] not in VERBAL:
            break  # else it is no subject: "has in the past said"
    if end == start:
        return None
    before = letters[end - 1]
    if before in "HI":
        return Phrase(end - 1, end, "pronoun")
    if before == "R" and line.word(end - 1) in ("who", "Who"):
        return _antecedent(line, end - 1 - (letters[end - 2 : end - 1] == ","), start)
    if before == ",":
        return _with_apposition(line, end - 1, start)
    return head(line, first, end)


def _antecedent(line: Line, end: int, start: int) -> Phrase | None:
    """Whom "who" takes up: the name right before it, else the noun phrase."""
    first = _first(line.letters, end, start)
    name = re.compile("[NO]+$").search(line.letters[first:end])
    if name and not _institution(line, end - 1):
        first += name.start()
    return head(line, first, end)


def _first(letters: str, end: int, start: int) -> int:
    """Where the noun phrase that ends at a place begins."""
    first = end
    while first > start and letters[first - 1] in NOUN_PHRASE and end - first < 16:
        first -= 1
    return first


def _with_apposition(line: Line, comma: int, start: int) -> Phrase | None:
    """The subject before or in an apposition: ``Karimi, 40, the minister, said``."""
    letters = line.letters
    opening, inner = comma, None
    for _ in range(3):
        last, opening = opening, letters.rfind(",", max(start, comma - 30), opening)
        if opening <= start or set(letters[opening:last]) & set('Qq;:"V'):
            return None
        first = _first(letters, opening, start)
        named = head(line, first, opening)
        if named and named.kind == "name":
            if letters[first - 1 : first] not in tuple("VFJULbR"):
                return named
        elif named:
            whole = letters[named.first : named.last]
            if inner and inner.kind == "name" and not re.search("o[DN]*N$", whole):
                return inner
            if whole[0] == "D" and "w" in whole:
                return named
        if last == comma and _first(letters, comma, opening + 1) == opening + 1:
            inner = head(line, opening + 1, comma)
    return None


def head(line: Line, first: int, last: int) -> Phrase | None:
    """Whom a noun phrase names or describes.

    The first name with nothing or a preposition behind it: Larry Sabato in "University of
    Virginia scholar Larry Sabato", Ted Cruz in "Sen. Ted Cruz of Texas". A name that itself
    stands behind a preposition only describes: "a spokesman for Cruz".
    """
    letters = line.letters
    while first < last and letters[first] in "oty":  # in a statement | the campaign
        following = max(letters.rfind("D", first, last), _last_name(letters, first, last))
        if following <= first or letters[following - 1] in "oty":
            return None
        first = following
    for name in re.compile("[NO]+").finditer(letters, first, last):
        if name.end() < last and letters[name.end()] not in "oty":
            continue
        if name.end() < last and _institution(line, name.end() - 1):
            continue
        before = re.search("[oty]", letters[first : name.start()])
        if before and not _institution(line, first + before.start() - 1):
            break
        return Phrase(*_without_titles(line, name.start(), name.end()), "name")
    if not re.search("[NOwY]", letters[first:last]):
        return None
    return Phrase(first, last, "description")


def _last_name(letters: str, first: int, last: int) -> int:
    """Where the name begins that ends the phrase, if it follows no preposition itself."""
    start = last
    while start > first and letters[start - 1] in "NO":
        start -= 1
    before = letters[start - 2 : start].rstrip("D")
    return start if start < last and before[-1:] not in ("o", "t", "y") else -1


def _institution(line: Line, at: int) -> bool:
    """Whether a word goes on with "of": University of Virginia."""
    return at >= 0 and line.word(at) in GROUPS["institutions"] and line.actors[at] is None


def _without_titles(line: Line, first: int, last: int) -> tuple[int, int]:
    """A name without the titles before it: Marco Rubio of "Sen. Marco Rubio"."""
    for at in range(last - 2, first - 1, -1):
        word = line.word(at).rstrip(".")
        if word in WORDS["titles"] and line.word(at + 1) not in GROUPS["institutions"]:
            return at + 1, last
    if _institution(line, first - 2):  # Secretary of | State
        while first < last - 1 and line.word(first) in GROUPS["offices"]:
            first += 1
    return first, last


def main_subject(line: Line, start: int, end: int) -> Phrase | None:
    """The subject of the clause between two places: the noun phrase before its first verb."""
    letters = line.letters
    first = start
    while first < end and letters[first] in "oAGBzyVFLc,:;-.tR":  # On Monday, Asked about it,
        comma = letters.find(",", first, end)
        if letters[first] in "AB,:;-." and (comma < 0 or comma > first):
            first += 1
        elif comma < 0:
            return None
        else:
            first = comma + 1
    if first < end and letters[first] in "HI":
        return Phrase(first, first + 1, "pronoun")
    last = first
    while last < end and letters[last] in NOUN_PHRASE and last - first < 16:
        last += 1
    following = last
    if letters[last : last + 1] == ",":  # an apposition
        following = letters.find(",", last + 1, min(end, last + 17)) + 1
    while following and letters[following : following + 1] in ("A", "x"):
        following += 1
    verb = letters[following : following + 1]
    if last == first or not verb or verb not in "VJULFb" or not following:
        return None
    return head(line, first, last)
