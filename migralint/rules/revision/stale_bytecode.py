"""ML211: compiled files whose source is gone."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.source.location import Location


def stale_bytecode(subject: HistoryContext) -> Iterator[Problem]:
    """A compiled revision whose source file is gone, where Alembic loads compiled files.

    Why:
        With `sourceless = true` Alembic also loads `*.pyc`, and a file left behind by Python brings a deleted revision
        back, on this machine and no other.

    Example:
        The source of `b2c3d4e5f6a1` was deleted, what Python made of it was not:

            # alembic.ini
            [alembic]
            sourceless = true

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # __pycache__/b2c3d4e5f6a1_add_users.cpython-311.pyc

    Instead:
        Delete the compiled file with its source:

            # alembic.ini
            [alembic]
            sourceless = true

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None
    """
    if not subject.sourceless:
        return
    for path in subject.stale_bytecode:
        yield Problem(
            "compiled from a revision whose source is gone; with `sourceless` Alembic still loads it",
            location=Location(path),
            help="delete the file",
        )
