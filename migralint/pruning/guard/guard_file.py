"""The guard of a script directory on disk, and its expected content; only reads."""

from __future__ import annotations

import os
from typing import Literal

from msgspec import Struct

from migralint.loading.records.ledger_files import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.guard.generated import GUARD_NAME, guard_text, is_same, is_unedited
from migralint.source.errors import InputError
from migralint.source.reading import read_input

_LIMIT = 1 << 22
GuardState = Literal["missing", "current", "outdated", "edited"]


class GuardFile(Struct, frozen=True):
    """The file `migralint_guard.py` of one script directory."""

    path: str
    """Absolute."""
    state: GuardState
    """edited: the user changed or wrote it; do not overwrite it."""
    before: bytes | None
    """None: it is missing."""
    after: bytes
    """Its content as this version of migralint writes it."""

    @property
    def can_be_called(self) -> bool:
        """Whether env.py could call it in its present form, or in the form that will be written."""
        return self.state != "edited" or b"\ndef check_database(" in (self.before or b"").replace(b"\r\n", b"\n")


def find_guard(script: ScriptDirectory, *, pruned: bool = False) -> GuardFile:
    """Read the guard of a script directory. Raises InputError if it cannot be read.

    `pruned`: there will be a ledger, even if none exists yet.
    """
    path = os.path.join(script.path, GUARD_NAME)
    after = guard_text(script, pruned=pruned or os.path.lexists(os.path.join(script.path, LEDGER_FILE)))
    if not os.path.lexists(path):
        return GuardFile(path, "missing", None, after)
    before = read_input(path, limit=_LIMIT)
    if not is_unedited(before):
        return GuardFile(path, "edited", before, after)
    return GuardFile(path, "current" if is_same(before, after) else "outdated", before, after)


def refuse_place(script: ScriptDirectory) -> None:
    """Raise InputError if a guard beside env.py would have no effect, or be read as a revision."""
    if not os.path.isfile(os.path.join(script.path, "env.py")):
        raise InputError(
            "has no env.py that could call the guard", path=script.path, hint="name the script directory, or its ini"
        )
    for location in script.version_locations:
        if os.path.realpath(location) == os.path.realpath(script.path):
            raise InputError(
                "is a version location itself: Alembic would treat the guard as a revision",
                path=script.path,
                hint="move the revision files into a folder of their own",
            )
