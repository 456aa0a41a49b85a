"""ML407: a database stamped at a pruned revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.environments.environment import StampSet
from migralint.findings.problem import Problem
from migralint.rules.environment.wording import are, who
from migralint.rules.wording import listed

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def stranded(environments: EnvironmentContext) -> Iterator[Problem]:
    """A database is stamped at a revision that was pruned.

    Why:
        Such a database cannot be upgraded from here: every Alembic command fails with "Can't locate revision identified
        by …". It was missing from the manifest when the revision was pruned, or it has been restored from an old backup
        since.

    Example:
        The ledger says that a1 was pruned:

            b2 <- c3

            # pruned: a1
            [environments.archive]
            stamps = ["a1"]

    Instead:
        Upgrade the database to the floor with the files that `migralint rescue` writes, then record it again:

            b2 <- c3

            # pruned: a1
            [environments.archive]
            stamps = ["b2"]
    """
    for environment, stamp, stamp_sets in environments.unknown:
        pruned = environments.ledger.pruned.get(stamp)
        if pruned is None:
            continue
        day = environments.ledger.prune_of(stamp).pruned_at[:10]
        floor = environments.ledger.floor_above(stamp)
        yield Problem(
            f'{who(environment, stamp_sets)} {are(environment)} stamped at "{stamp}", which was pruned on {day}',
            location=environments.place(environment),
            revisions=(stamp,),
            help=f"run `migralint rescue {stamp} --write DIR` and upgrade the database from there"
            + (f" to {listed(floor)}" if floor else ""),
        )
    yield from _half_stranded(environments)


def _half_stranded(environments: EnvironmentContext) -> Iterator[Problem]:
    """Databases that are above the floor on one line and never started another one, whose first revisions were
    pruned."""
    for environment in environments.manifest.environments:
        affected: dict[str, list[StampSet]] = {}
        for one in environment.stamp_sets:
            known = one.stamps and all(stamp in environments.history for stamp in one.stamps)
            if known and (missed := environments.never_ran(one.stamps)) is not None:
                affected.setdefault(missed, []).append(one)
        for missed, stamp_sets in affected.items():
            yield Problem(
                f'{who(environment, stamp_sets)} never ran "{missed}", which was pruned on '
                f"{environments.ledger.prune_of(missed).pruned_at[:10]}",
                location=environments.place(environment),
                revisions=(missed,),
                help=f"run `migralint rescue {missed} --write DIR` and upgrade from there to "
                f"{listed(environments.ledger.floor_above(missed))} before upgrading to the heads",
            )
