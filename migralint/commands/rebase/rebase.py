"""Plans a rebase, and carries it out."""

from __future__ import annotations

import os
from itertools import count

from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.prune.recover import state_of
from migralint.commands.rebase.options import RebaseCommand
from migralint.commands.rebase.prepare import PreparedRebase, prepare
from migralint.history.history import History
from migralint.pruning.applying.journal import JournalError
from migralint.pruning.applying.rebase import apply_rebase
from migralint.pruning.applying.transaction import PromiseBrokenError
from migralint.pruning.rebasing.proof import broken_by
from migralint.source.errors import InputError


def plan(command: RebaseCommand, *, listener: Listener = SILENT) -> PreparedRebase:
    """Load the project and plan its rebase; nothing is changed.

    Raises InputError for wrong usage, unreadable input, and if git cannot tell the branches' revisions apart.
    """
    return prepare(command, listener=listener)


def carry_out(prepared: PreparedRebase, *, listener: Listener = SILENT) -> PreparedRebase:
    """Change the files, all or nothing; returns the plan with its new status. Does nothing unless it is ready.

    Raises InputError with the directory as it was; only the last step can leave the journal in place, and the error
    then tells how to continue.
    """
    if prepared.status != "ready":
        return prepared
    for path, data in prepared.files.items():
        if data is not None:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # a file_template may contain folders
    steps, total = count(), len(prepared.files)

    def progress(path: str) -> None:
        listener.progress(Step(os.path.basename(path), min(next(steps), total), total))

    try:
        apply_rebase(
            prepared.script,
            prepared.snapshot,
            prepared.files,
            prepared.manifest,
            modes=_modes(prepared),
            broken=lambda history: _broken(prepared, history),
            progress=progress,
        )
    except (OSError, JournalError) as error:
        raise InputError(
            f"the rebase could not be applied: {error}",
            hint=state_of(prepared.script.path),
            path=getattr(error, "filename", None),
        ) from error
    except PromiseBrokenError as error:
        raise InputError(
            f"the result differed from the plan ({error}) and was undone",
            hint="all files were restored; please report this",
        ) from error
    return replace(prepared, done=True)


def _broken(prepared: PreparedRebase, history: History) -> str:
    """The errors of the history on disk after the change; empty if there are none."""
    if not prepared.command.merge:
        return next(broken_by(prepared.plan, history), "")
    for one in prepared.merges:
        revision = history.revisions.get(one.revision.id)
        if revision is None or revision.down_revision != one.revision.down_revision or history.children(revision.id):
            return f"{one.revision.id} differs from the plan"
    return ""


def _modes(prepared: PreparedRebase) -> dict[str, str]:
    """For every new file the file whose permissions it gets."""
    renamed = {
        move.after.path: move.before.path
        for move in prepared.plan.moves
        if move.after.path is not None and move.before.path is not None
    }
    neighbour = next((path for path in prepared.snapshot.contents), None)
    merged = {one.revision.path: neighbour for one in prepared.merges if one.revision.path and neighbour}
    return {new: old for new, old in {**merged, **renamed}.items() if new is not None and old is not None}
