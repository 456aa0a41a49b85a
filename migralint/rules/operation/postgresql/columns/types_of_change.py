"""The types of a column before and after a change, as PostgreSQL has them."""

from __future__ import annotations

from msgspec import Struct

from migralint.changes.change import AlterColumn
from migralint.changes.parts import Default
from migralint.changes.types import Type
from migralint.findings.operation_context import Step
from migralint.rules.operation.postgresql.columns.casts import on_server


class TypeChange(Struct, frozen=True):
    """Another type for a column; either may be unknown."""

    old: Type
    new: Type
    where: str
    """Table and column, for people."""


def type_change(step: Step) -> TypeChange | None:
    """What a change does to a column's type; None if it gives it none, or the same."""
    change: AlterColumn = step.change
    if change.type is None or change.redefines:
        return None
    before = change.existing.type
    old = on_server(before, step.state) if before is not None else on_server(None, step.state)
    column = step.state.column(change.table, change.column)
    if not old.is_known and column is not None:
        old = on_server(column.type, step.state)
        before = column.type
    new = on_server(change.type, step.state)
    if old.same_as(new) or (before is not None and change.type.same_as(before) and not change.type.variants):
        return None
    return TypeChange(old, new, f"{change.table or 'a table'}.{change.column or 'a column'}")


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
