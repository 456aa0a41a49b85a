"""ML544: differences of the kind domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def domain(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A domain is missing, superfluous or says something else.

    Why:
        All columns of the domain take its type, default and checks: one difference changes what many tables accept.

    Example:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE DOMAIN zip AS text CHECK (VALUE <> '')"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE DOMAIN zip AS text")
            op.create_table("users", sa.Column("name", sa.Text))

    Instead:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE DOMAIN zip AS text CHECK (VALUE <> '')"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE DOMAIN zip AS text CHECK (VALUE <> '')")
            op.create_table("users", sa.Column("name", sa.Text))
    """
    yield from problems(differences, Kind.DOMAIN)
