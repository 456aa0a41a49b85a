"""Reversibility: what downgrade() does and leaves behind."""

from __future__ import annotations

from migralint.findings.rule import Rule
from migralint.rules.operation.catalog.declare import POSTGRESQL, revision

RULES: tuple[Rule, ...] = (
    revision("ML377", "downgrade.no_downgrade", "I"),
    revision("ML378", "downgrade.empty_downgrade", "I"),
    revision("ML379", "downgrade.downgrade_leaves_objects", "W"),
    revision("ML380", "downgrade.downgrade_requires_value", "W"),
    revision("ML381", "downgrade.enum_type_left_behind", "W", dialects=POSTGRESQL),
    revision("ML382", "downgrade.lossy_downgrade", "I", default=False),
)
