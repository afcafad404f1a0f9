"""analysis.sequences: neighbours, and where typed words and phrases stand."""

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.sequences import entry_spans, follows, matching, typed_terms


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)})


def found(documents, *entries, **options):
    tokens = an.tokenize(documents, **options)
    spans = entry_spans(tokens, {"x": list(entries)}, documents, call="test")["x"]
    texts = documents["text"].tolist()
    return [
        texts[tokens["doc_id"].cat.codes.iloc[first]][
            tokens["start"].iloc[first] : tokens["end"].iloc[last]
        ]
        for first, last in spans
    ]


GAPS = [
    (" ", True),
    ("  \t ", True),
    ("\n", True),
    ("\u00a0\u2003\u3000", True),
    (", ", False),
    (" – ", False),
    ("\u200b", False),
    (" 😀 ", False),
    ("\n\n", False),
]


@pytest.mark.parametrize(("gap", "side_by_side"), GAPS)
def test_follows_needs_white_space_alone(gap, side_by_side):
    """Whatever Python calls white space joins; anything else, and a blank line, parts."""
    documents = corpus(f"😀😀 one{gap}two")  # two characters beyond 16 bits
    tokens = an.tokenize(documents)
    assert follows(tokens, documents, call="test").tolist()[-1] is side_by_side


def test_follows_does_not_bridge_removed_tokens():
    """Where a researcher has dropped tokens, those around the hole are no neighbours."""
    documents = corpus("one two three")
    tokens = an.tokenize(documents).iloc[[0, 2]]
    assert not follows(tokens, documents, call="test").any()


def test_split_words_are_no_neighbours():
    """Parts of a hyphened word have a hyphen between them."""
    documents = corpus("US-Iran talks")
    tokens = an.tokenize(documents, split_hyphens=True)
    assert follows(tokens, documents, call="test").tolist() == [False, False, True]


TYPED = [
    ("Regime Change", ["Regime  change", "regime change"]),
    ("iran*", ["Iran", "Iranian", "IRANIAN", "Iran’s"]),
    ("Iran’s", ["Iran", "Iran’s"]),
    ("US", ["U.S.", "US’s"]),
    ("us", ["us"]),
    ("* change", ["Regime  change", "regime change", "no change"]),
    ("*ian", ["Iranian", "IRANIAN"]),
    ("i*n", ["Iran", "Iranian", "IRANIAN", "Iran’s"]),
    ("change, regime", []),
    ("absent", []),
    ("!", []),
]


@pytest.mark.filterwarnings("ignore:Counted apart")
@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_typed_words_find_what_is_counted_so(typed, expected):
    """Case, apostrophes and white space of what is typed are those of the terms."""
    text = (
        "Regime  change. Iran, Iranian regime change: U.S. and us, US’s. IRANIAN! Iran’s no change"
    )
    assert sorted(found(corpus(text), typed)) == sorted(expected)


def test_typed_words_follow_the_form_of_the_tokens():
    """With lemmas, "protests" finds protest; with stems likewise; a joined phrase is one term."""
    documents = corpus("The protest, protests, protested. Regime change came.")
    lemmas = an.tokenize(documents, form="lemma")
    assert typed_terms(["protests", "Regime change"], lemmas) == [["protest"], ["regime", "change"]]
    stems = an.tokenize(documents, form="stem")
    assert typed_terms(["protesting"], stems) == [["protest"]]
    joined = an.tokenize(documents, phrases=["regime change"])
    assert typed_terms(["Regime change", "regime change"], joined) == [
        ["regime", "change"],
        ["regime change"],
    ]
    assert found(documents, "regime change", phrases=["regime change"]) == ["Regime change"]


def test_entries_inside_longer_ones_do_not_count_again():
    """Of regime and regime change the longer counts; what overlaps in part counts twice."""
    text = "regime change, regime. no no no"
    assert found(corpus(text), "regime", "regime change", "regim*") == ["regime change", "regime"]
    assert found(corpus(text), "no no") == ["no no", "no no"]


def test_matching_equals_a_loop():
    """Patterns of every shape against a vocabulary in any order."""
    vocabulary = pd.Index(["iran", "US", "iranian", "", "i*n", "éire", "iraq", "an"], dtype="str")
    patterns = ["iran", "iran*", "*an", "i*a*", "*", "**", "US*", "é*", "x"]
    assert [codes.tolist() for codes in matching(patterns, vocabulary)] == [
        [k for k, term in enumerate(vocabulary) if fits(term, pattern)] for pattern in patterns
    ]


def fits(term, pattern):
    if not pattern:
        return not term
    if pattern[0] == "*":
        return fits(term, pattern[1:]) or (bool(term) and fits(term[1:], pattern))
    return term[:1] == pattern[0] and fits(term[1:], pattern[1:])


def test_no_tokens_and_no_entries_find_nothing():
    """An empty corpus and an empty list have no spans, of the right shape."""
    for spans in (
        entry_spans(an.tokenize(corpus()), {"x": ["a b"]}, corpus(), call="test")["x"],
        entry_spans(an.tokenize(corpus("a b")), {"x": []}, None, call="test")["x"],
    ):
        assert spans.shape == (0, 2)
        assert spans.dtype == np.int64
