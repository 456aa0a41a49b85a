"""Which tables and columns remain after upgrade() and downgrade() have both run."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.changes.change import Change
from migralint.changes.definitions import TableName
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.tables import CreateTable, DropTable, RenameTable

Key = tuple[str, str, str]
"""Schema and table in lower case, and the column; for a table as a whole the column is empty."""


class Balance:
    """Counts what is created and dropped, following renames: all of upgrade(), then `turn`, then all of downgrade()."""

    def __init__(self) -> None:
        self._created: dict[Key, str] = {}
        self._dropped: dict[Key, str] = {}
        self._missing: dict[Key, str] = {}
        """What upgrade() drops and downgrade() has not created again so far."""

    @property
    def _held(self) -> tuple[dict[Key, str], ...]:
        return (self._created, self._dropped, self._missing)

    def turn(self) -> None:
        """Treat all further changes as those of downgrade()."""
        self._missing, self._dropped = self._dropped, {}

    def take(self, change: Change) -> bool:
        """Record a change; False if it creates or drops something whose name is not known."""
        match change:
            case CreateTable():
                return self._make(change.table, "", again=change.if_not_exists)
            case DropTable():
                if change.table is not None:
                    self._forget_columns(change.table)
                return self._drop(change.table, "")
            case AddColumn():
                return change.column.name is not None and self._make(change.table, change.column.name)
            case DropColumn():
                return change.column is not None and self._drop(change.table, change.column)
            case RenameTable():
                return self._rename(change.table, change.new)
            case AlterColumn() if change.new_name is not None:
                if change.column is None:
                    return False
                return self._move((change.table, change.column), (change.table, change.new_name))
        return True

    def left(self) -> list[str]:
        """What was created and never dropped, in the order of creation."""
        return [*self._created.values()]

    def gone(self) -> list[str]:
        """What existed before upgrade() and is dropped by downgrade()."""
        return [*self._dropped.values()]

    def missing(self) -> list[str]:
        """What upgrade() drops and downgrade() does not create again."""
        return [*self._missing.values()]

    @staticmethod
    def fix(shown: str) -> str:
        """The call that drops it: `shown` is a table or column as `left` returns it."""
        if shown.startswith("the column "):
            table, _, column = shown.removeprefix("the column ").rpartition(".")
            return f'op.drop_column("{table}", "{column}")'
        return f'op.drop_table("{shown.removeprefix("the table ")}")'

    def _make(self, table: TableName | None, column: str, *, again: bool = False) -> bool:
        if table is None or again:
            return False
        key = (*table.key, column.lower())
        if column and (*table.key, "") in self._created:
            return True  # a part of a table that this revision creates
        if self._dropped.pop(key, None) is None and self._missing.pop(key, None) is None:
            self._created[key] = _shown(table, column)
        return True

    def _drop(self, table: TableName | None, column: str) -> bool:
        if table is None:
            return False
        key = (*table.key, column.lower())
        if column and (*table.key, "") in self._created:
            return True
        if self._created.pop(key, None) is None:
            self._dropped[key] = _shown(table, column)
        return True

    def _forget_columns(self, table: TableName) -> None:
        for held in self._held:
            for key in [key for key in held if key[:2] == table.key and key[2]]:
                del held[key]

    def _rename(self, old: TableName | None, new: TableName | None) -> bool:
        if old is None or new is None:
            return False
        for held in self._held:
            for key in [key for key in held if key[:2] == old.key]:
                held[(*new.key, key[2])] = _shown(new, key[2])
                del held[key]
        return True

    def _move(self, old: tuple[TableName | None, str], new: tuple[TableName | None, str]) -> bool:
        if old[0] is None or new[0] is None:
            return False
        key, new_key = (*old[0].key, old[1].lower()), (*new[0].key, new[1].lower())
        if key in self._created:
            del self._created[key]
            if self._dropped.pop(new_key, None) is None and self._missing.pop(new_key, None) is None:
                self._created[new_key] = _shown(new[0], new[1])
        return True


def balance_of(upgrade: Iterable[Change], downgrade: Iterable[Change]) -> Balance | None:
    """The balance of a revision; None if one of its changes creates or drops something whose name is not known."""
    balance = Balance()
    known = all(balance.take(change) for change in upgrade)
    balance.turn()
    return balance if known and all(balance.take(change) for change in downgrade) else None


def _shown(table: TableName, column: str) -> str:
    return f"the column {table}.{column}" if column else f"the table {table}"
