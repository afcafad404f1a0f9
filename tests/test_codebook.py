"""The codebook: what may stand in it, and that all that is wrong is said at once."""

import time
from datetime import date

import pytest
from pydantic import ValidationError

from analysis.aliases import readings, surname
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook, Role, read_actors, shared_aliases

TEN_MISTAKES = """\
version: 1
actors:
  - name: Mike Pompeo
    kind: persn
    alias: [Pompeo]
  - name: Iran
    kind: state
    demonyms: Iranian
  - name: Iran
    kind: state
  - name: Government of Iran
    kind: government
    of: Irn
    aliases: ["", Tehran: 1]
  - kind: person
  - name: Javad Zarif
    kind: person
    surname: perhaps
    roles: [{title: Foreign Minister, from: 2013-13-01}]
"""
SENTENCES = [
    'line 4: "kind" must be "person", "organization", "government", "state", "coalition", "media", '
    '"people" or "place"; not "persn". Did you mean "person"?',
    'line 5: "alias" is no key here; there are "name", "kind", "side", "of", "aliases", "gender", '
    '"surname", "family_name_first", "roles", "demonyms", "metonyms", "nominals" and "wikidata". '
    'Did you mean "aliases"?',
    'line 8: "demonyms" must be a list. Write "demonyms: [one, two]" or one a line with "- " before it.',
    'line 9: the name "Iran" is already in line 6. Join the two entries or rename one.',
    'line 13: "of: Irn" names no other actor of this file. Add it. Did you mean "Iran"?',
    'line 14: "aliases" holds a text without a letter or digit. Write the text or remove it.',
    'line 14: "aliases" must hold plain text; not a list or an entry. Put text with ": " in double quotes.',
    'line 15: "name" is missing. Add "name: ..." to this entry.',
    'line 18: "surname" must be true or false; not "perhaps".',
    'line 19: "from" must be a day such as 2018-04-26; not "2013-13-01". Leave it out if it is open.',
]


@pytest.fixture
def written(tmp_path):
    """Write a codebook and give its path."""

    def write(text: str, **how):
        path = tmp_path / "actors.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_read_actors_reports_ten_mistakes_at_once(written):
    """Each of ten mistakes is reported in one go, with file, line and remedy."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read_actors(written(TEN_MISTAKES))
    lines = [f"actors.yml, {sentence}" for sentence in SENTENCES]
    assert str(caught.value).splitlines() == ["actors.yml has 10 problems:", *lines]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the file is empty."),
        ("# nothing yet\n", "line 1: the file is empty."),
        ("- name: Iran\n  kind: state\n", 'line 1: there is no "actors:"'),
        ("Iran", 'line 1: there is no "actors:"'),
        ("version: 1\n", 'line 1: there is no "actors:"'),
        ("actors: {a: b}", 'line 1: "actors" must be a list.'),
        ("actors: Iran", 'line 1: "actors" must be a list.'),
        ("actors:\n- Iran", "line 2: an actor must be an entry."),
        ("version: 2\nactors: []", 'line 1: version "2" is not known'),
        ("actor: []\nactors: []", 'line 1: "actor" is no key here; there are "version", "actors"'),
        ("actors: []\nignore: x", 'line 2: "ignore" must be a list.'),
        ('actors: []\nignore: ["--"]', 'line 2: "ignore" holds a text without a letter'),
        ("actors:\n\t- name: Iran", "line 2: this cannot be read as YAML"),
        ("actors: []\n---\nactors: []", "line 2: this cannot be read as YAML"),
        ("actors: " + "[" * 5000, "line 1: this cannot be read as YAML"),
        ("actors: []\nactors: []", 'line 2: "actors" stands twice in this entry, first in line 1.'),
        ("actors:\n- {name: A, name: B, kind: state}", 'line 2: "name" stands twice'),
        ("actors:\n- {name: A, kind: state, ? [x] : y}", "line 2: a key must be a word."),
        ("actors:\n- {name: A, kind: state, of: A}", 'line 2: "of: A" names no other actor'),
        (
            "actors:\n- {name: A, kind: person, gender: m}",
            'line 2: "gender" must be "male" or "female"',
        ),
        ("actors:\n- {name: A, kind: person, roles: [x]}", 'line 2: "roles" must hold entries.'),
        (
            "actors:\n- {name: A, kind: person, roles: [{from: 2018-01-01}]}",
            'line 2: "title" is missing.',
        ),
        (
            "actors:\n- name: A\n  kind: person\n  roles:\n  - title: T\n    from: 2019-01-01\n"
            "    to: 2018-01-01",
            'line 5: "to" (2018-01-01) is before "from" (2019-01-01). Exchange the days.',
        ),
        (b"actors: []\n# caf\xe9", "line 2: this is not UTF-8."),
        (b"actors: []\n# \x00", "this cannot be read as YAML"),
    ],
)
def test_read_actors_says_what_is_wrong_where(written, text, sentence):
    """A mistake is met with a sentence that names the line and the remedy."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        read_actors(written(text))
    assert sentence in str(caught.value)


def test_read_actors_lists_mistakes_of_an_entry_that_is_wrong_in_other_ways(written):
    """A name that stands twice and an unknown state are seen in an entry of unknown kind too."""
    text = "actors:\n- {name: A, kind: state}\n- {name: A, kind: stat, of: B}\n"
    with pytest.raises(ValueError, match="has 3 problems"):
        read_actors(written(text))


def test_read_actors_names_a_missing_file(tmp_path):
    """A path that does not exist is met with the file beside it that was meant."""
    (tmp_path / "actors.yml").write_text("actors: []")
    with pytest.raises(FileNotFoundError, match='Did you mean "actors.yml"'):
        read_actors(tmp_path / "actor.yml")


def test_read_actors_reads_every_scalar_as_written(written):
    """NO, on and 1984 are names, not YAML's false, true and a number."""
    text = "actors:\n- {name: Norway, kind: state, aliases: [NO, on, 1984, 2018-01-01, 1e3]}\n"
    assert read_actors(written(text)).actors[0].aliases == ("NO", "on", "1984", "2018-01-01", "1e3")


def test_read_actors_takes_an_empty_key_as_not_given(written):
    """ "aliases:" with nothing behind it is an empty list; "actors:" too."""
    assert (
        read_actors(written("actors:\n- name: A\n  kind: state\n  aliases:\n")).actors[0].aliases
        == ()
    )
    assert len(read_actors(written("actors:\n"))) == 0


def test_read_actors_keeps_name_and_hash_of_the_file(written):
    """The codebook knows its file by name and content, not by path; the hash follows the content."""
    one = read_actors(written("actors: []\n"))
    two = read_actors(written("actors: [] # changed\n"))
    assert one.source == "actors.yml"
    assert len(one.digest) == 12
    assert one.digest != two.digest


def test_read_actors_trims_white_space_in_names(written):
    """A name folded over two lines of the file is one name with single spaces."""
    text = 'actors:\n- name: "  Donald\n    Trump "\n  kind: person\n'
    assert read_actors(written(text)).actors[0].name == "Donald Trump"


def test_read_actors_warns_of_shared_aliases(written):
    """An alias of two actors is a warning that names both; a canonical name is its actor's."""
    text = (
        "actors:\n- {name: Bill Clinton, kind: person, aliases: [Clinton, Georgia]}\n"
        "- {name: Hillary Clinton, kind: person, aliases: [Clinton]}\n"
        "- {name: Georgia, kind: state}\n"
    )
    with pytest.warns(
        CorpusWarning, match=r'"Clinton" \(Bill Clinton, Hillary Clinton\)'
    ) as caught:
        read_actors(written(text))
    assert "Georgia" not in str(caught[0].message)


def test_shared_aliases_counts_an_actor_once():
    """An alias that one actor lists twice is not shared."""
    codebook = Codebook(
        (Actor(name="Iran", kind="state", aliases=["Persia"], demonyms=["Persia"]),)
    )
    assert shared_aliases(codebook) == {}


def test_read_actors_loads_ten_thousand_actors(written):
    """10,000 actors are read and checked in seconds, and each has its aliases."""
    entry = (
        "- {{name: First Name{0}, kind: person, gender: male, aliases: [N. Name{0}, Mr Name{0}]}}"
    )
    text = "actors:\n" + "\n".join(entry.format(number) for number in range(10_000))
    begun = time.perf_counter()
    codebook = read_actors(written(text))
    assert time.perf_counter() - begun < 20  # 1 s here; the bound is for a loaded machine
    assert len(codebook) == 10_000
    assert codebook.actors[-1].aliases == ("N. Name9999", "Mr Name9999")


def test_codebook_is_frozen():
    """Neither a codebook nor an actor can be changed after reading."""
    codebook = Codebook((Actor(name="Iran", kind="state"),))
    with pytest.raises(AttributeError):
        codebook.source = "other"
    with pytest.raises(ValidationError):
        codebook.actors[0].name = "Persia"


def test_role_is_held_from_its_first_to_its_last_day():
    """Both ends of a role belong to it; an end left away is open."""
    role = Role(title="Secretary of State", start=date(2018, 4, 26), end=date(2021, 1, 20))
    days = [date(2018, 4, 25), date(2018, 4, 26), date(2021, 1, 20), date(2021, 1, 21)]
    assert [role.held_on(day) for day in days] == [False, True, True, False]
    assert Role(title="Pope").held_on(date(1, 1, 1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mike Pompeo", "Pompeo"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Mohammed bin Salman", "bin Salman"),
        ("Charles de Gaulle", "de Gaulle"),
        ("Bashar al-Assad", "al-Assad"),
        ("Conan O’Brien", "O'Brien"),
        ("Jacob Rees-Mogg", "Rees-Mogg"),
        ("Martin Luther King Jr.", "King"),
        ("Sammy Davis, Jr.", "Davis"),
        ("John Smith (politician)", "Smith"),
        ("Dr. Anthony Fauci", "Fauci"),
        ("George W. Bush", "Bush"),
        ("Plato", None),
        ("Elizabeth II", None),
        ("Joan of Arc", None),
        ("Alexander the Great", None),
        ("Pope Francis", None),
        ("Queen Elizabeth", None),
        ("Malcolm X", None),
        ("William, Prince of Wales", None),
        ("Attorney General", None),
    ],
)
def test_surname_is_the_last_word_of_a_personal_name(name, expected):
    """The surname has its particles; a single name, an epithet or a first name after a title has none."""
    assert surname(Actor(name=name, kind="person")) == expected


def test_surname_can_come_first_or_be_switched_off():
    """family_name_first takes the first word, surname: false none; an organisation has none."""
    assert surname(Actor(name="Kim Jong-Un", kind="person", family_name_first=True)) == "Kim"
    assert surname(Actor(name="Mike Pompeo", kind="person", surname=False)) is None
    assert surname(Actor(name="Los Angeles Times", kind="media")) is None


def test_readings_put_what_is_listed_before_what_is_derived():
    """A listed alias takes a surname from other persons, a canonical name an alias."""
    codebook = Codebook(
        (
            Actor(name="Jack London", kind="person", aliases=["Pentagon"]),
            Actor(name="London", kind="place"),
            Actor(name="Pentagon", kind="organization"),
        )
    )
    found = readings(codebook)
    assert [reading.actor for reading in found["London"]] == [1]
    assert [reading.actor for reading in found["Pentagon"]] == [2]
