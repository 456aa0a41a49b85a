"""ML393: constraints that are dropped without their type."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import DropConstraint
from migralint.findings.correction import AddKeywords
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_constraint_without_type(step: Step) -> Iterator[Problem]:
    """MySQL cannot drop a constraint without knowing its type.

    Why:
        MySQL and MariaDB have a separate statement for each kind of constraint; without `type_` Alembic raises
        NotImplementedError.

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_constraint("uq_number", "orders")

    Instead:
        Say it:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_constraint("uq_number", "orders", type_="unique")

    Note:
        If an earlier revision created the constraint, `migralint check --fix` adds its type.
    """
    change: DropConstraint = step.change
    if change.origin.form == "sql" or change.kind is not None:
        return
    held = step.state.constraint(change.table, change.name)
    words = {"foreign key": "foreignkey", "primary key": "primary"}
    kind = held.constraint.kind if held is not None else ""
    known = words.get(kind, kind) or "…"
    name = (change.name or "").lower()
    # on MySQL a foreign key and an index of one table may have the same name
    kinds = {
        one.constraint.kind
        for one in step.state.constraints(change.table)
        if (one.constraint.name or "").lower() == name
    }
    certain = kinds == {kind} and kind in ("foreign key", "primary key", "unique", "check")
    yield step.problem(
        f"the call does not give the type of the constraint {change.name or ''} of {change.table or 'a table'}".replace(
            "  ", " "
        ),
        help=f'add type_="{known}"' + ("" if kind else ' ("foreignkey", "unique", "check" or "primary")'),
        correction=AddKeywords(change.origin.location, (("type_", f'"{known}"'),)) if certain else None,
    )
