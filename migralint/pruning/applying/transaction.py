"""Changes many files, or none of them: shared by prune and rebase."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from msgspec import Struct

from migralint.environments.environment import Manifest
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.revisions.bytecode import legacy_files
from migralint.loading.revisions.listing import list_files
from migralint.loading.revisions.modules import modules_of
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import begin
from migralint.source.errors import InputError
from migralint.source.interruption import held_signals
from migralint.source.reading import read_regular


class PromiseBrokenError(Exception):
    """The result differed from the plan and was undone: a flaw in migralint, not in the project."""


class Snapshot(Struct, frozen=True):
    """The bytes of every file that the plan depends on, as they were when it was prepared for application."""

    contents: dict[str, bytes]
    """By absolute path: every revision file, removed, rewritten or untouched."""


def take_snapshot(history: History, script: ScriptDirectory, *, command: str = "prune") -> Snapshot:
    """Read every revision file again. Raises InputError if one differs from the planned one in `history`; `command` is
    the command to run again."""
    contents: dict[str, bytes] = {}
    for path in list_files(script).loaded:
        contents[path] = read_regular(path)
    modules = modules_of(script)
    now = {
        file.as_revision.id: file.as_revision
        for file in (read_revision_file(path, data=data, modules=modules) for path, data in contents.items())
        if file.as_revision is not None
    }
    planned = history.revisions
    for revision_id in (*planned, *now):
        if shape_of(planned.get(revision_id)) != shape_of(now.get(revision_id)):
            raise InputError(
                f"revision {revision_id} changed while the plan was made",
                path=(now.get(revision_id) or planned[revision_id]).path,
                hint=f"nothing was changed; run `migralint {command}` again",
            )
    return Snapshot(contents)


def carry_out(
    changes: ChangeSet, proof: Callable[[Callable[[str], None]], None], progress: Callable[[str], None]
) -> None:
    """Make the changes, and undo them unless `proof` accepts the result: all or nothing.

    `proof` is called before the guards are removed, with a function that reports its steps; it raises to have all
    changes undone. Raises what `proof` raises, InputError if the changes are not possible, JournalError or OSError if
    the disk fails; the directory is then as it was, except after a failure of the last step, whose message tells how to
    continue. An interruption also undoes all changes; after the proof it has no effect.
    """
    with held_signals() as check_interrupted, begin(changes) as journal:

        def step(text: str) -> None:
            check_interrupted()
            progress(text)

        try:
            journal.make_changes(step)
            proof(step)
            check_interrupted()
        except BaseException:
            progress("undoing all changes")
            journal.undo()
            raise
        journal.commit()


def without_legacy(changes: Iterable[FileChange]) -> list[FileChange]:
    """The removals of byte code beside each changed file: without its source it would be the revision; with it, it
    would be out of date."""
    removals: list[FileChange] = []
    for change in changes:
        for compiled in legacy_files(change.path):
            with open(compiled, "rb") as stream:
                removals.append(removal(compiled, stream.read()))
    return removals


def set_of(
    script: ScriptDirectory,
    snapshot: Snapshot,
    changes: Sequence[FileChange],
    manifest: Manifest,
    *,
    command: str = "prune",
) -> ChangeSet:
    """The changes together with everything that must not change meanwhile: the other revision files, the manifest, the
    file names in all folders. Only reads."""
    changed = {change.path for change in changes}
    expected = {path: sha256(data).hexdigest() for path, data in snapshot.contents.items() if path not in changed}
    if manifest.path and manifest.sha256:
        expected[manifest.path] = manifest.sha256
    return ChangeSet(
        script_directory=script.path,
        changes=tuple(changes),
        guarded=tuple(script.version_locations),
        expected=expected,
        listings={folder: _python_files(folder) for folder in _folders(script)},
        command=command,
    )


def removal(path: str, data: bytes) -> FileChange:
    """The removal of one file with these bytes, or of the link at its path."""
    return FileChange(path, data, None, link=os.readlink(path) if os.path.islink(path) else None)


def shape_of(revision: Revision | None) -> tuple[object, ...] | None:
    """The values of a header in a form that can be compared; None if the file is not a revision."""
    if revision is None:
        return None
    return revision.id, revision.down_revision, revision.depends_on, revision.branch_labels


def _folders(script: ScriptDirectory) -> list[str]:
    if not script.recursive:
        return list(script.version_locations)
    return sorted(
        {
            folder
            for location in script.version_locations
            for folder, _, _ in os.walk(location)
            if not folder.endswith("__pycache__")
        }
    )


def _python_files(folder: str) -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".py")))
