"""Charts of mention counts: actors by how they are mentioned, actors by document."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks
from analysis.actors import COUNTED, LAYERS, ORDERED_BY
from analysis.bars import (
    bars,
    ends,
    group_column,
    height_of,
    largest_groups,
    layer_looks,
    pivoted,
    stacked,
    x_axis,
)
from analysis.grids import ACROSS, DOWN, MOST_ACROSS, heat_map
from analysis.labels import amount, label, leading, number, of_all, shortened
from analysis.style import ROW, WIDTHS, chart, describe_chart, heading, nothing, row_names

MOST_GROUPS = 30  # of a heat map
NOBODY = "No actor of the codebook is mentioned in this corpus."
AXES = {
    "n": "mentions",
    "n_sentences": "sentences",
    "n_docs": "documents",
    "share": "share of documents",
}


def plot_mentions(
    counts: pd.DataFrame,
    *,
    top: int = 20,
    layers: Iterable[str] | None = None,
    columns: int = 2,
    ax=None,
):
    """Draw how often each actor is mentioned, stacked by how the mentions were found.

    Parameters
    ----------
    counts : DataFrame
        From :func:`count_mentions`; groups (``by=``) are added up. Counted in sentences or
        documents (``unit=``), the bars are these, and not stacked.
    top : int
        Actors to show.
    layers : iterable of str, optional
        Layers to stack, columns of the table; by default all that found something.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar an actor, first those with the most mentions that ``n`` counts. Layers that name
        the actor are in full colour, the others pale and hatched. The numbers at the end are
        the mentions that ``n`` counts and, after +, those of the other layers.

    Examples
    --------
    >>> counts = pd.DataFrame({"actor": ["Iran"], "n": [3], "name": [3], "modifier": [2]})
    >>> plot_mentions(counts).news_alt_text
    'Bar chart of 1 actor: Actors by mentions, by layer (name, modifier). Iran 3.'
    """
    checks.columns(counts, ["actor", "n"], what="plot_mentions")
    checks.at_least("top", top, 1)
    unit = counts.attrs.get("basis", {}).get("unit", "mention")
    if unit != "mention":
        return _plain_bars(counts, ORDERED_BY[unit], top, columns, ax)
    found, what = _by_layer(counts, layers), "Actors by mentions"
    if found.empty:
        return nothing(ax, what, counts, NOBODY, columns)
    counted = counts.attrs.get("basis", {}).get("counted", ", ".join(COUNTED)).split(", ")
    first = found[found.columns.intersection(counted)].sum(axis=1)
    order = pd.DataFrame({"first": -first, "name": found.index}, index=found.index)
    shown = found.loc[order.sort_values(["first", "name"]).index[:top]]
    first, rest = first[shown.index], (found.sum(axis=1) - first)[shown.index]
    names, both = row_names(shown.index, columns), bool(first.any() and rest.any())
    with chart(ax, height_of(names), columns) as ax:
        keys = stacked(ax, names, shown, shown.columns, layer_looks(shown.columns))
        texts = [
            f"{number(n)} + {number(more)}" if both and more else number(n + more)
            for n, more in zip(first, rest, strict=True)
        ]
        ends(ax, first + rest, texts)
        x_axis(ax, "mentions")
        title = what + of_all(len(shown), len(found))
        note = f"Number: {', '.join(counted)} + other layers." if both else ""
        heading(ax, title, counts, note=note, keys=keys)
        of = amount(len(shown), "actor")
        described = f"Bar chart of {of}: {title}, by layer ({', '.join(shown.columns)})."
        describe_chart(ax, described, leading(names, first if first.any() else rest))
    return ax


def _plain_bars(counts: pd.DataFrame, column: str, top: int, columns: int, ax):
    """Actors by the sentences, documents or the share of documents that mention them."""
    if column == "share" and group_column(counts, "actor"):
        column = "n_docs"  # shares of groups cannot be added up
    what = f"Actors by {AXES[column]}"
    totals = counts[column].groupby(counts["actor"].astype("str")).sum()
    totals = totals[totals > 0].sort_values(ascending=False, kind="stable")
    if totals.empty:
        return nothing(ax, what, counts, NOBODY, columns)
    shown = totals.head(top)
    names = row_names(shown.index, columns)
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, shown, map(number, shown))
        x_axis(ax, AXES[column])
        title = what + of_all(len(shown), len(totals))
        heading(ax, title, counts)
        described = f"Bar chart of {amount(len(shown), 'actor')}: {title}."
        describe_chart(ax, described, leading(names, shown))
    return ax


def _by_layer(counts: pd.DataFrame, layers: Iterable[str] | None) -> pd.DataFrame:
    """Mentions of each actor in each layer; only actors and layers that have some."""
    if layers is None:
        layers = [layer for layer in LAYERS if layer in counts.columns]
    layers = list(layers)
    checks.columns(counts, layers, what="plot_mentions")
    found = counts.groupby(counts["actor"].astype("str"))[layers].sum()
    return found.loc[found.sum(axis=1) > 0, found.sum() > 0]


def plot_mentions_by(counts: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw how often each actor is mentioned in each group, as a heat map with its numbers.

    Parameters
    ----------
    counts : DataFrame
        From :func:`count_mentions` with ``by=``.
    top : int
        Actors to show, those mentioned most.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A cell shows ``n`` or, where the table was counted in another ``unit=``, that. The longer
        of the two lists stands in the rows. Of more than 30 groups those with the most mentions
        are shown, and of either list no more across than can be read; the title says so.

    Raises
    ------
    ValueError
        Counts without groups.

    Examples
    --------
    >>> counts = pd.DataFrame({"doc_id": ["a", "b"], "actor": ["Iran", "Iran"], "n": [3, 2]})
    >>> plot_mentions_by(counts).news_alt_text
    'Heat map of 1 actor and 2 groups: Actors by doc_id. Iran 5. Cells: 2 to 3.'
    """
    checks.columns(counts, ["actor", "n"], what="plot_mentions_by")
    checks.at_least("top", top, 1)
    checks.one_of("columns", columns, WIDTHS)
    by = group_column(counts, "actor")
    if by is None:
        raise ValueError(checks.needs_groups("plot_mentions_by"))
    column = ORDERED_BY[counts.attrs.get("basis", {}).get("unit", "mention")]
    named, what = counts[counts[column] > 0], f"Actors by {label(by)}"
    if named.empty:
        return nothing(ax, what, counts, NOBODY, columns)
    wide, groups, total = pivoted(named, "actor", by, top, column)
    turned = min(len(groups), MOST_GROUPS) > len(wide)  # the longer list stands in the rows
    wide = wide.head(MOST_ACROSS[columns]) if turned else wide
    shown = largest_groups(wide, MOST_GROUPS if turned else MOST_ACROSS[columns])
    cells = shown.where(shown > 0).to_numpy(dtype=float)
    down, across = wide.index, groups.take(shown.columns)
    totals = leading(shortened(down), wide.sum(axis=1))
    if turned:
        cells, down, across = cells.T, across, down
    down, across = shortened(down, DOWN[columns]), shortened(across, ACROSS[columns])
    title = what + _shown_of(len(wide), total, shown.shape[1], len(groups))
    with chart(ax, len(down) * ROW, columns) as ax:
        printed = heat_map(ax, cells, cells, down, across)
        span = f"{number(np.nanmin(cells))} to {number(np.nanmax(cells))}"
        shades = "" if printed else f", {span}"
        heading(
            ax, title, counts, note=f"Darker: more {AXES[column]}{shades}. An empty cell: none."
        )
        of = f"{amount(len(wide), 'actor')} and {amount(shown.shape[1], 'group')}"
        describe_chart(ax, f"Heat map of {of}: {title}.", totals, f"Cells: {span}.")
    return ax


def _shown_of(actors: int, all_actors: int, groups: int, all_groups: int) -> str:
    if groups == all_groups:
        return of_all(actors, all_actors)
    of = f" of {all_actors:,}" if actors < all_actors else ""
    few = f"{groups:,} of {all_groups:,} groups, those with most mentions"
    return f" ({actors:,}{of} actors; {few})"
