"""ML406: revision files that no environment needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem
from migralint.source.location import Location

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def prunable_revisions(environments: EnvironmentContext) -> Iterator[Problem]:
    """Revision files that no environment of the manifest needs any more.

    Why:
        Every Alembic command loads every file, and every new developer and every test database runs them all. Revisions
        that every environment has applied can be removed, if the rest is rewritten exactly as by `migralint prune`.

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
        A squash from an earlier prune does not count: new databases need it.
    """
    squashes = {squash for prune in environments.ledger.prunes for squash in prune.squashed_into}
    prunable = tuple(revision for revision in environments.prunable or () if revision not in squashes)
    if prunable:
        yield Problem(
            f"{len(prunable)} of {len(environments.history)} revisions are no longer needed by any environment",
            location=Location(environments.manifest.path, 1),
            revisions=prunable,
            help="run `migralint prune` to see which revisions would be removed and why that is safe",
        )
