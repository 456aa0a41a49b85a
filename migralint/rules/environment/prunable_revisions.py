"""ML406: revision files that no environment needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem
from migralint.source.location import Location

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def prunable_revisions(roster: EnvironmentContext) -> Iterator[Problem]:
    """Revision files that no environment of the manifest needs any more.

    Why:
        Every Alembic command loads every file, and every new developer and every test database runs them all. What each
        environment has applied already can go, if the rest is rewritten exactly as `migralint prune` does it.

    Example:
        Every environment is beyond the first revision:

            a1 <- b2 <- c3

            [environments.production]
            stamps = ["b2"]

    Instead:
        Prune them:

            b2 <- c3

            [environments.production]
            stamps = ["b2"]

    Note:
        A squash that an earlier prune wrote does not count: it is there for new databases.
    """
    squashes = {squash for prune in roster.ledger.prunes for squash in prune.squashed_into}
    prunable = tuple(revision for revision in roster.prunable or () if revision not in squashes)
    if prunable:
        yield Problem(
            f"{len(prunable)} of {len(roster.history)} revisions are no longer needed by any environment",
            location=Location(roster.manifest.path, 1),
            revisions=prunable,
            help="run `migralint prune` to see which revisions would be removed and why that is safe",
        )
