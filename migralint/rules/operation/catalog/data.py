"""Data, application code and SQL text in migrations."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
