"""ML503: differences of the kind table-comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def table_comment(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A table's comment differs.

    Why:
        Comments are what people and tools that look at the database read. Databases made by `create_all` and upgraded
        ones then say different things about the same table.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer), comment="people who log in")

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer), comment="people who log in")

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer), comment="people who log in")
    """
    yield from problems(differences, Kind.TABLE_COMMENT)
