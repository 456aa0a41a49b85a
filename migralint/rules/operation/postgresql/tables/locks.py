"""The locks that a change takes on tables that are there, and holds until its transaction ends."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.definitions import Constraint, TableName
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import CreateObject, DropObject
from migralint.changes.values.tables import (  # fmt: skip
    AttachPartition,
    CreateTable,
    DetachPartition,
    DropTable,
    Maintenance,
    RenameTable,
    TableOption,
)
from migralint.findings.operation_context import Step

ALL = "ACCESS EXCLUSIVE"
"""Blocks reads and writes."""
ROWS = "SHARE ROW EXCLUSIVE"
"""Blocks writes."""
SHARE = "SHARE"
"""Blocks writes."""
LOCKING: tuple[type[Change], ...] = (
    *(AddColumn, AddConstraint, AlterColumn, AttachPartition, ChangeData, CreateIndex, CreateObject, CreateTable),
    *(DetachPartition, DropColumn, DropConstraint, DropIndex, DropObject, DropTable, Maintenance, RenameConstraint),
    *(RenameTable, TableOption),
)
"""The kinds of changes that may take one of these."""
_MILD = (
    "CLUSTER ON",
    "SET WITHOUT CLUSTER",
    "SET (",
    "RESET (",
    "ALTER COLUMN SET STATISTICS",
    "VALIDATE",
    "SET STATISTICS",
)
_HARMLESS = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE")
_OF_MAINTENANCE = {"VACUUM": "", "REINDEX": SHARE}
Held = tuple[TableName, str]


def locks_of(step: Step, change: Change) -> Iterator[Held]:
    """The tables on which a change of the revision takes a lock that blocks writes, each with that lock.

    `step` is at the change or later; empty new tables and small ones are left out.
    """
    for table, lock in _locks(step, change):
        if table is not None and not step.is_exempt(table) and not step.is_small(table):
            yield table, lock


def _locks(step: Step, change: Change) -> Iterator[tuple[TableName | None, str]]:
    match change:
        case AddColumn():
            yield change.table, ALL
            for constraint in change.column.foreign_keys:
                yield _target(constraint), ROWS
        case AddConstraint():
            lock = ROWS if change.constraint.kind == "foreign key" else ALL
            yield change.table, lock
            yield _target(change.constraint), lock
        case CreateTable():
            for constraint in (*change.constraints, *(one for column in change.columns for one in column.foreign_keys)):
                yield _target(constraint), ROWS
            yield change.partition_of, ALL
        case AlterColumn():
            if change.type is not None or change.nullable is not None or change.default != "keep" or change.new_name:
                yield change.table, ALL
            if change.type is not None:  # foreign keys are created again
                yield from ((table, ALL) for table in _bound_by_keys(step, change))
        case DropConstraint():
            yield change.table, ALL
            held = step.state.constraint(change.table, change.name)
            if held is not None:
                yield _target(held.constraint), ALL
        case DropTable():
            yield change.table, ALL
            for constraint_state in step.state.constraints(change.table):
                yield _target(constraint_state.constraint), ALL
        case CreateIndex():
            if not change.concurrently and not change.only:
                yield change.table, SHARE
        case DropIndex():
            if not change.concurrently:
                found = step.state.index(change.name)
                yield change.table or (found[0].name if found is not None else None), ALL
        case AttachPartition():
            yield change.partition, ALL
        case DetachPartition():
            if not change.concurrently:
                yield change.table, ALL
                yield change.partition, ALL
        case DropColumn() | RenameTable() | RenameConstraint():
            yield change.table, ALL
        case ChangeData():
            if change.verb == "truncate":
                yield change.table, ALL
        case CreateObject() | DropObject():
            if change.kind in ("trigger", "policy", "rule"):
                made = isinstance(change, CreateObject) and change.kind == "trigger"
                yield change.table, ROWS if made else ALL
        case TableOption():
            if not change.text.startswith((*_MILD, "ALTER DOMAIN")):
                yield change.table, ROWS if "TRIGGER" in change.text else ALL
        case Maintenance():
            lock = lock_mode(change) if change.kind == "LOCK TABLE" else _OF_MAINTENANCE.get(change.kind, ALL)
            if lock and not change.concurrently:
                yield change.table, lock


def lock_mode(change: Maintenance) -> str:
    """The lock of LOCK TABLE; empty for one that does not block writes."""
    mode, named, _ = " ".join(change.argument.upper().split()).partition(" MODE")
    mode = mode.removeprefix("IN ") if named else ALL
    return "" if mode in _HARMLESS else mode


def _bound_by_keys(step: Step, change: AlterColumn) -> Iterator[TableName | None]:
    """The tables that are connected with the column's table by foreign keys of the column, or to it."""
    name = (change.column or "").lower()
    for one in step.state.constraints(change.table):
        if one.constraint.kind == "foreign key" and name in map(str.lower, one.constraint.columns):
            yield _target(one.constraint)
    for table, one in step.state.referencing(change.table) if change.table is not None else ():
        reference = one.constraint.reference
        if reference is not None and name in map(str.lower, reference.columns):
            yield table.name


def _target(constraint: Constraint) -> TableName | None:
    return constraint.reference.table if constraint.reference is not None else None
