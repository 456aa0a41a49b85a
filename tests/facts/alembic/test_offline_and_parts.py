"""What the rules about constraints, connections and scripts say that Alembic and SQLAlchemy do."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError

from tests.facts.alembic.test_rendering import rendered

LONG = "ix_" + "a" * 70


@pytest.mark.parametrize(("dialect", "made"), [("postgresql", False), ("mysql", False), ("sqlite", True)])
def test_create_table_leaves_use_alter_to_later(dialect: str, made: bool) -> None:
    def create(op: Operations) -> None:
        key = sa.ForeignKeyConstraint(["a"], ["u.id"], name="fk", use_alter=True)
        op.create_table("t", sa.Column("a", sa.Integer()), key)

    assert ("FOREIGN KEY" in rendered(create, dialect)) is made


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_a_long_name_in_op_f_is_shortened(dialect: str) -> None:
    made = rendered(lambda op: op.create_index(op.f(LONG), "t", ["a"]), dialect).split()[2]
    dropped = rendered(lambda op: op.drop_index(op.f(LONG), "t"), dialect).rstrip(";").split()[2]
    assert made == dropped != LONG
    assert len(made) <= 64


def test_params_bind_as_bindparams_do() -> None:
    pytest.importorskip("sqlalchemy", minversion="2.1", reason="older versions bind NULL to what nobody bound")
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        for bound in (sa.text("SELECT :x").params(x=1), sa.text("SELECT :x").params({"x": 1})):
            assert connection.execute(bound).scalar_one() == 1
        with pytest.raises(sa.exc.StatementError, match="bind parameter"):
            connection.execute(sa.text("SELECT :x"))
        assert connection.exec_driver_sql("SELECT ':x'").scalar_one() == ":x"


def test_offline_there_is_no_result() -> None:
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    op = Operations(context)
    with pytest.raises(AttributeError):
        op.get_bind().execute(sa.text("SELECT 1")).fetchall()


def test_offline_a_batch_on_sqlite_needs_copy_from() -> None:
    def alter(op: Operations, **options: object) -> None:
        with op.batch_alter_table("t", **options) as batch:  # type: ignore[arg-type]
            batch.alter_column("a", nullable=False)

    with pytest.raises(CommandError, match=r"--sql|offline"):
        rendered(alter, "sqlite")
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer()))
    assert "_alembic_tmp_t" in rendered(lambda op: alter(op, copy_from=table), "sqlite")


def test_other_databases_take_a_batch_without_names() -> None:
    def create(op: Operations) -> None:
        with op.batch_alter_table("t") as batch:
            batch.create_unique_constraint(None, ["a"])  # type: ignore[arg-type]

    assert rendered(create) == "ALTER TABLE t ADD UNIQUE (a);"


def test_a_batch_that_recreates_needs_no_type_on_mysql() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer(), nullable=True))

    def alter(op: Operations, recreate: str) -> None:
        with op.batch_alter_table("t", copy_from=table, recreate=recreate) as batch:  # type: ignore[arg-type]
            batch.alter_column("a", nullable=False)

    with pytest.raises(CommandError, match="existing type"):
        rendered(lambda op: alter(op, "never"), "mysql")
    assert "a INTEGER NOT NULL" in rendered(lambda op: alter(op, "always"), "mysql")


def test_keywords_of_other_databases_are_ignored() -> None:
    text = rendered(lambda op: op.create_foreign_key("f", "t", "u", ["a"], ["id"], postgresql_not_valid=True), "mysql")
    assert "NOT VALID" not in text


def test_alter_column_takes_false_for_an_unchanged_default() -> None:
    call = rendered(lambda op: op.alter_column("t", "a", existing_type=sa.Integer(), server_default=False))
    assert call == ""
