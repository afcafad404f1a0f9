"""Quotations and speakers: the pairing of marks, each pattern, pronouns, hostile texts."""

import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.actors import find_mentions
from analysis.codebook import Actor, Codebook
from analysis.marks import find_quotations
from analysis.quotes import find_quotes
from analysis.sentences import sentence_spans

ACTORS = Codebook(
    (
        Actor(name="Mike Pompeo", kind="person", gender="male"),
        Actor(name="Angela Merkel", kind="person", gender="female"),
        Actor(name="Donald Trump", kind="person", gender="male"),
        Actor(name="Sam Doe", kind="person"),
        Actor(name="White House", kind="organization"),
        Actor(name="Reuters", kind="media"),
        Actor(name="CNN", kind="media"),
    )
)
COLUMNS = ["doc_id", "sentence", "start", "end", "text", "kind", "speaker", "speaker_start"]
COLUMNS += ["speaker_end", "source", "cue", "rule"]
NO_MENTIONS = find_mentions(pd.DataFrame({"doc_id": [], "text": []}, dtype="str"), Codebook())


def documents_of(*texts):
    """A corpus of texts."""
    names = [f"d{number}" for number in range(len(texts))]
    return pd.DataFrame({"doc_id": names, "text": list(texts)}, dtype="str")


def quotes_of(text, actors=ACTORS, **options):
    """The quotations of one text."""
    documents = documents_of(text)
    return find_quotes(documents, find_mentions(documents, actors, **options), actors)


def spoken(text, **options):
    """Words and speaker of each quotation of a text."""
    table = quotes_of(text, **options)
    return list(zip(table["text"], table["speaker"], strict=True))


def marked(text):
    """The quotations of a text as strings."""
    paragraphs = {}
    for paragraph, start, end in sentence_spans(text):
        paragraphs[paragraph] = (paragraphs.get(paragraph, (start,))[0], end)
    return [text[found.start : found.end] for found in find_quotations(text, paragraphs.values())]


# --- marks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “a b” and “c”.", ["a b", "c"]),
        ('He said "a b" and "c".', ["a b", "c"]),
        ("He said ''we won't go'' and left.", ["we won't go"]),
        ("``We will go,'' he said.", ["We will go,"]),
        ("« Non », dit-il. « Oui\u00a0»", ["Non", "Oui"]),
        ("„Nein“, said Merkel.", ["Nein"]),
        ("”Nej,” he said.", ["Nej,"]),
        ('“We go," he said. "No.”', ["We go,", "No."]),  # curly and straight
        ("“He called it ‘bad’ and “sad”,” she said.", ["He called it ‘bad’ and “sad”,"]),
        ('The "a", ("b"), —"c"— and x"y" left.', ["a", "b", "c", "y"]),
        ('He was 6\' 2" tall and the screen 12" wide.', []),
        ("“I am 6' 2\" tall,” he said.", ["I am 6' 2\" tall,"]),
        ('"I am 6\' 2" tall," he said.', ["I am 6' 2\" tall,"]),
        ('<a href="x.html">It is "so".</a>', ["so"]),
        ("“A.”“B.”", ["A.", "B."]),
        ('“” "" “ ”', []),
    ],
)
def test_find_quotations_pairs_marks_of_every_form(text, expected):
    """Curly, straight, doubled, low and angle marks are paired; measures and markup are none."""
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "‘Go,’ he said. ‘The workers’ rights aren’t ours.’",
            ["Go,", "The workers’ rights aren’t ours."],
        ),
        ("'Go,' he said. 'I said \"no\" in the '90s.'", ["Go,", 'I said "no" in the \'90s.']),
        ("It's 5 o'clock, rock 'n' roll of the '90s, the dogs' bowl.", []),
        ("He called it “a ‘very’ bad deal” and ‘left’.", ["a ‘very’ bad deal"]),
    ],
)
def test_find_quotations_takes_single_marks_only_without_double_ones(text, expected):
    """Single marks make quotations as in British papers; apostrophes never do."""
    assert marked(text) == expected


def test_find_quotations_cannot_swallow_the_document():
    """A mark that is never closed reaches to the end of its line, and pairs behind it stay."""
    assert marked("He said “go.\n\nThey left.\n\n“No.”") == ["go.", "No."]
    assert marked("He said “go\nand left. They “ran” away.") == ["ran"]
    assert marked("They “left.\nIt rained.") == ["left."]
    assert marked("They left.” It rained “a lot”.") == ["a lot"]


def test_find_quotations_goes_on_over_paragraphs():
    """A quotation whose paragraphs each open with a mark is one quotation a paragraph."""
    assert marked("“One.\n\n“Two.\n\n“Three,” he said.\n\nEnd.") == ["One.", "Two.", "Three,"]


PIECES = [
    "“",
    "”",
    '"',
    "'",
    "’",
    "‘",
    "''",
    "«",
    "»",
    "„",
    "``",
    " ",
    "\n\n",
    "\n",
    "a",
    "Trump",
    "5",
]
PIECES += [
    "said",
    "he",
    ", ",
    ". ",
    "? ",
    ": ",
    "and",
    "according to",
    "CNN",
    "It",
    "saying",
    "\x01",
    "(",
]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=40
).map("".join)


@given(texts)
def test_find_quotes_gives_spans_that_fit_the_text(text):
    """Each span is its text, within one paragraph, behind the one before; so is each speaker."""
    table = quotes_of(text)
    assert table.columns.tolist() == COLUMNS
    last = 0
    for row in table.itertuples():
        assert text[row.start : row.end] == row.text == row.text.strip() != ""
        assert "\n\n" not in row.text
        assert row.start >= last
        last = row.end
        assert (row.speaker == "") == (row.speaker_start == row.speaker_end == -1)
        assert row.kind in ("speech", "fragment", "term")
        if row.kind == "term":
            assert row.speaker == ""


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b’s", "“c”", "“d. e”", ". F", "\n"]), max_size=8),
        max_size=4,
    )
)
def test_find_quotes_equals_a_pattern_where_marks_are_regular(paragraphs):
    """Where each curly mark is closed and none is nested, a simple pattern finds the same."""
    text = "\n\n".join(" ".join(words) for words in paragraphs)
    assert quotes_of(text)["text"].tolist() == re.findall("“([^“”]*)”", text)


@pytest.mark.parametrize(
    "piece", ['"', '" ', "“", "“a\n\n", '"a" said ', '"a", ', 'Trump said "a b" ']
)
def test_find_quotes_takes_time_in_proportion_to_the_text(piece):
    """Four times as many marks take about four times as long, not sixteen times."""

    def seconds(n):
        documents = documents_of(piece * n)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            find_quotes(documents, NO_MENTIONS, ACTORS)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds(20_000) < 10 * max(seconds(5_000), 0.02)


# --- speakers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "rule"),
    [
        ("“We will not wait,” Pompeo said.", "Mike Pompeo", "said", "Q X said"),
        ("“We will not wait,” said Mike Pompeo, who left.", "Mike Pompeo", "said", "Q said X"),
        ("“Why would we wait?” Mr. Pompeo asked.", "Mike Pompeo", "asked", "Q X said"),
        ("“We will not wait,” Mr. Pompeo, 55, the secretary, said.", "Mike Pompeo", "said", "Q X said"),
        ("“We will wait” for the deal, Pompeo said on Monday.", "Mike Pompeo", "said", "Q X said"),
        ("Pompeo said on Monday that “we will not wait”.", "Mike Pompeo", "said", "X said Q"),
        ("Pompeo left Iran on Monday, saying “we will not wait”.", "Mike Pompeo", "saying", "X, saying Q"),
        ("Pompeo went on to say “we will not wait”.", "Mike Pompeo", "say", "X said Q"),
        ("Pompeo left Iran and called it “a very bad deal”.", "Mike Pompeo", "called", "X said Q"),
        ("Pompeo, who called it “a very bad deal”, left.", "Mike Pompeo", "called", "X said Q"),
        ("The deal, described by Pompeo as “a very bad one”, is dead.", "Mike Pompeo", "described", "said by X Q"),
        ("The deal is “a very bad one”, according to Pompeo.", "Mike Pompeo", "according to", "according to X"),
        ("According to Pompeo, the deal is “a very bad one”.", "Mike Pompeo", "According to", "according to X"),
        ("In the words of Pompeo, it was “a very bad deal”.", "Mike Pompeo", "In the words of", "in the words of X"),
        ("Pompeo made reference to “a very bad deal”.", "Mike Pompeo", "made reference", "X made a statement Q"),
        ("Pompeo: “It was a very bad deal!”", "Mike Pompeo", ":", "X: Q"),
        ("Pompeo tweeted: “It was a very bad deal!”", "Mike Pompeo", "tweeted", "X said Q"),
        ("Pompeo was quoted as saying “we will not wait”.", "Mike Pompeo", "quoted as saying", "X was quoted as saying Q"),
        ("The White House’s spokesman said “we will not wait”.", "White House", "said", "X said Q"),
        ("“We will not wait,” a spokeswoman for the White House said.", "White House", "said", "Q X said"),
        ("“We will not wait,” Lee Ann Smith, a lawyer, said.", "Lee Ann Smith", "said", "Q X said"),
        ("“We will not wait,” said Sen. Lee Smith of Ohio.", "Lee Smith", "said", "Q said X"),
        ("“We will not wait,” said White House adviser Lee Smith.", "Lee Smith", "said", "Q said X"),
        ("“We will not wait,” a senior official said.", "a senior official", "said", "Q X said"),
    ],
)  # fmt: skip
def test_find_quotes_finds_the_speaker_by_each_pattern(text, speaker, cue, rule):
    """Each pattern gives the canonical name or the words as written, the cue and its own name."""
    table = quotes_of(text)
    found = table.iloc[0]
    assert (found["speaker"], found["cue"], found["rule"]) == (speaker, cue, rule)
    assert len(table) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The critics had left when “a very bad deal” came up.",
        "It is known as the “deal of the century”.",
        "Some have called it a “deal”.",
        "The deal was called “very bad indeed”.",
        "Pompeo asked Merkel to say “we will not wait”.",
        "“We will not wait,” they said.",
        "“We will not wait,” he said.",
        "It was said that “we will not wait”.",
        "“We will not wait,” which Pompeo read.",
    ],
)
def test_find_quotes_leaves_the_speaker_open_where_no_pattern_fits(text):
    """Nobody is guessed: passives, groups, other people's words, pronouns without a person."""
    assert spoken(text)[0][1] == ""


def test_find_quotes_names_the_speaker_of_what_follows():
    """What stands alone, and a second quotation of a sentence, go on with the speaker."""
    text = "“One two three,” Pompeo said, “four five six.” “Seven.” But “no.” It rained. “Not him.”"
    expected = ["Mike Pompeo"] * 4 + [""]
    assert [speaker for _, speaker in spoken(text)] == expected
    assert spoken("“A b c” and “d e f,” said Pompeo.") == [
        ("A b c", "Mike Pompeo"),
        ("d e f,", "Mike Pompeo"),
    ]
    assert spoken("Pompeo denied it. “It is a lie.”") == [("It is a lie.", "Mike Pompeo")]
    assert spoken("“One,” Pompeo said. “Two.\n\n“Three.”\n\nHe left.")[2] == (
        "Three.",
        "Mike Pompeo",
    )


def test_find_quotes_reads_a_quotation_as_one_word():
    """Sentences inside a quotation do not part the speaker from the words."""
    text = "“We left. Merkel said no. It was late. Who knows?” Pompeo said."
    table = quotes_of(text)
    assert table["speaker"].tolist() == ["Mike Pompeo"]
    assert table["sentence"].tolist() == [0]


@pytest.mark.parametrize(
    ("text", "speaker", "source"),
    [
        ("Reuters quoted Pompeo as saying “we will not wait”.", "Mike Pompeo", "Reuters"),
        ("CNN described Pompeo as arguing “we will not wait”.", "Mike Pompeo", "CNN"),
        ("Reuters added that Pompeo had called it “a very bad deal”.", "Mike Pompeo", "Reuters"),
        ("“We will not wait,” Pompeo told CNN on Monday.", "Mike Pompeo", "CNN"),
        ("In an interview with CNN, Pompeo said “we will not wait”.", "Mike Pompeo", "CNN"),
        ("“We will not wait,” Pompeo said, according to Reuters.", "Mike Pompeo", "Reuters"),
        ("Reuters reported “a very bad deal”.", "Reuters", "Reuters"),
        ("Pompeo left CNN and said “we will not wait”.", "Mike Pompeo", ""),
    ],
)
def test_find_quotes_tells_the_outlet_through_which(text, speaker, source):
    """The outlet that quotes, is told or reports is the source; one only mentioned is not."""
    found = quotes_of(text).iloc[0]
    assert (found["speaker"], found["source"]) == (speaker, source)


def test_find_quotes_gives_the_outlet_what_it_adds():
    """ "It added" is the outlet of the sentence before."""
    table = quotes_of("CNN noted that prices fell. It then added that “more is to come”.")
    assert table.iloc[0][["speaker", "source", "cue"]].tolist() == ["CNN", "CNN", "added"]
    assert table.loc[0, "speaker_start"] == 28


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Pompeo left Iran. “We will not wait,” he said.", "Mike Pompeo"),
        ("Merkel met Trump. “We will not wait,” she said.", "Angela Merkel"),
        ("Pompeo spoke. Another Reuters report quoted him as saying, “We will not wait.”", "Mike Pompeo"),
        ("“One,” Pompeo said of Trump. “We will not wait,” he added.", "Mike Pompeo"),
        ("“One,” said Lee Smith. “We will not wait,” he added.", "Lee Smith"),
        ("Trump met Pompeo. “We will not wait,” he said.", ""),
        ("Merkel spoke. “We will not wait,” he said.", ""),
        ("Sam Doe spoke. “We will not wait,” he said.", ""),  # of no known gender
        ("“No,” said Lee Smith to Ann Roe. “We will not wait,” he replied.", ""),
        ("“No,” said Lee Smith. Asked by Ann Roe, he said “we will not wait”.", ""),
        ("The Senate Committee spoke. “We will not wait,” he said.", ""),
        ("Mr. Smith said no. “We will not wait,” she said.", ""),
        ("Pompeo left. It rained. It was late. “We will not wait,” he said.", ""),
    ],
)  # fmt: skip
def test_find_quotes_resolves_a_pronoun_only_where_one_can_be_meant(text, speaker):
    """he and she stand for the only fitting person of this sentence and the one before."""
    assert spoken(text)[-1][1] == speaker
    found = quotes_of(text).iloc[-1]
    assert found["rule"].endswith(", pronoun" if speaker else ", pronoun open")
    if speaker:
        assert text[found["speaker_start"] : found["speaker_end"]] in ("he", "she", "him")


def test_find_quotes_uses_the_pronouns_among_the_mentions():
    """A mention of the layer pronoun decides whom a pronoun stands for."""
    text = "Pompeo, whom Trump likes, left. “We will not wait,” he said."
    documents = documents_of(text)
    mentions = find_mentions(documents, ACTORS)
    at = text.index("he said")
    row = mentions.iloc[[0]].assign(start=at, end=at + 2, actor="Donald Trump", layer="pronoun")
    table = find_quotes(documents, pd.concat([mentions, row]), ACTORS)
    assert table["speaker"].tolist() == ["Donald Trump"]


# --- kinds, table -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Pompeo said “we will not wait”.", ["speech"]),
        ("Pompeo called it “very bad”.", ["fragment"]),
        ("A so-called “deal” is an “Arab NATO”.", ["term", "term"]),
        ("Despite avoiding the term “regime change”, Pompeo said no.", ["term"]),
        ("Pompeo said on ABC’s “This Week with Jane Doe” that he left.", []),
        ("Pompeo said on the show “This Week” that “we left it all”.", ["speech"]),
        ("Pompeo spoke of “Little Lee” on Fox News’s “Hannity”.", ["fragment"]),
        ("They sat. “No!” It rained.", ["speech"]),
        ("It was “a little too late for that”.", ["speech"]),
    ],
)
def test_find_quotes_tells_speech_fragments_and_terms_apart(text, kinds):
    """One to three words of a speaker are a fragment, of nobody a term; a title is neither."""
    assert quotes_of(text)["kind"].tolist() == kinds


def test_find_quotes_prints_what_is_left_open():
    """The basis holds the number of quotations, of terms, and of those whose speaker is open."""
    table = quotes_of("“We left it,” Pompeo said. The “deal” is off. It was “a very bad one”.")
    basis = table.attrs["basis"]
    assert (basis["n_quotes"], basis["n_terms"], basis["n_unattributed"]) == (3, 1, 1)
    assert basis["sentences"] == "rules 1"


def test_find_quotes_without_quotations_gives_the_same_columns():
    """No documents, empty texts, no marks, no codebook: an empty table of the same types."""
    full = quotes_of("“We left it,” Pompeo said.")
    for documents in (documents_of(), documents_of("", "No marks here.")):
        table = find_quotes(documents, NO_MENTIONS, Codebook())
        assert len(table) == 0
        assert table.columns.tolist() == COLUMNS
        assert table.dtypes[1:].equals(full.dtypes[1:])
        assert table["doc_id"].cat.categories.tolist() == documents["doc_id"].tolist()
        assert table.attrs["basis"]["n_unattributed"] == 0


def test_find_quotes_works_without_mentions():
    """Without a codebook names are given as written, without their titles."""
    documents = documents_of("“We left it,” said Sen. Lee Smith.", "“We did it,” Pompeo said.")
    table = find_quotes(documents, NO_MENTIONS, Codebook())
    assert table["speaker"].tolist() == ["Lee Smith", "Pompeo"]
    assert table["doc_id"].tolist() == ["d0", "d1"]


def test_find_quotes_numbers_sentences_as_the_other_tables():
    """The number is that of the sentence in which the quotation begins."""
    text = "It rained. Pompeo said: “We left. It was late.” He “ran”.\n\n“No,” he said."
    table = quotes_of(text)
    starts = [start for _, start, _ in sentence_spans(text)]
    for row in table.itertuples():
        assert row.sentence == sum(start <= row.start for start in starts) - 1


def test_find_quotes_says_which_column_is_missing():
    """A table that is none of mentions is refused with a sentence."""
    with pytest.raises(ValueError, match='needs the columns "start", "end"'):
        find_quotes(documents_of("a"), documents_of("a"), ACTORS)
    with pytest.raises(ValueError, match='needs the column "text"'):
        find_quotes(documents_of("a")[["doc_id"]], NO_MENTIONS, ACTORS)
