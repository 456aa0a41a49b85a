"""The server defaults that a change sets, each with its column."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.definitions import Default
from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.tables import CreateTable
from migralint.findings.correction import Correction, Replacement, ReplaceValues
from migralint.findings.operation_context import Step


def corrected_default(change: Change, column: str, default: Default, better: str | None) -> Correction | None:
    """The default in the form `better`, with full names; None if that is not certain."""
    if better is None or not default.source:
        return None
    of = None if isinstance(change, AlterColumn) else column
    return ReplaceValues(change.origin.location, (Replacement("server_default", default.source, better, of),))


def defaults(change: Change, step: Step) -> Iterator[tuple[str, Type, Default]]:
    """Yield name, type and default; nothing for SQL, in which every default is used as it is written."""
    if change.origin.form == "sql":
        return
    if isinstance(change, AddColumn):
        if change.column.default is not None:
            yield change.column.name or "a column", change.column.type, change.column.default
    elif isinstance(change, CreateTable):
        for column in change.columns:
            if column.default is not None:
                yield column.name or "a column", column.type, column.default
    elif isinstance(change, AlterColumn) and isinstance(change.default, Default):
        column_state = step.state.column(change.table, change.column)
        known = column_state.type if column_state is not None else UNKNOWN_TYPE
        kind = change.type or change.existing.type or known
        yield change.column or "a column", kind, change.default
