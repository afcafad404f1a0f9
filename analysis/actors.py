"""Who is mentioned, where, and by which rule: documents and a codebook → mentions → counts.

A document goes through an ordered list of rules (``RULES``), each a small function that settles
one question: which of two overlapping names is meant, whose surname it is, whether a country is
an actor, an attribute or a place, whom a description, a title or a pronoun stands for. To add a
layer, write a rule and put it in its place in the list. Names that are not in the codebook are
not found here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from analysis import checks
from analysis.codebook import Codebook
from analysis.countries import settle_countries, settle_demonyms
from analysis.counts import COUNTED, LAYERS, PER, groups, ranked
from analysis.descriptions import settle_nominals, settle_pronouns, settle_titles
from analysis.matching import Lexicon, Mention, Page, folded, longest
from analysis.sentences import ENGINES, PARAGRAPHS, engine_name, sentence_spans
from analysis.surnames import settle_parts, settle_surnames
from analysis.tokens import as_tokens, with_basis

DEFAULT = tuple(layer for layer in LAYERS if layer != "pronoun")
ORDERED_BY = {"mention": "n", "sentence": "n_sentences", "document": "n_docs", "share": "share"}


def settle_overlaps(page: Page) -> None:
    """The longest name wins; another actor's name inside it is nested."""
    page.mentions, inside = longest(page.mentions)
    for mention, around in inside:
        if mention.actor is not None and mention.actor != around.actor:
            mention.layer = "nested"
            page.nested.append(mention)


def settle_shared(page: Page) -> None:
    """A name of several actors is the one's whom alone the document names in another way."""
    page.in_full = {
        mention.actor
        for mention in page.mentions
        if mention.actor is not None and mention.layer in ("name", "acronym")
    }
    for mention in (*page.mentions, *page.nominals):
        if mention.actor is None and mention.rule == "ambiguous":
            meant = [reading for reading in mention.readings if reading.actor in page.in_full]
            if len(meant) == 1:
                mention.readings = tuple(meant)
                mention.actor, mention.layer, _ = meant[0]
                mention.rule = f"{meant[0].rule}, told by the document"


RULES = (
    settle_overlaps,
    settle_parts,
    settle_shared,
    settle_surnames,
    settle_countries,
    settle_demonyms,
    settle_nominals,
    settle_titles,
    settle_pronouns,
)


def find_mentions(
    documents: pd.DataFrame,
    actors: Codebook,
    *,
    layers: str | Iterable[str] = "default",
    sentences: str = "rules",
    paragraphs: str = "blank",
) -> pd.DataFrame:
    """Find every mention of the actors of a codebook, and say how each was found.

    Names are matched as written: case counts, a word must be whole, straight and curly
    apostrophes, hyphens and white space of any kind are alike (a name may run over a line's end,
    not over a blank line), and the longest name wins. ``US`` also finds ``U.S.``.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``; a ``date`` decides who carried a title.
    actors : Codebook
        From :func:`read_actors`.
    layers : "default", "all" or iterable of str
        ``name``, ``surname``, ``acronym`` and ``metonym`` (a capital that stands for its
        government) are names and are counted. ``demonym`` (Iranian officials), ``nominal``
        (descriptions of the codebook), ``title`` (the Secretary of State), ``modifier`` (a
        country as an attribute: US sanctions), ``place`` (in Iran), ``nested`` (a name inside a
        longer one) and ``pronoun`` are found beside them. "default" is all but ``pronoun``.
    sentences, paragraphs : str
        As in :func:`split_sentences`, so that the numbers agree with those of tokens.

    Returns
    -------
    DataFrame
        ``doc_id`` (category of all documents), ``paragraph``, ``sentence``, ``start``, ``end``
        (int32; code points of ``text``, end exclusive), ``surface`` (as written), ``actor``
        (canonical name; missing where ``rule`` is "ambiguous"), ``kind``, ``layer``, ``rule``.
        Ordered by document and start.

    Raises
    ------
    ValueError
        A column or a layer that does not exist.

    Notes
    -----
    An alias that several actors list is the one's whom alone the document names in another way,
    or the one's whose canonical name it is; else its rule is "ambiguous", it has no actor and is
    not counted. A surname is an alias without being listed; the words around it and the document
    decide whether it is the person. A name of one common word (by simplemma's word list) that
    ends a longer name which the codebook lacks is nested: Party in "the Communist Party".

    Examples
    --------
    >>> from analysis.codebook import Actor, Codebook
    >>> codebook = Codebook((Actor(name="Mike Pompeo", kind="person"),
    ...                      Actor(name="Iran", kind="state", demonyms=["Iranian"])))
    >>> text = "Pompeo left Iran. Mike Pompeo’s Iranian guests stayed in Iran."
    >>> mentions = find_mentions(pd.DataFrame({"doc_id": ["a"], "text": [text]}), codebook)
    >>> mentions[["sentence", "surface", "actor", "layer"]]
       sentence      surface        actor     layer
    0         0       Pompeo  Mike Pompeo   surname
    1         0         Iran         Iran      name
    2         1  Mike Pompeo  Mike Pompeo      name
    3         1      Iranian         Iran  modifier
    4         1         Iran         Iran     place
    """
    checks.columns(documents, ["doc_id", "text"], what="find_mentions")
    checks.one_of("sentences", sentences, ENGINES)
    checks.one_of("paragraphs", paragraphs, PARAGRAPHS)
    wanted = _layers(layers)
    lexicon = Lexicon(actors)
    rows = []
    for number, (text, day) in enumerate(zip(documents["text"], _days(documents), strict=True)):
        page, places = _read(text, day, lexicon, sentences, paragraphs)
        for rule in RULES if page else ():
            if rule is not settle_pronouns or "pronoun" in wanted:
                rule(page)
        if page:
            rows += [(number, *row) for row in _rows(page, text, places) if row[-2] in wanted]
    return with_basis(
        _table(documents, actors, rows),
        None,
        n_documents=len(documents),
        actors=" ".join(filter(None, [actors.source, actors.digest])),
        layers=", ".join(wanted),
        sentences=engine_name(sentences),
    )


def count_mentions(
    mentions: pd.DataFrame,
    *,
    tokens: pd.DataFrame | None = None,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
    layers: Iterable[str] = COUNTED,
    unit: str = "mention",
) -> pd.DataFrame:
    """Count how often each actor is mentioned.

    Parameters
    ----------
    mentions : DataFrame
        From :func:`find_mentions`.
    tokens : DataFrame, optional
        The tokens of the same documents, for ``per_million``.
    by : str, optional
        ``doc_id``, or a document variable with ``documents=``: one row an actor and group.
    documents : DataFrame, optional
        The documents of the mentions, for ``by``.
    layers : iterable of str
        The layers that ``n``, ``n_docs``, ``n_sentences`` and ``per_million`` count: names,
        unless others are given. Each layer has a column of its own whatever is counted.
    unit : {"mention", "sentence", "document", "share"}
        What the order of the rows, and a chart, shows: ``n``, ``n_sentences``, ``n_docs``, or
        ``share``, the share of documents (of the group) that mention the actor.

    Returns
    -------
    DataFrame
        [``by``], ``actor``, ``kind``, ``n`` (mentions), ``n_docs`` and ``n_sentences`` (with a
        mention), ``per_million`` (``n`` of a million tokens of the corpus or group; where
        ``tokens`` are given), ``share`` (where it is the unit), then the number of mentions of
        each layer. By group, most first. Ambiguous mentions are not counted.

    Raises
    ------
    ValueError
        A layer, unit or group that does not exist.

    Examples
    --------
    >>> from analysis.codebook import Actor, Codebook
    >>> codebook = Codebook((Actor(name="Iran", kind="state"),))
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran spoke. It rained in Iran."]})
    >>> table = count_mentions(find_mentions(documents, codebook))
    >>> table[["actor", "n", "n_docs", "name", "place"]]
      actor  n  n_docs  name  place
    0  Iran  1       1     1      1
    """
    needed = ["doc_id", "sentence", "actor", "kind", "layer"]
    checks.columns(mentions, needed, what="count_mentions")
    checks.one_of("unit", unit, ORDERED_BY)
    layers = _layers(layers)
    group = groups(mentions[["doc_id"]], by, documents)
    table = _counts(mentions.assign(group=group.codes).dropna(subset="actor"), layers)
    of_row = table.pop("group").to_numpy()
    if by:
        table.insert(0, by, group.names.take(of_row))
    if tokens is not None:
        sizes = groups(as_tokens(tokens), by, documents).sizes[of_row]
        table.insert(table.columns.get_loc("name"), "per_million", table["n"] / sizes * PER)
    if unit == "share":
        names = mentions["doc_id"].cat.categories
        every = pd.DataFrame({"doc_id": pd.Categorical(names, categories=names)})
        sizes = groups(every, by, documents).sizes[of_row]
        table.insert(table.columns.get_loc("name"), "share", table["n_docs"] / sizes)
    choices = {**({"by": by} if by else {}), "counted": ", ".join(layers), "unit": unit}
    return with_basis(ranked(table, ORDERED_BY[unit], ["actor"], by), mentions, **choices)


# --- inside -------------------------------------------------------------------------------


def _counts(known: pd.DataFrame, layers: tuple[str, ...]) -> pd.DataFrame:
    """One row a group and actor: what is counted, and the mentions of each layer."""
    key = ["group", "actor", "kind"]
    by_layer = known.groupby([*key, "layer"]).size().unstack("layer", fill_value=0)
    by_layer = by_layer.reindex(columns=list(LAYERS), fill_value=0)
    counted = known[known["layer"].isin(layers)]
    units = {
        "n": ["doc_id", "start", "layer"],
        "n_docs": ["doc_id"],
        "n_sentences": ["doc_id", "sentence"],
    }
    columns = {
        name: counted.drop_duplicates([*key, *unit]).groupby(key).size()
        for name, unit in units.items()
    }
    table = pd.DataFrame(columns, index=by_layer.index).fillna(0)
    return table.join(by_layer).astype("int64").reset_index()


def _layers(layers: str | Iterable[str]) -> tuple[str, ...]:
    """The layers asked for, in the order of all layers."""
    if isinstance(layers, str):
        if layers in ("default", "all"):
            return DEFAULT if layers == "default" else LAYERS
        layers = [layers]
    layers = list(layers)
    for layer in layers:
        checks.one_of("layers", layer, ["default", "all", *LAYERS])
    return tuple(layer for layer in LAYERS if layer in layers)


def _days(documents: pd.DataFrame) -> list[date | None]:
    """The day of each document, where it has one."""
    if "date" not in documents:
        return [None] * len(documents)
    days = pd.to_datetime(documents["date"], format="ISO8601", errors="coerce")
    return [None if pd.isna(day) else day.date() for day in days]


def _read(
    text: str, day: date | None, lexicon: Lexicon, sentences: str, paragraphs: str
) -> tuple[Page | None, list[int] | None]:
    """What stands in one document; nothing where it holds no string of the codebook."""
    plain, places = folded(text)
    hits = lexicon.occurrences(plain)
    if not hits:
        return None, None
    spans = sentence_spans(text, sentences=sentences, paragraphs=paragraphs)
    if places:
        at = [bisect_left(places, place) for _, start, end in spans for place in (start, end)]
        spans = [(p, s, e) for (p, _, _), s, e in zip(spans, at[::2], at[1::2], strict=True)]
    page = Page(plain, lexicon, spans, day)
    ignored = [(start, end) for start, end, string in hits if string in lexicon.ignore]
    for start, end, string in hits:
        near = ignored[
            bisect_left(ignored, (start - lexicon.reach,)) : bisect_left(ignored, (end,))
        ]
        if not any(start < e and not _around(start, end, s, e) for s, e in near):
            _sort_in(page, start, end, string)
    return page, places


def _around(start: int, end: int, inner_start: int, inner_end: int) -> bool:
    """Whether a span holds another one and more."""
    return start <= inner_start and inner_end <= end and end - start > inner_end - inner_start


def _sort_in(page: Page, start: int, end: int, string: str) -> None:
    """Put an occurrence among the titles, the descriptions or the names of a page."""
    if string.lower() in page.lexicon.titles:
        page.titles.append((start, end))
    meant = page.lexicon.readings.get(string)
    if not meant:
        return
    # A place that also stands for a government is the government until the place is seen.
    one = meant[-1] if len(meant) == 1 or meant[-1].layer == "metonym" else None
    actor, layer, rule = one or (None, meant[0].layer, "ambiguous")
    mention = Mention(start, end, meant, actor, layer, rule)
    (page.nominals if layer == "nominal" else page.mentions).append(mention)


def _rows(page: Page, text: str, places: list[int] | None) -> Iterator[tuple]:
    """The mentions of a page in the order of the text, at their places in the document."""
    found = [*page.mentions, *page.nested, *page.described, *page.pronouns]
    for mention in sorted(found, key=lambda m: (m.start, -m.end, LAYERS.index(m.layer))):
        sentence = page.sentence(mention.start)
        start, end = mention.start, mention.end
        if places:
            start, end = places[start], places[end]
        actor = -1 if mention.actor is None else mention.actor
        yield (
            page.spans[sentence][0],
            sentence,
            start,
            end,
            text[start:end],
            actor,
            mention.layer,
            mention.rule,
        )


def _table(documents: pd.DataFrame, actors: Codebook, rows: list[tuple]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 9
    number, paragraph, sentence, start, end, surface, actor, layer, rule = columns
    names = [actor.name for actor in actors] + [None]
    kinds = [actor.kind for actor in actors] + [None]
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(
                np.array(number, dtype=np.int64), categories=list(documents["doc_id"])
            ),
            "paragraph": np.array(paragraph, dtype=np.int32),
            "sentence": np.array(sentence, dtype=np.int32),
            "start": np.array(start, dtype=np.int32),
            "end": np.array(end, dtype=np.int32),
            "surface": pd.array(surface, dtype="str"),
            "actor": pd.array([names[a] for a in actor], dtype="str"),
            "kind": pd.array([kinds[a] for a in actor], dtype="str"),
            "layer": pd.array(layer, dtype="str"),
            "rule": pd.array(rule, dtype="str"),
        }
    )
