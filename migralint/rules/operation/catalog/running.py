"""Operations that break running code."""

from __future__ import annotations

from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import DropConstraint
from migralint.changes.values.objects import RenameObject
from migralint.changes.values.tables import DropTable, RenameTable
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import POSTGRESQL, operation

RULES: tuple[Rule, ...] = (
    operation("ML310", "running.rename_table", "W", RenameTable, concern="running"),
    operation("ML311", "running.rename_column", "W", AlterColumn, concern="running"),
    operation("ML312", "running.required_column", "E", AddColumn),
    operation("ML313", "running.required_after_revision", "W", AlterColumn, concern="running"),
    operation("ML314", "running.set_not_null", "W", AlterColumn, concern="running", yields_to=("ML313", "ML331")),
    operation("ML315", "running.drop_not_null", "I", AlterColumn, default=False, concern="running"),
    operation("ML316", "running.drop_default", "I", AlterColumn, concern="running"),
    operation("ML317", "running.drop_constraint", "I", DropConstraint, default=False, concern="running"),
    operation(
        "ML318",
        "running.rename_enum_value_or_schema",
        "W",
        RenameObject,
        dialects=POSTGRESQL,
        concern="running",
    ),
    operation("ML319", "running.still_mapped", "E", DropColumn, DropTable, AlterColumn, RenameTable, fails=False),
)
