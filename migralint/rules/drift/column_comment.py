"""ML518: differences of the kind column-comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_comment(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column's comment differs.

    Why:
        Comments are what people and tools that look at the database read. Databases made by `create_all` and upgraded
        ones then say different things about the same column.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, comment="how many may log in"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, comment="how many may log in"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer, comment="how many may log in"))
    """
    yield from problems(differences, Kind.COLUMN_COMMENT)
