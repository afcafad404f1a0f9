"""A page shows what the notebook shows, runs nothing, asks nobody, and says what it is."""

import base64
import re
import struct

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report import page
from analysis.report.safe_html import clean_html

PIXEL = base64.b64encode(
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1008, 648) + b"\x08\x02"
).decode()
RUN = {
    "name": "seeds",
    "run": "2026-11-24_20261124T060005Z",
    "status": "complete",
    "reason": "",
    "started": "2026-11-24T06:00:05Z",
    "seconds": 12.5,
    "as_of": "",
    "corpus": {"path": "seeds", "fingerprint": "0b4a5be9f3f4", "n_documents": 2},
    "actors": {"path": "seeds/actors.yml", "sha256": "ab" * 32},
    "notes": [],
    "notebooks": [],
    "versions": {"Python": "3.12.1", "pandas": "3.1.1"},
}
JOB = {"name": "terms", "title": "Terms", "status": "done", "error": None, "seconds": 3.0}
JOB |= {"tables": ["terms"], "charts": {"terms": ["png", "svg"]}}
HOSTILE = [
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "<img src='http://tracker.example/x.png'>",
    "<svg onload=\"document.title='run'\"><script>1</script></svg>",
    "<iframe src='javascript:1'></iframe>",
    "<a href=\"javascript:document.title='run'\">a</a>",
    "<a href='data:text/html,<script>1</script>'>a</a>",
    "<style>body{background:url(http://tracker.example/)}</style>",
    "<p style='background:url(http://tracker.example/)'>p</p>",
    "<form action='http://tracker.example'><input autofocus onfocus=1></form>",
    "<object data='http://tracker.example'></object><embed src='http://tracker.example'>",
    "<link rel=stylesheet href='http://tracker.example'><meta http-equiv=refresh content=0>",
    "<table background='http://tracker.example'><tr><td>t</table>",
    "<math><mtext><mglyph><style><img src=x onerror=1></style></mglyph></mtext></math>",
    '<noscript><p title="</noscript><img src=x onerror=1>">',
]


def code(source: str = "x", *outputs, tags=(), **metadata):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags), **metadata})


def result(**data):
    names = {"html": "text/html", "markdown": "text/markdown", "plain": "text/plain"}
    names |= {"latex": "text/latex", "js": "application/javascript", "svg": "image/svg+xml"}
    return new_output("execute_result", {names[kind]: text for kind, text in data.items()})


def chart(alt: str = "Bars"):
    about = {"image/png": {"alt": alt}} if alt else {}
    return new_output("display_data", {"image/png": PIXEL, "text/plain": "c"}, metadata=about)


def render(*cells, job=JOB, run=RUN, parameters=()) -> str:
    head = new_markdown_cell("# Terms\n\n**Which words are most frequent?**\n\nFor all.")
    notebook = new_notebook(cells=[head, *cells])
    return page.notebook_page(notebook, job=job, run=run, parameters=list(parameters))


def main_of(html: str) -> str:
    return html.split('<main id="main"')[1].split('<section class="about"')[0]


TAGS = {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base"}
TAGS |= {"svg", "math", "noscript"}
HANDLERS = ("on", "style", "srcset", "background", "action", "formaction", "ping")


def dangers(html: str) -> list[str]:
    """What could run or load something."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        found += [tag.name] * (tag.name in TAGS)
        found += [name for name in tag.attrs if name.startswith(HANDLERS)]
        source, target = tag.get("src", "data:image/"), tag.get("href", "#").strip().lower()
        found += [source] * (not source.startswith("data:image/"))
        found += [target] * target.startswith(("javascript:", "vbscript:", "data:"))
    return found


# --- safety -------------------------------------------------------------------------------


@pytest.mark.parametrize("html", HOSTILE)
def test_clean_html_lets_nothing_run_or_load(html):
    """Scripts, handlers, frames, forms, styles and pictures from elsewhere are taken out."""
    assert dangers(html), "the attack must be one"
    assert dangers(clean_html(html)) == []


@given(st.lists(st.sampled_from([*HOSTILE, "<table>", "</table>", "<b", '">', "&lt;", "-->"])))
def test_clean_html_holds_for_mixtures(parts):
    """Pieces of attacks put together give nothing that could run either."""
    assert dangers(clean_html("".join(parts))) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_notebook_page_shows_no_output_that_could_run(html):
    """Neither HTML nor Markdown nor text of an output, nor a warning, brings in markup."""
    warning = new_output("stream", name="stderr", text=f"analysis:1: CorpusWarning: {html}\n")
    printed = new_output("stream", name="stdout", text=html)
    error = new_output("error", ename=html, evalue=html, traceback=[html])
    shown = render(
        code("1", result(html=html), result(markdown=html), result(plain=html), tags=["headline"]),
        code("2", result(latex=html), warning, printed, chart(alt=html)),
        code(html, error),
        job={**JOB, "error": {"sentence": html, "cell": 3}},
        run={**RUN, "name": html, "corpus": {**RUN["corpus"], "path": html}},
        parameters=[{"name": html, "value": html, "help": html}],
    )
    head, body = shown.split("<body>")
    assert dangers(body) == []
    assert html not in head


def test_notebook_page_drops_scripts_and_drawings_that_can_run():
    """Of JavaScript, SVG and widgets only the text beside them is shown."""
    widget = new_output(
        "display_data", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "W"}
    )
    shown = render(
        code("x", result(js="alert(1)", plain="J"), result(svg="<svg/>", plain="S"), widget)
    )
    assert "alert" not in shown
    assert "<svg" not in shown
    assert re.findall(r"<pre [^>]*>([JSW])</pre>", shown) == ["J", "S", "W"]


def test_notebook_page_forbids_by_itself_what_might_be_left():
    """The page's own policy allows styles and embedded pictures, nothing else; no script is in it."""
    shown = render()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', shown)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert "<script" not in shown
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', shown) == [
        'href="index.html"',
        'href="terms.ipynb"',
        'href="methods.html"',
    ]


@pytest.mark.parametrize("html", HOSTILE)
def test_index_page_shows_names_and_sentences_as_text(html):
    """Titles, questions, notes, reasons and file names on the index bring in no markup."""
    job = {**JOB, "name": "terms", "title": html, "tables": [html], "charts": {html: ["png"]}}
    job["error"] = {"sentence": html, "cell": 0}
    notebook = new_notebook(
        cells=[
            new_markdown_cell(f"# {html}\n\n{html}"),
            code("x", result(markdown=html), chart(alt=html), tags=["headline"]),
        ]
    )
    run = {**RUN, "notebooks": [job], "notes": [html], "reason": html, "status": "failed"}
    shown = page.index_page(run, {"terms": page.headlines(notebook)})
    assert dangers(shown.split("<body>")[1]) == []


# --- what a page shows --------------------------------------------------------------------


def test_notebook_page_has_language_title_and_ways_to_move():
    """Language, title, a link past the head, a list of contents and one main heading."""
    shown = render(
        new_markdown_cell("## Where & why"), new_markdown_cell("## Where & why\n\n### Sub")
    )
    assert '<html lang="en">' in shown
    assert "<title>Terms · seeds</title>" in shown
    assert '<a class="skip" href="#main">' in shown
    assert len(re.findall(r"<h1\b", shown)) == 1
    nav = shown.split("<nav")[1].split("</nav>")[0]
    links = re.findall(r'<a href="#([^"]*)">([^<]*)</a>', nav)
    assert [text for _, text in links] == ["Where &amp; why", "Where &amp; why", "About this page"]
    for anchor, _ in links:
        assert shown.count(f'id="{anchor}"') == 1


def test_notebook_page_shows_results_and_folds_the_code():
    """Outputs come first; the code that made them is in one closed fold under them."""
    shown = main_of(
        render(
            code("import analysis as an"),
            new_markdown_cell("## Terms"),
            code("terms = 1", result(plain="first")),
            code("terms + 1", result(plain="second")),
        )
    )
    (fold,) = re.findall(r'<details class="code">.*?</details>', shown, re.DOTALL)
    text = re.sub(r"<[^>]+>", "", fold)
    assert text.index("import analysis") < text.index("terms = 1") < text.index("terms + 1")
    assert shown.index("first") < shown.index("second") < shown.index(fold)


def test_notebook_page_keeps_the_code_of_every_cell():
    """Code without a result is folded with the next result, or at the end; none is lost."""
    cells = [code("one = 1"), new_markdown_cell("a"), code("two", result(plain="2"))]
    cells += [new_markdown_cell("b"), code("three = 3"), new_markdown_cell("## Limits")]
    text = re.sub(r"<[^>]+>", "", render(*cells))
    assert all(source in text for source in ("one = 1", "two", "three = 3"))


def test_notebook_page_shows_parameters_as_a_table_not_as_code():
    """The parameters and injected cells are not shown; a table gives name, value and help."""
    shown = render(
        code("top: int = 20", tags=["parameters"]),
        code("top = 15", tags=["injected-parameters"]),
        parameters=[
            {"name": "top", "value": 15, "help": "terms to show"},
            {"name": "node", "value": "", "help": "a term"},
        ],
    )
    text = re.sub(r"<[^>]+>", " ", shown)
    assert "int = 20" not in text
    assert re.search(r"top\s+15\s+terms to show", text)
    assert re.search(r"node\s+empty\s+a term", text)


def test_notebook_page_gives_charts_their_alternative_text_and_size():
    """A chart has the text its notebook computed, and its size before it is loaded."""
    shown = render(code("x", chart('Bars: "a" & <b>')))
    image = BeautifulSoup(shown, "html.parser").find("img")
    assert (image["alt"], image["width"], image["height"]) == ('Bars: "a" & <b>', "896", "576")
    assert "does not describe" in render(code("x", chart("")))


def test_notebook_page_frames_tables_for_the_keyboard():
    """A wide table scrolls in a frame of its own, named after its caption, no two names equal."""
    table = '<table class="news-table"><caption>Pairs &amp; more</caption><tr><th scope="col">a</th></tr></table>'
    shown = render(code("x", result(html=table)), code("y", result(html=table)))
    frames = re.findall(r'<div[^>]*class="table"[^>]*>', shown)
    labels = [re.search(r'aria-label="([^"]*)"', frame)[1] for frame in frames]
    assert labels == ["Pairs &amp; more", "Pairs &amp; more (2)"]
    assert all('role="region"' in frame and 'tabindex="0"' in frame for frame in frames)


def test_notebook_page_gives_an_empty_corner_no_heading():
    """The corner of a pandas table heads nothing, so it is no heading."""
    table = "<table><tr><th></th><th>n</th></tr></table>"
    assert clean_html(table).count("<th>") == 1


def test_notebook_page_turns_warnings_into_notes():
    """A warning of analysis is a note, once; other lines of the error stream stay plain text."""
    text = "analysis:1: CorpusWarning: US & us.\n" * 2 + "something else\n"
    shown = render(code("x", new_output("stream", name="stderr", text=text)))
    assert shown.count('<p class="note" role="note"><strong>Note</strong> US &amp; us.</p>') == 1
    assert re.search(r'<pre [^>]*class="text stderr"[^>]*>something else', shown)
    assert "CorpusWarning" not in shown


def test_notebook_page_shows_where_it_failed_and_nothing_after():
    """The failing cell alone stands open beside its error; what did not run is not shown."""
    error = new_output("error", ename="ValueError", evalue="no unit", traceback=["Cell In[3]"])
    job = {**JOB, "status": "failed", "error": {"sentence": "ValueError: no unit", "cell": 3}}
    shown = main_of(
        render(code("before = 1"), code("pairs()", error), new_markdown_cell("## Later"), job=job)
    )
    assert "This notebook did not finish." in shown
    assert 'href="#failure"' in shown
    (fold,) = re.findall(r'<details class="code" open.*?</details>', shown, re.DOTALL)
    assert "pairs" in fold
    assert "before" not in fold
    assert "Later" not in shown


def test_notebook_page_of_a_notebook_without_results_shows_its_head_only():
    """Where no cell was run there is the title and the reason, no empty sections."""
    job = {**JOB, "status": "not run", "error": {"sentence": "No time.", "cell": 0}}
    shown = main_of(render(code("x"), new_markdown_cell("## Later"), code("y"), job=job))
    assert "Which words are most frequent?" in shown
    assert "No time." in shown
    assert "Later" not in shown
    assert "<details" not in shown


def test_notebook_page_tells_what_was_run():
    """Corpus, fingerprint, codebook, run, time and versions stand at the end of each page."""
    about = render().split('<section class="about"')[1]
    text = " ".join(re.sub(r"<[^>]+>", " ", about).split())
    for fact in (
        "seeds, 2 documents",
        "0b4a5be9f3f4",
        "seeds/actors.yml",
        "abababababab",
        RUN["run"],
    ):
        assert fact in text
    assert "24 November 2026, 06:00 UTC" in text
    assert "Python 3.12.1, pandas 3.1.1" in text


def test_headlines_takes_the_tagged_cells_only():
    """Sentences and charts of cells tagged headline, with the anchor of their cell."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Terms\n\n**Which?**\n\nMore."),
            code(
                "a",
                result(markdown="**iran** [link](http://x.org) leads.", plain=""),
                tags=["headline"],
            ),
            code("b", chart(), tags=["headline"]),
            code("c", result(markdown="not this"), chart()),
        ]
    )
    found = page.headlines(notebook)
    assert (found["title"], found["question"]) == ("Terms", "<strong>Which?</strong>")
    anchor = f"c-{notebook.cells[1].id}"
    assert found["sentences"] == [(anchor, "<strong>iran</strong> link leads.")]
    assert [place for place, _ in found["charts"]] == [f"c-{notebook.cells[2].id}"]


def test_title_and_question_of_a_notebook_without_them_are_empty():
    """A notebook without a heading has no title; its page is named after its file."""
    assert page.title_and_question({"cells": []}) == ("", "")
    html = page.notebook_page(new_notebook(), job=JOB, run=RUN, parameters=[])
    assert "<h1>Terms</h1>" in html or "<h1>terms</h1>" in html


def test_index_page_says_what_is_not_complete():
    """An index of a failed run says so first, with the reason of each notebook."""
    jobs = [
        JOB,
        {**JOB, "name": "pairs", "status": "not run", "error": {"sentence": "No time.", "cell": 0}},
    ]
    run = {**RUN, "notebooks": jobs, "status": "failed", "reason": "Not all ran."}
    empty = {"title": "", "question": "", "sentences": [], "charts": []}
    text = re.sub(r"<[^>]+>", " ", page.index_page(run, {"terms": empty, "pairs": empty}))
    text = " ".join(text.split())
    assert "This report is not complete. Not all ran." in text
    assert "Not run. No time." in text
    assert "Files: 1 table, 1 chart" in text


def test_pages_have_no_sentence_without_a_number_of_their_own():
    """One document, one notebook, one table are worded as one."""
    run = {**RUN, "corpus": {**RUN["corpus"], "n_documents": 1}, "notebooks": [JOB]}
    empty = {"title": "", "question": "", "sentences": [], "charts": []}
    text = page.index_page(run, {"terms": empty})
    assert "1 document, analysed 24 November 2026, 06:00 UTC by 1 notebook." in " ".join(
        text.split()
    )
