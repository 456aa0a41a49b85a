"""Runs each statement between SQLAlchemy and the scratch database, and emulates what SQLite rejects."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .record import Record
from .state import State

if TYPE_CHECKING:
    from .translator import Translator


class Emulator(State):
    """One scratch connection with emulation; `execute` and its two siblings handle SQLAlchemy's do_execute events."""

    def __init__(
        self,
        *,
        project_dialect: str | None,
        record: Record,
        current_revision: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Take the arguments of `State`."""
        super().__init__(project_dialect=project_dialect, record=record, current_revision=current_revision)
        self._name_dialects = ("postgresql", "mysql") if project_dialect is None else (self.dialect,)
        self._translator: Translator | None = None

    def execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """Run a statement. True: it was executed, and SQLAlchemy must not execute it. Raises the driver's errors."""
        self._run(cursor, statement, parameters, False, bool(getattr(context, "isddl", True)))
        return True

    def execute_no_parameters(self, cursor: Any, statement: str, context: Any) -> bool:
        """Run a statement without parameters."""
        return self.execute(cursor, statement, (), context)

    def execute_many(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """Run a statement once for each set of parameters."""
        self._run(cursor, statement, parameters, True)
        return True

    def finish(self) -> None:
        """Restore the declared types that tables lost while rows were inserted; the connection is still open."""
        if self._translator is not None:
            self._translator.finish()

    def _run(self, cursor: Any, statement: str, parameters: Any, many: bool, by_sqlalchemy: bool = True) -> None:
        if self._translator is not None or self._name_dialects != ("sqlite",):
            self._translating().run(cursor, statement, parameters, many, by_sqlalchemy)
            return
        try:  # a project on SQLite only needs help where SQLite refuses a statement, which is rare
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters or ())
        except (sqlite3.Error, sqlite3.Warning) as error:
            self._translating().instead(cursor, statement, parameters, many, error)

    def _translating(self) -> Translator:
        if self._translator is None:
            from .translator import Translator  # this imports two dozen files

            self._translator = Translator(self, self._name_dialects)
        return self._translator
