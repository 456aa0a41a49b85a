"""The child in the oldest and the newest interpreter and packages it promises to work with; installs packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migralint.database.result import Status
from tests.support.verification import PYTHON, verified

OLDEST = ("3.9", "sqlalchemy<2", "alembic==1.8.1")
MIDDLE = ("3.10", "sqlalchemy==2.0.0", "alembic==1.11.3")
NEWEST = ("3.13", "sqlalchemy[asyncio]>=2.1", "alembic")
LAYOUTS = {
    **dict.fromkeys(("match", "async", "schemas", "tenants", "emulated"), Status.MATCH),
    **dict.fromkeys(("changes_url", "connects_on_import", "wants_connection", "env_fails_late"), Status.MATCH),
    **dict.fromkeys(("multidb", "drift"), Status.DRIFT),
    **dict.fromkeys(("not_from_empty", "opens_another", "models_empty"), Status.FAILED),
}


def interpreter(version: str) -> str:
    """An interpreter of this version: on PATH, or where pyenv keeps them."""
    for folder in (*map(Path, (Path.home() / ".pyenv/versions").glob(f"{version}.*/bin")), Path("/usr/bin")):
        if (folder / f"python{version}").exists():
            return str(folder / f"python{version}")
    pytest.skip(f"there is no Python {version}")


@pytest.mark.slow
@pytest.mark.parametrize("packages", [OLDEST, MIDDLE, NEWEST], ids=["oldest", "middle", "newest"])
def test_every_layout(packages: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("interpreter")
    version, *requirements = packages
    subprocess.run([interpreter(version), "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin/pip"), "install", "-q", *requirements], check=True)
    found = {name: verified(name, python=str(folder)).status for name in LAYOUTS}
    assert found == LAYOUTS


def test_every_layout_in_the_interpreter_of_the_matrix() -> None:
    if sys.executable == PYTHON:
        pytest.skip("MIGRALINT_TEST_PYTHON names no other interpreter: a session of the matrix does (noxfile.py)")
    assert {name: verified(name).status for name in LAYOUTS} == LAYOUTS
