"""analysis.tokens: what a token is, under which form it is counted, which words are stopped."""

import itertools
import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.checks import CorpusWarning
from analysis.tokens import TOKEN, StopWords, as_tokens, stop_terms, term_of


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(texts))], "text": list(texts)})


def terms(text, **options):
    return an.tokenize(corpus(text), **options)["term"].tolist()


SURFACES = [
    ("US-Iran talks", ["US-Iran", "talks"]),
    ("re‑imposed mid‐term", ["re‑imposed", "mid‐term"]),
    ("Trump’s rock'n'roll", ["Trump’s", "rock'n'roll"]),
    ("officials’ 'quoted' ’tis", ["officials", "quoted", "tis"]),
    ("1,000.50 10:30 1,2,3 3.14.", ["1,000.50", "10:30", "1,2,3", "3.14"]),
    ("v2.0 COVID-19 G7", ["v2.0", "COVID-19", "G7"]),
    (
        "U.S. U.S.A. U.K.-based e.g. J.R.R.Tolkien",
        ["U.S.", "U.S.A.", "U.K.-based", "e.g.", "J.R.R", "Tolkien"],
    ),
    ("the U.S.’s and the U.S", ["the", "U.S.’s", "and", "the", "U.S"]),
    ("see https://a.b/c?d=1). www.x.org/y,", ["see", "https://a.b/c?d=1", "www.x.org/y"]),
    ("mail x.y@z.org, @jack_d #MAGA", ["mail", "x.y@z.org", "@jack_d", "#MAGA"]),
    ("war—peace 13–14 A--B", ["war", "peace", "13", "14", "A", "B"]),
    ("e\u0301te\u0301 नमस्ते עִבְרִית", ["e\u0301te\u0301", "नमस्ते", "עִבְרִית"]),
    ("می‌خواهم co\u00adop", ["می‌خواهم", "co\u00adop"]),
    ("-foo- ''bar'' a_b", ["foo", "bar", "a", "b"]),
    ("[Monday] (night)…", ["Monday", "night"]),
    ("50% $5 😀", ["50", "5"]),
]


@pytest.mark.parametrize(("text", "expected"), SURFACES)
def test_tokenize_finds_the_tokens(text, expected):
    """Each kind of token is found as it is written."""
    tokens = an.tokenize(corpus(text))
    assert [text[a:b] for a, b in zip(tokens["start"], tokens["end"], strict=True)] == expected


@pytest.mark.parametrize(
    ("surface", "term"),
    [
        ("Trump’s", "trump"), ("it’s", "it"), ("don’t", "don't"), ("U.S.", "US"), ("U.S.’s", "US"),
        ("US", "US"), ("us", "us"), ("Us", "us"), ("NATO", "NATO"), ("JCPOA", "JCPOA"),
        ("UNESCO", "unesco"), ("U.S.-led", "us-led"), ("I", "i"), ("G7", "g7"), ("a.m.", "am"),
        ("IRAN’S", "IRAN"), ("re‑imposed", "re-imposed"), ("Straße", "strasse"),
        ("E\u0301te\u0301", "été"), ("1,000.50", "1,000.50"), ("co\u00adop", "coop"),
        ("https://A.b/c", "https://a.b/c"), ("#MAGA", "#maga"),
    ],
)  # fmt: skip
def test_term_of_depends_on_the_surface_alone(surface, term):
    """Each surface has one counted form."""
    assert term_of(surface) == term


def test_tokenize_places_tokens_in_sentences_and_paragraphs():
    """Positions, sentences and paragraphs count from 0 in each document."""
    tokens = an.tokenize(corpus("One two. Three.\n\nFour.", "", "Five."))
    assert tokens["doc_id"].tolist() == ["d0"] * 4 + ["d2"]
    assert tokens["doc_id"].cat.categories.tolist() == ["d0", "d1", "d2"]
    assert tokens["sentence"].tolist() == [0, 0, 1, 2, 0]
    assert tokens["paragraph"].tolist() == [0, 0, 0, 1, 0]
    assert tokens["position"].tolist() == [0, 1, 2, 3, 0]
    assert {
        str(tokens[c].dtype) for c in ["paragraph", "sentence", "position", "start", "end"]
    } == {"int32"}


def test_tokenize_agrees_with_split_sentences(seeds, seed_tokens):
    """The sentence number of a token is that of the sentence that holds it."""
    sentences = an.split_sentences(seeds)
    joined = seed_tokens.merge(sentences, on=["doc_id", "sentence"], suffixes=("", "_of"))
    assert len(joined) == len(seed_tokens)
    assert (joined["start_of"] <= joined["start"]).all()
    assert (joined["end"] <= joined["end_of"]).all()
    assert (joined["paragraph_of"] == joined["paragraph"]).all()


def test_tokenize_of_nothing_has_the_right_columns():
    """An empty corpus and empty documents give an empty table of the same columns."""
    full = an.tokenize(corpus("Iran."))
    for documents in (corpus(), corpus("", " \n")):
        tokens = an.tokenize(documents)
        assert len(tokens) == 0
        assert list(tokens) == list(full)
        assert tokens["doc_id"].cat.categories.tolist() == documents["doc_id"].tolist()


def test_tokenize_splits_hyphens_where_asked():
    """US-Iran becomes two terms, the country protected by its capitals."""
    assert terms("US-Iran re-imposed", split_hyphens=True) == ["US", "iran", "re", "imposed"]


def test_tokenize_joins_phrases():
    """The longest phrase wins; punctuation between its words prevents it; positions close up."""
    text = "Regime  change and regime change policy. A regime. Change of regime, change."
    tokens = an.tokenize(corpus(text), phrases=["regime change", "Regime change policy"])
    assert tokens["term"].tolist() == [
        "regime change", "and", "regime change policy", "a", "regime", "change", "of", "regime", "change",
    ]  # fmt: skip
    assert tokens["position"].tolist() == list(range(9))
    assert text[tokens["start"][0] : tokens["end"][0]] == "Regime  change"


def test_tokenize_joins_no_phrase_across_a_sentence():
    """A blank line ends a sentence, so no phrase goes over it; phrases follow the form."""
    assert terms("regime\n\nchange", phrases=["regime change"]) == ["regime", "change"]
    assert terms("new talks", phrases=["new talk"], form="lemma") == ["new talk"]


def test_tokenize_lemmatises_lower_case_words_only():
    """Names are no plurals; the first word of a sentence is not taken for a name."""
    assert terms("Sanctions hurt. The Waters sisters said US sanctions bite.", form="lemma") == [
        "sanction", "hurt", "the", "waters", "sister", "say", "US", "sanction", "bite",
    ]  # fmt: skip


def test_tokenize_stems_with_snowball():
    """Stems are NLTK's Snowball stems; capitals are protected."""
    from nltk.stem.snowball import SnowballStemmer

    stem = SnowballStemmer("english").stem
    assert terms("US policies changing", form="stem") == ["US", stem("policies"), stem("changing")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("US told us. IT is it.", r"IT \(1\) and it \(1\), US \(1\) and us \(1\)"),
        ("美国 与 伊朗 会谈 在 日内瓦", "without spaces between words"),
    ],
)
def test_tokenize_warns_of_what_changes_numbers(text, sentence):
    """Terms written both ways and scripts without spaces are named in a warning."""
    with pytest.warns(CorpusWarning, match=sentence):
        an.tokenize(corpus(text))


def test_tokenize_writes_its_basis(seed_tokens):
    """The table says how it was made."""
    basis = seed_tokens.attrs["basis"]
    assert basis["n_documents"] == 2
    assert basis["n_tokens"] == len(seed_tokens)
    assert (basis["form"], basis["tokenizer"], basis["sentences"]) == ("word", "1", "rules 1")


def test_as_tokens_takes_documents_and_tokens(tiny):
    """Counting verbs take either table."""
    tokens = an.tokenize(tiny)
    assert as_tokens(tokens) is tokens
    pd.testing.assert_frame_equal(as_tokens(tiny), tokens)


CHARACTERS = st.text(alphabet="aB1 .’'-,‐\u0301é@#_/:\nا日😀\u200cU.S", max_size=60)


@given(CHARACTERS)
def test_tokens_cover_every_letter_and_digit(text):
    """Tokens are ordered, apart, and hold every letter and digit; each is one of the pattern."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        tokens = an.tokenize(corpus(text))
    spans = list(zip(tokens["start"], tokens["end"], strict=True))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    inside = {place for a, b in spans for place in range(a, b)}
    missed = [c for i, c in enumerate(text) if c.isalnum() and i not in inside]
    assert missed == []
    for (a, b), term in zip(spans, tokens["term"], strict=True):
        assert term_of(text[a:b]) == term
        assert re.compile(TOKEN).match(text, a)[0] == text[a:b]
        assert unicodedata.is_normalized("NFC", term)


def test_stop_words_have_name_version_and_capitals_protected():
    """The list is named and versioned; the pronoun is in it, the country is not."""
    words = an.stop_words("en")
    assert isinstance(words, frozenset)
    assert str(words) == f"en 1 ({len(words)} words)"
    assert {"us", "it", "don't", "the"} <= words
    assert not {"US", "IT", "say", "new", "state", "first", "last"} & words
    assert all(term_of(word) == word or word == "n't" for word in words)


def test_stop_words_reads_a_file_and_proposes_lists(tmp_path):
    """A file is a list; a misspelt name is met with the lists there are."""
    (tmp_path / "mine.txt").write_text("# mine\nIran’s the\n[group]\nU.S.\n", encoding="utf-8")
    words = an.stop_words(tmp_path / "mine.txt")
    assert words == {"iran", "the", "US"}
    assert words.name == "mine.txt"
    assert an.stop_words("") == frozenset()
    with pytest.raises(FileNotFoundError, match='no list of stop words "eng".*Did you mean "en"'):
        an.stop_words("eng")


def test_stop_terms_warns_with_the_evidence(seed_tokens):
    """A word that can never match, and a term in capitals that would vanish, are named."""
    with pytest.warns(CorpusWarning, match='"Trump’s" .counted as "trump"'):
        stop_terms(seed_tokens, ["Trump’s"])
    with pytest.warns(CorpusWarning, match="remove terms written in capitals: US"):
        stop_terms(seed_tokens, ["US"])


def test_stop_terms_follow_the_form(seeds):
    """With stems, a stop word stops its stem."""
    tokens = an.tokenize(seeds, form="stem")
    assert "veri" in stop_terms(tokens, StopWords(["very"]))


def joined_slowly(documents, phrases):
    """Terms with their places where phrases are one: token by token, the longest that fits."""
    tokens = an.tokenize(documents)
    wanted = [an.tokenize(corpus(phrase))["term"].tolist() for phrase in phrases]
    wanted = sorted((words for words in wanted if len(words) > 1), key=len, reverse=True)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    rows = list(tokens[["doc_id", "sentence", "start", "end", "term"]].itertuples(index=False))
    found = []
    while rows:
        for words in [*wanted, [rows[0].term]]:
            here = rows[: len(words)]
            gaps = [texts[a.doc_id][a.end : b.start] for a, b in itertools.pairwise(here)]
            together = len({(row.doc_id, row.sentence) for row in here}) == 1
            if [row.term for row in here] == words and together and all(map(str.isspace, gaps)):
                break
        found.append((here[0].doc_id, here[0].start, here[-1].end, " ".join(words)))
        del rows[: len(words)]
    return found


WORDS = st.lists(st.sampled_from(["a", "b", "US", "c-d", "new"]), min_size=1, max_size=4)
GAPS = st.sampled_from([" ", "  ", "\u00a0", ", ", ". A ", "\n\n", "@"])
TEXTS = st.lists(st.tuples(st.sampled_from(["a", "b", "US", "c-d"]), GAPS), max_size=12)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(WORDS.map(" ".join), min_size=1))
def test_tokenize_joins_the_phrases_that_a_search_token_by_token_finds(texts, phrases):
    """All rows at once give what going from token to token gives, positions without a gap."""
    documents = corpus(*("".join(map("".join, text)) for text in texts))
    tokens = an.tokenize(documents, phrases=phrases)
    rows = tokens[["doc_id", "start", "end", "term"]].itertuples(index=False, name=None)
    assert list(rows) == joined_slowly(documents, phrases)
    expected = tokens.groupby("doc_id", observed=True).cumcount()
    assert tokens["position"].tolist() == expected.tolist()
    assert tokens["term"].cat.categories.is_monotonic_increasing
