"""What the rules say that Alembic renders, ignores or refuses, it does: seen in its offline SQL."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from sqlalchemy.dialects import mysql, postgresql

Call = Callable[[Operations], object]


def rendered(call: Call, dialect: str = "postgresql", metadata: sa.MetaData | None = None) -> str:
    buffer = io.StringIO()
    options: dict[str, object] = {"as_sql": True, "output_buffer": buffer, "target_metadata": metadata}
    call(Operations(MigrationContext.configure(dialect_name=dialect, opts=options)))
    return " ".join(buffer.getvalue().split())


def test_a_rename_of_a_column_has_no_word_column() -> None:
    assert "RENAME day TO d" in rendered(lambda op: op.alter_column("orders", "day", new_column_name="d"))


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite"])
def test_a_column_with_primary_key_is_not_null_and_no_key(dialect: str) -> None:
    text = rendered(lambda op: op.add_column("orders", sa.Column("c", sa.Text(), primary_key=True)), dialect)
    assert text == "ALTER TABLE orders ADD COLUMN c TEXT NOT NULL;"


def test_an_integer_with_primary_key_is_a_serial() -> None:
    assert "c SERIAL NOT NULL" in rendered(
        lambda op: op.add_column("orders", sa.Column("c", sa.Integer(), primary_key=True))
    )


@pytest.mark.parametrize("default", [{"default": 0}, {"server_default": sa.FetchedValue()}])
def test_what_is_no_server_default(default: dict[str, object]) -> None:
    text = rendered(lambda op: op.add_column("orders", sa.Column("c", sa.Integer(), nullable=False, **default)))  # type: ignore[arg-type]
    assert text == "ALTER TABLE orders ADD COLUMN c INTEGER NOT NULL;"


def test_an_index_of_a_column_is_made() -> None:
    text = rendered(lambda op: op.add_column("orders", sa.Column("c", sa.Integer(), index=True)))
    assert "CREATE INDEX ix_orders_c ON orders (c)" in text


@pytest.mark.parametrize("text", ["now()", "CURRENT_TIMESTAMP", "gen_random_uuid()"])
def test_a_function_as_text_is_quoted(text: str) -> None:
    column = sa.Column("c", sa.DateTime(), server_default=text)
    assert f"DEFAULT '{text}'" in rendered(lambda op: op.add_column("orders", column))


@pytest.mark.parametrize("default", [True, 0, [], {}])
def test_a_default_that_is_no_text_is_refused(default: object) -> None:
    with pytest.raises(sa.exc.ArgumentError):
        rendered(lambda op: op.add_column("t", sa.Column("c", sa.Integer(), server_default=default)))  # type: ignore[arg-type]


def test_a_constraint_without_a_name_cannot_be_dropped() -> None:
    with pytest.raises(sa.exc.CompileError):
        rendered(lambda op: op.drop_constraint(None, "orders", type_="unique"))  # type: ignore[arg-type]


def test_an_index_without_a_name_is_named() -> None:
    assert "ix_orders_day" in rendered(lambda op: op.create_index(None, "orders", ["day"]))


def test_a_name_in_the_form_of_the_convention_is_doubled() -> None:
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})

    def twice(op: Operations) -> None:
        op.create_check_constraint("ck_t_x", "t", "x > 0")

    def once(op: Operations) -> None:
        op.create_check_constraint(op.f("ck_t_x"), "t", "x > 0")

    assert "ck_t_ck_t_x" in rendered(twice, metadata=metadata)
    assert "ck_t_ck_t_x" not in rendered(once, metadata=metadata)


def test_mysql_must_be_told_what_is_dropped() -> None:
    with pytest.raises(NotImplementedError):
        rendered(lambda op: op.drop_constraint("u", "orders"), "mysql")
    with pytest.raises((sa.exc.CompileError, CommandError, AssertionError, AttributeError)):
        text = rendered(lambda op: op.drop_index("ix"), "mysql")
        assert "no_table" not in text


def test_mysql_needs_the_type_for_a_nullability() -> None:
    with pytest.raises(CommandError, match="existing type"):
        rendered(lambda op: op.alter_column("orders", "note", nullable=True), "mysql")


def test_mysql_forgets_what_is_left_out() -> None:
    text = rendered(
        lambda op: op.alter_column("t", "c", existing_type=sa.String(9), type_=sa.String(20)),
        "mysql",
    )
    assert text.startswith("ALTER TABLE t MODIFY c VARCHAR(20)")
    assert "NOT NULL" not in text
    default = rendered(lambda op: op.alter_column("t", "c", server_default="x"), "mysql")
    assert default == "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'x';"


def test_existing_keywords_alone_render_nothing() -> None:
    assert rendered(lambda op: op.alter_column("t", "c", existing_type=sa.String(9), existing_nullable=True)) == ""


def test_a_name_of_more_than_63_bytes_is_refused() -> None:
    with pytest.raises(sa.exc.IdentifierError):
        rendered(lambda op: op.create_index("i" * 64, "orders", ["day"]))


@pytest.mark.parametrize(
    "kind", [postgresql.ARRAY(sa.Text()), postgresql.INET(), postgresql.TSVECTOR(), postgresql.JSONB()]
)
def test_types_of_postgresql_are_refused_by_mysql(kind: sa.types.TypeEngine[object]) -> None:
    with pytest.raises(sa.exc.CompileError):
        rendered(lambda op: op.add_column("t", sa.Column("c", kind)), "mysql")


@pytest.mark.parametrize("kind", [mysql.MEDIUMTEXT(), mysql.TINYINT(), mysql.MEDIUMBLOB()])
def test_types_of_mysql_are_refused_by_postgresql(kind: sa.types.TypeEngine[object]) -> None:
    with pytest.raises(sa.exc.CompileError):
        rendered(lambda op: op.add_column("t", sa.Column("c", kind)))


@pytest.mark.parametrize("kind", [postgresql.UUID(), postgresql.JSON(), postgresql.ENUM("a", name="e")])
def test_types_that_are_rendered_everywhere(kind: sa.types.TypeEngine[object]) -> None:
    if isinstance(kind, postgresql.UUID):
        pytest.importorskip("sqlalchemy", minversion="2.0.36", reason="older versions refuse it elsewhere")
    for dialect in ("mysql", "sqlite"):
        assert rendered(lambda op: op.add_column("t", sa.Column("c", kind)), dialect)


def test_a_colon_is_taken_for_a_parameter() -> None:
    assert "%(true)s" in rendered(lambda op: op.execute("INSERT INTO t VALUES ('{\"a\":true}')"))
    assert "'12:30'" in rendered(lambda op: op.execute("INSERT INTO t VALUES ('12:30')"))


def test_create_index_concurrently_is_a_word_for_postgresql_alone() -> None:
    def build(op: Operations) -> None:
        op.create_index("i", "t", ["c"], postgresql_concurrently=True)

    assert "CONCURRENTLY" in rendered(build)
    assert "CONCURRENTLY" not in rendered(build, "sqlite")
