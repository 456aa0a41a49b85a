"""Whether a column is filled before it becomes NOT NULL."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Unread
from migralint.changes.definitions import TableName
from migralint.changes.values.data import ChangeData, Orm
from migralint.findings.operation_context import Step
from migralint.rules.operation.conditions import asks_for_null, is_unconditional


def is_filled(step: Step, table: TableName | None, column: str) -> bool:
    """Whether this revision before the change, or its parent, gives the column a value in rows without one, or deletes
    such rows; also if it changes rows in a way that cannot be read."""
    for change in _before(step):
        if isinstance(change, Unread | Orm):
            return True
        if not isinstance(change, ChangeData):
            continue
        if change.table is None:
            return True
        if table is not None and change.table.name.lower() != table.name.lower():
            continue
        names = column.lower() in change.words or change.origin.holes
        fills = asks_for_null(change.where) or is_unconditional(change.where) or change.where == ""
        if change.verb == "update" and names and fills:
            return True
        if change.verb == "delete" and (names and (asks_for_null(change.where) or change.where == "")):
            return True
        if change.verb in ("delete", "truncate") and is_unconditional(change.where):
            return True
    return False


def _before(step: Step) -> Iterator[Change]:
    yield from step.earlier
    for parent in step.view.parents:
        yield from parent.upgrade
