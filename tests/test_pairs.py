"""analysis.pairs and analysis.windows: units and windows by hand and against the naive oracle."""

import math
import warnings

import naive
import numpy as np
import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import measures, pairs, together
from analysis.checks import CorpusWarning

UNITS = ["sentence", "paragraph", "document"]
TEXT = "Iran met the US. Iran and the US talked.\n\nIran, Iran left. The US stayed. Poland spoke."


def corpus(*texts):
    return pd.DataFrame(
        {"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)}, dtype="str"
    )


def tokens_of(documents):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)  # "b" and "B": written both ways
        return an.tokenize(documents)


def row(table, a, b):
    found = table[(table["term_a"] == a) & (table["term_b"] == b)]
    assert len(found) == 1
    return found.iloc[0]


# --- units, by hand -----------------------------------------------------------------------


def test_cooccurrence_counts_units_by_hand():
    """Iran and the US: 2 of 5 sentences, 2 of 2 paragraphs, 1 of 1 document."""
    expected = {"sentence": [2, 3, 3, 5], "paragraph": [2, 2, 2, 2], "document": [1, 1, 1, 1]}
    for unit, numbers in expected.items():
        table = an.cooccurrence(corpus(TEXT), unit=unit, min_count=1)
        assert table.columns.tolist() == [
            "term_a", "term_b", "n_ab", "n_a", "n_b", "n_units", "log_likelihood",
        ]  # fmt: skip
        assert row(table, "US", "iran")[["n_ab", "n_a", "n_b", "n_units"]].tolist() == numbers


def test_cooccurrence_score_is_that_of_the_four_cells():
    """Units with both, with one, with neither: the measure's cells."""
    table = an.cooccurrence(corpus(TEXT), min_count=1)
    pair = row(table, "US", "iran")
    assert pair["log_likelihood"] == pytest.approx(naive.log_likelihood(2, 1, 3, 2))
    dice = an.cooccurrence(corpus(TEXT), min_count=1, measure="log_dice")
    assert row(dice, "US", "iran")["log_dice"] == pytest.approx(14 + math.log2(2 * 2 / (3 + 3)))


def test_cooccurrence_of_a_term_twice_in_a_unit_is_one_and_never_with_itself():
    """ "Iran, Iran left": one unit, and no pair iran – iran."""
    table = an.cooccurrence(corpus("Iran, Iran left. Iran left."), min_count=1)
    assert table[["term_a", "term_b", "n_ab"]].values.tolist() == [["iran", "left", 2]]


def test_stop_words_never_change_the_number_of_units():
    """A sentence of stop words alone is a unit still; a text without words is none."""
    documents = corpus("It is. Iran left. Iran left.", "…", "")
    table = an.cooccurrence(documents, min_count=1, stop_words=["it", "is"])
    assert table[["n_ab", "n_units"]].values.tolist() == [[2, 3]]
    assert an.cooccurrence(documents, unit="document", min_count=1)["n_units"].unique() == [1]


def test_terms_restrict_the_pairs():
    """Only pairs of the listed terms, as they are typed; patterns may be among them."""
    table = an.cooccurrence(corpus(TEXT), min_count=1, terms=["Iran", "U.S.", "t*"])
    assert set(table["term_a"]) | set(table["term_b"]) == {"US", "iran", "the", "talked"}
    assert (table["n_units"] == 5).all()


def test_min_count_is_on_n_ab():
    """Rarer pairs are left out, the margins of the others stay."""
    whole = an.cooccurrence(corpus(TEXT), min_count=1)
    part = an.cooccurrence(corpus(TEXT), min_count=2)
    pd.testing.assert_frame_equal(part, whole[whole["n_ab"] >= 2].reset_index(drop=True))


def test_blocks_of_terms_make_no_difference(seed_tokens, monkeypatch):
    """Pairs counted in small blocks are those counted at once."""
    at_once = an.cooccurrence(seed_tokens, min_count=2)
    monkeypatch.setattr(together, "COLUMNS_AT_ONCE", 7)
    pd.testing.assert_frame_equal(an.cooccurrence(seed_tokens, min_count=2), at_once)


def test_p_value_is_shown_from_ten_documents_on():
    """Below, and for measures that are no test statistic, there is no such column."""
    documents = corpus(*["a b. c d"] * 10)
    table = an.cooccurrence(documents)
    assert table["p_value"].tolist() == measures.p_value(table["log_likelihood"]).tolist()
    assert "p_value" not in an.cooccurrence(documents, measure="log_dice")
    assert "p_value" not in an.cooccurrence(documents.head(9))
    near = an.collocates(documents, "a", measure="log_likelihood")
    assert near["p_value"].tolist() == measures.p_value(near["log_likelihood"]).tolist()


# --- actors -------------------------------------------------------------------------------

MENTIONS = pd.DataFrame(
    [
        ("d0", 0, 0, 0, 4, "Iran", "name", "name"),
        ("d0", 0, 0, 13, 15, "US", "acronym", "alias"),
        ("d0", 0, 1, 17, 21, "Iran", "name", "name"),
        ("d0", 0, 1, 30, 32, "US", "name", "ambiguous"),
        ("d0", 1, 4, 80, 86, "Poland", "modifier", "bare"),
        ("d0", 1, 4, 80, 86, "US", "name", "name"),
    ],
    columns=["doc_id", "paragraph", "sentence", "start", "end", "actor", "layer", "rule"],
)


def test_cooccurrence_of_actors_takes_its_units_from_the_tokens():
    """Mentions that name an actor make pairs; others only when their layer is asked for."""
    tokens = an.tokenize(corpus(TEXT))
    table = an.cooccurrence(MENTIONS, tokens=tokens, min_count=1)
    assert table.iloc[:, :6].values.tolist() == [["Iran", "US", 1, 2, 2, 5]]
    assert table.attrs["basis"]["counted"] == "name, surname, acronym, metonym"
    more = an.cooccurrence(MENTIONS, tokens=tokens, min_count=1, layers=["name", "modifier"])
    assert more.iloc[:, :6].values.tolist() == [["Poland", "US", 1, 1, 1, 5]]
    assert len(an.cooccurrence(MENTIONS.head(0), tokens=tokens)) == 0


def test_layers_are_those_of_the_actors():
    """A layer that does not exist is met with the nearest."""
    tokens = an.tokenize(corpus(TEXT))
    with pytest.raises(ValueError, match='Did you mean "modifier"'):
        an.cooccurrence(MENTIONS, tokens=tokens, layers=["modifer"])


def test_actors_without_tokens_are_refused():
    """Mentions do not tell how many sentences there are."""
    with pytest.raises(ValueError, match=r"cooccurrence\(mentions, tokens=tokens\)"):
        an.cooccurrence(MENTIONS)


# --- windows, by hand ---------------------------------------------------------------------


def near(documents, node, **options):
    table = an.collocates(documents, node, **{"min_count": 1, **options})
    return {r.term: (r.n_left, r.n_right) for r in table.itertuples()}


def test_collocates_by_hand():
    """Two places each side, also across the sentence, never across documents."""
    documents = corpus("one two node three. Four five", "six node")
    assert near(documents, "node", window=2) == {
        "one": (1, 0), "two": (1, 0), "three": (0, 1), "four": (0, 1), "six": (1, 0),
    }  # fmt: skip
    table = an.collocates(documents, "node", window=2, min_count=1)
    assert table.columns.tolist() == [
        "term", "n_near", "n_left", "n_right", "n", "n_node", "size_near", "size", "log_dice",
    ]  # fmt: skip
    assert table[["n_node", "size_near", "size"]].drop_duplicates().values.tolist() == [[2, 5, 8]]


def test_collocates_count_a_place_near_two_nodes_once():
    """On the side of the nearer node; equally near: before the next one."""
    assert near(corpus("node x y node"), "node", window=5) == {"x": (0, 1), "y": (1, 0)}
    assert near(corpus("node x node"), "node", window=5) == {"x": (1, 0)}
    table = an.collocates(corpus("node x node x"), "node", min_count=1)
    assert table[["n_near", "n", "size_near"]].values.tolist() == [[2, 2, 2]]


def test_collocates_keep_the_places_of_stop_words():
    """A stop word has no row and is a place, listed or dropped from the tokens beforehand."""
    documents = corpus("far the the node")
    assert near(documents, "node", window=2, stop_words=["the"]) == {}
    tokens = an.tokenize(documents)
    dropped = tokens[tokens["term"] != "the"]
    assert near(dropped, "node", window=2) == {}
    assert near(dropped, "node", window=3) == {"far": (1, 0)}


def test_collocates_score_compares_near_with_the_rest():
    """n_near of size_near against n - n_near of size - size_near."""
    table = an.collocates(corpus("x node x. y z y z x"), "node", window=1, measure="log_likelihood")
    assert table.iloc[0][["term", "n_near", "n", "size_near", "size"]].tolist() == ["x", 2, 3, 2, 8]
    assert table["log_likelihood"].iloc[0] == pytest.approx(naive.log_likelihood(2, 1, 2, 6))


def test_node_is_a_word_a_pattern_a_phrase_or_several():
    """Typed as a reader would; the node's own words are no collocates of it."""
    documents = corpus("a regime change b. c Regime d changes e")
    assert near(documents, "Regime", window=1) == {
        "a": (1, 0), "change": (0, 1), "c": (1, 0), "d": (0, 1),
    }  # fmt: skip
    assert near(documents, "regime change", window=1) == {"a": (1, 0), "b": (0, 1)}
    assert near(documents, "change*", window=1) == {
        "regime": (1, 0),
        "b": (0, 1),
        "d": (1, 0),
        "e": (0, 1),
    }
    table = an.collocates(documents, ["regime change", "regime"], window=1, min_count=1)
    assert table["n_node"].unique().tolist() == [2]
    assert table.attrs["basis"]["node"] == '["regime change", "regime"]'


def test_node_can_be_the_mentions_of_an_actor():
    """Spans of a table are nodes, whatever tokens they cover; the basis names the actor."""
    documents = corpus("the Islamic Republic fell", "Iran’s deal")
    spans = pd.DataFrame(
        {"doc_id": ["d0", "d1", "absent"], "start": [4, 0, 0], "end": [20, 4, 9], "actor": "Iran"}
    )
    assert near(documents, spans, window=1) == {"the": (1, 0), "fell": (0, 1), "deal": (0, 1)}
    basis = an.collocates(documents, spans).attrs["basis"]
    assert (basis["node"], basis["n_places"]) == ("Iran", 2)


def test_a_span_that_touches_no_token_is_no_node():
    """A table may name a place between two words; nothing stands there."""
    spans = pd.DataFrame({"doc_id": ["d0"], "start": [3], "end": [4]})
    assert near(corpus("one two"), spans) == {}


def test_an_absent_node_is_met_with_the_nearest_term():
    """A warning, and an empty table with its columns."""
    tokens = an.tokenize(corpus("sanctions, sanctions bite"))
    with pytest.warns(CorpusWarning, match='"sanction" does not occur. Did you mean "sanctions"'):
        table = an.collocates(tokens, "sanction")
    assert len(table) == 0
    full = an.collocates(tokens, "bite", min_count=1)
    assert table.dtypes.to_dict() == full.dtypes.to_dict()


# --- against the oracle -------------------------------------------------------------------


@settings(deadline=None)
@given(corpora(), st.sampled_from(UNITS), st.integers(1, 2))
def test_cooccurrence_equals_the_naive_count(documents, unit, min_count):
    """Every pair, every margin, every number of units of any corpus."""
    tokens = tokens_of(documents)
    table = an.cooccurrence(tokens, unit=unit, min_count=min_count)
    oracle, n_units = naive.pairs(naive.rows_of(tokens), unit)
    found = {(r.term_a, r.term_b): (r.n_ab, r.n_a, r.n_b) for r in table.itertuples()}
    assert found == {pair: n for pair, n in oracle.items() if n[0] >= min_count}
    assert (table["n_units"] == n_units).all()
    assert (table["n_ab"] <= table[["n_a", "n_b"]].min(axis=1)).all()
    assert (table[["n_a", "n_b"]].max(axis=1) <= n_units).all()


@settings(deadline=None)
@given(corpora(), st.sampled_from(["a", "b", "US"]), st.integers(1, 4))
def test_collocates_equal_the_naive_count(documents, node, window):
    """Every place near a node, on the side of the nearer one."""
    tokens = tokens_of(documents)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)  # the node may be absent
        table = an.collocates(tokens, node, window=window, min_count=1)
    rows = naive.rows_of(tokens)
    oracle = naive.near(rows, node, window)
    assert {r.term: [r.n_left, r.n_right] for r in table.itertuples()} == oracle
    assert (table["size_near"] == sum(map(sum, oracle.values()))).all()
    assert (table["n_near"] == table["n_left"] + table["n_right"]).all()
    assert (table["n_near"] <= table["n"]).all()
    assert (table["n_node"] == sum(r.term == node for r in rows)).all()


# --- order, parts, emptiness --------------------------------------------------------------


def test_rows_are_ordered_by_score_then_names(seed_tokens):
    """Whatever the order of the categories; term_a stands before term_b in the alphabet."""
    table = an.cooccurrence(seed_tokens, min_count=2)
    expected = table.sort_values(
        ["log_likelihood", "term_a", "term_b"], ascending=[False, True, True], ignore_index=True
    )
    pd.testing.assert_frame_equal(table, expected)
    assert (table["term_a"] < table["term_b"]).all()
    shuffled = seed_tokens.copy()
    names = seed_tokens["term"].cat.categories.tolist()
    shuffled["term"] = shuffled["term"].cat.reorder_categories(names[::-1])
    pd.testing.assert_frame_equal(an.cooccurrence(shuffled, min_count=2), table)


@given(st.lists(st.sampled_from([0.5, 1.0, 2.0, np.inf, -np.inf, np.nan, -0.0, 0.0]), max_size=30))
def test_falling_scores_keep_equal_ones_as_they_come(scores):
    """As a stable sort does, with infinite and missing scores."""
    scores = np.array(scores, dtype=np.float64)
    np.testing.assert_array_equal(pairs._falling(scores), np.argsort(-scores, kind="stable"))


def test_counts_of_parts_add_up_to_the_whole(seeds):
    """n_ab and n_units of the documents one by one are those of the corpus."""
    parts = [an.cooccurrence(seeds.iloc[[k]], min_count=1) for k in range(len(seeds))]
    keys = ["term_a", "term_b"]
    added = pd.concat(parts).groupby(keys)["n_ab"].sum()
    whole = an.cooccurrence(seeds, min_count=1).set_index(keys)
    pd.testing.assert_series_equal(added.sort_index(), whole["n_ab"].sort_index())
    assert sum(part["n_units"].iloc[0] for part in parts) == whole["n_units"].iloc[0]


@pytest.mark.parametrize("texts", [(), ("",), ("one", "…")])
@pytest.mark.parametrize("unit", UNITS)
def test_without_pairs_the_table_is_empty(texts, unit):
    """The columns and their types stay."""
    table = an.cooccurrence(corpus(*texts), unit=unit, min_count=1)
    full = an.cooccurrence(corpus("x y"), unit=unit, min_count=1)
    assert len(table) == 0
    assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_many_documents_stay_within_bounds():
    """400 documents of 150 distinct terms each, all pairs in documents: seconds, not gigabytes."""
    rng = np.random.default_rng(1)
    texts = [" ".join(f"w{k}" for k in rng.integers(0, 3000, 150)) for _ in range(400)]
    table = an.cooccurrence(corpus(*texts), unit="document", min_count=4)
    assert table["n_ab"].min() == 4
    assert (table["n_units"] == 400).all()


MISTAKES = [
    (an.cooccurrence, {"unit": "sentances"}, 'not "sentances". Did you mean "sentence"'),
    (an.cooccurrence, {"measure": "loglikelihood"}, 'Did you mean "log_likelihood"'),
    (an.cooccurrence, {"min_count": 0}, "min_count must be 1 or more"),
    (an.collocates, {"node": "iran", "window": 0}, "window must be 1 or more"),
    (an.collocates, {"node": "regime change"}, "collocates needs the texts"),
    (an.collocates, {"node": pd.DataFrame({"doc_id": []})}, 'needs the columns "start" and "end"'),
]


@pytest.mark.parametrize(("verb", "choice", "sentence"), MISTAKES)
def test_mistakes_are_met_with_the_remedy(seed_tokens, verb, choice, sentence):
    """Each mistake has a sentence that says how to mend it."""
    with pytest.raises(ValueError, match=sentence):
        verb(seed_tokens, **choice)
