"""Turns a function that documents one kind of difference into a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.findings.rule import DriftRule
from migralint.findings.severity import Severity
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def drift_rule(code: str, kind: Kind, severity: Severity = Severity.ERROR) -> Callable[[Callable[[], None]], DriftRule]:
    """Turn the decorated function, which has no body, into a rule: its name is the rule's, its docstring the page."""

    def made(documented: Callable[[], None]) -> DriftRule:
        def check(differences: Iterable[Difference]) -> Iterator[Problem]:
            return problems(differences, kind)

        check.__name__, check.__doc__, check.__module__ = documented.__name__, documented.__doc__, documented.__module__
        return DriftRule(code, check, severity)

    return made
