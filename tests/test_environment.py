"""pyproject.toml, environment.yml, the lock and the Makefile say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def direct() -> dict[str, str]:
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    return {r.name: str(r.specifier) for r in map(Requirement, lines)}


def test_environment_yml_has_the_same_direct_requirements():
    """Each direct requirement stands in environment.yml with the same versions, and no other."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = next(line["pip"] for line in lines if isinstance(line, dict))
    assert "-e ." in by_pip
    assert "python=3.12" in lines
    names = [line for line in [*lines, *by_pip] if isinstance(line, str)]
    names = [n for n in names if n not in ("python=3.12", "pip", "-e .")]
    found = {CONDA_NAMES.get(r.name, r.name): str(r.specifier) for r in map(Requirement, names)}
    assert found == direct()


def test_lock_pins_every_direct_requirement_within_its_range():
    """Each direct requirement is pinned, with hashes, to a version that pyproject allows."""
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    for name, versions in direct().items():
        assert all(Requirement(f"{name}{versions}").specifier.contains(v) for v in pinned[name])
    for block in re.split(r"\n(?=[a-z])", LOCK.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_lock_names_no_host():
    """The lock has hashes and no address, so any index serves it."""
    assert not re.search(r"https?://|--(extra-)?index", LOCK)


def test_python_versions_agree():
    """pyproject, environment.yml and the Makefile allow Python 3.11 to 3.13."""
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "Makefile").read_text()


def test_card_packages_are_direct_requirements():
    """The packages the project is built on are asked for by name."""
    card = {"jupyterlab", "pandas", "matplotlib", "nltk", "papermill", "pytest", "nbval"}
    assert card <= set(direct())
