"""Who is mentioned, where, and by which rule: documents and a codebook → mentions → counts.

A document goes through an ordered list of rules (``RULES``), each a small function that settles
one question: which of two overlapping names is meant, whose surname it is, whether a country is
an actor, an attribute or a place, whom a description, a title or a pronoun stands for. To add a
layer, write a rule and put it in its place in the list. Names that are not in the codebook are
not found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.codebook import Codebook
from analysis.corpus import variables_of
from analysis.countries import settle_countries, settle_demonyms
from analysis.counts import COUNTED, LAYERS, PER, groups, ranked
from analysis.descriptions import settle_nominals, settle_pronouns, settle_titles
from analysis.folding import fold_all
from analysis.matching import NOBODY, Hits, Lexicon, Page, find_strings
from analysis.partitions import is_partitioned, joined
from analysis.sentences import ENGINES, PARAGRAPHS, Spans, all_spans, engine_name
from analysis.sums import group_sizes
from analysis.surnames import settle_parts, settle_surnames
from analysis.tokens import with_basis

LAYER_NUMBER = {layer: number for number, layer in enumerate(LAYERS)}
COLUMNS = ("document", "start", "end", "actor", "layer", "rule")
WHOLE = (*COLUMNS[:-1], "paragraph", "sentence")
Columns = dict[str, np.ndarray]
DEFAULT = tuple(layer for layer in LAYERS if layer != "pronoun")
BLOCK = 10_000_000  # characters read at a time, so that memory follows the mentions, not the texts
ORDERED_BY = {"mention": "n", "sentence": "n_sentences", "document": "n_docs", "share": "share"}


def settle_shared(page: Page) -> None:
    """A name of several actors is the one's whom alone the document names in another way."""
    shared = [
        mention
        for mention in (*page.mentions, *page.nominals)
        if mention.actor is None and mention.rule == "ambiguous"
    ]
    named = page.in_full if shared else ()
    for mention in shared:
        meant = [reading for reading in mention.readings if reading.actor in named]
        if len(meant) == 1:
            mention.readings = tuple(meant)
            mention.actor, mention.layer, _ = meant[0]
            mention.rule = f"{meant[0].rule}, told by the document"


RULES = (
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
    if is_partitioned(documents):
        how = {"layers": wanted, "sentences": sentences, "paragraphs": paragraphs}
        return joined(find_mentions, documents, actors, **how)
    lexicon = Lexicon(actors)
    rules = [rule for rule in RULES if rule is not settle_pronouns or "pronoun" in wanted]
    how = {"sentences": sentences, "paragraphs": paragraphs}
    blocks = [_found(block, lexicon, rules, wanted, how) for block in _blocks(documents)]
    return with_basis(
        _table(documents, actors, blocks),
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
    if is_partitioned(documents):
        documents = variables_of(documents)
    group = groups(mentions[["doc_id"]], by, documents)
    table = _counts(mentions.assign(group=group.codes).dropna(subset="actor"), layers)
    of_row = table.pop("group").to_numpy()
    if by:
        table.insert(0, by, group.names.take(of_row))
    if tokens is not None:
        sizes = group_sizes(tokens, by, documents)[of_row]
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


class Block(NamedTuple):
    """Some documents that stand together: the number of the first, their texts and days."""

    first: int
    texts: pd.Series
    days: list[date | None]


def _blocks(documents: pd.DataFrame) -> Iterator[Block]:
    """The documents in blocks of about one size, so that none is too small to be fast."""
    texts, days = documents["text"], _days(documents)
    size = texts.str.len().to_numpy(np.int64).cumsum()
    total = int(size[-1]) if len(size) else 0
    n_blocks = max(round(total / BLOCK), 1)
    enough = np.arange(1, n_blocks) * max(total, 1) / n_blocks
    cuts = np.unique([0, *(np.searchsorted(size, enough) + 1), len(texts)]).tolist()
    for first, last in pairwise(cuts):
        yield Block(first, texts.iloc[first:last], days[first:last])


def _found(
    block: Block, lexicon: Lexicon, rules: list[Callable], wanted: tuple[str, ...], how: dict
) -> Columns:
    """The mentions of a block, page by page; only pages with a string of the codebook are read."""
    folded = fold_all(block.texts)
    numbers, pages, nested = find_strings(folded, lexicon)
    texts = block.texts if len(numbers) == len(block.texts) else block.texts.iloc[numbers]
    spans = all_spans(texts, **how)
    starts = _folded_starts(spans, [folded.places.get(number) for number in numbers])
    rows: list[list] = [[] for _ in COLUMNS]
    for number, page, page.starts in zip(numbers, pages, starts, strict=True):
        page.day = block.days[number]
        for rule in rules:
            rule(page)
        _add(rows, number, page)
    found = _ordered(_columns(rows, nested, lexicon), wanted)
    found |= _sentences(numbers, spans, starts, found)
    surfaces = dict(zip(numbers, texts, strict=True))
    return _in_documents(found, block.first, surfaces, folded.places)


def _folded_starts(spans: Spans, places: list[np.ndarray | None]) -> list[list[int]]:
    """Where the sentences of each page begin in its folded text."""
    starts = np.split(spans.start.astype(np.int64), spans.until[:-1])
    return [
        (here if of_page is None else np.searchsorted(of_page, here)).tolist()
        for here, of_page in zip(starts, places, strict=False)
    ]


def _add(rows: list[list], number: int, page: Page) -> None:
    """Add the mentions of a page to the columns."""
    found = [*page.mentions, *page.nested, *page.described, *page.pronouns]
    columns = (
        [number] * len(found),
        [one.start for one in found],
        [one.end for one in found],
        [NOBODY if one.actor is None else one.actor for one in found],
        [LAYER_NUMBER[one.layer] for one in found],
        [one.rule for one in found],
    )
    for column, more in zip(rows, columns, strict=True):
        column += more


def _columns(rows: list[list], nested: Hits, lexicon: Lexicon) -> Columns:
    """What was found on the pages, and the names inside longer ones, as arrays."""
    inside = (
        nested.text,
        nested.start,
        nested.end,
        lexicon.actor_of[nested.string],
        np.full(len(nested.text), LAYER_NUMBER["nested"]),
        np.array([lexicon.meanings[string][3] for string in nested.string.tolist()], dtype=object),
    )
    return {
        name: np.append(np.array(column, dtype=more.dtype), more)
        for name, column, more in zip(COLUMNS, rows, inside, strict=True)
    }


def _ordered(found: Columns, wanted: tuple[str, ...]) -> Columns:
    """The rows of the layers asked for, in the order of the text."""
    kept = np.flatnonzero(np.isin(found["layer"], [LAYER_NUMBER[layer] for layer in wanted]))
    document, start, end, layer = (
        found[name][kept] for name in ("document", "start", "end", "layer")
    )
    kept = kept[np.lexsort((layer, -end, start, document))]
    return {name: values[kept] for name, values in found.items()}


def _sentences(
    numbers: list[int], spans: Spans, starts: list[list[int]], found: Columns
) -> Columns:
    """The numbers of the paragraph and the sentence in which each mention begins."""
    document = np.repeat(np.array(numbers, np.int64), np.diff(spans.until, prepend=0))
    start = np.fromiter(chain.from_iterable(starts), np.int64, len(document))
    wide = np.int64(2**32)  # more than any place: a number for each place of each document
    place = found["document"] * wide + found["start"]
    row = np.searchsorted(document * wide + start, place, side="right") - 1
    first = np.searchsorted(document, found["document"])
    row = np.maximum(row, first)
    return {"paragraph": spans.paragraph[row], "sentence": row - first}


def _in_documents(
    found: Columns, first: int, texts: dict[int, str], places: dict[int, np.ndarray]
) -> Columns:
    """The rows at their places in the texts as they are, and with the numbers of all documents."""
    for number, of_text in places.items():
        here = slice(*np.searchsorted(found["document"], [number, number + 1]))
        for name in ("start", "end"):
            found[name][here] = of_text[found[name][here]]
    at = zip(*(found[name].tolist() for name in ("document", "start", "end")), strict=True)
    surface = [texts[number][start:end] for number, start, end in at]
    found["document"] += first
    whole = {name: found[name].astype(np.int32) for name in WHOLE}
    return {**whole, "rule": found["rule"], "surface": np.array(surface, dtype=object)}


def _table(documents: pd.DataFrame, actors: Codebook, blocks: list[Columns]) -> pd.DataFrame:
    """One table of the columns of all blocks."""
    found = {
        name: np.concatenate([np.empty(0, np.int32), *(block[name] for block in blocks)])
        for name in (*WHOLE, "surface", "rule")
    }
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(
                found["document"], categories=list(documents["doc_id"])
            ),
            **{name: found[name] for name in ("paragraph", "sentence", "start", "end")},
            "surface": pd.array(found["surface"].tolist(), dtype="str"),
            "actor": _named([actor.name for actor in actors], found["actor"]),
            "kind": _named([actor.kind for actor in actors], found["actor"]),
            "layer": _named(list(LAYERS), found["layer"]),
            "rule": pd.array(found["rule"].tolist(), dtype="str"),
        }
    )


def _named(names: list[str], numbers: np.ndarray):
    """The names that stand for numbers; missing where a number is -1."""
    return pd.array([*names, None], dtype="str").take(numbers % (len(names) + 1))
