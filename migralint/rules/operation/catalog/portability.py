"""Several dialects, and Alembic's own traps."""

from __future__ import annotations

from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import Transaction
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import CreateType
from migralint.changes.values.tables import CreateTable, DropTable, RenameTable
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import MYSQL, POSTGRESQL, SQLITE, operation, revision

_DEFAULTS = (AddColumn, AlterColumn, CreateTable)
_ON_TABLES = (AddColumn, AddConstraint, AlterColumn, CreateIndex, DropColumn, DropConstraint, DropTable)
_NAMING = (AddColumn, AddConstraint, AlterColumn, CreateIndex, CreateTable, RenameTable)
_CREATING = (AddColumn, AddConstraint, CreateIndex, CreateTable)

RULES: tuple[Rule, ...] = (
    revision("ML383", "portability.dialect_specific", "W"),
    revision("ML384", "portability.needs_a_connection", "W"),
    operation("ML385", "portability.enum_type_not_created", "E", AddColumn, AlterColumn, dialects=POSTGRESQL),
    operation(
        "ML386", "portability.enum_type_created_twice", "E", CreateTable, CreateType, dialects=POSTGRESQL, fails=False
    ),
    operation("ML387", "portability.create_type_ignored", "W", AddColumn, CreateTable, dialects=POSTGRESQL),
    operation("ML388", "portability.function_as_text_default", "E", *_DEFAULTS, fails=False),
    operation("ML389", "portability.default_not_text", "E", *_DEFAULTS),
    operation("ML390", "portability.boolean_default", "E", *_DEFAULTS, dialects=POSTGRESQL | MYSQL | SQLITE),
    operation("ML391", "portability.nameless_constraint", "W", AddConstraint, DropConstraint),
    operation("ML392", "portability.doubled_constraint_name", "W", AddConstraint, CreateTable, DropConstraint),
    operation("ML393", "portability.drop_constraint_without_type", "E", DropConstraint, dialects=MYSQL),
    operation("ML394", "portability.drop_index_without_table", "E", DropIndex, dialects=MYSQL),
    operation("ML395", "portability.created_twice", "E", *_CREATING, yields_to=("ML386",)),
    operation("ML396", "portability.schema_missing", "W", *_ON_TABLES),
    operation("ML397", "portability.identifier_too_long", "E", *_NAMING, dialects=POSTGRESQL | MYSQL),
    operation("ML398", "portability.key_flag_ignored", "W", AddColumn),
    operation("ML399", "portability.commit_in_migration", "W", Transaction),
)
