"""Builds the input of the rules from a loaded directory."""

from __future__ import annotations

import os
from collections.abc import Sequence

from migralint.findings.history_context import HistoryContext, Unfinished
from migralint.findings.nearby_files import Surroundings
from migralint.findings.version_width import UNLIMITED, VersionWidth
from migralint.history.history import History
from migralint.loading.records.ledger import floor_files, read_ledger
from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER, leftovers, unfinished_command
from migralint.loading.repository import ancestors
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.revisions.revision_file import MOST_BYTES


def subject_of(
    loaded: LoadedDirectory,
    *,
    allowed_heads: int = 1,
    dialects: Sequence[str] = (),
    around: Surroundings | None = None,
) -> HistoryContext:
    """Return the context for the rules.

    `allowed_heads` and `dialects` are the settings `heads` and `dialect`, `around` gives access to nearby files.

    Raises InputError if the directory has a ledger that cannot be read.
    """
    script = loaded.script
    unfinished = find_unfinished_prune(script.path, script.version_locations)
    files = loaded.files
    if unfinished is not None:  # the guard is not a revision, and must not be fixed
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
        version_width=_width(loaded, dialects),
        unfinished=unfinished,
        copies=_copies(loaded.history),
        around=around or Surroundings(),
        under_git=any(os.path.exists(os.path.join(folder, ".git")) for folder in ancestors(script.path)),
    )


def _copies(history: History) -> tuple[tuple[str, ...], ...]:
    """Groups of files with the same id that are byte-identical."""
    groups: dict[tuple[str, bytes], list[str]] = {}
    for identifier, same_id in history.duplicates.items():
        for path in (revision.path for revision in same_id):
            try:
                if path is not None and os.path.getsize(path) <= MOST_BYTES:
                    with open(path, "rb") as stream:
                        groups.setdefault((identifier, stream.read()), []).append(path)
            except OSError:
                continue
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _width(loaded: LoadedDirectory, dialects: Sequence[str]) -> VersionWidth:
    """The widths; read only if an id is too long for the default, which is rare."""
    ids = {file.path: file.as_revision.id for file in loaded.files if file.as_revision is not None}
    if all(len(one) <= 32 for one in ids.values()):
        return VersionWidth()
    if tuple(dialects) == ("sqlite",):  # which has no widths
        return VersionWidth(UNLIMITED)
    from migralint.loading.records.version_width import version_width

    return version_width(loaded.script, ids)


def find_unfinished_prune(script_directory: str, version_locations: Sequence[str]) -> Unfinished | None:
    """The state that an interrupted prune or rebase left in the script directory and its version locations; None if
    there is none."""
    journal = os.path.join(script_directory, JOURNAL_FOLDER)
    guards = tuple(path for folder in version_locations if os.path.isfile(path := os.path.join(folder, GUARD_FILE)))
    left = leftovers(script_directory)
    if os.path.isdir(journal):
        return Unfinished(journal, guards, left, unfinished_command(script_directory))
    return Unfinished(None, guards, left, unfinished_command(script_directory, guards)) if guards or left else None
