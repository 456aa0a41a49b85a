"""The guard with the oldest Alembic and SQLAlchemy it promises to work with, and a middle one; installs packages.

The newest, which the tests run with, is held to the same states by tests/pruning/guard/test_on_databases.py.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migralint.database.postgresql.server.server import Server
from tests.database.test_compatibility import interpreter
from tests.pruning.guard.test_on_databases import (  # fmt: skip
    ASYNC,
    MULTIDB,
    REFUSED,
    STATES,
    STRANGE,
    connected,
    contents,
    fill,
    rows_of,
    sa,
)
from tests.support.guarded_project import IDS, guarded_project
from tests.support.postgresql import new_database
from tests.support.postgresql import postgresql_server as postgresql_server

pytestmark = pytest.mark.slow

A1, A2, A3, B1, B2 = IDS
OLDEST = ("3.9", "sqlalchemy==1.4.0", "alembic==1.8.0")
MIDDLE = ("3.11", "sqlalchemy==2.0.0", "alembic==1.13.0")


@pytest.fixture(scope="module", params=[OLDEST, MIDDLE], ids=["1.8", "1.13"])
def alembic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `alembic` of an environment with these versions."""
    folder = tmp_path_factory.mktemp("interpreter")
    version, *requirements = request.param
    subprocess.run([interpreter(version), "-m", "venv", str(folder)], check=True)
    drivers = ("psycopg2-binary", "asyncpg<0.29", "greenlet")  # the asynchronous driver that 1.4.0 has
    subprocess.run([str(folder / "bin/pip"), "install", "-q", *requirements, *drivers], check=True)
    return folder / "bin/alembic"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A pruned project and the URL by which the test reads its database."""
    root = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        url = theirs = f"sqlite:///{root}/app.db"
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        theirs = new_database(server, "guarded")
        url = theirs.replace("postgresql://", "postgresql+psycopg://")
    return guarded_project(root / "project", url=theirs.replace("%", "%%")), url


def run(alembic: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([alembic, *arguments], cwd=root, capture_output=True, check=False, encoding="utf-8")


def assert_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode != 0
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("state", STATES)
def test_upgrade(alembic: Path, place: tuple[Path, str], state: str) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    before = contents(url)
    done = run(alembic, root, "upgrade", "heads")
    if state in REFUSED:
        assert_refused(done, REFUSED[state])
        assert contents(url) == before
    else:
        assert done.returncode == 0, done.stderr
        assert rows_of(url) == {A3, B2}


@pytest.mark.parametrize("state", ["empty", "pruned", "prefix", "at-head"])
@pytest.mark.parametrize("command", [("current",), ("downgrade", A2)], ids=" ".join)
def test_what_reads_or_goes_down_is_refused_only_what_nobody_knows(
    alembic: Path, place: tuple[Path, str], state: str, command: tuple[str, ...]
) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    if A3 in rows:
        with connected(url) as connection:
            connection.execute(sa.text(f"CREATE TABLE t_{A3} (id INTEGER)"))
    before = contents(url)
    done = run(alembic, root, *command)
    if state in STRANGE:
        assert_refused(done, REFUSED[state])
        assert contents(url) == before
    elif state == "at-head":
        assert done.returncode == 0, done.stderr
        assert rows_of(url) == ({A2, B2} if command[0] == "downgrade" else {A3, B2})


@pytest.mark.parametrize("state", ["empty", "pruned"])
def test_what_is_never_in_question(alembic: Path, place: tuple[Path, str], state: str) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    for command in (("heads",), ("history",), ("upgrade", "heads", "--sql"), ("stamp", "--purge", "heads")):
        done = run(alembic, root, *command)
        assert done.returncode == 0, (command, done.stderr)
    assert rows_of(url) == {A3, B2}


def test_an_asynchronous_env(alembic: Path, tmp_path: Path, postgresql_server: Server) -> None:
    theirs = new_database(postgresql_server, "asynchronous")
    url = theirs.replace("postgresql://", "postgresql+psycopg://")
    asynchronous = theirs.replace("postgresql://", "postgresql+asyncpg://").replace("%", "%%")
    root = guarded_project(tmp_path / "project", env=ASYNC, url=asynchronous)
    fill(url, (A1, B2), tables=True)
    before = contents(url)
    assert_refused(run(alembic, root, "upgrade", "heads"), "is stamped a1a1a1a1, which was pruned on")
    assert contents(url) == before
    fill(url, (A2, B2), tables=True)
    done = run(alembic, root, "upgrade", "heads")
    assert done.returncode == 0, done.stderr
    assert rows_of(url) == {A3, B2}


def test_each_of_several_databases_is_judged_by_its_own_version_table(alembic: Path, tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", env=MULTIDB, arguments="engine_name", more=f"folder = {tmp_path}\n")
    for name, row in (("x", A3), ("y", A1)):
        with connected(f"sqlite:///{tmp_path}/{name}.db") as connection:
            connection.execute(sa.text(f"CREATE TABLE version_of_{name} (version_num VARCHAR(32))"))
            connection.execute(sa.text(f"INSERT INTO version_of_{name} VALUES ('{row}'), ('{B2}')"))
    before = (tmp_path / "y.db").read_bytes()
    assert_refused(
        run(alembic, root, "upgrade", "heads"), "the database (version_of_y) is stamped a1a1a1a1, which was pruned"
    )
    assert (tmp_path / "y.db").read_bytes() == before
