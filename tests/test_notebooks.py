"""The notebooks: their form, their stored outputs, and that they run on any corpus."""

import ast
import re
import shutil
from pathlib import Path

import nbformat
import papermill
import pytest

from analysis.report.parameters import read_parameters

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
REPORTS = [path for path in PATHS if path.stem[0].isdigit()]
SHARED = {"corpus", "actors", "output", "cluster"}


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_has_the_form_of_all(path):
    """Title and question, parameters, imports; one fixed kernel; at most 25 code cells."""
    cells = read(path).cells
    assert re.match(r"# .+\n\n\*\*.+\?\*\*\n\n.+", cells[0].source)
    assert cells[1].metadata.tags == ["parameters"]
    assert cells[2].source == "import analysis as an"
    assert read(path).metadata.kernelspec.name == "python3"
    assert set(read(path).metadata) == {"kernelspec", "language_info"}
    assert len(code(path)) <= 25
    assert {p.name for p in read_parameters(cells, name=path.stem).values()} >= SHARED


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_cells_are_short_and_call_the_module(path):
    """Cells have one to five lines: no definitions, loops, paths, semicolons or shell commands."""
    for cell in code(path)[1:]:
        lines = cell.source.splitlines()
        assert 1 <= len(lines) <= 5, cell.source
        assert not re.search(r";\s*$|^[%!]|/|filterwarnings|pip ", cell.source, re.MULTILINE)
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.With}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_stored_outputs_are_of_a_clean_run(path):
    """Each code cell was run in order, without error or warning; no path of a machine is stored."""
    assert [cell.execution_count for cell in code(path)] == list(range(1, len(code(path)) + 1))
    outputs = [output for cell in code(path) for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data"}
    assert not re.search(r"/(home|root|tmp|Users|work)/", path.read_text(encoding="utf-8"))
    for output in outputs:
        if "image/png" in output.data:
            assert output.metadata["image/png"]["alt"]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_number_is_typed_in_prose(path):
    """Sentences with numbers are computed; prose has none but those of definitions."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"\([^)]*\b(19|20)\d\d[^)]*\)|`[^`]*`|\b[01] (as|all)\b", "", cell.source)
            assert not re.search(r"\d", text), cell.source


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_papermill_lists_every_parameter(path):
    """papermill's own inspection finds each parameter with its type and help."""
    found = papermill.inspect_notebook(path)
    declared = read_parameters(read(path).cells, name=path.stem)
    assert list(found) == list(declared)
    for name, parameter in found.items():
        assert parameter["inferred_type_name"] in {"str", "int", "float", "bool", "list", "dict"}, (
            name
        )
        assert parameter["help"], name


def run(path, out, **parameters):
    papermill.execute_notebook(
        path, out, parameters=parameters, kernel_name="python3", progress_bar=False, cwd=out.parent
    )
    return read(out)


def corpora(tmp_path):
    """Corpora at the edges: no text, an empty text, one document, one word."""
    for name in ("empty", "blank", "one", "word"):
        (tmp_path / name).mkdir()
    (tmp_path / "blank" / "a.txt").write_text("\n", encoding="utf-8")
    shutil.copy(ROOT / "seeds" / "000_14b1c6eac40ca605.txt", tmp_path / "one")
    (tmp_path / "word" / "a.txt").write_text("Iran", encoding="utf-8")
    return [tmp_path / name for name in ("empty", "blank", "one", "word")]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries, in its process
def test_notebook_reads_well_on_every_corpus(path, tmp_path):
    """Without texts, with one document or one word, and without a codebook, each cell runs."""
    codebook = str(ROOT / "seeds" / "actors.yml")
    for corpus, actors in zip(corpora(tmp_path), ["", codebook, codebook, ""], strict=True):
        notebook = run(
            path, tmp_path / "out.ipynb", corpus=str(corpus), actors=actors,
            output=str(tmp_path / corpus.name / "out"),
        )  # fmt: skip
        text = "\n".join(
            str(output.get("data", {}).get("text/markdown", ""))
            for cell in notebook.cells
            if cell.cell_type == "code"
            for output in cell.outputs
        )
        assert "nan" not in text
        assert list((tmp_path / corpus.name / "out" / "tables").glob("*.csv"))
        assert list((tmp_path / corpus.name / "out" / "charts").glob("*.svg"))
