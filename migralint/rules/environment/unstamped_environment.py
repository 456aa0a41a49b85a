"""ML405: databases without a stamp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem
from migralint.rules.environment.wording import are, who

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def unstamped_environment(environments: EnvironmentContext) -> Iterator[Problem]:
    """A database has no row in its version table.

    Why:
        `alembic upgrade` starts such a database at the first revision, so it needs every revision, and nothing can be
        pruned. Often the database was built by `create_all` and not stamped; then the next upgrade fails on existing
        tables.

    Example:
        The version table is empty or missing:

            a1 <- b2

            [environments.staging]
            stamps = []

    Instead:
        If its tables are those of a revision, stamp it there; if it is empty, declare that it is built by `create_all`:

            a1 <- b2

            [environments.staging]
            create-all = true
    """
    for environment in environments.manifest.environments:
        unstamped = [one for one in environment.stamp_sets if not one.stamps]
        if unstamped:
            heads = " ".join(environments.history.row_heads()[:3]) or "heads"
            yield Problem(
                f"{who(environment, unstamped)} {are(environment)} unstamped and may need every revision",
                location=environments.place(environment),
                help=(
                    f"if its tables are up to date, stamp it (alembic stamp {heads}) and record it again; if it is "
                    "always built by create_all, set create-all = true instead"
                ),
            )
