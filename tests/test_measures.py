"""The measures by hand, against the naive oracle, and at the edges."""

import inspect
import math
from fractions import Fraction

import naive
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import measures

# Sums of terms o · ln(o / e) with o up to 10⁶ keep about ten digits behind the point.
ROUNDING = {"rel": 1e-9, "abs": 1e-8, "nan_ok": True}

# Of 8 sentences, 3 hold a, 3 hold b, 2 hold both; so e11 = 3 · 3 / 8.
PAIR = measures.from_pairs(2, 3, 3, 8)
BY_HAND = {
    "log_likelihood": 2 * (2 * math.log(16 / 9) + 2 * math.log(8 / 15) + 4 * math.log(32 / 25)),
    "log_likelihood_two_term": 2 * (2 * math.log(16 / 9) + math.log(8 / 15)),
    "log_likelihood_yates": 2
    * (
        1.5 * math.log(1.5 * 8 / 9)
        + 2 * 1.5 * math.log(1.5 * 8 / 15)
        + 3.5 * math.log(3.5 * 8 / 25)
    ),
    "log_likelihood_williams": 2
    * (2 * math.log(16 / 9) + 2 * math.log(8 / 15) + 4 * math.log(32 / 25))
    / (1 + (8 / 3 + 8 / 5 - 1) ** 2 / 48),
    "chi_square": 8 * (2 * 4 - 1 * 1) ** 2 / (3 * 5 * 3 * 5),
    "chi_square_yates": 8 * (2 * 4 - 1 * 1 - 4) ** 2 / (3 * 5 * 3 * 5),
    "t_score": Fraction(7, 8) / Fraction(math.sqrt(2)),
    "z_score": Fraction(7, 8) / Fraction(math.sqrt(9 / 8)),
    "bic": 2 * (2 * math.log(16 / 9) + math.log(8 / 15)) - math.log(8),
    "pmi": math.log2(16 / 9),
    "npmi": math.log2(16 / 9) / math.log2(8 / 2),
    "dice": Fraction(2 * 2, 3 + 3),
    "log_dice": 14 + math.log2(4 / 6),
    "jaccard": Fraction(2, 4),
    "delta_p": Fraction(2, 3) - Fraction(1, 5),
    "log_ratio": math.log2((2 / 3) / (1 / 5)),
    "percent_difference": 100 * (Fraction(2, 3) / Fraction(1, 5) - 1),
    "odds_ratio": Fraction(2 * 4, 1 * 1),
    "simple_maths": (2_000_000 / 3 + 1) / (1_000_000 / 5 + 1),
    "log_odds": math.log(2.05 / 1) - math.log(1.05 / 4),
    "log_odds_z": (math.log(2.05 / 1) - math.log(1.05 / 4)) / math.sqrt(1 / 2.05 + 1 / 1.05),
}


@pytest.mark.parametrize("name", measures.MEASURES)
def test_measures_by_hand(name):
    """Each measure of a pair in 8 sentences is the number worked out on paper."""
    assert measures.MEASURES[name](*PAIR) == pytest.approx(float(BY_HAND[name]), rel=1e-12)


@st.composite
def four_counts(draw):
    """Counts that can be, among them empty corpora and terms that are everything."""
    size_target, size_reference = draw(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)))
    few = st.integers(0, 12)  # random counts are never small: these are
    n_target = draw(few.map(lambda n: min(n, size_target)) | st.integers(0, size_target))
    n_reference = draw(few.map(lambda n: min(n, size_reference)) | st.integers(0, size_reference))
    counts = n_target, n_reference, size_target, size_reference
    return counts if draw(st.booleans()) else (n_reference, n_target, size_reference, size_target)


@pytest.mark.parametrize("name", measures.MEASURES)
@given(counts=four_counts())
@example(counts=(0, 0, 5, 5))
@example(counts=(3, 0, 3, 0))
@example(counts=(3, 3, 3, 3))
@example(counts=(5, 0, 5, 5))
@example(counts=(1, 2, 2, 5))
@example(counts=(9, 1, 20, 20))  # an e of exactly 5, at which nothing is corrected
@example(counts=(2, 1, 10, 10))  # a difference of exactly N / 2, at which all is
def test_measures_equal_the_naive_oracle(name, counts):
    """Each measure equals its formula, written as a loop over the table in exact fractions."""
    oracle = getattr(naive, name)(*counts)
    assert measures.MEASURES[name](*counts) == pytest.approx(oracle, **ROUNDING)


@pytest.mark.parametrize("name", measures.MEASURES)
@settings(max_examples=25)
@given(rows=st.lists(four_counts(), min_size=2, max_size=5))
def test_measures_of_arrays_are_those_of_each_row(name, rows):
    """An array of counts gives, bit for bit, what each of its rows gives alone."""
    choices = {"prior_total": 0.2} if name.startswith("log_odds") else {}
    together = measures.MEASURES[name](*np.array(rows).T, **choices)
    alone = [measures.MEASURES[name](*row, **choices) for row in rows]
    assert together.dtype == float
    np.testing.assert_array_equal(together, np.array(alone))


@pytest.mark.parametrize("name", sorted(measures.CHI_SQUARE_DISTRIBUTED))
@given(counts=four_counts())
@example(counts=(1, 2, 10, 10))
@example(counts=(3746, 2090, 577705, 322318))  # the sum of the four terms is -1e-10
@example(counts=(7381, 15429, 132526, 277028))
def test_test_statistics_are_negative_where_there_is_less_than_expected(name, counts):
    """The sign is that of the difference of the rates; exchanging the sides turns it."""
    n_target, n_reference, size_target, size_reference = counts
    value = measures.MEASURES[name](*counts)
    turned = measures.MEASURES[name](n_reference, n_target, size_reference, size_target)
    assert value == pytest.approx(-turned, **ROUNDING)
    less = n_target * size_reference < n_reference * size_target
    assert value <= 0 if less else value >= 0
    assert str(value) != "-0.0"


@pytest.mark.parametrize("name", measures.MEASURES)
def test_measures_of_counts_that_cannot_be_are_nan(name):
    """More occurrences than tokens, a negative count or no tokens at all give NaN."""
    impossible = np.array([(6, 1, 5, 9), (1, 10, 5, 9), (-1, 1, 5, 9), (1, -1, 5, 9), (0, 0, 0, 0)])
    assert np.isnan(measures.MEASURES[name](*impossible.T)).all()


@pytest.mark.parametrize("name", measures.MEASURES)
def test_measures_take_columns_of_a_table_and_no_rows(name):
    """Columns of a table and single numbers mix; an empty table gives an empty array."""
    table = pd.DataFrame({"n_target": [2, 5], "n_reference": [1, 1]})
    scores = measures.MEASURES[name](table["n_target"], table["n_reference"], 10, 100)
    assert isinstance(scores, np.ndarray)
    assert scores.shape == (2,)
    assert measures.MEASURES[name]([], [], 10, 100).shape == (0,)


def test_measures_each_say_what_they_are():
    """Each docstring has formula, unit, what it is not for, source, agreement and an example."""
    for name in [*measures.MEASURES, *DISPERSIONS]:
        function = getattr(measures, name)
        facts = ["Formula:", "Unit and sign:", "Not for:", "Source:", "Agrees with:"]
        where = [function.__doc__.find(f"- {fact}") for fact in facts]
        assert where[0] > -1, name
        assert where == sorted(set(where)), name
        assert f">>> print({name}(" in function.__doc__ or f">>> {name}(" in function.__doc__
        for parameter in inspect.signature(function).parameters:
            assert parameter in function.__doc__.partition("Parameters\n---")[2], (name, parameter)


DISPERSIONS = ["dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl_divergence"]


def test_measures_are_all_public():
    """__all__ has every measure and dispersion, once, and nothing private."""
    assert set(measures.MEASURES) | set(DISPERSIONS) < set(measures.__all__)
    assert len(set(measures.__all__)) == len(measures.__all__)
    assert set(measures.MEASURES) > measures.CHI_SQUARE_DISTRIBUTED


@given(counts=four_counts())
def test_from_cells_is_the_table_row_by_row(counts):
    """A table's cells give back the counts it was made of."""
    (o11, o12), (o21, o22) = naive.table_of(*counts)
    assert measures.from_cells(o11, o12, o21, o22) == counts


def test_from_pairs_counts_units_with_and_without_a():
    """The target is the units with a, the reference those without it."""
    n_target, n_reference, size_target, size_reference = measures.from_pairs([2, 0], [3, 1], 3, 8)
    assert n_target.tolist() == [2, 0]
    assert n_reference.tolist() == [1, 3]
    assert size_target.tolist() == [3, 1]
    assert size_reference.tolist() == [5, 7]


@given(
    units=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30),
    name=st.sampled_from(sorted(set(measures.MEASURES) - {"delta_p", "log_ratio", "bic",
        "percent_difference", "simple_maths", "log_odds", "log_odds_z", "log_likelihood_two_term"})),
)  # fmt: skip
def test_from_pairs_measures_do_not_depend_on_the_order_of_a_pair(units, name):
    """Association measures are symmetric: a with b is b with a (the effects are not)."""
    n_ab, n_a, n_b = (sum(held) for held in zip(*((a and b, a, b) for a, b in units), strict=True))
    one, other = (
        measures.MEASURES[name](*measures.from_pairs(n_ab, *margins, len(units)))
        for margins in [(n_a, n_b), (n_b, n_a)]
    )
    assert one == pytest.approx(other, **ROUNDING)


def test_simple_maths_with_a_larger_constant_prefers_common_terms():
    """N = 100 puts the common term before the rare one, N = 1 the rare one."""
    rare, common = measures.simple_maths([1, 300], [0, 100], 10**6, 10**6, n=1)
    assert rare == 2
    assert common == pytest.approx(301 / 101)
    rare, common = measures.simple_maths([1, 300], [0, 100], 10**6, 10**6, n=100)
    assert rare == pytest.approx(101 / 100)
    assert common == 2


def test_log_odds_prior_without_total_sums_over_the_terms_given():
    """A flat prior over three terms weighs three times the prior; a prior a term, its sum."""
    counts = [1, 0, 8], [0, 2, 7], 9, 9
    flat = measures.log_odds(*counts, prior=0.5)
    np.testing.assert_array_equal(flat, measures.log_odds(*counts, prior=0.5, prior_total=1.5))
    own = measures.log_odds(*counts, prior=[0.1, 0.2, 0.7])
    first = math.log(1.1 / (9 + 1 - 1.1)) - math.log(0.1 / (9 + 1 - 0.1))
    assert own[0] == pytest.approx(first, rel=1e-12)


def test_log_odds_z_with_a_larger_prior_is_nearer_to_zero():
    """The prior shrinks what few occurrences say."""
    weak, strong = (measures.log_odds_z(3, 0, 90, 90, prior=p, prior_total=90) for p in (0.1, 10))
    assert 0 < strong < weak


def test_p_value_is_the_tail_of_chi_square_with_one_degree_of_freedom():
    """With one degree of freedom it is erfc(√(x / 2)), for the largest values too."""
    for statistic in (0, 0.5, 3.841458820694124, 27.2306, 764.4484, 1400):
        tail = math.erfc(math.sqrt(statistic / 2))
        assert measures.p_value(statistic) == pytest.approx(tail, rel=1e-9)
        assert measures.p_value(-statistic) == measures.p_value(statistic)
    assert measures.p_value(1400) > 0, "1 - cdf would be 0 from about 70 on"


def test_p_value_takes_arrays_and_keeps_nan():
    """One p-value a score; an undefined score has none."""
    values = measures.p_value(np.array([0.0, np.nan, np.inf]))
    np.testing.assert_array_equal(values, [1.0, np.nan, 0.0])


@given(st.integers(0, 400), st.integers(1, 400), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_wilson_bounds_are_where_the_score_test_turns(successes, trials, level):
    """At each bound p, |successes / trials - p| is z standard errors of p."""
    successes = min(successes, trials)
    z = {0.5: 0.674489750196, 0.9: 1.644853626951, 0.95: 1.959963984540, 0.99: 2.575829303549}
    low, high = measures.wilson(successes, trials, level=level)
    assert 0 <= low <= successes / trials <= high <= 1
    for bound in (low, high):
        error = math.sqrt(bound * (1 - bound) / trials)
        assert abs(successes / trials - bound) == pytest.approx(z[level] * error, abs=1e-7)


def test_wilson_of_no_trials_is_nan():
    """An empty sample says nothing."""
    low, high = measures.wilson([0, 1], [0, 2])
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] + high[1] == pytest.approx(1)


def test_wilson_of_all_or_none_touches_the_end():
    """None of n leaves 0 possible, all of n 1, to the last bit."""
    n = np.arange(1, 1000)
    assert (measures.wilson(0, n)[0] == 0).all()
    assert (measures.wilson(n, n)[1] == 1).all()
