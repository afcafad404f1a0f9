"""Which terms (or actors) go together: in a unit of text, or within a window around a node.

One counting rule for pairs: a pair counts once in each sentence, paragraph or document that has
both, however often they occur there, and a term makes no pair with itself. A window has another
rule (each place near the node counts once) and another function. Who did what to whom is not
seen here: a pair says that two names stand in one unit.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks, measures, pair_sums, sums
from analysis.counts import (
    COUNTED,
    LAYERS,
    UNITS,
    categories,
    checked_stops,
    n_documents,
    p_value,
    ranked,
    score,
    stops_named,
    term_codes,
    units,
)
from analysis.partitions import is_partitioned
from analysis.sequences import listed, matching, typed_terms
from analysis.tallies import Placed, terms_in_units
from analysis.together import in_units, pairs_in_units
from analysis.tokens import with_basis
from analysis.windows import node_named


def cooccurrence(
    table: pd.DataFrame,
    *,
    unit: str = "sentence",
    measure: str = "log_likelihood",
    min_count: int = 3,
    stop_words: Iterable[str] | None = None,
    terms: Iterable[str] | None = None,
    tokens: pd.DataFrame | None = None,
    layers: Iterable[str] = COUNTED,
) -> pd.DataFrame:
    """Count the units in which two terms, or two actors, occur together.

    Parameters
    ----------
    table : DataFrame
        Tokens, documents, or mentions of actors (then ``tokens`` too).
    unit : {"sentence", "paragraph", "document"}
        Where two terms must both occur.
    measure : str
        A name of :mod:`analysis.measures`.
    min_count : int
        Least number of units with both.
    stop_words : iterable of str, optional
        Terms without pairs; the number of units does not change.
    terms : iterable of str, optional
        Only pairs of these terms (or actors).
    tokens : DataFrame, optional
        With mentions: the tokens of the same documents, which tell how many units there are.
    layers : iterable of str
        With mentions: the layers that count, by default those that name an actor. Ambiguous
        mentions never do.

    Returns
    -------
    DataFrame
        ``term_a``, ``term_b`` (in alphabetical order), ``n_ab`` (units with both), ``n_a``,
        ``n_b`` (units with one, alone or not), ``n_units`` (units that have tokens), the
        measure's column, and ``p_value`` for a test statistic from 10 documents on. Strongest
        pair first.

    Raises
    ------
    ValueError
        An unknown unit or measure; mentions without tokens.

    References
    ----------
    Evert (2008), Corpora and collocations, on textual co-occurrence.

    Examples
    --------
    >>> text = "Iran met the US. Iran and the US talked. Iran left. Poland spoke."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    >>> cooccurrence(documents, min_count=2, stop_words=["the"], measure="log_dice").round(2)
      term_a term_b  n_ab  n_a  n_b  n_units  log_dice
    0     US   iran     2    2    3        4     13.68
    """
    checks.one_of("unit", unit, UNITS)
    checks.at_least("min_count", min_count, 1)
    wanted = None if terms is None else lambda known: _asked_for(terms, table, known)
    if is_partitioned(table):
        names, pairs, whole = pair_sums.pairs(
            table, unit, stop_words=stop_words, min_count=min_count, wanted=wanted
        )
        choices = {"stop_words": stops_named(whole.stops)}
    else:
        things, whole, choices = _things(table, tokens, unit, stop_words, listed(layers))
        vocabulary = things.source["term"].cat.categories
        shown = ~vocabulary.isin(list(whole.stops))
        if wanted:
            shown &= vocabulary.isin(list(wanted(things.source)))
        names, pairs = _counted_pairs(things, shown, min_count)
    return with_basis(
        _scored(pairs.assign(n_units=whole.n_units), measure, names, whole.n_documents),
        whole.source,
        unit=unit,
        n_units=whole.n_units,
        **choices,
        min_count=min_count,
        measure=measure,
    )


def _scored(pairs: pd.DataFrame, measure: str, names: pd.Series, n_docs: int) -> pd.DataFrame:
    """The pairs with their measure, strongest first; terms are numbers of names until then."""
    counts = measures.from_pairs(*(pairs[name].to_numpy() for name in pairs.columns[2:]))
    pairs[measure] = score(measure, counts, n_kinds=2)
    # Pairs come in the order of their names, which equal scores keep.
    pairs = pairs.iloc[_falling(pairs[measure].to_numpy())].reset_index(drop=True)
    pairs = pairs.assign(**p_value(measure, pairs[measure].to_numpy(), n_docs))
    return pairs.assign(**{side: names.array.take(pairs[side]) for side in ("term_a", "term_b")})


def _falling(scores: np.ndarray) -> np.ndarray:
    """The order from the highest score on, equal ones as they come.

    A sort that keeps these takes four times as long as one that does not and a sort of integers.
    """
    order = np.argsort(-scores)
    ordered = scores[order]
    step = np.zeros(len(order), np.int64)
    step[1:] = np.cumsum((ordered[1:] != ordered[:-1]) & ~np.isnan(ordered[:-1]))
    step *= len(order)
    return np.sort(step + order) - step


def _things(
    table: pd.DataFrame,
    tokens: pd.DataFrame | None,
    unit: str,
    stop_words: Iterable[str] | None,
    layers: list[str],
) -> tuple[Placed, sums.Whole, dict[str, str]]:
    """What makes pairs, as terms; all units there are, and the terms left out; how it was counted."""
    if "actor" in table.columns:
        counted, tokens, choices = _actors(table, tokens, layers)
        counted = categories(counted, "doc_id", "term")
        things = Placed(counted, term_codes(counted), *units(counted, unit))
        return things, sums.whole(tokens, unit), choices
    things = terms_in_units(table, unit)
    stops = checked_stops(things.source, stop_words)
    of_all = (n_documents(things.source), len(things.term), things.source, things.n_units, stops)
    return things, sums.Whole(*of_all), {"stop_words": stops_named(stops)}


def _actors(
    mentions: pd.DataFrame, tokens: pd.DataFrame | None, layers: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """The mentions that count, with the actor as term; what has the units; how it was counted."""
    if tokens is None:
        raise ValueError(checks.pairs_of_actors_need_tokens())
    counted = counted_mentions(mentions, layers=layers).rename(columns={"actor": "term"})
    codebook = mentions.attrs.get("basis", {}).get("actors", "")
    choices = {"actors": codebook, "counted": ", ".join(layers)}
    return counted, tokens if is_partitioned(tokens) else categories(tokens, "doc_id"), choices


def counted_mentions(mentions: pd.DataFrame, *, layers: Iterable[str] = COUNTED) -> pd.DataFrame:
    """The mentions that are counted: those of these layers that are not ambiguous.

    Parameters
    ----------
    mentions : DataFrame
        From :func:`find_mentions`.
    layers : iterable of str
        The layers; by default name, surname, acronym and metonym, those that ``n`` counts.

    Returns
    -------
    DataFrame
        The rows of ``mentions`` with these layers and another rule than ``ambiguous``.

    Examples
    --------
    >>> from analysis.actors import find_mentions
    >>> from analysis.codebook import Actor, Codebook
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran, in Iran."]})
    >>> mentions = find_mentions(documents, Codebook((Actor(name="Iran", kind="state"),)))
    >>> mentions["layer"].tolist(), counted_mentions(mentions)["layer"].tolist()
    (['name', 'place'], ['name'])
    """
    for layer in layers:
        checks.one_of("layers", layer, LAYERS)
    needed = ["doc_id", "paragraph", "sentence", "start", "end", "actor", "layer", "rule"]
    checks.columns(mentions, needed, what="A table of mentions")
    certain = mentions["actor"].notna() & (mentions["rule"] != "ambiguous")
    return mentions[certain & mentions["layer"].isin(list(layers))]


def _asked_for(terms: Iterable[str], table: pd.DataFrame, tokens: pd.DataFrame) -> set[str]:
    """Actors as they are named; terms as they are counted, patterns as the terms they match."""
    terms = list(terms)
    if "actor" in table.columns:
        return set(terms)
    vocabulary = tokens["term"].cat.categories
    typed = {" ".join(words) for words in typed_terms(terms, tokens)}
    patterns = [words for words in typed if "*" in words]
    codes = np.concatenate([np.empty(0, np.int64), *matching(patterns, vocabulary)])
    return (typed - {*patterns}) | {*vocabulary.take(codes)}


def _counted_pairs(
    things: Placed, shown: np.ndarray, min_count: int
) -> tuple[pd.Series, pd.DataFrame]:
    """Terms by name, and pairs of their numbers with the units that have both, one, the other.

    ``shown`` tells of each category of ``term`` whether it may make pairs.
    """
    vocabulary = things.source["term"].cat.categories
    number = np.where(shown, np.arange(len(vocabulary)), -1).astype(np.int32)
    term, place = in_units(number[things.term], things.unit)
    n = np.bincount(term, minlength=len(vocabulary))
    # A term that is rarer than the rarest pair wanted is in none of them. The others are
    # numbered in the order of their names, so that the smaller number is term_a.
    names = pd.Series(vocabulary, dtype="str")[n >= min_count].sort_values()
    number = np.full(len(n), -1, np.int32)
    number[names.index] = np.arange(len(names))
    term = number[term]
    inside = term >= 0
    keys, n_ab = pairs_in_units(term[inside], place[inside], len(names), min_count)
    a, b = np.divmod(keys, max(len(names), 1))
    n = n[names.index]
    pairs = {"term_a": a, "term_b": b, "n_ab": n_ab, "n_a": n[a], "n_b": n[b]}
    return names, pd.DataFrame(pairs)


# --- windows ------------------------------------------------------------------------------


def collocates(
    tokens: pd.DataFrame,
    node: str | Iterable[str] | pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    window: int = 5,
    measure: str = "log_dice",
    min_count: int = 2,
    stop_words: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Count the terms that stand near a word, a phrase or an actor: the node.

    A place is near when it is among the ``window`` tokens before or after an occurrence of the
    node, in the same document, also across a sentence end. Stop words keep their places. A
    place near two occurrences counts once, on the side of the nearer one (equally near: as
    before the next one). The places of the node itself are not near.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    node : str, list of str, or DataFrame
        A word, a pattern with ``*``, a phrase, or several of them; or a table with ``doc_id``,
        ``start`` and ``end``, such as the mentions of an actor.
    documents : DataFrame, optional
        The documents of the tokens, for a phrase.
    window : int
        Tokens on either side.
    measure : str
        A name of :mod:`analysis.measures`; it compares ``n_near`` of ``size_near`` with the
        rest of the corpus (Evert 2008). So ``dice`` and ``log_dice`` take the places near the
        node as its margin, and are lower than Sketch Engine's, which takes ``n_node``.
    min_count : int
        Least ``n_near``.
    stop_words : iterable of str, optional
        Terms without a row.

    Returns
    -------
    DataFrame
        ``term``, ``n_near`` (occurrences near the node), ``n_left`` and ``n_right`` of them
        before and after it, ``n`` (all occurrences), ``n_node`` (occurrences of the node),
        ``size_near`` (places near it), ``size`` (all tokens), the measure's column, and
        ``p_value`` for a test statistic from 10 documents on. Strongest first. A warning where
        the node does not occur.

    Raises
    ------
    ValueError
        An unknown measure; a phrase for tokens without their documents.

    References
    ----------
    Evert (2008), Corpora and collocations, on surface co-occurrence.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["The old cat saw the old dog."]})
    >>> near = collocates(documents, "cat", window=2, min_count=1, stop_words=["the"])
    >>> near[["term", "n_near", "n_left", "n_right", "n", "size_near"]]
      term  n_near  n_left  n_right  n  size_near
    0  saw       1       0        1  1          4
    1  old       1       1        0  2          4
    """
    checks.at_least("window", window, 1)
    checks.at_least("min_count", min_count, 1)
    near = pair_sums.near(tokens, node, documents, window=window, stop_words=stop_words)
    table, whole = near.table, near.whole
    table["n_node"], table["size_near"] = near.n_node, near.size_near
    table["size"] = whole.n_tokens
    counts = (table["n_near"], table["n"] - table["n_near"], table["size_near"])
    counts = (*counts, table["size"] - table["size_near"])
    # The score is that of the whole vocabulary: what is left out below does not change it.
    table[measure] = score(measure, tuple(map(np.asarray, counts)), len(table))
    table = table[(table["n_near"] >= min_count) & ~table["term"].isin(whole.stops)]
    table = table.assign(**p_value(measure, table[measure].to_numpy(), whole.n_documents))
    n_places = "n_places" if isinstance(node, pd.DataFrame) else "n_occurrences"
    return with_basis(
        ranked(table, measure, ["term"]),
        whole.source,
        node=node_named(node),
        **{n_places: near.n_node},
        window=window,
        stop_words=stops_named(whole.stops),
        min_count=min_count,
        measure=measure,
    )
