"""The sentences of errors and warnings, and the checks that many functions share.

Every sentence a researcher can meet is made here, so that all of them read alike, name the
file, the line and the remedy, and can be reviewed as text (``tests/messages.md``).
This module decides nothing about a corpus: it only says what is wrong and how to mend it.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from analysis.hidden import revealed as _revealed

_SAID: ContextVar[bool] = ContextVar("said", default=True)


class CorpusWarning(UserWarning):
    """Something in the corpus or the settings that changes how a number should be read."""


def warn(sentence: str) -> None:
    """Warn with a sentence, without a path of this machine in front of it.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn("The corpus is empty.")
    >>> str(caught[0].message)
    'The corpus is empty.'
    """
    if _SAID.get():
        said = _revealed(sentence)  # names of files and words of the corpus can hold anything
        warnings.warn_explicit(said, CorpusWarning, filename="analysis", lineno=1)


@contextmanager
def unsaid() -> Iterator[None]:
    """Leave warnings unsaid in this thread: where a part of a corpus is counted.

    Examples
    --------
    >>> with unsaid():
    ...     warn("These documents are empty.")
    """
    before = _SAID.set(False)
    try:
        yield
    finally:
        _SAID.reset(before)


def heard() -> bool:
    """Whether a warning would be said; else what it needs is not worth finding out."""
    return _SAID.get()


def quoted(values: Iterable[object], last: str = "or", most: int = 12) -> str:
    """List values as they stand in a sentence.

    Examples
    --------
    >>> quoted(["sentence", "paragraph", "document"])
    '"sentence", "paragraph" or "document"'
    """
    shown = [f'"{value}"' for value in values]
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + f" {last} " + shown[-1]


def did_you_mean(value: object, options: Iterable[object]) -> str:
    """The nearest option as a question, with a space in front; nothing if none is near.

    Examples
    --------
    >>> did_you_mean("sentances", ["sentence", "paragraph"])
    ' Did you mean "sentence"?'
    """
    near = difflib.get_close_matches(str(value), [str(option) for option in options], n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


def one_of(name: str, value: object, allowed: Iterable[object]) -> None:
    """Refuse a value that is not among the allowed ones.

    Examples
    --------
    >>> one_of("unit", "sentances", ["sentence", "paragraph", "document"])
    Traceback (most recent call last):
    ...
    ValueError: unit must be "sentence", "paragraph" or "document"; not "sentances". Did you mean "sentence"?
    """
    options = list(allowed)
    if value not in options:
        raise ValueError(
            f'{name} must be {quoted(options)}; not "{value}".{did_you_mean(value, options)}'
        )


def at_least(name: str, value: float, least: float) -> None:
    """Refuse a number below the least one that makes sense."""
    if value < least:
        raise ValueError(f"{name} must be {least} or more; not {value}.")


def columns(table, needed: Iterable[str], *, what: str) -> None:
    """Refuse a table that lacks a column; ``what`` names the table that was expected."""
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise ValueError(
            f"{what} needs the column{'s' if len(missing) > 1 else ''} {quoted(missing, 'and')}; "
            f"this table has {quoted(table.columns, 'and') or 'none'}."
            f"{did_you_mean(missing[0], table.columns)}"
        )


# --- actors ---


def no_such_actor(name: str, names: list[str]) -> str:
    """Sentence: no actor of the codebook has this name."""
    return f'The codebook has no actor "{name}".{did_you_mean(name, names)}'


# --- corpus -------------------------------------------------------------------------------


def _some(values: Iterable[object], most: int = 3) -> str:
    names = [str(value) for value in values]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def no_codebook() -> str:
    """Sentence: without a codebook no actor can be found; how to start one."""
    return (
        "No codebook of actors is given, so no actor is found. A first one is written by "
        "python -m analysis discover --corpus FOLDER; its format is that of seeds/actors.yml."
    )


def no_such_corpus(source: object, path) -> str:
    """Sentence: the corpus does not exist; the nearest neighbour is proposed."""
    folder = path.parent
    written = "" if path.is_absolute() else str(source).removesuffix(path.name)
    beside = sorted(written + entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return (
        f'There is no file or folder "{source}", neither from the current folder nor from the '
        f"project's.{did_you_mean(written + path.name, beside)}"
    )


def undated_kept(n: int, until: str) -> str:
    """Sentence: documents without a date stay when later ones are left out."""
    return f"{n:,} document{'' if n == 1 else 's'} without a date kept, though only those to {until} were asked for."


def empty_texts(doc_ids: Iterable[str]) -> str:
    """Sentence: documents without a word; they count as documents."""
    return f"These documents are empty and count as documents all the same: {_some(doc_ids)}."


def not_read(names: list[str]) -> str:
    """Sentence: files of a folder that look like documents and are in no format that is read."""
    return f"Not read, save them as .txt to include them: {_some(names)}."


def no_cluster(name: str) -> str:
    """Sentence: a notebook that cannot count on a cluster, as it would not be told of it."""
    return (
        f'{name}: the notebook has no parameter "cluster". Add it to the parameters cell and give '
        "it to read_corpus, or leave out --cluster."
    )


def cluster_fails(address: str, reason: object) -> str:
    """Sentence: the Dask scheduler does not answer, or its workers lack the package."""
    return (
        f'The cluster "{address}" cannot be used: {_short(reason)} Give the address that the '
        "scheduler prints, such as tcp://host:8786, and start its workers in an environment with "
        "this package."
    )


def _short(reason: object) -> str:
    """The first sentence of an error of another library."""
    written = " ".join(str(reason).split()) or type(reason).__name__
    return f"{written[:200].rstrip('.')}."


def nothing_at_address(address: str) -> str:
    """Sentence: an address can be reached and has no such file or folder."""
    return f'There is no file or folder "{address}". A pattern such as *.parquet must match a file.'


def unreachable(address: str, reason: object) -> str:
    """Sentence: an address cannot be read, and why."""
    return (
        f'"{address}" cannot be read: {_short(reason)} Keys and servers stand in the environment, '
        "such as AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL for s3://."
    )


def file_has_changed(name: str) -> str:
    """Sentence: a file has other rows than when the corpus was opened."""
    return f"{name} has changed since the corpus was opened. Read the corpus again."


def other_partitions(n: int, n_other: int) -> str:
    """Sentence: tokens and documents in partitions do not belong together."""
    return (
        f"The tables are in {n} and in {n_other} partitions. Give the documents from which the "
        "tokens or mentions were made."
    )


def only_in_memory(what: str) -> str:
    """Sentence: a choice that needs all documents at once."""
    return (
        f"{what} needs all documents in memory; read the corpus, or a part of it, without "
        "partitions."
    )


def no_texts(folder, files: list[str]) -> str:
    """Sentence: a folder has no texts; a table in it would have to be named itself."""
    tables = [name for name in files if name.endswith((".csv", ".jsonl", ".parquet"))]
    tables = [name for name in tables if name != "documents.csv"]
    hint = f' To read the table, name it: "{folder.name}/{sorted(tables)[0]}".' if tables else ""
    return f'There are no texts (*.txt, *.md, *.html) in the folder "{folder.name}".{hint}'


def unknown_format(name: str, suffixes: Iterable[str]) -> str:
    """Sentence: no reader for this suffix."""
    return f"{name} cannot be read: its name must end in {quoted(suffixes)}."


def no_column(name: str, column: str, columns: Iterable[object], keyword: str = "") -> str:
    """Sentence: a table lacks a column; which keyword names it."""
    example = '{"' + keyword + '": "body"}'
    remedy = (
        f" Name the right one with {keyword}= (of a report: -p columns '{example}')."
        if keyword
        else ""
    )
    columns = list(columns)
    return (
        f'{name} has no column "{column}"; it has {quoted(columns, "and") or "none"}.'
        f"{did_you_mean(column, columns)}{remedy}"
    )


def same_doc_id(name: str, twice: Iterable[str]) -> str:
    """Sentence: two documents have one identifier."""
    return f"{name}: each document needs its own doc_id; more than once: {_some(twice)}."


def variables_do_not_fit(name: str, unknown, without) -> str:
    """Sentence: documents.csv and the texts do not name the same documents."""
    parts = []
    if len(unknown):
        parts.append(f"rows without a text: {_some(unknown)}")
    if len(without):
        parts.append(f"texts without a row: {_some(without)}")
    return f"{name} and the texts do not fit; {'; '.join(parts)}. doc_id is the path without its suffix."


def not_a_text(name: str, line: int) -> str:
    """Sentence: a file with NUL bytes is no text."""
    return (
        f"{name}, line {line}: a NUL byte, so this is no text file. Remove it or save it as UTF-8."
    )


def not_utf8(name: str, line: int, byte: int) -> str:
    """Sentence: a file is not UTF-8 and how it was read."""
    return (
        f"{name}, line {line}: byte 0x{byte:02X} is not UTF-8; the file was read as Windows-1252. "
        "Save it as UTF-8 if a letter looks wrong."
    )


def broken_table(name: str, reason: str) -> str:
    """Sentence: a table cannot be parsed."""
    return f"{name} cannot be read as a table: {' '.join(reason.split())}. Mend the file at that place."


def broken_lines(name: str, problems: list[str]) -> str:
    """Sentence: lines of a JSON Lines file that are no JSON."""
    return f"{name} has {len(problems)} broken line(s), each must be one JSON object: {_some(problems, 10)}."


def bad_dates(name: str, doc_ids: Iterable[str], dates: Iterable[str]) -> str:
    """Sentence: dates that are not dates; the documents stay, undated."""
    rows = [f'{doc} "{date}"' for doc, date in zip(doc_ids, dates, strict=True)]
    return f"{name}: these dates are not YYYY-MM-DD, the documents are kept without a date: {_some(rows)}."


def not_a_date(keyword: str, value: object) -> str:
    """Sentence: a parameter is no date."""
    return f'{keyword} must be a date such as 2019-01-15; not "{value}".'


# --- tokens -------------------------------------------------------------------------------


def no_stop_list(source: object, lists: list[str]) -> str:
    """Sentence: neither a list of the package nor a file."""
    return (
        f'There is no list of stop words "{source}": give {quoted(sorted(lists))}, a file, or "" '
        f"for none.{did_you_mean(source, lists)}"
    )


def stop_words_do_not_fit(never: list[tuple[str, str]], capitals: list[str]) -> str:
    """Sentence: stop words that never match, and terms in capitals that they remove."""
    parts = []
    if never:
        pairs = _some([f'"{word}" (counted as "{term}")' for word, term in never], 5)
        parts.append(f"these stop words can never match a term: {pairs}")
    if capitals:
        parts.append(f"these stop words remove terms written in capitals: {_some(capitals, 8)}")
    return f"Stop words: {'; '.join(parts)}."


def language_without_spaces() -> str:
    """Sentence: the corpus is in a script without spaces."""
    return (
        "Much of this corpus is written without spaces between words (Chinese, Japanese, Thai …): "
        "its terms are not words, counts of terms mean nothing. Segment the texts first."
    )


def written_both_ways(terms: list[tuple[str, int, int]]) -> str:
    """Sentence: terms that occur in capitals and in lower case and are counted apart."""
    pairs = [f"{term} ({n:,}) and {term.casefold()} ({lower:,})" for term, n, lower in terms]
    return f"Counted apart, in capitals and in lower case: {_some(pairs, 5)}."


# --- wording ------------------------------------------------------------------------------


def no_wording(columns: Iterable[object], kinds: Iterable[tuple[str, ...]]) -> str:
    """Sentence: no wording for a table with these columns."""
    known = "; ".join(", ".join(kind) for kind in kinds)
    return f"There is no wording for a table with {quoted(columns, 'and')}. Known columns: {known}."


# --- report -------------------------------------------------------------------------------

_TYPE_WORDS = {
    "str": 'a text (str), such as "iran" in quotes',
    "int": "a whole number (int), such as 20",
    "float": "a number (float), such as 0.5",
    "bool": "yes or no (bool), written true or false",
    "list": "a list (list), such as [name, surname]",
    "dict": "names with values (dict), such as {text: body}",
}


def _as_written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def parameters_cell(notebook: str, problems: list[tuple[int, str]]) -> str:
    """Sentences: what is wrong in a parameters cell, one problem a line."""
    return "\n".join(
        f'The parameters cell of "{notebook}", line {line}: {problem}.'
        for line, problem in problems
    )


def wrong_type(name: str, kind: str, value: object) -> str:
    """Sentence: a value is not of its parameter's declared type."""
    return f'The parameter "{name}" is {_TYPE_WORDS[kind]}; not {_as_written(value)}.'


def unknown_parameter(name: str, names: list[str]) -> str:
    """Sentence: no selected notebook declares this parameter."""
    hint = did_you_mean(name, names) or f" They have {quoted(names, 'and', most=30)}."
    return f'No selected notebook has a parameter "{name}".{hint}'


def output_is_set() -> str:
    """Sentence: the run folder is the report's to choose."""
    return 'A report sets the parameter "output" itself; choose the folder with --output.'


def broken_settings(name: str, line: int, problem: str) -> str:
    """Sentence: a YAML file of settings or parameters cannot be read."""
    return f"{name}, line {line}: {problem}. Mend the file at that place."


def unknown_setting(name: str, key: str, keys: Iterable[str]) -> str:
    """Sentence: a settings file has a key that means nothing."""
    hint = did_you_mean(key, keys) or f" Settings are {quoted(keys, 'and', most=30)}."
    return f'{name}: there is no setting "{key}".{hint}'


def wrong_setting(name: str, key: str, words: str, value: object) -> str:
    """Sentence: a setting is of the wrong type."""
    return f'{name}: the setting "{key}" is {words}; not {_as_written(value)}.'


def no_such_file(what: str, path: object) -> str:
    """Sentence: a file named by the user does not exist."""
    from pathlib import Path

    folder = Path(str(path)).parent
    beside = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return f'There is no {what} "{path}".{did_you_mean(Path(str(path)).name, beside)}'


def no_such_notebook(name: str, names: list[str]) -> str:
    """Sentence: no notebook of this name."""
    hint = did_you_mean(name, names) or f" There are {quoted(names, 'and', most=30)}."
    return f'There is no notebook "{name}".{hint}'


def not_a_notebook(name: str) -> str:
    """Sentence: a file is no notebook."""
    return f'"{name}" cannot be read as a notebook (.ipynb, version 4).'


def no_notebooks(folder: object) -> str:
    """Sentence: nothing to run."""
    return f'There are no numbered notebooks (1-….ipynb) in "{folder}": name one.'


def same_notebook(name: str) -> str:
    """Sentence: two notebooks would write the same page."""
    return f'Two selected notebooks are named "{name}": their pages would overwrite each other.'


def reserved_notebook(name: str) -> str:
    """Sentence: a notebook's page would be one of the report's own."""
    return f'A notebook of a report cannot be named "{name}": a page of the report has that name.'


def lacks_parameters(name: str, missing: list[str]) -> str:
    """Sentence: a notebook cannot be given the corpus or the folder."""
    return (
        f'"{name}" does not declare {quoted(missing, "and")} in its parameters cell; '
        "a report needs them."
    )


def no_as_of(name: str) -> str:
    """Sentence: a notebook cannot leave out later documents."""
    return (
        f'"{name}" does not declare the parameter "as_of", so --as-of cannot hold for it. '
        "Declare it and read the corpus with until=as_of."
    )


def nothing_to_report(corpus: str, as_of: str) -> str:
    """Sentence: no document is left to report on."""
    if as_of:
        return f'The corpus "{corpus}" has no document dated {as_of} or earlier.'
    return f'The corpus "{corpus}" has no documents.'


def report_of_another_corpus(name: str) -> str:
    """Sentence: the folder of this name holds the runs of another corpus."""
    return (
        f'The report "{name}" is of another corpus whose folder has the same name; '
        "choose a name for this one with --name."
    )


def run_is_busy(name: str) -> str:
    """Sentence: another run of this report holds the lock."""
    return f'Another run of the report "{name}" is going on; only one at a time can.'


def corpus_changed(notebooks: list[str]) -> str:
    """Sentence: notebooks of one run have read different corpora."""
    return (
        f"The corpus changed during the run: {quoted(notebooks, 'and')} read other texts than the "
        "run began with. Run the report again."
    )


def timed_out(seconds: float) -> str:
    """Sentence: the run took too long."""
    return f"The run was stopped after {seconds:g} seconds (--timeout)."


def kernel_died() -> str:
    """Sentence: the process of a notebook is gone."""
    return "The notebook's process died, perhaps for want of memory."


def notebooks_failed(names: list[str], n_notebooks: int) -> str:
    """Sentence: some notebooks of a run failed."""
    of = f"{len(names)} of {n_notebooks} notebooks" if n_notebooks > 1 else "The notebook"
    return f"{of} did not finish: {quoted(names, 'and')}."


def no_time_left() -> str:
    """Sentence: a notebook met the end of the time for the whole run."""
    return "The time for the whole run (--timeout) was over."


def interrupted() -> str:
    """Sentence: a run that did not end by itself."""
    return "The run was interrupted before it was complete."


# --- report: plan and pdf -----------------------------------------------------------------


def not_beside_the_texts(name: str, keys: list[str]) -> str:
    """Sentence: a settings file that nobody named would do more than it may."""
    return (
        f"{name} stands beside the texts and is used without being named, so it may set actors, "
        f"as_of, parameters and pdf only; not {quoted(keys)}. Name the file to use it whole: "
        "python -m analysis report FILE.yml."
    )


def settings_found(name: str) -> str:
    """Sentence: a settings file was found beside the texts."""
    return f"Settings of {name}, which stands beside the texts."


def no_browser() -> str:
    """Sentence: there is nothing to print PDF files with."""
    return (
        "No PDF was made: neither Chromium nor Chrome is installed here. Install one, or print the "
        "pages from any browser."
    )


def not_printed(names: list[str]) -> str:
    """Sentence: the browser failed on some pages."""
    return f"The browser could not print {quoted(names, 'and')} to PDF; the pages are complete."


# --- codebook -----------------------------------------------------------------------------


def codebook_problems(name: str, problems: list[tuple[int, str]]) -> str:
    """Sentence: all that is wrong with a codebook, in the order of its lines."""
    lines = [f"{name}, line {line}: {sentence}" for line, sentence in sorted(problems)]
    return "\n".join([f"{name} has {len(lines)} problem{'s' if len(lines) > 1 else ''}:", *lines])


def broken_yaml(reason: str) -> str:
    """Sentence: the file is no YAML from here on."""
    return (
        f"this cannot be read as YAML ({reason}). Indent with spaces, never with tabs, and put "
        'text that holds ": " or begins with a sign in double quotes.'
    )


def not_utf8_codebook() -> str:
    """Sentence: the codebook is not UTF-8."""
    return "this is not UTF-8. Save the file as UTF-8."


def empty_codebook_file() -> str:
    """Sentence: the file has no content."""
    return 'the file is empty. Begin it with "actors:" and a list, or give no actors file.'


def no_actors_key() -> str:
    """Sentence: the file has no list of actors under the key for it."""
    return 'there is no "actors:" at the beginning of a line. Put it above the list of actors.'


def codebook_version(version: object) -> str:
    """Sentence: a version of the format that is not known."""
    return f'version "{version}" is not known; this package reads "version: 1".'


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Sentence: a key that has no meaning."""
    known = list(known)
    return (
        f'"{key}" is no key here; there are {quoted(known, "and", 20)}.{did_you_mean(key, known)}'
    )


def key_twice(key: str, line: int) -> str:
    """Sentence: a key that stands twice in one entry."""
    return f'"{key}" stands twice in this entry, first in line {line}. Join the two.'


def key_is_no_word() -> str:
    """Sentence: a key that is a list or a mapping."""
    return "a key must be a word. Put text with brackets or braces in double quotes."


def key_missing(key: str) -> str:
    """Sentence: an entry lacks a key."""
    return f'"{key}" is missing. Add "{key}: ..." to this entry.'


def not_a_list(name: str) -> str:
    """Sentence: a value that should be a list."""
    return f'"{name}" must be a list. Write "{name}: [one, two]" or one a line with "- " before it.'


def not_an_actor() -> str:
    """Sentence: an item of the list of actors that is no entry."""
    return 'an actor must be an entry. Write "- name: ..." with its other keys indented below.'


def bad_value(key: str, what: str, value: object, options: Iterable[str] = ()) -> str:
    """Sentence: a value of the wrong type; ``what`` is the reader's word for the fault."""
    shown = f'"{value}"' if isinstance(value, (str, int, float)) else "a list or an entry"
    if what == "literal_error":
        return f'"{key}" must be {quoted(options)}; not {shown}.{did_you_mean(value, options)}'
    if what == "not_a_day":
        return f'"{key}" must be a day such as 2018-04-26; not {shown}. Leave it out if it is open.'
    if what.startswith("bool"):
        return f'"{key}" must be true or false; not {shown}.'
    if what == "tuple_type":
        return not_a_list(key)
    if what == "no_letter" or value is None:
        return f'"{key}" holds a text without a letter or digit. Write the text or remove it.'
    if what == "model_type":
        return f'"{key}" must hold entries. Write "- title: ..." with from and to indented below.'
    return f'"{key}" must hold plain text; not {shown}. Put text with ": " in double quotes.'


def name_twice(name: str, line: int) -> str:
    """Sentence: two actors have one name."""
    return f'the name "{name}" is already in line {line}. Join the two entries or rename one.'


def of_nobody(name: str, of: str, names: Iterable[str]) -> str:
    """Sentence: ``of`` names no other actor."""
    others = [other for other in names if other != name]
    return f'"of: {of}" names no other actor of this file. Add it.{did_you_mean(of, others)}'


def role_ends_first(start: object, end: object) -> str:
    """Sentence: a role ends before it begins."""
    return f'"to" ({end}) is before "from" ({start}). Exchange the days.'


def aliases_shared(name: str, shared: dict[str, list[str]]) -> str:
    """Sentence: aliases that several actors list."""
    pairs = [f'"{alias}" ({", ".join(names)})' for alias, names in sorted(shared.items())]
    return (
        f"{name}: these aliases belong to several actors and count only in a document that names "
        f"just one of them in another way: {_some(pairs, 8)}."
    )


# --- counting -----------------------------------------------------------------------------


def share(name: str, value: float) -> None:
    """Refuse a number that is not between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1; not {value}.")


def stop_words_is_text(value: str) -> str:
    """Sentence: a text where a list of stop words is expected."""
    return (
        f'stop_words must be a list of terms; not the text "{value}". '
        f'For a list by its name write stop_words=stop_words("{value}").'
    )


def no_group(by: object, options: Iterable[object], *, has_documents: bool) -> str:
    """Sentence: by= names no column and no document variable."""
    options = list(options)
    hint = did_you_mean(by, options)
    if not hint and not has_documents:
        hint = " For a document variable give documents=documents."
    return f'There is no column "{by}" to group by; there are {quoted(options, "and")}.{hint}'


def other_documents(missing: Iterable[object]) -> str:
    """Sentence: the documents given are not those of the tokens."""
    return f"documents must be those of the tokens; these are missing: {_some(missing)}."


def needs_texts(call: str) -> str:
    """Sentence: tokens alone do not say where punctuation stands."""
    return (
        f"{call} needs the texts, to see which words stand side by side without punctuation "
        f"between them: give documents=documents."
    )


def not_a_condition(side: str, value: object) -> str:
    """Sentence: target= or reference= is no mapping."""
    return (
        f"{side} must name documents by a variable and its value, such as "
        f'{side}={{"doc_id": "001"}}; not {value!r}.'
    )


def no_document_has(side: str, variable: str, value: object, values: Iterable[object]) -> str:
    """Sentence: a value in a condition that no document has."""
    return f'{side}: no document has {variable} "{value}".{did_you_mean(value, values)}'


def on_both_sides(doc_ids: Iterable[object]) -> str:
    """Sentence: a document is in the target and in the reference."""
    return f"A document cannot be in the target and in the reference: {_some(doc_ids)}."


def pairs_of_actors_need_tokens() -> str:
    """Sentence: mentions do not say how many units there are."""
    return (
        "cooccurrence of actors needs the tokens, to know how many sentences, paragraphs or "
        "documents there are: cooccurrence(mentions, tokens=tokens)."
    )


def no_node(nodes: Iterable[str], terms: Iterable[str]) -> str:
    """Sentence: a node that does not occur; the nearest term is proposed."""
    nodes = list(nodes)
    near = (
        [term for term in terms if term[:1].casefold() == nodes[0][:1].casefold()] if nodes else []
    )
    hint = did_you_mean(nodes[0], near) if nodes else ""
    return f"{quoted(nodes) or 'A node without words'} does not occur.{hint}"


def no_such_dictionary(path) -> str:
    """Sentence: there is no such file."""
    beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    return f'There is no dictionary "{path.name}".{did_you_mean(path.name, sorted(beside))}'


def dictionary_problems(name: str, problems: list[tuple[int, str]]) -> str:
    """Sentences: all that is wrong in a dictionary, a line each."""
    if not problems:
        return f"{name} has no entries."
    return "\n".join(f"{name}, line {line}: {problem}." for line, problem in sorted(problems))


# --- evidence -----------------------------------------------------------------------------


def not_one_row(n: int) -> str:
    """Sentence: a table where a row is expected."""
    return f"find_passages opens one row, such as table.iloc[0]; this table has {n}."


def no_passages(columns: Iterable[object]) -> str:
    """Sentence: a row of which nothing is known."""
    return (
        "find_passages opens rows of frequencies, multi-word terms, pairs, collocates, keywords, "
        f"dictionaries and mention counts; this row has {quoted(columns, 'and') or 'no columns'}."
    )


def row_without_basis(name: str) -> str:
    """Sentence: the row has lost how it was counted."""
    return (
        f"This row does not say its {name} (its attrs are lost): "
        'give basis=table.attrs["basis"] of the table it is from.'
    )


def not_given(what: str, name: object) -> str:
    """Sentence: the mentions or the dictionary of a row are needed."""
    return f'The row is about "{name}": give the {what} that were counted, {what}={what}.'


def passages_differ(column: str, n: object, n_found: int) -> str:
    """Sentence: the texts do not have as many passages as the row counts."""
    return (
        f"The row counts {n} ({column}), these texts have {n_found}: "
        "give the documents and the tokens from which the row was made."
    )


# --- charts -------------------------------------------------------------------------------


def needs_lengths(call: str) -> str:
    """Sentence: mentions do not say how long the texts are."""
    return (
        f"{call} of mentions needs the texts, to know how long they are: give documents=documents."
    )


def needs_groups(call: str) -> str:
    """Sentence: a chart of groups was given counts of the whole corpus."""
    return f'{call} needs counts in groups: count with by=, for example by="doc_id".'


# --- exchange -----------------------------------------------------------------------------


def unknown_codebook_format(name: str, suffixes: Iterable[str]) -> str:
    """Sentence: a codebook cannot be written under this name."""
    return f"{name} cannot be written: its name must end in {quoted(suffixes)}."


def file_exists(name: str) -> str:
    """Sentence: a file that would be written over."""
    return f"{name} exists already and was left as it is. Name another file, or use force."


def csv_needs_columns(missing: Iterable[str], columns: Iterable[str]) -> str:
    """Sentence: a table of actors lacks a column."""
    return (
        f"the first line must name the columns name, alias and kind; {quoted(missing, 'and')} "
        f"is missing, there is {quoted(columns, 'and') or 'nothing'}."
    )


def two_kinds(name: str, kind: str, other: str, line: int) -> str:
    """Sentence: two rows give one actor two kinds."""
    return f'"{name}" has the kind "{kind}" here and "{other}" in line {line}. Choose one.'


def not_json() -> str:
    """Sentence: a line of patterns is no JSON."""
    return 'this is no JSON. Each line must be one pattern, such as {"label": "ORG", "pattern": "NATO"}.'


def no_pattern() -> str:
    """Sentence: a line of patterns lacks its label or its pattern."""
    return 'a pattern needs "label" and "pattern", such as {"label": "ORG", "pattern": "NATO"}.'


def pattern_passed_over() -> str:
    """Sentence: a pattern that is more than words."""
    return "passed over, it has more than words (LOWER, ORTH, TEXT); list the names it finds."


def pattern_in_any_case(aliases: Iterable[str]) -> str:
    """Sentence: a pattern that matches in any case."""
    return f"LOWER finds any case, a codebook does not; read as {quoted(aliases, 'and')}."


def patterns_passed_over(name: str, problems: list[tuple[int, str]]) -> str:
    """Sentences: patterns that were read in part or not at all, in the order of their lines."""
    lines = [f"{name}, line {line}: {problem}" for line, problem in problems[:10]]
    more = [f"{name}: {len(problems) - 10} more."] if len(problems) > 10 else []
    return "\n".join([*lines, *more])


def not_exported(what: str, lost: dict[str, int]) -> str:
    """Sentence: parts of a codebook for which a format has no place."""
    parts = _some([f"{key} ({n})" for key, n in sorted(lost.items())], 12)
    return f"{what} holds names, aliases and kinds; left out: {parts}. Keep the .yml as well."


# --- codebook held against a corpus -------------------------------------------------------


def remedy_shared_alias() -> str:
    """Sentence: what to do about an alias of several actors."""
    return (
        "It counts only in documents that name just one of them in another way. Leave it with the "
        "one who is meant in this corpus."
    )


def remedy_shared_surname(names: Iterable[str]) -> str:
    """Sentence: what to do about a surname of several persons."""
    return (
        f"It counts only in documents that name just one of {quoted(names, 'and')} in full. "
        'Write "surname: false" for those who are not meant by it.'
    )


def remedy_common_word(alias: str) -> str:
    """Sentence: what to do about an alias that is a common word."""
    return (
        f'Case tells "{alias}" from "{alias.lower()}", but not where a sentence begins or a '
        "headline is in capitals. Look at its passages; list a longer name if they are wrong."
    )


def remedy_inside(alias: str, name: str, actor: str) -> str:
    """Sentence: what follows from a name inside a longer one."""
    return (
        f'In "{name}" ({actor}) it is not counted, the longer name wins. Nothing to do unless the '
        f'longer name should count for "{alias}" as well.'
    )


def remedy_role_dates(title: str, first: object, last: object) -> str:
    """Sentence: what to do about documents that no holder of a title covers."""
    days = f"on {first}" if first == last else f"from {first} to {last}"
    return f'Documents with "{title}" are dated {days}: add who carried it then, or mend the dates.'


def remedy_never(alias: str) -> str:
    """Sentence: what to do about an alias without a place in the corpus."""
    return f'"{alias}" does not stand in this corpus. Check its spelling, or leave it for others.'


def remedy_absent() -> str:
    """Sentence: what to do about an actor without a place in the corpus."""
    return (
        "Nothing of this actor stands in this corpus. Check the spelling, or leave it for others."
    )


# --- validation ---------------------------------------------------------------------------


def sample_problems(name: str, problems: list[tuple[object, str]]) -> str:
    """Sentence: all that is wrong with a coded sample, in the order of its lines."""
    lines = [f"{name}, line {line}: {sentence}" for line, sentence in problems]
    return "\n".join([f"{name} has {len(lines)} problem{'s' if len(lines) > 1 else ''}:", *lines])


def sample_value(key: str, value: object, options: Iterable[str]) -> str:
    """Sentence: a cell of a coded sample holds what means nothing."""
    empty = " Leave it empty where it is not coded." if key == "correct" else ""
    return f'"{key}" must be {quoted(options)}; not "{value}".{did_you_mean(value, options)}{empty}'


def sample_missed(value: object) -> str:
    """Sentence: the number of missed mentions is no whole number."""
    return f'"missed" must be 0, a whole number or names apart by ";"; not "{value}".'


def sample_size(value: object) -> str:
    """Sentence: the column that says how many there are was changed."""
    return (
        f'"size" must be the whole number that the sample had; not "{value}". Copy it from there.'
    )


def sample_wrong_column(key: str, other: str) -> str:
    """Sentence: a row was coded in the column of the other kind of row."""
    row = "a mention" if key == "correct" else "a sentence"
    return f'this row is {row}: fill in "{key}" and leave "{other}" empty.'


def sample_of_other_codebook(name: str, known: str, value: str) -> str:
    """Sentence: a sample that was drawn with another version of the codebook."""
    return (
        f"{name} was drawn with the codebook {known}; it is {value} now. The result holds for that "
        "version: draw a new sample if the change matters."
    )


def codebook_written(n: int, n_found: int) -> str:
    """Sentence: how many candidates a new codebook has."""
    return f"{n} of {n_found} candidates written; read them entry by entry."


# --- duplicates ---------------------------------------------------------------------------


def at_most(name: str, value: float, most: float) -> None:
    """Refuse a number above the greatest one that makes sense."""
    if value > most:
        raise ValueError(f"{name} must be {most} or less; not {value}.")


# --- trends -------------------------------------------------------------------------------


def trend_needs(what: str) -> str:
    """Sentence: a trend lacks the dates of the documents, or the tokens of the mentions."""
    why = "the dates stand there" if what == "documents" else "they are the denominators"
    return f"trend needs the {what}, as {why}: give {what}={what}."
