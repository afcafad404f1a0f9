"""analysis.stops: sentences told at speed are those of the rules, whatever the text."""

from importlib.metadata import distributions

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis as an
from analysis import kernels, sentences, stops

# Words that rules know, all that may stand around a stop, white space of every kind.
PIECES = [
    *".!?…‼⁇؟。।›»”’\"')]}」[（(“‘„«¡*_`-–—,;:&%/ \n\t\r\x0b\x1c\x1f\x85\xa0\u2009\u2028\u2029\u202f\u205f\u3000\u1680",
    *"aZ1é中٣\U0001f600\u0301", ". ", ". ", ".\n", ".” ", "?” ", "! ", "\r\n", "\n\n", "\n \n", " . . . ", " .5", ". .", "[1]", "[12] ",
    "[1234]", "[٣]", "« Non. »", " »", " )", "...", "….", "word", "word. ", "The", "The ", " the", "Mr. ", "Mr", "Dr.", "U.S. ",
    "U.S.", "p.m. ", "a.m.", "5 p.m. Monday", "I. ", "I ", "i. ", "ii. ", "IV. ", "1. ", "12. ", "2018. ", "A. ", "said.The",
    "Yahoo! ", "eBay ", "iPhone", "al-Qaeda ", "No. ", "no. ", "Jan. ", "Sen. ", "then-Sen. ", "anti-war. ", "don’t. ", "don't. ",
    "etc. ", "(etc.) ", "Gov", "approx. ", "Smith asked", " Mr. Smith asked", "hepatitis C. ", "Under Sec", "longerthaneightletters. ",
    "Minister. ", "x" * 35 + ". ", "9" * 35 + ". ", "and/or. ", "a.b", "x@y.Zed", ".com",
]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
texts = st.one_of(pieces, pieces, st.text(st.characters(exclude_categories=["Cs"]), max_size=30))


def both(texts, paragraphs):
    """The sentences of the texts at speed, and by the rules alone."""
    column = pd.Series(texts, dtype="str")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "LARGE", 0)
        fast = sentences.all_spans(column, paragraphs=paragraphs)
        patch.setattr(kernels, "LARGE", 10**12)
        return fast, sentences.all_spans(column, paragraphs=paragraphs)


def assert_same(texts, paragraphs="blank"):
    fast, slow = both(texts, paragraphs)
    for name in sentences.Spans._fields:
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name), err_msg=name)


@settings(max_examples=1500)
@given(st.lists(texts, max_size=4), st.sampled_from(["blank", "line"]))
@example(["He left. “", "He left. (Then", "The U.S. The U.S. the"], "blank")
@example(["He met O'Gen. The end", "123. The end. 1234. The end", "I sat: 100. The"], "blank")
@example(["He said. . . Then", "He said . . .5 Then", "a. »b c. » D"], "blank")
def test_sentences_at_speed_are_those_of_the_rules(texts, paragraphs):
    """Each paragraph, each start and each end, and how many a document has."""
    assert_same(texts, paragraphs)


def test_sentences_at_speed_are_those_of_the_rules_on_real_text(seeds):
    """The seeds, and what installed packages say about themselves in many languages."""
    read = [found.read_text("METADATA") or "" for found in distributions()]
    for paragraphs in ("blank", "line"):
        assert_same([*seeds["text"], *read], paragraphs)


def test_most_stops_of_news_are_told_without_the_rules(seeds, monkeypatch):
    """In the seeds hardly a sentence end is asked of the rules; one behind U.S. is."""
    asked = []
    rule = sentences._is_end
    monkeypatch.setattr(sentences, "_is_end", lambda *args: asked.append(1) or rule(*args))
    monkeypatch.setattr(kernels, "LARGE", 0)
    assert len(an.split_sentences(seeds)) > 60
    assert len(asked) < 6
    before = len(asked)
    texts = pd.DataFrame({"doc_id": ["a"], "text": ["They left the U.S. The others stayed."]})
    assert len(an.split_sentences(texts)) == 2
    assert len(asked) == before + 1


def test_every_word_of_the_list_of_abbreviations_is_left_to_the_rules_or_no_end():
    """Nothing in the list is taken for an ordinary word."""
    for word in sentences.KINDS:
        assert_same([f"One {word}. Two {word}. two ({word}. The {word}.” The x-{word}. The"])


def test_words_with_the_same_eight_letters_are_told_apart_by_the_rules():
    """A longer word than the table can hold is never certain, nor one that begins like it."""
    words, told = stops.table_of({"abcdefghij": stops.NOT, "abcdefgh": stops.NOT, "Mr": stops.NOT})
    assert sorted(told[words != 0].tolist()) == [stops.ASK, stops.NOT]
