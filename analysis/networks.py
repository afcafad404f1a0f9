"""Charts of pairs: a network in which every label can be read, and the same as a matrix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.bars import finite
from analysis.grids import ACROSS, DOWN, MOST_ACROSS, heat_map
from analysis.labels import LONGEST, amount, filled, label, leading, number, of_all, shortened
from analysis.placement import Part, connected_parts, packed, placed_labels, push_apart
from analysis.style import (
    BAR,
    MARGIN,
    QUIET,
    ROW,
    RULE,
    WIDTHS,
    chart,
    describe_chart,
    heading,
    nothing,
    size_of,
)

RADII = 0.05, 0.2  # inches, of the smallest circle and of the largest
LINES = 0.7, 4.5  # points, of the weakest and the strongest pair
LETTERS = 8, 7, 6, 5  # points of the labels; the smaller ones in given Axes only
LABEL_WIDTH = 22  # small letters before a label is broken in two lines
FAR = 0.12  # inches from which on a thin line ties a label to its circle
AREA, LINE_AREA = 0.7, 0.15  # square inches a term, and a line, at least
CROWDED = 2.5  # how much larger a drawing is than its labels, at least
GROWTH = 1.15  # how fast it grows until each label has a place
TALLEST = 60.0  # inches


def plot_network(
    pairs: pd.DataFrame, *, top: int = 40, measure: str | None = None, columns: int = 2, ax=None
):
    """Draw the strongest pairs as a network.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`cooccurrence`.
    top : int
        Pairs to draw.
    measure : str, optional
        Column that is the width of the lines; by default the measure of the table.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here. The drawing cannot grow then: labels get smaller, and one that still finds
        no place is left out.

    Returns
    -------
    matplotlib Axes
        A circle a term (its area: units with the term), a line a pair. No label lies over
        another one or is cut.

    Examples
    --------
    >>> pairs = pd.DataFrame({"term_a": ["iran"], "term_b": ["us"], "n_ab": [9]})
    >>> plot_network(pairs.assign(n_a=19, n_b=12, npmi=0.5)).news_alt_text
    'Network of 2 terms in 1 part: Which terms go together. iran – us 0.50.'
    """
    checks.columns(pairs, ["term_a", "term_b", "n_ab", "n_a", "n_b"], what="plot_network")
    checks.at_least("top", top, 1)
    measure = measure_of(pairs, measure)
    thing = kind_of(pairs)
    what = f"Which {thing}s go together"
    if pairs.empty:
        return nothing(ax, what, pairs, no_pair(pairs), columns)
    attracted = pairs[pairs[measure] > 0]
    if attracted.empty:
        return nothing(
            ax, what, pairs, "No pair stands together more often than expected.", columns
        )
    shown = strongest(attracted, top, measure)
    network = _network(shown, measure)
    own = ax is None
    with chart(ax, 1, columns) as ax:
        _draw(ax, network, _grown(ax, network) if own else _fitted(ax, network))
        title = what + of_all(len(shown), len(pairs), "pairs")
        unit = pairs.attrs.get("basis", {}).get("unit", "unit")
        few, many = number(network.n.min()), number(network.n.max())
        note = f"Circle: {unit}s with the {thing}, {few} to {many}. Line: {label(measure)}."
        if len(attracted) < len(pairs):
            note += " Without pairs that share fewer than expected."
        heading(ax, title, pairs, note=note)
        of = f"{amount(len(network.n), thing)} in {amount(len(network.parts), 'part')}"
        described = f"Network of {of}: {title}."
        describe_chart(ax, described, leading(pair_names(shown), shown[measure]))
    return ax


def kind_of(pairs: pd.DataFrame) -> str:
    """What is paired: the basis of pairs of actors names their codebook."""
    return "actor" if "actors" in pairs.attrs.get("basis", {}) else "term"


class _Network(NamedTuple):
    """Terms in alphabetical order, and the pairs between them by number."""

    labels: list[str]
    n: np.ndarray
    radii: np.ndarray  # inches
    lines: np.ndarray
    widths: np.ndarray  # points
    parts: list[Part]


class _Drawing(NamedTuple):
    """Places in inches from the upper left corner; a label without a place is NaN."""

    circles: np.ndarray
    labels: np.ndarray
    sizes: np.ndarray
    corner: tuple[float, float]
    letters: float  # points


def _network(shown: pd.DataFrame, measure: str) -> _Network:
    n = dict(zip(shown["term_a"], shown["n_a"], strict=True))
    n |= dict(zip(shown["term_b"], shown["n_b"], strict=True))
    terms = sorted(n)
    at = {term: place for place, term in enumerate(terms)}
    lines = np.column_stack([shown["term_a"].map(at), shown["term_b"].map(at)])
    sizes = np.array([n[term] for term in terms], dtype=float)
    strength = finite(shown[measure].to_numpy(dtype=float))
    strength = (strength - strength.min()) / (np.ptp(strength) or 1)
    return _Network(
        labels=[filled(name, LABEL_WIDTH) for name in shortened(terms)],
        n=sizes,
        radii=np.maximum(RADII[1] * np.sqrt(sizes / sizes.max()), RADII[0]),
        lines=lines,
        widths=LINES[0] + (LINES[1] - LINES[0]) * strength,
        parts=connected_parts(lines, len(terms)),
    )


def _grown(ax, network: _Network) -> _Drawing:
    """A drawing that grows until each label has a place."""
    across = ax.figure.get_figwidth() - 2 * MARGIN
    sizes = _label_sizes(ax, network, LETTERS[0])
    area = AREA * len(sizes) + LINE_AREA * len(network.lines)
    area = max(area, CROWDED * sizes.prod(axis=1).sum()) / len(sizes)
    while True:
        circles, high = packed(network.parts, area, across)
        labels = _labels(network, circles, sizes, (across, high))
        if not np.isnan(labels).any() or high > TALLEST:
            break
        area *= GROWTH
    ax.figure.set_figheight(high)
    return _Drawing(circles, labels, sizes, (across, high), LETTERS[0])


def _fitted(ax, network: _Network) -> _Drawing:
    """A drawing in Axes that stay as they are, its labels as large as fit."""
    across, high = np.array(ax.get_window_extent().size) / ax.figure.dpi
    for letters in LETTERS:
        sizes = _label_sizes(ax, network, letters)
        circles, height = packed(network.parts, across * high / len(sizes), across)
        circles[:, 1] *= high / height
        labels = _labels(network, circles, sizes, (across, high))
        if not np.isnan(labels).any():
            break
    return _Drawing(circles, labels, sizes, (across, high), letters)


def _label_sizes(ax, network: _Network, letters: float) -> np.ndarray:
    return np.array([size_of(ax, text, size=letters) for text in network.labels])


def _labels(network: _Network, circles, sizes, corner) -> np.ndarray:
    """Push the circles apart, each with the room its label takes, and place the labels."""
    boxes = np.maximum(sizes, 2 * network.radii[:, None])
    boxes[:, 1] += 2 * network.radii
    push_apart(circles, boxes, corner)
    return placed_labels(circles, network.radii, network.lines, sizes, corner)


def _draw(ax, network: _Network, drawing: _Drawing) -> None:
    from matplotlib.collections import LineCollection

    across, high = drawing.corner
    ax.set(xlim=(0, across), ylim=(high, 0), xticks=[], yticks=[])
    segments = drawing.circles[network.lines]
    ax.add_collection(LineCollection(segments, linewidths=network.widths, colors=RULE, zorder=1))
    areas = (2 * network.radii * 72) ** 2  # scatter takes the square of the diameter in points
    ax.scatter(*drawing.circles.T, s=areas, color=BAR, edgecolors="white", zorder=3)
    halo = {"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.8, "linewidth": 0}
    for at, (text, centre) in enumerate(zip(network.labels, drawing.labels, strict=True)):
        if np.isnan(centre).any():
            continue
        circle, half = drawing.circles[at], drawing.sizes[at] / 2
        nearest = np.clip(circle, centre - half, centre + half)
        if np.hypot(*(nearest - circle)) > network.radii[at] + FAR:
            ax.plot(*np.array([circle, nearest]).T, color=QUIET, linewidth=0.6, zorder=2)
        at_centre = {"ha": "center", "va": "center", "zorder": 4}
        ax.text(*centre, text, size=drawing.letters, bbox=halo, **at_centre)


# --- pairs as a matrix --------------------------------------------------------------------


def plot_matrix(
    pairs: pd.DataFrame, *, top: int = 20, measure: str | None = None, columns: int = 2, ax=None
):
    """Draw pairs as a heat map: the network of :func:`plot_network` in rows and columns.

    A network shows the strongest pairs and their terms; a matrix also how these terms go with
    each other otherwise.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`cooccurrence`.
    top : int
        Terms to show at most: those of the strongest pairs. In one column 10 are the most that
        can be read.
    measure : str, optional
        Column that shades the cells; by default the measure of the table.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        Every pair of the table between these terms, below the diagonal; a cell is as dark as
        the pair is strong and shows ``n_ab``. Each term follows those to which it is tied most,
        so that groups stand together.

    Examples
    --------
    >>> pairs = pd.DataFrame({"term_a": ["iran"], "term_b": ["us"], "n_ab": [9], "npmi": [0.5]})
    >>> plot_matrix(pairs).news_alt_text
    'Heat map of 2 terms: Pairs as a matrix. iran – us 0.50.'
    """
    checks.columns(pairs, ["term_a", "term_b", "n_ab"], what="plot_matrix")
    checks.at_least("top", top, 1)
    checks.one_of("columns", columns, WIDTHS)
    top = min(top, MOST_ACROSS[columns] + 1)
    measure = measure_of(pairs, measure)
    if pairs.empty:
        return nothing(ax, "Pairs as a matrix", pairs, no_pair(pairs), columns)
    shown = _among_terms(pairs, top, measure)
    terms = _tied_together(shown)
    place = {term: at for at, term in enumerate(terms)}
    shade, n_ab = np.full((2, len(terms), len(terms)), np.nan)
    scores = finite(shown[measure].to_numpy(dtype=float))
    for a, b, score, n in zip(shown["term_a"], shown["term_b"], scores, shown["n_ab"], strict=True):
        low, high = sorted((place[a], place[b]))
        shade[high, low], n_ab[high, low] = score, n
    below = slice(1, None), slice(None, -1)
    down, across = shortened(terms[1:], DOWN[columns]), shortened(terms[:-1], ACROSS[columns])
    with chart(ax, len(down) * ROW, columns) as ax:
        printed = heat_map(ax, shade[below], n_ab[below], down, across, half=True)
        title = "Pairs as a matrix" + of_all(len(shown), len(pairs), "pairs")
        counted = number_note(pairs) if printed else ""
        heading(ax, title, pairs, note=f"Darker: stronger by {label(measure)}. {counted}")
        described = f"Heat map of {amount(len(terms), kind_of(pairs))}: {title}."
        describe_chart(ax, described, leading(pair_names(shown), shown[measure]))
    return ax


def _among_terms(pairs: pd.DataFrame, top: int, measure: str) -> pd.DataFrame:
    """The pairs between the first so many terms, strongest first."""
    ranked, terms = strongest(pairs, len(pairs), measure), set()
    for pair in zip(ranked["term_a"], ranked["term_b"], strict=True):
        if len(terms) >= top:
            break
        if len(terms.union(pair)) <= max(top, 2):  # else its place is for a pair with one new term
            terms.update(pair)
    return ranked[ranked["term_a"].isin(terms) & ranked["term_b"].isin(terms)]


def _tied_together(shown: pd.DataFrame) -> list[str]:
    """Terms in an order in which each has the strongest tie to one that stands before it.

    Of pairs from the strongest down: the tree that Prim's algorithm grows.
    """
    ties: dict[str, list[tuple[int, str]]] = {}
    for rank, (a, b) in enumerate(zip(shown["term_a"], shown["term_b"], strict=True)):
        ties.setdefault(a, []).append((rank, b))
        ties.setdefault(b, []).append((rank, a))
    placed: dict[str, None] = {}
    for start in ties:  # each part of the network begins with its strongest pair
        open_ties = [(-1, start)]
        while open_ties:
            tie = min(open_ties)
            open_ties.remove(tie)
            if tie[1] not in placed:
                placed[tie[1]] = None
                open_ties += ties[tie[1]]
    return list(placed)


# --- what charts of pairs share -----------------------------------------------------------


def measure_of(pairs: pd.DataFrame, measure: str | None) -> str:
    """The column that says how strong a pair is: the one asked for, or the table's measure."""
    if measure is not None:
        checks.columns(pairs, [measure], what="A chart of pairs")
        return measure
    counts = ["term_a", "term_b", "n_ab", "n_a", "n_b", "n_units", "p_value"]
    scores = [name for name in pairs.columns if name not in counts]
    return scores[0] if scores else "n_ab"


def strongest(pairs: pd.DataFrame, top: int, measure: str) -> pd.DataFrame:
    """The first pairs by a measure, then by name."""
    order = [measure, "term_a", "term_b"]
    return pairs.sort_values(order, ascending=[False, True, True], kind="stable").head(top)


def pair_names(pairs: pd.DataFrame, longest: int = LONGEST) -> list[str]:
    """The two terms of each pair with a dash between."""
    both = shortened([*pairs["term_a"], *pairs["term_b"]], longest)
    return [f"{a} – {b}" for a, b in zip(both[: len(pairs)], both[len(pairs) :], strict=True)]


def no_pair(pairs: pd.DataFrame) -> str:
    """The sentence that stands in place of an empty chart of pairs."""
    least = pairs.attrs.get("basis", {}).get("min_count", 1)
    if least == 1:
        return "No pair occurs."
    return f"No pair occurs {least:,} times; lower min_count."


def number_note(pairs: pd.DataFrame) -> str:
    """What the number beside a pair counts."""
    return f"Number: {pairs.attrs.get('basis', {}).get('unit', 'unit')}s with both."
