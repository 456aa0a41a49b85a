"""ML524: differences of the kind exclusion-constraint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def exclusion_constraint(differences: Iterable[Difference]) -> Iterator[Problem]:
    """An exclusion constraint is missing, superfluous or says something else.

    Why:
        It forbids rows that overlap, as two bookings of one room. Autogenerate does not look at it, so one that only
        the models have never reaches a database.

    Example:
            # the models, on PostgreSQL
            sa.Table(
                "bookings",
                metadata,
                sa.Column("during", postgresql.TSRANGE),
                postgresql.ExcludeConstraint(("during", "&&"), name="once"),
            )

            # upgrade() of the revisions
            op.create_table("bookings", sa.Column("during", postgresql.TSRANGE))

    Instead:
            # the models, on PostgreSQL
            sa.Table(
                "bookings",
                metadata,
                sa.Column("during", postgresql.TSRANGE),
                postgresql.ExcludeConstraint(("during", "&&"), name="once"),
            )

            # upgrade() of the revisions
            op.create_table("bookings", sa.Column("during", postgresql.TSRANGE))
            op.create_exclude_constraint("once", "bookings", ("during", "&&"))
    """
    yield from problems(differences, Kind.EXCLUSION_CONSTRAINT)
