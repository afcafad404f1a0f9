"""``report --cluster``: the five notebooks on a Dask cluster make the tables of one process."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from corpora import write_copies
from test_cluster import Cluster

from analysis.report import folder as folders

ROOT = Path(__file__).parent.parent
pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    running = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The seeds six times over, a month each."""
    file = tmp_path_factory.mktemp("corpus") / "articles.parquet"
    months = [pd.Timestamp(f"2019-0{number}-01") for number in range(1, 7)]
    return write_copies(file, 6, 4, date=months)


def report(corpus: Path, output: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "analysis", "report", "--corpus", str(corpus)]
    command += ["--actors", str(ROOT / "seeds" / "actors.yml"), "--output", str(output)]
    return subprocess.Popen(
        [*command, "-p", "full_text", "true", "-p", "bootstrap", "50", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_a_cluster_makes_the_report_of_one_process(cluster, corpus, tmp_path):
    """All tables, passages and pages of documents are the same byte for byte."""
    runs = [
        report(corpus, tmp_path / "here"),
        report(corpus, tmp_path / "there", "--cluster", cluster.address),
    ]
    for run in runs:
        told, _ = run.communicate(timeout=360)
        assert run.returncode == 0, told
    here, there = (tmp_path / name / "articles" / "latest" for name in ("here", "there"))
    for kind, least in [("tables/*.csv", 20), ("passages/*.csv", 15), ("charts/*.svg", 15)]:
        files = [path.relative_to(here) for path in sorted(here.glob(kind))]
        assert len(files) >= least
        for file in files:
            assert (there / file).read_bytes() == (here / file).read_bytes(), file
    pages = sorted(path.name for path in here.glob("documents/*.html"))
    assert pages == sorted(path.name for path in there.glob("documents/*.html"))
    assert len(pages) > 2
    record = folders.read_record(there)
    assert record["corpus"] == folders.read_record(here)["corpus"]
    assert cluster.address not in (there / "1-term-frequency.ipynb").read_text(encoding="utf-8")


def test_a_wrong_address_is_told_before_anything_runs(corpus, tmp_path):
    """Exit code 2, a sentence with the remedy, and no folder of a run."""
    code = (
        "import sys; from analysis import partitions; partitions.TIMEOUT = 1;"
        "from analysis.__main__ import main; main()"
    )
    command = [sys.executable, "-c", code, "report", "--corpus", str(corpus)]
    command += ["--output", str(tmp_path / "out"), "--cluster", "tcp://127.0.0.1:1"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert 'The cluster "tcp://127.0.0.1:1" cannot be used' in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()
