"""Who speaks and how much: quotations and attributions → counts by speaker and by outlet.

A quotation counts for the speaker it is given to; those without a speaker are in the basis
(``n_unattributed``), so that a share is never taken of the attributed ones alone. Terms in
quotation marks ("so-called") are no quotations and are not counted.
"""

from __future__ import annotations

import re

import pandas as pd

from analysis import checks
from analysis.pairs import counted_mentions
from analysis.tokens import TOKEN, with_basis


def count_speakers(quotes: pd.DataFrame, *, mentions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the quotations and the quoted words of each speaker.

    Parameters
    ----------
    quotes : DataFrame
        From :func:`find_quotes`.
    mentions : DataFrame, optional
        From :func:`find_mentions`: then actors who are named and never quoted have a row too.

    Returns
    -------
    DataFrame
        ``speaker`` (an actor of the codebook, or as written), ``n`` (quotations, speech and
        fragments), ``n_words`` (tokens inside the quotation marks), ``n_docs``, ``n_speech``,
        ``n_fragment``, ``n_through`` (those that an outlet reports); with ``mentions`` also
        ``n_mentions`` (by name, surname, acronym or metonym). Most quotations first, then most
        words, then by name. The basis has ``n_quotes`` and ``n_unattributed``.

    Examples
    --------
    >>> from analysis.codebook import Actor, Codebook
    >>> from analysis.actors import find_mentions
    >>> from analysis.quotes import find_quotes
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["“We will leave Syria now,” Trump said."]})
    >>> codebook = Codebook((Actor(name="Donald Trump", kind="person"),))
    >>> quotes = find_quotes(documents, find_mentions(documents, codebook), codebook)
    >>> count_speakers(quotes)[["speaker", "n", "n_words"]]
            speaker  n  n_words
    0  Donald Trump  1        5
    """
    checks.columns(quotes, ["doc_id", "text", "kind", "speaker", "source"], what="count_speakers")
    said = quotes[(quotes["kind"] != "term") & (quotes["speaker"] != "")]
    words = re.compile(TOKEN)
    said = pd.DataFrame(
        {
            "speaker": said["speaker"].astype("str"),
            "doc_id": said["doc_id"].astype("str"),
            "n_words": [len(words.findall(text)) for text in said["text"]],
            "n_speech": (said["kind"] == "speech").astype(int),
            "n_fragment": (said["kind"] == "fragment").astype(int),
            "n_through": (said["source"] != "").astype(int),
        }
    )
    grouped = said.groupby("speaker", sort=True)
    table = grouped[["n_words", "n_speech", "n_fragment", "n_through"]].sum()
    table.insert(0, "n", grouped.size())
    table.insert(2, "n_docs", grouped["doc_id"].nunique())
    if mentions is not None:
        named = counted_mentions(mentions)["actor"].value_counts()
        table = table.reindex(table.index.union(named.index), fill_value=0)
        table["n_mentions"] = named.reindex(table.index, fill_value=0)
    order = ["n", "n_words", *(["n_mentions"] if mentions is not None else [])]
    table = table.rename_axis("speaker").reset_index().astype({"speaker": "str"})
    table = table.sort_values([*order, "speaker"], ascending=[False] * len(order) + [True])
    return with_basis(table.reset_index(drop=True), quotes)


def count_sources(
    attributions: pd.DataFrame, *, quotes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the places where each outlet is named as a source.

    Parameters
    ----------
    attributions : DataFrame
        From :func:`find_attributions`.
    quotes : DataFrame, optional
        From :func:`find_quotes`, to count the quotations that an outlet reports.

    Returns
    -------
    DataFrame
        ``source`` (the outlet), ``n`` (attributions), ``n_docs``; with ``quotes`` also
        ``n_quotes``. Most attributions first, then by name.

    Examples
    --------
    >>> attributions = pd.DataFrame({"doc_id": ["a", "b"], "source": ["CNN", "CNN"]})
    >>> count_sources(attributions)
      source  n  n_docs
    0    CNN  2       2
    """
    checks.columns(attributions, ["doc_id", "source"], what="count_sources")
    places = attributions[["doc_id", "source"]].astype("str")
    grouped = places.groupby("source", sort=True)["doc_id"]
    table = pd.DataFrame({"n": grouped.size(), "n_docs": grouped.nunique()})
    if quotes is not None:
        through = quotes.loc[(quotes["source"] != "") & (quotes["kind"] != "term"), "source"]
        reported = through.astype("str").value_counts()
        table = table.reindex(table.index.union(reported.index), fill_value=0)
        table["n_quotes"] = reported.reindex(table.index, fill_value=0)
    table = table.rename_axis("source").reset_index().astype({"source": "str"})
    table = table.sort_values(["n", "source"], ascending=[False, True]).reset_index(drop=True)
    return with_basis(table, attributions)
