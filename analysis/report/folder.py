"""The folder of a report: its runs, which of them is the latest, and the lock on it.

A run is written in a hidden folder beside its place and renamed when it is whole, so that a
crash at any moment leaves every finished run, and ``latest``, as they were.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from analysis import checks

SCHEMA = 1
UNFINISHED = ".unfinished-"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class BusyError(RuntimeError):
    """Another run of the same report holds the lock."""


def safe_name(text: str, *, instead: str = "report") -> str:
    """A name for a file or folder that every system accepts.

    Examples
    --------
    >>> safe_name("News: 2019/01"), safe_name("CON"), safe_name("..")
    ('News-2019-01', 'CON_', 'report')
    """
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[^\w.-]+", "-", text).strip("-. ")
    while len(text.encode()) > 100:  # a file name has 255 bytes at most, suffixes need some
        text = text[:-1]
    text = text.strip("-. ") or instead
    return re.sub(r"^[^.]*", r"\g<0>_", text, count=1) if _RESERVED.match(text) else text


def run_name(base: Path, as_of: str, now: datetime) -> str:
    """The name of a run: its as-of date and the UTC time; a number where two would be equal.

    Examples
    --------
    >>> run_name(Path("none"), "2019-01-15", datetime(2026, 11, 24, 6, 0, 5))
    '2019-01-15_20261124T060005Z'
    """
    stem = f"{as_of or now.date()}_{now:%Y%m%dT%H%M%S}Z"
    taken = {path.name for path in base.glob(f"{stem}*")} if base.is_dir() else set()
    names = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(n for n in names if not {n, f"{n}-failed", f"{n}-interrupted"} & taken)


@contextmanager
def locked(base: Path, name: str) -> Iterator[None]:
    """Hold the lock of a report; it is freed when this process ends, however it ends.

    Raises
    ------
    BusyError
        Another process holds it.
    """
    from filelock import FileLock, Timeout

    base.mkdir(parents=True, exist_ok=True)
    lock = FileLock(base / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError(checks.run_is_busy(name)) from None
    try:
        yield
    finally:
        lock.release()


def write_record(folder: Path, record: dict) -> None:
    """Write ``run.json``, whole or not at all."""
    part = folder / "run.json.part"
    part.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, folder / "run.json")


def read_record(folder: Path) -> dict:
    """Read ``run.json``; empty where it is missing or broken."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and record.get("schema") == SCHEMA else {}


def finish(folder: Path, base: Path, record: dict) -> Path:
    """Rename a run into its place: complete, or marked as failed or interrupted."""
    mark = "" if record["status"] == "complete" else f"-{record['status']}"
    shutil.rmtree(folder / ".work", ignore_errors=True)
    write_record(folder, record)
    place = base / (record["run"] + mark)
    os.rename(folder, place)
    return place


def mark_leftovers(base: Path) -> None:
    """Mark what a process left that was killed: its run is interrupted.

    Call this with the lock held, so that no such folder is in use.
    """
    for folder in base.glob(f"{UNFINISHED}*"):
        record = read_record(folder)
        if record:
            finish(
                folder, base, {**record, "status": "interrupted", "reason": checks.interrupted()}
            )
        else:
            shutil.rmtree(folder)  # killed before it had written anything
    for part in [*base.glob(".latest-*"), *base.glob(".removed-*")]:
        part.unlink() if part.is_symlink() else shutil.rmtree(part)


def publish(run: Path) -> None:
    """Make a complete run the ``latest``, in one step.

    A relative link, so that the whole folder can be moved or served. Where the system has no
    links, a copy takes its place.
    """
    latest = run.parent / "latest"
    part = run.parent / f".latest-{run.name}"
    try:
        os.symlink(run.name, part, target_is_directory=True)
    except (OSError, NotImplementedError):
        shutil.copytree(run, part)
    if latest.is_dir() and not latest.is_symlink():
        os.rename(latest, run.parent / f".latest-before-{run.name}")
    os.replace(part, latest)
    shutil.rmtree(run.parent / f".latest-before-{run.name}", ignore_errors=True)


def runs(base: Path) -> list[tuple[Path, dict]]:
    """The runs of a report with their records, oldest first."""
    found = [(path, read_record(path)) for path in base.iterdir() if not path.is_symlink()]
    found = [(p, r) for p, r in found if r and p.name.startswith(r["run"]) and p.name != "latest"]
    return sorted(found, key=lambda run: (run[1]["started"], run[0].name))


def prune(base: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` complete runs, and failed ones older than these.

    Returns
    -------
    list
        The folders removed. A folder that is no run is never touched.
    """
    found = runs(base)
    complete = [path for path, record in found if record["status"] == "complete"]
    if len(complete) <= keep:
        return []
    oldest = [path for path, _ in found].index(complete[-keep])
    removed = [path for path, _ in found[:oldest]]
    for path in removed:
        gone = path.rename(base / f".removed-{path.name}")  # never a run with half its files
        shutil.rmtree(gone)
    return removed
