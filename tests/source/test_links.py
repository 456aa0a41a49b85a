"""Nothing is written through a link that leads out of the tree it belongs to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migralint.source.atomic import write_atomically
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out
from migralint.source.reading import NotRegularError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A working copy with a folder, beside a folder that is not its own."""
    (tmp_path / "tree" / ".git" / "hooks").mkdir(parents=True)
    (tmp_path / "tree" / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").write_text("theirs")
    return tmp_path / "tree"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("a", "../out/file"),
        ("a", "../out/nothing"),
        ("in/a", "../../out/file"),
        ("a", ".git/hooks/pre-commit"),
        ("a", ".GIT/hooks/pre-commit"),
        ("a", "in/../../out/file"),
        ("in/a", "/dev/null"),
    ],
)
def test_a_link_out_is_refused_and_named(tree: Path, link: str, target: str) -> None:
    (tree / link).symlink_to(target)
    with pytest.raises(InputError, match="out of the project tree") as caught:
        write_atomically(tree / link, b"ours")
    assert caught.value.path == str(tree / link)
    assert (tree.parent / "out" / "file").read_text() == "theirs"
    assert sorted(os.listdir(tree.parent / "out")) == ["file"]
    assert os.listdir(tree / ".git" / "hooks") == []


def test_a_folder_that_is_a_link_out_is_refused(tree: Path) -> None:
    (tree / "folder").symlink_to("../out")
    with pytest.raises(InputError, match="out of the project tree"):
        write_atomically(tree / "folder" / "file", b"ours")
    with pytest.raises(InputError, match="out of the project tree"):
        write_atomically(tree / "folder" / ".." / "out" / "file", b"ours")
    assert (tree.parent / "out" / "file").read_text() == "theirs"


def test_a_chain_of_links_is_judged_by_its_end(tree: Path) -> None:
    (tree / "a").symlink_to("in/b")
    (tree / "in" / "b").symlink_to("../../out/file")
    with pytest.raises(InputError, match="out of the project tree"):
        write_atomically(tree / "a", b"ours")


def test_a_link_within_the_tree_is_followed(tree: Path) -> None:
    (tree / "a").symlink_to("in/file")
    write_atomically(tree / "a", b"ours")
    assert (tree / "a").is_symlink()
    assert (tree / "in" / "file").read_bytes() == b"ours"


def test_without_version_control_the_project_is_the_tree(tmp_path: Path) -> None:
    (tmp_path / "project" / "migrations").mkdir(parents=True)
    (tmp_path / "project" / "alembic.ini").write_text("")
    (tmp_path / "project" / "migrations" / "a").symlink_to("../a")
    (tmp_path / "project" / "migrations" / "b").symlink_to("../../b")
    write_atomically(tmp_path / "project" / "migrations" / "a", b"ours")
    with pytest.raises(InputError):
        write_atomically(tmp_path / "project" / "migrations" / "b", b"ours")


def test_a_link_that_belongs_to_no_tree_leads_to_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a").symlink_to("b")
    (tmp_path / "f" / "c").symlink_to("../d")
    write_atomically(tmp_path / "f" / "a", b"ours")
    with pytest.raises(InputError):
        write_atomically(tmp_path / "f" / "c", b"ours")


def test_links_above_every_tree_are_the_users_own(tree: Path) -> None:
    (tree.parent / "home").symlink_to(tree)
    write_atomically(tree.parent / "home" / "in" / "file", b"ours")
    assert (tree / "in" / "file").read_bytes() == b"ours"


def test_a_link_that_is_itself_removed_may_lead_anywhere(tree: Path) -> None:
    (tree / "a").symlink_to("../out/file")
    refuse_links_out(tree / "a", last=False)
    with pytest.raises(InputError):
        refuse_links_out(tree / "a")


def identity(path: Path) -> tuple[int, ...]:
    """What a path is, without when it was read: to follow a link is to read it."""
    status = path.lstat()
    return status.st_dev, status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@pytest.mark.parametrize("kind", ["fifo", "folder", "loop"])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path)
    before = identity(path)
    expected = {"fifo": NotRegularError, "folder": IsADirectoryError, "loop": OSError}[kind]
    with pytest.raises(expected):
        write_atomically(path, b"ours")
    assert identity(path) == before


def test_no_rights_are_passed_on_by_executing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o4755)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o7777 == 0o755
    write_atomically(path, b"new", mode=0o6700)
    assert path.stat().st_mode & 0o7777 == 0o700
