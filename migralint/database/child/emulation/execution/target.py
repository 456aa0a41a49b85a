"""The table of an ALTER TABLE: reads its text, rebuilds it, reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .....sql.constraint import Constraint
from .....sql.create_table import Column, TableText
from .....sql.names import folded, quote, same_name
from ..reading.catalogue import Catalogue
from ..reading.server_names import ServerNames
from ..record import EXACT
from .rebuild import rebuild

Note = Callable[[str, str], None]
"""Receives a description of the action, and its class."""


@dataclass
class Surroundings:
    """The information that an ALTER TABLE needs beside its own text."""

    catalogue: Catalogue
    note: Note
    dialect: str
    """SQLAlchemy's name of the project's dialect; "sqlite" also if it is unknown."""
    names: Sequence[ServerNames] = ()
    """The names that servers would have given to constraints without a name."""
    batch: bool = False
    """Within Alembic's `batch_alter_table`, where a constraint replaces one of the same name."""
    conventional: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Names that a naming convention gives to constraints of the table: name to kind and columns."""
    undecided: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By schema and table, the texts of constraints that were dropped as the first of several without a name; each
    ALTER TABLE updates it."""

    @property
    def mysql(self) -> bool:
        """Whether the project's dialect is MySQL or MariaDB."""
        return self.dialect in ("mysql", "mariadb")


@dataclass
class Target:
    """One table of the scratch database while it is altered."""

    around: Surroundings
    schema: str
    name: str

    @property
    def qualified(self) -> str:
        """The schema and the name, quoted."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    @property
    def key(self) -> tuple[str, str]:
        """The schema and the name in the form of a lookup key."""
        return self.schema, folded(self.name)

    def read(self) -> TableText:
        """Return its present text, parsed."""
        return self.around.catalogue.table(self.schema, self.name)

    def column(self, table: TableText, name: str) -> Column:
        """Return the column of this name. Raises sqlite3.OperationalError if there is none, as SQLite would."""
        column = table.column(name)
        if column is None:
            raise sqlite3.OperationalError(f"no such column: {table.name}.{name}")
        return column

    def has_rows(self) -> bool:
        """Return whether the table contains a row."""
        return self.around.catalogue.has_rows(self.schema, self.name)

    def execute(self, sql: str) -> None:
        """Run one statement."""
        self.around.catalogue.execute(sql)

    def rebuild(
        self,
        table: TableText,
        new: TableText,
        what: str,
        cls: str = EXACT,
        *,
        values: Mapping[str, str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """Change the table to `new` if that differs, and report it."""
        if new.sql != table.sql or without:
            rebuild(self.around.catalogue, self.schema, table, new, values=values, without=without)
        self.around.note(f"{what} by rebuilding the table", cls)

    def report(self, notes: Sequence[tuple[str, str]]) -> None:
        """Report what a translation changed."""
        for what, cls in notes:
            self.around.note(what, cls)

    def refresh_names(self, renamed_from: str | None = None) -> None:
        """Update the names of constraints without a name."""
        for names in self.around.names:
            names.refresh(None if renamed_from is None else (self.schema, renamed_from, self.name))


def named(table: TableText, name: str, kind: str | None = None) -> Constraint | None:
    """Return the table's constraint of this name, and of this kind if it is not None ("index" matches any kind)."""
    return next(
        (
            one
            for one in table.constraints
            if one.name is not None and same_name(one.name, name) and kind in (None, "index", one.kind)
        ),
        None,
    )
