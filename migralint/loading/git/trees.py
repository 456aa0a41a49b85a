"""The files of many commits at once: reads each of git's tree objects once, in a constant number of processes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository

_COMMIT = re.compile(rb"tree ([0-9a-f]{40,64})\n")
_FOLDER = b"40000"
_SUBMODULE = b"160000"


class Entry(Struct, frozen=True):
    """One line of a tree object."""

    name: str
    id: str
    is_folder: bool


class Trees(Struct):
    """Reads the trees of commits level by level: one process per level of folders."""

    repository: Repository
    _entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By the id of the tree object."""
    _root: dict[str, str] = field(default_factory=dict)
    """By commit."""

    def folders(self, commits: Iterable[str], path: str) -> dict[str, str]:
        """The id of the tree object at `path` (relative to the root, with `/`; "." is the root) in each commit.

        Commits that lack it, or that git does not have, are left out.
        """
        commits = list(dict.fromkeys(commits))
        self._read_roots(commits)
        at = {commit: self._root[commit] for commit in commits if commit in self._root}
        for part in path.split("/") if path not in (".", "") else ():
            self._read(at.values())
            at = {
                commit: tree_below
                for commit, tree in at.items()
                if (tree_below := self._folder(tree, part)) is not None
            }
        return at

    def files(self, trees: Iterable[str], *, deep: bool = True) -> dict[str, dict[str, str]]:
        """Blob ids by path (relative to the tree, with `/`) of the files in each tree object, or `deep` below it.

        Raises GitError if the repository lacks one of the tree objects.
        """
        trees = list(dict.fromkeys(trees))
        level = set(trees)
        while level:
            self._read(level, required=True)
            level = {one.id for tree in level for one in self._entries[tree] if one.is_folder} if deep else set()
        return {tree: dict(self._below(tree, "", deep=deep)) for tree in trees}

    def lacking(self, trees: Iterable[str]) -> frozenset[str]:
        """The tree objects that this clone lacks."""
        requested = frozenset(trees)
        self._read(requested)
        return requested - self._entries.keys()

    def unknown(self, commits: Iterable[str], path: str) -> frozenset[str]:
        """The commits for which this clone lacks the folder `path`, and for which it is unknown whether they have
        one."""
        at = {commit: self._root.get(commit, "") for commit in commits}
        unknown: set[str] = set()
        for part in path.split("/") if path not in (".", "") else ():
            unknown |= {commit for commit, tree in at.items() if tree not in self._entries}
            at = {commit: one for commit, tree in at.items() if (one := self._folder(tree, part)) is not None}
        lacking = self.lacking(tree for commit, tree in at.items() if commit not in unknown)
        return frozenset(unknown | {commit for commit, tree in at.items() if tree in lacking})

    def added(self, pairs: Iterable[tuple[str, str | None]]) -> dict[tuple[str, str | None], dict[str, str]]:
        """For each pair of tree objects, the files of the first that are missing or different in the second: blob ids
        by path.

        Reads only the folders that differ. Raises GitError if the repository lacks one of the tree objects.
        """
        result: dict[tuple[str, str | None], dict[str, str]] = {pair: {} for pair in pairs}
        level = [(pair, "", *pair) for pair in result if pair[0] != pair[1]]
        while level:
            self._read((tree for _, _, *both in level for tree in both if tree is not None), required=True)
            deeper = []
            for pair, folder, one, other in level:
                known = {entry.name: entry for entry in self._entries[other]} if other is not None else {}
                for entry in self._entries[one]:
                    before = known.get(entry.name)
                    if before == entry:
                        continue
                    if entry.is_folder:
                        same = before.id if before is not None and before.is_folder else None
                        deeper.append((pair, f"{folder}{entry.name}/", entry.id, same))
                    else:
                        result[pair][f"{folder}{entry.name}"] = entry.id
            level = deeper
        return result

    def _below(self, tree: str, folder: str, *, deep: bool) -> Iterator[tuple[str, str]]:
        for entry in self._entries[tree]:
            if not entry.is_folder:
                yield f"{folder}{entry.name}", entry.id
            elif deep:
                yield from self._below(entry.id, f"{folder}{entry.name}/", deep=True)

    def _folder(self, tree: str, name: str) -> str | None:
        return next((one.id for one in self._entries.get(tree, ()) if one.is_folder and one.name == name), None)

    def _read_roots(self, commits: Iterable[str]) -> None:
        missing = [commit for commit in commits if commit not in self._root]
        for commit, data in self.repository.blobs(missing).items():
            if header := _COMMIT.match(data):
                self._root[commit] = header[1].decode()

    def _read(self, trees: Iterable[str], *, required: bool = False) -> None:
        missing = {tree for tree in trees if tree not in self._entries}
        blobs = self.repository.blobs(missing)
        self._entries |= {tree: tuple(_parsed(data, len(tree) // 2)) for tree, data in blobs.items()}
        if required and (lacking := sorted(missing - blobs.keys())):
            raise GitError(f"the folder {lacking[0]} of a commit is not in this clone")


def _parsed(data: bytes, id_size: int) -> Iterator[Entry]:
    """Read a tree object: mode, blank, name, null character, the id as bytes. Submodules are left out."""
    position = 0
    while position < len(data):
        blank = data.index(b" ", position)
        end = data.index(b"\0", blank)
        mode, name = data[position:blank], data[blank + 1 : end]
        position = end + 1 + id_size
        if mode != _SUBMODULE:
            yield Entry(os.fsdecode(name), data[end + 1 : position].hex(), mode == _FOLDER)
