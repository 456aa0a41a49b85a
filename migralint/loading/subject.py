"""From a loaded directory to what the rules see of it."""

from __future__ import annotations

import os

from migralint.findings.subject import Subject
from migralint.loading.directory import LoadedDirectory
from migralint.loading.ledger import read_ledger
from migralint.loading.unfinished import GUARD_FILE, find_unfinished_prune


def subject_of(loaded: LoadedDirectory, *, allowed_heads: int = 1) -> Subject:
    """Return what the rules see; `allowed_heads` is the setting `heads`.

    Raises InputError if the directory has a ledger that cannot be read.
    """
    script = loaded.script
    unfinished = find_unfinished_prune(script.path, script.version_locations)
    files = loaded.files
    if unfinished is not None:  # the guard is no revision, and nobody shall mend it
        files = tuple(file for file in files if os.path.basename(file.path) != GUARD_FILE)
    return Subject(
        history=loaded.history,
        files=files,
        allowed_heads=allowed_heads,
        file_template=script.file_template,
        sourceless=script.sourceless,
        stale_bytecode=loaded.stale_bytecode,
        config=script.config,
        unresolved=script.unresolved,
        ledger=read_ledger(script.path),
        unfinished=unfinished,
    )
