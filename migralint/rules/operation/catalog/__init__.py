"""All operation rules with their severities, one file for each family."""

from __future__ import annotations

from migralint.findings.rule import Rule
from migralint.rules.operation.catalog import (  # fmt: skip
    data,
    destructive,
    downgrade,
    mysql,
    portability,
    postgresql,
    running,
    sqlite,
)

OPERATION: tuple[Rule, ...] = tuple(
    sorted(
        (
            *destructive.RULES,
            *running.RULES,
            *postgresql.RULES,
            *mysql.RULES,
            *sqlite.RULES,
            *data.RULES,
            *downgrade.RULES,
            *portability.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
"""Ordered by code."""
