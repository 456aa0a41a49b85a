"""The types of a column before and after a change, as PostgreSQL has them."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.definitions import Default, TableName
from migralint.changes.type_before import type_before
from migralint.changes.types import Type
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.objects import RenameObject
from migralint.findings.operation_context import Step
from migralint.rules.operation.postgresql.columns.casts import on_server


class TypeChange(Struct, frozen=True):
    """A new type for a column; either type may be unknown."""

    old: Type
    new: Type
    where: str
    """Table and column, for messages."""


def type_change(step: Step) -> TypeChange | None:
    """The change of a column's type; None if there is none, or if the type stays the same."""
    change: AlterColumn = step.change
    if change.type is None or change.redefines:
        return None
    before = type_before(change, step.state)
    column = step.state.column(change.table, change.column)
    old = _renamed(step, on_server(before, step.state))
    if not old.is_known and column is not None:
        before = column.type
        old = on_server(before, step.state)
    new = on_server(change.type, step.state)
    if old.is_known and new.is_known:
        if old.same_as(new):
            return None
    elif before is not None and change.type.same_as(before) and not change.type.variants:
        return None
    return TypeChange(old, new, f"{change.table or 'a table'}.{change.column or 'a column'}")


def _renamed(step: Step, kind: Type) -> Type:
    """The type under the name that the revision gave it: `existing_type=` usually has the earlier name."""
    if kind.family != "enum":
        return kind
    for one in step.earlier:
        match one:
            case RenameObject(kind="type", name=TableName(name=old), new_name=str(new)) if old.lower() == kind.name:
                kind = replace(kind, name=new.lower())
    return kind


def old_default(step: Step) -> Default | None:
    """The default that a column has before a change; None if it has none, or that is not known."""
    change: AlterColumn = step.change
    default = change.existing.default
    if default == "not given":
        column = step.state.column(change.table, change.column)
        if column is None or not isinstance(column.default, Default):
            return None
        default = column.default
    if not isinstance(default, Default) or default.kind in ("identity", "computed", "fetched"):
        return None
    return None if (default.text or "").strip().lower() == "null" and default.kind != "string" else default
