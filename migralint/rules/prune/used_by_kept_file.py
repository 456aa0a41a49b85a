"""ML604: a removed file that a kept one uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def used_by_kept_file(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A file that stays and imports or reads one that would go.

    Why:
        The import fails as soon as the file is gone, and with it every Alembic command, since Alembic executes every
        file.

    Example:
        A revision borrows from an older one:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"
            from versions.a1a1a1a1a1a1_start import create_users

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Copy what it needs, or move it into a module that is no revision:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            def create_users():
                pass

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z
    """
    yield from problems
