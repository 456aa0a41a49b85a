"""Decides what to do about each statement: before SQLite sees it, if SQLite rejects it, and after it has run."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from ....sql.cursor import UnreadableStatementError
from ....sql.script import split_statements
from ....sql.tokens import Token, tokenize_server
from .execution.alter import alter, drop_references
from .execution.indexes import drop_index, rename_index
from .execution.refused_data import NOT_ITS_LANGUAGE, refused_data
from .execution.rowid_alias import RowidAliases
from .execution.target import Surroundings
from .explanation import explained
from .functions import StandIns, supply_collation
from .reading.alter_actions import AddColumn, NotUnderstoodError, RenameTable
from .reading.alter_text import read_alter_table
from .reading.catalogue import Catalogue
from .reading.data import verb
from .reading.server_names import ServerNames
from .reading.statements import translate, without_schema
from .record import EXACT, MEANING_LOST, NO_MEANING
from .skipped_objects import LeftOut
from .state import State

_TRANSACTION = re.compile(r"within a transaction|no transaction is active")
_DEFINITION = re.compile(r"\s*(CREATE|ALTER)\s+(?:UNLOGGED\s+)?TABLE\b", re.IGNORECASE)

_OF_TABLES = re.compile(r"\s*(CREATE|ALTER|DROP)\s+(?:(?:TEMP|TEMPORARY|UNLOGGED)\s+)?TABLE\b", re.IGNORECASE)
"""Statements after which the names of constraints must be read again. This takes longer for more tables."""


class Translator:
    """The state of the emulation on one scratch connection."""

    def __init__(self, emulator: State, name_dialects: tuple[str, ...]) -> None:
        """`name_dialects`: the dialects whose names for constraints without a name are accepted."""
        self._emulator = emulator
        self._name_dialects = name_dialects
        self._catalogue: Catalogue | None = None
        self._names: tuple[ServerNames, ...] = ()
        self._undecided: dict[tuple[str, str], list[str]] = {}
        self._stand_ins = StandIns()
        self._left_out = LeftOut()
        self._aliases = RowidAliases()

    def finish(self) -> None:
        """Restore the declared types that tables lost while rows were inserted; the connection is still open."""
        if self._catalogue is not None:
            self._aliases.give_back(self._catalogue)

    def run(self, cursor: Any, statement: str, parameters: Any, many: bool, written_by_sqlalchemy: bool = True) -> None:
        """Run a statement, once for each set of parameters if there are `many`. Raises the driver's errors."""
        catalogue = self._open(cursor)
        if (
            not many
            and not parameters
            and not written_by_sqlalchemy
            and self._in_usual_words(catalogue, cursor, statement)
        ):
            return
        if self._aliases.lent and statement.lstrip()[:6].upper() in ("CREATE", "ALTER ", "DROP T", "PRAGMA"):
            self._aliases.give_back(catalogue)
        try:
            called = self._stand_ins.called_by(statement)
            if called is not None:
                raise sqlite3.OperationalError(f"no such function: {called}")
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters or ())
        except (sqlite3.Error, sqlite3.Warning) as error:
            self.instead(cursor, statement, parameters, many, error)
        else:
            self._took_place(statement)

    def _in_usual_words(self, catalogue: Catalogue, cursor: Any, statement: str) -> bool:
        """Run a definition in SQL text with its types under the names that SQLAlchemy's types have here.

        SQLite would accept `int8` as well as BIGINT, but the two would look different. False: run the original text.
        """
        first = _DEFINITION.match(statement)
        if first is None or not self._emulator.foreign or len(split_statements(statement)) != 1:
            return False
        try:
            if first.group(1).upper() == "ALTER":
                altered = read_alter_table(statement)
                if len(altered.actions) != 1 or not isinstance(altered.actions[0], AddColumn):
                    return False
                alter(self._surroundings(catalogue), altered)
                return True
            translation = translate(statement, self._emulator.dialect)
            usual = translation is not None and any(what == "a type by its usual name" for what, _ in translation.notes)
            if translation is None or not usual or len(translation.statements) != 1:
                return False
            self.run(cursor, translation.statements[0], (), False)
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return False  # errors of the statement show when its original text runs
        for what, cls in translation.notes:
            self._emulator.note(what, cls)
        return True

    def _open(self, cursor: Any) -> Catalogue:
        connection = cursor.connection
        if self._catalogue is None or self._catalogue.connection is not connection:
            catalogue = Catalogue(connection)
            catalogue.mend = lambda error: self._supply(connection, "", error)
            self._catalogue, self._stand_ins = catalogue, StandIns()
            self._names = tuple(ServerNames(self._catalogue, one) for one in self._name_dialects if one != "sqlite")
            for names in self._names:
                names.refresh()
        return self._catalogue

    def _took_place(self, statement: str) -> None:
        """Update the names of constraints without a name after a statement that SQLite has run."""
        first = _OF_TABLES.match(statement) if self._names else None
        if first is None:
            return
        renamed = None
        if first.group(1).upper() == "ALTER":
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

    def instead(self, cursor: Any, statement: str, parameters: Any, many: bool, error: BaseException) -> None:
        """Run a translation of a statement that SQLite refused with `error`, or raise `error` with an explanation."""
        catalogue = self._open(cursor)
        statements = split_statements(statement)
        if len(statements) > 1 and not parameters:
            self._emulator.note("several statements in one call", EXACT)
            for one in statements:
                self.run(cursor, one, (), False, False)
            return
        changed = self._mend(catalogue, statement, error)
        if changed is not None:
            self.run(cursor, changed, parameters, many)
            return
        tokens = tokenize_server(statements[0] if statements else "")
        words = [token.word for token in tokens[:2]]
        if words == ["ALTER", "TABLE"]:
            self._alter(catalogue, statement, error)
        elif verb(tokens):
            refused_data(self._surroundings(catalogue), cursor, statement, tokens, parameters, many, error)
        elif not self._left_out.forgives(tokens):
            self._translate(catalogue, cursor, statement, tokens, error)

    def _mend(self, catalogue: Catalogue, statement: str, error: BaseException) -> str | None:
        """Remove the cause of `error` outside the statement; return the statement to run again, or None."""
        if self._emulator.foreign:
            if "unknown database public" in str(error):
                self._emulator.note('the schema "public" as the main database', EXACT)
                return without_schema(statement, "public")
            if self._aliases.lend(catalogue, error):
                self._emulator.note("the next value of a primary key that is not INTEGER", EXACT)
                return statement
        return statement if self._supply(catalogue.connection, statement, error) else None

    def _supply(self, connection: sqlite3.Connection, statement: str, error: BaseException) -> bool:
        """Register the function or collation that a definition names and `error` reports as missing."""
        function = self._stand_ins.supply(connection, statement, error) if self._emulator.foreign else None
        if function is not None:
            self._emulator.note(f"a definition that calls {function[0]}()", function[1])
            return True
        collation = supply_collation(connection, error)
        if collation is not None:
            self._emulator.note(f"the collation {collation} as its name", MEANING_LOST)
        return collation is not None

    def _alter(self, catalogue: Catalogue, statement: str, error: BaseException) -> None:
        try:
            alter(self._surroundings(catalogue), read_alter_table(statement))
        except (NotUnderstoodError, UnreadableStatementError) as reason:
            raise explained(error, str(reason)) from None

    def _surroundings(self, catalogue: Catalogue) -> Surroundings:
        return Surroundings(
            catalogue,
            self._emulator.note,
            self._emulator.dialect,
            self._names,
            self._emulator.batch,
            self._emulator.conventional,
            self._undecided,
        )

    def _translate(
        self, catalogue: Catalogue, cursor: Any, statement: str, tokens: tuple[Token, ...], error: BaseException
    ) -> None:
        self._emulator.enum_types.hear(tokens)
        if _TRANSACTION.search(str(error)):
            self._emulator.note("a transaction within the migration's", NO_MEANING)
            return
        around = self._surroundings(catalogue)
        if rename_index(around, tokens):
            return
        translation = translate(statement, self._emulator.dialect)
        if translation is None and drop_index(around, tokens):
            return
        if translation is None and self._left_out.add_view(tokens) and NOT_ITS_LANGUAGE.search(str(error)):
            self._emulator.note("a view that SQLite cannot read", MEANING_LOST, statement)
            return
        if translation is None or translation.statements == (statement,):
            raise error
        for one in translation.statements:
            try:
                self.run(cursor, one, (), False)
            except sqlite3.Error as again:
                raise explained(again, f"migralint tried it as {one}") from None
        if not translation.statements:
            self._left_out.add(tokens)
        if [token.word for token in tokens[:2]] == ["DROP", "TABLE"] and tokens[-1].word == "CASCADE":
            for one in translation.statements:
                drop_references(around, "main", tokenize_server(one)[-1].name)
        for what, cls in translation.notes:
            self._emulator.note(what, cls, "" if translation.statements else statement)
