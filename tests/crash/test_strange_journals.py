"""A journal that a prune of this very folder did not write is not followed: nothing is written, nothing is removed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migralint.loading.records.unfinished import JOURNAL_FOLDER
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import JournalError, begin, resume
from migralint.source.errors import InputError
from tests.support.command_line import migralint
from tests.support.git import git, repository

pytestmark = pytest.mark.slow

OLD = b'revision = "a"\ndown_revision = None\n'
KEPT = b'revision = "b"\ndown_revision = "a"\n'
REWRITTEN = b'revision = "b"\ndown_revision = None\n'
Index = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A script directory whose prune was interrupted after all files had changed."""
    root = tmp_path / "project" / "migrations"
    versions = root / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "project" / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "env.py").write_text("")
    (versions / "a.py").write_bytes(OLD)
    (versions / "b.py").write_bytes(KEPT)
    changes = (
        FileChange(str(versions / "b.py"), KEPT, REWRITTEN),
        FileChange(str(versions / "a.py"), OLD, None),
        FileChange(str(root / "migralint-pruned.json"), None, b"{}\n"),
    )
    with begin(ChangeSet(str(root), changes, (str(versions),), {}, {})) as journal:
        journal.make_changes()
    return root


def everything(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """All files and links with their modes and contents."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts and ".cache" not in path.parts
    }


def change_index(root: Path, change: Callable[[Index], object]) -> None:
    path = root / JOURNAL_FOLDER / "journal.json"
    index = json.loads(path.read_bytes())
    change(index)
    path.write_text(json.dumps(index))


def assert_refused(root: Path, word: str = ".") -> None:
    before = everything(root.parents[1])
    for way in ("finish", "undo"):
        with (
            pytest.raises((InputError, JournalError), match=word),
            resume(str(root), [str(root / "versions")]) as journal,
        ):
            getattr(journal, way)()
        assert everything(root.parents[1]) == before
    for option in ("--recover", "--rollback"):
        done = migralint("prune", option, cwd=root.parent)
        assert (done.code, done.stdout) == (2, ""), done.stderr
        assert everything(root.parents[1]) == before


def test_the_journal_of_this_very_folder_is_followed(root: Path) -> None:
    done = migralint("prune", "--rollback", cwd=root.parent)
    assert done.code == 0, done.stderr
    assert (root / "versions" / "a.py").read_bytes() == OLD
    assert not (root / JOURNAL_FOLDER).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/tmp/outside.py",
        "../../outside.py",
        "../outside.py",
        "versions/../../../outside.py",
        "../.git/hooks/pre-commit",
        ".git/x.py",
        "versions/.git/x.py",
        "env.py",
        "versions/__init__.py",
        "versions/x.txt",
        "versions/x.pth",
        "versions/.py",
        "versions",
        "migralint-pruned.json/x",
        "versions/migralint-pruned.json",
        "versions/migralint_unfinished_prune.py",
        "versions/site-packages/x.py",
        "",
        ".",
        "versions/a\0.py",
        "versions/\ud800.py",
    ],
)
@pytest.mark.parametrize("entry", [0, 1, 2])
def test_a_path_that_no_prune_changes(root: Path, path: str, entry: int) -> None:
    change_index(root, lambda index: index["changes"][entry].update(path=path))
    assert_refused(root)


@pytest.mark.parametrize("mode", [0o4755, 0o2755, 0o1777, 0o100644, -1, 2**70, "0755", 1.5, True, [], {}])
def test_a_mode_that_is_no_permission(root: Path, mode: object) -> None:
    change_index(root, lambda index: index["changes"][1].update(mode=mode))
    assert_refused(root)


@pytest.mark.parametrize("link", ["/etc/passwd", "../../secret", "nothing.py", "", 1, True, [], "x\0"])
def test_a_link_to_other_bytes_than_were_removed(root: Path, tmp_path: Path, link: object) -> None:
    (tmp_path / "secret").write_text("secret")
    change_index(root, lambda index: index["changes"][1].update(link=link))
    before = everything(tmp_path)
    done = migralint("prune", "--rollback", cwd=root.parent)
    assert done.code == 2
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "guarded", [["/tmp"], [".."], ["../.."], ["."], ["versions/nothing"], "versions", [1], None, {}]
)
def test_a_guarded_folder_that_is_no_version_location(root: Path, guarded: object) -> None:
    change_index(root, lambda index: index.update(guarded=guarded))
    assert_refused(root)


@pytest.mark.parametrize("value", [None, True, 0, -1, 1.5, "x", "", [], [1], {}, {"a": 1}])
@pytest.mark.parametrize(
    "key", ["version", "written_in", "changes", "path", "before", "after", "mode", "link", "device"]
)
def test_a_wrong_type_in_any_field_writes_nothing_elsewhere(
    root: Path, tmp_path: Path, key: str, value: object
) -> None:
    def change(index: Index) -> None:
        place: Any = index if key in index else index["written_in"] if key == "device" else index["changes"][1]
        place[key] = value

    (tmp_path / "bystander").write_text("safe")
    change_index(root, change)
    for option in ("--recover", "--rollback"):
        done = migralint("prune", option, cwd=root.parent)
        assert done.code in (0, 2), done.stderr
        assert "bug" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bystander", "project"]
    assert sorted(path.name for path in root.parent.iterdir() if path.name != ".cache") == ["alembic.ini", "migrations"]


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000, '{"version": ' + "9" * 5000 + "}", "\ud800", "{"])
def test_an_index_that_is_no_object(root: Path, text: str) -> None:
    (root / JOURNAL_FOLDER / "journal.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert_refused(root)


def test_a_copy_in_another_folder(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root.parent, tmp_path / "copy" / "project", symlinks=True)
    assert_refused(copy / "migrations", "not written in this folder")


def test_a_copy_over_the_original_numbers(root: Path) -> None:
    """Who clones the folder with its numbers in the index has another lock file."""
    lock = root / JOURNAL_FOLDER / "lock"
    lock.unlink()
    lock.write_bytes(b"")
    assert_refused(root, "not written in this folder")


def test_one_that_git_tracks(root: Path) -> None:
    repository(root.parent)
    assert git(root.parent, "ls-files", "migrations/migralint-journal")
    assert_refused(root, "git tracks it")


def test_one_that_somebody_added_by_mistake_is_followed_when_it_is_taken_out_of_git(root: Path) -> None:
    repository(root.parent)
    git(root.parent, "rm", "-r", "-q", "--cached", "migrations/migralint-journal")
    assert migralint("prune", "--rollback", cwd=root.parent).code == 0
    assert (root / "versions" / "a.py").read_bytes() == OLD


def test_a_journal_that_is_a_link(root: Path, tmp_path: Path) -> None:
    (root / JOURNAL_FOLDER).rename(tmp_path / "elsewhere")
    (root / JOURNAL_FOLDER).symlink_to(tmp_path / "elsewhere")
    assert_refused(root, "it is not a folder")


@pytest.mark.parametrize("name", ["lock", "journal.json", "1.before", "0.after"])
def test_files_of_a_journal_are_not_opened_through_links(root: Path, tmp_path: Path, name: str) -> None:
    path = root / JOURNAL_FOLDER / name
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert_refused(root)


@pytest.mark.parametrize("name", ["lock", "journal.json", "1.before", "0.after"])
def test_files_of_a_journal_are_never_waited_for(root: Path, name: str) -> None:
    path = root / JOURNAL_FOLDER / name
    path.unlink()
    os.mkfifo(path)
    for option in ("--recover", "--rollback"):
        assert migralint("prune", option, cwd=root.parent).code == 2
    assert (root / JOURNAL_FOLDER).is_dir()


def test_a_link_in_the_place_of_a_lock_makes_no_file(root: Path, tmp_path: Path) -> None:
    lock = root / JOURNAL_FOLDER / "lock"
    lock.unlink()
    lock.symlink_to(tmp_path / "made")
    assert_refused(root)
    assert not (tmp_path / "made").exists()


def test_versions_that_links_lead_out_of_the_directory(root: Path, tmp_path: Path) -> None:
    (root / "versions").rename(tmp_path / "theirs")
    (root / "versions").symlink_to(tmp_path / "theirs")
    assert_refused(root)


def test_leftovers_with_other_files_or_behind_links_stay(root: Path, tmp_path: Path) -> None:
    assert migralint("prune", "--rollback", cwd=root.parent).code == 0
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "lock").write_text("theirs")
    (root / ".migralint-journal-link").symlink_to(tmp_path / "theirs")
    (root / ".migralint-journal-full").mkdir()
    (root / ".migralint-journal-full" / "notes.txt").write_text("mine")
    before = everything(tmp_path)
    done = migralint("prune", "--rollback", cwd=root.parent)
    assert done.code == 2
    assert "remove it by hand" in done.stderr
    assert everything(tmp_path) == before
