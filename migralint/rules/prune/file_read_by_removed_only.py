"""ML611: files that nothing reads after the prune."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def file_read_by_removed_only(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Files beside the revisions, SQL or data, that removed revisions read and nothing else names.

    Why:
        A prune removes revision files alone. What only these read stays behind, and nobody can tell later what it was
        for.

    Example:
        The removed revision reads its SQL from a file:

            # versions/a1a1a1a1a1a1_start.py
            op.execute((Path(__file__).parent / "sql" / "start.sql").read_text())

    Instead:
        Remove the file in the same commit:

            $ git rm migrations/versions/sql/start.sql

    Note:
        A warning: it does not block. `migralint rescue --write` takes such files from git again, as they were when the
        revisions were removed.
    """
    yield from problems
