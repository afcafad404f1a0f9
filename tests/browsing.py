"""What tests of pages share: the browser, a report that is made once, and what to look for.

Where Chromium is missing the modules that import this are left out, and one line says so; with
CI set its absence is a failure.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("Chromium is not installed: browser tests are left out.", allow_module_level=True)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ROOT = Path(__file__).parent.parent
USER = "annexampleuser"  # of the machine on which a report is made; it may stand nowhere in it


@pytest.fixture(scope="module")
def browser():
    """Chromium, for the tests of a module."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is not installed, and CI must not leave out the browser tests."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@cache
def run_report(folder: Path, *arguments: str) -> Path:
    """Run a report once for all tests, as a user with a home of his own; return its folder."""
    import matplotlib

    home, temporary = folder / "home" / USER, folder / "temporary"
    for new in (home, temporary):
        new.mkdir(parents=True)
    environment = {**os.environ, "HOME": str(home), "USER": USER, "LOGNAME": USER}
    environment |= {"TMPDIR": str(temporary), "MPLCONFIGDIR": matplotlib.get_configdir()}
    command = [sys.executable, "-m", "analysis", "report", "--output", str(folder / "out")]
    done = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
    )
    assert done.returncode == 0, done.stderr
    [latest] = (folder / "out").glob("*/latest")
    return latest.resolve()


def pages_of(run: Path) -> list[str]:
    """The pages of a run, those of documents among them."""
    return sorted(page.relative_to(run).as_posix() for page in run.rglob("*.html"))
