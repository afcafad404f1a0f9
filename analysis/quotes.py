"""Quotations and who speaks: documents, mentions and the codebook → quotes.

Three steps: the marks are paired (``marks.py``), each sentence is read with a quotation as one
letter (``articles.py``, ``clauses.py``), and patterns in a fixed order say who speaks
(``speakers.py``, pronouns in ``antecedents.py``). Here stand the rules that need the sentence
before, and the table. Indirect speech without quotation marks is not found.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis import checks
from analysis.antecedents import Antecedents
from analysis.articles import Article, Names, names_of, table_of_places, without_possessive
from analysis.attributions import Outlet, outlets_of
from analysis.clauses import ALONE, GROUPS, Line, Phrase
from analysis.codebook import Codebook
from analysis.marks import DOUBLE, SINGLE_OPENING, Quotation
from analysis.partitions import is_partitioned, joined, split
from analysis.sentences import engine_name
from analysis.speakers import Said, nearest_cue, said_of
from analysis.tokens import with_basis

FRAGMENT = 3  # words: so short a quotation stands inside the reporter's sentence


class Speaker(NamedTuple):
    """Who speaks, canonical or as written; where that stands; outlet, cue and rule."""

    name: str = ""
    start: int = -1
    end: int = -1
    source: str = ""
    cue: str = ""
    rule: str = ""


COLUMNS = (
    "sentence", "start", "end", "text", "kind", "speaker", "speaker_start", "speaker_end",
    "source", "cue", "rule",
)  # fmt: skip


def find_quotes(documents: pd.DataFrame, mentions: pd.DataFrame, actors: Codebook) -> pd.DataFrame:
    """Find quotations, who speaks, and through which outlet.

    Marks are paired within a paragraph: curly, straight and low marks, guillemets, and single
    marks in a text that has no others; a quotation over several paragraphs is one a paragraph. A
    quotation inside a quotation is part of it; the title of a show or a book is none. The speaker
    is found by patterns in a fixed order: ``Y quoted X as saying Q``, ``Q, said X``,
    ``Q, X said``, ``according to X``, ``X said Q`` (the nearest verb of saying before it),
    ``X: Q``; a quotation that stands alone goes on with the speaker of the sentence before. Where
    no pattern fits the speaker stays open.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    mentions : DataFrame
        From :func:`find_mentions` on the same documents; may be empty.
    actors : Codebook
        From :func:`read_actors`: the gender of persons, and which actors are media outlets.

    Returns
    -------
    DataFrame
        Ordered by document and start:

        - ``doc_id`` (category of all documents), ``sentence`` (int32; where the quotation begins)
        - ``start``, ``end`` (int32; code points of ``text``): the words between the marks
        - ``text``: these words
        - ``kind``: ``speech``; ``fragment``, one to three words of a speaker; ``term``, one to
          three words of nobody: a scare quote, "so-called"
        - ``speaker``: the canonical name of an actor, else the name or description as written;
          empty where it is open. An unnamed spokesman or the office of an actor is the actor.
        - ``speaker_start``, ``speaker_end``: where the speaker, or the pronoun for the speaker,
          is written; -1 where it is open
        - ``source``: the outlet through which it is said, canonical, or empty
        - ``cue``: the words that say it; ``rule``: the pattern, with "pronoun" where he or she was
          resolved and "pronoun open" where not; empty where no pattern fits

        ``attrs["basis"]`` has ``n_quotes``, ``n_terms`` and ``n_unattributed``: the number of
        speeches and fragments whose speaker is open.

    Raises
    ------
    ValueError
        A column is missing.

    Notes
    -----
    he and she are resolved where one person alone can be meant: who alone speaks or acts in this
    sentence and the one before, or is the only one of this gender there.

    See Also
    --------
    find_attributions : where outlets are named as sources, with or without a quotation.

    Examples
    --------
    >>> from analysis.actors import find_mentions
    >>> from analysis.codebook import Actor, Codebook
    >>> codebook = Codebook((Actor(name="Mike Pompeo", kind="person", gender="male"),
    ...                      Actor(name="Reuters", kind="media")))
    >>> text = "“We will not wait,” Mr. Pompeo told Reuters. He called the deal “bad”."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    >>> mentions = find_mentions(documents, codebook)
    >>> quotes = find_quotes(documents, mentions, codebook)
    >>> quotes[["text", "kind", "speaker", "source", "cue"]]
                    text      kind      speaker   source     cue
    0  We will not wait,    speech  Mike Pompeo  Reuters    told
    1                bad  fragment  Mike Pompeo           called
    """
    checks.columns(documents, ["doc_id", "text"], what="find_quotes")
    needed = ["doc_id", "start", "end", "actor", "kind", "layer"]
    checks.columns(mentions, needed, what="find_quotes")
    if is_partitioned(documents):
        return joined(find_quotes, documents, split(mentions, documents), actors)
    names = names_of(mentions, actors)
    rows = []
    for number, (doc_id, text) in enumerate(
        zip(documents["doc_id"], documents["text"], strict=True)
    ):
        if DOUBLE.search(text) or SINGLE_OPENING.search(text):
            article = Article(text, names.by_document.get(doc_id, {}))
            reading = Reading(article, names, names.pronouns.get(doc_id, {}))
            rows += [(number, *row) for row in reading.rows()]
    table = table_of_places(documents, rows, COLUMNS)
    is_term = table["kind"] == "term"
    return with_basis(
        table,
        mentions,
        n_documents=len(documents),
        n_quotes=len(table),
        n_terms=int(is_term.sum()),
        n_unattributed=int(((table["speaker"] == "") & ~is_term).sum()),
        sentences=engine_name("rules"),
    )


# --- one document -------------------------------------------------------------------------


class Reading:
    """A document while the speakers of its quotations are found, in the order of the text."""

    def __init__(self, article: Article, names: Names, pronouns: dict[int, int]):
        """Start at the first quotation."""
        self.article, self.names = article, names
        self.outlets = outlets_of(article, names)
        self.antecedents = Antecedents(article, names, pronouns)
        # The last quotation that was no term: its sentence, itself, its speaker.
        self.last: tuple[int, Quotation, Speaker | None] | None = None

    def rows(self) -> list[tuple]:
        """The rows of the table, without the document."""
        rows, at = [], 0
        quotations = self.article.quotations
        for number, (_, _, end) in enumerate(self.article.sentences):
            first = at
            while at < len(quotations) and quotations[at].left < end:
                at += 1
            if at > first:
                rows += self._sentence(number, quotations[first:at])
        return rows

    def _sentence(self, number: int, quotations: list[Quotation]) -> list[tuple]:
        line = self.article.line(number)
        word = {start: at for at, start in enumerate(line.starts)}
        places = [word.get(quotation.left) for quotation in quotations]  # none inside an alias
        found = _spread(
            [
                None if at is None else said_of(line, at, self._ended(quotation))
                for at, quotation in zip(places, quotations, strict=True)
            ]
        )
        rows = []
        for at, quotation, said in zip(places, quotations, found, strict=True):
            if said and said.rule == "title":
                continue
            speaker = self._speaker(number, said, at) if said else self._from_before(number)
            row = self._row(quotation, line, speaker)
            rows.append(row)
            if row[4] != "term":
                self.last = (number, quotation, speaker)
        return rows

    def _ended(self, quotation: Quotation) -> bool:
        """Whether a quotation ends as one does before "he said"."""
        words = self.article.text[quotation.start : quotation.end].rstrip("’' ")
        return words[-1:] in tuple(",?!…-—–")

    def _row(self, quotation: Quotation, line: Line, speaker: Speaker | None) -> tuple:
        text = self.article.text[quotation.start : quotation.end]
        alone = text[-1] in ".!?" and ALONE.fullmatch(line.letters)
        kind = "speech"
        if speaker and speaker.rule == "term":
            kind = "term"
        elif len(text.split()) <= FRAGMENT:
            kind = "fragment" if speaker else "speech" if alone else "term"
        number = self.article.number(quotation.start)
        return (number, quotation.start, quotation.end, text, kind, *(speaker or Speaker()))

    # --- who speaks -----------------------------------------------------------------------

    def _speaker(self, number: int, said: Said, at: int) -> Speaker | None:
        """What a rule found, with the name, the outlet and the words of the cue."""
        line, who, rule = said.line, said.who, said.rule
        cue = line.words(said.first, said.last)
        if rule == "term":
            return Speaker(rule=rule, cue=cue)
        if not who:
            return None
        source = self._source(number, said, at)
        name = self._named(line, who)
        if who.kind == "pronoun":
            again = [o for o in self._outlets(number) if o.at == who.first and o.rule == "it added"]
            if not again:
                name = self.antecedents.find(number, who)
                rule += ", pronoun" if name else ", pronoun open"
            else:
                name = source
        if not name:
            return Speaker(source=source, cue=cue, rule=rule)
        return Speaker(name, line.starts[who.first], line.ends[who.last - 1], source, cue, rule)

    def _named(self, line: Line, who: Phrase) -> str:
        """The canonical name of an actor, else the words as written."""
        rows = [row for row in line.actors[who.first : who.last] if row is not None]
        if who.kind == "name" and line.actors[who.last - 1] is not None:
            return self.names.actors[rows[-1]]
        words = line.words(who.first, who.last)
        heads = {word.lower() for word in words.split()}
        speaks_for = heads & GROUPS["speaks for"] and "former" not in heads
        if who.kind == "description" and len(rows) == 1 and speaks_for:
            return self.names.actors[rows[0]]
        return without_possessive(words)

    def _source(self, number: int, said: Said, at: int) -> str:
        """The outlet through which something is said: quoting, speaking, or in the sentence."""
        names = self.names
        for phrase in (said.via, said.who):
            for row in said.line.actors[phrase.first : phrase.last] if phrase else ():
                if row is not None and names.kinds[row] == "media":
                    return names.actors[row]
        outlets = self._outlets(number)
        before = [outlet for outlet in outlets if outlet.at < at]
        behind = [outlet for outlet in outlets if outlet.rule != "O said"]
        chosen = before[-1:] or behind[:1]
        return names.actors[chosen[0].row] if chosen else ""

    def _outlets(self, number: int) -> list[Outlet]:
        return self.outlets.get(number, [])

    def _from_before(self, number: int) -> Speaker | None:
        """The speaker of a quotation that stands alone: who spoke before it."""
        article = self.article
        if number == 0 or not ALONE.fullmatch(article.line(number).letters):
            return None
        same = article.sentences[number - 1][0] == article.sentences[number][0]
        if self.last and self.last[0] == number - 1:
            rule = "stands alone" if same else "next paragraph"
            rule = "the paragraph goes on" if self.last[1].goes_on else rule
            return _again(self.last[2], rule)
        before = article.line(number - 1)
        if not same and not before.letters.endswith(":"):
            return None
        said = nearest_cue(before, len(before.letters), False)
        speaker = self._speaker(number - 1, said, len(before.letters)) if said else None
        return _again(speaker, "after a report" if same else "after a colon")


def _again(speaker: Speaker | None, rule: str) -> Speaker | None:
    """The speaker of before, if there is one, by another rule."""
    return speaker._replace(rule=rule) if speaker and speaker.name else None


def _spread(found: list[Said | None]) -> list[Said | None]:
    """Give the speaker of one quotation to the others of its sentence that have none."""
    found = list(found)
    for at in range(1, len(found)):
        before = found[at - 1]
        if found[at] is None and before and before.who:
            found[at] = before._replace(rule="same sentence")
    for at in range(len(found) - 2, -1, -1):
        after = found[at + 1]
        if found[at] is None and after and after.who and after.rule in ("Q said X", "Q X said"):
            found[at] = after._replace(rule="same sentence")
    return found
