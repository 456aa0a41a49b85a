"""ML549: differences of the kind other-object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def other_object(differences: Iterable[Difference]) -> Iterator[Problem]:
    """Anything else that one side lacks: statistics, a collation, a cast, a publication, SQLite's user_version.

    Why:
        `create_all` makes tables only. What such an object is for works in upgraded databases alone.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE STATISTICS same ON name, (lower(name)) FROM users")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata, "after_create", sa.DDL("CREATE STATISTICS same ON name, (lower(name)) FROM users")
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE STATISTICS same ON name, (lower(name)) FROM users")
    """
    yield from problems(differences, Kind.OTHER_OBJECT)
