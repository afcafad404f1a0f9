"""The command line: what it refuses, how it ends, and what is left when it is stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.__main__ import main
from analysis.codebook import read_actors
from analysis.report.folder import locked

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "notebooks_fixtures"
GOOD, FAILS, SLOW = (str(FIXTURES / f"{name}.ipynb") for name in ("good", "fails", "slow"))


@pytest.fixture
def news(tmp_path, monkeypatch) -> Path:
    """A corpus of one text in the current folder; reports go beside it."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "one.txt").write_text("Iran said no.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "news"


def call(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


def report(*arguments: str):
    return call("report", *arguments, "--corpus", "news", "--output", "out")


def status(folder: Path) -> str:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))["status"]


def test_report_ends_with_0_and_names_the_page(news):
    """A complete report exits 0; the last line is the path of its index."""
    result = report(GOOD)
    assert result.exit_code == 0, result.output
    page = result.stdout.splitlines()[-1]
    assert page == os.path.join("out", "news", "latest", "index.html")
    assert Path(page).is_file()


def test_report_ends_with_1_and_tells_of_the_failure(news):
    """A failed notebook exits 1; the command given for that finds the reason and the folder."""
    told = f"\"{sys.executable}\" -c \"import os; print(os.environ['REPORT_REASON'], file=open(os.environ['REPORT_FOLDER'] + '/told', 'w'))\""
    result = report(FAILS, "--on-failure", told)
    assert result.exit_code == 1
    (told_file,) = news.parent.glob("out/news/*-failed/told")
    assert told_file.read_text().strip() == 'The notebook did not finish: "fails".'


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-p", "tpo", "5"], 'No selected notebook has a parameter "tpo". Did you mean "top"?'),
        (["-p", "top", "many"], 'is a whole number (int), such as 20; not "many"'),
        (["--corpsu", "news"], "--corpus"),
        (["--keep", "0"], "--keep"),
        (["--actors", "none.yml"], 'no codebook "none.yml"'),
        (["weekly.yml"], 'There is no file "weekly.yml"'),
        (["--parameters", "none.yml"], 'There is no file "none.yml"'),
        (["-p", "top", "-3.5"], 'not "-3.5"'),
        (["god"], 'no notebook "god"'),
    ],
)
def test_report_refuses_wrong_arguments_before_anything_runs(news, arguments, sentence):
    """A wrong argument exits 2 with a sentence; not even the folder of reports is made."""
    result = report(GOOD, *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("out").exists()


def test_report_refuses_a_corpus_that_is_not_there(news):
    """A missing corpus exits 2 with one sentence that proposes the neighbour."""
    result = call("report", GOOD, "--corpus", "nwes")
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert line.endswith('Did you mean "news"?')


def test_report_ends_with_75_while_another_run_holds_the_lock(news):
    """Two runs of a report never mix; the second says so and exits 75."""
    with locked(Path("out/news"), "news"):
        result = report(GOOD)
    assert (result.exit_code, "Another run" in result.stderr) == (75, True)


def test_report_reads_settings_and_lets_options_win(news):
    """A settings file gives the options; what stands on the command line goes before it."""
    settings = (
        f"notebooks: [{GOOD}]\ncorpus: news\noutput: out\nname: weekly\nparameters: {{top: 1}}\n"
    )
    Path("weekly.yml").write_text(settings, encoding="utf-8")
    Path("more.yml").write_text("share: 0.25\n", encoding="utf-8")
    result = call("report", "weekly.yml", "-p", "top", "2", "--parameters", "more.yml")
    assert result.exit_code == 0, result.output
    record = json.loads(Path("out/weekly/latest/run.json").read_text(encoding="utf-8"))
    parameters = record["notebooks"][0]["parameters"]
    assert (parameters["top"], parameters["share"]) == (2, 0.25)


def test_report_says_which_settings_it_found(news):
    """Settings beside the texts are named on stderr, in run.json and on the index."""
    (news / "report.yml").write_text("parameters: {top: 1}\n", encoding="utf-8")
    result = report(GOOD)
    assert result.exit_code == 0, result.output
    line = "Settings of news/report.yml, which stands beside the texts."
    assert line in result.stderr.splitlines()
    assert line not in result.stdout
    record = json.loads(Path("out/news/latest/run.json").read_text(encoding="utf-8"))
    assert (record["settings"], record["notebooks"][0]["parameters"]["top"]) == (
        "news/report.yml",
        1,
    )
    assert "of news/report.yml" in Path("out/news/latest/index.html").read_text(encoding="utf-8")


def test_report_with_pdf_and_no_browser_ends_with_0(news, monkeypatch):
    """Where no browser is installed --pdf gives a sentence on stderr, and the report."""
    monkeypatch.setattr("analysis.report.pdf.find_browser", lambda: "")
    result = report(GOOD, "--pdf")
    assert result.exit_code == 0
    assert "No PDF was made" in result.stderr
    assert "No PDF" not in result.stdout


def start(news: Path) -> subprocess.Popen:
    """Start a report that sleeps, and wait until its notebook is at it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "analysis", "report", SLOW, "--corpus", str(news)),
            *("--output", str(news.parent / "out")),
            *("-p", "started", str(news.parent / "started.txt")),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not (news.parent / "started.txt").exists():
        assert process.poll() is None and time.monotonic() < deadline, process.stderr.read()  # noqa: PT018
        time.sleep(0.05)
    return process


# Windows has no such signals to send; on every other system these run.
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_report_marks_a_run_that_was_stopped(news, number, code):
    """A signal ends the run soon, with the code of shells; the run is kept and marked."""
    process = start(news)
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert errors.decode().splitlines() == ["The run was interrupted before it was complete."]
    (folder,) = news.parent.glob("out/news/2*")
    assert folder.name.endswith("-interrupted")
    assert status(folder) == "interrupted"
    assert not (news.parent / "out/news/latest").exists()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_report_survives_a_run_that_was_killed(news):
    """Killed at once, a run leaves ``latest`` as it was, and the next run marks it and works."""
    assert report(GOOD).exit_code == 0
    before = os.readlink("out/news/latest")
    process = start(news)
    process.kill()
    process.communicate(timeout=20)
    assert os.readlink("out/news/latest") == before
    assert report(GOOD).exit_code == 0
    assert os.readlink("out/news/latest") != before
    (left,) = Path("out/news").glob("*-interrupted")
    assert status(left) == "interrupted"
    assert not list(Path("out/news").glob(".unfinished-*"))


def test_notebooks_lists_every_parameter_with_type_default_and_help():
    """Each notebook of the project is listed, each parameter on a line of its own."""
    result = call("notebooks")
    assert result.exit_code == 0
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"{file.stem}: " in result.output
    lines = call("notebooks", GOOD).output.splitlines()
    assert lines[0] == "good: Good"
    assert lines[1].strip() == "Does it run?"
    assert ["top", "int", "20", "rows to show"] in [line.split(maxsplit=3) for line in lines]


def test_notebooks_refuses_an_unknown_name():
    """A misspelt notebook exits 2 with the likely one."""
    result = call("notebooks", "term-frequncy")
    assert (result.exit_code, "Did you mean" in result.stderr) == (2, True)


@pytest.fixture
def talks(news) -> Path:
    """A corpus of two texts that name three actors."""
    for number, who in enumerate(["Javad Zarif", "Mike Pompeo"]):
        text = f"Yesterday {who} met the Associated Press (AP). Later {who} left the AP."
        (news / f"{number}.txt").write_text(text, encoding="utf-8")
    return news


def test_discover_writes_a_codebook_that_a_report_takes(talks):
    """Without --output the codebook lies beside the texts, where reports look, and is readable."""
    result = call("discover", "--corpus", "news")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [os.path.join("news", "actors.yml")]
    assert "3 of 3 candidates written" in result.stderr
    names = [actor.name for actor in read_actors(talks / "actors.yml")]
    assert names == ["Associated Press", "Javad Zarif", "Mike Pompeo"]


def test_discover_writes_what_a_codebook_lacks(talks):
    """With --actors only new names are written; --top and --min-count cut."""
    (talks / "mine.yml").write_text("actors:\n- {name: Javad Zarif, kind: person}\n")
    options = ["--corpus", "news", "--actors", "news/mine.yml", "--output"]
    assert call("discover", *options, "new.yml").exit_code == 0
    assert [actor.name for actor in read_actors("new.yml")] == ["Associated Press", "Mike Pompeo"]
    assert call("discover", *options, "one.yml", "--top", "1").exit_code == 0
    assert [actor.name for actor in read_actors("one.yml")] == ["Associated Press"]
    assert call("discover", *options, "none.yml", "--min-count", "9").exit_code == 0
    assert len(read_actors("none.yml")) == 0


def test_discover_writes_over_nothing_unasked(talks):
    """A file that exists exits 2 and stays; --force writes over it; a missing corpus exits 2."""
    Path("mine.yml").write_text("# mine\n")
    options = ["discover", "--corpus", "news", "--output", "mine.yml"]
    result = call(*options)
    assert (result.exit_code, "exists already" in result.stderr) == (2, True)
    assert Path("mine.yml").read_text() == "# mine\n"
    assert call(*options, "--force").exit_code == 0
    assert len(read_actors("mine.yml")) == 3
    result = call("discover", "--corpus", "nwes")
    assert (result.exit_code, "Did you mean" in result.stderr) == (2, True)


def test_validate_draws_a_sample_and_shows_its_result(talks):
    """The sample lies beside the codebook; coded, it gives precision by layer; wrong, it exits 2."""
    call("discover", "--corpus", "news")
    result = call("validate", "sample", "--corpus", "news", "--n", "5", "--sentences", "4")
    assert result.exit_code == 0, result.output
    path = Path("news/actors-validation.csv")
    assert result.stdout.splitlines() == [str(path)]
    result = call("validate", "result", str(path))
    assert (result.exit_code, "0 of 9 rows are coded." in result.stdout) == (0, True)
    rows = path.read_text("utf-8-sig").splitlines()
    lines = [row.replace(",,,", ",yes,,", 1) for row in rows[:3]]
    path.write_text("\n".join([*lines, *rows[3:]]), encoding="utf-8")
    result = call("validate", "result", str(path))
    assert (result.exit_code, "2 of 9 rows are coded." in result.stdout) == (0, True)
    result = call("validate", "sample", "--corpus", "news")
    assert (result.exit_code, "exists already" in result.stderr) == (2, True)
    path.write_text("\n".join(lines).replace(",yes,", ",maybe,", 1), encoding="utf-8")
    result = call("validate", "result", str(path))
    assert (result.exit_code, 'not "maybe"' in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["sample", "--corpus", "news"],
        ["sample", "--corpus", "nwes", "--actors", "news/actors.yml"],
        ["sample", "--corpus", "news", "--actors", "news/actor.yml"],
        ["result", "sample.csv"],
    ],
)
def test_validate_refuses_files_that_are_not_there(talks, arguments):
    """A missing corpus, codebook or sample exits 2 with a sentence."""
    result = call("validate", *arguments)
    assert (result.exit_code, "There is no" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("unit", "sentances", "sentence"),
        ("measure", "log_likelyhood", "log_likelihood"),
        ("form", "lemmas", "lemma"),
        ("layers", '["surnames"]', "surname"),
        ("by", "dates", "date"),
    ],
)
def test_report_refuses_a_value_that_is_no_choice(name, value, meant, tmp_path):
    """A value outside the list of a shared parameter exits 2 with the nearest one, nothing run."""
    result = CliRunner().invoke(main, ["report", "-p", name, value, "--output", str(tmp_path)])
    assert result.exit_code == 2
    assert f'Did you mean "{meant}"?' in result.output
    assert not list(tmp_path.iterdir())
