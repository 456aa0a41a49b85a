"""Reads the text of CREATE VIEW and CREATE TRIGGER."""

from __future__ import annotations

from migralint.schema.objects import Trigger, View
from migralint.sql.cursor import Cursor, UnreadableStatementError


def read_view(schema: str | None, name: str, sql: str) -> View:
    """Return the view of the statement `sql`; if the text cannot be read, all of it is the definition."""
    cursor = Cursor(sql)
    try:
        cursor.expect("CREATE")
        if not cursor.accept("TEMP"):
            cursor.accept("TEMPORARY")
        cursor.expect("VIEW")
        cursor.accept("IF", "NOT", "EXISTS")
        _qualified(cursor)
        token = cursor.peek()
        columns = f"({cursor.parenthesized()}) " if token is not None and token.is_operator("(") else ""
        cursor.expect("AS")
        return View(name, f"{columns}{cursor.rest()}", schema)
    except UnreadableStatementError:
        return View(name, sql, schema)


def read_trigger(schema: str | None, name: str, table: str, sql: str) -> Trigger:
    """Return the trigger of the statement `sql`; its definition starts with the timing, by default BEFORE."""
    cursor = Cursor(sql)
    try:
        cursor.expect("CREATE")
        if not cursor.accept("TEMP"):
            cursor.accept("TEMPORARY")
        cursor.expect("TRIGGER")
        cursor.accept("IF", "NOT", "EXISTS")
        _qualified(cursor)
        timing = "" if cursor.sees("BEFORE") or cursor.sees("AFTER") or cursor.sees("INSTEAD") else "BEFORE "
        return Trigger(name, table, f"{timing}{cursor.rest()}", schema)
    except UnreadableStatementError:
        return Trigger(name, table, sql, schema)


def _qualified(cursor: Cursor) -> None:
    cursor.name()
    if cursor.accept_operator("."):
        cursor.name()
