"""Blockers of a prune: problems under their names, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.finding import Finding
from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.rule import EnvironmentRule, FileRule, GraphRule
from migralint.findings.severity import Severity
from migralint.rules import prune_catalog
from migralint.rules.catalog import CATALOG
from migralint.rules.revision.stale_bytecode import shadowing_bytecode


class Blocker(Enum):
    """The flaws that only matter to a prune. Those that `check` also reports keep the code of their rule."""

    ABBREVIATED_ID = prune_catalog.ABBREVIATED_ID
    OUTSIDE_REPOSITORY = prune_catalog.OUTSIDE_REPOSITORY
    UNWRITABLE_HEADER = prune_catalog.UNWRITABLE_HEADER
    USED_BY_KEPT_FILE = prune_catalog.USED_BY_KEPT_FILE
    UNRECOVERABLE = prune_catalog.UNRECOVERABLE
    NOT_VERIFIED = prune_catalog.NOT_VERIFIED
    NAMED_ELSEWHERE = prune_catalog.NAMED_ELSEWHERE
    BUILT_UPON = prune_catalog.BUILT_UPON
    LOSS = prune_catalog.LOSS
    READ_OTHERWISE = prune_catalog.READ_OTHERWISE
    NOT_SQUASHED = prune_catalog.NOT_SQUASHED
    READ_BY_REMOVED_ONLY = prune_catalog.READ_BY_REMOVED_ONLY
    EMPTY_UPGRADED = prune_catalog.EMPTY_UPGRADED

    def finding(self, problem: Problem, severity: Severity | None = None) -> Finding:
        """The problem as a finding with this blocker's code: an error blocks, a warning does not."""
        rule = self.value
        return Finding(rule.code, rule.name, rule.severity if severity is None else severity, problem)


UNSOUND_GRAPH = frozenset({"ML002", "ML102", "ML103", "ML104", "ML105", "ML106"})
"""Rules whose findings make the history uncertain: no cut is computed."""
UNSOUND_FILE = frozenset({"ML201", "ML202", "ML203"})
"""The same for rules about single files."""
UNSURE_ENVIRONMENT = frozenset({"ML401", "ML402", "ML403", "ML404", "ML405", "ML407", "ML409", "ML410"})
"""Rules whose findings mean that the needs of a database are not known, or known only from an old record."""

_GREATEST_HAZARD = prune_catalog.EMPTY_UPGRADED.code
"""Flaws that cause an error elsewhere, long after the prune."""


def history_blockers(subject: HistoryContext) -> Iterator[Finding]:
    """The flaws of the graph and the headers; with any of these, no cut is reliable."""
    for rule in CATALOG:
        if isinstance(rule, GraphRule) and rule.code in UNSOUND_GRAPH:
            for problem in rule.check(subject):
                yield Finding(rule.code, rule.name, Severity.ERROR, problem)
        elif isinstance(rule, FileRule) and rule.code in UNSOUND_FILE:
            for file in subject.files:
                # A file in the syntax of another Python version does not block if its header is completely known.
                if rule.code == "ML201" and file.as_revision is not None and not file.unknown_header:
                    continue
                for problem in rule.check(file, subject):
                    yield Finding(rule.code, rule.name, Severity.ERROR, problem)


def bytecode_blockers(subject: HistoryContext) -> Iterator[Finding]:
    """Byte code that Alembic may run instead of the files that the plan was computed from."""
    for problem in shadowing_bytecode(subject):
        yield Finding("ML211", "stale-bytecode", Severity.ERROR, problem)


def environment_blockers(environments: EnvironmentContext) -> Iterator[Finding]:
    """The flaws in the stamps of the environments: errors block.

    If the manifest does not limit the age of a record, a record without a date is a warning.
    """
    for rule in CATALOG:
        if isinstance(rule, EnvironmentRule) and rule.code in UNSURE_ENVIRONMENT:
            ageless = rule.code == "ML404" and environments.manifest.max_age_days is None
            for problem in rule.check(environments):
                yield Finding(rule.code, rule.name, Severity.WARNING if ageless else Severity.ERROR, problem)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by severity, the highest first, then by path, line, column and code, without duplicates."""

    def key(finding: Finding) -> tuple[bool, str, int, int, str, str]:
        at = finding.problem.location
        place = (at.path, at.line, at.column) if at else ("", 0, 0)
        return (finding.code != _GREATEST_HAZARD, *place, finding.code, finding.problem.message)

    return tuple(sorted({key(finding): finding for finding in findings}.values(), key=key))
