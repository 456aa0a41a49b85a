"""Git's plumbing, read-only: a work tree, its refs, trees and objects. No checkout, no lock, no hook, no pager."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.loading.git.process import GitError, fields, is_incomplete, lines, run_git
from migralint.loading.repository import ancestors, is_below

_PATHS_AT_ONCE = 2_000
"""The maximum number of paths in one command line: the system limits its length."""


class Repository(Struct, frozen=True):
    """A git work tree."""

    root: str
    """Absolute path of its top folder, symbolic links resolved."""

    def head(self) -> str | None:
        """The id of the commit that is checked out; None in a repository without commits."""
        return self.commit("HEAD")

    def commit(self, ref: str) -> str | None:
        """The id of the commit that `ref` names; None if it names none."""
        answer = self.ask(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"], allowed=(1, 128)
        )
        return answer.decode().strip() or None

    def is_shallow(self) -> bool:
        """Whether a part of the history (and perhaps tags) was left out when it was cloned."""
        return self.ask(["rev-parse", "--is-shallow-repository"]).strip() == b"true"

    def refs(self, *patterns: str) -> dict[str, str]:
        """Full ref names to commit ids, tags peeled; `patterns` as for `git for-each-ref` (refs/tags/v2.*).

        In version order, oldest first.
        """
        arguments = ["for-each-ref", "--sort=version:refname", "--format=%(refname)%00%(objectname)%00%(*objectname)"]
        rows = (line.split("\0") for line in lines(self.ask([*arguments, "--", *patterns])))
        return {name: peeled or direct for name, direct, peeled in rows}

    def parents(self, tips: Iterable[str], *, without: str | None = None) -> dict[str, tuple[str, ...]]:
        """The commits that `tips` reach and `without` does not, each with its parents; every parent before its child.

        Tips that are not commits of this repository are left out.
        """
        stdin = "".join(f"{tip}\n" for tip in [*tips, *([f"^{without}"] if without is not None else [])])
        arguments = ["rev-list", "--topo-order", "--reverse", "--parents", "--ignore-missing", "--stdin"]
        rows = (line.split(" ") for line in lines(self.ask(arguments, stdin=stdin.encode())))
        return {row[0]: tuple(row[1:]) for row in rows}

    def tree(self, commit: str, paths: Sequence[str] = ()) -> dict[str, str]:
        """Blob ids by path (relative to the root, with `/`) of the files under `paths` (likewise) in a commit."""
        output = self.ask(["ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths])
        tree: dict[str, str] = {}
        for entry in output.split(b"\0"):
            if entry:
                described, _, path = entry.partition(b"\t")
                _, kind, blob = described.split()
                if kind == b"blob":
                    tree[os.fsdecode(path)] = blob.decode()
        return tree

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of objects of any kind, by id; those that the repository does not have are missing."""
        names = sorted(set(ids))
        if not names:
            return {}
        try:
            return dict(_batch(self._contents(names)))
        except GitError as error:
            if not is_incomplete(error):
                raise
        held = self._held()  # older versions of git stop at the first object that they would have to fetch
        return dict(_batch(self._contents([name for name in names if name in held])))

    def _contents(self, names: Sequence[str]) -> bytes:
        stdin = "".join(f"{name}\n" for name in names).encode()
        return self.ask(["cat-file", "--batch", "--buffer"], stdin=stdin)

    def _held(self) -> frozenset[str]:
        """The ids of all objects in this clone."""
        asked = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)"]
        return frozenset(lines(self.ask(asked)))

    def checked_out(self, blob: str, path: str) -> bytes:
        """The bytes that a checkout of the object at `path` (relative to the root) would write, with the present
        attributes.

        Filters that only the repository's own configuration defines are not applied. Raises GitError if git does not
        have the object, or lacks the filter.
        """
        return self.ask(["cat-file", "--filters", f"--path={path}", blob], filters=True)

    def uncommitted(self, paths: Sequence[str]) -> dict[str, str]:
        """Absolute path to status of each that differs from HEAD: `??` untracked, `!!` ignored, otherwise two
        letters."""
        relative = self.all_relative(paths)
        states: dict[str, str] = {}
        for start in range(0, len(relative), _PATHS_AT_ONCE):
            output = self.ask(
                [
                    "status",
                    "--porcelain=v1",
                    "-z",
                    "--no-renames",
                    "--untracked-files=all",
                    "--ignored=matching",
                    "--ignore-submodules=all",  # otherwise git runs in each of them, with its configuration
                    "--",
                    *relative[start : start + _PATHS_AT_ONCE],
                ],
                filters=True,
            )
            states.update({os.path.join(self.root, entry[3:]): entry[:2] for entry in fields(output)})
        return states

    def files(self) -> tuple[str, ...]:
        """Absolute paths of all tracked and untracked files, without those that git ignores; sorted.

        `git grep` would make reading them unnecessary, but takes the same time again for every word.
        """
        output = self.ask(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        return tuple(os.path.join(self.root, name) for name in sorted(set(fields(output))))

    def relative(self, path: str) -> str:
        """`path` relative to the root, with `/`. Links in its folder are resolved, in its last part they are not."""
        return self.all_relative([path])[0]

    def all_relative(self, paths: Iterable[str]) -> list[str]:
        """As `relative`, in order; every folder is resolved only once."""
        folders: dict[str, str] = {}
        result = []
        for path in paths:
            folder, name = os.path.split(os.path.abspath(path))
            if folder not in folders:
                folders[folder] = os.path.relpath(os.path.realpath(folder), self.root).replace(os.sep, "/")
            joined = posixpath.normpath(posixpath.join(folders[folder], name))
            result.append("." if joined == f"../{os.path.basename(self.root)}" else joined)
        return result

    def ask(
        self,
        arguments: Sequence[str],
        *,
        stdin: bytes = b"",
        allowed: tuple[int, ...] = (),
        literal: bool = True,
        filters: bool = False,
    ) -> bytes:
        """Return the output of a read-only git command. Raises GitError, except for the exit codes in `allowed`.

        `stdin` is its standard input; paths are `literal`, not patterns. `filters`: the command passes files through
        the filters that attributes name.
        """
        config = self._without_filters() if filters else ()
        return run_git(self.root, arguments, stdin=stdin, allowed=allowed, literal=literal, config=config)

    def _without_filters(self) -> tuple[str, ...]:
        """Configuration entries that disable every filter that this repository, and not its user, defines.

        Raises GitError if one of them has a name that cannot be written on a command line.
        """
        scopes = ["config", "--show-scope", "-z", "--name-only", "--get-regexp", r"^filter\."]
        keys = fields(run_git(self.root, scopes, allowed=(1,)))
        drivers = {
            key.split(".", 1)[1].rpartition(".")[0]
            for scope, key in zip(keys[::2], keys[1::2], strict=True)
            if scope not in ("system", "global", "command") and key.count(".") > 1
        }
        if strange := [name for name in drivers if "=" in name]:
            raise GitError(f"the repository's configuration defines a filter with an unusual name: {strange[0]!r}")
        values = {"clean": "", "smudge": "", "process": "", "required": "false"}
        return tuple(f"filter.{name}.{key}={value}" for name in sorted(drivers) for key, value in values.items())


def find_repository(path: str) -> Repository | None:
    """The work tree that contains `path` (a file or folder); None outside one, or if git is not installed.

    Its top is a folder with an entry `.git`: a folder that only looks like a repository does not count. Raises GitError
    if git refuses to read it (a repository of another user, or a damaged one).
    """
    folder = os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
    marked = next((one for one in ancestors(folder) if os.path.lexists(os.path.join(one, ".git"))), None)
    if marked is None or is_below(folder, os.path.join(marked, ".git")):
        return None
    try:
        root = run_git(marked, ["rev-parse", "--show-toplevel"])
    except FileNotFoundError:
        return None
    except GitError as error:
        if "not a git repository" in error.message or "must be run in a work tree" in error.message:
            return None
        raise
    top = os.path.realpath(os.fsdecode(root.removesuffix(b"\n").removesuffix(b"\r")))
    if not is_below(folder, top) or not os.path.lexists(os.path.join(top, ".git")):
        raise GitError(f"the repository at {marked} names another folder as its work tree: {top}")
    return Repository(top)


def _batch(output: bytes) -> Iterator[tuple[str, bytes]]:
    position = 0
    while position < len(output):
        end = output.index(b"\n", position)
        header = output[position:end].split()
        position = end + 1
        if len(header) == 3:  # otherwise: "<id> missing"
            size = int(header[2])
            yield header[0].decode(), output[position : position + size]
            position += size + 1
