"""Git's plumbing, read-only: the only place that runs git. No checkout, no lock, no hook, no pager."""

from __future__ import annotations

import errno
import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migralint.source.errors import InputError

# Nothing that a repository's own configuration names may run: no hook, no file-system monitor, no external diff, no
# signature check; and no lock that would disturb a git command of the user running beside us.
_CONFIG = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "log.showSignature=false")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}

_PATHS_AT_ONCE = 2_000
"""How many paths one command line is given: the system limits its length."""


class GitError(InputError):
    """Git refused; the message is git's own last line."""


@dataclass(frozen=True, slots=True)
class Repository:
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
        """Whether history (and perhaps tags) were left out when it was cloned."""
        return self.ask(["rev-parse", "--is-shallow-repository"]).strip() == b"true"

    def refs(self, *patterns: str, no_merged: str | None = None) -> dict[str, str]:
        """Full ref names to commit ids, tags peeled; `patterns` as for `git for-each-ref` (refs/tags/v2.*).

        `no_merged` leaves out the refs whose commits that one contains, and all where it has no commit yet. Sorted as
        version numbers, oldest first.
        """
        if no_merged is not None and self.commit(no_merged) is None:
            return {}
        arguments = ["for-each-ref", "--sort=version:refname", "--format=%(refname)%00%(objectname)%00%(*objectname)"]
        if no_merged is not None:
            arguments.append(f"--no-merged={no_merged}")
        rows = (line.split("\0") for line in os.fsdecode(self.ask([*arguments, "--", *patterns])).splitlines())
        return {name: peeled or direct for name, direct, peeled in rows}

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits; None if they have none."""
        return self.ask(["merge-base", one, other], allowed=(1,)).decode().strip() or None

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

    def changed(self, old: str, new: str, paths: Sequence[str] = ()) -> dict[str, str]:
        """Status letters (A, M, D, …) by path of the files that differ between two commits; renames as D and A."""
        output = self.ask(["diff-tree", "-r", "-z", "--no-renames", "--name-status", old, new, "--", *paths])
        fields = os.fsdecode(output).split("\0")
        return dict(zip(fields[1::2], fields[0::2], strict=False))

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of the blobs, by id; those that the repository does not hold are missing from the answer."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        output = self.ask(["cat-file", "--batch", "--buffer"], given="".join(f"{name}\n" for name in wanted).encode())
        return dict(_batch(output))

    def filtered(self, commit: str, path: str) -> bytes | None:
        """The bytes that a checkout of `path` (relative to the root) in `commit` would write, line endings and all."""
        return self.ask(["cat-file", "--filters", f"{commit}:{path}"], allowed=(128,)) or None

    def uncommitted(self, paths: Sequence[str]) -> dict[str, str]:
        """Absolute path to status of each that differs from HEAD: `??` untracked, `!!` ignored, else two letters."""
        relative = self.all_relative(paths)
        found: dict[str, str] = {}
        for start in range(0, len(relative), _PATHS_AT_ONCE):
            output = self.ask(
                [
                    "status",
                    "--porcelain=v1",
                    "-z",
                    "--no-renames",
                    "--untracked-files=all",
                    "--ignored=matching",
                    "--",
                    *relative[start : start + _PATHS_AT_ONCE],
                ]
            )
            entries = [entry for entry in os.fsdecode(output).split("\0") if entry]
            found.update({os.path.join(self.root, entry[3:]): entry[:2] for entry in entries})
        return found

    def files(self) -> tuple[str, ...]:
        """Absolute paths of all tracked and untracked files, those that git ignores left out; sorted.

        `git grep` would save reading them, but takes as long again for every word it looks for.
        """
        output = self.ask(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        names = sorted({os.fsdecode(name) for name in output.split(b"\0") if name})
        return tuple(os.path.join(self.root, name) for name in names)

    def relative(self, path: str) -> str:
        """`path` relative to the root, with `/`. The folder it stands in is resolved, the last part is not."""
        return self.all_relative([path])[0]

    def all_relative(self, paths: Iterable[str]) -> list[str]:
        """As `relative`, in order; every folder is resolved once."""
        folders: dict[str, str] = {}
        found = []
        for path in paths:
            folder, name = os.path.split(os.path.abspath(path))
            if folder not in folders:
                folders[folder] = Path(os.path.relpath(os.path.realpath(folder), self.root)).as_posix()
            joined = posixpath.normpath(posixpath.join(folders[folder], name))
            found.append("." if joined == f"../{os.path.basename(self.root)}" else joined)
        return found

    def ask(
        self, arguments: Sequence[str], *, given: bytes = b"", allowed: tuple[int, ...] = (), literal: bool = True
    ) -> bytes:
        """What a git command prints; one that only reads. Raises GitError, but for the exit codes `allowed`.

        `given` goes to its standard input; paths are `literal`, not patterns.
        """
        return _git(self.root, arguments, given=given, allowed=allowed, literal=literal)


def find_repository(path: str) -> Repository | None:
    """The work tree that `path` (a file or folder) lies in; None outside of one, or without git on this machine.

    Raises GitError if git refuses to look at it (another user's repository, a damaged one).
    """
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    try:
        root = _git(folder or ".", ["rev-parse", "--show-toplevel"])
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ENOTSUP:  # Python for the browser starts no programs
            return None
        raise InputError(f"git cannot be started: {error.strerror or error}") from None
    except GitError as error:
        if "not a git repository" in error.message or "must be run in a work tree" in error.message:
            return None
        raise
    return Repository(os.path.realpath(os.fsdecode(root.rstrip(b"\n"))))


def _git(
    folder: str, arguments: Sequence[str], *, given: bytes = b"", allowed: tuple[int, ...] = (), literal: bool = True
) -> bytes:
    command = ["git", "-C", folder, "--no-pager", *(part for option in _CONFIG for part in ("-c", option))]
    if literal:
        command.append("--literal-pathspecs")
    # A hook (pre-commit's, say) sets these for its own repository; ours is the one we name.
    environment = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    done = subprocess.run(
        [*command, *arguments], input=given, capture_output=True, check=False, env=environment | _ENVIRONMENT
    )
    if done.returncode and done.returncode not in allowed:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = next(
            (line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "no message"
        )
        raise GitError(f"git {arguments[0]}: {said}", hint=_hint(said))
    return done.stdout if not done.returncode else b""


def _hint(said: str) -> str:
    if "dubious ownership" in said:
        return "the repository belongs to another user; see `git config --global --add safe.directory`"
    return ""


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
