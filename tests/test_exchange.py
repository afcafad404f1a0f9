"""Codebooks from elsewhere and back: nothing is lost in silence, whatever is wrong has its line."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.actors import find_mentions
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook, Role, read_actors
from analysis.exchange import as_yaml, save_actors

PLAIN = Codebook(
    (
        Actor(name="North Atlantic Treaty Organization", kind="coalition", aliases=["NATO", "Nato"]),
        Actor(name="Émile Zola", kind="person", aliases=["=Zola", "Zola, Émile", 'the "Z"']),
        Actor(name="Iran", kind="state"),
    )
)  # fmt: skip
WHOLE = Codebook(
    (
        Actor(
            name="Mike Pompeo", kind="person", side="US: right", gender="male", surname=False,
            roles=[Role(title="Secretary of State", start="2018-04-26"), Role(title="Director")],
            wikidata="Q473239",
        ),
        Actor(name="Iran", kind="state", demonyms=["Iranian"], aliases=["no", "null", "- Iran", "#1"]),
        Actor(name="Government of Iran", kind="government", of="Iran", metonyms=["Tehran"],
              nominals=["the regime"], family_name_first=True),
    ),
    ignore=("regime change", "Iran, nuclear: deal"),
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Write a file and give its path."""

    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("suffix", [".yml", ".yaml", ".csv", ".jsonl"])
def test_save_actors_writes_what_read_actors_reads(suffix, tmp_path):
    """Names, aliases and kinds come back from every format as they went, whatever the signs."""
    path = save_actors(PLAIN, tmp_path / f"actors{suffix}")
    assert read_actors(path).actors == PLAIN.actors


def test_save_actors_keeps_everything_as_yaml(tmp_path):
    """Roles, days, demonyms, ignored phrases: YAML keeps all, and says nothing."""
    again = read_actors(save_actors(WHOLE, tmp_path / "actors.yml"))
    assert (again.actors, again.ignore) == (WHOLE.actors, WHOLE.ignore)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_save_actors_warns_of_what_a_format_cannot_hold(suffix, tmp_path):
    """A format without a place for roles or demonyms says what it left out, and how often."""
    with pytest.warns(CorpusWarning) as caught:
        save_actors(WHOLE, tmp_path / f"actors{suffix}")
    assert "demonyms (1), family_name_first (1), gender (1), ignore (2)" in str(caught[0].message)


def test_save_actors_writes_over_nothing_unasked(tmp_path):
    """A file that exists is left as it is, unless force says otherwise."""
    path = tmp_path / "actors.csv"
    path.write_text("mine")
    with pytest.raises(FileExistsError, match=r"actors\.csv exists already"):
        save_actors(PLAIN, path)
    assert path.read_text() == "mine"
    save_actors(PLAIN, path, force=True)
    assert len(read_actors(path)) == 3
    with pytest.raises(ValueError, match='must end in ".yml"'):
        save_actors(PLAIN, tmp_path / "actors.xlsx")


def test_save_actors_writes_a_csv_that_a_spreadsheet_runs_nothing_of(tmp_path):
    """UTF-8 with its mark; a cell that begins like a formula is neutral."""
    content = save_actors(PLAIN, tmp_path / "actors.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfname,alias,kind\n")
    assert ",'=Zola," in content.decode()


def test_read_actors_reads_a_csv(written):
    """One alias a row; semicolons, a mark at the beginning, further columns, kinds in any case."""
    text = "\ufeffName;Alias;Kind;Note\nIran;Persia;State;x\n\nIran;;;\nIran;Islamic Republic;state\nAP;;ORG\n"
    actors = read_actors(written("actors.csv", text)).actors
    assert [(a.name, a.kind, a.aliases) for a in actors] == [
        ("Iran", "state", ("Persia", "Islamic Republic")),
        ("AP", "organization", ()),
    ]


def test_read_actors_reports_all_mistakes_of_a_csv_at_once(written):
    """Each mistake has its line, also behind a cell that runs over two lines."""
    text = 'name,alias,kind\n"Iran\nand",,state\n,Persia,state\nIraq,,stat\nOman,,state\nOman,,place\nYemen,--,state\n'
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read_actors(written("actors.csv", text))
    lines = str(caught.value).splitlines()
    assert lines[0] == "actors.csv has 4 problems:"
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        f"actors.csv, line {number}" for number in (4, 5, 7, 8)
    ]
    with pytest.raises(ValueError, match='line 1: the first line must name .*"kind" is missing'):
        read_actors(written("actors.csv", "name,alias\nIran,Persia\n"))
    with pytest.raises(ValueError, match="line 2: this is not UTF-8"):
        read_actors(written("actors.csv", b"name,kind\ncaf\xe9,place\n"))


def patterns(*rows) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_read_actors_reads_patterns_of_text_and_of_words(written):
    """Text as it is; ORTH and TEXT as written, signs joined to words; id is the canonical name."""
    text = patterns(
        {"label": "ORG", "pattern": "Apple", "id": "Apple Inc."},
        {"label": "ORG", "pattern": [{"ORTH": "Apple"}, {"TEXT": "Inc."}], "id": "Apple Inc."},
        {"label": "GPE", "pattern": [{"ORTH": "People"}, {"ORTH": "’s"}, {"ORTH": "Republic"}]},
        {"label": "person", "pattern": [{"ORTH": "Kim"}, {"ORTH": "Jong"}, {"ORTH": "-"}, {"ORTH": "un"}]},
        {"label": "NORP", "pattern": "Kurds"},
        {"label": "coalition", "pattern": "G7"},
    )  # fmt: skip
    actors = read_actors(written("actors.jsonl", text)).actors
    assert [(a.name, a.kind, a.aliases) for a in actors] == [
        ("Apple Inc.", "organization", ("Apple",)),
        ("People’s Republic", "state", ()),
        ("Kim Jong-un", "person", ()),
        ("Kurds", "people", ()),
        ("G7", "coalition", ()),
    ]


def test_read_actors_gives_capitals_to_patterns_in_any_case(written):
    """LOWER finds any case, a codebook one: names get capitals, and a warning names the lines."""
    text = patterns(
        {"label": "ORG", "pattern": [{"LOWER": "state"}, {"LOWER": "department"}]},
        {"label": "ORG", "pattern": [{"LOWER": "nato"}], "id": "NATO"},
        {"label": "ORG", "pattern": [{"LOWER": "isis"}]},
    )
    with pytest.warns(CorpusWarning, match="line 1: LOWER finds any case"):
        actors = read_actors(written("actors.jsonl", text)).actors
    assert [(a.name, a.aliases) for a in actors] == [
        ("State Department", ()),
        ("NATO", ()),
        ("Isis", ("ISIS",)),
    ]


def test_read_actors_passes_over_patterns_that_are_more_than_words(written):
    """Operators, expressions and parts of speech are named with their lines and left out."""
    text = patterns(
        {"label": "ORG", "pattern": [{"LOWER": "apple", "OP": "+"}]},
        {"label": "ORG", "pattern": [{"TEXT": {"REGEX": "a.*"}}]},
        {"label": "ORG", "pattern": [{"POS": "PROPN"}]},
        {"label": "ORG", "pattern": []},
        {"label": "ORG", "pattern": "Reuters"},
    )
    with pytest.warns(CorpusWarning) as caught:
        actors = read_actors(written("actors.jsonl", text)).actors
    assert [actor.name for actor in actors] == ["Reuters"]
    assert [f"line {n}: passed over" in str(caught[0].message) for n in (1, 2, 3, 4, 5)] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_read_actors_reports_all_mistakes_of_patterns_at_once(written):
    """A line that is no JSON, has no label, an unknown label or another kind: each its line."""
    text = '{"label"\n[]\n\n{"label": "DATE", "pattern": "May"}\n' + patterns(
        {"label": "ORG", "pattern": "A", "id": "B"}, {"label": "GPE", "pattern": "C", "id": "B"}
    )
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read_actors(written("actors.jsonl", text))
    lines = str(caught.value).splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        f"actors.jsonl, line {number}" for number in (1, 2, 4, 6)
    ]


def test_read_actors_finds_the_same_mentions_from_each_format(seeds, tmp_path):
    """The seeds' actors with names and aliases only find the same in every format."""
    whole = read_actors("seeds/actors.yml")
    kept = {"name", "kind", "aliases"}
    codebook = Codebook(tuple(Actor(**actor.model_dump(include=kept)) for actor in whole))
    expected = find_mentions(seeds, codebook).values.tolist()
    for suffix in (".yml", ".csv", ".jsonl"):
        again = read_actors(save_actors(codebook, tmp_path / f"actors{suffix}"))
        assert find_mentions(seeds, again).values.tolist() == expected


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
def test_as_yaml_quotes_whatever_needs_it(text):
    """Any text stays what it is when the entry is read as YAML."""
    entry = yaml.load(as_yaml({"name": "A", "kind": "state", "aliases": [text]}), yaml.BaseLoader)
    assert entry == [{"name": "A", "kind": "state", "aliases": [text]}]
