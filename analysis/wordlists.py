"""Labelled lists of words, which the package keeps as data beside its rules."""

from __future__ import annotations

from importlib.resources import files


def word_groups(name: str) -> dict[str, frozenset[str]]:
    """Read a file of labelled groups: ``[group]``, then words apart by white space, ``#`` comments.

    Examples
    --------
    >>> "Sen" in word_groups("actor_words.txt")["titles"]
    True
    """
    groups: dict[str, set[str]] = {}
    text = files("analysis").joinpath(f"data/{name}").read_text(encoding="utf-8")
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            words = groups.setdefault(line.strip("[]"), set())
        elif line:
            words.update(line.split())
    return {group: frozenset(words) for group, words in groups.items()}
