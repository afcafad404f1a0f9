"""Who says a quotation: an ordered list of patterns over the line of a sentence.

Each rule looks at one quotation in one line and either finds the speaker, or decides that nobody
can be told, or passes. The first that answers wins, and its name stands in the table. Rules that
look at the sentence before are in ``quotes.py``. No rule guesses: of a quotation for which no
pattern fits, the speaker stays open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.clauses import GROUPS, NOUN_PHRASE, Line, Phrase, head, main_subject, subject


class Said(NamedTuple):
    """A rule's answer: who speaks (nobody: ``who`` is missing), and the words that say so."""

    rule: str
    line: Line
    who: Phrase | None
    first: int  # the cue: words from first to before last
    last: int
    via: Phrase | None = None  # quoted by


def said_of(line: Line, at: int, ended: bool) -> Said | None:
    """Who says the quotation at a place of a line; ``ended`` if it ends with a comma or like one."""
    if at not in line.said:
        line.said[at] = next((found for rule in RULES if (found := rule(line, at, ended))), None)
    return line.said[at]


# --- the rules ----------------------------------------------------------------------------


def no_speech(line: Line, at: int, ended: bool) -> Said | None:
    """A so-called thing or a title: ``the term Q``, ``known as Q``, ``on ABC’s “This Week”``."""
    if not at:
        return None
    word = line.word(at - 1)
    if word.lower() in GROUPS["before terms"]:
        return Said("term", line, None, at - 1, at)
    as_ = at - 1 - (line.letters[at - 1] == "D")  # known as the “…”
    if as_ > 0 and line.letters[as_] == "z" and line.word(as_ - 1) == "known":
        return Said("term", line, None, as_ - 1, as_ + 1)
    if line.letters[at] == "k":
        owner = re.split("['’]", word)[0].split()[-1] if line.letters[at - 1] == "S" else ""
        shows = owner in GROUPS["broadcasters"] or (owner.isupper() and len(owner) < 6)
        if shows or word.lower() in GROUPS["before titles"]:
            return Said("title", line, None, at - 1, at)
    return None


def said_x(line: Line, at: int, ended: bool) -> Said | None:
    """``Q, said X``."""
    found = re.compile(r",?A?(V)(?=[DSNOwYqH])").match(line.letters, at + 1)
    if not found or not (ended or found[0][0] == ","):
        return None
    return _inverted("Q said X", line, found)


def _inverted(rule: str, line: Line, found: re.Match) -> Said | None:
    if line.word(found.start(1)) in GROUPS["to outlets"]:  # told X: X listens
        return None
    first = last = found.end()
    while last < len(line.letters) and line.letters[last] in NOUN_PHRASE + "q":
        last += 1
    if line.letters[last : last + 1] in ("x", "b", "V", "F", "J", "L", "U"):  # said the plan would
        return None
    is_pronoun = line.letters[first : first + 1] == "H"
    who = Phrase(first, first + 1, "pronoun") if is_pronoun else head(line, first, last)
    return Said(rule, line, who, found.start(1), found.end(1)) if who else None


def x_said(line: Line, at: int, ended: bool) -> Said | None:
    """``Q, X said``, unless a verb before the quotation tells who: ``X said Q, Y said``."""
    letters = line.letters
    found = re.compile(r"(,?-?)(?![,BRzTQq.;:GF])[^VQ;:.]{1,24}?([VL])").match(letters, at + 1)
    if not found or not (ended or found[1]):
        return None
    who = subject(line, found.start(2), found.end(1))
    if not who or (found[2] == "L" and not _noun_of_saying(line, found.start(2))):
        return None
    before = letters.rfind("V", max(letters.rfind("Q", 0, at), 0), at)
    if before >= 0 and subject(line, before):
        return None
    return Said("Q X said", line, who, found.start(2), found.end(2))


def x_said_at_the_end(line: Line, at: int, ended: bool) -> Said | None:
    """``Q is right, X said``, ``Q is right, said X``: the whole sentence is reported."""
    letters = line.letters
    if re.search("[VJU]", letters[max(letters.rfind("Q", 0, at), 0) : at]):
        return None
    found = re.compile(r"[^VQ;:]{1,30}?,([^VQ,;:.]{1,12}V)(?=[.,oA]|$)").match(letters, at + 1)
    if found:
        verb = found.end() - 1
        who = subject(line, verb, found.start(1))
        return Said("Q X said", line, who, verb, verb + 1) if who else None
    found = re.compile(r"[^VQ;:]{1,30}?,(V)(?=[DSNO])").match(letters, at + 1)
    return _inverted("Q said X", line, found) if found else None


def according(line: Line, at: int, ended: bool) -> Said | None:
    """``according to X`` anywhere before the quotation, or right behind it."""
    letters = line.letters
    behind = letters.find("ct", at)
    if behind >= 0 and not re.search("[VJUQ;]", letters[at + 1 : behind]):
        first = behind + 2
    else:
        before = letters.rfind("ct", 0, at)
        if before < 0 or re.search("[VJU;G]", letters[before:at]):
            return None
        first = before + 2
    last = first
    while last < len(letters) and letters[last] in NOUN_PHRASE:
        last += 1
    who = head(line, first, last)
    return Said("according to X", line, who, first - 2, first) if who else None


def quoted_as_saying(line: Line, at: int, ended: bool) -> Said | None:
    """``Y quoted X as saying Q``, ``Y described X as arguing Q``, ``X was quoted as saying Q``."""
    cues = list(re.compile(r"([UJ])([^,;:.Q]{0,12}?)z(G)").finditer(line.letters, 0, at))
    if not cues or re.search("[VJU]", line.letters[cues[-1].end() : at]):
        return None
    cue = cues[-1]
    via = subject(line, cue.start())
    rule = "Y quoted X as saying Q" if cue[1] == "U" else "Y described X as arguing Q"
    if not cue[2]:
        return Said("X was quoted as saying Q", line, via, cue.start(), cue.end()) if via else None
    if cue[2] in ("I", "H"):
        who = Phrase(cue.start(2), cue.end(2), "pronoun")
    else:
        who = head(line, cue.start(2), cue.end(2))
    first = cue.start()
    if line.letters[first - 1 : first] == "Y":
        first -= 1
    return Said(rule, line, who, first, cue.end(), via)


def nearest_cue(line: Line, at: int, ended: bool) -> Said | None:
    """``X said Q``: the nearest verb of saying before the quotation, and its subject."""
    letters = line.letters
    for place in range(at - 1, max(-1, at - 60), -1):
        letter = letters[place]
        if letter == ";":
            return None
        if letter in "VJU":
            found = _of_verb(line, place, at)
        elif letter == "G":
            found = _of_participle(line, place)
        elif letter == "Y":
            found = _of_noun(line, place)
        else:
            continue
        if found:
            return found if found.who else None
    return None


def colon(line: Line, at: int, ended: bool) -> Said | None:
    """``X: Q``."""
    found = re.compile(r"(?:.*[-.,])?([NOBD]{1,7}):").fullmatch(line.letters, 0, at)
    if not found:
        return None
    who = head(line, found.start(1), found.end(1))
    return Said("X: Q", line, who, at - 1, at) if who and who.kind == "name" else None


RULES = (
    no_speech,
    quoted_as_saying,
    said_x,
    x_said,
    according,
    nearest_cue,
    x_said_at_the_end,
    colon,
)


# --- cues before a quotation --------------------------------------------------------------


def _of_verb(line: Line, cue: int, at: int) -> Said | None:
    """The subject of a verb of saying; of a passive, who stands behind "by"."""
    letters = line.letters
    before = cue
    while before and letters[before - 1] in "Axb":
        before -= 1
    if "b" in letters[before:cue] or letters[cue + 1 : cue + 2] == "y":
        by = re.compile(f"[^,;]*?y([{NOUN_PHRASE}]+)").match(letters, cue, at)
        who = head(line, by.start(1), by.end(1)) if by else None
        return Said("said by X Q", line, who, cue, cue + 1)
    link = letters[before - 1 : before]
    joined = link == "B" and line.word(before - 1) in ("and", "but", "then")
    who = None
    if joined and letters[cue + 1 : cue + 2] != "z":  # and called: whose verb is it?
        if letters[before - 2 : before - 1] in ("Q", "q", "k"):
            return _as_before(line, before - 2)
        who = _subject_of_clause(line, before - 1)
    elif link == "t":
        who = _of_infinitive(line, before - 1)
    elif link != "B":
        who = subject(line, cue)
    if who and who.kind == "description" and letters[cue] == "J" and cue + 1 == at:
        who = None  # a course called Q
    stops = letters[cue] == "J" or line.word(cue) in GROUPS["finite only"]
    return Said("X said Q", line, who, cue, cue + 1) if who or stops else None


def _as_before(line: Line, at: int) -> Said | None:
    """The speaker of the quotation that stands before a verb."""
    found = said_of(line, at, True)
    return found._replace(rule="same sentence") if found and found.who else None


def _of_infinitive(line: Line, to: int) -> Phrase | None:
    """``X went on to say``: not ``X wanted Y to say``."""
    who = _subject_of_clause(line, to)
    verb = re.compile("[Ax]*[VFLb]A*(?=[Aot])").match(line.letters, who.last) if who else None
    return who if verb else None


def _of_participle(line: Line, cue: int) -> Said | None:
    """``X left, saying Q``: the subject of the clause."""
    letters = line.letters
    before = letters[max(0, cue - 2) : cue]
    if before[-1:] in ("Q", "q", "k") or before in ("Q,", "q,", "k,"):
        return _as_before(line, cue - len(before) if before[-1:] == "," else cue - 1)
    if before == "V,":
        who = subject(line, cue - 2)
    else:
        own = re.compile("(?:-|,B?|o)([NO]+)$").search(letters[:cue])
        if own and (own[0][0] != "o" or line.word(own.start()) == "with"):
            who = head(line, own.start(1), cue)
        else:
            main = before[-1:] == ","
            who = _subject_of_clause(line, cue, main)
            if who and who.kind == "description" and not main:
                return None
    return Said("X, saying Q", line, who, cue, cue + 1) if who else None


def _subject_of_clause(line: Line, end: int, main: bool = False) -> Phrase | None:
    """The subject of the clause before a place; ``main``: of the main clause."""
    limits = "[;:Qq]" if main else "[;:QqTBR]"
    starts = [found.end() for found in re.finditer(limits, line.letters[:end])]
    for start in [*reversed(starts[-2:]), 0]:
        if who := main_subject(line, start, end):
            return who
        if main:
            return None
    return None


def _of_noun(line: Line, cue: int) -> Said | None:
    """``X issued a statement Q``, ``in the words of X, Q``."""
    letters = line.letters
    words_of = re.compile(f"o([{NOUN_PHRASE}]+)").match(letters, cue + 1)
    if words_of and line.word(cue) == "words" and letters[max(cue - 2, 0) : cue] == "oD":
        who = head(line, words_of.start(1), words_of.end(1))
        return Said("in the words of X", line, who, cue - 2, cue + 2) if who else None
    light = re.compile(r"L[DwAS]{0,4}$").search(letters[:cue])
    if light:
        who = subject(line, light.start())
        return Said("X made a statement Q", line, who, light.start(), cue + 1) if who else None
    return None


def _noun_of_saying(line: Line, verb: int) -> bool:
    return re.compile(r"L[DwAS]{0,4}Y").match(line.letters, verb) is not None
