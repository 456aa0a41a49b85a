"""Reasons to refuse a rebase, besides published revisions: files, the other branch, names, uncommitted changes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from migralint.commands.rebase.options import RebaseCommand
from migralint.environments.environment import Manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.ledger import Ledger
from migralint.loading.discovery.project import Project
from migralint.loading.git.repository import Repository
from migralint.loading.git.revisions_at import RevisionsAt
from migralint.loading.records.manifest import load_manifest
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.blockers import UNSOUND_FILE, history_blockers
from migralint.pruning.rebasing.own_graph import OwnGraph
from migralint.rules.wording import listed
from migralint.source.errors import InputError

_CODES = UNSOUND_FILE | {"ML002"}
_SHOWN = 3


def file_problems(subject: HistoryContext) -> Iterator[Problem]:
    """Files of the work tree whose header is not known, and version locations that do not exist."""
    for finding in history_blockers(subject):
        if finding.code in _CODES:
            yield finding.problem


def held_problems(at: RevisionsAt, ledger: Ledger, ref: str) -> Iterator[Problem]:
    """The flaws of the other branch's history."""
    history = at.history
    for name, parent in history.missing_parents:
        if parent not in ledger.pruned:
            yield Problem(
                f"{name} of {ref} names {parent}, which no file there has", revisions=(name,), help=_repair(ref)
            )
    for name in history.duplicates:
        yield Problem(f"several files of {ref} have the id {name}", revisions=(name,), help=_repair(ref))
    for circle in history.cycles():
        yield Problem(f"{listed(circle)} of {ref} depend on each other in a cycle", revisions=circle, help=_repair(ref))


def _repair(ref: str) -> str:
    return f"repair {ref} first"


def shared_problem(graph: OwnGraph, ref: str) -> Problem:
    """The ids that both branches use, as one problem."""
    shared = graph.shared
    first = next(one for one in graph.written.values() if one.id in shared)
    return Problem(
        f"{listed(shared)} {'is' if len(shared) == 1 else 'are'} used by {ref} for another revision",
        location=first.id_at,
        revisions=shared,
        help="give this branch's revisions the next numbers (--renumber), or choose other ids by hand",
    )


def pruned_parents(graph: OwnGraph, ledger: Ledger) -> Iterator[Problem]:
    """Revisions of this branch whose parents were pruned in the other one."""
    for name, other in graph.missing():
        pruned = ledger.pruned_as(other)
        if pruned is None:
            continue
        above = [one for one in ledger.floor_above(pruned.id) if one in graph.held]
        yield Problem(
            f"{name} names {other}, which was pruned",
            location=graph.own[name].down_revision_at,
            revisions=(name,),
            help=f"name {listed(above, 'or')} instead, then run this again"
            if above
            else "`migralint check` shows details",
        )


def environments_of(
    command: RebaseCommand, project: Project, subject: HistoryContext, script: ScriptDirectory
) -> EnvironmentContext:
    """The environments of the manifest together with the history."""
    named = command.project.manifest
    path = os.path.abspath(named) if named else project.settings.manifest
    manifest = load_manifest(script, path)
    return EnvironmentContext(subject, manifest or Manifest(""), now=datetime.now(UTC), ledger=subject.ledger)


def ambiguous_stamps(graph: OwnGraph, environments: EnvironmentContext, ref: str) -> Iterator[str]:
    """Stamps that could mean a revision of either branch, as both use the id."""
    for environment, stamp_set in environments.stamp_sets():
        if both := sorted(stamp_set.stamps & set(graph.shared)):
            yield (
                f"{environment.name} is stamped {listed(both)}, which is taken to be the revision of {ref} with that id"
            )


def refuse_dirty(repository: Repository, paths: Sequence[str]) -> None:
    """Raise InputError if git does not contain the present bytes of files that change."""
    touched = list(dict.fromkeys([*paths, *(os.path.realpath(path) for path in paths if os.path.islink(path))]))
    dirty = sorted(repository.uncommitted(touched))
    if not dirty:
        return
    names = [os.path.basename(path) for path in dirty]
    shown = listed(names) if len(names) <= _SHOWN else f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
    raise InputError(
        f"uncommitted changes: {shown}; git could not restore {'it' if len(names) == 1 else 'them'}",
        path=dirty[0],
        hint="commit first, or pass --allow-dirty",
    )
