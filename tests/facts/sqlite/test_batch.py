"""More of what the rules about batch mode on SQLite say."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from tests.facts.sqlite.test_alter import connection, ddl, op

__all__ = ["connection", "op"]
Call = Callable[[Operations], object]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", ["rename", "drop"])
def test_a_rename_or_drop_in_batch_loses_too(op: Operations, connection: sa.Connection, change: str) -> None:
    connection.exec_driver_sql("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")
    with op.batch_alter_table("orders") as batch:
        if change == "rename":
            batch.alter_column("day", new_column_name="placed")
        else:
            batch.drop_column("day")
    assert "TRIGGER" not in ddl(connection)


@pytest.mark.filterwarnings("ignore")
def test_columns_and_indexes_alone_are_added_in_place(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("size", sa.Integer()))
        batch.create_index("ix", ["day"])
    assert "TRIGGER" in ddl(connection)


@pytest.mark.filterwarnings("ignore")
def test_a_default_that_is_not_constant_works_in_batch(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("at", sa.DateTime(), server_default=sa.func.now()))
    assert connection.exec_driver_sql("SELECT at FROM orders").scalar_one() is not None


@pytest.mark.filterwarnings("ignore")
def test_a_convention_of_the_metadata_names_what_is_created(connection: sa.Connection) -> None:
    metadata = sa.MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"})
    named = Operations(MigrationContext.configure(connection, opts={"target_metadata": metadata}))
    with named.batch_alter_table("orders") as batch:
        batch.create_unique_constraint(None, ["day"])  # type: ignore[arg-type]
    assert "uq_orders_day" in ddl(connection)


@pytest.mark.filterwarnings("ignore")
def test_without_on_delete_the_batch_fails_instead() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, day TEXT)")
        connection.exec_driver_sql("CREATE TABLE lines (o INTEGER REFERENCES orders (id))")
        connection.exec_driver_sql("INSERT INTO orders (id) VALUES (1)")
        connection.exec_driver_sql("INSERT INTO lines VALUES (1)")
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"), op.batch_alter_table("orders") as batch:
            batch.alter_column("day", new_column_name="placed")
    engine.dispose()


@pytest.mark.filterwarnings("ignore")
def test_the_same_constraint_name_takes_the_place_of_the_old_one(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE n (a INTEGER CONSTRAINT fk REFERENCES orders (id))")
    with op.batch_alter_table("n") as batch:
        batch.create_foreign_key("fk", "orders", ["a"], ["id"], ondelete="CASCADE")
    assert ddl(connection).count("fk") == 1


def test_a_column_with_an_index_cannot_be_dropped(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX i ON orders (day)")
    with pytest.raises(sa.exc.OperationalError, match="error in index"):
        connection.exec_driver_sql("ALTER TABLE orders DROP COLUMN day")


def test_nor_one_that_a_check_of_the_table_names(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE n (a INTEGER, b INTEGER, CHECK (a > b))")
    with pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql("ALTER TABLE n DROP COLUMN b")


def test_not_null_on_a_null_fails(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("INSERT INTO orders (id) VALUES (8)")
    with warnings.catch_warnings(), pytest.raises(sa.exc.IntegrityError, match="NOT NULL"):
        warnings.simplefilter("ignore")
        with op.batch_alter_table("orders") as batch:
            batch.alter_column("day", nullable=False)


@pytest.mark.filterwarnings("ignore")
def test_a_generated_column_does_not_survive_a_copy(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE n (a INTEGER, b INTEGER AS (a + 1) STORED, c TEXT)")
    connection.exec_driver_sql("INSERT INTO n (a) VALUES (1)")
    with (
        pytest.raises(sa.exc.OperationalError, match=r"syntax error|generated column"),
        op.batch_alter_table("n") as batch,
    ):
        batch.alter_column("c", nullable=True, type_=sa.String())


def test_a_failed_batch_under_a_view_fails_again(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE VIEW days AS SELECT day FROM orders")
    for failure in (sa.exc.OperationalError, sa.exc.SQLAlchemyError):
        with pytest.raises(failure), op.batch_alter_table("orders") as batch:
            batch.alter_column("day", nullable=False)
