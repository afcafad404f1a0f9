"""What a notebook shows and a report keeps: tables, charts and sentences.

``save_table`` and ``save_chart`` show their argument as the cell's output and, where ``output``
names a folder, write it to ``tables/`` and ``charts/`` there. Text from a corpus is shown as
text: never read as HTML, Markdown or a spreadsheet formula. Nothing is counted here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.corpus import fingerprint, resolve_path, variables_of
from analysis.exchange import neutral
from analysis.sums import group_sizes

if TYPE_CHECKING:
    from analysis.opening import Evidence

DPI = 104  # of a picture in a notebook: readable everywhere, and a report stays small
RASTER_DPI = 300  # of the saved PNG: what a journal asks for; the SVG has no limit


class Sentence:
    """Markdown whose values stand as text; the output of :func:`say`."""

    def __init__(self, markdown: str):
        """Keep the finished Markdown."""
        self.markdown = markdown

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.markdown


def say(template: str, *values: object) -> Sentence:
    """A sentence with values in the places of ``{}``; no value is read as Markdown or HTML.

    Parameters
    ----------
    template : str
        Markdown with ``{}`` for each value.
    values : object
        Whole numbers get thousands separators, other numbers two decimals.

    Returns
    -------
    Sentence
        Shown as Markdown in which each value is just its characters.

    Examples
    --------
    >>> say("**{}** occurs {} times.", "a*b<i>", 1200)
    **a&#42;b&lt;i&gt;** occurs 1,200 times.
    """
    return Sentence(template.format(*map(markdown_text, values)))


def markdown_text(value: object) -> str:
    """A value as Markdown that shows just its characters."""
    text = escape(format_value(value), quote=False)
    return re.sub(r"[\\`*_{}\[\]()#+!|~$:@-]", _character, text) if isinstance(value, str) else text


def _character(match: re.Match) -> str:
    """A character that Markdown does not read; one that begins mathematics stands alone."""
    code = f"&#{ord(match[0])};"
    return f'<span class="{_NO_MATHEMATICS}">{code}</span>' if match[0] in "\\$" else code


def format_value(value: object) -> str:
    """A value of a table as it is read by people."""
    from analysis.labels import visible

    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return f"{value:,}"
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, (float, np.floating)):
        return f"{value:,.3g}" if 0 < abs(value) < 0.1 else f"{value:,.2f}"
    return visible(str(value))


def describe_corpus(documents: pd.DataFrame, tokens: pd.DataFrame | None = None) -> Sentence:
    """What was read: documents, tokens, dates and the fingerprint that tells if a text changed.

    Parameters
    ----------
    documents : DataFrame
        The documents; a variable ``date`` gives the period.
    tokens : DataFrame, optional
        Their tokens, to be counted.

    Returns
    -------
    Sentence
        Markdown.

    Examples
    --------
    >>> describe_corpus(pd.DataFrame({"doc_id": ["a"], "text": ["Iran"]}))
    Corpus: 1 document, undated; corpus fingerprint `8e631cafa2c2`.
    """
    variables = variables_of(documents)
    parts = [f"{len(variables):,} document{'' if len(variables) == 1 else 's'}"]
    if tokens is not None:
        parts.append(f"{group_sizes(tokens, None, None).sum():,} tokens")
    dates = variables["date"].dropna() if "date" in variables else []
    if len(dates):
        undated = len(variables) - len(dates)
        period = f"dated {dates.min().date()} to {dates.max().date()}"
        parts.append(period + (f" ({undated:,} undated)" if undated else ""))
    else:
        parts.append("undated")
    return Sentence(f"Corpus: {', '.join(parts)}; corpus fingerprint `{fingerprint(documents)}`.")


class ShownTable:
    """The first rows of a table as HTML with a caption; the output of :func:`save_table`."""

    def __init__(
        self,
        table: pd.DataFrame,
        title: str,
        top: int,
        file: str = "",
        under: Sequence[str] = (),
        note: str = "",
    ):
        """Keep the rows to show with what opens under each, and the size of the whole."""
        self.rows, self.size, self.title, self.file = table.head(top), len(table), title, file
        self.under, self.note = under, note

    def __repr__(self) -> str:
        return self.rows.to_string(index=False) if len(self.rows) else f"{self.title}: no rows"

    def _repr_html_(self) -> str:
        from analysis.labels import basis_line

        shown = f"{len(self.rows):,} of {self.size:,} rows" if self.size > len(self.rows) else ""
        whole = f'; all: <a href="{escape(self.file)}">{escape(self.file)}</a>' if self.file else ""
        about = escape(basis_line(self.rows))
        parts = [escape(self.title), shown and shown + whole, about, self.note]
        caption = ". ".join(filter(None, parts))
        number = [pd.api.types.is_numeric_dtype(self.rows[name]) for name in self.rows]
        head = "".join(
            f'<th scope="col"{_NUMBER * is_number}>{escape(str(name))}</th>'
            for name, is_number in zip(self.rows, number, strict=True)
        )
        body = "\n".join(
            f"<tr>{''.join(_cells(row, number))}</tr>{under}"
            for row, under in zip_longest(
                self.rows.itertuples(index=False), self.under, fillvalue=""
            )
        )
        body = body or f'<tr><td colspan="{len(number)}">no rows</td></tr>'
        return (
            f'<table class="news-table {_NO_MATHEMATICS}">\n<caption>{caption}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )


_NUMBER = ' class="number"'
# JupyterLab sets what stands between dollars as mathematics, but not in elements of these classes.
_NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"


def _cells(row: tuple, number: list[bool]) -> Iterable[str]:
    for place, (value, is_number) in enumerate(zip(row, number, strict=True)):
        text = escape(format_value(value))
        if place == 0 and not is_number and text:  # an empty cell heads nothing
            yield f'<th scope="row">{text}</th>'
        else:
            yield f"<td{_NUMBER * is_number}>{text}</td>"


def save_table(
    table: pd.DataFrame,
    name: str,
    *,
    title: str = "",
    output: str | Path = "",
    top: int = 20,
    evidence: Evidence | None = None,
) -> ShownTable:
    """Show the first rows of a table; write the whole to ``<output>/tables/<name>.csv``.

    With ``evidence`` each row opens to the passages that it counts, and those of all rows shown
    are written to ``<output>/passages/<name>.csv``.

    Parameters
    ----------
    table : DataFrame
        Any result.
    name : str
        File name without suffix.
    title : str
        Stands above the table, before its basis; the name if empty.
    output : str or Path
        A folder; empty: nothing is written.
    top : int
        Rows to show.
    evidence : Evidence, optional
        What stands behind the rows; it also says whether texts may be shown, and how much.

    Returns
    -------
    ShownTable
        Shown by JupyterLab as HTML with a caption that says what was counted. In the CSV
        (UTF-8) a text cell that begins with = + - @ or a tab gets an apostrophe in front, so
        that no spreadsheet runs it.

    Examples
    --------
    >>> save_table(pd.DataFrame({"term": ["iran"], "n": [25]}), "terms")
    term  n
    iran 25
    """
    folder = resolve_path(output) if output else None
    whole = table if evidence is None else evidence.harmless(table)
    if folder:
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        safe = whole.copy()
        for column in safe.columns[[not _harmless(safe[c]) for c in safe]]:
            safe[column] = safe[column].map(neutral)
        safe.to_csv(folder / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    file = f"tables/{name}.csv" if folder else ""
    if evidence is None:
        return ShownTable(whole, title or name, top, file)
    under, note = _opened(evidence, table.head(top), name, folder, whole.shape[1])
    return ShownTable(whole, title or name, top, file, under, note)


def _opened(
    evidence: Evidence, rows: pd.DataFrame, name: str, folder: Path | None, columns: int
) -> tuple[list[str], str]:
    """What stands under each row, as HTML, and what the caption says of it."""
    from analysis.opening import row_html, save_passages

    if not evidence.show:
        return [], "Passages are withheld (evidence is off)"
    opened = evidence.open(rows)
    if not opened:
        return [], ""
    linked = evidence.full_text and bool(folder)
    file = save_passages(opened, name, folder, linked=linked) if folder else ""
    how = {"file": file, "linked": linked}
    under = [row_html(row, f"e-{name}-{n}", columns, **how) for n, row in enumerate(opened, 1)]
    return under, "Each row opens to its passages"


def _harmless(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)


class ShownChart:
    """A chart as PNG with its alternative text; the output of :func:`save_chart`."""

    def __init__(self, png: bytes, alt: str):
        """Keep the picture and the text that stands for it."""
        self.png, self.alt = png, alt

    def __repr__(self) -> str:
        return f"Chart: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/png": self.png, "text/plain": repr(self)}, {"image/png": {"alt": self.alt}}


def save_chart(ax, name: str, *, output: str | Path = "") -> ShownChart:
    """Show a chart; write it to ``<output>/charts/<name>.png`` and ``.svg``.

    Parameters
    ----------
    ax : matplotlib Axes
        From a ``plot_`` function; its figure is closed.
    name : str
        File name without suffix.
    output : str or Path
        A folder; empty: nothing is written.

    Returns
    -------
    ShownChart
        The picture with the alternative text computed from its table. Files are the same byte
        for byte from run to run.

    Examples
    --------
    >>> from analysis.charts import plot_frequency
    >>> terms = pd.DataFrame({"term": ["iran"], "n": [25], "n_docs": [2]})
    >>> save_chart(plot_frequency(terms), "terms").alt[:5]
    'Bar c'
    """
    import matplotlib.pyplot as plt

    from analysis.style import alt_text

    figure = ax.figure
    if output:
        folder = resolve_path(output) / "charts"
        folder.mkdir(parents=True, exist_ok=True)
        svg = _svg(figure, name, alt_text(ax))
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        (folder / f"{name}.png").write_bytes(_png(figure, RASTER_DPI))
    # Letters fitted to so few pixels would be up to a tenth wider than they were measured.
    with plt.rc_context({"text.hinting": "none"}):
        picture = _png(figure, DPI)
    plt.close(figure)
    return ShownChart(picture, alt_text(ax))


def _svg(figure, name: str, title: str) -> str:
    """The figure as SVG with its letters as text: it can be searched, read aloud and edited.

    Where our wide letters are missing, narrower ones stand in their places.
    """
    import matplotlib.pyplot as plt

    from analysis.style import small_svg

    written = io.StringIO()
    with plt.rc_context({"svg.hashsalt": name, "svg.fonttype": "none"}):
        figure.savefig(written, format="svg", metadata={"Date": None, "Title": title})
    return small_svg(written.getvalue())


def _png(figure, dpi: int) -> bytes:
    """The figure as PNG of at most 32 colours: a quarter of the size, the same to the eye."""
    from PIL import Image

    full, small = io.BytesIO(), io.BytesIO()
    figure.savefig(full, dpi=dpi, metadata={"Software": None})
    picture = Image.open(full).convert("RGB").quantize(32, dither=Image.Dither.NONE)
    picture.save(small, "PNG", optimize=True, dpi=(dpi, dpi))
    return small.getvalue()
