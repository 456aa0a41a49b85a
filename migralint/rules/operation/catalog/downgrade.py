"""Reversibility: what downgrade() does and leaves."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
