"""The generated file, called by an application with a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.util import CommandError, load_python_file
from sqlalchemy.ext.asyncio import create_async_engine

import migralint
from tests.support.guarded_project import IDS, guarded_project

A1, A2, A3, B1, B2 = IDS
GUARD = "migralint_guard.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return guarded_project(tmp_path_factory.mktemp("application") / "project")


@pytest.fixture
def guard(project: Path) -> ModuleType:
    return load_python_file(str(project / "migrations"), GUARD)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def stamped(connection: sa.Connection, *rows: str, table: str = "alembic_version") -> sa.Connection:
    connection.execute(sa.text(f"CREATE TABLE {table} (version_num VARCHAR(32) NOT NULL)"))
    for row in rows:
        connection.execute(sa.text(f"INSERT INTO {table} VALUES (:row)"), {"row": row})
    connection.commit()
    return connection


def verdict(guard: ModuleType, connection: Any, **options: Any) -> str:
    """The verdict that is returned, or with `refused: ` before it the one that is raised."""
    try:
        return str(guard.check_database(connection, **options).verdict)
    except guard.DatabaseRefused as refused:
        assert isinstance(refused, CommandError)
        return f"refused: {refused.verdict}"


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        ((A3, B2), {}, "at head"),
        ((A3, B2), {"require": "head"}, "at head"),
        ((A2, B2), {}, "behind"),
        ((A2, B2), {"require": "head"}, "refused: behind"),
        ((A1, B2), {"on_newer": "allow"}, "refused: pruned"),
        (("ffffffff",), {}, "refused: unknown"),
        (("ffffffff",), {"on_newer": "allow"}, "unknown"),
        (("ffffffff",), {"on_newer": "allow", "require": "head"}, "unknown"),
        (("a3a3", B2), {}, "refused: unknown"),
        ((A2, A3, B2), {}, "refused: overlapping"),
        ((A3,), {}, "refused: incomplete"),
        ((), {}, "refused: empty"),
        ((), {"on_unstamped": "allow"}, "refused: empty"),
    ],
)
def test_verdicts(
    guard: ModuleType, connection: sa.Connection, rows: tuple[str, ...], options: dict[str, str], expected: str
) -> None:
    assert verdict(guard, stamped(connection, *rows), **options) == expected


def test_a_database_with_tables_and_no_stamp(guard: ModuleType, connection: sa.Connection) -> None:
    connection.execute(sa.text("CREATE TABLE customer (id INTEGER)"))
    connection.commit()
    assert verdict(guard, connection) == "refused: unstamped"
    assert verdict(guard, connection, on_unstamped="allow") == "unstamped"
    assert verdict(guard, connection, on_unstamped="allow", require="head") == "refused: unstamped"


def test_what_is_to_run_is_told_in_order(guard: ModuleType, connection: sa.Connection) -> None:
    standing = guard.check_database(stamped(connection, A2, B2))
    assert (standing.rows, standing.pending) == ((A2, B2), (A3,))


def test_a_version_table_of_another_name(guard: ModuleType, connection: sa.Connection) -> None:
    stamped(connection, A1, table="versions")
    with pytest.raises(CommandError, match=r"the database \(versions\) is stamped a1a1a1a1, which was pruned on"):
        guard.check_database(connection, version_table="versions")


def test_the_connection_is_as_it_was(guard: ModuleType, connection: sa.Connection) -> None:
    stamped(connection, A3, B2)
    guard.check_database(connection)
    assert not connection.in_transaction()
    with connection.begin():
        connection.execute(sa.text("CREATE TABLE kept (id INTEGER)"))
        guard.check_database(connection)
        assert connection.in_transaction()
    assert "kept" in sa.inspect(connection).get_table_names()


def test_a_misspelt_option_is_an_error(guard: ModuleType, connection: sa.Connection) -> None:
    with pytest.raises(ValueError, match="require must be 'floor' or 'head', not 'heads'"):
        guard.check_database(connection, require="heads")


def test_an_asynchronous_application(guard: ModuleType) -> None:
    async def main() -> str:
        engine = create_async_engine("sqlite+aiosqlite://")
        async with engine.connect() as connection:
            return await connection.run_sync(lambda opened: verdict(guard, opened))

    assert asyncio.run(main()) == "refused: empty"


@pytest.mark.parametrize("nested", [False, True], ids=["two-folders", "nested"])
def test_version_locations_are_found_without_a_configuration(
    tmp_path: Path, connection: sa.Connection, nested: bool
) -> None:
    if not nested:
        pytest.importorskip("alembic", minversion="1.16", reason="older versions do not know path_separator")
    more = (
        "recursive_version_locations = true\n"
        if nested
        else "path_separator = os\nversion_locations = %(here)s/migrations/versions:%(here)s/plugin\n"
    )
    root = guarded_project(tmp_path / "project", prune=False)
    with (root / "alembic.ini").open("a") as ini:
        ini.write(more)
    plugin = root / ("migrations/versions/plugin" if nested else "plugin")
    plugin.mkdir()
    for name in (B1, B2):
        (root / f"migrations/versions/{name}.py").rename(plugin / f"{name}.py")
    done = migralint.guard(migralint.load(str(root)))
    assert done.guard == "refreshed"
    guard = load_python_file(str(root / "migrations"), GUARD)
    stamped(connection, A3, B2)
    assert verdict(guard, connection) == "at head"
    assert verdict(guard, connection, config=Config(str(root / "alembic.ini"))) == "at head"
