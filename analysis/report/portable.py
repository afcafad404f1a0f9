"""What may leave this machine: paths as the user wrote them, no folder of this computer.

A notebook that was run holds absolute paths: in papermill's metadata, in the injected cell and
in tracebacks. They name users, servers and projects. Here they are put back to what the user
gave, or cut to their last part. Nothing else in a notebook is changed.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

from analysis.corpus import PROJECT

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CELL_FILE = re.compile(r"[^\s'\"]*ipykernel_\d+[/\\]\d+\.py")
# In a traceback every folder is one too many: only the last part of a path is kept.
_TRACE_PATH = re.compile(
    r"(?<![\w.:/\\])(?:~|[A-Za-z]:)?[/\\](?:[^\s/\\'\":]+[/\\])+(?=[^\s/\\'\":])"
)


def shown_path(path: str) -> str:
    """A path as it may be shown: as given; one that leaves the folder by its last part.

    Examples
    --------
    >>> shown_path("seeds"), shown_path("/home/ann/news/")
    ('seeds', 'news')
    """
    given = Path(path)
    leaves = given.is_absolute() or re.match(r"[A-Za-z]:[/\\]", path) or ".." in given.parts
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] if leaves else path


def shorten(text: str, paths: Mapping[str, str]) -> str:
    """Replace the absolute paths in a text by what may be shown of them.

    Parameters
    ----------
    text : str
        Any text.
    paths : dict
        What stands for an absolute path. The project, its packages, the home and the temporary
        folder are known.

    Examples
    --------
    >>> shorten("read /home/ann/news/a.txt", {"/home/ann/news": "news"})
    'read news/a.txt'
    """
    text = _CELL_FILE.sub("<cell>", text)
    for path, shown in _known(paths):
        for form in {path, escape(path)}:
            pattern = r"(?<![\w.:/\\~-])" + re.escape(form) + r"(?![\w-])([/\\]?)"
            text = re.sub(pattern, lambda match, shown=shown: _join(shown, match[1]), text)
    return text


def _join(shown: str, separator: str) -> str:
    """What stands for a folder: nothing before a separator, a dot where it stands alone."""
    return shown + separator if shown else "" if separator else "."


def _known(paths: Mapping[str, str]) -> list[tuple[str, str]]:
    home = str(Path.home())
    packages = sysconfig.get_paths()
    known = {
        home: "~",
        tempfile.gettempdir(): "",
        sys.prefix: "",
        packages["stdlib"]: "",
        packages["purelib"]: "",
        packages["platlib"]: "",
        str(PROJECT): "",
        **paths,
    }
    for path, shown in list(known.items()):
        known.setdefault(os.path.realpath(path), shown)
        if path.startswith((home + "/", home + "\\")):
            known["~" + path[len(home) :]] = shown  # as IPython writes it in a traceback
    whole = {path: shown for path, shown in known.items() if len(Path(path).parts) > 1}
    return sorted(whole.items(), key=lambda item: -len(item[0]))


def make_portable(
    notebook, *, parameters: Mapping[str, object], paths: Mapping[str, str], file: str
) -> None:
    """Take this machine's paths out of an executed notebook, in place.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill left it.
    parameters : dict
        The injected parameters with the paths as the user gave them.
    paths : dict
        What stands for an absolute path (see :func:`shorten`).
    file : str
        The notebook's file name in the run folder.
    """
    record = notebook.metadata.get("papermill", {})
    record.update(input_path=file, output_path=file, parameters=dict(parameters))
    record.pop("environment_variables", None)
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = [f"{name} = {value!r}" for name, value in parameters.items()]
            cell.source = "\n".join(["# Parameters", *lines])
        for output in cell.get("outputs", []):
            _shorten_output(output, paths)


def _shorten_output(output, paths: Mapping[str, str]) -> None:
    if output.output_type == "stream":
        output.text = shorten(output.text, paths)
        if output.name == "stderr":
            output.text = _TRACE_PATH.sub("", output.text)
    elif output.output_type == "error":
        output.evalue = shorten_error(output.evalue, paths)
        output.traceback = [shorten_error(line, paths) for line in output.traceback]
    else:
        for kind, content in output.get("data", {}).items():
            if isinstance(content, str) and not kind.startswith("image/"):
                output.data[kind] = shorten(content, paths)


def shorten_error(text: str, paths: Mapping[str, str]) -> str:
    """As :func:`shorten`, and of every other absolute path only the last part; no colours.

    Examples
    --------
    >>> shorten_error("No such file: '/srv/ann/x.txt'", {})
    "No such file: 'x.txt'"
    """
    return _TRACE_PATH.sub("", shorten(_ANSI.sub("", text), paths))
