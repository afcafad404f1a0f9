"""The parts that bar charts are made of: rows, bars, their ends, groups and layers as parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle

import numpy as np
import pandas as pd

from analysis.actors import COUNTED
from analysis.labels import amount, number, shortened
from analysis.style import BAR, INK, ROW, size_of

# Okabe and Ito's colours, dark and light in turn, each with a hatch of its own: told apart
# without colour too.
GROUPS = [
    ("#0072B2", ""),
    ("#E69F00", ""),
    ("#009E73", "////"),
    ("#F0E442", ""),
    ("#D55E00", "\\\\\\\\"),
    ("#56B4E9", "xxx"),
]
OTHER_GROUPS = ("#BBBBBB", "")
# Shades for the layers that name an actor, from dark to light; the others are pale and hatched.
NAMED = ["#00304D", "#0072B2", "#56B4E9", "#B9DDF3"]
PALE, PALE_LINE = "#F6E3C0", "#8A5A00"
# Of lines only: a hatch of dots takes a hundred times the room in a file.
HATCHES = ["////", "\\\\\\\\", "xxxx", "----", "++++", "||||", "//"]
UNDER_LINE = "#8FC3E4"  # of a bar with an interval on it
LINE = 0.14  # inches, of a line of a row's name
GROUP_NAME = 28  # small letters that the name of a group may be wide


def height_of(names: Sequence[str]) -> float:
    """Inches for the rows; higher ones where a name has two lines."""
    lines = 1 + max(name.count("\n") for name in names)
    return len(names) * max(ROW, lines * LINE + 0.05) + 0.08


def rows(ax, names: Sequence[str]) -> None:
    """A row a name, from the top."""
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.set_yticks(range(len(names)), labels=names)


def bars(ax, names, values, texts, *, colors=BAR, interval: pd.DataFrame | None = None) -> None:
    """A bar a name, with a text at its end; the text of a bar to the left stands right of it."""
    values = finite(np.asarray(values, dtype=float))
    reach = np.maximum(values, 0)
    ax.barh(range(len(names)), values, height=0.7, color=colors if interval is None else UNDER_LINE)
    if interval is not None:
        ax.hlines(range(len(names)), interval["low"], interval["high"], color=INK, linewidth=1.2)
        reach = np.maximum(reach, interval["high"].to_numpy())
    rows(ax, names)
    least, most = min(values.min(), 0), reach.max()
    ax.set_xlim(least, most if most > least else 1)
    ends(ax, reach, texts)


def stacked(ax, names, parts: pd.DataFrame, labels: Iterable[str], looks: Iterable[dict]) -> list:
    """Bars of several parts, a column each; what stands in the key for each part that is there."""
    left, keys = np.zeros(len(names)), []
    for column, name, look in zip(parts.columns, labels, looks, strict=True):
        widths = parts[column].to_numpy(dtype=float)
        there = np.flatnonzero(widths)
        if len(there):
            bars = ax.barh(there, widths[there], left=left[there], height=0.7, label=name, **look)
            keys.append(bars)
        left = left + widths
    rows(ax, names)
    ax.set_xlim(0, left.max() or 1)
    return keys


def ends(ax, places: Iterable[float], texts: Iterable[str], side: int = 1) -> None:
    """A text beyond the end of each bar, on the right or (side -1) on the left."""
    for row, (place, text) in enumerate(zip(places, texts, strict=True)):
        ax.annotate(
            text,
            (place, row),
            xytext=(4 * side, 0),
            textcoords="offset points",
            size=8,
            ha="left" if side > 0 else "right",
            va="center",
            annotation_clip=False,
        )


def x_axis(ax, title: str, *, marks: bool = False) -> None:
    """What the length of a bar means; numbers along it where the bars do not carry them."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlabel(title)
    low, high = ax.get_xlim()
    at = [mark for mark in MaxNLocator(5).tick_values(low, high) if low <= mark <= high]
    at = at if marks else []
    ax.set_xticks(at, labels=[f"{mark:,.10g}".replace("-", "−") for mark in at])


def both_sides(ax, names: Sequence[str], most: float) -> None:
    """Rows with zero in the middle, and room for the numbers at the left ends."""
    rows(ax, names)
    ax.tick_params(axis="y", pad=size_of(ax, number(most), size=8)[0] * 72 + 10)
    ax.set_xlim(-max(most, 1), max(most, 1))
    ax.axvline(0, color=INK, linewidth=0.8)


def finite(values: np.ndarray) -> np.ndarray:
    """Infinite scores as the largest or smallest finite one, so that they can be drawn.

    Examples
    --------
    >>> finite(np.array([np.inf, 2.0, -np.inf, 1.0])).tolist()
    [2.0, 2.0, 1.0, 1.0]
    """
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
    return np.clip(np.nan_to_num(values, nan=low, posinf=high, neginf=low), low, high)


# --- groups and layers --------------------------------------------------------------------


def group_column(table: pd.DataFrame, item: str) -> str | None:
    """The column a table is counted by: its first, unless that is the item itself."""
    return None if table.columns[0] == item else table.columns[0]


def pivoted(
    table: pd.DataFrame, item: str, by: str, top: int, value: str = "n"
) -> tuple[pd.DataFrame, pd.Index, int]:
    """The numbers of the largest items (down) in each group (across, by number).

    Also the groups, and the number of all items. Only the items shown are pivoted: a large
    corpus has too many cells.
    """
    codes, groups = pd.factorize(table[by], use_na_sentinel=False)
    names = table[item].astype("str").rename("item")
    totals = table[value].groupby(names).sum()
    largest = totals.sort_values(ascending=False, kind="stable").index[:top]
    shown = names.isin(largest)
    wide = table[value][shown].groupby([names[shown], codes[shown]]).sum().unstack(fill_value=0)
    return wide.loc[largest], pd.Index(groups), len(totals)


def largest_groups(wide: pd.DataFrame, most: int) -> pd.DataFrame:
    """So many columns with the largest sums, in the order of the table."""
    largest = np.argsort(-wide.sum().to_numpy(), kind="stable")[:most]
    return wide.iloc[:, np.sort(largest)]


def few_groups(wide: pd.DataFrame, groups: pd.Index) -> tuple[pd.DataFrame, list[str], list[dict]]:
    """The largest groups, the others as one; how each is named and looks."""
    shown = largest_groups(wide, len(GROUPS))
    names = shortened(groups.take(shown.columns), GROUP_NAME)
    looks = GROUPS[: len(names)]
    if len(groups) > len(names):
        shown = shown.assign(others=wide.sum(axis=1) - shown.sum(axis=1))
        names.append(amount(len(groups) - len(looks), "other"))
        looks = [*looks, OTHER_GROUPS]
    edge = {"edgecolor": "white", "linewidth": 0.6}
    return shown, names, [{"color": color, "hatch": hatch, **edge} for color, hatch in looks]


def layer_looks(layers: Iterable[str]) -> list[dict]:
    """How each layer looks: those that name the actor full, the others pale and hatched."""
    shades, hatches = iter(NAMED), cycle(HATCHES)
    pale = {"color": PALE, "edgecolor": PALE_LINE, "linewidth": 0.4}
    return [
        {"color": next(shades), "edgecolor": "white", "linewidth": 0.6}
        if layer in COUNTED
        else {**pale, "hatch": next(hatches)}
        for layer in layers
    ]
