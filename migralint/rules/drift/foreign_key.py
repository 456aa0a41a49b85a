"""ML523: differences of the kind foreign-key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def foreign_key(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A foreign key is missing, superfluous or says something else.

    Why:
        Without it rows point to nothing. With another ON DELETE a deletion takes rows along, or fails, in one of the
        two databases.

    Example:
            # the models
            sa.Table("teams", metadata, sa.Column("id", sa.Integer, primary_key=True))
            sa.Table("users", metadata, sa.Column("team", sa.ForeignKey("teams.id", ondelete="CASCADE")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("id", sa.Integer, primary_key=True))
            op.create_table("users", sa.Column("team", sa.Integer, sa.ForeignKey("teams.id")))

    Instead:
            # the models
            sa.Table("teams", metadata, sa.Column("id", sa.Integer, primary_key=True))
            sa.Table("users", metadata, sa.Column("team", sa.ForeignKey("teams.id", ondelete="CASCADE")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("id", sa.Integer, primary_key=True))
            op.create_table(
                "users", sa.Column("team", sa.Integer, sa.ForeignKey("teams.id", ondelete="CASCADE"))
            )
    """
    yield from problems(differences, Kind.FOREIGN_KEY)
