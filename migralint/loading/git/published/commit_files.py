"""The revision files of one script directory in commits; each object is parsed once, unchanged files not at all."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence

from migralint.history.file import RevisionFile
from migralint.loading.git.published.files import Tree, TreeFile, WorkFiles, bytes_of, is_in
from migralint.loading.git.published.target import MergeTarget, incomplete
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.revisions.listing import is_revision_name
from migralint.loading.revisions.modules import modules_of_the_past
from migralint.loading.revisions.revision_file import read_revision_file

_LINK = b"120000"


class CommitFiles:
    """Reads the trees of the commits that are compared."""

    def __init__(
        self, loaded: LoadedDirectory, target: MergeTarget, work: WorkFiles, locations: Sequence[str] = ()
    ) -> None:
        """`work`: an object that is unchanged in the work tree is not read again; `locations`: those of the target."""
        self._target = target
        self._work = work
        self._former_locations = [one for one in locations if one not in work.locations]
        self._deep = loaded.script.recursive
        self._modules = modules_of_the_past(loaded.script)
        self._known: dict[str, RevisionFile] = {}
        self._contents: dict[str, bytes] = {}

    def listed(self, commit: str | None) -> dict[str, str]:
        """Object ids by path of the Python files in the version locations; empty for None.

        This includes locations that only the target's configuration names. A version location that the commit lacks is
        searched in the folder that contained most of its files then.
        """
        if commit is None:
            return {}
        blobs: dict[str, str] = {}
        for location in self._work.locations:
            here = self._listed(commit, location)
            blobs |= here or self._listed(commit, self._former(commit, location))
        for location in self._former_locations:
            blobs |= self._listed(commit, location)
        return blobs

    def settle(self, *listings: Mapping[str, str]) -> WorkFiles:
        """The files of the work tree, with the object ids of the listings for those that are unchanged."""
        self._work = self._work.settled({blob for one in listings for blob in one.values()})
        return self._work

    def trees(self, *listings: Mapping[str, str]) -> list[Tree]:
        """The revision files of each listing, ordered by path. Raises InputError if the clone lacks one of them."""
        chosen = [{path: blob for path, blob in one.items() if is_revision_name(_name(path))} for one in listings]
        self._known |= {one.blob: one.file for one in self._work.tree.values()}
        unread = {blob: path for one in chosen for path, blob in one.items() if blob not in self._known}
        self._read(unread)
        for blob, path in unread.items():
            place = f"{self._target.ref}:{path}"  # not a path in the work tree, whose file has other lines
            self._known[blob] = read_revision_file(place, data=self._contents[blob], modules=self._modules)
        return [{path: TreeFile(path, one[path], self._known[one[path]]) for path in sorted(one)} for one in chosen]

    def content(self, file: TreeFile) -> bytes:
        """The bytes of a file of the work tree or of a commit."""
        if (data := self._contents.get(file.blob)) is not None:
            return data
        if (mine := self._work.tree.get(file.path)) is not None and mine.blob == file.blob:
            return bytes_of(mine.file.path) or b""
        self._read({file.blob: file.path})
        return self._contents[file.blob]

    def is_on_disk(self, file: TreeFile) -> bool:
        """Whether the work tree has a file at that path, loaded or not."""
        return os.path.lexists(os.path.join(self._target.repository.root, file.path))

    def _read(self, blobs: Iterable[str]) -> None:
        missing = [blob for blob in blobs if blob not in self._contents]
        self._contents |= self._target.repository.blobs(missing)
        if any(blob not in self._contents for blob in missing):
            raise incomplete(self._target, self._target.commit)

    def _listed(self, commit: str, location: str | None) -> dict[str, str]:
        if location is None:
            return {}
        paths = [] if location == "." else [location]
        output = self._target.repository.ask(["ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths])
        blobs = {}
        for entry in output.split(b"\0"):
            described, tab, name = entry.partition(b"\t")
            path = os.fsdecode(name)
            if not tab or not path.endswith(".py") or not is_in(path, location, deep=self._deep):
                continue
            mode, kind, blob = described.split()
            if mode == _LINK and path in self._work.tree:
                blobs[path] = self._work.tree[path].blob  # the link has the same target as in the work tree
            elif kind == b"blob" and mode != _LINK:
                blobs[path] = blob.decode()
        return blobs

    def _former(self, commit: str, location: str) -> str | None:
        """The folder with most files of the same names that no longer exist in it today; None if there is none."""
        names = {_name(path) for path in self._work.tree if is_in(path, location)}
        counts: dict[str, list[int]] = {}
        for path in self._target.repository.tree(commit) if names else ():
            if path.endswith(".py"):
                count = counts.setdefault(posixpath.dirname(path) or ".", [0, 0])
                count[0] += 1
                moved = not os.path.lexists(os.path.join(self._target.repository.root, path))
                count[1] += moved and _name(path) in names
        likely = {folder: moved for folder, (all_of_it, moved) in counts.items() if moved and 2 * moved >= all_of_it}
        return max(likely, key=lambda folder: (likely[folder], folder)) if likely else None


def _name(path: str) -> str:
    return posixpath.basename(path)
