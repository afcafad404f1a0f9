"""The command line: ``python -m analysis report``, ``notebooks``, ``discover``, ``validate``.

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
@click.option("--cluster", metavar="ADDRESS", help="Count on a Dask cluster: tcp://host:8786.")
@click.option(
    "--pdf",
    is_flag=True,
    default=None,
    help="Print each page to PDF as well, by Chromium or Chrome where it is installed.",
)
def report(notebooks: tuple[str, ...], written: tuple, file: str | None, **options) -> None:
    """Run notebooks and publish their pages in outputs/<name>/latest.

    A notebook is named by its path, its file name or its subject (term-frequency); without names
    the numbered ones run. A settings file holds the same options as keys; without one, a
    report.yml beside the texts is used for what is not given here.
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
    from analysis import checks
    from analysis.partitions import progress
    from analysis.report.folder import BusyError
    from analysis.report.plan import make_plan
    from analysis.report.run import run_report

    try:
        with progress():
            plan = make_plan(settings)
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    if plan.settings.file and not settings.file:
        click.echo(checks.settings_found(plan.settings.file), err=True)
    try:
        outcome = run_report(plan)
    except PermissionError as error:
        raise _wrong(error) from None
    except BusyError as busy:
        click.echo(str(busy), err=True)
        return BUSY, "", str(busy)
    for note in outcome.notes:
        click.echo(note, err=True)
    click.echo(outcome.sentence, err=outcome.code != DONE)
    click.echo(_near(outcome.folder / "index.html"))
    return outcome.code, str(outcome.folder), outcome.sentence


def _wrong(error: Exception) -> click.ClickException:
    from analysis.hidden import revealed

    wrong = click.ClickException(revealed(str(error)))
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


@main.command()
@click.option("--corpus", required=True, metavar="DIR", help="Folder of texts, or a table.")
@click.option("--actors", metavar="FILE", help="Codebook so far: only what it lacks is written.")
@click.option("--output", metavar="FILE.yml", help="[default: actors.yml beside the texts]")
@click.option("--min-count", default=2, show_default=True, help="Least places of a name.")
@click.option("--top", default=200, show_default=True, help="Actors to write.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def discover(
    corpus: str, actors: str | None, output: str | None, min_count: int, top: int, force: bool
) -> None:
    """Write a first codebook from the names of a corpus."""
    from analysis import checks
    from analysis.codebook import Codebook, read_actors
    from analysis.corpus import read_corpus, resolve_path
    from analysis.discovery import as_codebook, discover_actors

    folder = resolve_path(corpus) if resolve_path(corpus).is_dir() else resolve_path(corpus).parent
    file = Path(output) if output else folder / "actors.yml"
    try:
        documents = read_corpus(corpus)
        if file.exists() and not force:
            raise FileExistsError(checks.file_exists(file.name))
        known = read_actors(actors) if actors else Codebook()
        candidates = discover_actors(documents, known, min_count=min_count)
        file.write_text(as_codebook(candidates.head(top)), encoding="utf-8", newline="\n")
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    click.echo(checks.codebook_written(min(top, len(candidates)), len(candidates)), err=True)
    click.echo(_near(file))


@main.group()
def validate() -> None:
    """Draw a sample of mentions, to be coded by hand, and read what it says."""


@validate.command("sample")
@click.option("--corpus", required=True, metavar="DIR", help="Folder of texts, or a table.")
@click.option("--actors", metavar="FILE", help="Codebook. [default: actors.yml beside the texts]")
@click.option("--output", metavar="FILE.csv", help="[default: actors-validation.csv beside it]")
@click.option("--n", default=200, show_default=True, help="Mentions to draw.")
@click.option("--sentences", default=100, show_default=True, help="Sentences to draw.")
@click.option("--seed", default=1, show_default=True, help="The same draws the same sample.")
@click.option("--force", is_flag=True, help="Write over a file that exists, coded or not.")
def draw_sample(
    corpus: str,
    actors: str | None,
    output: str | None,
    n: int,
    sentences: int,
    seed: int,
    force: bool,
) -> None:
    """Write a sample for a spreadsheet: fill in "correct" (yes, no) and "missed"."""
    from analysis.actors import find_mentions
    from analysis.codebook import beside_texts, read_actors
    from analysis.corpus import read_corpus, resolve_path
    from analysis.validation import beside, sample_for_validation, save_sample

    try:
        documents = read_corpus(corpus)
        codebook = resolve_path(actors) if actors else beside_texts(corpus)
        mentions = find_mentions(documents, read_actors(codebook))
        sample = sample_for_validation(documents, mentions, n=n, n_sentences=sentences, seed=seed)
        file = save_sample(sample, output or beside(codebook), force=force)
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    click.echo(_near(file))


@validate.command("result")
@click.argument("sample", metavar="SAMPLE.csv")
def show_result(sample: str) -> None:
    """Show precision and recall by layer, from a coded sample."""
    from analysis.validation import validate_mentions

    try:
        result = validate_mentions(sample)
    except (ValueError, OSError) as error:
        raise _wrong(error) from None
    basis = result.attrs["basis"]
    click.echo(result.round(2).to_string(index=False))
    click.echo(f"{basis['n_coded_rows']} of {basis['n_rows']} rows are coded.")


if __name__ == "__main__":
    main(prog_name="python -m analysis")
