"""Attributions: an outlet is found where it is a source, with its cue, and nowhere else."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.actors import find_mentions
from analysis.attributions import find_attributions
from analysis.codebook import Actor, Codebook

ACTORS = Codebook(
    (
        Actor(name="Mike Pompeo", kind="person"),
        Actor(name="Reuters", kind="media"),
        Actor(name="Los Angeles Times", kind="media", aliases=["LA Times"]),
        Actor(name="CNN", kind="media"),
        Actor(name="White House", kind="organization"),
    )
)
COLUMNS = ["doc_id", "sentence", "start", "end", "surface", "source", "cue", "rule"]


def attributions_of(*texts):
    """The attributions of some texts."""
    names = [f"d{number}" for number in range(len(texts))]
    documents = pd.DataFrame({"doc_id": names, "text": list(texts)}, dtype="str")
    return find_attributions(documents, find_mentions(documents, ACTORS), ACTORS)


@pytest.mark.parametrize(
    ("text", "surface", "source", "cue", "rule"),
    [
        ("On Monday Reuters added that he left.", "Reuters", "Reuters", "added", "O said"),
        ("The LA Times has now reported it.", "LA Times", "Los Angeles Times", "reported", "O said"),
        ("Nevertheless, Reuters points out, he left.", "Reuters", "Reuters", "points out", "O said"),
        ("Reuters pointed to a letter as evidence.", "Reuters", "Reuters", "pointed to", "O said"),
        ("Reuters, citing officials, said he left.", "Reuters", "Reuters", "said", "O said"),
        ("He left after CNN reported it.", "CNN", "CNN", "reported", "O said"),
        ("Another Reuters report quoted him as saying, “No.”", "Reuters", "Reuters", "report quoted him as saying", "O said"),
        ("CNN described Mr. Pompeo as arguing that it is so.", "CNN", "CNN", "described Mr. Pompeo as arguing", "O said"),
        ("A recent CNN poll found that he lost.", "CNN", "CNN", "poll found", "O said"),
        ("CNN’s report said he left.", "CNN", "CNN", "report said", "O said"),
        ("“He left,” wrote the LA Times.", "LA Times", "Los Angeles Times", "wrote", "said O"),
        ("According to the LA Times, he left.", "LA Times", "Los Angeles Times", "According to", "according to O"),
        ("He lost, according to a recent CNN poll.", "CNN", "CNN", "according to", "according to O"),
        ("He lost, according to a report by Reuters.", "Reuters", "Reuters", "according to", "according to O"),
        ("The plan, first reported by Reuters, is dead.", "Reuters", "Reuters", "reported by", "said by O"),
        ("He left, she said, citing Reuters.", "Reuters", "Reuters", "citing", "citing O"),
        ("Mr. Pompeo told CNN on Monday that he left.", "CNN", "CNN", "told", "told O"),
        ("In an interview with the LA Times he said no.", "LA Times", "Los Angeles Times", "interview with", "told O"),
        ("He said so in a statement to Reuters.", "Reuters", "Reuters", "statement to", "told O"),
    ],
)  # fmt: skip
def test_find_attributions_finds_each_way_of_naming_a_source(text, surface, source, cue, rule):
    """An outlet reports, is cited, is told: name as written, canonical name, cue and rule."""
    table = attributions_of(text)
    assert table[["surface", "source", "cue", "rule"]].values.tolist() == [
        [surface, source, cue, rule]
    ]
    found = table.iloc[0]
    assert text[found["start"] : found["end"]] == surface


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Pompeo criticised CNN on Monday.",
        "CNN was sold to a fund, and Reuters fired its editor.",
        "He appeared on CNN and watched a CNN show.",
        "“CNN reported it,” Mr. Pompeo said.",
        "The White House reported it.",
        "CNN pointed a camera at him.",
        "It said that he left. The paper added more.",
    ],
)
def test_find_attributions_passes_over_outlets_that_are_no_source(text):
    """Outlets that are spoken about, sold, watched or named in a quotation are not attributions."""
    assert len(attributions_of(text)) == 0


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Reuters said he left. It then added that she stayed.", ["Reuters", "Reuters"]),
        ("Reuters said he left. The newspaper noted that she stayed.", ["Reuters", "Reuters"]),
        ("Reuters said he left. It added more. It also noted this.", ["Reuters"] * 3),
        ("Reuters and CNN said he left.", ["CNN"]),
        ("Reuters said he left. It rained.", ["Reuters"]),
        ("Reuters said he left. It is clear. It added more.", ["Reuters"]),
        ("He told Reuters no. It added more.", ["Reuters"]),
        ("Reuters said the White House declined. It added more.", ["Reuters"]),
        ("Reuters said he left, CNN reported. It added more.", ["Reuters", "CNN"]),
    ],
)
def test_find_attributions_takes_up_the_one_outlet_of_the_sentence_before(text, sources):
    """ "It added" is the outlet of the sentence before, if that has one only."""
    table = attributions_of(text)
    assert table["source"].tolist() == sources
    assert table["start"].is_monotonic_increasing


def test_find_attributions_numbers_sentences_and_documents():
    """Sentence numbers are those of the other tables; all documents are categories."""
    table = attributions_of(
        "It rained. CNN said so.", "", "“One left. Two stayed,” he said. Reuters said no."
    )
    assert table["doc_id"].tolist() == ["d0", "d2"]
    assert table["doc_id"].cat.categories.tolist() == ["d0", "d1", "d2"]
    assert table["sentence"].tolist() == [1, 2]
    assert table.attrs["basis"]["n_attributions"] == 2


def test_find_attributions_without_outlets_gives_the_same_columns():
    """No documents, no outlet, an empty codebook: an empty table of the same types."""
    full = attributions_of("CNN said so.")
    for table in (attributions_of(), attributions_of("", "He said so.")):
        assert len(table) == 0
        assert table.columns.tolist() == full.columns.tolist() == COLUMNS
        assert table.dtypes[1:].equals(full.dtypes[1:])


def test_find_attributions_says_which_column_is_missing():
    """A table that is none of mentions is refused with a sentence."""
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["b"]})
    with pytest.raises(ValueError, match='find_attributions needs the columns "start", "end"'):
        find_attributions(documents, documents, ACTORS)


PIECES = [
    "CNN",
    "CNN’s",
    "Reuters",
    "It",
    "The",
    "paper",
    "said",
    "added",
    "report",
    "told",
    "by",
    ",",
]
PIECES += [
    "according",
    "to",
    "pointed",
    "quoted",
    "him",
    "as",
    "saying",
    "“no”",
    ".",
    "\n\n",
    "who",
    "a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_find_attributions_gives_each_outlet_once_at_its_place(text):
    """Each row is a name of the outlet, or the word that takes it up, and no place comes twice."""
    table = attributions_of(text)
    assert table["start"].is_unique
    for row in table.itertuples():
        assert text[row.start : row.end] == row.surface
        if row.rule == "it added":
            assert row.surface in ("It", "paper", "report")
        else:
            assert row.surface == row.source
        assert " ".join(text.split()).count(row.cue) > 0
