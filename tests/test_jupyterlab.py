"""The notebooks in a real JupyterLab: rows open, and nothing of a hostile corpus runs there.

A server is started on this machine alone, with settings of its own. A trusted notebook may run
scripts in its outputs: there only what stands in the outputs protects the reader.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import hostile
import nbformat
import pytest
from browsing import ROOT, browser  # noqa: F401
from nbformat.sign import NotebookNotary

from analysis.labels import visible

NOTEBOOKS = sorted(file.stem for file in (ROOT / "notebooks").glob("[0-9]-*.ipynb"))
RUN_BY_HAND = "3-actor-mentions"
SETTINGS = {
    # no news from the network; all cells are made, not only those on the screen
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "notebook-extension/tracker": {"windowingMode": "none"},
}  # fmt: skip
ELEMENTS = (
    "table caption thead tbody tr th td details summary ol li a span mark div pre code p strong em"
    " img h1 h2 h3 br"
)
OUTPUTS = """() => {
  const all = [...document.querySelectorAll('.jp-OutputArea-output *')];
  const ours = all.filter(e => !e.closest('.control-cell'));
  return {
    elements: [...new Set(ours.map(e => e.localName))],
    handlers: ours.flatMap(e => e.getAttributeNames().filter(n => /^on|^srcdoc$/i.test(n))),
    links: [...new Set(ours.filter(e => e.localName === 'a').map(e => e.getAttribute('href')))],
    sources: ours.filter(e => e.hasAttribute('src')).map(e => e.getAttribute('src').slice(0, 15)),
    text: document.querySelector('.jp-Notebook').textContent,
    n_details: document.querySelectorAll('.jp-OutputArea-output details').length,
    hit: window.hit, control: window.control, title: document.title,
  };
}"""
RUN_ALL = """async () => {
  const app = window.jupyterapp, notebook = app.shell.currentWidget;
  await notebook.context.ready;
  await notebook.sessionContext.ready;
  await notebook.sessionContext.session.kernel.info;
  return await app.commands.execute('runmenu:run-all');
}"""


class Server(NamedTuple):
    """A running JupyterLab: its address, its token and the folder that it shows."""

    address: str
    token: str
    folder: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The run of the hostile corpus."""
    return hostile.report(tmp_path_factory.getbasetemp() / "hostile")


@pytest.fixture(scope="module")
def lab(tmp_path_factory, run):
    """JupyterLab on the executed notebooks, each once as it came and once trusted."""
    base = tmp_path_factory.mktemp("jupyter")
    folder, data = base / "notebooks", base / "data"
    for new in (folder, data):
        new.mkdir()
    for name in NOTEBOOKS:
        notebook = with_controls(nbformat.read(run / f"{name}.ipynb", as_version=4))
        nbformat.write(notebook, folder / f"{name}.ipynb")
        notebook.metadata["trusted_copy"] = True  # the signature is of the content
        notary = NotebookNotary(data_dir=str(data))
        notary.sign(notebook)
        notary.store.close()
        nbformat.write(notebook, folder / f"{name}-trusted.ipynb")
    write_runnable(run, folder / "by-hand.ipynb")
    for name, setting in SETTINGS.items():
        file = base / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(setting))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
         f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
         f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
         "--KernelManager.transport_encryption=auto"],
        env=environment(base, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={token}", server)
        yield Server(address, token, folder)
    finally:
        server.terminate()
        server.wait(30)


def environment(base: Path, data: Path) -> dict[str, str]:
    """Nothing of the settings of whoever runs the tests."""
    import matplotlib

    ours = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "HOME": "home"}
    ours |= {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    paths = {name: str(base / folder) for name, folder in ours.items()}
    fonts = {"MPLCONFIGDIR": matplotlib.get_configdir()}
    return {**os.environ, **paths, "JUPYTER_DATA_DIR": str(data), **fonts}


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        assert server.poll() is None, "JupyterLab has ended."
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("JupyterLab did not answer in a minute.")


def with_controls(notebook):
    """Add what proves the test: mathematics that is set, and a script that runs where trusted."""
    v4 = nbformat.v4
    script = "<div class='control-cell'><script>window.control = 1</script>control</div>"
    output = v4.new_output("display_data", {"text/html": script})
    notebook.cells += [v4.new_markdown_cell("Control: $x^2$"), v4.new_code_cell("1", outputs=[output])]  # fmt: skip
    return notebook


def write_runnable(run: Path, file: Path) -> None:
    """A notebook with the parameters of the run and the paths of this machine."""
    notebook = nbformat.read(run / f"{RUN_BY_HAND}.ipynb", as_version=4)
    corpus = run.parent.parent.parent / hostile.FOLDER
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source += f"\ncorpus = {str(corpus)!r}\nactors = ''\nstop_words = 'en'"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(with_controls(notebook), file)


@pytest.fixture
def opened(browser, lab):  # noqa: F811
    """Open a notebook; what happened is in ``happened``."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})

    def go(name: str):
        tab = context.new_page()
        tab.happened = []
        tab.on("dialog", lambda d: (tab.happened.append(f"dialog {d.message}"), d.dismiss()))
        tab.on("request", lambda r: outside(r.url, lab) and tab.happened.append(r.url[:80]))
        tab.goto(f"{lab.address}/lab/tree/{name}.ipynb?reset&token={lab.token}")
        tab.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        # The last cells are there, and mathematics is set: so is whatever would be set before.
        tab.wait_for_selector(".jp-MarkdownCell mjx-container", timeout=60_000)
        tab.wait_for_timeout(500)
        return tab

    yield go
    context.close()


def outside(url: str, lab: Server) -> bool:
    inside = (lab.address, lab.address.replace("http", "ws"), "data:", f"blob:{lab.address}")
    return not url.startswith(inside)


def check_outputs(tab) -> dict:
    """Nothing has run, and the outputs are made of our elements."""
    found = tab.evaluate(OUTPUTS)
    assert (tab.happened, found["hit"], found["handlers"]) == ([], None, [])
    assert set(found["elements"]) <= set(ELEMENTS.split())  # no mathematics either
    assert all(source.startswith("data:image/png") for source in found["sources"])
    own = ("passages/", "tables/", "documents/", "#")
    # JupyterLab makes addresses of its server of links to files, and of http addresses links.
    for link in filter(None, found["links"]):
        assert link.startswith((*own, "/", hostile.EVIL)) or "/files/" in link, link
    assert not found["title"].startswith("hit")
    return found


def names_are_read(text: str) -> bool:
    """Whether each name with Markdown, markup or mathematics stands there as it was written."""
    names = [*hostile.ACTORS, *hostile.ALIASES]
    return all(" ".join(visible(name).split()) in " ".join(text.split()) for name in names)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nothing_runs_in_a_notebook_that_its_reader_trusts(opened, name):
    """Where scripts in outputs may run, all outputs are plain text."""
    found = check_outputs(opened(f"{name}-trusted"))
    assert found["control"] == 1  # the control script ran
    assert found["n_details"] > 0
    assert name != "3-actor-mentions" or names_are_read(found["text"])


def test_nothing_runs_in_a_notebook_as_it_came_and_its_rows_open(opened):
    """A notebook from a mail is plain text; a click under a row shows its passages, marked."""
    tab = opened("3-actor-mentions")
    found = check_outputs(tab)
    assert found["control"] is None
    assert names_are_read(found["text"])
    row = tab.locator(".opens details").first
    assert not row.locator("li").first.is_visible()
    row.locator("summary").click()
    assert row.locator("li").first.is_visible()
    assert row.locator("li").count() == 20
    assert row.locator("li mark").first.inner_text()
    assert row.locator("summary").inner_text().startswith("First 20 of ")


def test_run_all_cells_ends_with_outputs_that_are_plain_text(opened):
    """A notebook run by its reader has no error; what the kernel sent runs nothing."""
    tab = opened("by-hand")
    tab.wait_for_function("window.jupyterapp !== undefined")
    assert tab.evaluate(RUN_ALL)
    tab.wait_for_function("document.querySelectorAll('.jp-OutputArea-output img').length >= 4")
    tab.wait_for_timeout(500)
    found = check_outputs(tab)
    assert "Traceback" not in found["text"]
    assert found["n_details"] > 20
    assert "Zoe Marker <svg onload=alert('a1')>" in found["text"]
