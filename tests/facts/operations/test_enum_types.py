"""What Alembic and SQLAlchemy do with enum types on PostgreSQL: ML381, ML385, ML386, ML387."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql

SQLALCHEMY = tuple(int(part) for part in sa.__version__.split(".")[:2])


def mood(*values: str) -> sa.Enum:
    return sa.Enum(*values, name="mood")


def another_upgrade(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def test_add_column_and_alter_column_do_not_create_the_type(op: Operations, connection: sa.Connection) -> None:
    for call in (
        lambda: op.add_column("orders", sa.Column("m", mood("ok"))),
        lambda: op.alter_column("orders", "note", type_=mood("ok"), postgresql_using="note::mood"),
    ):
        with pytest.raises(sa.exc.ProgrammingError, match='type "mood" does not exist'), connection.begin_nested():
            call()
    mood("ok").create(connection, checkfirst=True)
    op.add_column("orders", sa.Column("m", mood("ok")))


def test_a_second_table_fails_in_another_upgrade(op: Operations, connection: sa.Connection) -> None:
    op.create_table("a", sa.Column("m", mood("ok")))
    with pytest.raises(sa.exc.ProgrammingError, match="already exists"), connection.begin_nested():
        another_upgrade(connection).create_table("b", sa.Column("m", mood("ok")))
    kept = postgresql.ENUM("ok", name="mood", create_type=False)
    another_upgrade(connection).create_table("c", sa.Column("m", kept))


def test_in_one_upgrade_it_passes_and_other_values_are_ignored(op: Operations, connection: sa.Connection) -> None:
    op.create_table("a", sa.Column("m", mood("ok")))
    op.create_table("b", sa.Column("m", mood("ok", "sad")))
    values = connection.exec_driver_sql("SELECT enumlabel FROM pg_enum ORDER BY 1").scalars().all()
    assert values == ["ok"]


def test_the_type_stays_when_its_table_goes(op: Operations, connection: sa.Connection) -> None:
    op.create_table("a", sa.Column("m", mood("ok")))
    op.drop_table("a")
    with pytest.raises(sa.exc.ProgrammingError, match="already exists"), connection.begin_nested():
        another_upgrade(connection).create_table("a", sa.Column("m", mood("ok")))
    op.create_table("a", sa.Column("m", mood("ok")))  # the run that made it remembers it


def test_create_type_of_the_generic_enum(op: Operations, connection: sa.Connection) -> None:
    """Honoured from SQLAlchemy 2.1."""
    told = sa.Enum("ok", name="mood", create_type=False)  # type: ignore[call-overload]
    if SQLALCHEMY < (2, 1):
        op.create_table("a", sa.Column("m", told))
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_type WHERE typname = 'mood'").scalar_one() == 1
    else:
        with pytest.raises(sa.exc.ProgrammingError, match="does not exist"):
            op.create_table("a", sa.Column("m", told))
