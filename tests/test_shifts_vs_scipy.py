"""The total of the contributions against SciPy's Jensen-Shannon distance, squared, in bits."""

import pytest
from scipy.spatial.distance import jensenshannon

from analysis.shifts import shift

EXACT = 1e-12  # sums of doubles in another order


@pytest.mark.parametrize("doc_id", ["000_14b1c6eac40ca605", "001_b6cd71a7e160cdfa"])
def test_contributions_add_up_to_scipys_divergence(seed_tokens, doc_id):
    """On the seeds, either document as target: the divergence is the same both ways round."""
    table = shift(seed_tokens, target={"doc_id": doc_id})
    distance = jensenshannon(table["n_target"], table["n_reference"], base=2)
    assert table["jensen_shannon"].sum() == pytest.approx(distance**2, abs=EXACT)
    assert table["share"].sum() == pytest.approx(1, abs=EXACT)
