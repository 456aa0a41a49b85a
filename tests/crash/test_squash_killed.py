"""A squash killed while it is put in place leads to exactly one of two trees, and to a refusal in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, migralint
from tests.support.git import repository

pytestmark = pytest.mark.slow
EVENTS = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.scandir")
Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("killed") / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n*.db\n")
    return repository(root)


def tree(root: Path) -> Tree:
    """Everything in the script directory; of the ledger, which names the time, only that it is there."""
    return {
        str(path.relative_to(root)): b"" if path.name == "migralint-pruned.json" else path.read_bytes()
        for path in (root / "migrations").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def apply_in_child(root: Path, at_event: int) -> int:
    """Squash in a child that is killed at an event while the journal stands; 0: never. Return the number of events."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        inside, events = os.fspath(root / "migrations"), 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal events
            if event in EVENTS and os.path.isdir(f"{inside}/migralint-journal"):
                events += 1
                if events == at_event:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            migralint("prune", "--squash", "--apply", "-q", "--python", sys.executable, cwd=root)
        finally:
            os.write(write, str(events).encode())
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        return int(stream.read() or b"0")


def test_it_ends_in_one_of_two_trees(shop: Path, tmp_path: Path) -> None:
    before = tree(shop)
    whole = shutil.copytree(shop, tmp_path / "whole")
    count = apply_in_child(whole, 0)
    after = tree(whole)
    assert count > 20
    assert before != after
    unfinished = 0
    for number, event in enumerate(range(2, count, count // 7)):
        root = shutil.copytree(shop, tmp_path / str(number))
        assert apply_in_child(root, event) == 0
        if not (root / "migrations" / "migralint-journal").exists():
            assert tree(root) in (before, after)
            continue
        unfinished += tree(root) != before
        again = migralint("prune", "--squash", cwd=root)
        assert again.code == 2
        assert "--recover" in again.stderr
        if any((root / "migrations" / "versions").glob("migralint_unfinished_prune.py")):
            command = [sys.executable, "-m", "alembic", "upgrade", "heads"]
            assert subprocess.run(command, cwd=root, check=False, capture_output=True).returncode != 0
        wanted = ("--recover", after) if number % 2 else ("--rollback", before)
        done = migralint("prune", wanted[0], cwd=root)
        if done.code and wanted[0] == "--recover":  # killed before the commit point: there is nothing to finish
            assert migralint("prune", "--rollback", cwd=root).code == 0
            wanted = ("--rollback", before)
        assert tree(root) == wanted[1], (event, done.stdout, done.stderr)
    assert unfinished > 2
