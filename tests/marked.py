"""Texts whose mentions are marked by hand: "{Zarif|Javad Zarif|surname} left {Iran|Iran|name}."."""

import re

MARK = re.compile(r"\{([^|{}]*)\|([^|{}]*)\|([^|{}]*)\}")


def unmarked(text: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The text without marks, and the mentions: start, end, actor, layer."""
    plain, mentions, at = "", [], 0
    for found in MARK.finditer(text):
        plain += text[at : found.start()]
        mentions.append((len(plain), len(plain) + len(found[1]), found[2], found[3]))
        plain, at = plain + found[1], found.end()
    return plain + text[at:], mentions
