"""Count partition by partition and add the counts: in this process, or on a Dask cluster.

That is the whole of how a corpus is counted that does not fit into memory: a function counts the
documents of one partition and gives tables whose integer columns (``n…``, ``size…``) add up over
partitions, the tables are added as a tree, and scores are computed once, from the sums, by the
code that computes them in memory. Dask is imported where a table is in partitions, else not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache

import numpy as np
import pandas as pd

from analysis import checks

# How the columns of counts of two partitions become one: by what their names begin with.
ADDED = {"n": "sum", "size": "sum", "most": "max", "least": "min"}
AT = {"sum": np.add.at, "max": np.maximum.at, "min": np.minimum.at}
THREADS = 2  # at most, in one process: each holds a partition
TOPIC = "news-notebooks"  # under which workers tell that a partition is done
TIMEOUT = 20  # seconds until a cluster must have answered, and until it must have a worker

_SHOW: ContextVar[Callable[[int, int], None] | None] = ContextVar("show", default=None)


def on_cluster() -> bool:
    """Whether partitions are counted by the workers of a cluster."""
    return _client() is not None


def is_partitioned(table: object) -> bool:
    """Whether a table is a Dask DataFrame.

    Examples
    --------
    >>> is_partitioned(pd.DataFrame())
    False
    """
    return not isinstance(table, pd.DataFrame) and hasattr(table, "to_delayed")


def each(function: Callable, table, *beside, **choices) -> list:
    """What a function makes of each partition, in the order of the corpus.

    It is called as ``function(part, *beside, **choices)``. Tables ``beside`` the first that are in
    partitions too (the documents of tokens), and lists from :func:`split`, go with it partition
    by partition.
    """
    return _computed(_each(function, table, beside, choices), table.npartitions)


def reduced(function: Callable, add: Callable, table, *beside, **choices):
    """The same, added in pairs, as a tree: so that few partitions are held at a time."""
    return _computed(_tree(_each(function, table, beside, choices), add), table.npartitions)


def added(count: Callable[..., dict], table, *beside, **choices) -> dict[str, pd.DataFrame]:
    """Tables of counts, by name, of the whole: the sums of those of the partitions."""
    return reduced(count, _sum, table, *beside, **choices)


def joined(make: Callable[..., pd.DataFrame], table, *beside, **choices) -> pd.DataFrame:
    """A table of the whole: those of the partitions below each other, numbers in the basis added."""
    if not is_partitioned(table):
        return make(table, *beside, **choices)
    tables = each(make, table, *beside, **choices)
    whole = stacked(tables)
    bases = [part.attrs.get("basis", {}) for part in tables]
    if bases[0]:
        whole.attrs["basis"] = {
            name: sum(basis[name] for basis in bases) if name.startswith("n_") else value
            for name, value in bases[0].items()
        }
    return whole


def with_rows(documents, tables: list[pd.DataFrame]):
    """Only the partitions that a table has rows of, and the rows of each."""
    parts = [split(table, documents) for table in tables]
    asked = [at for at, some in enumerate(zip(*parts, strict=True)) if any(map(len, some))] or [0]
    return documents.partitions[asked], [[some[at] for at in asked] for some in parts]


def split(table: pd.DataFrame, documents) -> list[pd.DataFrame]:
    """A table with ``doc_id``, such as mentions, by the partitions of the documents."""
    names = [list(part["doc_id"]) for part in each(pd.DataFrame, documents[["doc_id"]])]
    number = {name: at for at, some in enumerate(names) for name in some}
    of_row = table["doc_id"].astype("str").map(number)
    if of_row.isna().any():
        raise ValueError(checks.other_documents(table.loc[of_row.isna(), "doc_id"].unique()))
    return [_alone(table[(of_row == at).to_numpy()]) for at in range(len(names))]


def _alone(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without the names of all other documents."""
    if not isinstance(rows["doc_id"].dtype, pd.CategoricalDtype):
        return rows
    basis = rows.attrs
    rows = rows.assign(doc_id=rows["doc_id"].cat.remove_unused_categories())
    rows.attrs = basis
    return rows


def mapped(make: Callable[..., pd.DataFrame], table, **choices):
    """A Dask DataFrame of what is made of each partition when it is needed."""
    meta = pd.DataFrame(table._meta)
    meta.attrs = table._meta.attrs  # how tokens were made
    meta = make(meta, **choices)
    return table.map_partitions(_unsaid, make, meta=meta, enforce_metadata=False, **choices)


def stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables below each other; their categories, such as all documents, are joined."""
    from pandas.api.types import union_categoricals

    whole = pd.concat(tables, ignore_index=True)
    for name in tables[0].columns:
        if isinstance(tables[0][name].dtype, pd.CategoricalDtype):
            # Nothing has no categories, of no type.
            some = [table[name] for table in tables if len(table[name].cat.categories)]
            whole[name] = union_categoricals(some or [tables[0][name]])
    return whole


def sum_tables(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Rows with the same names as one row, by ``ADDED``; rows in the order of their first.

    Examples
    --------
    >>> one = pd.DataFrame({"term": ["iran", "us"], "n": [2, 1]})
    >>> sum_tables([one, pd.DataFrame({"term": ["us"], "n": [3]})])
       term  n
    0  iran  2
    1    us  4
    """
    whole = stacked(tables)
    rules = {name: rule for name in whole.columns if (rule := ADDED.get(name.split("_")[0]))}
    names = [name for name in whole.columns if name not in rules]
    if not names:
        return whole.agg(rules).to_frame().T
    if names == ["pair"]:
        return _sum_sorted(whole)
    row, first = _numbered_rows(whole[names])
    sums = whole.iloc[first].reset_index(drop=True)
    if len(first) == len(whole):
        return sums
    for name, rule in rules.items():
        values = whole[name].to_numpy()
        dtype = np.result_type(values, np.int64)
        of_row = np.zeros(len(first), dtype) if rule == "sum" else values[first]
        AT[rule](of_row, row, values)
        sums[name] = of_row
    return sums


def _numbered_rows(names: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """A number of each row, the same for the same names; and where each number stands first."""
    row = np.zeros(len(names), dtype=np.int64)
    for name in names:
        # Arrow tells strings apart without Python, and so beside other threads.
        codes, distinct = pd.factorize(names[name], use_na_sentinel=False)
        row = codes if not row.any() else pd.factorize(row * len(distinct) + codes)[0]
    first = np.zeros(row.max(initial=-1) + 1, dtype=np.int64)
    first[row[::-1]] = np.arange(len(row))[::-1]
    return row, first


def _sum_sorted(whole: pd.DataFrame) -> pd.DataFrame:
    """The same for pairs, of which there are many: numbers in rising order, with one count."""
    order = np.argsort(whole["pair"].to_numpy(), kind="stable")  # two runs, so this merges
    pair, n = (whole[name].to_numpy()[order] for name in ("pair", "n_ab"))
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    n = np.add.reduceat(n, first) if len(first) else n
    return pd.DataFrame({"pair": pair[first], "n_ab": n})


# --- progress ---------------------------------------------------------------------------------


@contextmanager
def progress(show: Callable[[int, int], None] | None = None) -> Iterator[None]:
    """Tell how far a count over partitions is, and so what is left.

    Parameters
    ----------
    show : callable, optional
        Called with the number of partitions that are done and that of all, anew for each pass
        over the corpus. By default a bar on a terminal; nothing where the output is no terminal.

    Returns
    -------
    context manager
        What is counted inside is told.

    Examples
    --------
    >>> import analysis as an
    >>> documents = an.read_corpus("seeds", partitions=2)
    >>> with progress(lambda done, n: print(f"{done} of {n}")):
    ...     hashes = an.document_hashes(documents)
    0 of 2
    1 of 2
    2 of 2
    """
    if show is None:
        with _bar() as bar, progress(bar):
            yield
        return
    token = _SHOW.set(show)
    try:
        yield
    finally:
        _SHOW.reset(token)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, which is there while partitions are counted."""
    from tqdm import tqdm

    bar = None

    def show(done: int, n_parts: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(desc="Reading", unit=" partitions", disable=None, leave=False)
        if done == 0:
            bar.reset(total=n_parts)
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()


# --- the cluster ----------------------------------------------------------------------------


@cache
def connect(address: str):
    """The client of a Dask cluster, which from now on does all that is in partitions.

    Parameters
    ----------
    address : str
        Of the scheduler: ``tcp://host:8786``.

    Returns
    -------
    distributed.Client
        Kept open as long as the process runs.

    Raises
    ------
    OSError
        Nobody answers there, no worker has come, or the workers do not have this package.
    """
    from distributed import Client

    client = None
    try:
        client = Client(address, timeout=TIMEOUT)
        client.wait_for_workers(1, timeout=TIMEOUT)  # without one a count would wait for ever
        client.run(is_partitioned, None)  # each worker has the package
    except (OSError, ValueError, ImportError) as error:
        if client is not None:
            client.close()
        raise OSError(checks.cluster_fails(address, error)) from error
    return client


# --- inside ---------------------------------------------------------------------------------


def _each(function: Callable, table, beside: tuple, choices: dict) -> list:
    """A task for each partition."""
    from dask import delayed

    parts = table.to_delayed()
    others = [parts if other is table else _parts_beside(other, len(parts)) for other in beside]
    choices = {name: delayed(value, traverse=False) for name, value in choices.items()}
    task = delayed(_unsaid, pure=True)
    rows = zip(parts, *others, strict=True)
    return [task(part, function, *more, **choices) for part, *more in rows]


def _unsaid(part: pd.DataFrame, function: Callable, *beside, **choices):
    """What a function makes of a partition; warnings would be about the part, not the whole."""
    with checks.unsaid():
        result = function(part, *beside, **choices)
    _tell_client()
    return result


def _tell_client() -> None:
    """On a worker: that a partition is done."""
    import sys

    if "distributed" in sys.modules:
        from distributed import get_worker

        try:
            worker = get_worker()
        except ValueError:  # in a process without a cluster
            return
        worker.log_event(TOPIC, worker.get_current_task())


def _parts_beside(other, n_parts: int) -> list:
    if isinstance(other, list):
        return other
    if not is_partitioned(other):
        from dask import delayed

        return [delayed(other, traverse=False)] * n_parts
    if other.npartitions != n_parts:
        raise ValueError(checks.other_partitions(n_parts, other.npartitions))
    return other.to_delayed()


def _tree(tasks: list, add: Callable):
    """Tasks added in pairs, so that no more than a few sums are held at a time."""
    from dask import delayed

    add = delayed(add, pure=True)
    while len(tasks) > 1:
        pairs = [tasks[at : at + 2] for at in range(0, len(tasks), 2)]
        tasks = [add(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return tasks[0]


def _sum(first: dict[str, pd.DataFrame], second: dict[str, pd.DataFrame]) -> dict:
    return {name: sum_tables([first[name], second[name]]) for name in first}


def _computed(tasks, n_parts: int):
    import dask

    # Threads: the fast path lets go of Python's lock. Who configures Dask is obeyed.
    here = {"scheduler": "threads", "num_workers": THREADS}
    if on_cluster() or {"scheduler", "pool"} & dask.config.config.keys():
        here = {}
    show = _SHOW.get()
    with _told(show, n_parts) if show else nullcontext():
        [result] = dask.compute(tasks, **here)
    return result


@contextmanager
def _told(show: Callable[[int, int], None], n_parts: int) -> Iterator[None]:
    """Tell each partition that is done; one that is done again, after a loss, is told once."""
    from dask.callbacks import Callback

    done: set = set()

    def tell(key: object) -> None:
        done.add(key)
        show(len(done), n_parts)

    def after(key, *_) -> None:
        if str(key).startswith(_unsaid.__name__):
            tell(key)

    show(0, n_parts)
    client = _client()
    if client is None:
        with Callback(posttask=after):
            yield
        return
    client.subscribe_topic(TOPIC, lambda event: tell(event[1]))
    try:
        yield
    finally:
        client.unsubscribe_topic(TOPIC)
        show(n_parts, n_parts)


def _client():
    """The cluster's client, where one is connected."""
    import sys

    if "distributed" not in sys.modules:
        return None
    try:
        return sys.modules["distributed"].get_client()
    except ValueError:
        return None
