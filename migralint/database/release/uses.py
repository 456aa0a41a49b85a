"""What the models of a release use in a database, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.schema.column import Column
from migralint.schema.database import Database, full_name
from migralint.schema.index import Index
from migralint.schema.table import Table

_OPTIONS = (" DESC", " COLLATE ")


class Tables:
    """The tables of one database, by their names in reports."""

    def __init__(self, database: Database) -> None:
        self._key = database.key
        self._tables: dict[str, Table] = {self._key(full_name(one.schema, one.name)): one for one in database.tables}
        self.database = database

    def table(self, name: str | None) -> Table | None:
        """Return the table of a name, with its schema unless that is the default one."""
        return self._tables.get(self._key(name)) if name is not None else None

    def column(self, table: str | None, name: str | None) -> Column | None:
        """A column of a table."""
        held = self.table(table)
        if held is None or name is None:
            return None
        return next((one for one in held.columns if self._key(one.name) == self._key(name)), None)

    def keys(self, table: str | None) -> Iterator[frozenset[str]]:
        """Yield the sets of columns that are unique: of keys, unique constraints and unconditional unique indexes."""
        held = self.table(table)
        if held is None:
            return
        if held.primary_key is not None:
            yield self.names(held.primary_key.columns)
        yield from (self.names(one.columns) for one in held.uniques)
        yield from (self.names(columns_of(one)) for one in held.indexes if one.unique and one.where is None)

    def names(self, columns: Iterable[str]) -> frozenset[str]:
        """Return the columns without the ordering options of a key."""
        return frozenset(self._key(_plain(one)) for one in columns)


def columns_of(index: Index) -> tuple[str, ...]:
    """Return the columns of an index; for an expression, the expression itself."""
    return tuple(one.expression for one in index.parts)


def _plain(name: str) -> str:
    for option in _OPTIONS:
        name = name.partition(option)[0]
    return name


def is_filled(column: Column) -> bool:
    """Whether an INSERT without the column succeeds: it gets a value, or NULL."""
    return (
        column.nullable
        or column.default is not None
        or column.computed is not None
        or column.identity is not None
        or bool(column.autoincrement)
    )


def stays_null(column: Column | None) -> bool:
    """Whether an INSERT without the column stores NULL."""
    return (
        column is not None
        and column.nullable
        and column.default is None
        and column.computed is None
        and column.identity is None
        and not column.autoincrement
    )
