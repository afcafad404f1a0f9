"""Bar charts: a table goes in, matplotlib Axes come out.

A chart sorts, cuts and pivots what it is given; it computes no statistic. Each keeps a text for
those who cannot see it (:func:`alt_text`). Each draws in a figure of its own, in which nothing
overlaps or is cut, or with ``ax=`` in Axes of yours, as large as they are at that moment.

Charts of pairs are in ``networks``, of mentions in ``mention_charts``, of places in the text in
``grids``; ``style`` has the look, ``labels`` what is written, ``bars`` the parts of bar charts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import checks
from analysis.bars import (
    bars,
    both_sides,
    ends,
    few_groups,
    group_column,
    height_of,
    pivoted,
    stacked,
    x_axis,
)
from analysis.labels import amount, label, leading, number, of_all, room_of, shortened
from analysis.networks import (
    measure_of,
    no_pair,
    number_note,
    pair_names,
    strongest,
)
from analysis.style import (
    BAR,
    INK,
    LETTERS,
    OPPOSITE,
    WIDTHS,
    chart,
    describe_chart,
    heading,
    nothing,
    row_names,
)

MOST_SPLIT = 12  # groups up to which bars are split: beyond, no part can be told
LONG_PAIR = {1: 24, 2: 48}  # small letters from which on a pair takes two lines


def plot_frequency(
    terms: pd.DataFrame, *, top: int = 20, of: int | None = None, columns: int = 2, ax=None
):
    """Draw the most frequent terms as bars.

    Parameters
    ----------
    terms : DataFrame
        From :func:`term_frequency` (or :func:`count_dictionary`). Counted in groups (``by=``),
        each bar is split by them; the smallest of more than six are drawn as one.
    top : int
        Terms to show; in groups those with the most occurrences in all of them.
    of : int, optional
        How many terms there are, where the table has only some of them.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here; by default in a figure of its own, as high as its rows need.

    Returns
    -------
    matplotlib Axes
        A bar a term, ``n`` at its end (``*``: most of it in one document, by the column
        ``one_document``; of groups, in one of them). With ``low`` and ``high`` the bars are
        ``per_million`` and a thin line is the interval.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["iran", "us"], "n": [25, 14], "n_docs": [2, 2]})
    >>> [float(bar.get_width()) for bar in plot_frequency(terms).patches]
    [25.0, 14.0]
    """
    item = "category" if "category" in terms.columns else "term"
    checks.columns(terms, [item, "n"], what="plot_frequency")
    checks.at_least("top", top, 1)
    by = group_column(terms, item)
    what = "Most frequent terms" if item == "term" else "Most frequent categories"
    if terms.empty:
        return nothing(ax, what, terms, f"No {item} is left to count.", columns)
    if by is not None and terms[by].nunique() <= MOST_SPLIT:
        return _split_bars(terms, item, by, what, top, of, columns, ax)
    notes = []
    if by is not None:
        notes = [f"Not split: {number(terms[by].nunique())} values of {label(by)}."]
        counts = [name for name in ("n", "n_docs") if name in terms]
        summed = terms.groupby(item, observed=True, as_index=False)[counts].sum()
        summed.attrs, terms = terms.attrs, summed
    ranked = terms.sort_values(["n", item], ascending=[False, True], kind="stable")
    shown = ranked.head(top)
    interval = {"low", "high", "per_million"} <= set(shown.columns)
    values = shown["per_million" if interval else "n"]
    starred = _in_one_document(shown, item)
    texts = _starred(shown["n"], shown[item], starred)
    names = row_names(shown[item], columns)
    notes += ["Line: interval. Number: occurrences."] if interval else []
    notes += ["* Most of it in one document."] if starred else []
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, values, texts, interval=shown[["low", "high"]] if interval else None)
        x_axis(ax, "per million tokens" if interval else "occurrences", marks=interval)
        title = what + of_all(len(shown), of or len(terms))
        heading(ax, title, terms, note=" ".join(notes))
        described = f"Bar chart of {amount(len(shown), item)}: {title}."
        describe_chart(ax, described, leading(names, shown["n"]))
    return ax


def _split_bars(terms, item: str, by: str, what: str, top: int, of: int | None, columns: int, ax):
    wide, groups, total = pivoted(terms, item, by, top)
    shown, groups, looks = few_groups(wide, groups)
    names, totals = row_names(shown.index, columns), shown.sum(axis=1)
    with chart(ax, height_of(names), columns) as ax:
        keys = stacked(ax, names, shown, groups, looks)
        starred = _in_one_document(terms, item).intersection(shown.index)
        ends(ax, totals, _starred(totals, shown.index, starred))
        x_axis(ax, "occurrences")
        title = what + of_all(len(shown), of or total)
        note = f"* In one {label(by)}, most of it in one document." if starred else ""
        heading(ax, title, terms, note=note, keys=keys)
        of = amount(len(shown), item)
        described = f"Bar chart of {of}: {title}, split by {label(by)} ({', '.join(groups)})."
        describe_chart(ax, described, leading(names, totals))
    return ax


def plot_multiword(terms: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw multi-word terms as bars of their C-value.

    Parameters
    ----------
    terms : DataFrame
        From :func:`multiword_terms`.
    top : int
        Terms to show.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar a term, as long as its C-value, with ``n`` at its end.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["regime change"], "n": [7], "n_docs": [2], "c_value": [7.0]})
    >>> plot_multiword(terms).news_alt_text
    'Bar chart of 1 term: Multi-word terms by C-value. regime change 7.'
    """
    checks.columns(terms, ["term", "n", "c_value"], what="plot_multiword")
    checks.at_least("top", top, 1)
    if terms.empty:
        sentence = "No multi-word term occurs often enough; lower min_count."
        return nothing(ax, "Multi-word terms", terms, sentence, columns)
    shown = terms.sort_values(["c_value", "term"], ascending=[False, True]).head(top)
    names = row_names(shown["term"], columns)
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, shown["c_value"], map(number, shown["n"]))
        x_axis(ax, "C-value", marks=True)
        title = "Multi-word terms by C-value" + of_all(len(shown), len(terms))
        heading(ax, title, terms, note="Number: occurrences.")
        described = f"Bar chart of {amount(len(shown), 'term')}: {title}."
        describe_chart(ax, described, leading(names, shown["c_value"]))
    return ax


def plot_pairs(
    pairs: pd.DataFrame, *, top: int = 20, measure: str | None = None, columns: int = 2, ax=None
):
    """Draw the strongest pairs as bars.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`cooccurrence`.
    top : int
        Pairs to show.
    measure : str, optional
        Column that is the length of the bars; by default the measure of the table. ``n_ab``
        draws the counts.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar a pair, strongest first, with ``n_ab`` at its end.

    Examples
    --------
    >>> pairs = pd.DataFrame({"term_a": ["iran"], "term_b": ["us"], "n_ab": [9], "npmi": [0.5]})
    >>> [text.get_text() for text in plot_pairs(pairs).get_yticklabels()]
    ['iran – us']
    """
    checks.columns(pairs, ["term_a", "term_b", "n_ab"], what="plot_pairs")
    checks.at_least("top", top, 1)
    checks.one_of("columns", columns, WIDTHS)
    measure = measure_of(pairs, measure)
    if pairs.empty:
        return nothing(ax, "Strongest pairs", pairs, no_pair(pairs), columns)
    shown = strongest(pairs, top, measure)
    names = pair_names(shown, LETTERS[columns])
    lines = [
        name.replace(" – ", " –\n", 1) if room_of(name) > LONG_PAIR[columns] else name
        for name in names
    ]
    with chart(ax, height_of(lines), columns) as ax:
        bars(ax, lines, shown[measure], map(number, shown["n_ab"]))
        x_axis(ax, label(measure), marks=True)
        title = "Strongest pairs" + of_all(len(shown), len(pairs))
        heading(ax, title, pairs, note=number_note(pairs))
        of = amount(len(shown), "pair")
        described = f"Bar chart of {of}: {title} by {label(measure)}."
        describe_chart(ax, described, leading(names, shown[measure]))
    return ax


def plot_collocates(collocates: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw how often each collocate stands before and after the node.

    Parameters
    ----------
    collocates : DataFrame
        From :func:`collocates`.
    top : int
        Collocates to show, the strongest, in the order of the table.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar to the left as long as ``n_left``, one to the right as long as ``n_right``.

    Examples
    --------
    >>> near = pd.DataFrame({"term": ["deal"], "n_near": [5], "n_left": [1], "n_right": [4]})
    >>> near.attrs["basis"] = {"node": "iran"}
    >>> plot_collocates(near).news_alt_text
    'Diverging bar chart of 1 term: Words near iran, before and after it. deal 5.'
    """
    checks.columns(collocates, ["term", "n_near", "n_left", "n_right"], what="plot_collocates")
    checks.at_least("top", top, 1)
    basis = collocates.attrs.get("basis", {})
    what = f"Words near {shortened([basis.get('node', 'the node')])[0]}"
    if collocates.empty:
        sentence = "No term stands near it often enough; lower min_count."
        return nothing(ax, what, collocates, sentence, columns)
    shown = collocates.head(top)
    names, most = (
        row_names(shown["term"], columns),
        int(shown[["n_left", "n_right"]].to_numpy().max()),
    )
    with chart(ax, height_of(names), columns) as ax:
        for side, column, color in [(-1, "n_left", BAR), (1, "n_right", OPPOSITE)]:
            lengths = side * shown[column]
            ax.barh(range(len(names)), lengths, height=0.7, color=color)
            ends(ax, lengths, map(number, shown[column]), side=side)
        both_sides(ax, names, most)
        ax.set_xticks([-most / 2, most / 2], labels=["before", "after"])
        title = what + of_all(len(shown), len(collocates))
        note = "Number: occurrences before and after it."
        if "measure" in basis:
            note = f"Strongest by {label(basis['measure'])} first. {note}"
        heading(ax, title, collocates, note=note)
        of = amount(len(shown), "term")
        described = f"Diverging bar chart of {of}: {title}, before and after it."
        describe_chart(ax, described, leading(names, shown["n_near"]))
    return ax


def plot_keywords(keywords: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw the terms most typical of the target and, the other way, of the reference.

    Parameters
    ----------
    keywords : DataFrame
        From :func:`keyness`.
    top : int
        Terms to show, half of them from each end of the table where its measure has a sign.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar a term, as long as the measure, with ``n_target`` and ``n_reference`` beside it.

    Examples
    --------
    >>> keywords = pd.DataFrame(
    ...     {"term": ["war", "peace"], "n_target": [5, 0], "n_reference": [1, 4], "z": [2.5, -1.5]}
    ... )
    >>> plot_keywords(keywords).news_alt_text
    'Diverging bar chart of 2 terms: Keywords by z. war 2.50, peace −1.50.'
    """
    checks.columns(keywords, ["term", "n_target", "n_reference"], what="plot_keywords")
    checks.at_least("top", top, 1)
    measure = _keyness_measure(keywords)
    if keywords.empty:
        return nothing(
            ax, "Keywords", keywords, "No term can be compared; lower min_count.", columns
        )
    shown = both_ends(keywords, measure, top)
    names, under = row_names(shown["term"], columns), shown[measure] < 0
    counts = shown[["n_target", "n_reference"]].itertuples(index=False)
    texts = [f"{number(target)} | {number(reference)}" for target, reference in counts]
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, shown[measure], texts, colors=np.where(under, OPPOSITE, BAR))
        x_axis(ax, label(measure), marks=True)
        ax.axvline(0, color=INK, linewidth=0.8)
        title = f"Keywords by {label(measure)}" + of_all(len(shown), len(keywords))
        note = (
            "To the right, more typical of the target. Numbers: occurrences in target | reference."
        )
        heading(ax, title, keywords, note=note)
        described = f"Diverging bar chart of {amount(len(shown), 'term')}: {title}."
        describe_chart(ax, described, leading(names, shown[measure]))
    return ax


def _keyness_measure(keywords: pd.DataFrame) -> str:
    """The first column that is no count; tables without a measure of their own have log_ratio."""
    counts = ["term", "n_target", "n_reference", "size_target", "size_reference", "p_value"]
    return next(name for name in keywords.columns if name not in counts)


def both_ends(keywords: pd.DataFrame, measure: str, top: int) -> pd.DataFrame:
    """The first and the last terms; as many of each as there are, if possible."""
    ranked = keywords.sort_values([measure, "term"], ascending=[False, True], kind="stable")
    over, under = ranked[ranked[measure] >= 0], ranked[ranked[measure] < 0]
    n_under = min(len(under), max(top // 2, top - len(over)))
    return pd.concat([over.head(top - n_under), under.tail(n_under)])


def _in_one_document(terms: pd.DataFrame, item: str) -> set[str]:
    """The items whose number one document drives, in one group at least."""
    marked = terms[terms["one_document"]] if "one_document" in terms.columns else terms.head(0)
    return set(marked[item].astype("str"))


def _starred(values: pd.Series, names: pd.Series, starred: set[str]) -> list[str]:
    return [
        f"{number(value)} *" if str(name) in starred else number(value)
        for value, name in zip(values, names, strict=True)
    ]
