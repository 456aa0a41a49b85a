"""ML539: differences of the kind schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def schema(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A schema that only one side has.

    Why:
        Everything that belongs into it is missing too, or nobody uses it any more.

    Example:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE SCHEMA audit"))
            sa.Table("users", metadata, sa.Column("id", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE SCHEMA audit"))
            sa.Table("users", metadata, sa.Column("id", sa.Integer))

            # upgrade() of the revisions
            op.execute("CREATE SCHEMA audit")
            op.create_table("users", sa.Column("id", sa.Integer))
    """
    yield from problems(differences, Kind.SCHEMA)
