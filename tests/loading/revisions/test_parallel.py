"""Several processes read the same as one, and one that dies costs nothing but time."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from migralint.loading.revisions import parallel as side_by_side
from migralint.loading.revisions.directory import load_directory
from migralint.loading.revisions.parallel import Helpers
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.cache import Cache

ITEMS = [str(number) for number in range(500)]


@pytest.fixture(autouse=True)
def _three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_processors", lambda: 3)


def test_every_item_is_done_by_a_helper_or_left() -> None:
    helpers = Helpers(ITEMS, lambda item: (item, os.getpid()))
    left = list(helpers.left())
    results = helpers.results()
    assert sorted([*results, *left]) == sorted(ITEMS)
    assert all(item == key for key, (item, _) in results.items())
    assert os.getpid() not in {process for _, process in results.values()}


def test_helpers_do_everything_while_this_process_does_something_else() -> None:
    helpers = Helpers(ITEMS, lambda item: item)
    assert sorted(helpers.results()) == sorted(ITEMS)
    assert list(helpers.left()) == []


def test_few_items_are_left() -> None:
    helpers = Helpers(ITEMS[:50], lambda item: item)
    assert list(helpers.left()) == ITEMS[:50]
    assert helpers.results() == {}


def test_a_helper_that_is_killed_leaves_its_share_out() -> None:
    def work(item: str) -> str:
        if item == "401":
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    results = Helpers(ITEMS, work).results()
    assert "401" not in results
    assert 0 < len(results) < len(ITEMS)


def test_a_helper_that_fails_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    results = Helpers(ITEMS, lambda item: 1 // (int(item) - 1)).results()
    assert "1" not in results
    assert "2" in results
    assert capfd.readouterr() == ("", "")


def test_none_are_started_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert side_by_side._processors() == 1
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("cached", [False, True])
def test_a_directory_is_read_the_same(tmp_path: Path, cached: bool) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    for number in range(200):
        parent = str(number - 1) if number else None
        text = f"from names import LABEL\nrevision = '{number}'\ndown_revision = {parent!r}\n"
        text += "branch_labels = (LABEL,)\n" if number == 150 else ""
        text += "print 'x'\n" if number == 151 else ""
        (versions / f"{number:03}.py").write_text(text + "def upgrade():\n    op.drop_table('t')\n")
    (tmp_path / "names.py").write_text("LABEL = 'label'\n")
    script = ScriptDirectory(str(tmp_path), (str(versions),), root=str(tmp_path))
    loaded = load_directory(script, cache=Cache(str(tmp_path / "cache")) if cached else None)
    alone = [read_revision_file(str(path)) for path in sorted(versions.iterdir())]
    for file, same in zip(loaded.files, alone, strict=True):
        assert file.as_revision == same.as_revision
        assert (file.error, file.packed_operations, file.functions) == (
            same.error,
            same.packed_operations,
            same.functions,
        )
    assert loaded.history.labels == {"label": "150"}
