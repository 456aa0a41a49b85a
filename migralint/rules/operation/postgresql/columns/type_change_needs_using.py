"""ML329: type changes that PostgreSQL does not make implicitly."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call
from migralint.rules.operation.postgresql.advice import execute
from migralint.rules.operation.postgresql.columns.casts import casts_by_itself, type_name
from migralint.rules.operation.postgresql.columns.types_of_change import type_change


def type_change_needs_using(step: Step) -> Iterator[Problem]:
    """A column gets a type to which PostgreSQL does not convert implicitly.

    Why:
        The upgrade fails with "column cannot be cast automatically to type …", also on an empty table.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_number.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.alter_column("orders", "number", existing_type=sa.Text(), type_=sa.Integer())

    Instead:
        Pass the conversion with `postgresql_using`:

            # dialect: postgresql
            # a1b2c3d4e5f6_number.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.alter_column(
                    "orders", "number", existing_type=sa.Text(), type_=sa.Integer(), postgresql_using="number::integer"
                )

    Note:
        There is no finding if the old type is not known. The table is rewritten in any case: see ML328. In a project
        that also runs on SQLite, which has no enum types, `existing_type=sa.VARCHAR(9)` may be what autogenerate read
        there: a change from text to an enum is only reported if the earlier revisions show that it is text.
    """
    change: AlterColumn = step.change
    if change.using is not None:
        return
    found = type_change(step)
    if found is None or not (found.old.is_known and found.new.is_known) or casts_by_itself(found.old, found.new):
        return
    if found.old.family == "varchar" and found.new.family == "enum" and _may_be_read_back(step):
        return
    column = change.column or "…"
    new = type_name(found.new)
    cast = f"{column}::{new}"
    if found.old.family == "boolean":
        cast = f"{column}::integer" if new == "integer" else f"{column}::integer::{new}"
    elif found.old.family == "enum":
        cast = f"{column}::text::{new}"
    if change.origin.form == "sql":
        way = execute(f"ALTER TABLE {change.table or '…'} ALTER COLUMN {column} TYPE {new} USING {cast}")
    else:
        keywords = {"type_": change.origin.operation.keywords.get("type_"), "postgresql_using": cast}
        way = call("op.alter_column", change.table, change.column, **keywords)
    yield step.problem(
        f"{found.where} becomes {new} from {type_name(found.old)}: the upgrade fails, because PostgreSQL does not "
        "convert this implicitly",
        help=f"{way}; note that the whole table is rewritten",
    )


def _may_be_read_back(step: Step) -> bool:
    """Whether a text type is only known from `existing_type`, which may come from a database without enum types."""
    change: AlterColumn = step.change
    column = step.state.column(change.table, change.column)
    return "sqlite" in step.settings.dialects and (column is None or not column.type.is_known)
