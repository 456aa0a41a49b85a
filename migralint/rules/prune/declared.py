"""Makes a rule of a function that documents what a plan finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.findings.rule import OwnRule
from migralint.findings.severity import Severity


def prune_rule(code: str, severity: Severity = Severity.ERROR) -> Callable[[Callable[[], None]], OwnRule]:
    """Turn the decorated function, which has no body, into a rule: its name is the rule's, its docstring the page."""

    def made(documented: Callable[[], None]) -> OwnRule:
        def check(problems: Iterable[Problem]) -> Iterator[Problem]:
            yield from problems

        check.__name__, check.__doc__, check.__module__ = documented.__name__, documented.__doc__, documented.__module__
        return OwnRule(code, check, severity)

    return made
