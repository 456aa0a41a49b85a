"""The guard with the oldest Alembic and SQLAlchemy it promises to work with, and a middle one; installs packages."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.database.test_compatibility import interpreter
from tests.pruning.guard.test_on_databases import REFUSED, STATES
from tests.support.guarded_project import IDS, guarded_project

A1, A2, A3, B1, B2 = IDS
OLDEST = ("3.9", "sqlalchemy==1.4.0", "alembic==1.8.0")
MIDDLE = ("3.11", "sqlalchemy==2.0.0", "alembic==1.13.0")


@pytest.fixture(scope="module", params=[OLDEST, MIDDLE], ids=["1.8", "1.13"])
def alembic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `alembic` of an environment with these versions."""
    folder = tmp_path_factory.mktemp("interpreter")
    version, *requirements = request.param
    subprocess.run([interpreter(version), "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin/pip"), "install", "-q", *requirements], check=True)
    return folder / "bin/alembic"


def filled(path: Path, rows: tuple[str, ...], *, tables: bool) -> bytes:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        if tables:
            database.execute("CREATE TABLE customer (id INTEGER)")
        if rows:
            database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            database.executemany("INSERT INTO alembic_version VALUES (?)", [(row,) for row in rows])
        database.commit()
    return path.read_bytes() if path.exists() else b""


@pytest.mark.slow
def test_every_state(alembic: Path, tmp_path: Path) -> None:
    database = tmp_path / "app.db"
    root = guarded_project(tmp_path / "project", url=f"sqlite:///{database}")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([alembic, *arguments], cwd=root, capture_output=True, check=False, encoding="utf-8")

    for state, (rows, tables) in STATES.items():
        before = filled(database, rows, tables=tables)
        done = run("upgrade", "heads")
        if state in REFUSED:
            assert done.returncode != 0, state
            assert REFUSED[state] in done.stdout + done.stderr, state
            assert "Traceback" not in done.stderr, state
            assert database.read_bytes() == before, state
        else:
            assert done.returncode == 0, done.stderr
            with closing(sqlite3.connect(database)) as opened:
                assert {row[0] for row in opened.execute("SELECT version_num FROM alembic_version")} == {A3, B2}
        filled(database, rows, tables=tables)
        for command in (("heads",), ("history",), ("upgrade", "heads", "--sql"), ("stamp", "--purge", "heads")):
            assert run(*command).returncode == 0, (state, command)
        filled(database, rows, tables=tables)
        if state in ("pruned", "unknown", "prefix"):
            done = run("current")
            assert done.returncode != 0 and REFUSED[state] in done.stdout + done.stderr, state
