"""Carries out a rebase, or writes its merge revisions: completely and checked on the result, or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence

from migralint.environments.environment import Manifest
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.rewrite import rewrite_file
from migralint.pruning.applying.transaction import (
    PromiseBrokenError,
    Snapshot,
    carry_out,
    removal,
    set_of,
    without_legacy,
)
from migralint.pruning.rebasing.plan import RebasePlan
from migralint.source.atomic import MODE_BITS
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out


def rewritten_files(plan: RebasePlan, snapshot: Snapshot) -> tuple[dict[str, bytes | None], list[Problem]]:
    """The new bytes of every file that changes, by absolute path, None for a removed one; and headers that cannot be
    changed.

    Raises InputError if a renamed file would overwrite another one.
    """
    after: dict[str, bytes | None] = {}
    problems: list[Problem] = []
    for name in plan.removed:
        path = plan.graph.written[name].path
        assert path is not None
        after[path] = None
    for move in plan.moves:
        old, new = move.before.path, move.after.path
        assert old is not None and new is not None
        result = rewrite_file(snapshot.contents[old], move.before, move.after)
        if isinstance(result, Problem):
            problems.append(result)
            continue
        after.setdefault(old, None)
        after[new] = result
    own = {one.path for one in plan.graph.written.values()}
    for path, data in after.items():
        if data is not None and path not in own and os.path.lexists(path):
            raise InputError("blocks the new name of a file", path=path, hint="move it away")
    return after, problems


def apply_rebase(
    script: ScriptDirectory,
    snapshot: Snapshot,
    files: Mapping[str, bytes | None],
    manifest: Manifest,
    *,
    modes: Mapping[str, str],
    broken: Callable[[History], str],
    progress: Callable[[str], None] = lambda text: None,
) -> None:
    """Write and remove `files`, and undo it unless the resulting directory is as planned.

    `modes`: for a new file, the one whose permissions it gets. `broken` returns the errors of the history on disk;
    nothing if it is right. Raises as `carry_out`; PromiseBrokenError with the text from `broken`.
    """

    def proof(step: Callable[[str], None]) -> None:
        step("reading the result")
        if wrong := broken(load_directory(script).history):
            raise PromiseBrokenError(wrong)

    carry_out(_change_set(script, snapshot, files, manifest, modes), proof, progress)


def _change_set(
    script: ScriptDirectory,
    snapshot: Snapshot,
    files: Mapping[str, bytes | None],
    manifest: Manifest,
    modes: Mapping[str, str],
) -> ChangeSet:
    changes: list[FileChange] = []
    for path, data in files.items():
        before = snapshot.contents.get(path)
        if data is None:
            assert before is not None
            changes.append(removal(path, before))
            continue
        refuse_links_out(path)
        mode = stat.S_IMODE(os.stat(modes[path]).st_mode) & MODE_BITS if before is None and path in modes else None
        changes.append(FileChange(path, before, data, mode=mode))
    changes += _legacy(changes)
    return set_of(script, snapshot, changes, manifest, command="rebase")


def _legacy(changes: Sequence[FileChange]) -> list[FileChange]:
    return without_legacy([change for change in changes if change.before is not None])
