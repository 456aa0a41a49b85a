"""SQLite: what needs batch mode, and what batch mode loses."""

from __future__ import annotations

from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint
from migralint.changes.values.tables import BatchTable, Comment
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import SQLITE, operation

_ALTERING = (AddColumn, AddConstraint, AlterColumn, Comment, DropConstraint, RenameConstraint)

RULES: tuple[Rule, ...] = (
    operation("ML360", "sqlite.alter_outside_batch", "E", *_ALTERING, dialects=SQLITE),
    operation("ML361", "sqlite.non_constant_default", "E", AddColumn, dialects=SQLITE),
    operation("ML362", "sqlite.unnamed_in_batch", "E", AddColumn, AddConstraint, dialects=SQLITE),
    operation("ML363", "sqlite.batch_loses", "W", BatchTable, dialects=SQLITE),
    operation("ML364", "sqlite.batch_cascades", "W", BatchTable, dialects=SQLITE),
    operation("ML365", "sqlite.batch_under_view", "E", BatchTable, dialects=SQLITE),
    operation(
        "ML366",
        "sqlite.column_cannot_be_added_or_dropped",
        "E",
        AddColumn,
        BatchTable,
        DropColumn,
        dialects=SQLITE,
    ),
)
