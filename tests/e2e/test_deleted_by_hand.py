"""A revision that somebody deleted by hand: the command that is printed brings its file back, run as printed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.counted_git import counted_git
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

LOST = "dead00000001"
MANIFEST = """\
version = 1

[environments.laptops]
stamps = [{stamps}]
recorded-at = 2026-11-20T10:00:00Z
"""


def project(root: Path, versions: str = "migrations/versions") -> Path:
    """`base` alone, in a repository."""
    script = versions.rpartition("/")[0]
    write_tree(
        root,
        {
            "alembic.ini": f"[alembic]\nscript_location = {script}\nversion_locations = {versions}\n",
            f"{script}/env.py": "",
            f"{versions}/base.py": revision_file("base00000000"),
        },
    )
    return repository(root)


def stamped(root: Path, *stamps: str, script: str = "migrations") -> None:
    quoted = ", ".join(f'"{stamp}"' for stamp in stamps)
    write_tree(root, {f"{script}/migralint-environments.toml": MANIFEST.format(stamps=quoted)})


def add_and_delete(root: Path, path: str, parent: str | None = "base00000000", *, lost: str = LOST) -> None:
    write_tree(root, {path: revision_file(lost, parent)})
    commit_all(root, "add it")
    (root / path).unlink()
    commit_all(root, "fold it into the base")


def helps(root: Path, code: str, *arguments: str, cwd: Path | None = None) -> list[str]:
    finished = migralint("check", "--format", "json", *arguments, cwd=cwd or root)
    assert finished.code == 1, finished.stderr
    return [one["help"] for one in json.loads(finished.stdout)["findings"] if one["code"] == code]


def commands(texts: Iterable[str]) -> list[str]:
    return [found for text in texts for found in re.findall(r"restore it with `(.+?)`(?:;|$)", text)]


def run(command: str, cwd: Path) -> None:
    subprocess.run(["sh", "-c", command], cwd=cwd, check=True, capture_output=True)


def held(root: Path, name: str = LOST) -> list[str]:
    """The files that hold the revision now."""
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*.py"))
        if f'revision = "{name}"\n' in path.read_text().splitlines(keepends=True)
    ]


@pytest.mark.parametrize(
    "path",
    [
        "migrations/versions/labels.py",
        f"migrations/versions/{LOST}_labels.py",
        'migrations/versions/it\'s a "file".py',
        "migrations/versions/a[b]*.py",
        "migrations/versions/größe\u2028.py",
        "migrations/versions/$(touch trap);.py",
        "migrations/versions/-n.py",
    ],
)
def test_the_printed_command_brings_the_file_back(tmp_path: Path, path: str) -> None:
    root = project(tmp_path / "project")
    add_and_delete(root, path)
    stamped(root, LOST)
    (text,) = helps(root, "ML401")
    assert "(fold it into the base) deleted its file" in text
    assert "if it was removed on purpose, run `alembic stamp --purge base00000000`" in text
    (command,) = commands([text])
    run(command, root)
    assert held(root) == [path]
    assert not list(root.rglob("trap"))


@pytest.mark.parametrize("where", ["migrations/versions", ".."])
def test_the_command_is_for_the_folder_one_is_in(tmp_path: Path, where: str) -> None:
    root = project(tmp_path / "a project")
    add_and_delete(root, "migrations/versions/labels.py")
    stamped(root, LOST)
    cwd = root / where
    (command,) = commands(helps(root, "ML401", str(root), cwd=cwd))
    run(command, cwd)
    assert held(root) == ["migrations/versions/labels.py"]


def test_a_file_of_another_branch(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    git(root, "checkout", "-q", "-b", "feature")
    write_tree(root, {"migrations/versions/feature.py": revision_file(LOST, "base00000000")})
    commit_all(root, "a feature")
    git(root, "checkout", "-q", "main")
    stamped(root, LOST)
    (text,) = helps(root, "ML401")
    assert "(a feature) has its file migrations/versions/feature.py" in text
    run(*commands([text]), root)
    assert held(root) == ["migrations/versions/feature.py"]


def test_an_id_that_was_changed_in_place(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    write_tree(root, {"migrations/versions/x.py": revision_file(LOST, "base00000000")})
    commit_all(root)
    write_tree(root, {"migrations/versions/x.py": revision_file("beef00000001", "base00000000")})
    commit_all(root, "a nicer id")
    stamped(root, LOST)
    (text,) = helps(root, "ML401")
    assert "(a nicer id) gave its file migrations/versions/x.py the id beef00000001" in text
    run(*commands([text]), root)
    assert held(root, "beef00000001") == ["migrations/versions/x.py"]
    assert held(root) == [f"migrations/versions/x_{LOST}.py"]


def test_the_version_location_had_another_place_then(tmp_path: Path) -> None:
    root = project(tmp_path / "project", "old/versions")
    add_and_delete(root, "old/versions/labels.py")
    git(root, "mv", "old", "new")
    write_tree(root, {"alembic.ini": "[alembic]\nscript_location = new\n"})
    commit_all(root)
    stamped(root, LOST, script="new")
    run(*commands(helps(root, "ML401")), root)
    assert held(root) == ["new/versions/labels.py"]


def test_a_parent_that_is_gone_and_the_way_without_it(tmp_path: Path) -> None:
    """base <- one <- two <- top, of which somebody deleted `one` and `two`."""
    root = project(tmp_path / "project")
    files = {
        "migrations/versions/first.py": revision_file("aaaa00000001", "base00000000"),
        "migrations/versions/second.py": revision_file("aaaa00000002", "aaaa00000001"),
        "migrations/versions/top.py": revision_file("aaaa00000003", "aaaa00000002"),
    }
    write_tree(root, files)
    commit_all(root)
    (root / "migrations/versions/first.py").unlink()
    commit_all(root)
    (root / "migrations/versions/second.py").unlink()
    commit_all(root, "clean up")
    (text,) = helps(root, "ML102")
    assert "(clean up) deleted its file migrations/versions/second.py" in text
    assert "if it was removed on purpose, write `down_revision = 'base00000000'`" in text
    run(*commands([text]), root)
    run(*commands(helps(root, "ML102")), root)
    assert migralint("check", cwd=root, NO_COLOR="1").code in (0, 1)
    finished = migralint("check", "--format", "json", "--select", "ML102", cwd=root)
    assert json.loads(finished.stdout)["findings"] == []


def test_a_row_beside_another_may_be_deleted(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    stamped(root, "base00000000", LOST)
    (text,) = helps(root, "ML401")
    assert f"delete the row {LOST} from the version table, which leaves base00000000" in text
    assert "no branch, tag or commit of this repository has its file" in text


def test_a_stamp_that_git_does_not_know_in_a_shallow_clone(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    add_and_delete(root, "migrations/versions/labels.py")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    stamped(tmp_path / "shallow", LOST)
    (text,) = helps(tmp_path / "shallow", "ML401")
    assert "this clone is shallow (`git fetch --unshallow`)" in text


def test_without_git_the_finding_is_the_same(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    add_and_delete(root, "migrations/versions/labels.py")
    stamped(root, LOST)
    (tmp_path / "empty").mkdir()
    finished = migralint("check", "--format", "json", "--no-cache", cwd=root, PATH=str(tmp_path / "empty"))
    assert finished.code == 1
    assert "ML401" in finished.stdout
    assert "removed on purpose" in finished.stdout


def test_git_is_asked_only_where_something_is_gone(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    counted = counted_git(tmp_path / "bin")
    stamped(root, "base00000000")
    migralint("check", "--no-cache", cwd=root, PATH=counted.path)
    assert counted.starts() == 0
    add_and_delete(root, "migrations/versions/labels.py")
    stamped(root, LOST)
    migralint("check", "--no-cache", cwd=root, PATH=counted.path)
    assert 0 < counted.starts() < 8


def test_an_answer_of_git_is_not_kept(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    stamped(root, LOST)
    assert "no branch, tag or commit" in "".join(helps(root, "ML401"))
    add_and_delete(root, "migrations/versions/labels.py")
    assert "deleted its file" in "".join(helps(root, "ML401"))


def test_rescue_names_the_file_that_no_prune_removed(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    add_and_delete(root, "migrations/versions/labels.py")
    finished = migralint("rescue", LOST, cwd=root)
    assert finished.code == 2
    assert f"no prune removed {LOST}: commit" in finished.stderr
    (command,) = re.findall(r"restore it with `(.+)`", finished.stderr)
    run(command, root)
    assert held(root) == ["migrations/versions/labels.py"]


def test_a_parent_that_git_never_had(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    write_tree(root, {"migrations/versions/top.py": revision_file("aaaa00000003", "c0ffee000000")})
    (text,) = helps(root, "ML102")
    assert text == (
        "no branch, tag or commit of this repository has its file (`git fetch --all --tags` may fetch one); name "
        "the parent that replaced it"
    )


def test_a_dependency_that_is_gone(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    add_and_delete(root, "migrations/versions/labels.py")
    text = revision_file("aaaa00000003", "base00000000") + f'depends_on = "{LOST}"\n'
    write_tree(root, {"migrations/versions/top.py": text})
    (text,) = helps(root, "ML103")
    assert text.endswith("if it was removed on purpose, remove the dependency")
    run(*commands([text]), root)
    assert held(root) == ["migrations/versions/labels.py"]
