"""analysis.shifts: contributions by hand, against the oracle, and that they add up."""

import math
import warnings
from collections import Counter

import naive
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings

import analysis as an
from analysis.checks import CorpusWarning
from analysis.shifts import shift

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c"],
        "text": ["war war peace", "peace", "war talks"],
        "paper": ["P", "Q", None],
    }
)


def test_shift_by_hand():
    """P: war 2, peace 1 of 3; Q: peace 1 of 1. The document without a paper takes no part."""
    table = shift(DOCUMENTS, target={"paper": "P"}, documents=DOCUMENTS)
    assert table.columns.tolist() == [
        "term", "n_target", "n_reference", "size_target", "size_reference",
        "proportion_shift", "jensen_shannon", "share",
    ]  # fmt: skip
    rows = table.set_index("term")
    assert rows["proportion_shift"].to_dict() == pytest.approx({"war": 2 / 3, "peace": -2 / 3})
    # war: p = 2/3, q = 0, m = 1/3. peace: p = 1/3, q = 1, m = 2/3.
    war, peace = 1 / 3, (math.log2(1 / 2) / 3 + math.log2(3 / 2)) / 2
    assert rows["jensen_shannon"].to_dict() == pytest.approx({"war": war, "peace": peace})
    assert rows["share"].to_dict() == pytest.approx(
        {"war": war / (war + peace), "peace": peace / (war + peace)}
    )
    basis = table.attrs["basis"]
    assert basis["left_out"] == "1 document without paper"
    assert basis["jensen_shannon"] == f"{war + peace:.4f} bits, 100.0% of it in these rows"
    assert basis["proportion_shift"] == "66.7% of tokens, 100.0% of it in these rows"


@settings(deadline=None)
@given(corpora())
def test_shift_equals_the_naive_contributions_and_adds_up(documents):
    """Each contribution is that of a loop; all add up to the whole, the shares to 1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        tokens = an.tokenize(documents)
        table = shift(tokens, target={"paper": "x"}, documents=documents)
    papers = dict(zip(documents["doc_id"], documents["paper"], strict=True))
    sides = [
        Counter(row.term for row in naive.rows_of(tokens) if papers[row.doc_id] == paper)
        for paper in ("x", "y")
    ]
    oracle = naive.jensen_shannon(*sides) if all(sides) else {}
    found = dict(zip(table["term"], table["jensen_shannon"], strict=True))
    assert found == pytest.approx(oracle, abs=1e-12)
    assert table["jensen_shannon"].sum() == pytest.approx(sum(oracle.values()), abs=1e-12)
    assert abs(table["proportion_shift"].sum()) < 1e-12
    assert table["share"].sum() == pytest.approx(1.0 if sum(oracle.values()) > 1e-9 else 0.0)
    assert (table["jensen_shannon"] >= 0).all()
    assert table["jensen_shannon"].is_monotonic_decreasing


def test_rows_left_out_stay_in_the_total(seed_tokens):
    """Stop words and rare terms lose their rows; contributions and totals stay, and it is said."""
    target = {"doc_id": "001_b6cd71a7e160cdfa"}
    whole = shift(seed_tokens, target=target)
    part = shift(seed_tokens, target=target, stop_words=an.stop_words("en"), min_count=3)
    kept = whole[whole["term"].isin(part["term"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, kept)
    said = part.attrs["basis"]["jensen_shannon"]
    assert said.startswith(f"{whole['jensen_shannon'].sum():.4f} bits")
    assert said.endswith(f"{part['share'].sum():.1%} of it in these rows")


def test_sides_without_a_common_word_differ_by_one_bit():
    """And sides with the same shares by nothing, however long they are."""
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["war war", "peace"]})
    assert shift(documents, target={"doc_id": "a"})["jensen_shannon"].sum() == pytest.approx(1)
    alike = documents.assign(text=["war peace", "peace war war peace"])
    table = shift(alike, target={"doc_id": "a"})
    assert table[["jensen_shannon", "share"]].to_numpy().tolist() == [[0, 0], [0, 0]]


def test_shift_takes_a_reference_and_a_period():
    """As keyness does; a document on both sides is refused."""
    dated = DOCUMENTS.assign(date=["2019-01-02", "2019-02-03", "2019-02-28"])
    table = shift(dated, target={"date": "2019-02"}, documents=dated)
    assert table[["size_target", "size_reference"]].iloc[0].tolist() == [3, 3]
    with pytest.raises(ValueError, match="in the target and in the reference: a"):
        shift(dated, target={"doc_id": "a"}, reference={"paper": "P"})


def test_a_side_without_tokens_gives_an_empty_table():
    """The columns and their types stay."""
    full = shift(DOCUMENTS, target={"doc_id": "a"})
    table = shift(DOCUMENTS.head(1), target={"doc_id": "a"})
    assert len(table) == 0
    assert table.dtypes.equals(full.dtypes)


def test_describe_words_a_shift():
    """The total, and the terms that add most, each with its share."""
    said = str(an.describe(shift(DOCUMENTS, target={"paper": "P"}, documents=DOCUMENTS)))
    assert said == (
        "The two sides differ by 0.46 of 1 bit; the terms that add most are "
        "**war** (72.60 %), **peace** (27.40 %)."
    )
    alike = DOCUMENTS.assign(text=["war", "war", "war"])
    said = str(an.describe(shift(alike, target={"paper": "P"}, documents=alike)))
    assert said == "There is no difference to explain."
