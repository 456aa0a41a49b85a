"""Primary keys such as BIGINT that servers number: treated as SQLite's INTEGER while rows are inserted."""

from __future__ import annotations

import re

from .....sql.create_table import TableText
from ..reading.catalogue import Catalogue
from ..reading.table_edit import set_type
from .rebuild import rebuild

_NOT_NULL = re.compile(r"NOT NULL constraint failed: (.+)\.([^.]+)$")
_COUNTING = re.compile(r"^(BIG|SMALL|MEDIUM|TINY)?INT(EGER)?[248]?(\(\d+\))?( UNSIGNED)?$", re.IGNORECASE)


class RowidAliases:
    """The tables whose primary key is temporarily declared INTEGER, with the declared type of each."""

    def __init__(self) -> None:
        """Start with no table."""
        self.lent: dict[tuple[str, str], str] = {}

    def lend(self, catalogue: Catalogue, error: BaseException) -> bool:
        """Make the key that `error` reports as NULL count automatically; False if there is no such key.

        Only INTEGER PRIMARY KEY is SQLite's row number (https://www.sqlite.org/lang_createtable.html#rowid); servers
        count for every integer type.
        """
        match = _NOT_NULL.search(str(error))
        place = None if match is None else catalogue.find_table(match.group(1))
        if match is None or place is None or place in self.lent:
            return False
        table = catalogue.table(*place)
        key = next((one for one in table.constraints if one.kind == "primary key"), None)
        column = table.column(match.group(2))
        if key is None or column is None or [one.lower() for one in key.columns] != [column.name.lower()]:
            return False
        declared = table.text(column.type_span)
        if table.without_rowid or table.strict or not _COUNTING.match(declared) or column.constraint("default"):
            return False
        rebuild(catalogue, *_changed(place[0], table, column.name, "INTEGER"))
        self.lent[place] = declared
        return True

    def give_back(self, catalogue: Catalogue) -> None:
        """Restore the declared type of every key."""
        while self.lent:
            (schema, name), declared = self.lent.popitem()
            if catalogue.find_table(name, schema) is None:
                continue
            table = catalogue.table(schema, name)
            key = next((one for one in table.constraints if one.kind == "primary key"), None)
            if key is not None:
                rebuild(catalogue, *_changed(schema, table, key.columns[0], declared))


def _changed(schema: str, table: TableText, column: str, declared: str) -> tuple[str, TableText, TableText]:
    changed = table.column(column)
    assert changed is not None
    return schema, table, set_type(table, changed, declared)
