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
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import checks, kernels
from analysis.partitions import is_partitioned, mapped
from analysis.sentences import ENGINES, PARAGRAPHS, Spans, all_spans, engine_name

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
    if surface.islower() and surface.isalpha() and surface.isascii():
        return surface  # as most are: nothing of the below changes it
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
    if is_partitioned(documents):
        how = {"form": form, "split_hyphens": split_hyphens, "phrases": list(phrases)}
        how |= {"sentences": sentences, "paragraphs": paragraphs, "language": language}
        return mapped(tokenize, documents, **how)
    find = re.compile(TOKEN_SPLIT_HYPHENS if split_hyphens else TOKEN).finditer
    texts = documents["text"]
    how = {"sentences": sentences, "paragraphs": paragraphs}
    if not split_hyphens and kernels.is_large(texts):
        # The compiled loops do without Python's lock: sentences are found beside the words.
        with ThreadPoolExecutor(1) as beside:
            spans = beside.submit(all_spans, texts, **how)
            found = kernels.encode(texts, find, places=True)
        columns = _placed(found, spans.result())
    else:
        found = _found(texts, find)
        columns = _placed(found, all_spans(texts, **how))
    tokens = _tokens(documents, found, columns, form, language)
    phrases = list(phrases)
    if phrases:
        tokens = _joined(tokens, documents["text"], phrases, find, _changer(form, language))
    basis = basis_of(len(documents), len(tokens), form, split_hyphens, sentences, language)
    return with_basis(tokens, None, **basis, **({"phrases": len(phrases)} if phrases else {}))


def basis_of(
    n_documents: int,
    n_tokens: int,
    form: str = "word",
    split_hyphens: bool = False,
    sentences: str = "rules",
    language: str = "en",
) -> dict[str, object]:
    """What tokens are and how many there are, for the basis of a table."""
    return {
        "n_documents": n_documents,
        "n_tokens": n_tokens,
        "form": form if language == "en" or form == "word" else f"{form} ({language})",
        "tokenizer": TOKENIZER_VERSION + (", hyphens split" if split_hyphens else ""),
        "sentences": engine_name(sentences),
    }


def as_tokens(table: pd.DataFrame, *, places: bool = True) -> pd.DataFrame:
    """Tokens as they are; documents are tokenised with the defaults.

    Without ``places``, documents that are many give only ``doc_id``, ``position`` and ``term``.
    """
    if "text" in table.columns and "term" not in table.columns:
        if places or not kernels.is_large(table["text"]):
            return tokenize(table)
        found = kernels.encode(table["text"], re.compile(TOKEN).finditer)
        return _tokens(table, found, _position(found))
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


def _found(texts: pd.Series, find) -> kernels.Encoded:
    """The tokens of the texts, one after the other: what :mod:`analysis.kernels` must equal."""
    surfaces: dict[str, int] = {}
    rows, until = [], []
    for text in texts:
        rows += [(surfaces.setdefault(m[0], len(surfaces)), *m.span()) for m in find(text)]
        until.append(len(rows))
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3).T
    return kernels.Encoded(list(surfaces), columns[0], np.array(until, np.int64), *columns[1:])


def _position(found: kernels.Encoded) -> dict[str, np.ndarray]:
    """For each token its document and its place there."""
    n = np.diff(found.until, prepend=0)
    position = np.arange(len(found.codes), dtype=np.int32)
    position -= np.repeat((found.until - n).astype(np.int32), n)
    return {"document": np.repeat(np.arange(len(n), dtype=np.int32), n), "position": position}


def _placed(found: kernels.Encoded, spans: Spans) -> dict[str, np.ndarray]:
    """For each token its document, paragraph, sentence, position, start and end."""
    place = _position(found)
    row = kernels.last_before(found, spans.until, spans.start)
    first = np.append(0, spans.until[:-1]).astype(np.int32)
    return {
        "document": place["document"],
        "paragraph": spans.paragraph[row],
        "sentence": row - first[place["document"]],
        "position": place["position"],
        "start": found.start,
        "end": found.end,
    }


def _tokens(
    documents: pd.DataFrame,
    found: kernels.Encoded,
    columns: dict[str, np.ndarray],
    form: str = "word",
    language: str = "en",
) -> pd.DataFrame:
    """The table of tokens, with a warning of how they are written."""
    terms = _terms(found, columns, form, language)
    n = np.bincount(terms.codes, minlength=len(terms.categories))
    warn_of_writing(found.surfaces, terms.categories.tolist(), n)
    doc_id = pd.Categorical.from_codes(columns.pop("document"), list(documents["doc_id"]))
    tokens = pd.DataFrame({"doc_id": doc_id, **columns, "term": terms}, copy=False)
    tokens.attrs["basis"] = basis_of(len(documents), len(tokens))
    return tokens


def _terms(
    found: kernels.Encoded, places: dict[str, np.ndarray], form: str, language: str
) -> pd.Categorical:
    change = _changer(form, language)
    surfaces, which = found.surfaces, found.codes
    terms = [term_of(surface) for surface in surfaces]
    if form != "word":
        pairs = zip(terms, surfaces, strict=True)
        terms = [change(term, capital=surface[:1].isupper()) for term, surface in pairs]
    numbers, names = pd.factorize(np.array(terms, dtype=object), sort=True)
    if not len(which):
        return pd.Categorical([], categories=pd.Index(names, dtype="str"))
    codes = numbers.astype(np.int32)[which]
    if form == "lemma":
        # The first word of a sentence is capitalised by position: it is no name for that.
        change_initial = [change(term_of(s), capital=False) for s in surfaces]
        names = pd.Index(sorted({*names, *change_initial}), dtype="str")
        inner = names.get_indexer(pd.Index(terms, dtype="str"))[which]
        initial = names.get_indexer(pd.Index(change_initial, dtype="str"))[which]
        document, sentence = places["document"], places["sentence"]
        first = np.r_[True, (np.diff(document) != 0) | (np.diff(sentence) != 0)]
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
    """Tokens in which each phrase is one row, the longest that fits; positions counted anew."""
    number = {term: code for code, term in enumerate(tokens["term"].cat.categories.tolist())}
    words = {tuple(change(term_of(match[0])) for match in find(phrase)) for phrase in phrases}
    words = sorted(some for some in words if len(some) > 1 and number.keys() >= {*some})
    sequences = [[number[word] for word in some] for some in words]
    rows, phrase, size = kernels.phrase_rows(tokens, texts.tolist(), sequences)
    keep = np.ones(len(tokens), dtype=bool)
    for place in range(1, int(size.max(initial=0))):
        keep[rows[size > place] + place] = False
    codes = tokens["term"].cat.codes.to_numpy().astype(np.int64)
    ends = tokens["end"].to_numpy().copy()
    codes[rows], ends[rows] = len(number) + phrase, ends[rows + size - 1]
    here, used = pd.factorize(codes)
    names = [*number, *map(" ".join, words)]
    in_order, names = pd.factorize(np.array([names[at] for at in used], dtype=object), sort=True)
    tokens = tokens.assign(end=ends)[keep].reset_index(drop=True)
    position = tokens.groupby("doc_id", observed=True).cumcount().astype(np.int32)
    terms = pd.Categorical.from_codes(in_order[here[keep]], pd.Index(names, dtype="str"))
    return tokens.assign(position=position, term=terms)


def warn_of_writing(surfaces: list[str], names: list[str], n: np.ndarray) -> None:
    """Warn of languages without spaces, and of terms that are also written in capitals."""
    if not checks.heard():
        return
    if _NO_SPACES.search(" ".join(surfaces)):
        without_spaces = sum(1 for surface in surfaces if _NO_SPACES.search(surface))
        if without_spaces > len(surfaces) / 5:
            checks.warn(checks.language_without_spaces())
    capitals = [term for term in names if term.isupper() and term.casefold() != term]
    if {term.casefold() for term in capitals}.intersection(names):
        count = dict(zip(names, n.tolist(), strict=True))
        both = [(term, count[term], count.get(term.casefold(), 0)) for term in capitals]
        both = [row for row in both if row[2]]
        checks.warn(checks.written_both_ways(sorted(both, key=lambda row: (-row[1], row[0]))))
