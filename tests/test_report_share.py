"""What a run is shared as: one file that opens anywhere, and metadata that machines read."""

import io
import json
import re
import warnings
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.corpus import PROJECT
from analysis.report.archive import (
    archive_name,
    prune_archives,
    publish_archive,
    shared_files,
    write_archive,
)
from analysis.report.crate import METADATA, write_crate
from analysis.report.plan import Settings, make_plan
from analysis.report.run import run_report

GOOD = str(Path(__file__).parent / "notebooks_fixtures" / "good.ipynb")
RECORD = {"name": "news", "run": "2026-11-24_20261124T060005Z", "started": "2026-11-24T06:00:05Z"}
STEM = "news-2026-11-24_20261124T060005Z"


@pytest.fixture(scope="module")
def complete_run(tmp_path_factory) -> tuple[dict, Path]:
    """The record and the folder of a run of one notebook in a real kernel."""
    parent = tmp_path_factory.mktemp("share")
    news = parent / "news"
    news.mkdir()
    (news / "one.txt").write_text("Iran said no.", encoding="utf-8")
    (news / "two.txt").write_text("The talks began in Vienna.", encoding="utf-8")
    given = {"notebooks": (GOOD,), "corpus": str(news), "output": str(parent / "out")}
    folder = run_report(make_plan(Settings(**given)), stream=io.StringIO()).folder
    return json.loads((folder / "run.json").read_text(encoding="utf-8")), folder


@pytest.fixture
def base(tmp_path) -> Path:
    """The folder of a report with one run that is about to be published."""
    folder = tmp_path / f".unfinished-{RECORD['run']}"
    for name in ("index.html", "tables/b.csv", "tables/a.csv", "state/texts", ".work/x.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return tmp_path


def written(base: Path) -> Path:
    return write_archive(base / f".unfinished-{RECORD['run']}", base, RECORD)


def test_shared_files_leaves_out_the_state(base):
    """Pages and tables are shared; state, which may hold whole texts, and scratch are not."""
    files = shared_files(base / f".unfinished-{RECORD['run']}")
    assert files == ["index.html", "tables/a.csv", "tables/b.csv"]


def test_write_archive_holds_the_run_in_one_folder(base):
    """Unpacked anywhere, the archive makes one folder that is named as it is."""
    archive = written(base)
    assert archive == base / f"{STEM}.zip"
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert names == [f"{STEM}/{n}" for n in ("index.html", "tables/a.csv", "tables/b.csv")]
        assert opened.read(names[1]) == b"tables/a.csv"


def test_write_archive_gives_the_same_bytes(base):
    """Times of files, their order on the disk and earlier archives change nothing."""
    first = written(base).read_bytes()
    run = base / f".unfinished-{RECORD['run']}"
    (run / "tables/a.csv").unlink()
    (run / "tables/a.csv").write_text("tables/a.csv", encoding="utf-8")
    (run / "index.html").touch()
    assert written(base).read_bytes() == first
    assert [path.name for path in base.glob(".unfinished.zip")] == []


def test_publish_archive_moves_latest(base):
    """``latest.zip`` is the archive that was published last."""
    (base / "older.zip").write_bytes(b"older")
    publish_archive(base / "older.zip")
    assert (base / "latest.zip").read_bytes() == b"older"
    archive = written(base)
    publish_archive(archive)
    assert (base / "latest.zip").read_bytes() == archive.read_bytes()


def test_publish_archive_copies_where_there_are_no_links(base, monkeypatch):
    """On a system without links ``latest.zip`` is a copy."""
    monkeypatch.setattr("os.symlink", lambda *_: (_ for _ in ()).throw(OSError))
    archive = written(base)
    publish_archive(archive)
    assert not (base / "latest.zip").is_symlink()
    assert (base / "latest.zip").read_bytes() == archive.read_bytes()


def test_prune_archives_removes_those_without_their_run(base):
    """An archive goes with its run; a file of another name is never touched."""
    archive = written(base)
    (base / "mine.zip").write_bytes(b"")
    (base / "other-2026-11-24_20261124T060005Z.zip").write_bytes(b"")
    publish_archive(archive)
    (base / RECORD["run"]).mkdir()
    assert prune_archives(base, "news") == []
    (base / RECORD["run"]).rmdir()
    assert prune_archives(base, "news") == [archive]
    left = {path.name for path in base.glob("*.zip")}
    assert left >= {"mine.zip", "other-2026-11-24_20261124T060005Z.zip"}


def test_archive_of_a_report_opens_elsewhere(complete_run, tmp_path):
    """Every link in the pages of the unpacked archive leads to a file of the archive."""
    record, folder = complete_run
    with zipfile.ZipFile(folder.resolve().parent / archive_name(record)) as opened:
        opened.extractall(tmp_path)
    (root,) = tmp_path.iterdir()
    links = 0
    for page in root.rglob("*.html"):
        for href in re.findall(r'\shref="([^"#]+)', page.read_text(encoding="utf-8")):
            if not re.match(r"https?:|mailto:|data:", href):
                links += 1
                assert (page.parent / unquote(unescape(href))).is_file(), (page.name, href)
    assert links > 5
    assert not list(root.rglob("*.zip"))
    assert (root / "run.json").read_bytes() == (folder / "run.json").read_bytes()


def test_index_links_the_archive_with_its_size(complete_run):
    """The index of the run leads to the archive beside the folder and says how large it is."""
    record, folder = complete_run
    index = (folder / "index.html").read_text(encoding="utf-8")
    match = re.search(
        r'<a href="\.\./([^"]+\.zip)">The whole report as one file</a> \(ZIP, ', index
    )
    assert match[1] == archive_name(record)
    assert (folder.resolve().parent / match[1]).is_file()


# --- metadata -----------------------------------------------------------------------------


def graph(folder: Path) -> dict[str, dict]:
    crate = json.loads((folder / METADATA).read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in crate["@graph"]}


def test_write_crate_lists_every_file_and_no_other(complete_run):
    """What the crate lists is what is shared of the run, but for the metadata itself."""
    _, folder = complete_run
    listed = [unquote(part["@id"]) for part in graph(folder)["./"]["hasPart"]]
    assert sorted(listed) == [name for name in shared_files(folder) if name != METADATA]
    assert all((folder / name).is_file() for name in listed)


def test_write_crate_is_read_back_by_the_library(complete_run):
    """rocrate reads the crate without a warning, and finds the run with what ran and came out."""
    from rocrate.rocrate import ROCrate

    record, folder = complete_run
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        crate = ROCrate(folder)
    action = crate.root_dataset["mentions"]
    assert action.type == "CreateAction"
    assert action["instrument"]["name"] == "news-notebooks"
    assert (action["startTime"], action["endTime"]) == (record["started"], record["finished"])
    assert len(action["result"]) == len(crate.data_entities)
    assert crate.mainEntity.id == "index.html"


def test_write_crate_tells_inputs_parameters_and_software(complete_run):
    """Corpus, codebook, notebooks, each parameter and each version are inputs of the run."""
    record, folder = complete_run
    found = graph(folder)
    inputs = [found[part["@id"]] for part in found["#run"]["object"]]
    kinds = [entity["@type"] for entity in inputs]
    assert kinds.count("Dataset") == kinds.count("SoftwareSourceCode") == 1
    assert found["#corpus"]["identifier"] == record["corpus"]["fingerprint"]
    assert found["#corpus"]["size"] == "2 documents"
    (job,) = record["notebooks"]
    assert found["#notebook-good"]["identifier"] == job["sha256"]
    given = {e["name"]: e["value"] for e in inputs if e["@type"] == "PropertyValue"}
    assert set(given) == set(job["parameters"])
    assert given["top"] == job["parameters"]["top"]
    assert found["#software-pandas"]["softwareVersion"] == record["versions"]["pandas"]
    table = found["tables/documents.csv"]
    assert table["encodingFormat"] == "text/csv"
    assert table["isBasedOn"] == {"@id": "#notebook-good"}


def test_write_crate_has_no_dangling_reference(complete_run):
    """Each name that an entity refers to is an entity of the crate, or an address of schema.org."""
    found = graph(complete_run[1])
    named = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(found.values()))))
    outside = {name for name in named - set(found) if not name.startswith("http://schema.org/")}
    assert outside == {"https://w3id.org/ro/crate/1.3"}


def test_write_crate_conforms_to_its_profile(complete_run):
    """The root has what RO-Crate demands, and names the profile, which is an entity too."""
    found = graph(complete_run[1])
    root = found["./"]
    assert all(root[key] for key in ("name", "description", "datePublished", "license"))
    assert found[root["license"]["@id"]]["description"].startswith("No licence")
    assert found[root["conformsTo"]["@id"]]["@type"] == "CreativeWork"
    assert root["conformsTo"]["@id"] == "https://w3id.org/ro/wfrun/process/0.6"


def test_write_crate_gives_the_same_bytes_and_no_path(complete_run, tmp_path):
    """The same run gives the same metadata; no folder of this machine is in it."""
    record, folder = complete_run
    before = (folder / METADATA).read_bytes()
    copy = tmp_path / "copy"
    for name in shared_files(folder):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((folder / name).read_bytes())
    write_crate(copy, record)
    assert (copy / METADATA).read_bytes() == before
    for place in (str(PROJECT), str(Path.home()), str(tmp_path), "file:"):
        assert place not in before.decode()


def test_write_crate_takes_any_file_name(complete_run, tmp_path):
    """Names with spaces, other scripts and signs are written as URIs and read back as they are."""
    from rocrate.rocrate import ROCrate

    record = complete_run[0]
    names = ["index.html", "documents/a b%c#d.html", "documents/Иран.html", "tables/x.csv"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    write_crate(tmp_path, record)
    listed = {unquote(entity.id) for entity in ROCrate(tmp_path).data_entities}
    assert listed == set(names)
    assert "documents/a%20b%25c%23d.html" in graph(tmp_path)
