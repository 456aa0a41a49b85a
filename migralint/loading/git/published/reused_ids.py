"""Which ids of the directory belong to another revision at the tags in the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migralint.findings.published import TaggedRevision
from migralint.loading.git.process import GitError
from migralint.loading.git.published.changes import by_id
from migralint.loading.git.published.files import TreeFile, WorkFiles, work_files
from migralint.loading.git.published.upgrades import read_upgrade
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.git.revisions_at import revision_blobs
from migralint.loading.records.tags import TagsError, matching_tags
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.revisions.modules import modules_of_the_past
from migralint.loading.revisions.revision_file import read_revision_file


def reused_ids(loaded: LoadedDirectory, globs: Iterable[str]) -> tuple[TaggedRevision, ...]:
    """The revisions whose id means another revision at the newest tag that contains it, in load order.

    Another revision: message and `upgrade` differ, and the file has another path. Empty if git fails: the code that
    reads the stamps at the tags reports why.
    """
    try:
        repository = find_repository(loaded.script.path)
        if repository is None:
            return ()
        tags = {name: commit for glob in globs for name, commit in matching_tags(repository, glob).items()}
        if not tags:
            return ()
        at = revision_blobs(repository, loaded.script, tags)
        work = work_files(loaded, repository, like=next(iter(tags.values())))
        work = work.settled({blob for tree in at.values() for blob in tree.values()})
        return tuple(_reused(repository, loaded, work, at))
    except (GitError, TagsError):
        return ()


def _reused(
    repository: Repository, loaded: LoadedDirectory, work: WorkFiles, at: Mapping[str, Mapping[str, str]]
) -> Iterator[TaggedRevision]:
    known = {one.blob: one.file for one in work.tree.values()}
    paths = {blob: path for tree in at.values() for path, blob in tree.items() if blob not in known}
    contents = repository.blobs(paths)
    modules = modules_of_the_past(loaded.script)
    for blob, data in contents.items():
        known[blob] = read_revision_file(f":{paths[blob]}", data=data, modules=modules)
    newest: dict[str, tuple[str, TreeFile]] = {}
    for tag, tree in at.items():  # oldest first
        files = {path: TreeFile(path, blob, known[blob]) for path, blob in tree.items() if blob in known}
        newest |= {name: (tag, one) for name, one in by_id(files).items()}
    for identifier, mine in by_id(work.tree).items():
        tag, then = newest.get(identifier, ("", mine))
        if then.blob == mine.blob or then.path == mine.path:
            continue
        message = then.file.docstring.message
        revision = mine.file.as_revision
        if message != mine.file.docstring.message and revision is not None and _do_other(mine, contents[then.blob]):
            yield TaggedRevision(revision, message, then.path, tag)


def _do_other(mine: TreeFile, then: bytes) -> bool:
    with open(mine.file.path, "rb") as stream:
        here = read_upgrade(stream.read())
    there = read_upgrade(then)
    return here is not None and there is not None and not here.same_as(there)
