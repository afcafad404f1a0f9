"""Any source of texts → the table of documents, in memory or in partitions.

A folder of .txt, .md and .html files, or tables (.csv, .jsonl, .parquet), here or behind an
address, become a plain DataFrame with ``doc_id``, ``text`` and document variables. In partitions
the identifiers and variables are read at once, as they would be in memory, and the texts when
they are counted. This module does not look into the texts: no tokens, no language, no cleaning.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.partitions import connect, joined
from analysis.readers import TABLE_READERS, TEXT_READERS, Block
from analysis.sources import PROJECT, File, Found, find_files, resolve_path

__all__ = ["PROJECT", "document_hashes", "fingerprint", "read_corpus", "resolve_path"]

NOT_DOCUMENTS = ("readme", "sources", "license", ".")
NOT_READ = {".docx", ".doc", ".odt", ".rtf", ".pdf", ".epub"}
# Bytes of text in a partition: its tokens take some six times as much.
PARTITION = 16_000_000
# Bytes of files from which on "if large" leaves the texts where they are.
LARGE = 50_000_000


def read_corpus(
    source: str | Path,
    *,
    text: str = "text",
    doc_id: str = "doc_id",
    date: str = "date",
    until: str = "",
    partitions: int | str | None = None,
    cluster: str = "",
) -> pd.DataFrame:
    """Read a corpus: a folder of texts, a single text, or tables of texts.

    In a folder (and its sub-folders) every .txt, .md, .html and .htm file is a document, except
    README*, SOURCES*, LICENSE* and hidden files; a ``documents.csv`` beside the texts with a
    column ``doc_id`` gives the document variables. Of an HTML file the visible text is taken.
    A table is read when it is named itself. Files are UTF-8; one that is not is read as
    Windows-1252 and named in a warning. Each can be compressed: .csv.gz.

    Parameters
    ----------
    source : str or Path
        A folder, a file, a pattern such as ``articles/*.parquet``, or an address of any of them
        that fsspec reads: ``s3://bucket/articles``, ``https://host/news.jsonl.gz``.
    text, doc_id, date : str
        For a table: the names of its columns with the text, the identifier and the date.
        Without a column ``doc_id`` the file's name and the row number identify a document.
    until : str
        A date (YYYY-MM-DD): documents with a later ``date`` are left out; undated ones stay.
    partitions : int, "auto" or "if large", optional
        Leave the texts where they are and read them when they are counted, in so many parts (or
        fewer, where texts are few or a file is packed): "auto" for about 16 MB of text each. For
        a corpus that does not fit. "if large": as "auto" where the files have more than 50 MB
        together, else in memory; so the notebooks read.
    cluster : str
        The address of a Dask scheduler (``tcp://host:8786``), whose workers read and count; it
        stands for ``partitions="auto"`` where that is not given. Workers see the same files.

    Returns
    -------
    DataFrame
        ``doc_id`` (path within the corpus without its suffix), ``text`` (unmodified), then the
        document variables; ``date`` is a datetime. Ordered as in the source, files by name. In
        partitions a Dask DataFrame of these columns, which every counting function takes.

    Raises
    ------
    FileNotFoundError
        The source does not exist.
    OSError
        An address or the cluster cannot be reached.
    ValueError
        A file or table cannot be read; the sentence names the file, the line and the remedy.

    Examples
    --------
    >>> read_corpus("seeds")[["doc_id", "date"]]
                     doc_id       date
    0  000_14b1c6eac40ca605 2019-01-15
    1  001_b6cd71a7e160cdfa 2018-08-01
    >>> read_corpus("seeds", partitions=2).npartitions
    2
    """
    if partitions not in (None, "auto", "if large"):
        checks.at_least("partitions", partitions, 1)
    found = find_files(source)
    if partitions == "if large":
        partitions = "auto" if _n_bytes(found) > LARGE else None
    columns = {"text": text, "doc_id": doc_id}
    if partitions is None and not cluster:
        documents = _dated(_together(_tables(found, columns), found), found.name, date, until)
        empty = documents.loc[documents["text"].str.strip() == "", "doc_id"]
        if len(empty):
            checks.warn(checks.empty_texts(empty))
        return documents.reset_index(drop=True)
    partitions = partitions or "auto"
    if cluster:
        n_threads = sum(connect(cluster).nthreads().values())
        if partitions == "auto" and _n_bytes(found) < n_threads * PARTITION:
            partitions = max(n_threads, 1)  # a part for each
    tables = _tables(found, columns, without_text=True)
    variables = _dated(_together(tables, found), found.name, date, until).drop(columns="text")
    pieces = _pieces(found, [len(table) for table in tables], partitions)
    return _in_partitions(_grouped(pieces, partitions), variables, text)


def document_hashes(documents: pd.DataFrame) -> dict[str, str]:
    """SHA-256 of each document's text.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.

    Returns
    -------
    dict
        ``doc_id`` → 64 hexadecimal digits.

    Examples
    --------
    >>> document_hashes(pd.DataFrame({"doc_id": ["a"], "text": ["Iran"]}))["a"][:12]
    '18d4e170765c'
    """
    hashed = joined(_hashed, documents)
    return dict(zip(hashed["doc_id"], hashed["hash"], strict=True))


def fingerprint(documents: pd.DataFrame) -> str:
    """Twelve characters that change when a text, a name or a document variable changes.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id``, ``text`` and document variables; their order does not matter.

    Returns
    -------
    str
        Twelve hexadecimal digits of a SHA-256.

    Examples
    --------
    >>> len(fingerprint(pd.DataFrame({"doc_id": ["a"], "text": ["Iran"]})))
    12
    """
    hashed = joined(_hashed, documents)
    variables = hashed.drop(columns=["doc_id", "hash"])
    rows = zip(hashed["doc_id"], hashed["hash"], variables.values.tolist(), strict=True)
    lines = sorted(json.dumps(list(row)) for row in rows)
    whole = json.dumps([list(variables.columns), lines])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def variables_of(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents without their texts, which fit into memory; of partitions they are joined.

    Examples
    --------
    >>> "text" in variables_of(read_corpus("seeds", partitions=2))
    False
    """
    # Of a Dask DataFrame that was read here the texts are not read for this.
    return joined(pd.DataFrame, documents[[name for name in documents.columns if name != "text"]])


def _hashed(documents: pd.DataFrame) -> pd.DataFrame:
    """Each document with the hash of its text and its variables as text."""
    hashes = [hashlib.sha256(_bytes(text)).hexdigest() for text in documents["text"]]
    variables = documents.drop(columns=["doc_id", "text"]).astype("str")
    variables.insert(0, "doc_id", documents["doc_id"])
    variables.insert(1, "hash", pd.array(hashes, dtype="str"))
    return variables


def _n_bytes(found: Found) -> int:
    return sum(file.n_bytes for file in found.files)


# --- folders and tables -------------------------------------------------------------------


def _tables(found: Found, columns: dict[str, str], *, without_text: bool = False):
    """The documents of a folder as one table, else one table a file; with texts or with none."""
    if found.is_folder:
        return [_read_folder(found, without_text)]
    return [_read_file(file, columns, without_text) for file in found.files]


def _together(tables: list[pd.DataFrame], found: Found) -> pd.DataFrame:
    documents = pd.concat(tables, ignore_index=True)
    twice = documents.loc[documents["doc_id"].duplicated(), "doc_id"]
    if len(twice):
        raise ValueError(checks.same_doc_id(found.name, twice))
    return documents


def _texts_in(found: Found) -> list[File]:
    """The files of a folder that are documents."""
    return [
        file
        for file in found.files
        if file.suffix in TEXT_READERS
        and not any(part.startswith(".") for part in file.relative.split("/"))
        and not file.name.lower().startswith(NOT_DOCUMENTS)
    ]


def _read_folder(found: Found, without_text: bool) -> pd.DataFrame:
    files = _texts_in(found)
    other = [file.name for file in found.files if file.suffix in NOT_READ]
    if other:
        checks.warn(checks.not_read(other))
    if not files:
        beside = [file.name for file in found.files if "/" not in file.relative]
        checks.warn(checks.no_texts(PurePosixPath(found.name), beside))
    twice = pd.Series([file.bare for file in files], dtype="str").duplicated(keep=False)
    names = [
        file.relative if again else file.bare for file, again in zip(files, twice, strict=True)
    ]
    # Only a page is read for its title.
    rows = [
        {"text": ""}
        if without_text and not file.suffix.startswith(".htm")
        else TEXT_READERS[file.suffix](file)
        for file in files
    ]
    documents = pd.DataFrame({"doc_id": names, "text": [row["text"] for row in rows]}, dtype="str")
    titles = [row.get("title", "") for row in rows]
    if any(titles):
        documents["title"] = titles
    beside = [file for file in found.files if file.relative == "documents.csv"]
    return _with_variables(documents, beside[0]) if beside else documents


def _with_variables(documents: pd.DataFrame, file: File) -> pd.DataFrame:
    variables = TABLE_READERS[".csv"].read(file, "", "doc_id")
    if "doc_id" not in variables:
        raise ValueError(checks.no_column(file.name, "doc_id", variables.columns))
    twice = variables.loc[variables["doc_id"].duplicated(), "doc_id"]
    if len(twice):
        raise ValueError(checks.same_doc_id(file.name, twice))
    unknown = variables.loc[~variables["doc_id"].isin(documents["doc_id"]), "doc_id"]
    without = documents.loc[~documents["doc_id"].isin(variables["doc_id"]), "doc_id"]
    if len(unknown) or len(without):
        checks.warn(checks.variables_do_not_fit(file.name, unknown, without))
    variables = variables.drop(columns="text", errors="ignore")
    documents = documents.drop(columns=[c for c in variables if c in ("title",) and c in documents])
    return documents.merge(variables, on="doc_id", how="left")


def _read_file(file: File, columns: dict[str, str], without_text: bool) -> pd.DataFrame:
    if file.suffix in TEXT_READERS:
        return pd.DataFrame([{"doc_id": file.bare, **TEXT_READERS[file.suffix](file)}])
    if file.suffix not in TABLE_READERS:
        raise ValueError(checks.unknown_format(file.name, [*TEXT_READERS, *TABLE_READERS]))
    text, doc_id = columns["text"], columns["doc_id"]
    table = TABLE_READERS[file.suffix].read(file, text, doc_id, without_text)
    if text not in table:
        raise ValueError(checks.no_column(file.name, text, table.columns, keyword="text"))
    if doc_id in table:
        names = table[doc_id].astype("str")
    elif doc_id == "doc_id":
        names = pd.Series([f"{file.bare}-{row}" for row in range(1, len(table) + 1)], dtype="str")
    else:
        raise ValueError(checks.no_column(file.name, doc_id, table.columns, keyword="doc_id"))
    texts = _as_text(table[text])
    variables = table.drop(columns=list({text, doc_id, "text", "doc_id"} & set(table.columns)))
    return pd.concat([names.rename("doc_id"), texts.rename("text"), variables], axis=1)


def _as_text(texts: pd.Series) -> pd.Series:
    missing = texts.isna()
    texts = texts.astype("str")
    return texts.where(~missing, "") if missing.any() else texts


# --- partitions ---------------------------------------------------------------------------


class Piece(NamedTuple):
    """A block of a file, and the numbers of its documents in the corpus."""

    file: File
    block: Block
    first: int


class Part(NamedTuple):
    """A partition before it is read: its pieces, which of their rows stay, the variables."""

    pieces: list[Piece]
    kept: np.ndarray
    variables: pd.DataFrame
    text: str


def _pieces(found: Found, n_rows: list[int], partitions: int | str) -> list[Piece]:
    """The blocks of all files, in the order of the documents."""
    if found.is_folder:
        blocks = [(file, Block((), 1, file.n_bytes)) for file in _texts_in(found)]
    else:
        n_bytes = sum(file.n_bytes for file in found.files)
        most = n_bytes // (4 * partitions) + 1 if isinstance(partitions, int) else PARTITION
        sizes = zip(found.files, n_rows, strict=True)
        blocks = [(file, block) for file, n in sizes for block in _blocks(file, n, most)]
    ends = np.cumsum([block.n_rows for _, block in blocks], dtype=np.int64)
    return [
        Piece(file, block, int(end) - block.n_rows)
        for (file, block), end in zip(blocks, ends, strict=True)
    ]


def _blocks(file: File, n_rows: int, most_bytes: int) -> list[Block]:
    blocks = []
    if file.suffix in TABLE_READERS:
        blocks = TABLE_READERS[file.suffix].blocks(file, most_bytes)
    if sum(block.n_rows for block in blocks) != n_rows:
        # A text, or rows that can only be told apart from the beginning: a packed file.
        blocks = [Block((), n_rows, file.n_bytes)]
    return blocks


def _in_partitions(groups: list[list[Piece]], variables: pd.DataFrame, text: str) -> pd.DataFrame:
    """A Dask DataFrame whose partitions read their texts when they are needed."""
    import dask
    from dask.dataframe import from_map

    number = variables.index.to_numpy()
    variables = variables.reset_index(drop=True)
    parts = []
    for some in groups:
        first, last = some[0].first, some[-1].first + some[-1].block.n_rows
        rows = slice(*np.searchsorted(number, [first, last]))
        parts.append(Part(some, number[rows] - first, variables[rows], text))
    meta = variables.head(0)
    meta.insert(1, "text", pd.Series([], dtype="str"))
    parts = parts or [Part([], np.empty(0, dtype=np.int64), variables, text)]
    with dask.config.set({"dataframe.convert-string": False}):  # str, as in memory
        return from_map(_read_part, parts, meta=meta, enforce_metadata=False, label="read_corpus")


def _grouped(pieces: list[Piece], partitions: int | str) -> list[list[Piece]]:
    """Pieces that follow each other, about as many bytes in each group."""
    sizes = np.array([piece.block.n_bytes for piece in pieces], dtype=np.int64)
    n_bytes = int(sizes.sum())
    n_groups = partitions if isinstance(partitions, int) else max(1, round(n_bytes / PARTITION))
    middles = np.cumsum(sizes) - sizes / 2
    group = np.minimum(middles * n_groups // max(n_bytes, 1), n_groups - 1)
    return [[pieces[at] for at in np.flatnonzero(group == number)] for number in np.unique(group)]


def _read_part(part: Part, columns: list[str] | None = None) -> pd.DataFrame:
    """The documents of a partition; files are opened only if the texts are among the columns."""
    documents = part.variables.copy()
    if columns is None or "text" in columns:
        texts = [_texts_of(piece, part.text) for piece in part.pieces]
        together = pd.concat([pd.Series([], dtype="str"), *texts], ignore_index=True)
        whole = len(part.kept) == len(together)  # then to take all would be a copy
        documents.insert(1, "text", (together if whole else together.take(part.kept)).array)
    return documents if columns is None else documents[list(columns)]


def _texts_of(piece: Piece, text: str) -> pd.Series:
    file, block, _ = piece
    if file.suffix in TEXT_READERS:
        return pd.Series([TEXT_READERS[file.suffix](file)["text"]], dtype="str")
    texts = TABLE_READERS[file.suffix].texts(file, block.place, text)
    if len(texts) != block.n_rows:
        raise ValueError(checks.file_has_changed(file.name))
    return _as_text(texts)


# --- what holds for every source ----------------------------------------------------------


def _dated(documents: pd.DataFrame, name: str, date: str, until: str) -> pd.DataFrame:
    """Documents with their date as a date, without the later ones; rows keep their numbers."""
    if date != "date":
        if date not in documents:
            raise ValueError(checks.no_column(name, date, documents.columns, keyword="date"))
        documents = documents.drop(columns="date", errors="ignore").rename(columns={date: "date"})
    if "date" in documents:
        documents["date"] = _dates(documents, name)
    return _until(documents, until) if until else documents


def _dates(documents: pd.DataFrame, name: str) -> pd.Series:
    dates = documents["date"]
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.dt.tz_localize(None)
    written = dates.astype("str").where(dates.notna(), "").str.strip()
    # The local day counts: an article of 23:00 in Washington is not the next day's.
    local = written.str.replace(r"(?<=:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$", "", regex=True)
    parsed = pd.to_datetime(local, format="ISO8601", errors="coerce").astype("datetime64[s]")
    bad = written[parsed.isna() & (written != "")]
    if len(bad):
        checks.warn(checks.bad_dates(name, documents.loc[bad.index, "doc_id"], bad))
    return parsed


def _until(documents: pd.DataFrame, until: str) -> pd.DataFrame:
    try:
        day_after = pd.Timestamp(datetime.date.fromisoformat(until)) + pd.Timedelta(days=1)
    except ValueError as error:
        raise ValueError(checks.not_a_date("until", until)) from error
    undated = len(documents) if "date" not in documents else documents["date"].isna().sum()
    if undated:
        checks.warn(checks.undated_kept(int(undated), until))
    return documents[~(documents["date"] >= day_after)] if "date" in documents else documents


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
