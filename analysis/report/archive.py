"""A run as one file to share: ``<name>-<run>.zip`` beside the run's folder.

It stands beside the folder, not in it: inside, it would double what is stored and hold every
page twice once it is unpacked. Its copy of the index has no link to itself, so that each link
in it leads to a file in it. ``state/``, which may hold whole texts, is never in it.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

from analysis.report.folder import UNFINISHED

NOT_SHARED = {"state", ".work"}
LATEST = "latest.zip"
_RUN = r"\d{4}-\d\d-\d\d_\d{8}T\d{6}Z(-\d+)?"


def archive_name(record: dict) -> str:
    """The name of a run's archive, which says what it is wherever it is sent.

    Examples
    --------
    >>> archive_name({"name": "seeds", "run": "2026-11-24_20261124T060005Z"})
    'seeds-2026-11-24_20261124T060005Z.zip'
    """
    return f"{record['name']}-{record['run']}.zip"


def shared_files(folder: Path) -> list[str]:
    """The files of a run that are shared, as paths with slashes, in order.

    Parameters
    ----------
    folder : Path
        The folder of the run.

    Returns
    -------
    list of str
        All but ``state/`` and what a run needs while it works.
    """
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(file.as_posix() for file in files if file.parts[0] not in NOT_SHARED)


def write_archive(folder: Path, base: Path, record: dict) -> Path:
    """Write the archive of a run that is whole, beside where its folder will stand.

    The same files give the same bytes: they are sorted, dated by the begin of the run, and
    without the rights and owners of this machine.

    Parameters
    ----------
    folder, base : Path
        The folder of the run, and that of the report.
    record : dict
        ``run.json``.

    Returns
    -------
    Path
        The archive: one folder, named as the archive.
    """
    place = base / archive_name(record)
    part = base / f"{UNFINISHED.rstrip('-')}.zip"  # one run at a time holds the lock
    moment = datetime.fromisoformat(record["started"]).timetuple()[:6]
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in shared_files(folder):
            about = zipfile.ZipInfo(f"{place.stem}/{name}", date_time=moment)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            about.external_attr = 0o644 << 16
            archive.writestr(about, (folder / name).read_bytes())
    os.replace(part, place)
    return place


def publish_archive(archive: Path) -> None:
    """Make an archive ``latest.zip``, in one step; a copy where the system has no links."""
    part = archive.parent / f"{UNFINISHED.rstrip('-')}.zip"
    part.unlink(missing_ok=True)
    try:
        os.symlink(archive.name, part)
    except (OSError, NotImplementedError):
        shutil.copyfile(archive, part)
    os.replace(part, archive.parent / LATEST)


def prune_archives(base: Path, name: str) -> list[Path]:
    """Remove the archives whose runs are gone, or were never whole.

    Parameters
    ----------
    base : Path
        The folder of the report.
    name : str
        The name of the report. Only files that are named as its archives are looked at.

    Returns
    -------
    list of Path
        The archives removed.
    """
    ours = re.compile(rf"{re.escape(name)}-(?P<run>{_RUN})\.zip")
    found = [(path, ours.fullmatch(path.name)) for path in base.glob("*.zip")]
    gone = [path for path, match in found if match and not (base / match["run"]).is_dir()]
    for path in gone:
        path.unlink()
    return gone
