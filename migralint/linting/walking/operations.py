"""Runs operation rules on every change of every revision, each with the schema before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.change import Change
from migralint.changes.state.apply import apply
from migralint.changes.state.schema import SchemaState
from migralint.findings.history_context import HistoryContext
from migralint.findings.operation_context import RevisionScope, RevisionView, Step
from migralint.findings.operation_settings import OperationSettings
from migralint.findings.problem import Problem
from migralint.findings.rule import OperationRule, RevisionRule, Rule
from migralint.findings.severity import Severity
from migralint.linting.walking.twins import dialects_of_twins
from migralint.linting.walking.walk import Walk
from migralint.source.location import Location

if TYPE_CHECKING:
    from migralint.linting.walking.kinds import KindsOnTheWay  # only drawings need kinds

Reported = tuple[Rule, Problem, Severity | None]
"""A rule, its problem, and the highest severity that the finding may have (None: any)."""


class _SelectedRules(Struct, frozen=True):
    """The operation and revision rules of a run."""

    on_changes: dict[type[Change], tuple[OperationRule, ...]]
    on_revisions: tuple[RevisionRule, ...]


_NO_RULES = _SelectedRules({}, ())


def run_operation_rules(
    subject: HistoryContext, rules: Sequence[Rule], kinds: KindsOnTheWay | None = None
) -> Iterator[Reported]:
    """Yield the problems that the operation rules among `rules` find in new revisions, in the order of the history.

    Problems at one place (a call in a loop, or in a helper that is called more than once) are reported as one. `kinds`
    receives every revision, new or not, so that a single walk is enough for both.
    """
    settings = subject.operation_settings or OperationSettings()
    asked = _asked(rules, settings)
    walk = Walk(subject, settings.dialects)
    new = subject.new
    twins = dialects_of_twins(subject.files)
    for view, state in walk:
        if kinds is not None:
            kinds.begin(view, walk)
        here = asked if new is None or view.revision.id in new else _NO_RULES
        together = frozenset((view.revision.id,)) if new is None else new
        own = twins.get(view.file.path)
        applying = settings if own is None else replace(settings, dialects=settings.dialects & own)
        yield from _once(_of_revision(subject, applying, here, view, state, together, kinds))


def _asked(rules: Sequence[Rule], settings: OperationSettings) -> _SelectedRules:
    on_changes: dict[type[Change], list[OperationRule]] = {}
    for rule in rules:
        if isinstance(rule, OperationRule) and _is_about(rule.dialects, settings) and not _is_off(rule, settings):
            for kind in rule.on:
                on_changes.setdefault(kind, []).append(rule)
    return _SelectedRules(
        {kind: tuple(kind_rules) for kind, kind_rules in on_changes.items()},
        tuple(rule for rule in rules if isinstance(rule, RevisionRule) and _is_about(rule.dialects, settings)),
    )


def _is_about(dialects: frozenset[str] | None, settings: OperationSettings) -> bool:
    return dialects is None or not dialects.isdisjoint(settings.dialects)


def _is_off(rule: OperationRule, settings: OperationSettings) -> bool:
    return settings.downtime and bool(rule.concern)


def _of_revision(
    subject: HistoryContext,
    settings: OperationSettings,
    asked: _SelectedRules,
    view: RevisionView,
    state: SchemaState,
    together: frozenset[str],
    kinds: KindsOnTheWay | None,
) -> Iterator[Reported]:
    for index, change in enumerate(view.upgrade):
        candidates = asked.on_changes.get(type(change), ())
        if candidates:
            around = change.origin.operation.around
            here = _dialects_here(settings, around.only, around.without)
            step = Step(view, settings, subject.project, subject, together, here, change, index, state)
            yield from _of_change(step, candidates, settings)
        if kinds is not None:
            kinds.see(change, state)
        apply(change, state, view.revision.id)
    for rule in asked.on_revisions:
        dialects = settings.dialects if rule.dialects is None else settings.dialects & rule.dialects
        scope = RevisionScope(view, settings, subject.project, subject, together, dialects, state)
        for problem in rule.check(scope):
            yield rule, problem, _most(rule.dialects, settings)


def _dialects_here(
    settings: OperationSettings, only: tuple[str, ...] | None, without: tuple[str, ...]
) -> frozenset[str]:
    return frozenset(one for one in settings.dialects if (only is None or one in only) and one not in without)


def _of_change(step: Step, candidates: Iterable[OperationRule], settings: OperationSettings) -> Iterator[Reported]:
    """Yield the problems of one change, without those of rules that yield to another reported rule."""
    around = step.change.origin.operation.around
    guarded = around.caught or around.asked
    problems: list[tuple[OperationRule, Problem]] = []
    for rule in candidates:
        if rule.fails and guarded:
            continue
        table = getattr(step.change, "table", None)
        if rule.concern in ("lock", "backfill") and step.is_small(table):
            continue
        if rule.concern == "lock" and step.is_truncated(table):
            continue
        here = step.dialects if rule.dialects is None else step.dialects & rule.dialects
        if rule.dialects is not None and not here:
            continue
        asked = step if here is step.dialects else replace(step, dialects=here)
        problems += ((rule, problem) for problem in rule.check(asked))
    codes = {rule.code for rule, _ in problems}
    for rule, problem in problems:
        if codes.isdisjoint(rule.yields_to):
            yield rule, problem, _most(rule.dialects, settings)


def _most(dialects: frozenset[str] | None, settings: OperationSettings) -> Severity | None:
    """Return the highest severity of a rule: WARNING for a rule of some dialects, if the dialect was only inferred."""
    return Severity.WARNING if dialects is not None and settings.inferred else None


def _once(reports: Iterable[Reported]) -> Iterator[Reported]:
    """Unite the problems of a rule at one place: loops over literals are unrolled, helpers followed at each call."""
    places: dict[tuple[str, Location | None], list[Reported]] = {}
    for reported in reports:
        places.setdefault((reported[0].code, reported[1].location), []).append(reported)
    for group in places.values():
        rule, problem, most = group[0]
        others = [one.message for _, one, _ in group[1:] if one.message != problem.message]
        others = [*dict.fromkeys(others)]
        if others:
            often = "once more" if len(others) == 1 else f"{len(others)} times more"
            times = f"{often} at this place" + (", the last" if len(others) > 1 else "")
            more = f"; the same {times}: {others[-1]}"
            problem = replace(problem, message=problem.message + more)
        correction = problem.correction
        for _, other, _ in group[1:]:
            correction = correction.with_other(other.correction) if correction is not None else None
        if correction is not problem.correction:
            problem = replace(problem, correction=correction)
        yield rule, problem, most
