"""The plugin of the installed package under the oldest and newest pytest, beside plugins that have event loops."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from tests.testing.conftest import ROOT, Run

pytestmark = pytest.mark.slow

LOOPS = """
import asyncio

import pytest


@pytest.mark.asyncio
async def test_in_a_loop(migration_database):
    await asyncio.sleep(0)
    database = migration_database.at("ccc333")
    database.insert("person", {"id": 1, "name": "Ada Lovelace"})
    database.upgrade("ccc333")
    assert database.rows("person")[0]["last"] == "Lovelace"


@pytest.mark.anyio
async def test_with_anyio(migration_database):
    assert migration_database.at("bbb222").heads == ("aaa111",)


@pytest.fixture
def anyio_backend():
    return "asyncio"
"""


@pytest.fixture(scope="module", params=["pytest>=8.0,<8.1", "pytest>=9"])
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of a fresh environment with the package and one version of pytest."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    interpreter = str(folder / "bin" / "python")
    command = [interpreter, "-m", "pip", "install", "-q", str(ROOT), request.param]
    done = subprocess.run(
        [*command, "pytest-asyncio", "anyio", "pytest-xdist"], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return interpreter


def test_fixture_items_and_star_import(run: Run, python: str, project: Path) -> None:
    ran = run("--migralint", python=python, test_loops=LOOPS, test_star="from migralint.testing import *\n")
    # Four items, two tests in a loop, and five of the star import, of which one has no seeds.
    assert (ran.code, ran.outcomes.get("passed"), ran.outcomes.get("skipped")) == (0, 10, 1), ran.said
    again = run("-n", "2", "--migralint", python=python, test_loops=LOOPS)
    assert (again.code, again.outcomes.get("passed")) == (0, 10), again.said


def test_nothing_is_imported_before_it_is_asked(run: Run, python: str) -> None:
    names = "{'msgspec', 'sqlalchemy', 'migralint.api'}"
    text = f"import sys\n\n\ndef test_nothing():\n    assert not {names} & set(sys.modules)\n"
    assert run(python=python, test_nothing=text).outcomes == {"passed": 1}
