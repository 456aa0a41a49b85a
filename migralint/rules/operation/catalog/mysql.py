"""MySQL and MariaDB: silent resets, copies, failing statements."""

from __future__ import annotations

from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.connection import SetVariable
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.tables import Maintenance, TableOption
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import MYSQL, operation, revision

_COPYING = (AddColumn, AddConstraint, AlterColumn, CreateIndex, DropConstraint, TableOption)

RULES: tuple[Rule, ...] = (
    operation("ML350", "mysql.column_attributes_reset", "E", AlterColumn, dialects=MYSQL, fails=False),
    operation("ML351", "mysql.existing_type_missing", "E", AlterColumn, dialects=MYSQL),
    operation(
        "ML352",
        "mysql.copies_table",
        "W",
        *_COPYING,
        dialects=MYSQL,
        concern="lock",
        yields_to=("ML360", "ML353", "ML354"),
    ),
    operation(
        "ML353",
        "mysql.converts_charset",
        "W",
        AlterColumn,
        Maintenance,
        dialects=MYSQL,
        concern="lock",
        yields_to=("ML360",),
    ),
    operation(
        "ML354", "mysql.enum_reordered", "W", AlterColumn, dialects=MYSQL, concern="lock", yields_to=("ML360", "ML307")
    ),
    operation(
        "ML355",
        "mysql.foreign_key_copies_table",
        "W",
        AddColumn,
        AddConstraint,
        dialects=MYSQL,
        concern="lock",
        yields_to=("ML360", "ML332"),
    ),
    operation("ML356", "mysql.foreign_key_checks_off", "W", SetVariable, dialects=MYSQL),
    operation("ML357", "mysql.drop_index_of_foreign_key", "E", DropIndex, dialects=MYSQL),
    revision("ML358", "mysql.half_applied_on_failure", "I", default=False, dialects=MYSQL),
)
