"""The measures against numbers that were printed: papers, manuals, test suites of other tools.

``reference/values.json`` has the numbers with arguments, decimals and source. ``OURS`` says how
each is computed here, and how our rule differs where it does; ``NOT_HAD`` says why a number has
no counterpart. Together they cover the file.
"""

import json
import math
from pathlib import Path

import pytest

from analysis import measures

VALUES = json.loads((Path(__file__).parent / "reference" / "values.json").read_text("utf-8"))[
    "values"
]
EPSILON = 1e-9  # quanteda adds it inside each logarithm of G², which adds 2 · N · 1e-9 to the sum


def table(o11, o12, o21, o22):
    """The cells of a 2 × 2 table."""
    return measures.from_cells(o11, o12, o21, o22)


def margins(n11, n1x, nx1, N):  # noqa: N803 (the names of the file)
    """A pair's joint count, its two margins and the number of all."""
    return measures.from_pairs(n11, n1x, nx1, N)


def keyword(a, b, target_tokens, reference_tokens):
    """A keyword's counts and the sizes of both corpora."""
    return a, b, target_tokens, reference_tokens


def effect(a, c, b, d):
    """The same, under the names of the effect sizes."""
    return a, b, c, d


def korap(O1, O2, O, N, w):  # noqa: E741, N803
    """KorAP counts the places around a node: the node's margin is multiplied by the window."""
    return measures.from_pairs(O, w * O1, O2, N)


def cells_or_margins(**args):
    return table(**args) if "o11" in args else margins(**args)


def parts(counts, part_sizes=None, equal_parts=None):
    return counts, part_sizes or [10] * len(counts)


def nltk_window(tokens, window, pair):
    """NLTK counts a pair in each window that begins with a, divides by window - 1, and takes the
    tokens as units. Our rule differs: ``cooccurrence`` counts a unit once, ``collocates`` a place
    near the node once; neither divides. The formula on NLTK's counts is the same."""
    words, (first, second) = tokens.split(), pair.split()
    after = [words[k + 1 : k + window] for k, word in enumerate(words) if word == first]
    n_ab = sum(following.count(second) for following in after) / (window - 1)
    return measures.from_pairs(n_ab, words.count(first), words.count(second), len(words))


def fightin_words(doc1, doc2, prior, word):
    """One flat prior over the types of both documents."""
    sides = doc1.split(), doc2.split()
    types = sorted({*sides[0], *sides[1]})
    n = [[side.count(term) for term in types] for side in sides]
    return measures.log_odds_z(*n, *map(len, sides), prior=prior)[types.index(word)]


def quanteda_lr(**args):
    """G² with quanteda's own rounding error, 2 · N · 1e-9, which ours has not."""
    n = args["target_tokens"] + args["reference_tokens"]
    return measures.log_likelihood_yates(*keyword(**args)) + 2 * n * EPSILON


def dispersions(counts, part_sizes):
    names = {"D": "juilland_d", "D2": "carroll_d2", "S": "rosengren_s", "DP": "dp"}
    names |= {"DPnorm": "dp_norm", "KL": "kl_divergence"}
    return {short: getattr(measures, name)(counts, part_sizes) for short, name in names.items()}


def carroll_um(**args):
    """Carroll's Um weighs the frequency with D2: f · D2 + (1 - D2) · f / parts."""
    counts = args["counts"]
    evenness = measures.carroll_d2(*parts(**args))
    return sum(counts) * (evenness + (1 - evenness) / len(counts))


OURS = {
    "G2_4term": lambda **args: measures.log_likelihood(*cells_or_margins(**args)),
    "student_t": lambda **args: measures.t_score(*margins(**args)),
    "pmi_log2": lambda **args: measures.pmi(*margins(**args)),
    "npmi": lambda **args: measures.npmi(*table(**args)),
    "delta_p": lambda **args: measures.delta_p(*table(**args)),
    "chi2_none": lambda **args: measures.chi_square(*table(**args)),
    # The corpus is left out of Dice: any number of units gives the same.
    "dice": lambda **args: measures.dice(*margins(**args, N=10**6)),
    "quanteda_chi2_default": lambda **args: measures.chi_square_yates(*keyword(**args)),
    "quanteda_lr_default": quanteda_lr,
    # R and SciPy correct always, we as quanteda only where it is due. It is due in this table;
    # the printed value has no sign, ours says that there is less than expected.
    "chi2_yates_always": lambda **args: -measures.chi_square_yates(*table(**args)),
    "phi2": lambda **args: measures.chi_square(*table(**args)) / sum(args.values()),
    "simple_maths_N1": lambda **args: measures.simple_maths(*effect(**args)),
    "odds_ratio": lambda **args: measures.odds_ratio(*effect(**args)),
    "pct_diff": lambda **args: measures.percent_difference(*effect(**args)),
    "log_odds_z_2term_var": fightin_words,
    "korap_ll_w10": lambda **args: measures.log_likelihood(*korap(**args)),
    "korap_logDice_w10": lambda **args: measures.log_dice(*korap(**args)),
    "korap_pmi_w10": lambda **args: measures.pmi(*korap(**args)),
    "nltk_window_pmi": lambda **args: measures.pmi(*nltk_window(**args)),
    "dispersion_unequal": dispersions,
    "DP": lambda **args: measures.dp(*parts(**args)),
    "DPnorm": lambda **args: measures.dp_norm(*parts(**args)),
    "carroll_D2": lambda **args: measures.carroll_d2(*parts(**args)),
    "juilland_D": lambda **args: measures.juilland_d(*parts(**args)),
    "rosengren_S": lambda **args: measures.rosengren_s(*parts(**args)),
    # Usage coefficients are a frequency weighed with a dispersion that we have.
    "rosengren_KF": lambda **args: measures.rosengren_s(*parts(**args)) * sum(args["counts"]),
    "juilland_U": lambda **args: measures.juilland_d(*parts(**args)) * sum(args["counts"]),
    "carroll_Um": carroll_um,
}

NOT_HAD = {
    "quanteda_lambda": "a log-linear λ with 0.5 added to each cell, of sequences that cross no "
    "punctuation; multiword_terms has the C-value and the measures, without added counts",
    "fcm_window": "counts each pair of places, twice within one type, and weighs by distance; "
    "collocates counts a place near the node once, cooccurrence a unit once, and a term never "
    "pairs with itself",
    "fcm_window_ordered": "the same, and in the order of the text; our pairs have no order, "
    "collocates says n_left and n_right",
    "yule_K": "lexical diversity of a text, no measure of a term; not part of the package",
    "ald": "average logarithmic distance: needs the places, ours is dispersion over documents",
    "arf": "average reduced frequency: needs the places",
    "awt": "average waiting time: needs the places",
    "diff_coeff": "(r1 - r2) / (r1 + r2) ranks as log_ratio does",
    "min_sensitivity": "the smaller of n_ab / n_a and n_ab / n_b, both in the row of a pair",
    "fisher_two_sided_p": "exact tests are slow for large counts and no one ranks by them; "
    "log_likelihood_williams is for small samples",
    "fisher_left_p": "as above",
    "fisher_right_p": "as above",
}
NOT_HAD_OF_DISPERSION = {
    "DA": "the mean difference between all pairs of parts: grows with the square of the parts",
    "DP_egbert": "DP divided by another maximum and turned round (1 even): the same ranking in a "
    "scale of its own, easily taken for DPnorm",
}

TOLERANCES = {
    "student_t": (1e-4, "Manning and Schütze cut off, they do not round"),
    "DP": (1e-12, "printed without decimals, but exact"),
    "DPnorm": (1e-12, "exact"),
    "npmi": (1e-12, "limits, exact"),
    "korap_pmi_w10": (1e-6, "the sixth decimal is one too high: 2.8863304"),
}
# Church and Hanks print 11.3 for 11.35: cut off, so within one unit of the last place.
CUT_OFF = "ch-"


def tolerance(value):
    """Half a unit of the last printed place, with the exceptions above."""
    last = 10.0 ** -value["decimals"]
    if value["id"].startswith(CUT_OFF):
        return last
    return TOLERANCES.get(value["measure"], (last / 2 + 1e-12,))[0]


@pytest.mark.parametrize(
    "value", [v for v in VALUES if v["measure"] in OURS], ids=lambda v: v["id"]
)
def test_measures_equal_the_published_value(value):
    """Our number is the printed one, to its last decimal."""
    ours = OURS[value["measure"]](**value["args"])
    expected = value["expected"]
    if isinstance(expected, dict):
        expected = {name: v for name, v in expected.items() if name not in NOT_HAD_OF_DISPERSION}
        ours = {name: ours[name] for name in expected}
    assert ours == pytest.approx(expected, rel=0, abs=tolerance(value))


def test_published_values_are_all_compared_or_left_out_with_a_reason():
    """Each measure of the file is computed here or named with the reason why not."""
    assert len(VALUES) == 170
    assert set(OURS).isdisjoint(NOT_HAD)
    assert set(OURS) | set(NOT_HAD) == {value["measure"] for value in VALUES}
    assert set(TOLERANCES) <= set(OURS)
    parted = {n for v in VALUES if v["measure"] == "dispersion_unequal" for n in v["expected"]}
    assert parted == set(dispersions([1, 2], [5, 5])) | set(NOT_HAD_OF_DISPERSION)
    assert sum(value["measure"] in OURS for value in VALUES) == 150


# --- one case in every variant -------------------------------------------------------------------

PROTECTED = 5, 1, 1660, 41342  # "protected", Trump 2017 against the other post-war inaugurals
WE = 1048, 779, 43002, 108539  # "we", post-war against pre-war inaugurals


def test_quanteda_protected_in_every_variant():
    """The same four counts, under the name of each variant."""
    assert measures.log_likelihood(*PROTECTED) == pytest.approx(27.2306, abs=5e-5)
    assert measures.log_likelihood_two_term(*PROTECTED) == pytest.approx(27.2163, abs=5e-5)
    assert measures.chi_square(*PROTECTED) == pytest.approx(102.12, abs=5e-3)
    assert measures.chi_square_yates(*PROTECTED) == pytest.approx(81.83, abs=5e-3)
    assert measures.log_ratio(*PROTECTED) == pytest.approx(6.9603, abs=5e-5)
    assert measures.simple_maths(*PROTECTED) == pytest.approx(119.62, abs=5e-3)
    assert measures.simple_maths(*PROTECTED, n=100) == pytest.approx(25.06, abs=5e-3)


def test_quanteda_prints_its_own_epsilon_too():
    """quanteda's two corrected G² are ours and 2 · N · 1e-9, which the fourth decimal shows."""
    surplus = 2 * (1660 + 41342) * EPSILON
    assert measures.log_likelihood_yates(*PROTECTED) + surplus == pytest.approx(22.6715, abs=5e-5)
    q = 1 + (43002 / 6 + 43002 / 42996 - 1) * (43002 / 1660 + 43002 / 41342 - 1) / (6 * 43002)
    ours = measures.log_likelihood_williams(*PROTECTED)
    assert ours + surplus / q == pytest.approx(15.8254, abs=5e-5)


def test_ucrel_we_in_every_variant():
    """A large difference: two terms and four differ by nine."""
    assert measures.log_likelihood(*WE) == pytest.approx(676.3496, abs=5e-5)
    assert measures.log_likelihood_two_term(*WE) == pytest.approx(667.1100, abs=5e-5)
    assert measures.bic(*WE) == pytest.approx(655.18, abs=5e-3)
    assert measures.log_ratio(*WE) == pytest.approx(1.7637, abs=5e-5)
    assert measures.simple_maths(*WE) == pytest.approx(3.3953, abs=5e-5)
    assert measures.percent_difference(*WE) == pytest.approx(239.56, abs=5e-3)


def test_quanteda_toy_corpus_with_each_correction():
    """ "b×7 a×3" against "a×7 b×2", feature b: quanteda's six numbers (its epsilon is 4e-8 here)."""
    counts = 7, 2, 10, 9
    assert measures.chi_square_yates(*counts) == pytest.approx(2.632438, abs=5e-7)
    assert measures.chi_square(*counts) == pytest.approx(4.337160, abs=5e-7)
    surplus = 2 * 19 * EPSILON
    assert measures.log_likelihood_yates(*counts) + surplus == pytest.approx(2.702844, abs=5e-7)
    assert measures.log_likelihood(*counts) + surplus == pytest.approx(4.534939, abs=5e-7)
    assert measures.log_likelihood_williams(*counts) == pytest.approx(4.200833, abs=5e-7)


def test_dunning_1993_first_rows():
    """The rows of table 1 that are cited most."""
    rows = {
        270.72: (110, 2442, 111, 29114),
        263.90: (29, 13, 123, 31612),
        167.23: (10, 0, 3, 31764),
    }
    for printed, cells in rows.items():
        assert measures.log_likelihood(*table(*cells)) == pytest.approx(printed, abs=5e-3)


def test_gries_toy_corpus():
    """Gries' corpus in parts of 9, 10, 10, 10, 11 words, a word that occurs 1, 2, 3, 4, 5 times."""
    corpus = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]
    printed = {"juilland_d": 0.7852, "carroll_d2": 0.9379, "rosengren_s": 0.9498, "dp": 0.18}
    printed |= {"dp_norm": 0.2195, "kl_divergence": 0.1370}
    for name, expected in printed.items():
        assert getattr(measures, name)(*corpus) == pytest.approx(expected, abs=5e-5)
    sparse = measures.dp_norm_sparse([0] * 5, range(5), *corpus[:1], 1, corpus[1])
    assert sparse == pytest.approx([0.2195], abs=5e-5)


def test_fightin_words_brown():
    """The README's two sentences, prior .05 over 11 types: log-odds and z of "brown"."""
    counts = 1, 0, 9, 9
    choices = {"prior": 0.05, "prior_total": 11 * 0.05}
    assert measures.log_odds(*counts, **choices) == pytest.approx(3.1557, abs=5e-5)
    assert measures.log_odds_z(*counts, **choices) == pytest.approx(0.6894227886807968, rel=1e-12)
    swapped = measures.log_odds_z(0, 1, 9, 9, **choices)
    assert swapped == pytest.approx(-0.6894227886807968, rel=1e-12)


def test_scattertext_variance_has_four_terms():
    """Where the rule differs: with 1 / (n - y) added to the variance, scattertext has 0.685784."""
    variance = 1 / 1.05 + 1 / 0.05 + 1 / (9.55 - 1.05) + 1 / (9.55 - 0.05)
    ours = measures.log_odds(1, 0, 9, 9, prior=0.05, prior_total=0.55)
    assert ours / math.sqrt(variance) == pytest.approx(0.685784, abs=5e-7)


def test_rychly_log_dice_has_its_maximum_at_14():
    """14 for terms that are only together; one less for half; 0 for one in 16,384."""
    assert measures.log_dice(*measures.from_pairs(50, 50, 50, 10**9)) == 14
    assert measures.log_dice(*measures.from_pairs(25, 50, 50, 10**9)) == 13
    assert measures.log_dice(*measures.from_pairs(1, 2**14, 2**14, 10**9)) == 0
