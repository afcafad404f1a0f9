"""What a report will do, checked before anything runs.

``Settings`` is what the user asked for, by options or in a file; ``make_plan`` turns it into the
notebooks with a value for each of their parameters, the corpus with a hash for each document,
and the name of the report. Whatever is wrong with the input is said here, in sentences; nothing
is written.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import warnings
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from analysis import checks
from analysis.corpus import PROJECT, document_hashes, fingerprint, read_corpus, resolve_path
from analysis.report.folder import read_record, safe_name
from analysis.report.notebooks import find_notebooks, read_notebook, select_notebooks
from analysis.report.page import title_and_question
from analysis.report.parameters import Parameter, assign, read_parameters, read_yaml
from analysis.report.portable import shown_path
from analysis.sources import is_address


@dataclass(frozen=True)
class Settings:
    """What the user asked for; the keys of a settings file are the same."""

    notebooks: tuple[str, ...] = ()
    corpus: str = ""
    actors: str | None = None  # None: not asked for; "": no codebook
    parameters: dict = field(default_factory=dict)
    written: dict = field(default_factory=dict)  # as on the command line, not yet typed
    name: str = ""
    output: str = ""
    as_of: str = ""
    only_if_changed: bool = False
    keep: int = 0  # 0: all
    timeout: float = 0.0  # seconds; 0: none
    on_failure: str = ""
    cluster: str = ""
    pdf: bool = False
    file: str = ""  # the settings file, as it may be shown


_NOT_IN_A_FILE = ("written", "file")
# A settings file beside the texts is used without being named, so it may not do what a stranger's
# folder of texts should not do: run a command or a notebook, write or remove files elsewhere.
_BESIDE_THE_TEXTS = ("actors", "parameters", "as_of", "pdf")
_SETTING_WORDS = {
    "notebooks": (list, "a list of names of notebooks"),
    "parameters": (dict, "names with values"),
    "only_if_changed": (bool, "true or false"),
    "keep": (int, "a whole number of runs"),
    "timeout": ((int, float), "a number of seconds"),
    "pdf": (bool, "true or false"),
}


@dataclass(frozen=True)
class Job:
    """A notebook that will run: ``values`` go to papermill, ``shown`` may be shared."""

    name: str
    file: Path
    title: str
    cells: int  # to execute, the injected one among them
    declared: dict[str, Parameter]
    values: dict[str, object]
    shown: dict[str, object]
    sha256: str


@dataclass(frozen=True)
class Plan:
    """All that a run needs: nothing of it can be wrong any more but the notebooks themselves."""

    settings: Settings
    name: str
    base: Path
    jobs: tuple[Job, ...]
    corpus: dict
    actors: dict
    notes: tuple[str, ...]
    paths: dict[str, str]  # what stands for an absolute path


# --- settings -----------------------------------------------------------------------------


def read_settings(path: str | Path) -> dict[str, object]:
    """Read a settings file; its relative paths may be meant from its own folder.

    Raises
    ------
    ValueError
        All unknown settings and wrong types, one a line.
    """
    path = Path(path)
    values = read_yaml(path)
    allowed = [f.name for f in fields(Settings) if f.name not in _NOT_IN_A_FILE]
    problems = [
        checks.unknown_setting(path.name, key, allowed) for key in values if key not in allowed
    ]
    for key in set(values) & set(allowed):
        kind, words = _SETTING_WORDS.get(key, (str, "a text"))
        if not isinstance(values[key], kind) or (
            isinstance(values[key], bool) and kind is not bool
        ):
            problems.append(checks.wrong_setting(path.name, key, words, values[key]))
    if problems:
        raise ValueError("\n".join(sorted(problems)))
    for key in {"corpus", "actors"} & set(values):
        values[key] = _beside(values[key], path)
    if "output" in values:
        values["output"] = str(path.parent / values["output"])
    values["parameters"] = {
        name: _beside(value, path) if isinstance(value, str) else value
        for name, value in values.get("parameters", {}).items()
    }
    if "notebooks" in values:
        values["notebooks"] = tuple(_beside(str(name), path) for name in values["notebooks"])
    return {**values, "file": shown_path(str(path))}


def _beside(given: str, settings: Path) -> str:
    near = settings.parent / given
    named = Path(given).suffix or Path(given).name != given or near.is_dir()
    return str(near) if named and not Path(given).is_absolute() and near.exists() else given


def settings_beside(corpus: str) -> dict[str, object]:
    """Read the settings that stand beside the texts: ``report.yml`` in the corpus's folder.

    Parameters
    ----------
    corpus : str
        A folder, a table or a pattern of tables, as the user named it.

    Returns
    -------
    dict
        As :func:`read_settings`; empty where there is no such file.

    Raises
    ------
    ValueError
        It holds more than such a file may: it was not named by the user.
    """
    file = folder_of(corpus) / "report.yml"
    if not resolve_path(file).is_file():
        return {}
    values = read_settings(resolve_path(file))
    beyond = [key for key in values if key not in (*_BESIDE_THE_TEXTS, "file")]
    beyond += [key for key in ("corpus", "cluster") if key in values["parameters"]]
    if beyond:
        raise ValueError(checks.not_beside_the_texts(shown_path(str(file)), beyond))
    return {**values, "file": shown_path(str(file))}


def folder_of(corpus: str) -> Path:
    """The folder in which the texts, or the tables, stand."""
    return Path(corpus) if resolve_path(corpus).is_dir() else Path(corpus).parent


def _with_settings_beside(settings: Settings, files: list[Path]) -> Settings:
    """Fill in what the user left open from the settings beside the texts."""
    corpus = settings.corpus or _default_corpus(files[0])
    beside = _options_first(Settings(**settings_beside(corpus)))
    missing = set(beside.parameters) - _declared_by(files)
    # The file is there for all notebooks, so those that run may lack a parameter that others have.
    elsewhere = missing & _declared_by(find_notebooks()) if missing else set()
    parameters = {n: value for n, value in beside.parameters.items() if n not in elsewhere}
    return replace(
        settings,
        actors=beside.actors if settings.actors is None else settings.actors,
        as_of=settings.as_of or beside.as_of,
        pdf=settings.pdf or beside.pdf,
        parameters={**parameters, **settings.parameters},
        file=beside.file,
    )


def _declared_by(files: list[Path]) -> set[str]:
    names: set[str] = set()
    for file in files:
        names |= set(read_parameters(read_notebook(file).cells, name=file.stem))
    return names


def _default_corpus(file: Path) -> str:
    declared = read_parameters(read_notebook(file).cells, name=file.stem)
    return str(declared["corpus"].default) if "corpus" in declared else ""


# --- the plan -----------------------------------------------------------------------------


def make_plan(settings: Settings) -> Plan:
    """Check everything that can be checked before a notebook runs.

    Raises
    ------
    ValueError, OSError
        A sentence, or several, for the user.
    """
    settings = _options_first(settings)
    files = select_notebooks(settings.notebooks)
    if not settings.file:
        settings = _with_settings_beside(settings, files)
    _check_numbers(settings)
    notebooks = {file.stem: read_notebook(file) for file in files}
    declared = {name: read_parameters(nb.cells, name=name) for name, nb in notebooks.items()}
    _check_contract(declared, settings)
    values = assign(declared, settings=settings.parameters, written=settings.written)
    _check_choices(values)
    paths: dict[str, str] = {}
    shown = {name: _set_inputs(values[name], settings, paths) for name in values}
    corpus, notes = _read_corpus(values, shown)
    jobs = [
        _job(file, notebooks[file.stem], declared[file.stem], values[file.stem], shown[file.stem])
        for file in files
    ]
    name = safe_name(settings.name or _corpus_name(jobs[0].values["corpus"]))
    output = Path(settings.output).expanduser() if settings.output else PROJECT / "outputs"
    base = Path(os.path.abspath(output)) / name
    before = read_record(base / "latest").get("corpus", {}).get("source", corpus["source"])
    if not settings.name and before != corpus["source"]:
        raise ValueError(checks.report_of_another_corpus(name))
    actors = _codebook(values, shown)
    return Plan(settings, name, base, tuple(jobs), corpus, actors, notes, paths)


def _job(file: Path, notebook, declared: dict, values: dict, shown: dict) -> Job:
    name = safe_name(file.stem)
    title = title_and_question(notebook)[0] or name
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return Job(name, file, title, len(code) + 1, declared, values, shown, _hash_notebook(notebook))


def _options_first(settings: Settings) -> Settings:
    """Take corpus, actors and cluster out of the parameters: they are options of the report."""
    parameters, written = dict(settings.parameters), dict(settings.written)
    if "output" in parameters or "output" in written:
        raise ValueError(checks.output_is_set())
    found = {}
    for name in ("corpus", "actors", "cluster", "as_of"):
        value = written.pop(name, parameters.pop(name, None))
        if value is not None and not getattr(settings, name):
            found[name] = str(value)
    return replace(settings, parameters=parameters, written=written, **found)


def _check_numbers(settings: Settings) -> None:
    checks.at_least("keep", settings.keep, 0)
    checks.at_least("timeout", settings.timeout, 0)
    if settings.as_of:
        try:
            datetime.date.fromisoformat(settings.as_of)
        except ValueError:
            raise ValueError(checks.not_a_date("as_of", settings.as_of)) from None


def _check_choices(values: dict[str, dict[str, object]]) -> None:
    """Refuse what a shared parameter cannot be before a notebook finds out."""
    from analysis.counts import LAYERS, UNITS
    from analysis.measures import MEASURES
    from analysis.periods import PERIODS
    from analysis.tokens import FORMS

    choices = {
        "unit": UNITS,
        "form": FORMS,
        "period": PERIODS,
        "measure": MEASURES,
        "node_measure": MEASURES,
    }
    for given in values.values():
        for name, allowed in choices.items():
            if name in given:
                checks.one_of(name, given[name], allowed)
        for layer in given.get("layers", []):
            checks.one_of("layers", layer, LAYERS)


def _check_contract(declared: dict[str, dict[str, Parameter]], settings: Settings) -> None:
    problems = []
    for name, parameters in declared.items():
        missing = [needed for needed in ("corpus", "output") if needed not in parameters]
        if missing:
            problems.append(checks.lacks_parameters(name, missing))
        elif settings.as_of and "as_of" not in parameters:
            problems.append(checks.no_as_of(name))
        elif settings.cluster and "cluster" not in parameters:
            problems.append(checks.no_cluster(name))
    if problems:
        raise ValueError("\n".join(problems))


def _set_inputs(values: dict, settings: Settings, paths: dict[str, str]) -> dict[str, object]:
    """Put the inputs into ``values`` as absolute paths; return what may be shown of them.

    Notebooks run in the project's folder, so a file named as a parameter from the caller's
    folder (a list of stop words) becomes absolute as well.
    """
    given = {"corpus": settings.corpus or values["corpus"], "output": ""}
    given["actors"] = _choose_actors(values, settings)
    given["cluster"] = settings.cluster or values.get("cluster", "")
    given["as_of"] = settings.as_of or values.get("as_of", "")
    shown = dict(values)
    for name in [name for name in given if name in values]:
        path = name in ("corpus", "actors")
        shown[name] = shown_path(given[name]) if path else given[name]
        values[name] = absolute(given[name]) if path and given[name] else given[name]
        if name == "cluster":  # no number depends on it, and a page may be shared
            shown[name] = ""
        there = "*" in given[name] or is_address(given[name]) or Path(values[name]).exists()
        if name == "corpus" and not there:
            raise FileNotFoundError(checks.no_such_corpus(given[name], Path(values[name])))
        if path and given[name]:
            paths[values[name]] = str(shown[name])
    for name in {*settings.parameters, *settings.written} & set(values):
        if _is_file(values[name]):
            shown[name] = shown_path(values[name])
            values[name] = os.path.abspath(values[name])
            paths[values[name]] = str(shown[name])
    return shown


def _is_file(value: object) -> bool:
    named = isinstance(value, str) and bool(Path(value).suffix or Path(value).name != value)
    return named and Path(value).is_file()


def absolute(given: str) -> str:
    """The absolute path of an input; of a pattern, that of its folder with the pattern."""
    path = Path(given)
    if is_address(given):
        return given
    if "*" in path.name:
        return os.path.abspath(resolve_path(path.parent) / path.name)
    return os.path.abspath(resolve_path(path))


def _choose_actors(values: dict, settings: Settings) -> str:
    """The codebook: the one asked for, else the one beside the corpus, if there is one."""
    chosen = settings.actors if settings.actors is not None else str(values.get("actors", ""))
    if not chosen and settings.actors is None:
        beside = folder_of(settings.corpus or values["corpus"]) / "actors.yml"
        chosen = str(beside) if resolve_path(beside).is_file() else ""
    if chosen and not resolve_path(chosen).is_file():
        raise FileNotFoundError(checks.no_such_file("codebook", chosen))
    return chosen


def _read_corpus(values: dict, shown: dict) -> tuple[dict, tuple[str, ...]]:
    """Read the corpus once: its hashes say later what changed, its warnings stand on the index."""
    first, path = next(iter(values.values())), next(iter(shown.values()))["corpus"]
    as_of, columns = str(first.get("as_of", "")), dict(first.get("columns", {}))
    for column in columns:
        checks.one_of("A key of columns", column, ["text", "doc_id", "date"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cluster = str(first.get("cluster", ""))
        how = {"partitions": "if large", "cluster": cluster, **columns}
        documents = read_corpus(first["corpus"], until=as_of, **how)
    notes = tuple(str(w.message) for w in caught if w.category is checks.CorpusWarning)
    for given in values.values():
        if "by" in given:
            checks.one_of("by", given["by"], documents.columns.drop("text"))
    hashes = document_hashes(documents)
    if not hashes:
        raise ValueError(notes[0] if notes and not as_of else checks.nothing_to_report(path, as_of))
    corpus = {
        "path": path,
        "source": hashlib.sha256(str(first["corpus"]).encode()).hexdigest()[:12],
        "fingerprint": fingerprint(documents),
        "n_documents": len(hashes),
        "documents": hashes,
    }
    return corpus, notes


def _corpus_name(corpus: str) -> str:
    path = Path(corpus)
    if "*" in path.name:
        return path.parent.name
    return path.name if path.is_dir() else path.name.split(".")[0]


def _codebook(values: dict, shown: dict) -> dict:
    """The codebook that the notebooks are given, read once to find its mistakes, and its hash."""
    from analysis.codebook import read_actors

    for name, given in values.items():
        path = str(given.get("actors", ""))
        if path:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the notebook gives them, with its numbers
                read_actors(path)
            digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            return {"path": shown[name]["actors"], "sha256": digest}
    return {"path": "", "sha256": ""}


def _hash_notebook(notebook) -> str:
    cells = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(repr(cells).encode("utf-8", "surrogatepass")).hexdigest()
