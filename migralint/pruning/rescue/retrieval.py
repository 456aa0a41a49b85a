"""Gets the bytes of files in the ledger from git or from an archive, and checks each against its SHA-256."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, field

from migralint.history.ledger import Prune, StoredFile
from migralint.loading.git.blob_history import known_objects
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository
from migralint.pruning.applying.archive import read_archive
from migralint.source.errors import InputError


class FileRequest(Struct, frozen=True):
    """A file to retrieve."""

    stored: StoredFile
    prune: Prune
    """The prune whose ledger entry it is."""


class Retrieved(Struct, frozen=True):
    """The files that were retrieved."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """By SHA-256."""
    sources: dict[str, str] = field(default_factory=dict)
    """By SHA-256, the source, for messages: "git object 1f2e…", "git v1.2:migrations/…", an archive's path."""
    flaws: dict[str, str] = field(default_factory=dict)
    """By path: why a file is not available, as the end of a sentence."""


def retrieve(
    requests: Iterable[FileRequest],
    *,
    script_directory: str,
    repository: Repository | None,
    archives: Sequence[str] = (),
) -> Retrieved:
    """Search every file: in the given archives, by its git object, at the prune's commit and at all tags.

    Raises InputError if an archive cannot be read.
    """
    todo = list({one.stored.sha256: one for one in requests}.values())
    result = Retrieved()
    seekers = [_from_archives(todo, archives)]
    if repository is not None:
        folder = repository.relative(os.path.join(script_directory, "x")).removesuffix("x")
        seekers += [
            _from_objects(todo, repository, folder, result),
            _from_commits(todo, repository, folder, result),
        ]
    for results in seekers:
        for one, data, source in results:
            result.contents.setdefault(one.stored.sha256, data)
            result.sources.setdefault(one.stored.sha256, source)
    for one in todo:
        if one.stored.sha256 not in result.contents:
            result.flaws[one.stored.path] = _why(one, repository, archives)
    return result


def archives_of(prunes: Iterable[Prune], *, named: str | None, folders: Sequence[str]) -> tuple[str, ...]:
    """The archives to search: the one that was named, and those of the ledger that exist in one of `folders`.

    Raises InputError if the one that was named does not exist.
    """
    if named is not None and not os.path.isfile(named):
        raise InputError("there is no such archive", path=named)
    paths = [named] if named is not None else []
    for name in dict.fromkeys(prune.archive for prune in prunes if prune.archive is not None):
        paths += [path for folder in folders if os.path.isfile(path := os.path.join(folder, name))]
    return tuple(dict.fromkeys(paths))


Results = Iterator[tuple[FileRequest, bytes, str]]


def _from_archives(todo: Sequence[FileRequest], archives: Sequence[str]) -> Results:
    for archive in archives:
        kept = read_archive(archive, [one.stored.path for one in todo])
        for one in todo:
            data = kept.get(one.stored.path)
            if data is not None and _is(data, one):
                yield one, data, archive


def _from_objects(todo: Sequence[FileRequest], repository: Repository, folder: str, result: Retrieved) -> Results:
    missing = [one for one in todo if one.stored.sha256 not in result.contents and one.stored.git_blob]
    blobs = repository.blobs(one.stored.git_blob for one in missing if one.stored.git_blob)
    for one in missing:
        blob = one.stored.git_blob or ""
        if blob in blobs and (data := _variant(blobs[blob], one, repository, blob, folder)) is not None:
            yield one, data, f"git object {blob}"


def _from_commits(todo: Sequence[FileRequest], repository: Repository, folder: str, result: Retrieved) -> Results:
    """Search by path, at the recorded commit and at every tag: the object's id is not known, or does not exist here."""
    missing = [one for one in todo if one.stored.sha256 not in result.contents]
    if not missing:
        return
    tags = [name.removeprefix("refs/tags/") for name in reversed(repository.refs("refs/tags"))]
    places = [
        (f"{commit}:{_path(one, folder)}", one)
        for one in missing
        for commit in (*((one.prune.commit,) if one.prune.commit else ()), *tags)
    ]
    objects = known_objects(repository, [place for place, _ in places])
    blobs = repository.blobs(objects.values())
    for place, one in places:
        blob = objects.get(place, "")
        if blob in blobs and (data := _variant(blobs[blob], one, repository, blob, folder)) is not None:
            yield one, data, f"git {place}"


def _variant(data: bytes, one: FileRequest, repository: Repository, blob: str, folder: str) -> bytes | None:
    """The bytes as they were on disk: as git stores them, as it checks them out, or with the other line ends."""
    if _is(data, one):
        return data
    unix = data.replace(b"\r\n", b"\n")
    for candidate in (unix.replace(b"\n", b"\r\n"), unix):
        if _is(candidate, one):
            return candidate
    try:
        checked_out = repository.checked_out(blob, _path(one, folder))
    except GitError:  # a filter of the repository that is not installed here
        return None
    return checked_out if _is(checked_out, one) else None


def _path(one: FileRequest, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, one.stored.path)).replace(os.sep, "/")


def _is(data: bytes, one: FileRequest) -> bool:
    return sha256(data).hexdigest() == one.stored.sha256


def _why(one: FileRequest, repository: Repository | None, archives: Sequence[str]) -> str:
    tried = [f"not in {Path(archive).name}" for archive in archives]
    if one.prune.archive is not None and not any(Path(archive).name == one.prune.archive for archive in archives):
        tried.append(f"the archive {one.prune.archive} was not found (pass it with --archive)")
    if repository is None:
        tried.append("this is not a git repository")
    elif repository.is_shallow():
        tried.append("not in this shallow clone (try `git fetch --unshallow --tags`)")
    elif one.stored.git_blob is not None:
        tried.append(f"git does not have the object {one.stored.git_blob} (try `git fetch --all --tags`)")
    else:
        tried.append("no commit or tag of this repository has it")
    return "; ".join(tried)
