"""What the rules about data, defaults, types and names say of PostgreSQL, a server does."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from tests.support.pending_events import CASES, ROWS, TABLES


def one(connection: sa.Connection, query: str) -> object:
    return connection.exec_driver_sql(query).scalar_one()


def locks(connection: sa.Connection, table: str) -> set[str]:
    query = f"SELECT mode FROM pg_locks WHERE relation = '{table}'::regclass AND pid = pg_backend_pid()"
    return {row[0] for row in connection.exec_driver_sql(query)}


def test_numerics_and_floats_are_rounded_without_a_word(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE orders ALTER price TYPE numeric(6, 1), ALTER size TYPE int")
    assert [str(value) for value in connection.exec_driver_sql("SELECT price, size FROM orders").one()] == ["1.3", "2"]


def test_a_composite_index_goes_with_a_column(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX ix_both ON orders (note, size)")
    connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN note")
    assert one(connection, "SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_both'") == 0


@pytest.mark.parametrize("statement", ["TRUNCATE orders", "ALTER TABLE orders ADD COLUMN x int"])
def test_the_lock_is_held_until_the_end(connection: sa.Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
    connection.exec_driver_sql("UPDATE orders SET note = 'b'")
    assert "AccessExclusiveLock" in locks(connection, "orders")


def test_dropping_a_foreign_key_locks_both_tables(connection: sa.Connection, engine: sa.Engine) -> None:
    with engine.begin() as other:
        other.exec_driver_sql("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int CONSTRAINT f REFERENCES a)")
    connection.exec_driver_sql("ALTER TABLE b DROP CONSTRAINT f")
    assert "AccessExclusiveLock" in locks(connection, "a")
    connection.rollback()
    with engine.begin() as other:
        other.exec_driver_sql("DROP TABLE b, a")


REFUSED: dict[str, tuple[Callable[[Operations], object], str]] = {
    "NOT NULL without a default": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Text(), nullable=False)),
        "contains null values",
    ),
    "NOT NULL by primary_key": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Text(), primary_key=True)),
        "contains null values",
    ),
    "an enum type that nobody made": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Enum("a", name="mood"))),
        'type "mood" does not exist',
    ),
    "a text for a boolean": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.text("0"))),
        "is of type boolean but default expression is of type integer",
    ),
    "CURRENT_TIMESTAMP in quotes": (
        lambda op: op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="CURRENT_TIMESTAMP")),
        "invalid input syntax",
    ),
    "a function for a uuid in quotes": (
        lambda op: op.add_column("orders", sa.Column("c", sa.Uuid(), server_default="gen_random_uuid()")),
        "invalid input syntax",
    ),
    "a colon": (lambda op: op.execute("SELECT '{\"a\":true}'"), "bind parameter"),
    "a shorter varchar than its value": (
        lambda op: op.execute("UPDATE orders SET note = 'abcd'; ALTER TABLE orders ALTER note TYPE varchar(2)"),
        "too long",
    ),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(op: Operations, call: Callable[[Operations], object], words: str) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError, match=words):
        call(op)


def test_now_in_quotes_is_the_time_of_the_migration(op: Operations, connection: sa.Connection) -> None:
    op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="now()"))
    default = one(connection, "SELECT column_default FROM information_schema.columns WHERE column_name = 'c'")
    assert str(default).startswith("'20")


@pytest.mark.parametrize(("refused", "before", "statements"), CASES)
def test_pending_trigger_events(
    refused: bool, before: tuple[str, ...], statements: tuple[str, ...], engine: sa.Engine
) -> None:
    with engine.begin() as earlier:
        earlier.exec_driver_sql("DROP TABLE IF EXISTS c, par; " + "; ".join((*TABLES, *ROWS, *before)))
    with engine.connect() as connection:
        for statement in statements[:-1]:
            connection.exec_driver_sql(statement)
        if refused:
            with pytest.raises(sa.exc.OperationalError, match="pending trigger events"):
                connection.exec_driver_sql(statements[-1])
        else:
            connection.exec_driver_sql(statements[-1])
        connection.rollback()


def test_a_single_percent_is_a_value_for_the_driver(connection: sa.Connection, op: Operations) -> None:
    op.execute("DELETE FROM orders WHERE note LIKE 'x%'")
    with pytest.raises((TypeError, IndexError, sa.exc.SQLAlchemyError)):
        connection.exec_driver_sql("DELETE FROM orders WHERE note LIKE 'x%' AND id = 1 OR note LIKE '%s'")


def test_several_statements_in_one_text_work(op: Operations) -> None:
    op.execute("SELECT 1; SELECT 2")


def test_the_type_stays_when_its_table_goes(op: Operations, connection: sa.Connection) -> None:
    op.create_table("tasks", sa.Column("mood", sa.Enum("ok", "sad", name="mood")))
    op.drop_table("tasks")
    assert one(connection, "SELECT count(*) FROM pg_type WHERE typname = 'mood'") == 1
    later = Operations(MigrationContext.configure(connection))
    with pytest.raises(sa.exc.ProgrammingError, match="already exists"):
        later.create_table("tasks", sa.Column("mood", sa.Enum("ok", "sad", name="mood")))


def test_a_name_in_sql_is_cut_without_a_word(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"CREATE INDEX {'i' * 70} ON orders (note)")
    assert one(connection, "SELECT max(length(indexname)) FROM pg_indexes WHERE indexname LIKE 'iii%%'") == 63


def test_commit_ends_the_transaction_of_the_migration(engine: sa.Engine) -> None:
    with engine.connect() as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened.exec_driver_sql("CREATE TABLE early (id int)")
        opened.exec_driver_sql("COMMIT")
        opened.rollback()
    with engine.begin() as opened:
        assert one(opened, "SELECT to_regclass('early') IS NOT NULL")
        opened.exec_driver_sql("DROP TABLE early")


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE `orders` SET id = 1",
        "SELECT ifnull(id, 1) FROM orders",
        "UPDATE orders SET id = 1 LIMIT 1",
        "PRAGMA x = 1",
    ],
)
def test_sql_of_others_is_refused(connection: sa.Connection, text: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match=r"syntax error|does not exist"):
        connection.exec_driver_sql(text)
