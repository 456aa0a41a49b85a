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
"""Takes what was done and its class."""


@dataclass
class Surroundings:
    """What an ALTER TABLE needs to know beside its own text."""

    catalogue: Catalogue
    note: Note
    dialect: str
    """SQLAlchemy's name of the project's dialect; "sqlite" also where it is unknown."""
    names: Sequence[ServerNames] = ()
    """Where to look for constraints without a name."""
    batch: bool = False
    """Within Alembic's `batch_alter_table`, where a constraint replaces one of the same name."""
    conventional: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Names that a naming convention gives to constraints of the table: name to kind and columns."""
    undecided: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By schema and table, the texts of constraints that were dropped as the first of several without a name; kept
    up to date from one ALTER TABLE to the next."""

    @property
    def mysql(self) -> bool:
        """Whether the project targets MySQL or MariaDB."""
        return self.dialect in ("mysql", "mariadb")


@dataclass
class Target:
    """One table of the scratch database while it is altered."""

    around: Surroundings
    schema: str
    name: str

    @property
    def qualified(self) -> str:
        """Schema and name, quoted."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    @property
    def key(self) -> tuple[str, str]:
        """Schema and name for looking it up."""
        return self.schema, folded(self.name)

    def read(self) -> TableText:
        """Its text as it is now."""
        return self.around.catalogue.table(self.schema, self.name)

    def column(self, table: TableText, name: str) -> Column:
        """The column of this name. Raises sqlite3.OperationalError as SQLite would."""
        column = table.column(name)
        if column is None:
            raise sqlite3.OperationalError(f"no such column: {table.name}.{name}")
        return column

    def has_rows(self) -> bool:
        """Whether it holds a row."""
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
        """Make it what `new` says, if that is something else, and report it."""
        if new.sql != table.sql or without:
            rebuild(self.around.catalogue, self.schema, table, new, values=values, without=without)
        self.around.note(f"{what} by rebuilding the table", cls)

    def report(self, notes: Sequence[tuple[str, str]]) -> None:
        """Report what a translation did."""
        for what, cls in notes:
            self.around.note(what, cls)

    def refresh_names(self, renamed_from: str | None = None) -> None:
        """Let the names of unnamed constraints follow."""
        for names in self.around.names:
            names.refresh(None if renamed_from is None else (self.schema, renamed_from, self.name))


def named(table: TableText, name: str, kind: str | None = None) -> Constraint | None:
    """The constraint of the table that bears this name, of this kind if one is given ("index" is any kind)."""
    return next(
        (
            one
            for one in table.constraints
            if one.name is not None and same_name(one.name, name) and kind in (None, "index", one.kind)
        ),
        None,
    )
