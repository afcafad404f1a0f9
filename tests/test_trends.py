"""analysis.trends: counts in time by hand, against the oracle, with their denominators."""

import datetime
import warnings

import naive
import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook
from analysis.trends import monotone, trend

MILLION = 10**6
DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c", "d", "e"],
        "text": ["War. War!", "Peace, no war.", "war", "war and peace", ""],
        "date": pd.to_datetime(["2019-01-15", "2019-03-01", None, "2019-03-31", "2019-03-02"]),
    }
)


def test_trend_counts_each_period_by_hand():
    """A month without documents has a row; the undated document takes no part, and it is said."""
    table = trend(DOCUMENTS, terms=["war", "peace"])
    assert table.columns.tolist() == [
        "period", "term", "n", "n_docs", "size", "n_documents", "per_million", "low", "high",
        "one_document",
    ]  # fmt: skip
    assert table.iloc[:, :6].to_numpy().tolist() == [
        ["2019-01", "war", 2, 1, 2, 1],
        ["2019-01", "peace", 0, 0, 2, 1],
        ["2019-02", "war", 0, 0, 0, 0],
        ["2019-02", "peace", 0, 0, 0, 0],
        ["2019-03", "war", 2, 2, 6, 3],
        ["2019-03", "peace", 2, 2, 6, 3],
    ]
    assert table["per_million"].tolist()[:2] == [MILLION, 0]
    assert table["per_million"].isna().tolist() == [False, False, True, True, False, False]
    basis = table.attrs["basis"]
    assert basis["left_out"] == "1 document without a date"
    assert basis["period"] == "month"
    assert "resamples of sentences" in basis["bootstrap"]


@settings(deadline=None)
@given(corpora(), st.data())
def test_trend_equals_the_naive_count(documents, data):
    """Counts and denominators of any dates are those of a loop over months."""
    days = st.dates(datetime.date(2018, 11, 1), datetime.date(2019, 3, 31))
    dates = st.none() | days.map(str)
    documents["date"] = pd.Series([data.draw(dates) for _ in documents["doc_id"]], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        tokens = an.tokenize(documents)
        table = trend(tokens, documents=documents, terms=["a", "US"], bootstrap=0)
    by_date = dict(zip(documents["doc_id"], documents["date"], strict=True))
    rows, found = naive.rows_of(tokens), {}
    for term in ("a", "US"):
        months = naive.by_month(rows, by_date, term)
        found |= {(month, term): counts for month, counts in months.items()}
    columns = ["n", "n_docs", "size", "n_documents"]
    assert table.set_index(["period", "term"])[columns].T.to_dict("list") == {
        key: list(counts) for key, counts in found.items()
    }
    assert table["period"].is_monotonic_increasing


def test_trend_takes_the_most_frequent_terms_of_dated_documents():
    """Without terms: so many, no stop words, ties by name; the same words in every period."""
    table = trend(DOCUMENTS, top=2, stop_words=["war"])
    assert table["term"].unique().tolist() == ["peace", "and"]
    assert table.attrs["basis"]["stop_words"] == "own list (1 words)"


def test_trend_finds_terms_as_they_are_typed():
    """War is counted as war; a term that does not occur has rows of 0 and is named."""
    with pytest.warns(CorpusWarning, match='"waar" does not occur. Did you mean "war"'):
        table = trend(DOCUMENTS, terms=["War", "waar"])
    assert table.groupby("term")["n"].sum().to_dict() == {"war": 4, "waar": 0}


def test_trend_of_actors_equals_their_counts(seeds, seed_tokens):
    """Mentions over time add up to count_mentions; the denominators are the tokens."""
    mentions = an.find_mentions(seeds, an.read_actors("seeds/actors.yml"))
    table = trend(mentions, tokens=seed_tokens, documents=seeds, period="year", top=50)
    counts = an.count_mentions(mentions, tokens=seed_tokens, by="doc_id").set_index("actor")
    assert table.groupby("actor")["n"].sum().to_dict() == (
        counts[counts["n"] > 0].groupby("actor")["n"].sum().to_dict()
    )
    of_2019 = counts[counts["doc_id"] == "000_14b1c6eac40ca605"]
    found = table[table["period"] == "2019"].set_index("actor")
    for name, row in of_2019[of_2019["n"] > 0].iterrows():
        assert found.loc[name, ["n", "n_docs"]].tolist() == [row["n"], row["n_docs"]]
        assert found.loc[name, "per_million"] == pytest.approx(row["per_million"])


def test_trend_of_actors_resamples_where_they_stand():
    """A mention that begins inside a token counts in that token's sentence."""
    documents = pd.DataFrame(
        {"doc_id": ["a"], "text": ["US-Iran talks. No more. No more."], "date": ["2019-01-01"]}
    )
    codebook = Codebook((Actor(name="Iran", kind="state"),))
    mentions = an.find_mentions(documents, codebook, layers="all").assign(layer="name")
    table = trend(mentions, tokens=an.tokenize(documents), documents=documents)
    assert table["n"].tolist() == [1]
    assert table["high"].iloc[0] > table["per_million"].iloc[0] > table["low"].iloc[0]


def test_intervals_are_of_documents_where_a_period_has_ten():
    """Ten documents a month: documents are resampled; the other month has one, so sentences."""
    documents = pd.DataFrame(
        {
            "doc_id": [f"d{k}" for k in range(11)],
            "text": ["War. Peace and peace."] * 10 + ["War. Peace and peace."],
            "date": ["2019-01-01"] * 10 + ["2019-02-01"],
        }
    )
    table = trend(documents, terms=["war"])
    january, february = table.itertuples()
    assert january.low == january.high == pytest.approx(january.per_million)  # all alike
    assert february.low < february.per_million < february.high
    assert table.attrs["basis"]["bootstrap"].endswith(
        "of sentences in periods of fewer than 10 documents"
    )
    again = trend(documents, terms=["war"])
    pd.testing.assert_frame_equal(again, table)
    only = trend(documents.head(10), terms=["war"]).attrs["basis"]["bootstrap"]
    assert only == "1000 resamples of documents, 95% inside"


def test_no_interval_where_nothing_occurs():
    """Resampling what does not occur tells nothing: NaN, not 0 to 0."""
    table = trend(DOCUMENTS, terms=["peace"])
    assert table[["low", "high"]].isna().all(axis=1).tolist() == [True, True, False]


def test_one_document_is_marked_a_period():
    """Of three documents with tokens in a month one has nearly all; alone it is never marked."""
    documents = pd.DataFrame(
        {
            "doc_id": list("abcd"),
            "text": ["war war war", "war no no", "no no no", "war"],
            "date": ["2019-01-01"] * 3 + ["2019-02-01"],
        }
    )
    table = trend(documents, terms=["war", "no"])
    assert table["one_document"].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    "documents",
    [DOCUMENTS.head(0), DOCUMENTS.drop(columns="date"), DOCUMENTS.assign(date=pd.NaT)],
    ids=["no documents", "no dates", "undated"],
)
def test_trend_without_dated_documents_is_empty(documents):
    """The columns and their types stay; the undated are counted."""
    full, table = trend(DOCUMENTS), trend(documents)
    assert len(table) == 0
    assert table.dtypes.equals(full.dtypes)
    if len(documents):
        assert table.attrs["basis"]["left_out"] == "5 documents without a date"


def test_mistakes_are_met_with_the_remedy():
    """Tokens have no dates, mentions no denominators; a period is one of five."""
    tokens = an.tokenize(DOCUMENTS)
    with pytest.raises(ValueError, match="trend needs the documents"):
        trend(tokens)
    mentions = an.find_mentions(DOCUMENTS, Codebook((Actor(name="War", kind="state"),)))
    with pytest.raises(ValueError, match="trend needs the tokens"):
        trend(mentions, documents=DOCUMENTS)
    with pytest.raises(ValueError, match='period must be .*Did you mean "week"'):
        trend(DOCUMENTS, period="weeks")


# --- monotone -----------------------------------------------------------------------------


def of_counts(n, size=100):
    """A trend of one term with these counts."""
    table = pd.DataFrame({"period": [f"2019-{k:02d}" for k in range(1, len(n) + 1)], "term": "war"})
    return table.assign(n=n, size=size, per_million=np.array(n) * MILLION / size)


def test_monotone_is_one_for_a_steady_rise_and_minus_one_for_a_fall():
    """A rise and fall again is neither."""
    assert monotone(of_counts(range(12)))["tau"].tolist() == [pytest.approx(1)]
    assert monotone(of_counts(range(12, 0, -1)))["tau"].tolist() == [pytest.approx(-1)]
    assert monotone(of_counts([1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1]))["tau"].abs().max() < 0.1


def test_monotone_says_nothing_below_ten_periods():
    """Nor for a term that never occurs; periods without tokens do not count."""
    few = monotone(of_counts(range(9)))
    assert few["n_periods"].tolist() == [9]
    assert few[["tau", "p_value"]].isna().all(axis=None)
    assert monotone(of_counts([0] * 12))["tau"].isna().all()
    gap = of_counts(range(10)).assign(size=[100] * 5 + [0] + [100] * 4)
    assert monotone(gap)["n_periods"].tolist() == [9]
    assert len(monotone(trend(DOCUMENTS.head(0)))) == 0


def test_describe_words_a_trend():
    """The most frequent term, its highest period with denominators, and who is left out."""
    assert str(an.describe(trend(DOCUMENTS, terms=["war", "peace"]))) == (
        "**war** occurs most, 4 times in 2 of 3 periods; most often in 2019&#45;01: 1,000,000 of "
        "a million tokens (2 in 2, 1 document). Left out: 1 document without a date."
    )
    empty = str(an.describe(trend(DOCUMENTS.drop(columns="date"))))
    assert empty == "No dated document has a term to count. Left out: 5 documents without a date."


def test_describe_words_a_direction():
    """The steadiest rise or fall; below ten periods that it cannot be told."""
    rise = str(an.describe(monotone(of_counts(range(12)))))
    assert rise.startswith("Over 12 periods **war** rises most steadily: tau 1.00")
    fall = str(an.describe(monotone(of_counts(range(12, 0, -1)))))
    assert "**war** falls most steadily" in fall
    few = str(an.describe(monotone(of_counts(range(3)))))
    assert few == "Too few periods have text to tell whether anything rises or falls."
