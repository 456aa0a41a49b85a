"""Whether a prune was interrupted in a script directory; looks, never touches."""

from __future__ import annotations

import os
from collections.abc import Iterable

from migralint.source.errors import InputError

JOURNAL_FOLDER = "migralint-journal"
"""The journal of a prune that is under way, in the script directory."""
LEFTOVER_PREFIX = ".migralint-journal-"
"""What the names of folders begin with that are no journal yet, or no longer one, in the script directory."""
GUARD_FILE = "migralint_unfinished_prune.py"
"""The file that makes every Alembic command refuse meanwhile, in each touched version location."""


def has_unfinished_prune(script_directory: str) -> bool:
    """Whether `script_directory` holds the journal of a prune that did not end."""
    return os.path.isdir(os.path.join(script_directory, JOURNAL_FOLDER))


def leftovers(script_directory: str) -> tuple[str, ...]:
    """Absolute paths of the folders that killed prunes left before or after they changed anything; sorted.

    One may also belong to a prune that is just beginning.
    """
    try:
        with os.scandir(script_directory) as entries:
            found = [
                entry.path
                for entry in entries
                if entry.name.startswith(LEFTOVER_PREFIX) and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return ()
    return tuple(sorted(found))


def refuse_unfinished_prune(script_directory: str, version_locations: Iterable[str] = ()) -> None:
    """Raise InputError, saying what to run, if a prune of `script_directory` did not end.

    In `version_locations` a guard may stand whose journal somebody has removed: then nobody knows the files' state.
    """
    if has_unfinished_prune(script_directory):
        raise InputError(
            "a prune of this directory was interrupted; its revision files may be half changed",
            path=os.path.join(script_directory, JOURNAL_FOLDER),
            hint="finish it with `migralint prune --recover`, or undo it with `migralint prune --rollback`",
        )
    for folder in version_locations:
        guard = os.path.join(folder, GUARD_FILE)
        if os.path.isfile(guard):
            raise InputError(
                "a prune of this directory was interrupted and its journal is gone, so its revision files may be half "
                "changed",
                path=guard,
                hint="restore the revision files and migralint-pruned.json from version control, then remove this file",
            )
