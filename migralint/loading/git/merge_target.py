"""The branch that this one will be merged into, as far as git knows: only reads refs."""

from __future__ import annotations

from typing import NamedTuple

from migralint.loading.git.process import lines
from migralint.loading.git.repository import Repository

_REMOTES, _LOCAL = "refs/remotes/", "refs/heads/"
_USUAL = ("main", "master")


class MergeTarget(NamedTuple):
    """A ref, and why it is the merge target."""

    ref: str
    """The short name, as users write it: `origin/main`."""
    why: str
    """In a few words, shown in parentheses after the ref."""


def merge_target(repository: Repository) -> MergeTarget | None:
    """The upstream of the current branch, unless that is its own remote copy; otherwise the remote's default branch, or
    one named main or master; otherwise the remote copy. None if git knows none of them, or only the current branch
    itself."""
    branch = _symbolic(repository, "HEAD").removeprefix(_LOCAL)
    upstream = _upstream(repository, branch) if branch else ""
    remotes = lines(repository.ask(["remote"]))
    remote = next((one for one in remotes if upstream.startswith(f"{_REMOTES}{one}/")), "")
    own_copy = bool(remote) and upstream == f"{_REMOTES}{remote}/{branch}"
    if upstream and not own_copy:
        return MergeTarget(_short(upstream), "the upstream of this branch")
    remote = remote or ("origin" if "origin" in remotes else remotes[0] if len(remotes) == 1 else "")
    if remote:
        default = _symbolic(repository, f"{_REMOTES}{remote}/HEAD")
        if default and repository.commit(default):
            return MergeTarget(_short(default), f"the default branch of {remote}")
    places = [*(f"{_REMOTES}{remote}/{name}" for name in _USUAL if remote), *(_LOCAL + name for name in _USUAL)]
    for ref in places:
        if ref != _LOCAL + branch and repository.commit(ref):
            return MergeTarget(_short(ref), "the branch of that name")
    return MergeTarget(_short(upstream), "the upstream of this branch") if own_copy else None


def _symbolic(repository: Repository, name: str) -> str:
    """The full name of the target of a symbolic ref; empty if there is none."""
    return repository.ask(["symbolic-ref", "--quiet", name], allowed=(1, 128)).decode("utf-8", "replace").strip()


def _upstream(repository: Repository, branch: str) -> str:
    """The full name of the upstream; empty without one, and if git does not have it."""
    answer = lines(repository.ask(["for-each-ref", "--format=%(upstream)", "--", _LOCAL + branch]))
    return answer[0] if answer and repository.commit(answer[0]) else ""


def _short(ref: str) -> str:
    return ref.removeprefix(_REMOTES).removeprefix(_LOCAL)
