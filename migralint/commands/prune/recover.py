"""Finishes or undoes a prune or rebase that was interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from migralint.commands.opening import ProjectOptions
from migralint.loading.discovery.candidates import the_one
from migralint.loading.records.unfinished import JOURNAL_FOLDER, has_unfinished_prune, leftovers, unfinished_command
from migralint.pruning.applying.journal import JournalError, resume
from migralint.pruning.applying.journal_files import remove_leftovers
from migralint.source.errors import InputError
from migralint.source.interruption import held_signals


class Left(NamedTuple):
    """The result of finishing, undoing or removing an interrupted command."""

    files: int
    """Files that the interrupted command affected."""
    leftovers: int = 0
    """Removed folders of commands that were killed before they changed any file."""
    command: str = "prune"
    """The interrupted command."""


def leave_unfinished(options: ProjectOptions, *, undo: bool, command: str = "prune") -> Left:
    """Finish (or undo) the interrupted prune or rebase of this project; `command` is the one that the user called.

    Raises InputError if there is none, or if it fails; the error describes the state of the files.
    """
    script = the_one(options.project().candidates)
    try:
        if undo and not has_unfinished_prune(script.path) and leftovers(script.path):
            return Left(0, _clear_leftovers(script.path), command)
        interrupted = unfinished_command(script.path)
        with held_signals(), resume(script.path, script.version_locations, command=command) as journal:
            count = len(journal.changes)
            if undo:
                journal.undo()
            else:
                journal.finish()
    except (OSError, JournalError) as error:
        raise InputError(str(error), hint=state_of(script.path)) from error
    return Left(count, command=interrupted)


def _clear_leftovers(script_directory: str) -> int:
    """Remove the folders of prunes that were killed before they changed any file. Raises InputError if something
    remains."""
    removed = remove_leftovers(Path(script_directory))
    for folder in leftovers(script_directory):
        raise InputError(
            "was not removed: another process is using it, or it contains files that migralint did not create",
            path=folder,
            hint="wait, or check it and remove it by hand",
        )
    return removed


def state_of(script_directory: str) -> str:
    """The state of the files after an error of the journal, and how to continue."""
    if Path(script_directory, JOURNAL_FOLDER).is_dir():
        command = unfinished_command(script_directory)
        return (
            f"the journal of the {command} still exists: when the cause is fixed, finish with "
            f"`migralint {command} --recover` or undo with `migralint {command} --rollback`"
        )
    return "all files were restored"
