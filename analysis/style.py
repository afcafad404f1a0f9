"""How every chart looks and reads: the figure, its heading, its labels, its alternative text.

The style sheet holds for the time of drawing only. Text is never read as mathematics: in a text
from a corpus a dollar sign is a dollar sign. Nothing here knows a kind of table.

A chart is as wide as one or two columns of a journal; its letters have 7 to 9 points in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis import checks
from analysis.labels import (
    ISOLATES,
    basis_line,
    drawn,
    families,
    filled,
    in_two_lines,
    room_of,
    shortened,
)

STYLE_SHEET = Path(__file__).parent / "data" / "news.mplstyle"
MM = 1 / 25.4  # inches
WIDTHS = {1: 88 * MM, 2: 178 * MM}  # of a chart in one and in two columns of a journal
LETTERS = {1: 22, 2: 42}  # small letters that a line of a row's name may be wide
ROW = 0.24  # inches that a row of a chart takes, with its label in one line
MARGIN = 0.1  # inches at the edge of a figure

# Okabe and Ito's blue and orange: told apart by everyone, one dark, one light.
BAR = "#0072B2"
OPPOSITE = "#E69F00"
INK = "#222222"
QUIET = "#555555"
RULE = "#BBBBBB"


@contextmanager
def chart(ax, height: float, columns: int = 2) -> Iterator:
    """Axes to draw in, in the style of all charts.

    Given Axes stay where they are, as large as they are. Otherwise a figure is made, one or two
    ``columns`` of a journal wide, whose Axes are ``height`` inches high; it grows by what stands
    above and below them, so that nothing is squeezed or cut.
    """
    import matplotlib.pyplot as plt
    from matplotlib import style
    from matplotlib.text import Text

    own = ax is None
    with style.context(STYLE_SHEET):
        if own:
            ax = plt.subplots(figsize=(width_of(columns), height))[1]
            ax.set_position((0, 0, 1, 1))
        else:  # its spines and ticks were made in another style
            ax.spines[:].set_visible(False)
            ax.tick_params("x", labelsize=8, length=3)
            ax.tick_params("y", labelsize=8, length=0)
        yield ax
        for text in ax.findobj(Text):
            _plain(text)
        if own:
            _settle(ax)


def _plain(text) -> None:
    """Draw a text as it is written, in fonts that have its characters."""
    text.set_parse_math(False)
    fonts = families(text.get_text())
    text.set_fontfamily(fonts)
    if len(fonts) > 1:
        text.set_fontweight("normal")  # not every font has a bold one


def _settle(ax) -> None:
    """Place the Axes so that all that is written around them is inside the figure."""
    figure = ax.figure
    (width, height), left, right = figure.get_size_inches(), MARGIN, MARGIN
    for _ in range(4):  # a text at the end of a bar moves when the Axes get narrower
        ax.set_position((left / width, 0, 1 - (left + right) / width, 1))
        texts = [text.get_window_extent() for text in ax.texts if text.get_in_layout()]
        labels = [axis.get_tightbbox() for axis in (ax.xaxis, ax.yaxis)]
        inside = ax.get_window_extent()
        boxes = [inside, *texts, *filter(None, labels)]
        left = MARGIN + (inside.x0 - min(box.x0 for box in boxes)) / figure.dpi
        right = MARGIN + (max(box.x1 for box in boxes) - inside.x1) / figure.dpi
    below = MARGIN + (inside.y0 - min(box.y0 for box in boxes)) / figure.dpi
    above = MARGIN + (ax.title.get_window_extent().y1 - inside.y1) / figure.dpi
    whole = below + height + above
    figure.set_figheight(whole)
    ax.set_position((left / width, below / whole, 1 - (left + right) / width, height / whole))


def heading(ax, title: str, table: pd.DataFrame, *, note: str = "", keys: Sequence = ()) -> None:
    """Write above the Axes: the title, how to read the chart, what was counted, and the key.

    In a figure with one Axes the heading begins at the edge of the figure and is broken at its
    width. ``keys`` are labelled artists; each is in the key, however many lines that takes.
    """
    from matplotlib.transforms import blended_transform_factory

    left, from_left, room = text_edge(ax)
    place = blended_transform_factory(from_left, ax.transAxes)
    above = 6.0  # points
    if keys:
        above += _key(ax, keys, left, place, room) + 4
    basis = _unbroken(drawn(basis_line(table)))
    for text, font in [(basis, {"size": 7, "color": QUIET}), (note, {"size": 8})]:
        if text:
            lines = wrapped(ax, text, room, **font)
            written = ax.annotate(
                lines, (left, 1), xycoords=place, xytext=(0, above), textcoords="offset points",
                ha="left", va="bottom", annotation_clip=False, **font,
            )  # fmt: skip
            written.set_in_layout(False)
            above += size_of(ax, lines, **font)[1] * 72 + 4
    ax.set_title(wrapped(ax, title, room, size=9, weight="bold"), pad=above, ha="left")
    ax.title.set_position((left, 1))
    ax.title.set_transform(place + ax.titleOffsetTrans)


def _unbroken(basis: str) -> str:
    """A basis line that is broken after a dot, or inside a long choice, but in no short one."""
    space = "\N{NO-BREAK SPACE}"
    choices = [c.replace(" ", space) if len(c) <= 40 else c for c in basis.split(" · ")]
    return f"{space}· ".join(choices)


def text_edge(ax) -> tuple[float, object, float]:
    """Where lines of text begin, in which transform, and how many inches they may take.

    That is the edge of the figure if these Axes are its only ones, else the edge of the Axes.
    """
    figure = ax.figure
    if len(figure.axes) > 1:
        return 0.0, ax.transAxes, ax.get_window_extent().width / figure.dpi
    width = figure.get_figwidth()
    return MARGIN / width, figure.transFigure, width - 2 * MARGIN


def _key(ax, keys: Sequence, left: float, place, room: float) -> float:
    """Draw the key in as many columns as fit; its height in points."""
    from matplotlib.transforms import ScaledTranslation

    lift = ScaledTranslation(0, 6 / 72, ax.figure.dpi_scale_trans)
    for columns in range(len(keys), 0, -1):
        key = ax.legend(
            handles=list(keys), ncols=columns, loc="lower left", bbox_to_anchor=(left, 1),
            bbox_transform=place + lift,
        )  # fmt: skip
        for text in key.get_texts():
            _plain(text)
        box = key.get_window_extent()
        if box.width / ax.figure.dpi <= room:
            break
    key.set_in_layout(False)
    return box.height / ax.figure.dpi * 72


def describe_chart(ax, *sentences: str) -> None:
    """Keep the alternative text of a chart; it has no lines."""
    text = " ".join(filter(None, sentences)).replace("\n", " ")
    ax.news_alt_text = text.translate(dict.fromkeys(map(ord, ISOLATES)))


def alt_text(ax) -> str:
    """The text that stands for a chart where it cannot be seen.

    Parameters
    ----------
    ax : matplotlib Axes
        From a ``plot_`` function, which keeps the text in ``ax.news_alt_text``.

    Returns
    -------
    str
        Kind of chart, what it shows, how many items, the leading values and the range; the
        title for other Axes.

    Examples
    --------
    >>> from analysis.charts import plot_frequency
    >>> terms = pd.DataFrame({"term": ["iran", "us"], "n": [25, 14], "n_docs": [2, 2]})
    >>> alt_text(plot_frequency(terms))
    'Bar chart of 2 terms: Most frequent terms. iran 25, us 14.'
    """
    return getattr(ax, "news_alt_text", "") or ax.get_title()


def nothing(ax, title: str, table: pd.DataFrame, sentence: str, columns: int = 2):
    """Axes with a sentence in place of a chart."""
    with chart(ax, 0.7, columns) as ax:
        ax.set(xticks=[], yticks=[])
        sentence_lines = wrapped(ax, sentence, text_edge(ax)[2], size=9)
        ax.text(0, 0.5, sentence_lines, va="center", transform=ax.transAxes)
        heading(ax, title, table)
        describe_chart(ax, f"{title}: {sentence}")
    return ax


# --- sizes --------------------------------------------------------------------------------


def width_of(columns: int) -> float:
    """Inches that a chart is wide: one or two columns of a journal, 88 or 178 mm.

    Examples
    --------
    >>> round(width_of(1), 2), round(width_of(2), 2)
    (3.46, 7.01)
    """
    checks.one_of("columns", columns, WIDTHS)
    return WIDTHS[columns]


def row_names(values: Iterable[object], columns: int = 2) -> list[str]:
    """The names of rows, short and all different; in a narrow chart a long one takes two lines."""
    width_of(columns)
    names = shortened(values)
    return names if columns == 2 else [in_two_lines(name, LETTERS[columns]) for name in names]


def size_of(ax, text: str, **font) -> tuple[float, float]:
    """Width and height of a text in inches."""
    artist = ax.text(0, 0, text, parse_math=False, fontfamily=families(text), **font)
    box = artist.get_window_extent()
    artist.remove()
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def wrapped(ax, text: str, room: float, **font) -> str:
    """A text in lines that are no wider than so many inches."""
    width = size_of(ax, text, **font)[0]
    most, lines = room_of(text), text
    while width > room and most > 8:
        most = min(most - 1, most * room / width + 2)
        lines = filled(text, most)
        width = size_of(ax, lines, **font)[0]
    return lines


# --- files --------------------------------------------------------------------------------

_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ELEMENT = re.compile(r"<[a-z][^<>]*>")  # in texts and in values < and > are escaped
_DECIMALS = re.compile(r"\d+\.\d{3,}")
_VERB = re.compile(r"\s*([A-Zz])\s*")


def small_svg(svg: str) -> str:
    """An SVG of matplotlib in less room, the same to the eye.

    Places are rounded to the hundredth of a point; comments, which repeat the texts, go.

    Examples
    --------
    >>> small_svg('<!-- a --><path d="M 1.23456 2 \\nL 3 4 \\nz"/>')
    '<path d="M1.23 2L3 4z"/>'
    """

    def short(match) -> str:
        element = _DECIMALS.sub(_rounded, match[0])
        return re.sub(r" d=\"[^\"]*", lambda path: _VERB.sub(r"\1", path[0]).rstrip(), element)

    return _ELEMENT.sub(short, re.sub(r">\s+<", ">\n<", _COMMENT.sub("", svg)))


def _rounded(match) -> str:
    if match[0].startswith("0."):  # a scale: small, and what it multiplies is large
        return match[0]
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
