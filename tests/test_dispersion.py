"""Dispersion by hand, against the naive oracle, and from the cells that are not zero."""

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import measures

NAMES = ["dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl_divergence"]


@st.composite
def corpora(draw):
    """Sizes of parts, some of them empty, and counts of some terms that fit into them."""
    sizes = draw(st.lists(st.integers(0, 40), min_size=1, max_size=7))
    row = st.tuples(*(st.just(0) | st.integers(0, size) for size in sizes))
    return np.array(draw(st.lists(row, min_size=1, max_size=5))), np.array(sizes)


def cells(counts):
    """(term codes, part codes, counts) of the cells that are not zero."""
    terms, parts = np.nonzero(counts)
    return terms, parts, counts[terms, parts]


@pytest.mark.parametrize("name", NAMES)
@given(corpus=corpora())
def test_dispersion_equals_the_naive_oracle(name, corpus):
    """Each dispersion of each term equals its formula in exact fractions."""
    counts, sizes = corpus
    oracle = [getattr(naive, name)(row.tolist(), sizes.tolist()) for row in counts]
    found = getattr(measures, name)(counts, sizes)
    assert found == pytest.approx(np.array(oracle), rel=1e-12, abs=1e-7, nan_ok=True)


def test_dp_by_hand():
    """Of (2, 1, 0) in three equal parts, one third of the occurrences would have to move."""
    assert measures.dp([2, 1, 0], [5, 5, 5]) == pytest.approx(1 / 3)
    assert measures.dp_norm([2, 1, 0], [5, 5, 5]) == pytest.approx(1 / 3 / (1 - 1 / 3))


def test_dp_norm_is_zero_where_even_and_one_in_the_smallest_part():
    """The two ends of the scale, also with parts of different sizes."""
    assert measures.dp_norm([2, 4, 6], [10, 20, 30]) == 0
    assert measures.dp_norm([1, 0, 0], [10, 20, 30]) == pytest.approx(1)
    assert measures.dp_norm([0, 0, 1], [10, 20, 30]) == pytest.approx((1 / 2) / (1 - 1 / 6))


def test_carroll_d2_of_one_part_of_two_is_zero_without_a_sign():
    """All in one part: 0, not -0."""
    assert str(measures.carroll_d2([3, 0], [5, 5])) == "0.0"


def test_dispersion_of_one_part_or_no_occurrence_is_undefined():
    """One part cannot be uneven: what is normalised is NaN; so is a term that does not occur."""
    assert np.isnan(
        [getattr(measures, n)([3], [9]) for n in ("dp_norm", "juilland_d", "carroll_d2")]
    ).all()
    assert np.isnan([getattr(measures, n)([0, 0], [9, 9]) for n in NAMES]).all()
    assert np.isnan([getattr(measures, n)([], []) for n in NAMES]).all()
    assert np.isnan([getattr(measures, n)([0, 0], [0, 0]) for n in NAMES]).all()


@pytest.mark.parametrize("name", NAMES)
def test_dispersion_leaves_out_parts_without_tokens(name):
    """An empty document neither makes a term uneven nor becomes the smallest part."""
    function = getattr(measures, name)
    assert function([3, 0, 1], [9, 0, 9]) == function([3, 1], [9, 9])


@given(corpus=corpora())
def test_dp_norm_sparse_equals_the_dense_form(corpus):
    """The cells that are not zero are enough."""
    counts, sizes = corpus
    found = measures.dp_norm_sparse(*cells(counts), len(counts), sizes)
    assert found == pytest.approx(measures.dp_norm(counts, sizes), abs=1e-12, nan_ok=True)


@given(corpus=corpora(), seed=st.integers(0, 10**6))
def test_dp_norm_sparse_does_not_depend_on_the_order_of_cells_or_parts(corpus, seed):
    """The last bit is the same in whatever order cells come and parts are numbered."""
    counts, sizes = corpus
    random = np.random.default_rng(seed)
    once = measures.dp_norm_sparse(*cells(counts), len(counts), sizes)
    order = random.permutation(np.count_nonzero(counts))
    shuffled = [column[order] for column in cells(counts)]
    np.testing.assert_array_equal(measures.dp_norm_sparse(*shuffled, len(counts), sizes), once)
    parts = random.permutation(len(sizes))
    again = measures.dp_norm_sparse(*cells(counts[:, parts]), len(counts), sizes[parts])
    np.testing.assert_array_equal(again, once)


def test_dp_norm_sparse_is_exact_for_large_corpora():
    """A term spread as evenly as the parts is 0, not 1e-17, in a corpus of 6 · 10⁸ tokens."""
    sizes = np.array([10**8, 2 * 10**8, 3 * 10**8 + 7])
    n = [10**7, 2 * 10**7, 3 * 10**7]
    found = measures.dp_norm_sparse([0, 0, 0, 1], [0, 1, 2, 0], [*sizes // 10**2, 5], 2, sizes)
    assert found[0] < 1e-7
    assert found[1] == 1.0
    even = measures.dp_norm_sparse([0, 0, 0], [0, 1, 2], n, 1, sizes - [0, 0, 7])
    assert even.tolist() == [0.0]


def test_dp_norm_sparse_of_nothing():
    """No terms, terms without occurrences, no parts."""
    assert measures.dp_norm_sparse([], [], [], 0, []).tolist() == []
    assert np.isnan(measures.dp_norm_sparse([], [], [], 2, [5, 5])).all()
    assert np.isnan(measures.dp_norm_sparse([0], [0], [3], 1, [10])).all()
    assert np.isnan(measures.dp_norm_sparse([0], [1], [3], 1, [0, 10])).all()
