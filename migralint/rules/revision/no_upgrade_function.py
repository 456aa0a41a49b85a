"""ML208: a revision that cannot be run."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.rules.wording import titled


def no_upgrade_function(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A revision without an `upgrade()`.

    Why:
        Alembic loads the file and fails when it runs it, in the middle of an upgrade.

    Example:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrades():
                op.create_table("users")

    Instead:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users")
    """
    if file.kind is not FileKind.REVISION or file.error:
        return  # if the syntax is broken, the functions are not known
    if file.functions is None or "upgrade" in file.functions:
        return
    yield Problem(
        f"{titled(file.as_revision) if file.as_revision else 'the revision'} has no upgrade()",
        location=file.revision.location,
        revisions=file.revision.values,
        help="define `def upgrade():`, with `pass` if there is nothing to do",
    )
