"""How fast the package counts, beside what a researcher would have used instead.

Each measurement runs in a fresh process, peers in turn (all of them once, then all of them
again), with imports and, in memory, reading outside the clock. Before anything is timed again the
results of the first turn must be equal. Prints Markdown; progress goes to stderr. Compare ratios:
seconds are of one machine.

    make bench
    .venv-bench/bin/python tests/bench.py --size 10 --only frequencies --runs 5
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from math import log
from pathlib import Path

from bench_corpora import corpus
from bench_tasks import TASKS, Task

SCAN = "wc -w"
PACKAGES = [
    "news-notebooks", "numpy", "pandas", "pyarrow", "numba", "scikit-learn", "nltk", "polars",
    "duckdb", "dask", "spacy", "pyahocorasick", "flashtext",
]  # fmt: skip
THREADS = ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
COLUMNS = [
    "peer", "runs", "seconds", "first call", "MB/s", "time / ours", "of wc -w", "peak MB", "result",
]  # fmt: skip


def say(text: str) -> None:
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def run(name: str, peer: str, folder: Path, cores: int) -> dict:
    """One measurement in a process of its own, with the peak memory of it and its children."""
    if peer == SCAN:
        start = time.perf_counter()
        subprocess.run(
            ["wc", "-w", folder / "all.txt"],
            env=os.environ | {"LC_ALL": "C"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return {"seconds": time.perf_counter() - start}
    child = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("bench_tasks.py"), name, peer, str(folder)],
        env=os.environ | {"BENCH_CORES": str(cores)} | dict.fromkeys(THREADS, str(cores)),
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: _hold_to(cores),
    )
    peak: list[int] = [0]
    watcher = threading.Thread(target=_watch, args=(child, peak))
    watcher.start()
    out, _ = child.communicate()
    watcher.join()
    if child.returncode:
        return {"failed": child.returncode}
    return {**json.loads(out.splitlines()[-1]), "peak": peak[0]}


def _hold_to(cores: int) -> None:
    if hasattr(os, "sched_setaffinity"):  # Linux; elsewhere the libraries' own settings hold
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))


def _watch(child: subprocess.Popen, peak: list[int]) -> None:
    """Highest sum of resident memory of the process and its children, every 20 ms."""
    try:
        import psutil
    except ModuleNotFoundError:
        return
    while child.poll() is None:
        try:
            top = psutil.Process(child.pid)
            together = [process.memory_info().rss for process in (top, *top.children(True))]
            peak[0] = max(peak[0], sum(together))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.02)


def measure(name: str, task: Task, size: int, runs: int, folder: Path) -> dict[str, list[dict]]:
    """All measurements of a task at a size; a peer that is missing or fails has one."""
    where = corpus(folder, size) if size else folder
    peers = [peer for peer, how in task.peers.items() if size <= how.largest]
    if size and not task.load.__name__.startswith("files"):
        peers.append(SCAN)
    found: dict[str, list[dict]] = {peer: [] for peer in peers}
    for turn in range(runs):
        for peer in peers:
            if found[peer] and "seconds" not in found[peer][0]:
                continue
            result = run(name, peer, where, task.cores)
            found[peer].append(result)
            say(f"{name}, {size} MB, turn {turn + 1} of {runs}, {peer}: {_shown(result)}")
        if turn == 0:
            check(name, task, found)
    return found


def check(name: str, task: Task, found: dict[str, list[dict]]) -> None:
    """Stop where a result that must be ours is another."""
    ours = next(iter(task.peers))
    expected = found[ours][0].get("hash")
    if "seconds" not in found[ours][0]:
        sys.exit(f"{name}: {ours}: {_shown(found[ours][0])}; there is nothing to compare with.")
    for peer, (first, *_) in found.items():
        if peer != SCAN and task.peers[peer].equal and first.get("hash", expected) != expected:
            sys.exit(
                f"{name}: {peer} has {first['rows']} rows, {ours} {found[ours][0]['rows']}, and "
                "they are not equal. Nothing is compared that does not count the same."
            )


def table(task: Task, size: int, found: dict[str, list[dict]]) -> str:
    """One task at one size as Markdown."""
    medians = {peer: _median(some, "seconds") for peer, some in found.items()}
    ours, scan = medians[next(iter(task.peers))], medians.get(SCAN)
    lines = [f"| {' | '.join(COLUMNS)} |", "| --- " + "| ---: " * 7 + "| --- |"]
    for peer, some in found.items():
        seconds = medians[peer]
        if seconds is None:
            lines.append(f"| {peer} {'| ' * 8}| {_shown(some[0])} |")
            continue
        first, peak = _median(some, "first"), _median(some, "peak")
        cells = [
            f"{len(some)}",
            f"{seconds:.3g}",
            f"{first:.3g}" if first else "",
            f"{size / seconds:.3g}" if size else "",
            f"{seconds / ours:.2f}" if ours else "",
            f"{scan / seconds:.0%}" if scan else "",
            f"{peak / 1e6:,.0f}" if peak else "",
            _result(task, peer, some[0]),
        ]
        lines.append(f"| {peer} | {' | '.join(cells)} |")
    for peer in task.peers.keys() - found.keys():
        lines.append(f"| {peer} {'| ' * 8}| not run at this size: too slow |")
    return "\n".join(lines)


def growth(name: str, task: Task, medians: dict[tuple[str, int], dict]) -> str:
    """The exponent of time in size, and of memory, between the smallest and the largest size."""
    ours = next(iter(task.peers))
    sizes = sorted(size for task_name, size in medians if task_name == name and size)
    if len(sizes) < 2:
        return ""
    small, large = (medians[name, sizes[at]][ours] for at in (0, -1))
    span = log(sizes[-1] / sizes[0])
    words = [
        f"{what} grows with size to the power {log(_median(large, key) / _median(small, key)) / span:.2f}"
        for what, key in (("time", "seconds"), ("peak memory", "peak"))
        if _median(small, key) and _median(large, key)
    ]
    return f"\n{ours}, {sizes[0]} to {sizes[-1]} MB: {'; '.join(words)}.\n"


def _median(some: list[dict], key: str) -> float | None:
    values = [result[key] for result in some if result.get(key)]
    return statistics.median(values) if values else None


def _result(task: Task, peer: str, first: dict) -> str:
    if "rows" not in first:
        return ""
    return f"{first['rows']:,} rows, {'equal' if task.peers[peer].equal else 'own rule'}"


def _shown(result: dict) -> str:
    if "missing" in result:
        return f"{result['missing']} is not installed"
    return f"{result['seconds']:.3f} s" if "seconds" in result else "failed"


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def main() -> int:
    """Measure what is asked for; 1 where a peer failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--size", type=int, nargs="+", help="megabytes; default: each task's own")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--runs", type=int, default=5, help="turns; the median is shown")
    parser.add_argument("--folder", type=Path, help="where corpora are kept; default: nowhere")
    asked = parser.parse_args()
    unknown = set(asked.only or ()) - TASKS.keys()
    if unknown:
        parser.error(f"no task {', '.join(sorted(unknown))}; there are {', '.join(TASKS)}")
    print(f"Measured {date.today()}, medians of {asked.runs}, {os.cpu_count()} cores.")
    print(f"{_versions()}.")
    all_found: dict[tuple[str, int], dict] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = asked.folder or Path(temporary)
        for name in asked.only or TASKS:
            task = TASKS[name]
            sizes = [
                size for size in task.sizes if not asked.size or not size or size in asked.size
            ]
            for size in sizes:
                found = measure(name, task, size, asked.runs, folder)
                all_found[name, size] = found
                corpus_of = f", {size} MB" if size else ""
                print(f"\n### {name}{corpus_of}, {task.cores} core{'s' * (task.cores > 1)}\n")
                print(table(task, size, found), flush=True)
            print(growth(name, task, all_found), end="", flush=True)
    return int(any("failed" in some[0] for found in all_found.values() for some in found.values()))


if __name__ == "__main__":
    sys.exit(main())
