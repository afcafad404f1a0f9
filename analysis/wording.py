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
        Frequencies, multi-word terms, pairs, collocates, keywords, comparisons, trends or
        mention counts.

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


def _comparison(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say(
            "There is nothing to compare: it takes two groups with text, and terms that occur "
            "often enough."
        )
    firsts = table.drop_duplicates(table.columns[0])
    if len(firsts) > 1:
        named = firsts.sort_values("size_target", ascending=False, kind="stable").head(5)
        listed = "; ".join(["{}: **{}** ({} | {})"] * len(named))
        columns = [table.columns[0], "term", "n_target", "n_reference"]
        named = named.astype({columns[0]: "str"})
        return say(
            f"Most typical of {{}} groups, with occurrences in it | in all others: {listed}.",
            len(firsts),
            *named[columns].to_numpy(dtype=object).ravel(),
        )
    best = table.iloc[0]
    chance = "" if best["low"] > 0 else ", which holds 0: it may be chance"
    one = " Most of it stands in one document." if best["one_document"] else ""
    return say(
        "The most typical term of **{}** is **{}**: {} time{} in {} tokens there, {} time{} in {} "
        f"elsewhere; log-odds {{}}, interval {{}} to {{}}{chance}.{one}",
        str(best.iloc[0]), best["term"], best["n_target"], _s(best["n_target"]), best["size_target"],
        best["n_reference"], _s(best["n_reference"]), best["size_reference"],
        float(best["log_odds"]), float(best["low"]), float(best["high"]),
    )  # fmt: skip


def _shift(table: pd.DataFrame) -> Sentence:
    if table.empty or not table["share"].any():
        return say("There is no difference to explain.")
    firsts = table.head(3)
    places = ", ".join(["**{}** ({} %)"] * len(firsts))
    shares = (100 * firsts["share"]).round(2)
    return say(
        f"The two sides differ by {{}} of 1 bit; the terms that add most are {places}.",
        float(table["jensen_shannon"].iloc[0] / table["share"].iloc[0]),
        *(value for pair in zip(firsts["term"], shares, strict=True) for value in pair),
    )


def _trend(table: pd.DataFrame) -> Sentence:
    item = "actor" if "actor" in table.columns else "term"
    left_out = str(table.attrs.get("basis", {}).get("left_out", ""))
    undated = " Left out: {}." if left_out else ""
    known = table[table["n"] > 0]
    if known.empty:
        what = "an actor" if item == "actor" else "a term"
        return say(f"No dated document has {what} to count.{undated}", *filter(None, [left_out]))
    name = known.groupby(item, sort=True)["n"].sum().idxmax()
    series = known[known[item] == name]
    most = series.loc[series["per_million"].idxmax()]
    return say(
        f"**{{}}** occurs most, {{}} time{{}} in {{}} of {{}} periods; most often in {{}}: {{}} of "
        f"a million tokens ({{}} in {{}}, {{}} document{{}}).{undated}",
        name, series["n"].sum(), _s(series["n"].sum()), len(series), table["period"].nunique(),
        most["period"], round(most["per_million"]), most["n"], most["size"], most["n_documents"],
        _s(most["n_documents"]), *filter(None, [left_out]),
    )  # fmt: skip


def _monotone(table: pd.DataFrame) -> Sentence:
    known = table.dropna(subset="tau")
    if known.empty:
        return say("Too few periods have text to tell whether anything rises or falls.")
    most = known.loc[known["tau"].abs().idxmax()]
    return say(
        "Over {} periods **{}** {} most steadily: tau {}, p {}.",
        most["n_periods"], most.iloc[0], "rises" if most["tau"] > 0 else "falls",
        float(most["tau"]), float(most["p_value"]),
    )  # fmt: skip


def _groups(table: pd.DataFrame) -> Sentence:
    if table.empty:
        return say("No document belongs to a group.")
    first = table.iloc[0]
    return say(
        "{} group{}; the largest is **{}** ({} document{}, {} tokens).",
        len(table), _s(len(table)), str(first.iloc[0]), first["n_docs"], _s(first["n_docs"]),
        first["size"],
    )  # fmt: skip


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


def _copies(table: pd.DataFrame) -> Sentence:
    n_copies = table.attrs.get("basis", {}).get("n_copies", int((~table["kept"]).sum()))
    if table.empty:
        return say("No document is a near copy of another.")
    n_groups = int(table["kept"].sum())
    return say(
        "{} document{} a near copy of another ({} group{} of copies).",
        n_copies, " is" if n_copies == 1 else "s are", n_groups, _s(n_groups),
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
    ("term", "n_target", "log_odds", "low"): _comparison,
    ("term", "n_target", "jensen_shannon"): _shift,
    ("period", "n", "size", "per_million"): _trend,
    ("n", "n_periods", "tau"): _monotone,
    ("group", "similarity", "kept"): _copies,
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
    ("n_docs", "size"): _groups,
}
