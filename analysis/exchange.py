"""Codebooks of other tools and files, and back: CSV, and the patterns of spaCy's EntityRuler.

Each reader turns the content of a file into entries as the codebook's YAML has them, with their
lines; ``codebook.py`` checks these like any others. What a format cannot hold is said in a
warning, never dropped in silence.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from analysis import checks

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
KEYS = ("name", "kind", "side", "of", "gender", "surname", "family_name_first", "aliases", "roles",
        "demonyms", "metonyms", "nominals", "wikidata")  # fmt: skip
# spaCy's labels with the kinds nearest to them; our own kinds are read in any case.
LABELS = {
    "PERSON": "person", "PER": "person", "ORG": "organization", "GPE": "state", "NORP": "people",
    "LOC": "place", "FAC": "place",
}  # fmt: skip
PLAIN = re.compile(r"[^\W_](?:[\w .’'&/()-]*[\w.)])?")
UNREADABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")  # by YAML
NOT_PLAIN = ("null", "Null", "NULL")
TIGHT = re.compile(r" (?=['’](?:s\b)?|[.,;:)])|(?<=\() | ?([-–/]) ?")


class Entries(NamedTuple):
    """What a file holds: entries with their lines, and the lines that are wrong or passed over."""

    entries: list[tuple[int, dict]]
    problems: list[tuple[int, str]]
    passed: list[tuple[int, str]]


# --- reading ------------------------------------------------------------------------------


def entries_of_csv(text: str) -> Entries:
    """Entries of a table with the columns name, alias and kind, one alias a row.

    Examples
    --------
    >>> entries_of_csv("name,alias,kind\\nNATO,North Atlantic Treaty Organization,coalition\\n").entries
    [(2, {'name': 'NATO', 'kind': 'coalition', 'aliases': ['North Atlantic Treaty Organization']})]
    """
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    columns = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = [name for name in ("name", "kind") if name not in columns]
    if missing:
        return Entries([], [(1, checks.csv_needs_columns(missing, columns))], [])
    reader.fieldnames = columns
    found, problems = _Collected(), []
    line = 1
    for row in reader:
        line, begun = reader.line_num, line + 1
        cells = {key: _cell(row.get(key)) for key in ("name", "alias", "kind")}
        if not any(cells.values()):
            continue
        if not cells["name"]:
            problems.append((begun, checks.key_missing("name")))
            continue
        problem = found.add(begun, cells["name"], _kind(cells["kind"]), cells["alias"])
        if problem:
            problems.append((begun, problem))
    return Entries(found.entries(), problems, [])


def entries_of_patterns(text: str) -> Entries:
    """Entries of spaCy EntityRuler patterns, one JSON object a line.

    Examples
    --------
    >>> line = '{"label": "ORG", "pattern": [{"LOWER": "state"}, {"LOWER": "department"}]}'
    >>> entries_of_patterns(line).entries
    [(1, {'name': 'State Department', 'kind': 'organization'})]
    """
    found, problems, passed = _Collected(), [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            problems.append((number, checks.not_json()))
            continue
        if not isinstance(row, dict) or "label" not in row or "pattern" not in row:
            problems.append((number, checks.no_pattern()))
            continue
        kind = _kind(str(row["label"]))
        name = row.get("id") if isinstance(row.get("id"), str) else ""
        aliases, exact = _written(row["pattern"], name)
        if not aliases:
            passed.append((number, checks.pattern_passed_over()))
        elif not exact:
            passed.append((number, checks.pattern_in_any_case(aliases)))
        for alias in aliases:
            problem = found.add(number, name or aliases[0], kind, alias)
            if problem:
                problems.append((number, problem))
    return Entries(found.entries(), problems, passed)


READERS: dict[str, Callable[[str], Entries]] = {
    ".csv": entries_of_csv,
    ".jsonl": entries_of_patterns,
}


def _kind(label: str) -> str:
    """The kind that a label means; an unknown one stays, to be refused with its line."""
    return LABELS.get(label.upper(), label.lower())


def neutral(value: object) -> object:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe.

    Examples
    --------
    >>> neutral("=1+1"), neutral("Iran"), neutral(3)
    ("'=1+1", 'Iran', 3)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(value: object) -> str:
    """The text of a cell, without the apostrophe that made it neutral."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


class _Collected:
    """Actors as their rows come in."""

    def __init__(self):
        self.found: dict[str, tuple[int, dict]] = {}

    def add(self, line: int, name: str, kind: str, alias: str) -> str:
        """Take in a row; what is wrong with it, or nothing."""
        first, entry = self.found.setdefault(name, (line, {"name": name, "kind": kind}))
        if kind and entry["kind"] and kind != entry["kind"]:
            return checks.two_kinds(name, kind, entry["kind"], first)
        entry["kind"] = entry["kind"] or kind
        aliases = entry.setdefault("aliases", [])
        if alias and alias != name and alias not in aliases:
            aliases.append(alias)
        return ""

    def entries(self) -> list[tuple[int, dict]]:
        """The entries in the order of their first lines; an empty list is no key."""
        return [
            (line, {key: value for key, value in entry.items() if value})
            for line, entry in self.found.values()
        ]


def _written(pattern: object, name: str) -> tuple[list[str], bool]:
    """The names that a pattern matches as they are written, and whether it matches only these.

    There are none if the pattern is more than words.
    """
    if isinstance(pattern, str):
        return [pattern] if pattern.strip() else [], True
    words, exact = [], True
    for token in pattern if isinstance(pattern, list) else [None]:
        if not isinstance(token, dict) or len(token) != 1:
            return [], True
        key, value = next(iter(token.items()))
        if str(key).upper() not in ("LOWER", "ORTH", "TEXT") or not isinstance(value, str):
            return [], True
        exact = exact and str(key).upper() != "LOWER"
        words.append(value)
    text = TIGHT.sub(lambda found: found[1] or "", " ".join(words))
    if exact or not text:
        return [text] if text else [], True
    if name.lower() == text.lower():
        return [name], False
    # The codebook knows cases, and a name has capitals; one short word may be an acronym.
    capitals = re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found[0].upper(), text)
    return [capitals, text.upper()] if len(words) == 1 and len(text) <= 5 else [capitals], False


# --- writing ------------------------------------------------------------------------------


def as_yaml(entry: Mapping[str, object]) -> str:
    """An actor as an entry of the codebook, ready to paste below ``actors:``.

    Examples
    --------
    >>> print(as_yaml({"name": "Iran", "kind": "state", "aliases": ["Persia", "Iran: a state"]}))
      - name: Iran
        kind: state
        aliases: [Persia, "Iran: a state"]
    """
    lines = []
    for key in KEYS:
        value = entry.get(key)
        if value is None or value == () or value == []:
            continue
        lines.append(f"{key}: {_flow(value)}")
    return "  - " + "\n    ".join(lines)


def _flow(value: object) -> str:
    """A value on one line of YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    text = str(value)
    plain = PLAIN.fullmatch(text) and text not in NOT_PLAIN
    if plain:
        return text
    return UNREADABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", json.dumps(text, ensure_ascii=False))


def _entry(actor) -> dict:
    """An actor of a codebook as an entry, without what it has by default."""
    entry = actor.model_dump(by_alias=True, exclude_defaults=True)
    entry["roles"] = [
        {key: value for key, value in role.items() if value is not None}
        for role in entry.get("roles", ())
    ]
    return entry


def save_actors(codebook, path: str | Path, *, force: bool = False) -> Path:
    """Write a codebook to a file: .yml, .csv or .jsonl.

    Parameters
    ----------
    codebook : Codebook
        From :func:`read_actors`.
    path : str or Path
        ``.yml`` (or ``.yaml``) keeps everything but the comments. ``.csv`` has the columns name,
        alias and kind, one alias a row. ``.jsonl`` has patterns for spaCy's EntityRuler: label
        (the kind in capitals), pattern (a name as text), id (the canonical name).
    force : bool
        Write over a file that exists.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        The suffix is none of these.
    FileExistsError
        The file exists.

    Warns
    -----
    CorpusWarning
        The format has no place for a part of the codebook (roles, demonyms, ...).

    Examples
    --------
    >>> import tempfile
    >>> from analysis.codebook import Actor, Codebook, read_actors
    >>> codebook = Codebook((Actor(name="NATO", kind="coalition", aliases=["Nato"]),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = save_actors(codebook, f"{folder}/actors.csv")
    ...     text, again = file.read_text("utf-8-sig"), read_actors(file)
    >>> text.splitlines()
    ['name,alias,kind', 'NATO,Nato,coalition']
    >>> again.actors == codebook.actors
    True
    """
    path = Path(path).expanduser()
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ValueError(checks.unknown_codebook_format(path.name, WRITERS))
    if path.exists() and not force:
        raise FileExistsError(checks.file_exists(path.name))
    # A spreadsheet takes a CSV for UTF-8 only with the mark of it.
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    path.write_text(writer(codebook), encoding=encoding, newline="\n")
    return path


def _yaml(codebook) -> str:
    ignore = f"ignore: {_flow(codebook.ignore)}\n" if codebook.ignore else ""
    entries = "\n".join(as_yaml(_entry(actor)) for actor in codebook)
    return f"version: 1\n{ignore}\nactors:\n{entries}\n"


def _csv(codebook) -> str:
    _warn_of_loss(codebook, "CSV")
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["name", "alias", "kind"])
    for actor in codebook:
        writer.writerows(
            map(neutral, (actor.name, alias, actor.kind)) for alias in actor.aliases or ("",)
        )
    return lines.getvalue()


def _patterns(codebook) -> str:
    _warn_of_loss(codebook, "A list of patterns")
    rows = [
        {"label": actor.kind.upper(), "pattern": text, "id": actor.name}
        for actor in codebook
        for text in (actor.name, *actor.aliases)
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


WRITERS: dict[str, Callable[..., str]] = {
    ".yml": _yaml,
    ".yaml": _yaml,
    ".csv": _csv,
    ".jsonl": _patterns,
}


def _warn_of_loss(codebook, what: str) -> None:
    """Warn of what a format that has names, aliases and kinds has no place for."""
    kept = ("name", "kind", "aliases")
    lost = Counter(
        key
        for actor in codebook
        for key, value in _entry(actor).items()
        if value and key not in kept
    )
    if codebook.ignore:
        lost["ignore"] = len(codebook.ignore)
    if lost:
        checks.warn(checks.not_exported(what, lost))
