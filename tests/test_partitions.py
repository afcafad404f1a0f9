"""analysis.partitions and analysis.sums: a corpus in partitions has the numbers of the whole."""

import subprocess
import sys
import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis as an
import analysis.corpus
from analysis import kernels
from analysis.actors import find_mentions
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook
from analysis.contrasts import compare
from analysis.duplicates import find_duplicates
from analysis.partitions import progress, split, sum_tables
from analysis.shifts import shift
from analysis.sums import rows_of

pytestmark = pytest.mark.filterwarnings("ignore::analysis.checks.CorpusWarning")


def in_partitions(documents: pd.DataFrame, cuts: list[int]):
    """A Dask DataFrame of these documents, cut before these rows; parts can be empty."""
    import dask
    from dask.dataframe import from_map

    places = [0, *sorted(cuts), len(documents)]
    parts = [documents.iloc[a:b] for a, b in pairwise(places)]
    with dask.config.set({"dataframe.convert-string": False}):
        return from_map(pd.DataFrame, parts, meta=documents.head(0), enforce_metadata=False)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Row for row, bit for bit, and counted in the same way."""
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert found.attrs == expected.attrs
    assert list(found.attrs.get("basis", {})) == list(expected.attrs.get("basis", {}))


CODEBOOK = Codebook(
    (
        Actor(name="Mike Pompeo", kind="person", gender="male"),
        Actor(name="Iran", kind="state", demonyms=["Iranian"]),
        Actor(name="United States", kind="state", aliases=["US"]),
        Actor(name="Reuters", kind="media"),
    )
)
DATED = Codebook(
    (
        Actor(
            name="Michael Pompeo",
            kind="person",
            aliases=["Mike Pompeo"],
            roles=[{"title": "officials", "from": "2019-06-01"}],
        ),
        Actor(name="Iran", kind="state", nominals=["the delegation"]),
        Actor(name="Late", kind="organization", aliases=["House of the Council"]),
    )
)
TEXTS = [
    "Mike Pompeo met Iran in Vienna. The US was there. “We will not wait,” Mr. Pompeo told Reuters.",
    "Iran and the US talked.\n\nIran left; the Iranian delegation was late. It was late again.",
    "The nuclear deal with Iran was bad, the nuclear deal was old, he said. US officials were late.",
    "",
    "Pompeo was in Iran. Reuters reported that the US had left the nuclear deal.",
    "The cat sat. The cats sat. A cat was sitting, the us of A and the old nuclear deal.",
    "Iran and the US talked.\n\nIran left; the Iranian delegation was late. It was late once more.",
    "the the the the the the the cat of the House of the Council of the North, of the Council of the North.",
]  # fmt: skip
PAPERS = ["x", "y", None, "x", "y", "y", "z", None]
DATES = [f"2019-0{month}-01" for month in range(1, 9)]


@pytest.fixture(scope="module")
def documents():
    table = {"doc_id": list("abcdefgh"), "text": TEXTS, "paper": PAPERS}
    return pd.DataFrame(table, dtype="str").assign(date=pd.to_datetime(DATES))


@pytest.fixture(scope="module", params=[[1, 2, 4, 4, 7], [3]], ids=["six parts", "two parts"])
def parts(request, documents):
    return in_partitions(documents, request.param)


@pytest.fixture(scope="module")
def mentions(documents):
    return find_mentions(documents, CODEBOOK, layers="all")


STOPS = ["the", "a", "of", "was", "be", "and"]
COPIES = pd.DataFrame({"doc_id": ["b", "g"], "kept": [True, False]})
# What is called with the documents (or their tokens) in memory and in partitions.
COUNTS = {
    "terms": lambda d: an.term_frequency(d, stop_words=STOPS),
    "terms, min_count": lambda d: an.term_frequency(d, min_count=3),
    "terms by document": lambda d: an.term_frequency(d, by="doc_id"),
    "terms by paper": lambda d: an.term_frequency(d, by="paper", stop_words=STOPS),
    "terms by date": lambda d: an.term_frequency(d, by="date"),
    "terms by sentence": lambda d: an.term_frequency(an.tokenize(d), by="sentence"),
    "tokens by paper": lambda d: an.term_frequency(an.tokenize(d), documents=d, by="paper"),
    "bigrams": lambda d: an.term_frequency(d, ngrams=2, stop_words=STOPS),
    "trigrams by paper": lambda d: an.term_frequency(
        an.tokenize(d), documents=d, ngrams=3, by="paper"
    ),
    "tf-idf": lambda d: an.tf_idf(d, stop_words=STOPS),
    "tf-idf by paper": lambda d: an.tf_idf(an.tokenize(d, form="stem"), documents=d, by="paper"),
    "pairs": lambda d: an.cooccurrence(d, min_count=1, stop_words=STOPS),
    "pairs of some": lambda d: an.cooccurrence(
        an.tokenize(d, form="lemma"), min_count=2, unit="document", terms=["iran*", "was", "cat"]
    ),
    "pairs in paragraphs": lambda d: an.cooccurrence(d, unit="paragraph", measure="npmi"),
    "collocates": lambda d: an.collocates(d, "iran", stop_words=STOPS, min_count=1),
    "collocates of a phrase": lambda d: an.collocates(
        d, ["nuclear deal", "cat*"], window=2, measure="log_likelihood"
    ),
    # "was" is a term where a capital keeps it from its lemma, as in "Was it so?"
    "collocates of a lemma": lambda d: an.collocates(
        an.tokenize(d, form="lemma"), ["was", "cats"], min_count=1
    ),
    "keywords": lambda d: an.keyness(d, target={"paper": "x"}, stop_words=STOPS),
    "keywords of dates": lambda d: an.keyness(
        an.tokenize(d), documents=d, target={"date": "2019-01-01"}, measure="log_odds_z"
    ),
    "keywords of documents": lambda d: an.keyness(
        an.tokenize(d), target={"doc_id": ["a", "h"]}, reference={"doc_id": "b"}
    ),
    "contrasts": lambda d: compare(d, by="paper", stop_words=STOPS),
    "contrasts of months": lambda d: compare(
        an.tokenize(d, form="lemma"), documents=d, by="date", period="quarter", min_count=2
    ),
    "contrasts with intervals": lambda d: compare(
        an.tokenize(d), documents=d, by="paper", target=["x", "y"], bootstrap=30
    ),
    "groups": lambda d: an.group_sizes(an.tokenize(d), documents=d, by="date", period="quarter"),
    "terms with intervals": lambda d: an.term_frequency(d, stop_words=STOPS, bootstrap=30),
    "bigrams with intervals": lambda d: an.term_frequency(
        an.tokenize(d), documents=d, by="paper", ngrams=2, bootstrap=30
    ),
    "terms of sentences with intervals": lambda d: an.term_frequency(
        an.tokenize(d), by="sentence", bootstrap=30
    ),
    "some terms": lambda d: an.term_frequency(
        an.tokenize(d), terms=["iran", "deal", "nowhere"], bootstrap=30
    ),
    "some terms of papers": lambda d: an.term_frequency(
        an.tokenize(d), documents=d, by="paper", terms=["iran", "US", "the"]
    ),
    "some terms of documents": lambda d: an.term_frequency(d, by="doc_id", terms=["iran", "the"]),
    "some bigrams": lambda d: an.term_frequency(d, ngrams=2, terms=["nuclear deal", "the US"]),
    "terms of tokens of papers": lambda d: an.term_frequency(
        an.tokenize(d, phrases=["nuclear deal"]), documents=d, by="paper"
    ),
    "trend": lambda d: an.trend(d, period="quarter", bootstrap=30),
    "trend of lemmas": lambda d: an.trend(
        an.tokenize(d, form="lemma"), documents=d, terms=["was", "cats", "nowhere"], bootstrap=30
    ),
    "trend without intervals": lambda d: an.trend(d, stop_words=STOPS, bootstrap=0),
    "terms without copies": lambda d: an.term_frequency(an.without_duplicates(d, COPIES)),
    "pairs without copies": lambda d: an.cooccurrence(
        an.without_duplicates(an.tokenize(d), COPIES), min_count=1
    ),
    "with and without copies": lambda d: an.count_without_duplicates(
        an.term_frequency(d), an.tokenize(d), COPIES
    ),
    "shift": lambda d: shift(d, target={"paper": "x"}),
    "phrases": lambda d: an.multiword_terms(d, stop_words=STOPS),
    "phrases, short": lambda d: an.multiword_terms(
        an.tokenize(d, phrases=["nuclear deal"]), documents=d, max_words=3, measure="npmi"
    ),
    "dictionary": lambda d: an.count_dictionary(
        d, {"deal": ["nuclear deal", "talk*"], "cat": ["cats"], "none": ["dog"]}
    ),
    "dictionary of lemmas": lambda d: an.count_dictionary(
        an.tokenize(d, form="lemma"), {"be": ["was"], "cat": ["cats", "sit*"]}, documents=d, by="paper"
    ),
    "dictionary of phrases": lambda d: an.count_dictionary(
        an.tokenize(d, phrases=["nuclear deal"]), {"deal": ["nuclear deal"]}, documents=d, by="doc_id"
    ),
    "mentions": lambda d: find_mentions(d, CODEBOOK, layers="all"),
    "names": an.find_names,
    "candidates": lambda d: an.discover_actors(d, min_count=1),
    "candidates beside a codebook": lambda d: an.discover_actors(d, CODEBOOK, min_count=1),
    "checks of a codebook": lambda d: an.check_actors(d, DATED, min_count=1),
    "duplicates": lambda d: find_duplicates(d, shingle=2, threshold=0.5),
    "tokens": lambda d: an.collocates(an.tokenize(d, split_hyphens=True), "the", min_count=1),
    "lines": lambda d: an.concordance(d, "nuclear deal", width=20, variables=["paper", "date"]),
    "lines of a pattern": lambda d: an.concordance(d, ["iran*", "US"], width=9),
}  # fmt: skip
# What is called with mentions, a table in memory, too.
OF_MENTIONS = {
    "actors": lambda d, m: an.count_mentions(m, tokens=an.tokenize(d)),
    "actors by document": lambda d, m: an.count_mentions(m, tokens=d, by="doc_id"),
    "actors by paper": lambda d, m: an.count_mentions(
        m, tokens=d, documents=d, by="paper", unit="share"
    ),
    "actors by quarter": lambda d, m: an.count_mentions(
        m, tokens=d, documents=an.in_periods(d, by="date", period="quarter"), by="date"
    ),
    "trend of actors": lambda d, m: an.trend(
        m, tokens=an.tokenize(d), documents=d, period="quarter", bootstrap=30
    ),
    "trend of an actor": lambda d, m: an.trend(
        m, tokens=an.tokenize(d), documents=an.in_periods(d, by="doc_id"), terms="Iran"
    ),
    "actors together": lambda d, m: an.cooccurrence(m, tokens=an.tokenize(d), min_count=1),
    "beside an actor": lambda d, m: an.collocates(d, m[m["actor"] == "Iran"], min_count=1),
    "quotes": lambda d, m: an.find_quotes(d, m, CODEBOOK),
    "sample": lambda d, m: an.sample_for_validation(d, m, n=5, n_sentences=5),
    "attributions": lambda d, m: an.find_attributions(d, m, CODEBOOK),
    "lines of mentions": lambda d, m: an.concordance(
        d, m[m["actor"] == "Iran"], variables=["layer", "paper"]
    ),
}


@pytest.mark.parametrize("count", COUNTS.values(), ids=COUNTS)
def test_a_count_of_partitions_is_the_count_of_the_whole(documents, parts, count):
    """Each function gives the same table, to the last bit, for a corpus in partitions."""
    expected = count(documents)
    assert len(expected)
    assert_same(count(parts), expected)


@pytest.mark.parametrize("count", OF_MENTIONS.values(), ids=OF_MENTIONS)
def test_a_count_of_mentions_of_partitions_is_that_of_the_whole(documents, parts, mentions, count):
    """Mentions are a table in memory; what they are counted in can be in partitions."""
    expected = count(documents, mentions)
    assert len(expected)
    assert_same(count(parts, mentions), expected)


@pytest.mark.parametrize("name", [n for n in COUNTS if n.startswith("terms")])
def test_the_fast_path_of_a_partition_counts_the_same(documents, parts, monkeypatch, name):
    """A partition that is counted by the compiled code has the numbers of the specification."""
    expected = COUNTS[name](documents)
    monkeypatch.setattr(kernels, "LARGE", 10)
    assert_same(COUNTS[name](parts), expected)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_counts_add_up_however_a_corpus_is_cut(data):
    """Terms with their spread, pairs, collocates and phrases of random corpora, cut anywhere."""
    documents = data.draw(corpora(max_documents=8))
    cuts = data.draw(st.lists(st.integers(0, len(documents)), max_size=3))
    parts = in_partitions(documents, cuts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        for count in (
            lambda d: an.term_frequency(d, by="paper"),
            lambda d: an.term_frequency(d),
            lambda d: an.cooccurrence(d, min_count=1),
            lambda d: an.collocates(d, ["a", "b*"], min_count=1),
            lambda d: an.multiword_terms(d, stop_words=["a"], inner_words=["c", "d"]),
            lambda d: an.count_dictionary(d, {"x": ["a b", "c"]}, by="paper"),
        ):
            assert_same(count(parts), count(documents))


def test_passages_of_a_row_are_read_back_from_the_partitions(documents, parts, mentions):
    """The passages of a row are those of memory, also of several rows at once."""
    rows = {
        "terms": (an.term_frequency(documents, by="paper"), {}),
        "pairs": (an.cooccurrence(documents, min_count=2), {}),
        "near": (an.collocates(documents, "iran"), {}),
        "keywords": (an.keyness(documents, target={"paper": "y"}), {}),
        "actors": (an.count_mentions(mentions), {"mentions": mentions}),
        "places": (mentions[["surface", "layer", "doc_id", "start", "end"]], {}),
        "phrases": (an.multiword_terms(documents, stop_words=STOPS), {}),
    }
    for table, given_ in rows.values():
        expected = an.find_passages(documents, table.iloc[0], variables=["paper"], **given_)
        found = an.find_passages(parts, table.iloc[0], variables=["paper"], **given_)
        pd.testing.assert_frame_equal(found, expected)
        opened = an.Evidence(documents, **given_).open(table.head(3))
        assert an.Evidence(parts, **given_).open(table.head(3)) == opened
        assert sum(row.n for row in opened) >= 3


def test_chosen_tokens_are_shown_in_their_lines(documents, parts):
    """A table of tokens can be filtered in partitions as in memory, and shown."""
    whole, tokens = an.tokenize(documents), an.tokenize(parts)
    expected = an.concordance(documents, whole[whole["term"].isin(["iran"])])
    found = an.concordance(parts, tokens[tokens["term"].isin(["iran"])])
    pd.testing.assert_frame_equal(found, expected)


def test_the_corpus_is_described_alike(documents, parts):
    """Number of documents and tokens, dates, fingerprint and hashes are those of memory."""
    assert an.fingerprint(parts) == an.fingerprint(documents)
    assert an.document_hashes(parts) == an.document_hashes(documents)
    described = an.describe_corpus(parts, an.tokenize(parts))
    assert str(described) == str(an.describe_corpus(documents, an.tokenize(documents)))


def test_charts_of_places_are_drawn_alike(documents, parts, mentions):
    """A dispersion chart fetches only what it draws."""
    whole = an.plot_dispersion(an.tokenize(documents), terms=["iran", "US"])
    assert (
        an.plot_dispersion(an.tokenize(parts), terms=["iran", "US"]).news_alt_text
        == whole.news_alt_text
    )
    whole = an.plot_dispersion(mentions, terms=["Iran"], documents=documents)
    drawn = an.plot_dispersion(mentions, terms=["Iran"], documents=parts)
    assert drawn.news_alt_text == whole.news_alt_text


def test_warnings_are_those_of_the_whole(documents, parts):
    """Words in both writings are counted over the corpus and told once, not once a partition."""

    def said(table):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            an.term_frequency(table, stop_words=["us", "US", "cat"])
        return [str(warning.message) for warning in caught]

    assert said(parts) == said(documents)
    assert any("US (5) and us (1)" in sentence for sentence in said(parts))


def test_a_node_that_nowhere_occurs_is_told_once(parts):
    """A part of the corpus without the node is no reason to warn; the whole without it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", CorpusWarning)
        an.collocates(parts, "cat")
    with pytest.warns(CorpusWarning) as caught:
        assert len(an.collocates(parts, "dog")) == 0
    assert len([w for w in caught if "dog" in str(w.message)]) == 1


def test_intervals_of_many_documents_are_those_of_the_whole():
    """From ten documents on documents are drawn; rows beyond the most frequent have no interval."""
    random = np.random.default_rng(5)
    texts = [" ".join(random.choice(list("abcdefgh"), 30)) for _ in range(40)]
    dates = pd.to_datetime(["2019-01-01", "2019-02-01", "2019-02-01", None] * 10)
    documents = pd.DataFrame({"doc_id": [f"d{n}" for n in range(40)], "text": texts})
    documents = documents.assign(date=dates, paper=list("xyyz") * 10)
    parts = in_partitions(documents, [7, 7, 30])
    for count in (
        lambda d: an.term_frequency(d, bootstrap=40),
        lambda d: compare(d, by="paper", bootstrap=40),
        lambda d: an.trend(d, bootstrap=40),
    ):
        assert_same(count(parts), count(documents))
        assert "of documents" in str(count(parts).attrs["basis"])


def test_intervals_are_of_the_first_rows_alone(monkeypatch, documents, parts):
    """Where rows are many only the most frequent have one, in memory and in partitions."""
    monkeypatch.setattr("analysis.intervals.ROWS", 3)
    for count in (
        lambda d: an.term_frequency(d, bootstrap=20),
        lambda d: an.trend(d, terms=["iran", "US", "late"], bootstrap=20),
        lambda d: compare(d, by="paper", bootstrap=20),
    ):
        table = count(parts)
        assert_same(table, count(documents))
        assert "for the 3 " in str(table.attrs["basis"])
    terms = an.term_frequency(parts, bootstrap=20)
    assert terms["low"].notna().tolist() == [True] * 3 + [False] * (len(terms) - 3)


def test_tokens_and_documents_must_be_cut_alike(documents):
    """Tokens with the documents of another cut are refused."""
    tokens = an.tokenize(in_partitions(documents, [3]))
    with pytest.raises(ValueError, match="The tables are in 2 and in 3 partitions"):
        an.term_frequency(tokens, documents=in_partitions(documents, [2, 4]), ngrams=2)


def test_documents_are_read_back_by_name(documents, parts):
    """Only the rows asked for come back, in the order of the corpus; an unknown name is refused."""
    pd.testing.assert_frame_equal(
        rows_of(parts, ["h", "b"]), documents.iloc[[1, 7]].reset_index(drop=True)
    )
    with pytest.raises(ValueError, match="nowhere"):
        rows_of(parts, ["nowhere"])


def test_split_gives_each_partition_its_rows(parts, mentions):
    """Mentions go to the partition of their document, without the names of the others."""
    some = split(mentions, parts)
    assert [len(rows) for rows in some] == [
        int(mentions["doc_id"].isin(names).sum())
        for names in (list(part["doc_id"].compute()) for part in parts.partitions)
    ]
    assert sum(len(rows["doc_id"].cat.categories) for rows in some) == mentions["doc_id"].nunique()


def test_sum_tables_adds_by_name():
    """n and size are added, most is the largest, least the smallest; missing names are a name."""
    one = pd.DataFrame(
        {"g": ["x", None], "n": [1, 2], "size": [5, 6], "most_n": [3, 1], "least": [3, 1]}
    )
    two = pd.DataFrame(
        {"g": [None, "y"], "n": [10, 20], "size": [1, 1], "most_n": [9, 2], "least": [0, 2]}
    )
    found = sum_tables([one, two])
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["x", 1, 5, 3, 3],
        [None, 12, 7, 9, 0],
        ["y", 20, 1, 2, 2],
    ]  # fmt: skip


NAMED = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", None]),
        st.sampled_from(["iran", "us", "İran", "us "]),
        *[st.integers(-5, 2**40)] * 3,
    ),
    max_size=12,
)


@given(NAMED, NAMED)
def test_sum_tables_is_a_sum_by_hand(one, two):
    """Of two names a row, each pair of names is one row, in the order of the first."""
    columns = ["group", "term", "n", "most", "least"]
    expected = {}
    for group, term, n, most, least in one + two:
        old = expected.get((group, term), (0, most, least))
        expected[group, term] = (old[0] + n, max(old[1], most), min(old[2], least))
    dtypes = {name: "str" if name in ("group", "term") else "int64" for name in columns}
    tables = [pd.DataFrame(rows, columns=columns).astype(dtypes) for rows in (one, two)]
    found = sum_tables(tables).astype({"group": object})
    rows = found.where(found.notna(), None).to_numpy().tolist()
    assert rows == [[*names, *numbers] for names, numbers in expected.items()]


def test_sum_tables_adds_pairs_in_order():
    """Pairs are numbers in rising order and stay so."""
    one = pd.DataFrame({"pair": np.array([1, 5, 9]), "n_ab": [1, 1, 1]})
    two = pd.DataFrame({"pair": np.array([0, 5]), "n_ab": [7, 2]})
    assert sum_tables([one, two]).to_numpy().tolist() == [[0, 7], [1, 1], [5, 3], [9, 1]]
    assert sum_tables([one.head(0), two.head(0)]).empty


def test_term_frequency_reads_each_text_once(documents, tmp_path, monkeypatch):
    """The second pass takes what the first has kept, where the tokens are counted by documents."""
    documents.to_parquet(tmp_path / "articles.parquet", row_group_size=3)
    corpus = an.read_corpus(tmp_path / "articles.parquet", partitions=3)
    expected = an.term_frequency(corpus)
    assert (expected["dp_norm"] > 0).any()
    read = []
    texts_of = analysis.corpus._texts_of
    monkeypatch.setattr(kernels, "LARGE", 0)
    monkeypatch.setattr(
        "analysis.corpus._texts_of",
        lambda piece, text: [read.append(piece), texts_of(piece, text)][1],
    )
    assert_same(an.term_frequency(corpus), expected)
    assert len(read) == len({piece.first for piece in read}) > 1


def test_progress_tells_each_partition_of_each_pass(parts):
    """It begins at none, ends with all, and begins anew with the next pass."""
    told = []
    with progress(lambda done, n_parts: told.append((done, n_parts))):
        an.term_frequency(parts)
    n = parts.npartitions
    one_pass = [(done, n) for done in range(n + 1)]
    assert told == one_pass * 2  # the terms; the spread of the most frequent
    an.term_frequency(parts)
    assert len(told) == 2 * (n + 1)


def test_progress_is_silent_where_there_is_no_terminal(parts, capfd):
    """In a notebook or a log nothing is printed."""
    with progress():
        an.fingerprint(parts)
    assert capfd.readouterr() == ("", "")


def test_a_corpus_is_left_where_it_is_if_large(documents, tmp_path, monkeypatch):
    """ "if large" reads small files into memory, and large ones when they are counted."""
    documents.to_parquet(tmp_path / "articles.parquet")
    small = an.read_corpus(tmp_path / "articles.parquet", partitions="if large")
    assert isinstance(small, pd.DataFrame)
    monkeypatch.setattr("analysis.corpus.LARGE", 100)
    large = an.read_corpus(tmp_path / "articles.parquet", partitions="if large")
    assert large.npartitions == 1
    pd.testing.assert_frame_equal(large.compute(), small)


def test_dask_is_imported_only_for_partitions():
    """A corpus in memory is counted without Dask."""
    code = (
        "import sys, analysis as an; d = an.read_corpus('seeds'); an.term_frequency(d);"
        "an.cooccurrence(d); print(sorted({'dask', 'distributed', 'fsspec'} & set(sys.modules)))"
    )
    out = subprocess.check_output([sys.executable, "-W", "ignore", "-c", code], text=True)
    assert out.strip() == "[]"


def test_what_tokens_are_written_like_is_said_once(seeds):
    """As in memory, where it is said when tokens are made: not anew by each count of them."""
    tokens = an.tokenize(in_partitions(seeds.assign(text=seeds["text"] + " us WHO who"), [1]))
    said = []
    for _ in range(3):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", CorpusWarning)
            an.term_frequency(tokens)
        said.append([str(warning.message).split(":")[0] for warning in caught])
    assert said == [["Counted apart, in capitals and in lower case"], [], []]
