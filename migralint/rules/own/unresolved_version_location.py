"""ML002: a version location that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.source.location import Location


def unresolved_version_location(subject: HistoryContext) -> Iterator[Problem]:
    """A version location that the configuration names but that cannot be found.

    Why:
        Its revisions are unknown: parents and dependencies that are not found elsewhere may be there, so they are not
        reported, and `migralint prune` refuses. Usually it belongs to a package that is not installed here.

    Example:
            # alembic.ini
            [alembic]
            version_locations = %(here)s/versions other_package:migrations/versions

            # versions/a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
        Install the package in migralint's environment, or remove the location:

            # alembic.ini
            [alembic]
            version_locations = %(here)s/versions

            # versions/a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None
    """
    for location in subject.unresolved:
        yield Problem(
            f"the version location {location!r} cannot be found, so its revisions are unknown",
            location=Location(subject.config) if subject.config is not None else None,
            help="install its package in migralint's environment, or correct `version_locations`",
        )
