"""Runs the selected rules, and builds the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.report import HistorySummary, Report
from migralint.findings.rule import EnvironmentRule, FileRule, GraphRule, OperationRule, OwnRule, RevisionRule
from migralint.findings.severity import Severity
from migralint.findings.suppression import Suppression
from migralint.history.file import FileKind, RevisionFile
from migralint.history.revision import Revision
from migralint.linting.after_merge import after_merge
from migralint.linting.per_file import PerFileIgnores
from migralint.linting.selection import Selection, codes_named
from migralint.linting.sources import Sources
from migralint.linting.suppressions import read_suppressions, suppress

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext
    from migralint.linting.baseline import Baseline, Scope  # few projects have a baseline
    from migralint.linting.walking.kinds import KindsOnTheWay

_UNUSED_SUPPRESSION = "ML001"
_WITHOUT_REASON = "ML005"
ABOUT_COMMENTS = frozenset({_UNUSED_SUPPRESSION, _WITHOUT_REASON})
"""The rules about suppressions: no suppression accepts their findings."""
_UNFINISHED_PRUNE = "ML003"


class Target(Struct, frozen=True):
    """One script directory to check."""

    script_directory: str
    """Absolute path."""
    root: str
    """Absolute path of the project; the paths in reports of some formats are relative to it."""
    subject: HistoryContext
    environments: EnvironmentContext | None = None
    """The environments of its manifest; None: it has no manifest."""
    kinds: KindsOnTheWay | None = None
    """Collects the kinds of the revisions during the walk; None: they are not needed."""


def lint(
    targets: Sequence[Target],
    selection: Selection,
    *,
    sources: Sources,
    per_file: PerFileIgnores | None = None,
    baseline: Baseline | None = None,
) -> Report:
    """Run the rules, mark what comments and the baseline accept, and order the findings."""
    per_file = per_file or PerFileIgnores()
    findings: list[Finding] = []
    complaints: list[tuple[int, tuple[Suppression, tuple[str, ...]]]] = []
    read: list[tuple[int, Suppression]] = []
    for number, target in enumerate(targets):
        target_findings = [
            finding for finding in run_rules(target, selection, history=number) if not _dropped(finding, per_file)
        ]
        suppressions = _suppressions(target, target_findings, sources)
        read += ((number, suppression) for in_file in suppressions.values() for suppression in in_file)
        marked, in_vain = suppress(target_findings, suppressions, selection)
        findings += marked
        asked = (_asked(complaint, target.subject, selection) for complaint in in_vain)
        complaints += ((number, complaint) for complaint in asked if complaint is not None)
    matters: dict[str, Sequence[tuple[int, object]]] = {_UNUSED_SUPPRESSION: complaints, _WITHOUT_REASON: read}
    for rule in selection.rules:
        if isinstance(rule, OwnRule):
            for number, matter in matters.get(rule.code, ()):
                own_findings = (_finding(rule.code, rule.name, p, selection, number) for p in rule.check([matter]))
                findings += (finding for finding in own_findings if not _dropped(finding, per_file))
    if any(finding.problem.correction is not None for finding in findings):
        from migralint.linting.corrections import with_fixes  # few findings have a correction

        findings = [*with_fixes(findings, sources)]
    findings.sort(key=_order)
    summaries = tuple(summarise(target) for target in targets)
    if baseline is None:
        return Report(summaries, tuple(findings))
    marked, gone_findings = baseline.accept(findings, sources, scope_of(targets, selection))
    return Report(summaries, tuple(marked), baseline.path, gone_findings)


def scope_of(targets: Sequence[Target], selection: Selection) -> Scope:
    """Return the rules and the files that this run checked."""
    from migralint.linting.baseline import Scope

    return Scope(
        selection.codes,
        frozenset(rule.code for rule in selection.catalog),
        frozenset(target.script_directory for target in targets if not target.subject.half_changed),
        unasked=frozenset(path for target in targets for path in target.subject.unasked),
    )


def run_rules(target: Target, selection: Selection, *, history: int = 0) -> Iterator[Finding]:
    """Yield what the rules find in one script directory, unordered; `history` is its index in the report."""
    subject = target.subject
    yield from _operations(target, selection, history)
    for rule in selection.rules:
        if subject.half_changed and rule.code != _UNFINISHED_PRUNE:
            continue  # the files are neither the old nor the new ones, so other findings would mislead
        problems: Iterable[Problem]
        match rule:
            case GraphRule(after_merge=True) if subject.merged is not None:
                known_problems = tuple(rule.check(subject))
                problems = (*known_problems, *after_merge(rule.check, subject, known_problems))
            case GraphRule():
                problems = rule.check(subject)
                if (merged := selection.merged.get(rule.code)) is not None:
                    yield from _of_graph(rule, problems, subject, selection, history, merged)
                    continue
            case FileRule():
                check = rule.check
                merged = selection.merged.get(rule.code)
                for file in filter(subject.concerns, subject.files):
                    for problem in check(file, subject):
                        yield _finding(
                            rule.code, rule.name, problem, selection, history, _severity(file, subject, merged)
                        )
                continue
            case EnvironmentRule():
                problems = rule.check(target.environments) if target.environments is not None else ()
            case _:
                continue  # migralint's own rules run where their input is read
        for problem in problems:
            yield _finding(rule.code, rule.name, problem, selection, history)


def _operations(target: Target, selection: Selection, history: int) -> Iterator[Finding]:
    """Yield the findings of operation rules.

    If it is not known which revisions are new, a finding in a revision with descendants is only informational: such a
    revision probably ran long ago, and is not edited any more.
    """
    subject = target.subject
    asked = target.kinds is not None or any(isinstance(rule, OperationRule | RevisionRule) for rule in selection.rules)
    if subject.half_changed or not asked:
        return
    from migralint.linting.walking.operations import run_operation_rules  # imports the SQL reader

    everything = subject.new is None
    for rule, problem, most in run_operation_rules(subject, selection.rules, target.kinds):
        severity = selection.severities[rule.code]
        merged = False
        if rule.code not in selection.named:
            severity = problem.severity or severity
            severity = min(severity, most) if most is not None else severity
            merged = everything and _is_past(severity, subject.history.revisions[problem.revisions[0]], subject)
        yield Finding(rule.code, rule.name, Severity.INFO if merged else severity, problem, history, merged=merged)


def _is_past(severity: Severity, revision: Revision, subject: HistoryContext) -> bool:
    """Whether a finding comes too late, because its revision probably ran everywhere.

    An error about a new revision (without git: about a head) does not: the upgrade that fails may not have run yet.
    """
    if not subject.is_new(revision):
        return True
    return severity is not Severity.ERROR and subject.is_settled(revision)


def summarise(target: Target) -> HistorySummary:
    """Return how much of a script directory was read."""
    history = target.subject.history
    return HistorySummary(
        script_directory=target.script_directory,
        revisions=len(history.revisions),
        heads=history.heads(),
        bases=history.bases(),
        unread=sum(file.kind is FileKind.UNREADABLE for file in target.subject.files),
        root=target.root,
        dialects=tuple(sorted(settings.dialects)) if (settings := target.subject.operation_settings) else (),
    )


def _severity(file: RevisionFile, subject: HistoryContext, merged: Severity | None) -> Severity | None:
    """Return `merged`, the severity for settled revisions, if the file is one; None: the rule's own severity."""
    if merged is None or file.as_revision is None or not subject.is_settled(file.as_revision):
        return None
    return merged


def _of_graph(
    rule: GraphRule,
    problems: Iterable[Problem],
    subject: HistoryContext,
    selection: Selection,
    history: int,
    merged: Severity,
) -> Iterator[Finding]:
    """Yield the findings of a graph rule; except errors, those about settled revisions get the severity `merged`."""
    for problem in problems:
        about = [
            revision for name in problem.revisions if (revision := subject.history.revisions.get(name)) is not None
        ]
        severity = selection.severities[rule.code] if problem.severity is None else problem.severity
        past = severity is not Severity.ERROR and bool(about) and all(map(subject.is_settled, about))
        yield Finding(rule.code, rule.name, merged if past else severity, problem, history, merged=past)


def _finding(
    code: str, name: str, problem: Problem, selection: Selection, history: int, merged: Severity | None = None
) -> Finding:
    own = problem.severity if code not in selection.named else None
    severity = merged if merged is not None else own if own is not None else selection.severities[code]
    return Finding(code, name, severity, problem, history, merged=merged is not None)


def _dropped(finding: Finding, per_file: PerFileIgnores) -> bool:
    at = finding.problem.location
    return at is not None and per_file.ignores(at.path, finding.code)


def _suppressions(target: Target, findings: Sequence[Finding], sources: Sources) -> dict[str, tuple[Suppression, ...]]:
    if target.subject.half_changed:
        return {}  # most rules did not run, so it is unknown which comments are unused
    paths = dict.fromkeys(file.path for file in target.subject.files if file.mentions_migralint)
    paths |= dict.fromkeys(finding.problem.location.path for finding in findings if finding.problem.location)
    if target.environments is not None:
        paths[target.environments.manifest.path] = None
    return {path: suppressions for path in paths if (suppressions := read_suppressions(path, sources))}


def _asked(
    complaint: tuple[Suppression, tuple[str, ...]], subject: HistoryContext, selection: Selection
) -> tuple[Suppression, tuple[str, ...]] | None:
    """Return a complaint without the names of rules that skip the file as published; None: no name is left."""
    suppression, names = complaint
    if suppression.malformed or suppression.location.path not in subject.unasked:
        return complaint
    of_files = {rule.code for rule in selection.catalog if isinstance(rule, FileRule)}
    left = tuple(name for name in names if of_files.isdisjoint(codes_named(selection.catalog, name)))
    return (suppression, left) if left else None


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    at = finding.problem.location
    path, line, column = (at.path, at.line, at.column) if at is not None else ("", 0, 0)
    return path, line, column, finding.code, finding.problem.message
