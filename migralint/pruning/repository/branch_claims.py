"""The revisions that unmerged git branches build on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.loading.git.process import WHOLE
from migralint.loading.git.repository import Repository
from migralint.pruning.repository.branches import BranchRevision, Progress, branch_revisions

_MOST = 3
"""The maximum number of revisions of a branch that a message names."""


def spared_for_branches(
    repository: Repository,
    version_locations: Sequence[str],
    history: History,
    globs: Sequence[str],
    *,
    progress: Progress | None = None,
) -> dict[str, str]:
    """The revisions that unmerged branches build on or edit, each with the reason to keep it.

    `globs` are matched against short names, "topic/*" or "origin/topic/*"; a glob without the remote matches the
    branches of every remote.
    """

    def selects(ref: str) -> bool:
        return any(_fits(ref, glob) for glob in globs)

    spared: dict[str, str] = {}
    for revision in branch_revisions(repository, version_locations, selects=selects, progress=progress):
        for name in revision.names:
            target = history.resolve(name)
            if target is not None:
                own = revision.id or revision.path
                spared.setdefault(target, f"{own} on the branch {revision.branch} builds on it")
        if revision.id is not None and revision.id in history:
            spared.setdefault(revision.id, f"the branch {revision.branch} changes it")
    return spared


def built_upon(
    repository: Repository,
    version_locations: Sequence[str],
    history: History,
    removed: AbstractSet[str],
    *,
    progress: Progress | None = None,
) -> Iterator[Problem]:
    """A problem for every unmerged branch with its own revision that names a removed one, or may name one.

    Revisions that HEAD also has (by id: cherry-picked, or merged as a squash; by path, if the id is not known) do not
    count. A local branch and the remote's branch of the same name count as one.
    """
    by_branch: dict[str, dict[str, BranchRevision]] = {}
    unknown: dict[str, dict[str, BranchRevision]] = {}
    at_head = set(repository.all_relative(one.path for one in history.revisions.values() if one.path is not None))
    for revision in branch_revisions(repository, version_locations, progress=progress):
        if revision.id is not None and revision.id in history:
            continue
        if any(history.resolve(name) in removed for name in revision.names):
            by_branch.setdefault(revision.name_without_remote, {}).setdefault(revision.id or revision.path, revision)
        elif revision.names_unknown and revision.path not in at_head:
            unknown.setdefault(revision.name_without_remote, {}).setdefault(revision.path, revision)
    for revisions in by_branch.values():
        yield _problem(tuple(revisions.values()), history, removed)
    for revisions in unknown.values():
        yield _unknown(tuple(revisions.values()))


def _problem(revisions: Sequence[BranchRevision], history: History, removed: AbstractSet[str]) -> Problem:
    branch, *others = dict.fromkeys(one.branch for one in revisions)
    parents = dict.fromkeys(name for one in revisions for name in one.names if history.resolve(name) in removed)
    listed = f" (also {', '.join(others)})" if others else ""
    own = [f"{one.id} ({one.path})" if one.id is not None else one.path for one in revisions[:_MOST]]
    more = f" and {len(revisions) - _MOST} more" if len(revisions) > _MOST else ""
    verb = "build" if len(revisions) > 1 else "builds"
    return Problem(
        f"the branch {branch}{listed} has {', '.join(own)}{more}, which {verb} on {', '.join(list(parents)[:_MOST])}"
        f"{' and others' if len(parents) > _MOST else ''}, to be removed",
        revisions=tuple(parents),
        help=f"merge the branch first, rebase it afterwards, or pass --protect-refs {branch}",
    )


def _unknown(revisions: Sequence[BranchRevision]) -> Problem:
    branch, *others = dict.fromkeys(one.branch for one in revisions)
    listed = f" (also {', '.join(others)})" if others else ""
    paths = list(dict.fromkeys(one.path for one in revisions))
    more = f" and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
    builds = "they build" if len(paths) > 1 else "it builds"
    return Problem(
        f"the branch {branch}{listed} has {', '.join(paths[:_MOST])}{more}; what {builds} on cannot be read, and may "
        "be removed",
        help=(
            "look into the branch; --protect-refs cannot protect what it does not see"
            if all(one.in_clone for one in revisions)
            else f"this partial clone has left files of the branch out: run `{WHOLE}` and plan again"
        ),
    )


def _fits(ref: str, glob: str) -> bool:
    name = ref.removeprefix("refs/heads/")
    if name != ref:
        return fnmatchcase(name, glob)
    name = ref.removeprefix("refs/remotes/")
    return fnmatchcase(name, glob) or fnmatchcase(name.partition("/")[2], glob)
