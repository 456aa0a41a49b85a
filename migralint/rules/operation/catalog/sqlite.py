"""SQLite: what needs batch mode, and what batch mode loses."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
