"""The pages of a run as PDF, printed by the Chromium or Chrome of this machine.

Chromium tags what it prints (headings, tables, alternative texts) and makes an outline of the
headings. What is folded on a page stays folded: passages of every row would be a book, and the
page, which is beside the PDF, has them. Links to other pages are left out, because Chromium
writes them with the folder of this machine; links within the page, and to the web, work.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 120  # for one page
ARGUMENTS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-pdf-header-footer", "--generate-pdf-document-outline"),
)
_LEADS_SOMEWHERE = re.compile(r"#|https?://|mailto:", re.IGNORECASE)


def find_browser() -> str:
    """The path of a Chromium or Chrome; empty where none is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def print_pages(folder: Path, names: Iterable[str], browser: str) -> list[str]:
    """Print pages of a run to PDF, each beside its page.

    Parameters
    ----------
    folder : Path
        The folder of the run.
    names : iterable of str
        The pages, without ``.html``.
    browser : str
        From :func:`find_browser`.

    Returns
    -------
    list of str
        The pages that were printed; one that the browser could not print is not among them.
    """
    return [name for name in names if _printed(folder, name, browser)]


def _printed(folder: Path, name: str, browser: str) -> bool:
    # The profile is new and thrown away, and the page is printed from there: nothing of this
    # machine's browser is touched, nothing of its folders gets into the PDF.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        page, target = Path(work) / "page.html", Path(work) / "page.pdf"
        html = (folder / f"{name}.html").read_text(encoding="utf-8")
        page.write_text(without_links_to_files(html), encoding="utf-8")
        as_root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        command = [browser, *ARGUMENTS, *as_root, f"--user-data-dir={work}/profile"]
        try:
            subprocess.run(
                [*command, f"--print-to-pdf={target}", page.as_uri()],
                check=True,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            shutil.copyfile(target, folder / f"{name}.pdf")
        except (OSError, subprocess.SubprocessError):
            return False
    return True


def without_links_to_files(html: str) -> str:
    """A page whose links to other files are plain text.

    Examples
    --------
    >>> without_links_to_files('<a href="index.html">Report</a> <a href="#about">About</a>')
    '<a>Report</a> <a href="#about">About</a>'
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=True):
        if not _LEADS_SOMEWHERE.match(link["href"]):
            del link["href"]
    return str(soup)
