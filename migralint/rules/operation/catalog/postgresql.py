"""PostgreSQL: locks, rewrites, failing statements."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import (  # fmt: skip
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    Change,
    ChangeData,
    CreateIndex,
    CreateTable,
    CreateType,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Maintenance,
    OutsideTransaction,
    RenameTable,
)
from migralint.findings.rule import OperationRule, Rule
from migralint.rules.operation.catalog.declare import MYSQL, POSTGRESQL, operation

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
    """A rule about a lock or a rewrite: where the operation fails on another of the project's servers, that is said."""
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
    _lock("ML320", "index_not_concurrent", "W", CreateIndex),
    _lock("ML321", "drop_index_not_concurrent", "I", DropIndex),
    _rule(
        "ML322",
        "not_in_a_transaction",
        "E",
        *(CreateIndex, DropIndex, DetachPartition, Maintenance, OutsideTransaction),
    ),
    _rule("ML323", "concurrently_if_not_exists", "I", CreateIndex),
    _rule("ML324", "autocommit_in_the_middle", "I", *_IN_A_BLOCK),
    _lock("ML325", "volatile_default", "W", AddColumn, yields_to=("ML326",)),
    _lock("ML326", "add_auto_increment", "W", AddColumn, dialects=POSTGRESQL | MYSQL),
    _lock("ML327", "add_stored_generated", "W", AddColumn),
    _lock("ML328", "type_change_rewrites", "W", AlterColumn, yields_to=("ML306", "ML329", "ML330")),
    _rule("ML329", "type_change_needs_using", "E", AlterColumn),
    _rule("ML330", "type_change_with_default", "E", AlterColumn),
    _lock("ML331", "set_not_null_scans", "W", AlterColumn, AddConstraint, yields_to=("ML313",)),
)
