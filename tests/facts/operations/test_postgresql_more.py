"""More of what the rules say of PostgreSQL: what goes silently, what fails on rows or on its second run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.ext.asyncio import create_async_engine


def count(connection: sa.Connection, query: str) -> object:
    return connection.exec_driver_sql(f"SELECT count(*) FROM {query}").scalar_one()


def test_a_check_goes_with_its_column(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE orders ADD CONSTRAINT short CHECK (length(note) < 5)")
    connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN note")
    assert count(connection, "pg_constraint WHERE conname = 'short'") == 0


def test_cascade_drops_what_nobody_named_and_locks_its_tables(engine: sa.Engine, connection: sa.Connection) -> None:
    with engine.begin() as other:
        other.exec_driver_sql("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int CONSTRAINT f REFERENCES p)")
    connection.exec_driver_sql("DROP TABLE p CASCADE")
    assert count(connection, "pg_constraint WHERE conname = 'f'") == 0
    locked = "pg_locks WHERE relation = 'c'::regclass AND mode = 'AccessExclusiveLock' AND pid = pg_backend_pid()"
    assert count(connection, locked) == 1
    connection.rollback()
    with engine.begin() as other:
        other.exec_driver_sql("DROP TABLE c, p")


REFUSED: dict[str, tuple[Callable[[Operations], object], str]] = {
    "NOT NULL on a NULL": (
        lambda op: op.execute("UPDATE orders SET note = NULL; ALTER TABLE orders ALTER note SET NOT NULL"),
        "contains null values",
    ),
    "a table twice": (lambda op: op.create_table("orders", sa.Column("id", sa.Integer())), "already exists"),
    "a column twice": (lambda op: op.add_column("orders", sa.Column("note", sa.Text())), "already exists"),
    "an index name on two tables": (
        lambda op: (
            op.create_table("n", sa.Column("a", sa.Integer())),
            op.create_index("ix", "orders", ["day"]),
            op.create_index("ix", "n", ["a"]),
        ),
        "already exists",
    ),
    "a constraint twice": (
        lambda op: [op.create_check_constraint("ck", "orders", "id > 0") for _ in range(2)],
        "already exists",
    ),
    "a serial as text": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Integer(), server_default="nextval('s')")),
        "invalid input syntax",
    ),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(op: Operations, call: Callable[[Operations], object], words: str) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError, match=words):
        call(op)


def test_a_virtual_column_needs_version_18(op: Operations, connection: sa.Connection) -> None:
    virtual = sa.Column("c", sa.Integer(), sa.Computed("id + 1", persisted=False))
    version = connection.dialect.server_version_info or (0,)
    if version >= (18,):
        op.add_column("orders", virtual)
    else:
        with pytest.raises((sa.exc.CompileError, sa.exc.ProgrammingError)):
            op.add_column("orders", virtual)


def test_an_integer_key_that_is_added_numbers_the_rows(op: Operations, connection: sa.Connection) -> None:
    op.add_column("orders", sa.Column("number", sa.Integer(), primary_key=True, nullable=False))
    assert connection.exec_driver_sql("SELECT number FROM orders").scalar_one() == 1
    assert count(connection, "pg_index WHERE indisprimary AND indrelid = 'orders'::regclass AND indnatts > 1") == 0


def test_a_long_name_in_op_f_is_shortened_always_to_the_same(op: Operations, connection: sa.Connection) -> None:
    name = "ix_" + "a" * 70
    op.create_index(op.f(name), "orders", ["day"])
    assert count(connection, "pg_indexes WHERE tablename = 'orders' AND length(indexname) BETWEEN 50 AND 63") == 1
    op.drop_index(op.f(name), "orders")


def test_asyncpg_takes_one_statement(engine: sa.Engine) -> None:
    pytest.importorskip("asyncpg")

    async def run() -> None:
        made = create_async_engine(engine.url.set(drivername="postgresql+asyncpg"))
        try:
            async with made.connect() as opened:
                await opened.exec_driver_sql("SELECT 1 WHERE 'x' LIKE '%'")  # a percent sign is one
                await opened.run_sync(
                    lambda sync: Operations(MigrationContext.configure(sync)).execute("SELECT 1; SELECT 2")
                )
        finally:
            await made.dispose()

    with pytest.raises(sa.exc.DBAPIError, match="cannot insert multiple commands into a prepared statement"):
        asyncio.run(run())
