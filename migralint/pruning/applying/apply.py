"""Carries out a plan: completely and checked on the result, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.proof import AlembicView, broken_promises
from migralint.pruning.applying.transaction import (
    PromiseBrokenError,
    Snapshot,
    carry_out,
    removal,
    set_of,
    shape_of,
    without_legacy,
)
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.squash import is_redundant, reordered
from migralint.source.reading import read_regular


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
    """Change the directory according to the plan, and prove it with Alembic's own planner before the change is final.

    `rewritten`: the new bytes of kept revision files, by absolute path. `written`: new bytes of other files (ledger,
    floor, squash revisions), likewise; None removes one. `proof` is called on the result while everything can still be
    undone and the guards exist, and raises to have that done. Raises InputError if the changes are not possible,
    PromiseBrokenError if the result is wrong, JournalError or OSError if the disk fails; the directory is then as it
    was, except after a failure of the last step, whose message tells how to continue. An interruption also undoes all
    changes; after the proof it has no effect.
    """

    def proved(step: Callable[[str], None]) -> None:
        step("checking every environment with Alembic")
        prove(plan, script, step)
        proof()

    carry_out(change_set(plan, script, snapshot, rewritten=rewritten, written=written), proved, progress)


def change_set(
    plan: PrunePlan,
    script: ScriptDirectory,
    snapshot: Snapshot,
    *,
    rewritten: Mapping[str, bytes],
    written: Mapping[str, bytes | None],
) -> ChangeSet:
    """The plan as changes of files: rewrites before removals, descendants before their ancestors. Only reads."""
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


def prove(plan: PrunePlan, script: ScriptDirectory, step: Callable[[str], None] = lambda text: None) -> None:
    """Load the directory in its present state and compare it with the plan. Raises PromiseBrokenError.

    `step` is called between the stamp sets and may raise.
    """
    loaded = load_directory(script)
    expected, actual = _shapes(plan.after), _shapes(loaded.history)
    if expected != actual:
        wrong = next((one for one in (*expected, *actual) if (one in expected) != (one in actual)), None)
        raise PromiseBrokenError(f"the revisions on disk differ from the plan ({wrong[0] if wrong else 'their order'})")
    before, after = AlembicView(plan.history.revisions.values()), AlembicView(loaded.history.revisions.values())
    if before.heads() != after.heads() or before.row_heads() != after.row_heads():
        raise PromiseBrokenError("the heads have changed")
    asked = broken_promises(
        before, after, _stamp_sets(plan), progress=lambda: step("checking every environment with Alembic")
    )
    for broken in asked:
        raise PromiseBrokenError(str(broken))


def broken_by_squash(plan: PrunePlan) -> list[Problem]:
    """The upgrades that Alembic would run differently with the plan's squashes: a reason to refuse before anything is
    generated."""
    before, after = AlembicView(plan.history.revisions.values()), AlembicView(plan.after.revisions.values())
    removed = frozenset(plan.removed)
    # If no dependency is redundant, the promise for heads holds for every kept revision.
    kept = [name for name in plan.history.revisions if name not in removed] if is_redundant(plan.history) else []
    return [
        reordered(f"in a database stamped {', '.join(sorted(broken.stamps)) or 'nowhere'}")
        for broken in broken_promises(before, after, _stamp_sets(plan), targets=("heads", *kept))
    ]


def _stamp_sets(plan: PrunePlan) -> list[frozenset[str]]:
    stamp_sets = {
        stamp_set.stamps
        for environment in plan.manifest.environments
        if environment.needs_stamps
        for stamp_set in environment.stamp_sets
    }
    return sorted(stamp_sets, key=sorted)


def _shapes(history: History) -> list[tuple[object, ...] | None]:
    return [shape_of(revision) for revision in history.revisions.values()]


def _bytes_of(path: str) -> bytes | None:
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
