"""API functions that change files of a project: pruning, rebasing, rescuing, the guard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.api.project import Project
from migralint.commands.listener import SILENT, Listener
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.guard import Guarded
    from migralint.commands.prune.prepare import PreparedPrune
    from migralint.commands.rebase.prepare import PreparedRebase
    from migralint.commands.rescue import Rescued


def plan_prune(
    project: Project,
    *,
    deep: bool | None = None,
    squash: bool = False,
    until: str | None = None,
    keep: int | None = None,
    keep_since: date | None = None,
    protect_refs: Sequence[str] = (),
    without: Sequence[str] = (),
    stamps: Sequence[str] = (),
    databases: Sequence[str] = (),
    python: str | None = None,
    allow_dirty: bool = False,
    archive: str | None = None,
    listener: Listener = SILENT,
) -> PreparedPrune:
    """Compute which revisions no environment needs; arguments are the options of `migralint prune`.

    Static, except with `squash`: generating and proving a squash runs project code. Changes nothing. Raises InputError
    for wrong usage, unreadable input, and if there is nothing to prune.
    """
    from migralint.commands.prune.options import PruneCommand
    from migralint.commands.prune.prune import plan

    command = PruneCommand(
        project=project.options,
        deep=deep,
        squash=squash,
        until=until,
        keep=keep,
        keep_since=keep_since,
        protect_refs=tuple(protect_refs),
        without=tuple(without),
        stamps=tuple(stamps),
        databases=tuple(databases),
        python=python,
        allow_dirty=allow_dirty,
        archive=archive,
    )
    return plan(command, listener=listener)


def apply_prune(plan: PreparedPrune, *, no_verify: bool = False, listener: Listener = SILENT) -> PreparedPrune:
    """Verify, then remove and rewrite the files, all or nothing; runs project code.

    Returns the plan with the status "applied", or "blocked" with the blockers if nothing was changed.
    Raises InputError with the directory as it was, or, after a failure of the last step, with the journal in place: the
    error says so; then call `recover_prune` or `rollback_prune`. A plan made with `without` or `stamps` is refused.
    """
    from migralint.commands.prune.prune import carry_out

    if plan.command.without:
        raise InputError("a plan that excludes an environment answers a what-if question and cannot be applied")
    if plan.command.stamps:
        raise InputError("a plan made with `stamps` cannot be applied", hint="record the environments in a manifest")
    return carry_out(plan, replace(plan.command, no_verify=no_verify), listener=listener)


def recover_prune(project: Project) -> int:
    """Finish an interrupted prune or rebase; returns the number of affected files.

    Raises InputError without one.
    """
    from migralint.commands.prune.recover import leave_unfinished

    return leave_unfinished(project.options, undo=False).files


def rollback_prune(project: Project) -> int:
    """Undo an interrupted prune or rebase; returns the number of affected files.

    Raises InputError without one.
    """
    from migralint.commands.prune.recover import leave_unfinished

    return leave_unfinished(project.options, undo=True).files


def rebase(
    project: Project,
    onto: str | None = None,
    *,
    merge: bool = False,
    renumber: bool = False,
    allow_dirty: bool = False,
    dry_run: bool = False,
    listener: Listener = SILENT,
) -> PreparedRebase:
    """Move this branch's own revisions on top of the head of `onto`, a git ref; None: the merge target that git knows.

    Static. All or nothing; with `dry_run` nothing is changed. `merge` writes a merge revision instead, `renumber` gives
    the next sequential ids. The result's status is "rebased", "merged", "ready" (`dry_run`), "nothing", or "refused"
    with its `reasons`. Raises InputError if git cannot tell which revisions are this branch's own, for uncommitted
    changes unless `allow_dirty`, and if the disk fails; `recover_prune` and `rollback_prune` continue an interrupted
    one.
    """
    from migralint.commands.rebase.options import RebaseCommand
    from migralint.commands.rebase.rebase import carry_out, plan

    command = RebaseCommand(project.options, onto, merge, renumber, allow_dirty)
    prepared = plan(command, listener=listener)
    return prepared if dry_run else carry_out(prepared, listener=listener)


def rescue(project: Project, revision: str, *, archive: str | None = None, write: str | None = None) -> Rescued:
    """Find a pruned revision; with `write`, restore its chain into that directory, which must be new or empty.

    Raises InputError if the ledger does not have it.
    """
    from migralint.commands.rescue import RescueCommand
    from migralint.commands.rescue import rescue as find

    return find(RescueCommand(revision, project.options, archive, write))


def guard(project: Project, *, write: bool = False) -> Guarded:
    """Write `migralint_guard.py` beside env.py, unless it was edited; with `write`, insert the lines that call it.

    Static. With `write`, neither file is changed if env.py is too unusual. Raises InputError if there is no env.py, and
    for files that cannot be read or written.
    """
    from migralint.commands.guard import GuardCommand, write_guard

    return write_guard(GuardCommand(project.options, write))
