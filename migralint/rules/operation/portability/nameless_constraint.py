"""ML391: constraints without a name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import DropConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.conventions import KEYS, has_convention


def nameless_constraint(step: Step) -> Iterator[Problem]:
    """A constraint is created or dropped without a name.

    Why:
        Each server chooses its own name, so a revision that drops the constraint later cannot know it. Alembic cannot
        drop a constraint without a name at all. https://alembic.sqlalchemy.org/en/latest/naming.html

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_unique_constraint(None, "orders", ["number"])

    Instead:
        Name it:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_unique_constraint("uq_orders_number", "orders", ["number"])

    Note:
        With a `naming_convention` for its kind the name is known.

        There is no automatic fix: without a convention somebody has to choose the name, and databases that have run the
        revision have already chosen one. A dropped constraint has the name that the database chose, which no revision
        contains.
    """
    change = step.change
    if change.origin.form == "sql":
        return
    if isinstance(change, DropConstraint):
        if not change.named:
            yield step.problem(
                f"a constraint of {change.table or 'a table'} is dropped without a name: Alembic cannot render that",
                help="pass its name in the database",
                severity=Severity.ERROR,
            )
        return
    constraint = change.constraint
    if constraint.named or not step.is_new or (change.origin.is_batch and "sqlite" in step.dialects):
        return
    if has_convention(constraint.kind, *step.project.naming):
        return
    prefix = KEYS.get(constraint.kind, "c")
    table = change.table.name if change.table is not None else "table"
    name = "_".join((prefix, table, *constraint.columns))
    yield step.problem(
        f"the {constraint.kind or 'constraint'} of {change.table or '…'} has no name: each server chooses its own",
        help=f'give it a name, such as "{name}", or set a naming_convention',
    )
