"""Keyness from text to score against published results, and live against SciPy."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

import analysis as an


def of_counts(target, reference):
    """Two documents in which each term occurs so often."""
    texts = [" ".join(f"{term} " * n for term, n in side.items()) for side in (target, reference)]
    return pd.DataFrame({"doc_id": ["target", "reference"], "text": texts})


def test_keyness_equals_fightin_words():
    """The README of fightin-words: flat prior .05, z of brown, fox and quick."""
    documents = pd.DataFrame(
        {
            "doc_id": ["target", "reference"],
            "text": [
                "the quick brown fox jumps over the lazy pig",
                "the lazy purple pig jumps over the lazier donkey",
            ],
        }
    )
    table = an.keyness(documents, target={"doc_id": "target"}, measure="log_odds_z")
    z = 0.6894227886807968
    expected = dict.fromkeys(["brown", "fox", "quick"], z)
    expected |= dict.fromkeys(["jumps", "lazy", "over", "pig", "the"], 0.0)
    expected |= dict.fromkeys(["donkey", "lazier", "purple"], -z)
    found = dict(zip(table["term"], table["log_odds_z"], strict=True))
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert table["term"].tolist()[:3] == ["brown", "fox", "quick"]


QUANTEDA_TOY = [
    ("log_likelihood_yates", 2.702844),
    ("log_likelihood", 4.534939),
    ("log_likelihood_williams", 4.200833),
    ("chi_square_yates", 2.632438),
    ("chi_square", 4.337160),
]


@pytest.mark.parametrize(("measure", "published"), QUANTEDA_TOY)
def test_keyness_equals_quanteda(measure, published):
    """textstat_keyness on "b×7 a×3" against "a×7 b×2", feature b (its corrections by name)."""
    documents = of_counts({"b": 7, "a": 3}, {"a": 7, "b": 2})
    table = an.keyness(documents, target={"doc_id": "target"}, measure=measure)
    assert table["term"].tolist() == ["b", "a"]
    # quanteda adds 1e-9 inside its logarithms and prints six decimals.
    assert table[measure].iloc[0] == pytest.approx(published, abs=2e-6)


def test_keyness_equals_scipy_on_the_seeds(seed_tokens):
    """Each term's G² is that of chi2_contingency on its four cells."""
    table = an.keyness(seed_tokens, target={"doc_id": "001_b6cd71a7e160cdfa"})
    for row in table.itertuples():
        cells = np.array(
            [
                [row.n_target, row.size_target - row.n_target],
                [row.n_reference, row.size_reference - row.n_reference],
            ]
        )
        scipy = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert abs(row.log_likelihood) == pytest.approx(scipy, rel=1e-8, abs=1e-9)
