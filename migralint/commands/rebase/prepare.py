"""Loads a project and plans its rebase: git, files, environments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.opening import open_script
from migralint.commands.rebase.options import RebaseCommand
from migralint.commands.rebase.other_branch import OtherBranch, divided, other_branch
from migralint.commands.rebase.refusals import (
    ambiguous_stamps,
    environments_of,
    file_problems,
    held_problems,
    pruned_parents,
    refuse_dirty,
    shared_problem,
)
from migralint.environments.environment import Manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.history.history import History
from migralint.loading.discovery.absent_revisions import no_revisions
from migralint.loading.git.revisions_at import once_held
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.file_edits import FileEdit
from migralint.pruning.applying.rebase import rewritten_files
from migralint.pruning.applying.transaction import Snapshot, take_snapshot
from migralint.pruning.rebasing.databases import OldDatabase, old_databases
from migralint.pruning.rebasing.inert import is_inert
from migralint.pruning.rebasing.merge_revision import MergeRevision, merge_revisions
from migralint.pruning.rebasing.numbers import renumbered
from migralint.pruning.rebasing.own_graph import OwnGraph, own_graph
from migralint.pruning.rebasing.plan import RebasePlan, plan_rebase
from migralint.pruning.rebasing.proof import broken_by
from migralint.pruning.rebasing.published import published

Status: TypeAlias = Literal["nothing", "ready", "refused", "rebased", "merged"]


class PreparedRebase(Struct, frozen=True):
    """The plan of a rebase, with all data that applying it needs."""

    command: RebaseCommand
    script: ScriptDirectory
    onto: OtherBranch
    plan: RebasePlan
    reasons: tuple[Problem, ...] = ()
    """Why it is refused; empty if it is possible."""
    edits: tuple[FileEdit, ...] = ()
    """The rewritten revision files, in the new order; a renamed one with its present path."""
    files: dict[str, bytes | None] = {}
    """The files afterwards, by absolute path: new bytes, None for a removed file."""
    merges: tuple[MergeRevision, ...] = ()
    """The merge revisions to write, or, if the rebase is refused, those that could be written."""
    databases: tuple[OldDatabase, ...] = ()
    """The steps for databases that ran this branch's revisions in their old order."""
    notes: tuple[str, ...] = ()
    """The assumptions, in sentences without a full stop."""
    snapshot: Snapshot = Snapshot({})
    manifest: Manifest = Manifest("")
    done: bool = False
    """Whether it was applied."""

    @property
    def status(self) -> Status:
        """nothing, ready, refused; rebased or merged, once it is done."""
        if self.reasons:
            return "refused"
        if self.done:
            return "merged" if self.command.merge else "rebased"
        return "ready" if self.files else "nothing"


def prepare(command: RebaseCommand, *, listener: Listener = SILENT) -> PreparedRebase:
    """Load and plan. Raises InputError for wrong usage, unreadable input, and if git cannot tell the branches'
    revisions apart."""
    project, script = open_script(command.project)
    onto = other_branch(script, command.onto)
    listener.progress(Step("reading the revision files"))
    loaded = load_directory(script)
    if not loaded.files:
        raise no_revisions([script], otherwise="name the folder that holds them")
    subject = subject_of(loaded, allowed_heads=project.settings.heads)
    listener.progress(Step(f"reading the revisions of {onto.ref}"))
    division, at = divided(loaded, script, onto, subject.ledger)
    own = [one.as_revision for one in division.own if one.as_revision is not None]
    graph = own_graph(own, History(division.held))
    reasons = [*file_problems(subject), *held_problems(at, subject.ledger, onto.ref), *division.problems]
    reasons += pruned_parents(graph, subject.ledger)
    if graph.shared and not command.renumber:
        reasons.append(shared_problem(graph, onto.ref))
    snapshot = take_snapshot(loaded.history, script, command="rebase")
    prepared = PreparedRebase(command, script, onto, RebasePlan(graph), tuple(reasons), snapshot=snapshot)
    if reasons or not graph.own:
        return prepared
    environments = environments_of(command, project, subject, script)
    files = {file.as_revision.id: file for file in loaded.files if file.as_revision is not None}
    prepared = _planned(prepared, environments, files)
    if command.merge or prepared.reasons:
        return prepared
    return _moved(prepared, environments, listener)


def _planned(
    prepared: PreparedRebase, environments: EnvironmentContext, files: Mapping[str, RevisionFile]
) -> PreparedRebase:
    """Add the new places, or why they are not known; and the merge revisions, the only change of --merge."""
    graph, script, contents = prepared.plan.graph, prepared.script, prepared.snapshot.contents
    inert = {name for name, one in graph.written.items() if one.path is not None and is_inert(contents[one.path])}
    plan = plan_rebase(graph, _folders(graph, script), inert=inert)
    merges = merge_revisions(graph, plan.lines, script, files, datetime.now())  # noqa: DTZ005 - as Alembic does it
    prepared = replace(
        prepared,
        plan=plan,
        reasons=plan.problems,
        merges=merges,
        notes=tuple(ambiguous_stamps(graph, environments, prepared.onto.ref)),
        manifest=environments.manifest,
    )
    if prepared.command.merge and (merges or not plan.problems):
        written = {one.revision.path: one.data for one in merges if one.revision.path is not None}
        return replace(prepared, reasons=(), files=written)
    return prepared


def _moved(prepared: PreparedRebase, environments: EnvironmentContext, listener: Listener) -> PreparedRebase:
    """Add the new bytes of the files, or why none may move. Raises InputError for uncommitted changes."""
    graph, onto, snapshot = prepared.plan.graph, prepared.onto, prepared.snapshot
    plan = renumbered(prepared.plan) if prepared.command.renumber else prepared.plan
    if not plan.changes_anything:
        return replace(prepared, plan=plan, merges=())
    changed = {*plan.removed, *(name for name, one in plan.became.items() if one != graph.written[name])}
    listener.progress(Step("asking git and the environments whether the revisions are published"))
    before = once_held(onto.repository, prepared.script, onto.commit, [graph.written[name].id for name in changed])
    reasons = list(published(graph, changed, environments, once_held=before, target=onto.ref))
    reasons += [Problem(f"the result would be wrong: {wrong}") for wrong in broken_by(plan, plan.after)]
    files, unwritable = rewritten_files(plan, snapshot)
    if reasons or unwritable:
        return replace(prepared, plan=plan, reasons=(*reasons, *unwritable))
    if not prepared.command.allow_dirty:
        refuse_dirty(onto.repository, [path for path in files if path in snapshot.contents])
    edits, databases = _edits(plan, files, snapshot), old_databases(plan)
    return replace(prepared, plan=plan, merges=(), files=files, edits=edits, databases=databases)


def _edits(plan: RebasePlan, files: dict[str, bytes | None], snapshot: Snapshot) -> tuple[FileEdit, ...]:
    edits = []
    for move in plan.moves:
        old, new = move.before.path, move.after.path
        assert old is not None and new is not None
        after = files[new]
        assert after is not None
        edits.append(FileEdit(move.after.id, old, snapshot.contents[old], after))
    return tuple(edits)


def _folders(graph: OwnGraph, script: ScriptDirectory) -> dict[str, str]:
    """The version location of every revision, by its name in the graph."""
    paths = {name: one.path for name, one in (*graph.held.revisions.items(), *graph.written.items())}
    return {
        name: max(
            (one for one in script.version_locations if path.startswith(one.rstrip(os.sep) + os.sep)),
            key=len,
            default=os.path.dirname(path),
        )
        for name, path in paths.items()
        if path is not None
    }
