"""Write API.md from the docstrings; tests/test_public.py checks that it is up to date."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import analysis as an

API = Path(__file__).parent.parent / "API.md"
HEAD = """# API

Every public name of `import analysis as an`, from its docstring. Tables are plain pandas
DataFrames; the first argument is the table, all others are keywords. `make api` renews this page.
"""


def sections(docstring: str) -> list[tuple[str, str]]:
    """(title, body) of each numpydoc section; the first has no title."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.cleandoc(docstring), flags=re.MULTILINE)
    return [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]


def items(body: str) -> str:
    """A list of parameters or columns: `name : type` and its indented text on one line."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line and not line.startswith(" "):
            lines.append(f"- `{line}`:")
        elif line.strip():
            lines[-1] += f" {line.strip()}"
    return "\n".join(lines)


def markdown(name: str, value: object) -> str:
    """One public name as Markdown."""
    signature = str(inspect.signature(value)) if callable(value) else ""
    signature = re.sub(r" at 0x[0-9a-f]+", "", signature)
    blocks = [f"### {name}", f"```python\nan.{name}{signature}\n```" if signature else ""]
    for title, body in sections(value.__doc__):
        if title:
            blocks.append(f"**{title}**")
        if title in ("Parameters", "Returns", "Raises", "Attributes", "Yields"):
            blocks.append(items(body))
        elif title == "Examples":
            blocks.append(f"```python\n{body.strip()}\n```")
        else:
            blocks.append(body.strip())
    return "\n\n".join(filter(None, blocks))


def api() -> str:
    """The whole page."""
    blocks = [HEAD.strip()]
    for module, names in an._MODULES.items():
        first = import_module(f"analysis.{module}").__doc__.strip().splitlines()[0]
        blocks.append(f"## analysis.{module}\n\n{first}")
        blocks += [markdown(name, getattr(an, name)) for name in names]
    blocks.append(f"## analysis.measures\n\n{an.measures.__doc__.strip()}")
    blocks += [markdown(f"measures.{n}", getattr(an.measures, n)) for n in an.measures.__all__]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    API.write_text(api(), encoding="utf-8")
