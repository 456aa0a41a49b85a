"""Carries out ALTER TABLE on SQLite, action by action; parses and edits no SQL text itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from .....sql.names import folded, quote
from ..reading import alter_actions as actions
from ..reading import table_edit as edit
from ..record import EXACT, MEANING_LOST, NO_MEANING
from . import alter_columns as columns
from . import alter_constraints as constraints
from .target import Surroundings, Target

_DO: dict[type, Callable[[Target, Any], None]] = {
    actions.AddColumn: columns.add_column,
    actions.DropColumn: columns.drop_column,
    actions.RenameColumn: columns.rename_column,
    actions.SetType: columns.set_type,
    actions.SetNullable: columns.set_nullable,
    actions.SetDefault: columns.set_default,
    actions.DropExpression: columns.drop_expression,
    actions.Redefine: columns.redefine,
    actions.AddConstraint: constraints.add_constraint,
    actions.DropConstraint: constraints.drop_constraint,
    actions.RenameConstraint: constraints.rename_constraint,
    actions.AddIndex: constraints.add_index,
}


def alter(around: Surroundings, statement: actions.AlterTable) -> None:
    """Execute all actions in order.

    Raises the driver's errors, NoSuchConstraintError, NotUnderstoodError and UnreadableStatementError.
    """
    known = statement.schema in around.catalogue.schemas()
    place = around.catalogue.find_table(statement.table, statement.schema if known else None)
    if place is None:
        if statement.if_exists:
            around.note("IF EXISTS", EXACT)
            return
        raise sqlite3.OperationalError(f"no such table: {statement.table}")
    target = Target(around, *place)
    for action in statement.actions:
        if isinstance(action, actions.Nothing):
            around.note(f"ALTER TABLE for {action.what}", MEANING_LOST if action.lost else NO_MEANING)
        elif isinstance(action, actions.RenameTable):
            _rename(target, action.new)
        else:
            _DO[type(action)](target, action)
            target.refresh_names()


def _rename(target: Target, new: str) -> None:
    old = target.name
    target.execute(f"ALTER TABLE {target.qualified} RENAME TO {quote(new)}")
    target.name = new
    target.refresh_names(renamed_from=old)


def drop_references(around: Surroundings, schema: str, table: str) -> None:
    """Remove the foreign keys of other tables that refer to this one, as DROP TABLE … CASCADE does."""
    for name in around.catalogue.tables(schema):
        target = Target(around, schema, name)
        while folded(name) != folded(table):
            text = target.read()
            reference = next(
                (one for one in text.constraints if one.target is not None and folded(one.target) == folded(table)),
                None,
            )
            if reference is None:
                break
            target.rebuild(text, edit.drop_constraint(text, reference), "DROP TABLE … CASCADE")
            target.refresh_names()
