"""A run is whole or marked, and its record tells the truth. Notebooks run in real kernels."""

import io
import json
import re
import tempfile
from pathlib import Path

import nbformat
import pytest

from analysis.corpus import PROJECT
from analysis.report.plan import Settings, make_plan
from analysis.report.run import run_report

FIXTURES = Path(__file__).parent / "notebooks_fixtures"


def make_news(parent: Path) -> Path:
    folder = parent / "news"
    folder.mkdir()
    (folder / "one.txt").write_text("Iran said no.", encoding="utf-8")
    (folder / "two.txt").write_text("The talks began in Vienna.", encoding="utf-8")
    return folder


def run(parent: Path, *names: str, stream=None, **settings):
    given = {"corpus": str(parent / "news"), "output": str(parent / "out")}
    given["notebooks"] = tuple(str(FIXTURES / f"{name}.ipynb") for name in names)
    plan = make_plan(Settings(**{**given, **settings}))
    return run_report(plan, stream=stream or io.StringIO())


def record(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    """A run in which nothing went wrong: its parent folder and its outcome."""
    parent = tmp_path_factory.mktemp("complete")
    make_news(parent)
    return parent, run(parent, "good", parameters={"top": 1})


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A run of notebooks that fail in several ways, after a complete run."""
    parent = tmp_path_factory.mktemp("mixed")
    make_news(parent)
    run(parent, "good")
    lines = io.StringIO()
    outcome = run(parent, "leaks", "fails", "dies", "good", stream=lines)
    return parent, outcome, lines.getvalue().splitlines()


def test_run_report_publishes_a_complete_run(complete):
    """``latest`` holds the index, a page and a notebook each, tables, charts, methods, records."""
    parent, outcome = complete
    assert outcome.code == 0
    assert outcome.folder == parent / "out" / "news" / "latest"
    names = {path.relative_to(outcome.folder).as_posix() for path in outcome.folder.rglob("*.*")}
    files = {"tables/documents.csv", "charts/square.png", "charts/square.svg"}
    pages = {"index.html", "good.html", "good.ipynb", "methods.html"}
    assert names == pages | {"run.json", "ro-crate-metadata.json"} | files
    (run_folder,) = [p for p in outcome.folder.parent.iterdir() if p.name[0] == "2"]
    assert outcome.folder.resolve() == run_folder.resolve()
    archives = {path.name for path in outcome.folder.parent.glob("*.zip")}
    assert archives == {"latest.zip", f"news-{run_folder.name}.zip"}


def test_run_report_links_the_methods_and_says_its_basis_on_every_page(complete):
    """Each page has the fingerprint and the versions, and leads to how its numbers are made."""
    _, outcome = complete
    written = record(outcome.folder)
    for page in ("index.html", "good.html", "methods.html"):
        text = (outcome.folder / page).read_text(encoding="utf-8")
        assert written["corpus"]["fingerprint"] in text
        assert f"pandas {written['versions']['pandas']}" in text
        if page != "methods.html":
            assert '<a href="methods.html">How these numbers are made</a>' in text


def test_run_report_shares_no_failed_run(mixed):
    """A run with holes has its pages and its metadata, which tell of the failure; no archive."""
    _, outcome, _ = mixed
    assert (outcome.folder / "methods.html").is_file()
    crate = json.loads((outcome.folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    (action,) = [e for e in crate["@graph"] if e["@type"] == "CreateAction"]
    assert action["actionStatus"] == {"@id": "http://schema.org/FailedActionStatus"}
    assert action["error"] == outcome.sentence
    assert ".zip" not in (outcome.folder / "index.html").read_text(encoding="utf-8")
    complete_one = record(outcome.folder.parent / "latest")["run"]
    archives = {path.name for path in outcome.folder.parent.glob("news-*.zip")}
    assert archives == {f"news-{complete_one}.zip"}


def test_run_report_prints_pages_where_a_browser_is(tmp_path, monkeypatch):
    """With pdf each page is printed and linked; what was not printed is a note, not an error."""
    make_news(tmp_path)
    monkeypatch.setattr("analysis.report.pdf.find_browser", lambda: "a browser")

    def print_most(folder, names, browser):
        printed = [name for name in names if name != "methods"]
        for name in printed:
            (folder / f"{name}.pdf").write_bytes(b"%PDF")
        return printed

    monkeypatch.setattr("analysis.report.pdf.print_pages", print_most)
    outcome = run(tmp_path, "good", pdf=True)
    assert outcome.code == 0
    assert outcome.notes == (
        'The browser could not print "methods" to PDF; the pages are complete.',
    )
    assert record(outcome.folder)["pdf"] == ["index", "good"]
    index = (outcome.folder / "index.html").read_text(encoding="utf-8")
    assert 'href="good.pdf"' in index
    assert "could not print" in index


def test_run_report_without_a_browser_is_complete_and_says_so(tmp_path, monkeypatch):
    """No Chromium: exit code 0, a note on the index and for stderr, no PDF."""
    make_news(tmp_path)
    monkeypatch.setattr("analysis.report.pdf.find_browser", lambda: "")
    outcome = run(tmp_path, "good", pdf=True)
    assert (outcome.code, len(outcome.notes)) == (0, 1)
    assert "neither Chromium nor Chrome" in outcome.notes[0]
    index = (outcome.folder / "index.html").read_text(encoding="utf-8")
    assert "neither Chromium nor Chrome" in index
    assert not list(outcome.folder.glob("*.pdf"))


def test_run_report_records_what_decides_the_numbers(complete):
    """run.json has the fingerprint, a hash of each document, parameters, versions and times."""
    _, outcome = complete
    written = record(outcome.folder)
    assert (written["schema"], written["status"], written["name"]) == (1, "complete", "news")
    assert re.fullmatch(r"[0-9a-f]{12}", written["corpus"]["fingerprint"])
    assert sorted(written["corpus"]["documents"]) == ["one", "two"]
    assert {"Python", "pandas", "numpy", "papermill", "news-notebooks"} <= set(written["versions"])
    (job,) = written["notebooks"]
    assert job["fingerprint"] == written["corpus"]["fingerprint"]
    assert (job["status"], job["error"], job["parameters"]["top"]) == ("done", None, 1)
    assert (job["tables"], job["charts"]) == (["documents"], {"square": ["png", "svg"]})
    assert 0 < job["seconds"] <= written["seconds"]
    assert written["started"] <= written["finished"]


def test_run_report_shows_the_headlines_on_the_index(complete):
    """The index has title, question, headline sentence and headline chart, each with its link."""
    index = (complete[1].folder / "index.html").read_text(encoding="utf-8")
    assert "Does it run?" in index
    assert re.search(r'<a href="good\.html#c-cell-05"><strong>2</strong> documents', index)
    assert re.search(
        r'<a href="good\.html#c-cell-06"><figure class="chart"><img [^>]*red square', index
    )
    assert 'href="tables/documents.csv"' in index
    assert 'href="charts/square.svg"' in index
    page = (complete[1].folder / "good.html").read_text(encoding="utf-8")
    assert 'id="c-cell-05"' in page
    assert 'id="c-cell-06"' in page


def test_run_report_shows_warnings_as_notes(complete):
    """A warning of analysis is a note on the page, without the form of a warning of Python."""
    page = (complete[1].folder / "good.html").read_text(encoding="utf-8")
    assert "<strong>Note</strong> Two terms are counted apart." in page
    assert "CorpusWarning" not in page


def test_run_report_goes_on_after_a_notebook_that_fails(mixed):
    """Each failure is recorded with its own reason; the last notebook ran all the same."""
    _, outcome, lines = mixed
    assert outcome.code == 1
    jobs = {job["name"]: job for job in record(outcome.folder)["notebooks"]}
    assert [job["status"] for job in jobs.values()] == ["failed", "failed", "failed", "done"]
    assert jobs["leaks"]["error"]["name"] == "JSONDecodeError"
    assert jobs["fails"]["error"]["cell"] == 5
    assert "process died" in jobs["dies"]["error"]["sentence"]
    assert [line.split(":")[0] for line in lines] == ["leaks", "fails", "dies", "good"]


def test_run_report_keeps_a_failed_run_and_leaves_latest(mixed):
    """A failed run is marked in its name and record; ``latest`` is still the one before."""
    _, outcome, _ = mixed
    assert outcome.folder.name.endswith("-failed")
    assert record(outcome.folder)["status"] == "failed"
    assert '"leaks", "fails" and "dies"' in outcome.sentence
    assert record(outcome.folder.parent / "latest")["status"] == "complete"


def test_run_report_shows_the_cell_and_the_error(mixed):
    """The page of a failed notebook has what came before, the cell, the error and no cell after."""
    page = (mixed[1].folder / "fails.html").read_text(encoding="utf-8")
    assert "This was <em>computed</em> before." in page
    assert "<strong>FileNotFoundError</strong>" in page
    assert re.search(r"<details class=\"code\" open.*?secret\.txt", page, re.DOTALL)
    assert "Never" not in page
    index = (mixed[1].folder / "index.html").read_text(encoding="utf-8")
    assert "This report is not complete" in index
    assert "FileNotFoundError" in index


def test_run_report_leaves_no_path_of_this_machine(complete, mixed):
    """No file of a run names the project's, the user's or the temporary folder."""
    for folder in (complete[1].folder, mixed[1].folder):
        for file in [path for path in folder.rglob("*") if path.is_file()]:
            text = file.read_text(encoding="utf-8")
            for place in (str(PROJECT), str(Path.home()), tempfile.gettempdir(), "site-packages"):
                assert place not in text, file.name


def test_run_report_writes_parameters_as_the_user_gave_them(complete):
    """The injected cell and papermill's metadata hold the shown paths, not the executed ones."""
    notebook = nbformat.read(complete[1].folder / "good.ipynb", as_version=4)
    assert notebook.metadata.papermill.parameters["corpus"] == "news"
    injected = [c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert "corpus = 'news'" in injected[0].source
    assert "output = ''" in injected[0].source


def test_run_report_fails_when_the_corpus_changes_during_the_run(tmp_path):
    """Notebooks that read other texts than the run began with make the run fail, in a sentence."""
    make_news(tmp_path)
    outcome = run(tmp_path, "changes")
    assert outcome.code == 1
    assert outcome.sentence.startswith("The corpus changed during the run")
    assert record(outcome.folder)["notebooks"][0]["status"] == "done"


def test_run_report_stops_when_the_time_is_over(tmp_path):
    """--timeout holds for the whole run: the notebook is cut off, the next one is not begun."""
    make_news(tmp_path)
    outcome = run(tmp_path, "slow", "good", timeout=4.0)
    assert (outcome.code, "4 seconds" in outcome.sentence) == (1, True)
    written = record(outcome.folder)
    assert [job["status"] for job in written["notebooks"]] == ["timed out", "not run"]
    assert written["seconds"] < 15
    assert "Not run." in (outcome.folder / "index.html").read_text(encoding="utf-8")


def test_run_report_does_nothing_when_nothing_has_changed(complete):
    """--only-if-changed runs again for a new text, version or parameter, and else not at all."""
    parent, outcome = complete
    before = sorted(outcome.folder.parent.iterdir())
    again = run(parent, "good", parameters={"top": 1}, only_if_changed=True)
    assert (again.code, "Nothing has changed" in again.sentence) == (0, True)
    assert sorted(outcome.folder.parent.iterdir()) == before
    other = run(parent, "good", parameters={"top": 2}, only_if_changed=True, keep=1)
    assert "Nothing" not in other.sentence
    assert record(other.folder)["notebooks"][0]["parameters"]["top"] == 2
    runs = [path for path in other.folder.parent.iterdir() if path.name[0] == "2"]
    assert len(runs) == 1  # and --keep 1 has removed the first, its archive too
    archives = {path.name for path in other.folder.parent.glob("news-*.zip")}
    assert archives == {f"news-{runs[0].name}.zip"}


def test_run_report_never_shows_outputs_of_another_run(tmp_path):
    """Outputs stored in a notebook are not taken for results of this run, whatever happens."""
    make_news(tmp_path)
    notebook = nbformat.read(FIXTURES / "slow.ipynb", as_version=4)
    stale = nbformat.v4.new_output("stream", name="stdout", text="a stale result")
    notebook.cells[-1].outputs, notebook.cells[-1].execution_count = [stale], 3
    nbformat.write(notebook, tmp_path / "stale.ipynb")
    names = (str(tmp_path / "stale.ipynb"),)
    outcome = run(tmp_path, notebooks=names, timeout=0.001)
    assert record(outcome.folder)["notebooks"][0]["status"] != "done"
    for file in outcome.folder.glob("stale.*"):
        assert "a stale result" not in file.read_text(encoding="utf-8")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere():
    """A bar over all cells for people, one plain line a notebook for a log."""
    from analysis.report.execute import Progress

    part = {"status": "failed", "seconds": 1.0, "error": {"sentence": "KeyError: x\nmore"}}
    for stream, shown in ((Terminal(), "4/10 cells"), (io.StringIO(), "terms: failed in 1.0 s")):
        progress = Progress(10, stream)
        progress.begin("terms")
        progress.cell(cell=None)
        progress.end("terms", 4, part)
        progress.close()
        assert shown in stream.getvalue().replace("\r", "\n")
        assert "KeyError: x" in stream.getvalue()
        assert "more" not in stream.getvalue()
