"""Measures of association, keyness and dispersion: pure functions of counts.

A measure takes four numbers, or arrays of them that broadcast, and returns an array::

    n_target      occurrences of the term in the target          5 times
    n_reference   its occurrences in the reference               once
    size_target   everything counted in the target               in 1,660 tokens
    size_reference                                               in 41,342 tokens

Keyness compares two corpora. A pair of terms fits the same frame (``from_pairs``): the target
is the units that hold term a, the reference the units that do not. So does a 2 × 2 table
(``from_cells``). In the formulas, the cells are o11 = n_target, o21 = n_reference,
o12 = size_target - n_target, o22 = size_reference - n_reference, N is their sum, and
e = row sum · column sum / N is what a cell would hold if the term were spread evenly.

The same name means different things in different tools; here each variant has a name of its
own and says which tool agrees. Zero counts need no care: there is no epsilon and no warning.
Where a measure is not defined (0 / 0), or the counts cannot be (n above its size), it is NaN.

``MEASURES`` has them all by name. A new one: write the function and put ``@_measure`` above.
Nothing here reads texts, draws samples or corrects for many tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps

import numpy as np

MEASURES: dict[str, Callable] = {}
CHI_SQUARE_DISTRIBUTED = frozenset(  # those that have a p_value
    [
        "log_likelihood",
        "log_likelihood_two_term",
        "log_likelihood_yates",
        "log_likelihood_williams",
        "chi_square",
        "chi_square_yates",
    ]
)

_FOUR_COUNTS = """Parameters
----------
n_target, n_reference : array or number
    Occurrences of the term in the target and in the reference.
size_target, size_reference : array or number
    All tokens (or units) of the target and of the reference.
"""
_PARTS = """Parameters
----------
counts : array, parts on the last axis
    Occurrences of a term in each part of the corpus; one row a term.
part_sizes : array
    Tokens of each part. Parts without tokens are left out.
"""
_RETURNS = """
Returns
-------
array of float
    {}
"""


def _document(function: Callable, wrapper: Callable, parameters: str, returns: str) -> Callable:
    """Put the sections that all measures share into the docstring, before the example."""
    text, heading, example = inspect.cleandoc(function.__doc__ or "").partition(
        "Examples\n--------\n"
    )
    text, _, own = text.partition("Parameters\n----------\n")
    own = own.strip() + "\n" if own else ""
    wrapper.__doc__ = f"{text}{parameters}{own}{_RETURNS.format(returns)}\n{heading}{example}"
    return wrapper


def _measure(function: Callable) -> Callable:
    """Make a formula a measure: numbers in, floats out, no warnings, known by its name."""

    @wraps(function)
    def measure(n_target, n_reference, size_target, size_reference, **choices):
        counts = (n_target, n_reference, size_target, size_reference)
        counts = np.broadcast_arrays(*(np.asarray(count, dtype=float) for count in counts))
        # One row at least: NumPy rounds single numbers in another way than arrays.
        a, b, c, d = (np.atleast_1d(count) for count in counts)
        possible = (a >= 0) & (b >= 0) & (a <= c) & (b <= d) & (c + d > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(possible, function(a, b, c, d, **choices), np.nan)
        return value.reshape(counts[0].shape)[()]  # numbers in, a number out

    MEASURES[function.__name__] = measure
    return _document(function, measure, _FOUR_COUNTS, "The measure, one value a term or pair.")


def from_pairs(n_ab, n_a, n_b, n_units):
    """The four numbers of a pair: units with both, with a, with b, and all units.

    Parameters
    ----------
    n_ab, n_a, n_b, n_units : array or number
        Units (sentences, paragraphs or documents) that hold both terms, a, b; all units.

    Returns
    -------
    tuple of four arrays
        ``n_target, n_reference, size_target, size_reference``: of the units with a, those that
        hold b; of the units without a, those that hold b.

    Examples
    --------
    >>> [int(number) for number in from_pairs(8, 15828, 4675, 14307668)]
    [8, 4667, 15828, 14291840]
    """
    n_ab, n_a, n_b, n_units = (
        np.asarray(count, dtype=float) for count in (n_ab, n_a, n_b, n_units)
    )
    return n_ab, n_b - n_ab, n_a, n_units - n_a


def from_cells(o11, o12, o21, o22):
    """The four numbers of a 2 × 2 table, whose first row is the target.

    Parameters
    ----------
    o11, o12, o21, o22 : array or number
        The cells, row by row: term and others in the target, term and others in the reference.

    Returns
    -------
    tuple of four arrays
        ``n_target, n_reference, size_target, size_reference``.

    Examples
    --------
    >>> [int(number) for number in from_cells(110, 2442, 111, 29114)]
    [110, 111, 2552, 29225]
    """
    o11, o12, o21, o22 = (np.asarray(cell, dtype=float) for cell in (o11, o12, o21, o22))
    return o11, o21, o11 + o12, o21 + o22


# --- evidence: is there a difference? ----------------------------------------------------------


def _expected(a, b, c, d):
    return (a + b) * c / (c + d)


def _signed(statistic, a, b, c, d):
    """Negative where the target has less than its share; + 0.0, so that no table shows -0."""
    return np.where(a * d < b * c, -statistic, statistic) + 0.0


def _term(observed, expected):
    return np.where(observed > 0, observed * np.log(observed / expected), 0.0)


def _g2(a, b, c, d, shift=0.0):
    """G² of the four cells, each moved by ``shift`` (which leaves the margins as they are)."""
    n, both = c + d, a + b
    others = n - both
    terms = (
        _term(a - shift, both * c / n)
        + _term(b + shift, both * d / n)
        + _term(c - a + shift, others * c / n)
        + _term(d - b - shift, others * d / n)
    )
    return np.maximum(2 * terms, 0.0)  # rounding may leave -1e-12


def _yates(a, b, c, d):
    """0.5 where quanteda corrects for continuity, else 0."""
    n, both = c + d, a + b
    least = np.minimum(both, n - both) * np.minimum(c, d) / n
    return np.where((least < 5) & (np.abs(a * d - b * c) >= n / 2), 0.5, 0.0)


@_measure
def log_likelihood(n_target, n_reference, size_target, size_reference):
    """Log-likelihood ratio G² of the four cells: how sure it is that the rates differ.

    - Formula: 2 Σ o ln(o / e) over o11, o12, o21, o22; an empty cell adds 0.
    - Unit and sign: none, from 0 up (3.84 is p = .05); negative where there is less than expected.
    - Not for: the size of a difference (it grows with the corpus); corpora of different sizes.
    - Source: Dunning (1993), Computational Linguistics 19(1).
    - Agrees with: NLTK ``likelihood_ratio`` and SciPy (both unsigned), quanteda
      ``textstat_keyness(measure = "lr", correction = "none")`` but for its epsilon of 1e-9.

    Examples
    --------
    >>> print(log_likelihood(5, 1, 1660, 41342).round(4))
    27.2306
    """
    a, b, c, d = n_target, n_reference, size_target, size_reference
    return _signed(_g2(a, b, c, d), a, b, c, d)


@_measure
def log_likelihood_two_term(n_target, n_reference, size_target, size_reference):
    """Log-likelihood ratio G² of the two cells that hold the term, as corpus linguists use it.

    - Formula: 2 (o11 ln(o11 / e11) + o21 ln(o21 / e21)).
    - Unit and sign: none, from 0 up; negative where there is less than expected.
    - Not for: pairs of terms, or terms that are a large part of the corpus: the two cells left
      out are then no longer small (``log_likelihood`` has all four).
    - Source: Rayson and Garside (2000), Workshop on Comparing Corpora.
    - Agrees with: the UCREL log-likelihood calculator.

    Examples
    --------
    >>> print(log_likelihood_two_term(5, 1, 1660, 41342).round(4))
    27.2163
    """
    a, b, c, d = n_target, n_reference, size_target, size_reference
    both, n = a + b, c + d
    statistic = 2 * (_term(a, both * c / n) + _term(b, both * d / n))
    return _signed(np.maximum(statistic, 0.0), a, b, c, d)


@_measure
def log_likelihood_yates(n_target, n_reference, size_target, size_reference):
    """Log-likelihood ratio G², corrected for continuity only where counts are small.

    - Formula: G² of the four cells, each moved by 0.5 towards e, only where some e < 5 and
      |o11 o22 - o12 o21| ≥ N / 2; elsewhere ``log_likelihood``.
    - Unit and sign: none, from 0 up; negative where there is less than expected.
    - Not for: comparing a rare term with a frequent one: only the rare one is corrected.
    - Source: Yates (1934); the conditions are quanteda's.
    - Agrees with: quanteda ``textstat_keyness(measure = "lr")``, its default, but for its
      epsilon of 1e-9 (its documentation says Williams; the program does this).

    Examples
    --------
    >>> print(log_likelihood_yates(5, 1, 1660, 41342).round(4))  # quanteda: 22.6715
    22.6714
    """
    a, b, c, d = n_target, n_reference, size_target, size_reference
    direction = np.where(a * d > b * c, 1.0, -1.0)
    return _signed(_g2(a, b, c, d, shift=direction * _yates(a, b, c, d)), a, b, c, d)


@_measure
def log_likelihood_williams(n_target, n_reference, size_target, size_reference):
    """Log-likelihood ratio G², divided by Williams' factor for small samples.

    - Formula: G² / q, q = 1 + (N/row1 + N/row2 - 1)(N/col1 + N/col2 - 1) / 6N; q = 1 where a
      cell is 0.
    - Unit and sign: none, from 0 up; negative where there is less than expected.
    - Not for: terms absent from one side: they stay uncorrected and overtake the others.
    - Source: Williams (1976), Biometrika 63(1).
    - Agrees with: quanteda ``textstat_keyness(measure = "lr", correction = "williams")`` but for
      its epsilon.

    Examples
    --------
    >>> print(log_likelihood_williams(5, 1, 1660, 41342).round(4))  # quanteda: 15.8254
    15.8253
    """
    a, b, c, d = n_target, n_reference, size_target, size_reference
    n, both = c + d, a + b
    q = 1 + (n / both + n / (n - both) - 1) * (n / c + n / d - 1) / (6 * n)
    q = np.where(a * b * (c - a) * (d - b) == 0, 1.0, q)
    return _signed(_g2(a, b, c, d) / q, a, b, c, d)


def _chi2(a, b, c, d, shift):
    n, both = c + d, a + b
    margins = c * d * both * (n - both)
    statistic = n * (np.abs(a * d - b * c) - n * shift) ** 2 / margins
    # An empty margin leaves each cell as expected.
    return _signed(np.where(margins > 0, statistic, 0.0), a, b, c, d)


@_measure
def chi_square(n_target, n_reference, size_target, size_reference):
    """Pearson's chi-square, without correction.

    - Formula: Σ (o - e)² / e over the four cells.
    - Unit and sign: none, from 0 up (3.84 is p = .05); negative where there is less than expected.
    - Not for: expected counts below 5, which are most words: it overstates rare ones
      (Dunning 1993); take ``log_likelihood``. Divided by N it is φ², an effect.
    - Source: Pearson (1900).
    - Agrees with: SciPy ``chi2_contingency(correction=False)`` and NLTK ``chi_sq`` (both
      unsigned), quanteda ``textstat_keyness(measure = "chi2", correction = "none")``.

    Examples
    --------
    >>> print(chi_square(5, 1, 1660, 41342).round(2))
    102.12
    """
    return _chi2(n_target, n_reference, size_target, size_reference, 0.0)


@_measure
def chi_square_yates(n_target, n_reference, size_target, size_reference):
    """Chi-square, corrected for continuity only where counts are small.

    - Formula: N (|o11 o22 - o12 o21| - N / 2)² / product of the margins, only where some e < 5
      and |o11 o22 - o12 o21| ≥ N / 2; elsewhere ``chi_square``.
    - Unit and sign: none, from 0 up; negative where there is less than expected.
    - Not for: comparing a rare term with a frequent one: only the rare one is corrected.
    - Source: Yates (1934); the conditions are quanteda's.
    - Agrees with: quanteda ``textstat_keyness()``, its default. R's ``chisq.test`` and SciPy
      ``chi2_contingency(correction=True)`` correct always; they agree where these conditions hold.

    Examples
    --------
    >>> print(chi_square_yates(5, 1, 1660, 41342).round(2))
    81.83
    """
    a, b, c, d = n_target, n_reference, size_target, size_reference
    return _chi2(a, b, c, d, _yates(a, b, c, d))


@_measure
def t_score(n_target, n_reference, size_target, size_reference):
    """T-score: how far a count lies above the expected one, in its own standard errors.

    - Formula: (o11 - e11) / √o11.
    - Unit and sign: standard errors; negative where there is less than expected, -∞ for 0.
    - Not for: p-values (counts of words are not normal); it ranks much as raw counts do.
    - Source: Church, Gale, Hanks and Hindle (1991).
    - Agrees with: NLTK ``student_t``, Sketch Engine.

    Examples
    --------
    >>> print(t_score(*from_pairs(8, 15828, 4675, 14307668)).round(6))
    0.999932
    """
    expected = _expected(n_target, n_reference, size_target, size_reference)
    return (n_target - expected) / np.sqrt(n_target)


@_measure
def z_score(n_target, n_reference, size_target, size_reference):
    """Z-score: how far a count lies from the expected one, in standard errors of chance.

    - Formula: (o11 - e11) / √e11.
    - Unit and sign: standard errors; negative where there is less than expected.
    - Not for: rare terms: with e11 far below 1 a single occurrence scores high.
    - Source: Berry-Rogghe (1973), who also divides by √(1 - p), near 1 for words.
    - Agrees with: the Pearson residual of R's ``chisq.test``.

    Examples
    --------
    >>> print(z_score(9, 1, 100, 300).round(3))  # 2.5 expected
    4.111
    """
    expected = _expected(n_target, n_reference, size_target, size_reference)
    return (n_target - expected) / np.sqrt(expected)


@_measure
def bic(n_target, n_reference, size_target, size_reference):
    """Bayesian information criterion: G² less what the size of the corpus alone would give.

    - Formula: ``log_likelihood_two_term`` without its sign - ln N.
    - Unit and sign: none; above 10 very strong evidence of a difference, 6 to 10 strong, 2 to 6
      positive, below 0 evidence of none. No direction: that is the sign of ``log_ratio``.
    - Not for: ranking terms of the target alone: those of the reference score as high.
    - Source: Wilson (2013), on Schwarz (1978).
    - Agrees with: the UCREL log-likelihood calculator.

    Examples
    --------
    >>> print(bic(1048, 779, 43002, 108539).round(2))
    655.18
    """
    counts = n_target, n_reference, size_target, size_reference
    return np.abs(log_likelihood_two_term(*counts)) - np.log(size_target + size_reference)


def p_value(statistic, *, df=1):
    """Probability of so large a G² or chi-square where there is no difference.

    For the measures in ``CHI_SQUARE_DISTRIBUTED``; the sign does not count. One test: among 10,000
    terms 500 fall below .05 by chance. Texts are not random draws of words: read it as a
    rank, not as a probability, and not at all below 10 documents.

    Parameters
    ----------
    statistic : array or number
        G² or chi-square, signed or not; of a z-value, its square.
    df : int
        Degrees of freedom; 1 for two corpora or a pair of terms.

    Returns
    -------
    array of float
        The survival function of chi-square: exact far below 1e-16, where 1 - cdf is 0.

    Examples
    --------
    >>> print(f"{p_value(3.8415):.3f} {p_value(-331.99069):.1e}")
    0.050 3.5e-74
    """
    from scipy.special import chdtrc, erfc

    statistic = np.abs(np.asarray(statistic, dtype=float))
    # With one degree of freedom the two tails of a normal curve, which is much sooner done.
    return erfc(np.sqrt(statistic / 2)) if df == 1 else chdtrc(df, statistic)


# --- effects: how large is it? -----------------------------------------------------------------


@_measure
def pmi(n_target, n_reference, size_target, size_reference):
    """Pointwise mutual information: how much more often than by chance, in doublings.

    - Formula: log2(o11 / e11).
    - Unit and sign: bits; 0 by chance, 1 twice as often, negative below, -∞ for 0.
    - Not for: rare terms, which it puts first: set ``min_count``, or take ``log_dice``.
    - Source: Church and Hanks (1990), Computational Linguistics 16(1).
    - Agrees with: NLTK ``pmi``, the MI score of Sketch Engine; quanteda takes the natural logarithm.

    Examples
    --------
    >>> print(pmi(*from_pairs(20, 42, 20, 14307668)).round(2))
    18.38
    """
    return np.log2(n_target / _expected(n_target, n_reference, size_target, size_reference))


@_measure
def npmi(n_target, n_reference, size_target, size_reference):
    """Pointwise mutual information, normalised to -1 … 1.

    - Formula: log2(o11 / e11) / -log2(o11 / N).
    - Unit and sign: none; 1 only together, 0 by chance (also where both are in every unit), -1
      never together.
    - Not for: evidence: two terms that occur once, together, get 1.
    - Source: Bouma (2009), GSCL.
    - Agrees with: the limits in that paper.

    Examples
    --------
    >>> npmi(*from_cells([10, 1, 0], [0, 9, 10], [0, 9, 10], [90, 81, 80]))
    array([ 1.,  0., -1.])
    """
    information = pmi(n_target, n_reference, size_target, size_reference)
    everywhere = n_target == size_target + size_reference  # 0 / 0 in the formula
    value = information / -np.log2(n_target / (size_target + size_reference))
    value = np.select([everywhere, np.isneginf(information)], [0.0, -1.0], default=value)
    return np.clip(value, -1.0, 1.0)


@_measure
def dice(n_target, n_reference, size_target, size_reference):
    """Dice coefficient of a pair: the share of the occurrences of either that are with the other.

    - Formula: 2 n_ab / (n_a + n_b).
    - Unit and sign: 0 never, 1 only together; no sign.
    - Not for: keyness; a rare and a frequent term, whose Dice cannot be high.
    - Source: Dice (1945), Ecology 26(3).
    - Agrees with: NLTK ``dice``, SciPy (1 - ``distance.dice``), scikit-learn ``f1_score``.

    Examples
    --------
    >>> print(dice(*from_pairs(130, 3121, 143, 10**6)).round(2))
    0.08
    """
    return 2 * n_target / (size_target + n_target + n_reference)


@_measure
def log_dice(n_target, n_reference, size_target, size_reference):
    """Dice coefficient on a logarithmic scale, the same for corpora of all sizes.

    - Formula: 14 + log2(2 n_ab / (n_a + n_b)).
    - Unit and sign: doublings; 14 is the most (only together), 0 fewer than one co-occurrence in
      16,000 occurrences, -∞ for none. Below chance it has no sign of its own.
    - Not for: keyness; evidence: two terms that occur once, together, get 14.
    - Source: Rychlý (2008), RASLAN.
    - Agrees with: Sketch Engine.

    Examples
    --------
    >>> log_dice(*from_pairs([50, 25], 50, 50, 1000))
    array([14., 13.])
    """
    return 14 + np.log2(2 * n_target / (size_target + n_target + n_reference))


@_measure
def jaccard(n_target, n_reference, size_target, size_reference):
    """Jaccard index of a pair: of the units that hold either term, the share that hold both.

    - Formula: n_ab / (n_a + n_b - n_ab).
    - Unit and sign: 0 never, 1 only together; no sign. It ranks pairs as ``dice`` does.
    - Not for: keyness; a rare and a frequent term.
    - Source: Jaccard (1901).
    - Agrees with: NLTK ``jaccard``, SciPy (1 - ``distance.jaccard``), scikit-learn ``jaccard_score``.

    Examples
    --------
    >>> print(jaccard(*from_pairs(2, 3, 5, 100)).round(3))
    0.333
    """
    return n_target / (size_target + n_reference)


@_measure
def delta_p(n_target, n_reference, size_target, size_reference):
    """ΔP: how much the target raises the probability of the term.

    - Formula: n_target / size_target - n_reference / size_reference.
    - Unit and sign: a difference of probabilities, -1 … 1; negative where there is less.
    - Not for: one number a pair: it has a direction, and with a and b exchanged it differs.
    - Source: Gries (2013), International Journal of Corpus Linguistics 18(1).
    - Agrees with: the worked example in that paper.

    Examples
    --------
    >>> print(delta_p(*from_cells(5610, 168938, 2257, 10233063)).round(3))
    0.032
    """
    return n_target / size_target - n_reference / size_reference


@_measure
def log_ratio(n_target, n_reference, size_target, size_reference):
    """Log ratio: how many times the relative frequency is doubled.

    - Formula: log2((n_target / size_target) / (n_reference / size_reference)); a count of 0 is
      taken as 0.5.
    - Unit and sign: doublings; 0 the same, 1 twice as frequent in the target, -1 half.
    - Not for: evidence: once against never looks large. Show it beside ``log_likelihood``.
    - Source: Hardie (2014).
    - Agrees with: the UCREL calculator, CQPweb.

    Examples
    --------
    >>> print(log_ratio(5, 1, 1660, 41342).round(4))
    6.9603
    """
    sizes = [np.where(size > 0, size, np.nan) for size in (size_target, size_reference)]
    target, reference = (np.where(n > 0, n, 0.5) for n in (n_target, n_reference))
    return np.log2(target / sizes[0]) - np.log2(reference / sizes[1])


@_measure
def percent_difference(n_target, n_reference, size_target, size_reference):
    """%DIFF: by how many per cent the relative frequency is above that of the reference.

    - Formula: 100 (r1 - r2) / r2 with r = n / size.
    - Unit and sign: per cent; 0 the same, -100 absent from the target, ∞ from the reference.
    - Not for: a scale with two like sides: it ends at -100 below. ``log_ratio`` is symmetric.
    - Source: Gabrielatos and Marchi (2011).
    - Agrees with: the worked example in that paper.

    Examples
    --------
    >>> print(percent_difference(206523, 178174, 959641, 1562358).round(1))
    88.7
    """
    reference = n_reference / size_reference
    return 100 * (n_target / size_target - reference) / reference


@_measure
def odds_ratio(n_target, n_reference, size_target, size_reference):
    """Odds ratio: the odds of the term in the target, divided by its odds in the reference.

    - Formula: o11 o22 / (o12 o21).
    - Unit and sign: a ratio; 1 the same, below 1 less in the target, ∞ absent from the reference.
    - Not for: evidence; where the reference may lack the term, take ``log_odds``.
    - Source: Pojanapunya and Todd (2018), Corpus Linguistics and Linguistic Theory 14(1).
    - Agrees with: SciPy ``contingency.odds_ratio(kind="sample")``.

    Examples
    --------
    >>> print(odds_ratio(16217, 735, 2796938, 2087946).round(1))
    16.6
    """
    others = size_reference - n_reference, size_target - n_target
    return n_target * others[0] / (n_reference * others[1])


@_measure
def simple_maths(n_target, n_reference, size_target, size_reference, *, n=1.0):
    """Simple maths: the ratio of the frequencies per million, with a constant added to both.

    - Formula: (10⁶ n_target / size_target + n) / (10⁶ n_reference / size_reference + n).
    - Unit and sign: a ratio; 1 the same, below 1 less in the target.
    - Not for: evidence; small corpora, where one occurrence is hundreds per million.
    - Source: Kilgarriff (2009), Corpus Linguistics.
    - Agrees with: Sketch Engine's keyness score.

    Parameters
    ----------
    n : float
        Added to both, per million: 1 brings rare terms to the top, 100 or 1000 common ones.

    Examples
    --------
    >>> print(simple_maths(5, 1, 1660, 41342).round(2))
    119.62
    """
    return (1e6 * n_target / size_target + n) / (1e6 * n_reference / size_reference + n)


def _prior(prior, prior_total, shape):
    prior = np.broadcast_to(np.asarray(prior, dtype=float), shape)
    return prior, prior.sum() if prior_total is None else prior_total


@_measure
def log_odds(n_target, n_reference, size_target, size_reference, *, prior=0.05, prior_total=None):
    """Log-odds ratio, drawn towards what a prior corpus holds.

    - Formula: ln((n1 + α) / (size1 + A - n1 - α)) - ln((n2 + α) / (size2 + A - n2 - α)), where α
      is the prior of the term, A the sum of the priors of all terms.
    - Unit and sign: natural logarithm of a ratio; 0 the same, negative below.
    - Not for: ranking: rare terms still lead. ``log_odds_z`` divides by the standard error.
    - Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16(4), equation 16.
    - Agrees with: the Python package fightin-words.

    Parameters
    ----------
    prior : float or array
        Pseudo-count of each term: one for all, or one a term (a large corpus' counts, scaled).
    prior_total : float, optional
        Sum of the pseudo-counts of the vocabulary. Without it, the terms given are the vocabulary.

    Examples
    --------
    >>> print(log_odds(1, 0, 9, 9, prior=0.05, prior_total=11 * 0.05).round(4))
    3.1557
    """
    prior, total = _prior(prior, prior_total, n_target.shape)
    # The other terms' counts and priors apart, so that a term that is all there is leaves 0.
    target = np.log((n_target + prior) / (size_target - n_target + (total - prior)))
    return target - np.log((n_reference + prior) / (size_reference - n_reference + (total - prior)))


@_measure
def log_odds_z(n_target, n_reference, size_target, size_reference, *, prior=0.05, prior_total=None):
    """Log-odds ratio with a prior, divided by its standard error: words that tell sides apart.

    - Formula: ``log_odds`` / √(1 / (n1 + α) + 1 / (n2 + α)).
    - Unit and sign: standard errors; beyond ±1.96 is notable for one term; negative below.
    - Not for: a prior that is not meant: a larger one brings common words up.
    - Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16(4), equations 16, 20 and 22.
    - Agrees with: fightin-words, ConvoKit. scattertext has four terms in the variance.

    Parameters
    ----------
    prior : float or array
        Pseudo-count of each term: one for all, or one a term (a large corpus' counts, scaled).
    prior_total : float, optional
        Sum of the pseudo-counts of the vocabulary. Without it, the terms given are the vocabulary.

    Examples
    --------
    >>> print(log_odds_z(1, 0, 9, 9, prior=0.05, prior_total=11 * 0.05).round(4))
    0.6894
    """
    counts = n_target, n_reference, size_target, size_reference
    prior, total = _prior(prior, prior_total, n_target.shape)
    variance = 1 / (n_target + prior) + 1 / (n_reference + prior)
    return log_odds(*counts, prior=prior, prior_total=total) / np.sqrt(variance)


# --- dispersion: is a term everywhere, or in one place? ----------------------------------------


def _dispersion(function: Callable) -> Callable:
    """Make a formula a dispersion: rows of counts in, one float a row out, no warnings."""

    @wraps(function)
    def dispersion(counts, part_sizes):
        counts, sizes = (np.asarray(numbers, dtype=float) for numbers in (counts, part_sizes))
        counts, sizes = counts[..., sizes > 0], sizes[sizes > 0]
        if not sizes.size:
            return np.full(counts.shape[:-1], np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(counts.sum(axis=-1) > 0, function(counts, sizes), np.nan)[()]

    returns = "The dispersion, one value a row of ``counts``; NaN for a term that does not occur."
    return _document(function, dispersion, _PARTS, returns)


@_dispersion
def dp(counts, part_sizes):
    """Deviation of proportions: the share of a term's occurrences that would have to move.

    - Formula: ½ Σ |v / f - s|, v the count of a part, f their sum, s the part's share of the corpus.
    - Unit and sign: 0 spread as the parts are large, near 1 all in one small part.
    - Not for: comparing corpora with different parts: its maximum is 1 - min s. ``dp_norm`` is.
    - Source: Gries (2008), International Journal of Corpus Linguistics 13(4).
    - Agrees with: the worked example in that paper, scattertext.

    Examples
    --------
    >>> print(dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.18
    """
    shares = part_sizes / part_sizes.sum()
    return 0.5 * np.abs(counts / counts.sum(axis=-1, keepdims=True) - shares).sum(axis=-1)


@_dispersion
def dp_norm(counts, part_sizes):
    """Deviation of proportions, divided by its maximum: 0 even, 1 all in the smallest part.

    - Formula: DP / (1 - min s).
    - Unit and sign: 0 … 1; NaN where there is one part.
    - Not for: terms that occur less often than there are parts: they cannot be even.
    - Source: Lijffijt and Gries (2012), International Journal of Corpus Linguistics 17(1).
    - Agrees with: the worked example in that paper, scattertext. (Egbert and others, 2020, take
      1 - DP / (1 - min s) over the parts that hold the term.)

    Examples
    --------
    >>> print(dp_norm([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.2195
    """
    return dp(counts, part_sizes) / (1 - part_sizes.min() / part_sizes.sum())


@_dispersion
def juilland_d(counts, part_sizes):
    """Juilland's D: one less the variation of the relative frequencies between the parts.

    - Formula: 1 - (σ / μ) / √(k - 1), of the v / size of the k parts.
    - Unit and sign: 1 even, 0 all in one part; NaN where there is one part.
    - Not for: many parts: with hundreds, all but the rarest terms come near 1.
    - Source: Juilland and Chang-Rodríguez (1964).
    - Agrees with: scattertext, Carroll's (1970) worked example.

    Examples
    --------
    >>> print(juilland_d([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.7852
    """
    rates = counts / part_sizes
    return 1 - rates.std(axis=-1) / rates.mean(axis=-1) / np.sqrt(part_sizes.size - 1)


@_dispersion
def rosengren_s(counts, part_sizes):
    """Rosengren's S: the frequency that an even spread would need, as a share of the frequency.

    - Formula: (Σ √(s v))² / f.
    - Unit and sign: 1 even; at least the share of the smallest part.
    - Not for: comparing corpora with different numbers of parts: its minimum differs.
    - Source: Rosengren (1971).
    - Agrees with: scattertext, tlda (whose documentation prints another formula).

    Examples
    --------
    >>> print(rosengren_s([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.9498
    """
    shares = part_sizes / part_sizes.sum()
    return np.sqrt(shares * counts).sum(axis=-1) ** 2 / counts.sum(axis=-1)


@_dispersion
def carroll_d2(counts, part_sizes):
    """Carroll's D2: the entropy of a term's relative frequencies, as a share of the greatest.

    - Formula: -Σ p log p / log k, p the v / size of the k parts, divided by their sum.
    - Unit and sign: 1 even, 0 all in one part; NaN where there is one part.
    - Not for: parts of very different sizes: each counts the same.
    - Source: Carroll (1970), Computer Studies in the Humanities and Verbal Behavior 3(2).
    - Agrees with: the worked example in that paper.

    Examples
    --------
    >>> print(carroll_d2([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.9379
    """
    rates = counts / part_sizes
    rates = rates / rates.sum(axis=-1, keepdims=True)
    return -_term(rates, 1.0).sum(axis=-1) / np.log(part_sizes.size) + 0.0


@_dispersion
def kl_divergence(counts, part_sizes):
    """Kullback-Leibler divergence of a term's spread from the sizes of the parts.

    - Formula: Σ (v / f) log2((v / f) / s).
    - Unit and sign: bits; 0 even, no upper limit but -log2 min s.
    - Not for: comparing corpora with different numbers of parts.
    - Source: Gries (2020), in A Practical Handbook of Corpus Linguistics.
    - Agrees with: SciPy ``entropy(…, base=2)``, scattertext.

    Examples
    --------
    >>> print(kl_divergence([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4))
    0.137
    """
    spread = counts / counts.sum(axis=-1, keepdims=True)
    return np.maximum(_term(spread, part_sizes / part_sizes.sum()).sum(axis=-1) / np.log(2), 0.0)


def dp_norm_sparse(term_codes, part_codes, counts, n_terms, part_sizes):
    """``dp_norm`` of many terms from the cells that are not zero, one row a cell.

    A part without the term adds its own share s to Σ |v / f - s|, so the sum over all parts is
    1 + Σ (|v / f - s| - s) over the cells given. It is added up in integers: the order of the
    cells, and how a corpus was divided, cannot change the last digit.

    Parameters
    ----------
    term_codes, part_codes : array of int
        Row and column of each cell, from 0; no cell twice.
    counts : array of int
        Occurrences of the term in the part. A count times all tokens must stay below 9e18.
    n_terms : int
        Number of terms, those without a cell too.
    part_sizes : array of int
        Tokens of each part. Parts without tokens are left out.

    Returns
    -------
    array of float
        One value a term; NaN for a term that does not occur, and where there is one part.

    Examples
    --------
    >>> dp_norm_sparse([0, 0, 1, 2], [0, 1, 0, 2], [2, 1, 4, 1], 3, [10, 10, 10])
    array([0.5, 1. , 1. ])
    """
    counts, sizes = (np.asarray(numbers, dtype=np.int64) for numbers in (counts, part_sizes))
    size, smallest = sizes.sum(), sizes[sizes > 0].min(initial=sizes.sum())
    n = np.zeros(n_terms, dtype=np.int64)
    np.add.at(n, term_codes, counts)
    even = n[term_codes] * sizes[part_codes]
    moved = n * size  # 2 · DP · n · size
    np.add.at(moved, term_codes, np.abs(counts * size - even) - even)
    with np.errstate(divide="ignore", invalid="ignore"):
        return moved / (2 * n * (size - smallest))


def dp_norm_over(n, n_over, size_over, size, smallest):
    """``dp_norm`` from the documents that have more than their share of a term.

    What moves from these to the others is half of Σ |v / f - s|, so with their counts and sizes
    added up DP is (n_over · size - n · size_over) / (n · size): integers that add up over the
    parts of a corpus, and the same number to the last digit as :func:`dp_norm_sparse`.

    Parameters
    ----------
    n, n_over, size_over : array of int
        Of each term: occurrences; those in documents with n_part · size > n · size_part; the
        tokens of these documents.
    size, smallest : int or array of int
        All tokens, and those of the shortest document.

    Returns
    -------
    array of float
        One value a term; NaN where there is one document.

    Examples
    --------
    >>> dp_norm_over([3, 4], [3, 4], [20, 10], 30, 10)
    array([0.5, 1. ])
    """
    n, n_over, size_over, size = (
        np.asarray(numbers, dtype=np.int64) for numbers in (n, n_over, size_over, size)
    )
    moved = 2 * (n_over * size - n * size_over)
    with np.errstate(divide="ignore", invalid="ignore"):
        return moved / (2 * n * (size - np.asarray(smallest, dtype=np.int64)))


# --- shares ------------------------------------------------------------------------------------


def wilson(successes, trials, *, level=0.95):
    """Wilson's score interval of a share: what the true share may be, given a sample.

    All p with (successes / trials - p)² ≤ z² p (1 - p) / trials. It stays within 0 … 1, and it
    holds its level for small samples and shares near 0 and 1, where p ± z · error does not.
    Source: Wilson (1927), Journal of the American Statistical Association 22. Agrees with SciPy
    ``binomtest(…).proportion_ci(method="wilson")``.

    Parameters
    ----------
    successes, trials : array or number
        Cases that are so, and all cases of the sample.
    level : float
        Confidence level, 0 … 1.

    Returns
    -------
    tuple of two arrays
        Lower and upper bound; NaN for an empty sample.

    Examples
    --------
    >>> low, high = wilson(9, 10)
    >>> print(low.round(3), high.round(3))
    0.596 0.982
    """
    from scipy.special import ndtri

    k, n = (np.asarray(count, dtype=float) for count in (successes, trials))
    z = ndtri((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        middle = (k + z**2 / 2) / (n + z**2)
        half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return np.clip(middle - half, 0.0, share), np.clip(middle + half, share, 1.0)


__all__ = [
    "from_pairs",
    "from_cells",
    *MEASURES,
    "p_value",
    "dp",
    "dp_norm",
    "dp_norm_sparse",
    "juilland_d",
    "rosengren_s",
    "carroll_d2",
    "kl_divergence",
    "wilson",
]
