"""The constraint and index actions of ALTER TABLE, on SQLite; one function for each action."""

from __future__ import annotations

import sqlite3

from .....sql.constraint import Constraint
from .....sql.create_table import TableText, read_table
from .....sql.names import folded, quote, same_name
from .....sql.tokens import tokenize_server
from ..reading import alter_actions as actions
from ..reading import table_edit as edit
from ..reading.catalogue import in_schema
from ..reading.definitions import constraint_definition
from ..record import EXACT, GUESSED
from .target import Target, named


class NoSuchConstraintError(ValueError):
    """There is no constraint of this name. A ValueError, because Alembic's batch mode raises one."""


def add_constraint(target: Target, action: actions.AddConstraint) -> None:
    """Execute ADD CONSTRAINT of any kind that SQLite has; a primary key makes its columns NOT NULL, as on servers."""
    table = target.read()
    existing = None if action.name is None else named(table, action.name)
    if existing is not None:
        if action.if_not_exists:
            target.around.note("IF NOT EXISTS", EXACT)
            return
        # A foreign key with use_alter: SQLAlchemy writes it into SQLite's CREATE TABLE, but not into that of a server.
        if not target.around.batch and (existing.kind != "foreign key" or existing.name != action.name):
            raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" already exists')
    new = table if existing is None else edit.drop_constraint(table, existing)
    primary = next((one for one in new.constraints if one.kind == "primary key"), None)
    if target.around.batch and primary is not None and " primary " in f" {action.definition.lower()} ":
        new = edit.drop_constraint(new, primary)  # as Alembic's batch mode does
    definition, without = _from_index(target, action.definition)
    translated = constraint_definition(definition)
    target.report(translated.notes)
    new = edit.add_constraint(new, translated.text)
    added = new.table_constraints[-1]
    new = _decide(target, new, added)
    if added.kind == "primary key":
        for name in added.columns:
            new = edit.set_nullable(new, target.column(new, name), False)
    target.rebuild(table, new, "ADD CONSTRAINT", without=without)


def _decide(target: Target, new: TableText, added: Constraint) -> TableText:
    """Correct a guess: the constraint to be dropped was the one that is now added again under the same columns."""
    dropped = target.around.undecided.get(target.key, [])
    twin = next(
        (one for one in new.constraints if one.name is None and one != added and one.columns == added.columns), None
    )
    if not dropped or twin is None or twin.kind != added.kind:
        return new
    return edit.add_constraint(edit.drop_constraint(new, twin), dropped.pop())


def _from_index(target: Target, definition: str) -> tuple[str, frozenset[str]]:
    """Return `… UNIQUE USING INDEX name` with the columns of that index, which then belongs to the constraint."""
    tokens = tokenize_server(definition)
    for at, token in enumerate(tokens[:-2]):
        if token.word == "USING" and tokens[at + 1].word == "INDEX" and tokens[at + 2].word != "TABLESPACE":
            index = tokens[at + 2].name
            columns = target.around.catalogue.index_columns(target.schema, index)
            listed = ", ".join(quote(one) for one in columns if one is not None)
            text = edit.splice(definition, (token.start, tokens[at + 2].end, f"({listed})"))
            return text, frozenset((folded(index),))
    return definition, frozenset()


def drop_constraint(target: Target, action: actions.DropConstraint) -> None:
    """Execute DROP CONSTRAINT by its own name, by the name on a server, or for MySQL as an index."""
    table = target.read()
    constraint, cls = _find(target, table, action)
    if constraint is not None:
        target.rebuild(table, edit.drop_constraint(table, constraint), "DROP CONSTRAINT", cls)
        return
    if action.name is not None and action.kind in (None, "index", "unique"):
        index = target.around.catalogue.find_index(action.name, target.schema)
        if index is not None and same_name(index[1], target.name):
            target.execute(f"DROP INDEX {quote(target.schema)}.{quote(action.name)}")
            target.around.note("DROP CONSTRAINT of a unique index", EXACT)
            return
    if action.if_exists:
        target.around.note("IF EXISTS", EXACT)
        return
    if target.around.batch:
        raise NoSuchConstraintError(f"No such constraint: '{action.name}'")
    raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" does not exist')


def _find(target: Target, table: TableText, action: actions.DropConstraint) -> tuple[Constraint | None, str]:
    if action.name is not None:
        own = named(table, action.name, action.kind) or named(table, action.name)
        if own is not None:
            return own, EXACT
        for names in target.around.names:
            constraint = names.find(target.schema, table, action.name)
            if constraint is not None:
                return constraint, GUESSED
        if action.name in target.around.conventional:
            kind, columns = target.around.conventional[action.name]
            alike = _unnamed(table, kind)
            return next((one for one in alike if one.columns == columns), None), GUESSED
    elif action.kind is not None and action.kind != "primary key":
        # Reflection on SQLite returned no name to the migration where a server would have returned one.
        alike = _unnamed(table, action.kind)
        if not alike:
            raise NoSuchConstraintError("Constraint must have a name")
        if len(alike) > 1:
            target.around.undecided.setdefault(target.key, []).append(_as_table_constraint(table, alike[0]))
        return alike[0], GUESSED
    if action.kind == "primary key":
        primary = next((one for one in table.constraints if one.kind == "primary key"), None)
        return primary, EXACT if action.name is None or target.around.mysql else GUESSED
    return None, EXACT


def _unnamed(table: TableText, kind: str) -> list[Constraint]:
    return [one for one in table.constraints if one.name is None and one.kind == kind]


def _as_table_constraint(table: TableText, constraint: Constraint) -> str:
    """Return the text of a constraint as a table constraint, even if it is written in a column definition."""
    text = table.sql[constraint.start : constraint.end]
    if constraint.column is None or constraint.kind == "check":
        return text
    columns = f"({quote(constraint.column)})"
    return f"FOREIGN KEY {columns} {text}" if constraint.kind == "foreign key" else f"UNIQUE {columns}"


def rename_constraint(target: Target, action: actions.RenameConstraint) -> None:
    """Execute RENAME CONSTRAINT, and RENAME INDEX of MySQL."""
    table = target.read()
    if target.around.catalogue.find_index(action.name, target.schema) is not None:
        _rename_index(target, action)
        return
    constraint, cls = _find(target, table, actions.DropConstraint(action.name))
    if constraint is None:
        raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" does not exist')
    text = table.sql[constraint.start : constraint.end]
    if constraint.name is None:
        text = f"CONSTRAINT {quote(action.new)} {text}"
    else:
        name = tokenize_server(text)[1]
        text = edit.splice(text, (name.start, name.end, quote(action.new)))
    new = read_table(edit.splice(table.sql, (constraint.start, constraint.end, text)))
    target.rebuild(table, new, "RENAME CONSTRAINT", cls)


def _rename_index(target: Target, action: actions.RenameConstraint) -> None:
    for one in target.around.catalogue.dependents(target.schema, target.name):
        if one.kind == "index" and same_name(one.name, action.name):
            name = next(token for token in tokenize_server(one.sql) if same_name(token.name, action.name))
            sql = edit.splice(one.sql, (name.start, name.end, quote(action.new)))
            target.execute(f"DROP INDEX {quote(target.schema)}.{quote(one.name)}")
            target.execute(in_schema(sql, target.schema))
            target.around.note("RENAME INDEX by creating it again", EXACT)


def add_index(target: Target, action: actions.AddIndex) -> None:
    """Execute ADD INDEX and ADD UNIQUE KEY of MySQL; without a name, the index gets that of its first column."""
    columns = edit.without_lengths(action.columns)
    if columns != action.columns:
        target.around.note("the length of an index prefix", GUESSED)
    name = action.name or next(token.name for token in tokenize_server(columns) if token.can_name)
    if action.unique:
        add_constraint(target, actions.AddConstraint(name, f"CONSTRAINT {quote(name)} UNIQUE {columns}"))
        return
    target.execute(f"CREATE INDEX {quote(target.schema)}.{quote(name)} ON {quote(target.name)} {columns}")
    target.around.note("ADD INDEX as CREATE INDEX", EXACT)
