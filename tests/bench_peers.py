"""Who tests/bench.py compares, each in the way its own users would write it.

A peer is a function that imports what it needs and returns a function, which alone is timed. All
use this package's rule of a token and, on the distinct strings and in their own time, its form of
a term, unless bench_tasks.py says that they have a rule of their own. polars and DuckDB have no
look-around, so they cut by a wider pattern, whose distinct strings are then cut by ours.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

RUN = r"[\p{L}\p{N}\p{M}\x{AD}\x{200C}\x{200D}]+"
WIDER = rf"{RUN}(?:['’‐‑.,:-]{RUN})*"
NODE = "iran"


def _cores() -> int:
    return int(os.environ.get("BENCH_CORES", "1"))


def cut_sentences(documents) -> list[str]:
    import analysis as an

    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    spans = an.split_sentences(documents)
    rows = zip(spans["doc_id"], spans["start"], spans["end"], strict=True)
    return [texts[name][start:end] for name, start, end in rows]


# --- terms and documents ------------------------------------------------------------------


def ours_frequency():
    import analysis as an

    return lambda documents: an.term_frequency(documents)


def ours_partitions():
    import analysis as an

    return lambda files: an.term_frequency(
        an.read_corpus(str(Path(files[0]).parent / "*.parquet"), partitions="auto")
    )


def _merged(matrix, types):
    """Columns of types as columns of terms."""
    import numpy as np
    import pandas as pd
    from scipy import sparse

    from analysis.tokens import term_of

    codes, terms = pd.factorize(np.array([term_of(name) for name in types], dtype=object))
    cells = (np.ones(len(codes), dtype=matrix.dtype), (np.arange(len(codes)), codes))
    return sparse.csr_array(matrix) @ sparse.csr_array(cells), terms


def count_vectorizer():
    import numpy as np
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer

    from analysis.tokens import TOKEN

    def run(documents):
        vectorizer = CountVectorizer(token_pattern=TOKEN, lowercase=False)
        matrix = vectorizer.fit_transform(documents["text"])
        matrix, terms = _merged(matrix, vectorizer.get_feature_names_out())
        n_docs = np.bincount(matrix.indices, minlength=len(terms))
        return pd.DataFrame({"term": terms, "n": matrix.sum(axis=0), "n_docs": n_docs})

    return run


def nltk_tokenizer():
    import pandas as pd
    from nltk import FreqDist, NLTKWordTokenizer

    def run(documents):
        tokenize = NLTKWordTokenizer().tokenize
        n, n_docs = FreqDist(), FreqDist()
        for text in documents["text"]:
            tokens = tokenize(text.lower())
            n.update(tokens)
            n_docs.update(set(tokens))
        return pd.DataFrame({"term": list(n), "n": n.values(), "n_docs": map(n_docs.get, n)})

    return run


def _counters(texts) -> tuple[Counter, Counter]:
    """Types, and documents of terms, by re and Counter."""
    from analysis.tokens import TOKEN, term_of

    find, term = re.compile(TOKEN).findall, cache(term_of)
    n, n_docs = Counter(), Counter()
    for text in texts:
        types = find(text)
        n.update(types)
        n_docs.update({term(name) for name in set(types)})
    terms = Counter()
    for name, count in n.items():
        terms[term(name)] += count
    return terms, n_docs


def counter():
    import pandas as pd

    def run(documents):
        n, n_docs = _counters(documents["text"])
        return pd.DataFrame({"term": list(n), "n": n.values(), "n_docs": map(n_docs.get, n)})

    return run


def dask_bag():
    import dask.bag as bag
    import pandas as pd

    def add(one, other):
        return one[0] + other[0], one[1] + other[1]

    def run(files):
        parts = bag.from_sequence(_row_groups(files), partition_size=1).map(_count_row_group)
        n, n_docs = parts.fold(add).compute(scheduler="processes", num_workers=_cores())
        return pd.DataFrame({"term": list(n), "n": n.values(), "n_docs": map(n_docs.get, n)})

    return run


def _row_groups(files) -> list[tuple[str, int]]:
    from pyarrow.parquet import ParquetFile

    return [(file, at) for file in files for at in range(ParquetFile(file).num_row_groups)]


def _count_row_group(place):
    from pyarrow.parquet import ParquetFile

    file, at = place
    return _counters(ParquetFile(file).read_row_group(at, ["text"])["text"].to_pylist())


def _types_to_terms(types) -> dict[str, list]:
    """Each type with its terms, how often it has them, and whether another type has them too."""
    from analysis.tokens import TOKEN, term_of

    find = re.compile(TOKEN).findall
    times = Counter((name, term_of(token)) for name in types for token in find(name))
    n_types = Counter(term for _, term in times)
    return {
        "type": [name for name, _ in times],
        "term": [term for _, term in times],
        "times": list(times.values()),
        "shared": [n_types[term] > 1 for _, term in times],
    }


def _polars_counted(lists, engine):
    """Terms and their documents of lists of types: ``list.unique`` for each document."""
    import polars as pl

    n = lists.select(pl.col("type").explode()).group_by("type").len("n").collect(engine=engine)
    terms = pl.DataFrame(_types_to_terms(n["type"]))
    n = n.join(terms, on="type").group_by("term").agg((pl.col("n") * pl.col("times")).sum())
    # A term of one type has that type's documents; only the others need pairs of term and document.
    places = lists.select("doc", pl.col("type").list.unique()).explode("type")
    places = places.join(terms.lazy(), on="type")
    places = places.with_columns(doc=pl.when("shared").then("doc").otherwise(None))
    cells = places.group_by("term", "doc").len()
    n_docs = cells.group_by("term").agg(
        n_docs=pl.when(pl.col("doc").is_null()).then("len").otherwise(1).sum()
    )
    return n.join(n_docs.collect(engine=engine), on="term")


def _polars_lists(texts):
    import polars as pl

    return (
        texts.select("text")
        .with_row_index("doc")
        .select("doc", type=pl.col("text").str.extract_all(WIDER))
    )


def polars_memory():
    import polars as pl

    def run(documents):
        lists = _polars_lists(pl.from_pandas(documents[["text"]]).lazy()).collect().lazy()
        return _polars_counted(lists, "in-memory").to_pandas()

    return run


def polars_query():
    import polars as pl

    return lambda files: _polars_counted(
        _polars_lists(pl.scan_parquet(files)), "streaming"
    ).to_pandas()


def polars_files():
    import polars as pl

    def run(files):
        parts = []
        for file in files:
            lists = _polars_lists(pl.scan_parquet(file)).collect().lazy()
            parts.append(_polars_counted(lists, "in-memory"))
        return pl.concat(parts).group_by("term").agg(pl.col("n", "n_docs").sum()).to_pandas()

    return run


def _duckdb_counted(connection, source: str):
    import pandas as pd

    cut = f"regexp_extract_all(text, '{WIDER.replace(chr(39), chr(39) * 2)}')"
    n = connection.sql(
        f"select type, count(*) as n from (select unnest({cut}) as type from {source}) group by all"
    ).df()
    terms = pd.DataFrame(_types_to_terms(n["type"]))
    connection.register("terms", terms)
    n_docs = connection.sql(
        f"""with places as (select row_number() over () as doc, text from {source}),
        types as (select doc, unnest(list_distinct({cut})) as type from places),
        cells as (select term, if(shared, doc, 0) as doc, count(*) as n
                  from types join terms using (type) group by all)
        select term, cast(sum(if(doc = 0, n, 1)) as bigint) as n_docs from cells group by term"""
    ).df()
    n = n.merge(terms, on="type").eval("n = n * times")
    return n.groupby("term", as_index=False)["n"].sum().merge(n_docs)


def _duckdb():
    import duckdb

    return duckdb.connect(config={"threads": _cores()})


def duckdb_memory():
    connection = _duckdb()

    def run(documents):
        connection.register("corpus", documents[["text"]])
        return _duckdb_counted(connection, "corpus")

    return run


def duckdb_files():
    connection = _duckdb()
    return lambda files: _duckdb_counted(connection, f"read_parquet({files})")


# --- pairs --------------------------------------------------------------------------------


def ours_sentences():
    import analysis as an

    return lambda documents, top, sentences: an.cooccurrence(
        documents, unit="sentence", terms=top, min_count=1
    )


def sparse_product(cut: bool):
    """CountVectorizer on sentences and X'X; the sentences are cut in its time or given."""

    def make():
        import numpy as np
        import pandas as pd
        from scipy import sparse
        from sklearn.feature_extraction.text import CountVectorizer

        from analysis.tokens import TOKEN

        def run(documents, top, sentences):
            vectorizer = CountVectorizer(token_pattern=TOKEN, lowercase=False)
            matrix = vectorizer.fit_transform(cut_sentences(documents) if cut else sentences)
            matrix, terms = _merged(matrix, vectorizer.get_feature_names_out())
            matrix = matrix.tocsc()[:, pd.Index(terms).get_indexer(top)].tocsr()
            matrix.data[:] = 1
            pairs = sparse.triu(matrix.T @ matrix, k=1).tocoo()
            names = np.array(top, dtype=object)
            return pd.DataFrame(
                {"term_a": names[pairs.row], "term_b": names[pairs.col], "n_ab": pairs.data}
            )

        return run

    return make


def ours_window():
    import analysis as an

    return lambda documents: an.collocates(documents, NODE, window=5, min_count=1)


def _stream(documents) -> tuple[list[str], list[int]]:
    """All terms one after the other, and the document of each."""
    from analysis.tokens import TOKEN, term_of

    find, term = re.compile(TOKEN).findall, cache(term_of)
    found = [list(map(term, find(text))) for text in documents["text"]]
    return [t for terms in found for t in terms], [
        number for number, terms in enumerate(found) for _ in terms
    ]


def nltk_finder():
    import pandas as pd
    from nltk.collocations import BigramCollocationFinder

    def run(documents):
        finder = BigramCollocationFinder.from_words(_stream(documents)[0], window_size=6)
        near = Counter()
        for (one, other), n in finder.ngram_fd.items():
            if NODE in (one, other):
                near[other if one == NODE else one] += n
        return pd.DataFrame({"term": list(near), "n_near": near.values()})

    return run


def polars_shift():
    import polars as pl

    def run(documents):
        terms, numbers = _stream(documents)
        stream = pl.DataFrame({"term": terms, "doc": numbers}).lazy()
        near = pl.any_horizontal(
            (pl.col("term").shift(k) == NODE) & (pl.col("doc").shift(k) == pl.col("doc"))
            for k in (*range(-5, 0), *range(1, 6))
        )
        near = stream.filter(near & (pl.col("term") != NODE))
        return near.group_by("term").len("n_near").collect().to_pandas()

    return run


# --- mentions -----------------------------------------------------------------------------


def ours_mentions():
    import analysis as an

    def run(documents, actors, names):
        mentions = an.find_mentions(documents, actors)
        return mentions[mentions["layer"] == "name"]

    return run


def _spans(documents, find: Callable):
    import pandas as pd

    rows = [
        (name, start, end)
        for name, text in zip(documents["doc_id"], documents["text"], strict=True)
        for start, end in find(text)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "start", "end"])


def regular_expression():
    def run(documents, actors, names):
        longest_first = sorted(map(re.escape, names), key=len, reverse=True)
        finditer = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)").finditer
        return _spans(documents, lambda text: (match.span() for match in finditer(text)))

    return run


def pyahocorasick():
    import ahocorasick

    def run(documents, actors, names):
        automaton = ahocorasick.Automaton()
        for name in names:
            automaton.add_word(name, len(name))
        automaton.make_automaton()
        bounded = re.compile(r"\b").match

        def find(text):
            whole = [
                (last + 1 - length, last + 1)
                for last, length in automaton.iter(text)
                if bounded(text, last + 1) and bounded(text, last + 1 - length)
            ]
            free = 0  # leftmost, then longest
            for start, end in sorted(whole, key=lambda span: (span[0], -span[1])):
                if start >= free:
                    free = end
                    yield start, end

        return _spans(documents, find)

    return run


def flashtext():
    from flashtext import KeywordProcessor

    def run(documents, actors, names):
        processor = KeywordProcessor(case_sensitive=True)
        processor.add_keywords_from_list(names)
        return _spans(
            documents,
            lambda text: (span[1:] for span in processor.extract_keywords(text, span_info=True)),
        )

    return run


def phrase_matcher():
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    def run(documents, actors, names):
        nlp = spacy.blank("en")
        nlp.max_length = 10_000_000
        matcher = PhraseMatcher(nlp.vocab)
        matcher.add("name", [nlp.make_doc(name) for name in names])

        def find(text):
            spans = filter_spans(matcher(nlp.make_doc(text), as_spans=True))
            return ((span.start_char, span.end_char) for span in spans)

        return _spans(documents, find)

    return run


# --- starting up --------------------------------------------------------------------------


def bare(code: str):
    return lambda: lambda: exec(code, {})
