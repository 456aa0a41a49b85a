"""The revision files of one script directory in the work tree, with git's object ids of their contents."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Mapping
from hashlib import sha1, sha256

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.git.repository import Repository
from migralint.loading.repository import repository_top
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.revisions.revision_file import MOST_BYTES
from migralint.source.errors import InputError
from migralint.source.reading import read_input


class TreeFile(Struct, frozen=True):
    """A Python file of a version location, in the work tree or in a commit."""

    path: str
    """Relative to the repository's root, with `/`."""
    blob: str
    """The id of its object, also if git has no such object yet."""
    file: RevisionFile

    @property
    def id(self) -> str | None:
        """The revision's id, if it is known."""
        return self.file.as_revision.id if self.file.as_revision is not None else None


Tree = Mapping[str, TreeFile]
"""The files by path."""


class WorkFiles(Struct, frozen=True):
    """The files of the work tree that the repository may contain."""

    tree: Tree
    """The files that Alembic loads."""
    ignored: Tree
    """Files that look like a revision and that Alembic does not load."""
    unread: tuple[RevisionFile, ...]
    """Files that cannot be read, and byte code."""
    outside: tuple[RevisionFile, ...]
    """Files of version locations outside the repository."""
    locations: tuple[str, ...]
    """The version locations in the repository, relative to its root."""
    unix: Mapping[str, str]
    """By path, for files with CRLF: the id of their object if `core.autocrlf` converted its LF at the checkout."""

    def settled(self, blobs: Collection[str]) -> WorkFiles:
        """The same files, with the ids of those `blobs` that a checkout would have written with CRLF."""
        trees = (
            {
                path: replace(one, blob=self.unix[path])
                if one.blob not in blobs and self.unix.get(path) in blobs
                else one
                for path, one in tree.items()
            }
            for tree in (self.tree, self.ignored)
        )
        tree, ignored = trees
        return replace(self, tree=tree, ignored=ignored) if self.unix else self


def work_files(loaded: LoadedDirectory, repository: Repository, *, like: str) -> WorkFiles:
    """The files in their present form on disk, with the ids that git would give to their bytes.

    `like`: any id of the repository, whose length shows whether it uses SHA-1 or SHA-256.
    """
    locations, _ = _locations(loaded, repository)
    tree: dict[str, TreeFile] = {}
    ignored: dict[str, TreeFile] = {}
    unread: list[RevisionFile] = []
    outside: list[RevisionFile] = []
    folders: dict[str, str] = {}
    unix: dict[str, str] = {}
    for file in loaded.files:
        folder, name = os.path.split(file.path)
        if folder not in folders:
            folders[folder] = os.path.relpath(os.path.realpath(folder), repository.root).replace(os.sep, "/")
        path = posixpath.normpath(posixpath.join(folders[folder], name))
        if not any(is_in(path, location) for location in locations):
            outside.append(file)
            continue
        data = bytes_of(file.path) if name.endswith(".py") else None
        if data is None:
            unread.append(file)
            continue
        if b"\r\n" in data:
            unix[path] = _object_id(data.replace(b"\r\n", b"\n"), like)
        one = TreeFile(path, _object_id(data, like), file)
        (ignored if file.kind is FileKind.IGNORED else tree)[path] = one
    return WorkFiles(tree, ignored, tuple(unread), tuple(outside), locations, unix)


def outside_of(loaded: LoadedDirectory, repository: Repository) -> tuple[str, ...]:
    """The version locations that lie outside the repository, as absolute paths."""
    return _locations(loaded, repository)[1]


def _locations(loaded: LoadedDirectory, repository: Repository) -> tuple[tuple[str, ...], tuple[str, ...]]:
    inside: list[str] = []
    outside: list[str] = []
    for location in loaded.script.version_locations:
        real = os.path.realpath(location)
        if repository_top(real) == repository.root:  # in another repository, or in a submodule
            inside.append(os.path.relpath(real, repository.root).replace(os.sep, "/"))
        else:
            outside.append(location)
    return tuple(dict.fromkeys(inside)), tuple(outside)


def is_in(path: str, location: str, *, deep: bool = True) -> bool:
    """Whether a file is in a folder, directly or, with `deep`, below it; both relative to the root."""
    folder = posixpath.dirname(path) or "."
    return folder == location or (deep and (location == "." or folder.startswith(f"{location}/")))


def _object_id(data: bytes, like: str) -> str:
    """The git id of a file with these bytes."""
    hasher = sha1 if len(like) == 40 else sha256
    return hasher(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def bytes_of(path: str) -> bytes | None:
    """The bytes of a file on disk; None if it cannot be read, or is too large for a revision."""
    try:
        return read_input(path, limit=MOST_BYTES)
    except InputError:
        return None
