"""What a bug of ours looks like from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.trees import write_tree

REVISION = "revision = 'a'\ndown_revision = None\n\ndef upgrade():\n    op.drop_table('t')\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project on which `check` dies of a bug whose message has several lines."""

    def broken(*_: object) -> None:
        raise KeyError("first line\nsecond line")

    monkeypatch.setattr("migralint.cli.check_project.check_project", broken)
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
