"""The page of methods explains everything that a report shows, from one source."""

import inspect
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import measures
from analysis.actors import LAYERS
from analysis.report import methods

ROOT = Path(__file__).parent.parent
RUN = {
    "name": "seeds",
    "run": "2026-11-24_20261124T060005Z",
    "status": "complete",
    "started": "2026-11-24T06:00:05Z",
    "seconds": 12.5,
    "as_of": "",
    "corpus": {"path": "seeds", "fingerprint": "0b4a5be9f3f4", "n_documents": 2},
    "actors": {"path": "", "sha256": ""},
    "versions": {"Python": "3.12.1"},
}
DISPERSIONS = ["dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl_divergence"]


@pytest.fixture(scope="module")
def page() -> str:
    return methods.methods_page(RUN)


def entry(name: str) -> dict:
    found = [e for s in methods.sections() for e in s["entries"] if name in e["columns"]]
    assert len(found) == 1, name
    return found[0]


def columns_of_notebooks() -> set[str]:
    """The heads of the columns in all tables that the stored notebooks show."""
    found = set()
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
        for output in outputs:
            html = "".join(output.get("data", {}).get("text/html", ""))
            found |= set(re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html))
    return found


def test_sections_explain_each_column_of_the_notebooks():
    """Each column of a table that a notebook shows has an entry, and only one."""
    shown = columns_of_notebooks()
    assert {"n", "per_million", "log_likelihood", "n_near", "precision_low"} <= shown
    explained = methods.explained()
    assert sorted(shown - set(explained) - {""}) == []
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("name", [*measures.MEASURES, *DISPERSIONS])
def test_sections_explain_each_measure(name):
    """A measure has its words, formula, sign, limits, paper and tool, as its docstring says."""
    found = entry(name)
    assert found["words"].endswith((".", ")"))
    assert set(methods.KEYS) <= set(found)
    text = " ".join((inspect.getdoc(getattr(measures, name)) or "").split())
    for key in methods.KEYS:
        assert found[key] in text


def test_sections_explain_each_layer_of_mentions():
    """The layers, which are columns of the counts of actors, are explained one by one."""
    assert set(LAYERS) <= set(methods.explained())


def test_sections_use_no_other_keys():
    """A mistyped key in the file would be lost; there is none."""
    allowed = {"title", "columns", "words", *methods.KEYS}
    for section in methods.sections():
        assert set(section) == {"title", "words", "entries"}
        for found in section["entries"]:
            assert set(found) <= allowed
            assert found["title"] or found["columns"]


def test_of_measure_joins_what_stands_on_several_lines():
    """A point of a docstring that goes on on the next line is one sentence."""
    agrees = methods.of_measure("log_likelihood")["agrees"]
    assert agrees.startswith("NLTK ``likelihood_ratio`` and SciPy")
    assert agrees.endswith("epsilon of 1e-9.")


def test_methods_page_has_an_anchor_for_each_name(page):
    """A caption can link to ``methods.html#log_dice``; no anchor stands twice, no link is dead."""
    anchors = re.findall(r'\sid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(methods.explained()) <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_methods_page_writes_formulas_as_people_do(page):
    """Indices are indices and a minus is a minus; no mark of a docstring is left."""
    assert "14 + log<sub>2</sub>(2 n<sub>ab</sub> / (n<sub>a</sub> + n<sub>b</sub>))" in page
    assert "(o<sub>11</sub> − e<sub>11</sub>) / √o<sub>11</sub>" in page
    assert 'take <a href="#log_likelihood"><code>log_likelihood</code></a>' in page
    body = page[page.index("<main") :]
    assert "`" not in body
    assert not re.search(r"\b[oe][12]{2}\b|\blog2\b", body)


def test_methods_page_is_well_formed(page):
    """Each element that is opened is closed, in order."""
    open_ones: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "link"):
                open_ones.append(tag)

        def handle_endtag(self, tag):
            assert open_ones.pop() == tag

    Reader().feed(page)
    assert open_ones == []


def test_methods_page_says_of_which_run_it_is(page):
    """Like every page it has the corpus, its fingerprint and the versions, and leads back."""
    assert "0b4a5be9f3f4" in page
    assert "Python 3.12.1" in page
    assert '<a href="index.html">Report: seeds</a>' in page
    assert "<script" not in page


def test_names_of_the_file_are_names_of_the_package():
    """A statistic that the page names in backquotes is one that the page explains, or a tool's."""
    text = (ROOT / "analysis" / "data" / "methods.yml").read_text(encoding="utf-8")
    ours = set(re.findall(r"`([a-z]+_[a-z_]+)`", text))
    tools = {"textstat_frequency", "bind_tf_idf"}
    assert ours - tools <= set(methods.explained())
