"""Printed pages are tagged, have an outline, and name no folder of this machine."""

import os
import re
import shutil
import stat
import subprocess
import zlib
from pathlib import Path

import pytest

from analysis.report import pdf

BROWSER = pdf.find_browser()
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Terms · news</title>
</head><body><h1>Terms</h1><p><a href="index.html">Report</a> <a href="#more">More</a>
<a href="https://example.org/paper">Paper</a></p><h2 id="more">More</h2>
<table><caption>Two terms</caption><tr><th scope="row">iran</th><td>25</td></tr></table>
<details><summary>Passages</summary><p>folded away</p></details></body></html>"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    """A page, printed by the real browser."""
    if not BROWSER and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed: nothing can be printed.")
    folder = tmp_path_factory.mktemp("printed")
    (folder / "terms.html").write_text(PAGE, encoding="utf-8")
    assert pdf.print_pages(folder, ["terms"], BROWSER) == ["terms"]
    return folder / "terms.pdf"


def content(file: Path) -> bytes:
    """The bytes of a PDF, with its streams unpacked."""
    raw = file.read_bytes()
    parts = [raw]
    for match in re.finditer(rb"stream\r?\n", raw):
        try:
            parts.append(zlib.decompressobj().decompress(raw[match.end() :]))
        except zlib.error:
            continue  # a font or a picture in another coding
    return b"\n".join(parts)


def told(*command: str) -> str:
    if not shutil.which(command[0]):
        assert not os.environ.get("CI"), "poppler-utils is not installed"
        pytest.skip("poppler-utils is not installed: the PDF cannot be looked into.")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_print_pages_makes_a_tagged_pdf_with_an_outline(printed):
    """pdfinfo says it is tagged; headings are headings, and the outline lists them."""
    about = told("pdfinfo", str(printed))
    assert re.search(r"^Tagged: +yes$", about, re.MULTILINE)
    assert re.search(r"^Title: +Terms · news$", about, re.MULTILINE)
    structure = told("pdfinfo", "-struct-text", str(printed))
    assert re.search(r'H1 \(block\)\s+(NonStruct\s+)?"Terms"', structure)
    assert "Table" in structure
    assert b"/Outlines" in content(printed)


def test_print_pages_leaves_what_is_folded_folded(printed):
    """A closed fold shows its summary at most; the page has what is in it."""
    text = told("pdftotext", str(printed), "-")
    assert "iran" in text
    assert "folded away" not in text


def test_print_pages_names_no_folder(printed):
    """No address of a file, no folder, neither in the open nor in a packed stream."""
    found = content(printed)
    for place in (b"file:", str(printed.parent).encode(), b"page.html", b"/home/"):
        assert place not in found
    assert b"https://example.org/paper" in found


def test_print_pages_leaves_out_what_was_not_printed(tmp_path):
    """A browser that fails gives no PDF and no error, and leaves no empty file."""
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "terms.html").write_text(PAGE, encoding="utf-8")
    assert pdf.print_pages(tmp_path, ["terms"], str(broken)) == []
    assert pdf.print_pages(tmp_path, ["terms"], str(tmp_path / "none")) == []
    assert not (tmp_path / "terms.pdf").exists()


def test_find_browser_is_empty_where_none_is_installed(tmp_path, monkeypatch):
    """A folder without a browser on the path gives no browser; the first known name wins."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pdf.find_browser() == ""
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).touch(mode=0o755)
    assert pdf.find_browser() == str(tmp_path / "chromium")


def test_without_links_to_files_keeps_all_else():
    """Only links to other files are taken out; text that looks like one stays."""
    html = '<p>href="x.html" &lt;b&gt;</p><a class="k" href="t/a.csv">a</a><a href="#s">s</a>'
    assert pdf.without_links_to_files(html) == html.replace(' href="t/a.csv"', "")
