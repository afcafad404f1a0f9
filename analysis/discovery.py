"""Names that the corpus has and the codebook lacks, as entries to paste into it.

The names (``names.py``) are stripped of titles and grouped: an acronym with its name, a surname
with the one full name that ends with it, spellings that differ in stops, hyphens, accents or
initials, a state with its demonyms. What is no actor by its last word (a treaty, a war, a day)
is left out. Kinds are suggestions.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis import checks
from analysis.actors import find_mentions
from analysis.aliases import fold, surname
from analysis.capitals import DAYS, DEMONYM, NAME_WORDS, is_stop, is_word
from analysis.codebook import Actor, Codebook
from analysis.countries import follows
from analysis.exchange import as_yaml
from analysis.folding import fold_all
from analysis.grouping import Found, Group, family_first, join_groups, key
from analysis.kinds import signs, suggest
from analysis.matching import Lexicon
from analysis.names import (
    ACRONYM_BEHIND,
    Evidence,
    names_by,
    read_evidence,
    read_names,
    spells,
)
from analysis.partitions import is_partitioned, reduced
from analysis.sentences import KINDS, engine_name, sentence_spans
from analysis.tokens import with_basis
from analysis.words import WORDS, one_of

AROUND = 100  # characters of an example on either side
ATTRIBUTE = 0.6  # share of places before a noun from which on a word alone is an adjective
RARE = 50  # a form is listed if it is at least one in so many
REACH = 200  # characters before a place in which a mention that covers it can begin
OFFICES = WORDS["titles"] - WORDS["titles of first names"]
PARTY_STATE = re.compile(r"[A-Z]-[A-Z][a-z]")
PARTIES = NAME_WORDS["parties"]
HEADS = "|".join(sorted(NAME_WORDS["heads of governments"]))
HEADED = re.compile(  # the Trump administration, the Iranian foreign ministry
    rf"(?<![\w’'-])(?P<name>(?:[A-Z][\w.-]+ ){{1,3}})"
    rf"(?P<head>(?:(?:{one_of('before parts of a government')}) )?(?:{HEADS}))(?![\w-])"
)
HEADER = """\
# A first codebook, proposed from the names of the corpus. Read it entry by entry: mend the
# kinds, which are guesses, join what is one actor, and delete what is none."""
COLUMNS = ("name", "kind", "n", "n_docs", "aliases", "example", "entry")


def discover_actors(
    documents: pd.DataFrame,
    actors: Codebook | None = None,
    *,
    min_count: int = 2,
    sentences: str = "rules",
    paragraphs: str = "blank",
) -> pd.DataFrame:
    """Propose actors that the codebook lacks: names of the corpus, grouped, as entries.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    actors : Codebook, optional
        The codebook so far; what it finds is left out. None: everything is proposed.
    min_count : int
        Least number of places where a candidate is named.
    sentences, paragraphs : str
        As in :func:`split_sentences`.

    Returns
    -------
    DataFrame
        ``name``, ``kind`` (suggested), ``n`` (places where it is named, by any of its forms),
        ``n_docs``, ``aliases`` (a list), ``example`` (a passage), ``entry`` (YAML to paste below
        ``actors:``). Most frequent first.

    Raises
    ------
    ValueError
        A column is missing or an option does not exist.

    Notes
    -----
    A candidate must stand within a sentence at least once. An acronym belongs to the one name
    whose initials it is; a surname to the one full name that ends with it, or that has four
    fifths of all full names that do; a surname of several is left out, for each of them has it.
    "Name + administration, government, regime, authorities, ministry or cabinet" is a candidate.

    Examples
    --------
    >>> text = ("The National Security Council (NSC) met. President Hassan Rouhani spoke. "
    ...         "Then the NSC heard Mr Rouhani.")
    >>> candidates = discover_actors(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    >>> candidates[["name", "kind", "n", "aliases"]]
                            name          kind  n aliases
    0  National Security Council  organization  3   [NSC]
    1             Hassan Rouhani        person  2      []
    >>> print(candidates.loc[0, "entry"])
      - name: National Security Council
        kind: organization
        aliases: [NSC]
    """
    checks.columns(documents, ["doc_id", "text"], what="discover_actors")
    checks.at_least("min_count", min_count, 1)
    actors = actors or Codebook()
    how = {"sentences": sentences, "paragraphs": paragraphs}
    if is_partitioned(documents):
        evidence = read_evidence(documents, **how)
        choices = {"evidence": evidence, "actors": actors, **how}
        found = reduced(_named_in_part, _together, documents, **choices)
    else:
        names, evidence = read_names(documents, **how)
        found = _named(documents, names, actors, how)
    kept = [group for group in _joined(found, evidence) if group.n >= min_count]
    table = pd.DataFrame([_row(group) for group in kept], columns=COLUMNS)
    table = table.astype({"n": "int64", "n_docs": "int64"}).astype(
        dict.fromkeys(["name", "kind", "example", "entry"], "str")
    )
    table = table.sort_values(["n", "name"], ascending=[False, True], ignore_index=True)
    return with_basis(
        table,
        None,
        n_documents=found.n_documents,
        sentences=engine_name(sentences),
        min_count=min_count,
        actors=actors.source,
    )


def as_codebook(candidates: pd.DataFrame) -> str:
    """Candidates as a codebook: a file that :func:`read_actors` reads.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["He met Zarif. She met Zarif."]})
    >>> print(as_codebook(discover_actors(documents)))
    # A first codebook, proposed from the names of the corpus. Read it entry by entry: mend the
    # kinds, which are guesses, join what is one actor, and delete what is none.
    version: 1
    <BLANKLINE>
    actors:
      # 2 places in 1 document: He met Zarif.
      - name: Zarif
        kind: organization
    <BLANKLINE>
    """
    lines = [HEADER, "version: 1\n", "actors:" if len(candidates) else "actors: []"]
    for row in candidates.itertuples():
        example = "".join(letter for letter in row.example if letter.isprintable())
        places = f"{row.n} place{'' if row.n == 1 else 's'}"
        documents = f"{row.n_docs} document{'' if row.n_docs == 1 else 's'}"
        lines += [f"  # {places} in {documents}: {example}", row.entry]
    return "\n".join(lines) + "\n"


# --- places ---------------------------------------------------------------------------------


def _stripped(names: pd.DataFrame, texts: list[str]) -> Iterator[Found]:
    """The names without the titles before them."""
    numbers = names["doc_id"].cat.codes.to_numpy()
    for number, start, end in zip(numbers, names["start"], names["end"], strict=True):
        text = texts[number][start:end]
        cut, title = _title(text)
        name = fold(text[cut:])
        if name and name not in DAYS:
            before = re.search(r"(\w+)\.? $", texts[number][max(start - 20, 0) : start])
            if before and not title and before[1].capitalize() in OFFICES:  # president Macron
                title = before[1].capitalize()
            yield Found(int(number), int(start) + cut, int(end), name, title)


def _title(text: str) -> tuple[int, str]:
    """Where the name begins behind its last title, and the title; 0 without one."""
    words = list(re.finditer(r"\S+", text))
    last = 0
    for place, word in enumerate(words[:-1], 1):
        bare = word[0].rstrip(".")
        if bare in OFFICES:
            last = place
    if not last:
        return 0, ""
    title = words[last - 1][0].rstrip(".")
    if words[last][0] == "of":  # Secretary of State Mike Pompeo
        last += 1 + (words[last + 1][0] == "the")
        while len(words) - last > 2 and is_word(words[last][0]):
            last += 1
        if len(words) - last < 2:
            return 0, ""
    return words[last].start(), title


def _headed(texts: list[str]) -> Iterator[Found]:
    """Names with a word for a government behind them: the Trump administration."""
    for number, text in enumerate(texts):
        for found in HEADED.finditer(text):
            start = found.start("name")
            for word in re.finditer(r"\S+ ", found["name"]):
                bare = word[0].strip().rstrip(".")
                if not (is_stop(bare) or bare in WORDS["titles"] or bare in DAYS):
                    break
                start = found.start("name") + word.end()
            if start < found.end("name"):
                name = fold(text[start : found.end()])
                yield Found(number, start, found.end(), name)


def _known(documents: pd.DataFrame, actors: Codebook, how: dict) -> dict[int, list[tuple]]:
    """The places where the codebook finds somebody, or says that nobody is meant."""
    mentions = find_mentions(documents, actors, **how)
    mentions = mentions[mentions["layer"] != "nested"]
    known: dict[int, list[tuple]] = {}
    codes = mentions["doc_id"].cat.codes
    for number, start, end in zip(codes, mentions["start"], mentions["end"], strict=True):
        known.setdefault(number, []).append((start, end))
    lexicon = Lexicon(actors)
    if lexicon.ignore:
        texts = fold_all(documents["text"])
        for number, start, end, string in lexicon.occurrences(texts):
            if string in lexicon.ignore:
                places = texts.places.get(number)
                span = (start, end) if places is None else (places[start], places[end])
                known.setdefault(number, []).append(span)
    return known


def _outside(found: list[Found], known: dict, lexicon: Lexicon) -> list[Found]:
    """The places that the codebook does not cover, without those inside another place."""
    kept, last = [], None
    spans = {document: sorted(some) for document, some in known.items()}
    for one in sorted(found, key=lambda f: (f.document, f.start, -f.end)):
        if last and one.document == last.document and one.end <= last.end:
            continue  # Trump in the Trump administration
        last = one
        some = spans.get(one.document, [])
        near = some[bisect_left(some, (one.start - REACH,)) : bisect_left(some, (one.end,))]
        covered = near and all(
            any(start <= one.start + word.start() < end for start, end in near)
            for word in re.finditer(r"[A-Z]\w*", one.name)
        )
        if not covered and one.name not in lexicon.readings:
            kept.append(one)
    return kept


# --- groups ---------------------------------------------------------------------------------


class Named(NamedTuple):
    """The names of a corpus or of a part of it, those of one spelling together."""

    n_documents: int
    groups: dict[str, Group]
    acronyms: dict[str, str]  # that stand in brackets behind a name, and this


def _named_in_part(documents: pd.DataFrame, *, evidence: Evidence, actors: Codebook, **how):
    """The names of a partition, told by the evidence of the whole."""
    return _named(documents, names_by(documents, evidence, **how), actors, how)


def _together(first: Named, second: Named) -> Named:
    """The names of two parts of a corpus, the earlier one first."""
    groups = first.groups | {n: g for n, g in second.groups.items() if n not in first.groups}
    for name in first.groups.keys() & second.groups.keys():
        # A new one: a sum that a cluster loses is made from its parts again.
        groups[name] = Group()
        groups[name].extend(first.groups[name])
        groups[name].extend(second.groups[name])
    n_documents = first.n_documents + second.n_documents
    return Named(n_documents, groups, first.acronyms | second.acronyms)


def _named(documents: pd.DataFrame, names: pd.DataFrame, actors: Codebook, how: dict) -> Named:
    """The places that the codebook does not cover, by name."""
    texts, doc_ids = documents["text"].tolist(), documents["doc_id"].tolist()
    places = [*_headed(texts), *_stripped(names, texts)]
    groups: dict[str, Group] = {}
    acronyms: dict[str, str] = {}
    for one in _outside(places, _known(documents, actors, how), Lexicon(actors)):
        text = texts[one.document]
        shown = signs(text, one.start, one.end)
        if follows(text, one.end) == "noun":
            shown.append("attribute")
        if not _opens(text, one.start):
            shown.append("within")
        group = groups.setdefault(key(one.name), Group())
        group.add(one, doc_ids[one.document], shown)
        if not group.first or ("within" in shown and not group.example):
            passage = _passage(text, one, how)
            group.first = group.first or passage
            group.example = passage if "within" in shown else ""
        acronym = ACRONYM_BEHIND.match(text, one.end)
        if acronym and spells(acronym[1], one.name):
            acronyms[key(acronym[1])] = key(one.name)
    return Named(len(documents), groups, acronyms)


def _joined(found: Named, evidence: Evidence) -> list[Group]:
    """The names as groups of one actor each, without what is no actor."""
    groups = {
        name: group for name, group in found.groups.items() if not _is_no_actor(group, evidence)
    }
    pairs = [(long, short) for short, long in found.acronyms.items()]
    join_groups(groups, pairs, evidence.capital)
    return [group for group in groups.values() if _may_stay(group)]


def _opens(text: str, start: int) -> bool:
    """Whether a name may have its capital by position."""
    return not re.search(r"[\w,;)’'] ['\"“‘(]*$", text[max(start - 6, 0) : start])


def _is_no_actor(group: Group, evidence: Evidence) -> bool:
    """Whether a name is a title, a thing, a text, an event or a common word with a capital."""
    words, last = group.words, group.words[-1]
    bare = [word.rstrip(".") for word in words]
    if all(word in DAYS or is_stop(word) or word in OFFICES - PARTIES for word in bare):
        return True
    if len(words) == 1 and (PARTY_STATE.match(last) or (last[-1] == "." and bare[0] in KINDS)):
        return True  # R-Texas, Calif.
    if last in NAME_WORDS["no actors"] and not group.seen["title"]:
        return True
    if len(words) == 1 and is_word(last) and not last.isupper():
        return evidence.capital[last] < evidence.lower[last.lower()]
    return _is_title(words)


def _is_title(words: list[str]) -> bool:
    """Whether words are a title without a name: Secretary of State, National Security Advisor."""
    last = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return last in OFFICES and all(is_word(word) or word.islower() for word in words)


def _may_stay(group: Group) -> bool:
    """Whether a group stands within sentences, is no adjective and no surname of several."""
    last = group.words[-1]
    alone = (len(group.words) == 1 and not group.demonyms) or DEMONYM.fullmatch(last)
    adjective = alone and group.share("attribute") > ATTRIBUTE and not group.name.isupper()
    return bool(group.seen["within"]) and not adjective and not group.seen["shared"]


def _row(group: Group) -> dict:
    """A candidate with its entry."""
    name = group.name
    kind = suggest(name, group.seen, group.n, has_demonym=bool(group.demonyms))
    entry = {"name": name, "kind": kind}
    derived = surname(Actor(name=name, kind=kind, family_name_first=family_first(name)))
    aliases = [form for form in _aliases(group) if form not in (name, derived)]
    if kind == "person" and group.seen["male"] != group.seen["female"]:
        entry["gender"] = "male" if group.seen["male"] > group.seen["female"] else "female"
    if kind == "person" and family_first(name):
        entry["family_name_first"] = True
    entry |= {"aliases": aliases, "demonyms": group.demonyms if kind in ("state", "place") else []}
    return {
        "name": name,
        "kind": kind,
        "n": group.n,
        "n_docs": len(group.documents),
        "aliases": aliases,
        "example": group.example or group.first,
        "entry": as_yaml(entry),
    }


def _aliases(group: Group) -> Iterator[str]:
    """The forms worth listing, most frequent first: no shouted ones, none that is one of many."""
    plain = {form.casefold() for form in group.forms if not form.isupper()}
    for form, n in sorted(group.forms.items(), key=lambda item: (-item[1], item[0])):
        shouted = form.isupper() and form.casefold() in plain
        if not shouted and n * RARE >= group.n:
            yield form


def _passage(text: str, place: Found, how: dict) -> str:
    """The sentence of a place, cut around it where it is long."""
    starts = [start for _, start, _ in sentence_spans(text, **how)]
    number = bisect_right(starts, place.start)
    first = starts[number - 1] if number else 0
    last = starts[number] if number < len(starts) else len(text)
    return excerpt(text, place.start, place.end, around=AROUND, within=(first, last))


def excerpt(
    text: str,
    start: int,
    end: int,
    *,
    around: int,
    within: tuple[int, int] | None = None,
    mark: str = "{}",
) -> str:
    """A place with whole words around it; dots where the text goes on.

    Examples
    --------
    >>> excerpt("Yesterday Iran spoke again.", 10, 14, around=9, mark="[[{}]]")
    '… [[Iran]] spoke …'
    """
    first, last = within or (0, len(text))
    left, right = max(first, start - around), min(last, end + around)
    before, after = text[left:start], text[end:right]
    if left > first:
        before = f"… {before.partition(' ')[2]}"
    if right < last:
        after = f"{after.rpartition(' ')[0]} …"
    return " ".join(f"{before}{mark.format(text[start:end])}{after}".split())
