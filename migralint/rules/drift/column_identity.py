"""ML516: differences of the kind column-identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_identity(differences: Iterable[Difference]) -> Iterator[Problem]:
    """An identity column's options differ, or one side has no identity.

    Why:
        With ALWAYS the server refuses values that the application gives; without an identity nobody gives one. Start
        and increment decide which numbers two programs hand out.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, sa.Identity(), nullable=False))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))
    """
    yield from problems(differences, Kind.COLUMN_IDENTITY)
