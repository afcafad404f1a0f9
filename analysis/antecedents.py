"""For whom "he" or "she" stands before a verb of saying, where only one person can be meant.

The sentence before and the words before the pronoun are looked at. A pronoun stays open where two
persons could be meant, where nothing shows that a name is a person's, and where the gender that
the codebook or the document (Mr., Ms., an earlier pronoun) gives does not fit.
"""

from __future__ import annotations

import re

from analysis.articles import Article, Names, without_possessive
from analysis.clauses import ALONE, GROUPS, Line, Phrase, head, subject

GENDERS = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}
COURTESY = {"Mr": "male", "Mrs": "female", "Ms": "female", "Miss": "female", "Sir": "male"}
# The other one speaks now: “Why?” Smith asked Lee. He replied
REPLIES = {"responds", "responded", "replies", "replied", "answers", "answered", "asks", "asked"}
FURTHEST = 3  # sentences, where those between are only quotations
LONGEST = 300  # words of a sentence that are looked at
SAYS = re.compile("V")
RUN = re.compile("[NO]+S?|S")
ACTS = re.compile("[Ax]*[VFJULb]")  # behind a name: it is a subject
INVERTED = re.compile("[Qqk],?V([DNOwS]+)")


class Person:
    """A name in the words before a pronoun."""

    __slots__ = ("acts", "here", "key", "name", "row", "speaks")

    def __init__(self, name: str, row: int | None, acts: bool, speaks: bool):
        """Know a person by the last word of the name."""
        self.name, self.row, self.acts, self.speaks = name, row, acts, speaks
        self.key = name.split()[-1]
        self.here = False  # in the sentence of the pronoun


class Antecedents:
    """The persons of a document as far as it has been read."""

    def __init__(self, article: Article, names: Names, pronouns: dict[int, int]):
        """Know nobody yet."""
        self.article, self.names, self.pronouns = article, names, pronouns
        self.people: set[str] = set()  # last words of names that spoke
        self.genders: dict[str, str] = {}

    def find(self, number: int, pronoun: Phrase) -> str:
        """The name of whom a pronoun of a sentence stands for; empty where that is open."""
        line = self.article.line(number)
        row = self.pronouns.get(line.starts[pronoun.first])
        if row is not None:
            return self.names.actors[row]
        gender = GENDERS.get(re.split("['’]", line.word(pronoun.first).lower())[0])
        before = [(line, pronoun.first)]
        for earlier in range(number - 1, max(number - 1 - FURTHEST, -1), -1):
            previous = self.article.line(earlier)
            before.insert(0, (previous, len(previous.letters)))
            if not ALONE.fullmatch(previous.letters):
                break
        if gender is None or any(_other(part, end, gender) for part, end in before):
            return ""
        persons = [person for part, end in before[:-1] for person in self._persons(part, end)]
        for person in self._persons(line, pronoun.first):
            person.here = True
            persons.append(person)
        replies = _next_word(line, pronoun.last) in REPLIES
        found = self._one(persons, gender, replies)
        if not found or self._gender(found) == "unknown":
            return ""
        self.genders.setdefault(found.key, gender)
        return found.name if found.row is None else self.names.actors[found.row]

    def _one(self, persons: list[Person], gender: str, replies: bool) -> Person | None:
        """The only one who can be meant: who alone speaks or acts, or is alone of this gender."""
        other = "female" if gender == "male" else "male"
        persons = [person for person in persons if self._gender(person) != other]
        acting = [person for person in persons if person.acts or person.speaks]
        alone = len({person.key for person in persons}) == 1
        if len({person.key for person in acting}) == 1 and (acting[-1].speaks or alone):
            found = acting[-1]
            nearer = any(person.here and person.key != found.key for person in persons)
            known = found.row is not None or found.key in self.people
            return (
                found if known and (alone or not (replies or (nearer and not found.here))) else None
            )
        known = {
            self.names.actors[person.row]: person
            for person in persons
            if person.row is not None and self._gender(person) == gender
        }
        strangers = [person for person in acting if person.row is None]
        return next(iter(known.values())) if len(known) == 1 and not strangers else None

    def _gender(self, person: Person) -> str | None:
        if person.row is not None:
            return self.names.gender.get(self.names.actors[person.row], "unknown")
        return self.genders.get(person.key)

    def _is_no_person(self, line: Line, at: int) -> bool:
        row = line.actors[at]
        if row is not None:
            return self.names.kinds[row] != "person"
        return line.word(at) in GROUPS["institutions"]

    def _persons(self, line: Line, end: int) -> list[Person]:
        """The names of a line before a place, and which of them speak or act."""
        letters, start = line.letters, max(end - LONGEST, 0)
        speakers = [subject(line, found.start()) for found in SAYS.finditer(letters, start, end)]
        speakers += [head(line, *found.span(1)) for found in INVERTED.finditer(letters, start, end)]
        spoken = {who.last for who in speakers if who and who.kind == "name"}
        persons = []
        for run in RUN.finditer(letters, start, end):
            who = head(line, *run.span())
            if not who or who.kind != "name" or self._is_no_person(line, who.last - 1):
                continue
            courtesy = line.word(who.first - 1).rstrip(".") if who.first else ""
            name = without_possessive(line.words(who.first, who.last))
            acts = letters[run.start() - 1 : run.start()] not in ("o", "t", "y")
            acts = acts and ACTS.match(letters, run.end()) is not None
            person = Person(name, line.actors[who.last - 1], acts, who.last in spoken)
            if person.speaks or who.first > run.start():
                self.people.add(person.key)
            if courtesy in COURTESY:
                self.genders[person.key] = COURTESY[courtesy]
            persons.append(person)
        return persons


def _next_word(line: Line, at: int) -> str:
    while line.letters[at : at + 1] in ("A", "x"):
        at += 1
    return line.word(at) if at < len(line.letters) else ""


def _other(line: Line, end: int, gender: str) -> bool:
    """Whether a pronoun of the other gender stands before a place."""
    words = (
        line.word(at).lower()
        for at in range(max(end - LONGEST, 0), end)
        if line.letters[at] in "HID"
    )
    return any(GENDERS.get(word, gender) != gender for word in words)
