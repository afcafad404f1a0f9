"""The sentences of errors and warnings, and the checks that many functions share.

Every sentence a researcher can meet is made here, so that all of them read alike, name the
file, the line and the remedy, and can be reviewed as text (``tests/messages.md``).
This module decides nothing about a corpus: it only says what is wrong and how to mend it.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable


class CorpusWarning(UserWarning):
    """Something in the corpus or the settings that changes how a number should be read."""


def warn(sentence: str) -> None:
    """Warn with a sentence, without a path of this machine in front of it.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn("The corpus is empty.")
    >>> str(caught[0].message)
    'The corpus is empty.'
    """
    warnings.warn_explicit(sentence, CorpusWarning, filename="analysis", lineno=1)


def quoted(values: Iterable[object], last: str = "or", most: int = 12) -> str:
    """List values as they stand in a sentence.

    Examples
    --------
    >>> quoted(["sentence", "paragraph", "document"])
    '"sentence", "paragraph" or "document"'
    """
    shown = [f'"{value}"' for value in values]
    if len(shown) > most:
        shown = shown[:most] + [f"{len(shown) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + f" {last} " + shown[-1]


def did_you_mean(value: object, options: Iterable[object]) -> str:
    """The nearest option as a question, with a space in front; nothing if none is near.

    Examples
    --------
    >>> did_you_mean("sentances", ["sentence", "paragraph"])
    ' Did you mean "sentence"?'
    """
    near = difflib.get_close_matches(str(value), [str(option) for option in options], n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


def one_of(name: str, value: object, allowed: Iterable[object]) -> None:
    """Refuse a value that is not among the allowed ones.

    Examples
    --------
    >>> one_of("unit", "sentances", ["sentence", "paragraph", "document"])
    Traceback (most recent call last):
    ...
    ValueError: unit must be "sentence", "paragraph" or "document"; not "sentances". Did you mean "sentence"?
    """
    options = list(allowed)
    if value not in options:
        raise ValueError(
            f'{name} must be {quoted(options)}; not "{value}".{did_you_mean(value, options)}'
        )


def at_least(name: str, value: float, least: float) -> None:
    """Refuse a number below the least one that makes sense."""
    if value < least:
        raise ValueError(f"{name} must be {least} or more; not {value}.")


def columns(table, needed: Iterable[str], *, what: str) -> None:
    """Refuse a table that lacks a column; ``what`` names the table that was expected."""
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise ValueError(
            f"{what} needs the column{'s' if len(missing) > 1 else ''} {quoted(missing, 'and')}; "
            f"this table has {quoted(table.columns, 'and') or 'none'}."
            f"{did_you_mean(missing[0], table.columns)}"
        )


# --- corpus -------------------------------------------------------------------------------


def _some(values: Iterable[object], most: int = 3) -> str:
    names = [str(value) for value in values]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def no_such_corpus(source: object, path) -> str:
    """Sentence: the corpus does not exist; the nearest neighbour is proposed."""
    folder = path.parent
    beside = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return (
        f'There is no file or folder "{source}", neither from the current folder nor from the '
        f"project's.{did_you_mean(path.name, beside)}"
    )


def no_texts(folder, files: list[str]) -> str:
    """Sentence: a folder has no texts; a table in it would have to be named itself."""
    tables = [name for name in files if name.endswith((".csv", ".jsonl", ".parquet"))]
    tables = [name for name in tables if name != "documents.csv"]
    hint = f' To read the table, name it: "{folder.name}/{sorted(tables)[0]}".' if tables else ""
    return f'There are no texts (*.txt, *.md, *.html) in the folder "{folder.name}".{hint}'


def unknown_format(name: str, suffixes: Iterable[str]) -> str:
    """Sentence: no reader for this suffix."""
    return f"{name} cannot be read: its name must end in {quoted(suffixes)}."


def no_column(name: str, column: str, columns: Iterable[object], keyword: str = "") -> str:
    """Sentence: a table lacks a column; which keyword names it."""
    remedy = f" Name the right one with {keyword}=." if keyword else ""
    columns = list(columns)
    return (
        f'{name} has no column "{column}"; it has {quoted(columns, "and") or "none"}.'
        f"{did_you_mean(column, columns)}{remedy}"
    )


def same_doc_id(name: str, twice: Iterable[str]) -> str:
    """Sentence: two documents have one identifier."""
    return f"{name}: each document needs its own doc_id; more than once: {_some(twice)}."


def variables_do_not_fit(name: str, unknown, without) -> str:
    """Sentence: documents.csv and the texts do not name the same documents."""
    parts = []
    if len(unknown):
        parts.append(f"rows without a text: {_some(unknown)}")
    if len(without):
        parts.append(f"texts without a row: {_some(without)}")
    return f"{name} and the texts do not fit; {'; '.join(parts)}. doc_id is the path without its suffix."


def not_a_text(name: str, line: int) -> str:
    """Sentence: a file with NUL bytes is no text."""
    return f"{name}, line {line}: a NUL byte, so this is no text file. Remove it or save it as UTF-8."


def not_utf8(name: str, line: int, byte: int) -> str:
    """Sentence: a file is not UTF-8 and how it was read."""
    return (
        f"{name}, line {line}: byte 0x{byte:02X} is not UTF-8; the file was read as Windows-1252. "
        "Save it as UTF-8 if a letter looks wrong."
    )


def broken_table(name: str, reason: str) -> str:
    """Sentence: a table cannot be parsed."""
    return f"{name} cannot be read as a table: {' '.join(reason.split())}. Mend the file at that place."


def broken_lines(name: str, problems: list[str]) -> str:
    """Sentence: lines of a JSON Lines file that are no JSON."""
    return f"{name} has {len(problems)} broken line(s), each must be one JSON object: {_some(problems, 10)}."


def bad_dates(name: str, doc_ids: Iterable[str], dates: Iterable[str]) -> str:
    """Sentence: dates that are not dates; the documents stay, undated."""
    rows = [f'{doc} "{date}"' for doc, date in zip(doc_ids, dates, strict=True)]
    return f"{name}: these dates are not YYYY-MM-DD, the documents are kept without a date: {_some(rows)}."


def not_a_date(keyword: str, value: object) -> str:
    """Sentence: a parameter is no date."""
    return f'{keyword} must be a date such as 2019-01-15; not "{value}".'


# --- tokens -------------------------------------------------------------------------------


def no_stop_list(source: object, lists: list[str]) -> str:
    """Sentence: neither a list of the package nor a file."""
    return (
        f'There is no list of stop words "{source}": give {quoted(sorted(lists))}, a file, or "" '
        f"for none.{did_you_mean(source, lists)}"
    )


def stop_words_do_not_fit(never: list[tuple[str, str]], capitals: list[str]) -> str:
    """Sentence: stop words that never match, and terms in capitals that they remove."""
    parts = []
    if never:
        pairs = _some([f'"{word}" (counted as "{term}")' for word, term in never], 5)
        parts.append(f"these stop words can never match a term: {pairs}")
    if capitals:
        parts.append(f"these stop words remove terms written in capitals: {_some(capitals, 8)}")
    return f"Stop words: {'; '.join(parts)}."


def language_without_spaces() -> str:
    """Sentence: the corpus is in a script without spaces."""
    return (
        "Much of this corpus is written without spaces between words (Chinese, Japanese, Thai …): "
        "its terms are not words, counts of terms mean nothing. Segment the texts first."
    )


def written_both_ways(terms: list[str]) -> str:
    """Sentence: terms that occur in capitals and in lower case and are counted apart."""
    pairs = _some([f"{term} and {term.casefold()}" for term in terms], 8)
    return f"Counted apart, in capitals and in lower case: {pairs}."
