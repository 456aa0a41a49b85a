"""What the rules see of a merge target: the new revisions, the changes to the others, and the merged tree."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.findings.nearby_files import Surroundings
from migralint.findings.published import Published
from migralint.history.file import FileKind
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.loading.git.process import GitError, is_incomplete
from migralint.loading.git.published.changes import Changes, Sides, by_id, published
from migralint.loading.git.published.commit_files import CommitFiles
from migralint.loading.git.published.configured import configuration_files, locations_then
from migralint.loading.git.published.files import Tree, TreeFile, WorkFiles, work_files
from migralint.loading.git.published.merge import merged_files
from migralint.loading.git.published.target import MergeTarget, incomplete
from migralint.loading.records.ledger import LEDGER_FILE, decode_ledger
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.source.errors import InputError


def with_published(subject: HistoryContext, loaded: LoadedDirectory, target: MergeTarget) -> HistoryContext:
    """`subject` together with its merge target. Raises InputError if the clone lacks some of the necessary objects.

    Version locations outside the repository are assumed to be the same on both sides, and published.
    """
    try:
        return _with_published(subject, loaded, target)
    except GitError as error:
        if is_incomplete(error):
            raise incomplete(target, target.commit) from None
        raise InputError(f"--against {target.ref}: {error.message}", hint=error.hint) from None


def _with_published(subject: HistoryContext, loaded: LoadedDirectory, target: MergeTarget) -> HistoryContext:
    work = work_files(loaded, target.repository, like=target.commit)
    records = _records(loaded, target)
    files = CommitFiles(loaded, target, work, locations_then(loaded.script, target.repository, records))
    at_target = files.listed(target.commit)
    at_base = at_target if target.base == target.commit else files.listed(target.base)
    work = files.settle(at_target, at_base)
    theirs, base = files.trees(at_target, at_base)
    their_ledger = _ledger(loaded, target, records)
    changes = Changes(Sides(base, theirs, work.tree), files, subject.ledger)
    deleted, renamed = changes.missing()
    of_target = by_id(theirs)
    history = History(one.file.as_revision for one in theirs.values() if one.file.as_revision is not None)
    after = None if target.base == target.commit else merged_files(base, theirs, work.tree)
    new = _new(work, (theirs, base), (subject.ledger, their_ledger))
    marked = replace(
        subject,
        new=new,
        unchanged=_unchanged(work, {*at_target.values(), *at_base.values()}),
        published=Published(
            target.ref,
            new,
            {identifier: published(one) for identifier, one in of_target.items()},
            frozenset(history.heads()),
            tuple(changes.changed()),
            tuple(deleted),
            tuple(renamed),
        ),
    )
    return marked if after is None else replace(marked, merged=_merged(marked, work, after, their_ledger, target))


def _new(work: WorkFiles, trees: Iterable[Tree], ledgers: Iterable[Ledger]) -> frozenset[str]:
    """The ids that neither the target nor the merge base nor a ledger contains; a recorded squash is in the ledger.

    A file without a known id in the target is published under its present id.
    """
    known: set[str | None] = set()
    for tree in trees:
        known.update(one.id for one in tree.values())
        known.update(one.id for path, one in work.tree.items() if path in tree and tree[path].id is None)
    for ledger in ledgers:
        for prune in ledger.prunes:
            known.update(revision.id for revision in prune.revisions())
            known.update(prune.squashed_into)
    return frozenset(one.id for one in work.tree.values() if one.id is not None and one.id not in known)


def _unchanged(work: WorkFiles, blobs: Collection[str]) -> frozenset[str]:
    files = (*work.tree.values(), *work.ignored.values())
    same = [one.file.path for one in files if one.id is None and one.blob in blobs]
    return frozenset([*same, *(file.path for file in work.outside)])


def _merged(
    subject: HistoryContext, work: WorkFiles, after: Iterable[TreeFile], their_ledger: Ledger, target: MergeTarget
) -> HistoryContext:
    """The directory after the merge; files that are not revisions, and those outside the repository, do not change."""
    merged = sorted(after, key=lambda one: _place(one, work.locations))
    passed_over = [file for file in subject.files if file.kind is FileKind.IGNORED]
    here = [file for file in (*work.unread, *work.outside) if file.kind is not FileKind.IGNORED]
    files = (*(one.file for one in merged), *here, *passed_over)
    prunes = [*their_ledger.prunes, *(one for one in subject.ledger.prunes if one not in their_ledger.prunes)]
    return replace(
        subject,
        history=History(file.as_revision for file in files if file.as_revision is not None),
        files=files,
        ledger=Ledger(tuple(prunes)),
        copies=(),
        around=Surroundings(),
        merged_with=target.ref,
    )


def _place(one: TreeFile, locations: tuple[str, ...]) -> tuple[int, str]:
    inside = [at for at, location in enumerate(locations) if location == "." or one.path.startswith(f"{location}/")]
    return (inside[0] if inside else len(locations)), one.path


def _records(loaded: LoadedDirectory, target: MergeTarget) -> dict[str, bytes]:
    """The ledger and the configuration files of the target, by their absolute paths in the work tree."""
    repository = target.repository
    files = configuration_files(loaded.script, repository)
    ledger = os.path.join(os.path.realpath(loaded.script.path), LEDGER_FILE)
    relative = os.path.relpath(ledger, repository.root).replace(os.sep, "/")
    if not relative.startswith("../"):
        files[relative] = ledger
    blobs = repository.tree(target.commit, list(files)) if files else {}
    contents = repository.blobs(blobs.values())
    if len(contents) < len(set(blobs.values())):
        raise incomplete(target, target.commit)
    return {files[path]: contents[blob] for path, blob in blobs.items() if path in files}


def _ledger(loaded: LoadedDirectory, target: MergeTarget, records: dict[str, bytes]) -> Ledger:
    """The target's record of pruned revisions."""
    path = os.path.join(os.path.realpath(loaded.script.path), LEDGER_FILE)
    if path not in records:
        return Ledger()
    shown = os.path.relpath(path, target.repository.root).replace(os.sep, "/")
    return decode_ledger(records[path], path=f"{target.ref}:{shown}")
