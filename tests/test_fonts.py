"""Labels in all scripts, with the fonts that are installed, and with DejaVu Sans alone."""

import io
import os
import re
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

import analysis as an
from analysis import labels
from analysis.labels import BASE, drawn, families, font_of, isolated, label, shortened

INSTALLED = {font.name for font in fontManager.ttflist}

# Names in one script each, with a font that has it.
SCRIPTS = {
    "Cyrillic": ("Министерство иностранных дел", BASE),
    "Greek": ("Υπουργείο Εξωτερικών", BASE),
    "Arabic": ("الجمهورية الإسلامية", BASE),
    "Persian": ("خامنه\u200cای", BASE),
    "Hebrew": ("משרד החוץ", BASE),
    "Chinese": ("中华人民共和国外交部", "Noto Sans CJK SC"),
    "Japanese": ("外務省のひと", "Noto Sans CJK SC"),
    "Korean": ("대한민국 외교부", "Noto Sans CJK SC"),
    "Hindi": ("विदेश मंत्रालय क्षेत्र", "Noto Sans Devanagari"),
    "Thai": ("กระทรวงการต่างประเทศ", "Noto Sans Thai"),
    "accents": ("e\u0301a\u0308 q\u0307", BASE),
}
TROUBLE = [
    "🤖",
    "👩\u200d👩\u200d👧",
    "\u0378",
    "a\u202eb",
    "\ue000",
    "\U0001f9ff",
    "x" + "\u0301" * 40,
]


def bars_of(names) -> object:
    return an.plot_frequency(pd.DataFrame({"term": names, "n": 1, "n_docs": 2}))


def png_of(ax) -> bytes:
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.savefig(written)
    plt.close(ax.figure)
    return written.getvalue()


@pytest.fixture
def only_dejavu(monkeypatch):
    """A machine on which only matplotlib's own font is installed."""
    monkeypatch.setattr(labels, "_installed", lambda: [BASE])
    font_of.cache_clear()
    yield
    font_of.cache_clear()


def need(font: str) -> None:
    """Leave a test out on a reader's machine without the font; in CI, which installs it, fail."""
    if font not in INSTALLED:
        assert not os.environ.get("CI"), f"{font} is missing, which .ci/run installs"
        pytest.skip(f"{font} is not installed: its script is not looked at")


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_as_it_is_written(script):
    """Where its font is installed, a name is drawn in its own letters, without a warning."""
    name, font = SCRIPTS[script]
    need(font)
    assert drawn(name) == name
    assert set(families(name)) <= {BASE, font, "Noto Sans Arabic"}
    assert png_of(bars_of([name]))


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_with_one_font_alone(script, only_dejavu):
    """Without its font a letter is shown as its code point, and nothing warns."""
    name, font = SCRIPTS[script]
    shown = drawn(name)
    if font == BASE:
        assert shown == name
    else:
        assert re.fullmatch(r"(\[U\+[0-9A-F]{4,6}\]|[ -~])+", shown)
        assert re.findall(r"[0-9A-F]{4,6}", shown) == [f"{ord(c):04X}" for c in name if c != " "]
    assert families(shown) == [BASE]
    assert png_of(bars_of([name]))


@pytest.mark.parametrize("only", [False, True])
def test_nothing_that_a_name_can_hold_makes_a_warning(only, request):
    """Emoji, unassigned, private and turning characters, piled marks: all are drawn somehow."""
    if only:
        request.getfixturevalue("only_dejavu")
    assert png_of(bars_of(TROUBLE))


def test_an_unassigned_character_is_its_code_point_in_the_chart_and_itself_in_the_table(tmp_path):
    """The chart names it, the file keeps it."""
    table = pd.DataFrame({"term": ["a\u0378b"], "n": 1, "n_docs": 2})
    ax = an.plot_frequency(table)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a[U+0378]b"]
    an.save_table(table, "terms", output=tmp_path)
    assert "a\u0378b" in (tmp_path / "tables" / "terms.csv").read_text(encoding="utf-8")


def test_a_pile_of_marks_does_not_cover_the_lines_above():
    """Six marks on a letter are drawn, forty are named."""
    assert drawn("x" + "\u0301" * 2) == "x\u0301\u0301"
    assert drawn("x" + "\u0301" * 40) == "x" + "[U+0301]" * 40


def test_fonts_are_chosen_by_text_and_never_set_for_all():
    """A chart of English names uses DejaVu Sans alone; one Chinese name adds its font to itself."""
    need("Noto Sans CJK SC")
    before = dict(mpl.rcParams)
    ax = bars_of(["iran", "中国"])
    assert [text.get_fontfamily() for text in ax.get_yticklabels()] == [
        [BASE], [BASE, "Noto Sans CJK SC"],
    ]  # fmt: skip
    assert dict(mpl.rcParams) == before


def test_no_name_is_read_as_mathematics():
    """Dollars, underscores and backslashes stand in the chart as in the text."""
    names = ["$x^2$", "a_b", "\\frac{1}{2}", "100 $ or 5 $", "\\$"]
    ax = bars_of(names)
    assert sorted(text.get_text() for text in ax.get_yticklabels()) == sorted(names)
    assert not any(text.get_parse_math() for text in ax.findobj(Text) if text.get_text())
    assert png_of(ax)


# --- from right to left -------------------------------------------------------------------


def glyphs(text: str) -> list[tuple[str, float]]:
    """Each glyph of a drawn text, with its place from the left."""
    figure = plt.figure()
    figure.text(0, 0, text, fontfamily=families(text), parse_math=False)
    written = io.StringIO()
    with plt.rc_context({"svg.fonttype": "path"}):
        figure.savefig(written, format="svg")
    plt.close(figure)
    found = re.findall(
        r'<use xlink:href="#([^"]+)"(?: transform="translate\((\S+))?', written.getvalue()
    )
    return [(name, float(place or 0)) for name, place in found]


def glyph_of(character: str) -> str:
    font = get_font(findfont(FontProperties(family=BASE)))
    return f"{font.postscript_name}-{font.get_char_index(ord(character)):x}"


def test_arabic_is_joined_and_runs_from_right_to_left():
    """Letters take the form of their place in the word, and the first stands on the right."""
    alone = [glyphs(letter)[0][0] for letter in "بيت"]
    word = glyphs("بيت")
    assert len(word) == 3
    assert [name for name, _ in word] != alone
    assert not set(alone[:2]) & {name for name, _ in word}
    first = glyphs("بي")[-1][0]  # its initial form
    assert max(word, key=lambda glyph: glyph[1])[0] == first


def test_a_number_after_an_arabic_name_stays_after_it():
    """ "node: العربية · 5 tokens": without the marks of direction the 5 would stand before."""
    five = glyph_of("5")
    for name, place in [("العربية", max), (isolated("العربية"), max)]:
        found = glyphs(f"node: {name} · 5")
        at = next(x for glyph, x in found if glyph == five)
        assert (at == place(x for _, x in found)) == (name != "العربية")


def test_an_arabic_node_leaves_the_basis_line_in_order():
    """A value has a direction of its own in the heading; the alternative text is plain."""
    near = pd.DataFrame({"term": ["deal"], "n_near": [5], "n_left": [1], "n_right": [4]})
    near.attrs["basis"] = {"node": "العربية", "window": 5}
    ax = an.plot_collocates(near)
    written = " ".join(text.get_text() for text in ax.texts).replace("\N{NO-BREAK SPACE}", " ")
    assert "node: \u2068العربية\u2069 · window: 5" in written
    assert ax.get_title() == "Words near \u2068العربية\u2069"
    assert an.alt_text(ax).startswith("Diverging bar chart of 1 term: Words near العربية,")
    assert png_of(ax)


def test_labels_cannot_turn_their_neighbours():
    """What turns direction is shown; what runs from right to left is closed in."""
    assert label("a\u202eb") == "a[U+202E]b"
    assert label("\u2067a") == "[U+2067]a"
    assert label("العربية") == "\u2068العربية\u2069"
    assert shortened(["Iran", "العربية"]) == ["Iran", "\u2068العربية\u2069"]
    assert isolated("Москва 中国") == "Москва 中国"
