"""Charts of comparisons: what sets a group apart, and how much each term adds to a difference."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from analysis import checks
from analysis.bars import bars, height_of, rows, x_axis
from analysis.charts import both_ends
from analysis.labels import amount, label, leading, number, of_all, shortened
from analysis.style import (
    BAR,
    INK,
    OPPOSITE,
    QUIET,
    RULE,
    chart,
    describe_chart,
    heading,
    nothing,
    row_names,
)

MOST_GROUPS = 8  # of one chart
NAME = 28  # small letters that the name of a group may be wide in a title
FARTHEST = 1.5  # times the largest log-odds, at which the line of an interval is cut
SIDES = ("term", "n_target", "n_reference", "size_target", "size_reference")


def plot_comparison(comparison: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw the log-odds of the terms that set a group apart, with their intervals.

    Parameters
    ----------
    comparison : DataFrame
        From :func:`compare`. Of one group both ends of the ranking are drawn; of several, the
        most typical terms of each of the eight largest.
    top : int
        Terms to show.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A point a term: round and blue where the group uses it more, a square in orange where
        the others do. The line is the interval, an arrow where it goes on. Beside it
        ``n_target | n_reference``, and a star where ``one_document`` is true.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war peace", "peace"]})
    >>> from analysis.contrasts import compare
    >>> plot_comparison(compare(documents, by="doc_id", target="a")).news_alt_text
    'Dot chart of 2 terms: What sets a apart from all others, by log-odds. war 3.71, peace −3.71.'
    """
    needed = [*SIDES, "log_odds", "low", "high"]
    checks.columns(comparison, needed, what="plot_comparison")
    checks.at_least("top", top, 1)
    by = comparison.columns[0]
    if comparison.empty:
        sentence = "No term can be compared: there must be two groups; or lower min_count."
        return nothing(ax, "What sets groups apart", comparison, sentence, columns)
    groups = comparison[by].drop_duplicates()
    if len(groups) > 1:
        return _of_groups(comparison, by, top, columns, ax)
    name = shortened(groups, NAME)[0]
    shown = both_ends(comparison, _measure(comparison), top)
    shown = shown.sort_values(["log_odds", "term"], ascending=[False, True], kind="stable")
    names, what = row_names(shown["term"], columns), f"What sets {name} apart from all others"
    title = what + of_all(len(shown), len(comparison))
    with chart(ax, height_of(names), columns) as ax:
        rows(ax, names)
        _dots(ax, shown, np.arange(len(shown)))
        heading(ax, title, comparison, note=_how_to_read(shown, name))
        described = f"Dot chart of {amount(len(shown), 'term')}: {title}, by log-odds."
        describe_chart(ax, described, leading(names, shown["log_odds"]))
    return ax


def _of_groups(comparison: pd.DataFrame, by: str, top: int, columns: int, ax):
    """The most typical terms of each group under its name."""
    measure = _measure(comparison)
    sizes = comparison.drop_duplicates(by).set_index(by)["size_target"]
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MOST_GROUPS]
    each = max(top // len(largest), 1)
    typical = comparison[comparison[by].isin(largest) & (comparison[measure] > 0)]
    shown = typical.groupby(by, observed=True, sort=False).head(each)
    each_group = label(comparison.attrs.get("basis", {}).get("period", by))
    what = f"What sets each {each_group} apart from all others"
    if shown.empty:
        return nothing(ax, what, comparison, "No term is typical of a group.", columns)
    new = ~shown[by].duplicated()
    at = np.arange(len(shown)) + np.cumsum(new)
    names = [""] * (len(shown) + int(new.sum()))
    for place, name in zip(at, row_names(shown["term"], columns), strict=True):
        names[place] = name
    title = what + of_all(int(new.sum()), len(sizes), "groups, the largest")
    with chart(ax, height_of(names), columns) as ax:
        rows(ax, names)
        _dots(ax, shown, at)
        for place, group in zip(at[new], shortened(shown[by][new], NAME), strict=True):
            _group_name(ax, place - 1, group)
        heading(ax, title, comparison, note=_how_to_read(shown, "the group"))
        described = f"Dot chart of {amount(len(shown), 'term')}: {title}, by log-odds."
        firsts = zip(shown[by][new].map(label), shown["term"][new].map(label), strict=True)
        describe_chart(ax, described, ", ".join(f"{g}: {term}" for g, term in firsts) + ".")
    return ax


def _group_name(ax, row: float, name: str) -> None:
    from matplotlib.transforms import blended_transform_factory

    place = blended_transform_factory(ax.transAxes, ax.transData)
    ax.text(0, row + 0.1, name, transform=place, size=8, weight="bold", va="center")


def _measure(comparison: pd.DataFrame) -> str:
    return str(comparison.attrs.get("basis", {}).get("measure", "log_odds"))


def _dots(ax, shown: pd.DataFrame, at: np.ndarray) -> None:
    """A point and its interval in each of these rows, with the counts beside it."""
    odds = shown["log_odds"].to_numpy()
    reach = FARTHEST * max(np.abs(odds).max(), 0.5)
    low, high = (shown[end].to_numpy() for end in ("low", "high"))
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    ax.hlines(at, np.maximum(low, -reach), np.minimum(high, reach), color=QUIET, linewidth=1.1)
    for cut, end, arrow in [(low < -reach, -reach, "<"), (high > reach, reach, ">")]:
        ax.plot(np.full(cut.sum(), end), at[cut], arrow, color=QUIET, markersize=4, clip_on=False)
    for side, color, mark in [(odds >= 0, BAR, "o"), (odds < 0, OPPOSITE, "s")]:
        look = {"color": color, "markersize": 5.5, "markeredgecolor": INK, "markeredgewidth": 0.6}
        ax.plot(odds[side], at[side], mark, linestyle="", **look)
    stars = shown.get("one_document", pd.Series(False, shown.index))
    counts = zip(shown["n_target"], shown["n_reference"], stars, strict=True)
    texts = [f"{number(n)} | {number(m)}{' *' * bool(star)}" for n, m, star in counts]
    first, last = max(-reach, min(low.min(), 0)), max(min(reach, high.max()), 0.1)
    ax.set_xlim(first - 0.02 * (last - first), last + 0.02 * (last - first))
    for place, text in zip(at, texts, strict=True):
        ax.annotate(
            text, (1, place), xycoords=("axes fraction", "data"), xytext=(7, 0),
            textcoords="offset points", size=8, va="center", annotation_clip=False,
        )  # fmt: skip
    ax.hlines(at, *ax.get_xlim(), color=RULE, linewidth=0.4, zorder=0)
    x_axis(ax, "log-odds ratio (0.69: twice the odds)", marks=True)


def _how_to_read(shown: pd.DataFrame, group: str) -> str:
    first = shown.iloc[0]
    sizes = [number(first["size_target"]), number(first["size_reference"])]
    one = shown["size_target"].nunique() == 1
    how = [
        f"To the right, more typical of {group}. Line: interval. "
        f"Numbers: occurrences in {group} | in all others"
        + (f" (of {sizes[0]} | {sizes[1]} tokens)." if one else ".")
    ]
    if shown.get("one_document", pd.Series([False])).any():
        how.append(f"* Most of it in one document of {group}.")
    return " ".join(how)


def plot_shift(shift: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw how much each term adds to the difference between two sides.

    Parameters
    ----------
    shift : DataFrame
        From :func:`shift`.
    top : int
        Terms to show, those that add most.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar a term, as long as its share of the Jensen-Shannon divergence: to the right where
        the target has more of it, to the left where the reference has. At the end the share
        and, in brackets, the share of all rows so far.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war peace", "peace"]})
    >>> from analysis.shifts import shift
    >>> plot_shift(shift(documents, target={"doc_id": "a"})).news_alt_text[:77]
    'Diverging bar chart of 2 terms: What makes a differ from all other documents.'
    """
    needed = [*SIDES, "proportion_shift", "jensen_shannon", "share"]
    checks.columns(shift, needed, what="plot_shift")
    checks.at_least("top", top, 1)
    basis = shift.attrs.get("basis", {})
    target, reference = (_named(basis.get(side, side)) for side in ("target", "reference"))
    what = f"What makes {target} differ from {reference}"
    if shift.empty or not shift["share"].any():
        return nothing(ax, what, shift, "There is no difference to explain.", columns)
    shown = shift.head(top)
    names, per_cent = row_names(shown["term"], columns), 100 * shown["share"]
    more = shown["proportion_shift"] >= 0
    both = zip(per_cent, per_cent.cumsum(), strict=True)
    texts = [f"{number(share)} ({number(so_far)})" for share, so_far in both]
    total = shown["jensen_shannon"].iloc[0] / shown["share"].iloc[0]
    sizes = [number(shown[f"size_{side}"].iloc[0]) for side in ("target", "reference")]
    explained = f"{per_cent.sum():.1f} % of {total:.3f} bits"
    with chart(ax, height_of(names), columns) as ax:
        lengths = np.where(more, per_cent, -per_cent)
        bars(ax, names, lengths, texts, colors=np.where(more, BAR, OPPOSITE))
        ax.axvline(0, color=INK, linewidth=0.8)
        x_axis(ax, "per cent of the whole difference", marks=True)
        title = what + of_all(len(shown), len(shift))
        note = (
            f"To the right, more of {target} ({sizes[0]} tokens), to the left of {reference} "
            f"({sizes[1]}). Numbers: per cent of the Jensen-Shannon divergence, in brackets "
            f"added up from the top; these terms explain {explained}."
        )
        heading(ax, title, shift, note=note)
        described = f"Diverging bar chart of {amount(len(shown), 'term')}: {title}."
        describe_chart(ax, described, f"They explain {explained}:", leading(names, lengths))
    return ax


def _named(condition: object) -> str:
    """A side of a comparison in a sentence: the values of its condition, or what it says."""
    if not str(condition).startswith("{"):
        return shortened([condition], NAME)[0]
    values = json.loads(str(condition)).values()
    texts = [", ".join(map(str, v)) if isinstance(v, list) else str(v) for v in values]
    return shortened([", ".join(texts)], NAME)[0]
