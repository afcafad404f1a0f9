"""The page "How these numbers are made": each statistic in plain words, with formula and paper.

What is true of a measure stands in its docstring (:mod:`analysis.measures`) and is read from
there; all else stands in ``data/methods.yml``. Each column of a table and each measure has an
anchor of its own (``methods.html#log_dice``), so that a caption can lead to it. Nothing is
counted here.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from html import escape
from importlib.resources import files

from analysis import measures
from analysis.report.page import render

# What an entry may say, in the order of the page: its key, and in a docstring its name.
KEYS = {
    "formula": "Formula",
    "unit": "Unit and sign",
    "not_for": "Not for",
    "source": "Source",
    "agrees": "Agrees with",
}
NAMES = {**KEYS, "agrees": "The same number in"}


def methods_page(run: dict) -> str:
    """The page that explains every statistic of a run.

    Parameters
    ----------
    run : dict
        ``run.json``.

    Returns
    -------
    str
        HTML that can be mailed alone.
    """
    return render("methods_page.html.j2", run=run, sections=_as_html(), columns=explained())


@cache
def sections() -> list[dict]:
    """The sections of the page, each with its entries, as plain text.

    Returns
    -------
    list of dict
        ``title``, ``words`` and ``entries``; an entry has ``title``, ``columns``, ``words`` and
        those of ``KEYS`` that hold for it.

    Examples
    --------
    >>> [entry["columns"] for entry in sections()[1]["entries"]][:2]
    [['n'], ['n_docs']]
    """
    import yaml

    text = files("analysis").joinpath("data", "methods.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    for section in found:
        section.setdefault("entries", [])
        section["entries"] += [of_measure(name) for name in section.pop("measures", [])]
        for entry in section["entries"]:
            entry.setdefault("columns", [])
            entry.setdefault("title", "")
    return found


def of_measure(name: str) -> dict[str, object]:
    """What the docstring of a measure says of it.

    Examples
    --------
    >>> of_measure("log_dice")["formula"]
    '14 + log2(2 n_ab / (n_a + n_b)).'
    """
    text = inspect.getdoc(getattr(measures, name)) or ""
    summary, _, rest = text.partition("\n\n")
    said = re.findall(r"^- ([^:\n]+): (.*(?:\n  .*)*)", rest, re.MULTILINE)
    points = {point: " ".join(words.split()) for point, words in said}
    entry: dict[str, object] = {"columns": [name], "words": " ".join(summary.split())}
    return entry | {key: points[point] for key, point in KEYS.items() if point in points}


def explained() -> list[str]:
    """The columns and measures that the page explains, in alphabetical order."""
    return sorted(
        column for section in sections() for entry in section["entries"]
        for column in entry["columns"]
    )  # fmt: skip


# --- as HTML ------------------------------------------------------------------------------


def _as_html() -> list[dict]:
    """The sections, with their texts as HTML."""
    names = frozenset(explained())
    return [
        {
            "title": section["title"],
            "anchor": f"s-{_anchor(section['title'])}",
            "words": _text(section["words"], names),
            "entries": [_entry(entry, names) for entry in section["entries"]],
        }
        for section in sections()
    ]


def _entry(entry: dict, names: frozenset[str]) -> dict:
    said = {key: entry[key] for key in KEYS if key in entry}
    written = {
        NAMES[key]: _formula(words, names) if key == "formula" else _text(words, names)
        for key, words in said.items()
    }
    return {
        "title": entry["title"],
        "anchor": f"e-{_anchor(entry['title'])}",
        "columns": entry["columns"],
        "words": _text(entry["words"], names),
        "points": written,
    }


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _text(words: str, names: frozenset[str]) -> str:
    """Plain words as HTML: what stands in backquotes is a name, the cells have their indices."""
    pieces = re.split(r"`+([^`]+)`+", " ".join(words.split()))
    return "".join(
        _name(piece, names) if place % 2 else _signs(piece) for place, piece in enumerate(pieces)
    )


def _name(name: str, names: frozenset[str]) -> str:
    code = f"<code>{escape(name)}</code>"
    return f'<a href="#{name}">{code}</a>' if name in names else code


def _signs(text: str) -> str:
    """Signs that mean the same in text and in formulas: o11, e11, log2, a minus."""
    text = re.sub(r"\b([oe])([12]{2})\b", r"\1<sub>\2</sub>", escape(text, quote=False))
    return re.sub(r"\blog2\b", "log<sub>2</sub>", text).replace(" - ", " − ")


def _formula(words: str, names: frozenset[str]) -> str:
    """A formula as it is written by hand: n_ab with an index, a real minus."""
    html = _text(words.strip().removesuffix("."), names)
    index = r"(?<![\w#>])(n|size)_([a-z]+)\b(?![^<]*</code>)"
    html = re.sub(index, r"\1<sub>\2</sub>", html)
    return re.sub(r"\b(n|size|col|row)([12])\b", r"\1<sub>\2</sub>", html).replace("-∞", "−∞")
