"""Scratch databases for tests of migrations: built up to just before a revision, filled, upgraded, inspected."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any

from migralint.commands.stages import BuildFailedError, Move, StagedDatabase
from migralint.database.result import FailureKind
from migralint.source.paths import shortest

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from migralint.testing.target import Target

Row = dict[str, Any]
_BY_ITSELF = (FailureKind.NOT_FROM_EMPTY, FailureKind.PROJECT_ERROR)


class MigrationFailedError(AssertionError):
    """A revision failed; the message names it, its line and the cause."""


class MigrationDatabase:
    """Makes scratch databases; they are removed at the end of the test."""

    def __init__(self, target: Target, database: str | None = None) -> None:
        """`database`: "sqlite", "postgresql" or a server's URL; None: the first database of the run."""
        self._target = target
        self._database = database
        self._open = ExitStack()

    def at(self, revision: str) -> ScratchDatabase:
        """A database in the state just before `revision`: everything that it needs has run, but not the revision
        itself.

        `revision`: an id, an unambiguous beginning of one, or a branch label. Raises MigrationFailedError.
        """
        return self._new(self._target.stages.parents(revision))

    def empty(self) -> ScratchDatabase:
        """A database before the first revision."""
        return self._new(())

    def _new(self, revisions: tuple[str, ...]) -> ScratchDatabase:
        site = self._target.site(self._database)
        staged = self._open.enter_context(self._target.stages.database(site, self._target.new_folder()))
        database = ScratchDatabase(self._target, staged)
        self._open.callback(database.close)
        database.move(Move(revisions))
        return database

    def __enter__(self) -> MigrationDatabase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


class ScratchDatabase:
    """One scratch database. Statements of the test run here; revisions run in a separate process, as always."""

    def __init__(self, target: Target, staged: StagedDatabase) -> None:
        self._target = target
        self._staged = staged

    @property
    def heads(self) -> tuple[str, ...]:
        """The rows of its version table, sorted."""
        return self._staged.heads

    def upgrade(self, revision: str = "heads") -> None:
        """Run the revisions up to `revision`, an id, an unambiguous beginning of one, a label or "heads".

        Raises MigrationFailedError if one of them fails.
        """
        self.move(Move((revision if revision == "heads" else self._target.stages.revision(revision),)))

    def downgrade(self, revision: str) -> None:
        """Run the downgrades down to `revision`, which stays applied; "base": all. Raises MigrationFailedError."""
        self.move(Move((revision if revision == "base" else self._target.stages.revision(revision),), down=True))

    def move(self, move: Move) -> None:
        """Run one upgrade or downgrade; the connections of the test are closed before it."""
        self.close()
        try:
            self._staged.move(move)
        except BuildFailedError as error:
            raise failed(error, "downgrade" if move.down else "upgrade") from None

    @cached_property
    def engine(self) -> Engine:
        """An SQLAlchemy engine for it; it keeps no connection open, so that a revision can lock the tables that it
        needs."""
        from migralint.testing.engine import engine_of

        return engine_of(self._staged.place)

    def begin(self) -> Any:
        """A transaction, as `with database.begin() as connection:`; it is committed at the end of the block."""
        return self.engine.begin()

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None, /, **values: Any) -> list[Row]:
        """Execute one statement, as text or from SQLAlchemy, commit it, and return its rows, if any.

        `:name` in a text stands for a value.
        """
        from sqlalchemy import text

        clause = text(statement) if isinstance(statement, str) else statement
        with self.begin() as connection:
            result = connection.execute(clause, {**(parameters or {}), **values})
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def insert(self, table: str, *rows: Mapping[str, Any]) -> None:
        """Insert rows into `table` (`schema.table`), with values as in SQLAlchemy for the types of the columns."""
        with self.begin() as connection:
            connection.execute(self._table(connection, table).insert(), [dict(row) for row in rows])

    def rows(self, table: str) -> list[Row]:
        """All rows of `table`, ordered by its primary key, otherwise by all columns."""
        from sqlalchemy import select

        with self.begin() as connection:
            description = self._table(connection, table)
            keys = list(description.primary_key.columns) or list(description.columns)
            return [dict(row) for row in connection.execute(select(description).order_by(*keys)).mappings()]

    def close(self) -> None:
        """Close the connections of the test; the next statement opens one again."""
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.__dict__["engine"]

    def _table(self, connection: Connection, name: str) -> Any:
        from sqlalchemy import MetaData, Table

        schema, _, table = name.rpartition(".")
        return Table(table, MetaData(), schema=schema or None, autoload_with=connection)


def failed(error: BuildFailedError, what: str = "upgrade") -> MigrationFailedError:
    """The failure as text: the place, its meaning, and the message of the database. `what`: an upgrade or a
    downgrade."""
    failure = error.failure
    place = ""
    if failure.path is not None:
        place = shortest(failure.path, os.getcwd()) + (f":{failure.line}" if failure.line is not None else "") + ": "
    if failure.stage == "upgrade" and failure.kind in _BY_ITSELF:  # their explanations are about empty databases
        lines = [f"{place}the {what}() of revision {failure.revision} fails", failure.error]
    else:
        lines = [f"{place}{failure.explanation}"]
        if failure.error and failure.error not in failure.explanation:
            lines.append(failure.error)
    if failure.sql:
        lines.append(failure.sql.strip())
    return MigrationFailedError("\n".join(filter(None, lines)))
