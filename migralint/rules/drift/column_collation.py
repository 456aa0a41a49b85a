"""ML514: differences of the kind column-collation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_collation(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column's collation differs.

    Why:
        It decides which strings are equal: a unique constraint that ignores case in one database lets `Ann` and `ann`
        both in in the other.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.String(80, collation="NOCASE")))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.String(80)))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.String(80, collation="NOCASE")))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.String(80, collation="NOCASE")))
    """
    yield from problems(differences, Kind.COLUMN_COLLATION)
