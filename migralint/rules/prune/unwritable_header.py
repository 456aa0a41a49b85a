"""ML603: a header no edit can change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def unwritable_header(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A header that has to change and cannot be changed by an edit.

    Why:
        A kept revision must lose the removed ids from its `down_revision` and `depends_on`. Where these are put
        together by code that shares its line with something else, no edit can do that without touching more.

    Example:
        Two statements share the line, and two names one value:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            x = down_revision = "a1a1a1a1a1a1"; y = 1

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Write the header as plain literals:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z
    """
    yield from problems
