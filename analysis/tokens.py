"""Documents → tokens: what a word is, what a term is, which words are stop words.

This is the readable specification of every count in the package: one regular expression says
what a token is, ``term_of`` says under which form it is counted. A term depends on the surface
alone, so a count does not depend on which other documents are in the corpus. (The one
exception: ``form="lemma"`` leaves capitalised words alone unless they begin a sentence.)
Languages written without spaces are not supported; a warning says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import checks
from analysis.sentences import ENGINES, PARAGRAPHS, engine_name, sentence_spans

TOKENIZER_VERSION = "1"
FORMS = ("word", "lemma", "stem")


def _marks() -> str:
    """Combining marks as ranges of a character class: Python's \\w lacks them.

    The soft hyphen and the zero-width joiners stand inside words as marks do.
    """
    points = [p for p in range(0x300, 0x1F000) if unicodedata.category(chr(p))[0] == "M"]
    points = [0xAD, *points, 0x200C, 0x200D, *range(0xE0100, 0xE01F0)]
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges)


LETTER = r"[^\W\d_]"
RUN = rf"[^\W_]+(?:[{_marks()}]+[^\W_]*)*"
URL = r"(?:https?://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?'’)\]]"
EMAIL = r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
HANDLE = rf"[@#](?=[^\W_])(?:{RUN}|_)+"
ACRONYM = rf"{LETTER}(?:\.{LETTER})+(?![^\W_])\.?(?![^\W_])"
NUMBER_JOIN = r"(?<=\d)[.,:](?=\d)"


def _pattern(joins: str) -> str:
    word = rf"(?:{ACRONYM}|{RUN})(?:(?:[{joins}]|{NUMBER_JOIN}){RUN})*"
    return rf"{URL}|{EMAIL}|{HANDLE}|{word}"


# A token: a run of letters, marks and digits with single inner apostrophes, hyphens and, between
# digits, stops, commas and colons; an acronym with stops, a URL, an e-mail address, @name, #tag.
TOKEN = _pattern("'’‐‑-")
TOKEN_SPLIT_HYPHENS = _pattern("'’")

_ONE_FORM = str.maketrans({"’": "'", "‐": "-", "‑": "-", "\u00ad": None})
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


def term_of(surface: str) -> str:
    """The form under which a token is counted; it depends on the surface alone.

    NFC, ’ → ', hyphens as one character, the possessive ’s cut, the stops of acronyms dropped;
    case-folded unless it is two to five capitals, so that the country US is never the pronoun.

    Examples
    --------
    >>> [term_of(word) for word in ["Trump’s", "U.S.", "us", "don’t", "Mid-East", "NATO’s"]]
    ['trump', 'US', 'us', "don't", 'mid-east', 'NATO']
    """
    term = unicodedata.normalize("NFC", surface).translate(_ONE_FORM)
    if len(term) > 2 and term[-2] == "'" and term[-1] in "sS":
        term = term[:-2]
    if "." in term and "/" not in term and "@" not in term:
        term = re.sub(rf"(?<={LETTER})\.", "", term)
    if 2 <= len(term) <= 5 and term.isupper() and term.isalpha():
        return term
    return unicodedata.normalize("NFC", term.casefold())


def tokenize(
    documents: pd.DataFrame,
    *,
    form: str = "word",
    split_hyphens: bool = False,
    phrases: Iterable[str] = (),
    sentences: str = "rules",
    paragraphs: str = "blank",
    language: str = "en",
) -> pd.DataFrame:
    """Split documents into tokens, one a row.

    Parameters
    ----------
    documents : DataFrame
        With ``doc_id`` and ``text``.
    form : {"word", "lemma", "stem"}
        The counted form: as written (comparable with other tools), simplemma's lemma of words
        in lower case, or NLTK's Snowball stem. Two to five capitals are never changed.
    split_hyphens : bool
        Part words at hyphens: US-Iran becomes US and iran.
    phrases : iterable of str
        Phrases to count as one term, as written: ``["regime change"]``. The longest wins;
        only white space may stand between its words.
    sentences, paragraphs : str
        As in :func:`split_sentences`.
    language : str
        Two letters, for lemmas and stems.

    Returns
    -------
    DataFrame
        ``doc_id`` (category of all documents, empty ones too), ``paragraph``, ``sentence``,
        ``position`` (int32, each from 0 in the document), ``start``, ``end`` (code points of
        ``text``, end exclusive), ``term`` (category, sorted).

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["U.S.-Iran talks? Trump’s offer."]})
    >>> tokenize(documents)[["sentence", "start", "end", "term"]].astype({"term": "str"})
       sentence  start  end     term
    0         0      0    9  us-iran
    1         0     10   15    talks
    2         1     17   24    trump
    3         1     25   30    offer
    """
    checks.columns(documents, ["doc_id", "text"], what="tokenize")
    checks.one_of("form", form, FORMS)
    checks.one_of("sentences", sentences, ENGINES)
    checks.one_of("paragraphs", paragraphs, PARAGRAPHS)
    find = re.compile(TOKEN_SPLIT_HYPHENS if split_hyphens else TOKEN).finditer
    surfaces: dict[str, int] = {}
    parts = [np.empty((0, 7), dtype=np.int64)]
    for number, text in enumerate(documents["text"]):
        spans = sentence_spans(text, sentences=sentences, paragraphs=paragraphs)
        found = [(m.start(), m.end(), surfaces.setdefault(m[0], len(surfaces))) for m in find(text)]
        if found:
            parts.append(_placed(number, np.array(found, dtype=np.int64), spans))
    columns = np.concatenate(parts)
    tokens = _table(columns, documents, _terms(list(surfaces), columns, form, language))
    _warn_of_writing(list(surfaces), tokens["term"])
    phrases = list(phrases)
    if phrases:
        tokens = _joined(tokens, documents["text"], phrases, find, _changer(form, language))
    return with_basis(
        tokens,
        None,
        n_documents=len(documents),
        n_tokens=len(tokens),
        form=form if language == "en" or form == "word" else f"{form} ({language})",
        tokenizer=TOKENIZER_VERSION + (", hyphens split" if split_hyphens else ""),
        sentences=engine_name(sentences),
        **({"phrases": len(phrases)} if phrases else {}),
    )


def as_tokens(table: pd.DataFrame) -> pd.DataFrame:
    """Tokens as they are; documents are tokenised with the defaults."""
    if "text" in table.columns and "term" not in table.columns:
        return tokenize(table)
    checks.columns(table, ["doc_id", "sentence", "position", "term"], what="A table of tokens")
    return table


def with_basis(result: pd.DataFrame, source: pd.DataFrame | None, **choices) -> pd.DataFrame:
    """Write into a result what it counts: the basis of its source and the choices made since."""
    before = source.attrs.get("basis", {}) if source is not None else {}
    result.attrs["basis"] = {**before, **choices}
    return result


# --- stop words ---------------------------------------------------------------------------


class StopWords(frozenset):
    """A set of terms with the ``name`` and ``version`` that are printed with each table."""

    name: str
    version: str

    def __new__(cls, words: Iterable[str], name: str = "own list", version: str = "") -> StopWords:
        """Keep name and version beside the words."""
        self = super().__new__(cls, words)
        self.name, self.version = name, version
        return self

    def __str__(self) -> str:
        """Name, version and size, as in a basis line."""
        return f"{' '.join(filter(None, [self.name, self.version]))} ({len(self)} words)"


def stop_words(source: str | Path = "en") -> StopWords:
    """Read a list of stop words.

    Parameters
    ----------
    source : str or Path
        ``"en"``, the package's own list, or a text file: words apart by white space, lines
        that begin with ``#`` or ``[`` are comments. An empty string gives no stop words.

    Returns
    -------
    StopWords
        A frozen set of terms, written as the tokenizer counts them.

    Examples
    --------
    >>> words = stop_words("en")
    >>> "the" in words, "US" in words
    (True, False)
    """
    if not str(source):
        return StopWords((), name="none")
    from analysis.corpus import resolve_path

    own = Path(__file__).parent / "data" / f"stopwords_{source}.txt"
    path = own if own.is_file() else resolve_path(source)
    if not path.is_file():
        lists = [file.stem.removeprefix("stopwords_") for file in own.parent.glob("stopwords_*")]
        raise FileNotFoundError(checks.no_stop_list(source, lists))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header = dict(re.findall(r"^# (name|version): (.+)$", "\n".join(lines), flags=re.MULTILINE))
    words = " ".join(line for line in lines if not line.startswith(("#", "["))).split()
    return StopWords(
        map(term_of, words), name=header.get("name", path.name), version=header.get("version", "")
    )


def stop_terms(tokens: pd.DataFrame, words: Iterable[str] | None) -> StopWords:
    """The stop words in the form of these tokens, checked against them.

    A warning names the words that can never match, and the terms in capitals they remove.

    Examples
    --------
    >>> tokens = tokenize(pd.DataFrame({"doc_id": ["a"], "text": ["He was in Iran."]}), form="lemma")
    >>> sorted(stop_terms(tokens, ["was", "he"]))
    ['be', 'he', 'was']
    """
    listed = words if isinstance(words, StopWords) else StopWords(words or ())
    never = sorted(word for word in listed if " " not in word and term_of(word) != word)
    capitals = sorted(w for w in listed & set(tokens["term"].cat.categories) if w.isupper())
    if never or capitals:
        checks.warn(checks.stop_words_do_not_fit([(w, term_of(w)) for w in never], capitals))
    form, _, language = tokens.attrs.get("basis", {}).get("form", "word").partition(" ")
    change = _changer(form, language.strip("()") or "en")
    return StopWords(listed | {change(word) for word in listed}, listed.name, listed.version)


# --- inside -------------------------------------------------------------------------------


def _placed(number: int, found: np.ndarray, spans: list[tuple[int, int, int]]) -> np.ndarray:
    """Rows of one document: number, paragraph, sentence, position, start, end, surface, initial."""
    places = np.array(spans, dtype=np.int64)
    sentence = np.searchsorted(places[:, 1], found[:, 0], side="right") - 1
    sentence = np.maximum(sentence, 0)
    rows = np.empty((len(found), 7), dtype=np.int64)
    rows[:, 0] = number
    rows[:, 1] = places[sentence, 0]
    rows[:, 2] = sentence
    rows[:, 3] = np.arange(len(found))
    rows[:, 4:] = found
    return rows


def _table(columns: np.ndarray, documents: pd.DataFrame, terms: pd.Categorical) -> pd.DataFrame:
    names = ["paragraph", "sentence", "position", "start", "end"]
    numbers = {name: columns[:, at].astype(np.int32) for at, name in enumerate(names, 1)}
    doc_id = pd.Categorical.from_codes(columns[:, 0], list(documents["doc_id"]))
    return pd.DataFrame({"doc_id": doc_id, **numbers, "term": terms})


def _terms(surfaces: list[str], columns: np.ndarray, form: str, language: str) -> pd.Categorical:
    change = _changer(form, language)
    terms = [change(term_of(s), capital=s[:1].isupper()) for s in surfaces]
    codes, names = pd.factorize(np.array(terms, dtype=object), sort=True)
    which = columns[:, 6]
    codes = codes[which] if len(which) else np.empty(0, dtype=np.int64)
    if form == "lemma" and len(columns):
        # The first word of a sentence is capitalised by position: it is no name for that.
        change_initial = [change(term_of(s), capital=False) for s in surfaces]
        names = pd.Index(sorted({*names, *change_initial}), dtype="str")
        inner = names.get_indexer(pd.Index(terms, dtype="str"))[which]
        initial = names.get_indexer(pd.Index(change_initial, dtype="str"))[which]
        first = np.r_[True, (np.diff(columns[:, 0]) != 0) | (np.diff(columns[:, 2]) != 0)]
        codes = np.where(first, initial, inner)
        used = np.unique(codes)
        names, codes = names[used], np.searchsorted(used, codes)
    return pd.Categorical.from_codes(codes, pd.Index(names, dtype="str"))


def _changer(form: str, language: str):
    """The function that turns a term into its lemma or stem."""
    if form == "lemma":
        import simplemma

        def lemma(term: str, capital: bool = False) -> str:
            if capital or term.isupper() or not term.isalpha():
                return term
            return simplemma.lemmatize(term, lang=language).casefold()

        return lru_cache(maxsize=None)(lemma)
    if form == "stem":
        from nltk.stem.snowball import SnowballStemmer

        checks.one_of("language", language, SNOWBALL)
        stem = SnowballStemmer(SNOWBALL[language]).stem
        return lambda term, capital=False: term if term.isupper() else stem(term)
    return lambda term, capital=False: term


SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
}  # fmt: skip


def _joined(
    tokens: pd.DataFrame, texts: pd.Series, phrases: list[str], find, change
) -> pd.DataFrame:
    """Tokens in which each phrase is one row; positions are counted anew."""
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(change(term_of(match[0])) for match in find(phrase))
        if len(words) > 1:
            wanted.setdefault(words[0], []).append(words)
    longest_first = {first: sorted(some, key=len, reverse=True) for first, some in wanted.items()}
    documents = tokens["doc_id"].cat.codes.to_numpy()
    sentences = tokens["sentence"].to_numpy()
    starts, ends = tokens["start"].to_numpy(), tokens["end"].to_numpy().copy()
    terms = tokens["term"].astype("str").to_numpy(dtype=object)
    texts = list(texts)
    keep = np.ones(len(tokens), dtype=bool)
    for row in np.flatnonzero(tokens["term"].isin(longest_first)):
        for words in longest_first[terms[row]] if keep[row] else ():
            last = row + len(words)
            if (
                tuple(terms[row:last]) == words
                and documents[row] == documents[last - 1]
                and sentences[row] == sentences[last - 1]
            ) and all(
                texts[documents[row]][ends[at] : starts[at + 1]].isspace()
                for at in range(row, last - 1)
            ):
                terms[row], ends[row] = " ".join(words), ends[last - 1]
                keep[row + 1 : last] = False
                break
    tokens = tokens.assign(end=ends, term=pd.Categorical(pd.array(terms, dtype="str")))[keep]
    position = tokens.groupby("doc_id", observed=True).cumcount()
    return tokens.assign(position=position.astype(np.int32)).reset_index(drop=True)


def _warn_of_writing(surfaces: list[str], terms: pd.Series) -> None:
    without_spaces = sum(1 for surface in surfaces if _NO_SPACES.search(surface))
    if without_spaces > len(surfaces) / 5:
        checks.warn(checks.language_without_spaces())
    names = terms.cat.categories
    n = dict(zip(names, np.bincount(terms.cat.codes, minlength=len(names)), strict=True))
    both = [
        (term, n[term], n[term.casefold()])
        for term in names
        if term.isupper() and term.casefold() != term and term.casefold() in n
    ]
    if both:
        checks.warn(checks.written_both_ways(sorted(both, key=lambda row: (-row[1], row[0]))))
