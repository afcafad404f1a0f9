"""analysis.dictionaries: reading dictionaries with all their mistakes, and counting them."""

import pandas as pd
import pytest

import analysis as an

QUANTEDA = """\
EMOTION:
  positive: [good, "great*"]
  negative:
    - bad
    - "no"
    - no
US: US
"""
LIWC = "%\n1\tpressure\n2\tmoney talk\n%\nsanction*\t1\t2\nkind of\t2\nus 1\n"
LISTS = "# words of pressure\n[pressure]\nsanction*\n\neconomic pressure\n#MAGA\n[us]\nwe\n"


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def test_read_dictionary_reads_nested_yaml_as_quanteda_writes_it(write):
    """Categories inside categories get a dotted name; no stays a word; one word is a list of one."""
    assert an.read_dictionary(write("q.yml", QUANTEDA)) == {
        "EMOTION.positive": ["good", "great*"],
        "EMOTION.negative": ["bad", "no", "no"],
        "US": ["US"],
    }


def test_read_dictionary_reads_liwc(write):
    """Numbers name categories; an entry can be in several and have a space."""
    assert an.read_dictionary(write("l.dic", LIWC)) == {
        "pressure": ["sanction*", "us"],
        "money talk": ["sanction*", "kind of"],
    }


def test_read_dictionary_reads_plain_lists(write):
    """Headings in brackets; # and a space begin a comment; a hashtag is a word."""
    assert an.read_dictionary(write("topics.txt", LISTS)) == {
        "pressure": ["sanction*", "economic pressure", "#MAGA"],
        "us": ["we"],
    }
    assert an.read_dictionary(write("war.txt", "bomb*\nattack\n")) == {"war": ["bomb*", "attack"]}


BROKEN = [
    ("a.yml", "a: [x, '*']\nb:\nc: []\na: [y]\n", ["line 1: \"*\" in a would match every word", "line 2: b has no entries", "line 3: c has no entries", "line 4: the category \"a\" stands here twice"]),
    ("b.yml", "a: *x\n", ["line 1: this is no YAML: found undefined alias", "quote an entry that begins with"]),
    ("c.yml", "- x\n", ["line 1: a file of categories begins with the name of one"]),
    ("d.yml", "a: &x {b: [y]}\nc: *x\n", ["line 1: c repeats another category by an alias"]),
    ("e.yml", "a: [x\nb: y\n", ["line 2: this is no YAML"]),
    ("f.yml", "", ["f.yml has no entries"]),
    ("g.dic", "%\n1\tx\n%\nword\t2\nalone\n", ["line 4: \"2\" is the number of no category", "line 5: \"alone\" stands alone"]),
    ("h.dic", "word\t1\n", ["line 1: categories must stand between two lines that hold %"]),
    ("i.txt", "[]\nx\n", ["line 1: a heading without a name"]),
    ("j.txt", b"x\xff\n", ["line 1: not UTF-8"]),
    ("k.yml", "[" * 5000, ["k.yml, line 1:"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentences"), BROKEN)
def test_read_dictionary_tells_all_problems_with_their_lines(write, name, content, sentences):
    """One error holds every problem of the file."""
    with pytest.raises(ValueError, match=name) as error:
        an.read_dictionary(write(name, content))
    for sentence in sentences:
        assert sentence in str(error.value)


def test_read_dictionary_meets_a_wrong_name(write):
    """A missing file proposes its neighbour, an unknown suffix the known ones."""
    file = write("topics.yml", QUANTEDA)
    with pytest.raises(FileNotFoundError, match=r'Did you mean "topics.yml"'):
        an.read_dictionary(file.with_name("topic.yml"))
    with pytest.raises(ValueError, match=r'must be "\.yml", "\.yaml", "\.dic" or "\.txt"'):
        an.read_dictionary(file.with_name("topics.xlsx"))


# --- counting -----------------------------------------------------------------------------

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c"],
        "text": [
            "Sanctions, sanctioned. Economic pressure on Iran’s economy.",
            "The U.S. gave us economic, pressure.",
            "",
        ],
        "paper": ["P", "Q", "Q"],
    }
)
TOPICS = {
    "pressure": ["sanction*", "sanctions", "economic pressure", "economic"],
    "country": ["US", "Iran"],
    "people": ["us"],
    "absent": ["nothing"],
}


@pytest.mark.filterwarnings("ignore:Counted apart")
def test_count_dictionary_by_hand():
    """An occurrence counts once in a category; a phrase hides its parts, punctuation parts it."""
    table = an.count_dictionary(DOCUMENTS, TOPICS)
    assert table[["category", "n", "n_docs"]].values.tolist() == [
        ["pressure", 4, 2],  # Sanctions, sanctioned, Economic pressure; economic
        ["country", 2, 2],
        ["people", 1, 1],
    ]
    assert table["per_million"].tolist() == [4e6 / 13, 2e6 / 13, 1e6 / 13]
    assert table.attrs["basis"]["dictionary"] == "4 categories, 8 entries"


@pytest.mark.filterwarnings("ignore:Counted apart")
def test_count_dictionary_by_group_has_its_denominators():
    """By a document variable, per million tokens of the group."""
    table = an.count_dictionary(DOCUMENTS, TOPICS, by="paper")
    assert table[["paper", "category", "n"]].values.tolist() == [
        ["P", "pressure", 3], ["P", "country", 1],
        ["Q", "country", 1], ["Q", "people", 1], ["Q", "pressure", 1],
    ]  # fmt: skip
    assert table["per_million"].tolist()[:3] == [3e6 / 7, 1e6 / 7, 1e6 / 6]


def test_count_dictionary_needs_texts_only_for_phrases(seed_tokens):
    """Single words are counted from tokens; a phrase asks for the documents."""
    table = an.count_dictionary(seed_tokens, {"iran": ["iran*"], "one": "regime"})
    assert table["n"].tolist() == [55, 17]
    with pytest.raises(ValueError, match="count_dictionary needs the texts"):
        an.count_dictionary(seed_tokens, {"x": ["regime change"]})


def test_single_words_equal_their_frequencies(seed_tokens):
    """A category of one term has that term's counts."""
    terms = an.term_frequency(seed_tokens).head(50)
    table = an.count_dictionary(seed_tokens, {term: [term] for term in terms["term"]})
    pd.testing.assert_frame_equal(
        table.rename(columns={"category": "term"}), terms.drop(columns=["dp_norm", "one_document"])
    )


@pytest.mark.parametrize("dictionary", [{}, {"x": []}, {"x": ["nothing", "!"]}])
def test_no_match_gives_an_empty_table(seed_tokens, dictionary):
    """The columns and their types stay."""
    table = an.count_dictionary(seed_tokens, dictionary)
    assert len(table) == 0
    full = an.count_dictionary(seed_tokens, {"x": ["the"]})
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
