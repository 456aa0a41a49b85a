"""A scratch SQLite database with Alembic's operations on it, as the full upgrade of `verify` uses them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migralint.database.child.emulation.install import install
from migralint.database.child.emulation.record import EmulationLog


@dataclass
class Scratch:
    """One database in memory while emulation is on."""

    connection: sa.Connection
    op: Operations
    context: MigrationContext
    log: EmulationLog

    def rows(self, sql: str) -> list[Any]:
        """The rows of a query, as tuples."""
        return [tuple(row) for row in self.connection.exec_driver_sql(sql)]

    def sql(self, name: str) -> str:
        """The stored text of a table, index or trigger on one line, double quotes left out."""
        rows = self.rows(f"select sql from sqlite_master where name = '{name}'")
        return " ".join(rows[0][0].replace('"', "").split()) if rows else ""

    def run(self, *statements: str) -> None:
        """Execute SQL as `op.execute` does."""
        for statement in statements:
            self.op.execute(statement)

    @property
    def classes(self) -> dict[str, str]:
        """What was emulated and its class."""
        return {entry.what: entry.cls for entry in self.log.entries}


@contextmanager
def scratch(dialect: str | None = "postgresql", *, strict: bool = False, **options: Any) -> Iterator[Scratch]:
    """A fresh database whose project targets `dialect`; `options` go to the migration context."""
    engine = sa.create_engine("sqlite://")
    log = EmulationLog()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        with install(context, project_dialect=dialect, strict=strict, record=log):
            yield Scratch(connection, Operations(context), context, log)
    engine.dispose()
