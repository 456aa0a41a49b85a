"""Real Alembic commands on real databases, through an env.py that calls the guard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from migralint.database.postgresql.server.server import Server
from tests.support.guarded_project import IDS, alembic, guarded_project
from tests.support.postgresql import new_database
from tests.support.postgresql import postgresql_server as postgresql_server

pytestmark = pytest.mark.slow

A1, A2, A3, B1, B2 = IDS
OURS = "the database "
"""How a refusal of the guard begins; any other is Alembic's."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A pruned project and the URL of a database, which may be anything."""
    root = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        url = f"sqlite:///{root}/app.db"
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        url = new_database(server, "guarded").replace("postgresql://", "postgresql+psycopg://")
    return guarded_project(root / "project", url=url.replace("%", "%%")), url


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def fill(url: str, rows: tuple[str, ...], *, tables: bool) -> None:
    with connected(url) as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)
        if tables:
            connection.execute(sa.text("CREATE TABLE customer (id INTEGER)"))
        if rows:
            connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            for row in rows:
                connection.execute(sa.text("INSERT INTO alembic_version VALUES (:row)"), {"row": row})


def contents(url: str) -> object:
    """The whole database: the bytes of SQLite's file, or every row of every table and of the catalogue.

    The hidden columns of PostgreSQL show a row that was written again.
    """
    if url.startswith("sqlite"):
        return Path(sa.make_url(url).database or "").read_bytes()
    with connected(url) as connection:
        tables = sa.inspect(connection).get_table_names()
        names = [*(f'"{name}"' for name in sorted(tables)), "pg_class", "pg_attribute", "pg_constraint"]
        return {name: connection.execute(sa.text(f"SELECT xmin, ctid, * FROM {name}")).all() for name in names}


def rows_of(url: str) -> set[str]:
    with connected(url) as connection:
        return set(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars())


STATES = {
    "empty": ((), False),
    "unstamped": ((), True),
    "pruned": ((A1, B2), True),
    "unknown": (("ffffffff", B2), True),
    "prefix": (("a3a3a3", B2), True),
    "overlapping": ((A2, A3, B2), True),
    "incomplete": ((A3,), True),
    "behind": ((A2, B2), True),
    "at-head": ((A3, B2), True),
}
REFUSED = {
    "empty": "is empty, and the revisions that build the first part of the schema were pruned (a1a1a1a1, b1b1b1b1)",
    "unstamped": "has tables (customer) but no stamp",
    "pruned": "is stamped a1a1a1a1, which was pruned on",
    "unknown": "is stamped ffffffff, which is not a revision of this release",
    "prefix": "Alembic would use a3a3a3a3 instead",
    "overlapping": "is stamped a2a2a2a2 and a3a3a3a3, which includes it, so Alembic refuses: delete the row a2a2a2a2",
    "incomplete": "is stamped a3a3a3a3 and needs b1b1b1b1, which was pruned on",
}
STRANGE = ("pruned", "unknown", "prefix")
"""States in which Alembic cannot tell what a row is, or takes it for something else."""


@pytest.mark.parametrize("state", STATES)
def test_upgrade(place: tuple[Path, str], state: str) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    before = contents(url)
    done = alembic(root, "upgrade", "heads")
    if state in REFUSED:
        assert done.failed and OURS in done.said and REFUSED[state] in done.said
        assert contents(url) == before
    else:
        assert not done.failed, done.said
        assert rows_of(url) == {A3, B2}


@pytest.mark.parametrize("state", ["empty", "pruned", "prefix", "overlapping", "at-head"])
@pytest.mark.parametrize("command", [("current",), ("downgrade", A2)], ids=" ".join)
def test_what_reads_or_goes_down_is_refused_only_what_nobody_knows(
    place: tuple[Path, str], state: str, command: tuple[str, ...]
) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    if command[0] == "downgrade" and A3 in rows:
        with connected(url) as connection:
            connection.execute(sa.text(f"CREATE TABLE t_{A3} (id INTEGER)"))
    before = contents(url)
    done = alembic(root, *command)
    if state in STRANGE:
        assert done.failed and OURS in done.said and REFUSED[state] in done.said
        assert contents(url) == before
    else:
        assert OURS not in done.said


@pytest.mark.parametrize("state", ["empty", "pruned", "prefix", "incomplete"])
@pytest.mark.parametrize(
    "command",
    [("stamp", "heads"), ("stamp", "--purge", "heads"), ("heads",), ("history",), ("upgrade", "heads", "--sql")],
    ids=" ".join,
)
def test_what_is_never_in_question(place: tuple[Path, str], state: str, command: tuple[str, ...]) -> None:
    root, url = place
    rows, tables = STATES[state]
    fill(url, rows, tables=tables)
    done = alembic(root, *command)
    assert OURS not in done.said
    if command != ("stamp", "heads"):
        assert not done.failed, done.said


def test_a_line_that_lacks_nothing_is_upgraded_where_another_does(place: tuple[Path, str]) -> None:
    root, url = place
    fill(url, (A2,), tables=True)
    assert not alembic(root, "upgrade", A3).failed
    assert rows_of(url) == {A3}
    before = contents(url)
    assert "needs b1b1b1b1" in alembic(root, "upgrade", B2).said
    assert contents(url) == before


def test_a_whole_history_is_never_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/app.db"
    root = guarded_project(tmp_path / "project", url=url, prune=False)
    with connected(url) as connection:
        connection.execute(sa.text("CREATE TABLE of_somebody_else (id INTEGER)"))
    assert not alembic(root, "upgrade", "heads").failed
    assert not alembic(root, "downgrade", "base").failed
    assert not alembic(root, "upgrade", "heads").failed
    assert rows_of(url) == {A3, B2}


def test_an_upgrade_is_planned_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To plan it takes as long as all the rest of the guard, so Alembic gets the steps that were judged."""
    url = f"sqlite:///{tmp_path}/app.db"
    root = guarded_project(tmp_path / "project", url=url)
    fill(url, (A2, B2), tables=True)
    planned: list[object] = []
    plan = ScriptDirectory._upgrade_revs

    def counted(script: ScriptDirectory, goal: Any, rows: Any) -> Any:
        planned.append(goal)
        return plan(script, goal, rows)

    monkeypatch.setattr(ScriptDirectory, "_upgrade_revs", counted)
    assert not alembic(root, "upgrade", "heads").failed
    assert planned == ["heads"]
    assert rows_of(url) == {A3, B2}


def test_an_unreadable_ledger_is_said(tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", url=f"sqlite:///{tmp_path}/app.db")
    (root / "migrations/migralint-pruned.json").write_text("<<<<<<< HEAD\n")
    for _ in ("damaged", "missing"):
        done = alembic(root, "upgrade", "heads")
        assert done.failed and "migralint-pruned.json, the record of what was pruned, cannot be read" in done.said
        (root / "migrations/migralint-pruned.json").unlink(missing_ok=True)


@pytest.mark.parametrize("lazily", [False, True])
def test_a_function_of_a_project_is_judged_by_the_steps_it_names(tmp_path: Path, lazily: bool) -> None:
    url = f"sqlite:///{tmp_path}/app.db"
    root = guarded_project(tmp_path / "project", url=url)
    config = Config(str(root / "alembic.ini"))
    script = ScriptDirectory.from_config(config)
    seen: list[object] = []

    def upgrade(rows: Any, context: object) -> Any:
        steps = script._upgrade_revs("heads", rows)
        return iter(steps) if lazily else steps

    def only_look(rows: object, context: object) -> list[object]:
        seen.append(rows)
        return []

    def run(function: Any) -> None:
        with EnvironmentContext(config, script, fn=function):
            script.run_env()

    run(only_look)
    assert seen == [()]
    with pytest.raises(CommandError, match="the database is empty, and"):
        run(upgrade)
    fill(url, (A2, B2), tables=True)
    run(upgrade)
    assert rows_of(url) == {A3, B2}


MULTIDB = """\
from alembic import context
from sqlalchemy import create_engine

folder = context.config.get_main_option("folder")
engines = {name: create_engine(f"sqlite:///{folder}/{name}.db") for name in ("x", "y")}


def online():
    for name, engine in engines.items():
        with engine.connect() as connection:
            context.configure(connection=connection, version_table=f"version_of_{name}")
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


online()
"""


def test_each_of_several_databases_is_judged_by_its_own_version_table(tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", env=MULTIDB, arguments="engine_name", more=f"folder = {tmp_path}\n")
    for name, row in (("x", A3), ("y", A1)):
        with connected(f"sqlite:///{tmp_path}/{name}.db") as connection:
            connection.execute(sa.text(f"CREATE TABLE version_of_{name} (version_num VARCHAR(32))"))
            connection.execute(sa.text(f"INSERT INTO version_of_{name} VALUES ('{row}'), ('{B2}')"))
    done = alembic(root, "upgrade", "heads")
    assert done.failed and "the database (version_of_y) is stamped a1a1a1a1, which was pruned" in done.said


ASYNC = """\
import asyncio

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine


def run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    engine = create_async_engine(context.config.get_main_option("sqlalchemy.url"))
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
"""


def test_an_asynchronous_env(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/app.db"
    root = guarded_project(tmp_path / "project", env=ASYNC, url=url.replace("sqlite", "sqlite+aiosqlite"))
    assert "is empty, and" in alembic(root, "upgrade", "heads").said
    fill(url, (A2, B2), tables=True)
    assert not alembic(root, "upgrade", "heads").failed
    assert rows_of(url) == {A3, B2}


def test_upgrades_are_committed_wherever_the_guard_is_called(tmp_path: Path) -> None:
    """SQLAlchemy begins a transaction for what the guard reads; Alembic must not take it for that of env.py."""
    call = "            context.run_migrations()\n"
    before = "        with context.begin_transaction():\n"
    url = f"sqlite:///{tmp_path}/app.db"
    root = guarded_project(tmp_path / "project", url=url)
    env = root / "migrations/env.py"
    lines = env.read_text().splitlines(keepends=True)
    guard = next(line for line in lines if "check_database" in line)
    moved = "".join(line for line in lines if line != guard)
    place = moved.rindex(before + call)
    env.write_text(moved[:place] + guard.replace("            ", "        ") + moved[place:])
    fill(url, (A2, B2), tables=True)
    assert not alembic(root, "upgrade", "heads").failed
    assert rows_of(url) == {A3, B2}


def test_a_call_before_configure_says_where_it_belongs(tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", url=f"sqlite:///{tmp_path}/app.db")
    env = root / "migrations/env.py"
    text = env.read_text()
    guard = next(line for line in text.splitlines(keepends=True) if "check_database" in line)
    early = guard.strip().replace("context.get_bind()", "connection")
    env.write_text(
        text.replace("        context.configure(connection", f"        {early}\n        context.configure(connection")
    )
    assert "call check_database() after context.configure()" in alembic(root, "current").said
