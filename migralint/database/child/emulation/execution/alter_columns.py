"""The column actions of ALTER TABLE, on SQLite; one function for each action."""

from __future__ import annotations

import sqlite3

from .....sql.create_table import Column, TableText, read_table
from .....sql.names import folded, quote, same_name
from .....sql.tokens import tokenize_server
from ..reading import alter_actions as actions
from ..reading import table_edit as edit
from ..reading.catalogue import Dependent, in_schema
from ..reading.definitions import column_definition, declared_type
from ..reading.expressions import default_expression
from ..record import EXACT, GUESSED
from .rebuild import savepoint
from .target import Target


def add_column(target: Target, action: actions.AddColumn) -> None:
    """Execute ADD COLUMN that SQLite refuses: keys, NOT NULL, non-constant defaults, stored generated columns."""
    table = target.read()
    if table.column(action.name) is not None:
        if action.if_not_exists:
            target.around.note("IF NOT EXISTS", EXACT)
            return
        raise sqlite3.OperationalError(f"duplicate column name: {action.name}")
    translated = column_definition(action.definition, target.around.dialect)
    new = edit.add_column(table, translated.text)
    target.report(translated.notes)
    values = _implicit_value(target, new, new.columns[-1]) if target.around.mysql else None
    target.rebuild(table, new, "ADD COLUMN", values=values)


def _implicit_value(target: Target, table: TableText, column: Column) -> dict[str, str] | None:
    """Return the zero value with which MySQL fills a new NOT NULL column without a default."""
    bare = column.constraint("not null") is not None and column.constraint("default") is None
    if not bare or column.constraint("generated") is not None or not target.has_rows():
        return None
    declared = table.text(column.type_span).upper()
    if any(word in declared for word in ("CHAR", "TEXT")):
        value = "''"
    elif any(word in declared for word in ("INT", "BOOL", "FLOAT", "DOUBLE", "REAL", "NUMERIC", "DECIMAL")):
        value = "0"
    else:
        return None
    target.around.note("the implicit default of a new NOT NULL column", GUESSED)
    return {column.name: value}


def drop_column(target: Target, action: actions.DropColumn) -> None:
    """Execute DROP COLUMN, and drop or change the keys, checks and indexes on the column.

    PostgreSQL drops a key over several columns; MySQL removes the column from the key
    (https://dev.mysql.com/doc/refman/8.4/en/alter-table.html). For other dialects this is a guess.
    """
    table = target.read()
    column = table.column(action.name)
    if column is None and action.if_exists:
        target.around.note("IF EXISTS", EXACT)
        return
    new = edit.drop_column(table, target.column(table, action.name))
    several = False
    while True:
        about = next((one for one in new.table_constraints if new.mentions(one, action.name)), None)
        if about is None:
            break
        several = several or len(about.columns) > 1
        if target.around.mysql and len(about.columns) > 1 and about.kind in ("primary key", "unique"):
            text = edit.without_member(new.sql[about.start : about.end], action.name)
            new = read_table(edit.splice(new.sql, (about.start, about.end, text)))
        else:
            new = edit.drop_constraint(new, about)
    again = []
    without = set()
    for one in target.around.catalogue.dependents(target.schema, target.name):
        if one.kind != "index" or not _names_column(one, action.name):
            continue
        without.add(folded(one.name))
        if len(target.around.catalogue.index_columns(target.schema, one.name)) > 1:
            several = True
            if target.around.mysql:
                again.append(edit.without_member(one.sql, action.name))
    known = target.around.mysql or target.around.dialect == "postgresql"
    cls = GUESSED if several and not known else EXACT
    with savepoint(target.around.catalogue, "migralint_drop_column"):
        target.rebuild(table, new, "DROP COLUMN", cls, without=frozenset(without))
        for sql in again:
            target.execute(in_schema(sql, target.schema))
        _drop_views(target, action)


def _drop_views(target: Target, action: actions.DropColumn) -> None:
    """Drop views that use the column if the statement says CASCADE; otherwise raise an error, as a server does."""
    for view in target.around.catalogue.broken_views(target.schema, target.name):
        if not action.cascade:
            raise sqlite3.OperationalError(f"cannot drop column {action.name}: the view {view} depends on it")
        target.execute(f"DROP VIEW {quote(target.schema)}.{quote(view)}")
        target.around.note("a view dropped by CASCADE", EXACT)


def _names_column(index: Dependent, column: str) -> bool:
    tokens = tokenize_server(index.sql)
    start = next((at for at, token in enumerate(tokens) if token.text == "("), 0)
    return any(folded(token.name) == folded(column) for token in tokens[start:] if token.is_name)


def rename_column(target: Target, action: actions.RenameColumn) -> None:
    """Execute RENAME COLUMN by SQLite's own statement, which also changes views and triggers."""
    target.execute(f"ALTER TABLE {target.qualified} RENAME COLUMN {quote(action.name)} TO {quote(action.new)}")


def set_type(target: Target, action: actions.SetType) -> None:
    """Execute ALTER COLUMN … TYPE; the affinity of the new type converts the rows, as a plain cast would."""
    table = target.read()
    column = target.column(table, action.name)
    translated = declared_type(action.declared, target.around.dialect)
    if action.using is not None and target.has_rows():
        words = {folded(token.name) for token in tokenize_server(action.using) if token.is_name}
        declared = {folded(token.name) for token in tokenize_server(action.declared)}
        if not words - declared <= {folded(action.name), "cast", "as", "text", "varchar"}:
            raise actions.NotUnderstoodError(f"USING {action.using} on a table that has rows")
        target.around.note("USING with a plain cast", GUESSED)
    target.report(translated.notes)
    target.rebuild(table, edit.set_type(table, column, translated.text), "ALTER COLUMN … TYPE")


def set_nullable(target: Target, action: actions.SetNullable) -> None:
    """Execute ALTER COLUMN … SET or DROP NOT NULL."""
    table = target.read()
    column = target.column(table, action.name)
    target.rebuild(table, edit.set_nullable(table, column, action.nullable), "ALTER COLUMN … NULL")


def set_default(target: Target, action: actions.SetDefault) -> None:
    """Execute ALTER COLUMN … SET or DROP DEFAULT."""
    table = target.read()
    column = target.column(table, action.name)
    expression = None
    if action.expression is not None:
        translated = default_expression(action.expression)
        target.report(translated.notes)
        expression = translated.text or None
    target.rebuild(table, edit.set_default(table, column, expression), "ALTER COLUMN … DEFAULT")


def drop_expression(target: Target, action: actions.DropExpression) -> None:
    """Execute ALTER COLUMN … DROP EXPRESSION; the values are kept."""
    table = target.read()
    column = target.column(table, action.name)
    target.rebuild(table, edit.set_generated(table, column, None), "ALTER COLUMN … DROP EXPRESSION")


def redefine(target: Target, action: actions.Redefine) -> None:
    """Execute MODIFY and CHANGE: they replace type, nullability and default; keys and checks are kept."""
    if not same_name(action.name, action.new):
        rename_column(target, actions.RenameColumn(action.name, action.new))
    table = target.read()
    column = target.column(table, action.new)
    translated = column_definition(action.definition, target.around.dialect)
    target.report(translated.notes)
    kept = [
        table.sql[one.start : one.end]
        for one in column.constraints
        if one.kind in ("primary key", "unique", "foreign key", "check")
    ]
    definition = " ".join([translated.text, *kept])
    new = read_table(edit.splice(table.sql, (column.start, column.end, definition)))
    target.rebuild(table, new, "MODIFY COLUMN")
