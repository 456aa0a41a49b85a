"""Data, application code and SQL text in migrations."""

from __future__ import annotations

from migralint.changes.change import OtherSql, Unread
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import OutsideTransaction, SetVariable
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.changes.values.data import ChangeData, Orm, Select
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import (
    AttachPartition,
    Comment,
    CreateTable,
    DetachPartition,
    DropTable,
    Maintenance,
    RenameTable,
    TableOption,
)
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import MYSQL, POSTGRESQL, SQLITE, operation, revision

_OTHER_SQL = (
    *(AddColumn, AddConstraint, AddEnumValue, AlterColumn, AttachPartition, Comment, CreateIndex, CreateObject),
    *(CreateTable, CreateType, DetachPartition, DropColumn, DropConstraint, DropIndex, DropObject, DropTable, DropType),
    *(Maintenance, OtherSql, OutsideTransaction, RenameConstraint, RenameIndex, RenameObject, RenameTable, SetVariable),
    *(TableOption, ValidateConstraint),
)
"""The effects of SQL other than reading and changing rows."""
_ALTERING = (AddColumn, AddConstraint, AlterColumn, CreateIndex, DropColumn, DropConstraint, DropTable)

RULES: tuple[Rule, ...] = (
    operation(
        "ML367",
        "data.unbatched_data_change",
        "I",
        ChangeData,
        concern="backfill",
        yields_to=("ML303", "ML368", "ML371"),
    ),
    operation(
        "ML368",
        "data.data_change_under_lock",
        "W",
        ChangeData,
        *_ALTERING,
        dialects=POSTGRESQL,
        concern="backfill",
    ),
    operation("ML369", "data.application_model", "W", ChangeData, Orm, Select, Unread),
    revision("ML370", "data.orm_session", "I", default=False),
    operation("ML371", "data.row_by_row", "I", ChangeData, Orm),
    operation("ML372", "data.sql_from_values", "W", ChangeData, Select, Unread, *_OTHER_SQL),
    revision("ML373", "data.unbound_colon", "E"),
    revision("ML374", "data.driver_percent", "E", dialects=POSTGRESQL | MYSQL),
    revision("ML375", "data.several_statements", "E", dialects=POSTGRESQL | MYSQL | SQLITE),
    revision("ML376", "data.unread_sql", "I"),
)
