"""ML602: files that belong to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def outside_repository(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A file that a prune would remove or rewrite and that does not belong to the project.

    Why:
        A version location in another repository or in an installed package is somebody else's: changes there would be
        lost with the next installation, and other projects may need what would go.

    Example:
        A plug-in's revision builds on one that would go:

            # alembic.ini
            [alembic]
            version_locations = %(here)s/versions plugin:versions

    Instead:
        Keep what the plug-in needs; it can be pruned when the plug-in has been:

            migralint prune --until b2b2b2b2b2b2
    """
    yield from problems
