"""A chart of frequencies over time: lines with their intervals, labelled at their ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import checks
from analysis.labels import amount, label, listed, number, of_all, shortened
from analysis.style import (
    INK,
    RULE,
    chart,
    describe_chart,
    heading,
    nothing,
    size_of,
    width_of,
)

# Okabe and Ito's dark colours, each with a dash and a mark of its own: told apart without colour.
LINES = [
    ("#0072B2", "-", "o"),
    ("#D55E00", "--", "s"),
    ("#009E73", "-.", "^"),
    ("#000000", ":", "D"),
    ("#CC79A7", (0, (6, 1)), "v"),
    ("#56B4E9", (0, (3, 1, 1, 1, 1, 1)), "P"),
]
HEIGHT = 3.0  # inches
STRIP = 0.16  # of the height, for the bars that show the denominators
NAME = {1: 14, 2: 24}  # small letters that a name at the end of a line may be wide
ASIDE = 0.06  # of a period, between points that no line joins to others
MANY = 40  # periods from which on no marks are drawn


def plot_trend(trends: pd.DataFrame, *, top: int = 6, columns: int = 2, ax=None):
    """Draw how often terms or actors occur in each period.

    Parameters
    ----------
    trends : DataFrame
        From :func:`trend`.
    top : int
        Lines to draw, those with the most occurrences in all; at most six can be told apart.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A line a term of ``per_million``, named at its end; its band is the interval. It is
        broken where a period has no tokens. An open mark: most of it in one document. The bars
        below are the tokens of each period.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war", "war and peace"]})
    >>> documents["date"] = ["2019-01-15", "2019-02-01"]
    >>> from analysis.trends import trend
    >>> plot_trend(trend(documents, terms=["war"], bootstrap=0)).news_alt_text
    'Line chart of 1 term: Frequency by month, 2019-01 to 2019-02. war 3, most in 2019-01.'
    """
    item = "actor" if "actor" in trends.columns else "term"
    needed = ["period", item, "n", "size", "n_documents", "per_million"]
    checks.columns(trends, needed, what="plot_trend")
    checks.at_least("top", top, 1)
    basis = trends.attrs.get("basis", {})
    what = f"Frequency by {basis.get('period', 'period')}"
    if trends.empty:
        sentence = f"No dated document has {'an actor' if item == 'actor' else 'a term'} to count."
        return nothing(ax, what, trends, sentence, columns)
    totals = trends.groupby(item, sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    items = list(totals.index[: min(top, len(LINES))])
    periods = list(trends["period"].unique())
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    title = f"{what}, {span}" + of_all(len(items), len(totals), f"{item}s")
    width_of(columns)
    with chart(ax, HEIGHT, columns) as ax:
        highest = _lines(ax, trends, item, items)
        _denominators(ax, trends.drop_duplicates("period"), highest)
        names = shortened(items, NAME[columns])
        _time_axis(ax, periods, names)
        _names(ax, trends, item, items, names)
        heading(ax, title, trends, note=_how_to_read(trends[trends[item].isin(items)]))
        peaks = [_peak(trends[trends[item] == name], name) for name in items]
        described = f"Line chart of {amount(len(items), item)}: {title}."
        describe_chart(ax, described, listed(peaks))
    return ax


def _peak(series: pd.DataFrame, name: str) -> str:
    said = f"{label(name)} {number(series['n'].sum())}"
    if not series["n"].any():
        return said
    return f"{said}, most in {series.loc[series['per_million'].idxmax(), 'period']}"


def _lines(ax, trends: pd.DataFrame, item: str, items: list[str]) -> float:
    """A line and its band for each item; the highest value drawn."""
    interval = {"low", "high"} <= set(trends.columns)
    highest = 0.0
    for name, (color, dash, mark) in zip(items, LINES, strict=False):
        series = trends[trends[item] == name]
        y = series["per_million"].to_numpy()
        x = _across(y, items.index(name), len(items))
        highest = np.nanmax([highest, *y])
        if interval:
            low, high = series["low"].to_numpy(), series["high"].to_numpy()
            ax.fill_between(x, low, high, color=color, alpha=0.13, linewidth=0)
            alone = _alone(low)  # no band can show it
            ax.vlines(x[alone], low[alone], high[alone], color=color, alpha=0.5, linewidth=1.1)
            highest = np.nanmax([highest, *high])
        ax.plot(x, y, color=color, linestyle=dash, linewidth=1.4)
        open_mark = series.get("one_document", pd.Series(False, series.index)).to_numpy(dtype=bool)
        look = {"linestyle": "", "markersize": 3.5, "markeredgecolor": color}
        if len(series) < MANY:
            ax.plot(x[~open_mark], y[~open_mark], mark, color=color, **look)
        ax.plot(x[open_mark], y[open_mark], mark, markerfacecolor="white", **look)
    return float(highest) or 1.0


def _across(values: np.ndarray, number: int, of: int) -> np.ndarray:
    """Where the values of one of several lines stand; those without a line beside each other."""
    return np.arange(len(values)) + _alone(values) * ASIDE * (number - (of - 1) / 2)


def _alone(values: np.ndarray) -> np.ndarray:
    """Which values have none before and after them."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    return known[1:-1] & ~known[:-2] & ~known[2:]


def _denominators(ax, periods: pd.DataFrame, highest: float) -> None:
    """Grey bars below the lines: the tokens of each period."""
    x, size = np.arange(len(periods)), periods["size"].to_numpy()
    deep = STRIP * highest * 1.25
    ax.set_ylim(-deep * 1.25, highest * 1.04)
    ax.set_xlim(-0.5, len(periods) - 0.5)
    ax.bar(x, 0.9 * deep * size / max(size.max(), 1), width=0.8, bottom=-deep * 1.2, color=RULE)
    ax.axhline(0, color=INK, linewidth=0.8)
    from matplotlib.ticker import MaxNLocator

    marks = [at for at in MaxNLocator(5).tick_values(0, highest) if 0 <= at <= highest]
    ax.hlines(marks[1:], *ax.get_xlim(), color=RULE, linewidth=0.4, zorder=0)
    ax.set_yticks([-0.7 * deep, *marks], labels=["tokens", *map(number, marks)])
    ax.set_ylabel("per million tokens")


def _time_axis(ax, periods: list[str], names: list[str]) -> None:
    """The periods along the axis, as many as there is room for beside the names."""
    taken = [size_of(ax, text, size=8)[0] for text in [*names, "1,000,000"]]
    room = ax.get_window_extent().width / ax.figure.dpi
    if ax.figure.axes == [ax]:  # it gets narrower by what stands left and right of it
        room -= max(taken[:-1]) + taken[-1] + 0.4
    each = size_of(ax, periods[0], size=8)[0] + 0.2
    step = int(np.ceil(len(periods) / max(room // each, 1)))
    at = np.arange(0, len(periods), step)
    ax.set_xticks(at, labels=[periods[place] for place in at])


def _names(ax, trends, item: str, items: list[str], names: list[str]) -> None:
    """Each name right of its line's end, moved up or down until none meets another."""
    ends = []
    for at, name in enumerate(items):
        values = trends.loc[trends[item] == name, "per_million"].to_numpy()
        known = np.flatnonzero(~np.isnan(values))
        last = known[-1] if len(known) else 0
        ends.append((_across(values, at, len(items))[last], np.nan_to_num(values[last])))
    order = sorted(range(len(items)), key=lambda at: -ends[at][1])
    bottom, top = ax.get_ylim()
    high = ax.get_window_extent().height / ax.figure.dpi
    apart = (max(size_of(ax, name, size=8)[1] for name in names) + 0.02) / high * (top - bottom)
    places = spread_out([ends[at][1] for at in order], apart, top)
    for at, place in zip(order, places, strict=True):
        where = {"xytext": (1.02, place), "textcoords": ("axes fraction", "data")}
        look = {"arrowstyle": "-", "color": LINES[at][0], "linewidth": 0.8, "shrinkA": 0}
        ax.annotate("", ends[at], **where, annotation_clip=False, arrowprops=look)
        ax.annotate(names[at], ends[at], **where, annotation_clip=False, size=8, va="center")


def spread_out(places: list[float], apart: float, top: float) -> list[float]:
    """Places from the top down, moved as little as needed to be so far apart.

    Examples
    --------
    >>> spread_out([9.0, 8.5, 2.0], 1.0, 10.0)
    [9.25, 8.25, 2.0]
    """
    blocks: list[list[float]] = []  # middle, number of places
    for place in places:
        blocks.append([place, 1])
        while len(blocks) > 1 and blocks[-2][0] - blocks[-1][0] < apart * (
            (blocks[-2][1] + blocks[-1][1]) / 2
        ):
            (middle, n), (lower, m) = blocks[-2:]
            blocks[-2:] = [[(middle * n + lower * m) / (n + m), n + m]]
    found = [mid + apart * ((n - 1) / 2 - at) for mid, n in blocks for at in range(int(n))]
    for at in range(len(found)):  # none above the top
        found[at] = min(found[at], (found[at - 1] if at else top + apart / 2) - apart)
    return found


def _how_to_read(shown: pd.DataFrame) -> str:
    periods = shown.drop_duplicates("period")
    sizes = periods["size"]
    how = ["Band: interval."] if {"low", "high"} <= set(shown.columns) else []
    how.append(
        f"Grey bars: tokens of each period, {number(sizes.min())} to {number(sizes.max())} "
        f"in {number(periods['n_documents'].min())} to {number(periods['n_documents'].max())} "
        "documents."
    )
    if (sizes == 0).any():
        how.append("A line is broken where there is no document.")
    if shown.get("one_document", pd.Series([False])).any():
        how.append("Open mark: most of it in one document.")
    return " ".join(how)
