"""Whether a prune was interrupted in a script directory; looks, never touches."""

from __future__ import annotations

from pathlib import Path

from migralint.source.errors import InputError

JOURNAL_FOLDER = "migralint-journal"
"""The journal of a prune that is under way, in the script directory."""
GUARD_FILE = "migralint_unfinished_prune.py"
"""The file that makes every Alembic command refuse meanwhile, in each touched version location."""


def has_unfinished_prune(script_directory: str) -> bool:
    """Whether `script_directory` holds the journal of a prune that did not end."""
    return Path(script_directory, JOURNAL_FOLDER).is_dir()


def refuse_unfinished_prune(script_directory: str) -> None:
    """Raise InputError, saying what to run, if a prune of `script_directory` did not end."""
    if has_unfinished_prune(script_directory):
        raise InputError(
            "a prune of this directory was interrupted; its revision files may be half changed",
            path=str(Path(script_directory, JOURNAL_FOLDER)),
            hint="finish it with `migralint prune --recover`, or undo it with `migralint prune --rollback`",
        )
