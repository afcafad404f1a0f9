"""Charts are tested on their artists: numbers equal the table, texts are readable, no pixels."""

import io
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import analysis as an
import analysis as charts
from analysis.display import _svg
from analysis.grids import luminance
from analysis.style import alt_text, small_svg

HREF = "{http://www.w3.org/1999/xlink}href"

# Names as corpora have them, and as nobody would like to have them.
NAMES = [
    "People's Mojahedin Organization of Iran",
    "National Council of Resistance of Iran",
    "United Nations Office for the Coordination of Humanitarian Affairs",
    "Министерство иностранных дел",
    "الجمهورية الإسلامية الإيرانية",
    "中华人民共和国外交部",
    "$100 billion $x^2$ fund",
    "line\nbreak",
    "turned\u202egnp.exe",
    "emoji 🤖",
    "\\frac{a}{b} %d <b>",
    "US",
]
LAYERS = ["name", "surname", "acronym", "metonym", "demonym", "modifier", "place", "nested"]
BASIS = {"n_documents": 400, "n_tokens": 312345, "form": "word", "min_count": 3, "unit": "sentence"}


def with_basis(table: pd.DataFrame, **more) -> pd.DataFrame:
    table.attrs["basis"] = {**BASIS, **more}
    return table


def make_terms(names=NAMES) -> pd.DataFrame:
    n = np.arange(len(names), 0, -1) * 7
    table = pd.DataFrame({"term": names, "n": n, "n_docs": 2, "per_million": n * 3.0})
    return with_basis(table.assign(dp_norm=0.5))


def make_groups(groups, names=NAMES) -> pd.DataFrame:
    parts = [make_terms(names).assign(n=1 + (np.arange(len(names)) * 5 + at) % 11, doc_id=group)
             for at, group in enumerate(groups)]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "doc_id", table.pop("doc_id"))
    return with_basis(table, by="doc_id")


def make_pairs(names=NAMES, n=30, step=7) -> pd.DataFrame:
    pairs = list(combinations(sorted(names), 2))
    pairs = [pairs[at * step % len(pairs)] for at in range(min(n, len(pairs)))]
    table = pd.DataFrame(pairs, columns=["term_a", "term_b"])
    size = {name: 10 + 9 * at for at, name in enumerate(names)}
    table["n_ab"] = 3 + np.arange(len(table)) % 5
    table["n_a"], table["n_b"] = table["term_a"].map(size), table["term_b"].map(size)
    table["n_units"] = 5000
    table["log_likelihood"] = 100.0 / (1 + np.arange(len(table)))
    return with_basis(table, measure="log_likelihood")


def make_multiword() -> pd.DataFrame:
    return make_terms().assign(c_value=np.linspace(9, 1, len(NAMES)))


def make_collocates(names=NAMES) -> pd.DataFrame:
    at = np.arange(len(names))
    table = pd.DataFrame({"term": names, "n_left": at * 1000, "n_right": 12345 - at})
    table.insert(1, "n_near", table["n_left"] + table["n_right"])
    return with_basis(table.assign(log_dice=1.0), node="iran $x$", window=5, measure="log_dice")


def make_keywords(names=NAMES) -> pd.DataFrame:
    at = np.arange(len(names))
    table = pd.DataFrame({"term": names, "n_target": 5000 - at, "n_reference": at * 99})
    table = table.assign(size_target=9000, size_reference=90000)
    return with_basis(table.assign(log_odds_z=np.linspace(6, -5, len(names)), log_ratio=1.0))


def make_counts(names=NAMES) -> pd.DataFrame:
    table = pd.DataFrame({"actor": names, "kind": "state", "n": 0, "n_docs": 2, "n_sentences": 3})
    for at, layer in enumerate(LAYERS):
        table[layer] = (np.arange(len(names)) * (at + 3)) % 11
    table["n"] = table[LAYERS[:4]].sum(axis=1)
    return with_basis(table, unit="mention", counted="name, surname, acronym, metonym")


def make_counts_by(groups, names=NAMES) -> pd.DataFrame:
    rows = [(group, name, 1 + (at * 7 + place * 3) % 120)
            for at, group in enumerate(groups) for place, name in enumerate(names)]  # fmt: skip
    return with_basis(pd.DataFrame(rows, columns=["doc_id", "actor", "n"]), unit="mention")


def make_tokens(documents: dict[str, list[str]]) -> pd.DataFrame:
    rows = [(doc, at, term) for doc, terms in documents.items() for at, term in enumerate(terms)]
    table = pd.DataFrame(rows, columns=["doc_id", "position", "term"])
    table["doc_id"] = pd.Categorical(table["doc_id"], categories=list(documents))
    return with_basis(table.astype({"term": "category"}))


def make_speakers(names=NAMES) -> pd.DataFrame:
    at = np.arange(len(names))
    table = pd.DataFrame({"speaker": names, "n": 1 + at % 5, "n_words": 9 + 40 * at})
    return with_basis(table.assign(n_mentions=3 * at))


def make_sources(names=NAMES) -> pd.DataFrame:
    return with_basis(pd.DataFrame({"source": names, "n": np.arange(len(names), 0, -1)}))


OUTLETS = [f"The {name} Herald of Politics" for name in "Abcdefghijkl"]
LONG_IDS = [
    f"outlet_2015-11-{at:02d}_the-ninth-circle-the-hellish-view-{at % 3}" for at in range(60)
]
LONG_TEXTS = {name: NAMES * (3 + at % 4) for at, name in enumerate(LONG_IDS)}

FULL = {
    "frequency": lambda **how: charts.plot_frequency(make_terms(), **how),
    "interval": lambda **how: charts.plot_frequency(
        make_terms().assign(low=lambda t: t["per_million"] * 0.5, high=lambda t: t["per_million"] * 2), **how
    ),
    "groups": lambda **how: charts.plot_frequency(make_groups(LONG_IDS), **how),
    "multiword": lambda **how: charts.plot_multiword(make_multiword(), **how),
    "pairs": lambda **how: charts.plot_pairs(make_pairs(), **how),
    "network": lambda **how: charts.plot_network(make_pairs(), **how),
    "matrix": lambda **how: charts.plot_matrix(make_pairs(), **how),
    "collocates": lambda **how: charts.plot_collocates(make_collocates(), **how),
    "keywords": lambda **how: charts.plot_keywords(make_keywords(), **how),
    "mentions": lambda **how: charts.plot_mentions(make_counts(), **how),
    "mentions_by": lambda **how: charts.plot_mentions_by(make_counts_by(LONG_IDS[:2]), **how),
    "mentions_by_60": lambda **how: charts.plot_mentions_by(make_counts_by(LONG_IDS), **how),
    "mentions_by_12": lambda **how: charts.plot_mentions_by(make_counts_by(OUTLETS), **how),
    "sentences": lambda **how: charts.plot_mentions(
        with_basis(make_counts(), unit="sentence"), **how
    ),
    "speakers": lambda **how: charts.plot_speakers(make_speakers(), **how),
    "voices": lambda **how: charts.plot_voices(make_speakers(), **how),
    "sources": lambda **how: charts.plot_sources(make_sources(), **how),
    "dispersion": lambda **how: charts.plot_dispersion(
        make_tokens(LONG_TEXTS), terms=NAMES[:8], **how
    ),
}  # fmt: skip
ONE_ROW = {
    "frequency": lambda **how: charts.plot_frequency(make_terms(["iran"]), **how),
    "groups": lambda **how: charts.plot_frequency(make_groups(["one"], ["iran"]), **how),
    "pairs": lambda **how: charts.plot_pairs(make_pairs(NAMES[:2]), **how),
    "network": lambda **how: charts.plot_network(make_pairs(NAMES[:2]), **how),
    "matrix": lambda **how: charts.plot_matrix(make_pairs(NAMES[:2]), **how),
    "collocates": lambda **how: charts.plot_collocates(make_collocates(["deal"]), **how),
    "keywords": lambda **how: charts.plot_keywords(make_keywords(["deal"]), **how),
    "mentions": lambda **how: charts.plot_mentions(make_counts(NAMES[1:2]), **how),
    "mentions_by": lambda **how: charts.plot_mentions_by(make_counts_by(["one"], ["Iran"]), **how),
    "dispersion": lambda **how: charts.plot_dispersion(
        make_tokens({"one": ["iran"]}), terms=["iran"], **how
    ),
}
EMPTY = {
    "frequency": (lambda **how: charts.plot_frequency(make_terms().head(0), **how), "No term"),
    "multiword": (lambda **how: charts.plot_multiword(make_multiword().head(0), **how), "lower"),
    "pairs": (lambda **how: charts.plot_pairs(make_pairs().head(0), **how), "occurs 3 times"),
    "network": (lambda **how: charts.plot_network(make_pairs().head(0), **how), "lower min_count"),
    "matrix": (lambda **how: charts.plot_matrix(make_pairs().head(0), **how), "No pair"),
    "collocates": (lambda **how: charts.plot_collocates(make_collocates().head(0), **how), "near"),
    "keywords": (lambda **how: charts.plot_keywords(make_keywords().head(0), **how), "compared"),
    "mentions": (lambda **how: charts.plot_mentions(make_counts().head(0), **how), "No actor"),
    "mentions_by": (
        lambda **how: charts.plot_mentions_by(make_counts_by(["a"]).head(0), **how), "No actor",
    ),
    "speakers": (lambda **how: charts.plot_speakers(make_speakers().head(0), **how), "speaker"),
    "voices": (lambda **how: charts.plot_voices(make_speakers().head(0), **how), "Nobody"),
    "sources": (lambda **how: charts.plot_sources(make_sources().head(0), **how), "No outlet"),
    "dispersion": (
        lambda **how: charts.plot_dispersion(make_tokens({"a": ["x"]}), terms=["y"], **how),
        "None of these",
    ),
}  # fmt: skip


def boxes(figure) -> list[tuple[str, object]]:
    """Each text of a drawn figure and the box it takes."""
    figure.canvas.draw()
    texts = [
        text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()
    ]
    found = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(text, box) for text, box in found if box.width > 1]


def overlapping(found) -> list[tuple[str, str]]:
    return [
        (text, other)
        for (text, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]


def cut_off(found, frame) -> list[str]:
    return [
        text
        for text, box in found
        if box.x0 < frame.x0 - 0.5 or box.x1 > frame.x1 + 0.5
        or box.y0 < frame.y0 - 0.5 or box.y1 > frame.y1 + 0.5
    ]  # fmt: skip


def row_names(ax) -> list[str]:
    return [text.get_text() for text in ax.get_yticklabels()]


def end_texts(ax) -> list[str]:
    """The texts at the ends of bars, from the top row down."""
    in_data = [t for t in ax.texts if isinstance(t, mpl.text.Annotation) and t.xycoords == "data"]
    return [text.get_text() for text in sorted(in_data, key=lambda text: text.xy[1])]


# --- all charts ---------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "mm"), [(1, 88), (2, 178)])
@pytest.mark.parametrize("name", FULL)
def test_every_chart_is_readable_in_a_journal(name, columns, mm):
    """One or two columns wide, letters of 7 to 9 points, no text over another, none cut."""
    figure = FULL[name](columns=columns).figure
    found = boxes(figure)
    assert overlapping(found) == []
    assert cut_off(found, figure.bbox) == []
    assert figure.get_figwidth() * 25.4 == pytest.approx(mm)
    sizes = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()}
    assert min(sizes) >= 7
    assert max(sizes) <= 9


@pytest.mark.parametrize("name", FULL)
def test_every_chart_refuses_three_columns(name):
    """A width that no journal has is named."""
    with pytest.raises(ValueError, match='columns must be "1" or "2"; not "3"'):
        FULL[name](columns=3)


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", ONE_ROW)
def test_every_chart_is_readable_with_one_row(name, columns):
    """One row is a chart."""
    figure = ONE_ROW[name](columns=columns).figure
    found = boxes(figure)
    assert overlapping(found) == []
    assert cut_off(found, figure.bbox) == []


@pytest.mark.parametrize("name", EMPTY)
def test_every_chart_of_an_empty_table_is_a_sentence(name):
    """Without rows the Axes say why, and so does the alternative text."""
    draw, words = EMPTY[name]
    ax = draw()
    assert words in " ".join(text.get_text() for text in ax.texts)
    assert words in alt_text(ax)
    assert cut_off(boxes(ax.figure), ax.figure.bbox) == []


@pytest.mark.parametrize("name", FULL)
def test_every_chart_draws_the_same_twice(name):
    """Two drawings of one table are the same file, as PNG and as SVG."""
    files = []
    for _ in range(2):
        figure = FULL[name]().figure
        png, svg = io.BytesIO(), io.BytesIO()
        figure.savefig(png, metadata={"Software": None})
        with plt.rc_context({"svg.hashsalt": "test"}):
            figure.savefig(svg, format="svg", metadata={"Date": None})
        plt.close(figure)
        files.append((png.getvalue(), svg.getvalue()))
    assert files[0] == files[1]


@pytest.mark.parametrize("name", FULL)
def test_no_chart_reads_text_as_mathematics(name):
    """A dollar sign is drawn as a dollar sign, also in the key and along the axes."""
    ax = FULL[name]()
    assert not any(text.get_parse_math() for text in ax.findobj(Text) if text.get_text())
    written = [text.get_text().replace("\n", " ") for text in ax.findobj(Text)]
    assert not any("\u202e" in text or "\t" in text for text in written)


@pytest.mark.parametrize("name", FULL)
def test_every_chart_says_what_was_counted(name):
    """Title and basis stand above each chart, in its own figure."""
    ax = FULL[name]()
    assert ax.get_title()
    written = " ".join(text.get_text() for text in ax.texts).replace("\u00a0", " ")
    assert "400 documents · 312,345 tokens · form: word" in written


@pytest.mark.parametrize("name", FULL)
def test_every_chart_has_a_text_that_stands_for_it(name):
    """Kind, number of items, title, leading values: in one line short enough to be heard."""
    ax = FULL[name](columns=1)
    text = alt_text(ax)
    assert re.match(r"(\w+ ){1,3}of \d+ \w+.*: ", text)
    assert ax.get_title().replace("\n", " ") in text
    assert re.search(r" [−\d][\d.,]*\.$", text)
    assert len(text) < 600
    assert not set(text) & set("\n\u2066\u2067\u2068\u2069\u202e")


@pytest.mark.parametrize("name", FULL)
def test_charts_leave_the_style_as_it_was(name):
    """The look of the charts is not the look of the researcher's own figures."""
    before = dict(mpl.rcParams)
    FULL[name]()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", FULL)
def test_charts_draw_in_given_axes(name):
    """With ax= no figure is made, and the given one keeps its size."""
    figure, (given, _) = plt.subplots(1, 2, figsize=(20, 12))
    assert FULL[name](ax=given) is given
    assert not any(text.get_parse_math() for text in given.findobj(Text) if text.get_text())
    assert plt.get_fignums() == [figure.number]
    assert tuple(figure.get_size_inches()) == (20, 12)


@pytest.mark.parametrize("name", FULL)
def test_charts_leave_one_figure_open(name):
    """A chart is one figure, which JupyterLab shows; closing it leaves none."""
    figure = FULL[name]().figure
    assert plt.get_fignums() == [figure.number]
    plt.close(figure)
    assert plt.get_fignums() == []


def test_charts_grow_with_their_rows():
    """Rows are as high in a long chart as in a short one."""
    heights = [
        charts.plot_frequency(
            make_terms([f"t{at}" for at in range(n)]), top=n
        ).figure.get_figheight()
        for n in (10, 20, 40)
    ]
    assert heights[2] - heights[1] == pytest.approx(2 * (heights[1] - heights[0]), abs=0.01)


def test_charts_refuse_a_table_of_another_kind():
    """The sentence names the columns that are missing."""
    with pytest.raises(ValueError, match='needs the columns "term_a", "term_b" and "n_ab"'):
        charts.plot_pairs(make_terms())


def test_charts_refuse_top_zero():
    """No chart shows no rows of a full table."""
    with pytest.raises(ValueError, match="top must be 1 or more; not 0"):
        charts.plot_frequency(make_terms(), top=0)


def test_alt_text_of_other_axes_is_their_title():
    """Axes that no chart of ours drew have their title."""
    ax = plt.subplots()[1]
    ax.set_title("own")
    assert alt_text(ax) == "own"


# --- frequencies --------------------------------------------------------------------------


def test_plot_frequency_draws_n_from_the_most_frequent_down():
    """Bar, name and number of each row are those of the table, whatever its order."""
    table = with_basis(pd.DataFrame({"term": ["us", "iran", "eu"], "n": [3, 25, 3], "n_docs": 2}))
    ax = charts.plot_frequency(table)
    assert row_names(ax) == ["iran", "eu", "us"]
    assert [bar.get_width() for bar in ax.patches] == [25, 3, 3]
    assert end_texts(ax) == ["25", "3", "3"]
    assert ax.yaxis_inverted()


def test_plot_frequency_shows_the_top_and_says_of_how_many():
    """Title and alternative text say that 2 of 12 are shown."""
    ax = charts.plot_frequency(make_terms(), top=2)
    assert ax.get_title() == "Most frequent terms (2 of 12)"
    assert alt_text(ax) == (
        "Bar chart of 2 terms: Most frequent terms (2 of 12). "
        "People's Mojahedin Organization of Iran 84, National Council of Resistance of Iran 77."
    )


def test_plot_frequency_marks_terms_of_one_document():
    """A star where one document drives the number, as the table says; a line says what it means."""
    table = pd.DataFrame({"term": ["a", "b", "c"], "n": [9, 8, 1], "n_docs": [2, 2, 1]})
    table = with_basis(table.assign(one_document=[True, False, False]))
    ax = charts.plot_frequency(table)
    assert end_texts(ax) == ["9 *", "8", "1"]
    assert any("* Most of it in one document." in text.get_text() for text in ax.texts)
    ax = charts.plot_frequency(table.assign(one_document=False))
    assert end_texts(ax) == ["9", "8", "1"]
    assert not any("one document" in text.get_text() for text in ax.texts)


def test_plot_frequency_marks_terms_of_one_document_in_a_group():
    """Split by groups, a bar has a star where the number of one of its groups is driven so."""
    table = pd.DataFrame({"paper": ["P", "P", "Q"], "term": ["a", "b", "a"], "n": [9, 8, 1]})
    ax = charts.plot_frequency(with_basis(table.assign(one_document=[False, False, True])))
    assert end_texts(ax) == ["10 *", "8"]
    written = " ".join(text.get_text() for text in ax.texts)
    assert "* In one paper, most of it in one document." in written


def test_plot_frequency_draws_intervals_of_the_rate():
    """With an interval the bars are rates, the lines go from low to high, n stays at the end."""
    table = make_terms(["iran", "us"]).assign(low=[30.0, 10.0], high=[50.0, 40.0])
    ax = charts.plot_frequency(table)
    assert [bar.get_width() for bar in ax.patches] == [42, 21]
    (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert [segment[:, 0].tolist() for segment in lines.get_segments()] == [[30, 50], [10, 40]]
    assert end_texts(ax) == ["14", "7"]
    assert ax.get_xlabel() == "per million tokens"


def test_plot_frequency_splits_bars_by_group():
    """Each part is the number of its group, and the key names every group."""
    table = pd.DataFrame(
        {"doc_id": ["a", "a", "b"], "term": ["iran", "us", "iran"], "n": [5, 6, 3], "n_docs": 1}
    )
    ax = charts.plot_frequency(with_basis(table))
    assert row_names(ax) == ["iran", "us"]
    parts = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}
    assert parts == {"a": [5, 6], "b": [3]}
    assert end_texts(ax) == ["8", "6"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert "split by doc_id (a, b)" in alt_text(ax)


def test_plot_frequency_draws_small_groups_as_one():
    """Of 12 documents six have a part of their own; all parts together are all occurrences."""
    table = make_groups(LONG_IDS[:12])
    ax = charts.plot_frequency(table)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(names) == len(set(names)) == 7
    assert names[-1] == "6 others"
    assert sum(bar.get_width() for bar in ax.patches) == table["n"].sum()


def test_plot_frequency_does_not_split_by_many_groups():
    """By 60 documents no part could be told: the bars are whole, and the chart says so."""
    table = make_groups(LONG_IDS)
    ax = charts.plot_frequency(table)
    assert ax.get_legend() is None
    assert sum(bar.get_width() for bar in ax.patches) == table["n"].sum()
    texts = [text.get_text() for text in ax.figure.findobj(match=lambda a: hasattr(a, "get_text"))]
    assert any("Not split: 60 values of" in text for text in texts)


def test_plot_frequency_names_a_group_without_a_name():
    """Documents without the variable are a group too."""
    table = pd.DataFrame({"outlet": ["AP", np.nan], "term": "iran", "n": [2, 1], "n_docs": 1})
    ax = charts.plot_frequency(with_basis(table))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["AP", "(none)"]


def test_plot_frequency_draws_categories_of_a_dictionary():
    """Counts of a dictionary are drawn as those of terms."""
    ax = charts.plot_frequency(with_basis(pd.DataFrame({"category": ["war"], "n": [3]})))
    assert alt_text(ax) == "Bar chart of 1 category: Most frequent categories. war 3."


def test_plot_multiword_draws_c_value_with_n_beside():
    """The bar is the C-value, the number the occurrences."""
    table = pd.DataFrame({"term": ["b c", "a b"], "n": [7, 4], "n_docs": 1, "c_value": [2.0, 8.0]})
    ax = charts.plot_multiword(with_basis(table))
    assert row_names(ax) == ["a b", "b c"]
    assert [bar.get_width() for bar in ax.patches] == [8, 2]
    assert end_texts(ax) == ["4", "7"]


# --- pairs --------------------------------------------------------------------------------


def test_plot_pairs_draws_the_measure_with_n_ab_beside():
    """The bar is the table's measure, the number the units with both."""
    ax = charts.plot_pairs(make_pairs(["a", "b", "c"]))
    assert row_names(ax) == ["a – b", "a – c", "b – c"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([100, 50, 100 / 3])
    assert end_texts(ax) == ["3", "4", "5"]
    assert ax.get_xlabel() == "log_likelihood"


def test_plot_pairs_draws_another_column():
    """measure="n_ab" draws and orders by the counts; p-values are never the measure."""
    table = make_pairs(["a", "b", "c"]).assign(p_value=0.5)
    assert charts.plot_pairs(table).get_xlabel() == "log_likelihood"
    ax = charts.plot_pairs(table, measure="n_ab")
    assert [bar.get_width() for bar in ax.patches] == [5, 4, 3]
    with pytest.raises(ValueError, match='Did you mean "log_likelihood"'):
        charts.plot_pairs(table, measure="log_likelihod")


@pytest.mark.parametrize("draw", [charts.plot_pairs, charts.plot_network, charts.plot_matrix])
def test_charts_of_pairs_draw_infinite_and_missing_scores(draw):
    """A score of minus infinity or of none is drawn as the smallest that there is."""
    table = make_pairs(["a", "b", "c", "d"], 5)
    table["log_likelihood"] = [np.inf, 2.0, 1.0, -np.inf, np.nan]
    figure = draw(table).figure
    assert overlapping(boxes(figure)) == []


@pytest.mark.parametrize("columns", [1, 2])
def test_plot_network_labels_never_meet(columns):
    """Forty terms with long names: no label meets another or a circle; all lie in the Axes."""
    table = make_pairs([f"{name} {at}" for at in range(4) for name in NAMES[:10]], 60, step=101)
    ax = charts.plot_network(table, top=60, columns=columns)
    found = boxes(ax.figure)
    labels = [text for text in ax.texts if not isinstance(text, mpl.text.Annotation)]
    assert len(labels) == len({*table["term_a"], *table["term_b"]}) >= 38
    assert overlapping(found) == []
    inside = [(text.get_text(), text.get_window_extent()) for text in labels]
    assert cut_off(inside, ax.get_window_extent()) == []
    (circles,) = [c for c in ax.collections if not isinstance(c, LineCollection)]
    radii = np.sqrt(circles.get_sizes()) / 2 * ax.figure.dpi / 72
    places = ax.transData.transform(circles.get_offsets())
    for _, box in inside:
        nearest = np.clip(places, [box.x0, box.y0], [box.x1, box.y1])
        assert (np.hypot(*(nearest - places).T) > radii - 0.5).all()


def test_plot_network_labels_have_a_halo():
    """A line that runs under a label is nearly hidden there; the label is one outline, not two."""
    ax = charts.plot_network(make_pairs())
    labels = [text for text in ax.texts if not isinstance(text, mpl.text.Annotation)]
    for label in labels:
        assert label.get_bbox_patch().get_facecolor()[:3] == (1, 1, 1)
        assert label.get_bbox_patch().get_alpha() >= 0.7
        assert label.get_path_effects() == []


def test_plot_network_draws_a_line_a_pair():
    """Lines join the circles of their terms, and a stronger pair has a wider line."""
    table = make_pairs(["a", "b", "c", "d"], 4)
    ax = charts.plot_network(table)
    (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    (circles,) = [c for c in ax.collections if not isinstance(c, LineCollection)]
    places = circles.get_offsets().tolist()
    ends = [[places.index(end) for end in segment.tolist()] for segment in lines.get_segments()]
    expected = [["abcd".index(a), "abcd".index(b)] for a, b in zip(table["term_a"], table["term_b"], strict=True)]  # fmt: skip
    assert ends == expected
    widths = list(lines.get_linewidths())
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4


def test_plot_network_draws_circles_by_area():
    """A term in four times as many units has a circle of four times the area."""
    table = pd.DataFrame({"term_a": ["a"], "term_b": ["b"], "n_ab": 3, "n_a": 25, "n_b": 100})
    (circles,) = [
        c for c in charts.plot_network(with_basis(table.assign(npmi=0.5))).collections
        if not isinstance(c, LineCollection)
    ]  # fmt: skip
    small, large = circles.get_sizes()
    assert large == pytest.approx(4 * small)


def test_plot_network_shows_the_strongest_pairs():
    """Of 30 pairs the five strongest are drawn, and the title says so."""
    ax = charts.plot_network(make_pairs(), top=5)
    (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert len(lines.get_segments()) == 5
    assert ax.get_title() == "Which terms go together (5 of 30 pairs)"


def test_plot_network_in_small_axes_leaves_labels_out():
    """Axes that cannot hold all labels have fewer, and none over another."""
    _figure, (given, _) = plt.subplots(1, 2, figsize=(5, 2.5))
    charts.plot_network(make_pairs(), ax=given)
    labels = [t for t in given.texts if not isinstance(t, mpl.text.Annotation)]
    assert 0 < len(labels) < len(NAMES)
    assert overlapping([(text.get_text(), text.get_window_extent()) for text in labels]) == []


def test_plot_matrix_shows_every_pair_between_its_terms():
    """A cell stands where the row and the column of its pair meet, below the diagonal."""
    table = make_pairs(["a", "b", "c", "d"], 6)
    table["log_likelihood"] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]  # the last terms come first
    ax = charts.plot_matrix(table)
    down = row_names(ax)
    across = [text.get_text() for text in ax.get_xticklabels()]
    cells = {
        tuple(sorted((down[int(text.get_position()[1])], across[int(text.get_position()[0])]))):
        int(text.get_text())
        for text in ax.texts if not isinstance(text, mpl.text.Annotation)
    }  # fmt: skip
    pairs = zip(table["term_a"], table["term_b"], strict=True)
    assert cells == dict(zip(pairs, table["n_ab"], strict=True))
    for text in ax.texts:
        if not isinstance(text, mpl.text.Annotation):
            column, row = text.get_position()
            assert column <= row


def test_plot_matrix_takes_the_terms_of_the_strongest_pairs():
    """Three terms are those of the first pairs, with all pairs between them."""
    ax = charts.plot_matrix(make_pairs(["a", "b", "c", "d", "e"], 10), top=3)
    shown = {*row_names(ax), *(text.get_text() for text in ax.get_xticklabels())}
    assert len(shown) == 3
    assert ax.get_title() == "Pairs as a matrix (3 of 10 pairs)"


# --- collocates and keywords --------------------------------------------------------------


def test_plot_collocates_draws_before_and_after():
    """Bars go left by n_left and right by n_right, in the order of the table."""
    table = pd.DataFrame({"term": ["deal", "war"], "n_near": [5, 9], "n_left": [1, 9], "n_right": [4, 0]})  # fmt: skip
    ax = charts.plot_collocates(with_basis(table, node="iran"))
    assert row_names(ax) == ["deal", "war"]
    assert [bar.get_width() for bar in ax.patches] == [-1, -9, 4, 0]
    assert sorted(end_texts(ax)) == ["0", "1", "4", "9"]
    assert ax.get_title() == "Words near iran"
    assert [text.get_text() for text in ax.get_xticklabels()] == ["before", "after"]


def test_plot_keywords_draws_both_ends_of_the_table():
    """Of twelve terms the two most typical of either side are shown, with both counts."""
    ax = charts.plot_keywords(make_keywords([f"t{at:02d}" for at in range(12)]), top=4)
    assert row_names(ax) == ["t00", "t01", "t10", "t11"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([6, 5, -4, -5])
    assert end_texts(ax) == ["5,000 | 0", "4,999 | 99", "4,990 | 990", "4,989 | 1,089"]


def test_plot_keywords_has_room_for_long_numbers_at_short_bars():
    """A number is inside the figure also where a shorter bar has a longer one."""
    table = make_keywords(NAMES[:2]).assign(
        n_target=[1, 123_456_789], n_reference=[0, 123_456_789], log_odds_z=[10.0, 7.7]
    )
    figure = charts.plot_keywords(with_basis(table)).figure
    assert cut_off(boxes(figure), figure.bbox) == []


def test_plot_keywords_fills_up_from_the_longer_side():
    """Where nothing is typical of the reference, the target has all rows."""
    table = make_keywords([f"t{at:02d}" for at in range(12)])
    assert len(charts.plot_keywords(table.head(6), top=6).patches) == 6


# --- mentions -----------------------------------------------------------------------------


def test_plot_mentions_stacks_the_layers():
    """Each part is the number of its layer; the numbers are those that n counts + the others."""
    table = pd.DataFrame(
        {"actor": ["Iran", "US"], "n": [5, 7], "name": [3, 7], "metonym": [2, 0], "place": [4, 0]}
    )
    ax = charts.plot_mentions(with_basis(table, unit="mention"))
    assert row_names(ax) == ["US", "Iran"]
    parts = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}
    assert parts == {"name": [7, 3], "metonym": [2], "place": [4]}
    assert end_texts(ax) == ["7", "5 + 4"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["name", "metonym", "place"]


def test_plot_mentions_switches_layers():
    """layers= draws those layers and only actors that have some."""
    ax = charts.plot_mentions(make_counts(["a", "b", "c"]), layers=["place"])
    assert [bars.get_label() for bars in ax.containers] == ["place"]
    assert sorted(row_names(ax)) == ["b", "c"]
    with pytest.raises(ValueError, match='Did you mean "place"'):
        charts.plot_mentions(make_counts(), layers=["plase"])


def test_plot_mentions_tells_layers_apart_without_colour():
    """Layers that name the actor differ in lightness, the others in hatch."""
    ax = charts.plot_mentions(make_counts())
    looks = [(bars[0].get_facecolor(), bars[0].get_hatch()) for bars in ax.containers]
    grey = [round(sum(w * c for w, c in zip((0.299, 0.587, 0.114), color, strict=False)), 1)
            for color, hatch in looks if not hatch]  # fmt: skip
    assert len(grey) == len(set(grey)) == 4
    hatches = [hatch for _, hatch in looks if hatch]
    assert len(hatches) == len(set(hatches)) == 4


@pytest.mark.parametrize(
    ("unit", "column", "axis"),
    [("sentence", "n_sentences", "sentences"), ("document", "n_docs", "documents")],
)
def test_plot_mentions_draws_the_unit_that_was_counted(unit, column, axis):
    """Counted in sentences or documents the bars are these."""
    table = make_counts(["a", "b"]).assign(n_docs=[2, 1], n_sentences=[5, 4])
    ax = charts.plot_mentions(with_basis(table, unit=unit))
    assert [bar.get_width() for bar in ax.patches] == table[column].tolist()
    assert ax.get_xlabel() == axis


def test_plot_mentions_by_prints_the_numbers():
    """A cell holds the number of its actor and group; none where there is none."""
    table = pd.DataFrame(
        {"doc_id": ["a", "a", "b"], "actor": ["Iran", "US", "Iran"], "n": [5, 6, 100]}
    )
    ax = charts.plot_mentions_by(with_basis(table, unit="mention"))
    assert row_names(ax) == ["Iran", "US"]
    cells = {text.get_position(): text.get_text() for text in ax.texts
             if not isinstance(text, mpl.text.Annotation)}  # fmt: skip
    assert cells == {(0.5, 0.5): "5", (1.5, 0.5): "100", (0.5, 1.5): "6"}


def test_plot_mentions_by_shows_the_largest_of_many_groups():
    """Of 60 documents 30 are shown, in the rows, in the order of the table, all different."""
    ax = charts.plot_mentions_by(make_counts_by(LONG_IDS))
    names = row_names(ax)
    assert len(names) == len(set(names)) == 30
    assert names == sorted(names)
    assert "30 of 60 groups" in ax.get_title()
    assert "12 actors and 30 groups" in alt_text(ax)


def test_plot_mentions_by_refuses_counts_without_groups():
    """The sentence says how to count in groups."""
    with pytest.raises(ValueError, match="count with by="):
        charts.plot_mentions_by(make_counts())


# --- along the texts ----------------------------------------------------------------------


def ticks_of(ax) -> list[tuple[float, float]]:
    """Place and row of each tick: the upright lines."""
    segments = [
        s for c in ax.collections if isinstance(c, LineCollection) for s in c.get_segments()
    ]
    return sorted((s[0, 0], round(s[:, 1].mean(), 6)) for s in segments if s[0, 0] == s[1, 0])


def test_plot_dispersion_draws_a_tick_an_occurrence():
    """Ticks stand at the positions of the tokens, in the row of their document and term."""
    tokens = make_tokens({"one": ["iran", "x", "us", "iran"], "two": ["x", "us"]})
    ax = charts.plot_dispersion(tokens, terms=["iran", "us"])
    assert row_names(ax) == ["iran", "us", "iran", "us"]
    # Rows: 0 the name of one, 1 iran, 2 us, 3 the name of two, 4 iran, 5 us.
    assert ticks_of(ax) == [(0, 1), (1, 5), (2, 2), (3, 1)]
    assert end_texts(ax) == ["2", "1", "0", "1"]
    assert ax.get_xlim() == (0, 4)
    assert (
        alt_text(ax)
        == "Dispersion chart of 2 terms: Where in the texts (2 documents). iran 2, us 2."
    )


def test_plot_dispersion_shows_the_documents_with_most():
    """Of 60 documents those with most occurrences are shown, and the title says so."""
    ax = charts.plot_dispersion(make_tokens(LONG_TEXTS), terms=NAMES[:8])
    assert "(6 of 60 documents, those with most)" in ax.get_title()
    assert set(end_texts(ax)) == {"6"}  # the longest texts have each name six times


def test_plot_dispersion_of_mentions_is_a_share_of_the_text():
    """Only the layers asked for are drawn, and ambiguous mentions never."""
    documents = pd.DataFrame({"doc_id": ["one"], "text": ["x" * 200]})
    mentions = pd.DataFrame(
        {
            "doc_id": pd.Categorical(["one"] * 4, categories=["one"]),
            "start": [0, 50, 100, 150],
            "actor": "Iran",
            "layer": ["name", "acronym", "place", "name"],
            "rule": ["", "", "", "ambiguous"],
        }
    )
    ax = charts.plot_dispersion(with_basis(mentions), terms=["Iran"], documents=documents)
    assert [place for place, _ in ticks_of(ax)] == [0, 25]
    ax = charts.plot_dispersion(mentions, terms=["Iran"], documents=documents, layers=["place"])
    assert [place for place, _ in ticks_of(ax)] == [50]
    with pytest.raises(ValueError, match="give documents=documents"):
        charts.plot_dispersion(mentions, terms=["Iran"])


def test_plot_dispersion_keeps_documents_without_a_tick():
    """A document in which nothing occurs, or without a token, has its rows too."""
    tokens = make_tokens({"one": ["iran"], "two": ["x"], "empty": []})
    assert end_texts(charts.plot_dispersion(tokens, terms=["iran"])) == ["1", "0", "0"]


# --- without colour -----------------------------------------------------------------------


def grey(color) -> float:
    """How light a colour is when it is printed in grey."""
    return float(np.dot(to_rgb(color), [0.299, 0.587, 0.114]))


def parts_of(ax) -> list[tuple[float, str]]:
    """Grey and hatch of each part of stacked bars, from left to right."""
    return [(grey(bars[0].get_facecolor()), bars[0].get_hatch() or "") for bars in ax.containers]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.plot_frequency(make_groups(LONG_IDS[:12], list("abcdef"))),
        lambda: charts.plot_mentions(make_counts(list("abcdef"))),
    ],
)
def test_parts_of_bars_differ_in_grey_or_hatch(draw):
    """Neighbours in a bar differ in lightness or hatch; any two parts in one of them too."""
    parts = parts_of(draw())
    assert len(parts) >= 7
    for (a, hatch), (b, other) in pairwise(parts):
        assert abs(a - b) >= 0.1 or hatch != other
    for (a, hatch), (b, other) in combinations(parts, 2):
        assert abs(a - b) >= 0.09 or hatch != other


@pytest.mark.parametrize("draw", [
    lambda: charts.plot_collocates(make_collocates()),
    lambda: charts.plot_keywords(make_keywords()),
    lambda: charts.plot_voices(make_speakers()),
])  # fmt: skip
def test_two_sides_differ_in_grey(draw):
    """Bars to the left and to the right are dark and light, and lie on two sides of zero."""
    bars = draw().patches
    right = {grey(bar.get_facecolor()) for bar in bars if bar.get_width() > 0}
    left = {grey(bar.get_facecolor()) for bar in bars if bar.get_width() < 0}
    assert len(left) == len(right) == 1
    assert abs(left.pop() - right.pop()) > 0.2


def cells_of(ax) -> list[float]:
    """How light each cell of a heat map is, row by row."""
    return [grey(color[:3]) for color in ax.collections[0].get_facecolor()]


def test_cells_get_darker_with_their_number():
    """In grey too a higher number is darker, by a step that can be seen, and none is white."""
    counts = make_counts_by(["one"], list("abcde")).assign(n=[16, 9, 4, 2, 1])
    shades = cells_of(charts.plot_mentions_by(counts))
    assert (np.diff(shades) > 0.05).all()
    counts = counts.iloc[[0, 4]]
    both = [counts, counts.assign(doc_id="two").head(1)]
    shades = cells_of(charts.plot_mentions_by(with_basis(pd.concat(both), unit="mention")))
    assert shades[3] - shades[2] > 0.08  # an empty cell beside the weakest


def test_numbers_in_cells_can_be_read_on_their_shade():
    """Each has the contrast of 4.5 to 1 that WCAG asks for."""
    counts = make_counts_by(["one", "two"], [f"a{at}" for at in range(20)])
    ax = charts.plot_mentions_by(counts)
    shades = {tuple(path.vertices[:4].mean(axis=0)): luminance(color[:3]) for path, color in zip(
        ax.collections[0].get_paths(), ax.collections[0].get_facecolor(), strict=True)}  # fmt: skip
    numbers = [text for text in ax.texts if not isinstance(text, mpl.text.Annotation)]
    assert len(numbers) == 40
    for text in numbers:
        pair = luminance(np.array(to_rgb(text.get_color()))), shades[text.get_position()]
        assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5


# --- files --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["groups", "network", "matrix", "mentions", "mentions_by_12"])
def test_charts_take_little_room(name):
    """No file of a full chart is larger than 80 kB, however many letters and hatches it has."""
    ax = FULL[name]()
    assert len(_svg(ax.figure, name, alt_text(ax)).encode()) < 80_000


def test_small_svg_draws_the_same():
    """Every outline is there, in its place to the hundredth of a point."""
    ax = FULL["network"]()
    written = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none"}):
        ax.figure.savefig(written, format="svg", metadata={"Date": None, "Title": alt_text(ax)})
    large, small = (list(ElementTree.fromstring(svg).iter())
                    for svg in (written.getvalue(), small_svg(written.getvalue())))  # fmt: skip
    assert [element.tag for element in large] == [element.tag for element in small]
    for before, after in zip(large, small, strict=True):
        assert before.get("style") is None or after.get("style")
        if before.tag.endswith("path"):
            numbers = [
                re.findall(r"-?[\d.]+", element.get("d") or "") for element in (before, after)
            ]
            places = [np.array(found, dtype=float) for found in numbers]
            assert np.allclose(*places, rtol=0, atol=0.006)


def test_small_svg_leaves_texts_as_they_are():
    """A title that looks like a path stays what it says."""
    text = '<svg><title>&lt;a d="M 1.23456 7" id="a-1"&gt;  1.23456</title><g x="1.23456"/></svg>'
    assert small_svg(text) == text.replace('x="1.23456"', 'x="1.23"')


# --- the seeds ----------------------------------------------------------------------------


def test_charts_of_the_seeds_are_readable(seed_tokens):
    """The tables of the project itself: nothing overlaps, nothing is cut."""
    stops = an.stop_words("en")
    pairs = an.cooccurrence(seed_tokens, stop_words=stops)
    for ax in [
        charts.plot_frequency(an.term_frequency(seed_tokens, by="doc_id", stop_words=stops)),
        charts.plot_dispersion(seed_tokens, terms=["iran", "trump", "US"]),
        charts.plot_pairs(pairs),
        charts.plot_network(pairs),
        charts.plot_matrix(pairs),
        charts.plot_collocates(an.collocates(seed_tokens, "iran", stop_words=stops)),
    ]:
        found = boxes(ax.figure)
        assert overlapping(found) == []
        assert cut_off(found, ax.figure.bbox) == []


def test_plot_frequency_says_of_how_many_terms_a_part_was_counted():
    """A table of the terms shown is of all: the title says how many these are."""
    ax = charts.plot_frequency(make_terms(), of=4_321)
    assert "of 4,321)" in alt_text(ax)
    grouped = charts.plot_frequency(make_groups(["one", "two"]), of=4_321)
    assert "of 4,321)" in alt_text(grouped)
