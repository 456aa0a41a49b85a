"""What a server keeps for itself beside the options that a user sets is neither drift nor a note.

A minor version may write entries of its own into any list of options; a superuser can write them as it does.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import compare
from migralint.schema.database import Database
from tests.mutations.test_postgresql import after
from tests.support.postgresql import known_to, new_database, read
from tests.support.shop.postgresql import SHOP
from tests.support.shop.postgresql_rare import RARE

MORE = """
ALTER FUNCTION sec() SET search_path = public;
ALTER PROCEDURE noop() SET work_mem = '1MB';
CREATE INDEX ix_mv ON mv (a) WITH (fillfactor = 70);
ALTER TABLE roles SET (fillfactor = 70, toast.autovacuum_enabled = false);
ALTER TABLE roles ALTER name SET (n_distinct = 5);
"""
ENTRY = "pg_attver=22787152"


def written(catalog: str, column: str, where: str = "true") -> str:
    """The statement that writes the server's entry in front of those that stand there."""
    return f"UPDATE {catalog} SET {column} = ARRAY['{ENTRY}'] || coalesce({column}::text[], '{{}}') WHERE {where}"


USERS = "oid >= 16384"
PLACES = {
    "columns": written(
        # Of an index these are parameters of its operator classes, which the server reads itself.
        "pg_attribute",
        "attoptions",
        "attrelid IN (SELECT oid FROM pg_class WHERE oid >= 16384 AND relkind NOT IN ('i', 'I'))",
    ),
    "columns of foreign tables": written("pg_attribute", "attfdwoptions", "attrelid >= 16384"),
    **{
        f"relations of the kind {kind}": written("pg_class", "reloptions", f"{USERS} AND relkind = '{kind}'")
        for kind in "rpvmifIt"
    },
    "functions": written("pg_proc", "proconfig", USERS),
    "foreign tables": written("pg_foreign_table", "ftoptions"),
    "foreign servers": written("pg_foreign_server", "srvoptions"),
    "foreign data wrappers": written("pg_foreign_data_wrapper", "fdwoptions"),
    "user mappings": written("pg_user_mapping", "umoptions"),
    "settings of the database": (
        f"INSERT INTO pg_db_role_setting SELECT oid, 0, ARRAY['{ENTRY.replace('pg_', '')}'] FROM pg_database "
        "WHERE datname = current_database()"
    ),
}


@pytest.fixture(scope="module")
def connection(postgresql_server: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(new_database(postgresql_server, "bookkeeping"), autocommit=True) as connection:
        connection.execute(known_to(connection.info.server_version, SHOP))
        connection.execute(known_to(connection.info.server_version, RARE))
        connection.execute(known_to(connection.info.server_version, MORE))
        connection.execute("SET allow_system_table_mods = on")
        yield connection
        connection.execute("DROP OWNED BY reader, writer; DROP ROLE reader, writer")


@pytest.fixture(scope="module")
def plain(connection: psycopg.Connection) -> Database:
    return read(connection)


@pytest.mark.parametrize("sql", PLACES.values(), ids=PLACES)
def test_an_entry_of_the_server_is_nothing(connection: psycopg.Connection, plain: Database, sql: str) -> None:
    assert compare(plain, after(connection, sql)) == ()


def test_all_of_them_together_are_nothing(connection: psycopg.Connection, plain: Database) -> None:
    assert compare(plain, after(connection, "; ".join(PLACES.values()))) == ()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE roles ALTER name SET (n_distinct = 6)",
        "ALTER TABLE roles ALTER name SET (n_distinct_inherited = 6)",
        "ALTER TABLE roles SET (fillfactor = 71)",
        "ALTER TABLE roles SET (toast.autovacuum_enabled = true)",
        "ALTER INDEX ix_mv SET (fillfactor = 71)",
        "ALTER INDEX ix_users_last SET (fillfactor = 71)",
        "ALTER VIEW checked SET (security_barrier = true)",
        "ALTER FUNCTION sec() SET search_path = audit",
        "ALTER FUNCTION sec() SET my.own = 'x'",
        "ALTER FUNCTION sec() SET role = reader",
        "ALTER FOREIGN TABLE far OPTIONS (SET format 'text')",
        "ALTER FOREIGN TABLE far ALTER b OPTIONS (SET force_null 'false')",
    ],
)
def test_what_a_user_sets_beside_them_is_found(connection: psycopg.Connection, plain: Database, change: str) -> None:
    assert compare(plain, after(connection, "; ".join((change, *PLACES.values())))) != ()
