"""Markup that can stand in a page: whatever could run, load or hide something is taken out.

Outputs of notebooks hold text of a corpus, and that can be anything. nh3 keeps a list of plain
tags and attributes; pictures must be in the page itself.
"""

from __future__ import annotations

import base64
import re
import struct
from html import escape, unescape

import nh3

FOCUSABLE = ' tabindex="0"'
PIXELS_PER_CSS_PIXEL = 1.125  # pictures in a notebook have 108 dots to the inch, CSS has 96
_TAGS = (nh3.ALLOWED_TAGS | {"figcaption", "figure", "s", "tfoot"}) - {"area", "map"}
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "dir", "role", "aria-label", "aria-hidden"},
    "a": {"href"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}


def _harmless_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src" and not value.startswith("data:image/"):
        return None  # a picture from elsewhere would be a request
    if name == "href" and value.startswith("data:"):
        return None
    return value


def clean_html(html: str) -> str:
    """Let through harmless HTML: no script, style, frame, form, and no picture from elsewhere.

    Tables get a frame that scrolls by itself and can be reached by keyboard.

    Examples
    --------
    >>> clean_html('<b onclick="x()">Iran</b><script>x()</script><img src="http://x.org/i.png">')
    '<b>Iran</b><img>'
    """
    html = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_harmless_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,  # no link opens a window, and the page sends no referrer
    )
    html = html.replace("<th></th>", "<td></td>")  # pandas' corner cell heads nothing
    return re.sub(r"<table\b(?:(?!<table\b).)*?</table>", _framed, html, flags=re.DOTALL)


def _framed(match: re.Match) -> str:
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", match[0], re.DOTALL)
    label = text_of(caption[1]) if caption else "Table"
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"{match[0]}</div>"
    )


def text_of(html: str) -> str:
    """The text of markup without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def markdown_to_html(source: str) -> str:
    """Markdown as harmless HTML.

    Examples
    --------
    >>> markdown_to_html("**Iran** <script>x()</script>")
    '<p><strong>Iran</strong> </p>\\n'
    """
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


def plain_text(markdown: str) -> str:
    """Markdown as plain text.

    Examples
    --------
    >>> plain_text("**Which** words?")
    'Which words?'
    """
    return " ".join(text_of(markdown_to_html(markdown)).split())


def picture(output, kind: str = "image/png", *, focusable: bool = True) -> str:
    """A picture of an output as HTML, with its alternative text and its size.

    On a small screen it scrolls in its frame; ``focusable`` lets the keyboard reach that, where
    the picture is not in a link.
    """
    content = re.sub(r"[^A-Za-z0-9+/=]", "", output["data"][kind])
    about = output.get("metadata", {}).get(kind, {})
    alt = escape(str(about.get("alt") or "A chart that its notebook does not describe"))
    return (
        f'<figure class="chart"{FOCUSABLE * focusable}><img src="data:{kind};base64,{content}" alt="{alt}"'
        f"{_size(content) if kind == 'image/png' else ''}></figure>"
    )


def _size(content: str) -> str:
    header = base64.b64decode(content[:32] + "=" * (-len(content[:32]) % 4))
    if len(header) < 24:
        return ""
    width, height = struct.unpack(">II", header[16:24])
    return "".join(
        f' {name}="{round(pixels / PIXELS_PER_CSS_PIXEL)}"'
        for name, pixels in (("width", width), ("height", height))
    )
