"""Stands between SQLAlchemy and the scratch database: runs each statement, and emulates what SQLite refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from .alter import Alteration
from .alter_text import AlterTable, NotUnderstoodError, RenameTable, read_alter_table
from .catalogue import Catalogue
from .record import EXACT, Emulation, Record
from .server_names import ServerNames
from .statements import say
from .table_text import UnreadableTableError
from .tokens import split_statements, tokenize

EXPLANATION = "migralint_explanation"
"""Attribute of a driver's exception: why the emulation did not help, in words."""


def explanation_of(error: BaseException) -> str | None:
    """Why the emulation could not run a statement; None if it has nothing to say about this exception.

    `error` may be the driver's exception or SQLAlchemy's around it.
    """
    for one in (error, getattr(error, "orig", None)):
        found = getattr(one, EXPLANATION, None)
        if isinstance(found, str):
            return found
    return None


class Emulator:
    """One scratch connection with emulation; `execute` and `execute_many` are SQLAlchemy's do_execute events."""

    def __init__(
        self,
        *,
        project_dialect: str | None,
        record: Record,
        current_revision: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`project_dialect`: SQLAlchemy's name of the dialect the project targets, None if unknown."""
        self.dialect = project_dialect or "sqlite"
        self.foreign = self.dialect != "sqlite"
        """Whether the project targets another dialect than SQLite."""
        self.batch = False
        """Whether the statement at hand comes from `batch_alter_table`."""
        self._record = record
        self._current_revision = current_revision
        self._unknown = project_dialect is None
        self._busy = False
        self._catalogue: Catalogue | None = None
        self._names: tuple[ServerNames, ...] = ()

    def note(self, what: str, cls: str) -> None:
        """Report one emulation."""
        self._record(Emulation(what, cls, self._current_revision()))

    def execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
        """Run a statement. True: done, SQLAlchemy must not run it again. Raises the driver's errors."""
        if self._busy:
            return None
        catalogue = self._open(cursor)
        try:
            cursor.execute(statement, parameters or ())
        except (sqlite3.Error, sqlite3.Warning) as error:
            self._instead(catalogue, cursor, statement, parameters, error)
        else:
            self._took_place(statement)
        return True

    def execute_no_parameters(self, cursor: Any, statement: str, context: Any) -> bool | None:
        """Run a statement that has no parameters."""
        return self.execute(cursor, statement, (), context)

    def execute_many(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
        """Run a statement once for each set of parameters."""
        return None

    def _open(self, cursor: Any) -> Catalogue:
        connection = cursor.connection
        if self._catalogue is None or self._catalogue.connection is not connection:
            self._catalogue = Catalogue(connection)
            dialects = ("postgresql", "mysql") if self._unknown else (self.dialect,) if self.foreign else ()
            self._names = tuple(ServerNames(self._catalogue, one) for one in dialects)
            for names in self._names:
                names.refresh()
        return self._catalogue

    def _took_place(self, statement: str) -> None:
        """Let the names of unnamed constraints follow a statement that SQLite has run."""
        first = statement.lstrip()[:6].upper()
        if first not in ("CREATE", "ALTER ", "DROP T") or not self._names:
            return
        renamed = None
        if first == "ALTER ":
            try:
                altered = read_alter_table(statement)
            except NotUnderstoodError:
                pass
            else:
                for action in altered.actions:
                    if isinstance(action, RenameTable):
                        renamed = (altered.schema or "main", altered.table, action.new)
        for names in self._names:
            names.refresh(renamed)

    def _instead(
        self, catalogue: Catalogue, cursor: Any, statement: str, parameters: Any, error: BaseException
    ) -> None:
        """Do what SQLite refused with `error`, or raise it, explained where there is something to say."""
        statements = split_statements(statement)
        if len(statements) > 1 and not parameters:
            self.note("several statements in one call", EXACT)
            for one in statements:
                self.execute(cursor, one, (), None)
            return
        words = [token.word for token in tokenize(statement)[:2]]
        self._busy = True
        try:
            if words == ["ALTER", "TABLE"]:
                self._alter(catalogue, statement, error)
            else:
                self._say(catalogue, cursor, statement, error)
        finally:
            self._busy = False

    def _alter(self, catalogue: Catalogue, statement: str, error: BaseException) -> None:
        try:
            altered = read_alter_table(statement)
        except NotUnderstoodError as reason:
            raise explained(error, str(reason)) from None
        self.alter(catalogue, altered, error)

    def alter(self, catalogue: Catalogue, altered: AlterTable, error: BaseException) -> None:
        """Carry out an ALTER TABLE. Raises `error` with an explanation where that is not possible."""
        alteration = Alteration(catalogue, self._names, self.note, dialect=self.dialect, batch=self.batch)
        try:
            alteration.run(altered)
        except (NotUnderstoodError, UnreadableTableError) as reason:
            raise explained(error, str(reason)) from None

    def _say(self, catalogue: Catalogue, cursor: Any, statement: str, error: BaseException) -> None:
        said = say(statement)
        if said is None:
            raise error
        for one in said.statements:
            try:
                cursor.execute(one)
            except sqlite3.Error as again:
                raise explained(again, f"also as {one}") from None
            self._took_place(one)
        for what, cls in said.notes:
            self.note(what, cls)


def explained(error: BaseException, reason: str) -> BaseException:
    """The exception with a reason that `explanation_of` finds."""
    setattr(error, EXPLANATION, reason)
    return error
