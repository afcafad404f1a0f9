"""Where paragraphs and sentences begin and end.

A document stays as it is: paragraphs and sentences are spans of its text. The rules look at each
full stop, question and exclamation mark, at the word before it and at what follows, and know a
few hundred abbreviations (``data/abbreviations.txt``, labelled, to be read and extended). They
are written for the English of news; the stops of other scripts are known, their abbreviations are
not. Nothing is learnt from the corpus: a document has the same sentences whatever stands beside
it. Nothing is parsed: two sentences between one pair of quotation marks are two, and a headline
without a stop is a sentence only where its paragraph ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import islice, product
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks, kernels
from analysis.wordlists import word_groups

RULES_VERSION = "1"

OPENERS = "\"'“‘«„‹([{¡¿`*_"
CLOSERS = "\"'”’»›)]}"
FULL_STOPS = "؟۔।॥։።။。！？｡"  # of other scripts: they end a sentence whatever follows
GOES_ON = ".…,;:)&%/?!"  # what no sentence begins with

# A stop with all that belongs to it: more stops (also spaced: ". . ."), closing quotes and
# brackets (also behind a space: « Non. »), the number of a note ([1]); then the white space behind
# it. The quantifiers are possessive and the next search begins behind the match, so that the time
# is linear in the length of the text, whatever the text.
STOP = re.compile(
    rf"""(?P<stop>[.!?…‼⁇⁈⁉{FULL_STOPS}]
        (?: [.!?…‼⁇⁈⁉{FULL_STOPS}"'”’»›)\]}}」』】）]
          | \[\d{{1,3}}\]
          | [ \u00a0\u202f](?=[.…](?!\d))
          | [ \u00a0\u202f](?=["”»›)\]](?:\s|\Z))
        )*+)
        (?P<space>\s*+)""",
    re.VERBOSE,
)
LINE_END = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
LEADING = re.compile(rf"(?P<dash>(?:[—–-]|_(?=\s))*+\s*+)[{re.escape(OPENERS)}]*+")
CAMEL = re.compile(r"[^\W\d_]{1,2}[-’']?[A-Z]")  # eBay, iPhone, al-Qaeda: as good as a capital
ACRONYM = re.compile(r"(?:[A-Z][a-z]{0,2}\.)+[A-Z][a-z]{0,2}|(?:[a-z]\.)+[a-z]")
ENUMERATOR = re.compile(r"\d{1,3}|[A-Za-z]|[IVX]{1,4}|[ivx]{1,4}")
WORD = re.compile(r"[^\W\d_]{1,20}+")
WHOLE_WORD = re.compile(r"[^\W\d_]{1,20}+(?=[\s,;:'’…]|\Z)")
LAST_PART = re.compile(r"[^\W\d_]*(?:[.'’][^\W\d_]+)*\Z")
ADDRESS = re.compile(r"(?:Mr|Mrs|Ms|Dr)\b\.?\s")


GROUPS = word_groups("abbreviations.txt")
KINDS = {  # of each abbreviation, the group
    word: kind
    for kind in ("before numbers", "abbreviations", "titles", "never")
    for word in GROUPS[kind]
}
STARTERS = frozenset(word.capitalize() for word in GROUPS["starters"])
SAID = re.compile(  # the subject and the verb of “Why?” Mr. Smith asked
    r"(?:(?:[A-Z][\w.’'-]{0,30}+|de|der|van|von|bin|al-\w{1,20}+)\s++){1,5}"
    rf"(?:{'|'.join(sorted(GROUPS['speech']))})\b"
)


def _paragraphs(text: str, paragraphs: str) -> Iterator[tuple[int, int]]:
    """The spans of the paragraphs, without the white space around them."""
    first = last = None
    line = 0
    for found in [*LINE_END.finditer(text), None]:
        content = text[line : found.start() if found else len(text)].rstrip()
        if content:
            last = line + len(content)
            first = last - len(content.lstrip()) if first is None else first
        closes = not content or paragraphs == "line" or not found or found[0] == "\u2029"
        if closes and first is not None:
            yield first, last
            first = None
        line = found.end() if found else len(text)


def _starts(text: str, at: int, end: int) -> bool:
    """Whether a likely sentence starter stands here."""
    word = WHOLE_WORD.match(text, at, end)
    if word and word[0] in STARTERS:
        return not text.startswith("Under Sec", at)  # U.S. Under Secretary of State
    return ADDRESS.match(text, at, end) is not None


def _ends_without_space(text: str, found: re.Match, end: int) -> bool:
    """Whether the space behind a sentence was lost (said.The), as in much scraped news."""
    before = text[max(0, found.start() - 30) : found.start()]
    return (
        text[found.end() : found.end() + 1].isupper()
        and before[-2:].isalpha()
        and before[-2:].islower()
        and not set(before.split()[-1]) & set("/@.:")
        and _starts(text, found.end(), end)
    )


def _ends_at_mark(text: str, stop: str, word: str, at: int, end: int) -> bool:
    """Whether ? or ! ends a sentence before a capital: not in “Why?” Mr. Smith asked."""
    if stop == "!" and word in GROUPS["exclaimed"]:  # Yahoo! News
        return _starts(text, at, end)
    if stop[-1] not in CLOSERS or not SAID.match(text, at, end):
        return True
    return _starts(text, at, end) and not (
        text.startswith("I ", at) or ADDRESS.match(text, at, end)
    )


def _ends_at_time(text: str, sentence: str, at: int, end: int) -> bool:
    """Whether a sentence ends at a.m. or p.m.: not in "at 5 p.m. Monday"."""
    words = sentence.split()
    if len(words) <= 5 and words[0].lower() in GROUPS["openings"]:
        return False
    word = WORD.match(text, at, end)
    if not word or word[0] in GROUPS["times"]:
        return False
    return not text.startswith((" time", " Time"), word.end())  # 5 p.m. Chicago time


def _ends_at_letters(text: str, words: list[str], word: str, at: int, end: int) -> bool:
    """Whether a sentence ends at an initial or at letters with stops."""
    if _starts(text, at, end):
        return True
    previous = words[-2] if len(words) > 1 else ""
    if word == "I" and previous[:1].islower():  # you and I. Smith
        return True
    return len(word) == 1 and previous in GROUPS["labels"]  # hepatitis C. Doctors


def _opens(text: str, start: int, found: re.Match, words: list[str]) -> bool:
    """Whether the last word opens the sentence, a line, or a list behind a colon or a bullet."""
    at = found.start() - len(words[-1])
    if at == start or text[at - 1] in "\n\r":
        return True
    before = words[-2][-1] if len(words) > 1 else ""
    return before in ("•", "·") or (before == ":" and words[-1].lstrip(OPENERS) in "1aAiI")


def _ends_at_word(
    text: str, start: int, found: re.Match, words: list[str], at: int, end: int
) -> bool:
    """Whether a full stop ends a sentence, judged by the words around it."""
    word = words[-1].lstrip(OPENERS)
    if len(word) <= 4 and ENUMERATOR.fullmatch(word) and _opens(text, start, found, words):
        return False  # 1. Foo
    if word not in KINDS and not word.isalpha():
        word = LAST_PART.search(word)[0]  # then-Sen., (D-Calif.), 5p.m.
    kind = KINDS.get(word)
    letters = (len(word) == 1 and word.isupper()) or ("." in word and ACRONYM.fullmatch(word))
    if kind in ("titles", "never"):
        return False
    if kind == "before numbers":
        month = WORD.match(text, at, end)
        return not (text[at].isdigit() or (month and month[0] in GROUPS["times"]))
    if not kind and not letters:
        return True
    if found["stop"][-1] in '"”»' and words[-1][0] not in OPENERS:  # in the U.S.” Mr. Trump
        return True
    if word.lower() in ("a.m", "p.m"):
        return _ends_at_time(text, text[start : min(found.start(), start + 60)], at, end)
    return _ends_at_letters(text, words, word, at, end) if letters else _starts(text, at, end)


def _is_end(text: str, start: int, found: re.Match, end: int) -> bool:
    """Whether the sentence that begins at ``start`` ends at the stop that was found."""
    stop = found["stop"]
    if stop[0] in FULL_STOPS:
        return True
    if not found["space"]:
        return _ends_without_space(text, found, end)
    leading = LEADING.match(text, found.end(), end)
    at = leading.end()
    first = text[at : min(at + 1, end)]
    if first in GOES_ON or (first.islower() and not CAMEL.match(text, at, end)):
        return False
    words = text[max(start, found.start() - 40) : found.start()].split()
    alone = not words or text[found.start() - 1].isspace() or not words[-1].lstrip(OPENERS)
    if "!" in stop or "?" in stop:
        return _ends_at_mark(text, stop, "" if alone else words[-1], at, end)
    if "…" in stop or stop.count(".") > 1:  # behind a space it may be an omission in a sentence
        whole = not alone or stop.count(".") > 3
        return whole or (_starts(text, at, end) and not text.startswith("I ", at))
    if leading["dash"]:
        at = found.end()  # WASHINGTON, D.C. — The: a dash is no starter
    return alone or _ends_at_word(text, start, found, words, at, end)


def _by_rules(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph by the rules."""
    for found in STOP.finditer(text, start, end):
        if _is_end(text, start, found, end):
            yield start, found.end("stop")
            start = found.end()
    if start < end:
        yield start, end


@cache
def _punkt():
    """NLTK's tokenizer with parameters that we give it, so that it needs no data of NLTK."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = {word.lower() for word in KINDS}
    parameters.sent_starters = {word.lower() for word in STARTERS}
    return PunktSentenceTokenizer(parameters)


def _by_punkt(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph by NLTK's Punkt."""
    for first, last in _punkt().span_tokenize(text[start:end]):
        yield start + first, start + last


ENGINES = {"rules": _by_rules, "punkt": _by_punkt}
PARAGRAPHS = ("blank", "line")


def sentence_spans(
    text: str, *, sentences: str = "rules", paragraphs: str = "blank"
) -> list[tuple[int, int, int]]:
    """List the sentences of one text as ``(paragraph, start, end)``.

    Examples
    --------
    >>> sentence_spans("Mr. Zarif left.  He flew to Paris.\\n\\nWhy?")
    [(0, 0, 15), (0, 17, 34), (1, 36, 40)]
    """
    engine = ENGINES[sentences]
    return [
        (number, *span)
        for number, (start, end) in enumerate(_paragraphs(text, paragraphs))
        for span in engine(text, start, end)
    ]


class Spans(NamedTuple):
    """The sentences of some documents."""

    until: np.ndarray  # of each document, how many sentences stand before its end
    paragraph: np.ndarray
    start: np.ndarray
    end: np.ndarray


def all_spans(texts: pd.Series, *, sentences: str = "rules", paragraphs: str = "blank") -> Spans:
    """List the sentences of many texts; where they are large, plain stops are told at speed.

    Examples
    --------
    >>> all_spans(pd.Series(["Yes. No.", "Why?"])).start.tolist()
    [0, 5, 0]
    """
    if sentences == "rules" and kernels.is_large(texts):
        return _spans_of(_told(texts, paragraphs), len(texts))
    found = [sentence_spans(text, sentences=sentences, paragraphs=paragraphs) for text in texts]
    rows = np.array([span for spans in found for span in spans], dtype=np.int32).reshape(-1, 3)
    until = np.cumsum(np.array([len(spans) for spans in found], dtype=np.int64))
    return Spans(until, *rows.T)


def _told(texts: pd.Series, paragraphs: str) -> np.ndarray:
    """Where paragraphs begin and sentences end: rows as :func:`analysis.stops.tell` writes them."""
    from analysis import stops

    bytes_ = stops.stops_of(f"{FULL_STOPS}」』】）")
    words = stops.table_of(_plain_words(stops))
    rest = iter(texts)
    found = [np.empty((0, 4), dtype=np.int64)]
    number = 0
    for text, offsets, first, last in kernels.batches(texts):
        rows = np.empty((1 << 16, 4), dtype=np.int64)
        how = (paragraphs == "line", stops.BYTES, bytes_, *words)
        while (
            n := stops.tell(text, kernels.eights_of(text), offsets, first, last, *how, rows)
        ) < 0:
            rows = np.empty((2 * len(rows), 4), dtype=np.int64)
        rows = rows[:n].copy()
        rows[:, 0] -= first
        rows = _answered(rows, list(islice(rest, last - first)), paragraphs, stops)
        rows[:, 0] += number
        number += last - first
        found.append(rows)
    return np.concatenate(found)


def _plain_words(stops) -> dict[str, int]:
    """What a word of ASCII letters tells of the full stop behind it, where it tells anything."""
    numerals = (
        "".join(s) for n in (2, 3, 4) for some in ("IVX", "ivx") for s in product(some, repeat=n)
    )
    verdicts = dict.fromkeys(numerals, stops.ASK)
    for word, kind in KINDS.items():
        last = re.search("[A-Za-z]*$", word)[0]
        no = kind in ("titles", "never") and last == word and word not in verdicts
        if last:
            verdicts[last] = stops.NOT if no and last not in verdicts else stops.ASK
    return verdicts


def _answered(rows: np.ndarray, texts: list[str], paragraphs: str, stops) -> np.ndarray:
    """The rows with what only the rules tell."""
    known = np.where(rows[:, 1] <= stops.END, np.arange(len(rows)), 0)
    before = np.maximum.accumulate(known)
    opened = np.maximum.accumulate(np.where(rows[:, 1] == stops.PARAGRAPH, known, 0))
    asked = np.flatnonzero(rows[:, 1] == stops.ASK)
    starts = np.where(rows[:, 1] == stops.PARAGRAPH, rows[:, 2], rows[:, 3])[before[asked]]
    questions = zip(
        asked.tolist(), rows[asked, 0].tolist(), rows[asked, 2].tolist(), starts.tolist(),
        rows[opened[asked], 3].tolist(), before[asked].tolist(), strict=True,
    )  # fmt: skip
    last, since = -1, 0
    for row, document, at, start, end, known_row in questions:
        text = texts[document]
        found = STOP.match(text, at, end)
        if _is_end(text, since if last > known_row else start, found, end):
            last, since = row, found.end()
            rows[row, 1:] = stops.END, found.end("stop"), since
    pieces, cut = [], 0
    for row in np.flatnonzero(rows[:, 1] == stops.OTHER_SCRIPT):
        document = rows[row, 0]
        pieces += [rows[cut:row], _rows_of(document, texts[document], paragraphs, stops)]
        cut = row + 1
    rows = np.concatenate([*pieces, rows[cut:]])
    return rows[rows[:, 1] <= stops.END]


def _rows_of(document: int, text: str, paragraphs: str, stops) -> np.ndarray:
    """The rows of a document by the rules alone."""
    spans = sentence_spans(text, paragraphs=paragraphs)
    last = {paragraph: end for paragraph, _, end in spans}
    rows, before = [], (-1, 0, 0)
    for span in spans:
        if span[0] == before[0]:
            rows.append((document, stops.END, before[2], span[1]))
        else:
            rows.append((document, stops.PARAGRAPH, span[1], last[span[0]]))
        before = span
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _spans_of(rows: np.ndarray, n_documents: int) -> Spans:
    """The sentences between these places."""
    opens = rows[:, 1] == 0
    start = np.where(opens, rows[:, 2], rows[:, 3])
    paragraph_row = np.maximum.accumulate(np.where(opens, np.arange(len(rows)), 0))
    follows = np.append(~opens[1:], False)
    end = np.where(follows, np.append(rows[1:, 2], 0), rows[paragraph_row, 3])
    until = np.searchsorted(rows[:, 0], np.arange(n_documents), side="right")
    number = np.cumsum(opens)
    first = np.append(0, until[:-1])[rows[:, 0]]
    return Spans(until, *(part.astype(np.int32) for part in (number - number[first], start, end)))


def engine_name(sentences: str) -> str:
    """The rules and their version, as they stand in the basis of a table.

    Examples
    --------
    >>> engine_name("rules")
    'rules 1'
    """
    return f"{sentences} {RULES_VERSION if sentences == 'rules' else version('nltk')}"


def split_sentences(
    documents: pd.DataFrame, *, sentences: str = "rules", paragraphs: str = "blank"
) -> pd.DataFrame:
    """Split documents into paragraphs and sentences.

    A sentence ends at a full stop, question or exclamation mark, with the closing quotation marks
    and brackets behind it, unless what follows goes on in lower case (“Why?” he asked) or the
    word before it is a title, an initial or an abbreviation; behind most of these it ends where
    a likely sentence starter follows ("in the U.S. The"). Colons and semicolons end none.

    Parameters
    ----------
    documents : DataFrame
        One row a document, with the columns ``doc_id`` and ``text``.
    sentences : {"rules", "punkt"}
        ``"rules"``: the rules of this module. ``"punkt"``: NLTK's Punkt, untrained, with our
        abbreviations and sentence starters, for comparison; it makes more mistakes and is slower.
    paragraphs : {"blank", "line"}
        ``"blank"``: a line with nothing but white space ends a paragraph, a line break alone does
        not. ``"line"``: each line is a paragraph. A paragraph always ends a sentence.

    Returns
    -------
    DataFrame
        One row a sentence, in the order of the documents:

        - ``doc_id``: the document, a category of all documents, empty ones too
        - ``paragraph``, ``sentence``: their numbers within the document, from 0
        - ``start``, ``end``: the place in ``text``, in code points, ``end`` exclusive, without
          the white space around it

        ``attrs["basis"]`` holds the number of documents and the rules with their version.

    Raises
    ------
    ValueError
        If a column is missing or an option is not one of those above.

    See Also
    --------
    tokenize : words with the same numbers of paragraphs and sentences.

    References
    ----------
    Kiss and Strunk (2006), Unsupervised multilingual sentence boundary detection,
    Computational Linguistics 32(4), for Punkt.

    Examples
    --------
    >>> text = "“Why?” Mr. Zarif asked. He left the U.S. in May.\\n\\nNo one spoke."
    >>> table = split_sentences(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    >>> [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)]
    ['“Why?” Mr. Zarif asked.', 'He left the U.S. in May.', 'No one spoke.']
    >>> table["paragraph"].tolist()
    [0, 0, 1]
    """
    checks.columns(documents, ["doc_id", "text"], what="split_sentences")
    checks.one_of("sentences", sentences, ENGINES)
    checks.one_of("paragraphs", paragraphs, PARAGRAPHS)
    found = all_spans(documents["text"], sentences=sentences, paragraphs=paragraphs)
    counts = np.diff(found.until, prepend=0)
    first = np.repeat(found.until - counts, counts)
    table = pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(
                np.repeat(np.arange(len(counts)), counts), categories=documents["doc_id"]
            ),
            "paragraph": found.paragraph,
            "sentence": (np.arange(len(found.start)) - first).astype(np.int32),
            "start": found.start,
            "end": found.end,
        }
    )
    table.attrs["basis"] = {
        "n_documents": len(documents),
        "sentences": engine_name(sentences),
        "paragraphs": paragraphs,
    }
    return table
