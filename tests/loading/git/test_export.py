"""The files of a commit are written as git holds them, below the folder and nowhere else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migralint.loading.git.export import commit_of, export
from migralint.loading.git.repository import Repository
from migralint.source.errors import InputError
from tests.support.git import commit_all, git, repository
from tests.support.trees import write_tree


def exported(root: Path, ref: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    export(Repository(str(root)), git(root, "rev-parse", ref), str(folder))
    return folder


def test_files_come_as_they_were(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path / "project",
        {"a.py": b"one\r\n", "deep/er/b.sql": b"\xff\0", "run.sh": "#!/bin/sh\n", "é ü.txt": "x"},
    )
    (root / "run.sh").chmod(0o755)
    (root / "deep" / "link").symlink_to("../a.py")
    repository(root)
    write_tree(root, {"a.py": "two", "new.py": ""})
    commit_all(root)
    folder = exported(root, "HEAD~1", tmp_path / "out" / "top")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        "a.py",
        "deep/er/b.sql",
        "deep/link",
        "run.sh",
        "é ü.txt",
    ]
    assert (folder / "a.py").read_bytes() == (folder / "deep" / "link").read_bytes() == b"one\r\n"
    assert (folder / "deep" / "er" / "b.sql").read_bytes() == b"\xff\0"
    assert os.access(folder / "run.sh", os.X_OK)
    assert not os.access(folder / "a.py", os.X_OK)
    assert (root / "a.py").read_text() == "two"


def test_attributes_run_no_filter(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "project", {"a.py": "x\n", ".gitattributes": "*.py filter=evil export-ignore\n"})
    repository(root)
    git(root, "config", "filter.evil.smudge", f"touch {tmp_path}/ran; cat")
    assert (exported(root, "HEAD", tmp_path / "out") / "a.py").read_text() == "x\n"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("target", ["/etc", "..", "../../outside", "a/../../..", ""])
def test_links_lead_nowhere_else(tmp_path: Path, target: str) -> None:
    root = repository(write_tree(tmp_path / "project", {"a/x.py": ""}))
    blob = write_object(root, "blob", target.encode())
    tree = git(root, "rev-parse", "HEAD:a")
    commit = commit_tree(root, [("120000", "link", blob), ("40000", "a", tree)])
    git(root, "tag", "odd", commit)
    folder = exported(root, "odd", tmp_path / "out")
    assert not os.path.lexists(folder / "link")


def test_links_cannot_lead_each_other_astray(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "project", {"a": ""}))
    here, up = write_object(root, "blob", b"."), write_object(root, "blob", b"d/../a")
    commit = commit_tree(root, [("120000", "c", up), ("120000", "d", here)])
    git(root, "tag", "odd", commit)
    folder = exported(root, "odd", tmp_path / "out" / "top")
    assert not os.path.lexists(folder / "c")


def test_names_that_no_checkout_would_write_are_left_out(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "project", {"a": "x"}))
    blob = git(root, "rev-parse", "HEAD:a")
    inner = write_tree_object(root, [("100644", "evil", blob)])
    commit = commit_tree(root, [("40000", "..", inner), ("40000", ".git", inner), ("100644", "good", blob)])
    git(root, "tag", "odd", commit)
    folder = exported(root, "odd", tmp_path / "out" / "top")
    assert [path.name for path in folder.rglob("*")] == ["good"]
    assert not (tmp_path / "out" / "evil").exists()


@pytest.mark.parametrize("ref", ["nothing", "", "-x", "HEAD:a", "a\0b"])
def test_what_is_no_commit(tmp_path: Path, ref: str) -> None:
    root = repository(write_tree(tmp_path / "project", {"a": "x"}))
    with pytest.raises(InputError, match="knows no such commit"):
        commit_of(Repository(str(root)), ref, option="--chain")


def write_object(root: Path, kind: str, data: bytes) -> str:
    command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    return subprocess.run(command, cwd=root, input=data, check=True, capture_output=True).stdout.decode().strip()


def write_tree_object(root: Path, entries: list[tuple[str, str, str]]) -> str:
    data = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(blob) for mode, name, blob in entries)
    return write_object(root, "tree", data)


def commit_tree(root: Path, entries: list[tuple[str, str, str]]) -> str:
    return git(root, "commit-tree", "-m", "odd", write_tree_object(root, entries))
