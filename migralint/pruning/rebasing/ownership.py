"""Classifies the revisions of a work tree: those of a commit, those of this branch, and missing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.findings.problem import Problem, Related
from migralint.history.file import RevisionFile
from migralint.history.ledger import Ledger
from migralint.history.revision import Revision
from migralint.loading.git.revisions_at import RevisionsAt
from migralint.rules.wording import listed
from migralint.source.location import Location


class Division(Struct, frozen=True):
    """The revisions of a work tree, compared with those of a commit."""

    held: tuple[Revision, ...]
    """The revisions that the commit contains, and squashes that the ledger records, in load order."""
    own: tuple[RevisionFile, ...]
    """The files of the others, in load order; each has a revision."""
    absent: tuple[str, ...]
    """The revisions of the commit that no file here contains, and no prune has removed."""
    problems: tuple[Problem, ...] = ()
    """Revisions of the commit with a different content here, and ids that several files have."""


def divide(files: Sequence[RevisionFile], places: Mapping[str, str], at: RevisionsAt, ledger: Ledger) -> Division:
    """Divide the readable revision files of a work tree; `places`: their paths relative to the repository's top.

    An id that both the commit and this branch use is in two files: the commit's own is the one at its path, or one that
    was moved and has the same content.
    """
    squashes = {name for prune in ledger.prunes for name in prune.squashed_into}
    rewritten = {one.id for prune in ledger.prunes for one in prune.rewritten}
    groups: dict[str, list[RevisionFile]] = {}
    for file in files:
        if file.as_revision is not None:
            groups.setdefault(file.as_revision.id, []).append(file)
    held: set[str] = set()  # paths
    problems: list[Problem] = []
    absent: list[str] = []
    for name, (path, revision) in at.revisions.items():
        theirs = _of_commit(groups.get(name, ()), path, revision, places)
        if theirs is not None:
            held.add(theirs.path)
            if name not in rewritten:
                problems += _changed(theirs, revision)
            problems += _copies(theirs, groups[name])
        elif name not in ledger.pruned:
            absent.append(name)
    for name in squashes - at.revisions.keys():
        held.update(file.path for file in groups.get(name, ()))
    own = tuple(file for file in files if file.as_revision is not None and file.path not in held)
    return Division(
        tuple(file.as_revision for file in files if file.as_revision is not None and file.path in held),
        own,
        tuple(absent),
        (*problems, *_repeated(own)),
    )


def _of_commit(
    group: Sequence[RevisionFile], path: str, revision: Revision, places: Mapping[str, str]
) -> RevisionFile | None:
    for file in group:
        if places[file.path] == path:
            return file
    alike = [
        file for file in group if file.as_revision is not None and _content(file.as_revision) == _content(revision)
    ]
    return alike[0] if len(alike) == 1 else None


def _content(revision: Revision) -> tuple[object, ...]:
    return (*_shape(revision), revision.message, revision.create_date)


def _shape(revision: Revision) -> tuple[object, ...]:
    return revision.down_revision, revision.depends_on, revision.branch_labels


def _changed(file: RevisionFile, there: Revision) -> Iterator[Problem]:
    here = file.as_revision
    assert here is not None
    if _shape(here) != _shape(there):
        yield Problem(
            f"the header of {there.id}, which is published, is different here: down_revision is "
            f"{listed(here.down_revision) or 'None'}, there {listed(there.down_revision) or 'None'}"
            if here.down_revision != there.down_revision
            else f"the header of {there.id}, which is published, is different here",
            location=here.down_revision_at or Location(file.path),
            revisions=(there.id,),
            help="restore the file of that branch",
        )


def _copies(file: RevisionFile, group: Sequence[RevisionFile]) -> Iterator[Problem]:
    """Files with the same content as an existing revision: with another number it would run twice."""
    for other in group:
        if other is file or file.as_revision is None or other.as_revision is None:
            continue
        # Without a date, two short files may be equal by chance.
        if other.as_revision.create_date is not None and _content(other.as_revision) == _content(file.as_revision):
            yield Problem(
                f"is a copy of the published revision {file.as_revision.id}",
                location=Location(other.path),
                revisions=(file.as_revision.id,),
                related=(Related(Location(file.path), "the published file"),),
                help="remove it",
            )


def _repeated(own: Sequence[RevisionFile]) -> Iterator[Problem]:
    first: dict[str, RevisionFile] = {}
    for file in own:
        assert file.as_revision is not None
        name = file.as_revision.id
        if name in first:
            yield Problem(
                f"two files of this branch have the id {name}",
                location=Location(file.path),
                revisions=(name,),
                related=(Related(Location(first[name].path), "the other one"),),
                help="remove one of them, or give it another id",
            )
        first.setdefault(name, file)
