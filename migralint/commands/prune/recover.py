"""Finishes or undoes a prune that was interrupted."""

from __future__ import annotations

from migralint.commands.opening import ProjectOptions
from migralint.commands.prune.apply import state_of
from migralint.loading.discovery.candidates import the_one
from migralint.pruning.applying.journal import JournalError, resume
from migralint.source.errors import InputError
from migralint.source.interruption import held_signals


def leave_unfinished(options: ProjectOptions, *, undo: bool) -> int:
    """Finish (or undo) the prune that was interrupted in this project; return how many files it concerned.

    Raises InputError if there is none, or if it cannot be done; the error says in which state the files are.
    """
    script = the_one(options.project().candidates)
    try:
        with held_signals(), resume(script.path) as journal:
            count = len(journal.changes)
            if undo:
                journal.undo()
            else:
                journal.finish()
    except (OSError, JournalError) as error:
        raise InputError(str(error), hint=state_of(script.path)) from error
    return count
