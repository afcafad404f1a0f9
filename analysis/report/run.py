"""Run a report: each notebook by papermill, its page, the index, and then ``latest``.

The run is described in ``run.json``, which is the truth about it: what papermill writes into a
notebook is wrong after a timeout or when its process dies. A notebook that fails does not stop
the others; a run with a failed notebook is kept, marked, and never becomes ``latest``.
"""

from __future__ import annotations

import platform
import re
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from analysis import checks
from analysis.corpus import read_corpus
from analysis.report import archive, page, pdf
from analysis.report import folder as folders
from analysis.report.crate import write_crate
from analysis.report.documents import write_documents
from analysis.report.execute import Progress, execute
from analysis.report.methods import methods_page
from analysis.report.notebooks import read_notebook
from analysis.report.plan import Job, Plan
from analysis.report.portable import make_portable, shorten_error

# Everything that can change a number, a chart or a page.
SOFTWARE = (
    *("news-notebooks", "pandas", "numpy", "scipy", "nltk", "simplemma", "ahocorasick-rs"),
    *("networkx", "matplotlib", "beautifulsoup4", "pyarrow", "pydantic"),
    *("papermill", "nbclient", "ipykernel", "nbconvert", "nh3"),
)
_FINGERPRINT = re.compile(r"fingerprint\W{1,3}([0-9a-f]{12})\b")


class Interrupted(SystemExit):
    """A signal asked the process to end; its code is 128 + the signal, as shells have it."""


@dataclass(frozen=True)
class Outcome:
    """How a report ended: the exit code, the folder of the run, a sentence, and notes."""

    code: int
    folder: Path
    sentence: str
    notes: tuple[str, ...] = ()


@contextmanager
def signals_as_exits() -> Iterator[None]:
    """Let SIGTERM and SIGINT end the work by :class:`Interrupted`, so that it can be marked."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number, frame):
        signal.signal(number, signal.SIG_DFL)  # asked twice, it ends at once
        raise Interrupted(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_report(plan: Plan, *, stream=None) -> Outcome:
    """Run the notebooks of a report and publish it.

    Parameters
    ----------
    plan : Plan
        From ``make_plan``: all input is checked.
    stream : file
        Where progress is shown: a bar on a terminal, lines otherwise; stderr by default.

    Returns
    -------
    Outcome
        Code 0: done, or nothing has changed; 1: a notebook failed or timed out.

    Raises
    ------
    BusyError
        Another run of this report is going on.
    """
    with folders.locked(plan.base, plan.name):
        folders.mark_leftovers(plan.base)
        if plan.settings.only_if_changed and _is_as_before(plan):
            done = f'Nothing has changed since the last run of "{plan.name}".'
            return Outcome(0, plan.base / "latest", done)
        return _run(plan, stream or sys.stderr)


def _run(plan: Plan, stream) -> Outcome:
    record = _record(plan)
    folder = plan.base / f"{folders.UNFINISHED}{record['run']}"
    (folder / ".work").mkdir(parents=True)
    paths = {**plan.paths, str(folder): ""}
    progress = Progress(sum(job.cells for job in plan.jobs), stream)
    begun = time.monotonic()
    deadline = begun + plan.settings.timeout if plan.settings.timeout else float("inf")
    summaries = {}
    try:
        for job, part in zip(plan.jobs, record["notebooks"], strict=True):
            folders.write_record(folder, record)
            summaries[job.name] = _run_job(job, part, record, folder, paths, deadline, progress)
        record["seconds"] = round(time.monotonic() - begun, 1)
        _conclude(record, plan)
        notes = _complete_folder(folder, record, summaries, plan)
    except Interrupted:
        record.update(status="interrupted", reason=checks.interrupted(), finished=_now())
        folders.finish(folder, plan.base, record)
        raise
    finally:
        progress.close()
    return _publish(folder, record, plan, notes)


def _publish(folder: Path, record: dict, plan: Plan, notes: tuple[str, ...]) -> Outcome:
    place = folders.finish(folder, plan.base, record)
    if record["status"] != "complete":
        return Outcome(1, place, record["reason"], notes)
    folders.publish(place)
    archive.publish_archive(plan.base / archive.archive_name(record))
    if plan.settings.keep:
        folders.prune(plan.base, plan.settings.keep)
    archive.prune_archives(plan.base, plan.name)
    n = len(plan.jobs)
    done = f"{n} notebook{'' if n == 1 else 's'} in {page.duration(record['seconds'])}"
    return Outcome(0, plan.base / "latest", f'Report "{plan.name}": {done}.', notes)


# --- what a run has beside its notebooks ----------------------------------------------------


def _complete_folder(
    folder: Path, record: dict, summaries: dict[str, dict], plan: Plan
) -> tuple[str, ...]:
    """Write all that the notebooks do not, the archive last; return what the user should know."""

    def write(name: str, html: str) -> None:
        (folder / name).write_text(html, encoding="utf-8")

    _write_documents(folder, record, plan)
    write("methods.html", methods_page(record))
    write("index.html", page.index_page(record, summaries))
    notes = _print(folder, record) if plan.settings.pdf else ()
    record["notes"] += notes
    write("index.html", page.index_page(record, summaries))
    folders.write_record(folder, record)
    write_crate(folder, record)
    if record["status"] == "complete":  # a report with holes is not for sharing
        file = archive.write_archive(folder, plan.base, record)
        shared = {"name": file.name, "size": file.stat().st_size}
        # In the archive stands the index without this link, which would lead out of it.
        write("index.html", page.index_page({**record, "archive": shared}, summaries))
    return notes


def _write_documents(folder: Path, record: dict, plan: Plan) -> None:
    """Write the pages of whole documents, where a notebook was asked for full texts."""
    asked = [job.values for job in plan.jobs if job.values.get("full_text")]
    if asked and (folder / "passages").is_dir():
        values = asked[0]
        columns = dict(values.get("columns", {}))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the plan has noted them
            how = {"partitions": "if large", "cluster": str(values.get("cluster", "")), **columns}
            documents = read_corpus(values["corpus"], until=values.get("as_of", ""), **how)
        record["documents"] = write_documents(folder, documents, record)


def _print(folder: Path, record: dict) -> tuple[str, ...]:
    """Print every page, and note which in the record."""
    browser = pdf.find_browser()
    if not browser:
        return (checks.no_browser(),)
    names = ["index", *(job["name"] for job in record["notebooks"]), "methods"]
    record["pdf"] = pdf.print_pages(folder, names, browser)
    missing = [name for name in names if name not in record["pdf"]]
    return (checks.not_printed(missing),) if missing else ()


# --- the record ---------------------------------------------------------------------------


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _record(plan: Plan) -> dict:
    """What ``run.json`` says, as far as it is known before the run."""
    now = datetime.now(UTC)
    as_of = str(plan.jobs[0].values.get("as_of", ""))
    return {
        "schema": folders.SCHEMA,
        "name": plan.name,
        "run": folders.run_name(plan.base, as_of, now),
        "status": "running",
        "reason": "",
        "started": _now(),
        "finished": "",
        "seconds": 0.0,
        "as_of": as_of,
        "corpus": plan.corpus,
        "actors": plan.actors,
        "settings": plan.settings.file,
        "notes": list(plan.notes),
        "pdf": [],
        "notebooks": [
            {
                "name": job.name,
                "title": job.title,
                "sha256": job.sha256,
                "parameters": job.shown,
                "status": "not run",
                "seconds": 0.0,
                "error": None,
                "fingerprint": "",
                "tables": [],
                "charts": {},
            }
            for job in plan.jobs
        ],
        "versions": {
            "Python": platform.python_version(),
            **{name: metadata.version(name) for name in SOFTWARE},
        },
    }


def _is_as_before(plan: Plan) -> bool:
    """Whether the latest complete run had the same input."""
    latest = folders.read_record(plan.base / "latest")
    return bool(latest) and _inputs(latest) == _inputs(_record(plan))


def _inputs(record: dict) -> list:
    """What decides the numbers of a run: equal inputs, equal report."""
    notebooks = [
        [n["name"], n["sha256"], {**n["parameters"], "as_of": "", "cluster": ""}]
        for n in record["notebooks"]
    ]
    corpus, actors = record["corpus"], record["actors"]
    return [corpus["fingerprint"], corpus["documents"], actors, notebooks, record["versions"]]


def _conclude(record: dict, plan: Plan) -> None:
    """Say how the run ended."""
    other = [
        job["name"]
        for job in record["notebooks"]
        if job["fingerprint"] not in ("", record["corpus"]["fingerprint"])
    ]
    failed = [job for job in record["notebooks"] if job["status"] != "done"]
    reason = ""
    if any(job["status"] == "timed out" for job in failed):
        reason = checks.timed_out(plan.settings.timeout)
    elif failed:
        reason = checks.notebooks_failed([job["name"] for job in failed], len(record["notebooks"]))
    elif other:
        reason = checks.corpus_changed(other)
    record.update(status="failed" if reason else "complete", reason=reason, finished=_now())


# --- one notebook -------------------------------------------------------------------------


def _run_job(
    job: Job, part: dict, record: dict, folder: Path, paths: dict, deadline: float, progress
) -> dict:
    """Run a notebook, write it and its page, note in ``part`` how it went; return its headlines."""
    begun, before = time.monotonic(), _files(folder)
    progress.begin(job.name)
    work = folder / ".work" / f"{job.name}.ipynb"
    _write_notebook(_without_outputs(read_notebook(job.file)), work)
    part["status"], part["error"] = execute(
        work,
        parameters={**job.values, "output": str(folder)},
        deadline=deadline,
        on_cell=progress.cell,
    )
    part["seconds"] = round(time.monotonic() - begun, 1)
    notebook = read_notebook(work)
    make_portable(notebook, parameters=job.shown, paths=paths, file=f"{job.name}.ipynb")
    if part["error"]:
        part["error"]["sentence"] = shorten_error(part["error"]["sentence"], paths)
    part["fingerprint"] = _fingerprint(notebook)
    _note_files(part, before, _files(folder))
    parameters = [
        {"name": name, "value": value, "help": job.declared[name].help}
        for name, value in job.shown.items()
        if name != "output"
    ]
    html = page.notebook_page(notebook, job=part, run=record, parameters=parameters)
    _write_notebook(notebook, folder / f"{job.name}.ipynb")
    (folder / f"{job.name}.html").write_text(html, encoding="utf-8")
    progress.end(job.name, job.cells, part)
    return page.headlines(notebook)


def _fingerprint(notebook) -> str:
    """The fingerprint of the corpus that the notebook read, as it printed it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for text in (data.get("text/markdown"), data.get("text/plain"), output.get("text")):
                match = _FINGERPRINT.search(text or "")
                if match:
                    return match[1]
    return ""


def _files(folder: Path) -> dict[Path, int]:
    """The tables and charts so far, with the moment each was written."""
    files = [*folder.glob("tables/*.csv"), *folder.glob("charts/*")]
    return {file: file.stat().st_mtime_ns for file in files}


def _note_files(part: dict, before: dict[Path, int], after: dict[Path, int]) -> None:
    """Note which tables and charts a notebook has written."""
    new = sorted(file for file, written in after.items() if before.get(file) != written)
    part["tables"] = [file.stem for file in new if file.parent.name == "tables"]
    for file in new:
        if file.parent.name == "charts":
            part["charts"].setdefault(file.stem, []).append(file.suffix.lstrip("."))


def _without_outputs(notebook):
    """The notebook before it is run: its stored outputs are those of another run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _write_notebook(notebook, file: Path) -> None:
    import nbformat

    nbformat.write(notebook, file)
