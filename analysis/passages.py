"""The passages of a row of a result: a finder for each kind of row.

A finder gives the places that the row counts, no more and no fewer. A new kind of result needs a
finder here and its columns in ``KINDS``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.comparison import selected_documents
from analysis.counts import COUNTED, document_codes, document_variable, require_documents
from analysis.pairs import counted_mentions
from analysis.periods import are_dates, period_names, period_of
from analysis.sequences import entry_spans
from analysis.windows import nearness, node_spans


class Asked(NamedTuple):
    """A row and all that may be needed to open it."""

    row: pd.Series
    basis: dict[str, object]
    documents: pd.DataFrame
    tokens: pd.DataFrame | None
    mentions: pd.DataFrame | None = None
    dictionary: Mapping[str, Iterable[str]] | None = None
    quotes: pd.DataFrame | None = None
    attributions: pd.DataFrame | None = None


# --- one finder for each kind of row ------------------------------------------------------


def _of_term(asked: Asked) -> pd.DataFrame:
    """Occurrences of a term, an n-gram or a multi-word term, in its group."""
    tokens, term = asked.tokens, asked.row["term"]
    size = asked.basis.get("ngrams")
    if "c_value" not in asked.row.index and size is None and term in tokens["term"].cat.categories:
        rows = np.flatnonzero(tokens["term"] == term)
        spans = np.c_[rows, rows]
    else:
        spans = _phrase_spans(tokens, asked.documents, term, size)
    spans = spans[_in_group(asked, tokens, "term")[spans[:, 0]]]
    return places_of(tokens, spans[:, 0], spans[:, 1])


def _in_target(asked: Asked) -> pd.DataFrame:
    by = asked.basis.get("by")
    if by in asked.row.index:  # each group is the target of its own rows
        target = {by: asked.row[by]}
    elif "target" in asked.basis:
        target = json.loads(str(asked.basis["target"]))
    else:
        raise ValueError(checks.row_without_basis("target"))
    chosen = selected_documents(asked.tokens, asked.documents, target)
    here = (asked.tokens["term"] == asked.row["term"]) & chosen[document_codes(asked.tokens)]
    rows = np.flatnonzero(here)
    return places_of(asked.tokens, rows, rows)


def _of_category(asked: Asked) -> pd.DataFrame:
    category = asked.row["category"]
    if asked.dictionary is None or category not in asked.dictionary:
        raise ValueError(checks.not_given("dictionary", category))
    entries = {category: asked.dictionary[category]}
    spans = entry_spans(asked.tokens, entries, asked.documents, call="find_passages")[category]
    spans = spans[_in_group(asked, asked.tokens, "category")[spans[:, 0]]]
    return places_of(asked.tokens, spans[:, 0], spans[:, 1])


def _of_actor(asked: Asked) -> pd.DataFrame:
    if asked.mentions is None:
        raise ValueError(checks.not_given("mentions", asked.row["actor"]))
    mentions = counted_mentions(asked.mentions, layers=_layers(asked))
    mentions = mentions[_in_group(asked, mentions, "actor")]
    return mentions.loc[mentions["actor"] == asked.row["actor"], ["doc_id", "start", "end"]]


def _of_place(asked: Asked) -> pd.DataFrame:
    return pd.DataFrame([asked.row[["doc_id", "start", "end"]]]).infer_objects()


def _near_node(asked: Asked) -> pd.DataFrame:
    """Places of a term near the node; the nearest node is marked too."""
    tokens, node = asked.tokens, asked.basis.get("node")
    if node is None:
        raise ValueError(checks.row_without_basis("node"))
    if "n_places" in asked.basis:
        if asked.mentions is None:
            raise ValueError(checks.not_given("mentions", node))
        node = _mentions_as_node(asked, str(node))
    elif str(node).startswith("["):
        node = json.loads(str(node))
    spans = node_spans(tokens, node, asked.documents, call="find_passages")
    near = nearness(tokens, spans, int(asked.basis.get("window", 5)))
    rows = np.flatnonzero((near != 0) & (tokens["term"] == asked.row["term"]).to_numpy())
    after = np.searchsorted(spans[:, 0], rows)
    before = np.searchsorted(spans[:, 1], rows) - 1
    nodes = spans[np.where(near[rows] < 0, after, before)] if len(rows) else spans[:0]
    places = places_of(tokens, rows, rows)
    node_places = places_of(tokens, nodes[:, 0], nodes[:, 1])
    places["marks"] = marks_of(places, node_places)
    return places


def _mentions_as_node(asked: Asked, actor: str) -> pd.DataFrame:
    """The mentions that were the node: all that were given, the actor's, or the counted ones."""
    mentions, n_places = asked.mentions, asked.basis["n_places"]
    if "actor" not in mentions.columns or not (mentions["actor"] == actor).any():
        return mentions
    of_actor = mentions[mentions["actor"] == actor]
    if len(of_actor) == n_places:
        return of_actor
    return counted_mentions(of_actor)


def _of_speaker(asked: Asked) -> pd.DataFrame:
    """The quotations of a speaker; terms in quotation marks are none."""
    if asked.quotes is None:
        raise ValueError(checks.not_given("quotes", asked.row["speaker"]))
    quotes = asked.quotes[asked.quotes["kind"] != "term"]
    return quotes.loc[quotes["speaker"] == asked.row["speaker"], ["doc_id", "start", "end"]]


def _of_source(asked: Asked) -> pd.DataFrame:
    """The places that name an outlet as source."""
    if asked.attributions is None:
        raise ValueError(checks.not_given("attributions", asked.row["source"]))
    chosen = asked.attributions["source"] == asked.row["source"]
    return asked.attributions.loc[chosen, ["doc_id", "start", "end"]]


def _units_with_both(asked: Asked) -> pd.DataFrame:
    """Each unit that has both terms, from its first to its last word; all of both are marked."""
    things, name = asked.tokens, "term"
    if "counted" in asked.basis:
        if asked.mentions is None:
            raise ValueError(checks.not_given("mentions", asked.row["term_a"]))
        things, name = counted_mentions(asked.mentions, layers=_layers(asked)), "actor"
    unit = str(asked.basis.get("unit", "sentence"))
    keys = ["doc_id"] if unit == "document" else ["doc_id", unit]
    plain = {"doc_id": "str"}
    marks = things.loc[
        things[name].isin([asked.row["term_a"], asked.row["term_b"]]), [*keys, "start", "end", name]
    ].astype({**plain, name: "str"})
    both = marks.groupby(keys)[name].nunique().eq(2)
    both = both[both].index.to_frame(index=False)
    inside = asked.tokens.loc[asked.tokens["doc_id"].isin(both["doc_id"]), [*keys, "start", "end"]]
    inside = inside.astype(plain).merge(both, on=keys)
    places = inside.groupby(keys, as_index=False).agg(start=("start", "min"), end=("end", "max"))
    marks = marks.merge(both, on=keys).sort_values([*keys, "start"])
    marks["marks"] = marks_of(marks)
    of_unit = marks.groupby(keys)["marks"].agg(lambda some: [span for [span] in some])
    places["marks"] = pd.Series(of_unit.to_numpy(), index=places.index, dtype=object)
    return _with_punctuation(asked.documents, places)


class Kind(NamedTuple):
    """A kind of row: its columns, who finds its passages, and which column counts them."""

    columns: tuple[str, ...]
    find: Callable[[Asked], pd.DataFrame]
    number: str = ""
    whole: bool = False  # the passage is a whole unit of text and needs no context
    marked: str = "term"  # what the marks are, for those who colour them
    of_tokens: bool = True  # whether the finder looks at the tokens


KINDS = [
    Kind(("term_a", "term_b"), _units_with_both, "n_ab", whole=True),
    Kind(("term", "n_near"), _near_node, "n_near"),
    Kind(("term", "n_target"), _in_target, "n_target"),
    Kind(("category", "n"), _of_category, "n"),
    Kind(("actor", "n"), _of_actor, "n", marked="actor"),
    Kind(("speaker", "n_words"), _of_speaker, "n", marked="quotation", of_tokens=False),
    Kind(("source", "n"), _of_source, "n", marked="source", of_tokens=False),
    Kind(("term", "n"), _of_term, "n"),
    Kind(("doc_id", "start", "end", "speaker"), _of_place, marked="quotation", of_tokens=False),
    Kind(("doc_id", "start", "end", "cue"), _of_place, marked="source", of_tokens=False),
    Kind(("doc_id", "start", "end", "layer"), _of_place, marked="actor", of_tokens=False),
    Kind(("doc_id", "start", "end"), _of_place, of_tokens=False),
]


def kind_of(row: pd.Series) -> Kind | None:
    """The kind of a row by its columns; None where no passages can be told."""
    if "finding" in row.index:  # a check of the codebook counts what it finds, with an example
        return None
    return next((kind for kind in KINDS if set(kind.columns) <= set(row.index)), None)


def places_counted(asked: Asked) -> pd.DataFrame:
    """The places that a row counts, with the spans to highlight; a warning where they differ.

    Returns
    -------
    DataFrame
        ``doc_id``, ``start``, ``end``, ``marks``: a list of (start, end).
    """
    kind = kind_of(asked.row)
    if kind is None:
        raise ValueError(checks.no_passages(asked.row.index))
    found = kind.find(asked)
    if kind.number and len(found) != asked.row[kind.number]:
        checks.warn(checks.passages_differ(kind.number, asked.row[kind.number], len(found)))
    return found if "marks" in found else found.assign(marks=marks_of(found))


# --- inside -------------------------------------------------------------------------------


def _layers(asked: Asked) -> list[str]:
    """The layers of mentions that the row counts."""
    return str(asked.basis.get("counted", ", ".join(COUNTED))).split(", ")


def _in_group(asked: Asked, table: pd.DataFrame, name: str) -> np.ndarray:
    """For each row of a table, whether it belongs to the group that the row counts."""
    first, second = [*asked.row.index, ""][:2]
    by = asked.basis.get("by", first if second == name else None)
    if by is None:
        return np.ones(len(table), dtype=bool)
    wanted = asked.row["period" if "period" in asked.row.index else by]
    if by in table.columns:
        values = table[by]
        return (values.isna() if pd.isna(wanted) else values == wanted).to_numpy(dtype=bool)
    values = document_variable(asked.tokens, by, asked.documents)
    if pd.isna(wanted):
        chosen = values.isna().to_numpy()
    elif are_dates(values) and isinstance(wanted, str) and period_of(wanted):
        chosen = (
            period_names(values, period_of(wanted)).eq(wanted).to_numpy(dtype=bool, na_value=False)
        )
    else:
        chosen = (values == wanted).to_numpy(dtype=bool)
    return table["doc_id"].isin(values.index[chosen]).to_numpy()


def _phrase_spans(
    tokens: pd.DataFrame, documents: pd.DataFrame, phrase: str, size: int | None
) -> np.ndarray:
    """First and last rows of a phrase of terms, which may themselves have spaces."""
    require_documents(tokens, documents)
    vocabulary, codes = tokens["term"].cat.categories, tokens["term"].cat.codes.to_numpy()
    spans = [np.empty((0, 2), dtype=np.int64)]
    for terms in _cut(phrase.split(" "), vocabulary):
        if len(terms) == size or (size is None and len(terms) > 1):
            first, *others = vocabulary.get_indexer(terms)
            rows = np.flatnonzero(codes[: len(codes) - len(others)] == first)
            for place, code in enumerate(others, 1):
                rows = rows[codes[rows + place] == code]
            spans.append(np.c_[rows, rows + len(others)])
    spans = np.concatenate(spans)
    return spans[_unbroken(tokens, documents, spans)]


def _unbroken(tokens: pd.DataFrame, documents: pd.DataFrame, spans: np.ndarray) -> np.ndarray:
    """Whether nothing but white space stands between the tokens of each span, in one sentence."""
    first, last = spans.T
    document, sentence = tokens["doc_id"].cat.codes.to_numpy(), tokens["sentence"].to_numpy()
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    whole = (document[first] == document[last]) & (sentence[first] == sentence[last])
    names = tokens["doc_id"].cat.categories
    number = pd.Index(documents["doc_id"]).get_indexer(names.take(np.unique(document[first])))
    texts = dict(zip(np.unique(document[first]), documents["text"].iloc[number], strict=True))
    for at in np.flatnonzero(whole):
        text, rows = texts[document[first[at]]], range(first[at], last[at])
        whole[at] = not any(text[end[row] : start[row + 1]].strip() for row in rows)
    return whole


def _cut(words: list[str], known: pd.Index) -> Iterable[list[str]]:
    """All ways to read words as terms."""
    if not words:
        yield []
    for size in range(1, len(words) + 1):
        term = " ".join(words[:size])
        if term in known:
            yield from ([term, *rest] for rest in _cut(words[size:], known))


def places_of(tokens: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> pd.DataFrame:
    """The places in the text of these first and last rows."""
    return pd.DataFrame(
        {
            "doc_id": tokens["doc_id"].iloc[first].astype("str").to_numpy(),
            "start": tokens["start"].to_numpy()[first],
            "end": tokens["end"].to_numpy()[last],
        }
    ).astype({"doc_id": "str", "start": "int64", "end": "int64"})


def marks_of(*places: pd.DataFrame) -> pd.Series:
    """For each row the spans to highlight, in order of the text."""
    spans = [zip(some["start"].tolist(), some["end"].tolist(), strict=True) for some in places]
    return pd.Series(
        [sorted(row) for row in zip(*spans, strict=True)], index=places[0].index, dtype=object
    )


def _with_punctuation(documents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Units of text with the quotation marks and stops that cling to their words."""
    texts = documents.set_index("doc_id")["text"]
    start, end = [], []
    for doc_id, first, last in places[["doc_id", "start", "end"]].itertuples(index=False):
        text = texts[doc_id]
        start.append(first - len(re.search(r"[^\w\s]*$", text[max(first - 9, 0) : first])[0]))
        end.append(last + len(re.match(r"[^\w\s]*", text[last : last + 9])[0]))
    return places.assign(start=np.array(start, dtype=np.int64), end=np.array(end, dtype=np.int64))
