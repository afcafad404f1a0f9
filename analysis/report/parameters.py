"""A notebook's parameters: read from its parameters cell, and values for them checked.

papermill injects whatever it is given. Here a name that no notebook declares and a value of the
wrong type are refused before anything runs. Which values make sense (``unit``, ``measure`` …)
is left to the functions of ``analysis``, which say so in the notebook.
"""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from analysis import checks

TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook: its name, declared type, default and the comment beside it."""

    name: str
    type: str
    default: object
    help: str = ""


def read_parameters(cells, *, name: str) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares.

    The cell tagged ``parameters`` holds one literal a line,
    ``name: type = value  # help``; the types are str, int, float, bool, list and dict. This is
    stricter than papermill, whose inspection silently loses what it cannot parse.

    Parameters
    ----------
    cells : list
        The cells of a notebook.
    name : str
        The notebook, for messages.

    Returns
    -------
    dict
        :class:`Parameter` by name, in the order of the cell; empty where there is no such cell.

    Raises
    ------
    ValueError
        All problems of the cell, one a line.

    Examples
    --------
    >>> cell = {"source": "top: int = 20  # terms to show", "metadata": {"tags": ["parameters"]}}
    >>> read_parameters([cell], name="terms")["top"]
    Parameter(name='top', type='int', default=20, help='terms to show')
    """
    tagged = [cell["source"] for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if not tagged:
        return {}
    try:
        statements = ast.parse(tagged[0]).body
    except SyntaxError as error:
        raise ValueError(checks.parameters_cell(name, [(error.lineno, str(error.msg))])) from None
    comments = _comments(tagged[0])
    lines = tagged[0].splitlines()
    problems, found = [], {}
    for statement in statements:
        parameter = _declaration(statement, lines[statement.lineno - 1], comments)
        if isinstance(parameter, str):
            problems.append((statement.lineno, parameter))
        else:
            found[parameter.name] = parameter
    if problems:
        raise ValueError(checks.parameters_cell(name, problems))
    return found


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("#").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _declaration(statement: ast.stmt, line: str, comments: dict[int, str]) -> Parameter | str:
    """The parameter that a line declares, or what is wrong with it."""
    if not (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value is not None
    ):
        return "write each parameter as name: type = value  # help"
    name, kind = statement.target.id, ast.unparse(statement.annotation)
    if kind not in TYPES:
        return f'"{name}" has the type {kind}; allowed are {", ".join(TYPES)}'
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        return f'the value of "{name}" must be a plain literal'
    if statement.lineno != statement.end_lineno:
        return f'"{name}" must stand on one line'
    if line.count("=") > 1 or "#" in ast.unparse(statement.value):
        return f'"{name}": no "=" or "#" in a value or its help, papermill would lose it'
    if not _fits(default, kind):
        return f'the value of "{name}" is not of its type {kind}'
    return Parameter(name, kind, _as_declared(default, kind), comments.get(statement.lineno, ""))


def _fits(value: object, kind: str) -> bool:
    if kind == "float":
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and math.isfinite(value)
    if isinstance(value, bool) and kind != "bool":
        return False
    return isinstance(value, TYPES[kind])


def _as_declared(value: object, kind: str) -> object:
    return float(value) if kind == "float" else value


def read_value(text: str, parameter: Parameter) -> object:
    """Read a value written on the command line by the declared type.

    Lists and dicts are written as in YAML or JSON: ``[name, surname]``, ``{text: body}``.

    Raises
    ------
    ValueError
        The text is no value of this type.

    Examples
    --------
    >>> read_value("007", Parameter("node", "str", ""))
    '007'
    >>> read_value("15.5", Parameter("top", "int", 20))
    Traceback (most recent call last):
    ...
    ValueError: The parameter "top" is a whole number (int), such as 20; not "15.5".
    """
    kind = parameter.type
    value: object = text
    if kind == "int" and re.fullmatch(r"[+-]?\d+", text.strip(), re.ASCII):
        value = int(text)
    elif kind == "float" and re.fullmatch(
        r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text.strip(), re.ASCII
    ):
        value = float(text)
    elif kind == "bool" and text.strip().lower() in ("true", "false"):
        value = text.strip().lower() == "true"
    elif kind in ("list", "dict"):
        try:
            value = load_yaml(text)
        except yaml.YAMLError:
            value = text
    return check_value(value, parameter)


def check_value(value: object, parameter: Parameter) -> object:
    """Check a typed value, from a settings file, against the declared type.

    Examples
    --------
    >>> check_value(1, Parameter("share", "float", 0.5))
    1.0
    >>> check_value(False, Parameter("node", "str", ""))
    Traceback (most recent call last):
    ...
    ValueError: The parameter "node" is a text (str), such as "iran" in quotes; not false.
    """
    if not _fits(value, parameter.type):
        raise ValueError(checks.wrong_type(parameter.name, parameter.type, value))
    return _as_declared(value, parameter.type)


def assign(
    declared: Mapping[str, Mapping[str, Parameter]],
    *,
    settings: Mapping[str, object] | None = None,
    written: Mapping[str, str] | None = None,
) -> dict[str, dict[str, object]]:
    """Give each notebook the values of the parameters it declares.

    Parameters
    ----------
    declared : dict
        The parameters of each selected notebook, by its name.
    settings : dict
        Typed values, from a file.
    written : dict
        Values as written on the command line; they win over ``settings``.

    Returns
    -------
    dict
        For each notebook the value of every parameter, its default where none was given.

    Raises
    ------
    ValueError
        All unknown names and wrong types, one a line.

    Examples
    --------
    >>> declared = {"terms": {"top": Parameter("top", "int", 20)}}
    >>> assign(declared, written={"top": "15"})
    {'terms': {'top': 15}}
    >>> assign(declared, written={"tpo": "15"})
    Traceback (most recent call last):
    ...
    ValueError: No selected notebook has a parameter "tpo". Did you mean "top"?
    """
    given = [(name, value, check_value) for name, value in (settings or {}).items()]
    given += [(name, text, read_value) for name, text in (written or {}).items()]
    names = list(dict.fromkeys(name for parameters in declared.values() for name in parameters))
    problems = [checks.unknown_parameter(name, names) for name, _, _ in given if name not in names]
    values = {}
    for notebook, parameters in declared.items():
        values[notebook] = {name: p.default for name, p in parameters.items()}
        for name, value, read in given:
            if name in parameters:
                try:
                    values[notebook][name] = read(value, parameters[name])
                except ValueError as error:
                    problems.append(str(error))
    if problems:
        raise ValueError("\n".join(dict.fromkeys(problems)))
    return values


class _PlainLoader(yaml.SafeLoader):
    """YAML without dates, which become text, and without a key written twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                mark = node.value[place][0].start_mark
                raise yaml.MarkedYAMLError(problem=f'"{key}" stands twice', problem_mark=mark)
        return super().construct_mapping(node, deep=deep)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str) -> object:
    """Read YAML; a date such as 2019-01-15 stays a text.

    Examples
    --------
    >>> load_yaml("as_of: 2019-01-15")
    {'as_of': '2019-01-15'}
    """
    return yaml.load(text, Loader=_PlainLoader)


def read_yaml(path: str | Path) -> dict:
    """Read a YAML file of names and values.

    Raises
    ------
    ValueError
        It is no YAML, or no mapping; the sentence names the line.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(checks.no_such_file("file", path))
    try:
        values = load_yaml(path.read_text(encoding="utf-8-sig"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(checks.broken_settings(path.name, line, error.problem or "")) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ValueError(checks.broken_settings(path.name, 1, "this is no text in UTF-8")) from None
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ValueError(
            checks.broken_settings(path.name, 1, "name: value is expected on each line")
        )
    return values
