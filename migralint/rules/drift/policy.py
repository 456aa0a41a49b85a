"""ML548: differences of the kind policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def policy(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A row security policy is missing, superfluous or says something else.

    Why:
        Policies decide who sees which rows. A database built without one shows its rows to all, or to nobody.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE POLICY own ON users USING (name = current_user)")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata, "after_create", sa.DDL("CREATE POLICY own ON users USING (name = current_user)")
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE POLICY own ON users USING (name = current_user)")
    """
    yield from problems(differences, Kind.POLICY)
