"""The emulation where it runs: an old Python, the oldest SQLAlchemy and Alembic, and no migralint installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
OLDEST = ("sqlalchemy>=1.4,<1.5", "alembic==1.8.1", "pytest", "hypothesis")


def old_python() -> str | None:
    """A Python 3.9 on this machine."""
    found = sorted(Path("~/.pyenv/versions").expanduser().glob("3.9.*/bin/python"))
    named = str(found[-1]) if found else shutil.which("python3.9")
    if named is None or subprocess.run([named, "--version"], capture_output=True).returncode:
        return None
    return named


@pytest.mark.slow
def test_the_same_tests_pass_there(tmp_path: Path) -> None:
    python = old_python()
    if python is None:
        pytest.skip("no Python 3.9 here")
    package = tmp_path / "migralint" / "database" / "child" / "emulation"
    shutil.copytree(ROOT / "migralint" / "database" / "child" / "emulation", package)
    shutil.copytree(ROOT / "migralint" / "sql", tmp_path / "migralint" / "sql")
    for folder in list(package.parents)[:3]:
        (folder / "__init__.py").touch()
    tests = tmp_path / "tests" / "emulation"
    shutil.copytree(Path(__file__).parent, tests, ignore=shutil.ignore_patterns("__pycache__", Path(__file__).name))
    (tmp_path / "tests" / "support").mkdir()
    for name in ("scratch.py", "thorough.py"):
        shutil.copy(ROOT / "tests" / "support" / name, tmp_path / "tests" / "support")
    environment = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", environment], check=True)
    subprocess.run([environment / "bin" / "python", "-m", "pip", "install", "-q", *OLDEST], check=True)
    done = subprocess.run(
        [environment / "bin" / "python", "-m", "pytest", "-q", "--import-mode=importlib", "-W", "ignore", tests],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
