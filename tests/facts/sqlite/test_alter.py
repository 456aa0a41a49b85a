"""What the rules for SQLite say it refuses or loses, SQLite and Alembic refuse or lose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

TABLE = "CREATE TABLE orders (id INTEGER PRIMARY KEY, day TEXT, code TEXT UNIQUE, free TEXT CHECK (free > 1))"


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        opened.exec_driver_sql(TABLE)
        opened.exec_driver_sql("INSERT INTO orders (id, day) VALUES (7, 8)")
        yield opened
    engine.dispose()


@pytest.fixture
def op(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def ddl(connection: sa.Connection) -> str:
    return "\n".join(row[0] for row in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql NOT NULL"))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE orders ALTER COLUMN day TYPE TEXT",
        "ALTER TABLE orders ADD CONSTRAINT u UNIQUE (day)",
        "ALTER TABLE orders ADD COLUMN x INTEGER UNIQUE",
        "ALTER TABLE orders ADD COLUMN x INTEGER PRIMARY KEY",
        "ALTER TABLE orders ADD COLUMN x INTEGER AS (id + 1) STORED",
        "ALTER TABLE orders DROP COLUMN code",
        "ALTER TABLE orders DROP COLUMN id",
    ],
)
def test_statements_that_are_refused(connection: sa.Connection, statement: str) -> None:
    with pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE orders RENAME COLUMN day TO d",
        "ALTER TABLE orders ADD COLUMN x INTEGER AS (id + 1) VIRTUAL",
        "ALTER TABLE orders DROP COLUMN free",
        "ALTER TABLE orders DROP COLUMN day",
    ],
)
def test_statements_that_work(connection: sa.Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "call",
    [
        lambda op: op.create_unique_constraint("u", "orders", ["day"]),
        lambda op: op.create_check_constraint("c", "orders", "id > 0"),
        lambda op: op.create_foreign_key("f", "orders", "users", ["id"], ["id"]),
        lambda op: op.drop_constraint("u", "orders", type_="unique"),
        lambda op: op.add_column("orders", sa.Column("x", sa.Integer(), sa.ForeignKey("users.id"))),
    ],
)
def test_calls_that_alembic_refuses_outside_of_batch(op: Operations, call: Callable[[Operations], object]) -> None:
    with pytest.raises((NotImplementedError, sa.exc.OperationalError)):
        call(op)


def test_a_rename_alone_works_outside_of_batch(op: Operations, connection: sa.Connection) -> None:
    op.alter_column("orders", "day", new_column_name="placed")
    assert "placed" in ddl(connection)


@pytest.mark.parametrize("default", ["CURRENT_TIMESTAMP", "(random())"])
def test_a_default_that_is_not_constant_needs_a_table_without_rows(connection: sa.Connection, default: str) -> None:
    connection.exec_driver_sql("CREATE TABLE bare (id INTEGER)")
    connection.exec_driver_sql(f"ALTER TABLE bare ADD COLUMN at DEFAULT {default}")
    with pytest.raises(sa.exc.OperationalError, match="non-constant default"):
        connection.exec_driver_sql(f"ALTER TABLE orders ADD COLUMN at DEFAULT {default}")


def test_not_null_without_default_is_refused(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.OperationalError, match="NULL"):
        connection.exec_driver_sql("ALTER TABLE orders ADD COLUMN size TEXT NOT NULL")


def test_batch_needs_names_which_its_naming_convention_does_not_give(op: Operations) -> None:
    convention = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
    for options in ({}, {"naming_convention": convention}):
        with (
            pytest.raises(ValueError, match="must have a name"),
            op.batch_alter_table("orders", **options) as batch,  # type: ignore[arg-type]
        ):
            batch.create_unique_constraint(None, ["day"])  # type: ignore[arg-type]


LOST = {
    "an unnamed check": ("", "CHECK (free > 1)"),
    "an index over an expression": ("CREATE INDEX i ON orders (lower(day))", "lower(day)"),
    "descending order": ("CREATE INDEX i ON orders (day DESC)", "DESC"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END", "TRIGGER"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("statement", "word"), LOST.values(), ids=LOST.keys())
def test_what_a_batch_loses(op: Operations, connection: sa.Connection, statement: str, word: str) -> None:
    if statement:
        connection.exec_driver_sql(statement)
    assert word in ddl(connection)
    with op.batch_alter_table("orders") as batch:
        batch.alter_column("day", nullable=False)
    assert word not in ddl(connection)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("definition", ["id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT", "day TEXT COLLATE NOCASE"])
def test_what_a_batch_loses_of_columns(op: Operations, connection: sa.Connection, definition: str) -> None:
    connection.exec_driver_sql(f"CREATE TABLE other ({definition})")
    word = definition.replace(", day TEXT", "").rpartition(" ")[2]
    with op.batch_alter_table("other") as batch:
        batch.alter_column("day", nullable=False)
    assert word not in ddl(connection)


def test_a_batch_keeps_named_checks_and_partial_indexes(op: Operations, connection: sa.Connection) -> None:
    pytest.importorskip(
        "sqlalchemy", minversion="2.1", reason="older versions misread a CHECK that ends with its table"
    )
    connection.exec_driver_sql("CREATE TABLE other (day TEXT, CONSTRAINT ck CHECK (day > 1))")
    connection.exec_driver_sql("CREATE INDEX part ON other (day) WHERE day > 3")
    with op.batch_alter_table("other") as batch:
        batch.alter_column("day", nullable=False)
    assert "ck CHECK" in ddl(connection).replace('"', "")
    assert "WHERE day > 3" in ddl(connection)


def test_a_batch_under_a_view_fails_and_leaves_its_copy(op: Operations, connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE VIEW days AS SELECT day FROM orders")
    with pytest.raises(sa.exc.OperationalError, match="error in view"), op.batch_alter_table("orders") as batch:
        batch.alter_column("day", nullable=False)
    assert "_alembic_tmp_orders" in ddl(connection)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("action", "rows"), [("CASCADE", []), ("SET NULL", [(None,)])])
def test_a_batch_takes_the_rows_of_children(action: str, rows: list[tuple[object, ...]]) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.exec_driver_sql(TABLE)
        connection.exec_driver_sql(f"CREATE TABLE lines (o INTEGER REFERENCES orders (id) ON DELETE {action})")
        connection.exec_driver_sql("INSERT INTO orders (id) VALUES (1)")
        connection.exec_driver_sql("INSERT INTO lines VALUES (1)")
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("orders") as batch:
            batch.alter_column("day", new_column_name="placed")
        assert [tuple(row) for row in connection.exec_driver_sql("SELECT o FROM lines")] == rows
    engine.dispose()


def test_one_statement_at_a_time(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="one statement at a time"):
        connection.execute(sa.text("SELECT 1; SELECT 2"))


@pytest.mark.parametrize(
    "text", ["SELECT now()", "TRUNCATE orders", "CREATE SEQUENCE s", "SELECT 1::int", "LOCK TABLE a"]
)
def test_sql_of_others_is_refused(connection: sa.Connection, text: str) -> None:
    with pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql(text)


def test_a_default_in_quotes_is_stored_as_text(op: Operations, connection: sa.Connection) -> None:
    op.add_column("orders", sa.Column("at", sa.DateTime(), server_default="now()"))
    op.add_column("orders", sa.Column("open", sa.Boolean(), server_default="false"))
    assert tuple(connection.exec_driver_sql("SELECT at, open FROM orders").one()) == ("now()", "false")
