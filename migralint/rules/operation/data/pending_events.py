"""Finds the events of deferred foreign keys that PostgreSQL has not handled when a table is altered."""

from __future__ import annotations

import re

from migralint.changes.change import Change, OtherSql
from migralint.changes.definitions import TableName
from migralint.changes.state.tables import ConstraintState
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.connection import Transaction
from migralint.changes.values.data import ChangeData
from migralint.findings.operation_context import Step


def pending_change(step: Step, table: TableName) -> ChangeData | None:
    """The change of rows whose events wait until the end of the transaction, so that `table` cannot be altered.

    A deferred foreign key of the table waits for inserts and for new values of its columns; one that points to the
    table waits for deletes and for new values of the key. Rows that were changed before the foreign key was made were
    checked when it was made.
    """
    if isinstance(step.change, AlterColumn) and _only_renames(step.change):
        return None
    for key in step.state.constraints(table):
        if key.constraint.deferred:
            before, after = _changes_of_rows(step, table, key)
            inserted = any(one.verb == "insert" for one in before)
            for one in after:
                if _waits_as_child(one, key, inserted):
                    return one
    for _, key in step.state.referencing(table):
        if key.constraint.deferred:
            for one in _changes_of_rows(step, table, key)[1]:
                if _waits_as_parent(one, key):
                    return one
    return None


def _only_renames(change: AlterColumn) -> bool:
    """PostgreSQL does not refuse a new name."""
    others = (change.type, change.nullable, change.autoincrement)
    return change.new_name is not None and change.default == "keep" and all(one is None for one in others)


def _changes_of_rows(step: Step, table: TableName, key: ConstraintState) -> tuple[list[ChangeData], list[ChangeData]]:
    """The changes of rows of the table in the transaction of the step: those before the foreign key was made, and those
    whose events may wait for it."""
    before: list[ChangeData] = []
    after: list[ChangeData] = []
    made_here = key.made is not None and key.made.revision == step.view.revision.id
    waiting = before if made_here else after
    for one in step.earlier:
        if made_here and key.made is not None and one.origin.location == key.made.location:
            waiting = after
        if one.origin.operation.autocommit or isinstance(one, Transaction):
            before.clear()
            after.clear()
        elif _checks_now(one, key):
            after.clear()
        elif isinstance(one, ChangeData) and one.table is not None and one.table.key == table.key:
            waiting.append(one)
    return before, after


def _checks_now(change: Change, key: ConstraintState) -> bool:
    """Whether it is SET CONSTRAINTS … IMMEDIATE, for this foreign key or for all of them."""
    if not isinstance(change, OtherSql) or change.word != "SET CONSTRAINTS":
        return False
    words = {one.lower() for one in re.findall(r"\w+", change.origin.statement)}
    return "immediate" in words and not words.isdisjoint({"all", (key.constraint.name or "all").lower()})


def _waits_as_child(change: ChangeData, key: ConstraintState, inserted: bool) -> bool:
    """Rows that the same transaction inserted are checked again whatever is changed."""
    if change.verb == "insert":
        return True
    return change.verb == "update" and (inserted or _may_set(change, key.constraint.columns))


def _waits_as_parent(change: ChangeData, key: ConstraintState) -> bool:
    reference = key.constraint.reference
    columns = reference.columns if reference is not None else ()
    return change.verb == "delete" or (change.verb == "update" and bool(columns) and _may_set(change, columns))


def _may_set(change: ChangeData, columns: tuple[str, ...]) -> bool:
    """Whether an UPDATE gives one of the columns a value; if it is not known which ones it sets, it may."""
    named = {one.lower() for one in change.columns}
    return not named or not columns or not named.isdisjoint(one.lower() for one in columns)
