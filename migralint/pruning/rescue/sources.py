"""The sources of a pruned file, for display: commits, tags, branches, archives."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec import Struct

from migralint.history.ledger import Prune, StoredFile
from migralint.loading.git.blob_history import blob_commits, known_objects, refs_containing
from migralint.loading.git.repository import Repository
from migralint.pruning.rescue.retrieval import FileRequest, retrieve

_REFS = ("refs/tags", "refs/heads", "refs/remotes")


class InCommit(Struct, frozen=True):
    """The object is in a commit that some ref reaches."""

    commit: str
    path: str
    """Its path there, relative to the top of the repository."""
    date: str
    """ISO 8601."""
    subject: str
    tags: tuple[str, ...]
    """Tags with the file in their tree, in version order, newest first."""
    refs: tuple[str, ...]
    """Full names of the refs whose history contains the commit."""


class Unreachable(Struct, frozen=True):
    """Git still has the object, but no ref reaches it: a garbage collection may remove it at any time."""

    blob: str


class ByPath(Struct, frozen=True):
    """The file was found only by its path and its SHA-256."""

    source: str
    """"git v1.2:migrations/versions/x.py"."""


class InArchive(Struct, frozen=True):
    """The file is in an archive."""

    archive: str
    """The archive's path."""
    member: str
    """The file's path, relative to the script directory."""


Source = InCommit | Unreachable | ByPath | InArchive


def find_sources(
    stored: StoredFile, prune: Prune, *, script_directory: str, repository: Repository | None, archives: Sequence[str]
) -> tuple[tuple[Source, ...], str]:
    """The sources of one file, the most reliable first; without any, the reason as the end of a sentence.

    Raises InputError if an archive cannot be read.
    """
    requests = [FileRequest(stored, prune)]
    sources: list[Source] = []
    if repository is not None and stored.git_blob is not None:
        path = repository.relative(os.path.join(script_directory, stored.path))
        sources += _in_git(stored.git_blob, path, repository)
    sources += [
        InArchive(archive, stored.path)
        for archive in archives
        if retrieve(requests, script_directory=script_directory, repository=None, archives=[archive]).contents
    ]
    if not sources:
        result = retrieve(requests, script_directory=script_directory, repository=repository, archives=archives)
        if not result.contents:
            return (), result.flaws[stored.path]
        sources.append(ByPath(result.sources[stored.sha256]))
    return tuple(sources), ""


def _in_git(blob: str, path: str, repository: Repository) -> list[Source]:
    seen = () if path.startswith("../") else blob_commits(repository, [blob], paths=[path])[blob]
    if not seen:  # the folder was renamed since, or had another name then
        seen = blob_commits(repository, [blob])[blob]
    places: list[Source] = []
    containing = refs_containing(repository, [one.commit for one in seen], _REFS)
    named = {
        f"{ref}:{one.path}": None for one in seen for ref in containing[one.commit] if ref.startswith("refs/tags/")
    }
    held = known_objects(repository, named)
    for one in seen:
        refs = containing[one.commit]
        holding = tuple(
            ref.removeprefix("refs/tags/") for ref in reversed(refs) if held.get(f"{ref}:{one.path}") == blob
        )
        places.append(InCommit(one.commit, one.path, one.date, one.subject, holding, refs))
    if places:
        return sorted(places, key=lambda place: isinstance(place, InCommit) and not place.tags)
    return [Unreachable(blob)] if known_objects(repository, [blob]) else []


def git_show(place: InCommit) -> str:
    """The command that prints the file."""
    name = f"{place.tags[0] if place.tags else place.commit}:{place.path}"
    return f"git show {name}" if all(c.isalnum() or c in "/:._-" for c in name) else f'git show "{name}"'
