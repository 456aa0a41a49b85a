"""A rebase killed before every file-system call leads to exactly one of two trees, and to a refusal in between."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from migralint.history.revision import Revision
from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER, leftovers
from tests.support.command_line import migralint
from tests.support.two_branches import contents, two_branches

pytestmark = pytest.mark.slow

EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.symlink", "os.link", "os.truncate",
    "os.listdir", "os.scandir", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
COMMON = [Revision("0001"), Revision("0002", ("0001",))]
THEIRS = [Revision("0003", ("0002",)), Revision("0004", ("0003",))]
OURS = [Revision("0003", ("0002",)), Revision("x", ("0003",)), Revision("y", ("0003",)), Revision("m", ("x", "y"))]
Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ours has an id that theirs has too, and a merge that does nothing: files are rewritten, renamed and removed."""
    root = tmp_path_factory.mktemp("killed") / "project"
    return two_branches(root, COMMON, THEIRS, OURS, inert={"m"})


def rebase_in_child(root: Path, at_event: int, *arguments: str) -> tuple[bool, int]:
    """Rebase in a child that is killed before an event inside the script directory, from the first write of the journal
    on; whether it was killed, and how many events there were."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        inside, events, begun = os.fspath(root / "migrations"), 0, False

        def hook(event: str, given: tuple[object, ...]) -> None:
            nonlocal events, begun
            if event not in EVENTS:
                return
            begun = begun or event == "tempfile.mkdtemp" or arguments != ()
            place = given[0] if given and isinstance(given[0], str | os.PathLike) else ""
            if begun and os.fspath(place).startswith(inside):
                events += 1
                if events == at_event:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            migralint("rebase", *(arguments or ("--renumber", "-q")), cwd=root)
        finally:
            os.write(write, str(events).encode())
            os._exit(0)
    _, status = os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        return os.WIFSIGNALED(status), int(stream.read() or b"0")


def fresh(project: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(project, folder, symlinks=True)


def assert_one_of_two(root: Path, before: Tree, after: Tree, way: str) -> bool:
    """Whether it was unfinished; then the way out was taken."""
    if not (root / "migrations" / JOURNAL_FOLDER).exists():
        left = leftovers(str(root / "migrations"))
        if left:
            assert migralint("rebase", "--rollback", cwd=root).code == 0
        assert contents(root) in (before, after)
        return False
    # Alembic loads no temporary file, so one that a killed process left is no matter yet.
    now = {name: data for name, data in contents(root).items() if not name.endswith(".migralint-tmp")}
    files = {name: data for name, data in now.items() if "/versions/" in name}
    whole = [{name: data for name, data in tree.items() if "/versions/" in name} for tree in (before, after)]
    if files not in whole:
        assert f"migrations/versions/{GUARD_FILE}" in files, "Alembic would run a half-changed history"
    if f"migrations/versions/{GUARD_FILE}" in files:
        with pytest.raises(RuntimeError, match="migralint rebase --recover"):
            ScriptDirectory.from_config(Config(str(root / "alembic.ini"))).get_heads()
    refused = migralint("rebase", cwd=root)
    assert refused.code == 2
    assert "`migralint rebase --recover`" in refused.stderr
    done = migralint("rebase", way, cwd=root)
    assert done.code == 0, done.stderr
    assert contents(root) == (after if way == "--recover" else before)
    return True


@pytest.mark.parametrize("way", ["--recover", "--rollback"])
def test_killed_before_every_call(project: Path, tmp_path: Path, way: str) -> None:
    every(project, tmp_path, way, step=1)


def test_killed_now_and_then(project: Path, tmp_path: Path) -> None:
    every(project, tmp_path, "--recover", step=9)


def every(project: Path, tmp_path: Path, way: str, *, step: int) -> None:
    before = contents(project)
    whole = fresh(project, tmp_path / "whole")
    killed, count = rebase_in_child(whole, 0)
    after = contents(whole)
    assert (killed, before == after) == (False, False)
    assert count > 40
    unfinished = 0
    for event in range(1, count + 1, step):
        root = fresh(project, tmp_path / "copy")
        assert rebase_in_child(root, event)[0]
        unfinished += assert_one_of_two(root, before, after, way)
    assert unfinished > 40 // step


@pytest.mark.parametrize(("first", "second"), [("--recover", "--rollback"), ("--rollback", "--recover")])
def test_the_way_out_killed_as_well(project: Path, tmp_path: Path, first: str, second: str) -> None:
    before = contents(project)
    whole = fresh(project, tmp_path / "whole")
    _, count = rebase_in_child(whole, 0)
    after = contents(whole)
    half = fresh(project, tmp_path / "copy")  # the place of all: a journal is followed only where it was written
    event = 1
    while True:
        root = fresh(project, half)
        assert rebase_in_child(root, count // 2)[0]
        assert (root / "migrations" / JOURNAL_FOLDER).exists()
        if not rebase_in_child(root, event, first)[0]:
            break
        assert_one_of_two(root, before, after, second)
        event += 3
    assert event > 20
    assert contents(root) == (after if first == "--recover" else before)
