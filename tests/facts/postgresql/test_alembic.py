"""What Alembic makes of operations on PostgreSQL, in SQL and on a server."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import InternalError, ProgrammingError


def rendered(call: str) -> list[str]:
    """The statements that a call of `op` becomes."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": buffer, "literal_binds": True}
    )
    eval(call, {"op": Operations(context), "sa": sa})
    return [" ".join(one.split()) for one in buffer.getvalue().split(";") if one.strip()]


@pytest.mark.parametrize(
    ("call", "statements"),
    [
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), sa.ForeignKey("u.id")))',
            ["ALTER TABLE t ADD COLUMN c INTEGER", "ALTER TABLE t ADD FOREIGN KEY(c) REFERENCES u (id)"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), sa.CheckConstraint("c > 0")))',
            ["ALTER TABLE t ADD COLUMN c INTEGER CHECK (c > 0)"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Boolean(create_constraint=True, name="b")))',
            ["ALTER TABLE t ADD COLUMN c BOOLEAN"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), unique=True))',
            ["ALTER TABLE t ADD COLUMN c INTEGER", "ALTER TABLE t ADD UNIQUE (c)"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), unique=True, index=True))',
            ["ALTER TABLE t ADD COLUMN c INTEGER", "CREATE UNIQUE INDEX ix_t_c ON t (c)"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), primary_key=True))',
            ["ALTER TABLE t ADD COLUMN c SERIAL NOT NULL"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), primary_key=True, autoincrement=False))',
            ["ALTER TABLE t ADD COLUMN c INTEGER NOT NULL"],
        ),
        (
            'op.add_column("t", sa.Column("c", sa.Integer(), sa.Sequence("s")))',
            ["ALTER TABLE t ADD COLUMN c INTEGER"],
        ),
        (
            'op.alter_column("t", "c", type_=sa.Integer(), server_default=None, postgresql_using="c::integer")',
            ["ALTER TABLE t ALTER COLUMN c TYPE INTEGER USING c::integer", "ALTER TABLE t ALTER COLUMN c DROP DEFAULT"],
        ),
        ('op.alter_column("t", "c", existing_type=sa.Integer(), existing_nullable=True)', []),
        (
            'op.create_foreign_key("fk", "t", "u", ["c"], ["id"], ondelete="CASCADE", postgresql_not_valid=True)',
            ["ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE NOT VALID"],
        ),
        (
            'op.create_check_constraint("ck", "t", "c > 0", postgresql_not_valid=True)',
            ["ALTER TABLE t ADD CONSTRAINT ck CHECK (c > 0) NOT VALID"],
        ),
    ],
)
def test_sql(call: str, statements: list[str]) -> None:
    assert rendered(call) == statements


@pytest.fixture
def engine(server_url: str) -> sa.Engine:
    made = sa.create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"))
    with made.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
        connection.execute(sa.text("CREATE TABLE t (id int)"))
    return made


def test_autocommit_block_commits_what_stands_before_it(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        op = Operations(context)
        with pytest.raises(RuntimeError), context.begin_transaction():
            op.add_column("t", sa.Column("c", sa.Integer()))
            with context.autocommit_block():
                raise RuntimeError
    assert [column["name"] for column in sa.inspect(engine).get_columns("t")] == ["id", "c"]


def test_concurrently_needs_the_block(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        op = Operations(context)
        with pytest.raises(InternalError, match="cannot run inside a transaction block"), context.begin_transaction():
            op.create_index("ix", "t", ["id"], postgresql_concurrently=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with context.begin_transaction(), context.autocommit_block():
            Operations(context).create_index("ix", "t", ["id"], postgresql_concurrently=True)
    assert [index["name"] for index in sa.inspect(engine).get_indexes("t")] == ["ix"]


def test_a_column_of_an_unknown_cast_fails_without_using(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        op = Operations(context)
        with pytest.raises(ProgrammingError, match="cannot be cast automatically"), context.begin_transaction():
            op.add_column("t", sa.Column("c", sa.Text()))
            op.alter_column("t", "c", type_=sa.Integer())
