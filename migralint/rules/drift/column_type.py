"""ML511: differences of the kind column-type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_type(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column's type differs.

    Why:
        Values that fit in tests do not fit in production, or the other way round: a shorter VARCHAR refuses them,
        another type compares and sorts them otherwise. Two names of one type (INT and INTEGER, DECIMAL and NUMERIC) are
        no difference.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.String(320)))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.String(255)))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.String(320)))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.String(320)))
    """
    yield from problems(differences, Kind.COLUMN_TYPE)
