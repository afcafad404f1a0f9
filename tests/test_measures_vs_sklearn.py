"""The measures against scikit-learn, live: its scores of two labellings are ours of a pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, jaccard_score, matthews_corrcoef, mutual_info_score

from analysis import measures

filled = st.integers(1, 60)


@settings(deadline=None, max_examples=50)
@given(cells=st.tuples(filled, filled, filled, filled))
def test_measures_of_a_pair_equal_scores_of_two_labellings(cells):
    """G² is 2 N times the mutual information, φ² Matthews' correlation squared, Dice is F1."""
    with_a = np.repeat([1, 1, 0, 0], cells)
    with_b = np.repeat([1, 0, 1, 0], cells)
    n, counts = sum(cells), measures.from_cells(*cells)
    information = mutual_info_score(with_a, with_b)
    assert abs(measures.log_likelihood(*counts)) == pytest.approx(2 * n * information, abs=1e-9)
    correlation = matthews_corrcoef(with_a, with_b)
    assert measures.chi_square(*counts) == pytest.approx(
        n * correlation * abs(correlation), abs=1e-9
    )
    assert measures.dice(*counts) == pytest.approx(f1_score(with_a, with_b))
    assert measures.jaccard(*counts) == pytest.approx(jaccard_score(with_a, with_b))
