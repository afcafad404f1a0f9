"""A notebook's parameters are what its cell declares, and nothing else is accepted."""

from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report.parameters import (
    Parameter,
    assign,
    check_value,
    load_yaml,
    read_parameters,
    read_value,
    read_yaml,
)

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(
    [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("tests/notebooks_fixtures/*.ipynb")]
)


def cells(source: str) -> list[dict]:
    return [{"source": source, "metadata": {"tags": ["parameters"]}}]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_read_parameters_agrees_with_papermill(file):
    """papermill finds the same names, types, defaults and help as we do."""
    import ast

    import papermill

    ours = read_parameters(nbformat.read(file, as_version=4).cells, name=file.stem)
    theirs = papermill.inspect_notebook(str(file))
    assert list(ours) == list(theirs)
    for name, parameter in ours.items():
        assert parameter.type == theirs[name]["inferred_type_name"]
        assert parameter.default == ast.literal_eval(theirs[name]["default"])
        assert parameter.help == theirs[name]["help"]


def test_read_parameters_of_a_notebook_without_the_cell_is_empty():
    """A notebook without a parameters cell has no parameters."""
    assert read_parameters([{"source": "x = 1", "metadata": {}}], name="x") == {}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("top = 20", "write each parameter as name: type = value"),
        ("import os", "write each parameter as name: type = value"),
        ("top: int | None = None", "has the type int | None; allowed are str, int"),
        ("top: int = len('x')", "must be a plain literal"),
        ("top: int = 2.5", "is not of its type int"),
        ("top: int = True", "is not of its type int"),
        ("names: list = [\n  1]", "must stand on one line"),
        ("node: str = 'a=b'", 'no "=" or "#" in a value'),
        ("node: str = 'a#b'", 'no "=" or "#" in a value'),
        ("top: int = 1  # n = 1", 'no "=" or "#" in a value or its help'),
        ("top: int = (", "was never closed"),
    ],
)
def test_read_parameters_refuses_what_papermill_would_lose(source, sentence):
    """A line that papermill cannot read, or reads wrongly, is named with its number."""
    with pytest.raises(ValueError, match='parameters cell of "terms", line') as error:
        read_parameters(cells(source), name="terms")
    assert sentence in str(error.value)


def test_read_parameters_names_all_problems_at_once():
    """Two wrong lines give two sentences."""
    with pytest.raises(ValueError, match="line 1") as error:
        read_parameters(cells("a = 1\nb: int = 1\nc: tuple = ()"), name="x")
    assert [line.split(", ")[1][:6] for line in str(error.value).splitlines()] == [
        "line 1",
        "line 3",
    ]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("str", "007", "007"),
        ("str", "true", "true"),
        ("str", "", ""),
        ("int", "-3", -3),
        ("float", "3", 3.0),
        ("float", ".5e-3", 0.0005),
        ("bool", "True", True),
        ("bool", "false", False),
        ("list", "[name, 2019-01-15, 3]", ["name", "2019-01-15", 3]),
        ("dict", '{"text": "body"}', {"text": "body"}),
    ],
)
def test_read_value_reads_by_the_declared_type(kind, text, value):
    """The same characters are another value under another type."""
    read = read_value(text, Parameter("x", kind, None))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "15.0"),
        ("int", "1e3"),
        ("int", "ten"),
        ("int", "١٥"),
        ("int", ""),
        ("float", "nan"),
        ("float", "inf"),
        ("float", "1e999"),
        ("bool", "1"),
        ("bool", "yes please"),
        ("list", "name, surname"),
        ("list", "{a: 1}"),
        ("list", "[a"),
        ("dict", "[a]"),
    ],
)
def test_read_value_refuses_another_type(kind, text):
    """A value of the wrong type is refused with the name, the type and an example."""
    with pytest.raises(ValueError, match=rf'The parameter "x" is .*\({kind}\).*such as|true or'):
        read_value(text, Parameter("x", kind, None))


@given(st.text())
def test_read_value_keeps_any_text(text):
    """A text parameter gets exactly the characters written."""
    assert read_value(text, Parameter("x", "str", "")) == text


@pytest.mark.parametrize("value", [2019, None, True, ["a"]])
def test_check_value_keeps_yaml_from_guessing(value):
    """What YAML reads as a number, nothing or yes/no is no text, and is refused as one."""
    with pytest.raises(ValueError, match="is a text"):
        check_value(value, Parameter("node", "str", ""))


def test_assign_gives_each_notebook_what_it_declares():
    """A parameter goes to the notebooks that have it; the command line wins over the file."""
    top, node = Parameter("top", "int", 20), Parameter("node", "str", "")
    declared = {"terms": {"top": top}, "pairs": {"top": top, "node": node}}
    values = assign(declared, settings={"top": 5, "node": "iran"}, written={"top": "7"})
    assert values == {"terms": {"top": 7}, "pairs": {"top": 7, "node": "iran"}}


def test_assign_names_every_mistake_at_once():
    """A misspelt name and a wrong type are both told, the first with the likely name."""
    declared = {"terms": {"top": Parameter("top", "int", 20)}}
    with pytest.raises(ValueError, match="tpo") as error:
        assign(declared, written={"tpo": "5", "top": "many"})
    assert str(error.value).splitlines() == [
        'No selected notebook has a parameter "tpo". Did you mean "top"?',
        'The parameter "top" is a whole number (int), such as 20; not "many".',
    ]


def test_load_yaml_keeps_dates_as_text():
    """A date is a text, as all parameters with dates are."""
    assert load_yaml("[2019-01-15, 1]") == ["2019-01-15", 1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("top: 1\ntop: 2\n", 'weekly.yml, line 2: "top" stands twice'),
        ("a: [1\nb: 2", "weekly.yml, line 2"),
        ("- a", "name: value is expected"),
        ("1: 2", "name: value is expected"),
    ],
)
def test_read_yaml_names_file_and_line(tmp_path, text, sentence):
    """What is wrong in a file is told with its name and line."""
    file = tmp_path / "weekly.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"weekly\.yml") as error:
        read_yaml(file)
    assert sentence in str(error.value)
