"""MySQL and MariaDB: silent resets, copies, failing statements."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
