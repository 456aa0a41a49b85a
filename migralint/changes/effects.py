"""What one change is to code that runs already: adds, removes or forbids, changes rows, or cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from migralint.changes.change import (  # fmt: skip
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    AttachPartition,
    Change,
    ChangeData,
    CreateIndex,
    CreateObject,
    CreateTable,
    CreateType,
    DetachPartition,
    DropAll,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    DropType,
    Orm,
    OtherSql,
    OutsideTransaction,
    RenameObject,
    RenameTable,
    Select,
    TableOption,
    Unread,
)
from migralint.changes.narrowing import fit
from migralint.changes.parts import Default, TableName
from migralint.changes.sql.called import called_functions
from migralint.changes.state.schema import SchemaState
from migralint.source.location import Location

Word = Literal["expand", "contract", "data", "unknown"]
_REASSIGNED = {"foreignkey": "foreign key", "primary": "primary key"}
_HARMLESS_SQL = ("ANALYZE", "ALTER INDEX", "SET CONSTRAINTS", "EXPLAIN", "SHOW", "NOTIFY", "LISTEN", "CHECKPOINT")
_FORBIDDING_OBJECTS = frozenset({"trigger", "policy", "rule"})


class Effect(Struct, frozen=True):
    """One change in the eyes of old code."""

    word: Word
    why: str
    """What it does, to be read after the id of the revision: "drops column users.email"."""
    location: Location


def effect_of(change: Change, state: SchemaState, revision: str) -> Effect | None:
    """The effect of a change on code that was written for the schema before the revision; None: nobody notices it.

    `state` is the schema right before the change.
    """
    judge = _JUDGES.get(type(change))
    found = judge(change, state, revision) if judge is not None else None
    return Effect(found[0], found[1], change.origin.location) if found is not None else None


_Found = tuple[Word, str] | None


def _is_new(table: TableName | None, state: SchemaState, revision: str) -> bool:
    """Whether the revision itself has made a table, or it is a temporary one."""
    if table is None:
        return False
    entry = state.entry(table)
    if entry is None:
        return table.name.startswith("_alembic_tmp_")
    return entry.temporary or (entry.made is not None and entry.made.revision == revision)


def _is_new_column(table: TableName | None, column: str | None, state: SchemaState, revision: str) -> bool:
    held = state.column(table, column)
    return held is not None and held.made is not None and held.made.revision == revision


def _shown(table: TableName | None, column: str | None = None) -> str:
    name = str(table) if table is not None else "a table"
    return name if column is None else f"{name}.{column}"


def _create_table(change: CreateTable, state: SchemaState, revision: str) -> _Found:
    if change.temporary or (change.table is not None and change.table.name.startswith("_alembic_tmp_")):
        return None
    return "expand", f"creates table {_shown(change.table)}"


def _drop_table(change: DropTable, state: SchemaState, revision: str) -> _Found:
    return None if _is_new(change.table, state, revision) else ("contract", f"drops table {_shown(change.table)}")


def _drop_all(change: DropAll, state: SchemaState, revision: str) -> _Found:
    return "contract", "drops all tables"


def _rename_table(change: RenameTable, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    return "contract", f"renames table {_shown(change.table)} to {_shown(change.new)}"


def _add_column(change: AddColumn, state: SchemaState, revision: str) -> _Found:
    column = change.column
    if _is_new(change.table, state, revision):
        return None
    shown = f"column {_shown(change.table, column.name or '?')}"
    filled = (column.default is not None and column.default.is_set) or column.type.family.endswith("serial")
    if column.is_required and not filled:
        if not column.complete:
            return "unknown", f"adds {shown}, whose definition is not literal"
        return "contract", f"adds {shown}, NOT NULL without a server default"
    if not column.nullable_known or (not column.complete and column.nullable is None):
        return "unknown", f"adds {shown}, whose definition is not literal"
    if (column.unique or any(one.kind == "unique" for one in column.constraints)) and _is_constant(column.default):
        return "contract", f"adds {shown}, unique with the same value by default"
    return "expand", f"adds {shown}"


def _is_constant(default: Default | None) -> bool:
    return default is not None and default.kind in ("text", "string", "value")


def _drop_column(change: DropColumn, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision) or _is_new_column(change.table, change.column, state, revision):
        return None
    return "contract", f"drops column {_shown(change.table, change.column or '?')}"


def _alter_column(change: AlterColumn, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    shown = _shown(change.table, change.column or "?")
    own = _is_new_column(change.table, change.column, state, revision)
    if change.new_name is not None and not own:
        return "contract", f"renames column {shown} to {change.new_name}"
    found = [*filter(None, (_retyped(change, state, shown, own), _renulled(change, state, shown, own)))]
    found += [*filter(None, (_redefaulted(change, state, shown, own),))]
    for word in ("contract", "unknown", "expand"):
        of_word = [why for one, why in found if one == word]
        if of_word:
            return word, "; ".join(of_word)
    return None


def _retyped(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> _Found:
    if change.type is None or own:
        return None
    held = state.column(change.table, change.column)
    old = change.existing.type if change.existing.type is not None else held.type if held is not None else None
    how = fit(old, change.type) if old is not None else "unknown"
    if how == "same":
        return None
    if how == "unknown":
        return "unknown", f"gives {shown} another type, and one of the two is not known"
    if how == "wider":
        return "expand", f"widens the type of {shown}"
    return "contract", f"{'narrows' if how == 'narrower' else 'changes'} the type of {shown}"


def _renulled(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> _Found:
    held = state.column(change.table, change.column)
    if change.nullable is None or (held is not None and held.nullable is change.nullable):
        return None
    if change.nullable:
        return "expand", f"lets {shown} be NULL"
    if own and (change.existing.default != "not given" or (held is not None and isinstance(held.default, Default))):
        return None  # it was added here with a default, which old code gets
    return "contract", f"makes {shown} NOT NULL"


def _redefaulted(change: AlterColumn, state: SchemaState, shown: str, own: bool) -> _Found:
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


def _create_index(change: CreateIndex, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    if not change.unique:
        return "expand", f"adds index {change.name or ''}".rstrip()
    names = [one.text for one in change.columns]
    if any(_is_new_null(change.table, name, state, revision) for name in names):
        return "expand", f"adds unique index {change.name or ''} on a new column".replace("  ", " ")
    return "contract", f"adds unique index {change.name or ''} on {_shown(change.table)}".replace("  ", " ")


def _is_new_null(table: TableName | None, column: str, state: SchemaState, revision: str) -> bool:
    """Whether a column is new and holds NULL wherever old code writes: that neither collides nor points anywhere."""
    held = state.column(table, column)
    if held is None or held.nullable is not True or held.default != "none":
        return False
    return _is_new_column(table, column, state, revision)


def _drop_index(change: DropIndex, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    held = state.index(change.name)
    if held is not None and held[1].unique:
        return "contract", f"drops unique index {change.name or ''}, which an upsert may name".replace("  ", " ")
    return None


def _add_constraint(change: AddConstraint, state: SchemaState, revision: str) -> _Found:
    constraint = change.constraint
    if _is_new(change.table, state, revision):
        return None
    shown = f"{constraint.kind or 'a'} constraint on {_shown(change.table)}"
    columns = constraint.columns
    null_stays = constraint.kind in ("unique", "foreign key")
    if null_stays and any(_is_new_null(change.table, name, state, revision) for name in columns):
        return "expand", f"adds {shown}, of a new column"
    return "contract", f"adds {shown}"


def _drop_constraint(change: DropConstraint, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    kind = _REASSIGNED.get(change.kind or "", change.kind or "")
    held = state.constraint(change.table, change.name)
    if not kind and held is not None:
        kind = held.constraint.kind
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    shown = f"constraint {change.name or ''} of {_shown(change.table)}".replace("  ", " ")
    if kind in ("foreign key", "check", "not null", "exclude"):
        return "expand", f"drops {kind} {shown}"
    if kind in ("unique", "primary key"):
        return "contract", f"drops {kind} {shown}, which an upsert may name"
    return "unknown", f"drops {shown}, whose kind is not known"


def _create_type(change: CreateType, state: SchemaState, revision: str) -> _Found:
    return "expand", f"creates type {change.name or ''}".rstrip()


def _drop_type(change: DropType, state: SchemaState, revision: str) -> _Found:
    held = state.type(change.name.name) if change.name is not None else None
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    return "contract", f"drops type {change.name or ''}".rstrip()


def _add_enum_value(change: AddEnumValue, state: SchemaState, revision: str) -> _Found:
    return "expand", f"adds a value to {change.name or 'an enum'}"


def _rename_object(change: RenameObject, state: SchemaState, revision: str) -> _Found:
    held = state.type(change.name.name) if change.kind == "type" and change.name is not None else None
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    return "contract", f"renames {change.kind} {change.name or ''}".rstrip()


def _create_object(change: CreateObject, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    shown = f"{change.kind} {change.name or ''}".rstrip()
    if change.kind in _FORBIDDING_OBJECTS:
        return "unknown", f"creates {shown}: what it does to the writes of old code is not read"
    if change.or_replace and change.kind != "extension":
        return "unknown", f"creates or replaces {shown}"
    return "expand", f"creates {shown}"


def _drop_object(change: DropObject, state: SchemaState, revision: str) -> _Found:
    shown = f"{change.kind} {change.name or ''}".rstrip()
    if change.kind in _FORBIDDING_OBJECTS:
        return "unknown", f"drops {shown}, on which old code may rely"
    return "contract", f"drops {shown}"


def _change_data(change: ChangeData, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision):
        return None
    verbs = {"insert": "inserts into", "update": "updates", "delete": "deletes from", "truncate": "empties"}
    return "data", f"{verbs[change.verb]} {_shown(change.table)}"


def _select(change: Select, state: SchemaState, revision: str) -> _Found:
    called = called_functions(change.origin.statement)
    return ("unknown", f"calls {called[0]}(), which may change anything") if called else None


def _orm(change: Orm, state: SchemaState, revision: str) -> _Found:
    return "data", f"works on rows by a session ({change.method})"


def _partition(change: Any, state: SchemaState, revision: str) -> _Found:
    if isinstance(change, AttachPartition):
        return "expand", f"attaches a partition to {_shown(change.table)}"
    return "contract", f"detaches a partition from {_shown(change.table)}"


def _table_option(change: TableOption, state: SchemaState, revision: str) -> _Found:
    if _is_new(change.table, state, revision) or change.text.startswith(("COMMENT", "OWNER", "SET (", "RESET (")):
        return None
    return "unknown", f"changes {_shown(change.table)}: {change.text or 'an option'}"


def _other_sql(change: OtherSql, state: SchemaState, revision: str) -> _Found:
    word = change.word
    if word.startswith(_HARMLESS_SQL):
        return None
    if word.startswith("GRANT"):
        return "expand", "grants privileges"
    if word.startswith("REVOKE"):
        return "contract", "revokes privileges"
    return "unknown", f"runs {word}"


def _outside(change: OutsideTransaction, state: SchemaState, revision: str) -> _Found:
    return "unknown", f"runs {change.word}"


def _unread(change: Unread, state: SchemaState, revision: str) -> _Found:
    what = {"sql": "SQL", "value": "a statement", "code": "code"}.get(change.why, "something")
    return "unknown", f"runs {what} that cannot be read"


_JUDGES: dict[type[Change], Callable[[Any, SchemaState, str], _Found]] = {
    CreateTable: _create_table,
    DropTable: _drop_table,
    DropAll: _drop_all,
    RenameTable: _rename_table,
    AddColumn: _add_column,
    DropColumn: _drop_column,
    AlterColumn: _alter_column,
    CreateIndex: _create_index,
    DropIndex: _drop_index,
    AddConstraint: _add_constraint,
    DropConstraint: _drop_constraint,
    CreateType: _create_type,
    DropType: _drop_type,
    AddEnumValue: _add_enum_value,
    RenameObject: _rename_object,
    CreateObject: _create_object,
    DropObject: _drop_object,
    ChangeData: _change_data,
    Select: _select,
    Orm: _orm,
    AttachPartition: _partition,
    DetachPartition: _partition,
    TableOption: _table_option,
    OtherSql: _other_sql,
    OutsideTransaction: _outside,
    Unread: _unread,
}
"""What is not here is noticed by nobody: comments, names of constraints and indexes, queries, settings, maintenance."""
