"""The effect of one change on running code: adds, removes or forbids, changes rows, or unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from migralint.changes.change import Change, OtherSql, Unread
from migralint.changes.column_effects import add_column, alter_column, drop_column
from migralint.changes.constraint_effects import add_constraint, create_index, drop_constraint, drop_index
from migralint.changes.new_objects import Judgement, Word, is_new, shown_name
from migralint.changes.sql.called import called_functions, is_readable_block
from migralint.changes.state.schema import SchemaState
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.data import ChangeData, Orm, Select
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import (  # fmt: skip
    AttachPartition,
    CreateTable,
    DetachPartition,
    DropAll,
    DropTable,
    RenameTable,
    TableOption,
)
from migralint.source.location import Location

_HARMLESS_SQL = ("ANALYZE", "ALTER INDEX", "SET CONSTRAINTS", "EXPLAIN", "SHOW", "NOTIFY", "LISTEN", "CHECKPOINT")
_FORBIDDING_OBJECTS = frozenset({"trigger", "policy", "rule"})


class Effect(Struct, frozen=True):
    """The effect of one change on old code."""

    word: Word
    why: str
    """The change as text that follows the id of the revision: "drops column users.email"."""
    location: Location


def effect_of(change: Change, state: SchemaState, revision: str) -> Effect | None:
    """The effect of a change on code that was written for the schema before the revision; None: it has none.

    `state` is the schema right before the change.
    """
    judge = _JUDGES.get(type(change))
    judgement = judge(change, state, revision) if judge is not None else None
    return Effect(judgement[0], judgement[1], change.origin.location) if judgement is not None else None


def _create_table(change: CreateTable, state: SchemaState, revision: str) -> Judgement:
    if change.temporary or (change.table is not None and change.table.name.startswith("_alembic_tmp_")):
        return None
    return "expand", f"creates table {shown_name(change.table)}"


def _drop_table(change: DropTable, state: SchemaState, revision: str) -> Judgement:
    return None if is_new(change.table, state, revision) else ("contract", f"drops table {shown_name(change.table)}")


def _drop_all(change: DropAll, state: SchemaState, revision: str) -> Judgement:
    return "contract", "drops all tables"


def _rename_table(change: RenameTable, state: SchemaState, revision: str) -> Judgement:
    if is_new(change.table, state, revision):
        return None
    return "contract", f"renames table {shown_name(change.table)} to {shown_name(change.new)}"


def _create_type(change: CreateType, state: SchemaState, revision: str) -> Judgement:
    return "expand", f"creates type {change.name or ''}".rstrip()


def _drop_type(change: DropType, state: SchemaState, revision: str) -> Judgement:
    held = state.type(change.name.name) if change.name is not None else None
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    return "contract", f"drops type {change.name or ''}".rstrip()


def _add_enum_value(change: AddEnumValue, state: SchemaState, revision: str) -> Judgement:
    return "expand", f"adds a value to {change.name or 'an enum'}"


def _rename_object(change: RenameObject, state: SchemaState, revision: str) -> Judgement:
    held = state.type(change.name.name) if change.kind == "type" and change.name is not None else None
    if held is not None and held.made is not None and held.made.revision == revision:
        return None
    return "contract", f"renames {change.kind} {change.name or ''}".rstrip()


def _create_object(change: CreateObject, state: SchemaState, revision: str) -> Judgement:
    if is_new(change.table, state, revision):
        return None
    shown = f"{change.kind} {change.name or ''}".rstrip()
    if change.kind in _FORBIDDING_OBJECTS:
        return "unknown", f"creates {shown}; its effect on writes of old code is not analysed"
    if change.or_replace and change.kind != "extension":
        return "unknown", f"creates or replaces {shown}"
    return "expand", f"creates {shown}"


def _drop_object(change: DropObject, state: SchemaState, revision: str) -> Judgement:
    shown = f"{change.kind} {change.name or ''}".rstrip()
    if change.kind in _FORBIDDING_OBJECTS:
        return "unknown", f"drops {shown}, which old code may use"
    return "contract", f"drops {shown}"


def _change_data(change: ChangeData, state: SchemaState, revision: str) -> Judgement:
    if is_new(change.table, state, revision):
        return None
    verbs = {"insert": "inserts into", "update": "updates", "delete": "deletes from", "truncate": "empties"}
    return "data", f"{verbs[change.verb]} {shown_name(change.table)}"


def _select(change: Select, state: SchemaState, revision: str) -> Judgement:
    called = called_functions(change.origin.statement)
    return ("unknown", f"calls {called[0]}(), which may change anything") if called else None


def _orm(change: Orm, state: SchemaState, revision: str) -> Judgement:
    return "data", f"changes rows through a session ({change.method})"


def _partition(change: Any, state: SchemaState, revision: str) -> Judgement:
    if isinstance(change, AttachPartition):
        return "expand", f"attaches a partition to {shown_name(change.table)}"
    return "contract", f"detaches a partition from {shown_name(change.table)}"


def _table_option(change: TableOption, state: SchemaState, revision: str) -> Judgement:
    if is_new(change.table, state, revision) or change.text.startswith(("COMMENT", "OWNER", "SET (", "RESET (")):
        return None
    return "unknown", f"changes {shown_name(change.table)}: {change.text or 'an option'}"


def _other_sql(change: OtherSql, state: SchemaState, revision: str) -> Judgement:
    word = change.word
    if word == "DO" and is_readable_block(change.origin.statement):
        return None
    if word.startswith("EXPLAIN") and "ANALY" in change.origin.statement.upper():
        return "unknown", "runs the statement that it explains"
    if word.startswith(_HARMLESS_SQL):
        return None
    if word.startswith("GRANT"):
        return "expand", "grants privileges"
    if word.startswith("REVOKE"):
        return "contract", "revokes privileges"
    return "unknown", f"runs {word}"


def _outside(change: OutsideTransaction, state: SchemaState, revision: str) -> Judgement:
    return "unknown", f"runs {change.word}"


def _unread(change: Unread, state: SchemaState, revision: str) -> Judgement:
    what = {"sql": "SQL", "value": "a statement", "code": "code"}.get(change.why, "something")
    return "unknown", f"runs {what} that cannot be read"


_JUDGES: dict[type[Change], Callable[[Any, SchemaState, str], Judgement]] = {
    CreateTable: _create_table,
    DropTable: _drop_table,
    DropAll: _drop_all,
    RenameTable: _rename_table,
    AddColumn: add_column,
    DropColumn: drop_column,
    AlterColumn: alter_column,
    CreateIndex: create_index,
    DropIndex: drop_index,
    AddConstraint: add_constraint,
    DropConstraint: drop_constraint,
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
"""Kinds of changes that are missing here do not affect old code: comments, names of constraints and indexes, queries,
settings, maintenance."""
