"""Charts of comparisons and trends: numbers equal the table, nothing overlaps, no pixels."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from test_charts import NAMES, boxes, cut_off, overlapping, row_names, with_basis

from analysis.comparison_charts import plot_comparison, plot_shift
from analysis.style import alt_text
from analysis.trend_charts import LINES, plot_trend, spread_out

GROUPS = [f"outlet {k} with a name that is long enough to be cut" for k in range(9)]


def make_comparison(names=NAMES, groups=GROUPS[:1]) -> pd.DataFrame:
    odds = np.linspace(4, -3, len(names))
    table = pd.DataFrame({"term": names, "n_target": 5000, "n_reference": range(len(names))})
    table = table.assign(
        size_target=90_000, size_reference=9_000_000, log_odds=odds, low=odds - 1, high=odds + 0.5,
        log_odds_z=odds * 2, log_ratio=odds, log_likelihood=9.0, one_document=odds > 3.5,
    )  # fmt: skip
    tables = [table.assign(size_target=90_000 - k) for k in range(len(groups))]
    for group, part in zip(groups, tables, strict=True):
        part.insert(0, "paper", group)
    return with_basis(pd.concat(tables, ignore_index=True), by="paper", measure="log_odds_z")


def make_shift(names=NAMES) -> pd.DataFrame:
    bits = 0.3 / 2.0 ** np.arange(1, len(names) + 1)
    table = pd.DataFrame({"term": names, "n_target": 3, "n_reference": 4})
    table = table.assign(size_target=900, size_reference=90_000)
    sign = np.where(np.arange(len(names)) % 2, -1, 1)
    table = table.assign(proportion_shift=sign * 0.01, jensen_shannon=bits, share=bits / 0.3)
    return with_basis(table, target='{"paper": ["AP", "$x$"]}', reference="all other documents")


def make_trend(names=NAMES[:6], n_periods=12, column="term", interval=True) -> pd.DataFrame:
    rows = [
        {"period": f"20{k:02d}-Q1", column: name, "n": (k * 7 + at * 3) % 11, "n_docs": 1,
         "size": 10_000 + 1000 * k, "n_documents": 10 + k}
        for k in range(n_periods) for at, name in enumerate(names)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table["per_million"] = 1e6 * table["n"] / table["size"]
    if interval:
        table["low"], table["high"] = table["per_million"] * 0.5, table["per_million"] * 1.6
    table["one_document"] = table["n"] == 10
    return with_basis(table, by="date", period="quarter", left_out="3 documents without a date")


FULL = {
    "comparison": lambda ax=None, columns=2: plot_comparison(
        make_comparison(), ax=ax, columns=columns
    ),
    "groups": lambda ax=None, columns=2: plot_comparison(
        make_comparison(groups=GROUPS), top=40, ax=ax, columns=columns
    ),
    "shift": lambda ax=None, columns=2: plot_shift(make_shift(), ax=ax, columns=columns),
    "trend": lambda ax=None, columns=2: plot_trend(make_trend(), ax=ax, columns=columns),
    "trend of 400": lambda ax=None, columns=2: plot_trend(
        make_trend(n_periods=99), ax=ax, columns=columns
    ),
    "one period": lambda ax=None, columns=2: plot_trend(
        make_trend(n_periods=1), ax=ax, columns=columns
    ),
    "one row": lambda ax=None, columns=2: plot_comparison(
        make_comparison(["war"]), ax=ax, columns=columns
    ),
    "one shift": lambda ax=None, columns=2: plot_shift(make_shift(["war"]), ax=ax, columns=columns),
}
EMPTY = {
    "comparison": lambda: plot_comparison(make_comparison().head(0)),
    "shift": lambda: plot_shift(make_shift().head(0)),
    "trend": lambda: plot_trend(make_trend().head(0)),
    "nothing occurs": lambda: plot_shift(make_shift().assign(share=0.0)),
}


def written(ax) -> str:
    """All that is written above and in the Axes, on one line."""
    texts = [text.get_text() for text in ax.texts]
    return " ".join(texts).replace("\u00a0", " ").replace("\n", " ")


def whiskers(ax) -> list[list[float]]:
    """Ends of the intervals, from the top row down; thin lines that guide the eye are none."""
    lines = [c for c in ax.collections if isinstance(c, LineCollection)]
    drawn = next(c for c in lines if c.get_linewidth()[0] > 1)
    return [segment[:, 0].tolist() for segment in drawn.get_segments()]


@pytest.mark.parametrize("columns", [2, 1])
@pytest.mark.parametrize("name", FULL)
def test_every_chart_is_readable(name, columns):
    """No text lies over another and none is cut, in two widths, with long names in six scripts."""
    figure = FULL[name](columns=columns).figure
    found = boxes(figure)
    assert overlapping(found) == []
    assert cut_off(found, figure.bbox) == []


@pytest.mark.parametrize("name", EMPTY)
def test_every_chart_of_an_empty_table_is_a_sentence(name):
    """Without rows the Axes say why, and so does the alternative text."""
    ax = EMPTY[name]()
    assert ax.texts[0].get_text().replace("\n", " ") in alt_text(ax)
    assert cut_off(boxes(ax.figure), ax.figure.bbox) == []


@pytest.mark.parametrize("name", FULL)
def test_every_chart_draws_the_same_twice(name):
    """Two drawings of one table are the same file."""
    files = []
    for _ in range(2):
        figure, svg = FULL[name]().figure, io.BytesIO()
        with plt.rc_context({"svg.hashsalt": "test"}):
            figure.savefig(svg, format="svg", metadata={"Date": None})
        plt.close(figure)
        files.append(svg.getvalue())
    assert files[0] == files[1]


@pytest.mark.parametrize("name", FULL)
def test_charts_draw_in_given_axes_and_read_no_mathematics(name):
    """With ax= no figure is made; a dollar sign is a dollar sign."""
    figure, (given, _) = plt.subplots(1, 2, figsize=(20, 12))
    assert FULL[name](given) is given
    assert not any(text.get_parse_math() for text in given.findobj(Text) if text.get_text())
    assert plt.get_fignums() == [figure.number]


# --- comparison ---------------------------------------------------------------------------


def test_plot_comparison_draws_log_odds_and_interval():
    """Point, interval, counts and star of each row are those of the table."""
    table = make_comparison(["war", "peace", "talks"])
    ax = plot_comparison(table)
    assert row_names(ax) == ["war", "peace", "talks"]
    points = [line for line in ax.lines if line.get_marker() in "os"]
    assert [list(line.get_xdata()) for line in points] == [[4, 0.5], [-3]]
    assert whiskers(ax) == [[3, 4.5], [-0.5, 1], [-4, -2.5]]
    text = written(ax)
    assert all(counts in text for counts in ["5,000 | 0 *", "5,000 | 1", "5,000 | 2"])
    assert "(of 90,000 | 9,000,000 tokens)" in text
    assert "* Most of it in one document" in text


def test_plot_comparison_shows_both_ends_by_the_measure():
    """Ten of each direction are chosen by z and sorted by log-odds; the title says of how many."""
    table = make_comparison([f"t{k:02d}" for k in range(60)])
    ax = plot_comparison(table, top=4)
    assert row_names(ax) == ["t00", "t01", "t58", "t59"]
    assert "(4 of 60)" in ax.get_title()
    assert alt_text(ax).startswith("Dot chart of 4 terms: What sets outlet")


def test_plot_comparison_cuts_a_far_interval_with_an_arrow():
    """An interval far beyond all points would squeeze them: its line ends in an arrow."""
    table = make_comparison(["war", "peace", "talks"])
    table.loc[0, "high"] = 90.0
    ax = plot_comparison(table)
    arrows = {line.get_marker(): len(line.get_xdata()) for line in ax.lines}
    assert arrows[">"] == 1
    assert arrows["<"] == 0
    assert whiskers(ax)[0] == [3, 6]
    assert ax.get_xlim()[1] < 7


def test_plot_comparison_of_groups_has_the_largest_with_their_first_terms():
    """Eight of nine groups by size, a name above each, only what is typical of it."""
    ax = plot_comparison(make_comparison(["war", "peace", "talks"], GROUPS), top=16)
    assert "(8 of 9 groups, the largest)" in ax.get_title()
    assert [name for name in row_names(ax) if name] == ["war", "peace"] * 8
    assert "outlet 0" in written(ax)
    assert "outlet 8" not in written(ax)


# --- shift --------------------------------------------------------------------------------


def test_plot_shift_draws_shares_to_both_sides():
    """To the right what the target has more of; share and sum so far at the end."""
    ax = plot_shift(make_shift(["war", "peace", "talks"]))
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([50, -25, 12.5])
    text = written(ax)
    assert all(part in text for part in ["50 (50)", "25 (75)", "12.5 (87.5)"])


def test_plot_shift_says_total_sizes_and_what_is_explained():
    """In the chart and in the alternative text."""
    ax = plot_shift(make_shift(["war", "peace", "talks"]), top=2)
    text = written(ax)
    assert "these terms explain 75.0 % of 0.300 bits" in text
    assert "more of AP, $x$ (900 tokens), to the left of all other documents (90,000)" in text
    assert "They explain 75.0 % of 0.300 bits: war 50, peace −25." in alt_text(ax)


# --- trend --------------------------------------------------------------------------------


def test_plot_trend_draws_the_rates_in_order_of_time():
    """Each line has the rates of its term; the band goes from low to high."""
    table = make_trend(["war", "peace"])
    ax = plot_trend(table)
    totals = table.groupby("term")["n"].sum().sort_values(ascending=False).index
    lines = [
        line for line in ax.lines if len(line.get_xdata()) == 12 and line.get_marker() == "None"
    ]
    for name, line in zip(totals, lines, strict=True):
        rates = table.loc[table["term"] == name, "per_million"]
        assert list(line.get_ydata()) == rates.tolist()
    heights = [bar.get_height() for bar in ax.patches]
    size = table.drop_duplicates("period")["size"].to_numpy()
    assert np.array(heights) / max(heights) == pytest.approx(size / size.max())


def test_plot_trend_says_denominators_and_the_undated():
    """Tokens and documents of the periods, what is open, who is left out."""
    text = written(plot_trend(make_trend()))
    assert "tokens of each period, 10,000 to 21,000 in 10 to 21 documents" in text
    assert "Open mark: most of it in one document." in text
    assert "left out: 3 documents without a date" in text


def test_plot_trend_breaks_a_line_where_there_is_no_document():
    """A period without tokens has no rate: the line has a gap, and a sentence says so."""
    table = make_trend(["war"])
    table.loc[4, ["n", "size", "n_documents"]] = 0
    table.loc[4, ["per_million", "low", "high"]] = np.nan
    ax = plot_trend(table)
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [k == 4 for k in range(12)]
    assert "A line is broken where there is no document." in written(ax)


def test_plot_trend_draws_no_more_lines_than_can_be_told_apart():
    """Six, each with a colour, a dash and a mark of its own; the title says of how many."""
    ax = plot_trend(make_trend([f"t{k}" for k in range(9)], n_periods=3), top=9)
    assert "(6 of 9 terms)" in ax.get_title()
    assert all(len(set(looks)) == len(LINES) for looks in zip(*LINES, strict=True))


def test_plot_trend_of_actors_without_intervals():
    """Mentions are drawn alike; without low and high there is no band."""
    ax = plot_trend(make_trend(["Iran"], column="actor", interval=False))
    assert alt_text(ax).startswith(
        "Line chart of 1 actor: Frequency by quarter, 2000-Q1 to 2011-Q1"
    )
    assert "Band" not in written(ax)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([5.0, 3.0], [5, 3]),
        ([5.0, 5.0], [5.5, 4.5]),
        ([5.0, 5.0, 4.5], [5.833333, 4.833333, 3.833333]),
        ([10.0, 10.0], [10 - 0.5, 8.5]),
        ([], []),
    ],
)
def test_spread_out_moves_as_little_as_needed(places, expected):
    """Labels that would meet move apart about their middle, and stay below the top."""
    assert spread_out(places, 1.0, 10.0) == pytest.approx(expected)
