"""The tasks of tests/bench.py; this script takes one measurement, in a process of its own.

It prints seconds and a digest as JSON: ``python tests/bench_tasks.py TASK PEER FOLDER``.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import bench_peers as by
from bench_corpora import SEEDS, codebook

AGAIN = 5.0  # a first call below so many seconds is made once more, warm


class Peer(NamedTuple):
    """How a tool does a task."""

    make: Callable[[], Callable]
    largest: int = 10_000  # megabytes it is asked for
    equal: bool = True  # whether its result must be ours


class Task(NamedTuple):
    """What is measured: at which sizes, on how many cores, from what, by whom."""

    sizes: tuple[int, ...]
    cores: int
    load: Callable
    columns: list[str]  # of the result, which must be equal
    peers: dict[str, Peer]
    again: bool = True


# --- what a run is given ------------------------------------------------------------------


def documents_of(folder: Path):
    """The documents, in memory."""
    import pandas as pd

    return {"documents": pd.read_parquet(sorted(folder.glob("*.parquet")))}


def files_of(folder: Path):
    """The files, so that reading is timed."""
    return {"files": sorted(map(str, folder.glob("*.parquet")))}


def seeds_of(folder: Path):
    """The two texts of the project."""
    import analysis as an

    return {"documents": an.read_corpus(SEEDS)}


def nothing(folder: Path):
    """For an import."""
    return {}


def top_of(folder: Path):
    """Documents, the thousand most frequent terms, and the sentences cut already."""
    import analysis as an

    given = documents_of(folder)
    terms = an.term_frequency(given["documents"])["term"].head(1000)
    return {**given, "top": sorted(terms), "sentences": by.cut_sentences(given["documents"])}


def names_of(n_aliases: int):
    """Documents and a codebook."""

    def load(folder: Path):
        import analysis as an

        path = codebook(folder.parent, n_aliases)
        actors = an.read_actors(path)
        names = sorted({name for actor in actors.actors for name in (actor.name, *actor.aliases)})
        return {**documents_of(folder), "actors": actors, "names": names}

    return load


FREQUENCY = ["term", "n", "n_docs"]
SPANS = ["doc_id", "start", "end"]
MENTIONS = {
    "analysis": Peer(by.ours_mentions),
    "re, alternation": Peer(by.regular_expression),
    "pyahocorasick, resolved": Peer(by.pyahocorasick),
    "flashtext": Peer(by.flashtext, equal=False),
    "spaCy PhraseMatcher": Peer(by.phrase_matcher, equal=False),
}
TASKS = {
    "frequencies": Task((10, 100), 1, documents_of, FREQUENCY, {
        "analysis": Peer(by.ours_frequency),
        "CountVectorizer": Peer(by.count_vectorizer),
        "NLTKWordTokenizer, FreqDist": Peer(by.nltk_tokenizer, largest=10, equal=False),
        "re.findall, Counter": Peer(by.counter),
        "polars": Peer(by.polars_memory),
        "DuckDB": Peer(by.duckdb_memory),
    }),
    "frequencies of Parquet": Task((10, 100, 1000), 2, files_of, FREQUENCY, {
        "analysis, partitions": Peer(by.ours_partitions),
        "polars, one query": Peer(by.polars_query),
        "polars, file by file": Peer(by.polars_files),
        "DuckDB": Peer(by.duckdb_files),
        "Dask bag": Peer(by.dask_bag),
    }, again=False),
    "sentences": Task((10,), 1, top_of, ["term_a", "term_b", "n_ab"], {
        "analysis": Peer(by.ours_sentences),
        "CountVectorizer, X'X": Peer(by.sparse_product(cut=True)),
        "CountVectorizer, X'X, sentences given": Peer(by.sparse_product(cut=False)),
    }),
    "window of 5": Task((10,), 1, documents_of, ["term", "n_near"], {
        "analysis": Peer(by.ours_window),
        "NLTK BigramCollocationFinder": Peer(by.nltk_finder, largest=10, equal=False),
        "polars, shift": Peer(by.polars_shift),
    }),
    "mentions, 60 aliases": Task((10,), 1, names_of(60), SPANS, MENTIONS),
    "mentions, 10,000 aliases": Task((10,), 1, names_of(10_000), SPANS, {
        name: peer for name, peer in MENTIONS.items() if name != "re, alternation"
    }),
    "import": Task((0,), 1, nothing, [], {
        "analysis": Peer(by.bare("import analysis as an; an.read_corpus, an.term_frequency")),
        "pandas": Peer(by.bare("import pandas")),
    }, again=False),
    "seeds": Task((0,), 1, seeds_of, FREQUENCY, {
        "analysis": Peer(by.ours_frequency), "re.findall, Counter": Peer(by.counter),
    }, again=False),
}  # fmt: skip


# --- one measurement ----------------------------------------------------------------------


def digest(table, columns: list[str]) -> dict:
    """What two equal results have in common."""
    if not columns:
        return {}
    rows = sorted(zip(*(table[name].astype("str") for name in columns), strict=True))
    written = "\n".join("\t".join(row) for row in rows).encode("utf-8", "surrogatepass")
    return {"rows": len(rows), "hash": sha256(written).hexdigest()[:16]}


def measured(task: Task, peer: Peer, folder: Path) -> dict:
    """Seconds of the first call and, where it was quick, of a second one."""
    given = task.load(folder)
    run = peer.make()
    seconds = []
    while not seconds or (task.again and len(seconds) < 2 and seconds[0] < AGAIN):
        fresh = {name: v.copy() if name == "documents" else v for name, v in given.items()}
        start = time.perf_counter()
        result = run(**fresh)
        seconds.append(time.perf_counter() - start)
    return {"first": seconds[0], "seconds": seconds[-1], **digest(result, task.columns)}


def main(name: str, peer: str, folder: str) -> None:
    """Print one measurement, or which package is missing."""
    warnings.simplefilter("ignore")
    try:
        found = measured(TASKS[name], TASKS[name].peers[peer], Path(folder))
    except ModuleNotFoundError as error:
        found = {"missing": error.name}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:4])
