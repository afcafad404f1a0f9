"""One reader for each suffix: a file → a text, or a table with a row for each document.

To read a further format, add its suffix to ``TEXT_READERS`` or ``TABLE_READERS``. The text is
never changed: line ends, quotation marks and spaces stay as they are, so that a position in
``text`` is a position in the file. A table can also be read without its texts, and the texts in
blocks of rows, so that a corpus that does not fit into memory is read piece by piece.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.sources import File

INVISIBLE = {"script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
AT_ONCE = 1 << 22  # bytes looked through at a time for the ends of rows


class Block(NamedTuple):
    """Some rows of a table: what finds them in the file, how many they are and how large."""

    place: tuple[int, ...]
    n_rows: int
    n_bytes: int


# --- a file is a text -----------------------------------------------------------------------


def read_text(file: File) -> dict[str, str]:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252 with a warning."""
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return {"text": content.decode("utf-16", "replace")}
    if b"\0" in content:
        raise ValueError(
            checks.not_a_text(file.name, content[: content.index(b"\0")].count(b"\n") + 1)
        )
    try:
        return {"text": content.decode("utf-8-sig")}
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        checks.warn(checks.not_utf8(file.name, line, content[error.start]))
        return {"text": content.decode("cp1252", "replace")}


def read_html(file: File) -> dict[str, str]:
    """The visible text of a page, and its title."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(read_text(file)["text"], "html.parser")
    title = page.title.get_text(" ", strip=True) if page.title else ""
    return {"text": _visible_text(page), "title": title}


def _visible_text(page) -> str:
    """The text a reader sees: blocks apart by a blank line, white space within them folded."""
    from bs4.element import NavigableString, PreformattedString, Tag

    pieces: list[str] = []
    stack: list = [page]
    while stack:  # not by recursion: a hostile page nests thousands of tags
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in INVISIBLE or node.has_attr("hidden"):
                continue
            gap = "\n\n" if node.name in BLOCKS else ""
            stack.append(gap)
            stack.extend(reversed(list(node.children)))
            stack.append("\n" if node.name == "br" else gap)
        elif not isinstance(node, NavigableString):
            pieces.append(node)  # a gap
        elif not isinstance(node, PreformattedString):  # a comment, a doctype
            pieces.append(re.sub(r"\s+", " ", node))
    text = re.sub(r" *\n *", "\n", "".join(pieces))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()


TEXT_READERS: dict[str, Callable[[File], dict[str, str]]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
}


# --- a file is a table ----------------------------------------------------------------------


class TableReader(NamedTuple):
    """How a kind of table is read: whole or without its texts; which blocks; the texts of one."""

    read: Callable[..., pd.DataFrame]  # (file, text, doc_id, without_text) → table
    blocks: Callable[[File, int], list[Block]]  # (file, most bytes of a block); none: not divided
    texts: Callable[[File, tuple[int, ...], str], pd.Series]  # (file, place of a block, text)


def _read_csv(file: File, text: str, doc_id: str, without_text: bool = False) -> pd.DataFrame:
    with file.open() as stream:
        columns = [*_parsed(stream, file, dtype="str", nrows=0)] if without_text else []
    with file.open() as stream:
        some = {"usecols": [name for name in columns if name != text]} if without_text else {}
        table = _parsed(stream, file, dtype={text: "str", doc_id: "str"}, **some)
    return table.assign(**{text: ""}) if text in columns else table


def _parsed(stream, file: File, **how) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            # pandas cuts a row with more cells than the header and only warns.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                stream,
                index_col=False,
                keep_default_na=False,  # a text or a country code "NA" is no missing value
                na_values=[""],
                encoding="utf-8-sig",
                **how,
            )
    except pd.errors.EmptyDataError:
        return pd.DataFrame({"doc_id": [], "text": []}, dtype="str")
    except pd.errors.ParserWarning as error:
        raise ValueError(
            checks.broken_table(file.name, "a row has more cells than the header")
        ) from error
    except (pd.errors.ParserError, UnicodeDecodeError, EOFError) as error:
        raise ValueError(checks.broken_table(file.name, str(error))) from error


def _csv_texts(file: File, place: tuple[int, ...], text: str) -> pd.Series:
    return _parsed(_rows(file, place), file, dtype={text: "str"}, usecols=[text])[text]


def _read_jsonl(file: File, text: str, doc_id: str, without_text: bool = False) -> pd.DataFrame:
    rows, problems = [], []
    with io.TextIOWrapper(file.open(), encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                problems.append(f"line {number}: {error.msg} at character {error.colno}")
                continue
            if not isinstance(row, dict):
                problems.append(f"line {number}: not an object in braces")
                continue
            if without_text and text in row:
                row[text] = ""
            rows.append(row)
    if problems:
        raise ValueError(checks.broken_lines(file.name, problems))
    return pd.DataFrame(rows) if rows else pd.DataFrame({doc_id: [], text: []}, dtype="str")


def _jsonl_texts(file: File, place: tuple[int, ...], text: str) -> pd.Series:
    rows = [json.loads(line) for line in _rows(file, place) if line.strip()]
    return pd.DataFrame(rows, columns=[text])[text]


def _csv_blocks(file: File, most_bytes: int) -> list[Block]:
    return _blocks_of_lines(file, most_bytes, header=True)


def _jsonl_blocks(file: File, most_bytes: int) -> list[Block]:
    return _blocks_of_lines(file, most_bytes, header=False)


def _blocks_of_lines(file: File, most_bytes: int, *, header: bool) -> list[Block]:
    """Blocks of whole rows; with a header, a line end between quotation marks ends no row."""
    if file.is_packed:
        return []
    ends = _row_ends(file, quoted=header)
    starts = np.concatenate([[0], ends[:-1]])
    head = int(ends[0]) if header and len(ends) else 0
    has_text = (ends - starts > 1) & (starts >= head)
    blocks, first = [], head
    while len(ends) and first < ends[-1]:
        last = min(np.searchsorted(ends, first + most_bytes), len(ends) - 1)
        end = int(ends[last])
        n_rows = int(has_text[(starts >= first) & (starts < end)].sum())
        blocks.append(Block((head, first, end), n_rows, end - first))
        first = end
    return blocks


def _row_ends(file: File, *, quoted: bool) -> np.ndarray:
    """The places right behind the ends of rows."""
    found, at, n_quotes = [], 0, 0
    with file.open() as stream:
        while chunk := stream.read(AT_ONCE):
            letters = np.frombuffer(chunk, dtype=np.uint8)
            is_end = letters == ord("\n")
            if quoted:
                before = n_quotes + np.cumsum(letters == ord('"'))
                is_end &= before % 2 == 0
                n_quotes = int(before[-1])
            found.append(np.flatnonzero(is_end) + at + 1)
            at += len(chunk)
    ends = np.concatenate([np.empty(0, dtype=np.int64), *found])
    return ends if len(ends) and ends[-1] == at else np.append(ends, at)


def _rows(file: File, place: tuple[int, ...]) -> io.BytesIO:
    """The header and the rows of a block; the whole file where no block is asked for."""
    if not place:
        return io.BytesIO(file.read())
    head, first, end = place
    with file.open() as stream:
        rows = stream.read(head)
        stream.seek(first)
        return io.BytesIO(rows + stream.read(end - first))


def _read_parquet(file: File, text: str, doc_id: str, without_text: bool = False) -> pd.DataFrame:
    from pyarrow.parquet import ParquetFile

    try:
        with file.open() as stream:
            if not without_text:
                return pd.read_parquet(stream)
            names = ParquetFile(stream).schema_arrow.names
            table = pd.read_parquet(stream, columns=[name for name in names if name != text])
    except (OSError, ValueError) as error:
        raise ValueError(checks.broken_table(file.name, str(error))) from error
    return table.assign(**{text: ""}) if text in names else table


def _parquet_blocks(file: File, most_bytes: int) -> list[Block]:
    """Row groups, the large ones in parts."""
    from pyarrow.parquet import ParquetFile

    blocks = []
    with file.open() as stream:
        metadata = ParquetFile(stream).metadata
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            n_parts = max(1, round(group.total_byte_size / most_bytes))
            cuts = np.linspace(0, group.num_rows, n_parts + 1).astype(int)
            for first, end in pairwise(cuts.tolist()):
                n_bytes = group.total_byte_size // n_parts
                blocks.append(Block((number, first, end), end - first, n_bytes))
    return blocks


def _parquet_texts(file: File, place: tuple[int, ...], text: str) -> pd.Series:
    from pyarrow import Table
    from pyarrow.parquet import ParquetFile

    number, first, end = place
    with file.open() as stream:
        # Page by page: a row group can be the whole of a large file.
        table = ParquetFile(stream, buffer_size=AT_ONCE)
        groups = [number] if number < table.num_row_groups else []
        pages = table.iter_batches(batch_size=1024, row_groups=groups, columns=[text])
        kept, at = [], 0
        for page in pages:
            if at < end and at + len(page) > first:
                kept.append(page[max(first - at, 0) : end - at])
            at += len(page)
            if at >= end:
                break
    table = Table.from_batches(kept) if kept else None
    return table.to_pandas()[text] if table else pd.Series([], dtype="str")


TABLE_READERS = {
    ".csv": TableReader(_read_csv, _csv_blocks, _csv_texts),
    ".jsonl": TableReader(_read_jsonl, _jsonl_blocks, _jsonl_texts),
    ".parquet": TableReader(_read_parquet, _parquet_blocks, _parquet_texts),
}
