"""Writes the files of a commit into our own folder: reads objects, without a checkout and without running anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository
from migralint.loading.repository import is_below
from migralint.source.errors import InputError

_AT_ONCE = 64 << 20
"""The maximum size in bytes of the objects in memory."""
_TOO_LARGE = 32 << 20
"""In bytes; a larger file is not part of a project's migrations."""
_LINK = b"120000"
_EXECUTABLE = b"100755"


class _File(Struct, frozen=True):
    mode: bytes
    blob: str
    size: int
    parts: tuple[str, ...]


def commit_of(repository: Repository, ref: str, *, option: str) -> str:
    """The id of the commit that `ref` names. Raises InputError with the next command to run, if git does not have it.

    `option`: the argument's name for the user.
    """
    commit = repository.commit(ref) if ref and "\0" not in ref else None
    if commit is not None:
        return commit
    if repository.is_shallow():
        raise InputError(
            f"{option} {ref}: no such commit in this clone, which is shallow",
            hint="run `git fetch --unshallow --tags` first",
        )
    raise InputError(
        f"{option} {ref}: git knows no such commit",
        hint="pass a branch, a tag or a commit; if it is from somebody else, run `git fetch --all --tags` first",
    )


def export(repository: Repository, commit: str, folder: str) -> None:
    """Write all files of `commit` below the empty folder `folder`, with the bytes that git stores.

    Links are kept if their target is inside the folder; submodules and files of more than 32 MiB are left out. Raises
    InputError if git does not have all objects.
    """
    files = list(_listed(repository, commit))
    links = [one for one in files if one.mode == _LINK]
    try:
        for batch in _batches([one for one in files if one.mode != _LINK]):
            contents = repository.blobs(one.blob for one in batch)
            for one in batch:
                if one.blob not in contents:
                    raise _incomplete(commit)
                path = Path(folder, *one.parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents[one.blob])
                if one.mode == _EXECUTABLE:
                    path.chmod(0o755)
        targets = repository.blobs(one.blob for one in links)
    except OSError as error:
        raise InputError(f"the files of {commit[:12]} cannot be written: {error.strerror}", path=folder) from None
    created = [path for one in links if _link(path := Path(folder, *one.parts), targets.get(one.blob, b""), folder)]
    for path in created:  # a link that was created later may change the target of another one
        if not is_below(str(path), folder):
            path.unlink()


def _listed(repository: Repository, commit: str) -> Iterator[_File]:
    try:
        output = repository.ask(["ls-tree", "-r", "-l", "-z", "--full-tree", commit])
    except GitError as error:
        raise _incomplete(commit) from error
    for entry in output.split(b"\0"):
        described, tab, path = entry.partition(b"\t")
        if not tab:
            continue
        mode, kind, blob, size = described.split()
        parts = tuple(os.fsdecode(path).split("/"))
        # A tree that git did not write may contain names that no checkout would create.
        strange = any(part in ("", ".", "..") or part.lower().rstrip(". ") == ".git" for part in parts)
        if kind == b"blob" and not strange and size.isdigit() and int(size) <= _TOO_LARGE:
            yield _File(mode, blob.decode(), int(size), parts)


def _batches(files: Sequence[_File]) -> Iterator[list[_File]]:
    batch: list[_File] = []
    held = 0
    for one in files:
        batch.append(one)
        held += one.size
        if held >= _AT_ONCE:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _link(path: Path, target: bytes, folder: str) -> bool:
    """Create a link if its target is inside; after all files, so that no file is ever written through a link."""
    name = os.fsdecode(target)
    inside = bool(name) and not os.path.isabs(name) and is_below(os.path.join(path.parent, name), folder)
    if not inside or os.path.lexists(path) or not is_below(str(path.parent), folder):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(name)
    return True


def _incomplete(commit: str) -> InputError:
    return InputError(
        f"this clone does not have all files of the commit {commit[:12]}",
        hint="run `git fetch --refetch --no-filter` (a partial clone) or `git fetch --unshallow` (a shallow one) first",
    )
