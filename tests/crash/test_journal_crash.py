"""A journal killed at any instant leads to exactly one of two trees, and to a guard in between."""

from __future__ import annotations

import os
import random
import signal
import sys
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest

from migralint.loading.records.unfinished import GUARD_FILE, has_unfinished_prune, leftovers
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import begin, resume
from migralint.pruning.applying.journal_files import new_folder, remove_leftovers
from tests.support.command_line import migralint
from tests.support.thorough import examples, stride

Tree = dict[str, tuple[bytes, int]]

# What CPython reports to audit hooks before it asks the system to touch a file.
STEP = stride(3)
"""The two ways out begin at different calls, so that the default run looks at most of them."""
FILE_SYSTEM_EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.symlink", "os.link",
    "os.truncate", "shutil.rmtree", "os.listdir", "os.scandir", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip


def revision(name: str, parent: str | None) -> bytes:
    return f'"""{name}"""\nrevision = {name!r}\ndown_revision = {parent!r}\n'.encode()


def project(root: Path) -> ChangeSet:
    """base -> a -> b -> c, of which base and a go, b becomes the base, and a ledger is written."""
    versions = root / "versions"
    versions.mkdir(parents=True)
    (root / "env.py").write_bytes(b"")
    before = {name: revision(name, parent) for name, parent in [("base", None), ("a", "base"), ("b", "a"), ("c", "b")]}
    for name, data in before.items():
        (versions / f"{name}.py").write_bytes(data)
    (versions / "base.py").chmod(0o755)
    (versions / "__pycache__").mkdir()
    (versions / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"stale")
    path = {name: str(versions / f"{name}.py") for name in before}
    return ChangeSet(
        script_directory=str(root),
        changes=(
            FileChange(path["b"], before["b"], revision("b", None)),
            FileChange(path["a"], before["a"], None),
            FileChange(path["base"], before["base"], None),
            FileChange(str(root / "migralint-pruned.json"), None, b"{}\n"),
        ),
        guarded=(str(versions),),
        expected={path["c"]: sha256(before["c"]).hexdigest()},
        listings={str(versions): ("a.py", "b.py", "base.py", "c.py")},
    )


def tree(root: Path) -> Tree:
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def apply(change_set: ChangeSet) -> None:
    with begin(change_set) as journal:
        journal.finish()


def leave(root: Path, way: Literal["finish", "undo"]) -> None:
    with resume(str(root)) as journal:
        getattr(journal, way)()


def killed(work: object, *args: object, at_event: int | None = None, after_seconds: float | None = None) -> bool:
    """Run `work(*args)` in a forked process that dies by a signal; False if it ended by itself before."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if at_event is not None:
                remaining = at_event

                def hook(event: str, _: object) -> None:
                    nonlocal remaining
                    if event in FILE_SYSTEM_EVENTS:
                        if remaining == 0:
                            os.kill(os.getpid(), signal.SIGKILL)
                        remaining -= 1

                sys.addaudithook(hook)
            if after_seconds is not None:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.setitimer(signal.ITIMER_REAL, after_seconds)
            work(*args)  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work itself failed"
    return os.WIFSIGNALED(status)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, Tree]:
    root = tmp_path_factory.mktemp("states") / "migrations"
    change_set = project(root)
    before = tree(root)
    apply(change_set)
    after = tree(root)
    assert before != after
    return before, after


def assert_recoverable(root: Path, states: tuple[Tree, Tree], way: Literal["finish", "undo"]) -> None:
    before, after = states
    if not has_unfinished_prune(str(root)):
        remove_leftovers(root)
        assert leftovers(str(root)) == ()
        assert tree(root) in (before, after)
        return
    revisions = {name: content for name, content in tree(root).items() if name.startswith("versions/")}
    untouched = all(revisions.get(name) == content for name, content in before.items() if name.startswith("versions/"))
    whole = {name: content for name, content in after.items() if name.startswith("versions/")} == revisions
    assert untouched or whole or f"versions/{GUARD_FILE}" in revisions, "Alembic would run a half-pruned history"
    leave(root, way)
    assert tree(root) == (after if way == "finish" else before)
    assert not has_unfinished_prune(str(root))


@pytest.mark.parametrize("way", ["finish", "undo"])
def test_killed_before_every_file_system_call(
    tmp_path: Path, states: tuple[Tree, Tree], way: Literal["finish", "undo"]
) -> None:
    event = int(way == "undo")
    while True:
        root = tmp_path / str(event)
        change_set = project(root)
        if not killed(apply, change_set, at_event=event):
            break
        assert_recoverable(root, states, way)
        event += STEP
    assert event > 50, "the hook saw too few calls for this test to mean anything"
    assert tree(root) == states[1]


@pytest.mark.parametrize("way", ["finish", "undo"])
def test_recovery_itself_killed_before_every_file_system_call(
    tmp_path: Path, states: tuple[Tree, Tree], way: Literal["finish", "undo"]
) -> None:
    event = int(way == "undo")
    while True:
        root = tmp_path / str(event)
        change_set = project(root)
        with begin(change_set) as journal:
            journal.make_changes()
        if not killed(leave, root, way, at_event=event):
            break
        other: Literal["finish", "undo"] = "undo" if way == "finish" else "finish"
        assert_recoverable(root, states, other)
        event += STEP
    assert event > 20


def test_killed_at_random_instants(tmp_path: Path, states: tuple[Tree, Tree]) -> None:
    random.seed(7)
    kills = 0
    for number in range(examples(120)):
        root = tmp_path / str(number)
        change_set = project(root)
        kills += killed(apply, change_set, after_seconds=random.uniform(0.0001, 0.01))
        assert_recoverable(root, states, random.choice(("finish", "undo")))
    assert kills > 5


def prepare(root: Path, change_set: ChangeSet) -> None:
    with begin(change_set) as journal:
        journal.undo()


def test_what_a_kill_during_the_preparation_leaves_is_named_and_removed(tmp_path: Path) -> None:
    event, named = 0, 0
    while True:
        root = tmp_path / str(event) / "migrations"
        change_set = project(root)
        (root.parent / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
        before = tree(root)
        if not killed(prepare, root, change_set, at_event=event):
            break
        if leftovers(str(root)) and not has_unfinished_prune(str(root)):
            named += 1
            done = migralint("check", "--select", "ML003", cwd=root.parent)
            assert done.code == 1
            assert "killed before any revision file changed" in done.stdout
            rolled_back = migralint("prune", "--rollback", cwd=root.parent)
            assert rolled_back.code == 0, rolled_back.stderr
            assert leftovers(str(root)) == ()
            assert tree(root) == before
        event += STEP
    assert named > 1


@pytest.mark.slow
def test_clearing_away_never_takes_the_folder_of_a_prune_that_begins(tmp_path: Path) -> None:
    """As two applies at once: one prepares its journal while the other removes what killed ones left."""
    root = tmp_path / "migrations"
    change_set = project(root)
    before = tree(root)
    child = os.fork()
    if child == 0:
        while True:
            remove_leftovers(root)
    try:
        for _ in range(examples(300)):
            with begin(change_set) as journal:
                journal.undo()
            with new_folder(root) as folder:
                assert folder.is_dir()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    remove_leftovers(root)
    assert tree(root) == before
