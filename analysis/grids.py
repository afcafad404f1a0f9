"""Charts of rows and columns: terms and actors along the texts, actors by document."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import checks, sums
from analysis.actors import COUNTED
from analysis.bars import x_axis
from analysis.labels import amount, leading, number, shortened
from analysis.partitions import is_partitioned
from analysis.style import (
    BAR,
    INK,
    LETTERS,
    MARGIN,
    QUIET,
    RULE,
    WIDTHS,
    chart,
    describe_chart,
    heading,
    nothing,
    size_of,
    text_edge,
)
from analysis.tokens import with_basis

MOST_DOCUMENTS = 12  # of a dispersion chart
MOST_ROWS = 60
TICK_ROW = 0.2  # inches
HEAD = {1: 40, 2: 80}  # small letters that the name of a document may be wide
EMPTY = "#F4F4F4"  # colour of an empty cell
EVEN = 0.179  # luminance on which black and white are told equally well
PALEST = 0.2  # how deep the blue of the weakest cell is, of 1
SMALLEST = 7  # points of a number in a cell
# In a chart one or two columns of a journal wide:
DOWN = {1: 22, 2: 42}  # small letters that a label beside a row may be wide
ACROSS = {1: 22, 2: 28}  # the same of a label below a column of cells
MOST_ACROSS = {1: 9, 2: 20}  # columns of cells, so that none is narrower than about 4 mm

# --- terms and actors along the texts -----------------------------------------------------


def plot_dispersion(
    table: pd.DataFrame,
    *,
    terms: Iterable[str],
    documents: pd.DataFrame | None = None,
    layers: Iterable[str] = COUNTED,
    columns: int = 2,
    ax=None,
):
    """Draw where in each text terms or actors occur: a tick an occurrence.

    Parameters
    ----------
    table : DataFrame
        Tokens, or mentions of actors.
    terms : iterable of str
        Terms as they are counted, or canonical names of actors; in this order.
    documents : DataFrame, optional
        With mentions: the documents, whose texts tell how long they are.
    layers : iterable of str
        With mentions: the layers to draw; by default those that ``n`` counts.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A row a document and term, with the number of its ticks at the end. Tokens lie at their
        position, mentions at their share of the text. Of many documents those with the most
        occurrences are shown, and the title says so.

    Raises
    ------
    ValueError
        Mentions without their documents.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran met the US. Iran left."]})
    >>> from analysis.tokens import tokenize
    >>> plot_dispersion(tokenize(documents), terms=["iran", "US"]).news_alt_text
    'Dispersion chart of 2 terms: Where in the texts (1 document). iran 2, US 1.'
    """
    checks.one_of("columns", columns, WIDTHS)
    terms = list(dict.fromkeys(terms))
    sizes = None
    if is_partitioned(table):  # only the tokens that are drawn are fetched
        sizes, table = sums.group_sizes(table, "doc_id", None), sums.tokens_of(table, terms)
    places, lengths, unit = _places(table, terms, documents, layers, sizes)
    noun = "actor" if "actor" in table.columns else "term"
    what = "Where in the texts"
    if places.empty:
        return nothing(ax, what, table, "None of these occurs in the texts.", columns)
    shown = _most_told(places, lengths, len(terms))
    title = f"{what} ({_documents_of(len(shown), len(lengths))})"
    if noun == "actor":
        table = with_basis(table.head(0), table, counted=", ".join(layers))
    with chart(ax, len(shown) * (len(terms) + 1) * TICK_ROW + 0.35, columns) as ax:
        _tick_rows(ax, places, terms, lengths.iloc[shown], shown, columns)
        x_axis(ax, unit, marks=True)
        heading(ax, title, table, note="Number: occurrences.")
        totals = places["item"].value_counts().reindex(terms, fill_value=0)
        totals = totals.sort_values(ascending=False, kind="stable")
        described = f"Dispersion chart of {amount(len(terms), noun)}: {title}."
        describe_chart(ax, described, leading(shortened(totals.index), totals))
    return ax


def _places(table, terms, documents, layers, sizes) -> tuple[pd.DataFrame, pd.Series, str]:
    """Number of document, item and place of each occurrence; the length of each document."""
    if "actor" not in table.columns:
        checks.columns(table, ["doc_id", "position", "term"], what="plot_dispersion")
        names, codes = table["doc_id"].cat.categories, table["doc_id"].cat.codes.to_numpy()
        if sizes is None:
            sizes = np.bincount(codes, minlength=len(names))
        lengths = pd.Series(sizes, index=names)
        wanted = table["term"].isin(terms).to_numpy()
        columns = {"document": codes[wanted], "item": table["term"][wanted].astype("str")}
        places = pd.DataFrame(columns).assign(place=table["position"][wanted])
        return places, lengths, "tokens from the beginning"
    if documents is None:
        raise ValueError(checks.needs_lengths("plot_dispersion"))
    lengths = sums.lengths(documents).clip(lower=1)
    counted = table["layer"].isin(list(layers)) & (table["rule"] != "ambiguous")
    kept = table[counted & table["actor"].isin(terms) & table["doc_id"].isin(lengths.index)]
    codes = lengths.index.get_indexer(kept["doc_id"].astype("str"))
    share = 100 * kept["start"].to_numpy() / lengths.to_numpy()[codes]
    columns = {"document": codes, "item": kept["actor"].astype("str"), "place": share}
    return pd.DataFrame(columns), lengths * 0 + 100, "per cent of the text"


def _most_told(places: pd.DataFrame, lengths: pd.Series, n_terms: int) -> list[int]:
    """Numbers of the documents to show, in corpus order: all, or those with most occurrences."""
    most = max(1, min(MOST_DOCUMENTS, MOST_ROWS // (n_terms + 1)))
    if len(lengths) <= most:
        return list(range(len(lengths)))
    n = np.bincount(places["document"], minlength=len(lengths))
    return sorted(np.argsort(-n, kind="stable")[:most].tolist())


def _documents_of(shown: int, total: int) -> str:
    if shown < total:
        return f"{shown:,} of {total:,} documents, those with most"
    return amount(total, "document")


def _tick_rows(
    ax, places, terms: list[str], lengths: pd.Series, shown: list[int], columns: int
) -> None:
    """For each document its name and a line a term, with a tick where the term occurs."""
    from matplotlib.transforms import blended_transform_factory

    block = len(terms) + 1
    first = {document: number * block for number, document in enumerate(shown)}
    places = places[places["document"].isin(shown)]
    item = places["item"].map({term: at for at, term in enumerate(terms, 1)})
    row = (places["document"].map(first) + item).to_numpy()
    rows = np.arange(len(shown) * block).reshape(len(shown), block)[:, 1:].ravel()
    end = max(lengths.max(), 1)
    ax.hlines(rows, 0, lengths.repeat(len(terms)), color=RULE, linewidth=0.6, zorder=1)
    ax.vlines(places["place"], row - 0.34, row + 0.34, color=BAR, linewidth=1.1, zorder=2)
    n = np.bincount(row, minlength=len(shown) * block)
    for y in rows:
        written = ax.annotate(
            number(n[y]), (end, y), xytext=(5, 0), textcoords="offset points", annotation_clip=False
        )
        written.set(size=8, va="center", color=INK if n[y] else QUIET)
    left, from_left, _ = text_edge(ax)
    for y, name in zip(first.values(), shortened(lengths.index, HEAD[columns]), strict=True):
        written = ax.text(left, y + 0.08, name, weight="bold", size=8, va="center")
        written.set(transform=blended_transform_factory(from_left, ax.transData), in_layout=False)
    ax.set_yticks(rows, labels=shortened(terms, LETTERS[columns]) * len(shown))
    ax.set(xlim=(0, end), ylim=(len(shown) * block - 0.4, -0.5))


# --- the grid -----------------------------------------------------------------------------


def heat_map(
    ax, shade: np.ndarray, numbers: np.ndarray, down: list[str], across: list[str], half=False
) -> bool:
    """Shaded cells, with numbers where there is room for them; whether there was. NaN is empty.

    The shade goes with the square root, so that one large value leaves the others different.
    With ``half`` there are no cells above the diagonal.
    """
    from matplotlib import colormaps
    from matplotlib.collections import PolyCollection

    low, high = np.nanmin(shade), np.nanmax(shade)
    level = np.sqrt((shade - low) / (high - low)) if high > low else shade * 0 + 1
    colors = colormaps["Blues"].with_extremes(bad=EMPTY)(PALEST + (1 - PALEST) * level)
    rows, places = np.nonzero(np.tri(*shade.shape) if half else np.ones(shade.shape))
    corners = np.column_stack([places, rows])[:, None] + [[0, 0], [1, 0], [1, 1], [0, 1]]
    look = {"facecolors": colors[rows, places], "edgecolors": "white", "linewidth": 1}
    ax.add_collection(PolyCollection(corners, **look))
    label_width = max(size_of(ax, name, size=8)[0] for name in down)
    free = ax.figure.get_figwidth() - 2 * MARGIN - label_width - 0.1
    cell = min(free, ax.get_window_extent().width / ax.figure.dpi) / len(across)
    flat = max(size_of(ax, name, size=8)[0] for name in across) < cell - 0.06
    ax.set_yticks(np.arange(len(down)) + 0.5, labels=down)
    ax.set_xticks(np.arange(len(across)) + 0.5, labels=across, rotation=0 if flat else 90)
    ax.tick_params(length=0)
    ax.set(xlim=(0, len(across)), ylim=(len(down), 0))
    texts = [number(value) for value in np.unique(numbers[np.isfinite(numbers)])]
    widest = size_of(ax, max(texts, key=len), size=8)[0]
    letters = min(8.0, 8 * (cell - 0.03) / widest)
    if letters >= SMALLEST:
        _print_numbers(ax, numbers, colors, letters)
    return letters >= SMALLEST


def luminance(color: np.ndarray) -> float:
    """How bright a colour is, from 0 to 1, as WCAG 2.2 defines it."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _print_numbers(ax, numbers: np.ndarray, colors: np.ndarray, letters: float) -> None:
    """A number in each cell, light on dark and dark on light."""
    for (row, column), value in np.ndenumerate(numbers):
        if np.isfinite(value):
            ink = "white" if luminance(colors[row, column, :3]) < EVEN else "black"
            at = {"ha": "center", "va": "center_baseline", "color": ink}
            ax.text(column + 0.5, row + 0.5, number(value), size=letters, **at)
