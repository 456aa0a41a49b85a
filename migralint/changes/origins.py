"""Finds the revision whose change created or removed something in a schema; by name, as far as the files show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migralint.changes.change import Change
from migralint.changes.definitions import TableName
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import CreateTable, DropAll, DropTable, RenameTable

RevisionChange = tuple[str, Change]
"""The id of a revision, and one of its changes."""
_CONSTRAINTS = {
    "primary-key": "primary key",
    "unique-constraint": "unique",
    "check-constraint": "check",
    "foreign-key": "foreign key",
    "exclusion-constraint": "exclude",
}


def origin_of(
    kind: str, table: str | None, name: str | None, changes: Sequence[RevisionChange], *, is_gone: bool = False
) -> RevisionChange | None:
    """The last of `changes` that can have caused a difference; None: none of them names the object that differs.

    `kind`: the word of a `Kind`; `table`: with its schema, if that is not the default one; `name`: of the column,
    constraint, index, …; `is_gone`: the object no longer exists. A change that names the object takes precedence over
    one that only names the table.
    """
    weighed = [(_weight(kind, table, name, candidate[1], is_gone=is_gone), candidate) for candidate in changes]
    best = max((weight for weight, _ in weighed), default=0)
    return next((candidate for weight, candidate in reversed(weighed) if weight == best), None) if best else None


def _weight(kind: str, table: str | None, name: str | None, change: Change, *, is_gone: bool) -> int:
    """How likely the change caused the difference: 0 for an unrelated change, higher for a likelier cause."""
    if kind == "table":
        return _of_table(table, change, is_gone=is_gone)
    if kind.startswith("column") and isinstance(change, AddColumn | DropColumn | AlterColumn):
        return 3 if _on(change.table, table) and _same(name, *_columns(change)) else 0
    if kind in _CONSTRAINTS:
        return _of_constraint(_CONSTRAINTS[kind], table, name, change)
    if kind == "index" and isinstance(change, CreateIndex | DropIndex):
        named = _same(name, change.name)
        return 3 if named else 1 if change.name is None and _on(change.table, table) else 0
    if kind == "index" and isinstance(change, AddColumn):
        return 2 if _on(change.table, table) and (change.column.index or change.column.unique) else 0
    if isinstance(change, CreateType | DropType | AddEnumValue | RenameObject | CreateObject | DropObject):
        plain = (name or "").rpartition(".")[2].partition("(")[0]
        return 3 if change.name is not None and _same(plain, change.name.name) else 0
    return 0


def _of_table(table: str | None, change: Change, *, is_gone: bool) -> int:
    match change:
        case DropTable() if is_gone:
            return 3 if _on(change.table, table) else 0
        case RenameTable():
            return 3 if _on(change.table if is_gone else change.new, table) else 0
        case DropAll() if is_gone:
            return 1
        case CreateTable() if not is_gone:
            return 3 if _on(change.table, table) else 0
    return 0


def _of_constraint(kind: str, table: str | None, name: str | None, change: Change) -> int:
    match change:
        case AddConstraint() if _on(change.table, table) and change.constraint.kind in (kind, ""):
            columns = ", ".join(change.constraint.columns)
            return 4 if _same(name, change.constraint.name, f"({columns})") else 2
        case DropConstraint() if _on(change.table, table):
            return 3 if _same(name, change.name) else 1
        case AddColumn() if _on(change.table, table):
            kinds = {one.kind for one in change.column.constraints}
            return 2 if kind in kinds or (kind == "unique" and change.column.unique) else 0
        case AlterColumn() if _on(change.table, table) and kind == "check" and change.type is not None:
            return 1
        case DropColumn() if _on(change.table, table):
            return 1
    return 0


def _columns(change: AddColumn | DropColumn | AlterColumn) -> Iterable[str | None]:
    if isinstance(change, AddColumn):
        return (change.column.name,)
    if isinstance(change, AlterColumn):
        return (change.column, change.new_name)
    return (change.column,)


def _on(table: TableName | None, name: str | None) -> bool:
    return table is not None and name is not None and name.lower() in (str(table).lower(), table.name.lower())


def _same(name: str | None, *others: str | None) -> bool:
    return name is not None and any(one is not None and one.lower() == name.lower() for one in others)
