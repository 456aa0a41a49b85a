"""Stands between SQLAlchemy and the scratch database: runs each statement, and emulates what SQLite refuses."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any

from .alter import alter, drop_references
from .alter_actions import (
    AddColumn,
    AlterTable,
    DropConstraint,
    NotUnderstoodError,
    RenameConstraint,
    RenameTable,
)
from .alter_text import read_alter_table
from .catalogue import Catalogue
from .constraint_text import UnreadableTableError
from .data import does_nothing, is_called_for_its_effect, reworded, verb
from .enum_types import EnumTypes
from .functions import StandIns, supply_collation
from .left_out import LeftOut
from .record import EXACT, GUESSED, MEANING_LOST, NO_MEANING, Emulation, Record
from .rowid_alias import RowidAliases
from .server_names import ServerNames
from .statements import say, without_schema
from .target import Surroundings, named
from .tokens import Token, split_statements, tokenize

EXPLANATION = "migralint_explanation"
"""Attribute of a driver's exception: why the emulation did not help, in words."""

# What SQLite says when it does not know the language of a statement, as opposed to what the statement is about.
_NOT_ITS_LANGUAGE = re.compile(
    r"syntax error|unrecognized token|(no such|unknown) function|wrong number of arguments|incomplete input|"
    r"no such collation|no such column: \"?(ctid|xmin|oid|interval)\b|near \""
)


_SERVERS_OWN = re.compile(r"no such table: ((?:pg_|information_schema|mysql\.|performance_schema|sys\.)[\w.]*)")
_DEFINITION = re.compile(r"\s*(CREATE|ALTER)\s+(?:UNLOGGED\s+)?TABLE\b", re.IGNORECASE)


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
    """One scratch connection with emulation; `execute` and its two siblings are SQLAlchemy's do_execute events."""

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
        self.conventional: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Names that a naming convention gives to constraints of the table at hand: name to kind and columns."""
        self.enum_types = EnumTypes()
        self._record = record
        self._current_revision = current_revision
        self._name_dialects = ("postgresql", "mysql") if project_dialect is None else (self.dialect,)
        self._catalogue: Catalogue | None = None
        self._names: tuple[ServerNames, ...] = ()
        self._undecided: dict[tuple[str, str], list[str]] = {}
        self._stand_ins = StandIns()
        self._left_out = LeftOut()
        self._aliases = RowidAliases()

    def note(self, what: str, cls: str) -> None:
        """Report one emulation."""
        self._record(Emulation(what, cls, self._current_revision()))

    def execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """Run a statement. True: done, SQLAlchemy must not run it again. Raises the driver's errors."""
        self._run(cursor, statement, parameters, False, bool(getattr(context, "isddl", True)))
        return True

    def execute_no_parameters(self, cursor: Any, statement: str, context: Any) -> bool:
        """Run a statement that has no parameters."""
        return self.execute(cursor, statement, (), context)

    def execute_many(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """Run a statement once for each set of parameters."""
        self._run(cursor, statement, parameters, True)
        return True

    def finish(self) -> None:
        """Give tables the form back that they had lent for inserting rows; the connection is still open."""
        if self._catalogue is not None:
            self._aliases.give_back(self._catalogue)

    def _run(
        self, cursor: Any, statement: str, parameters: Any, many: bool, written_by_sqlalchemy: bool = True
    ) -> None:
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
            self._instead(catalogue, cursor, statement, parameters, many, error)
        else:
            self._took_place(statement)

    def _in_usual_words(self, catalogue: Catalogue, cursor: Any, statement: str) -> bool:
        """Run a definition written as SQL text with types under the names that SQLAlchemy's types have here.

        SQLite would take `int8` as well as BIGINT, but they would look different. False: it is to run as it is.
        """
        first = _DEFINITION.match(statement)
        if first is None or not self.foreign or len(split_statements(statement)) != 1:
            return False
        try:
            if first.group(1).upper() == "ALTER":
                altered = read_alter_table(statement)
                if not any(isinstance(action, AddColumn) for action in altered.actions):
                    return False
                self._carry_out(catalogue, altered)
                return True
            said = say(statement, self.dialect)
            if said is None or not any(what == "a type by its usual name" for what, _ in said.notes):
                return False
            for one in said.statements:
                self._run(cursor, one, (), False)
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return False  # what is wrong with it shows when it runs as it is
        for what, cls in said.notes:
            self.note(what, cls)
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
        self, catalogue: Catalogue, cursor: Any, statement: str, parameters: Any, many: bool, error: BaseException
    ) -> None:
        """Do what SQLite refused with `error`, or raise it, explained where there is something to say."""
        statements = split_statements(statement)
        if len(statements) > 1 and not parameters:
            self.note("several statements in one call", EXACT)
            for one in statements:
                self._run(cursor, one, (), False, False)
            return
        changed = self._mend(catalogue, statement, error)
        if changed is not None:
            self._run(cursor, changed, parameters, many)
            return
        tokens = tokenize(statements[0] if statements else "")
        words = [token.word for token in tokens[:2]]
        if words == ["ALTER", "TABLE"]:
            self._alter(catalogue, statement, error)
        elif verb(tokens):
            self._data(catalogue, cursor, statement, tokens, (parameters, many), error)
        elif not self._left_out.forgives(tokens):
            self._say(catalogue, cursor, statement, tokens, error)

    def _mend(self, catalogue: Catalogue, statement: str, error: BaseException) -> str | None:
        """Take away the cause of `error` where it lies beside the statement; the statement to run again, or None."""
        if self.foreign:
            if "unknown database public" in str(error):
                self.note('the schema "public" as the main database', EXACT)
                return without_schema(statement, "public")
            if self._aliases.lend(catalogue, error):
                self.note("the next value of a primary key that is not INTEGER", EXACT)
                return statement
        return statement if self._supply(catalogue.connection, statement, error) else None

    def _supply(self, connection: sqlite3.Connection, statement: str, error: BaseException) -> bool:
        """Register the function or collation that a definition names and `error` misses."""
        function = self._stand_ins.supply(connection, statement, error) if self.foreign else None
        if function is not None:
            self.note(f"a definition that calls {function[0]}()", function[1])
            return True
        collation = supply_collation(connection, error)
        if collation is not None:
            self.note(f"the collation {collation} as its name", MEANING_LOST)
        return collation is not None

    def _alter(self, catalogue: Catalogue, statement: str, error: BaseException) -> None:
        try:
            self._carry_out(catalogue, read_alter_table(statement))
        except (NotUnderstoodError, UnreadableTableError) as reason:
            raise explained(error, str(reason)) from None

    def _surroundings(self, catalogue: Catalogue) -> Surroundings:
        return Surroundings(
            catalogue,
            self.note,
            self.dialect,
            self._names,
            self.batch,
            self.conventional,
            self._undecided,
        )

    def _carry_out(self, catalogue: Catalogue, altered: AlterTable) -> None:
        alter(self._surroundings(catalogue), altered)

    def _say(
        self, catalogue: Catalogue, cursor: Any, statement: str, tokens: tuple[Token, ...], error: BaseException
    ) -> None:
        self.enum_types.hear(tokens)
        if self._rename_index(catalogue, tokens):
            return
        said = say(statement, self.dialect)
        if said is None and self._drop_implicit_index(catalogue, tokens):
            return
        if said is None and self._left_out.add_view(tokens) and _NOT_ITS_LANGUAGE.search(str(error)):
            self.note("a view that SQLite cannot read", MEANING_LOST)
            return
        if said is None or said.statements == (statement,):
            raise error
        for one in said.statements:
            try:
                self._run(cursor, one, (), False)
            except sqlite3.Error as again:
                raise explained(again, f"migralint tried it as {one}") from None
        if not said.statements:
            self._left_out.add(tokens)
        if [token.word for token in tokens[:2]] == ["DROP", "TABLE"] and tokens[-1].word == "CASCADE":
            for one in said.statements:
                drop_references(self._surroundings(catalogue), "main", tokenize(one)[-1].identifier)
        for what, cls in said.notes:
            self.note(what, cls)

    def _rename_index(self, catalogue: Catalogue, tokens: tuple[Token, ...]) -> bool:
        words = [token.word for token in tokens]
        if words[:2] != ["ALTER", "INDEX"] or "RENAME" not in words:
            return False
        old = tokens[words.index("RENAME") - 1].identifier
        action = RenameConstraint(old, tokens[-1].identifier)
        index = catalogue.find_index(old)
        if index is not None:
            self._carry_out(catalogue, AlterTable(index[1], index[0], False, (action,)))
            return True
        for schema in catalogue.schemas():  # the index of a key has the key's name
            for table in catalogue.tables(schema):
                text = catalogue.table(schema, table)
                if named(text, old) or any(names.find(schema, text, old) for names in self._names):
                    self._carry_out(catalogue, AlterTable(table, schema, False, (action,)))
                    return True
        return False

    def _drop_implicit_index(self, catalogue: Catalogue, tokens: tuple[Token, ...]) -> bool:
        """DROP INDEX of MySQL, where unique constraints and foreign keys are indexes, too."""
        if self.dialect not in ("mysql", "mariadb") or [token.word for token in tokens[:2]] != ["DROP", "INDEX"]:
            return False
        name = tokens[-1].identifier
        for schema in catalogue.schemas():
            for table in catalogue.tables(schema):
                text = catalogue.table(schema, table)
                for constraint in text.constraints:
                    guessed = any(names.find(schema, text, name) == constraint for names in self._names)
                    if constraint.kind == "unique" and (constraint.name == name or guessed):
                        action = DropConstraint(name, "unique")
                        self._carry_out(catalogue, AlterTable(table, schema, False, (action,)))
                        return True
                    if constraint.kind == "foreign key" and name in (constraint.name, *constraint.columns):
                        self.note("the index that MySQL makes for a foreign key", NO_MEANING)
                        return True
        return False

    def _data(
        self,
        catalogue: Catalogue,
        cursor: Any,
        statement: str,
        tokens: tuple[Token, ...],
        given: tuple[Any, bool],
        error: BaseException,
    ) -> None:
        own = _SERVERS_OWN.search(str(error))
        if own is not None:
            raise explained(error, f"it reads {own.group(1)}, where a server keeps what it knows of itself") from None
        if not self.foreign or not _NOT_ITS_LANGUAGE.search(str(error)):
            raise error
        kind = verb(tokens)
        effect = is_called_for_its_effect(tokens)
        if effect is not None:
            self.note(f"SELECT {effect}()", MEANING_LOST if effect == "setval" else NO_MEANING)
            cursor.execute("SELECT NULL")
            return
        if does_nothing(catalogue, tokens):
            self.note(f"{kind} about empty tables", EXACT)
            cursor.execute("SELECT NULL WHERE 0" if kind == "SELECT" else "-- nothing")
            return
        other = reworded(statement, tokens)
        if other is not None:
            try:
                if given[1]:
                    cursor.executemany(other, given[0])
                else:
                    cursor.execute(other, given[0] or ())
            except sqlite3.Error:
                pass
            else:
                self.note(f"casts of literals and now() in {kind}", GUESSED)
                return
        raise explained(
            error,
            f"this {kind} is in the language of another database and the tables it is about hold rows; "
            "migralint does not translate data statements, because a wrong translation would go unnoticed",
        )


def explained(error: BaseException, reason: str) -> BaseException:
    """The exception with a reason that `explanation_of` finds."""
    setattr(error, EXPLANATION, reason)
    return error
