"""The actor codebook: who can be mentioned, under which names.

A YAML file, written by the researcher, becomes a frozen :class:`Codebook`. All that is wrong in
the file is said at once, each problem with its line and its remedy. Every scalar of the file is
read as written (the alias ``NO`` stays "NO"), so that YAML's own guesses lose no actor.
This module does not look into texts: which passages mention whom is found in ``actors.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from analysis import checks
from analysis.corpus import resolve_path
from analysis.exchange import READERS

Kind = Literal[
    "person", "organization", "government", "state", "coalition", "media", "people", "place"
]
KINDS: tuple[str, ...] = get_args(Kind)


def _text(value: Any) -> Any:
    """A name: some text with a letter or digit in it."""
    if isinstance(value, str):
        value = " ".join(value.split())
        if not any(character.isalnum() for character in value):
            raise ValueError("no_letter")
    return value


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("not_a_day") from None


Text = Annotated[str, BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_day)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Role(_Entry):
    """A title and the days between which somebody carried it; an end left away is open."""

    title: Text
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Role:
        if self.start and self.end and self.end < self.start:
            raise ValueError("ends_first")
        return self

    def held_on(self, day: date) -> bool:
        """Whether the role was held on a day, its first and last included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Actor(_Entry):
    """One actor: a canonical name, a kind, and the ways in which texts name it."""

    name: Text
    kind: Kind
    side: Text | None = None
    of: Text | None = None
    aliases: tuple[Text, ...] = ()
    gender: Literal["male", "female"] | None = None
    surname: bool = True
    family_name_first: bool = False
    roles: tuple[Role, ...] = ()
    demonyms: tuple[Text, ...] = ()
    metonyms: tuple[Text, ...] = ()
    nominals: tuple[Text, ...] = ()
    wikidata: Text | None = None


@dataclass(frozen=True)
class Codebook:
    """The actors and the phrases inside which nothing is a mention.

    Attributes
    ----------
    actors : tuple of Actor
        In the order of the file.
    ignore : tuple of str
        Phrases inside which nothing is a mention.
    source, digest : str
        Name of the file and the first twelve characters of its SHA-256.

    Examples
    --------
    >>> Codebook(actors=(Actor(name="Iran", kind="state"),)).actors[0].kind
    'state'
    >>> len(Codebook())
    0
    """

    actors: tuple[Actor, ...] = ()
    ignore: tuple[str, ...] = ()
    source: str = "none"
    digest: str = ""

    def __len__(self) -> int:
        """Number of actors."""
        return len(self.actors)

    def __iter__(self) -> Iterator[Actor]:
        """Iterate over the actors."""
        return iter(self.actors)

    def find(self, name: str) -> str:
        """The name if an actor bears it; an unknown one is refused with the nearest name."""
        names = [actor.name for actor in self.actors]
        if name and name not in names:
            raise ValueError(checks.no_such_actor(name, names))
        return name


def read_actors(path: str | Path, *, corpus: str | Path = "") -> Codebook:
    """Read an actor codebook.

    A ``.csv`` has the columns name, alias and kind, one alias a row; a ``.jsonl`` has patterns of
    spaCy's EntityRuler, of which those of plain words (text, or LOWER, ORTH and TEXT) are read.
    Any other file is YAML: ``version: 1``, ``actors:`` (a list), ``ignore:`` (a list of phrases). An
    actor has a ``name`` and a ``kind`` (person, organization, government, state, coalition,
    media, people or place) and may have ``side`` (for colours and sums), ``of`` (the state a
    government or people belongs to), ``aliases``, ``gender`` (male or female), ``surname``
    (false: the last word of a person's name is no alias), ``family_name_first``, ``roles``
    (each ``title``, ``from``, ``to``), ``demonyms``, ``metonyms`` (capitals that stand for a
    government), ``nominals`` (descriptions that stand for this one actor) and ``wikidata``.

    Parameters
    ----------
    path : str or Path
        The file; a relative path is tried from the current folder, then from the project's.
        If empty, ``actors.yml`` beside the texts of ``corpus`` is read; if there is none, the
        codebook is empty and a warning says how to start one.
    corpus : str or Path
        The folder or table of the corpus.

    Returns
    -------
    Codebook
        Frozen; its ``digest`` goes into the basis of each table.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file has problems: all of them are listed, each with its line and its remedy.

    Warns
    -----
    CorpusWarning
        Two actors share an alias: it counts only where a document tells which is meant. A
        pattern of spaCy's is more than words and was passed over.

    Examples
    --------
    >>> codebook = read_actors("seeds/actors.yml")
    >>> [actor.name for actor in codebook if "Tehran" in actor.metonyms]
    ['Government of Iran']
    """
    if not str(path):
        path = beside_texts(corpus)
        if not path.is_file():
            checks.warn(checks.no_codebook())
            return Codebook()
    file = resolve_path(path)
    if not file.is_file():
        raise FileNotFoundError(checks.no_such_corpus(path, file))
    content = file.read_bytes()
    if file.suffix.lower() in READERS:
        actors, ignore, problems = _from_elsewhere(file, content)
    else:
        reading = _Reading(file.name, content)
        actors, ignore = reading.codebook()
        problems = reading.problems
    if problems:
        raise ValueError(checks.codebook_problems(file.name, problems))
    digest = hashlib.sha256(content).hexdigest()[:12]
    codebook = Codebook(tuple(actors), tuple(ignore), file.name, digest)
    shared = shared_aliases(codebook)
    if shared:
        checks.warn(checks.aliases_shared(file.name, shared))
    return codebook


def beside_texts(corpus: str | Path) -> Path:
    """Where the codebook of a corpus is looked for; an empty path without a corpus.

    Examples
    --------
    >>> beside_texts("seeds").name
    'actors.yml'
    """
    if not str(corpus):
        return Path()
    folder = resolve_path(corpus)
    return (folder if folder.is_dir() else folder.parent) / "actors.yml"


def shared_aliases(codebook: Codebook) -> dict[str, list[str]]:
    """The aliases that several actors list, with the names of these actors.

    An alias that is one actor's canonical name is that actor's, and so is not shared.

    Examples
    --------
    >>> shared_aliases(Codebook((Actor(name="George Bush", kind="person", aliases=["Bush"]),
    ...                          Actor(name="Jeb Bush", kind="person", aliases=["Bush"]))))
    {'Bush': ['George Bush', 'Jeb Bush']}
    """
    listed: dict[str, dict[str, None]] = {}
    for actor in codebook:
        for alias in (*actor.aliases, *actor.demonyms, *actor.metonyms, *actor.nominals):
            listed.setdefault(alias, {})[actor.name] = None
    canonical = {actor.name for actor in codebook}
    return {
        alias: list(names)
        for alias, names in listed.items()
        if len(names) > 1 and alias not in canonical
    }


# --- reading, with lines ------------------------------------------------------------------


def _from_elsewhere(file: Path, content: bytes) -> tuple[list[Actor], list[str], list]:
    """The actors of a CSV or of patterns, no ignored phrases, and the problems."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [], [(content[: error.start].count(b"\n") + 1, checks.not_utf8_codebook())]
    entries, problems, passed = READERS[file.suffix.lower()](text)
    actors = []
    for line, entry in entries:
        try:
            actors.append(Actor.model_validate(entry))
        except ValidationError as errors:
            problems += [(line, _sentence(error)) for error in errors.errors(include_url=False)]
    if passed:
        checks.warn(checks.patterns_passed_over(file.name, passed))
    return actors, [], problems


class _Reading:
    """One file being read: its YAML nodes, which know their lines, and the problems found."""

    def __init__(self, name: str, content: bytes):
        self.problems: list[tuple[int, str]] = []
        self.root = self._compose(name, content)

    def _compose(self, name: str, content: bytes):
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = yaml.compose(content.decode("utf-8-sig"), Loader=loader)
        except UnicodeDecodeError as error:
            self._say(content[: error.start].count(b"\n"), checks.not_utf8_codebook())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
            self._say(mark.line if mark else 0, checks.broken_yaml(reason))
        except RecursionError:
            self._say(0, checks.broken_yaml("lists within lists"))
        else:
            if root is not None:
                return root
            self._say(0, checks.empty_codebook_file())
        return None

    def codebook(self) -> tuple[list[Actor], list[str]]:
        """The valid actors and ignored phrases; whatever is wrong goes to ``problems``."""
        if self.root is None:
            return [], []
        if self.root.id != "mapping":
            self._say(self.root.start_mark.line, checks.no_actors_key())
            return [], []
        parts = {key.value: (key, value) for key, value in self._pairs(self.root)}
        for key, (node, _) in parts.items():
            if key not in ("version", "actors", "ignore"):
                self._say(
                    node.start_mark.line, checks.unknown_key(key, ["version", "actors", "ignore"])
                )
        if "version" in parts and parts["version"][1].value != "1":
            self._say(
                parts["version"][0].start_mark.line,
                checks.codebook_version(parts["version"][1].value),
            )
        if "actors" not in parts:
            self._say(self.root.start_mark.line, checks.no_actors_key())
        nodes = self._items("actors", *parts["actors"]) if "actors" in parts else []
        actors = [(node, self._actor(node)) for node in nodes]
        self._check_names(actors)
        return [actor for _, actor in actors if actor is not None], self._phrases(parts)

    def _say(self, line: int, sentence: str) -> None:
        self.problems.append((line + 1, sentence))

    def _pairs(self, node) -> list[tuple]:
        """The keys and values of a mapping; a key that stands twice is a problem."""
        pairs, seen = [], {}
        for key, value in node.value:
            line = key.start_mark.line
            if key.id != "scalar":
                self._say(line, checks.key_is_no_word())
            elif key.value in seen:
                self._say(line, checks.key_twice(key.value, seen[key.value] + 1))
            else:
                seen[key.value] = line
                pairs.append((key, value))
        return pairs

    def _items(self, name: str, key, node) -> list:
        if node.id == "sequence":
            return node.value
        if node.id != "scalar" or _scalar(node) is not None:
            self._say(key.start_mark.line, checks.not_a_list(name))
        return []

    def _phrases(self, parts: dict) -> list[str]:
        phrases = []
        for node in self._items("ignore", *parts["ignore"]) if "ignore" in parts else []:
            value = _scalar(node) if node.id == "scalar" else None
            if value and any(character.isalnum() for character in value):
                phrases.append(" ".join(value.split()))
            else:
                self._say(node.start_mark.line, checks.bad_value("ignore", "no_letter", value))
        return phrases

    def _actor(self, node) -> Actor | None:
        if node.id != "mapping":
            self._say(node.start_mark.line, checks.not_an_actor())
            return None
        try:
            return Actor.model_validate(self._plain(node, depth=3))
        except ValidationError as errors:
            for error in errors.errors(include_url=False):
                self._say(_line(node, error["loc"]), _sentence(error))
            return None

    def _plain(self, node, depth: int) -> Any:
        """The node as Python values, no deeper than an actor can be: all scalars are text."""
        if node.id == "scalar":
            return _scalar(node)
        if depth == 0:
            return ()
        if node.id == "sequence":
            return [self._plain(item, depth - 1) for item in node.value]
        pairs = [(key.value, value) for key, value in self._pairs(node)]
        given = {key: self._plain(value, depth - 1) for key, value in pairs}
        return {key: value for key, value in given.items() if value is not None}

    def _check_names(self, actors: list[tuple[Any, Actor | None]]) -> None:
        """What only the whole file shows: names that stand twice, ``of`` that names nobody."""
        first: dict[str, int] = {}
        for node, actor in actors:
            name = actor.name if actor else _value(node, "name")
            line = _line(node, ("name",))
            if name in first:
                self._say(line, checks.name_twice(name, first[name] + 1))
            elif name:
                first[name] = line
        for node, actor in actors:
            name, of = (
                (actor.name, actor.of) if actor else (_value(node, "name"), _value(node, "of"))
            )
            if of and (of not in first or of == name):
                self._say(_line(node, ("of",)), checks.of_nobody(name, of, first))


def _value(node, key: str) -> str | None:
    """The text of a key of an entry that may be wrong in other ways."""
    pairs = node.value if node.id == "mapping" else []
    return next(
        (value.value for k, value in pairs if k.value == key and value.id == "scalar"), None
    )


def _scalar(node) -> str | None:
    """The text of a scalar as written; nothing for an empty one that has no quotes."""
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _line(node, place: tuple) -> int:
    """The line of the part of a node that a problem is about, or of what holds it."""
    line = node.start_mark.line
    for step in place:
        if node.id == "sequence" and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
        elif node.id == "mapping":
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        else:
            break
    return line


def _sentence(error: dict) -> str:
    """What pydantic found, in our words."""
    place = [str(step) for step in error["loc"] if not isinstance(step, int)]
    key = place[-1] if place else ""
    known = _keys(Role if place[:1] == ["roles"] else Actor)
    if error["type"] == "extra_forbidden":
        return checks.unknown_key(key, known)
    if error["type"] == "missing":
        return checks.key_missing(key)
    what = str(error.get("ctx", {}).get("error", "")) or error["type"]
    if what == "ends_first":
        return checks.role_ends_first(error["input"]["from"], error["input"]["to"])
    options = KINDS if key == "kind" else ("male", "female")
    return checks.bad_value(key, what, error["input"], options)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
