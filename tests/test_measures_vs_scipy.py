"""The measures against SciPy, live, on random tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance
from scipy.stats.contingency import expected_freq, odds_ratio, relative_risk

from analysis import measures

ROUNDING = {"rel": 1e-9, "abs": 1e-8}
cell = st.integers(0, 15) | st.integers(0, 100_000)
filled = st.integers(1, 15) | st.integers(1, 100_000)
# SciPy refuses tables with an empty row or column.
tables = st.tuples(cell, cell, cell, cell).filter(
    lambda t: min(t[0] + t[1], t[2] + t[3], t[0] + t[2], t[1] + t[3]) > 0
)
slow_first_time = settings(deadline=None)


def squared(cells):
    return np.array(cells).reshape(2, 2)


@slow_first_time
@given(tables)
def test_log_likelihood_equals_chi2_contingency(cells):
    """Up to the sign, G² is SciPy's power divergence with lambda "log-likelihood"."""
    found = stats.chi2_contingency(squared(cells), correction=False, lambda_="log-likelihood")
    counts = measures.from_cells(*cells)
    statistic = measures.log_likelihood(*counts)
    assert abs(statistic) == pytest.approx(max(found.statistic, 0), **ROUNDING)
    # Near 0 the p-value falls as √G² does, so that 1e-8 of rounding is 1e-4 of it.
    assert measures.p_value(statistic) == pytest.approx(found.pvalue, rel=1e-6, abs=1e-4)


@slow_first_time
@given(tables)
def test_chi_square_equals_chi2_contingency(cells):
    """Up to the sign, chi-square without correction is SciPy's."""
    found = stats.chi2_contingency(squared(cells), correction=False)
    statistic = measures.chi_square(*measures.from_cells(*cells))
    assert abs(statistic) == pytest.approx(found.statistic, **ROUNDING)
    assert measures.p_value(statistic) == pytest.approx(found.pvalue, rel=1e-6, abs=1e-300)


@slow_first_time
@given(tables)
def test_chi_square_yates_equals_chi2_contingency_where_the_correction_is_due(cells):
    """With some e < 5 and room for 0.5 it is SciPy's corrected value, elsewhere the plain one.

    Where the rule differs: SciPy corrects large counts too, and by less where there is no room.
    """
    observed = squared(cells)
    e = expected_freq(observed)
    due = e.min() < 5 and abs(observed - e).max() >= 0.5
    found = stats.chi2_contingency(observed, correction=bool(due))
    statistic = measures.chi_square_yates(*measures.from_cells(*cells))
    assert abs(statistic) == pytest.approx(found.statistic, **ROUNDING)


@slow_first_time
@given(tables)
def test_z_score_is_the_pearson_residual(cells):
    """(o - e) / √e of the first cell, with SciPy's expected frequencies."""
    observed = squared(cells)
    e = expected_freq(observed)
    residual = (observed - e)[0, 0] / np.sqrt(e[0, 0])
    assert measures.z_score(*measures.from_cells(*cells)) == pytest.approx(residual, **ROUNDING)


@slow_first_time
@given(st.tuples(filled, filled, filled, filled))
def test_odds_ratio_and_log_ratio_equal_contingency(cells):
    """The sample odds ratio, and log2 of the relative risk."""
    counts = measures.from_cells(*cells)
    sample = odds_ratio(squared(cells), kind="sample").statistic
    assert measures.odds_ratio(*counts) == pytest.approx(sample, rel=1e-12)
    o11, o12, o21, o22 = cells
    risk = relative_risk(o11, o11 + o12, o21, o21 + o22).relative_risk
    assert measures.log_ratio(*counts) == pytest.approx(np.log2(risk), abs=1e-12)
    assert measures.percent_difference(*counts) == pytest.approx(100 * (risk - 1), **ROUNDING)


@slow_first_time
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_dice_and_jaccard_equal_spatial_distance(units):
    """One less SciPy's distance of the two rows of units."""
    with_a, with_b = np.array(units).T
    if not (with_a | with_b).any():
        return
    counts = measures.from_pairs((with_a & with_b).sum(), with_a.sum(), with_b.sum(), len(units))
    assert measures.dice(*counts) == pytest.approx(1 - distance.dice(with_a, with_b))
    assert measures.jaccard(*counts) == pytest.approx(1 - distance.jaccard(with_a, with_b))


@slow_first_time
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 200)), min_size=1, max_size=8))
def test_dispersion_equals_entropy_and_cityblock(parts):
    """KL and D2 are SciPy's entropies, DP half the city-block distance of the two spreads."""
    counts, sizes = np.array(parts).T
    if not counts.any():
        return
    spread, shares = counts / counts.sum(), sizes / sizes.sum()
    close = {"rel": 1e-9, "abs": 1e-12}
    divergence = stats.entropy(spread, shares, base=2)
    assert measures.kl_divergence(counts, sizes) == pytest.approx(divergence, **close)
    moved = distance.cityblock(spread, shares) / 2
    assert measures.dp(counts, sizes) == pytest.approx(moved, **close)
    if len(parts) > 1:
        evenness = stats.entropy(counts / sizes, base=len(parts))
        assert measures.carroll_d2(counts, sizes) == pytest.approx(evenness, **close)
        variation = stats.variation(counts / sizes) / np.sqrt(len(parts) - 1)
        assert measures.juilland_d(counts, sizes) == pytest.approx(1 - variation, **close)


@given(st.floats(0, 1000), st.integers(1, 5))
def test_p_value_equals_chi2_sf(statistic, df):
    """The survival function of SciPy's chi-square distribution."""
    assert measures.p_value(statistic, df=df) == pytest.approx(stats.chi2.sf(statistic, df))


@slow_first_time
@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.5, 0.999))
def test_wilson_equals_binomtest(successes, trials, level):
    """SciPy's Wilson interval of a binomial share."""
    successes = min(successes, trials)
    found = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    low, high = measures.wilson(successes, trials, level=level)
    assert [low, high] == pytest.approx([found.low, found.high], abs=1e-12)
