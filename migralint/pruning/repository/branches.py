"""What open git branches build on: their new revision files, read from git's objects without a checkout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migralint.history.file import RevisionFile
from migralint.loading.git.repository import Repository
from migralint.loading.revisions.revision_file import read_revision_file

LOCAL_AND_REMOTE = ("refs/heads", "refs/remotes")


@dataclass(frozen=True, slots=True)
class BranchRevision:
    """A revision file that an unmerged branch adds or changes."""

    branch: str
    """The ref, short: "topic", "origin/topic"."""
    path: str
    """Relative to the repository's root."""
    file: RevisionFile

    @property
    def names(self) -> tuple[str, ...]:
        """The revisions it builds on, as written."""
        return (*self.file.down_revision.values, *self.file.depends_on.values)


def branch_revisions(
    repository: Repository, version_locations: Sequence[str], patterns: Sequence[str] = LOCAL_AND_REMOTE
) -> Iterator[BranchRevision]:
    """The revision files that differ from HEAD's in every branch (by ref patterns) that HEAD does not contain.

    Each branch is compared with the point where it left HEAD's history, so that what HEAD changed since is not
    its work. Two refs at one commit (a branch and its remote) are read once, under the first name.
    """
    folders = [repository.relative(path) for path in version_locations]
    read: dict[str, RevisionFile] = {}
    seen: set[str] = set()
    for ref, commit in repository.refs(*patterns, no_merged="HEAD").items():
        if commit in seen or ref.endswith("/HEAD"):
            continue
        seen.add(commit)
        fork = repository.merge_base("HEAD", commit)
        if fork is None:
            continue  # an unrelated history (pages of documentation, say) builds on nothing of ours
        changed = [
            path
            for path, status in repository.changed(fork, commit, folders).items()
            if status in ("A", "M") and path.endswith(".py")
        ]
        blobs = {path: blob for path, blob in repository.tree(commit, folders).items() if path in set(changed)}
        contents = repository.blobs(blob for blob in blobs.values() if blob not in read)
        for path, blob in blobs.items():
            if blob not in read and blob in contents:
                read[blob] = read_revision_file(f"{repository.root}/{path}", data=contents[blob])
            if blob in read:
                yield BranchRevision(ref.removeprefix("refs/heads/").removeprefix("refs/remotes/"), path, read[blob])
