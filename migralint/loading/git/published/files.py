"""The revision files of one script directory in the work tree and in commits, each object parsed once."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha1, sha256

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.git.published.target import MergeTarget, incomplete
from migralint.loading.git.repository import Repository
from migralint.loading.repository import repository_top
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.revisions.listing import is_revision_name
from migralint.loading.revisions.modules import modules_of_the_past
from migralint.loading.revisions.revision_file import MOST_BYTES, read_revision_file
from migralint.source.errors import InputError
from migralint.source.reading import read_input

_LINK = b"120000"


class TreeFile(Struct, frozen=True):
    """A Python file of a version location, in the work tree or in a commit."""

    path: str
    """Relative to the repository's root, with `/`."""
    blob: str
    """The id of its object, also where git has no such object yet."""
    file: RevisionFile

    @property
    def id(self) -> str | None:
        """The revision's id, if it is known."""
        return self.file.as_revision.id if self.file.as_revision is not None else None


Tree = Mapping[str, TreeFile]
"""By path."""


class WorkFiles(Struct, frozen=True):
    """The files of the work tree that the repository can know of."""

    tree: Tree
    """What Alembic loads."""
    ignored: Tree
    """What looks like a revision and is passed over."""
    unread: tuple[RevisionFile, ...]
    """Files that cannot be read, and byte code."""
    outside: tuple[RevisionFile, ...]
    """Files of version locations outside of the repository."""
    locations: tuple[str, ...]
    """The version locations in the repository, relative to its root."""
    unix: Mapping[str, str]
    """By path, for files with CRLF: the id of their object where `core.autocrlf` made these of LF at the checkout."""

    def settled(self, blobs: Collection[str]) -> WorkFiles:
        """The same, with the ids of those of the `blobs` that a checkout would have written so."""
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
    """The files as they are on disk now, with the ids that git would give their bytes.

    `like`: any id of the repository, which may count by SHA-1 or by SHA-256.
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
        if not any(_is_in(path, location) for location in locations):
            outside.append(file)
            continue
        data = _bytes(file.path) if name.endswith(".py") else None
        if data is None:
            unread.append(file)
            continue
        if b"\r\n" in data:
            unix[path] = _object_id(data.replace(b"\r\n", b"\n"), like)
        one = TreeFile(path, _object_id(data, like), file)
        (ignored if file.kind is FileKind.IGNORED else tree)[path] = one
    return WorkFiles(tree, ignored, tuple(unread), tuple(outside), locations, unix)


def outside_of(loaded: LoadedDirectory, repository: Repository) -> tuple[str, ...]:
    """The version locations that lie outside of the repository, as absolute paths."""
    return _locations(loaded, repository)[1]


class CommitFiles:
    """Reads the trees of the commits that a comparison needs."""

    def __init__(self, loaded: LoadedDirectory, target: MergeTarget, work: WorkFiles) -> None:
        """`work`: an object that the work tree holds unchanged is not read again."""
        self._target = target
        self._work = work
        self._deep = loaded.script.recursive
        self._modules = modules_of_the_past(loaded.script)
        self._known: dict[str, RevisionFile] = {}
        self._contents: dict[str, bytes] = {}

    def listed(self, commit: str | None) -> dict[str, str]:
        """Object ids by path of the Python files in the version locations; none for None.

        A version location that the commit lacks is looked for where most of its files lay then.
        """
        if commit is None:
            return {}
        found: dict[str, str] = {}
        for location in self._work.locations:
            here = self._listed(commit, location)
            found |= here or self._listed(commit, self._former(commit, location))
        return found

    def settle(self, *listings: Mapping[str, str]) -> WorkFiles:
        """The files of the work tree, those of which the listings have the object under its id."""
        self._work = self._work.settled({blob for one in listings for blob in one.values()})
        return self._work

    def trees(self, *listings: Mapping[str, str]) -> list[Tree]:
        """The revision files of each listing, in order of paths. Raises InputError if the clone lacks one of them."""
        chosen = [{path: blob for path, blob in one.items() if is_revision_name(_name(path))} for one in listings]
        self._known |= {one.blob: one.file for one in self._work.tree.values()}
        unread = {blob: path for one in chosen for path, blob in one.items() if blob not in self._known}
        self._read(unread)
        for blob, path in unread.items():
            place = f"{self._target.ref}:{path}"  # no path of the work tree: its lines are others
            self._known[blob] = read_revision_file(place, data=self._contents[blob], modules=self._modules)
        return [{path: TreeFile(path, one[path], self._known[one[path]]) for path in sorted(one)} for one in chosen]

    def content(self, file: TreeFile) -> bytes:
        """The bytes of a file of the work tree or of a commit."""
        if (data := self._contents.get(file.blob)) is not None:
            return data
        if (mine := self._work.tree.get(file.path)) is not None and mine.blob == file.blob:
            return _bytes(mine.file.path) or b""
        self._read({file.blob: file.path})
        return self._contents[file.blob]

    def _read(self, blobs: Iterable[str]) -> None:
        wanted = [blob for blob in blobs if blob not in self._contents]
        self._contents |= self._target.repository.blobs(wanted)
        if any(blob not in self._contents for blob in wanted):
            raise incomplete(self._target, self._target.commit)

    def _listed(self, commit: str, location: str | None) -> dict[str, str]:
        if location is None:
            return {}
        paths = [] if location == "." else [location]
        output = self._target.repository.ask(["ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths])
        found = {}
        for entry in output.split(b"\0"):
            described, tab, name = entry.partition(b"\t")
            path = os.fsdecode(name)
            if not tab or not path.endswith(".py") or not _is_in(path, location, deep=self._deep):
                continue
            mode, kind, blob = described.split()
            if mode == _LINK and path in self._work.tree:
                found[path] = self._work.tree[path].blob  # it leads to where it leads today
            elif kind == b"blob" and mode != _LINK:
                found[path] = blob.decode()
        return found

    def _former(self, commit: str, location: str) -> str | None:
        """The folder that holds most of today's file names and is gone; None if there is none."""
        names = {_name(path) for path in self._work.tree if _is_in(path, location)}
        counts: dict[str, int] = {}
        for path in self._target.repository.tree(commit) if names else ():
            folder, name = posixpath.split(path)
            if name in names and not os.path.lexists(os.path.join(self._target.repository.root, path)):
                counts[folder or "."] = counts.get(folder or ".", 0) + 1
        return max(counts, key=lambda folder: (counts[folder], folder)) if counts else None


def _locations(loaded: LoadedDirectory, repository: Repository) -> tuple[tuple[str, ...], tuple[str, ...]]:
    inside: list[str] = []
    outside: list[str] = []
    for location in loaded.script.version_locations:
        real = os.path.realpath(location)
        if repository_top(real) == repository.root:  # neither another repository's, nor a submodule
            inside.append(os.path.relpath(real, repository.root).replace(os.sep, "/"))
        else:
            outside.append(location)
    return tuple(dict.fromkeys(inside)), tuple(outside)


def _is_in(path: str, location: str, *, deep: bool = True) -> bool:
    folder = posixpath.dirname(path) or "."
    return folder == location or (deep and (location == "." or folder.startswith(f"{location}/")))


def _object_id(data: bytes, like: str) -> str:
    """The id that git gives a file."""
    hasher = sha1 if len(like) == 40 else sha256
    return hasher(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def _name(path: str) -> str:
    return posixpath.basename(path)


def _bytes(path: str) -> bytes | None:
    try:
        return read_input(path, limit=MOST_BYTES)
    except InputError:
        return None
