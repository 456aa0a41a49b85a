"""ML402: a stamp that is only the beginning of a revision id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem
from migralint.rules.environment.wording import are, who
from migralint.rules.wording import listed, related

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def prefix_stamp(environments: EnvironmentContext) -> Iterator[Problem]:
    """A stamp is not a revision id, but the id of another revision begins with it.

    Why:
        Alembic treats an unknown row as an abbreviation. If the file `2024` is missing and `20240101` exists, a
        database stamped at `2024` counts as upgraded to `20240101`, whose migration then never runs; no command reports
        this.

    Example:
        No file has the id `2024`:

            2023 <- 20240101

            [environments.production]
            stamps = ["2024"]

    Instead:
        Find out what the database really has applied, and stamp it with the full id:

            2023 <- 20240101

            [environments.production]
            stamps = ["2023"]
    """
    for environment, stamp, stamp_sets in environments.unknown:
        matches = environments.named_by_prefix(stamp)
        if stamp in environments.ledger.pruned or not matches:
            continue
        does = "uses that one instead" if len(matches) == 1 else "refuses to choose"
        yield Problem(
            f'{who(environment, stamp_sets)} {are(environment)} stamped at "{stamp}", which no revision file has, but '
            f"the id of {listed(matches, 'and of')} begins with it: Alembic {does}",
            location=environments.place(environment),
            revisions=(stamp, *matches),
            related=tuple(
                place
                for match in matches[:3]
                for place in related(environments.history.revisions[match].id_at, f'{match} begins with "{stamp}"')
            ),
            help="find out which revisions the database has really run, and stamp it with the full id",
        )
