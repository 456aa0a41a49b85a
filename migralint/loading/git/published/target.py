"""The target commit of a merge, and the merge base."""

from __future__ import annotations

import re
import shlex

from msgspec import Struct

from migralint.loading.git.process import GitError, lines
from migralint.loading.git.repository import Repository, find_repository
from migralint.source.errors import InputError
from migralint.source.spelling import nearest

_COMMIT_ID = re.compile(r"[0-9a-f]{4,64}")
_FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class MergeTarget(Struct, frozen=True):
    """The commit that `--against REF` names in one repository."""

    repository: Repository
    ref: str
    """As the user typed it."""
    commit: str
    """The id of the commit."""
    base: str | None
    """The newest common commit of the work tree and the target; None: their histories share none."""


def find_target(path: str, ref: str) -> MergeTarget:
    """Look up `ref` in the repository of `path`. Raises InputError with the next step if git cannot tell.

    If there are several merge bases, the first one in git's output is used.
    """
    try:
        repository = find_repository(path)
        if repository is None:
            raise InputError(
                f"--against {ref}: {path} is not in a git repository, or git is not installed",
                hint="name the newest published revision instead: --since REVISION",
            )
        commit = repository.commit(ref) if ref.strip() and "\0" not in ref else None
        if commit is None:
            raise _unknown(repository, ref)
        head = repository.head()
        base = _merge_base(repository, head, commit) if head is not None else None
        if base is None and head is not None and repository.is_shallow():
            raise InputError(
                f"--against {ref}: this clone is shallow and lacks the commit from which HEAD and {ref} grew",
                hint=f"run `{_fetch(repository, ref, shallow=True)}` first",
            )
    except GitError as error:
        raise InputError(f"--against {ref}: {error.message}", hint=error.hint) from None
    return MergeTarget(repository, ref, commit, base)


def incomplete(target: MergeTarget, commit: str) -> InputError:
    """The error for a clone that lacks files of `commit`."""
    return InputError(
        f"--against {target.ref}: this clone does not have all files of the commit {commit[:12]}",
        hint="run `git fetch --refetch --no-filter` (a partial clone) or `git fetch --unshallow` (a shallow one) first",
    )


def _merge_base(repository: Repository, head: str, commit: str) -> str | None:
    answer = repository.ask(["merge-base", head, commit], allowed=(1,))
    return answer.decode().strip() or None


def _unknown(repository: Repository, ref: str) -> InputError:
    if not ref.strip():
        return InputError("--against: the name of the merge target is empty", hint="pass a branch, a tag or a commit")
    shallow = repository.is_shallow()
    command = _fetch(repository, ref, shallow=shallow)
    if shallow:
        return InputError(
            f"--against {ref}: no such commit in this clone, which is shallow", hint=f"run `{command}` first"
        )
    names = {name.casefold(): name for name in _short_names(repository)}
    ending = next((name for name in names if name.endswith(f"/{ref.casefold()}")), None)
    near = names.get(ending or nearest(ref.casefold(), names, cutoff=0.6) or "")
    asked = f"did you mean {near}? " if near is not None else ""
    return InputError(
        f"--against {ref}: git knows no such branch, tag or commit",
        hint=f"{asked}If it is from somebody else, run `{command}` first",
    )


def _short_names(repository: Repository) -> list[str]:
    """Branches, remote branches and tags, under their short names."""
    names = [name.split("/", 2)[2] for name in repository.refs("refs/heads", "refs/remotes", "refs/tags")]
    return [name for name in names if not name.endswith("/HEAD")]


def _fetch(repository: Repository, ref: str, *, shallow: bool) -> str:
    """The command that fetches `ref`, and in a shallow clone its whole history.

    A clone of one branch does not map other branches to local names, so the command tells where to store the branch.
    """
    remotes = lines(repository.ask(["remote"]))
    remote, _, branch = ref.removeprefix("refs/remotes/").partition("/")
    options = ["--unshallow"] if shallow else []
    if branch and remote in remotes:
        what = [remote, f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"]
    elif _FULL_ID.fullmatch(ref):
        what = [remotes[0] if remotes else "origin", ref]
    elif _COMMIT_ID.fullmatch(ref) or not shallow:
        return shlex.join(["git", "fetch", *options, "--all", "--tags"])
    else:
        remote = remotes[0] if remotes else "origin"
        what = ["--tags", remote, f"+refs/heads/*:refs/remotes/{remote}/*"]
    return shlex.join(["git", "fetch", *options, *what])
