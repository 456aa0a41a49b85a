"""ML512: differences of the kind column-nullable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_nullable(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column takes NULL on one side only.

    Why:
        Where the migrations allow NULL and the models do not, rows get in that the application cannot read. The other
        way round its inserts fail.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text, nullable=False))
    """
    yield from problems(differences, Kind.COLUMN_NULLABLE)
