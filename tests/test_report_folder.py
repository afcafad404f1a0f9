"""``latest`` is always a complete run, and no run is lost or found half."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import folder as folders


def make_run(base: Path, name: str, status: str = "complete", started: str = "") -> Path:
    run = base / f"{folders.UNFINISHED}{name}"
    run.mkdir(parents=True)
    record = {"schema": 1, "run": name, "status": status, "started": started or name}
    return folders.finish(run, base, record)


@given(st.text())
def test_safe_name_is_safe_on_every_system(text):
    """No separator, control or reserved character, no reserved name, no dot at either end."""
    name = folders.safe_name(text)
    assert name
    assert not set(name) & set('/\\:*?"<>|\0\n\t ')
    assert name[0] != "." and name[-1] not in ". "  # noqa: PT018 (one claim)
    assert len(name.encode()) <= 101
    assert name.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert folders.safe_name(name) == name


def test_run_name_is_new_even_within_a_second(tmp_path):
    """Two runs in the same second have two names, also where the first has failed."""
    now = datetime(2026, 11, 24, 6)
    first = folders.run_name(tmp_path, "", now)
    assert first == "2026-11-24_20261124T060000Z"
    make_run(tmp_path, first, "failed")
    assert folders.run_name(tmp_path, "", now) == f"{first}-2"


def test_finish_marks_all_but_complete_runs(tmp_path):
    """The folder of a failed or interrupted run says so in its name."""
    assert make_run(tmp_path, "a").name == "a"
    assert make_run(tmp_path, "b", "failed").name == "b-failed"
    assert make_run(tmp_path, "c", "interrupted").name == "c-interrupted"


def test_publish_replaces_latest_by_a_relative_link(tmp_path):
    """``latest`` points to the newest run, also after the whole folder is moved."""
    folders.publish(make_run(tmp_path / "x", "a"))
    folders.publish(make_run(tmp_path / "x", "b"))
    (tmp_path / "x").rename(tmp_path / "y")
    assert os.readlink(tmp_path / "y" / "latest") == "b"
    assert folders.read_record(tmp_path / "y" / "latest")["run"] == "b"
    assert sorted(p.name for p in (tmp_path / "y").iterdir()) == ["a", "b", "latest"]


def test_publish_copies_where_there_are_no_links(tmp_path, monkeypatch):
    """Without symbolic links ``latest`` is a copy, replaced as a whole."""

    def refuse(*_, **__):
        raise OSError("no links here")

    monkeypatch.setattr(os, "symlink", refuse)
    for name in ("a", "b"):
        folders.publish(make_run(tmp_path, name))
        assert folders.read_record(tmp_path / "latest")["run"] == name
    assert not (tmp_path / "latest").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "latest"]


def test_mark_leftovers_marks_what_a_killed_process_left(tmp_path):
    """A run that was killed becomes an interrupted run; an empty one disappears."""
    left = tmp_path / f"{folders.UNFINISHED}a"
    (left / ".work").mkdir(parents=True)
    folders.write_record(left, {"schema": 1, "run": "a", "status": "running", "started": ""})
    (tmp_path / f"{folders.UNFINISHED}b").mkdir()
    folders.mark_leftovers(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a-interrupted"]
    record = folders.read_record(tmp_path / "a-interrupted")
    assert (record["status"], "interrupted" in record["reason"]) == ("interrupted", True)
    assert not (tmp_path / "a-interrupted" / ".work").exists()


def test_prune_keeps_the_newest_complete_runs_and_all_that_is_no_run(tmp_path):
    """Old runs and failed runs older than those kept go; foreign folders and newer ones stay."""
    for place, name in enumerate(["d", "c", "b-1", "a"]):  # by time, not by name
        make_run(tmp_path, name, "failed" if name == "b-1" else "complete", str(place))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "run.json").write_text(json.dumps({"schema": 9}))
    folders.publish(tmp_path / "a")
    assert folders.prune(tmp_path, 3) == []
    assert [path.name for path in folders.prune(tmp_path, 1)] == ["d", "c", "b-1-failed"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "latest", "mine"]


def test_locked_refuses_a_second_holder_and_frees_the_lock(tmp_path):
    """One run of a report at a time; the next may begin when it has ended."""
    with folders.locked(tmp_path, "seeds"):
        second = folders.locked(tmp_path, "seeds")
        with pytest.raises(folders.BusyError, match='"seeds"'):
            second.__enter__()
    with folders.locked(tmp_path, "seeds"):
        assert (tmp_path / ".lock").exists()
