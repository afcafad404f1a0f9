"""The capitalised names of a corpus, whoever they name.

A name is a run of words with capitals. What begins a sentence, a headline or a quotation has a
capital anyway: there a word is a name only if the corpus shows it, by writing it with a capital
within sentences too, or if it is no English word. Nothing is learnt elsewhere and nothing is
parsed. What a name stands for, and which names mean one actor, is settled in ``discovery.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis import checks, partitions
from analysis.capitals import (
    BODIES,
    DAYS,
    DEMONYM,
    JOINERS,
    Run,
    Word,
    is_office,
    is_stop,
    is_word,
    joined,
    runs_of,
)
from analysis.countries import follows
from analysis.sentences import ENGINES, KINDS, PARAGRAPHS, STARTERS, engine_name, sentence_spans
from analysis.tokens import with_basis
from analysis.words import WORDS

VERBAL = re.compile(r"[A-Z][a-z]{2,}(?:ing|ed)|[A-Z][a-z]{4,}ly")  # Speaking, Currently
ACRONYM_BEHIND = re.compile(r" [(\[]([A-Z]{2,8})[)\]]")


def find_names(
    documents: pd.DataFrame, *, sentences: str = "rules", paragraphs: str = "blank"
) -> pd.DataFrame:
    """Find every capitalised name, in the codebook or not.

    A name is the longest run of words with capitals in a sentence, without the article before it
    and the possessive behind it; a title before a name is in it. It goes on over "de", "bin",
    "van" and the like; over "of", "for" and "and" where it names a body (University of Oxford),
    where its acronym follows, or where the corpus has the whole twice. Days and months are names
    of their own. A demonym before a noun (Iranian officials) is no name.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    sentences, paragraphs : str
        As in :func:`split_sentences`.

    Returns
    -------
    DataFrame
        ``doc_id`` (category of all documents), ``sentence``, ``start``, ``end`` (int32; code
        points of ``text``, end exclusive), ``surface`` (as written). Ordered by place.

    Raises
    ------
    ValueError
        A column is missing or an option is not one of those above.

    Notes
    -----
    Where a capital proves nothing (at the beginning of a sentence, behind a colon or an opening
    quotation mark, in a headline), a word counts as a name if within the sentences of these
    documents it stands with a capital at least as often as without; if it never stands there,
    if it is not in simplemma's list of English words. So the names of a document can depend on
    the documents beside it.

    Examples
    --------
    >>> text = "Yesterday President Rouhani met the head of the Bank of England. Rouhani left."
    >>> find_names(pd.DataFrame({"doc_id": ["a"], "text": [text]}))[["sentence", "surface"]]
       sentence            surface
    0         0  President Rouhani
    1         0    Bank of England
    2         1            Rouhani
    """
    checks.columns(documents, ["doc_id", "text"], what="find_names")
    checks.one_of("sentences", sentences, ENGINES)
    checks.one_of("paragraphs", paragraphs, PARAGRAPHS)
    return read_names(documents, sentences=sentences, paragraphs=paragraphs)[0]


def read_names(
    documents: pd.DataFrame, *, sentences: str = "rules", paragraphs: str = "blank"
) -> tuple[pd.DataFrame, Evidence]:
    """The names, and the evidence by which they were told from other words with capitals."""
    how = {"sentences": sentences, "paragraphs": paragraphs}
    if partitions.is_partitioned(documents):
        evidence = read_evidence(documents, **how)
        return partitions.joined(names_by, documents, evidence=evidence, **how), evidence
    runs, evidence = _runs_and_evidence(documents, **how)
    return _names_of(documents, runs, evidence, sentences), evidence


def read_evidence(documents, **how) -> Evidence:
    """The evidence of a corpus in partitions."""
    return partitions.reduced(_evidence_of, _together, documents, **how)


def _runs_and_evidence(
    documents: pd.DataFrame, *, sentences: str, paragraphs: str
) -> tuple[list[Run], Evidence]:
    evidence = Evidence()
    runs = []
    for number, text in enumerate(documents["text"]):
        spans = sentence_spans(text, sentences=sentences, paragraphs=paragraphs)
        runs += runs_of(number, text, spans, evidence.add_word)
    for run in runs:
        evidence.add_run(run)
    return runs, evidence


def _evidence_of(documents: pd.DataFrame, **how) -> Evidence:
    """The evidence of a partition."""
    return _runs_and_evidence(documents, **how)[1]


def _together(first: Evidence, second: Evidence) -> Evidence:
    """The evidence of two parts of a corpus."""
    both = Evidence()
    for name, counter in vars(both).items():
        counter.update(vars(first)[name])
        counter.update(vars(second)[name])
    return both


def names_by(documents: pd.DataFrame, evidence: Evidence, **how) -> pd.DataFrame:
    """The names of a partition by the evidence of the whole."""
    runs, _ = _runs_and_evidence(documents, **how)
    return _names_of(documents, runs, evidence, how["sentences"])


def _names_of(
    documents: pd.DataFrame, runs: list[Run], evidence: Evidence, sentences: str
) -> pd.DataFrame:
    texts = documents["text"].tolist()
    rows = [
        (run.document, run.sentence, *span)
        for run in runs
        for piece in _parted(run, texts[run.document], evidence)
        for span in _settled(piece, texts[run.document], evidence)
    ]
    return with_basis(
        _table(documents, texts, rows),
        None,
        n_documents=len(documents),
        sentences=engine_name(sentences),
    )


def spells(acronym: str, name: str) -> bool:
    """Whether an acronym is made of the initials of a name, with or without its small words.

    Examples
    --------
    >>> spells("NCRI", "National Council of Resistance of Iran"), spells("AP", "Associated Press")
    (True, True)
    >>> spells("DoJ", "Department of Justice"), spells("EU", "United Nations")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", name.replace("’", "'").replace("'s", ""))
    letters = acronym.replace(".", "").upper()
    large = "".join(word[0] for word in words if word[0].isupper()).upper()
    every = "".join(word[0] for word in words).upper()
    return len(letters) > 1 and letters in (large, every)


class Evidence:
    """How the corpus writes its words where a capital means something."""

    def __init__(self):
        """Know nothing yet."""
        self.capital: Counter[str] = Counter()  # words within sentences, with a capital
        self.lower: Counter[str] = Counter()  # words without
        self.runs: Counter[str] = Counter()  # runs of capitals that begin within a sentence
        self.joined: Counter[str] = Counter()  # runs that go on over of, for, and

    def add_word(self, word: Word) -> None:
        """Count a word."""
        if not word.text[0].isupper():
            self.lower[word.text] += 1
        elif not word.opens:
            self.capital[word.text] += 1

    def add_run(self, run: Run) -> None:
        """Count a run."""
        text = joined(run.words)
        if not run.words[0].opens:
            self.runs[text] += 1
        if any(word.joins and word.text in JOINERS for word in run.words):
            self.joined[text] += 1

    def is_name(self, text: str) -> bool:
        """Whether a word is a name where its capital proves nothing."""
        if is_stop(text):
            return False
        lower = self.lower[text.lower()]
        if self.capital[text]:
            return self.capital[text] >= lower
        return text in DAYS or not (lower or text in STARTERS or is_word(text))


# --- from runs to names --------------------------------------------------------------------


def _parted(run: Run, text: str, evidence: Evidence) -> Iterator[Run]:
    """A run parted at the "of" or "and" over which it does not go on."""
    words = run.words
    head = next((one.text for one, two in pairwise(words) if two.joins and not one.joins), "")
    common = head in BODIES or evidence.lower[head.lower()] > 0  # not Sanders of Vermont
    whole = common and evidence.joined[joined(words)] > 1
    acronym = ACRONYM_BEHIND.match(text, words[-1].end)
    named = words[is_stop(words[0].text) :]  # without the article
    if whole or (acronym and spells(acronym[1], joined(named))):
        yield run
        return
    piece: list[Word] = []
    for word in words:
        if word.joins and word.text in JOINERS and piece:
            held = piece[-1].text in BODIES or piece[-1].joins or is_office(piece[-1].text)
            if word.text == "and" or not held:
                yield run._replace(words=piece)
                piece = []
                continue
        if piece or not word.joins:
            piece.append(word)
    if piece:
        yield run._replace(words=piece)


def _settled(run: Run, text: str, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """The names of a run: what begins it only by position, and small words at its ends, go."""
    words = run.words
    if run.headline:
        for piece in _pieces(words, evidence):
            yield from _trimmed(piece, text)
        return
    first = 0
    while first < len(words) and words[first].opens:
        if len(words) - first == 1:
            first += not evidence.is_name(words[first].text)
            break
        if not _by_position(words[first:], evidence):
            break
        first += 1
    yield from _trimmed(words[first:], text)


def _by_position(words: list[Word], evidence: Evidence) -> bool:
    """Whether the first word of a run has its capital by position: Former President Bush."""
    text = words[0].text
    if is_stop(text):
        return True
    capital, lower = evidence.capital[text], evidence.lower[text.lower()]
    if capital and capital >= lower:
        return False
    if text in STARTERS:
        return True
    if not is_word(text) or evidence.runs[joined(words)]:
        return False
    return bool(evidence.runs[joined(words[1:])] or VERBAL.fullmatch(text) or lower > 3)


def _pieces(words: list[Word], evidence: Evidence) -> Iterator[list[Word]]:
    """The parts of a headline that are names by the evidence of other sentences."""
    piece: list[Word] = []
    for word in words:
        if word.joins or evidence.is_name(word.text):
            piece.append(word)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _trimmed(words: list[Word], text: str) -> Iterator[tuple[int, int]]:
    """The place of a name without function words at its ends; nothing if no name is left."""
    first, last = 0, len(words)
    while first < last and _is_small(words[first]):
        first += 1
    while first < last and _is_small(words[last - 1]):
        last -= 1
    words = words[first:last]
    # Israeli Prime Minister Ariel Sharon: the name is of a person
    if len(words) > 2 and DEMONYM.fullmatch(words[0].text) and words[1].text in WORDS["titles"]:
        words = words[1:]
    if not words or (len(words) == 1 and _is_no_name(words[0], text)):
        return
    start, end = words[0].start, words[-1].end
    if text[end : end + 1] == "." and (words[-1].text in KINDS or len(words[-1].text) == 1):
        end += 1
    yield start, end


def _is_small(word: Word) -> bool:
    return word.joins or (is_stop(word.text) and (word.opens or word.text not in DAYS))


def _is_no_name(word: Word, text: str) -> bool:
    """Whether a word alone is a letter, or a demonym as an attribute."""
    if len(word.text) < 2:
        return True
    return bool(DEMONYM.fullmatch(word.text)) and follows(text, word.end) == "noun"


def _table(documents: pd.DataFrame, texts: list[str], rows: list[tuple]) -> pd.DataFrame:
    number, sentence, start, end = zip(*rows, strict=True) if rows else [()] * 4
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(
                np.array(number, dtype=np.int64), categories=list(documents["doc_id"])
            ),
            "sentence": np.array(sentence, dtype=np.int32),
            "start": np.array(start, dtype=np.int32),
            "end": np.array(end, dtype=np.int32),
            "surface": pd.array([texts[n][s:e] for n, _, s, e in rows], dtype="str"),
        }
    )
