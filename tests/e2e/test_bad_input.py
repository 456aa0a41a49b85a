"""Input that no tool should trust: one error in words, exit status 2, nothing written; broken files are findings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.trees import revision_file, write_tree

CLEAN = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1_start.py": revision_file("a1"),
    "migrations/versions/b2_next.py": revision_file("b2", "a1"),
    "migrations/migralint-environments.toml": 'version = 1\n[environments.all]\nstamps = ["b2"]\n',
}
MANIFEST = "migrations/migralint-environments.toml"
HUGE = 50_000_000
Change = Callable[[Path], object]


def _replaced(name: str, content: str | bytes) -> Change:
    return lambda root: write_tree(root, {name: content})


def _huge(name: str) -> Change:
    def grow(root: Path) -> None:
        with (root / name).open("ab") as stream:
            stream.truncate(HUGE)

    return grow


def _second(root: Path) -> None:
    shutil.copytree(root / "migrations", root / "other")
    with (root / "alembic.ini").open("a") as stream:
        stream.write("[reports]\nscript_location = %(here)s/other\n")


def _loop(root: Path) -> None:
    (root / "alembic.ini").unlink()
    (root / "alembic.ini").symlink_to("alembic.ini")


@pytest.mark.parametrize(
    ("change", "command", "says"),
    [
        pytest.param(
            _replaced("alembic.ini", "[alembic]\nscript_location = %(script_location)s\n"),
            ("check",),
            "alembic.ini:2: script_location is interpolated recursively",
            id="a value that is itself",
        ),
        pytest.param(
            _replaced("alembic.ini", "[alembic]\na = %(b)s\nb = %(a)s\nscript_location = %(a)s\n"),
            ("check",),
            "alembic.ini:4: script_location is interpolated recursively",
            id="values that are each other",
        ),
        pytest.param(_second, ("prune",), "2 script directories found, one is needed", id="two where one is needed"),
        pytest.param(_loop, ("check", "alembic.ini"), "alembic.ini: cannot be read: Too many levels", id="a link loop"),
        pytest.param(_huge("alembic.ini"), ("check",), "alembic.ini: is larger than", id="a huge ini"),
        pytest.param(_huge(MANIFEST), ("check",), f"{MANIFEST}: is larger than", id="a huge manifest"),
        pytest.param(
            _replaced("pyproject.toml", "[tool.migralint]\nheads = 1 \0\n"),
            ("check",),
            "pyproject.toml:2: holds a null byte",
            id="a null byte in the settings",
        ),
        pytest.param(
            _replaced(MANIFEST, 'version = 1\n[environments.all]\nstampes = ["b2"]\n'),
            ("prune",),
            'toml:3: unknown key "stampes"\n  did you mean "stamps"?',
            id="an unknown key",
        ),
        pytest.param(
            _replaced(MANIFEST, "version = 1\n[environments.a]\nstamps = []\n[environments.a]\nstamps = []\n"),
            ("env", "list"),
            "toml:4: the table [environments.a] is declared twice",
            id="an environment twice",
        ),
        pytest.param(
            lambda root: shutil.rmtree(root / "migrations" / "versions"),
            ("check",),
            "no revisions found",
            id="no revisions",
        ),
    ],
)
def test_one_error_in_words_and_nothing_written(
    tmp_path: Path, change: Change, command: tuple[str, ...], says: str
) -> None:
    root = write_tree(tmp_path / "project", CLEAN)
    change(root)
    before = _state(root)
    done = migralint(*command, cwd=root, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert (done.code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert _state(root) == before


@pytest.mark.parametrize(
    ("flaw", "says"),
    [
        pytest.param(_huge("migrations/versions/c3_bad.py"), "too large for a revision file (50 MB)", id="50 MB"),
        pytest.param(lambda root: os.mkfifo(root / "migrations/versions/c3_bad.py"), "not a regular file", id="a pipe"),
        pytest.param(lambda root: (root / "migrations/versions/c3_bad.py").mkdir(), "", id="a folder"),
    ],
)
def test_beside_what_is_no_file_of_text_the_others_are_checked(tmp_path: Path, flaw: Change, says: str) -> None:
    root = write_tree(tmp_path, {**CLEAN, "migrations/versions/d4_good.py": revision_file("d-4", "b2")})
    flaw(root)
    done = migralint("check", cwd=root)
    assert done.code == 1
    assert "d4_good.py\n  1:12  error ML207" in done.stdout
    assert says in done.stdout
    assert len(done.stdout) < 5000


# Root reads everything by these two capabilities; without them it is as everybody else.
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


@pytest.mark.skipif(bool(UNPRIVILEGED) and shutil.which("setpriv") is None, reason="root reads everything")
@pytest.mark.parametrize(
    ("locked", "command", "code", "says"),
    [
        ("migrations/versions/b2_next.py", ("check",), 1, "cannot be read: permission denied"),
        ("migrations/versions", ("check",), 2, "migrations/versions: cannot be read: Permission denied"),
        ("migrations/versions/old", ("check",), 2, "migrations/versions/old: cannot be read: Permission denied"),
        ("migrations", ("prune",), 2, "migrations"),
        ("alembic.ini", ("check",), 2, "alembic.ini: cannot be read: Permission denied"),
        (MANIFEST, ("prune",), 2, "environments.toml: cannot be read: Permission denied"),
    ],
)
def test_what_may_not_be_read_is_never_passed_over(
    tmp_path: Path, locked: str, command: tuple[str, ...], code: int, says: str
) -> None:
    recursive = CLEAN["alembic.ini"] + "recursive_version_locations = true\n"
    root = write_tree(
        tmp_path, {**CLEAN, "alembic.ini": recursive, "migrations/versions/old/c3.py": revision_file("c3", "b2")}
    )
    mode = (root / locked).stat().st_mode
    (root / locked).chmod(0)
    try:
        done = _unprivileged(*command, cwd=root)
    finally:
        (root / locked).chmod(mode)
    assert done.code == code
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def _unprivileged(*arguments: str, cwd: Path) -> Finished:
    done = subprocess.run(
        [*UNPRIVILEGED, sys.executable, "-m", "migralint", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(cwd / ".cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def _state(root: Path) -> dict[str, tuple[int, int]]:
    """Every name below with its size and time of change."""
    return {
        str(path.relative_to(root)): (status.st_size, status.st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if (status := path.lstat())
    }
