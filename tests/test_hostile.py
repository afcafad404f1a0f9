"""A report of a corpus that attacks its readers: nothing runs, all of it is shown as text."""

import csv
import re
import socket
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import hostile
import nbformat
import pytest
from browsing import ROOT, USER, browser, pages_of  # noqa: F401

from analysis.labels import visible
from analysis.opening import document_file

# Elements and attributes of our own pages; whatever else stands there was injected.
ELEMENTS = (
    "html head meta link title style body a header div nav h1 h2 h3 h4 ol ul li main section p dl dt"
    " dd span strong em code abbr pre table caption thead tbody tr th td details summary mark figure"
    " img article sub sup blockquote"
)
ATTRIBUTES = (
    "lang charset http-equiv content name rel href class id tabindex aria-labelledby aria-label role"
    " scope colspan src alt width height title open"
)
DOM = """() => ({
  title: document.title,
  hit: window.hit,
  text: document.documentElement.textContent,
  scripts: document.scripts.length,
  styles: document.querySelectorAll('body style, body link, body meta, body base, style').length,
  elements: [...new Set([...document.querySelectorAll('*')].map(e => e.localName))],
  attributes: [...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()))],
  sources: [...document.querySelectorAll('[src]')].map(e => e.getAttribute('src').slice(0, 20)),
  links: [...document.querySelectorAll('a')].map(e => e.getAttribute('href')),
  passages: [...document.querySelectorAll('.passages li')].map(e => e.textContent),
})"""


class Seen(NamedTuple):
    """A page in the browser: what happened, and what stands in it."""

    happened: list[str]
    dom: dict


def watched(browser, address: str, script: str = DOM) -> Seen:  # noqa: F811
    """Open a file, move over it and press keys in it; note dialogues, requests and errors."""
    context = browser.new_context()
    tab = context.new_page()
    happened: list[str] = []
    tab.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("request", lambda r: r.url in (address,) or happened.append(f"request {r.url[:80]}"))
    tab.on("console", lambda message: happened.append(f"console {message.text}"))
    tab.on("pageerror", lambda error: happened.append(f"error {error}"))
    tab.on("popup", lambda popup: happened.append("popup"))
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    tab.mouse.move(300, 300)
    tab.keyboard.press("Tab")
    dom = tab.evaluate(script)
    assert tab.url == address
    context.close()
    return Seen([what for what in happened if not what.startswith("request data:")], dom)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The run of the hostile corpus, with every parameter that can hold a text."""
    return hostile.report(tmp_path_factory.getbasetemp() / "hostile")


@pytest.fixture(scope="module")
def seen(browser, run) -> dict[str, Seen]:  # noqa: F811
    """Every page of the run, opened."""
    return {name: watched(browser, (run / name).as_uri()) for name in pages_of(run)}


def test_corpus_has_a_hundred_injections_over_all_fields():
    """A hundred different attacks stand in all fields."""
    assert len({injection.text for injection in hostile.INJECTIONS}) >= 100
    assert len({injection.field for injection in hostile.INJECTIONS}) == 13


def test_nothing_runs_in_any_page(seen):
    """No dialogue, no request, no error, no script, and no title but ours."""
    assert {name: page.happened for name, page in seen.items() if page.happened} == {}
    assert {page.dom["scripts"] for page in seen.values()} == {0}
    assert {page.dom["hit"] for page in seen.values()} == {None}
    assert all(page.dom["title"].endswith(hostile.SHOWN_NAME) for page in seen.values())


def test_no_element_of_any_page_was_injected(seen):
    """Pages are made of our elements and attributes; pictures are in them; one style sheet."""
    for name, page in seen.items():
        assert set(page.dom["elements"]) <= set(ELEMENTS.split()), name
        assert set(page.dom["attributes"]) <= set(ATTRIBUTES.split()), name
        assert all(source.startswith("data:image/png;") for source in page.dom["sources"]), name
        assert page.dom["styles"] == 1, name


def test_every_link_leads_to_a_file_of_the_run(run, seen):
    """Each link is a place or a file of this run, or a paper on the web."""
    for name, page in seen.items():
        assert None not in page.dom["links"], name
        for link in set(page.dom["links"]):
            parts = urlsplit(link)
            if parts.scheme:
                assert name == "methods.html", link
                assert parts.scheme == "https", link
                assert not parts.hostname.endswith("example"), link
            elif parts.path:
                assert ((run / name).parent / unquote(parts.path)).is_file(), (name, link)


def folded(text: str) -> str:
    return " ".join(text.split())


def test_each_injection_is_shown_as_text(seen):
    """What was injected is read, character by character, where it belongs."""
    texts = {name: folded(page.dom["text"]) for name, page in seen.items()}
    passages = folded(" ".join(" ".join(page.dom["passages"]) for page in seen.values()))
    documents = " ".join(text for name, text in texts.items() if name.startswith("documents/"))
    home = {"actor": texts["3-actor-mentions.html"], "alias": texts["3-actor-mentions.html"]}
    home |= dict.fromkeys(["title", "publication", "column"], documents)
    home |= dict.fromkeys(["row without a text", "date", "parameter"], " ".join(texts.values()))
    missing = []
    for field, text in hostile.INJECTIONS:
        wanted = folded(visible(text))
        if field == "text":
            wanted, places = wanted[:200], [passages, documents]
        elif field == "file":
            wanted, places = wanted.rsplit(".", 1)[0], [" ".join(texts.values())]
        elif field in home:
            places = [home[field]]
        else:
            continue  # sides and roles are no text of a page; the name of a report is a file's
        missing += [(field, wanted) for place in places if wanted not in place]
    assert missing == []


HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\ufeff]")


def test_pages_show_what_hides_as_code_points(run):
    """No page holds a character that turns the direction of a text, hides it or controls."""
    for name in pages_of(run):
        found = HIDDEN.search((run / name).read_text(encoding="utf-8"))
        assert found is None, (name, found)


def test_outputs_show_what_hides_as_code_points(run):
    """Neither does what a notebook shows in JupyterLab: tables, sentences, warnings."""
    n_outputs = 0
    for file in run.glob("*.ipynb"):
        for cell in nbformat.read(file, as_version=4).cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                for kind in {"text/html", "text/markdown", "text"} & {*data, *output}:
                    n_outputs += 1
                    assert HIDDEN.search(data.get(kind) or output.get(kind)) is None, file.name
    assert n_outputs > 40


def test_charts_opened_by_themselves_run_nothing(browser, run):  # noqa: F811
    """An SVG opened as a page asks nobody and holds no script, handler, frame or link."""
    script = """() => [...document.querySelectorAll('*')].flatMap(e => [
        ...(/^(script|foreignobject|a|image|iframe|animate|set)$/i.test(e.localName) ? [e.localName] : []),
        ...e.getAttributeNames().filter(n => /^on/i.test(n)),
        ...(/^[^#]/.test(e.getAttribute('xlink:href') || e.getAttribute('href') || '#') ? ['href'] : [])
    ])"""
    charts = sorted(run.glob("charts/*.svg"))
    assert len(charts) > 10
    for chart in charts:
        page = watched(browser, chart.as_uri(), script)
        assert (page.happened, page.dom) == ([], []), chart.name


def test_no_cell_of_a_table_is_a_formula(run):
    """In every CSV a cell that begins like a formula is a number; the others got an apostrophe."""
    neutral = 0
    for file in [*run.glob("tables/*.csv"), *run.glob("passages/*.csv")]:
        with file.open(encoding="utf-8", newline="") as opened:
            for cell in (cell for row in csv.reader(opened) for cell in row):
                neutral += cell.startswith(("'=", "'-", "'@"))
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                    assert re.fullmatch(r"-[\d.e-]+|-inf", cell), (file.name, cell[:80])
    assert neutral > 10


def test_names_of_files_are_safe_on_every_system(run):
    """File names have letters, digits, dots, dashes, and are no device of Windows."""
    names = {part for file in run.rglob("*") for part in file.relative_to(run).parts}
    names |= {run.parent.name, *(path.name for path in run.parent.iterdir())}
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9._-]+(?<!\.)", name), name
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE), name
        assert len(name) < 120
    assert document_file("CON") in names


def test_nothing_of_the_machine_is_in_what_is_shared(run):
    """No file, in the folder or in the archive, names a folder, the user or the host."""
    folder = run.parent.parent.parent
    secrets = [USER, str(folder), str(Path.home()), tempfile.gettempdir(), str(ROOT)]
    secrets += [socket.gethostname(), "/home/", "ipykernel_"]
    contents = {path.name: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    for archive in run.parent.glob("*.zip"):
        with zipfile.ZipFile(archive) as opened:
            for about in opened.infolist():
                assert not about.filename.startswith("/")
                assert ".." not in about.filename.split("/")
                contents[about.filename] = opened.read(about)
            assert len(opened.namelist()) > 50
    for name, content in contents.items():
        picture = rb"[A-Za-z0-9+/=\\n]{200,}"  # in which a short name can stand by chance
        content = re.sub(picture, b"", content) if not name.endswith(".png") else content
        for secret in secrets:
            whole = rb"(?<![\w-])" + re.escape(secret.encode()) + rb"(?![\w-])"
            if len(secret) > 5 or not name.endswith(".png"):
                assert re.search(whole, content) is None, (name, secret)
