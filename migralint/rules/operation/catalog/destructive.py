"""Operations that lose data or objects."""

from __future__ import annotations

from migralint.changes.change import DropAll, DropTable
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import operation

RULES: tuple[Rule, ...] = (operation("ML301", "destructive.drop_table", "W", DropTable, DropAll, yields_to=("ML308",)),)
