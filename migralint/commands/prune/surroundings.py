"""What a plan depends on outside the graph: git's state, readers of removed files, mentions, open branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from migralint.environments.environment import File
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.loading.git.repository import Repository
from migralint.loading.records.ledger import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.repository.branch_claims import built_upon
from migralint.pruning.repository.losses import Loss, losses
from migralint.pruning.repository.mentions import files_of, mentions
from migralint.pruning.repository.readers import readers
from migralint.pruning.repository.unread import unread
from migralint.pruning.repository.upgrade_callers import upgrade_callers, upgraded_when_empty
from migralint.pruning.repository.workspace import unrecoverable


def look_around(
    plan: PrunePlan,
    script: ScriptDirectory,
    *,
    repository: Repository | None,
    archive: str | None,
    allow_dirty: bool,
    progress: Callable[[str], None],
) -> tuple[list[Finding], list[Finding]]:
    """Return blockers and warnings. Nothing is searched if nothing would be removed. `progress` receives the current
    step."""
    if not plan.removed:
        return [], []
    revisions = plan.history.revisions
    removed = {node: path for node in plan.removed if (path := revisions[node].path) is not None}
    rewritten = [path for one in plan.rewrites if (path := one.before.path) is not None]
    blockers = [
        Blocker.USED_BY_KEPT_FILE.finding(problem)
        for problem in readers(removed, _kept_python_files(plan, script, set(removed.values())))
    ]
    progress("asking git for uncommitted changes")
    blockers += [
        Blocker.UNRECOVERABLE.finding(problem)
        for problem in unrecoverable(
            [*removed.values(), *rewritten], repository=repository, archive=archive, allow_dirty=allow_dirty
        )
    ]
    exclude = [*removed.values(), *rewritten, plan.manifest.path, str(Path(script.path, LEDGER_FILE))]
    exclude += [one.source.path for one in plan.manifest.environments if isinstance(one.source, File)]
    progress("looking for the removed ids in the other files")
    named = mentions(removed, root=script.root or script.path, repository=repository, exclude=exclude)
    blocked_lines = {_line_of(blocker.problem) for blocker in blockers}
    warnings = [Blocker.NAMED_ELSEWHERE.finding(problem) for problem in named if _line_of(problem) not in blocked_lines]
    kept = {node: one.path for node, one in revisions.items() if one.path is not None and node not in removed}
    own = [plan.manifest.path, str(Path(script.path, LEDGER_FILE))]
    alone = tuple(unread(removed, kept, script, repository, exclude=own))
    # A file that only removed revisions read, and that is named after one, is reported once.
    read = {problem.location.path for problem in alone if problem.location is not None}
    warnings = [
        one
        for one in warnings
        if one.problem.location is None or one.problem.location.path not in read or one.code != "ML607"
    ]
    warnings += [Blocker.READ_BY_REMOVED_ONLY.finding(problem) for problem in alone]
    if not plan.options.squash:
        progress("looking for code that upgrades empty databases")
        root = script.root or script.path
        paths = files_of(root, repository)
        revision_files = [one.path for one in revisions.values() if one.path is not None]
        callers = upgrade_callers(paths, root=root, exclude=revision_files)
        warnings += [Blocker.EMPTY_UPGRADED.finding(problem) for problem in upgraded_when_empty(callers)]
    if repository is not None:
        problems = built_upon(
            repository, script.version_locations, plan.history, frozenset(plan.removed), progress=progress
        )
        warnings += [Blocker.BUILT_UPON.finding(problem) for problem in problems]
    return blockers, warnings


def read_losses(plan: PrunePlan, files: Iterable[RevisionFile]) -> tuple[Loss, ...]:
    """Objects that the removed files create and create_all does not, as far as static reading shows."""
    by_id = {file.as_revision.id: file for file in files if file.as_revision is not None}
    removed = frozenset(plan.removed)
    all_losses = losses(by_id[node] for node in plan.history.order if node in removed and node in by_id)
    return tuple({(loss.location.path, loss.location.line, loss.kind, loss.name): loss for loss in all_losses}.values())


def all_makers(plan: PrunePlan, files: Iterable[RevisionFile]) -> tuple[Loss, ...]:
    """Every place in any revision that creates an object which create_all may not create, oldest first."""
    if not plan.removed:
        return ()
    by_id = {file.as_revision.id: file for file in files if file.as_revision is not None}
    everywhere = (one for node in plan.history.order if node in by_id for one in losses([by_id[node]]))
    return tuple(loss for loss in everywhere if loss.name)


def _line_of(problem: Problem) -> tuple[str, int] | None:
    return None if problem.location is None else (problem.location.path, problem.location.line)


def _kept_python_files(plan: PrunePlan, script: ScriptDirectory, removed: set[str]) -> Iterator[str]:
    """The kept revision files, then env.py and the Python files beside it."""
    listed = set(removed)
    for revision in plan.history.revisions.values():
        if revision.path is not None and revision.path not in listed:
            listed.add(revision.path)
            yield revision.path
    for path in sorted(Path(script.path).glob("*.py")):
        if str(path) not in listed:
            yield str(path)
