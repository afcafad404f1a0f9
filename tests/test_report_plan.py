"""Whatever is wrong with the input of a report is said before anything runs."""

from pathlib import Path

import nbformat
import pytest

from analysis.report.notebooks import select_notebooks
from analysis.report.plan import Settings, make_plan, read_settings

FIXTURES = Path(__file__).parent / "notebooks_fixtures"
GOOD = str(FIXTURES / "good.ipynb")


@pytest.fixture
def news(tmp_path) -> Path:
    """A folder of two dated texts, as a researcher brings it."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text("Iran said no.", encoding="utf-8")
    (folder / "two.txt").write_text("The talks began in Vienna.", encoding="utf-8")
    dates = "doc_id,date\none,2019-01-15\ntwo,2018-08-01\n"
    (folder / "documents.csv").write_text(dates, encoding="utf-8")
    return folder


def plan_of(**settings):
    return make_plan(Settings(**{"notebooks": (GOOD,), **settings}))


def test_select_notebooks_takes_a_stem_a_subject_or_a_path():
    """All names of a notebook lead to the same file."""
    names = ["1-term-frequency", "term-frequency", "1-term-frequency.ipynb"]
    assert {select_notebooks([name])[0].name for name in names} == {"1-term-frequency.ipynb"}
    assert select_notebooks([GOOD]) == [Path(GOOD)]


def test_select_notebooks_without_names_takes_the_numbered_ones_in_order(tmp_path):
    """Notebooks without a number are run only when they are named."""
    for name in ("10-last", "2-second", "explore", "1-first"):
        (tmp_path / f"{name}.ipynb").touch()
    assert [file.stem for file in select_notebooks([], tmp_path)] == [
        "1-first",
        "2-second",
        "10-last",
    ]


def test_select_notebooks_proposes_the_nearest_name():
    """A misspelt notebook is refused with the likely one."""
    with pytest.raises(ValueError, match='no notebook "term-freqency". Did you mean "1-term-freq'):
        select_notebooks(["term-freqency"])


def test_select_notebooks_refuses_two_pages_of_one_name(tmp_path):
    """Two notebooks of one name would overwrite each other; "index" would hide the index."""
    with pytest.raises(ValueError, match='Two selected notebooks are named "good"'):
        select_notebooks([GOOD, GOOD])
    (tmp_path / "Index.ipynb").touch()
    with pytest.raises(ValueError, match='cannot be named "Index"'):
        select_notebooks([str(tmp_path / "Index.ipynb")])


def test_make_plan_names_the_report_after_the_corpus(news):
    """The folder's name is the report's; --name and --output win."""
    plan = plan_of(corpus=str(news))
    assert (plan.name, plan.base.parent.name) == ("news", "outputs")
    plan = plan_of(corpus=str(news), name="Weekly: news", output=str(news.parent / "out"))
    assert plan.base == news.parent / "out" / "Weekly-news"


def test_make_plan_gives_absolute_paths_and_shows_what_was_given(news, monkeypatch):
    """Notebooks find the inputs from any folder; what is shared names no folder above them."""
    monkeypatch.chdir(news.parent)
    (job,) = plan_of(corpus="news").jobs
    assert (job.values["corpus"], job.shown["corpus"]) == (str(news), "news")
    (job,) = plan_of(corpus=str(news)).jobs
    assert (job.values["corpus"], job.shown["corpus"]) == (str(news), "news")


def test_make_plan_makes_a_file_named_as_a_parameter_absolute(news, monkeypatch):
    """A file named from the caller's folder is found, though notebooks run in the project's."""
    monkeypatch.chdir(news)
    fixture = str(FIXTURES / "slow.ipynb")
    plan = plan_of(notebooks=(fixture,), corpus=".", written={"started": "one.txt"})
    assert plan.jobs[0].values["started"] == str(news / "one.txt")
    assert plan.jobs[0].shown["started"] == "one.txt"


def test_make_plan_takes_the_codebook_beside_her_own_corpus(news):
    """Another corpus has its own actors.yml or none, never that of the seeds."""
    assert plan_of(corpus=str(news)).jobs[0].values["actors"] == ""
    (news / "actors.yml").write_text("version: 1\nactors: []\n", encoding="utf-8")
    plan = plan_of(corpus=str(news))
    assert plan.jobs[0].values["actors"] == str(news / "actors.yml")
    assert (plan.actors["path"], len(plan.actors["sha256"])) == ("actors.yml", 64)
    assert plan_of(corpus=str(news), actors="").jobs[0].values["actors"] == ""


def test_make_plan_takes_inputs_given_as_parameters(news):
    """``-p corpus PATH`` means ``--corpus PATH``; the output is the report's own."""
    assert plan_of(written={"corpus": str(news)}).corpus["n_documents"] == 2
    with pytest.raises(ValueError, match="--output"):
        plan_of(written={"output": "x"})


def test_make_plan_leaves_out_later_documents(news):
    """--as-of is a parameter of each notebook, and holds for the fingerprint too."""
    plan = plan_of(corpus=str(news), as_of="2018-12-31")
    assert plan.corpus["n_documents"] == 1
    assert plan.jobs[0].values["as_of"] == "2018-12-31"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"corpus": "nwes"}, 'no file or folder "nwes"'),
        ({"as_of": "2017-01-01"}, "no document dated 2017-01-01 or earlier"),
        ({"as_of": "yesterday"}, "must be a date"),
        ({"actors": "actor.yml"}, 'no codebook "actor.yml"'),
        ({"actors": str(FIXTURES / "good.ipynb")}, "good.ipynb"),
        ({"written": {"tpo": "3"}}, 'Did you mean "top"?'),
        ({"parameters": {"top": "3"}}, 'whole number (int), such as 20; not "3"'),
        ({"keep": -1}, "keep must be 0 or more"),
    ],
)
def test_make_plan_says_what_is_wrong(news, settings, sentence):
    """Each wrong input gives one sentence."""
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        plan_of(**{"corpus": str(news), **settings})
    assert sentence in str(error.value)


def test_make_plan_reads_a_table_by_its_columns(tmp_path):
    """The parameter columns names the columns of a table; other keys are refused."""
    table = tmp_path / "articles.csv"
    table.write_text("id,body\na,Iran said no.\n", encoding="utf-8")
    notebook = tmp_path / "own.ipynb"
    declared = 'corpus: str = ""\ncolumns: dict = {}\noutput: str = ""'
    cell = nbformat.v4.new_code_cell(declared, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    given = {"notebooks": (str(notebook),), "corpus": str(table)}
    plan = plan_of(**given, written={"columns": "{text: body, doc_id: id}"})
    assert (plan.name, list(plan.corpus["documents"])) == ("articles", ["a"])
    with pytest.raises(ValueError, match='must be "text", "doc_id" or "date"; not "txt"'):
        plan_of(**given, written={"columns": "{txt: body}"})


def test_make_plan_refuses_an_empty_corpus(tmp_path):
    """A folder without texts is told in a sentence, not in a report of nothing."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match='There are no texts .* in the folder "empty"'):
        plan_of(corpus=str(tmp_path / "empty"))


def test_make_plan_refuses_what_is_no_notebook(tmp_path):
    """A broken file is named."""
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r'"broken\.ipynb" cannot be read as a notebook'):
        plan_of(notebooks=(str(tmp_path / "broken.ipynb"),))


def test_make_plan_refuses_a_notebook_that_cannot_be_given_the_corpus(tmp_path):
    """A notebook without the common parameters is refused before it runs."""
    file = tmp_path / "own.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), file)
    with pytest.raises(ValueError, match='does not declare "corpus" and "output"'):
        plan_of(notebooks=(str(file),))


def test_read_settings_reads_what_the_options_say(tmp_path, news):
    """A settings file holds the options; relative paths may be meant from its own folder."""
    file = tmp_path / "weekly.yml"
    file.write_text(
        "corpus: news\nas_of: 2018-12-31\nkeep: 3\ntimeout: 90\nparameters: {top: 5}\n"
        f"notebooks: [{GOOD}]\noutput: out\n",
        encoding="utf-8",
    )
    settings = Settings(**read_settings(file))
    assert settings.output == str(tmp_path / "out")
    plan = make_plan(settings)
    assert (plan.name, plan.corpus["n_documents"], plan.jobs[0].values["top"]) == ("news", 1, 5)


def test_read_settings_names_every_mistake_at_once(tmp_path):
    """Unknown keys and wrong types are told together, with the likely key."""
    file = tmp_path / "weekly.yml"
    file.write_text("corpsu: news\nkeep: many\nonly_if_changed: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="corpsu") as error:
        read_settings(file)
    assert str(error.value).splitlines() == [
        'weekly.yml: the setting "keep" is a whole number of runs; not "many".',
        'weekly.yml: the setting "only_if_changed" is true or false; not 1.',
        'weekly.yml: there is no setting "corpsu". Did you mean "corpus"?',
    ]


# --- settings beside the texts --------------------------------------------------------------


def beside(news: Path, text: str) -> None:
    (news / "report.yml").write_text(text, encoding="utf-8")


def test_make_plan_takes_the_settings_beside_the_texts(news):
    """report.yml in the folder of the texts is used unasked; it is no document."""
    beside(news, "parameters: {top: 5}\nas_of: 2018-12-31\npdf: true\n")
    plan = plan_of(corpus=str(news))
    assert plan.jobs[0].values["top"] == 5
    assert (plan.corpus["n_documents"], plan.settings.pdf) == (1, True)
    assert list(plan.corpus["documents"]) == ["two"]
    assert plan.settings.file == "report.yml"


def test_make_plan_lets_what_was_asked_for_win(news):
    """Options and a settings file that was named go before the file beside the texts."""
    beside(news, "parameters: {top: 5, share: 0.25}\nas_of: 2018-12-31\nactors: none.yml\n")
    given = {"corpus": str(news), "as_of": "2019-02-01", "actors": ""}
    values = plan_of(**given, written={"top": "7"}).jobs[0].values
    assert (values["top"], values["share"], values["as_of"]) == (7, 0.25, "2019-02-01")
    assert plan_of(**given, parameters={"top": 8}).jobs[0].values["top"] == 8
    named = news.parent / "weekly.yml"
    named.write_text(f"corpus: news\nnotebooks: [{GOOD}]\n", encoding="utf-8")
    plan = make_plan(Settings(**read_settings(named)))
    assert (plan.jobs[0].values["top"], plan.corpus["n_documents"]) == (20, 2)
    assert plan.settings.file == "weekly.yml"


def test_make_plan_takes_a_parameter_that_other_notebooks_have(news):
    """A parameter that these notebooks lack is no mistake if a notebook of the project has it."""
    beside(news, "parameters: {stop_words: en, top: 5}\n")
    plan = plan_of(corpus=str(news))
    assert "stop_words" not in plan.jobs[0].values
    assert plan.jobs[0].values["top"] == 5
    beside(news, "parameters: {stop_wrods: en, top: 5}\n")
    with pytest.raises(ValueError, match='No selected notebook has a parameter "stop_wrods"'):
        plan_of(corpus=str(news))
    with pytest.raises(ValueError, match='No selected notebook has a parameter "stop_words"'):
        plan_of(corpus=str(news), written={"stop_words": "en"})


@pytest.mark.parametrize(
    "text",
    [
        "on_failure: touch pwned",
        "notebooks: [evil.ipynb]",
        "output: ../elsewhere",
        "keep: 1",
        "cluster: tcp://there",
        "corpus: ../other",
        "parameters: {corpus: ../other}",
        "parameters: {cluster: tcp://there}",
    ],
)
def test_settings_beside_refuses_what_nobody_asked_for(news, text):
    """A folder of texts from elsewhere cannot run a command or write, read or remove elsewhere."""
    beside(news, text)
    with pytest.raises(ValueError, match=r"report\.yml stands beside the texts .* Name the file"):
        plan_of(corpus=str(news))


def test_settings_beside_holds_for_a_table_too(tmp_path):
    """The file stands beside a table as it does beside texts."""
    (tmp_path / "articles.csv").write_text("doc_id,text\na,Iran said no.\n", encoding="utf-8")
    beside(tmp_path, "parameters: {top: 3}\n")
    for corpus in ("articles.csv", "art*.csv"):
        plan = plan_of(corpus=str(tmp_path / corpus))
        assert plan.jobs[0].values["top"] == 3


def test_seeds_are_shown_whole():
    """The settings beside the seeds allow whole texts; no option is needed."""
    plan = make_plan(Settings())
    assert plan.settings.file == "seeds/report.yml"
    assert {job.values["full_text"] for job in plan.jobs} == {True}
