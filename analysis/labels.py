"""What is written in charts and above tables: visible text, short labels, the basis line.

Text from a corpus can hold anything. A character that would hide or turn round its neighbours,
and one that no installed font has, is shown as its code point. Nothing here counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.hidden import code_point, revealed

LONGEST = 42  # small letters that a label may be wide, before it is cut in the middle
MARKS = 6  # on one letter, at most
LIST = 120  # the same of a value in a basis line

BASE = "DejaVu Sans"  # comes with matplotlib
# Fonts for the scripts that it does not have, where they are installed; then any other Noto Sans.
FALLBACKS = [
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans Ethiopic",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "PingFang SC",
    "Hiragino Sans GB",
    "Apple SD Gothic Neo",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Nirmala UI",
    "Leelawadee UI",
    "Arial Unicode MS",
    "Noto Emoji",
    "Segoe UI Emoji",
    "Noto Sans Symbols2",
]
OTHERS = "Noto Sans "
ISOLATES = "\u2068\u2069"  # between them a text has its own direction, and leaves others theirs

# --- text ---------------------------------------------------------------------------------

_SPACES = re.compile(r"\s+")


def visible(text: str) -> str:
    """Text in which every character can be seen: hidden ones as code points, spaces as one space.

    Examples
    --------
    >>> visible("Iran\\u202enari\\n talks")
    'Iran[U+202E]nari talks'
    """
    return _SPACES.sub(" ", revealed(text))


def label(value: object) -> str:
    """A value as it is drawn: visible, and only in characters that an installed font has.

    Examples
    --------
    >>> label("U.S.\\t$5"), label(float("nan")), label(pd.Timestamp("2019-01-15"))
    ('U.S. $5', '(none)', '2019-01-15')
    """
    return isolated(_label(value))


def _label(value: object) -> str:
    if pd.isna(value):
        return "(none)"
    text = str(value.date()) if isinstance(value, pd.Timestamp) else visible(str(value))
    return drawn(text) or "(empty)"


def isolated(text: str) -> str:
    """A text that, written from right to left, turns nothing beside it.

    Without the marks a number after an Arabic name would be drawn before it.

    Examples
    --------
    >>> isolated("Iran"), isolated("\u0627").encode("unicode-escape")
    ('Iran', b'\\\\u2068\\\\u0627\\\\u2069')
    """
    turns = not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return text.join(ISOLATES) if turns else text


def drawn(text: str) -> str:
    """A text in characters that an installed font has; others as their code point.

    A letter and its marks are drawn by one font, or the marks are shown as code points; so are
    marks piled so high that they would cover the lines above.
    """
    if text.isascii():
        return text
    return "".join(
        cluster if _drawable(cluster) else "".join(map(_alone, cluster))
        for cluster in _clusters(text)
    )


def _drawable(cluster: str) -> bool:
    return cluster in ISOLATES or bool(len(cluster) <= 1 + MARKS and font_of(cluster))


def _alone(character: str) -> str:
    return character if font_of(character) and not _extends(character) else code_point(character)


def _clusters(text: str) -> list[str]:
    """Letters, each with the marks and joiners that follow it."""
    clusters: list[str] = []
    for character in text:
        if clusters and _extends(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _extends(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"


def shortened(values: Iterable[object], longest: int = LONGEST) -> list[str]:
    """Labels as wide as so many small letters, cut in the middle and still all different.

    Examples
    --------
    >>> shortened(["2019-01-15-iran-talks-a", "2019-01-15-iran-talks-b", "us"], 9)
    ['2019…ks-a', '2019…ks-b', 'us']
    """
    values = list(values)
    cut = texts = {value: _label(value) for value in dict.fromkeys(values)}
    for length in range(longest, longest + 2 * max(map(len, texts.values()), default=0)):
        cut = {value: _cut(text, length) for value, text in texts.items()}
        if len(set(cut.values())) == len(set(texts.values())):
            break
    used: dict[str, int] = {}
    for value, text in cut.items():  # two values that look alike get a number
        used[text] = used.get(text, 0) + 1
        if used[text] > 1:
            cut[value] = f"{text} ({used[text]})"
    return [isolated(cut[value]) for value in values]


def filled(text: str, room: float) -> str:
    """A text in lines that are no wider than so many small letters.

    A line ends at a space; a longer word ends where it must, but a letter keeps its marks.

    Examples
    --------
    >>> filled("National Council of Resistance", 17)
    'National Council\\nof Resistance'
    """
    lines = [""]
    for word in text.split(" "):
        space = " "
        for piece in [word] if room_of(word) <= room else _clusters(word):
            if lines[-1] and room_of(lines[-1] + space + piece) > room:
                lines.append(piece)
            else:
                lines[-1] += (space if lines[-1] else "") + piece
            space = ""
    return "\n".join(lines)


def in_two_lines(text: str, room: int) -> str:
    """A text in two lines at most: as wide as asked for, or as little wider as can be."""
    while filled(text, room).count("\n") > 1:
        room += 1
    return filled(text, room)


def families(text: str) -> list[str]:
    """The fonts that draw a text: DejaVu Sans and, for characters it lacks, others."""
    clusters = [] if text.isascii() else _clusters(text)
    fonts = [font_of(cluster) for cluster in clusters if cluster not in ISOLATES]
    return list(dict.fromkeys([BASE, *filter(None, fonts)]))


@lru_cache(maxsize=65_536)
def font_of(characters: str) -> str:
    """The first font that has all of some characters; empty if none has."""
    needed = set(map(ord, characters))
    return next((family for family in _installed() if needed <= _characters(family)), "")


@lru_cache(maxsize=1)
def _installed() -> list[str]:
    from matplotlib.font_manager import fontManager

    names = {font.name for font in fontManager.ttflist}
    others = sorted(name for name in names if name.startswith(OTHERS))
    return list(dict.fromkeys([BASE, *filter(names.__contains__, FALLBACKS), *others]))


@lru_cache(maxsize=512)
def _characters(family: str) -> frozenset[int]:
    """What a font has; DejaVu Sans in bold too: titles are, but never in another font."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    weights = ["normal", "bold"] if family == BASE else ["normal"]
    files = [findfont(FontProperties(family=family, weight=weight)) for weight in weights]
    return frozenset.intersection(*(frozenset(get_font(file).get_charmap()) for file in files))


def room_of(text: str) -> float:
    """How wide a text is, in small letters; a capital is a little wider, a Chinese one twice."""
    return sum(map(_room, text))


def _room(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    if _extends(character) or character in ISOLATES:
        return 0
    return 1.3 if character.isupper() else 1


def _cut(text: str, longest: int) -> str:
    if room_of(text) <= longest:
        return text
    clusters = _clusters(text)
    rooms = [room_of(cluster[0]) for cluster in clusters]
    first = np.searchsorted(np.cumsum(rooms), (longest - 1) // 2, side="right")
    last = np.searchsorted(np.cumsum(rooms[::-1]), longest // 2, side="right")
    return "".join([*clusters[:first], "…", *clusters[len(clusters) - last :]])


# --- what was counted ---------------------------------------------------------------------


def basis_line(table: pd.DataFrame) -> str:
    """What a table counts, from its ``attrs["basis"]``, in one line.

    Parameters
    ----------
    table : DataFrame
        Any result.

    Returns
    -------
    str
        ``n_documents`` and the like read as a number and its noun, all else as name and value;
        a long value (the names of a hundred documents) is cut in the middle.

    Examples
    --------
    >>> table = pd.DataFrame()
    >>> table.attrs["basis"] = {"n_documents": 1, "n_tokens": 2147, "stop_words": "en 1"}
    >>> basis_line(table)
    '1 document · 2,147 tokens · stop words: en 1'
    """
    parts = []
    for key, value in table.attrs.get("basis", {}).items():
        if key.startswith("n_") and isinstance(value, (int, np.integer)):
            parts.append(amount(value, key[2:].removesuffix("s").replace("_", " ")))
        elif value is not None and value != "":
            parts.append(
                f"{visible(str(key)).replace('_', ' ')}: "
                f"{isolated(_cut(visible(str(value)), LIST))}"
            )
    return " · ".join(parts)


def amount(number: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> amount(1, "document"), amount(2147, "token"), amount(3, "unattributed")
    ('1 document', '2,147 tokens', '3 unattributed')
    """
    if number != 1 and not noun.endswith("ed"):
        noun = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun}"


def number(value: float) -> str:
    """A number as it stands in a chart: whole, or three figures."""
    if not np.isfinite(value):
        return "–" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if value == int(value):
        return f"{int(value):,}".replace("-", "−")
    return f"{value:,.{1 if abs(value) >= 10 else 2}f}".replace("-", "−")


# --- what a chart says --------------------------------------------------------------------


def of_all(shown: int, total: int, what: str = "") -> str:
    """How many of all are shown, for the end of a title; nothing where all are."""
    return f" ({shown:,} of {total:,}{what and ' '}{what})" if shown < total else ""


def leading(names: Sequence[str], values: Iterable[float]) -> str:
    """The first items with their values, and the last of the longer rest.

    Examples
    --------
    >>> leading(["iran", "us", "trump", "deal"], [25, 14, 12, 3])
    'iran 25, us 14, trump 12, down to deal 3.'
    """
    return listed([f"{name} {number(value)}" for name, value in zip(names, values, strict=True)])


def listed(said: Sequence[str]) -> str:
    """The first three of some phrases, from the highest down, and the last."""
    return ", ".join([*said[:3], f"down to {said[-1]}"] if len(said) > 3 else said) + "."
