"""The rules for differences that verify reports; separate from catalog.py, so that `check` need not import them."""

from __future__ import annotations

from migralint.findings.rule import DriftRule, OwnRule, Rule
from migralint.findings.severity import Severity
from migralint.rules.drift import column, constraint, contents, objects, table, types
from migralint.rules.drift.verification_failed import verification_failed
from migralint.rules.own.unused_allow_entry import unused_allow_entry

_MODULES = (table, column, constraint, objects, types, contents)

DRIFT: tuple[DriftRule, ...] = tuple(
    sorted(
        (rule for module in _MODULES for rule in vars(module).values() if isinstance(rule, DriftRule)),
        key=lambda rule: rule.code,
    )
)
"""Ordered by code, one for each kind of difference."""

UNUSED_ALLOW_ENTRY = OwnRule("ML004", unused_allow_entry, Severity.WARNING)
VERIFICATION_FAILED = Rule("ML500", verification_failed, Severity.ERROR)

VERIFY: tuple[Rule, ...] = (UNUSED_ALLOW_ENTRY, VERIFICATION_FAILED, *DRIFT)
"""All rules for the results of a verification, ordered by code."""
