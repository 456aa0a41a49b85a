"""Links out of the tree are not written through; pipes, devices and huge documents are refused with one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Finished, migralint, migralint_process
from tests.support.git import repository
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

IDS = [f"a{number}a{number}a{number}a{number}" for number in range(1, 6)]
MANIFEST = f'version = 1\n\n[environments.production]\nstamps = ["{IDS[2]}"]\n'
# The docstring names another parent than the header: `check --fix` edits it.
FIXABLE = f'''"""x

Revision ID: {IDS[1]}
Revises: {IDS[4]}
"""
revision = "{IDS[1]}"
down_revision = "{IDS[0]}"


def upgrade():
    pass
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    parents = [None, *IDS]
    write_tree(root, {f"migrations/versions/{name}.py": revision_file(name, parents[n]) for n, name in enumerate(IDS)})
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text("")
    (root / "migrations" / "migralint-environments.toml").write_text(MANIFEST)
    (root / ".gitignore").write_text(".cache/\n__pycache__/\n")
    (tmp_path / "outside").mkdir()
    return root


def link_out(project: Path, name: str, text: str | None = None) -> Path:
    """Put a link in the place of a file of the project; returns what it leads to, with `text` or missing."""
    target = project.parent / "outside" / "target"
    if text is not None:
        target.write_text(text)
    path = project / name
    path.unlink(missing_ok=True)
    path.symlink_to(target)
    return target


def assert_refused(done: Finished, link: str) -> None:
    assert (done.code, done.stdout) == (2, ""), (done.stdout, done.stderr)
    assert link in done.stderr
    assert "out of the project tree" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_a_dangling_ledger(project: Path) -> None:
    target = link_out(project, "migrations/migralint-pruned.json")
    repository(project)
    done = migralint("prune", "--apply", "--no-verify", cwd=project)
    assert done.code == 2
    assert not target.exists()
    assert len(list((project / "migrations" / "versions").glob("*.py"))) == len(IDS)


def test_a_ledger_with_contents(project: Path) -> None:
    target = link_out(project, "migrations/migralint-pruned.json", '{"version": 1, "prunes": []}')
    repository(project)
    assert_refused(migralint("prune", "--apply", "--no-verify", cwd=project), "migralint-pruned.json")
    assert target.read_text() == '{"version": 1, "prunes": []}'


def test_a_revision_that_is_fixed(project: Path) -> None:
    target = link_out(project, f"migrations/versions/{IDS[1]}.py", FIXABLE)
    target.rename(target.with_name(f"{IDS[1]}.py"))
    link = project / "migrations" / "versions" / f"{IDS[1]}.py"
    link.unlink()
    link.symlink_to(target.with_name(f"{IDS[1]}.py"))
    repository(project)
    done = migralint("check", "--fix", cwd=project)
    assert_refused(done, f"{IDS[1]}.py")
    assert link.read_text() == FIXABLE


@pytest.mark.parametrize("arguments", [("add", "new", "--stamp", IDS[3]), ("remove", "production")])
def test_a_manifest(project: Path, arguments: tuple[str, ...]) -> None:
    target = link_out(project, "migrations/migralint-environments.toml", MANIFEST)
    repository(project)
    assert_refused(migralint("env", *arguments, cwd=project), "migralint-environments.toml")
    assert target.read_text() == MANIFEST


def test_a_dangling_manifest(project: Path) -> None:
    target = link_out(project, "migrations/migralint-environments.toml")
    repository(project)
    assert migralint("env", "add", "new", "--stamp", IDS[3], cwd=project).code == 2
    assert not target.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--write-baseline", "out"),
        ("check", "--output", "json=out"),
        ("prune", "--output", "json=out"),
        ("prune", "--explain", IDS[0], "--output", "json=out"),
    ],
)
@pytest.mark.parametrize("text", [None, "theirs"])
def test_a_document(project: Path, arguments: tuple[str, ...], text: str | None) -> None:
    target = link_out(project, "out", text)
    repository(project)
    assert_refused(migralint(*arguments, cwd=project), "out")
    assert target.exists() == (text is not None)


def test_a_folder_for_archives_and_rescued_files(project: Path) -> None:
    (project / "folder").symlink_to(project.parent / "outside")
    repository(project)
    archived = migralint("prune", "--apply", "--no-verify", "--archive", "folder/a.tgz", cwd=project)
    assert_refused(archived, "folder")
    assert migralint("prune", "--apply", "--no-verify", cwd=project).code == 0
    assert_refused(migralint("rescue", IDS[0], "--write", "folder/back", cwd=project), "folder")
    assert os.listdir(project.parent / "outside") == []


def test_version_locations_behind_a_link(project: Path) -> None:
    (project / "migrations" / "versions").rename(project.parent / "outside" / "versions")
    (project / "migrations" / "versions").symlink_to(project.parent / "outside" / "versions")
    repository(project)
    done = migralint("prune", "--apply", "--no-verify", "--archive", "a.tgz", cwd=project)
    assert done.code in (1, 2)
    assert len(list((project.parent / "outside" / "versions").glob("*.py"))) == len(IDS)


# -- what is no file, or no document


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(3 << 30)


def deep_json(path: Path) -> None:
    path.write_text("[" * 200_000)


def long_number(path: Path) -> None:
    path.write_text('{"version": ' + "9" * 5_000 + "}")


def deep_toml(path: Path) -> None:
    path.write_text("a = " + "[" * 100_000)


def long_toml_number(path: Path) -> None:
    path.write_text("version = " + "9" * 5_000)


NO_FILE = (fifo, device, folder, huge)
JSON = (*NO_FILE, deep_json, long_number)
TOML = (*NO_FILE, deep_toml, long_toml_number)
PLACES: list[tuple[str, tuple[Callable[[Path], None], ...], tuple[str, ...]]] = [
    ("migrations/migralint-pruned.json", JSON, ("check",)),
    ("migrations/migralint-pruned.json", JSON, ("prune",)),
    ("migrations/migralint-environments.toml", TOML, ("check",)),
    ("migrations/migralint-environments.toml", TOML, ("env", "add", "x", "--stamp", IDS[3])),
    ("migralint.toml", TOML, ("check",)),
    ("pyproject.toml", NO_FILE, ("check",)),
    ("alembic.ini", (fifo, device, huge), ("check",)),
    ("base.json", JSON, ("check", "--baseline", "base.json")),
    ("base.json", (fifo, device, folder), ("check", "--write-baseline", "base.json")),
    ("base.json", (fifo, device, folder), ("check", "--output", "json=base.json")),
    ("stamps.csv", NO_FILE, ("check", "--manifest", "inventory.toml")),
    ("migrations/env.py", (fifo, device, huge), ("verify",)),
    ("migrations/migralint-journal/lock", (fifo, device, folder), ("prune", "--rollback")),
    ("archive.tgz", NO_FILE, ("rescue", IDS[0], "--archive", "archive.tgz")),
]


@pytest.mark.parametrize(
    ("place", "make", "arguments"),
    [
        pytest.param(place, make, arguments, id=f"{place}-{make.__name__}-{'-'.join(arguments[:2])}")
        for place, kinds, arguments in PLACES
        for make in kinds
    ],
)
def test_what_is_no_file_or_no_document_is_one_line(
    project: Path, place: str, make: Callable[[Path], None], arguments: tuple[str, ...]
) -> None:
    (project / "inventory.toml").write_text('version = 1\n[environments.p]\nfile = "stamps.csv"\n')
    if place == "archive.tgz":
        repository(project)
        assert migralint("prune", "--apply", "--no-verify", cwd=project).code == 0
    path = project / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)
    before = sorted(str(one) for one in project.rglob("*") if ".cache" not in one.parts)
    done = migralint_process(*arguments, cwd=project)
    assert (done.code, done.stdout) == (2, ""), (done.stdout, done.stderr)
    assert done.stderr.startswith("migralint: ")
    assert len(done.stderr.splitlines()) <= 2
    assert sorted(str(one) for one in project.rglob("*") if ".cache" not in one.parts) == before


@pytest.mark.parametrize("arguments", [("check",), ("prune",)])
def test_a_pipe_among_the_revisions_is_a_finding(project: Path, arguments: tuple[str, ...]) -> None:
    os.mkfifo(project / "migrations" / "versions" / "pipe.py")
    done = migralint_process(*arguments, cwd=project)
    assert done.code == 1
    assert "not a regular file" in done.stdout


def test_numbers_that_nobody_can_count_to(project: Path) -> None:
    assert migralint("prune", "--keep", str(10**12), cwd=project).code == 0
    for text in (f"keep = {10**12}", f"heads = {10**12}", "keep = 1e999", "[verify]\ntimeout = inf"):
        (project / "migralint.toml").write_text(text)
        assert migralint("prune", cwd=project).code == 2, text
    (project / "migralint.toml").unlink()
    manifest = project / "migrations" / "migralint-environments.toml"
    for text in (f"max-age-days = {10**10}", f'environments.x.counts = {{ "{IDS[1]}" = {10**30} }}'):
        manifest.write_text(f"version = 1\n{text}\n")
        for command in ("check", "prune"):
            assert migralint(command, cwd=project).code == 2, text


@pytest.mark.parametrize("command", [("check", "--no-cache"), ("prune",), ("verify",)])
def test_too_few_descriptors_are_no_bug(project: Path, command: tuple[str, ...]) -> None:
    import resource
    import subprocess
    import sys

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))

    done = subprocess.run(
        [sys.executable, "-m", "migralint", *command], cwd=project, preexec_fn=limit, capture_output=True, check=False
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert b"bug" not in done.stderr
