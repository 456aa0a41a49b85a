"""Carries out a plan: all of it, proved on the result, or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from migralint.environments.environment import Manifest
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.revisions.bytecode import legacy_files
from migralint.loading.revisions.directory import load_directory
from migralint.loading.revisions.listing import list_files
from migralint.loading.revisions.modules import modules_of
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import begin
from migralint.pruning.applying.proof import AlembicView, broken_promises
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.squash import is_redundant, reordered
from migralint.source.errors import InputError
from migralint.source.interruption import held_signals
from migralint.source.reading import read_regular


class PromiseBrokenError(Exception):
    """The result was not what the plan said, and was taken back: a flaw in migralint, not in the project."""


class Snapshot(Struct, frozen=True):
    """The bytes of every file the plan rests on, as they were when it was prepared for application."""

    contents: dict[str, bytes]
    """By absolute path: every revision file, removed, rewritten or untouched."""


def take_snapshot(history: History, script: ScriptDirectory, *, command: str = "prune") -> Snapshot:
    """Read every revision file once more. Raises InputError if it is no longer what the plan saw, as `history` has it;
    `command` is the one to run again."""
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
        if _shape(planned.get(revision_id)) != _shape(now.get(revision_id)):
            raise InputError(
                f"revision {revision_id} changed while the plan was made",
                path=(now.get(revision_id) or planned[revision_id]).path,
                hint=f"nothing was touched; run `migralint {command}` again",
            )
    return Snapshot(contents)


def apply(
    plan: PrunePlan,
    script: ScriptDirectory,
    snapshot: Snapshot,
    *,
    rewritten: Mapping[str, bytes],
    written: Mapping[str, bytes | None],
    proof: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = lambda text: None,
) -> None:
    """Make the directory what the plan says, and prove it with Alembic's own planner before it counts as done.

    `rewritten`: the new bytes of kept revision files, by absolute path. `written`: new bytes of other files (ledger,
    floor, squash revisions), likewise; None removes one. `proof` is called on the result while everything can still be
    taken back, and raises to have that done; the guards still stand. Raises InputError if something stands in the way,
    PromiseBrokenError if the result is wrong, JournalError or OSError if the disk fails; but for a failure in the last
    step, which says how to go on, the directory is then as it was. An interruption, too, takes everything back; one
    that comes after the proof comes too late.
    """

    def proved(step: Callable[[str], None]) -> None:
        step("asking Alembic about every environment")
        prove(plan, script, step)
        proof()

    carry_out(change_set(plan, script, snapshot, rewritten=rewritten, written=written), proved, progress)


def carry_out(
    changes: ChangeSet, proof: Callable[[Callable[[str], None]], None], progress: Callable[[str], None]
) -> None:
    """Make the changes, and take them back unless `proof` accepts the result: all or nothing, as `apply`.

    `proof` is called with what it reports its steps to, while the guards still stand, and raises to have everything
    taken back.
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
            progress("taking everything back")
            journal.undo()
            raise
        journal.commit()


def change_set(
    plan: PrunePlan,
    script: ScriptDirectory,
    snapshot: Snapshot,
    *,
    rewritten: Mapping[str, bytes],
    written: Mapping[str, bytes | None],
) -> ChangeSet:
    """The plan as changes of files: rewrites before removals, descendants before their ancestors. Reads only."""
    revisions = plan.history.revisions
    newest_first = [revisions[name] for name in reversed(plan.history.order)]
    removed = set(plan.removed)
    changes = [
        FileChange(path, snapshot.contents[path], rewritten[path])
        for path in (revision.path for revision in newest_first)
        if path is not None and path in rewritten
    ]
    for revision in newest_first:
        if revision.id in removed:
            assert revision.path is not None
            changes.append(removal(revision.path, snapshot.contents[revision.path]))
    changes += without_legacy(changes)
    for path, data in written.items():
        changes.append(FileChange(path, _bytes_of(path), data))
    return set_of(script, snapshot, changes, plan.manifest)


def without_legacy(changes: Iterable[FileChange]) -> list[FileChange]:
    """The removals of byte code beside each changed file: without its source it would be the revision; with it, out of
    date."""
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
    """The changes with everything that must not change meanwhile: the other revision files, the manifest, the names in
    all folders. Reads only."""
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


def prove(plan: PrunePlan, script: ScriptDirectory, step: Callable[[str], None] = lambda text: None) -> None:
    """Load the directory as it is now and hold it against the plan's promise. Raises PromiseBrokenError.

    `step` is called between the stamp sets and may raise.
    """
    found = load_directory(script)
    expected, actual = _shapes(plan.after), _shapes(found.history)
    if expected != actual:
        wrong = next((one for one in (*expected, *actual) if (one in expected) != (one in actual)), None)
        raise PromiseBrokenError(
            f"the revisions on disk are not those of the plan ({wrong[0] if wrong else 'their order'})"
        )
    before, after = AlembicView(plan.history.revisions.values()), AlembicView(found.history.revisions.values())
    if before.heads() != after.heads() or before.row_heads() != after.row_heads():
        raise PromiseBrokenError("the heads are not what they were")
    asked = broken_promises(
        before, after, _stamp_sets(plan), progress=lambda: step("asking Alembic about every environment")
    )
    for broken in asked:
        raise PromiseBrokenError(str(broken))


def broken_by_squash(plan: PrunePlan) -> list[Problem]:
    """What Alembic would not do as before with the plan's squashes: a reason to refuse before anything is generated."""
    before, after = AlembicView(plan.history.revisions.values()), AlembicView(plan.after.revisions.values())
    removed = frozenset(plan.removed)
    # Where nothing is redundant, the promise for heads holds for every kept revision.
    kept = [name for name in plan.history.revisions if name not in removed] if is_redundant(plan.history) else []
    return [
        reordered(f"in a database stamped {', '.join(sorted(broken.stamps)) or 'nowhere'}")
        for broken in broken_promises(before, after, _stamp_sets(plan), targets=("heads", *kept))
    ]


def _stamp_sets(plan: PrunePlan) -> list[frozenset[str]]:
    found = {
        stamp_set.stamps
        for environment in plan.manifest.environments
        if environment.needs_stamps
        for stamp_set in environment.stamp_sets
    }
    return sorted(found, key=sorted)


def removal(path: str, data: bytes) -> FileChange:
    """The removal of one file with these bytes, or of the link that stands there."""
    return FileChange(path, data, None, link=os.readlink(path) if os.path.islink(path) else None)


def _shape(revision: Revision | None) -> tuple[object, ...] | None:
    if revision is None:
        return None
    return revision.id, revision.down_revision, revision.depends_on, revision.branch_labels


def _shapes(history: History) -> list[tuple[object, ...] | None]:
    return [_shape(revision) for revision in history.revisions.values()]


def _bytes_of(path: str) -> bytes | None:
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None


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
