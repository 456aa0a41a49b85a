"""The names that a server gives to unnamed constraints, stored beside the database, because SQLite gives none."""

from __future__ import annotations

from collections.abc import Iterable

from .....sql.constraint import Constraint
from .....sql.create_table import TableText, read_table
from .....sql.cursor import UnreadableStatementError
from .....sql.names import folded
from .....sql.tokens import tokenize_server
from .catalogue import Catalogue

_POSTGRESQL_LIMIT = 63
_SUFFIX = {"primary key": "pkey", "unique": "key", "foreign key": "fkey", "check": "check"}


def signature(table: TableText, constraint: Constraint) -> str:
    """Return the meaning of the constraint, without name and spelling, as a text that is equal for equal ones."""
    columns = ",".join(folded(one) for one in constraint.columns)
    body = " ".join(
        folded(token.name) if token.is_name else token.text for token in tokenize_server(table.text(constraint.body))
    )
    target = folded(constraint.target or "")
    return f"{constraint.kind}|{columns}|{body}|{target}|{','.join(folded(one) for one in constraint.target_columns)}"


class ServerNames:
    """Names of constraints without a name: those that a server gives when SQLite's catalogue first shows them.

    A name stays with its constraint if columns and tables are renamed; only MySQL's foreign keys follow the table's
    name.
    """

    def __init__(self, catalogue: Catalogue, dialect: str) -> None:
        """`dialect` is SQLAlchemy's name of the server; only "postgresql", "mysql" and "mariadb" have known rules."""
        self._catalogue = catalogue
        self._mysql = dialect in ("mysql", "mariadb")
        self._known = self._mysql or dialect == "postgresql"
        self._texts: dict[tuple[str, str], str] = {}
        self._tables: dict[tuple[str, str], str] = {}
        """The tables by the same keys, with their original spelling."""
        self._names: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
        self._counters: dict[tuple[str, str], dict[str, int]] = {}

    def refresh(self, renamed: tuple[str, str, str] | None = None) -> None:
        """Update the names after a statement. `renamed`: the schema, the old and the new name of a renamed table."""
        if not self._known:
            return
        if renamed is not None:
            schema, old, new = renamed
            before, after = (schema, folded(old)), (schema, folded(new))
            if before in self._texts:
                self._texts[after] = self._texts.pop(before)
                self._names[after] = [
                    (says, self._renamed(name, old, new)) for says, name in self._names.pop(before, [])
                ]
                self._counters[after] = self._counters.pop(before, {})
        tables = [
            (schema, *table) for schema in self._catalogue.schemas() for table in self._catalogue.tables(schema).items()
        ]
        self._tables = {(schema, folded(name)): name for schema, name, _ in tables}
        for schema, name, sql in tables:
            key = (schema, folded(name))
            if self._texts.get(key) != sql:
                self._texts[key] = sql
                self._take(key, sql)
        for key in [key for key in self._texts if key not in self._tables]:
            del self._texts[key]
            self._names.pop(key, None)
            self._counters.pop(key, None)

    def _renamed(self, name: str | None, old: str, new: str) -> str | None:
        """MySQL renames generated names of keys along with the table; PostgreSQL does not."""
        if self._mysql and name is not None and name.startswith(f"{old}_ibfk_"):
            return new + name[len(old) :]
        return name

    def find(self, schema: str, table: TableText, name: str) -> Constraint | None:
        """Return the constraint of `table` without a name of its own that the server would call `name`."""
        entries = self._names.get((schema, folded(table.name)), [])
        constraints = table.constraints
        for index, (_, entry) in enumerate(entries):
            if entry is not None and folded(entry) == folded(name) and index < len(constraints):
                return constraints[index]
        return None

    def _take(self, key: tuple[str, str], sql: str) -> None:
        try:
            table = read_table(sql)
        except UnreadableStatementError:
            self._names.pop(key, None)
            return
        left = list(self._names.get(key, []))
        constraints = table.constraints
        same_count = len(left) == len(constraints)
        entries: list[tuple[str, str | None]] = []
        fresh: list[int] = []
        for index, constraint in enumerate(constraints):
            says = signature(table, constraint)
            if same_count and left[index][0].split("|")[0] == constraint.kind:
                # As many as before: the differences are renames, and the order of the text is the order of the names.
                entries.append((says, left[index][1]))
                continue
            known = None if same_count else next((one for one in left if one[0] == says), None)
            if known is not None:
                left.remove(known)
                entries.append(known)
            else:
                entries.append((says, None))
                if constraint.name is None:
                    fresh.append(index)
        self._names[key] = entries
        for index in fresh:
            says = entries[index][0]
            self._names[key][index] = (says, self._name(key, table, constraints[index]))

    def _name(self, key: tuple[str, str], table: TableText, constraint: Constraint) -> str:
        if self._mysql:
            return self._mysql_name(key, table, constraint)
        if constraint.kind == "primary key":
            column = ""
        elif constraint.kind == "check":
            # PostgreSQL includes the column in the name if the expression contains exactly one column.
            about = [one.name for one in table.columns if table.mentions(constraint, one.name)]
            column = about[0] if len(about) == 1 else ""
        else:
            column = "_".join(constraint.columns)
        used = self._used_names(key[0], table)
        number = 0
        while True:
            label = _SUFFIX[constraint.kind] + (str(number) if number else "")
            name = postgresql_name(table.name, column, label)
            if name not in used:
                return name
            number += 1

    def _mysql_name(self, key: tuple[str, str], table: TableText, constraint: Constraint) -> str:
        if constraint.kind == "primary key":
            return "PRIMARY"
        if constraint.kind == "unique":
            used = {folded(one.name) for one in table.constraints if one.name is not None}
            used |= {folded(name) for _, name in self._names.get(key, []) if name is not None}
            base = constraint.columns[0]
            number = 1
            name = base
            while folded(name) in used:
                number += 1
                name = f"{base}_{number}"
            return name
        label = "ibfk" if constraint.kind == "foreign key" else "chk"
        # InnoDB continues from the highest number that the table ever had.
        counters = self._counters.setdefault(key, {})
        counters[label] = counters.get(label, 0) + 1
        return f"{table.name}_{label}_{counters[label]}"

    def _used_names(self, schema: str, table: TableText) -> set[str]:
        names = {entry for key, entries in self._names.items() if key[0] == schema for _, entry in entries if entry}
        names |= {one.name for one in table.constraints if one.name is not None}
        return names | {name for (place, _), name in self._tables.items() if place == schema}


def postgresql_name(table: str, column: str, label: str) -> str:
    """Return `table_column_label`, shortened as in PostgreSQL's makeObjectName: the longer of the two names first."""
    first, second = table.encode(), column.encode()
    overhead = len(label) + 1 + (1 if column else 0)
    while len(first) + len(second) > _POSTGRESQL_LIMIT - overhead:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts: Iterable[bytes] = (first, second, label.encode()) if column else (first, label.encode())
    return b"_".join(parts).decode(errors="ignore")
