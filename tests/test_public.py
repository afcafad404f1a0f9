"""What the package promises by name: __all__, docstrings, API.md, sizes, imports."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from store_api import API, api, sections

import analysis as an

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "analysis").rglob("*.py"))
# What may import what: a module imports only from those before it.
ORDER = [
    "measures", "hidden", "checks", "wordlists", "partitions", "sources", "readers", "corpus",
    "jit", "loops", "kernels", "stops", "sentences", "tokens", "counts", "sequences", "windows",
    "intervals", "tallies", "together", "sums", "term_sums", "frequencies", "phrases",
    "dictionaries", "periods", "comparison", "pair_sums", "pairs", "words", "exchange",
    "codebook", "aliases", "folds", "folding", "matching", "countries", "surnames",
    "descriptions", "actors", "capitals", "names", "kinds", "grouping", "discovery",
    "codebook_checks", "validation", "clauses", "marks", "articles", "antecedents", "speakers",
    "attributions", "quotes", "voices", "passages", "evidence", "labels", "style", "placement",
    "bars", "grids", "mention_charts", "networks", "charts", "voice_charts", "snippets",
    "opening", "display", "wording", "comparison_charts", "document_groups", "contrasts",
    "duplicates", "shifts", "trend_charts", "trends", "report", "__main__",
]  # fmt: skip


def test_all_names_exist_and_are_documented():
    """Each public name can be reached and has a docstring with an example."""
    for name in an.__all__:
        value = getattr(an, name)
        assert value.__doc__, name
        if inspect.isfunction(value):
            titles = dict(sections(value.__doc__))
            assert "Examples" in titles, f"{name} has no example"
            assert "Returns" in titles, f"{name} does not say what it returns"


def test_public_functions_take_the_table_first_and_the_rest_by_keyword():
    """At most two arguments are positional: the table, and what is looked for or with."""
    for name in an.__all__:
        value = getattr(an, name)
        if not inspect.isfunction(value) or name == "say":
            continue
        kinds = [p.kind for p in inspect.signature(value).parameters.values()]
        assert sum(kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for kind in kinds) <= 3, name
        assert inspect.Parameter.VAR_KEYWORD not in kinds, name


def test_every_parameter_is_documented():
    """Each parameter of a public function stands in its docstring."""
    for name in an.__all__:
        value = getattr(an, name)
        if inspect.isfunction(value):
            body = dict(sections(value.__doc__)).get("Parameters", "")
            written = re.findall(r"^(\S.*?)(?: : |$)", body, flags=re.MULTILINE)
            names = {part.strip(" *") for line in written for part in line.split(",")}
            assert set(inspect.signature(value).parameters) <= names, name


def test_a_misspelt_name_is_met_with_the_right_one():
    """analysis.term_frequencies asks whether term_frequency was meant."""
    with pytest.raises(AttributeError, match='Did you mean "term_frequency"'):
        an.term_frequencies  # noqa: B018


def test_api_page_is_up_to_date():
    """API.md is what the docstrings say; make api renews it."""
    assert API.read_text(encoding="utf-8") == api()


def test_import_is_light():
    """Importing the package reads no library at all; a name reads only what it needs."""
    code = "import sys, analysis; print(sorted({'pandas', 'scipy', 'nltk', 'matplotlib'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
    code = (
        "import sys, analysis as an; an.term_frequency(an.tokenize(an.read_corpus('seeds')));"
        "print(sorted({'sklearn', 'nltk', 'matplotlib', 'networkx', 'simplemma'} & set(sys.modules)))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT)
    assert out.strip() == "[]"


def test_imports_run_one_way():
    """No module imports from one that stands after it."""
    for path in MODULES:
        relative = path.relative_to(ROOT / "analysis")
        name = "report" if relative.parts[0] == "report" else relative.stem
        if name == "__init__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = re.match(r"analysis\.(\w+)", getattr(node, "module", None) or "")
            names = [found[1]] if found else []
            if getattr(node, "module", None) == "analysis":
                names = [alias.name for alias in node.names if alias.name in ORDER]
            for used in names:
                assert ORDER.index(used) <= ORDER.index(name), f"{name} imports {used}"


def test_no_module_bears_the_name_of_a_public_function():
    """analysis.x is a function or a module, never both."""
    stems = {path.stem for path in MODULES}
    assert not stems & {n for n in an.__all__ if inspect.isfunction(getattr(an, n))}


def code_lines(node: ast.AST, text: str) -> int:
    """Lines without docstrings, blank lines and comments."""
    lines = text.splitlines()[getattr(node, "lineno", 1) - 1 : getattr(node, "end_lineno", None)]
    n = sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))
    for inner in ast.walk(node):
        if isinstance(inner, ast.Module | ast.FunctionDef | ast.ClassDef):
            docstring = ast.get_docstring(inner, clean=False) or ""
            n -= sum(1 for line in docstring.splitlines() if line.strip())
    return n


def test_files_stay_readable():
    """A module has at most 300 lines of code, a function 40, without docstrings and comments."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if path.name != "checks.py":  # sentences, not logic
            assert code_lines(tree, text) <= 300, path.name
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert code_lines(node, text) <= 40, f"{path.name}: {node.name}"


def test_modules_exist_for_every_listed_name():
    """Each module named in the package's table of names can be read."""
    for module in an._MODULES:
        assert import_module(f"analysis.{module}").__doc__
