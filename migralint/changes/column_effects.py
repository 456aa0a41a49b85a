"""The effect of a column change on running code."""

from __future__ import annotations

from migralint.changes.definitions import Default
from migralint.changes.narrowing import fit
from migralint.changes.new_objects import Judgement, is_new, is_new_column, shown_name
from migralint.changes.state.schema import SchemaState
from migralint.changes.type_before import type_before
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn


def add_column(change: AddColumn, state: SchemaState, revision: str) -> Judgement:
    """The effect of a new column: whether an INSERT that does not name it still works."""
    column = change.column
    if is_new(change.table, state, revision):
        return None
    shown = f"column {shown_name(change.table, column.name or '?')}"
    filled = (column.default is not None and column.default.is_set) or column.type.family.endswith("serial")
    if column.is_required and not filled:
        if not column.complete:
            return "unknown", f"adds {shown}, whose definition is not literal"
        return "contract", f"adds {shown}, NOT NULL without a server default"
    if not column.nullable_known or (not column.complete and column.nullable is None):
        return "unknown", f"adds {shown}, whose definition is not literal"
    if (column.unique or any(one.kind == "unique" for one in column.constraints)) and _is_constant(column.default):
        return "contract", f"adds {shown}, UNIQUE with the same default value"
    return "expand", f"adds {shown}"


def _is_constant(default: Default | None) -> bool:
    return default is not None and default.kind in ("text", "string", "value")


def drop_column(change: DropColumn, state: SchemaState, revision: str) -> Judgement:
    """The effect of a dropped column, which old code may use."""
    if is_new(change.table, state, revision) or is_new_column(change.table, change.column, state, revision):
        return None
    return "contract", f"drops column {shown_name(change.table, change.column or '?')}"


def alter_column(change: AlterColumn, state: SchemaState, revision: str) -> Judgement:
    """The effect of an altered column: the worst of its parts decides."""
    if is_new(change.table, state, revision):
        return None
    shown = shown_name(change.table, change.column or "?")
    own = is_new_column(change.table, change.column, state, revision)
    if change.new_name is not None and not own:
        return "contract", f"renames column {shown} to {change.new_name}"
    effects = [*filter(None, (_retyped(change, state, shown, own), _renulled(change, state, shown, own)))]
    effects += [*filter(None, (_redefaulted(change, state, shown, own),))]
    for word in ("contract", "unknown", "expand"):
        of_word = [why for one, why in effects if one == word]
        if of_word:
            return word, "; ".join(of_word)
    return None


def _retyped(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> Judgement:
    if change.type is None or own:
        return None
    old = type_before(change, state)
    how = fit(old, change.type) if old is not None else "unknown"
    if how == "same":
        return None
    if how == "unknown":
        return "unknown", f"changes the type of {shown}, and one of the two types is not known"
    if how == "wider":
        return "expand", f"widens the type of {shown}"
    return "contract", f"{'narrows' if how == 'narrower' else 'changes'} the type of {shown}"


def _renulled(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> Judgement:
    held = state.column(change.table, change.column)
    if change.nullable is None or (held is not None and held.nullable is change.nullable):
        return None
    if change.nullable:
        return "expand", f"lets {shown} be NULL"
    if own and (change.existing.default != "not given" or (held is not None and isinstance(held.default, Default))):
        return None  # the same revision added it with a default, which rows of old code get
    return "contract", f"makes {shown} NOT NULL"


def _redefaulted(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> Judgement:
    if change.default == "keep":
        return None
    if change.default != "drop":
        return "expand", f"gives {shown} a server default"
    held = state.column(change.table, change.column)
    nullable = change.nullable
    if nullable is None:
        nullable = change.existing.nullable if change.existing.nullable is not None else held.nullable if held else None
    if nullable:
        return None if own else ("expand", f"drops the server default of {shown}, which may be NULL")
    return "contract", f"drops the server default of {shown}"
