"""From a loaded directory to what the rules see of it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from migralint.findings.history_context import HistoryContext, Unfinished
from migralint.loading.records.ledger import floor_files, read_ledger
from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER
from migralint.loading.revisions.directory import LoadedDirectory


def subject_of(loaded: LoadedDirectory, *, allowed_heads: int = 1) -> HistoryContext:
    """Return what the rules see; `allowed_heads` is the setting `heads`.

    Raises InputError if the directory has a ledger that cannot be read.
    """
    script = loaded.script
    unfinished = find_unfinished_prune(script.path, script.version_locations)
    files = loaded.files
    if unfinished is not None:  # the guard is no revision, and nobody shall mend it
        files = tuple(file for file in files if os.path.basename(file.path) != GUARD_FILE)
    return HistoryContext(
        history=loaded.history,
        files=files,
        allowed_heads=allowed_heads,
        file_template=script.file_template,
        sourceless=script.sourceless,
        stale_bytecode=loaded.stale_bytecode,
        unchecked_bytecode=tuple((one.path, one.source) for one in loaded.shadowing if one.unchecked),
        foreign_bytecode=tuple((one.path, one.source) for one in loaded.shadowing if not one.unchecked),
        config=script.config,
        unresolved=script.unresolved,
        ledger=read_ledger(script.path),
        floors=floor_files(script.path),
        unfinished=unfinished,
    )


def find_unfinished_prune(script_directory: str, version_locations: Sequence[str]) -> Unfinished | None:
    """What an interrupted prune left in the script directory and its version locations; None if nothing."""
    journal = os.path.join(script_directory, JOURNAL_FOLDER)
    guards = tuple(path for folder in version_locations if os.path.isfile(path := os.path.join(folder, GUARD_FILE)))
    if os.path.isdir(journal):
        return Unfinished(journal, guards)
    return Unfinished(None, guards) if guards else None
