"""analysis.report.documents: a text as it is, with every mark at its place and a way back."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis.opening import Evidence, document_file
from analysis.report.documents import (
    KINDS,
    Mark,
    document_page,
    marked_text,
    paragraphs,
    visible_lines,
    write_documents,
)

RUN = {
    "name": "news",
    "run": "2026-11-24_20261124T060005Z",
    "started": "2026-11-24T06:00:05Z",
    "as_of": "",
    "corpus": {"path": "news", "fingerprint": "0b4a5be9f3f4", "n_documents": 2},
    "actors": {"path": "", "sha256": ""},
    "versions": {"Python": "3.12.1"},
}
TEXT = st.text(st.sampled_from("aB é.\n"), max_size=60)


@st.composite
def marked(draw):
    """A text and marks in it, which may overlap, touch, or be equal."""
    text = draw(TEXT)
    place = st.integers(0, len(text))
    spans = [sorted((draw(place), draw(place))) for _ in range(draw(st.integers(0, 5)))]
    kinds, backs = st.sampled_from(list(KINDS)), st.sampled_from(["", "../p.html#e-1"])
    marks = [Mark(a, b, draw(kinds), draw(TEXT), draw(backs)) for a, b in spans if a < b]
    return text, sorted(marks)


@given(marked())
def test_marked_text_is_the_text_with_the_kinds_of_every_place(case):
    """The pieces are the text; a character has the kinds of the marks over it, and a way back."""
    text, marks = case
    spans = marked_text(text, marks)
    assert "".join(span.text for span in spans) == text
    place = 0
    for span in spans:
        for number in range(place, place + len(span.text)):
            over = [mark for mark in marks if mark.start <= number < mark.end]
            assert set(span.kinds.split()) == {mark.kind for mark in over}
            assert span.back == ("../p.html#e-1" if any(mark.back for mark in over) else "")
        place += len(span.text)


@given(marked())
def test_marked_text_has_one_anchor_for_each_beginning(case):
    """Where a mark begins there is an anchor with its place, once."""
    text, marks = case
    anchors = [span.anchor for span in marked_text(text, marks) if span.anchor]
    assert anchors == [f"c{start}" for start in sorted({mark.start for mark in marks})]


@given(marked())
def test_paragraphs_keep_the_words_and_the_anchors(case):
    """Blank lines part paragraphs; no word and no anchor of a mark with words is lost."""
    text, marks = case
    parted = paragraphs(marked_text(text, marks))
    shown = ["".join(span.text for span in paragraph) for paragraph in parted]
    assert "".join("".join(shown).split()) == "".join(text.split())
    anchors = {span.anchor for paragraph in parted for span in paragraph}
    for mark in marks:
        if text[mark.start : mark.end].strip():
            assert f"c{mark.start}" in anchors


def test_paragraphs_part_at_blank_lines_inside_a_mark():
    """A quotation of two paragraphs is marked in both; its anchor stands once."""
    spans = marked_text("He said: “No.\n \nNever.”", [Mark(9, 23, "quotation", "q", "")])
    shown = [[(s.text, s.anchor, s.kinds) for s in some] for some in paragraphs(spans)]
    assert shown == [
        [("He said: ", "", ""), ("“No.", "c9", "quotation")],
        [("Never.”", "", "quotation")],
    ]


def test_marked_text_leads_back_by_the_inner_mark():
    """Of a mark in another the inner one is led back from; after it the outer one again."""
    marks = [Mark(0, 9, "quotation", "q", "../p.html#q"), Mark(2, 4, "actor", "a", "../p.html#a")]
    backs = [(span.text, span.back[-1]) for span in marked_text("abcdefghi", marks)]
    assert backs == [("ab", "q"), ("cd", "a"), ("efghi", "q")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\u2028b", "a b"), ("\x1b[31m", "[U+001B][31m")],
)
def test_visible_lines_keeps_line_breaks_only(text, shown):
    """Line ends of every system are line breaks; controls are seen."""
    assert visible_lines(text) == shown


def page_of(text: str, marks: list[Mark], **variables) -> str:
    return document_page(pd.Series({"doc_id": "a", "text": text, **variables}), marks, RUN)


def test_document_page_shows_its_variables_and_kinds():
    """Title, date and other variables stand above the text, the legend names the kinds there."""
    marks = [Mark(0, 4, "actor", "Iran", "../p.html#e-1")]
    html = page_of(
        "Iran left.", marks, date=pd.Timestamp("2019-01-15"), title="T", empty="", no=None
    )
    assert "<h1>T</h1>" in html
    assert "<dt>date</dt><dd>2019-01-15</dd>" in html
    assert "<dt>empty</dt>" not in html
    assert "<dt>no</dt>" not in html
    assert '<mark class="actor">Actor</mark>' in html
    assert "Quotation" not in html
    assert '<a class="actor" title="Iran" href="../p.html#e-1" id="c0">Iran</a> left.' in html


def test_document_page_shows_a_hostile_text_as_text():
    """Markup in the text, its variables, its name and its marks is read, not obeyed."""
    evil = '</p><script>alert(1)</script>" onclick=x() ‮'
    document = pd.Series({"doc_id": evil, "text": evil, evil: evil, "title": evil})
    html = document_page(document, [Mark(0, len(evil), "term", evil, "")], {**RUN, "name": evil})
    assert "<script" not in html
    assert "\u202e" not in html
    assert html.count("&lt;script&gt;alert(1)") == 10
    names = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: names.extend(name for name, _ in attributes)
    parser.feed(html)
    assert "onclick" not in names


def run_folder(folder: Path, *, full_text: bool = True, top: int = 1) -> tuple[Path, pd.DataFrame]:
    """A run with one page, whose table opens."""
    documents = pd.DataFrame(
        {"doc_id": ["x/CON", "x?con", "none"], "text": ["Iran left.", "Iran\n\nIran.", "Rome."]}
    )
    behind = Evidence(documents, full_text=full_text)
    terms = an.term_frequency(an.tokenize(documents))
    shown = an.save_table(terms, "terms", output=folder, top=top, evidence=behind)
    (folder / "p.html").write_text(shown._repr_html_(), encoding="utf-8")
    return folder, documents


def test_write_documents_makes_only_pages_that_a_passage_names(tmp_path):
    """A document without a shown passage gets no page; names are safe, and all links lead there."""
    folder, documents = run_folder(tmp_path)
    written = write_documents(folder, documents, RUN)
    assert written == sorted(map(document_file, ["x/CON", "x?con"]))
    assert {file.name for file in (folder / "documents").iterdir()} == set(written)
    links = re.findall(r'href="(documents/[^"#]+)#(c\d+)"', (folder / "p.html").read_text("utf-8"))
    assert len(links) == 3
    for page, anchor in links:
        assert f'id="{anchor}"' in (folder / page).read_text("utf-8")


def test_write_documents_leads_back_to_each_passage(tmp_path):
    """The mark of a passage leads to the passage that led to it."""
    folder, documents = run_folder(tmp_path)
    write_documents(folder, documents, RUN)
    html = (folder / "documents" / document_file("x?con")).read_text("utf-8")
    back = re.findall(r'<a class="term" title="iran" href="../p.html#(e-terms-1-\d)"', html)
    assert back == ["e-terms-1-2", "e-terms-1-3"]


def test_write_documents_writes_nothing_without_passages(tmp_path):
    """A run whose pages show no passage has no folder of documents."""
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran."]})
    assert write_documents(tmp_path, documents, RUN) == []
    assert list(tmp_path.iterdir()) == []
