"""How far the mentions can be trusted: a sample, coded by hand, and what it says.

``sample_for_validation`` draws mentions of each layer, and sentences with and without mentions;
``save_sample`` writes them for a spreadsheet. The researcher says of each mention whether it is
right, and of each sentence what was missed in it. ``validate_mentions`` turns that into precision
and recall. Nothing here judges a mention by itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import checks, measures
from analysis.actors import COUNTED, LAYERS
from analysis.codebook import beside_texts
from analysis.corpus import resolve_path, variables_of
from analysis.discovery import excerpt
from analysis.exchange import neutral
from analysis.partitions import joined
from analysis.sentences import split_sentences
from analysis.sums import rows_of
from analysis.tokens import with_basis

MENTION, SENTENCES = "mention", ("unmarked sentence", "marked sentence")
COLUMNS = ("what", "passage", "correct", "missed", "actor", "surface", "layer", "rule", "doc_id",
           "sentence", "start", "end", "size", "codebook")  # fmt: skip
NEEDED = ("what", "layer", "correct", "missed", "size")
ANSWERS = dict.fromkeys(["yes", "y", "true", "1", "1.0", "x"], True)
ANSWERS |= dict.fromkeys(["no", "n", "false", "0", "0.0"], False)
NAMED = Path("actors-validation.csv")
AROUND = 200  # characters of a passage on either side of a mention
PRONOUNS = frozenset(["he", "she", "him", "his", "her", "hers", "himself", "herself"])
ITEM = re.compile(r"(?P<text>.+?)(?:\s*\((?P<layer>[^()]+)\))?")
RESULT = ("layer", "size", "n_sampled", "n_coded", "n_correct", "precision", "precision_low",
          "precision_high", "n_missed", "recall", "recall_low", "recall_high")  # fmt: skip


def sample_for_validation(
    documents: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    n: int = 200,
    n_sentences: int = 100,
    seed: int = 1,
    sentences: str = "rules",
    paragraphs: str = "blank",
) -> pd.DataFrame:
    """Draw a sample of mentions and of sentences, to be coded by hand.

    The mentions, for precision, are drawn at random without replacement, layer by layer: each
    layer has the same number, or all it has where that is less, so that small layers can be
    judged too. The sentences, for recall, are drawn in the same way: half of them unmarked
    (without any mention), half marked.

    Parameters
    ----------
    documents : DataFrame
        The documents of the mentions.
    mentions : DataFrame
        From :func:`find_mentions`; ambiguous ones, which have no actor, are not drawn.
    n, n_sentences : int
        Mentions, and sentences, to draw.
    seed : int
        The same seed draws the same sample from the same mentions.
    sentences, paragraphs : str
        As they were in :func:`find_mentions`.

    Returns
    -------
    DataFrame
        Mentions, then sentences, in the order of the corpus:

        - ``what``: "mention", "unmarked sentence" or "marked sentence"
        - ``passage``: the text, the mention (all mentions of a sentence) in [[double brackets]]
        - ``correct``: empty; for a mention fill in yes or no: is this actor meant there, and
          found by a layer that is right?
        - ``missed``: empty; for a sentence fill in 0, or how many mentions of actors of the
          codebook were not found in it, or these apart by ";", each with its layer in brackets where it is no
          name: "Pompeo (surname); the regime (nominal)"
        - ``actor``, ``surface``, ``layer``, ``rule``: what was found
        - ``doc_id``, ``sentence``, ``start``, ``end``: where
        - ``size``: all mentions of this layer, or all sentences of this kind, in the corpus
        - ``codebook``: its file and hash

    Raises
    ------
    ValueError
        A column is missing, or documents are not those of the mentions.

    Examples
    --------
    >>> from analysis.actors import find_mentions
    >>> from analysis.codebook import Actor, Codebook
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran spoke. Nobody listened."]})
    >>> mentions = find_mentions(documents, Codebook((Actor(name="Iran", kind="state"),)))
    >>> sample_for_validation(documents, mentions)[["what", "passage", "layer", "size"]]
                    what                           passage layer  size
    0            mention  [[Iran]] spoke. Nobody listened.  name     1
    1    marked sentence                   [[Iran]] spoke.           1
    2  unmarked sentence                  Nobody listened.           1
    """
    checks.columns(documents, ["doc_id", "text"], what="sample_for_validation")
    needed = ["doc_id", "sentence", "start", "end", "surface", "actor", "layer", "rule"]
    checks.columns(mentions, needed, what="sample_for_validation")
    checks.at_least("n", n, 0)
    checks.at_least("n_sentences", n_sentences, 0)
    unknown = set(mentions["doc_id"]) - set(variables_of(documents)["doc_id"])
    if unknown:
        raise ValueError(checks.other_documents(sorted(unknown)))
    draw = np.random.default_rng(seed)
    drawn = _drawn_mentions(mentions, n, draw)
    spans = joined(split_sentences, documents, sentences=sentences, paragraphs=paragraphs)
    of_sentences = _drawn_sentences(spans, mentions, n_sentences, draw)
    named = pd.concat([drawn["doc_id"], of_sentences["doc_id"]]).astype("str")
    texts = rows_of(documents, named).set_index("doc_id")["text"]
    drawn["passage"] = [
        excerpt(texts[row.doc_id], row.start, row.end, around=AROUND, mark="[[{}]]")
        for row in drawn.itertuples()
    ]
    of_sentences["passage"] = [
        _bracketed(texts[row.doc_id], row.start, row.end, row.marks)
        for row in of_sentences.itertuples()
    ]
    rows = pd.concat([drawn, of_sentences], ignore_index=True).assign(correct="", missed="")
    rows["codebook"] = mentions.attrs.get("basis", {}).get("actors", "")
    rows = rows[list(COLUMNS)]
    text = [name for name in COLUMNS if name not in ("sentence", "start", "end", "size")]
    table = rows.astype(dict.fromkeys(text, "str")).fillna(dict.fromkeys(text, ""))
    return with_basis(table, mentions, n_sampled_rows=len(table), seed=seed)


def save_sample(sample: pd.DataFrame, path: str | Path, *, force: bool = False) -> Path:
    """Write a sample as CSV for a spreadsheet.

    UTF-8 with the mark by which Excel knows it; a cell that begins with = + - @ or a tab gets an
    apostrophe in front, so that no spreadsheet runs it.

    Parameters
    ----------
    sample : DataFrame
        From :func:`sample_for_validation`.
    path : str or Path
        The file, best named as the codebook: ``actors-validation.csv`` beside ``actors.yml``.
    force : bool
        Write over a file that exists, and lose what was coded in it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileExistsError
        The file exists.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"what": ["mention"], "passage": ["=[[Iran]]"], "correct": [""]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(save_sample(sample, f"{folder}/sample.csv").read_text("utf-8-sig"), end="")
    what,passage,correct
    mention,'=[[Iran]],
    """
    path = Path(path).expanduser()
    if path.exists() and not force:
        raise FileExistsError(checks.file_exists(path.name))
    sample.map(neutral).to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")
    return path


def coded_sample(
    actors: str | Path = "", *, corpus: str | Path = "", sample: str | Path = ""
) -> pd.DataFrame:
    """Read the coded sample of a codebook; no rows if there is none yet.

    A spreadsheet may have saved it with commas, semicolons or tabs, as UTF-8 or Windows-1252.

    Parameters
    ----------
    actors : str or Path
        The codebook's file; empty: ``actors.yml`` beside the texts of ``corpus``.
    corpus : str or Path
        The folder or table of the corpus.
    sample : str or Path
        The file that :func:`save_sample` wrote, coded; empty: the one beside the codebook,
        ``actors-validation.csv`` beside ``actors.yml``.

    Returns
    -------
    DataFrame
        The columns of the file as text, ``correct`` as yes or no where it means one of them; the
        index is the line of each row. For :func:`validate_mentions`.

    Raises
    ------
    FileNotFoundError
        ``sample`` does not exist.
    ValueError
        A column is missing.

    Warns
    -----
    CorpusWarning
        The sample was drawn with another version of the codebook.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "sample.csv"
    ...     _ = file.write_text("what;layer;correct;missed;size\\nmention;name;Y;;3\\n")
    ...     coded_sample(sample=file)["correct"].to_dict()
    {2: 'yes'}
    >>> len(coded_sample("seeds/actors.yml"))
    0
    """
    codebook = resolve_path(actors) if str(actors) else beside_texts(corpus)
    file = resolve_path(sample) if str(sample) else beside(codebook)
    if not file.is_file() and str(sample):
        raise FileNotFoundError(checks.no_such_file("coded sample", sample))
    table = _read(file) if file.is_file() else pd.DataFrame(columns=COLUMNS, dtype="str")
    drawn_with = next(filter(None, table.get("codebook", pd.Series(dtype="str"))), "")
    if drawn_with and codebook.is_file():
        digest = hashlib.sha256(codebook.read_bytes()).hexdigest()[:12]
        if not drawn_with.endswith(digest):
            checks.warn(checks.sample_of_other_codebook(file.name, drawn_with, digest))
    names = {"actors": drawn_with} if drawn_with else {}
    return with_basis(table, None, sample=file.name, **names)


def validate_mentions(sample: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Precision and recall of the mentions, from a coded sample.

    Precision is the share of the mentions that are right. Recall is the share of the mentions
    there are that were found: right ones in the corpus / (right ones + missed ones), both
    estimated from the sample with its sampling fractions. With size the mentions of a layer (or
    the sentences of a kind) in the corpus, n those coded and m the misses in these sentences::

        right  = size * precision     summed over the layers
        missed = size * m / n         summed over unmarked and marked sentences
        recall = right / (right + missed)

    Parameters
    ----------
    sample : DataFrame, str or Path
        From :func:`sample_for_validation`, coded; or its file. ``correct``: yes or no. ``missed``:
        a number, or names apart by ";" with their layer in brackets; without one, a pronoun counts
        as pronoun, what has no capital as nominal, all else and a number as name.

    Returns
    -------
    DataFrame
        One row a layer, then "counted" (name, surname, acronym, metonym) and "all":

        - ``layer``
        - ``size``: mentions in the corpus
        - ``n_sampled``, ``n_coded``, ``n_correct``: mentions drawn, coded, and coded yes
        - ``precision``, ``precision_low``, ``precision_high``: with Wilson's 95 % interval; of
          several layers each counts by its size, the interval is that of the effective sample
          size (Kish 1965)
        - ``n_missed``: missed mentions in the coded sentences
        - ``recall``, ``recall_low``, ``recall_high``: the interval is Wilson's for the share of
          sentences in which something was missed (of effective size, as above), carried through
          the formula; the error of precision is not in it

        Missing where nothing is coded. ``attrs["basis"]`` has ``n_rows``,
        ``n_coded_rows`` and, of these, ``n_coded_sentences``.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The coding has problems: all are listed, each with its line and its remedy.

    Notes
    -----
    Rows that are not coded are left out, as if they had not been drawn; if the difficult ones are
    left out, the result is too good; so it is if only one kind of sentence is coded. A layer for
    which the coder did not look recalls well.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22. Kish (1965), Survey
    Sampling, ch. 8.

    Examples
    --------
    >>> sample = pd.DataFrame({"what": ["mention"] * 4 + ["unmarked sentence"] * 2,
    ...     "layer": ["name"] * 4 + [""] * 2, "correct": ["yes", "yes", "yes", "no", "", ""],
    ...     "missed": [""] * 4 + ["0", "1"], "size": [40] * 4 + [20] * 2})
    >>> validate_mentions(sample)[["layer", "n_coded", "precision", "recall"]]
         layer  n_coded  precision  recall
    0     name        4       0.75    0.75
    1  counted        4       0.75    0.75
    2      all        4       0.75    0.75
    """
    if not isinstance(sample, pd.DataFrame):
        sample = coded_sample(sample=sample)
    checks.columns(sample, NEEDED, what="validate_mentions")
    name = str(sample.attrs.get("basis", {}).get("sample", "The sample"))
    coded = _Coded(name, sample)
    if coded.problems:
        raise ValueError(checks.sample_problems(name, coded.problems))
    layers = [layer for layer in LAYERS if layer in coded.by_layer or coded.missed(layer)]
    groups = [(layer, [layer]) for layer in layers]
    if layers:
        groups += [("counted", [layer for layer in layers if layer in COUNTED]), ("all", layers)]
    table = pd.DataFrame([_result(title, some, coded) for title, some in groups], columns=RESULT)
    whole = [name for name in RESULT if name.startswith(("n_", "size"))]
    shares = [name for name in RESULT if name not in whole and name != "layer"]
    table = table.astype(dict.fromkeys(whole, "int64") | dict.fromkeys(shares, "float64"))
    return with_basis(
        table.astype({"layer": "str"}),
        sample,
        n_rows=len(sample),
        n_coded_rows=sum(map(len, coded.answers.values())) + coded.n_sentences,
        n_coded_sentences=coded.n_sentences,
    )


def beside(actors: Path) -> Path:
    """Where the coded sample of a codebook is looked for.

    Examples
    --------
    >>> beside(Path("news/actors.yml")).name
    'actors-validation.csv'
    """
    return actors.with_name(f"{actors.stem}-validation.csv") if actors.name else NAMED


# --- drawing --------------------------------------------------------------------------------


def _drawn_mentions(mentions: pd.DataFrame, n: int, draw: np.random.Generator) -> pd.DataFrame:
    """Mentions of each layer, in the order of the corpus."""
    known = mentions[mentions["actor"].notna()]
    sizes = known["layer"].value_counts().to_dict()
    kept = []
    for layer, quota in _quotas(sizes, n).items():
        places = np.flatnonzero((known["layer"] == layer).to_numpy())
        kept.append(draw.choice(places, size=quota, replace=False))
    rows = known.iloc[np.sort(np.concatenate(kept)) if kept else []]
    return rows.assign(what=MENTION, size=rows["layer"].map(sizes).astype("int64"))


def _quotas(sizes: dict[str, int], n: int) -> dict[str, int]:
    """How many of each kind are drawn: equal numbers, what a small kind lacks to the others.

    Examples
    --------
    >>> _quotas({"name": 90, "title": 3}, 20)
    {'title': 3, 'name': 17}
    """
    quotas: dict[str, int] = {}
    smallest_first = sorted(sizes, key=lambda kind: (sizes[kind], kind))
    for place, kind in enumerate(smallest_first):
        share = (n - sum(quotas.values())) // (len(smallest_first) - place)
        quotas[kind] = min(int(sizes[kind]), share)
    return quotas


def _drawn_sentences(
    spans: pd.DataFrame, mentions: pd.DataFrame, n: int, draw: np.random.Generator
) -> pd.DataFrame:
    """Sentences without and with mentions, in the order of the corpus; ``marks`` are these."""
    marks: dict[tuple, list[tuple[int, int]]] = {}
    keys = zip(mentions["doc_id"].astype("str"), mentions["sentence"], strict=True)
    places = zip(mentions["start"], mentions["end"], strict=True)
    for key, place in zip(keys, places, strict=True):
        marks.setdefault(key, []).append(place)
    of_all = [
        marks.get(key, [])
        for key in zip(spans["doc_id"].astype("str"), spans["sentence"], strict=True)
    ]
    marked = np.array([bool(some) for some in of_all], dtype=bool)
    kinds = dict(zip(SENTENCES, (np.flatnonzero(~marked), np.flatnonzero(marked)), strict=True))
    quotas = _quotas({kind: len(some) for kind, some in kinds.items()}, n)
    picked = [draw.choice(kinds[kind], size=quotas[kind], replace=False) for kind in SENTENCES]
    rows = np.sort(np.concatenate(picked))
    what = np.where(marked[rows], SENTENCES[1], SENTENCES[0])
    nothing = dict.fromkeys(["actor", "surface", "layer", "rule"], "")
    return spans.iloc[rows].assign(
        what=what,
        size=[len(kinds[kind]) for kind in what],
        marks=[of_all[row] for row in rows],
        **nothing,
    )


def _bracketed(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> str:
    """A sentence with its mentions in double brackets; of two that overlap the first."""
    pieces, at = [], start
    for first, last in sorted(marks, key=lambda span: (span[0], -span[1])):
        if first >= at:
            pieces += [text[at:first], f"[[{text[first:last]}]]"]
            at = last
    return " ".join("".join([*pieces, text[at:end]]).split())


# --- reading the coding -----------------------------------------------------------------------


def _read(file: Path) -> pd.DataFrame:
    """The rows of a CSV by the lines at which they begin."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # Excel's plain CSV
        text = content.decode("cp1252", "replace")
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count))
    names = [name.strip().lower() for name in next(reader, [])]
    rows, lines, line = [], [], reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append([*map(str.strip, cells), *[""] * len(names)][: len(names)])
            lines.append(line)
        line = reader.line_num + 1
    table = pd.DataFrame(rows, columns=names, index=lines, dtype="str")
    checks.columns(table, NEEDED, what=f"A coded sample ({file.name})")
    answers = {True: "yes", False: "no"}
    table["correct"] = [
        answers.get(ANSWERS.get(answer.lower()), answer) for answer in table["correct"]
    ]
    return table.astype("str")


class _Coded:
    """What the researcher filled in, and what is wrong with it."""

    def __init__(self, name: str, sample: pd.DataFrame):
        self.problems: list[tuple[object, str]] = []
        self.by_layer: dict[str, int] = {}  # mentions drawn
        self.sizes: dict[str, int] = {}
        self.answers: dict[str, list[bool]] = {}
        # of each kind, of each coded sentence, the layers of what was missed in it
        self.sentences: dict[str, list[list[str]]] = {}
        for line, row in zip(sample.index, sample.to_dict("records"), strict=True):
            cells = {key: _text(row[key]) for key in NEEDED}
            problem = self._take(cells)
            if problem:
                self.problems.append((line, problem))

    def missed(self, layer: str) -> int:
        """Missed mentions of a layer in the coded sentences."""
        return sum(some.count(layer) for every in self.sentences.values() for some in every)

    @property
    def n_sentences(self) -> int:
        """Coded sentences."""
        return sum(map(len, self.sentences.values()))

    def _take(self, cells: dict[str, str]) -> str:
        """Take in a row; what is wrong with it, or nothing."""
        size = cells["size"].replace(",", "").removesuffix(".0")
        if cells["what"] not in (MENTION, *SENTENCES):
            return checks.sample_value("what", cells["what"], [MENTION, *SENTENCES])
        if not size.isdecimal():
            return checks.sample_size(cells["size"])
        if cells["what"] in SENTENCES:
            self.sizes[cells["what"]] = int(size)
            return self._take_sentence(cells)
        layer = cells["layer"]
        if layer not in LAYERS:
            return checks.sample_value("layer", layer, LAYERS)
        self.by_layer[layer] = self.by_layer.get(layer, 0) + 1
        self.sizes[layer] = int(size)
        answers = self.answers.setdefault(layer, [])
        if cells["missed"] not in ("", "0"):
            return checks.sample_wrong_column("correct", "missed")
        if not cells["correct"]:
            return ""
        answer = ANSWERS.get(cells["correct"].lower())
        if answer is None:
            return checks.sample_value("correct", cells["correct"], ["yes", "no"])
        answers.append(answer)
        return ""

    def _take_sentence(self, cells: dict[str, str]) -> str:
        missed = cells["missed"]
        if not missed:
            return checks.sample_wrong_column("missed", "correct") if cells["correct"] else ""
        if re.fullmatch(r"-?\d+(?:[.,]\d+)?", missed):
            if not re.fullmatch(r"\d+(?:[.,]0+)?", missed):
                return checks.sample_missed(missed)
            layers = ["name"] * int(re.match(r"\d+", missed)[0])
            self.sentences.setdefault(cells["what"], []).append(layers)
            return ""
        layers = []
        for part in filter(None, map(str.strip, missed.split(";"))):
            item = ITEM.fullmatch(part)
            layer = (item["layer"] or "").strip().lower() or _layer(item["text"])
            if layer not in LAYERS:
                return checks.sample_value("missed", layer, LAYERS)
            layers.append(layer)
        self.sentences.setdefault(cells["what"], []).append(layers)
        return ""


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def _layer(text: str) -> str:
    """The layer that a missed mention would have had, by its form."""
    if text.lower() in PRONOUNS:
        return "pronoun"
    return "name" if any(letter.isupper() for letter in text) else "nominal"


# --- the estimates ----------------------------------------------------------------------------


def _result(title: str, layers: Iterable[str], coded: _Coded) -> tuple:
    """A row of the result: one layer, or several with their weights."""
    known = [layer for layer in layers if coded.answers.get(layer)]
    sizes = np.array([coded.sizes[layer] for layer in known], dtype=float)
    n = np.array([len(coded.answers[layer]) for layer in known], dtype=float)
    right = np.array([sum(coded.answers[layer]) for layer in known], dtype=float)
    precision, low, high = _share(sizes, n, right)
    misses = {
        kind: [sum(layer in layers for layer in some) for some in every]
        for kind, every in coded.sentences.items()
    }
    return (
        title,
        sum(coded.sizes.get(layer, 0) for layer in layers),
        sum(coded.by_layer.get(layer, 0) for layer in layers),
        int(n.sum()),
        int(right.sum()),
        precision, low, high,
        sum(map(sum, misses.values())),
        *_recall(precision * sizes.sum(), misses, coded.sizes),
    )  # fmt: skip


def _share(sizes: np.ndarray, n: np.ndarray, hits: np.ndarray) -> tuple[float, float, float]:
    """A share in a stratified sample, with Wilson's interval of the effective sample size."""
    if not len(n):
        return np.nan, np.nan, np.nan
    share = float((sizes * hits / n).sum() / sizes.sum())
    effective = sizes.sum() ** 2 / (sizes**2 / n).sum()
    low, high = measures.wilson(share * effective, effective)
    return share, float(low), float(high)


def _recall(
    found: float, misses: dict[str, list[int]], size_of: dict[str, int]
) -> tuple[float, float, float]:
    """Recall and its interval, from right mentions in the corpus and misses in a sample."""
    sizes = np.array([size_of[kind] for kind in misses], dtype=float)
    n = np.array([len(some) for some in misses.values()], dtype=float)
    missed = float(
        sum(size * np.mean(some) for size, some in zip(sizes, misses.values(), strict=True))
    )
    if not len(n) or np.isnan(found) or found + missed == 0:
        return np.nan, np.nan, np.nan
    with_miss = np.array([sum(m > 0 for m in some) for some in misses.values()], dtype=float)
    share, fewest, most = _share(sizes, n, with_miss)
    a_miss = missed / (share * sizes.sum()) if missed else 1.0  # misses in a sentence with any
    low, high = (found / (found + sizes.sum() * part * a_miss) for part in (most, fewest))
    return found / (found + missed), float(low), float(high)
