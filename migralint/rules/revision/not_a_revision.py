"""ML202: a file in the version location without a revision id."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location


def not_a_revision(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A Python file among the revisions that has no `revision`.

    Why:
        Alembic treats every `*.py` in a version location as a revision and fails in every command if one is not ("Could
        not determine revision id from filename").

    Example:
        Shared code beside the revisions:

            # conventions.py
            def add_timestamps(table):
                pass

    Instead:
        Keep shared code elsewhere, in a package beside the version location; a revision file has its header:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None
    """
    if file.kind is not FileKind.NOT_A_REVISION:
        return
    lost = file.down_revision.location
    yield Problem(
        "has no `revision`, so Alembic cannot load the directory"
        if lost is None
        else "has a `down_revision` but no `revision`, so Alembic cannot load the directory",
        location=lost or Location(file.path),
        help="move the file out of the version location"
        if lost is None
        else 'restore `revision = "…"` in the file; other files may name the id as their parent',
    )
