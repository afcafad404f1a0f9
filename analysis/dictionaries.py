"""Dictionaries: count categories of words, such as a list of words about the economy.

A category is a list of entries: a term, a pattern with ``*``, or a phrase of them. Entries meet
terms, so case and apostrophes are those of :func:`analysis.tokens.term_of`: ``US`` is the
country, ``us`` the pronoun. No dictionary comes with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import checks, sums
from analysis.corpus import resolve_path
from analysis.counts import (
    count_table,
    counted,
    groups,
    parts,
    ranked,
    tokens_and_documents,
)
from analysis.partitions import is_partitioned
from analysis.sequences import entry_spans, listed
from analysis.tokens import with_basis


def read_dictionary(path: str | Path) -> dict[str, list[str]]:
    """Read a dictionary of categories from a file.

    Parameters
    ----------
    path : str or Path
        ``.yml`` or ``.yaml``: categories of entries, as quanteda writes them; a category inside
        another is named ``outer.inner``. ``.dic``: the format of LIWC. ``.txt``: an entry a
        line under ``[category]`` headings (without a heading the file's name is the category);
        a line that begins with ``# `` is a comment.

    Returns
    -------
    dict
        Category → entries, in the order of the file. It can as well be typed by hand.

    Raises
    ------
    FileNotFoundError
        No such file.
    ValueError
        The file's problems, all at once, each with its line.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "topics.txt"
    >>> _ = file.write_text("[pressure]\\nsanction*\\neconomic pressure\\n")
    >>> read_dictionary(file)
    {'pressure': ['sanction*', 'economic pressure']}
    """
    path = resolve_path(path)
    checks.one_of("the suffix of a dictionary", path.suffix.lower(), READERS)
    if not path.is_file():
        raise FileNotFoundError(checks.no_such_dictionary(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(checks.dictionary_problems(path.name, [(1, "not UTF-8")])) from error
    entries, problems = READERS[path.suffix.lower()](text, path.stem)
    dictionary: dict[str, list[str]] = {}
    for category, entry, line in entries:
        if not entry.strip(" *"):
            problems.append((line, f'"{entry}" in {category} would match every word'))
        dictionary.setdefault(category, []).append(entry)
    if problems or not dictionary:
        raise ValueError(checks.dictionary_problems(path.name, problems))
    return dictionary


def count_dictionary(
    tokens: pd.DataFrame,
    dictionary: Mapping[str, Iterable[str]],
    *,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count how often the entries of each category occur.

    An occurrence counts once in a category, however many of its entries match it; of two, one
    inside the other, the longer counts. A token may count in several categories.

    Parameters
    ----------
    tokens : DataFrame
        Tokens, or documents.
    dictionary : mapping
        Category → entries: ``{"pressure": ["sanction*", "economic pressure"]}``.
    by : str, optional
        Count in groups: a column of the tokens or, with ``documents``, a document variable.
    documents : DataFrame, optional
        The documents of the tokens, for ``by`` and for phrases.

    Returns
    -------
    DataFrame
        ``by`` (its name as column, where given), ``category``, ``n``, ``n_docs``,
        ``per_million`` (of all tokens of the corpus or group). Categories that do not occur
        have no row. Most frequent first.

    Raises
    ------
    ValueError
        An unknown ``by``; phrases for tokens without their documents.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Sanctions put us under pressure."]})
    >>> count_dictionary(documents, {"pressure": ["sanction*", "pressure"], "we": ["us", "we"]})
       category  n  n_docs  per_million
    0  pressure  2       1     400000.0
    1        we  1       1     200000.0
    """
    if is_partitioned(tokens):
        counts, of_token, source = sums.entries(tokens, dictionary, by, documents)
    else:
        source, documents = tokens_and_documents(tokens, documents)
        of_token = groups(source, by, documents)
        found = entry_spans(source, dictionary, documents, call="count_dictionary")
        counts = counted(*sums.entry_rows(found), parts(source, of_token))
    table = count_table(counts, pd.Index(list(dictionary), dtype="str"), "category", of_token, by)
    choices = {} if by is None else {"by": by}
    n_entries = sum(len(listed(entries)) for entries in dictionary.values())
    return with_basis(
        ranked(table, "n", ["category"], by),
        source,
        **choices,
        dictionary=f"{len(dictionary)} categories, {n_entries} entries",
    )


# --- readers: one for each suffix ---------------------------------------------------------


class Found(NamedTuple):
    """What a file says: (category, entry, line), and (line, problem)."""

    entries: list[tuple[str, str, int]]
    problems: list[tuple[int, str]]


def _read_lists(text: str, name: str) -> Found:
    found = Found([], [])
    category = name
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            category = line[1:-1].strip()
            if not category:
                found.problems.append((number, "a heading without a name"))
        elif line and line != "#" and not line.startswith("# "):
            found.entries.append((category, line, number))
    return found


def _read_liwc(text: str, name: str) -> Found:
    found = Found([], [])
    categories: dict[str, str] = {}
    n_marks = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == "%":
            n_marks += 1
            continue
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        cells = cells if len(cells) > 1 else line.split()
        if len(cells) < 2:
            if cells:
                found.problems.append((number, f'"{cells[0]}" stands alone in its line'))
        elif n_marks == 1:
            categories[cells[0]] = " ".join(cells[1:])
        else:
            for cell in cells[1:]:
                if cell in categories:
                    found.entries.append((categories[cell], cells[0], number))
                else:
                    found.problems.append((number, f'"{cell}" is the number of no category'))
    if n_marks != 2:
        found.problems.insert(0, (1, "categories must stand between two lines that hold % alone"))
    return found


def _read_yaml(text: str, name: str) -> Found:
    import yaml

    found = Found([], [])
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if isinstance(root, yaml.MappingNode):
            _walk(root, "", found, set())
        elif root is not None:
            found.problems.append(
                (1, "a file of categories begins with the name of one and a colon")
            )
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        hint = " (quote an entry that begins with *)" if "alias" in str(error) else ""
        problem = " ".join(str(getattr(error, "problem", "") or error).split())
        found.problems.append((mark.line + 1 if mark else 1, f"this is no YAML: {problem}{hint}"))
    except RecursionError:
        found.problems.append((1, "the categories are nested too deep"))
    return found


def _walk(node, category: str, found: Found, seen: set[int]) -> None:
    """Entries below a node; the text of a scalar is taken as written, so that no stays "no"."""
    line = node.start_mark.line + 1
    if node.id == "scalar":
        if node.tag.endswith(":null") and node.value in ("", "~"):
            found.problems.append((line, f"{category} has no entries"))
        else:
            found.entries.append((category, node.value.strip(), line))
        return
    if id(node) in seen:
        found.problems.append((line, f"{category} repeats another category by an alias (&, *)"))
        return
    seen.add(id(node))
    if not node.value:
        found.problems.append((line, f"{category} has no entries"))
    if node.id == "sequence":
        for item in node.value:
            _walk(item, category, found, seen)
        return
    names = set()
    for key, value in node.value:
        name = str(getattr(key, "value", "")).strip() if key.id == "scalar" else ""
        if not name or name in names:
            problem = (
                f'the category "{name}" stands here twice' if name else "a category without a name"
            )
            found.problems.append((key.start_mark.line + 1, problem))
        names.add(name)
        _walk(value, f"{category}.{name}" if category else name, found, seen)


READERS = {".yml": _read_yaml, ".yaml": _read_yaml, ".dic": _read_liwc, ".txt": _read_lists}
