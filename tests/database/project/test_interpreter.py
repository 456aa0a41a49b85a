"""Which Python runs the project."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migralint.database.project.interpreter import choose_interpreter
from migralint.source.errors import InputError


def venv(folder: Path) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return python


def test_a_named_interpreter_is_not_resolved_out_of_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = venv(tmp_path / "env")
    monkeypatch.chdir(tmp_path)
    assert choose_interpreter("env/bin/python", str(tmp_path), {}) == str(python)


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    python = venv(tmp_path / "env")
    assert choose_interpreter(str(tmp_path / "env"), str(tmp_path), {"VIRTUAL_ENV": "/elsewhere"}) == str(python)


def test_the_active_environment_comes_before_the_local_one(tmp_path: Path) -> None:
    venv(tmp_path / ".venv")
    active = venv(tmp_path / "active")
    assert choose_interpreter(None, str(tmp_path), {"VIRTUAL_ENV": str(tmp_path / "active")}) == str(active)


def test_the_environment_of_a_pre_commit_hook_is_not_the_projects(tmp_path: Path) -> None:
    local = venv(tmp_path / ".venv")
    environment = {"VIRTUAL_ENV": sys.prefix, "PRE_COMMIT": "1"}
    assert choose_interpreter(None, str(tmp_path), environment) == str(local)


def test_the_local_environment_is_looked_for_up_to_the_repository(tmp_path: Path) -> None:
    local = venv(tmp_path / ".venv")
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "services" / "api"
    inner.mkdir(parents=True)
    assert choose_interpreter(None, str(inner), {}) == str(local)
    (inner / ".git").mkdir()
    assert choose_interpreter(None, str(inner), {}) == sys.executable


@pytest.mark.parametrize("named", ["no/such/python", "."])
def test_what_is_no_interpreter_is_refused(named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        choose_interpreter(named, str(tmp_path), {})
