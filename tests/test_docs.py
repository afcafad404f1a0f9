"""The documentation is true: README's code runs, its files exist, its settings are accepted."""

import re
from pathlib import Path

import pytest

import analysis as an

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "seeds/SOURCES.md"]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_readme_code_runs(code, monkeypatch):
    """Each Python block runs as it stands, from the project's folder."""
    monkeypatch.chdir(ROOT)
    names = {}
    exec(code, names)
    assert len(names["pairs"]) > 0
    assert len(names["actors"]) > 0


def test_readme_settings_are_accepted(tmp_path):
    """The settings file of the README is read without a complaint."""
    from analysis.report.plan import read_settings

    (tmp_path / "weekly.yml").write_text(blocks("yaml")[0], encoding="utf-8")
    assert read_settings(tmp_path / "weekly.yml")["name"] == "weekly"


@pytest.mark.parametrize("page", PAGES)
def test_files_named_in_the_documentation_exist(page):
    """Each link to a file, and each path in backticks, leads somewhere."""
    text = (ROOT / page).read_text(encoding="utf-8")
    folder = (ROOT / page).parent
    for link in re.findall(r"\]\(([^):#]+)\)", text):
        assert (folder / link).exists(), link
    for path in re.findall(r"`((?:analysis|tests|notebooks|seeds)/[\w./-]+)`", text):
        assert list(ROOT.glob(path)) or "_xx" in path, path


def test_readme_commands_exist():
    """Every subcommand and option of the README is one of the command line."""
    from analysis.__main__ import main

    for line in re.findall(r"python -m analysis (.+)", README):
        name, *words = line.split()
        command = main.commands[name.strip("`.,;")]
        if words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        for word in words:
            if word.startswith("--"):
                assert word.split("=")[0].rstrip("`.,;)") in options, word


def test_changelog_names_the_version():
    """CHANGELOG, CITATION and the package have one version."""
    assert f"## {an.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {an.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'version = "{an.__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_example_of_the_design_runs(seeds, seed_tokens):
    """The session a researcher would type first gives tables of the kinds that are promised."""
    stops = an.stop_words("en")
    keywords = an.keyness(
        seed_tokens, target={"doc_id": "001_b6cd71a7e160cdfa"}, measure="log_odds_z"
    )
    assert {"term", "n_target", "log_odds_z", "log_ratio"} <= set(keywords)
    near = an.collocates(seed_tokens, "iran", window=5, measure="log_dice", stop_words=stops)
    assert near["n_node"].eq(25).all()
    mentions = an.find_mentions(seeds, an.read_actors("seeds/actors.yml"))
    lines = an.concordance(seeds, mentions.query("actor == 'Mike Pompeo'"), width=60)
    assert len(lines) == (mentions["actor"] == "Mike Pompeo").sum()
    assert len(an.concordance(seeds, "regime change", width=60)) == 8
