"""The command line: ``python -m analysis report`` and ``python -m analysis notebooks``.

Exit codes: 0 done, or nothing changed; 1 a notebook failed or timed out; 2 bad arguments or
input; 75 another run of the report is going on; 130 and 143 stopped by SIGINT or SIGTERM.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

DONE, FAILED, WRONG_INPUT, BUSY, STOPPED_BY_HAND = 0, 1, 2, 75, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="news-notebooks")
def main() -> None:
    """Chart the terms, pairs of terms and actors of a news corpus."""


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK ...] [SETTINGS.yml]")
@click.option("--corpus", metavar="PATH", help="Folder of texts, table or pattern of tables.")
@click.option("--actors", metavar="PATH", help="Codebook of actors. [default: the corpus's]")
@click.option(
    "-p", "written", nargs=2, multiple=True, metavar="NAME VALUE",
    help="A parameter, for each notebook that has it (see: python -m analysis notebooks).",
)  # fmt: skip
@click.option("--parameters", "file", metavar="FILE.yml", help="Parameters, name: value.")
@click.option("--name", metavar="NAME", help="Name of the report. [default: the corpus's]")
@click.option("--output", metavar="DIR", help="Folder of all reports. [default: outputs]")
@click.option("--as-of", metavar="DATE", help="Leave out documents dated later (YYYY-MM-DD).")
@click.option(
    "--only-if-changed",
    is_flag=True,
    default=None,
    help="Do nothing when all inputs are as in the last run.",
)
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="Keep the newest N runs only."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop the run after this time.",
)
@click.option(
    "--on-failure",
    metavar="COMMAND",
    help="Run a command when the report fails; it finds REPORT_REASON and REPORT_FOLDER in its environment.",
)
@click.option("--cluster", metavar="ADDRESS", help="Dask cluster to count on.")
def report(notebooks: tuple[str, ...], written: tuple, file: str | None, **options) -> None:
    """Run notebooks and publish their pages in outputs/<name>/latest.

    A notebook is named by its path, its file name or its subject (term-frequency); without names
    the numbered ones run. A settings file holds the same options as keys.
    """
    from analysis import checks
    from analysis.report.run import Interrupted, signals_as_exits

    command = options["on_failure"]
    code, folder, sentence = FAILED, "", ""
    try:
        with signals_as_exits():
            settings = _settings(notebooks, written, file, options)
            command = settings.on_failure
            code, folder, sentence = _report(settings)
    except click.ClickException as wrong:
        code, sentence = wrong.exit_code, wrong.message
        raise
    except Interrupted as stopped:
        code, sentence = stopped.code, checks.interrupted()
        click.echo(sentence, err=True)
    finally:
        if command and code not in (DONE, BUSY, STOPPED_BY_HAND):
            _tell(command, folder, sentence)
    sys.exit(code)


def _settings(notebooks: tuple[str, ...], written: tuple, file: str | None, options: dict):
    """Options before the settings file; what neither gives has its default."""
    from analysis.report.parameters import read_yaml
    from analysis.report.plan import Settings, read_settings

    files = [name for name in notebooks if name.endswith((".yml", ".yaml"))]
    named = tuple(name for name in notebooks if name not in files)
    try:
        given = {}
        for name in files:
            given.update(read_settings(name))
        given.update({name: value for name, value in options.items() if value is not None})
        if named:
            given["notebooks"] = named
        if file:
            given["parameters"] = {**given.get("parameters", {}), **read_yaml(file)}
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    return Settings(**given, written=dict(written))


def _report(settings) -> tuple[int, str, str]:
    from analysis.report.folder import BusyError
    from analysis.report.plan import make_plan
    from analysis.report.run import run_report

    try:
        plan = make_plan(settings)
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    try:
        outcome = run_report(plan)
    except PermissionError as error:
        raise _wrong(error) from None
    except BusyError as busy:
        click.echo(str(busy), err=True)
        return BUSY, "", str(busy)
    click.echo(outcome.sentence, err=outcome.code != DONE)
    click.echo(_near(outcome.folder / "index.html"))
    return outcome.code, str(outcome.folder), outcome.sentence


def _wrong(error: Exception) -> click.ClickException:
    wrong = click.ClickException(str(error))
    wrong.exit_code = WRONG_INPUT
    return wrong


def _near(path: Path) -> Path:
    """A path from the current folder where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _tell(command: str, folder: str, sentence: str) -> None:
    told = {"REPORT_FOLDER": folder, "REPORT_REASON": sentence}
    subprocess.run(command, shell=True, check=False, env={**os.environ, **told})


@main.command()
@click.argument("names", nargs=-1, metavar="[NOTEBOOK ...]")
def notebooks(names: tuple[str, ...]) -> None:
    """List the notebooks with their parameters, types, defaults and help."""
    from analysis.report.notebooks import describe_notebooks

    try:
        click.echo(describe_notebooks(names))
    except (ValueError, OSError) as error:
        raise _wrong(error) from None


if __name__ == "__main__":
    main(prog_name="python -m analysis")
