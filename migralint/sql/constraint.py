"""One constraint of a CREATE TABLE text, of a column or of the table, with its spans; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .create_index import IndexedColumn, read_indexed
from .cursor import Cursor, UnreadableStatementError


@dataclass(frozen=True)
class Constraint:
    """One constraint, of a column or of the table; spans are offsets into the text."""

    kind: str
    """"primary key", "unique", "check", "foreign key", "not null", "null", "default", "collate", "generated",
    "deferral" for a DEFERRABLE separate from its foreign key, or "name" for a `CONSTRAINT name` without a constraint
    (SQLite accepts both)."""
    start: int = 0
    """Offset of its first character, `CONSTRAINT name` included."""
    end: int = 0
    name: str | None = None
    column: str | None = None
    """The column that it is written inline with; None: a constraint of the table."""
    keys: tuple[IndexedColumn, ...] = ()
    """The columns of a key, in order; for an inline key, its column."""
    target: str | None = None
    """The table that a foreign key names."""
    target_columns: tuple[str, ...] = ()
    """Empty if the text names none."""
    body: tuple[int, int] = (0, 0)
    """Span of the expression: CHECK and generated without their parentheses, DEFAULT including them; for COLLATE, span
    of the name."""
    autoincrement: bool = False
    stored: bool = False
    """Whether a generated column is stored on disk."""
    on_conflict: str = ""
    """In upper case; empty for ABORT, the default."""
    on_update: str = ""
    """Of a foreign key; empty for NO ACTION, the default."""
    on_delete: str = ""
    match: str = ""
    """Empty for SIMPLE, the default."""
    deferrable: str = ""
    """ "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED", or empty for neither."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(key.expression for key in self.keys)


def starts_constraint(cursor: Cursor) -> bool:
    """Whether a column constraint comes next, at a place where a word of the type is also possible."""
    token = cursor.peek()
    return token is not None and token.is_word(
        "CONSTRAINT",
        "DEFAULT",
        "NOT",
        "NULL",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "COLLATE",
        "AS",
        "DEFERRABLE",
    )


def read_constraint(cursor: Cursor, column: str | None) -> Constraint:
    """Consume the next constraint; `column` is the one that it is written inline with, None: a constraint of the table.

    Raises UnreadableStatementError.
    """
    start, name = cursor.offset, None
    if cursor.accept("CONSTRAINT"):
        name = cursor.name()
        if cursor.sees_operator(",", ")") or cursor.sees("CONSTRAINT"):
            return Constraint("name", start, cursor.end, name, column)
    constraint = _column_constraint(cursor, column) if column is not None else _table_constraint(cursor)
    return replace(constraint, start=start, end=cursor.end, name=name, column=column)


def _column_constraint(cursor: Cursor, column: str) -> Constraint:
    if cursor.accept("NOT", "NULL"):
        return Constraint("not null", on_conflict=_on_conflict(cursor))
    if cursor.accept("NULL"):
        return Constraint("null", on_conflict=_on_conflict(cursor))
    if cursor.accept("DEFAULT"):
        return Constraint("default", body=_default(cursor))
    if cursor.accept("PRIMARY", "KEY"):
        key = IndexedColumn(column, True, "", cursor.accept("DESC"))
        cursor.accept("ASC")
        conflict = _on_conflict(cursor)
        counts = cursor.accept("AUTOINCREMENT")
        return Constraint("primary key", keys=(key,), on_conflict=conflict, autoincrement=counts)
    if cursor.accept("UNIQUE"):
        return Constraint("unique", keys=(IndexedColumn(column, True),), on_conflict=_on_conflict(cursor))
    if cursor.accept("COLLATE"):
        cursor.name()
        token = cursor.tokens[cursor.position - 1]
        return Constraint("collate", body=(token.start, token.end))
    if cursor.accept("GENERATED", "ALWAYS", "AS") or cursor.accept("AS"):
        body = cursor.span()
        stored = cursor.accept("STORED")
        cursor.accept("VIRTUAL")
        return Constraint("generated", body=body, stored=stored)
    if cursor.sees("REFERENCES"):
        return _foreign_key(cursor, (column,))
    if cursor.sees("DEFERRABLE") or cursor.sees("NOT", "DEFERRABLE"):
        return Constraint("deferral", deferrable=_deferrable(cursor))
    return _check(cursor)


def _table_constraint(cursor: Cursor) -> Constraint:
    for words, kind in ((("PRIMARY", "KEY"), "primary key"), (("UNIQUE",), "unique")):
        if cursor.accept(*words):
            keys, counts = read_indexed(cursor)
            return Constraint(kind, keys=tuple(keys), on_conflict=_on_conflict(cursor), autoincrement=counts)
    if cursor.accept("FOREIGN", "KEY"):
        return _foreign_key(cursor, cursor.names())
    return _check(cursor)


def _check(cursor: Cursor) -> Constraint:
    cursor.expect("CHECK")
    body = cursor.span()
    _on_conflict(cursor)  # SQLite accepts it without any effect
    return Constraint("check", body=body)


def _default(cursor: Cursor) -> tuple[int, int]:
    start = cursor.offset
    if cursor.sees_operator("("):
        cursor.span()
    else:
        if cursor.sees_operator("+", "-"):
            cursor.take()
        cursor.take()
    return start, cursor.end


def _on_conflict(cursor: Cursor) -> str:
    if not cursor.accept("ON", "CONFLICT"):
        return ""
    action = cursor.take().value
    return "" if action == "ABORT" else action


def _foreign_key(cursor: Cursor, columns: tuple[str, ...]) -> Constraint:
    cursor.expect("REFERENCES")
    target = cursor.name()
    target_columns = cursor.names() if cursor.sees_operator("(") else ()
    actions = {"UPDATE": "", "DELETE": "", "INSERT": ""}  # SQLite accepts ON INSERT and ignores it
    match, deferrable = "", ""
    while True:
        if cursor.accept("ON"):
            event = cursor.take().value
            if event not in actions:
                raise UnreadableStatementError(cursor.sql)
            actions[event] = _action(cursor)
        elif cursor.accept("MATCH"):
            match = cursor.name().upper()
        elif cursor.sees("DEFERRABLE") or cursor.sees("NOT", "DEFERRABLE"):
            deferrable = _deferrable(cursor)
        else:
            break
    return Constraint(
        "foreign key",
        keys=tuple(IndexedColumn(name, True) for name in columns),
        target=target,
        target_columns=target_columns,
        on_update=actions["UPDATE"],
        on_delete=actions["DELETE"],
        match="" if match == "SIMPLE" else match,
        deferrable=deferrable,
    )


def _action(cursor: Cursor) -> str:
    first = cursor.take().value
    if first in ("SET", "NO"):
        first = f"{first} {cursor.take().value}"
    return "" if first == "NO ACTION" else first


def _deferrable(cursor: Cursor) -> str:
    never = cursor.accept("NOT")
    cursor.expect("DEFERRABLE")
    initially = cursor.take().value if cursor.accept("INITIALLY") else ""
    if never:
        return ""
    return "DEFERRABLE INITIALLY DEFERRED" if initially == "DEFERRED" else "DEFERRABLE"
