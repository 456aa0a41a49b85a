"""ML403: rows of one version table, one of which implies another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.environments.environment import StampSet
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.rules.environment.wording import who

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def overlapping_stamps(environments: EnvironmentContext) -> Iterator[Problem]:
    """Two rows of one version table overlap: one revision is an ancestor of the other.

    Why:
        A version table only contains the newest applied revisions. If one row is an ancestor of another, over
        `down_revision` or `depends_on`, `alembic upgrade` refuses ("overlaps with other requested revisions"), while
        `alembic current` hides it. The cause is manual stamping, or stamping all heads when one of them depends on
        another.

    Example:
        The older row is implied by the newer one:

            a1 <- b2

            [environments.production]
            stamps = ["a1", "b2"]

    Instead:
        Delete the older row from the version table and record again:

            a1 <- b2

            [environments.production]
            stamps = ["b2"]
    """
    history = environments.history
    several = [(who_, one) for who_, one in environments.stamp_sets() if len(one.stamps) > 1]
    if not several or history.cycles():
        return  # the cycle has its own finding, and without it the order is not known
    for environment, stamp_set in several:
        for older, newer in _overlaps(history, stamp_set):
            yield Problem(
                f"{who(environment, [stamp_set])}: the rows {older} and {newer} overlap, since {older} is an ancestor "
                f"of {newer}; `alembic upgrade` refuses",
                location=environments.place(environment),
                revisions=(older, newer),
                help=f"delete the row {older} from the version table: {newer} implies it",
            )


def _overlaps(history: History, stamp_set: StampSet) -> Iterator[tuple[str, str]]:
    known = sorted(stamp for stamp in stamp_set.stamps if stamp in history)
    for older in known:
        newer = next((one for one in known if one != older and history.ancestry.is_ancestor(older, one)), None)
        if newer is not None:
            yield older, newer
