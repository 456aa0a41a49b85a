"""Lints a project while it is being read: chooses the rules, runs them, and builds the report."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.commands.lint.linted import Linted
from migralint.commands.lint.new_revisions import NewRevisions
from migralint.commands.lint.settings import accepted_findings, chosen_rules, ignores_per_file
from migralint.commands.listener import SILENT, Listener
from migralint.environments.place import manifest_path
from migralint.findings.nearby_files import Surroundings
from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.report_inputs import loaded_states, settled
from migralint.linting.run import Target, lint, scope_of
from migralint.linting.sources import Sources
from migralint.loading.discovery.absent_revisions import mostly_unread, no_revisions
from migralint.loading.discovery.nearby import Neighbourhood
from migralint.loading.discovery.project import Project
from migralint.loading.history_context import subject_of
from migralint.loading.merged_files import MergedFiles
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.revisions.directory import LoadedDirectory, Loading
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts
from migralint.loading.surroundings.searched import SearchedSources
from migralint.rules.own.unfinished_prune import unfinished_prune
from migralint.source.cache import Cache
from migralint.source.file_state import FileState

if TYPE_CHECKING:
    from migralint.commands.lint.options import CheckOptions
    from migralint.linting.walking.kinds import KindsOnTheWay


def lint_project(
    options: CheckOptions,
    project: Project,
    first: Loading,
    cache: Cache | None,
    file_states: list[FileState] | None,
    *,
    started: int,
    listener: Listener = SILENT,
) -> Linted:
    """Lint all script directories of the project; `first` is the first of them, which is already being loaded.

    `file_states` were taken before that, at `started` (nanoseconds since the epoch). Raises InputError for wrong
    settings, for unreadable input, and if there is nothing to check.
    """
    settings = project.settings
    selection = chosen_rules(options, settings)
    per_file = ignores_per_file(settings)
    baseline = accepted_findings(options, settings)
    if not any(rule.check is unfinished_prune for rule in selection.rules):
        for script in project.candidates:
            refuse_unfinished_prune(script.path)  # without the rule about it, an unfinished prune is an error
    neighbourhood = Neighbourhood()
    loaded = [first.finish(), *(Loading(script, cache).finish() for script in project.candidates[1:])]
    fresh = NewRevisions(options, settings, listener)
    merged, searched = MergedFiles(), SearchedSources()
    targets = [_target(each, settings, options, neighbourhood.add(each), fresh, merged, searched) for each in loaded]
    fresh.refuse_unknown([target.subject for target in targets])
    if options.details:
        for target in targets:
            listener.note(_dialects(target))
    unread = [folder for each in loaded for folder in mostly_unread(each.script, len(each.files))]
    if unread and any(each.files for each in loaded):
        listener.note(_unread(unread))
        file_states = None  # a repeated report would not show the note
    if baseline is not None:
        baseline.refuse_other_project(_known_revisions(targets))
    sources = Sources()
    report = lint(targets, selection, sources=sources, per_file=per_file, baseline=baseline)
    if not options.allow_empty:
        _refuse_nothing(report, targets, project.candidates)
    if neighbourhood.asked or fresh.asks_git:
        file_states = None  # the report depends on files without a file state
    for further in (merged.file_states, searched.file_states):
        file_states = None if file_states is None or further is None else [*file_states, *further]
    file_states, until = _late_states(file_states, targets, started)
    fail_on = settings.fail_on if options.fail_on is None else Severity[options.fail_on.upper()]
    histories = tuple(target.subject.history for target in targets)
    return Linted(
        report,
        sources,
        fail_on,
        lambda: scope_of(targets, selection),
        lambda: _known_revisions(targets),
        histories,
        file_states,
        until,
        tuple(target.kinds.of(target.subject.history.revisions) for target in targets if target.kinds is not None),
    )


def _known_revisions(targets: Iterable[Target]) -> frozenset[str]:
    return frozenset(
        name for target in targets for name in (*target.subject.history.revisions, *target.subject.ledger.pruned)
    )


def _dialects(target: Target) -> str:
    settings = target.subject.operation_settings
    if settings is None or not settings.dialects:
        return (
            'dialect: not known, so only the rules for all databases run; set dialect = ["postgresql"], or the '
            "dialect of the project"
        )
    return f"dialect: {', '.join(sorted(settings.dialects))} ({settings.source})"


def _unread(folders: list[str]) -> str:
    shown = ", ".join(map(os.path.relpath, folders[:3])) + (f" and {len(folders) - 3} more" if len(folders) > 3 else "")
    return (
        f"not read, because Alembic's configuration does not name them: the revision files in {shown}; they "
        "outnumber the files that were read. If Alembic does load them, set recursive_version_locations or "
        "version_locations"
    )


def _late_states(
    file_states: list[FileState] | None, targets: Iterable[Target], started: int
) -> tuple[list[FileState] | None, float]:
    """Return the file states with those of the files that loading read, and the end of their validity (seconds).

    The states are None if the report must not be repeated, for instance because a file changed shortly before or after
    `started` (nanoseconds): then it is unknown which of its contents was read.
    """
    until = math.inf
    for target in targets:
        if file_states is not None:
            file_states = [*file_states, *loaded_states(target.subject.files)]
        if target.subject.lost is not None:
            file_states = None  # the report depends on git, which has no file state
        if file_states is not None and target.environments is not None:
            from migralint.commands.lint.environments import environment_states, fresh_until

            file_states = environment_states(file_states, target.environments)
            until = min(until, fresh_until(target.environments, started / 1e9))
    return (file_states if file_states is not None and settled(file_states, now=started) else None), until


def _target(
    loaded: LoadedDirectory,
    settings: Settings,
    options: CheckOptions,
    around: Surroundings,
    fresh: NewRevisions,
    merged: MergedFiles,
    searched: SearchedSources,
) -> Target:
    script = loaded.script
    allowed = options.heads if options.heads is not None else settings.heads
    subject = subject_of(loaded, allowed_heads=allowed, dialects=settings.dialect, around=around)
    project_around = project_facts(script, searched)
    dialects = find_dialects(script, settings, project_around, subject.files)
    subject = replace(
        subject,
        operation_settings=operation_settings(settings, dialects),
        project=project_around,
        is_merged_file=merged.has,
    )
    subject = fresh.mark(subject, loaded)
    environments = None
    if settings.manifest is not None or os.path.lexists(manifest_path(script.path)):
        # Few projects have a manifest.
        from migralint.commands.lint.environments import load_environments, with_reused_ids

        environments = load_environments(script, settings, subject)
        subject = with_reused_ids(subject, loaded, environments)
        environments = environments.about(subject) if environments is not None else None
    stamps = (
        [stamp for _, stamp, _ in environments.unknown if stamp not in environments.ledger.pruned]
        if environments is not None
        else []
    )
    if (subject.unexplained or stamps) and not subject.half_changed:
        from migralint.loading.git.lost_files import with_lost  # git is only needed for faults

        subject = with_lost(subject, script, stamps)
        environments = environments.about(subject) if environments is not None else None
    return Target(script.path, script.root, subject, environments, _kinds() if options.kinds else None)


def _kinds() -> KindsOnTheWay:
    from migralint.linting.walking.kinds import KindsOnTheWay  # only drawings need them

    return KindsOnTheWay()


def _refuse_nothing(report: Report, targets: Iterable[Target], candidates: Iterable[ScriptDirectory]) -> None:
    """Raise InputError if no revision was read, unless there are findings about files or an unfinished prune."""
    if any(history.revisions for history in report.histories):
        return
    if report.findings and any(target.subject.files or target.subject.unfinished for target in targets):
        return
    raise no_revisions(
        tuple(candidates), otherwise="name the folder that holds them, or pass --allow-empty if the project is new"
    )
