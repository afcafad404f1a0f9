"""The sentence that says what a table shows, computed from the table.

Nothing is typed by hand that a re-run could make untrue: each number in the sentence stands in
the table. To word a further kind of table, write a function and name its columns in ``KINDS``.
"""

from __future__ import annotations

import pandas as pd

from analysis import checks
from analysis.display import Sentence, say


def describe(table: pd.DataFrame) -> Sentence:
    """Say what a result shows: its first rows, in a sentence.

    Parameters
    ----------
    table : DataFrame
        Frequencies, multi-word terms, pairs, collocates, keywords or mention counts.

    Returns
    -------
    Sentence
        Markdown; terms and names in it are text. An empty table reads as a sentence too.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["iran"], "n": [25], "n_docs": [2], "per_million": [1e4]})
    >>> describe(terms)
    The most frequent term is **iran** (25 occurrences in 2 documents).
    """
    for needed, words in KINDS.items():
        if set(needed) <= set(table.columns):
            return words(table)
    raise ValueError(checks.no_wording(table.columns, KINDS))


def _frequency(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No term is left to count.")
    return _leading(
        "The most frequent term is **{}** ({} occurrence{} in {} document{})",
        table,
        "term",
    )


def _phrases(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No multi-word term occurs often enough; lower min_count.")
    return _leading(
        "The strongest of {} multi-word terms is **{}** ({} occurrence{} in {} document{})",
        table,
        "term",
        len(table),
    )


def _pairs(table: pd.DataFrame) -> Sentence:
    unit = table.attrs.get("basis", {}).get("unit", "unit")
    least = table.attrs.get("basis", {}).get("min_count", 1)
    if table.empty:
        return say("No pair shares {} {}{}; lower min_count.", least, str(unit), _s(least))
    best = table.iloc[0]
    return say(
        "The strongest pair is **{} – {}**: both in {} of {} {}s, {} in {}, {} in {}.",
        best["term_a"], best["term_b"], best["n_ab"], best["n_units"], str(unit),
        best["term_a"], best["n_a"], best["term_b"], best["n_b"],
    )  # fmt: skip


def _collocates(table: pd.DataFrame) -> Sentence:
    basis = table.attrs.get("basis", {})
    node, window = basis.get("node", "the node"), basis.get("window", "a few")
    if table.empty and not basis.get("n_places", basis.get("n_occurrences", 1)):
        return say("There is no occurrence to look around: **{}** does not occur.", str(node))
    if table.empty:
        return say("No term stands near **{}** often enough; lower min_count.", str(node))
    best = table.iloc[0]
    return say(
        "Within {} words of **{}** ({} occurrence{}) the strongest collocate is **{}**: "
        "{} of its {} occurrences are there, {} before and {} after.",
        window, str(node), best["n_node"], _s(best["n_node"]), best["term"],
        best["n_near"], best["n"], best["n_left"], best["n_right"],
    )  # fmt: skip


def _keywords(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No term differs; lower min_count.")
    best = table.iloc[0]
    return say(
        "The most typical term of the target is **{}**: {} times in {} tokens there, "
        "{} times in {} tokens elsewhere.",
        *best[["term", "n_target", "size_target", "n_reference", "size_reference"]],
    )


def _mentions(table: pd.DataFrame) -> Sentence:
    named = table[table["n"] > 0]
    if named.empty:
        return say("No actor of the codebook is named in this corpus.")
    return _leading(
        "Of {} actors named, **{}** is named most ({} mention{} in {} document{})",
        named,
        "actor",
        len(named),
    )


def _speakers(table: pd.DataFrame) -> Sentence:
    basis = table.attrs.get("basis", {})
    n_quotes = basis.get("n_quotes", 0) - basis.get("n_terms", 0)
    quoted = table[table["n"] > 0]
    if quoted.empty:
        return say("No quotation has a speaker ({} quotation{}).", n_quotes, _s(n_quotes))
    first, missing = quoted.iloc[0], basis.get("n_unattributed", 0)
    return say(
        "**{}** is quoted most: {} of {} quotation{}, {} words; {} quotation{} left without a speaker.",
        first["speaker"],
        first["n"],
        n_quotes,
        _s(n_quotes),
        first["n_words"],
        missing,
        " is" if missing == 1 else "s are",
    )


def _sources(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No outlet of the codebook is named as a source.")
    return _leading(
        "**{}** is the outlet most named as a source ({} time{} in {} document{})",
        table,
        "source",
    )


def _validation(table: pd.DataFrame) -> Sentence:
    basis = table.attrs.get("basis", {})
    if table.empty and not basis.get("n_rows"):
        return say(
            "These mentions are **not validated yet**. Draw a sample with `python -m analysis "
            "validate sample`, code it, and save it as {} beside the codebook.",
            str(basis.get("sample", "actors-validation.csv")),
        )
    n_rows, n_coded = basis.get("n_rows", 0), basis.get("n_coded_rows", 0)
    if not n_coded:
        return say("Of the {} rows of the sample **none is coded yet**.", n_rows)
    best = table[table["layer"] == ("counted" if "name" in set(table["layer"]) else "all")].iloc[0]
    what = "mentions by name" if best["layer"] == "counted" else "mentions"
    parts, numbers = [], []
    for word, name in (("right", "precision"), ("found", "recall")):
        if pd.notna(best[name]):
            parts.append(f"**{{}} %** of {what} are {word} ({{}} to {{}})")
            columns = (name, f"{name}_low", f"{name}_high")
            numbers += [round(100 * float(best[column])) for column in columns]
    return say(
        f"Of {{}} rows of the sample {{}} are coded: {'; '.join(parts) or 'too few to tell'}; "
        "in brackets the 95 % interval.",
        n_rows, n_coded, *numbers,
    )  # fmt: skip


def _findings(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("The check of the codebook found nothing.")
    counts = table["finding"].value_counts(sort=False)
    template = ", ".join(["**{}** ({})"] * len(counts))
    return say(
        f"The check of the codebook found: {template}.",
        *(v for pair in counts.items() for v in pair),
    )


def _candidates(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No name is left that the codebook lacks.")
    return say(
        "{} name{} of the corpus {} not in the codebook; the most frequent is **{}** "
        "({} place{} in {} document{}).",
        len(table), _s(len(table)), "is" if len(table) == 1 else "are",
        *_counted(table, "name"),
    )  # fmt: skip


def _leading(template: str, table: pd.DataFrame, name: str, *before: object) -> Sentence:
    """The first row of a ranking by ``n``, and the two behind it."""
    runners_up = table[[name, "n"]].iloc[1:3].to_numpy(dtype=object).ravel().tolist()
    places = " and ".join(["**{}** ({})"] * (len(runners_up) // 2))
    return say(
        template + (f", before {places}" if places else "") + ".",
        *before,
        *_counted(table, name),
        *runners_up,
    )


def _counted(table: pd.DataFrame, name: str) -> tuple:
    """Name, occurrences and documents of the first row, each number with its plural ending."""
    first = table.iloc[0]
    n, n_docs = first["n"], first["n_docs"]
    return first[name], n, _s(n), n_docs, _s(n_docs)


def _s(number: int) -> str:
    return "" if number == 1 else "s"


KINDS = {
    ("speaker", "n", "n_words"): _speakers,
    ("source", "n", "n_docs"): _sources,
    ("layer", "precision", "recall"): _validation,
    ("finding", "actor", "remedy"): _findings,
    ("name", "kind", "entry"): _candidates,
    ("actor", "n", "n_docs"): _mentions,
    ("term_a", "term_b", "n_ab"): _pairs,
    ("term", "n_near", "n_node"): _collocates,
    ("term", "n_target", "n_reference"): _keywords,
    ("term", "n", "c_value"): _phrases,
    ("term", "n", "n_docs"): _frequency,
}
