"""Where a corpus lies: a folder, a file or a pattern, on this machine or behind an address.

An address is anything that fsspec opens (``s3://``, ``https://``, ``memory://``); what it needs to
know of a server stands in the environment, such as ``AWS_ENDPOINT_URL``, and not in a notebook. A
file that ends in ``.gz`` is unpacked while it is read. Nothing is read here.
"""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path
from typing import IO, NamedTuple

from analysis import checks

PROJECT = Path(__file__).resolve().parent.parent
PATTERN = re.compile(r"[*?]")


class File(NamedTuple):
    """A file of a corpus; small enough to be sent to a worker, which opens it."""

    address: str  # an absolute path, or an address
    relative: str  # its path within the corpus, with forward slashes
    n_bytes: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.relative.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """What the name ends in, without ``.gz``, in lower case."""
        return os.path.splitext(self.name.removesuffix(".gz"))[1].lower()

    @property
    def bare(self) -> str:
        """The path within the corpus without the suffix."""
        return os.path.splitext(self.relative.removesuffix(".gz"))[0]

    @property
    def is_packed(self) -> bool:
        """Whether the file is compressed, so that it can only be read from its beginning."""
        return self.name.endswith(".gz")

    def open(self) -> IO[bytes]:
        """The content, unpacked."""
        if is_address(self.address):
            import fsspec

            packing = "gzip" if self.is_packed else None
            return fsspec.open(self.address, "rb", compression=packing).open()
        if self.is_packed:
            import gzip

            return gzip.open(self.address, "rb")
        return open(self.address, "rb")

    def read(self) -> bytes:
        """The whole content, unpacked."""
        with self.open() as stream:
            return stream.read()


class Found(NamedTuple):
    """What stands at the place of a corpus: its name, whether it is a folder, its files."""

    name: str
    is_folder: bool
    files: list[File]


def is_address(source: str | Path) -> bool:
    """Whether a source is an address and no path.

    Examples
    --------
    >>> is_address("s3://news/2019"), is_address("articles/*.parquet")
    (True, False)
    """
    return "://" in str(source)


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


def find_files(source: str | Path) -> Found:
    """The files of a corpus in the order of their paths, folder by folder.

    Examples
    --------
    >>> [file.relative for file in find_files("seeds").files if file.suffix == ".txt"]
    ['000_14b1c6eac40ca605.txt', '001_b6cd71a7e160cdfa.txt']
    """
    if is_address(source) and not str(source).startswith("file://"):
        return _behind_address(str(source))
    path = resolve_path(str(source).removeprefix("file://"))
    if path.is_dir():
        return Found(path.resolve().name, True, _in_folder(path))
    if path.exists():
        return Found(path.name, False, [_file(path, path.name)])
    files = _matching(path) or ([] if path.is_absolute() else _matching(PROJECT / path))
    if not files:
        raise FileNotFoundError(checks.no_such_corpus(source, path))
    return Found(path.name, False, files)


def _file(path: str | Path, relative: str) -> File:
    # A file name can hold bytes that are no text; they are shown as "?" and not lost from view.
    shown = relative.replace(os.sep, "/").encode("utf-8", "replace").decode("utf-8")
    return File(os.path.abspath(path), shown, os.path.getsize(path))


def _in_folder(folder: Path) -> list[File]:
    paths = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    files = [_file(path, os.path.relpath(path, folder)) for path in paths if os.path.isfile(path)]
    return sorted(files, key=_place)


def _matching(pattern: Path) -> list[File]:
    """The files that a pattern matches, named from its first part that has a * or a ?."""
    if not PATTERN.search(str(pattern)):
        return []
    fixed = list(pattern.parts)
    while any(PATTERN.search(part) for part in fixed):
        fixed.pop()
    paths = [path for path in glob.glob(str(pattern), recursive=True) if os.path.isfile(path)]
    base = os.path.join(*fixed) if fixed else ""
    return sorted((_file(path, os.path.relpath(path, base or ".")) for path in paths), key=_place)


def _place(file: File) -> list[str]:
    return file.relative.split("/")


def _behind_address(address: str) -> Found:
    try:
        import fsspec

        system, root = fsspec.core.url_to_fs(address)
        return _listed(system, root.rstrip("/"), address)
    except FileNotFoundError as error:
        raise FileNotFoundError(checks.nothing_at_address(address)) from error
    except (ImportError, OSError, ValueError) as error:
        raise OSError(checks.unreachable(address, error)) from error
    except Exception as error:  # a client of a server has errors of its own: no such bucket, no key
        if type(error).__module__.split(".")[0] not in ("botocore", "aiohttp", "gcsfs", "adlfs"):
            raise
        raise OSError(checks.unreachable(address, error)) from error


def _listed(system, root: str, address: str) -> Found:
    name = root.rpartition("/")[2]
    if PATTERN.search(root):
        fixed = PATTERN.split(root)[0].rpartition("/")[0]
        found, is_folder = system.glob(root, detail=True), False
    elif "." not in name and system.isdir(root):
        fixed, found, is_folder = root, system.find(root, detail=True), True
    else:  # a server of the web lists no folders: what looks like a file is one
        fixed, found, is_folder = root.rpartition("/")[0], {root: system.info(root)}, False
    files = [
        File(system.unstrip_protocol(path), path[len(fixed) :].lstrip("/"), entry["size"] or 0)
        for path, entry in found.items()
        if entry["type"] == "file"
    ]
    if not files and not is_folder:
        raise FileNotFoundError(address)
    return Found(name, is_folder, sorted(files, key=_place))
