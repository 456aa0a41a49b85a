"""The revision files of a commit and their headers, read from git's objects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository
from migralint.loading.git.trees import Trees
from migralint.loading.revisions.modules import modules_of_the_past
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory

_REVISION_FILE = re.compile(r"(?!\.#|__init__)(.*\.py)\Z")
"""Alembic's file name rule, as `loading.revisions.listing` has it; byte code is not committed."""


class RevisionsAt(Struct, frozen=True, dict=True):
    """The revision files of one commit in the present version locations."""

    commit: str
    files: Mapping[str, RevisionFile]
    """By path relative to the top of the repository, with `/`, sorted; each has the path that it would have in a work
    tree."""
    blobs: Mapping[str, str]
    """The id of git's object of each, likewise."""

    @cached_property
    def unreadable(self) -> tuple[str, ...]:
        """The paths of the files whose header is not completely known."""
        return tuple(
            path
            for path, file in self.files.items()
            if file.kind is FileKind.UNREADABLE or file.as_revision is None or file.unknown_header
        )

    @cached_property
    def revisions(self) -> Mapping[str, tuple[str, Revision]]:
        """Path and revision by id, in the order of `files`; of a repeated id the last one."""
        return {
            file.as_revision.id: (path, file.as_revision)
            for path, file in self.files.items()
            if file.as_revision is not None
        }

    @cached_property
    def history(self) -> History:
        """The graph of all revisions with a known header."""
        return History(file.as_revision for file in self.files.values() if file.as_revision is not None)


def read_revisions_at(repository: Repository, script: ScriptDirectory, commit: str) -> RevisionsAt:
    """Read the revision files of a commit, without a checkout.

    A header that takes constants from other modules is unknown. Raises GitError if a version location is not in the
    repository, or if this clone lacks some of the files.
    """
    blobs = revision_blobs(repository, script, {commit: commit})[commit]
    modules = modules_of_the_past(script)
    contents = repository.blobs(blobs.values())
    for path, blob in blobs.items():
        if blob not in contents:
            raise GitError(f"{path} of the commit {commit[:12]} is not in this clone")
    files = {
        path: read_revision_file(os.path.join(repository.root, path), data=contents[blob], modules=modules)
        for path, blob in blobs.items()
    }
    return RevisionsAt(commit, files, blobs)


def locations_in(repository: Repository, script: ScriptDirectory) -> list[str]:
    """The version locations relative to the top. Raises GitError if one is outside, or does not exist."""
    locations = repository.all_relative(script.version_locations)
    outside = [*script.unresolved, *(one for one in locations if one.startswith("../"))]
    if outside:
        raise GitError(f"the version location {outside[0]} is not in the repository")
    return locations


def revision_blobs(
    repository: Repository, script: ScriptDirectory, commits: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Blob ids by sorted path of the revision files at each commit, by the names that `commits` gives them.

    Empty for a commit without any of the version locations. Raises GitError as `locations_in`.
    """
    trees = Trees(repository)
    blobs: dict[str, dict[str, str]] = {name: {} for name in commits}
    for location in locations_in(repository, script):
        at = trees.folders(commits.values(), location)
        files = trees.files(at.values(), deep=script.recursive)
        folder = "" if location == "." else f"{location}/"
        for name, commit in commits.items():
            for path, blob in files[at[commit]].items() if commit in at else ():
                if _REVISION_FILE.match(os.path.basename(path)):
                    blobs[name][folder + path] = blob
    return {name: dict(sorted(one.items())) for name, one in blobs.items()}


def read_blobs(
    repository: Repository, script: ScriptDirectory, trees: Iterable[Mapping[str, str]]
) -> dict[str, RevisionFile]:
    """The files in the results of `revision_blobs`, by blob id, each read once; those that git lacks are missing."""
    modules = modules_of_the_past(script)
    paths = {blob: path for tree in trees for path, blob in tree.items()}
    contents = repository.blobs(paths)
    return {
        blob: read_revision_file(os.path.join(repository.root, path), data=contents[blob], modules=modules)
        for blob, path in paths.items()
        if blob in contents
    }


def once_held(repository: Repository, script: ScriptDirectory, commit: str, ids: Sequence[str]) -> dict[str, str]:
    """Those `ids` whose files were deleted by a commit in the history of `commit`, each with the last such commit.

    Raises GitError as `locations_in`.
    """
    places = locations_in(repository, script)
    if not ids or not places:
        return {}
    output = repository.ask(
        [
            *("log", commit, "--full-history", "--raw", "--no-abbrev", "--no-renames", "-z", "--diff-filter=D"),
            *("--no-ext-diff", "--no-textconv", "--no-color", "--format=%x01%H", "--", *places),
        ]
    )
    deleted: dict[str, str] = {}
    paths: dict[str, str] = {}
    current = blob = ""
    for field in os.fsdecode(output).split("\0"):
        field = field.lstrip("\n")
        if field.startswith("\x01"):
            current = field[1:]
        elif field.startswith(":"):
            blob = field.split(" ", 4)[2]
        elif blob and _REVISION_FILE.match(os.path.basename(field)):
            deleted.setdefault(blob, current)
            paths.setdefault(blob, field)
            blob = ""
    words = [one.encode() for one in ids]
    commits: dict[str, str] = {}
    for name, data in repository.blobs(deleted).items():
        if any(word in data for word in words):
            revision = read_revision_file(os.path.join(repository.root, paths[name]), data=data).as_revision
            if revision is not None and revision.id in ids:
                commits.setdefault(revision.id, deleted[name])
    return commits
