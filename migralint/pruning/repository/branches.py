"""The new revision files of unmerged git branches, read from git's objects without a checkout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.git.forks import forks
from migralint.loading.git.repository import Repository
from migralint.loading.git.trees import Trees
from migralint.loading.revisions.revision_file import read_revision_file

LOCAL_AND_REMOTE = ("refs/heads", "refs/remotes")

Progress = Callable[[str], None]
"""Receives the current step, in a few words."""


class BranchRevision(Struct, frozen=True):
    """A revision file that an unmerged branch adds or changes."""

    ref: str
    """In full: "refs/heads/topic"."""
    path: str
    """Relative to the repository's root."""
    file: RevisionFile
    in_clone: bool = True
    """False: a partial clone lacks the file, or the whole folder `path`; then `file` has no known values."""

    @property
    def branch(self) -> str:
        """The name of the branch: "topic", "origin/topic"."""
        return self.ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")

    @property
    def name_without_remote(self) -> str:
        """The name of the branch without that of the remote: "topic" of "origin/topic"."""
        return self.branch.partition("/")[2] if self.ref.startswith("refs/remotes/") else self.branch

    @property
    def id(self) -> str | None:
        """Its revision id; None if it cannot be read."""
        return self.file.as_revision.id if self.file.as_revision is not None else None

    @property
    def names(self) -> tuple[str, ...]:
        """The revisions it builds on, as written."""
        return (*self.file.down_revision.values, *self.file.depends_on.values)

    @property
    def names_unknown(self) -> bool:
        """Whether it may build on more than `names`: a conflict, broken syntax, or a computed value."""
        file = self.file
        return file.kind is FileKind.UNREADABLE or bool(file.down_revision.unknown or file.depends_on.unknown)


def branch_revisions(
    repository: Repository,
    version_locations: Sequence[str],
    *,
    selects: Callable[[str], bool] = lambda ref: True,
    progress: Progress | None = None,
) -> Iterator[BranchRevision]:
    """The revision files that differ from HEAD's, in every branch that `selects` accepts and HEAD does not contain.

    Each branch is compared with the point where it left HEAD's history, to leave out later changes of HEAD, and with
    HEAD, to leave out changes that HEAD has received from it. If a shallow clone lacks that point, every difference
    from HEAD counts. Two refs at one commit (a branch and its remote) are read once, under the first name. The number
    of git processes does not depend on the number of branches.
    """
    head = repository.head()
    places = [place for path in version_locations if not (place := repository.relative(path)).startswith("../")]
    names: dict[str, str] = {}
    for ref, commit in repository.refs(*LOCAL_AND_REMOTE).items():
        if not ref.endswith("/HEAD") and selects(ref):
            names.setdefault(commit, ref)
    if head is None or not names:
        return
    if progress is not None:
        progress(f"reading {len(names):,} branches")
    # An unrelated history (for example of documentation pages) builds on no revision here and has no fork.
    forked: dict[str, str | None] = {**forks(repository, names)}
    if repository.is_shallow():
        forked = dict.fromkeys(names) | forked
    trees = Trees(repository)
    changed: list[tuple[str, str, str]] = []
    for place in places:
        at = trees.folders([head, *forked, *filter(None, forked.values())], place)
        unknown = trees.unknown(forked, place)
        for tip in unknown:
            yield BranchRevision(names[tip], place, _left_out(place), in_clone=False)
        lacking = trees.lacking(at.values())
        pairs = {
            tip: (at[tip], before if (before := at.get(fork or "")) not in lacking else None)
            for tip, fork in forked.items()
            if tip in at and tip not in unknown
        }
        own = trees.added(pairs.values())
        new = trees.added((one, at.get(head)) for one, _ in pairs.values())
        for tip, (tree, before) in pairs.items():
            for path, blob in own[tree, before].items():
                if path.endswith(".py") and path in new[tree, at.get(head)]:
                    changed.append((tip, path if place == "." else f"{place}/{path}", blob))
    contents = repository.blobs(blob for _, _, blob in changed)
    read: dict[str, RevisionFile] = {}
    for tip, path, blob in changed:
        if blob not in read:
            whole = f"{repository.root}/{path}"
            read[blob] = read_revision_file(whole, data=contents[blob]) if blob in contents else _left_out(whole)
        yield BranchRevision(names[tip], path, read[blob], in_clone=blob in contents)


def _left_out(path: str) -> RevisionFile:
    return RevisionFile(path, FileKind.UNREADABLE)
