"""How a run ends that cannot end well: a bug of ours, a stdout that takes nothing, an impatient user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, migralint
from tests.support.trees import write_tree

REVISION = "revision = 'a'\ndown_revision = None\n\ndef upgrade():\n    op.drop_table('t')\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project on which `check` dies of a bug whose message has several lines."""

    def broken(*_: object, **__: object) -> None:
        raise KeyError("first line\nsecond line")

    monkeypatch.setattr("migralint.commands.lint.project.check_project", broken)
    write_tree(tmp_path, {"migrations/env.py": "", "migrations/versions/a.py": REVISION})
    return tmp_path


def test_a_bug_is_one_line_and_how_to_get_the_traceback(project: Path) -> None:
    done = migralint("check", cwd=project)
    assert (done.code, done.stdout) == (3, "")
    bug, hint = done.stderr.splitlines()
    assert bug.startswith("migralint: this is a bug in migralint: KeyError: ")
    assert "MIGRALINT_TRACEBACK=1" in hint


def test_the_traceback_is_shown_on_request_and_the_exit_code_stays(project: Path) -> None:
    done = migralint("check", cwd=project, MIGRALINT_TRACEBACK="1")
    assert (done.code, done.stdout) == (3, "")
    assert "Traceback (most recent call last)" in done.stderr


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    write_tree(tmp_path, {"migrations/env.py": "", "migrations/versions/a.py": REVISION})
    return tmp_path


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(cwd / ".cache")}
    command = command.replace("migralint", f"'{sys.executable}' -m migralint")
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", ["check", "check --no-cache --format json", "rules"])
def test_a_full_disk_behind_stdout_is_no_bug(sound: Path, arguments: str) -> None:
    for _ in range(2):
        done = shell(f"migralint {arguments} > /dev/full", sound)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "standard output: cannot be written: No space left" in done.stderr


@pytest.mark.parametrize("arguments", ["check", "check --no-cache", "rules"])
def test_without_any_stdout_the_exit_code_tells(sound: Path, arguments: str) -> None:
    for _ in range(2):
        done = shell(f"migralint {arguments} >&-", sound)
        assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_during_the_imports_is_one_line(sound: Path) -> None:
    program = (
        "import migralint.__main__ as m, signal\n"
        "def late(): signal.raise_signal(signal.SIGINT)\n"
        "m.main = late\n"
        "m.console()\n"
    )
    (sound / "run.py").write_text(program)
    done = shell(f"'{sys.executable}' run.py check", sound)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "migralint: interrupted\n")
