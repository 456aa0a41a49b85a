"""PostgreSQL: locks, rewrites, failing statements."""

from __future__ import annotations

from migralint.changes.change import CreateIndex
from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import POSTGRESQL, operation

RULES: tuple[Rule, ...] = (
    operation(
        "ML320",
        "postgresql.index_not_concurrent",
        "W",
        CreateIndex,
        dialects=POSTGRESQL,
        concern="lock",
        yields_to=("ML360",),
    ),
)
