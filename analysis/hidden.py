"""Characters that hide, turn round or control a text, shown as their code points.

Names of files and words of a corpus can hold anything, and a reader has to see it.
"""

from __future__ import annotations

import re

# Controls, what turns the direction of text, invisible characters, lone surrogates, private use.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)


def revealed(text: str, *, keep: str = "") -> str:
    """Text in which hidden characters, but for those to keep, are shown as code points.

    Examples
    --------
    >>> revealed("Iran\\u202enari\\n talks")
    'Iran[U+202E]nari\\n talks'
    """
    return _HIDDEN.sub(lambda match: match[0] if match[0] in keep else code_point(match[0]), text)


def code_point(character: str) -> str:
    """A character as its code point.

    Examples
    --------
    >>> code_point("\\u202e")
    '[U+202E]'
    """
    return f"[U+{ord(character):04X}]"
