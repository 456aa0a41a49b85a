"""The stamps of released versions: the row heads in the revision files at git tags. No checkout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from migralint.environments.manifest import Resolution, TagResolver
from migralint.environments.stamp_sets import group
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.git.revisions_at import locations_in, read_blobs, revision_blobs
from migralint.loading.script_directory import ScriptDirectory

Progress = Callable[[str], None]
"""Receives the current step, in a few words."""


class TagHeads(Struct, frozen=True):
    """The heads at one tag."""

    tag: str
    """Its short name."""
    heads: frozenset[str] = frozenset()
    """The rows that `alembic stamp heads` writes at this tag."""
    flaw: str = ""
    """Why they cannot be known, as the end of a sentence; empty if they are known."""


def tag_resolver(script: ScriptDirectory, progress: Progress | None = None) -> TagResolver:
    """Return a function that resolves the `git-tags` entries of the manifest of `script`."""

    def resolve(glob: str) -> Resolution:
        try:
            tags = read_tags(script, glob, progress)
        except TagsError as error:
            return Resolution((), str(error))
        for one in tags:
            if one.flaw:
                return Resolution((), f"the tag {one.tag} {one.flaw}")
        return Resolution(group({one.tag: one.heads for one in tags}))

    return resolve


class TagsError(Exception):
    """No tag can be read; the message is the end of a sentence."""


def read_tags(script: ScriptDirectory, glob: str, progress: Progress | None = None) -> tuple[TagHeads, ...]:
    """The row heads at every tag whose short name matches `glob`, in version order, oldest first.

    The revision files are read from the present version locations. A file that several tags share is read once. Raises
    TagsError if there is no such tag or no repository, or if the clone may lack some of the tags.
    """
    try:
        repository = find_repository(script.path)
        if repository is None:
            raise TagsError("the project is not in a git repository, or git is not installed")
        tags = matching_tags(repository, glob)
        if repository.is_shallow():  # such a clone lacks the oldest release first, which needs the most revisions
            subject = f"{len(tags)} of the tags that match {glob} are" if tags else f"no tag matches {glob}"
            raise TagsError(f"{subject} in this shallow clone, which may lack tags")
        if not tags:
            raise TagsError(f"no tag matches {glob} in this repository")
        locations_in(repository, script)
        if progress is not None:
            progress(f"reading {len(tags):,} tags")
        at = revision_blobs(repository, script, tags)
        files = read_blobs(repository, script, at.values())
    except GitError as error:
        raise TagsError(error.message) from None
    known: dict[tuple[tuple[str, str], ...], TagHeads] = {}  # most tags share their files with the previous one
    for tag in tags:
        content = tuple(at[tag].items())
        if content not in known:
            known[content] = _tag_heads(tag, at[tag], files)
    return tuple(replace(known[tuple(at[tag].items())], tag=tag) for tag in tags)


def matching_tags(repository: Repository, glob: str) -> dict[str, str]:
    """The commits of the tags whose short names match, by short name, oldest version first."""
    tags = {name.removeprefix("refs/tags/"): commit for name, commit in repository.refs("refs/tags").items()}
    return {name: commit for name, commit in tags.items() if fnmatchcase(name, glob)}


def _tag_heads(tag: str, tree: Mapping[str, str], files: Mapping[str, RevisionFile]) -> TagHeads:
    if not tree:
        return TagHeads(tag, flaw="has no revision files in the present version locations")
    read = {path: files.get(blob) for path, blob in tree.items()}
    for path, file in read.items():
        if file is None:
            return TagHeads(tag, flaw=f"holds {path}, which is not in this clone")
        unknown = file.down_revision.unknown or file.depends_on.unknown
        if file.kind is FileKind.UNREADABLE or file.as_revision is None or unknown:
            return TagHeads(tag, flaw=f"holds {path}, whose header cannot be read")
    history = History(file.as_revision for file in read.values() if file is not None and file.as_revision is not None)
    if history.missing_parents:
        revision, parent = history.missing_parents[0]
        return TagHeads(tag, flaw=f"has no file for {parent}, the parent of {revision}")
    heads = frozenset(history.row_heads())
    return TagHeads(tag, heads) if heads else TagHeads(tag, flaw="has a cycle of revisions")
