"""ML401: a stamp that no revision has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem
from migralint.rules.environment.wording import are, record_again, who
from migralint.rules.lost_files import bring_back, without_stamp

if TYPE_CHECKING:
    from migralint.environments.environment import Environment, StampSet
    from migralint.findings.environment_context import EnvironmentContext


def unknown_stamp(environments: EnvironmentContext) -> Iterator[Problem]:
    """A database is stamped at a revision that is not in the directory.

    Why:
        On such a database every Alembic command fails with "Can't locate revision identified by …". The cause is a
        deleted file that a database still needs, or a feature branch that was deployed but never merged. It cannot be
        known what the database needs, so nothing can be pruned.

    Example:
        The database has an id that no file has:

            a1b2 <- c3d4

            [environments.production]
            stamps = ["e5f6"]

    Instead:
        Restore the file from another branch or from the git history; migralint searches for it there and prints the
        command. If it was removed on purpose, delete its row from the version table, or stamp the database anew with
        `alembic stamp --purge`. Then correct the record:

            a1b2 <- c3d4

            [environments.production]
            stamps = ["c3d4"]
    """
    for environment, stamp, stamp_sets in environments.unknown:
        if stamp in environments.ledger.pruned or environments.named_by_prefix(stamp):
            continue
        yield Problem(
            f'{who(environment, stamp_sets)} {are(environment)} stamped at "{stamp}", which no revision file has',
            location=environments.place(environment),
            revisions=(stamp,),
            help=_help(environments, environment, stamp, stamp_sets),
        )


def _help(
    environments: EnvironmentContext, environment: Environment, stamp: str, stamp_sets: Sequence[StampSet]
) -> str:
    beside = frozenset(one for each in stamp_sets for one in each.stamps if one in environments.history)
    return "; ".join(
        [
            bring_back(environments.subject, stamp) or "its file was deleted, or is on another branch: restore it",
            without_stamp(environments.subject, stamp, beside=beside),
            f"if the record is wrong, {record_again(environment)}",
        ]
    )
