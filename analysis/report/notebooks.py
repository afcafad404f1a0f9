"""The notebooks of the project: found, chosen by name, read, and listed as plain text."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Iterable
from pathlib import Path

from analysis import checks
from analysis.corpus import PROJECT, resolve_path
from analysis.report.folder import safe_name
from analysis.report.page import title_and_question
from analysis.report.parameters import Parameter, read_parameters
from analysis.report.safe_html import plain_text


def find_notebooks(folder: Path | None = None) -> list[Path]:
    """The notebooks of the project, those of a report (numbered) first."""
    files = (folder or PROJECT / "notebooks").glob("*.ipynb")
    return sorted(files, key=lambda file: (not _number(file), _number(file) or 0, file.name))


def _number(file: Path) -> int:
    number = re.match(r"(\d+)-", file.name)
    return int(number[1]) if number else 0


def select_notebooks(names: Iterable[str], folder: Path | None = None) -> list[Path]:
    """The notebooks of these names: a path, a stem or a subject; without names the numbered ones.

    Raises
    ------
    ValueError
        No such notebook, or the same name twice.

    Examples
    --------
    >>> select_notebooks(["term-frequency"])[0].name
    '1-term-frequency.ipynb'
    """
    known = find_notebooks(folder)
    if not names:
        chosen = [file for file in known if _number(file)]
        if not chosen:
            raise ValueError(checks.no_notebooks("notebooks"))
        return chosen
    chosen = [_find(name, known) for name in names]
    pages = [safe_name(file.stem).lower() for file in chosen]
    for place, (file, page) in enumerate(zip(chosen, pages, strict=True)):
        if page in pages[:place]:
            raise ValueError(checks.same_notebook(file.stem))
        if page in ("index", "methods"):
            raise ValueError(checks.reserved_notebook(file.stem))
    return chosen


def _find(name: str, known: list[Path]) -> Path:
    if name.endswith(".ipynb") and resolve_path(name).is_file():
        return resolve_path(name)
    stem = name.removesuffix(".ipynb")
    for file in known:
        if stem in (file.stem, re.sub(r"^\d+-", "", file.stem)):
            return file
    raise ValueError(checks.no_such_notebook(name, [file.stem for file in known]))


def read_notebook(file: Path):
    """Read a notebook, of any minor version of format 4."""
    import nbformat

    try:
        notebook = nbformat.read(file, as_version=4)
    except (ValueError, KeyError, AttributeError, TypeError, nbformat.validator.ValidationError):
        raise ValueError(checks.not_a_notebook(file.name)) from None
    return nbformat.v4.upgrade(notebook)


def describe_notebooks(names: Iterable[str] = (), *, width: int = 0) -> str:
    """Describe notebooks: title, question, and each parameter with type, default and help.

    Parameters
    ----------
    names : iterable of str
        As for a report; empty: all notebooks of the project.
    width : int
        Characters in a line; 0: as wide as the terminal.

    Returns
    -------
    str
        A paragraph for each notebook.
    """
    names = list(names)
    files = select_notebooks(names) if names else find_notebooks()
    width = width or min(120, shutil.get_terminal_size((100, 24)).columns)
    parts = []
    for file in files:
        notebook = read_notebook(file)
        title, question = title_and_question(notebook)
        parameters = read_parameters(notebook.cells, name=file.stem)
        head = f"{file.stem}: {title}" if title else file.stem
        lines = [
            head,
            *textwrap.wrap(
                plain_text(question), width - 2, initial_indent="  ", subsequent_indent="  "
            ),
        ]
        parts.append("\n".join([*lines, *_table(list(parameters.values()), width)]))
    return "\n\n".join(parts)


def _table(parameters: list[Parameter], width: int) -> list[str]:
    rows = [(p.name, p.type, json.dumps(p.default, ensure_ascii=False), p.help) for p in parameters]
    sizes = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    indent = 4 + sum(sizes) + 2 * 3
    lines = []
    for name, kind, default, text in rows:
        start = f"    {name:<{sizes[0]}}  {kind:<{sizes[1]}}  {default:<{sizes[2]}}  "
        space = " " * indent if width - indent >= 24 else " " * 8
        lines += textwrap.wrap(text, width, initial_indent=start, subsequent_indent=space) or [
            start.rstrip()
        ]
    return lines
