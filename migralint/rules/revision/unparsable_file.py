"""ML201: a file that Python cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location

_UNPLACED = "problems that it may cause (missing parents, several heads) are not reported"


def unparsable_file(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A file that cannot be read as Python.

    Why:
        Alembic executes every file of the directory before it does anything else: with one broken file, every command
        fails. If only the syntax belongs to another Python version, migralint still reads the header, so that the graph
        stays complete; the operations in the file are not checked. If a merge conflict was not resolved, it is not
        known which header is right: then nothing is assumed about the revision and its neighbours, and `migralint
        prune` refuses. A conflict in a docstring or in SQL does not stop Python; it is reported here as well.

    Example:
        There are conflict markers of a merge:

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
    if not file.error or file.kind not in (FileKind.REVISION, FileKind.UNREADABLE):
        return
    known = f"; its header was read anyway: {file.as_revision.id}" if file.as_revision else ""
    unplaced = file.kind is FileKind.UNREADABLE or file.down_revision.unknown
    if file.error.startswith("unresolved merge conflict"):
        message = f"{file.error}{known or '; its header is not known'}"
        advice = "resolve the conflict" + (f"; until then {_UNPLACED}" if unplaced else "")
    else:
        message = f"cannot be read: {file.error}{known}"
        unchecked = _UNPLACED if unplaced else "its operations are not checked"
        advice = f"fix the file: until then, every Alembic command fails, and {unchecked}"
    yield Problem(
        message,
        location=file.error_at or Location(file.path),
        revisions=(file.as_revision.id,) if file.as_revision else (),
        help=advice,
    )
