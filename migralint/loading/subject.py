"""From a loaded directory to what the rules see of it."""

from __future__ import annotations

from migralint.findings.subject import Subject
from migralint.loading.directory import LoadedDirectory


def subject_of(loaded: LoadedDirectory, *, allowed_heads: int = 1) -> Subject:
    """Return what the rules see; `allowed_heads` is the setting `heads`."""
    script = loaded.script
    return Subject(
        history=loaded.history,
        files=loaded.files,
        allowed_heads=allowed_heads,
        file_template=script.file_template,
        sourceless=script.sourceless,
        stale_bytecode=loaded.stale_bytecode,
        config=script.config,
        unresolved=script.unresolved,
    )
