"""Kendall's tau over the periods against SciPy, and intervals against its bootstrap."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, kendalltau

from analysis.trends import monotone, trend

SAMPLING = 0.1  # two bootstraps of 2,000 resamples differ by a few per cent of the interval


@given(st.lists(st.integers(0, 20), min_size=10, max_size=15).filter(any))
def test_monotone_equals_kendalltau(n):
    """tau-b and its two-sided p of the rates against the order of the periods."""
    table = pd.DataFrame({"period": [f"{year}" for year in range(2000, 2000 + len(n))]})
    table = table.assign(term="war", n=n, size=1000, per_million=np.array(n) * 1000.0)
    found, expected = monotone(table).iloc[0], kendalltau(np.arange(len(n)), n)
    assert found["tau"] == pytest.approx(expected.statistic, nan_ok=True)
    assert found["p_value"] == pytest.approx(expected.pvalue, nan_ok=True)


def test_intervals_equal_scipys_percentile_bootstrap():
    """Documents of one month, drawn in pairs of occurrences and tokens."""
    random = np.random.default_rng(7)
    n, others = random.poisson(3, 30), random.integers(20, 60, 30)
    texts = [" ".join(["war"] * k + ["x"] * m) for k, m in zip(n, others, strict=True)]
    documents = pd.DataFrame({"doc_id": [f"d{k}" for k in range(30)], "text": texts})
    (row,) = trend(documents.assign(date="2019-01-01"), terms=["war"], bootstrap=2000).itertuples()
    expected = bootstrap(
        (n, n + others),
        lambda a, b: 1e6 * a.sum() / b.sum(),
        paired=True, vectorized=False, method="percentile", n_resamples=2000,
        rng=np.random.default_rng(3),
    ).confidence_interval  # fmt: skip
    width = expected.high - expected.low
    assert row.low == pytest.approx(expected.low, abs=SAMPLING * width)
    assert row.high == pytest.approx(expected.high, abs=SAMPLING * width)
