"""The effect of an index or constraint change on running code."""

from __future__ import annotations

from migralint.changes.new_objects import Judgement, is_new, is_new_null, shown_name
from migralint.changes.state.schema import SchemaState
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex

_REASSIGNED = {"foreignkey": "foreign key", "primary": "primary key"}


def create_index(change: CreateIndex, state: SchemaState, revision: str) -> Judgement:
    """The effect of a new index; a unique one rejects duplicates that were allowed."""
    if is_new(change.table, state, revision):
        return None
    if not change.unique:
        return "expand", f"adds index {change.name or ''}".rstrip()
    names = [one.text for one in change.columns]
    if any(is_new_null(change.table, name, state, revision) for name in names):
        return "expand", f"adds unique index {change.name or ''} on a new column".replace("  ", " ")
    return "contract", f"adds unique index {change.name or ''} on {shown_name(change.table)}".replace("  ", " ")


def drop_index(change: DropIndex, state: SchemaState, revision: str) -> Judgement:
    """The effect of a dropped index, which an upsert may name."""
    if is_new(change.table, state, revision):
        return None
    held = state.index(change.name)
    if held is not None and held[1].unique:
        return "contract", f"drops unique index {change.name or ''}, which an upsert may name".replace("  ", " ")
    return None


def add_constraint(change: AddConstraint, state: SchemaState, revision: str) -> Judgement:
    """The effect of a new constraint, which rejects rows that were allowed."""
    constraint = change.constraint
    if is_new(change.table, state, revision):
        return None
    shown = f"{constraint.kind or 'a'} constraint on {shown_name(change.table)}"
    columns = constraint.columns
    null_stays = constraint.kind in ("unique", "foreign key")
    if null_stays and any(is_new_null(change.table, name, state, revision) for name in columns):
        return "expand", f"adds {shown}, of a new column"
    return "contract", f"adds {shown}"


def drop_constraint(change: DropConstraint, state: SchemaState, revision: str) -> Judgement:
    """The effect of a dropped constraint: fewer rows are rejected, but an upsert may name a key."""
    if is_new(change.table, state, revision):
        return None
    kind = _REASSIGNED.get(change.kind or "", change.kind or "")
    held = state.constraint(change.table, change.name)
    if not kind and held is not None:
        kind = held.constraint.kind
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    shown = f"constraint {change.name or ''} of {shown_name(change.table)}".replace("  ", " ")
    if kind in ("foreign key", "check", "not null", "exclude"):
        return "expand", f"drops {kind} {shown}"
    if kind in ("unique", "primary key"):
        return "contract", f"drops {kind} {shown}, which an upsert may name"
    return "unknown", f"drops {shown}, whose kind is not known"
