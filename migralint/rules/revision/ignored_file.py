"""ML204: a revision file that Alembic ignores."""

from __future__ import annotations

import os
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location


def ignored_file(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A file that looks like a revision, but Alembic never loads it.

    Why:
        Alembic loads `*.py`, except files whose names start with `__init__` or `.#`. Such a file never runs, and there
        is not a message.

    Example:
            # __init__users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Instead:
        Give it a name that Alembic loads:

            # b2c3d4e5f6a1_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None
    """
    if file.kind is not FileKind.IGNORED:
        return
    name = os.path.basename(file.path)
    known = f" {file.revision.values[0]}" if file.revision.values else ""
    yield Problem(
        f"Alembic never loads revision{known}: it ignores files with names like {name!r}",
        location=file.revision.location or Location(file.path),
        revisions=file.revision.values,
        help="rename the file if it should run, otherwise remove it",
    )
