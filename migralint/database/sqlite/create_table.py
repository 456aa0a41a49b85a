"""Reads the text of CREATE TABLE as SQLite stores it: what the pragmas do not tell.

Grammar: https://sqlite.org/lang_createtable.html
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct, field

from migralint.database.sqlite.cursor import Cursor, UnreadableStatementError
from migralint.database.sqlite.indexed import indexed_columns
from migralint.schema.column import Computed
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.sql.tokens import TokenKind

_CLAUSES = {
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "ON",
    "DEFERRABLE",
}


class ParsedColumn(Struct):
    """What the text says about one column beyond the pragmas."""

    name: str
    type: str = ""
    """The words of its type as written."""
    not_null: bool = False
    not_null_conflict: str = ""
    default: str | None = None
    collation: str | None = None
    computed: Computed | None = None
    primary_key_descending: bool = False
    """An inline `PRIMARY KEY DESC`, which makes no alias of the rowid."""
    autoincrement: bool = False


class ParsedTable(Struct):
    """What the text of one CREATE TABLE says. Constraints of a column and of the table are not told apart."""

    columns: list[ParsedColumn] = field(default_factory=list)
    primary_key: PrimaryKey | None = None
    uniques: list[UniqueConstraint] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    """With empty `target_columns` where the text names none."""
    options: list[str] = field(default_factory=list)


@lru_cache(maxsize=1024)  # both sides often store the same text
def parse_create_table(sql: str) -> ParsedTable:
    """Return what `sql` says, not to be changed. Raises UnreadableStatementError for grammar that it does not know."""
    cursor = Cursor(sql)
    cursor.expect("CREATE")
    if not cursor.accept("TEMP"):
        cursor.accept("TEMPORARY")
    cursor.expect("TABLE")
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.name()
    if cursor.accept_operator("."):
        cursor.name()
    cursor.expect_operator("(")
    table = ParsedTable()
    _elements(cursor, table)
    while not cursor.at_end:
        if cursor.accept("WITHOUT", "ROWID"):
            table.options.append("WITHOUT ROWID")
        elif cursor.accept("STRICT"):
            table.options.append("STRICT")
        else:
            raise UnreadableStatementError(sql)
        cursor.accept_operator(",")
    table.options.sort()
    return table


def _elements(cursor: Cursor, table: ParsedTable) -> None:
    while not cursor.accept_operator(")"):
        if table.columns and _starts_table_constraint(cursor):
            _table_constraint(cursor, table)
        else:
            _column(cursor, table)
        cursor.accept_operator(",")  # SQLite does not insist on commas between table constraints


def _starts_table_constraint(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is not None and token.is_word("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


def _column(cursor: Cursor, table: ParsedTable) -> None:
    column = ParsedColumn(cursor.name())
    table.columns.append(column)
    start = cursor.position
    while (token := cursor.peek()) is not None:
        if token.is_operator("("):
            cursor.parenthesized()
        elif token.kind is TokenKind.OPERATOR or (token.kind is TokenKind.WORD and token.value in _CLAUSES):
            break
        else:
            cursor.take()
    column.type = cursor.text(start, cursor.position)
    name: str | None = None
    while (token := cursor.peek()) is not None and not token.is_operator(",", ")"):
        if cursor.accept("CONSTRAINT"):
            name = cursor.name()
            continue
        _column_clause(cursor, table, column, name)
        name = None


def _column_clause(cursor: Cursor, table: ParsedTable, column: ParsedColumn, name: str | None) -> None:
    if cursor.accept("PRIMARY", "KEY"):
        column.primary_key_descending = cursor.accept("DESC")
        cursor.accept("ASC")
        key = f"{column.name} DESC" if column.primary_key_descending else column.name
        table.primary_key = PrimaryKey((key,), name, _on_conflict(cursor))
        column.autoincrement = cursor.accept("AUTOINCREMENT")
    elif cursor.accept("NOT", "NULL"):
        column.not_null, column.not_null_conflict = True, _on_conflict(cursor)
    elif cursor.accept("NULL"):
        _on_conflict(cursor)
    elif cursor.accept("UNIQUE"):
        table.uniques.append(UniqueConstraint((column.name,), name, _on_conflict(cursor)))
    elif cursor.accept("CHECK"):
        table.checks.append(Check(cursor.parenthesized(), name))
        _on_conflict(cursor)  # accepted by SQLite, without any effect
    elif cursor.accept("DEFAULT"):
        column.default = _default(cursor)
    elif cursor.accept("COLLATE"):
        column.collation = cursor.name()
    elif cursor.sees("REFERENCES"):
        table.foreign_keys.append(_foreign_key(cursor, (column.name,), name))
    elif cursor.accept("GENERATED", "ALWAYS", "AS") or cursor.accept("AS"):
        expression = cursor.parenthesized()
        stored = cursor.accept("STORED")
        cursor.accept("VIRTUAL")
        column.computed = Computed(expression, stored)
    else:
        raise UnreadableStatementError(cursor.sql)


def _default(cursor: Cursor) -> str:
    token = cursor.peek()
    start = cursor.position
    if token is not None and token.is_operator("("):
        cursor.parenthesized()
    else:
        if token is not None and token.is_operator("+", "-"):
            cursor.take()
        cursor.take()
    return cursor.text(start, cursor.position)


def _table_constraint(cursor: Cursor, table: ParsedTable) -> None:
    name = cursor.name() if cursor.accept("CONSTRAINT") else None
    if cursor.accept("PRIMARY", "KEY"):
        columns, autoincrement = indexed_columns(cursor)
        table.primary_key = PrimaryKey(columns, name, _on_conflict(cursor))
        if autoincrement:
            for column in table.columns:
                column.autoincrement |= column.name.lower() == columns[0].lower()
    elif cursor.accept("UNIQUE"):
        table.uniques.append(UniqueConstraint(indexed_columns(cursor)[0], name, _on_conflict(cursor)))
    elif cursor.accept("CHECK"):
        table.checks.append(Check(cursor.parenthesized(), name))
        _on_conflict(cursor)
    elif cursor.accept("FOREIGN", "KEY"):
        table.foreign_keys.append(_foreign_key(cursor, cursor.names(), name))
    elif name is None:
        raise UnreadableStatementError(cursor.sql)


def _on_conflict(cursor: Cursor) -> str:
    if not cursor.accept("ON", "CONFLICT"):
        return ""
    action = cursor.take().value
    return "" if action == "ABORT" else action


def _foreign_key(cursor: Cursor, columns: tuple[str, ...], name: str | None) -> ForeignKey:
    cursor.expect("REFERENCES")
    target = cursor.name()
    token = cursor.peek()
    target_columns = cursor.names() if token is not None and token.is_operator("(") else ()
    actions = {"UPDATE": "", "DELETE": ""}
    match, deferrable = "", ""
    while True:
        if cursor.accept("ON"):
            event = cursor.take().value
            if event not in actions:
                raise UnreadableStatementError(cursor.sql)
            actions[event] = _action(cursor)
        elif cursor.accept("MATCH"):
            match = cursor.name().upper()
        elif cursor.accept("NOT", "DEFERRABLE"):
            _initially(cursor)
            deferrable = ""
        elif cursor.accept("DEFERRABLE"):
            deferrable = "DEFERRABLE INITIALLY DEFERRED" if _initially(cursor) == "DEFERRED" else "DEFERRABLE"
        else:
            break
    match = "" if match == "SIMPLE" else match
    return ForeignKey(columns, target, target_columns, name, actions["UPDATE"], actions["DELETE"], match, deferrable)


def _action(cursor: Cursor) -> str:
    first = cursor.take().value
    if first in ("SET", "NO"):
        first = f"{first} {cursor.take().value}"
    return "" if first == "NO ACTION" else first


def _initially(cursor: Cursor) -> str:
    return cursor.take().value if cursor.accept("INITIALLY") else ""
