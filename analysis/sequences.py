"""Several tokens in a row: neighbours, n-grams, and where typed words and phrases stand.

Two tokens are neighbours when they stand in one sentence and nothing but white space lies
between them; so no n-gram or phrase crosses a sentence end or a punctuation mark. Only the texts
can tell, so these functions ask for the documents.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.counts import document_codes, require_documents, term_codes
from analysis.tokens import term_of, tokenize

SORTED_FROM = 20  # searches in the same tokens from which on sorting them first pays
LAST_CHARACTER = chr(0x10FFFF)
# Every white-space character of str.isspace is below this code point.
_BEYOND_SPACES = 0x3001
_IS_SPACE = np.array([chr(point).isspace() for point in range(_BEYOND_SPACES)] + [False])


def follows(tokens: pd.DataFrame, documents: pd.DataFrame | None, *, call: str) -> np.ndarray:
    """For each token, whether it is the right-hand neighbour of the row before it.

    ``call`` names the function in the error that asks for the texts.
    """
    if documents is None:
        raise ValueError(checks.needs_texts(call))
    require_documents(tokens, documents)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    codes = document_codes(tokens)
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    same = np.zeros(len(tokens), dtype=bool)
    same[1:] = (np.diff(codes) == 0) & (np.diff(tokens["sentence"].to_numpy()) == 0)
    first_rows = np.flatnonzero(np.diff(codes, prepend=-1, append=-2))
    names = tokens["doc_id"].cat.categories
    for first, last in pairwise(first_rows):
        written = _written_before(texts[names[codes[first]]])
        gap_from, gap_to = end[first : last - 1], start[first + 1 : last]
        same[first + 1 : last] &= written[gap_from] == written[np.maximum(gap_from, gap_to)]
    return same


def _written_before(text: str) -> np.ndarray:
    """How many characters that are no white space stand before each code point."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    blank = _IS_SPACE[np.minimum(points, _BEYOND_SPACES)]
    return np.concatenate([[0], np.cumsum(~blank)])


class Grams(NamedTuple):
    """All sequences of some length: which one begins at each row, and a row where each begins."""

    codes: np.ndarray  # -1 where none begins
    example: np.ndarray
    n: np.ndarray


def grams(tokens: pd.DataFrame, neighbours: np.ndarray, longest: int) -> list[Grams]:
    """The n-grams of 1 to ``longest`` tokens, numbered in the order in which they appear."""
    words = term_codes(tokens)
    width = len(tokens["term"].cat.categories)
    found = [_numbered(words, np.arange(len(words)), len(words))]
    for size in range(2, longest + 1):
        shorter = found[-1].codes
        rows = np.arange(max(len(words) - size + 1, 0))
        rows = rows[(shorter[rows] >= 0) & neighbours[rows + size - 1]]
        keys = shorter[rows] * width + words[rows + size - 1]
        found.append(_numbered(keys, rows, len(words)))
    return found


def _numbered(keys: np.ndarray, rows: np.ndarray, n_rows: int) -> Grams:
    numbers, kinds = pd.factorize(keys)
    codes = np.full(n_rows, -1, dtype=np.int64)
    codes[rows] = numbers
    example = np.empty(len(kinds), dtype=np.int64)
    example[numbers[::-1]] = rows[::-1]
    return Grams(codes, example, np.bincount(numbers, minlength=len(kinds)))


def gram_names(tokens: pd.DataFrame, rows: np.ndarray, size: int, *, apart: str = " ") -> pd.Series:
    """The terms of sequences that begin at these rows, with a space between."""
    terms = pd.Series(tokens["term"].cat.categories, dtype="str")
    codes = term_codes(tokens)
    names = terms.take(codes[rows]).reset_index(drop=True)
    for place in range(1, size):
        names = names + apart + terms.take(codes[rows + place]).reset_index(drop=True)
    return names


class Places:
    """The rows of each term, found without going through all tokens again."""

    def __init__(self, tokens: pd.DataFrame):
        """Nothing is sorted yet: a search or two go through all tokens sooner."""
        self.codes = term_codes(tokens)
        self._n_terms = len(tokens["term"].cat.categories)
        self._searched = 0

    def _sort(self) -> None:
        self._rows = np.argsort(self.codes, kind="stable")
        n = np.bincount(self.codes, minlength=self._n_terms)
        self._until = np.concatenate([[0], np.cumsum(n)])

    def of(self, terms: np.ndarray) -> np.ndarray:
        """Rows of any of these term codes, in order."""
        self._searched += 1
        if self._searched < SORTED_FROM:
            wanted = np.zeros(self._n_terms, dtype=bool)
            wanted[terms] = True
            return np.flatnonzero(wanted[self.codes])
        if self._searched == SORTED_FROM:
            self._sort()
        found = [self._rows[self._until[code] : self._until[code + 1]] for code in terms]
        return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *found]))

    def of_sequence(self, sequence: list[np.ndarray], neighbours: np.ndarray) -> np.ndarray:
        """Rows at which a sequence begins; it lists the term codes allowed at each place."""
        rows = self.of(sequence[0])
        for place, allowed in enumerate(sequence[1:], 1):
            rows = rows[rows + place < len(self.codes)]
            fits = neighbours[rows + place] & np.isin(self.codes[rows + place], allowed)
            rows = rows[fits]
        return rows


def entry_spans(
    tokens: pd.DataFrame,
    entries: Mapping[str, Iterable[str]],
    documents: pd.DataFrame | None,
    *,
    call: str,
) -> dict[str, np.ndarray]:
    """For each list of typed entries the first and the last row of their occurrences.

    An entry is a word, a pattern with ``*``, or a phrase of them; only phrases need the
    documents. Of two occurrences, one inside the other, the longer counts.
    """
    typed = [(name, entry) for name, some in entries.items() for entry in listed(some)]
    sequences = typed_terms([entry for _, entry in typed], tokens)
    patterns = sorted({pattern for sequence in sequences for pattern in sequence})
    found = matching(patterns, tokens["term"].cat.categories)
    codes = dict(zip(patterns, found, strict=True))
    neighbours = np.zeros(0, dtype=bool)
    if any(len(sequence) > 1 for sequence in sequences):
        neighbours = follows(tokens, documents, call=call)
    places = Places(tokens)
    spans: dict[str, list[np.ndarray]] = {name: [] for name in entries}
    for (name, _), sequence in zip(typed, sequences, strict=True):
        if sequence:
            rows = places.of_sequence([codes[pattern] for pattern in sequence], neighbours)
            spans[name].append(np.c_[rows, rows + len(sequence) - 1])
    return {name: outermost(some) for name, some in spans.items()}


def listed(entries: str | Iterable[str]) -> list[str]:
    """A single text is a list of one."""
    return [entries] if isinstance(entries, str) else list(entries)


def outermost(spans: list[np.ndarray]) -> np.ndarray:
    """The spans that are not inside another one, in order."""
    together = np.concatenate([np.empty((0, 2), dtype=np.int64), *spans])
    together = together[np.lexsort([-together[:, 1], together[:, 0]])]
    reached = np.maximum.accumulate(together[:, 1]) if len(together) else together[:, 1]
    return together[np.diff(reached, prepend=-1) > 0]


# --- words as a researcher types them -----------------------------------------------------


def typed_terms(texts: Sequence[str], tokens: pd.DataFrame) -> list[list[str]]:
    """Typed words and phrases as the terms of these tokens; a word with * stays a pattern.

    Examples
    --------
    >>> tokens = tokenize(pd.DataFrame({"doc_id": ["a"], "text": ["U.S. troops left."]}))
    >>> typed_terms(["U.S. Troops", "Iran*", "US"], tokens)
    [['US', 'troops'], ['iran*'], ['US']]
    """
    known = set(tokens["term"].cat.categories.tolist())
    pieces = [[text] if text in known else text.split() for text in texts]
    plain = sorted({p for some in pieces for p in some if "*" not in p and p not in known})
    terms = dict(zip(plain, _as_counted(plain, tokens), strict=True))
    return [
        [
            term
            for piece in some
            for term in (
                [piece] if piece in known else [_pattern(piece)] if "*" in piece else terms[piece]
            )
        ]
        for some in pieces
    ]


def _as_counted(words: list[str], tokens: pd.DataFrame) -> list[list[str]]:
    """Each word tokenised in the way in which the tokens were."""
    basis = tokens.attrs.get("basis", {})
    form, _, language = str(basis.get("form", "word")).partition(" ")
    typed = pd.DataFrame({"doc_id": range(len(words)), "text": pd.Series(words, dtype="str")})
    with warnings.catch_warnings():  # what the corpus is warned of is not said of a list again
        warnings.simplefilter("ignore", checks.CorpusWarning)
        table = tokenize(
            typed,
            form=form,
            language=language.strip("()") or "en",
            split_hyphens="hyphens split" in str(basis.get("tokenizer", "")),
        )
    found: list[list[str]] = [[] for _ in words]
    for number, term in zip(table["doc_id"], table["term"], strict=True):
        found[number].append(term)
    return found


def _pattern(word: str) -> str:
    """A pattern in the case in which terms are counted."""
    bare = term_of(word.replace("*", ""))
    if bare.isupper():
        return word
    return unicodedata.normalize("NFC", word).replace("’", "'").casefold()


def matching(patterns: Sequence[str], vocabulary: pd.Index) -> list[np.ndarray]:
    """For each term or pattern with *, the codes of the terms it matches.

    Examples
    --------
    >>> found = matching(["iran*", "iraq"], pd.Index(["iran", "iranian", "iraq"]))
    >>> [codes.tolist() for codes in found]
    [[0, 1], [2]]
    """
    names = np.asarray(vocabulary, dtype=object)
    order = np.argsort(names, kind="stable")
    ordered = names[order]
    found = []
    for pattern in patterns:
        beginning, star, rest = pattern.partition("*")
        first = np.searchsorted(ordered, beginning)
        after = np.searchsorted(ordered, beginning + LAST_CHARACTER if star else beginning, "right")
        codes = order[first:after]
        if rest:
            expression = re.compile(".*".join(map(re.escape, pattern.split("*"))))
            codes = [code for code in codes if expression.fullmatch(names[code])]
        found.append(np.sort(np.asarray(codes, dtype=np.int64)))
    return found
