"""The measures against NLTK's BigramAssocMeasures, live, on random tables.

NLTK takes (n_ii, (n_ix, n_xi), n_xx) and divides by zero where a pair never occurs or is
everywhere, so those tables are left to the oracle.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures

from analysis import measures

ROUNDING = {"rel": 1e-9, "abs": 1e-8}
SAME = {  # ours: NLTK's
    "log_likelihood": "likelihood_ratio",
    "chi_square": "chi_sq",
    "pmi": "pmi",
    "t_score": "student_t",
    "dice": "dice",
    "jaccard": "jaccard",
}
UNSIGNED = {"log_likelihood", "chi_square"}
filled = st.integers(1, 15) | st.integers(1, 100_000)


@pytest.mark.parametrize(("ours", "theirs"), SAME.items())
@settings(deadline=None)
@given(cells=st.tuples(filled, filled, filled, filled))
def test_measures_equal_bigram_assoc_measures(ours, theirs, cells):
    """Up to the sign that ours have, both give the same number of the same margins."""
    o11, o12, o21, _ = cells
    margins = o11, (o11 + o12, o11 + o21), sum(cells)
    expected = getattr(BigramAssocMeasures, theirs)(*margins)
    value = measures.MEASURES[ours](*measures.from_pairs(margins[0], *margins[1], margins[2]))
    if ours in UNSIGNED:
        value = abs(value)
    assert value == pytest.approx(expected, **ROUNDING)


def test_log_likelihood_of_impossible_margins_is_nan_where_nltk_fails():
    """Where the rule differs: "x x x x" gives NLTK more bigrams than tokens, and an error."""
    margins = 3, (4, 4), 4
    with pytest.raises(ValueError, match=r"math domain error|positive input"):
        BigramAssocMeasures.likelihood_ratio(*margins)
    assert math.isnan(measures.log_likelihood(*measures.from_pairs(3, 4, 4, 4)))
