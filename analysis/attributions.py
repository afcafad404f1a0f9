"""Where a media outlet is named as a source: ``Reuters added``, ``according to the BBC``.

Only outlets of the codebook (kind ``media``) are found, and only where they report: an outlet
that is criticised, sold or watched is a mention and no source. What an outlet reports is not cut
out of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis import checks
from analysis.antecedents import ACTS
from analysis.articles import Article, Names, names_of, table_of_places
from analysis.clauses import GROUPS, Line
from analysis.codebook import Codebook
from analysis.partitions import is_partitioned, joined, split
from analysis.sentences import engine_name
from analysis.tokens import with_basis

AGAIN = re.compile(r"[AB,]{0,3}(?:(I)|D(w))(?=[AxVFwJU])")
BEFORE = re.compile("[DwS]*$")
ACCORDING = re.compile(r"ct[DwNY]{0,3}(?:[yo]D?)?$")  # according to [a report by the]


class Outlet(NamedTuple):
    """An outlet as a source: its word, the actor's row in the mentions, the cue, the rule."""

    at: int
    row: int
    first: int
    last: int
    rule: str


COLUMNS = (
    "sentence", "start", "end", "surface", "source", "cue", "rule",
)  # fmt: skip


def find_attributions(
    documents: pd.DataFrame, mentions: pd.DataFrame, actors: Codebook
) -> pd.DataFrame:
    """Find the places where a media outlet is named as a source.

    An outlet is a source where it reports ("Reuters added", "another Reuters report quoted him as
    saying", "CNN, citing officials, said", "said Reuters"), where something is reported by it or
    according to it, where it is cited, and where somebody tells it something ("told CNN", "in an
    interview with CNN"). "It added" and "the newspaper added" go back to the outlet that the
    sentence before names. Inside a quotation nothing is looked for.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    mentions : DataFrame
        From :func:`find_mentions` on the same documents.
    actors : Codebook
        From :func:`read_actors`; its actors of kind ``media`` are the outlets.

    Returns
    -------
    DataFrame
        ``doc_id`` (category of all documents), ``sentence`` (int32), ``start``, ``end`` (int32;
        of the outlet's name, in code points of ``text``), ``surface`` (as written), ``source``
        (canonical name of the outlet), ``cue`` (the words that make it a source), ``rule``.
        Ordered by document and start. ``attrs["basis"]`` has ``n_attributions``.

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> from analysis.actors import find_mentions
    >>> from analysis.codebook import Actor, Codebook
    >>> codebook = Codebook((Actor(name="Reuters", kind="media"),))
    >>> text = "Reuters pointed out that he left. It added that she stayed. Reuters was sold."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    >>> mentions = find_mentions(documents, codebook)
    >>> find_attributions(documents, mentions, codebook)[["sentence", "surface", "source", "cue"]]
       sentence  surface   source          cue
    0         0  Reuters  Reuters  pointed out
    1         1       It  Reuters        added
    """
    checks.columns(documents, ["doc_id", "text"], what="find_attributions")
    needed = ["doc_id", "start", "end", "actor", "kind", "layer"]
    checks.columns(mentions, needed, what="find_attributions")
    if is_partitioned(documents):
        return joined(find_attributions, documents, split(mentions, documents), actors)
    names = names_of(mentions, actors)
    rows = []
    for number, (doc_id, text) in enumerate(
        zip(documents["doc_id"], documents["text"], strict=True)
    ):
        named = names.by_document.get(doc_id, {})
        if any(letter == "O" for _, letter, _ in named.values()):
            article = Article(text, named)
            for sentence, found in outlets_of(article, names).items():
                line = article.line(sentence)
                rows += [(number, *_row(article, line, outlet, names)) for outlet in found]
    return with_basis(
        table_of_places(documents, rows, COLUMNS),
        mentions,
        n_documents=len(documents),
        n_attributions=len(rows),
        sentences=engine_name("rules"),
    )


def outlets_of(article: Article, names: Names) -> dict[int, list[Outlet]]:
    """The outlets that are sources, by the number of the sentence."""
    media = sorted(start for start, (_, letter, _) in article.named.items() if letter == "O")
    found: dict[int, list[Outlet]] = {}
    at = 0
    for number, (_, start, end) in enumerate(article.sentences):
        while at < len(media) and media[at] < start:
            at += 1
        before = found.get(number - 1, [])
        if at < len(media) and media[at] < end:
            line = article.line(number)
            here = [outlet for outlet in _outlets(line, names) if outlet]
        elif before and article.text.startswith(("It ", "The ", "But ", "And "), start):
            line, here = article.line(number), []
        else:
            continue
        again = _again(line, article.line(number - 1), before, names) if before else []
        if again or here:
            found[number] = [*again, *here]
    return found


# --- inside -------------------------------------------------------------------------------


def _row(article: Article, line: Line, outlet: Outlet, names: Names) -> tuple:
    start, end = line.starts[outlet.at], line.ends[outlet.at]
    if start in article.named:
        end = article.named[start][0]  # without the ’s
    return (
        article.number(start),
        start,
        end,
        article.text[start:end],
        names.actors[outlet.row],
        line.words(outlet.first, outlet.last),
        outlet.rule,
    )


def _outlets(line: Line, names: Names) -> Iterator[Outlet | None]:
    """Each outlet of a line that is a source."""
    for at, row in enumerate(line.actors):
        if row is not None and names.kinds[row] == "media":
            cue = _subject(line, at) or _object(line, at)
            if cue:
                yield Outlet(at, row, *cue)


def _subject(line: Line, at: int) -> tuple[int, int, str] | None:
    """The outlet reports: ``Reuters then added``, ``a CNN poll, published on Monday, found``."""
    letters = line.letters
    link = at - len(BEFORE.search(letters[max(at - 8, 0) : at])[0]) - 1
    if link >= 0 and letters[link] in "oty" and line.word(link) not in ("after", "before", "since"):
        return None  # a letter obtained by Reuters warns
    verb = at + 1
    noun = line.word(verb) in GROUPS["nouns of outlets"] if verb < len(letters) else False
    verb += noun
    if letters[verb : verb + 1] == ",":
        comma = letters.find(",", verb + 1, verb + 14)
        if comma > 0 and not set(letters[verb:comma]) & set("VJUQ:;"):
            verb = comma + 1
    while letters[verb : verb + 1] in ("A", "x"):
        verb += 1
    if not _reports(line, verb) or (letters[at] == "S" and not noun):
        return None
    last = verb + 1
    if line.word(verb).startswith("point"):  # pointed out, to, at
        if last == len(letters) or line.word(last) not in ("out", "to", "at"):
            return None
        last += 1
    as_saying = re.compile("[HI]z[GV]|[DSNOw]{1,6}z[GV]").match(letters, last)
    if letters[verb] in "UJ" and as_saying:
        last = as_saying.end()
    return at + 1 if noun and verb == at + 2 else verb, last, "O said"


def _reports(line: Line, verb: int) -> bool:
    return verb < len(line.letters) and line.word(verb) in GROUPS["outlets report"]


def _object(line: Line, at: int) -> tuple[int, int, str] | None:
    """Something is reported by the outlet, or told to it."""
    letters = line.letters
    according = ACCORDING.search(letters[max(at - 8, 0) : at])
    if according:
        return at - len(according[0]), at - len(according[0]) + 2, "according to O"
    before = at - (letters[at - 1 : at] == "D")
    if before == 0:
        return None
    word, link = line.word(before - 1), letters[before - 1]
    verb = line.word(before - 2) if before > 1 else ""
    if link == "y" and verb in GROUPS["outlets report"]:
        return before - 2, before, "said by O"
    if word in GROUPS["to outlets"]:
        return before - 1, before, "told O"
    if word in ("to", "with") and verb.lower() in GROUPS["said to outlets"]:
        return before - 2, before, "told O"
    if word.lower() in ("citing", "quoting"):
        return before - 1, before, "citing O"
    if letters[max(before - 2, 0) : before] in ("QV", ",V") and _reports(line, before - 1):
        return before - 1, before, "said O"
    return None


def _again(line: Line, last: Line, before: list[Outlet], names: Names) -> list[Outlet]:
    """``It then added``, ``the newspaper added``: the one outlet that spoke in the last sentence."""
    found = AGAIN.match(line.letters)
    one = len({outlet.row for outlet in before}) == 1
    if not found or not one or before[0].rule not in ("O said", "said O", "it added"):
        return []
    at = found.end() - 1
    word = line.word(at)
    if found[1] and (word not in ("It", "it") or _another_acts(last, names)):
        return []
    if found[2] and word not in GROUPS["outlets again"]:
        return []
    verb = at + 1
    while line.letters[verb : verb + 1] in ("A", "x"):
        verb += 1
    if not _reports(line, verb):
        return []
    return [Outlet(at, before[0].row, verb, verb + 1, "it added")]


def _another_acts(line: Line, names: Names) -> bool:
    """Whether an actor that is no person and no outlet does something: it may be "it"."""
    letters = line.letters
    return any(
        row is not None
        and names.kinds[row] not in ("media", "person")
        and letters[at - 1 : at] not in ("o", "t", "y")
        and ACTS.match(letters, at + 1)
        for at, row in enumerate(line.actors)
    )
