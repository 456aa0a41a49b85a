"""ML201: a file that Python cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location

_UNPLACED = "what it may explain (missing parents, several heads) is not reported"


def unparsable_file(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A file that cannot be read as Python.

    Why:
        Alembic executes every file of the directory before it does anything: one broken file and every command fails.
        Where only the syntax is another Python's, migralint still reads the header, so that the graph stays whole;
        the operations in the file are not checked.

    Example:
        A merge left its marks:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None
            <<<<<<< HEAD
            def upgrade():
                pass

    Instead:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users")
    """
    if not file.error:
        return
    if file.kind is FileKind.REVISION:
        known = f"; its header was read nevertheless: {file.as_revision.id}" if file.as_revision else ""
        unchecked = _UNPLACED if file.down_revision.unknown else "its operations are not checked"
    elif file.kind is FileKind.UNREADABLE:
        known = ""
        unchecked = _UNPLACED
    else:
        return
    yield Problem(
        f"cannot be read: {file.error}{known}",
        location=file.error_at or Location(file.path),
        revisions=(file.as_revision.id,) if file.as_revision else (),
        help=f"mend the file: until then every Alembic command fails, and {unchecked}",
    )
