"""ML211: compiled files that Alembic runs instead of the revision files."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.source.location import Location


def stale_bytecode(subject: HistoryContext) -> Iterator[Problem]:
    """A compiled revision that Alembic loads although its source is missing or different.

    Why:
        With `sourceless = true` Alembic also loads `*.pyc`, and a remaining compiled file restores a deleted revision,
        only on this machine. Without that setting, Python still runs the compiled file in `__pycache__` if it considers
        it up to date: always if it was compiled with an unchecked hash (`compileall --invalidation-mode
        unchecked-hash`), otherwise if it records the present time and size, or the hash, of the source. Then Alembic
        sees a different header than the one in the file, and edits have no effect.

    Example:
        The source of `b2c3d4e5f6a1` was deleted, but its byte code was not:

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

    Note:
        Such byte code of a file that Alembic loads blocks `migralint prune`.
    """
    if subject.sourceless:
        for path in subject.stale_bytecode:
            yield Problem(
                "byte code of a revision whose source is missing; with `sourceless`, Alembic still loads it",
                location=Location(path),
                help="delete the file",
            )
    yield from shadowing_bytecode(subject)


def shadowing_bytecode(subject: HistoryContext) -> Iterator[Problem]:
    """The part of it about files that Alembic loads: it runs the compiled file, while everyone reads its source."""
    for path, source in subject.unchecked_bytecode:
        yield Problem(
            "byte code with an unchecked hash: Alembic runs this file, even if its source has changed",
            location=Location(path),
            related=(Related(Location(source), "its source"),),
            help="delete the file, and compile with `--invalidation-mode checked-hash` if you need byte code",
        )
    for path, source in subject.foreign_bytecode:
        yield Problem(
            "contains another revision than its source, but Python considers it up to date: Alembic runs this file",
            location=Location(path),
            related=(Related(Location(source), "its source"),),
            help="delete the file; Python compiles the source again",
        )
