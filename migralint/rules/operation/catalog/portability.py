"""Several dialects, and Alembic's own traps."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
