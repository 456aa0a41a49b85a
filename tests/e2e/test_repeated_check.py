"""The second `migralint check`: answered from what the first one kept, and never when anything has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.trees import revision_file, write_tree

FILES = {
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1_start.py": revision_file("a1"),
    "migrations/versions/b2_next.py": "from constants import PARENT\n" + revision_file("b2").replace("None", "PARENT"),
    "constants.py": 'PARENT = "a1"\n',
}
IMPORTED = """
import sys
started_with = {*sys.modules}
sys.argv = ["migralint", "check"]
from migralint.__main__ import main
try:
    main()
except SystemExit as end:
    heavy = {"typer", "rich", "networkx", "sqlglot", "sqlalchemy", "alembic", "dataclasses", "pathlib"}
    heavy |= {"inspect", "typing_extensions"}
    read = "migralint.loading.revisions.directory" in sys.modules
    if not read:
        heavy |= {"typing", "re", "enum", "collections", "functools", "contextlib"} - started_with
    print(end.code, sorted(heavy & sys.modules.keys()), read, file=sys.stderr)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    written = write_tree(tmp_path / "project", FILES)
    _let_the_clock_tick(written)
    return written


def _let_the_clock_tick(project: Path) -> None:
    """Wait until what was written just now counts as settled; a process of its own takes longer to start anyway."""
    newest = max(path.stat().st_ctime_ns for path in project.rglob("*"))
    while time.time_ns() <= newest + 60_000_000:
        pass


def check(project: Path, *options: str) -> Finished:
    return migralint("check", *options, cwd=project, XDG_CACHE_HOME=str(project.parent / "cache"))


def kept(project: Path) -> list[str]:
    folder = project.parent / "cache" / "migralint" / "reports"
    return sorted(path.name for path in folder.glob("*.cache")) if folder.exists() else []


def test_nothing_heavy_is_imported_and_the_second_run_reads_nothing_and_says_the_same(project: Path) -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", IMPORTED],
            cwd=project,
            env={"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(project.parent / "cache")},
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert [run.stderr for run in runs] == ["0 [] True\n", "0 [] False\n"]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.endswith("2 revisions, 1 head, 1 base: 1 info\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a revision is edited": lambda p: write_tree(p, {"migrations/versions/a1_start.py": revision_file("a9")}),
    "a revision comes": lambda p: write_tree(p, {"migrations/versions/c3.py": revision_file("c3", "a1")}),
    "a revision goes": lambda p: (p / "migrations/versions/a1_start.py").unlink(),
    "a constant is edited": lambda p: write_tree(p, {"constants.py": 'PARENT = "a9"\n'}),
    "settings come": lambda p: write_tree(p, {"migralint.toml": 'select = ["ML1"]\n'}),
    "settings come above": lambda p: write_tree(p.parent, {"migralint.toml": 'select = ["ML1"]\n'}),
    "a manifest comes": lambda p: write_tree(
        p, {"migrations/migralint-environments.toml": 'version = 1\n[environments.x]\nstamps = ["q"]\n'}
    ),
    "the configuration is edited": lambda p: write_tree(p, {"alembic.ini": "[alembic]\nscript_location = m2\n"}),
    "an edit that keeps size and time": lambda p: _edit_unseen(p / "migrations/versions/a1_start.py"),
}


def _edit_unseen(path: Path) -> None:
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"a1", b"a9"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_it_is_worked_out_anew(project: Path, change: str) -> None:
    first = check(project)
    assert len(kept(project)) == 1
    CHANGES[change](project)
    second = check(project)
    assert (second.stdout, second.stderr) != (first.stdout, first.stderr)
    assert (second.code, second.stdout) == (check(project, "--no-cache").code, check(project, "--no-cache").stdout)


def test_other_options_are_another_question(project: Path) -> None:
    assert check(project).code == 0
    assert check(project, "--fail-on", "info").code == 1
    assert check(project, "--select", "ML1").stdout == "2 revisions, 1 head, 1 base: nothing to report\n"
    assert len(kept(project)) == 3


def test_documents_in_files_are_written_again(project: Path) -> None:
    for _ in range(2):
        check(project, "--output", "json=report.json")
        assert (project / "report.json").read_bytes().startswith(b"{")
        (project / "report.json").unlink()


def test_no_cache_neither_reads_nor_writes(project: Path) -> None:
    check(project, "--no-cache")
    assert kept(project) == []


def test_a_damaged_or_unwritable_cache_is_no_error(project: Path) -> None:
    first = check(project)
    (name,) = kept(project)
    entry = project.parent / "cache" / "migralint" / "reports" / name
    for damage in (b"", b"[]", b'{"key": 1}', entry.read_bytes()[:-9]):
        entry.write_bytes(damage)
        assert check(project) == first
    shutil.rmtree(entry.parent)
    entry.parent.write_bytes(b"not a folder")
    assert check(project) == first


def test_what_was_written_this_very_moment_is_not_trusted(project: Path) -> None:
    future = (project / "constants.py").stat().st_mtime + 60
    os.utime(project / "constants.py", (future, future))
    check(project)
    assert kept(project) == []


def test_a_record_that_will_be_too_old_ends_the_answer(project: Path) -> None:
    from datetime import UTC, datetime

    from migralint.linting import report_cache

    manifest = (
        "version = 1\nmax-age-days = 10\n[environments.x]\nstamps = ['b2']\n"
        f"recorded-at = {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
    )
    write_tree(project, {"migrations/migralint-environments.toml": manifest})
    _let_the_clock_tick(project)
    kept_until: list[float] = []

    def keep(*_: object, until: float) -> None:
        kept_until.append(until)

    with patch.object(report_cache, "keep", keep):
        check(project)
    (until,) = kept_until
    assert 9.9 * 86400 < until - datetime.now(UTC).timestamp() <= 10 * 86400
