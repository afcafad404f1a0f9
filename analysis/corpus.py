"""Any source of texts → the table of documents.

A folder of .txt, .md and .html files, or one table (.csv, .jsonl, .parquet), becomes a plain
DataFrame with ``doc_id``, ``text`` and document variables. The text is never changed: line
ends, quotation marks and spaces stay as they are, so that a position in ``text`` is a position
in the file. To read a further format, add its suffix to ``TEXT_READERS`` or ``TABLE_READERS``.
This module does not look into the texts: no tokens, no language, no cleaning.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis import checks

PROJECT = Path(__file__).resolve().parent.parent
NOT_DOCUMENTS = ("readme", "sources", "license", ".")
NOT_READ = {".docx", ".doc", ".odt", ".rtf", ".pdf", ".epub"}
INVISIBLE = {"script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object"}
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


def resolve_path(path: str | Path) -> Path:
    """Find a path from the caller's folder, else from the project's folder.

    papermill runs a notebook in the caller's folder, JupyterLab in the notebook's: a relative
    path means the same in both.

    Examples
    --------
    >>> resolve_path("seeds").name
    'seeds'
    """
    path = Path(path).expanduser()
    if path.is_absolute() or path.exists() or not (PROJECT / path).exists():
        return path
    return PROJECT / path


def read_corpus(
    source: str | Path,
    *,
    text: str = "text",
    doc_id: str = "doc_id",
    date: str = "date",
    until: str = "",
    cluster: str = "",
) -> pd.DataFrame:
    """Read a corpus: a folder of texts, a single text, or a table of texts.

    In a folder (and its sub-folders) every .txt, .md, .html and .htm file is a document, except
    README*, SOURCES*, LICENSE* and hidden files; a ``documents.csv`` beside the texts with a
    column ``doc_id`` gives the document variables. Of an HTML file the visible text is taken.
    A table is read when it is named itself. Files are UTF-8; one that is not is read as
    Windows-1252 and named in a warning.

    Parameters
    ----------
    source : str or Path
        A folder, a file, or a pattern such as ``articles/*.parquet``.
    text, doc_id, date : str
        For a table: the names of its columns with the text, the identifier and the date.
        Without a column ``doc_id`` the file's name and the row number identify a document.
    until : str
        A date (YYYY-MM-DD): documents with a later ``date`` are left out; undated ones stay.
    cluster : str
        Reserved for the address of a Dask cluster; only the empty string is accepted so far.

    Returns
    -------
    DataFrame
        ``doc_id`` (path within the corpus without its suffix), ``text`` (unmodified), then the
        document variables; ``date`` is a datetime. Ordered as in the source, files by name.

    Raises
    ------
    FileNotFoundError
        The source does not exist.
    ValueError
        A file or table cannot be read; the sentence names the file, the line and the remedy.

    Examples
    --------
    >>> read_corpus("seeds")[["doc_id", "date"]]
                     doc_id       date
    0  000_14b1c6eac40ca605 2019-01-15
    1  001_b6cd71a7e160cdfa 2018-08-01
    """
    if cluster:
        raise ValueError(checks.no_cluster(cluster))
    path = resolve_path(source)
    if path.is_dir():
        documents = _read_folder(path)
    elif path.exists():
        documents = _read_file(path, text=text, doc_id=doc_id)
    else:
        files = sorted(path.parent.glob(path.name)) if "*" in path.name else []
        if not files:
            raise FileNotFoundError(checks.no_such_corpus(source, path))
        parts = [_read_file(file, text=text, doc_id=doc_id) for file in files]
        documents = pd.concat(parts, ignore_index=True)
    documents = _unique(documents, path.name)
    if date != "date":
        if date not in documents:
            raise ValueError(checks.no_column(path.name, date, documents.columns, keyword="date"))
        documents = documents.drop(columns="date", errors="ignore").rename(columns={date: "date"})
    if "date" in documents:
        documents["date"] = _dates(documents, path.name)
    if until:
        documents = _until(documents, until)
    empty = documents.loc[documents["text"].str.strip() == "", "doc_id"]
    if len(empty):
        checks.warn(checks.empty_texts(empty))
    return documents.reset_index(drop=True)


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
    pairs = zip(documents["doc_id"], documents["text"], strict=True)
    return {name: hashlib.sha256(_bytes(text)).hexdigest() for name, text in pairs}


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
    variables = documents.drop(columns=["doc_id", "text"])
    rows = zip(
        document_hashes(documents).items(), variables.astype("str").values.tolist(), strict=True
    )
    lines = sorted(json.dumps([name, digest, values]) for (name, digest), values in rows)
    whole = json.dumps([list(variables.columns), lines])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


# --- folders and files --------------------------------------------------------------------


def _read_folder(folder: Path) -> pd.DataFrame:
    files = [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in TEXT_READERS
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and not file.name.lower().startswith(NOT_DOCUMENTS)
        and file.is_file()
    ]
    other = [file.name for file in sorted(folder.rglob("*")) if file.suffix.lower() in NOT_READ]
    if other:
        checks.warn(checks.not_read(other))
    stems = [_name(file.relative_to(folder).with_suffix("")) for file in files]
    twice = pd.Series(stems, dtype="str").duplicated(keep=False)
    names = [
        _name(file.relative_to(folder)) if again else stem
        for file, stem, again in zip(files, stems, twice, strict=True)
    ]
    rows = [TEXT_READERS[file.suffix.lower()](file) for file in files]
    if not files:
        checks.warn(checks.no_texts(folder, [file.name for file in folder.glob("*.*")]))
    documents = pd.DataFrame({"doc_id": names, "text": [row["text"] for row in rows]}, dtype="str")
    titles = [row.get("title", "") for row in rows]
    if any(titles):
        documents["title"] = titles
    variables = folder / "documents.csv"
    return _with_variables(documents, variables) if variables.is_file() else documents


def _name(path: Path) -> str:
    # A file name can hold bytes that are no text; they are shown as "?" and not lost from view.
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


def _with_variables(documents: pd.DataFrame, file: Path) -> pd.DataFrame:
    variables = _read_csv(file, text="", doc_id="doc_id")
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


def _read_file(path: Path, *, text: str, doc_id: str) -> pd.DataFrame:
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    if suffix in TEXT_READERS:
        row = TEXT_READERS[suffix](path)
        return pd.DataFrame([{"doc_id": _name(Path(path.stem)), **row}])
    if suffix not in TABLE_READERS:
        raise ValueError(checks.unknown_format(path.name, [*TEXT_READERS, *TABLE_READERS]))
    table = TABLE_READERS[suffix](path, text=text, doc_id=doc_id)
    if text not in table:
        raise ValueError(checks.no_column(path.name, text, table.columns, keyword="text"))
    if doc_id in table:
        names = table[doc_id].astype("str")
    elif doc_id == "doc_id":
        names = pd.Series([f"{path.stem}-{row}" for row in range(1, len(table) + 1)], dtype="str")
    else:
        raise ValueError(checks.no_column(path.name, doc_id, table.columns, keyword="doc_id"))
    texts = table[text].astype("str").where(table[text].notna(), "")
    variables = table.drop(columns=list({text, doc_id, "text", "doc_id"} & set(table.columns)))
    return pd.concat([names.rename("doc_id"), texts.rename("text"), variables], axis=1)


# --- readers: one for each suffix ---------------------------------------------------------


def _read_text(path: Path) -> dict[str, str]:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return {"text": content.decode("utf-16", "replace")}
    if b"\0" in content:
        raise ValueError(
            checks.not_a_text(path.name, content[: content.index(b"\0")].count(b"\n") + 1)
        )
    try:
        return {"text": content.decode("utf-8-sig")}
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        checks.warn(checks.not_utf8(path.name, line, content[error.start]))
        return {"text": content.decode("cp1252", "replace")}


def _read_html(path: Path) -> dict[str, str]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(_read_text(path)["text"], "html.parser")
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


def _read_csv(path: Path, *, text: str, doc_id: str) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            # pandas cuts a row with more cells than the header and only warns.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                path,
                index_col=False,
                dtype={text: "str", doc_id: "str"},
                keep_default_na=False,  # a text or a country code "NA" is no missing value
                na_values=[""],
                encoding="utf-8-sig",
            )
    except pd.errors.EmptyDataError:
        return pd.DataFrame({"doc_id": [], "text": []}, dtype="str")
    except pd.errors.ParserWarning as error:
        raise ValueError(
            checks.broken_table(path.name, "a row has more cells than the header")
        ) from error
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ValueError(checks.broken_table(path.name, str(error))) from error


def _read_jsonl(path: Path, *, text: str, doc_id: str) -> pd.DataFrame:
    import gzip

    rows, problems = [], []
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                problems.append(f"line {number}: {error.msg} at character {error.colno}")
                continue
            if isinstance(row, dict):
                rows.append(row)
            else:
                problems.append(f"line {number}: not an object in braces")
    if problems:
        raise ValueError(checks.broken_lines(path.name, problems))
    return pd.DataFrame(rows) if rows else pd.DataFrame({doc_id: [], text: []}, dtype="str")


def _read_parquet(path: Path, *, text: str, doc_id: str) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise ValueError(checks.broken_table(path.name, str(error))) from error


TEXT_READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
}
TABLE_READERS: dict[str, Callable[..., pd.DataFrame]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
}


# --- what holds for every source ----------------------------------------------------------


def _unique(documents: pd.DataFrame, name: str) -> pd.DataFrame:
    twice = documents.loc[documents["doc_id"].duplicated(), "doc_id"]
    if len(twice):
        raise ValueError(checks.same_doc_id(name, twice))
    return documents


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
