"""analysis.comparison: keyness by hand, its conditions, its edges."""

import math
import warnings

import naive
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import measures
from analysis.checks import CorpusWarning

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c", "d"],
        "text": ["war war peace", "peace talks", "talks on war", ""],
        "paper": ["P", "P", "Q", None],
        "year": [2018, 2019, 2019, 2019],
        "date": pd.to_datetime(["2018-08-01", "2019-01-15", None, "2019-02-01"]),
    }
)


def counts(table):
    columns = ["term", "n_target", "n_reference"]
    return {term: (n, m) for term, n, m in table[columns].itertuples(index=False)}


def test_keyness_counts_both_sides_by_hand():
    """Counts and sizes of either side, the measure, the log ratio; strongest first."""
    table = an.keyness(DOCUMENTS, target={"paper": "P"})
    assert table.columns.tolist() == [
        "term", "n_target", "n_reference", "size_target", "size_reference",
        "log_likelihood", "log_ratio",
    ]  # fmt: skip
    assert counts(table) == {"peace": (2, 0), "war": (2, 1), "talks": (1, 1), "on": (0, 1)}
    assert table["size_target"].unique().tolist() == [5]
    assert table["size_reference"].unique().tolist() == [3]
    assert table["term"].tolist() == ["peace", "war", "talks", "on"]
    row = table.set_index("term").loc["war"]
    assert row["log_ratio"] == pytest.approx(math.log2((2 / 5) / (1 / 3)))
    assert row["log_likelihood"] == pytest.approx(naive.log_likelihood(2, 1, 5, 3))


CONDITIONS = [
    ({"doc_id": "a"}, {"war": (2, 1), "peace": (1, 1), "talks": (0, 2), "on": (0, 1)}),
    ({"doc_id": ["a", "c"]}, {"war": (3, 0), "peace": (1, 1), "talks": (1, 1), "on": (1, 0)}),
    ({"year": 2019, "paper": "Q"}, {"war": (1, 2), "peace": (0, 2), "talks": (1, 1), "on": (1, 0)}),
    ({"date": "2018-08-01"}, {"war": (2, 1), "peace": (1, 1), "talks": (0, 2), "on": (0, 1)}),
]


@pytest.mark.parametrize(("target", "expected"), CONDITIONS)
def test_target_is_chosen_by_any_variable(target, expected):
    """A value, a list, several variables that all hold, a date as it is written."""
    assert counts(an.keyness(DOCUMENTS, target=target)) == expected


def test_reference_can_be_chosen_too():
    """Then documents on neither side do not count."""
    table = an.keyness(DOCUMENTS, target={"doc_id": "a"}, reference={"paper": "Q"})
    assert table["size_reference"].unique().tolist() == [3]
    assert table.attrs["basis"]["target"] == '{"doc_id": "a"}'
    assert table.attrs["basis"]["reference"] == '{"paper": "Q"}'


def test_stop_words_and_min_count_change_no_score():
    """They take rows away; sizes, priors and scores stay those of the whole vocabulary."""
    whole = an.keyness(DOCUMENTS, target={"doc_id": "a"}, measure="log_odds_z")
    part = an.keyness(
        DOCUMENTS, target={"doc_id": "a"}, measure="log_odds_z", stop_words=["on"], min_count=3
    )
    assert part["term"].tolist() == ["war"]
    expected = whole[whole["term"] == "war"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, expected)


def test_p_value_is_shown_from_ten_documents_on():
    """Below, and for measures that are no test statistic, there is no such column."""
    texts = ["war", "peace"] * 5
    documents = pd.DataFrame({"doc_id": [f"d{k}" for k in range(10)], "text": texts})
    table = an.keyness(documents, target={"doc_id": ["d0", "d1", "d2"]})
    assert table["p_value"].tolist() == measures.p_value(table["log_likelihood"]).tolist()
    other = an.keyness(documents, target={"doc_id": "d0"}, measure="log_ratio")
    assert other.columns[-1] == "log_ratio"
    nine = an.keyness(documents.head(9), target={"doc_id": "d0"})
    assert "p_value" not in nine


@settings(deadline=None)
@given(corpora(), st.sampled_from(["log_likelihood", "log_ratio", "log_odds_z"]))
def test_keyness_equals_the_naive_count(documents, measure):
    """Counts of a loop, scores of the oracle, for any split of any corpus."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        tokens = an.tokenize(documents)
        table = an.keyness(tokens, target={"paper": "x"}, documents=documents, measure=measure)
    chosen = set(documents.loc[documents["paper"] == "x", "doc_id"])
    rows = naive.rows_of(tokens)
    sizes = [sum((r.doc_id in chosen) is side for r in rows) for side in (True, False)]
    vocabulary = {r.term for r in rows}
    assert set(table["term"]) == (vocabulary if all(sizes) else set())
    prior = {"prior_total": 0.05 * len(vocabulary)} if measure == "log_odds_z" else {}
    for line in table.itertuples():
        n = [
            sum(r.term == line.term and (r.doc_id in chosen) is side for r in rows)
            for side in (True, False)
        ]
        assert [line.n_target, line.n_reference, line.size_target, line.size_reference] == n + sizes
        expected = getattr(naive, measure)(*n, *sizes, **prior)
        assert getattr(line, measure) == pytest.approx(expected, nan_ok=True)


def test_a_value_that_no_document_has_is_named():
    """A warning proposes the nearest; the table is empty, with its columns."""
    with pytest.warns(CorpusWarning, match='target: no document has paper "PP".'):
        table = an.keyness(DOCUMENTS, target={"paper": "PP"})
    assert len(table) == 0
    full = an.keyness(DOCUMENTS, target={"paper": "P"})
    assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_side_without_tokens_gives_an_empty_table():
    """All documents as target, or an empty one: nothing to compare."""
    assert len(an.keyness(DOCUMENTS, target={"doc_id": "d"})) == 0
    assert len(an.keyness(DOCUMENTS, target={"doc_id": ["a", "b", "c", "d"]})) == 0
    with pytest.warns(CorpusWarning):
        assert len(an.keyness(DOCUMENTS.head(0), target={"doc_id": "a"})) == 0


MISTAKES = [
    ({"target": {"papper": "P"}}, 'There is no column "papper".*Did you mean "paper"'),
    ({"target": "a"}, r"target must name documents by a variable.*not \'a\'"),
    ({"target": {}}, "target must name documents"),
    (
        {"target": {"doc_id": "a"}, "reference": {"paper": "P"}},
        "in the target and in the reference: a",
    ),
    ({"target": {"doc_id": "a"}, "measure": "loglik"}, 'measure must be .*not "loglik"'),
]


@pytest.mark.parametrize(("choice", "sentence"), MISTAKES)
def test_mistakes_are_met_with_the_remedy(choice, sentence):
    """Each mistake has a sentence that says how to mend it."""
    with pytest.raises(ValueError, match=sentence):
        an.keyness(DOCUMENTS, **choice)
