"""An executed notebook → one HTML page; the pages of a run → their index.

A page is self-contained: no script, no request to any host, pictures inside. nbconvert renders
the cells by our own template (``template/``), nh3 lets through only harmless markup, and the
page's own policy (CSP) forbids whatever might be left. Nothing is read from or written to disk
but the template.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime
from functools import cache
from itertools import takewhile
from pathlib import Path

from analysis.hidden import revealed
from analysis.labels import ISOLATES
from analysis.report.safe_html import clean_html, markdown_to_html, picture, plain_text, text_of

TEMPLATE = Path(__file__).parent / "template"
HIDDEN_TAGS = {"parameters", "injected-parameters", "papermill-error-cell-tag"}
SHOWN_TYPES = ["text/html", "text/markdown", "image/png", "image/jpeg", "text/latex", "text/plain"]
_NOTE = re.compile(r"^analysis:1: CorpusWarning: (.*)\n?", re.MULTILINE)

# --- a notebook ---------------------------------------------------------------------------


def title_and_question(notebook) -> tuple[str, str]:
    """The first heading of a notebook as text, and the paragraph under it as Markdown.

    Examples
    --------
    >>> cell = {"cell_type": "markdown", "source": "# Terms\\n\\nWhich are most frequent?\\n\\nMore."}
    >>> title_and_question({"cells": [cell]})
    ('Terms', 'Which are most frequent?')
    """
    for cell in notebook["cells"]:
        match = re.search(r"^# +(.+?)\s*$", cell["source"], re.MULTILINE)
        if cell["cell_type"] == "markdown" and match:
            rest = cell["source"][match.end() :].strip()
            paragraph = re.split(r"\n\s*\n", rest)[0]
            return plain_text(match[1]), "" if paragraph.startswith("#") else paragraph
    return "", ""


def notebook_page(notebook, *, job: dict, run: dict, parameters: list[dict]) -> str:
    """The page of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; it is not changed.
    job, run : dict
        The notebook's part of ``run.json``, and the whole.
    parameters : list of dict
        ``name``, ``value`` and ``help`` of each parameter.

    Returns
    -------
    str
        HTML that can be mailed alone.
    """
    body, contents = _render(_arranged(notebook, whole=job["status"] == "done"))
    title, _ = title_and_question(notebook)
    return render(
        "notebook_page.html.j2",
        title=title or job["name"],
        needs_title=not title,
        body=body,
        contents=contents,
        job=job,
        run=run,
        parameters=parameters,
    )


def _render(notebook) -> tuple[str, list[tuple[str, str]]]:
    """The cells as HTML and the headings of the second level: (anchor, text)."""
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    config = Config()
    config.HTMLExporter.template_name = TEMPLATE.name
    config.HTMLExporter.exclude_anchor_links = True
    config.HTMLExporter.filters = {"clean_html": clean_html, "picture": picture}
    config.TemplateExporter.extra_template_basedirs = [str(TEMPLATE.parent)]
    config.NbConvertBase.display_data_priority = SHOWN_TYPES
    body, _ = HTMLExporter(config=config).from_notebook_node(notebook)
    return _with_contents(body)


def _with_contents(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Give each heading its own anchor, and list those of the second level."""
    seen: dict[str, int] = {}
    contents = []

    def anchored(match: re.Match) -> str:
        level, text = match[1], match[2]
        anchor = re.sub(r"[^\w-]+", "-", text_of(text).lower()).strip("-") or "section"
        seen[anchor] = seen.get(anchor, 0) + 1
        anchor = f"s-{anchor}" + (f"-{seen[anchor]}" if seen[anchor] > 1 else "")
        if level == "2":
            contents.append((anchor, text_of(text)))
        return f'<h{level} id="{anchor}">{text}</h{level}>'

    body = re.sub(r"<h([1-6])\b[^>]*>(.*?)</h\1>", anchored, body, flags=re.DOTALL)
    label = r'(?:(?<=<div aria-label=")|(?<=<pre aria-label="))[^"]*'
    return re.sub(label, _numbered(), body), contents


def _numbered():
    """Make each of several equal labels its own: regions are told apart by their names."""
    seen: dict[str, int] = {}

    def number(match: re.Match) -> str:
        seen[match[0]] = seen.get(match[0], 0) + 1
        return match[0] + (f" ({seen[match[0]]})" if seen[match[0]] > 1 else "")

    return number


def _arranged(notebook, *, whole: bool):
    """A copy with what a reader needs: no parameters cell, code gathered under its results."""
    notebook = deepcopy(notebook)
    cells = [c for c in notebook.cells if not HIDDEN_TAGS & set(c.metadata.get("tags", []))]
    if not whole:  # nothing after the last result, which is the error where a cell failed
        cells = cells[: max([0] + [n for n, c in enumerate(cells) if c.get("outputs")]) + 1]
    code: list[str] = []
    for place, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        notes, fails = _take_notes(cell), bool(_error(cell))
        code.append(cell.source)
        following = cells[place + 1 :]
        end = fails or _ends(cells[: place + 1], following)
        source = "\n\n".join(filter(None, code)) if end else ""
        code = [] if end else code
        cell.metadata["report"] = {"notes": notes, "code": source, "failed": fails}
    notebook.cells = cells
    return notebook


def _ends(cells: list, following: list) -> bool:
    """Whether the code so far is shown under the last of ``cells``."""
    if following and following[0].cell_type == "code":
        return bool(_error(following[0]))  # the failing cell stands alone
    run = takewhile(lambda cell: cell.cell_type == "code", reversed(cells))
    return any(cell.outputs for cell in run) or not any(c.cell_type == "code" for c in following)


def _error(cell):
    """The error that a cell ended with, if it did."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return errors[0] if errors else None


def _take_notes(cell) -> list[str]:
    """Take the warnings of analysis out of the error stream: they are notes for the reader."""
    notes = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            notes += _NOTE.findall(output.text)
            output.text = _NOTE.sub("", output.text)
    empty = [o for o in cell.outputs if o.output_type == "stream" and not o.text.strip()]
    cell.outputs = [output for output in cell.outputs if output not in empty]
    return list(dict.fromkeys(notes))


# --- the index ----------------------------------------------------------------------------


def headlines(notebook) -> dict:
    """What the index shows of a notebook: the outputs of its cells tagged ``headline``.

    Returns
    -------
    dict
        ``title``, ``question`` (HTML), ``sentences`` and ``charts``: lists of (anchor, HTML).
    """
    title, question = title_and_question(notebook)
    found: dict = {"title": title, "question": _inline(question), "sentences": [], "charts": []}
    for cell in notebook["cells"]:
        if "headline" not in cell["metadata"].get("tags", []):
            continue
        for output in cell.get("outputs", []):
            anchor, data = f"c-{cell['id']}", output.get("data", {})
            if "text/markdown" in data:
                found["sentences"].append((anchor, _inline(data["text/markdown"])))
            elif "image/png" in data:
                found["charts"].append((anchor, picture(output, focusable=False)))
    return found


def _inline(markdown: str) -> str:
    """A sentence in Markdown as HTML that can stand inside a paragraph, without links."""
    html = re.sub(r"</?a\b[^>]*>", "", markdown_to_html(markdown)).strip()
    return re.sub(r"^<p>(.*)</p>$", r"\1", html, flags=re.DOTALL)


def index_page(run: dict, summaries: dict[str, dict]) -> str:
    """The index of a run.

    Parameters
    ----------
    run : dict
        ``run.json``.
    summaries : dict
        The :func:`headlines` of each notebook, by its name.
    """
    return render("index_page.html.j2", run=run, summaries=summaries)


def render(template: str, **values: object) -> str:
    """A page by its template; values are text, but for what a template calls safe.

    Names, notes and code can hold characters that hide others or turn them round: they are seen.
    """
    return revealed(_template(template).render(**values), keep=ISOLATES)


@cache
def _template(name: str):
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(duration=duration, day=day)
    return environment.get_template(name)


def day(moment: str) -> str:
    """A moment of ``run.json`` as people write it.

    Examples
    --------
    >>> day("2026-11-04T06:00:05Z")
    '4 November 2026, 06:00 UTC'
    """
    when = datetime.fromisoformat(moment)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    Examples
    --------
    >>> duration(8.24), duration(95), duration(7320)
    ('8.2 s', '1 min 35 s', '2 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours} h {minutes_left} min" if hours else f"{minutes} min {rest} s"
