"""PostgreSQL: locks, rewrites, failing statements."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.constraints import AddConstraint, DropConstraint, ValidateConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import AddEnumValue, CreateType
from migralint.changes.values.tables import (  # fmt: skip
    AttachPartition,
    CreateTable,
    DetachPartition,
    DropTable,
    Maintenance,
    RenameTable,
    TableOption,
)
from migralint.findings.rule import OperationRule, Rule
from migralint.rules.operation.catalog.declare import MYSQL, POSTGRESQL, operation
from migralint.rules.operation.postgresql.tables.locks import LOCKING

_IN_A_BLOCK: tuple[type[Change], ...] = (
    *(CreateIndex, DropIndex, CreateTable, DropTable, RenameTable, AddColumn, DropColumn, AlterColumn, AddConstraint),
    *(DropConstraint, CreateType, AddEnumValue, ChangeData, Maintenance, DetachPartition, OutsideTransaction),
)


def _rule(
    code: str, file: str, severity: Literal["E", "W", "I"], *on: type[Change], default: bool = True
) -> OperationRule:
    return operation(code, f"postgresql.{file}", severity, *on, default=default, dialects=POSTGRESQL)


def _lock(
    code: str,
    file: str,
    severity: Literal["E", "W", "I"],
    *on: type[Change],
    yields_to: tuple[str, ...] = (),
    default: bool = True,
    dialects: frozenset[str] = POSTGRESQL,
) -> OperationRule:
    """A rule about a lock or a rewrite; its message tells if the operation fails on another of the project's
    servers."""
    return operation(
        code,
        f"postgresql.{file}",
        severity,
        *on,
        default=default,
        dialects=dialects,
        concern="lock",
        yields_to=(*yields_to, "ML360"),
    )


RULES: tuple[Rule, ...] = (
    _lock("ML320", "indexes.index_not_concurrent", "W", CreateIndex),
    _lock("ML321", "indexes.drop_index_not_concurrent", "I", DropIndex),
    _rule(
        "ML322",
        "indexes.not_in_a_transaction",
        "E",
        *(CreateIndex, DropIndex, DetachPartition, Maintenance, OutsideTransaction),
    ),
    _rule("ML323", "indexes.concurrently_if_not_exists", "I", CreateIndex),
    _rule("ML324", "indexes.autocommit_in_the_middle", "I", *_IN_A_BLOCK),
    _lock("ML325", "columns.volatile_default", "W", AddColumn, yields_to=("ML326",)),
    _lock("ML326", "columns.add_auto_increment", "W", AddColumn, dialects=POSTGRESQL | MYSQL),
    _lock("ML327", "columns.add_stored_generated", "W", AddColumn),
    _lock("ML328", "columns.type_change_rewrites", "W", AlterColumn, yields_to=("ML306", "ML329", "ML330")),
    _rule("ML329", "columns.type_change_needs_using", "E", AlterColumn),
    _rule("ML330", "columns.type_change_with_default", "E", AlterColumn),
    _lock("ML331", "columns.set_not_null_scans", "W", AlterColumn, AddConstraint, yields_to=("ML313",)),
    _lock("ML332", "constraints.foreign_key_not_valid", "W", AddConstraint, AddColumn),
    _lock("ML333", "constraints.check_not_valid", "W", AddConstraint, AddColumn, TableOption),
    _lock("ML334", "constraints.validated_in_same_transaction", "W", ValidateConstraint),
    _lock("ML335", "constraints.unique_builds_index", "W", AddConstraint, AddColumn),
    _lock("ML336", "constraints.primary_key_builds_index", "W", AddConstraint),
    _lock("ML337", "constraints.exclusion_builds_index", "W", AddConstraint),
    _lock("ML338", "tables.table_locked_for_maintenance", "W", Maintenance),
    _rule("ML339", "tables.enum_value_used_at_once", "E", AddEnumValue),
    _lock("ML340", "tables.attach_partition_scans", "W", AttachPartition),
    _lock("ML341", "tables.detach_partition_not_concurrent", "W", DetachPartition),
    _rule("ML342", "indexes.concurrent_index_on_partitioned", "E", CreateIndex, DropIndex),
    _lock("ML343", "tables.several_tables_locked", "W", *LOCKING, default=False),
    _lock("ML344", "tables.no_lock_timeout", "W", *LOCKING, default=False),
    _rule("ML345", "columns.json_column", "W", AddColumn, default=False),
    _rule("ML346", "columns.short_primary_key", "W", CreateTable, default=False),
    _rule("ML347", "columns.timestamp_without_zone", "W", AddColumn, AlterColumn, CreateTable, default=False),
)
