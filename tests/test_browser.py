"""The pages in a real browser: nothing runs, nothing is asked for, everybody can read them.

Chromium is needed. Where it is missing these tests are left out, and one line says so; with CI
set its absence is a failure.
"""

import base64
import io
import os
import shutil
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report import methods, page

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# In CI a missing browser fails each test; on a reader's machine the rest of the tests still count.
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("Chromium is not installed: browser tests are left out.", allow_module_level=True)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = {
    "name": "seeds",
    "run": "2026-11-24_20261124T060005Z",
    "status": "failed",
    "reason": 'The notebook did not finish: "actors".',
    "started": "2026-11-24T06:00:05Z",
    "seconds": 12.5,
    "as_of": "2026-11-01",
    "corpus": {"path": "seeds", "fingerprint": "0b4a5be9f3f4", "n_documents": 2},
    "actors": {"path": "seeds/actors.yml", "sha256": "ab" * 32},
    "notes": ["documents.csv and the texts do not fit; rows without a text: a."],
    "versions": {"Python": "3.12.1", "pandas": "3.1.1"},
}
JOB = {"status": "done", "error": None, "seconds": 3.0}
JOB |= {"tables": ["terms"], "charts": {"terms": ["png", "svg"]}}
ATTACK = (
    "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    "<img src='http://tracker.example/x.png'><svg onload=\"document.title='run'\"></svg>"
    "<style>body{background:url(http://tracker.example/)}</style>"
    "<details open ontoggle=\"document.title='run'\">d</details>"
    "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>"
    "<p style='position:fixed;background:url(http://tracker.example/)'>p</p>"
)


def chart() -> str:
    """A real chart, as a notebook shows it."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    axes.barh(["iran", "regime", "trump"], [26, 24, 20])
    picture = io.BytesIO()
    figure.savefig(picture, dpi=144)
    return base64.b64encode(picture.getvalue()).decode()


def table(columns: int, rows: int = 3) -> str:
    """A table as analysis shows it."""
    head = "".join(f'<th scope="col" class="number">column_{n}</th>' for n in range(columns))
    cells = "".join(f'<td class="number">{n * 1000:,}</td>' for n in range(columns - 1))
    body = f'<tr><th scope="row">a rather long term</th>{cells}</tr>' * rows
    return (
        f'<table class="news-table"><caption>{columns} columns. 2 documents, 2,142 tokens</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def result(kind: str, content: str, **about):
    return new_output("execute_result", {kind: content}, metadata={kind: about} if about else {})


def make_notebook(title: str) -> tuple:
    warning = "analysis:1: CorpusWarning: Counted apart: US and us.\nanother line\n"
    error = new_output("error", ename="ValueError", evalue="x" * 400, traceback=["y" * 400])
    headline = {"tags": ["headline"]}
    cells = [
        new_markdown_cell(f"# {title}\n\n**Which words are most frequent?**\n\nFor `everybody`."),
        new_code_cell("import analysis as an", outputs=[]),
        new_markdown_cell("## The bottom line\n\nA [link](https://example.org) in text.\n\n1. one"),
        new_code_cell(
            "an.describe(terms)  # a comment\nunit = 'sentence' or 12",
            metadata=headline,
            outputs=[result("text/markdown", "**iran** leads with 26.")],
        ),
        new_markdown_cell("## Tables\n\n### Narrow\n\n> quoted"),
        new_code_cell("a", outputs=[result("text/html", table(3)), result("text/html", table(14))]),
        new_code_cell("b", outputs=[new_output("stream", name="stderr", text=warning)]),
        new_code_cell("c", outputs=[result("text/plain", "0123456789" * 30)]),
        new_markdown_cell("## Charts"),
        new_code_cell("d", metadata=headline, outputs=[result("image/png", chart(), alt="Bars")]),
        new_markdown_cell("## Attacks"),
        new_code_cell(
            ATTACK, outputs=[result("text/html", ATTACK), result("text/markdown", ATTACK)]
        ),
        new_code_cell(f"long = '{'x' * 300}'", outputs=[error] if title == "Actors" else []),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["language_info"] = {"name": "python"}
    name = title.lower()
    failure = {"sentence": "ValueError: " + "x" * 400, "cell": 5}
    job = {**JOB, "name": name, "title": title, "error": failure if title == "Actors" else None}
    return name, notebook, job


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """A report of two notebooks, one of which failed, with attacks in every field."""
    folder = tmp_path_factory.mktemp("report")
    made = [make_notebook("Terms"), make_notebook("Actors")]
    run = {**RUN, "notebooks": [job for _, _, job in made]}
    parameters = [{"name": "top", "value": 20, "help": "terms to show"}]
    parameters.append({"name": "node", "value": ATTACK, "help": ATTACK})
    for name, notebook, job in made:
        html = page.notebook_page(notebook, job=job, run=run, parameters=parameters)
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    summaries = {name: page.headlines(notebook) for name, notebook, _ in made}
    (folder / "index.html").write_text(page.index_page(run, summaries), encoding="utf-8")
    (folder / "methods.html").write_text(methods.methods_page(run), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is not installed, and CI must not leave out the browser tests."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, report):
    """Open a page of the report; the requests it made are in ``requests``."""
    contexts = []

    def go(name: str, *, width: int = 1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.requests = []
        tab.on("request", lambda request: tab.requests.append(request.url))
        tab.goto((report / name).as_uri())
        return tab

    yield go
    for context in contexts:
        context.close()


PAGES = ["index.html", "terms.html", "actors.html", "methods.html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_violation_of_wcag(opened, name, width, scheme):
    """axe-core finds no violation of WCAG 2.2 A and AA, in light and dark, wide and narrow."""
    from axe_playwright_python.sync_playwright import Axe

    tab = opened(name, width=width, color_scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(tab, options={"runOnly": [*WCAG, "best-practice"]}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nobody_and_runs_nothing(opened, name):
    """The page is its only request, and no attack in it has run."""
    tab = opened(name)
    tab.wait_for_timeout(200)
    assert [url for url in tab.requests if not url.startswith("data:")] == [tab.url]
    assert tab.title() != "run"
    assert tab.evaluate("document.scripts.length") == 0


@pytest.mark.parametrize("name", PAGES)
def test_page_needs_no_sideways_scroll_on_a_small_screen(opened, name):
    """At 320 pixels all text is within the page; wide tables scroll in their own frame."""
    tab = opened(name, width=320)
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    frames = tab.locator(".table")
    for place in range(frames.count()):
        assert frames.nth(place).bounding_box()["width"] <= 320


def test_wide_table_scrolls_by_keyboard(opened):
    """A table too wide for the screen takes the focus and moves with the arrow keys."""
    tab = opened("terms.html", width=320)
    frame = tab.locator(".table").nth(1)
    frame.focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(500)  # it glides
    assert frame.evaluate("frame => frame.scrollLeft") > 0


def test_code_opens_by_keyboard_and_is_closed_before(opened):
    """No code is seen until it is asked for; Enter on its summary opens it."""
    tab = opened("terms.html")
    code = tab.get_by_text("an.describe")
    assert not code.first.is_visible()
    summaries = tab.locator("details > summary")
    for place in range(summaries.count()):
        summaries.nth(place).focus()
        tab.keyboard.press("Enter")
    assert tab.locator("details:not([open])").count() == 0
    assert code.first.is_visible()


def test_failed_cell_is_open_and_linked_from_the_top(opened):
    """The page of a failed notebook leads to the cell and its error."""
    tab = opened("actors.html")
    tab.get_by_role("link", name="Go to the cell that failed").click()
    assert tab.locator("#failure").bounding_box()["y"] < 800
    assert tab.locator("details.code[open]").count() == 1


def test_first_tab_skips_to_the_content(opened):
    """The first press of Tab shows a link past the head; it moves the focus to the content."""
    tab = opened("terms.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert tab.locator(".skip").bounding_box()["x"] > 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible(opened):
    """What has the focus has an outline of at least two pixels."""
    tab = opened("terms.html")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    style = tab.evaluate(
        "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "3px"]


def test_headline_leads_to_its_place(opened):
    """A headline of the index lands on the cell that computed it."""
    tab = opened("index.html")
    tab.locator(".headlines a").first.click()
    assert "terms.html#c-" in tab.url
    place = tab.locator(f"[id='{tab.url.split('#')[1]}']")
    assert "iran leads with 26." in place.inner_text()
    assert 0 <= place.bounding_box()["y"] < 800


def test_methods_open_at_a_statistic(opened):
    """A link to a statistic lands on it, and its formula is in view."""
    tab = opened("methods.html")
    tab.goto(f"{tab.url}#log_dice")
    assert 0 <= tab.locator("#log_dice").bounding_box()["y"] < 300
    assert tab.get_by_text("14 + log").bounding_box()["y"] < 800
    tab.get_by_role("link", name="Frequency", exact=True).click()
    assert 0 <= tab.locator("#s-frequency").bounding_box()["y"] < 300


def test_print_leaves_out_what_is_for_the_screen(opened):
    """On paper there is no list of contents and no closed fold; a chart is never split."""
    tab = opened("terms.html")
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert not tab.locator("details summary").first.is_visible()
    assert tab.evaluate("getComputedStyle(document.querySelector('.chart')).breakInside") == "avoid"
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
