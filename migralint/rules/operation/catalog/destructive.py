"""Operations that lose data or objects."""

from __future__ import annotations

from migralint.changes.values.columns import AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import DropIndex
from migralint.changes.values.objects import DropObject, DropType
from migralint.changes.values.tables import DropAll, DropTable
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import operation

_CASCADING = (ChangeData, DropColumn, DropConstraint, DropIndex, DropObject, DropTable, DropType)

RULES: tuple[Rule, ...] = (
    operation("ML301", "destructive.drop_table", "W", DropTable, DropAll, yields_to=("ML308",)),
    operation("ML302", "destructive.drop_column", "W", DropColumn, yields_to=("ML308",)),
    operation("ML303", "destructive.delete_all_rows", "W", ChangeData),
    operation("ML304", "destructive.drop_cascade", "W", *_CASCADING, dialects=frozenset({"postgresql", "oracle"})),
    operation("ML305", "destructive.drop_schema_or_database", "E", DropObject, fails=False),
    operation("ML306", "destructive.narrowing_type", "W", AlterColumn, yields_to=("ML329", "ML330")),
    operation("ML307", "destructive.enum_value_removed", "W", AlterColumn, AddConstraint),
    operation("ML308", "destructive.rename_as_drop_and_add", "W", DropColumn, DropTable),
    operation("ML309", "destructive.drop_object", "I", DropObject, DropType, default=False),
)
