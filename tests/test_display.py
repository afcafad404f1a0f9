"""analysis.display and analysis.wording: what a notebook shows is what the tables hold, as text."""

import csv
import io
import re
from html.parser import HTMLParser

import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import analysis as an
from analysis.display import format_value, markdown_text
from analysis.wording import describe

HOSTILE = (
    "<script>alert(1)</script> **b** [x](javascript:y) `c` $z$ _d_ | # \n <img src=x onerror=y>"
)


class Cells(HTMLParser):
    """The text of each table cell, as a browser would show it, and all tags met."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.tags = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("td", "th", "caption"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells and data.strip():  # white space between tags is no text
            self.cells[-1] += data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1200, "1,200"), (0, "0"), (12.3456, "12.35"), (0.01234, "0.0123"), (float("nan"), "–"),
        (None, "–"), (True, "yes"), (pd.Timestamp("2019-01-15"), "2019-01-15"), (pd.NaT, "–"),
        ("a", "a"), (-0.5, "-0.50"), (1e6, "1,000,000.00"),
    ],
)  # fmt: skip
def test_format_value_reads_well(value, text):
    """Numbers get separators and two decimals, small ones three figures, gaps a dash."""
    assert format_value(value) == text


def test_say_shows_values_as_text():
    """Markdown and HTML in a value are characters, in JupyterLab and in the report."""
    from analysis.report.safe_html import markdown_to_html

    html = markdown_to_html(an.say("It is **{}**.", HOSTILE).markdown)
    shown = Cells(f"<table><td>{html}</td></table>")
    assert shown.tags <= {"table", "td", "p", "strong", "span"}
    assert " ".join(shown.cells[0].split()) == f"It is {' '.join(format_value(HOSTILE).split())}."


def test_markdown_text_leaves_numbers_alone():
    """A number in a sentence is not escaped."""
    assert markdown_text(-1200) == "-1,200"


def test_save_table_shows_text_and_names_its_basis():
    """Each cell shows its characters; the caption has title, rows shown and basis."""
    table = pd.DataFrame({"term": [HOSTILE, "iran", "us"], "n": [1200, 2, 1], "x": [0.5, 1, None]})
    table.attrs["basis"] = {"n_documents": 2}
    parsed = Cells(an.save_table(table, "t", title="Terms", top=2)._repr_html_())
    caption, *cells = parsed.cells
    assert caption == "Terms. 2 of 3 rows. 2 documents"
    assert cells == ["term", "n", "x", format_value(HOSTILE), "1,200", "0.50", "iran", "2", "1.00"]
    assert parsed.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}


def test_save_table_writes_the_whole_table(tmp_path):
    """The CSV has every row, and reads back equal; nothing is written without output."""
    table = pd.DataFrame({"term": ["“x”,\ny", "é"], "n": [1, 2], "score": [1 / 3, 2.0]})
    an.save_table(table, "t", output=tmp_path, top=1)
    path = tmp_path / "tables" / "t.csv"
    pd.testing.assert_frame_equal(pd.read_csv(path), table)
    assert path.read_bytes() == path.read_bytes().replace(b"\r\n", b"\n")
    an.save_table(table, "u")
    assert [file.name for file in tmp_path.rglob("*.csv")] == ["t.csv"]


def test_save_table_neutralises_formulas(tmp_path):
    """A text cell that a spreadsheet would run gets an apostrophe; numbers do not."""
    cells = ["=1+1", "+x", "-x", "@x", "\tx", "x=1", "’"]
    an.save_table(pd.DataFrame({"term": cells, "n": range(-1, 6)}), "t", output=tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "tables" / "t.csv").read_text("utf-8"))))[1:]
    assert [row[0] for row in rows] == ["'=1+1", "'+x", "'-x", "'@x", "'\tx", "x=1", "’"]
    assert rows[0][1] == "-1"


def test_save_table_of_no_rows_reads_well():
    """An empty table shows its columns and says so."""
    shown = an.save_table(pd.DataFrame({"term": [], "n": []}), "t", title="Terms")
    assert repr(shown) == "Terms: no rows"
    assert Cells(shown._repr_html_()).cells == ["Terms", "term", "n", "no rows"]


def test_save_chart_leaves_the_margin_free_in_page_and_file(tmp_path):
    """A line that fits where it was measured runs over the edge at no other resolution."""
    tokens = an.tokenize(an.read_corpus("seeds"))
    terms = an.term_frequency(tokens, by="doc_id", stop_words=an.stop_words("en"))
    shown = an.save_chart(an.plot_frequency(terms), "terms", output=tmp_path)
    in_page = io.BytesIO(shown._repr_mimebundle_()[0]["image/png"])
    for file in (in_page, tmp_path / "charts" / "terms.png"):
        picture = np.asarray(Image.open(file).convert("L"))
        assert (picture[:, -2:] > 250).all()
        assert (picture[:, :2] > 250).all()


def test_save_chart_gives_picture_and_alternative_text(tmp_path):
    """The output is a PNG with its alternative text; files are equal from run to run."""
    table = pd.DataFrame({"term": ["iran", "us"], "n": [3, 1], "n_docs": [1, 1]})
    contents = []
    for folder in ("a", "b"):
        shown = an.save_chart(an.plot_frequency(table), "c", output=tmp_path / folder)
        data, metadata = shown._repr_mimebundle_()
        assert metadata["image/png"]["alt"] == shown.alt
        assert "iran 3" in shown.alt
        assert Image.open(io.BytesIO(data["image/png"])).format == "PNG"
        contents.append({p.name: p.read_bytes() for p in (tmp_path / folder).rglob("c.*")})
    assert contents[0] == contents[1]
    assert set(contents[0]) == {"c.png", "c.svg"}
    assert re.search(rb"<title>|<dc:title>", contents[0]["c.svg"])


def test_describe_corpus_names_size_dates_and_fingerprint(seeds, seed_tokens):
    """Documents, tokens, period and the fingerprint stand in one sentence."""
    text = repr(an.describe_corpus(seeds, seed_tokens))
    assert text == (
        f"Corpus: 2 documents, {len(seed_tokens):,} tokens, dated 2018-08-01 to 2019-01-15; "
        f"corpus fingerprint `{an.fingerprint(seeds)}`."
    )
    assert "undated" in repr(an.describe_corpus(seeds[["doc_id", "text"]]))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (dict(term=["a", "b"], n=[2, 1], n_docs=[1, 1]), "most frequent term is **a** (2 occurrences in 1 document), before **b** (1)."),
        (dict(term=["a b"], n=[2], n_docs=[2], c_value=[2.0]), "strongest of 1 multi-word terms is **a b** (2 occurrences in 2 documents)."),
        (dict(term_a=["a"], term_b=["b"], n_ab=[2], n_a=[3], n_b=[4], n_units=[9]), "**a – b**: both in 2 of 9 units, a in 3, b in 4."),
        (dict(actor=["A", "B"], n=[1, 0], n_docs=[1, 0]), "Of 1 actors named, **A** is named most (1 mention in 1 document)."),
        (dict(term=["a"], n_target=[2], n_reference=[1], size_target=[10], size_reference=[20]), "**a**: 2 times in 10 tokens there, 1 times in 20 tokens elsewhere."),
        (dict(term=["a"], n_near=[2], n_node=[3], n=[4], n_left=[2], n_right=[0]), "2 of its 4 occurrences are there, 2 before and 0 after."),
    ],
)  # fmt: skip
def test_describe_is_computed_from_the_table(table, sentence):
    """Each number of the sentence stands in the table; an empty table reads as a sentence too."""
    table = pd.DataFrame(table)
    assert repr(describe(table)).endswith(sentence)
    assert repr(describe(table.iloc[:0])).startswith(("No ", "No actor"))


def test_describe_refuses_a_table_it_has_no_words_for():
    """An unknown table is met with the columns that are known."""
    with pytest.raises(ValueError, match='no wording for a table with "x"'):
        describe(pd.DataFrame({"x": [1]}))


def test_outputs_are_valid_notebook_outputs():
    """A chart's metadata is kept by the notebook format."""
    output = nbformat.v4.new_output(
        "display_data", data={"image/png": "x"}, metadata={"image/png": {"alt": "y"}}
    )
    assert output.metadata["image/png"]["alt"] == "y"
