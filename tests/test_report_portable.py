"""No folder of this machine leaves it."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.corpus import PROJECT
from analysis.report.portable import make_portable, shorten, shown_path

HOME = str(Path.home())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("seeds", "seeds"),
        ("../news", "news"),
        ("/srv/ann/news/", "news"),
        ("/srv/ann/*.parquet", "*.parquet"),
        ("C:\\Users\\ann\\news", "news"),
        ("", ""),
    ],
)
def test_shown_path_keeps_what_the_user_wrote(given, shown):
    """A relative path stays as given, of an absolute one only the last part is shown."""
    assert shown_path(given) == shown


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        (f"File {PROJECT}/analysis/pairs.py:12", "File analysis/pairs.py:12"),
        (f"{HOME}/notes/x", "~/notes/x"),
        ("open /srv/ann/news/a.txt!", "open news/a.txt!"),
        ("/srv/ann/newsroom/a.txt", "/srv/ann/newsroom/a.txt"),
        ("https://example.org/srv/ann/news", "https://example.org/srv/ann/news"),
        ("in /tmp/ipykernel_12/345.py", "in <cell>"),
    ],
)
def test_shorten_replaces_whole_folders_only(text, shorter):
    """A known folder is replaced where it is a path, not inside another name or an address."""
    assert shorten(text, {"/srv/ann/news": "news"}) == shorter


def test_make_portable_cleans_every_place_a_path_can_be():
    """Metadata, injected cell, streams, results and tracebacks hold no absolute path after it."""
    secret = "/srv/ann/secret"
    outputs = [
        new_output("stream", name="stdout", text=f"read {secret}/a.txt\n"),
        new_output("execute_result", {"text/plain": f"'{secret}'", "image/png": "/srv/ann/secret"}),
        new_output(
            "error",
            ename="FileNotFoundError",
            evalue="No such file: '/mnt/users/ann/b.txt'",
            traceback=["\x1b[31mFile \x1b[32m/opt/python/lib/json/decoder.py:3\x1b[0m", "1 / 2"],
        ),
    ]
    injected = new_code_cell(f"corpus = '{secret}'", metadata={"tags": ["injected-parameters"]})
    notebook = new_notebook(cells=[injected, new_code_cell("x", outputs=outputs)])
    notebook.metadata["papermill"] = {"input_path": f"{secret}/n.ipynb", "parameters": {}}
    make_portable(notebook, parameters={"corpus": "news"}, paths={secret: "news"}, file="n.ipynb")
    assert notebook.metadata.papermill.input_path == "n.ipynb"
    assert notebook.cells[0].source == "# Parameters\ncorpus = 'news'"
    stdout, result, error = notebook.cells[1].outputs
    assert stdout.text == "read news/a.txt\n"
    assert result.data == {"text/plain": "'news'", "image/png": "/srv/ann/secret"}
    assert error.evalue == "No such file: 'b.txt'"
    assert error.traceback == ["File decoder.py:3", "1 / 2"]
