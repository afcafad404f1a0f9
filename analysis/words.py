"""The labelled lists of words in ``data/actor_words.txt``, which the rules for actors use."""

from __future__ import annotations

import re

from analysis.wordlists import word_groups

WORDS = word_groups("actor_words.txt")


def one_of(group: str) -> str:
    """A group as the alternatives of a regular expression.

    Examples
    --------
    >>> one_of("parts of a people")
    'nation|people'
    """
    return "|".join(sorted(map(re.escape, WORDS[group])))
