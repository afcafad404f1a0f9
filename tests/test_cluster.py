"""A real Dask cluster on this machine, started as a user starts one: the same tables."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest
from corpora import write_copies

import analysis as an
from analysis.checks import CorpusWarning
from analysis.partitions import connect, progress

ROOT = Path(__file__).parent.parent
DASK = Path(sys.executable).parent / "dask"
MEMORY = "700MB"  # of a worker; beyond it Dask would stop the worker
pytestmark = [
    pytest.mark.timeout(240),
    # Dask's own sockets and threads, when a worker is killed
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """``dask scheduler`` and ``dask worker`` processes on the loopback address."""

    def __init__(self, folder: Path, n_workers: int = 2):
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.processes = [
            self._run("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        ]
        self.workers = [self.start_worker() for _ in range(n_workers)]

    def start_worker(self) -> subprocess.Popen:
        worker = self._run(
            *("worker", self.address, "--nthreads", "1", "--memory-limit", MEMORY),
            *("--no-nanny", "--local-directory", str(self.folder), "--death-timeout", "60"),
        )
        self.processes.append(worker)
        return worker

    def _run(self, *arguments: str) -> subprocess.Popen:
        with open(self.folder / f"{arguments[0]}-{time.monotonic_ns()}.log", "wb") as log:
            return subprocess.Popen(
                [DASK, *arguments, "--no-dashboard"],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )

    def stop(self) -> None:
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    running = Cluster(tmp_path_factory.mktemp("dask"))
    client = connect(running.address)
    try:
        client.wait_for_workers(2, timeout=60)
        yield running
    finally:
        client.close()
        connect.cache_clear()
        running.stop()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The seeds forty times over."""
    file = tmp_path_factory.mktemp("corpus") / "articles.parquet"
    return write_copies(file, 40, 7, paper=["Times", "Post", None])


def counts(documents) -> dict[str, pd.DataFrame]:
    """The counts of a report."""
    stops, actors = an.stop_words("en"), an.read_actors(ROOT / "seeds" / "actors.yml")
    tokens = an.tokenize(documents)
    mentions = an.find_mentions(documents, actors)
    return {
        "terms": an.term_frequency(tokens, stop_words=stops),
        "by paper": an.term_frequency(documents, by="paper", stop_words=stops),
        "pairs": an.cooccurrence(tokens, stop_words=stops),
        "near": an.collocates(tokens, "iran", stop_words=stops),
        "mentions": mentions,
        "actors": an.count_mentions(mentions, tokens=tokens, by="doc_id", documents=documents),
        "together": an.cooccurrence(mentions, tokens=tokens),
        "quotes": an.find_quotes(documents, mentions, actors),
        "lines": an.concordance(documents, "regime change", width=40),
    }


def as_bytes(tables: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    """The tables as the report saves them, and how they were counted."""
    return {
        name: (table.to_csv(index=False) + repr(table.attrs)).encode()
        for name, table in tables.items()
    }


@pytest.fixture(scope="module")
def expected(corpus):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        return as_bytes(counts(an.read_corpus(corpus)))


@pytest.mark.filterwarnings("ignore::analysis.checks.CorpusWarning")
def test_a_cluster_makes_the_same_tables_when_a_worker_dies(cluster, corpus, expected):
    """A worker is killed in the middle of the count; each table is the same byte for byte."""
    documents = an.read_corpus(corpus, partitions=12, cluster=cluster.address)
    victim, told = cluster.workers[0], []

    def kill_in_the_middle(done: int, n_parts: int) -> None:
        told.append(done)
        if len(told) == n_parts // 2:
            os.kill(victim.pid, signal.SIGKILL)

    with progress(kill_in_the_middle):
        found = as_bytes(counts(documents))
    assert victim.wait(10) == -signal.SIGKILL
    assert found == expected


@pytest.mark.filterwarnings("ignore::analysis.checks.CorpusWarning")
def test_a_notebook_reads_with_its_parameter_cluster(cluster, corpus, expected):
    """What the notebooks call, read_corpus(corpus, until=, cluster=), counts on the cluster."""
    documents = an.read_corpus(corpus, until="", cluster=cluster.address)
    told = []
    with progress(lambda done, n_parts: told.append((done, n_parts))):
        terms = an.term_frequency(an.tokenize(documents), stop_words=an.stop_words("en"))
    assert as_bytes({"terms": terms})["terms"] == expected["terms"]
    assert told[-1] == (documents.npartitions, documents.npartitions)


def test_connect_says_where_nobody_answers(monkeypatch):
    """A wrong address is met with a sentence, after a time and not never."""
    monkeypatch.setattr("analysis.partitions.TIMEOUT", 1)
    with pytest.raises(OSError, match=r'The cluster "tcp://127.0.0.1:1" cannot be used'):
        connect("tcp://127.0.0.1:1")


def test_connect_says_that_no_worker_has_come(tmp_path, monkeypatch):
    """A scheduler without workers would keep a count waiting for ever; after a time it is said."""
    monkeypatch.setattr("analysis.partitions.TIMEOUT", 5)
    alone = Cluster(tmp_path, n_workers=0)
    try:
        with pytest.raises(OSError, match=r"0/1 workers.* start its workers"):
            connect(alone.address)
    finally:
        alone.stop()
