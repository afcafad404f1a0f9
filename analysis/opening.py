"""The passages under the rows of a table, for JupyterLab and for the report.

:class:`Evidence` knows the texts and what was counted in them; ``save_table`` asks it to open the
rows that it shows. What a reader sees at once is limited and says so; the whole list goes into a
file. Passages of a corpus are text here, never markup.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from html import escape
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import checks
from analysis.counts import tokens_and_documents
from analysis.exchange import neutral
from analysis.labels import label, visible
from analysis.partitions import is_partitioned, reduced, split
from analysis.passages import Asked, kind_of, places_counted
from analysis.snippets import Piece, snippet
from analysis.sums import known_terms, typed_in, with_known

SHOWN = 20  # passages of a row that a page holds; the file has the others
IN_FILE = 20_000  # passages of a table that its file holds, in equal shares of the rows
WIDTH = 50  # code points of text on either side of a place
TEXTS = ("text", "passage", "example", "left", "node", "right")  # columns with words of the corpus
LABELS = ("term", "term_a", "term_b", "actor", "speaker", "source", "category", "surface")


class Passage(NamedTuple):
    """A passage of a row: where it stands, its text in pieces, and what is marked in it."""

    doc_id: str
    start: int
    end: int
    date: str
    pieces: list[Piece]
    marks: list[tuple[int, int]]


class Opened(NamedTuple):
    """A row with its passages: ``n`` of them, of which ``passages`` holds the first ones."""

    label: str
    marked: str  # term, actor, quotation or source
    n: int
    passages: list[Passage]


class Evidence:
    """What stands behind the numbers of a notebook: its texts and what was counted in them.

    Parameters
    ----------
    documents : DataFrame
        The documents.
    tokens : DataFrame, optional
        The tokens that were counted; made with the defaults where missing.
    mentions, quotes, attributions : DataFrame, optional
        What was counted, for rows of actors, of speakers and of outlets.
    dictionary : mapping, optional
        The dictionary that was counted.
    show : bool
        False: no text of the corpus is shown, neither in a page nor in a file.
    max_snippet : int
        Most code points of a passage.
    full_text : bool
        Link each passage to the page of its document, which a report then makes.

    Raises
    ------
    ValueError
        ``max_snippet`` below 1.

    Examples
    --------
    >>> from analysis.frequencies import term_frequency
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran met Poland. Iran left."]})
    >>> behind = Evidence(documents, max_snippet=20)
    >>> [row] = behind.open(term_frequency(documents).head(1))
    >>> row.label, row.n
    ('iran', 2)
    >>> [plain(passage.pieces) for passage in row.passages]
    ['[[Iran]] met…', '…Poland. [[Iran]] left.']
    """

    def __init__(
        self,
        documents: pd.DataFrame,
        tokens: pd.DataFrame | None = None,
        *,
        mentions: pd.DataFrame | None = None,
        quotes: pd.DataFrame | None = None,
        attributions: pd.DataFrame | None = None,
        dictionary: Mapping[str, Iterable[str]] | None = None,
        show: bool = True,
        max_snippet: int = 300,
        full_text: bool = False,
    ):
        """Keep what may be asked for; nothing is searched yet."""
        checks.at_least("max_snippet", max_snippet, 1)
        self.documents, self._given = documents, tokens
        self.counted = {
            "mentions": mentions,
            "dictionary": dictionary,
            "quotes": quotes,
            "attributions": attributions,
        }
        self.show, self.max_snippet, self.full_text = show, max_snippet, full_text and show

    @cached_property
    def tokens(self) -> pd.DataFrame:
        """The tokens that were counted; made only if a row asks for them."""
        given = self.documents if self._given is None else self._given
        return tokens_and_documents(given, self.documents)[0]

    def open(self, rows: pd.DataFrame) -> list[Opened]:
        """The passages of each of these rows, in the order of the corpus; none if not shown.

        Parameters
        ----------
        rows : DataFrame
            Rows of a result, with its basis.

        Returns
        -------
        list of Opened
            One for each row; empty where the rows are of no kind that has passages.
        """
        if not self.show or rows.empty or kind_of(rows.iloc[0]) is None:
            return []
        if is_partitioned(self.documents):
            return self._open_in_partitions(rows)
        basis, most = dict(rows.attrs.get("basis", {})), IN_FILE // len(rows)
        return [self._opened(row, basis, most) for _, row in rows.iterrows()]

    def _open_in_partitions(self, rows: pd.DataFrame) -> list[Opened]:
        """All rows in one pass, of which the first passages are kept."""
        tokens = self._given if kind_of(rows.iloc[0]).of_tokens else None
        tables = {name: table for name, table in self.counted.items() if name != "dictionary"}
        given = [name for name, table in tables.items() if table is not None]
        dictionary = self.counted["dictionary"]
        typed = typed_in(rows.attrs.get("basis", {}), dictionary)
        return reduced(
            _open_part,
            partial(_more, most=IN_FILE // len(rows)),
            self.documents,
            tokens,
            *(split(tables[name], self.documents) for name in given),
            rows=rows,
            known=known_terms(self.documents if tokens is None else tokens, typed),
            given=given,
            dictionary=dictionary,
            max_snippet=self.max_snippet,
        )

    def _opened(self, row: pd.Series, basis: dict, most: int) -> Opened:
        kind = kind_of(row)
        tokens = self.tokens if kind.of_tokens else None
        places = places_counted(Asked(row, basis, self.documents, tokens, **self.counted))
        in_corpus = self._number.get_indexer(places["doc_id"].astype("str"))
        places = places.assign(document=in_corpus).sort_values(["document", "start"], kind="stable")
        places = places[places["document"] >= 0]  # a place can be in another partition
        passages = []
        names, texts, days = self._columns
        for start, end, marks, number in places.head(most)[
            ["start", "end", "marks", "document"]
        ].itertuples(index=False):
            width = 0 if kind.whole else WIDTH
            how = {"width": width, "longest": self.max_snippet}
            # The node of a collocate is marked too and may stand some way off.
            spans = [(start, end), *marks]
            around = (min(first for first, _ in spans), max(last for _, last in spans))
            pieces = snippet(texts[number], around, marks, **how)
            passages.append(Passage(names[number], start, end, days[number], pieces, marks))
        marked = "actor" if "counted" in basis and kind.marked == "term" else kind.marked
        return Opened(_label(row), marked, len(places), passages)

    @cached_property
    def _columns(self) -> tuple[list[str], list[str], list[str]]:
        """The names, texts and dates of the documents, which many passages look up."""
        dates = self.documents.get("date", pd.Series(None, self.documents.index, dtype=object))
        days = ["" if pd.isna(date) else label(date) for date in dates]
        return self.documents["doc_id"].tolist(), self.documents["text"].tolist(), days

    @cached_property
    def _number(self) -> pd.Index:
        return pd.Index(self.documents["doc_id"])

    def harmless(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table as it may be shown: texts cut to ``max_snippet``, or left out.

        Parameters
        ----------
        table : DataFrame
            Any result.
        """
        texts = [name for name in TEXTS if name in table]
        if not self.show:
            return table.drop(columns=texts)
        longest = self.max_snippet
        cut = {n: [t if len(t) <= longest else f"{t[:longest]}…" for t in table[n]] for n in texts}
        return table.assign(**cut) if texts else table


def _open_part(documents, tokens, *tables, rows, known, given, **how) -> list[Opened]:
    """The passages of rows that stand in a partition."""
    behind = Evidence(documents, tokens, **dict(zip(given, tables, strict=True)), **how)
    if kind_of(rows.iloc[0]).of_tokens:
        behind.tokens = with_known(behind.tokens, known)
    return behind.open(rows)


def _more(first: list[Opened], second: list[Opened], most: int) -> list[Opened]:
    """Rows with the passages of two partitions, so many of each."""
    pairs = zip(first, second, strict=True)
    return [
        one._replace(n=one.n + two.n, passages=(one.passages + two.passages)[:most])
        for one, two in pairs
    ]


def _label(row: pd.Series) -> str:
    """What a row is about, in words."""
    parts = [str(row[name]) for name in LABELS if name in row.index and str(row[name])]
    return " – ".join(parts) or "this row"


def plain(pieces: list[Piece]) -> str:
    """A passage as plain text, with what is marked in double brackets."""
    return "".join(f"[[{text}]]" if marked else text for text, marked in pieces)


def document_file(doc_id: str) -> str:
    """The file name of a document's page: safe on every system, another for each ``doc_id``.

    Examples
    --------
    >>> document_file("2019/Iran talks: day 1")
    '2019-Iran-talks-day-1-fdeeefdb.html'
    """
    ascii_only = unicodedata.normalize("NFKD", doc_id).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9_]+", "-", ascii_only).strip("-")[:60] or "document"
    digest = hashlib.sha256(doc_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{stem}-{digest[:8]}.html"


# --- as HTML and as a file ----------------------------------------------------------------


def row_html(row: Opened, anchor: str, columns: int, *, file: str, linked: bool) -> str:
    """A row of a table, to stand under the one it opens: closed until it is asked for.

    Parameters
    ----------
    row : Opened
        A row with its passages.
    anchor : str
        Its place in the page.
    columns : int
        Of the table.
    file : str
        The file with all passages; empty: there is none.
    linked : bool
        Whether each passage leads to the page of its document.
    """
    if not row.n:
        return ""
    shown = row.passages[:SHOWN]
    number = f"{row.n:,} passage{'' if row.n == 1 else 's'}"
    if len(shown) < row.n:
        number = f"First {len(shown)} of {number}"
    lines = "".join(
        _passage_html(passage, row.marked, f"{anchor}-{place}", linked)
        for place, passage in enumerate(shown, 1)
    )
    return (
        f'<tr class="opens"><td colspan="{columns}"><details id="{anchor}">'
        f"<summary>{number}: {escape(visible(row.label))}</summary>"
        f'<ol class="passages">{lines}</ol>{_rest(row, len(shown), file)}</details></td></tr>'
    )


def _rest(row: Opened, shown: int, file: str) -> str:
    """Where the passages are that the page does not hold."""
    if shown == row.n:
        return ""
    if not file:
        return '<p class="rest">The others are not shown; a folder as output gets them all.</p>'
    kept = len(row.passages)
    which = f"All {row.n:,}" if kept == row.n else f"The first {kept:,} of {row.n:,}"
    return f'<p class="rest">{which} are in <a href="{escape(file)}">{escape(file)}</a>.</p>'


def _passage_html(passage: Passage, marked: str, anchor: str, linked: bool) -> str:
    where = f"{escape(visible(passage.doc_id))}, {passage.date and passage.date + ', '}"
    where += f"at {passage.start:,}"
    if linked:
        href = f"documents/{document_file(passage.doc_id)}#c{passage.marks[0][0]}"
        where = f'<a href="{href}">{where}</a>'
    text = "".join(
        f'<mark class="{marked}">{escape(visible(text))}</mark>'
        if is_marked
        else escape(visible(text))
        for text, is_marked in passage.pieces
    )
    return f'<li id="{anchor}"><span class="where">{where}</span> <span>{text}</span></li>'


def save_passages(rows: list[Opened], name: str, folder: Path, *, linked: bool) -> str:
    """Write the passages of these rows to ``<folder>/passages/<name>.csv``.

    Returns
    -------
    str
        The file's path in the folder. Columns: ``row`` (of the table, from 1), ``of`` (what it
        is about), ``doc_id``, ``start``, ``end``, ``passage`` (what is marked in double
        brackets), ``kind`` and ``marks`` (what is marked, and its places), ``anchor`` (of the
        passage in the page; empty if the page does not hold it), ``page`` (of the document;
        empty if not ``linked``).
    """
    lines = [
        {
            "row": number,
            "of": neutral(row.label),
            "doc_id": neutral(passage.doc_id),
            "start": passage.start,
            "end": passage.end,
            "passage": neutral(plain(passage.pieces)),
            "kind": row.marked,
            "marks": " ".join(f"{start}:{end}" for start, end in passage.marks),
            "anchor": f"e-{name}-{number}-{place}" if place <= SHOWN else "",
            "page": document_file(passage.doc_id) if linked else "",
        }
        for number, row in enumerate(rows, 1)
        for place, passage in zip(count(1), row.passages)
    ]
    (folder / "passages").mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(lines, columns=FILE_COLUMNS)
    table.to_csv(folder / "passages" / f"{name}.csv", index=False, lineterminator="\n")
    return f"passages/{name}.csv"


FILE_COLUMNS = [
    *("row", "of", "doc_id", "start", "end", "passage", "kind", "marks", "anchor", "page"),
]
