"""Execute one notebook by papermill, and show how far the work is."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

from analysis import checks
from analysis.corpus import PROJECT
from analysis.report.page import duration

START_SECONDS = 60  # for a notebook's process to start
NO_LIMIT = 1e8  # seconds


def execute(
    work: Path, *, parameters: dict, deadline: float, on_cell: Callable
) -> tuple[str, dict | None]:
    """Execute a notebook in the project's folder, by the running Python.

    Parameters
    ----------
    work : Path
        The notebook; papermill keeps its outputs there while it runs.
    parameters : dict
        Values that papermill injects.
    deadline : float
        When the time for the whole run is over, by ``time.monotonic()``.
    on_cell : callable
        Called after each executed cell.

    Returns
    -------
    tuple
        The status (done, failed, timed out, not run) and the error: its ``sentence``, the
        ``name`` of the exception and the number of the ``cell``; None where there is none.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if time.monotonic() >= deadline:
        return "not run", _error(checks.no_time_left())
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # run.json and the page say it
    try:
        papermill.execute_notebook(
            _no_fields(work),
            _no_fields(work),
            parameters=parameters,
            kernel_name="python3",
            cwd=PROJECT,
            progress_bar=False,
            start_timeout=math.ceil(min(START_SECONDS, _left(deadline))),
            config=_config(),
            shutdown_kernel="immediate",
            timeout_func=lambda cell: _left(deadline),
            on_cell_executed=on_cell,
        )
    except PapermillExecutionError as error:
        sentence = f"{error.ename}: {error.evalue}"
        return "failed", _error(sentence, name=error.ename, cell=error.exec_count or 1)
    except CellTimeoutError:
        return "timed out", _error(checks.no_time_left())
    except DeadKernelError:
        return "failed", _error(checks.kernel_died())
    except Exception as error:  # whatever a notebook can do to papermill: the others still run
        return "failed", _error(f"{type(error).__name__}: {error}")
    return "done", None


def _config():
    """Encrypted talk with the notebook's process; without it Jupyter warns at each start."""
    from traitlets.config import Config

    config = Config()
    config.KernelManager.transport_encryption = "required"
    return config


def _left(deadline: float) -> float:
    """Seconds left; never 0, which means without limit."""
    return max(0.1, min(deadline - time.monotonic(), NO_LIMIT))


def _no_fields(path: Path) -> str:
    """A path as papermill takes it: braces in it are no fields to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _error(sentence: str, *, name: str = "", cell: int = 0) -> dict:
    return {"sentence": sentence, "name": name, "cell": cell}


class Progress:
    """One bar over all cells on a terminal, a line for each notebook otherwise."""

    def __init__(self, cells: int, stream):
        """Show nothing yet; ``cells`` is the number of cells of all notebooks."""
        from tqdm import tqdm

        self.stream, self.done, self.begun = stream, 0, 0
        self.bar = None
        if stream.isatty():
            layout = "{desc:<20.20} {bar} {n_fmt}/{total_fmt} cells, {elapsed}"
            self.bar = tqdm(total=cells, file=stream, bar_format=layout, leave=False)

    def begin(self, name: str) -> None:
        """A notebook begins."""
        self.begun = self.done
        if self.bar is not None:
            self.bar.set_description_str(name)

    def cell(self, **_: object) -> None:
        """A cell was executed."""
        self.done += 1
        if self.bar is not None:
            self.bar.update()

    def end(self, name: str, cells: int, part: dict) -> None:
        """A notebook has ended, perhaps before its last cell."""
        missing = self.begun + cells - self.done
        self.done += missing
        if self.bar is not None:
            self.bar.update(missing)
        line = f"{name}: {part['status']} in {duration(part['seconds'])}"
        if part["error"]:
            line += f". {part['error']['sentence'].splitlines()[0]}"
        if self.bar is None:
            print(line, file=self.stream, flush=True)
        elif part["error"]:
            self.bar.write(line, file=self.stream)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self.bar is not None:
            self.bar.close()
