"""A codebook held against a corpus: what will be counted wrongly, or not at all.

One row a finding, the gravest kind first, each with a passage and a remedy. Strings are found by
the automaton that finds mentions, in the texts and in each other: the time does not grow with
the square of the codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import add
from typing import NamedTuple

import pandas as pd

from analysis import checks
from analysis.aliases import ACRONYM, fold, surname
from analysis.codebook import Actor, Codebook, shared_aliases
from analysis.corpus import variables_of
from analysis.discovery import AROUND, discover_actors, excerpt
from analysis.folding import Folded, fold_all
from analysis.matching import Lexicon
from analysis.partitions import is_partitioned, reduced
from analysis.tokens import with_basis

FINDINGS = (
    "shared alias",
    "shared surname",
    "common word",
    "alias inside another",
    "role dates",
    "name not in the codebook",
    "never matched",
)
COLUMNS = ("finding", "actor", "alias", "n", "example", "remedy")
ABSENT = 20  # names absent from the codebook that are told, the most frequent


class Finding(NamedTuple):
    """A row of the table."""

    finding: str
    actor: str
    alias: str
    n: int
    example: str
    remedy: str


def check_actors(documents: pd.DataFrame, actors: Codebook, *, min_count: int = 3) -> pd.DataFrame:
    """Check a codebook against the corpus that it is meant for.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``; a ``date`` to check the dates of roles.
    actors : Codebook
        From :func:`read_actors`.
    min_count : int
        Least number of places of a name that is absent from the codebook.

    Returns
    -------
    DataFrame
        One row a finding:

        - ``finding``: "shared alias" (listed by several actors), "shared surname" (of several
          persons), "common word" (an alias that the corpus also writes in lower case), "alias
          inside another" (of another actor), "role dates" (documents on days for which nobody of
          the codebook has the title), "name not in the codebook" (the most frequent ones),
          "never matched" (an alias; of an actor of whom nothing is found the name alone)
        - ``actor``: canonical name, or names joined by "; "
        - ``alias``: the string or title that the finding is about
        - ``n``: its places in the corpus; of a common word those in lower case; of role dates
          documents
        - ``example``: a passage
        - ``remedy``: what to do; of an absent name its entry, to paste

        Ordered by kind of finding as above, then by ``n``, then by name.

    Raises
    ------
    ValueError
        A column is missing.

    Examples
    --------
    >>> codebook = Codebook((Actor(name="Islamic State", kind="organization", aliases=["IS"]),
    ...                      Actor(name="Turkey", kind="state")))
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["IS is not in Iraq."]})
    >>> check_actors(documents, codebook)[["finding", "actor", "alias", "n"]]
             finding          actor   alias  n
    0    common word  Islamic State      IS  1
    1  never matched         Turkey  Turkey  0
    """
    checks.columns(documents, ["doc_id", "text"], what="check_actors")
    checks.at_least("min_count", min_count, 1)
    corpus = _Corpus(documents, actors)
    rows = [
        *_shared(corpus),
        *_common_words(corpus),
        *_inside(corpus),
        *_role_dates(corpus, documents),
        *_absent(documents, actors, min_count),
        *_never(corpus),
    ]
    table = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS, "str"))
    table["n"] = table["n"].astype("int64")
    order = table["finding"].map({name: place for place, name in enumerate(FINDINGS)})
    table = table.assign(order=order.astype("int64")).sort_values(
        ["order", "n", "alias", "actor"], ascending=[True, False, True, True], ignore_index=True
    )
    return with_basis(
        table.drop(columns="order"),
        None,
        n_documents=corpus.found.n_documents,
        actors=" ".join(filter(None, [actors.source, actors.digest])),
    )


class Occurrences:
    """How often each string of a codebook stands in a corpus, as written and in lower case."""

    def __init__(self):
        """Nothing is read yet."""
        self.n: Counter[str] = Counter()
        self.n_lower: Counter[str] = Counter()
        self.examples: dict[str, str] = {}  # of strings and, in lower case, of titles
        self.titled: dict[str, list[str]] = {}  # documents of each title
        self.n_documents = 0

    def count(self, counter: Counter, texts: Folded, place: tuple[int, int, int, str]) -> None:
        """Take in a place: the number of its text, where it begins and ends, its string."""
        number, start, end, string = place
        counter[string] += 1
        if string not in self.examples:
            self.examples[string] = excerpt(texts.text(number), start, end, around=AROUND)

    def __add__(self, other: Occurrences) -> Occurrences:
        """Those of two parts of the corpus, the earlier one first."""
        both = Occurrences()
        both.n, both.n_lower = self.n + other.n, self.n_lower + other.n_lower
        both.examples = other.examples | self.examples
        titles = [*self.titled, *other.titled]
        both.titled = {
            title: [*self.titled.get(title, ()), *other.titled.get(title, ())] for title in titles
        }
        both.n_documents = self.n_documents + other.n_documents
        return both


def _read(documents: pd.DataFrame, *, codebook: Codebook) -> Occurrences:
    """The occurrences in documents that are in memory."""
    lexicon, found = Lexicon(codebook), Occurrences()
    names = {string for string in lexicon.readings if " " not in string}
    # The names of one word in lower case, but for those that are written so.
    words = {name.lower() for name in names if name.lower() not in names}
    lower = Lexicon(Codebook(ignore=tuple(sorted(words))))
    texts, doc_ids = fold_all(documents["text"]), documents["doc_id"].tolist()
    for place in lexicon.occurrences(texts):
        found.count(found.n, texts, place)
        number, *_, string = place
        if string.lower() in lexicon.titles:
            found.titled.setdefault(string.lower(), []).append(doc_ids[number])
            found.examples.setdefault(string.lower(), found.examples[string])
    for place in lower.occurrences(texts):
        if place[-1].islower():
            found.count(found.n_lower, texts, place)
    found.n_documents = len(documents)
    return found


class _Corpus:
    """A codebook and what of it stands in the corpus."""

    def __init__(self, documents: pd.DataFrame, codebook: Codebook):
        self.codebook = codebook
        self.lexicon = Lexicon(codebook)
        if is_partitioned(documents):
            found = reduced(_read, add, documents, codebook=codebook)
        else:
            found = _read(documents, codebook=codebook)
        self.found = found
        self.n, self.n_lower, self.examples = found.n, found.n_lower, found.examples

    def places(self, name: str) -> int:
        """Places of a listed name, with and without stops, at the beginning of a sentence too."""
        string = fold(name)
        letters = string.replace(".", "")
        forms = {string, string[:1].upper() + string[1:], string[:1].lower() + string[1:]}
        if ACRONYM.fullmatch(string):
            forms |= {letters, ".".join(letters) + "."}
        return sum(self.n[form] for form in forms)

    def listed(self) -> Iterator[tuple[Actor, str]]:
        """Each actor with each of its listed names."""
        for actor in self.codebook:
            lists = (actor.aliases, actor.demonyms, actor.metonyms, actor.nominals)
            names = [*([] if actor.name in actor.nominals else [actor.name]), *sum(lists, ())]
            yield from ((actor, name) for name in dict.fromkeys(names))


def _shared(corpus: _Corpus) -> Iterator[Finding]:
    """Aliases and surnames of several actors."""
    shared = shared_aliases(corpus.codebook)
    for alias, names in shared.items():
        yield Finding(
            "shared alias", "; ".join(names), alias, corpus.places(alias),
            corpus.examples.get(fold(alias), ""), checks.remedy_shared_alias(),
        )  # fmt: skip
    persons: dict[str, list[str]] = {}
    for actor in corpus.codebook:
        last = surname(actor)
        if last:
            persons.setdefault(last, []).append(actor.name)
    for last, names in persons.items():
        if len(names) > 1 and last not in shared:
            yield Finding(
                "shared surname", "; ".join(names), last, corpus.n[last],
                corpus.examples.get(last, ""), checks.remedy_shared_surname(names),
            )  # fmt: skip


def _common_words(corpus: _Corpus) -> Iterator[Finding]:
    """Names of one word that the corpus also has in lower case."""
    for string, meant in corpus.lexicon.readings.items():
        n = corpus.n_lower[string.lower()]
        if n and string.lower() != string and meant[0].layer != "nominal":
            names = dict.fromkeys(corpus.codebook.actors[one.actor].name for one in meant)
            yield Finding(
                "common word", "; ".join(names), string, n,
                corpus.examples[string.lower()], checks.remedy_common_word(string),
            )  # fmt: skip


def _inside(corpus: _Corpus) -> Iterator[Finding]:
    """Names that stand inside a name of another actor."""
    seen = set()
    listed = list(corpus.listed())
    names = pd.Series([fold(name) for _, name in listed], dtype="str")
    for number, start, end, inner in corpus.lexicon.occurrences(fold_all(names)):
        (actor, name), string = listed[number], names[number]
        others = [
            corpus.codebook.actors[one.actor].name
            for one in corpus.lexicon.readings.get(inner, ())
            if one.layer in ("name", "acronym")
        ]
        short = end - start < len(string) and others and actor.name not in others
        if short and (inner, string) not in seen:
            seen.add((inner, string))
            yield Finding(
                "alias inside another", others[0], inner, corpus.n[string],
                corpus.examples.get(string, name), checks.remedy_inside(inner, name, actor.name),
            )  # fmt: skip


def _role_dates(corpus: _Corpus, documents: pd.DataFrame) -> Iterator[Finding]:
    """Titles in documents of days on which nobody of the codebook carried them."""
    if "date" not in documents:
        return
    variables = variables_of(documents)
    dates = pd.to_datetime(variables["date"], format="ISO8601", errors="coerce")
    days = dict(zip(variables["doc_id"], dates, strict=True))
    for title, holders in corpus.lexicon.titles.items():
        if not any(role.start or role.end for _, role in holders):
            continue
        dated = [days[name].date() for name in dict.fromkeys(corpus.found.titled.get(title, ()))
                 if not pd.isna(days[name])]  # fmt: skip
        outside = [day for day in dated if not any(role.held_on(day) for _, role in holders)]
        if outside:
            names = dict.fromkeys(corpus.codebook.actors[number].name for number, _ in holders)
            written = holders[0][1].title
            yield Finding(
                "role dates", "; ".join(names), written, len(outside), corpus.examples[title],
                checks.remedy_role_dates(written, min(outside), max(outside)),
            )  # fmt: skip


def _absent(documents: pd.DataFrame, actors: Codebook, min_count: int) -> Iterator[Finding]:
    """The most frequent names that the codebook does not find."""
    candidates = discover_actors(documents, actors, min_count=min_count).head(ABSENT)
    for row in candidates.itertuples():
        yield Finding("name not in the codebook", row.name, row.name, row.n, row.example, row.entry)


def _never(corpus: _Corpus) -> Iterator[Finding]:
    """Aliases without any place in the corpus, and actors without any: these in one row."""
    names: dict[str, list[str]] = {}
    for actor, name in corpus.listed():
        names.setdefault(actor.name, []).append(name)
    for actor in corpus.codebook:
        listed = names.get(actor.name, [])
        missing = [name for name in listed if not corpus.places(name)]
        last = surname(actor)
        if len(missing) == len(listed) and not (last and corpus.n[last]):
            yield Finding("never matched", actor.name, actor.name, 0, "", checks.remedy_absent())
            continue
        for name in missing:
            if name != actor.name:  # a canonical name may be just a label
                yield Finding("never matched", actor.name, name, 0, "", checks.remedy_never(name))
