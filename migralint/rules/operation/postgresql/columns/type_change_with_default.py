"""ML330: type changes to which the default cannot be converted."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.postgresql.advice import execute, steps
from migralint.rules.operation.postgresql.columns.casts import casts_by_itself, type_name
from migralint.rules.operation.postgresql.columns.types_of_change import old_default, type_change

_LEFT_OUT = ("server_default", "existing_server_default", "schema", "table_name", "column_name")


def type_change_with_default(step: Step) -> Iterator[Problem]:
    """A column with a default gets a type to which the default cannot be converted.

    Why:
        USING converts the rows, not the default: the upgrade fails with "default for column cannot be cast
        automatically".
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_paid.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.alter_column(
                    "orders",
                    "paid",
                    existing_type=sa.Boolean(),
                    existing_server_default=sa.false(),
                    type_=sa.Integer(),
                    postgresql_using="paid::integer",
                )

    Instead:
        Drop the default first, and set the new one last:

            # dialect: postgresql
            # a1b2c3d4e5f6_paid.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.alter_column("orders", "paid", server_default=None)
                op.alter_column(
                    "orders", "paid", existing_type=sa.Boolean(), type_=sa.Integer(), postgresql_using="paid::integer"
                )
                op.alter_column("orders", "paid", server_default="0")

    Note:
        `server_default=` in the same call does not help: Alembic changes the type first.
    """
    change: AlterColumn = step.change
    if change.using is None:
        return
    found, default = type_change(step), old_default(step)
    if found is None or default is None or not (found.old.is_known and found.new.is_known):
        return
    if casts_by_itself(found.old, found.new):
        return
    new = type_name(found.new)
    column = change.column or "…"
    if change.origin.form == "sql":
        target = f"ALTER TABLE {change.table or '…'} ALTER COLUMN {column}"
        way = (
            execute(f"{target} DROP DEFAULT"),
            execute(f"{target} TYPE {new} USING {change.using or '…'}"),
            execute(f"{target} SET DEFAULT …"),
        )
    else:
        keywords = change.origin.operation.keywords
        kept = {key: value for key, value in keywords.items() if key not in _LEFT_OUT}
        new_default = keywords.get("server_default") or Source("...")
        way = (
            call("op.alter_column", change.table, change.column, server_default=Source("None")),
            call("op.alter_column", change.table, change.column, **kept),
            call("op.alter_column", change.table, change.column, server_default=new_default),
        )
    written = default.source or default.text or "…"
    yield step.problem(
        f"{found.where} becomes {new} from {type_name(found.old)}, but has the default {written}: the upgrade fails, "
        "because USING does not convert the default",
        help=steps(*way).replace("1 ", "in this order: 1 ", 1),
    )
