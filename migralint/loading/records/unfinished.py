"""Whether a prune or a rebase was interrupted in a script directory; only reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from migralint.source.errors import InputError
from migralint.source.reading import read_regular

JOURNAL_FOLDER = "migralint-journal"
"""The journal of an unfinished prune or rebase, in the script directory."""
JOURNAL_INDEX = "journal.json"
"""The files of the journal, in its folder."""
JOURNALLED = ("prune", "rebase")
"""The commands that write a journal."""
_MOST_BYTES = 64 * 1024 * 1024
LEFTOVER_PREFIX = ".migralint-journal-"
"""Prefixes of folders in the script directory that are not a journal yet, or no longer one."""
GUARD_FILE = "migralint_unfinished_prune.py"
"""The file that makes every Alembic command refuse until then, in each affected version location; also used by a
rebase."""


def has_unfinished_prune(script_directory: str) -> bool:
    """Whether `script_directory` contains the journal of an unfinished prune or rebase."""
    return os.path.isdir(os.path.join(script_directory, JOURNAL_FOLDER))


def unfinished_command(script_directory: str, guards: Iterable[str] = ()) -> str:
    """The interrupted command according to its journal, or else to one of the files `guards`: one of JOURNALLED.

    The default is a prune. The result only affects messages: either command can continue.
    """
    journal = os.path.join(script_directory, JOURNAL_FOLDER, JOURNAL_INDEX)
    try:
        index = json.loads(read_regular(journal, limit=_MOST_BYTES, follow=False))
        named = index.get("command") if isinstance(index, dict) else None
        return named if isinstance(named, str) and named in JOURNALLED else JOURNALLED[0]
    except (OSError, ValueError, RecursionError):
        pass
    for guard in guards:
        try:
            if b"a migralint rebase of" in read_regular(guard, limit=_MOST_BYTES):
                return "rebase"
        except OSError:
            continue
    return JOURNALLED[0]


def leftovers(script_directory: str) -> tuple[str, ...]:
    """Absolute paths of the folders that killed prunes left before or after they changed any file; sorted.

    One of them may also belong to a prune that is just starting.
    """
    try:
        with os.scandir(script_directory) as entries:
            folders = [
                entry.path
                for entry in entries
                if entry.name.startswith(LEFTOVER_PREFIX) and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return ()
    return tuple(sorted(folders))


def refuse_unfinished_prune(script_directory: str, version_locations: Iterable[str] = ()) -> None:
    """Raise InputError with the command to run, if a prune or rebase of `script_directory` is unfinished.

    In `version_locations` a guard may exist whose journal was removed: then the state of the files is not known.
    """
    if has_unfinished_prune(script_directory):
        command = unfinished_command(script_directory)
        raise InputError(
            f"a {command} of this directory was interrupted; its revision files may be partly changed",
            path=os.path.join(script_directory, JOURNAL_FOLDER),
            hint=ways_out(command),
        )
    for folder in version_locations:
        guard = os.path.join(folder, GUARD_FILE)
        if os.path.isfile(guard):
            command = unfinished_command(script_directory, [guard])
            raise InputError(
                f"a {command} of this directory was interrupted and its journal is gone, so its revision files may "
                "be partly changed",
                path=guard,
                hint="restore the revision files and migralint-pruned.json from version control, then remove this file",
            )


def ways_out(command: str) -> str:
    """The commands that continue an interrupted one, as the end of a sentence."""
    return f"finish it with `migralint {command} --recover`, or undo it with `migralint {command} --rollback`"
