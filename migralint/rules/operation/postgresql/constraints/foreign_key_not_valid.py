"""ML332: foreign keys for which a whole table is read while writes to two wait."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import Constraint
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.constraints.constraint_code import not_valid, with_column


def foreign_key_not_valid(step: Step) -> Iterator[Problem]:
    """A foreign key is added to an existing table without NOT VALID.

    Why:
        The whole table is read to check its references. Writes to both tables wait meanwhile (SHARE ROW EXCLUSIVE
        lock). https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_buyer.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_foreign_key("fk_buyer", "orders", "users", ["buyer"], ["id"])

    Instead:
        Add it NOT VALID, so that it applies to later rows, and validate it in the next revision, while reads and writes
        continue:

            # dialect: postgresql
            # a1b2c3d4e5f6_buyer.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_foreign_key("fk_buyer", "orders", "users", ["buyer"], ["id"], postgresql_not_valid=True)

            # b2c3d4e5f6a7_validate.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_buyer")

    Note:
        `add_column` with a `ForeignKey` adds it with a separate statement, which reads the table although the column is
        NULL in all rows; with `inline_references=True` (Alembic 1.18.2) and no default it does not. Before PostgreSQL
        18, partitioned tables do not support NOT VALID: there is no finding for them.
    """
    change: AddColumn | AddConstraint = step.change
    if step.is_exempt(change.table):
        return
    table = step.table
    if table is not None and table.partition_by is not None and not step.at_least("postgresql", 18):
        return
    if isinstance(change, AddConstraint):
        if change.constraint.kind == "foreign key" and not change.constraint.not_valid:
            yield step.problem(_message(step, change.constraint), help=not_valid(change))
        return
    default = change.column.default
    if change.inline_references and (default is None or not default.is_set):
        return
    for constraint in change.column.foreign_keys:
        yield step.problem(_message(step, constraint), help=with_column(change, constraint))


def _message(step: Step, constraint: Constraint) -> str:
    change: AddColumn | AddConstraint = step.change
    name = f"the foreign key {constraint.name}" if constraint.name else "a foreign key"
    if change.table is None:
        return f"{name} reads all of its table, and writes to it and to the other one wait (SHARE ROW EXCLUSIVE lock)"
    table = str(change.table)
    target = constraint.reference.table if constraint.reference is not None else None
    if target is not None and target.key == change.table.key:
        return f"{name} reads all of {table}, and writes to it wait (SHARE ROW EXCLUSIVE lock)"
    both = f"{table} and {target}" if target is not None else f"{table} and the table that it points to"
    return f"{name} reads all of {table}, and writes to {both} wait (SHARE ROW EXCLUSIVE lock)"
