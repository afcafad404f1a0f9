"""The report of the seeds in a real browser: everybody can read it, and any number can be opened."""

import csv
import html
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from browsing import WCAG, browser, pages_of, run_report  # noqa: F401

OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"
NUMBERS = ("n_ab", "n_near", "n_target", "n")  # what a row counts, the first that it has
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The report of the seeds, whose texts may be shown."""
    return run_report(tmp_path_factory.getbasetemp() / "seeds", "-p", "full_text", "true")


@pytest.fixture(scope="module")
def withheld(tmp_path_factory) -> Path:
    """A report that shows no text, although whole texts were asked for."""
    folder = tmp_path_factory.getbasetemp() / "withheld"
    wishes = ("-p", "evidence", "false", "-p", "full_text", "true")
    return run_report(folder, "who-speaks", *wishes)


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """A report whose passages may have 80 characters."""
    folder = tmp_path_factory.getbasetemp() / "short"
    wishes = ("-p", "max_snippet", "80", "-p", "full_text", "false")
    return run_report(folder, "who-speaks", *wishes)


@pytest.fixture
def opened(browser):  # noqa: F811
    """Open a file in a context of its own; the requests it made are in ``requests``."""
    contexts = []

    def go(file: Path, *, width: int = 1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.requests = []
        tab.on("request", lambda request: tab.requests.append(request.url))
        tab.goto(file.as_uri())
        return tab

    yield go
    for context in contexts:
        context.close()


# --- everybody can read it ------------------------------------------------------------------


def test_every_page_has_no_violation_of_wcag(opened, run):
    """axe-core finds nothing on any page, all unfolded, wide and narrow, in light and dark.

    The rules are those of WCAG 2.2, A and AA, and its own best practice. No colour depends on
    the width, and nothing else on the colours: each is looked at where it can differ.
    """
    from axe_playwright_python.sync_playwright import Axe

    no_colours = {"rules": {"color-contrast": {"enabled": False}}}
    looks = [(1280, "light", {"runOnly": WCAG}), (320, "light", {"runOnly": WCAG, **no_colours})]
    looks += [(320, "dark", {"runOnly": ["cat.color"]})]
    found = []
    for name in pages_of(run):
        tab = opened(run / name)
        tab.evaluate(OPEN_ALL)
        for width, scheme, rules in looks:
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=scheme)
            done = Axe().run(tab, options={**rules, "resultTypes": ["violations"]}).response
            assert done["passes"]
            violations = [(v["id"], v["nodes"][0]["html"][:99]) for v in done["violations"]]
            found += [(name, width, scheme, *violation) for violation in violations]
        tab.close()
    assert found == []


def test_every_page_asks_nobody_and_opens_at_once(opened, run):
    """A page is its only request; it is below two megabytes and is there in two seconds."""
    for name in pages_of(run):
        assert (run / name).stat().st_size < 2 * MEGABYTE
        tab = opened(run / name)
        assert [url for url in tab.requests if not url.startswith("data:")] == [tab.url]
        assert tab.evaluate("document.scripts.length") == 0
        timing = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        assert tab.evaluate(timing) < 2_000
        tab.close()


def test_every_fold_opens_by_keyboard(opened, run):
    """Tab reaches every summary in the order of the page, Enter opens it and closes it again."""
    for name in pages_of(run):
        tab = opened(run / name)
        n_folds = tab.locator("summary").count()
        reached = 0
        for _ in range(4 * n_folds + 100):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.localName === 'summary'"):
                tab.keyboard.press("Enter")
                assert tab.evaluate("document.activeElement.parentElement.open"), name
                tab.keyboard.press("Enter")  # or the links in it would come next
                assert not tab.evaluate("document.activeElement.parentElement.open"), name
                reached += 1
            if reached == n_folds:
                break
        assert reached == n_folds, name
        tab.close()


@pytest.mark.parametrize("width", [320, 400])
def test_every_page_needs_no_sideways_scroll(opened, run, width):
    """On a small screen, all unfolded, no page is wider than the screen, nor is a passage."""
    for name in pages_of(run):
        tab = opened(run / name, width=width)
        tab.evaluate(OPEN_ALL)
        assert tab.evaluate("document.documentElement.scrollWidth") == width, name
        script = "Math.max(0, ...[...document.querySelectorAll('.passages li')].map(e => e.getBoundingClientRect().width))"
        assert tab.evaluate(script) < width, name
        tab.close()


def test_paper_leaves_out_what_is_folded(opened, run):
    """In print there is no list of contents and no closed row, and charts and rows are whole."""
    for name in pages_of(run):
        tab = opened(run / name)
        tab.emulate_media(media="print")
        assert not tab.locator("nav").is_visible()
        visible = "[...document.querySelectorAll('details:not([open]), .opens')].filter(e => e.offsetHeight > 0).length"
        assert tab.evaluate(visible) == 0, name
        split = "[...document.querySelectorAll('.chart, tr')].filter(e => getComputedStyle(e).breakInside !== 'avoid').length"
        assert tab.evaluate(split) == 0, name
        tab.close()


# --- from a number to its passages and back ---------------------------------------------------

ROWS = """() => [...document.querySelectorAll('tr.opens')].map(opens => {
  const table = opens.closest('table'), row = opens.previousElementSibling;
  const names = [...table.querySelectorAll('thead th')].map(e => e.textContent);
  return {
    cells: Object.fromEntries([...row.children].map((cell, n) => [names[n], cell.textContent])),
    summary: opens.querySelector('summary').textContent,
    passages: [...opens.querySelectorAll('.passages li')].map(e => e.lastElementChild.textContent),
    marks: [...opens.querySelectorAll('.passages li')].map(e => e.querySelectorAll('mark').length),
    rest: opens.querySelector('.rest') && opens.querySelector('.rest').textContent,
  };
})"""


def test_number_in_a_row_is_the_passages_shown_or_announced(opened, run):
    """A row that counts 53 opens to 53 passages, or says "First 20 of 53 passages" and shows 20."""
    n_rows = 0
    for name in pages_of(run):
        for row in opened(run / name).evaluate(ROWS):
            column = next((column for column in NUMBERS if column in row["cells"]), None)
            number = int(row["cells"][column].replace(",", "")) if column else 1
            first, announced = re.match(r"(?:First (\d+) of )?([\d,]+) passages?:", row["summary"]).groups()  # fmt: skip
            assert int(announced.replace(",", "")) == number, (name, row)
            assert len(row["passages"]) == int(first or number) == min(number, 20), (name, row)
            assert all(row["marks"]), (name, row)
            assert bool(row["rest"]) == bool(first)
            n_rows += 1
    assert n_rows > 200


def test_rest_of_the_passages_is_in_the_file(run):
    """Where a page shows the first of many, the file that it names has them all."""
    n_files = 0
    for name in pages_of(run):
        page = (run / name).read_text(encoding="utf-8")
        for anchor, n, file in re.findall(
            r'<details id="(e-[^"]+)"><summary>First 20 of ([\d,]+) (?:(?!</details>).)*?<p class="rest">All \S+ are in <a[^>]* href="([^"]+)"',
            page,
            re.DOTALL,
        ):
            with (run / file).open(encoding="utf-8", newline="") as lines:
                row = anchor.rsplit("-", 1)[1]
                assert sum(line["row"] == row for line in csv.DictReader(lines)) == int(n)
            n_files += 1
    assert n_files > 2


VISIBLE = """id => {
  const e = document.getElementById(id), box = e.getBoundingClientRect();
  return e.checkVisibility() && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}"""


def test_passage_leads_to_its_place_and_back(opened, run):
    """A passage's link lands on the marked words in the text; their link leads back to it."""
    n_passages = 0
    for name in [page for page in pages_of(run) if "/" not in page]:
        tab = opened(run / name)
        tab.evaluate(OPEN_ALL)
        tables = "() => [...document.querySelectorAll('.news-table')].map(t => [...t.querySelectorAll('.passages li')].map(e => e.id)).filter(ids => ids.length)"
        for ids in tab.evaluate(tables):
            for anchor in {ids[0], ids[-1]}:
                tab.goto(f"{(run / name).as_uri()}#{anchor}")
                assert tab.evaluate(VISIBLE, anchor), anchor  # the browser opens the row
                passage = tab.locator(f"[id='{anchor}']")
                link = passage.locator("a")
                wanted = "".join(passage.locator("mark").first.inner_text().split())
                link.click()
                tab.wait_for_url("**/documents/**", wait_until="load")
                place = tab.url.split("#")[1]
                assert tab.evaluate(VISIBLE, place), (anchor, tab.url)
                there = "".join(tab.locator(f"[id='{place}']").inner_text().split())
                assert there.startswith(wanted) or wanted.startswith(there), (anchor, there)
                n_passages += 1
                tab.locator(f"[id='{place}']").click()
                tab.wait_for_url(lambda url: "/documents/" not in url, wait_until="load")
                back = tab.url.split("#")[1]
                assert tab.evaluate(VISIBLE, back), (anchor, back)
                led = tab.locator(f"[id='{back}'] mark").all_inner_texts()
                assert any(there in "".join(text.split()) or "".join(text.split()) in there for text in led)  # fmt: skip
                tab.goto((run / name).as_uri())
    assert n_passages > 20


def test_mark_leads_back_to_a_passage_that_led_to_it(run):
    """Every way back of a text ends at a passage that names this place of this text."""
    passages: dict[str, dict] = {}
    for file in run.glob("passages/*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            passages |= {line["anchor"]: line for line in csv.DictReader(lines) if line["anchor"]}
    n_links = 0
    for page in run.glob("documents/*.html"):
        text = page.read_text(encoding="utf-8")
        for back, place in re.findall(r'<a class="[^"]*" title="[^"]*" href="\.\./[^"#]+#([^"]+)" id="c(\d+)"', text):  # fmt: skip
            line = passages[back]
            assert line["page"] == page.name
            spans = [tuple(map(int, span.split(":"))) for span in line["marks"].split()]
            assert any(start <= int(place) < end for start, end in spans)
            n_links += 1
    assert n_links > 300


def test_every_anchor_is_alone_and_every_link_arrives(run):
    """No page has an anchor twice; each link within the run leads to a file and a place in it."""
    anchors = {}
    for name in pages_of(run):
        found = re.findall(r'\bid="([^"]+)"', (run / name).read_text(encoding="utf-8"))
        assert len(found) == len(set(found)), name
        anchors[(run / name).resolve()] = set(found)
    for name in pages_of(run):
        for link in set(re.findall(r'<a [^>]*href="([^"]+)"', (run / name).read_text("utf-8"))):
            if link.startswith(("https:", "http:", "mailto:")):
                continue
            path, _, anchor = html.unescape(link).partition("#")
            target = ((run / name).parent / path).resolve() if path else (run / name).resolve()
            assert target.is_file(), (name, link)
            assert not anchor or anchor in anchors[target], (name, link)


# --- what may be shown, and how much ----------------------------------------------------------


def contents(run: Path) -> dict[str, str]:
    """Every file of a run that holds text, and of its archive, as words with single spaces."""
    texts = {file.name: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    for archive in run.parent.glob("*.zip"):
        with zipfile.ZipFile(archive) as parts:
            texts |= {f"zip {name}": parts.read(name) for name in parts.namelist()}
    shown = {}
    for name, content in texts.items():
        if not name.endswith((".png", ".pdf")):
            text = re.sub(r"<[^>]+>|\[\[|\]\]", "", content.decode("utf-8"))
            text = html.unescape(text).replace("\\n", " ").replace('\\"', '"').replace('""', '"')
            shown[name] = " ".join(text.split())
    return shown


def runs_of_words(seeds, n: int) -> set[str]:
    """Every run of ``n`` words of the corpus."""
    words = [" ".join(text.split()).split(" ") for text in seeds["text"]]
    return {" ".join(some[at : at + n]) for some in words for at in range(len(some) - n + 1)}


def test_withheld_texts_are_in_no_file(withheld, seeds):
    """With ``evidence`` off no eight words of the corpus stand together in any file of the run."""
    assert not (withheld / "documents").exists()
    assert not (withheld / "passages").exists()
    wanted = runs_of_words(seeds, 8)
    for name, text in contents(withheld).items():
        words = text.split(" ")
        found = {" ".join(words[at : at + 8]) for at in range(len(words) - 7)} & wanted
        assert found == set(), name


def test_withheld_texts_are_announced(opened, withheld):
    """Each table that would open says that its passages are withheld."""
    tab = opened(withheld / "4-who-speaks.html")
    assert tab.locator(".opens").count() == 0
    assert tab.get_by_text("Passages are withheld (evidence is off)").count() >= 2


def test_no_passage_is_longer_than_max_snippet(opened, short, seeds):
    """In every file of a run no passage is longer than was allowed, so is no text of the corpus."""
    n_passages = 0
    for name in pages_of(short):
        for row in opened(short / name).evaluate(ROWS):
            for passage in row["passages"]:
                assert len(passage.replace("…", "")) <= 80, passage
                n_passages += 1
    assert n_passages > 50
    for file in short.glob("passages/*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                assert len(re.sub(r"\[\[|\]\]|…|^'", "", line["passage"])) <= 80
    for name, text in contents(short).items():
        for whole in (" ".join(text.split()) for text in seeds["text"]):
            longer = (whole[at : at + 100] for at in range(0, len(whole) - 100, 10))
            assert not any(part in text for part in longer), name


# --- the folder, and a page alone -------------------------------------------------------------


def test_folder_of_the_seeds_is_small(run):
    """The whole report, without its archive, is below five megabytes."""
    size = sum(file.stat().st_size for file in run.rglob("*") if file.is_file())
    assert size < 5 * MEGABYTE


def test_page_mailed_alone_has_its_passages_and_says_where_the_rest_is(opened, run, tmp_path):
    """A page in an empty folder shows its charts and passages, and names the files it lacks."""
    shutil.copy(run / "1-term-frequency.html", tmp_path)
    tab = opened(tmp_path / "1-term-frequency.html")
    assert [url for url in tab.requests if not url.startswith("data:")] == [tab.url]
    broken = "[...document.images].filter(e => !e.complete || !e.naturalWidth).length"
    assert tab.evaluate(broken) == 0
    row = tab.locator(".opens details").first
    row.locator("summary").click()
    assert row.locator("li").count() == 20
    assert row.locator("li").last.is_visible()
    assert re.fullmatch(r"All \d+ are in passages/terms\.csv\.", row.locator(".rest").inner_text())
