"""What the main branch of a repository has: the branch that new revisions are merged into, where nobody names one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from migralint.loading.git.process import lines
from migralint.loading.git.repository import Repository
from migralint.source.file_state import FileState, file_state, folder_state

_REMOTES, _LOCAL = "refs/remotes/", "refs/heads/"
_USUAL = ("main", "master")
_PLACES = (*(_LOCAL + name for name in _USUAL), *(f"{_REMOTES}*/{name}" for name in ("HEAD", *_USUAL)))


def mainline(repository: Repository) -> str | None:
    """The commit with everything that is already merged; None if git does not know it, or has no such commit.

    This is the tip of the main branch. If that commit is checked out, it is its parent: a run on the last commit of the
    main branch is about the changes of that commit, and a clone of it alone does not show what was merged before.
    """
    tip = _tip(repository)
    if tip is None or tip != repository.head():
        return tip
    return repository.commit(f"{tip}~1")


def _tip(repository: Repository) -> str | None:
    """The commit of the main branch; None if git does not know which branch that is.

    The remote's branch is preferred, as commits that were not pushed are not merged: its default branch, or one named
    main or master. Then a local one with one of these names; then the only branch, if there is no other and no remote.
    """
    form = ["for-each-ref", "--format=%(refname)%00%(objectname)"]
    commits = dict(line.split("\0") for line in lines(repository.ask([*form, "--", *_PLACES])))
    remotes = {ref.removeprefix(_REMOTES).rpartition("/")[0] for ref in commits if ref.startswith(_REMOTES)}
    remote = "origin" if "origin" in remotes else min(remotes) if len(remotes) == 1 else None
    places = [f"{_REMOTES}{remote}/{name}" for name in ("HEAD", *_USUAL)] if remotes else []
    for ref in places or [_LOCAL + name for name in _USUAL]:
        if ref in commits:
            return commits[ref]
    if remotes:
        return None
    every = lines(repository.ask([*form, "--count=2", "--", _LOCAL, _REMOTES]))
    if len(every) != 1 or not every[0].startswith(_LOCAL):
        return None
    return every[0].partition("\0")[2]


def holds(repository: Repository, commit: str, path: str) -> bool:
    """Whether a commit has the file at `path` (absolute) with its present content; line ends may have been
    converted."""
    relative = repository.relative(path)
    blob = repository.tree(commit, [relative]).get(relative)
    if blob is None:
        return False
    with open(path, "rb") as stream:
        data = stream.read()
    return blob in (_blob_id(data, len(blob)), _blob_id(data.replace(b"\r\n", b"\n"), len(blob)))


def mainline_states(repository: Repository) -> list[FileState] | None:
    """The files that change if the main branch or HEAD moves, or another branch becomes the main one.

    None if git does not store that in files.
    """
    folder = os.path.join(repository.root, ".git")
    if not os.path.isfile(os.path.join(folder, "config")) or os.path.exists(os.path.join(folder, "reftable")):
        return None  # a linked work tree, a submodule, or refs in a file of another kind
    refs = os.path.join(folder, "refs")
    remotes = os.path.join(refs, "remotes")
    files = (os.path.join(folder, name) for name in ("config", "packed-refs", "HEAD", "logs/HEAD", "shallow"))
    folders = (os.path.join(refs, "heads"), remotes, *(os.path.join(remotes, name) for name in _names(remotes)))
    return [*map(file_state, files), *map(folder_state, folders)]


def _names(folder: str) -> Iterable[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return ()


def _blob_id(data: bytes, length: int) -> str:
    """The git id of a file with these bytes; `length`, that of an id in the repository, selects the hash function."""
    whole = b"blob %d\0" % len(data) + data
    if length == 64:
        return hashlib.sha256(whole).hexdigest()
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()
