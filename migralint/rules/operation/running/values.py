"""Which values the rows of a table get in a new NOT NULL column without a default: none, if it has no rows."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.changes.change import Change
from migralint.changes.definitions import Column, TableName
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import RenameTable
from migralint.findings.operation_context import OperationScope

INVENTED = "existing rows get 0, an empty text or the first value of the enum"
"""What is said of it."""

_FILLED = frozenset(
    {"smallint", "integer", "bigint", "numeric", "float", "boolean", "varchar", "text", "char", "enum", "set"}
)
"""Families of types for which MySQL and MariaDB have a value; the zero of a date is refused in strict modes."""


def is_emptied(earlier: Sequence[Change], table: TableName | None) -> bool:
    """Whether earlier changes delete all rows of a table, perhaps under another name."""
    names = [table]
    for one in reversed(earlier):
        if isinstance(one, RenameTable) and one.new in names:
            names.append(one.table)
        elif isinstance(one, ChangeData) and one.table in names and one.table is not None:
            if one.verb == "truncate" or (one.verb == "delete" and one.where is None):
                return True
            if one.verb == "insert":
                return False
    return False


def invents_values(scope: OperationScope, column: Column) -> bool:
    """Whether all databases at hand fill the column of existing rows by themselves, as MySQL and MariaDB do.

    Where only the revision files name a database, there may be others.
    """
    known = bool(scope.dialects) and scope.dialects <= {"mysql", "mariadb"} and not scope.settings.inferred
    return known and column.type.family in _FILLED
