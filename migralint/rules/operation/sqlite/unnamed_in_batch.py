"""ML362: constraints without a name in batch mode."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.changes.change import Change
from migralint.changes.definitions import Constraint
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.conventions import has_convention


def unnamed_in_batch(step: Step) -> Iterator[Problem]:
    """A constraint without a name is created in batch mode.

    Why:
        Batch mode creates the table again and needs a name for each new constraint: "Constraint must have a name".
        Other databases would choose a name.

    Example:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.create_foreign_key(None, "customers", ["customer_id"], ["id"])

    Instead:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.create_foreign_key("fk_orders_customer_id", "customers", ["customer_id"], ["id"])

    Note:
        With a `naming_convention` in env.py or the models, the metadata names it.
    """
    change = step.change
    if not change.origin.is_batch or not step.is_new:
        return
    for constraint in _given(change):
        if constraint.named or has_convention(constraint.kind, *step.project.naming):
            continue
        columns = "_".join(constraint.columns) or "column"
        prefix = {"foreign key": "fk", "unique": "uq", "check": "ck", "primary key": "pk"}.get(constraint.kind, "c")
        table = change.table.name if change.table is not None else "table"
        yield step.problem(
            f"a {constraint.kind} of {change.table or 'a table'} has no name, which batch mode needs",
            help=f'give it a name, such as "{prefix}_{table}_{columns}"',
        )


def _given(change: Change) -> tuple[Constraint, ...]:
    if isinstance(change, AddConstraint):
        return (change.constraint,)
    if isinstance(change, AddColumn):
        column = change.column
        name = (column.name,) if column.name is not None else ()
        keys = tuple(replace(one, columns=one.columns or name) for one in column.foreign_keys)
        return (*keys, Constraint("unique", columns=name)) if column.unique and not column.index else keys
    return ()
