"""What saves time in find_mentions changes no row: blocks, quick looks before a search, hits alone."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_actors import EVERYBODY, check, mentions_in

from analysis import actors as module
from analysis import countries, descriptions, surnames
from analysis.codebook import Actor, Codebook, Role
from analysis.matching import Lexicon, Page

# --- blocks ----------------------------------------------------------------------------------------

SENTENCES = [
    "Donald Trump met US officials in Iran.", "Pompeo left Tehran for Syria and Yemen.",
    "The regime\nspoke.", "Iranian people  wait.", "Melania Trump did not.", "", "\n\n",
    "The Secretary of State, Pompeo,\n said so.", "It rained.", "President Angela  Merkel spoke.",
    "The president did not.", "the White House said the US State Department", "Rice and rice.",
]  # fmt: skip
TEXTS = st.lists(
    st.lists(st.sampled_from(SENTENCES), max_size=5).map(" ".join), min_size=1, max_size=6
)


@settings(max_examples=60)
@given(TEXTS, st.sampled_from([1, 30, 200]))
def test_find_mentions_is_the_same_in_blocks_of_any_size(texts, size):
    """Documents are read in blocks; a document has the same mentions in any block, and alone."""
    whole = mentions_in(*texts, layers="all")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "BLOCK", size)
        pd.testing.assert_frame_equal(mentions_in(*texts, layers="all"), whole)
    alone = [mentions_in(text, layers="all").drop(columns="doc_id") for text in texts]
    pd.testing.assert_frame_equal(
        pd.concat(alone, ignore_index=True), whole.drop(columns="doc_id"), check_dtype=False
    )


def test_find_mentions_splits_sentences_only_where_something_is_found(monkeypatch):
    """A document without a string of the codebook is not split into sentences."""
    split, all_spans = [], module.all_spans

    def noted(texts, **how):
        split.extend(texts)
        return all_spans(texts, **how)

    monkeypatch.setattr(module, "all_spans", noted)
    mentions_in("Nothing here.", "Iran spoke.", "", "Nor there.")
    assert split == ["Iran spoke."]


def test_find_mentions_reads_a_long_codebook_in_one_pass():
    """Thousands of other names in the codebook change nothing for those that occur."""
    text = "Donald Trump met Iranian officials in Iran. The regime and the White House spoke."
    others = [
        Actor(name=f"Xan{number} Yol{number}q", kind="person", aliases=[f"Zed{number}"])
        for number in range(3000)
    ]
    small, large = mentions_in(text), mentions_in(text, actors=[*EVERYBODY, *others])
    pd.testing.assert_frame_equal(small, large)
    assert len(small) == 5


def test_find_mentions_finds_a_short_name_behind_a_longer_one_that_fails():
    """A longer name that is no whole word hides no shorter one, inside it or across its end."""
    actors = [
        Actor(name="New York", kind="organization"),
        Actor(name="New York Time", kind="organization"),
        Actor(name="York Times Square", kind="organization"),
    ]
    check("{New York|New York|name} Times.", actors=actors)
    check("New {York Times Square|York Times Square|name}.", actors=actors)
    check("{New York|New York|name} Times Squares.", actors=actors)


# --- quick looks before a search ---------------------------------------------------------------------

NEAR = st.lists(
    st.sampled_from(
        ["in", "In", "the", "The", "of", "northern", "zones", "like", "such as", "withdraw", "from", "let",
         "President", "SECRETARY", "Secretary-General", "Republic", "foo", "x", "(in", "“of", "of,", "Prime", "ın",
         "Mınister", "withdraw from the", "zones like the", "let the", "President of", "King of the", "in the", "Minister", "ſecretary", "State", "al-Qaeda", "Mr.", "and"]
    ),
    max_size=5,
)  # fmt: skip
LOOKS = [
    (countries.LAST_IN, countries.IN),
    (countries.LAST_CLAUSE, countries.CLAUSE),
]


@settings(max_examples=500)
@given(NEAR, st.sampled_from([" ", " ", " ", "", "\x1e\x1e", ", "]))
def test_may_be_misses_nothing_that_a_search_finds(words, gap):
    """Where the word before says no, the patterns for places and clauses find nothing either."""
    before = " ".join(words) + gap
    page = Page(before + "Iran", Lexicon(Codebook()))
    for last, pattern in LOOKS:
        if pattern.search(before):
            assert countries.may_be(last, page.word_before(len(before)))
    assert before.endswith(countries.END_LIKE) or not countries.ZONES_LIKE.search(before)
    assert before.lower().endswith(countries.END_FROM) or not countries.MOVE_FROM.search(before)


@settings(max_examples=500)
@given(NEAR, st.sampled_from([" ", " ", " ", "", "\x1e\x1e", ", "]))
def test_may_carry_title_misses_nothing_that_a_search_finds(words, gap):
    """Where the words before a person say no, there is no title."""
    before = " ".join(words) + gap
    page = Page(before + "Zarif", Lexicon(Codebook()))
    if descriptions.TITLE.search(page.text, 0, len(before)):
        assert descriptions._may_carry_title(page, len(before))


@settings(max_examples=300)
@given(
    st.sampled_from(["secretary of state", "king", "interior minister", "president"]),
    st.text("sSſkKKiIİıetcrng ofaP_1.", max_size=30),
    st.sampled_from(["{}", "{}", "x{}", "{} ", "{}s", "-{}-"]),
)
def test_as_words_finds_what_a_search_without_case_finds(title, around, frame):
    """A title is found in any case, as whole words, also where a letter has more than two cases."""
    odd = title.translate(str.maketrans("ski", "ſKı"))
    text = around.join(frame.format(one) for one in (title.upper(), title.title(), odd))
    slow = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE)
    found = [match.span() for match in descriptions._as_words(title).finditer(text)]
    assert found == [match.span() for match in slow.finditer(text)]


PHRASES = [
    "Susan Rice", "Condoleezza Rice", "foreign minister Rice", "said Rice", "said\nRice sanctions", "the Rice",
    "in Rice", "belief in Rice", "Rice is", "Rice of", "Mr. Rice", "von Rice", "J. Rice", "Rice Tower", "Rice, Jr.",
    "Rice & Co", "rice", "“Rice", "Rice’s", "Trump-Rice", "Rice-Trump", "in Iran", "the Iran deal", "from the US",
    "withdraw from Syria and Yemen", "zones like Iraq", "let Iran plan", "the Iranian officials", "US-led",
    "President Trump", "President of Iran Trump", "the president", ".", ",", "\n\n", ":", "It",
]  # fmt: skip
RICE = Actor(name="Condoleezza Rice", kind="person", roles=[Role(title="foreign minister")])


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PHRASES), max_size=8).map(" ".join))
def test_find_mentions_finds_the_same_without_its_quick_looks(text):
    """With each quick look saying that it does not know, every row is the same."""
    texts = [text, text.replace(" ", "  "), re.sub(r" (?=[,.?:”’])", "", text)]
    quick = mentions_in(*texts, actors=[RICE, *EVERYBODY], layers="all", paragraphs="line")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(surnames, "_is_plain", lambda word: False)
        patched.setattr(countries, "may_be", lambda some, word: True)
        patched.setattr(descriptions, "_may_carry_title", lambda page, start: True)
        slow = mentions_in(*texts, actors=[RICE, *EVERYBODY], layers="all", paragraphs="line")
    pd.testing.assert_frame_equal(quick, slow)
