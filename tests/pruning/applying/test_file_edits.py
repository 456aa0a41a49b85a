"""The rewritten files of a plan, in memory."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from migralint.loading.revisions.revision_file import read_revision_file
from migralint.pruning.applying.file_edits import FileEdit, file_edits
from migralint.pruning.planning.rewrites import Rewrite
from tests.support.trees import revision_file


def rewrite(path: Path) -> Rewrite:
    before = read_revision_file(str(path)).as_revision
    assert before is not None
    return Rewrite(before, replace(before, down_revision=()))


def test_bytes_before_and_after_and_the_disk_untouched(tmp_path: Path) -> None:
    path = tmp_path / "b.py"
    path.write_text(revision_file("b", "a"))
    data = path.read_bytes()
    edits, blockers = file_edits([rewrite(path)])
    assert edits == (FileEdit("b", str(path), data, data.replace(b"'a'", b"None")),)
    assert blockers == ()
    assert path.read_bytes() == data


def test_a_file_that_went_away_blocks(tmp_path: Path) -> None:
    path = tmp_path / "b.py"
    path.write_text(revision_file("b", "a"))
    planned = rewrite(path)
    path.unlink()
    edits, (blocker,) = file_edits([planned])
    assert edits == ()
    assert (blocker.name, blocker.problem.message) == ("unwritable-header", "cannot be read: No such file or directory")
