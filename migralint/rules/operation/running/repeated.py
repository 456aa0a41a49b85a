"""NOT NULL that a call may only repeat."""

from __future__ import annotations

from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step


def is_perhaps_repeated(step: Step, change: AlterColumn | AddConstraint) -> bool:
    """Whether a call changes the type too, and it is not known whether the column may be NULL: then `nullable=False`
    may only repeat the present state, as MySQL requires."""
    if isinstance(change, AddConstraint) or change.type is None or "existing_nullable" in change.existing.given:
        return False
    column = step.state.column(change.table, change.column)
    return column is None or column.nullable is None
