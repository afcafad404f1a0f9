"""Quotations and attributions of the seeds against their hand annotation.

Seed 001 was read by two annotators (tests/gold); of seed 000 the reading below is our own.
"""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.actors import find_mentions
from analysis.attributions import find_attributions
from analysis.codebook import read_actors
from analysis.quotes import find_quotes

HERE = Path(__file__).parent
NCRI = "National Council of Resistance of Iran"
OWN = [  # words, speaker, outlet; of seed 000
    ("regime change", None, None),
    ("enormous coalition", "Mike Pompeo", None),
    ("in it for the long haul in destroying", "Mike Pompeo", "Associated Press"),
    ("the enormous coalition that is prepared", "Mike Pompeo", None),
    ("desperate circus", "Javad Zarif", None),
    ("destabilizing", "Jacek Czaputowicz", None),
    ("appeasement policy", NCRI, None),
    ("democratic alternative", NCRI, None),
    ("Arab NATO", None, None),
]
OWN_ATTRIBUTIONS = [  # outlet, cue; of seed 000
    ("USA Today", "According to"),
    ("Associated Press", "described Pompeo as arguing"),
    ("Associated Press", "reported"),
    ("Reuters", "pointed out"),
]


def gold(name):
    """The annotated rows of seed 001."""
    lines = (HERE / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame(map(json.loads, lines))


@pytest.fixture(scope="module")
def found(seeds):
    """The quotations and attributions of the seeds, with default mentions."""
    actors = read_actors(HERE.parent / "seeds" / "actors.yml")
    mentions = find_mentions(seeds, actors)
    return find_quotes(seeds, mentions, actors), find_attributions(seeds, mentions, actors)


def test_all_quotations_are_found_with_their_speakers_and_outlets(found):
    """Seed 001: all spans, and nothing else; the term is told apart; all speakers, all outlets."""
    quotes = found[0][found[0]["doc_id"] == "001_b6cd71a7e160cdfa"]
    expected = gold("quotes").sort_values("start")
    for column in ("start", "end", "text"):
        assert quotes[column].tolist() == expected[column].tolist()
    for column in ("speaker", "source"):
        assert quotes[column].tolist() == expected[column].fillna("").tolist()
    assert (quotes["kind"] != "term").tolist() == expected["reported"].tolist()


def test_quotations_of_the_other_seed_agree_with_our_reading(found):
    """Seed 000: the nine spans, two of them terms, seven speakers, one outlet."""
    quotes = found[0][found[0]["doc_id"] == "000_14b1c6eac40ca605"]
    rows = list(zip(quotes["text"], quotes["speaker"], quotes["source"], strict=True))
    assert len(rows) == len(OWN)
    for (text, speaker, source), (words, expected, outlet) in zip(rows, OWN, strict=True):
        assert text.startswith(words)
        assert (speaker, source) == (expected or "", outlet or "")
    terms = quotes.loc[quotes["kind"] == "term", "text"].tolist()
    assert terms == ["regime change", "Arab NATO"]


def test_outlets_are_found_where_they_are_sources_and_nowhere_else(found):
    """Seed 001: the nine places with outlet and cue, the anaphoric one too, and no other."""
    rows = found[1][found[1]["doc_id"] == "001_b6cd71a7e160cdfa"]
    expected = gold("attributions").sort_values("start")
    for column, annotated in [("start", "start"), ("end", "end"), ("surface", "text")]:
        assert rows[column].tolist() == expected[annotated].tolist()
    assert rows["source"].tolist() == expected["outlet"].tolist()
    assert rows["cue"].tolist() == expected["cue"].tolist()
    assert (rows["rule"] == "it added").tolist() == expected["anaphoric"].tolist()


def test_attributions_of_the_other_seed_agree_with_our_reading(found):
    """Seed 000: four places."""
    rows = found[1][found[1]["doc_id"] == "000_14b1c6eac40ca605"]
    assert list(zip(rows["source"], rows["cue"], strict=True)) == OWN_ATTRIBUTIONS
