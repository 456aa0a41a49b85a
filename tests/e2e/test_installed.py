"""The built package in an environment of its own: everything it needs is in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from migralint import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(target), str(ROOT))
    (made,) = target.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment that has the wheel alone."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    _run(str(folder / "bin" / "python"), "-m", "pip", "install", "-q", str(wheel))
    return folder / "bin"


def test_the_wheel_holds_all_files_of_the_package_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "migralint"
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"migralint/py.typed", "migralint/json_schemas/check.schema.json"} <= held


@pytest.mark.parametrize("program", [("migralint",), ("python", "-m", "migralint")])
def test_both_ways_to_start_it(installed: Path, program: tuple[str, ...], tmp_path: Path) -> None:
    command = (str(installed / program[0]), *program[1:])
    assert _run(*command, "--version", cwd=tmp_path).split() == ["migralint", __version__]
    assert "revision" in _run(*command, "check", cwd=ROOT / "examples" / "bookshop")


def test_shell_completion_is_offered(installed: Path, tmp_path: Path) -> None:
    shown = _run(str(installed / "migralint"), "--show-completion", "bash", cwd=tmp_path)
    assert "_MIGRALINT_COMPLETE" in shown
    completed = _run(
        str(installed / "migralint"),
        cwd=tmp_path,
        _MIGRALINT_COMPLETE="complete_bash",
        COMP_WORDS="migralint pru",
        COMP_CWORD="1",
    )
    assert completed.split() == ["prune"]


def _run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
