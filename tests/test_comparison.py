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
from analysis.contrasts import compare, group_sizes

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


@pytest.mark.parametrize(
    ("name", "doc_ids"),
    [("2019-01-15", "b"), ("2019-W03", "b"), ("2018-08", "a"), ("2018-Q3", "a"), ("2019", "bd")],
)
def test_target_is_a_period_by_its_name(name, doc_ids):
    """A day, week, month, quarter or year selects the documents dated in it."""
    table = an.keyness(DOCUMENTS, target={"date": name}, reference={"doc_id": "c"})
    by_hand = an.keyness(DOCUMENTS, target={"doc_id": list(doc_ids)}, reference={"doc_id": "c"})
    pd.testing.assert_frame_equal(table, by_hand)


# --- compare ------------------------------------------------------------------------------


def test_compare_has_a_row_a_group_and_term_by_hand():
    """P against Q; the document without a paper is on neither side, and the basis says so."""
    documents = DOCUMENTS.assign(text=["war war peace", "peace talks", "talks on war", "war only"])
    table = compare(documents, by="paper")
    assert table.columns.tolist() == [
        "paper", "term", "n_target", "n_reference", "size_target", "size_reference", "log_odds",
        "low", "high", "log_odds_z", "log_ratio", "log_likelihood", "one_document",
    ]  # fmt: skip
    of_p, of_q = table[table["paper"] == "P"], table[table["paper"] == "Q"]
    assert counts(of_p) == {"peace": (2, 0), "war": (2, 1), "talks": (1, 1), "on": (0, 1)}
    assert counts(of_q) == {term: (m, n) for term, (n, m) in counts(of_p).items()}
    assert of_p["term"].tolist()[-1] == of_q["term"].tolist()[0] == "on"
    row = of_p.set_index("term").loc["war"]
    error = math.sqrt(1 / 2.05 + 1 / 1.05)
    assert row["log_odds"] == pytest.approx(naive.log_odds(2, 1, 5, 3, 0.05, 4 * 0.05))
    assert row["log_odds_z"] == pytest.approx(row["log_odds"] / error)
    assert row["high"] - row["log_odds"] == pytest.approx(1.959963984540054 * error)
    assert row["low"] == pytest.approx(row["log_odds"] - 1.959963984540054 * error)
    assert table.attrs["basis"]["left_out"] == "1 document without paper"


@settings(deadline=None)
@given(corpora(), st.sampled_from(["paper", "doc_id"]), st.integers(1, 3))
def test_compare_equals_keyness_of_each_group(documents, by, min_count):
    """Each group's rows are those of keyness against the other groups, score for score."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        tokens = an.tokenize(documents)
        table = compare(tokens, by=by, documents=documents, min_count=min_count, stop_words=["a"])
        for group in (groups := documents[by].dropna().unique()):
            others = {by: [other for other in groups if other != group] or ["none"]}
            how = {"documents": documents, "min_count": min_count, "stop_words": ["a"]}
            rows = table[table[by] == group].reset_index(drop=True)
            for measure in ("log_odds_z", "log_odds", "log_likelihood", "log_ratio"):
                expected = an.keyness(
                    tokens, target={by: group}, reference=others, measure=measure, **how
                )
                both = rows.merge(expected, on="term", suffixes=("", "_expected"))
                assert len(both) == len(rows) == len(expected)
                assert both["n_reference"].tolist() == both["n_reference_expected"].tolist()
                pd.testing.assert_series_equal(
                    both[measure], both.get(f"{measure}_expected", both[measure]), check_names=False
                )
                if measure == "log_odds_z":
                    assert rows["term"].tolist() == expected["term"].tolist()


def test_compare_groups_dates_by_period():
    """Documents of a month are a group; undated ones are left out."""
    table = compare(DOCUMENTS, by="date", documents=DOCUMENTS)
    assert table["date"].unique().tolist() == ["2018-08", "2019-01"]  # 2019-02 has no tokens
    assert table.attrs["basis"]["period"] == "month"
    assert table.attrs["basis"]["left_out"] == "1 document without date"
    years = compare(DOCUMENTS, by="date", documents=DOCUMENTS, period="year", target="2019")
    assert years["date"].unique().tolist() == ["2019"]
    assert years["size_target"].unique().tolist() == [2]
    with pytest.raises(ValueError, match='period must be "day", .*Did you mean "month"'):
        compare(DOCUMENTS, by="date", documents=DOCUMENTS, period="months")


def test_compare_describes_the_groups_asked_for():
    """A name, a list of them, a number as it is written; one that does not exist is named."""
    documents = DOCUMENTS.assign(text=["war", "peace", "talks", "war war"])
    assert compare(documents, by="year", target="2018")["year"].unique().tolist() == [2018]
    some = compare(documents, by="doc_id", target=["d", "a"])
    assert some["doc_id"].unique().tolist() == ["a", "d"]
    with pytest.warns(CorpusWarning, match='target: no document has paper "R"'):
        assert compare(documents, by="paper", target="R").empty


@pytest.mark.parametrize("partitions", [None, 2])
def test_compare_of_one_group_has_its_rows_of_all(partitions):
    """Where a few of many groups are described, the others are counted as one: no row changes."""
    documents = an.read_corpus("seeds", partitions=partitions)
    more = pd.concat([an.read_corpus("seeds")] * 3, ignore_index=True)
    more["doc_id"] = [f"d{number}" for number in range(len(more))]
    more.loc[4:, "text"] = ["", "Iran spoke of peace."]
    for some in (documents, more):
        whole = compare(some, by="doc_id", bootstrap=20)
        for target in whole["doc_id"].cat.categories:
            asked = compare(some, by="doc_id", target=target, bootstrap=20)
            expected = whole[whole["doc_id"] == target].reset_index(drop=True)
            pd.testing.assert_frame_equal(
                asked.drop(columns=["low", "high"]), expected.drop(columns=["low", "high"])
            )


def test_compare_opens_by_its_basis():
    """With one group the basis names it, so that a row opens to its passages."""
    table = compare(DOCUMENTS, by="date", documents=DOCUMENTS, period="year", target="2019")
    assert table.attrs["basis"]["target"] == '{"date": "2019"}'
    row = table[table["term"] == "talks"].iloc[0]
    tokens = an.tokenize(DOCUMENTS)
    passages = an.find_passages(DOCUMENTS, row, tokens, basis=table.attrs["basis"])
    assert passages["doc_id"].tolist() == ["b"]


def test_compare_has_p_values_from_ten_documents_with_tokens_on():
    """Nine documents and an empty one tell nothing about further documents."""
    documents = pd.DataFrame({"doc_id": [f"d{k}" for k in range(10)], "text": ["war", "peace"] * 5})
    table = compare(documents, by="doc_id")
    expected = measures.p_value(table["log_likelihood"])
    assert table["p_value"].tolist() == expected.tolist()
    assert "p_value" not in compare(documents.assign(text=["", *["war x"] * 9]), by="doc_id")


def test_compare_takes_any_measure_to_order_by():
    """A measure that is no column yet gets one."""
    table = compare(DOCUMENTS, by="doc_id", measure="chi_square", target="a")
    assert table["chi_square"].is_monotonic_decreasing
    assert table.attrs["basis"]["measure"] == "chi_square"
    with pytest.raises(ValueError, match="measure must be"):
        compare(DOCUMENTS, by="doc_id", measure="chi")


def test_compare_marks_terms_of_one_document_of_the_group():
    """Four of five in one of three documents; the same count spread over them is not marked."""
    texts = ["w w w w v v", "w v x x x x", "v v x x x x", "x w v"]
    documents = pd.DataFrame({"doc_id": list("abcd"), "text": texts, "paper": list("PPPQ")})
    table = compare(documents, by="paper", target="P").set_index("term")
    assert table["one_document"].to_dict() == {"w": True, "v": False, "x": False}
    assert not compare(documents, by="paper", target="Q")["one_document"].any()


def test_compare_resamples_sentences_where_a_side_has_few_documents():
    """The basis says what was resampled; the interval is the same each time, and holds the value."""
    documents = pd.DataFrame(
        {"doc_id": ["a", "b"], "text": ["War. War, peace. Peace!", "War. Peace. Peace, peace."]}
    )
    tables = [compare(documents, by="doc_id", bootstrap=50) for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)
    assert "50 resamples of sentences" in tables[0].attrs["basis"]["interval"]
    assert (tables[0]["low"] <= tables[0]["log_odds"]).all()
    assert (tables[0]["high"] >= tables[0]["log_odds"]).all()


def test_compare_resamples_documents_where_both_sides_have_ten():
    """Documents that are all alike leave no doubt: only the prior weighs more in a small draw."""
    documents = pd.DataFrame(
        {
            "doc_id": [f"d{k}" for k in range(20)],
            "text": ["war war peace", "war peace peace"] * 10,
            "paper": ["P", "Q"] * 10,
        }
    )
    table = compare(documents, by="paper", documents=documents, bootstrap=30)
    assert "30 resamples of documents" in table.attrs["basis"]["interval"]
    assert table["low"].tolist() == pytest.approx(table["log_odds"].tolist(), abs=0.01)
    assert table["high"].tolist() == pytest.approx(table["log_odds"].tolist(), abs=0.01)


def test_compare_resamples_the_sentences_of_a_small_group_alone():
    """Of one document against nineteen, its sentences are drawn, and the others as documents."""
    texts = ["war. War war. Peace. Peace peace."] + ["war peace", "war peace"] * 9 + ["war peace"]
    documents = pd.DataFrame({"doc_id": [f"d{k}" for k in range(20)], "text": texts})
    table = compare(documents, by="doc_id", target="d0", bootstrap=60)
    assert table.attrs["basis"]["interval"] == (
        "60 resamples of documents, 95% inside, of sentences of a group of fewer than 10 documents"
    )
    assert (table["low"] < table["log_odds"]).all()  # though all others are alike
    assert (table["high"] > table["log_odds"]).all()
    many = compare(documents, by="doc_id", target=["d0", "d1"], bootstrap=60)
    alone = many[many["doc_id"] == "d0"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone[["low", "high"]], table[["low", "high"]])


def test_compare_takes_no_zero_for_certain():
    """Where a side lacks a term, resampling finds none ever: the normal interval stands there."""
    texts = ["war war. Peace.", "peace. Talks, peace."]
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": texts})
    resampled = compare(documents, by="doc_id", bootstrap=20).set_index(["doc_id", "term"])
    normal = compare(documents, by="doc_id").set_index(["doc_id", "term"])
    lacking = normal[["n_target", "n_reference"]].min(axis=1) == 0
    assert lacking.sum() == 4
    for end in ("low", "high"):
        pd.testing.assert_series_equal(resampled[end][lacking], normal[end][lacking])
        assert (resampled[end][~lacking] != normal[end][~lacking]).all()
    basis = compare(documents, by="doc_id", bootstrap=20).attrs["basis"]
    assert "normal where a side lacks the term" in basis["interval"]


@pytest.mark.parametrize("n", [0, 1])
def test_compare_of_fewer_than_two_groups_is_empty(n):
    """Nothing to compare: the columns and their types stay."""
    full = compare(DOCUMENTS.head(2), by="doc_id")
    table = compare(DOCUMENTS.head(n), by="doc_id")
    assert len(table) == 0
    assert table.drop(columns="doc_id").dtypes.equals(full.drop(columns="doc_id").dtypes)


def test_group_sizes_are_the_denominators():
    """Documents and tokens of each group, empty documents too, the largest first."""
    table = group_sizes(DOCUMENTS, by="year", documents=DOCUMENTS)
    assert table.to_numpy().tolist() == [[2019, 3, 5], [2018, 1, 3]]
    dated = group_sizes(DOCUMENTS, by="date", documents=DOCUMENTS, period="quarter")
    assert dated.to_numpy().tolist() == [["2018-Q3", 1, 3], ["2019-Q1", 2, 2]]
    assert dated.attrs["basis"]["left_out"] == "1 document without date"
    assert len(group_sizes(DOCUMENTS.head(0), by="doc_id")) == 0


# --- sentences ----------------------------------------------------------------------------


def test_describe_words_a_comparison():
    """The first term with its counts and interval; one that holds 0 is said to be chance."""
    documents = DOCUMENTS.assign(text=["war war peace", "peace talks", "talks on war", "war only"])
    said = str(an.describe(compare(documents, by="doc_id", target="a")))
    assert said.startswith(
        "The most typical term of **a** is **war**: 2 times in 3 tokens there, 2 times in 7 elsewhere"
    )
    assert said.endswith("which holds 0: it may be chance.")
    every = str(an.describe(compare(documents, by="paper")))
    assert every.startswith("Most typical of 2 groups")
    assert "P: **peace** (2 | 0); Q: **on** (1 | 0)" in every
    nothing = str(an.describe(compare(documents.head(1), by="doc_id")))
    assert nothing.startswith("There is nothing to compare")


def test_describe_words_the_groups():
    """How many, and the largest."""
    sizes = group_sizes(DOCUMENTS, by="year", documents=DOCUMENTS)
    assert str(an.describe(sizes)) == "2 groups; the largest is **2019** (3 documents, 5 tokens)."
    empty = group_sizes(DOCUMENTS.head(0), by="doc_id")
    assert str(an.describe(empty)) == "No document belongs to a group."
