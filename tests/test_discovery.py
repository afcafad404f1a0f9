"""Discovery: which names mean one actor, what is proposed, and that it can be pasted."""

import re
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from corpora import corpora
from hypothesis import given

from analysis.actors import find_mentions
from analysis.codebook import Actor, Codebook, read_actors
from analysis.discovery import as_codebook, discover_actors
from analysis.grouping import key
from analysis.kinds import signs, suggest
from analysis.wording import describe


def texts(*some: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(some))], "text": some}, dtype="str")


def found(*some: str, actors: Codebook | None = None, min_count: int = 1) -> dict[str, dict]:
    table = discover_actors(texts(*some), actors, min_count=min_count)
    return table.set_index("name").to_dict("index")


def test_discover_actors_counts_all_forms_of_a_name():
    """Full name, surname, spelling and title are one candidate; n counts its places."""
    table = found(
        "We met President Donald Trump. Then Mr. Trump spoke. We heard Donald J. Trump.",
        "Later Trump left. His son met Trump.",
    )
    assert list(table) == ["Donald Trump"]
    trump = table["Donald Trump"]
    assert (trump["n"], trump["n_docs"], trump["kind"]) == (5, 2, "person")
    assert trump["aliases"] == ["Donald J. Trump"]
    assert "gender: male" in trump["entry"]


def test_discover_actors_pairs_acronyms_with_names():
    """By the brackets behind the name, or by initials, where both stand in one document."""
    table = found(
        "The National Council of Resistance of Iran (NCRI) met. It joined the NCRI.",
        "The Associated Press wrote. Others asked the AP.",
        "He saw the LA Times. She reads the Los Angeles Times.",
    )
    assert table["National Council of Resistance of Iran"]["aliases"] == ["NCRI"]
    assert table["Associated Press"]["aliases"] == ["AP"]
    assert table["Los Angeles Times"]["aliases"] == ["LA Times"]
    apart = found("They met the Associated Press.", "They met the AP.")
    assert set(apart) == {"Associated Press", "AP"}


def test_discover_actors_leaves_a_surname_of_several_to_each():
    """A surname that ends several full names is no candidate and is counted for none of them."""
    table = found("We met Bill Clinton and Hillary Clinton. Then we asked Ms Clinton.")
    assert {name: row["n"] for name, row in table.items()} == {
        "Bill Clinton": 1,
        "Hillary Clinton": 1,
    }


def test_discover_actors_takes_no_place_for_a_surname():
    """Israel after "in" is not the surname of an odd longer name."""
    table = found("They live in Israel. He came to Israel. Fans of Radio Israel met.")
    assert table["Israel"]["n"] == 2


def test_discover_actors_knows_a_family_name_that_comes_first():
    """Kim is the family name of Kim Jong-un; the entry says so."""
    table = found("We met Kim Jong-un. Then we heard Mr Kim.")
    assert table["Kim Jong-un"]["n"] == 2
    assert "family_name_first: true" in table["Kim Jong-un"]["entry"]


def test_discover_actors_gives_states_their_demonyms():
    """Adjectives and inhabitants of a state are its demonyms and no candidates."""
    table = found(
        "We went to Poland and Nigeria. Then Polish officials met. We saw the Nigerians.",
        "He likes Iran and Iraq. We met Iranian and Iraqi lawyers. She is from Niger.",
    )
    assert set(table) == {"Poland", "Nigeria", "Niger", "Iran", "Iraq"}
    assert "demonyms: [Polish]" in table["Poland"]["entry"]
    assert "demonyms: [Nigerians]" in table["Nigeria"]["entry"]
    assert table["Iran"]["kind"] == table["Iraq"]["kind"] == "state"


def test_discover_actors_finds_governments_named_in_lower_case():
    """Name or demonym with administration, regime, ministry; regime and authorities are one."""
    table = found(
        "We asked the Trump administration. They blame the Iranian regime.",
        "Then the Iranian authorities spoke, and the Iranian foreign ministry.",
    )
    kinds = {name: (row["kind"], row["n"]) for name, row in table.items()}
    assert kinds == {
        "Iranian authorities": ("government", 2),
        "Trump administration": ("government", 1),
        "Iranian foreign ministry": ("organization", 1),
    }


@pytest.mark.parametrize(
    "text",
    [
        "They signed the Treaty of Paris Agreement on Monday.",
        "He won the World Cup in March.",
        "We met the Secretary of State and the Prime Minister.",
        "It is written in English.",
        "We like The Great Big Idea, R-Texas and Calif. too.",
        "Polish officials met.",
    ],
)
def test_discover_actors_leaves_out_what_is_no_actor(text):
    """Agreements, events, days, languages, titles without a name and adjectives are left out."""
    names = set(found(text)) - {"Treaty of Paris Agreement", "Great Big Idea"}
    assert not names


def test_discover_actors_asks_for_a_place_within_a_sentence():
    """A name that only ever begins a sentence has no proof that it is one."""
    assert found("Khamenei spoke. Khamenei left.") == {}
    assert found("Khamenei spoke. We saw Khamenei.")["Khamenei"]["n"] == 2


def test_discover_actors_leaves_out_what_the_codebook_finds():
    """Names, surnames and ignored phrases of the codebook are no candidates; longer names are."""
    codebook = Codebook(
        (Actor(name="Donald Trump", kind="person"), Actor(name="Iran", kind="state")),
        ignore=("Iran Freedom Rally",),
    )
    table = found(
        "We met Donald Trump. Then Trump saw Melania Trump at the Iran Freedom Rally.",
        "He left Iran with the Revolutionary Guard of Iran. The Revolutionary Guard of Iran left.",
        actors=codebook,
    )
    assert set(table) == {"Melania Trump", "Revolutionary Guard of Iran"}


def test_discover_actors_gives_a_passage_and_prunes_last():
    """The example is the sentence of a place within one; min_count counts all forms."""
    documents = ("Rouhani came. Yesterday Hassan Rouhani spoke of peace. All left.",)
    row = found(*documents, min_count=2)["Hassan Rouhani"]
    assert row["example"] == "Yesterday Hassan Rouhani spoke of peace."
    assert found(*documents, min_count=3) == {}
    with pytest.raises(ValueError, match="min_count must be 1 or more"):
        found(*documents, min_count=0)


def test_discover_actors_of_nothing_is_an_empty_table():
    """No document and no name give no rows with the same columns."""
    for documents in (texts(), texts("", "nothing here.")):
        table = discover_actors(documents)
        assert len(table) == 0
        assert table["n"].dtype == "int64"
        assert "actors: []" in as_codebook(table)


@given(corpora())
def test_discover_actors_gives_entries_that_are_a_codebook(documents):
    """Whatever the texts, the entries are read without a problem or a warning, once each name."""
    table = discover_actors(documents, min_count=1)
    assert table["n"].is_monotonic_decreasing
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        path = Path(folder) / "actors.yml"
        path.write_text(as_codebook(table), encoding="utf-8")
        assert [actor.name for actor in read_actors(path)] == table["name"].tolist()


def test_as_codebook_is_read_and_finds_what_it_counted(seeds, tmp_path):
    """A first codebook of the seeds is read without a warning and finds the names it was made of."""
    table = discover_actors(seeds)
    path = tmp_path / "actors.yml"
    path.write_text(as_codebook(table), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        codebook = read_actors(path)
    assert [actor.name for actor in codebook] == table["name"].tolist()
    mentions = Counter(find_mentions(seeds, codebook)["actor"].dropna())
    missed = [row.name for row in table.itertuples(index=False) if not mentions[row.name]]
    assert missed == []


def test_discover_actors_proposes_actors_on_the_seeds(seeds):
    """Fewer than 20 % of the candidates are unknown to the codebook that was written by hand."""
    codebook = read_actors("seeds/actors.yml")
    known = {
        key(name)
        for actor in codebook
        for name in (actor.name, *actor.aliases, *actor.metonyms, *actor.nominals)
    }
    surnames = {name.split()[-1] for name in known}
    demonyms = {key(demonym) for actor in codebook for demonym in actor.demonyms}
    table = discover_actors(seeds, min_count=1).head(50)
    unknown = [
        name
        for name in map(key, table["name"])
        if name not in known and name not in surnames and name.split()[0] not in demonyms
    ]
    assert len(unknown) < 0.2 * len(table), unknown


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Trump administration", "government"),
        ("Foreign Ministry", "organization"),
        ("University of Oxford", "organization"),
        ("Boston Globe", "media"),
        ("European Union", "coalition"),
        ("Islamic Republic", "state"),
        ("Lake Victoria", "place"),
        ("Mississippi River", "place"),
        ("CIA", "organization"),
        ("Australians", "people"),
    ],
)
def test_suggest_reads_the_words_of_a_name(name, kind):
    """What a name's own words say, they say without any passage."""
    assert suggest(name, Counter(), 1, has_demonym=False) == kind


def test_suggest_reads_the_passages():
    """A title makes a person, "in" a place, a verb of reporting an outlet, an adjective a state."""
    assert suggest("Zarif", Counter(title=1), 2, has_demonym=False) == "person"
    assert suggest("Vienna", Counter(place=1), 2, has_demonym=False) == "place"
    assert suggest("Reuters", Counter(reports=1), 2, has_demonym=False) == "media"
    assert suggest("Iran", Counter(place=1), 2, has_demonym=True) == "state"


def test_signs_of_a_place_reach_along_a_list():
    """In "in Syria, Iraq and North Yemen" each is a place, in "of Syria and Iraq" none."""
    text = "protests in Syria, Iraq and North Yemen"
    assert [signs(text, text.index(name), text.index(name) + 4) for name in ("Syri", "Iraq", "Yeme")] == [
        ["place"], ["place"], [],
    ]  # fmt: skip
    assert signs(text, text.index("North"), len(text)) == ["place"]
    assert signs("leaders of Syria and Iraq", 21, 25) == []


def test_describe_says_what_the_codebook_lacks():
    """The number of candidates and the most frequent; or that no name is left."""
    table = discover_actors(texts("He met Zarif. She met Zarif. We met Kerry."), min_count=1)
    assert str(describe(table)) == (
        "2 names of the corpus are not in the codebook; the most frequent is **Zarif** "
        "(2 places in 1 document)."
    )
    assert "No name is left" in str(describe(discover_actors(texts())))


def test_entries_quote_what_yaml_would_read_otherwise():
    """Each entry on its own is valid YAML below actors:."""
    table = discover_actors(texts("We met Null: the Null of O'Brien. He saw No."), min_count=1)
    for entry in table["entry"]:
        assert re.match(r"  - name: .+\n    kind: \w+", entry)
