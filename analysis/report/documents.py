"""The pages of whole documents: what the report counted in each, marked at its place.

Made only where ``full_text`` is asked for, and only for documents that a passage in a page of
the run names. A mark leads back to the passage that led here. What to mark stands in the run's
``passages/*.csv``; nothing is searched again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.corpus import variables_of
from analysis.display import format_value
from analysis.labels import visible
from analysis.opening import document_file
from analysis.report.page import render
from analysis.sums import rows_of

KINDS = {"term": "Term", "actor": "Actor", "quotation": "Quotation", "source": "Source"}


class Mark(NamedTuple):
    """A marked span of a document: what it is, and where a page shows it (empty: nowhere)."""

    start: int
    end: int
    kind: str
    of: str
    back: str


class Span(NamedTuple):
    """A piece of text under the same marks."""

    text: str
    anchor: str
    kinds: str
    of: str
    back: str


def write_documents(folder: Path, documents: pd.DataFrame, run: dict) -> list[str]:
    """Write ``documents/*.html`` of a run.

    Parameters
    ----------
    folder : Path
        Of the run, with its pages and ``passages/``.
    documents : DataFrame
        The corpus; of one in partitions only these documents are read back.
    run : dict
        ``run.json``.

    Returns
    -------
    list of str
        The names of the pages.
    """
    marks = _marks(folder)
    named = {page for page, some in marks.items() if any(mark.back for mark in some)}
    written = []
    names = [n for n in variables_of(documents)["doc_id"] if document_file(n) in named]
    for _, document in rows_of(documents, names).iterrows():
        name = document_file(document["doc_id"])
        (folder / "documents").mkdir(exist_ok=True)
        html = document_page(document, marks[name], run)
        (folder / "documents" / name).write_text(html, encoding="utf-8", errors="replace")
        written.append(name)
    return sorted(written)


def _marks(folder: Path) -> dict[str, list[Mark]]:
    """The marks of each document page, as the passages of the run say."""
    home = _pages_of_anchors(folder)
    found: dict[str, list[Mark]] = {}
    for file in sorted(folder.glob("passages/*.csv")):
        lines = pd.read_csv(file, dtype="str", keep_default_na=False)
        for line in lines.itertuples(index=False):
            back = f"../{home[line.anchor]}#{line.anchor}" if line.anchor in home else ""
            for span in line.marks.split():
                start, end = map(int, span.split(":"))
                found.setdefault(line.page, []).append(Mark(start, end, line.kind, line.of, back))
    return found


def _pages_of_anchors(folder: Path) -> dict[str, str]:
    """Which page of the run has the passage with an anchor."""
    anchor = re.compile(r'<li id="(e-[^"]+)"')
    pages = sorted(folder.glob("*.html"))
    return {
        found: page.name
        for page in reversed(pages)  # of two pages with one anchor the first is led back to
        for found in anchor.findall(page.read_text(encoding="utf-8"))
    }


def document_page(document: pd.Series, marks: Iterable[Mark], run: dict) -> str:
    """The page of one document: its variables, its text, and every mark a way back.

    Parameters
    ----------
    document : Series
        A row of ``documents``.
    marks : iterable of Mark
        In any order; they may overlap.
    run : dict
        ``run.json``.
    """
    marks = sorted(marks)
    spans = marked_text(document["text"], marks)
    variables = [
        (str(name), format_value(value))
        for name, value in document.drop(["text", "doc_id"]).items()
        if not pd.isna(value) and str(value)
    ]
    kinds = [(kind, KINDS[kind]) for kind in KINDS if any(mark.kind == kind for mark in marks)]
    return render(
        "document_page.html.j2",
        title=visible(str(document.get("title") or "")) or visible(document["doc_id"]),
        doc_id=visible(document["doc_id"]),
        variables=variables,
        paragraphs=paragraphs(spans),
        kinds=kinds,
        n_places=sum(bool(span.back) for span in spans),
        run=run,
    )


def marked_text(text: str, marks: list[Mark]) -> list[Span]:
    """The text in pieces, each under the same marks; a mark's anchor is where it begins.

    Examples
    --------
    >>> marks = [Mark(0, 8, "term", "iran", ""), Mark(5, 8, "actor", "Iran", "../p.html#e-1")]
    >>> [(span.text, span.anchor, span.kinds) for span in marked_text("Great Iran", marks)]
    [('Great', 'c0', 'term'), (' Ir', 'c5', 'term actor'), ('an', '', '')]
    """
    size = len(text)
    starts = {mark.start for mark in marks}
    borders = sorted({0, size, *(min(place, size) for mark in marks for place in mark[:2])})
    spans, open_marks, coming = [], [], list(reversed(marks))
    for start, end in pairwise(borders):
        open_marks = [mark for mark in open_marks if mark.end > start]
        while coming and coming[-1].start <= start:
            open_marks.append(coming.pop())
        kinds = [kind for kind in KINDS if any(mark.kind == kind for mark in open_marks)]
        spans.append(
            Span(
                text[start:end],
                f"c{start}" if start in starts else "",
                " ".join(kinds),
                "; ".join(dict.fromkeys(mark.of for mark in open_marks)),
                next((mark.back for mark in reversed(open_marks) if mark.back), ""),
            )
        )
    return spans


def paragraphs(spans: Iterable[Span]) -> list[list[Span]]:
    """The pieces by paragraph: a blank line ends one; a mark may go on in the next."""
    found: list[list[Span]] = [[]]
    for span in spans:
        parts, anchor = re.split(r"\s*\n\s*\n\s*", span.text), span.anchor
        for number, part in enumerate(parts):
            if number:
                found.append([])
            if part:
                found[-1].append(span._replace(text=visible_lines(part), anchor=anchor))
                anchor = ""
    return [paragraph for paragraph in found if paragraph]


def visible_lines(text: str) -> str:
    """Visible text that keeps its line breaks.

    Examples
    --------
    >>> visible_lines("a\\u202eb\\r\\nc")
    'a[U+202E]b\\nc'
    """
    return "\n".join(visible(line) for line in re.split(r"\r\n|\r|\n", text))
