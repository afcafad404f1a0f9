"""Names: which words with capitals are names, and how far a name reaches."""

import json
import time
from pathlib import Path

import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given

from analysis.names import find_names, spells

GOLD = Path(__file__).parent / "gold"


def texts(*some: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(some))], "text": some}, dtype="str")


def names(*some: str) -> list[str]:
    return find_names(texts(*some))["surface"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # how far a name reaches
        ("He met Mike Pompeo and John R. Bolton.", ["Mike Pompeo", "John R. Bolton"]),
        ("He met President Trump.", ["President Trump"]),
        ("It is Iran’s Hassan Rouhani who left.", ["Iran", "Hassan Rouhani"]),
        ("We saw Ursula von der Leyen and Bashar al-Assad.",
         ["Ursula von der Leyen", "Bashar al-Assad"]),
        ("We asked the University of Oxford.", ["University of Oxford"]),
        ("We asked the Department of Health and the Bank of England.",
         ["Department of Health", "Bank of England"]),
        ("We asked the president of France and the President of France.",
         ["France", "President", "France"]),
        ("Later Secretary of State Mike Pompeo left.", ["Secretary of State Mike Pompeo"]),
        ("He leads Ernst & Young in St. Louis.", ["Ernst & Young", "St. Louis"]),
        ("It was Martin Luther King Jr. who spoke.", ["Martin Luther King Jr."]),
        ("They left Paris, London and\nNew\nYork.", ["Paris", "London", "New\nYork"]),
        ("They left Paris\n\nKhartoum woke up.", ["Paris", "Khartoum"]),
        ("The People’s Republic of China grew.", ["People’s Republic of China"]),
        ("In the U.S. Senate and at eBay.", ["U.S. Senate", "eBay"]),
        # parts of words
        ("A US-led, anti-Assad plan of the Trump-Kim summit.", ["US", "Assad", "Trump-Kim"]),
        # days and months stand for themselves
        ("He told Fox News Tuesday that May would be cold.", ["Fox News", "Tuesday", "May"]),
        # what has a capital and is no name
        ("I think that I’m tired.", []),
        ("Speaking slowly, officials met.", []),
        ("Meanwhile Rouhani left.", ["Rouhani"]),
        ("He wrote: Nothing is lost. “Never say never.”", []),
        ("Iranian officials met American lawyers.", []),
        ("See http://Example.com/Path, @Trump, #Iran or Someone@Example.com.", []),
        # titles of works within a sentence
        ("The film “Growing Pains” won.", ["Growing Pains"]),
    ],
)  # fmt: skip
def test_find_names_reaches_as_far_as_the_name(text, expected):
    """A name ends where it ends: not at the title, the particle or the initial within it."""
    assert names(text) == expected


def test_find_names_joins_a_phrase_that_the_corpus_repeats():
    """Over "of" a name goes on where the corpus has the whole twice, or its acronym follows."""
    once = "They joined the Lashkar of Islam."
    assert names(once) == ["Lashkar", "Islam"]
    pair = "They joined the Congress of Racial Equality (CORE)."
    assert names(pair)[0] == "Congress of Racial Equality"
    twice = (
        "A garden of Eden Hill. They saw the Garden of Eden Hill. It is the Garden of Eden Hill."
    )
    assert names(twice)[-2:] == ["Garden of Eden Hill"] * 2


def test_find_names_learns_from_the_corpus_what_a_capital_means():
    """At the beginning of a sentence a word is a name if the corpus writes it so within others."""
    assert names("Trump left.") == []
    assert names("Trump left.", "We saw Trump.") == ["Trump", "Trump"]
    assert names("Police left.", "We saw police and police.", "The Police sang.") == ["Police"]
    assert names("Khamenei left.") == ["Khamenei"]


def test_find_names_does_not_take_headlines_at_their_word():
    """In a line where most words have capitals, a word is a name by the evidence of others only."""
    headline = "Voters Reject Big Plan From Rouhani And Trump\n\nThey say that Trump lost."
    assert names(headline) == ["Rouhani", "Trump", "Trump"]
    assert names("VOTERS REJECT PLAN OF NATO AND ROUHANI.") == ["NATO", "ROUHANI"]


def test_find_names_gives_places_in_the_text():
    """start and end are code points of the text, sentence is the sentence's number."""
    table = find_names(texts("", "Yes. Then came  Émile\tZola."))
    assert table.values.tolist() == [["d1", 1, 16, 26, "Émile\tZola"]]
    assert table["doc_id"].cat.categories.tolist() == ["d0", "d1"]
    assert table.dtypes.astype("str").tolist() == ["category", "int32", "int32", "int32", "str"]


def test_find_names_of_nothing_is_an_empty_table():
    """No document, or none with a name, gives no rows with the same columns."""
    for documents in (texts(), texts("", "nothing here.")):
        table = find_names(documents)
        assert table.columns.tolist() == ["doc_id", "sentence", "start", "end", "surface"]
        assert len(table) == 0


@given(corpora())
def test_find_names_are_spans_that_do_not_overlap(documents):
    """Each name stands where it says, has a capital, and ends before the next begins."""
    table = find_names(documents)
    by_id = documents.set_index("doc_id")["text"]
    last = ("", 0)
    for row in table.itertuples():
        assert by_id[row.doc_id][row.start : row.end] == row.surface
        assert any(letter.isupper() for letter in row.surface)
        assert row.doc_id != last[0] or row.start >= last[1]
        last = (row.doc_id, row.end)


@pytest.mark.parametrize(
    "text",
    ["A " * 50_000, "Name " * 50_000, "Of the " * 30_000, "“A " * 50_000, "A." * 50_000,
     "Bank of " * 30_000, "\n" * 100_000, "A’s " * 50_000],
)  # fmt: skip
def test_find_names_takes_time_in_proportion_to_the_text(text):
    """A hostile text of one pattern repeated does not take forever."""
    begun = time.perf_counter()
    find_names(texts(text))
    assert time.perf_counter() - begun < 20  # about a second here; a loaded machine needs more


def test_find_names_finds_the_names_of_the_gold(seeds):
    """Of the mentions by name that two readers marked in 001, at least 95 % overlap with a name."""
    rows = [json.loads(line) for line in (GOLD / "mentions.jsonl").read_text("utf-8").splitlines()]
    gold = [(row["start"], row["end"]) for row in rows if row["kind"] == "named" and row["agreed"]]
    table = find_names(seeds)
    table = table[table["doc_id"] == "001_b6cd71a7e160cdfa"]
    spans = list(zip(table["start"], table["end"], strict=True))
    met = sum(any(a < end and start < b for a, b in spans) for start, end in gold)
    assert met >= 0.95 * len(gold)


def test_spells_with_and_without_small_words():
    """An acronym has the initials of all words, or of those with capitals."""
    assert spells("DOJ", "Department of Justice")
    assert spells("DJ", "Department of Justice")
    assert spells("U.S.", "United States")
    assert not spells("I", "Iran")
    assert not spells("EU", "United Nations")
