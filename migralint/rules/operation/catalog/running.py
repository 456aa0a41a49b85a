"""Operations that code which still runs does not survive."""

from __future__ import annotations

from migralint.findings.rule import Rule

RULES: tuple[Rule, ...] = ()
