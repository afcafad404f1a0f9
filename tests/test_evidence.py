"""analysis.evidence: each number has exactly so many passages, and each holds what it counts."""

import warnings

import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as an
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook
from analysis.tokens import term_of

STOPS = an.stop_words("en")
LAYERS = ["name", "surname", "acronym", "metonym"]


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)})


def quiet(verb, *args, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorpusWarning)
        return verb(*args, **options)


def mentions_of(documents, *names):
    """Mentions by plain search, in the columns of find_mentions."""
    tokens = an.tokenize(documents)
    rows = []
    for name in names:
        for hit in an.concordance(documents, name, tokens=tokens).itertuples():
            token = tokens[(tokens["doc_id"] == hit.doc_id) & (tokens["start"] == hit.start)].iloc[
                0
            ]
            place = [hit.doc_id, token["paragraph"], token["sentence"], hit.start, hit.end]
            rows.append([*place, hit.node, name, "state", "name", "name"])
    columns = [
        "doc_id",
        "paragraph",
        "sentence",
        "start",
        "end",
        "surface",
        "actor",
        "kind",
        "layer",
        "rule",
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(["doc_id", "start"], ignore_index=True)


# --- concordance --------------------------------------------------------------------------


def test_concordance_by_hand():
    """Left and right are the text as written, cut at width, white space folded."""
    documents = corpus("“No\n regime  change”, he said.", "Regime change!").assign(
        paper=["P", None]
    )
    table = an.concordance(documents, "regime change", width=5, variables=["paper"])
    assert table.columns.tolist() == ["doc_id", "start", "end", "left", "node", "right", "paper"]
    assert table.fillna("-").values.tolist() == [
        ["d0", 5, 19, "“No ", "regime change", "”, he", "P"],
        ["d1", 0, 13, "", "Regime change", "!", "-"],
    ]


def test_concordance_finds_each_occurrence_of_a_term(seeds, seed_tokens):
    """As many lines as the term has occurrences, and the text there normalises to the term."""
    texts = dict(zip(seeds["doc_id"], seeds["text"], strict=True))
    for row in an.term_frequency(seed_tokens).head(60).itertuples():
        lines = an.concordance(seeds, row.term, tokens=seed_tokens)
        assert len(lines) == row.n
        for line in lines.itertuples():
            assert term_of(texts[line.doc_id][line.start : line.end]) == row.term


def test_concordance_of_a_table_has_a_line_for_each_row(seeds, seed_tokens):
    """Mentions, tokens or quotations; in the order of the corpus, repeated rows too."""
    some = seed_tokens.iloc[[1500, 3, 3, 2000]]
    lines = an.concordance(seeds, some)
    assert lines["node"].tolist()[:2] == ["USA", "USA"]
    assert len(lines) == 4
    assert lines["doc_id"].is_monotonic_increasing


def test_concordance_knows_patterns_lists_and_forms(seeds):
    """iran* finds Iranian; a list finds all; with lemmas protests finds protest."""
    assert len(an.concordance(seeds, "iran*")) == 55
    both = len(an.concordance(seeds, "iran")) + len(an.concordance(seeds, "iranian"))
    assert len(an.concordance(seeds, ["Iran", "Iranian"])) == both
    documents = corpus("A protest. Two protests.")
    lemmas = an.tokenize(documents, form="lemma")
    assert an.concordance(documents, "protests", tokens=lemmas)["node"].tolist() == [
        "protest",
        "protests",
    ]


def test_concordance_of_nothing_is_empty():
    """An absent word warns; an empty corpus and an empty table give the columns alone."""
    columns = ["doc_id", "start", "end", "left", "node", "right"]
    with pytest.warns(CorpusWarning, match='"zzz" does not occur'):
        assert an.concordance(corpus("a"), "zzz").columns.tolist() == columns
    full = an.concordance(corpus("a"), "a")
    for empty in (
        an.concordance(corpus().astype("str"), "a"),
        an.concordance(corpus("a"), full.head(0)),
    ):
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_concordance_refuses_places_of_other_documents(seeds):
    """A table from another corpus would show wrong text."""
    table = pd.DataFrame({"doc_id": ["x"], "start": [0], "end": [1]})
    with pytest.raises(ValueError, match="these are missing: x"):
        an.concordance(seeds, table)


# --- any row ------------------------------------------------------------------------------


def opened(documents, table, tokens, number, rows=12, **given):
    """Passages of some rows; each as many as the row counts."""
    for place in sorted(
        {*range(min(rows, len(table))), *range(0, len(table), max(1, len(table) // 9))}
    ):
        row = table.iloc[place]
        passages = an.find_passages(documents, row, tokens, **given)
        assert len(passages) == row[number], row.to_dict()
        yield row, passages


def marked(documents, passage):
    text = documents.set_index("doc_id")["text"][passage.doc_id]
    return [text[start:end] for start, end in passage.marks]


@pytest.mark.parametrize("by", [None, "doc_id", "sentence", "paper"])
def test_frequency_rows_open_to_their_passages(seeds, seed_tokens, by):
    """In the group that the row counts."""
    documents = seeds.assign(paper=["P", None])
    table = an.term_frequency(seed_tokens, by=by, documents=documents, stop_words=STOPS)
    for row, passages in opened(documents, table, seed_tokens, "n"):
        assert {term_of(node) for node in passages["node"]} == {row["term"]}
        if by == "doc_id":
            assert set(passages["doc_id"]) == {row["doc_id"]}


def test_tf_idf_rows_open_to_their_passages(seeds, seed_tokens):
    """In the document that the row is about."""
    table = an.tf_idf(seed_tokens, stop_words=STOPS)
    for row, passages in opened(seeds, table, seed_tokens, "n"):
        assert set(passages["doc_id"]) == {row["doc_id"]}


@pytest.mark.parametrize("size", [2, 3])
def test_ngram_rows_open_to_their_passages(seeds, seed_tokens, size):
    """Also where the white space between the words is a line break."""
    table = an.term_frequency(seeds, ngrams=size, stop_words=STOPS, by="doc_id")
    for row, passages in opened(seeds, table, seed_tokens, "n"):
        assert {" ".join(map(term_of, n.split())) for n in passages["node"]} == {row["term"]}


def test_multiword_rows_open_to_their_passages(seeds, seed_tokens):
    """Occurrences inside longer terms too, as they are counted."""
    table = an.multiword_terms(seeds, stop_words=STOPS)
    for row, passages in opened(seeds, table, seed_tokens, "n", rows=99):
        assert {" ".join(map(term_of, n.split())) for n in passages["node"]} == {row["term"]}


@pytest.mark.parametrize("unit", ["sentence", "paragraph", "document"])
def test_pair_rows_open_to_their_units(seeds, seed_tokens, unit):
    """Each unit once, with all occurrences of both terms marked and nothing else."""
    table = an.cooccurrence(seed_tokens, unit=unit, min_count=1, stop_words=STOPS)
    table = table[table["n_ab"] > 1] if unit != "document" else table
    for row, passages in opened(seeds, table, seed_tokens, "n_ab"):
        assert not passages.duplicated(["doc_id", "start"]).any()
        for passage in passages.itertuples():
            assert {term_of(word) for word in marked(seeds, passage)} == {
                row["term_a"],
                row["term_b"],
            }
            assert all(passage.start <= s < e <= passage.end for s, e in passage.marks)


def test_pair_passages_are_whole_sentences(seeds, seed_tokens):
    """With their quotation marks and stops."""
    table = an.cooccurrence(seed_tokens, stop_words=STOPS)
    passages = an.find_passages(seeds, table.iloc[0], seed_tokens)
    texts = seeds.set_index("doc_id")["text"]
    sentences = an.split_sentences(seeds)
    spans = set(
        zip(sentences["doc_id"].astype("str"), sentences["start"], sentences["end"], strict=True)
    )
    assert set(zip(passages["doc_id"], passages["start"], passages["end"], strict=True)) <= spans
    assert passages["node"].iloc[0] == texts.iloc[0][: passages["end"].iloc[0]]


def test_collocate_rows_open_to_the_places_near_the_node(seeds, seed_tokens):
    """Each place once, the nearest node marked beside it."""
    for node in ("iran", "regime change", ["iran", "iranian"], "polic*"):
        table = an.collocates(seed_tokens, node, documents=seeds, window=4, min_count=1)
        for row, passages in opened(seeds, table, seed_tokens, "n_near"):
            for passage in passages.itertuples():
                assert row["term"] in {term_of(word) for word in marked(seeds, passage)}
                assert len(passage.marks) == 2


def test_collocate_rows_of_an_actor_open_with_its_mentions(seeds, seed_tokens):
    """The table that was the node, or all mentions with that actor among them."""
    mentions = mentions_of(seeds, "Trump", "Iran")
    of_trump = mentions.query("actor == 'Trump'")
    table = an.collocates(seed_tokens, of_trump, min_count=2, stop_words=STOPS)
    for some in (mentions, of_trump):
        assert list(opened(seeds, table, seed_tokens, "n_near", mentions=some))
    with pytest.raises(ValueError, match="give the mentions that were counted, mentions=mentions"):
        an.find_passages(seeds, table.iloc[0], seed_tokens)


def test_keyword_rows_open_to_the_target(seeds, seed_tokens):
    """Only the documents of the target; a row that is absent there has no passage."""
    target = {"doc_id": seeds["doc_id"].iloc[1]}
    table = an.keyness(seed_tokens, target=target, measure="log_odds_z", stop_words=STOPS)
    for _, passages in opened(seeds, table, seed_tokens, "n_target"):
        assert set(passages["doc_id"]) <= {target["doc_id"]}


def test_dictionary_rows_open_with_their_dictionary(seeds, seed_tokens):
    """Patterns and phrases, by document too."""
    dictionary = {
        "iran": ["iran*", "islamic republic"],
        "pressure": ["sanction*", "economic pressure"],
    }
    table = an.count_dictionary(seeds, dictionary, by="doc_id")
    assert len(list(opened(seeds, table, seed_tokens, "n", dictionary=dictionary))) == 4
    with pytest.raises(ValueError, match="dictionary=dictionary"):
        an.find_passages(seeds, table.iloc[0], seed_tokens)


def test_rows_about_actors_open_with_the_mentions(seeds, seed_tokens):
    """Pairs of actors: the units; counts: the mentions that name the actor, by document too."""
    mentions = mentions_of(seeds, "Trump", "Iran", "Pompeo", "US")
    mentions.loc[::7, "layer"] = "modifier"
    mentions.loc[3::11, "rule"] = "ambiguous"
    pairs = an.cooccurrence(mentions, tokens=seed_tokens, min_count=1)
    assert len(list(opened(seeds, pairs, seed_tokens, "n_ab", mentions=mentions))) > 3
    wider = an.cooccurrence(mentions, tokens=seed_tokens, min_count=1, layers=[*LAYERS, "modifier"])
    assert list(opened(seeds, wider, seed_tokens, "n_ab", mentions=mentions))
    counted = mentions[mentions["layer"].isin(LAYERS) & (mentions["rule"] != "ambiguous")]
    counts = counted.groupby(["doc_id", "actor"]).size().reset_index(name="n")
    counts.attrs["basis"] = {"by": "doc_id"}
    assert list(opened(seeds, counts, seed_tokens, "n", mentions=mentions))
    with pytest.raises(ValueError, match='about "Iran"|about "Pompeo"|about "US"|about "Trump"'):
        an.find_passages(seeds, pairs.iloc[0], seed_tokens)


@pytest.mark.parametrize("layers", [LAYERS, ["demonym", "modifier"]])
def test_mention_counts_of_the_seeds_open_to_their_mentions(seeds, seed_tokens, layers):
    """With a codebook, whichever layers were counted; pairs of actors and their collocates too."""
    iran = Actor(name="Iran", kind="state", demonyms=["Iranian", "Iranians"])
    pompeo = Actor(name="Mike Pompeo", kind="person")
    us = Actor(name="United States", kind="state", aliases=["US"])
    mentions = an.find_mentions(seeds, Codebook((iran, pompeo, us)))
    counts = an.count_mentions(mentions, by="doc_id", layers=layers)
    assert list(opened(seeds, counts[counts["n"] > 0], seed_tokens, "n", mentions=mentions))
    table = an.cooccurrence(mentions, tokens=seed_tokens, min_count=1)
    assert list(opened(seeds, table, seed_tokens, "n_ab", mentions=mentions))


@settings(deadline=None, max_examples=20)
@given(corpora(max_documents=3), st.sampled_from([1, 2, 3]))
def test_every_row_of_any_corpus_reconciles(documents, size):
    """Lines shown = number counted, for terms, n-grams, pairs and collocates of random texts."""
    tokens = quiet(an.tokenize, documents)
    tables = [
        (an.term_frequency(tokens, documents=documents, ngrams=size, by="paper"), "n"),
        (an.cooccurrence(tokens, min_count=1, unit="sentence"), "n_ab"),
        (an.cooccurrence(tokens, min_count=1, unit="document"), "n_ab"),
        (quiet(an.collocates, tokens, "b", window=size, min_count=1), "n_near"),
        (an.multiword_terms(tokens, documents=documents), "n"),
    ]
    for table, number in tables:
        for place in range(len(table)):
            passages = an.find_passages(documents, table.iloc[place], tokens)
            assert len(passages) == table[number].iloc[place]


# --- how a row was made -------------------------------------------------------------------


def test_a_row_without_its_basis_takes_the_defaults_or_is_given_it(seeds, seed_tokens):
    """A row typed by hand or read from a file: units of sentences; a node must be told."""
    pairs = an.cooccurrence(seed_tokens)
    bare = pd.Series(pairs.iloc[0].to_dict())
    assert len(an.find_passages(seeds, bare, seed_tokens)) == bare["n_ab"]
    near = an.collocates(seed_tokens, "iran", window=3)
    bare = pd.Series(near.iloc[0].to_dict())
    with pytest.raises(ValueError, match="does not say its node"):
        an.find_passages(seeds, bare, seed_tokens)
    told = an.find_passages(seeds, bare, seed_tokens, basis=near.attrs["basis"])
    assert len(told) == bare["n_near"]
    bigram = pd.Series({"term": "regime change", "n": 8})
    assert len(an.find_passages(seeds, bigram, seed_tokens)) == 8


def test_rows_that_do_not_reconcile_are_named(seeds, seed_tokens):
    """Other texts than those counted: a warning says how many each has."""
    row = an.term_frequency(seed_tokens).iloc[0]
    with pytest.warns(CorpusWarning, match=r"The row counts 161 \(n\), these texts have"):
        an.find_passages(seeds.head(1), row)


def test_passages_of_phrases_that_are_one_term(seeds):
    """Joined at tokenising, a phrase opens as one term and inside n-grams."""
    tokens = an.tokenize(seeds, phrases=["regime change", "White House"])
    table = an.term_frequency(tokens)
    row = table[table["term"] == "regime change"].iloc[0]
    assert len(an.find_passages(seeds, row, tokens)) == row["n"] == 8
    bigrams = an.term_frequency(tokens, documents=seeds, ngrams=2)
    row = bigrams[bigrams["term"] == "white house strategy"].iloc[0]
    assert len(an.find_passages(seeds, row, tokens)) == row["n"] == 2


def test_a_table_of_one_row_opens_and_others_are_refused(seeds, seed_tokens):
    """table.head(1) is meant as its row; more rows, or a row of nothing known, are not."""
    table = an.term_frequency(seed_tokens)
    assert len(an.find_passages(seeds, table.head(1), seed_tokens)) == table["n"].iloc[0]
    with pytest.raises(
        ValueError, match=r"opens one row, such as table.iloc\[0\]; this table has 2"
    ):
        an.find_passages(seeds, table.head(2), seed_tokens)
    with pytest.raises(ValueError, match='this row has "x"'):
        an.find_passages(seeds, pd.Series({"x": 1}), seed_tokens)


def test_a_place_opens_to_itself(seeds, seed_tokens):
    """A row with doc_id, start and end: a token, a mention, a line of a concordance."""
    line = an.concordance(seeds, "pompeo").iloc[2]
    passages = an.find_passages(seeds, line, seed_tokens)
    assert passages[["doc_id", "start", "end"]].values.tolist() == [
        line[["doc_id", "start", "end"]].tolist()
    ]


def test_an_empty_answer_keeps_its_columns(seeds, seed_tokens):
    """A keyword that the target lacks has no passage, but all columns."""
    table = an.keyness(seed_tokens, target={"doc_id": seeds["doc_id"].iloc[0]})
    row = table[table["n_target"] == 0].iloc[0]
    passages = an.find_passages(seeds, row, seed_tokens, variables=[])
    assert len(passages) == 0
    assert passages.columns.tolist() == ["doc_id", "start", "end", "left", "node", "right", "marks"]


def test_find_passages_of_no_row_is_an_empty_table(tiny):
    """The first row of an empty result opens to no passage, with the same columns."""
    pairs = an.cooccurrence(tiny, min_count=99)
    passages = an.find_passages(tiny, pairs.head(1))
    assert len(passages) == 0
    assert list(passages) == ["doc_id", "start", "end", "left", "node", "right", "marks"]


def test_concordance_adds_columns_of_the_places(tiny):
    """variables= takes document variables and columns of the table of places."""
    places = pd.DataFrame({"doc_id": ["two"], "start": [4], "end": [7], "rule": ["x"]})
    lines = an.concordance(tiny.assign(date=["a", "b"]), places, variables=["rule", "date"])
    assert lines[["node", "rule", "date"]].to_numpy().tolist() == [["dog", "x", "b"]]
