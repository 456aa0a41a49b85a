"""Ctrl-C and a request to end at any file-system call of an apply: the directory is as before, or the prune is done."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.git import repository
from tests.support.thorough import THOROUGH
from tests.support.trees import revision_file, write_tree

PLACES = 9 if THOROUGH else 4
"""How many of its calls it is interrupted at, about."""
IDS = [f"a{number}a{number}a{number}a{number}" for number in range(1, 6)]
MANIFEST = f'version = 1\n\n[environments.production]\nstamps = ["{IDS[2]}"]\n'
Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five revisions in a line, of which two can go."""
    root = tmp_path_factory.mktemp("interrupted") / "project"
    parents = [None, *IDS]
    write_tree(root, {f"migrations/versions/{name}.py": revision_file(name, parents[n]) for n, name in enumerate(IDS)})
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text("")
    (root / "migrations" / "migralint-environments.toml").write_text(MANIFEST)
    return repository(root)


def tree(root: Path) -> Tree:
    """Everything in the script directory; of the ledger, which names the time, only that it is there."""
    return {
        str(path.relative_to(root)): b"" if path.name == "migralint-pruned.json" else path.read_bytes()
        for path in (root / "migrations").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def apply_in_child(root: Path, number: signal.Signals | None, at_event: int) -> tuple[int, int]:
    """Apply in a child that gets the signal at an event inside the script directory: wait status, number of events."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        inside, events = os.fspath(root / "migrations"), 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal events
            touching = event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.scandir")
            if touching and (os.path.isdir(f"{inside}/migralint-journal") or events):
                events += 1
                if events == at_event and number is not None:
                    os.kill(os.getpid(), number)

        code = 99
        try:
            sys.addaudithook(hook)
            code = migralint("prune", "--apply", "--no-verify", "-q", cwd=root).code
        finally:
            os.write(write, str(events).encode())
            os._exit(code)
    _, status = os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        said = stream.read()
    return os.waitstatus_to_exitcode(status), int(said or b"0")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_it_ends_in_one_of_two_states(project: Path, tmp_path: Path, number: signal.Signals) -> None:
    def fresh() -> Path:
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        return shutil.copytree(project, tmp_path / "copy")

    before = tree(project)
    copy = fresh()
    code, events = apply_in_child(copy, None, 0)
    after = tree(copy)
    assert code == 0
    assert after != before
    assert events > 20
    ended = set()
    some = range(1, events + 1, max(1, events // PLACES))
    for event in sorted({*some, events}):  # the last one comes after the proof
        copy = fresh()
        code, _ = apply_in_child(copy, number, event)
        state = tree(copy)
        assert state in (before, after), f"event {event}: neither before nor after"
        expected = {signal.SIGINT: 130 if state == before else 0, signal.SIGTERM: -signal.SIGTERM}[number]
        assert code == expected, f"event {event}"
        ended.add(state == before)
    assert ended == {True, False}
