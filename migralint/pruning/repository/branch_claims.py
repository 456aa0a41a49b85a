"""What open git branches lay claim to: the revisions that their own revisions name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.loading.git.repository import Repository
from migralint.pruning.repository.branches import LOCAL_AND_REMOTE, branch_revisions


def spared_for_branches(
    repository: Repository, version_locations: Sequence[str], history: History, globs: Sequence[str]
) -> dict[str, str]:
    """The revisions that unmerged branches build on or edit, each with the reason to spare it.

    `globs` are matched against names as people write them, "topic/*" or "origin/topic/*"; a glob without the remote
    fits the branches of every remote.
    """
    wanted = [
        ref for ref in repository.refs(*LOCAL_AND_REMOTE, no_merged="HEAD") if any(_fits(ref, glob) for glob in globs)
    ]
    spared: dict[str, str] = {}
    for revision in branch_revisions(repository, version_locations, wanted) if wanted else ():
        own = revision.file.as_revision.id if revision.file.as_revision is not None else ""
        for name in revision.names:
            target = history.resolve(name)
            if target is not None:
                spared.setdefault(target, f"{own or revision.path} on the branch {revision.branch} builds on it")
        if own in history:
            spared.setdefault(own, f"the branch {revision.branch} changes it")
    return spared


def built_upon(
    repository: Repository, version_locations: Sequence[str], history: History, removed: AbstractSet[str]
) -> Iterator[Problem]:
    """A problem for every revision of an unmerged branch that names a removed one: it will not fit after the prune."""
    for revision in branch_revisions(repository, version_locations):
        gone = [name for name in revision.names if history.resolve(name) in removed]
        if gone:
            own = revision.file.as_revision.id if revision.file.as_revision is not None else revision.path
            yield Problem(
                f"{own} on the branch {revision.branch} ({revision.path}) builds on {', '.join(gone)}, "
                "which would be removed",
                revisions=tuple(gone),
                help=f"merge the branch first, rebase it afterwards, or give --protect-refs {revision.branch}",
            )


def _fits(ref: str, glob: str) -> bool:
    name = ref.removeprefix("refs/heads/")
    if name != ref:
        return fnmatchcase(name, glob)
    name = ref.removeprefix("refs/remotes/")
    return fnmatchcase(name, glob) or fnmatchcase(name.partition("/")[2], glob)
