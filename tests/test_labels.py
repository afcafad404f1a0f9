"""Text in charts and above tables: visible, short, different, drawable."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.labels import (
    BASE,
    ISOLATES,
    LONGEST,
    basis_line,
    drawn,
    families,
    filled,
    font_of,
    in_two_lines,
    label,
    leading,
    number,
    room_of,
    shortened,
    visible,
)

# Any text that a corpus can hold; a table of pandas has no lone surrogates.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("point", [0x00, 0x1B, 0x7F, 0x9D, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xE0041])
def test_visible_shows_hidden_characters_as_code_points(point):
    """A control, a turn of direction, an invisible character: each is named by its number."""
    assert visible(f"a{chr(point)}b") == f"a[U+{point:04X}]b"


def test_visible_shows_a_lone_surrogate_as_code_point():
    """A broken character that no file could hold is shown too."""
    assert visible("a\ud83db") == "a[U+D83D]b"


def test_visible_makes_white_space_one_space():
    """A line break inside a name does not break a row."""
    assert visible("National\r\n\tCouncil\u2028of\u00a0Iran") == "National Council of Iran"


def test_visible_leaves_joiners_of_persian_words():
    """The joiners that Persian and Indian spelling needs stay."""
    assert visible("خامنه\u200cای") == "خامنه\u200cای"


@given(TEXT)
def test_visible_leaves_nothing_hidden(text):
    """What remains is no control and turns no direction."""
    shown = visible(text)
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Co"} for c in shown)
    assert not turns & {unicodedata.bidirectional(c) for c in shown}


def test_label_names_what_no_font_has():
    """A code point that is not assigned has no glyph in any font."""
    assert label("a\u0378b") == "a[U+0378]b"


def test_label_of_a_missing_value_and_of_empty_text():
    """A group without a name still has a label."""
    assert (label(None), label(pd.NaT), label("")) == ("(none)", "(none)", "(empty)")


@given(TEXT)
def test_drawn_text_has_a_font_for_every_character(text):
    """Each character is in one of the fonts that the text is drawn with."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    shown = drawn(visible(text))
    fonts = [get_font(findfont(FontProperties(family=name))) for name in families(shown)]
    shown = shown.translate(dict.fromkeys(map(ord, ISOLATES)))
    assert all(any(font.get_char_index(ord(c)) for font in fonts) for c in shown)


def test_font_of_has_each_character_in_bold_too():
    """Titles are bold: what the bold font lacks is left to another font, or named by its number."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    fonts = [get_font(findfont(FontProperties(family=BASE, weight=w))) for w in ("normal", "bold")]
    regular, bold = (set(font.get_charmap()) for font in fonts)
    assert font_of("a") == BASE
    assert BASE not in {font_of(chr(point)) for point in regular - bold}


def test_drawn_letter_and_its_marks_have_one_font():
    """A mark that no font has together with its letter is shown as a code point."""
    assert drawn("e\u0301") == "e\u0301"
    assert drawn("中\u05b0") == f"{drawn('中')}[U+05B0]"


@given(st.lists(TEXT, max_size=12))
def test_shortened_keeps_different_labels_different(texts):
    """Values that differ get labels that differ."""
    assert len(set(shortened(texts, 8))) == len(set(texts))


def test_shortened_cuts_in_the_middle():
    """Both ends of a long name are kept, and the label is as short as asked."""
    cut = shortened(["x" * 50 + "end", "short"])
    assert cut[1] == "short"
    assert cut[0].startswith("xxx")
    assert cut[0].endswith("end")
    assert room_of(cut[0]) <= LONGEST


def test_shortened_lengthens_labels_that_would_be_the_same():
    """Names with the same ends are told apart by their middle."""
    first, second = shortened([f"{'a' * 30}{middle}{'z' * 30}" for middle in "12"])
    assert first != second
    assert "1" in first
    assert "2" in second


@given(TEXT, st.integers(4, 40))
def test_filled_loses_nothing_and_keeps_marks(text, room):
    """Lines together are the text; none is wider than asked for, unless it is one letter."""
    text = visible(text)
    lines = filled(text, room).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(room_of(line) <= room or len(line.strip()) == 1 for line in lines)
    assert not any(unicodedata.category(line[0])[0] == "M" for line in lines[1:] if line)


def test_filled_breaks_at_spaces_and_a_long_word_where_it_must():
    """A word that fits into a line is never broken; one that does not begins where it stands."""
    assert filled("one two three", 7) == "one two\nthree"
    assert filled("a abcdefghij", 4) == "a ab\ncdef\nghij"
    assert filled("中华人民共和国", 6) == "中华人\n民共和\n国"


def test_in_two_lines_gets_wider_rather_than_take_three():
    """A name that would take three lines takes two, as little wider as can be."""
    name = "Association of Southeast Asian Nations"
    assert filled(name, 22).count("\n") == 2
    assert in_two_lines(name, 22) == "Association of\nSoutheast Asian Nations"
    assert in_two_lines("Iran", 22) == "Iran"


def test_basis_line_reads_counts_and_choices():
    """Numbers get their noun, choices their name, and hidden characters are shown."""
    table = pd.DataFrame()
    table.attrs["basis"] = {"n_documents": 1, "n_tokens": 2147, "min_count": 3, "node": "a\u202eb"}
    assert basis_line(table) == "1 document · 2,147 tokens · min count: 3 · node: a[U+202E]b"


def test_basis_line_gives_adjectives_no_plural():
    """Fifteen quotations of which two are unattributed."""
    table = pd.DataFrame()
    table.attrs["basis"] = {"n_quotes": 15, "n_unattributed": 2}
    assert basis_line(table) == "15 quotes · 2 unattributed"


def test_basis_line_cuts_a_long_value():
    """A target of a hundred documents does not bury the chart under its heading."""
    table = pd.DataFrame()
    table.attrs["basis"] = {"target": ", ".join(f"document-{at}" for at in range(100))}
    line = basis_line(table)
    assert line.startswith("target: document-0, document-1")
    assert line.endswith("document-99")
    assert "…" in line
    assert len(line) < 140


def test_basis_line_of_a_plain_table_is_empty():
    """A table that says nothing about itself gets no line."""
    assert basis_line(pd.DataFrame()) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567, "1,234,567"), (-2, "−2"), (0.5, "0.50"), (52.94, "52.9"), (float("inf"), "∞")],
)
def test_number_is_short(value, text):
    """Thousands are parted; no more than two decimals."""
    assert number(value) == text


def test_leading_says_the_first_three_and_the_last():
    """Of a long list the range is said."""
    assert leading(["a", "b", "c"], [3, 2, 1]) == "a 3, b 2, c 1."
    assert leading(["a", "b", "c", "d"], [4, 3, 2, 1]) == "a 4, b 3, c 2, down to d 1."
